// Adding documents: chosen or dropped files are sent, and the job that reads them is followJob.
import { fetchChecked, find, make } from "../parts/dom.js";
import { announce, problemBox } from "../parts/states.js";
import { followJob } from "../parts/event_stream.js";
import { percent, t } from "../parts/texts.js";

const STAGES = { "reading documents": "stage.reading", "opening the encoder": "stage.encoder",
  "embedding passages": "stage.embedding", "writing the index": "stage.writing" };
const COUNTED = { "reading documents": "counted.documents", "embedding passages": "counted.passages" };

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
  const bar = make("progress", { max: 1, "aria-label": names });
  const status = make("p", { class: "quiet" }, t("upload.sending"));
  const line = make("li", {}, make("strong", {}, names), bar, status);
  jobs.prepend(line);
  const body = new FormData();
  for (const file of files) body.append("files", file);
  try {
    announce(t("upload.sending"));
    let job = await (await fetchChecked("/v1/documents", { method: "POST", body })).json();
    job = await followJob(job, (latest) => showProgress(latest, bar, status));
    bar.remove();
    status.remove();
    line.append(...outcomes(job));
    announce(t("upload.done", { n: job.outcomes.filter((one) => one.status !== "failed").length }));
    await added();
  } catch (error) {
    bar.remove();
    status.remove();
    line.append(problemBox(error, () => {
      line.remove();
      send(files, jobs, added);
    }));
    find("h3", line).before(make("span", { class: "badge" }, t("upload.failed")));
  }
}

function showProgress({ state, stage, done, total }, bar, status) {
  if (total > 0) bar.value = done / total;
  const doing = state === "queued" || !STAGES[stage] ? t("upload.queued") : t(STAGES[stage]);
  const counted = COUNTED[stage] ? t(COUNTED[stage], { done, n: total }) : percent(done / total);
  status.textContent = state !== "queued" && total > 1 ? `${doing} ${counted}` : doing;
}

/** What became of each file. */
function outcomes(job) {
  if (job.error) return [make("p", { class: "note" }, t("upload.broken"), " ", make("span", { lang: "en" }, job.error))];
  return job.outcomes.map(({ file, status, document_id: id, reason, guessed, remarks, pages }) => make("div", { class: "outcome" },
    make("p", {}, make("span", { class: status === "failed" ? "badge bad" : "badge" }, t(`upload.${status}`)), " ",
      id ? make("a", { href: `/documents/${encodeURIComponent(id)}` }, id) : file, pages ? ` · ${t("size.pages", { n: pages })}` : ""),
    reason ? make("p", { class: "note", lang: "en" }, reason) : null,
    guessed ? make("p", { class: "quiet" }, t("upload.guessed")) : null,
    ...(remarks ?? []).map((remark) => make("p", { class: "quiet", lang: "en" }, remark))));
}
