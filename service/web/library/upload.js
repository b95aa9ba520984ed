// Adding documents: chosen or dropped files are sent, and the job that reads them is followed.
import { button, fetchChecked, find, make, postOptions } from "../parts/dom.js";
import { announce, problemBox } from "../parts/states.js";
import { followJob } from "../parts/event_stream.js";
import { known, t } from "../parts/texts.js";

/** The place where files are dropped or chosen; `added` is called when the library has changed. */
export function uploader(added) {
  const jobs = make("ul", { class: "jobs" });
  const chooser = make("input", { type: "file", multiple: true, id: "files", accept: ".pdf,.docx,.epub,.html,.htm,.txt,.md" });
  const zone = make("div", { class: "drop" },
    make("label", { for: "files", class: "button plain" }, t("upload.choose")), chooser,
    make("p", { class: "quiet" }, t("upload.hint")));
  chooser.addEventListener("change", () => {
    send([...chooser.files], jobs, added);
    chooser.value = "";
  });
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    send([...event.dataTransfer.files], jobs, added);
  });
  return make("section", { "aria-label": t("upload.heading") }, zone, jobs);
}

async function send(files, jobs, added) {
  if (!files.length) return;
  const names = files.map((file) => file.name).join(", ");
  const body = new FormData();
  for (const file of files) body.append("files", file);
  await runJob(names, jobs, () => fetchChecked("/v1/documents", { method: "POST", body }), added);
}

/** A line that says how many documents older rules read, with a button that reads them again; and what sets their number. */
export function rereader(changed) {
  const line = make("p", {});
  const jobs = make("ul", { class: "jobs" });
  const start = () => fetchChecked("/v1/reread", postOptions({}));
  const read = () => runJob(t("older.read"), jobs, start, changed);
  const show = (n) => line.replaceChildren(...(n ? [t("older.count", { n }), " ", button(t("older.read"), read, { class: "plain small" })] : []));
  return [make("section", { class: "older" }, line, jobs), show];
}

/** Start a job, and show in the list `jobs` how far it is and what became of its files; then the library has `changed`. */
async function runJob(title, jobs, start, changed) {
  const bar = make("progress", { max: 1, "aria-label": title });
  const status = make("p", { class: "quiet" }, t("upload.sending"));
  const line = make("li", {}, make("strong", {}, title), bar, status);
  jobs.prepend(line);
  try {
    announce(t("upload.sending"));
    let job = await (await start()).json();
    job = await followJob(job, (latest) => showProgress(latest, bar, status));
    bar.remove();
    status.remove();
    line.append(...outcomes(job));
    announce(wasRead(job));
    await changed();
  } catch (error) {
    bar.remove();
    status.remove();
    line.append(problemBox(error, () => {
      line.remove();
      runJob(title, jobs, start, changed);
    }));
    find("h3", line).before(make("span", { class: "badge" }, t("upload.failed")));
  }
}

function showProgress({ state, stage, done, total, progress }, bar, status) {
  if (total > 0) bar.value = done / total;
  const { documents, pages, passages, passages_per_second: pace, seconds_left: left } = progress;
  const counted = (name, { done: so, total: n }) => (n > 1 ? t(`counted.${name}`, { done: so, n }) : "");
  status.textContent = state === "queued" || !known(`stage.${stage}`) ? t("upload.queued") : [
    t(`stage.${stage}`), counted("documents", documents), pages ? t("size.pages", { n: pages }) : "", counted("passages", passages),
    pace && left !== null ? t("upload.pace", { n: Math.round(pace), left: Math.ceil(left / 60) }) : "",
  ].filter(Boolean).join(" · ");
}

const wasRead = ({ outcomes: all }) => t("upload.done", { n: all.filter((one) => one.status !== "failed").length });

/** What became of each file; of documents that were read again, of those that could not be. */
function outcomes(job) {
  const again = job.kind !== "add";
  if (job.error) return [make("p", { class: "note" }, again ? "" : t("upload.broken"), " ", make("span", { lang: "en" }, job.error))];
  const shown = job.outcomes.filter((one) => !again || one.status === "failed").map(outcome);
  return again ? [make("p", {}, wasRead(job)), ...shown] : shown;
}

function outcome({ file, status, document_id: id, reason, guessed, remarks, pages }) {
  return make("div", { class: "outcome" },
    make("p", {}, make("span", { class: status === "failed" ? "badge bad" : "badge" }, t(`upload.${status}`)), " ",
      id ? make("a", { href: `/documents/${encodeURIComponent(id)}` }, id) : file, pages ? ` · ${t("size.pages", { n: pages })}` : ""),
    reason ? make("p", { class: "note", lang: "en" }, reason) : null,
    guessed ? make("p", { class: "quiet" }, t("upload.guessed")) : null,
    ...(remarks ?? []).map((remark) => make("p", { class: "quiet", lang: "en" }, remark)));
}
