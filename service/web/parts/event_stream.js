// Server-sent events: those that answer a POST, and those of a job.
import { Refused, ServerGone, fetchChecked, postOptions } from "./dom.js";

/** Ask, and yield { name, data } as they come: retrieved, sentence ..., answer. Throws ServerGone and Refused. */
export async function* answerEvents(body, signal) {
  const response = await fetchChecked("/v1/ask", { ...postOptions({ ...body, stream: true }), signal });
  let last = null;
  for await (const event of eventsOf(response.body)) {
    if (event.name === "error") throw new Refused(event.data);
    last = event.name;
    yield event;
  }
  if (last !== "answer") throw new ServerGone("broken off");
}

/** Call `onChange` with the job each time it changes; resolves with it when it has ended. Throws ServerGone. */
export async function followJob(job, onChange) {
  const response = await fetchChecked(job.events);
  let latest = job;
  for await (const { data } of eventsOf(response.body)) onChange((latest = data));
  if (latest.state !== "done" && latest.state !== "failed") throw new ServerGone("broken off");
  return latest;
}

async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      rest += value.replaceAll("\r", "");
      const blocks = rest.split("\n\n");
      rest = blocks.pop();
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event) yield event;
      }
    }
  } catch (error) {
    if (error instanceof TypeError) throw new ServerGone("broken off", { cause: error });
    throw error;
  } finally {
    reader.cancel().catch(() => {});
  }
}

function parseEvent(block) {
  const fields = block.split("\n").map((line) => line.match(/^(event|data): ?(.*)$/)).filter(Boolean);
  const data = fields.filter(([, name]) => name === "data").map(([, , value]) => value);
  if (!data.length) return null; // a comment that keeps the connection open
  return { name: fields.find(([, name]) => name === "event")?.[2] ?? "message", data: JSON.parse(data.join("\n")) };
}
