// Threads of questions and answers, kept in this browser and nowhere else.
//
//   thread  { id, name, made, changed, documents: [id], turns: [turn] }     documents: those searched; none means all
//   turn    { question, asked, reply }                                      reply: as POST /v1/ask sent it, or null

let opened = null;
const fallback = new Map(); // where the browser keeps nothing, until the page is left

/** Whether threads outlive the page. */
export async function lasting() {
  return (await base()) !== null;
}

/** A thread that is not kept yet. */
export function newThread(name, documents) {
  const id = Date.now().toString(36) + Math.random().toString(36).slice(2, 8);
  return { id, name: name.trim().slice(0, 120), made: Date.now(), changed: Date.now(), documents, turns: [] };
}

/** All threads, the one changed last first. */
export async function threads() {
  const all = (await base()) ? await run("readonly", (store) => store.getAll()) : [...fallback.values()];
  return all.sort((one, other) => other.changed - one.changed);
}

/** The thread, or undefined. */
export async function threadOf(id) {
  return (await base()) ? run("readonly", (store) => store.get(id)) : fallback.get(id);
}

/** Keep the thread as it is now. */
export async function save(thread) {
  thread.changed = Date.now();
  if (await base()) await run("readwrite", (store) => store.put(thread));
  else fallback.set(thread.id, thread);
}

/** Forget the thread. */
export async function forget(id) {
  fallback.delete(id);
  if (await base()) await run("readwrite", (store) => store.delete(id));
}

/** Whether all words stand in the thread: in its name, questions, answers or the titles it cites. */
export function holds(thread, words) {
  const texts = thread.turns.flatMap(({ question, reply }) =>
    [question, reply?.text, ...(reply?.citations ?? []).map((one) => `${one.title} ${one.authors.join(" ")}`)]);
  const text = [thread.name, ...texts].join(" ").toLowerCase();
  return words.toLowerCase().split(/\s+/).every((word) => text.includes(word));
}

function base() {
  opened ??= new Promise((resolve) => {
    try {
      const opening = indexedDB.open("pincite", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("threads", { keyPath: "id" });
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => resolve(null);
    } catch {
      resolve(null);
    }
  });
  return opened;
}

async function run(mode, action) {
  const transaction = (await base()).transaction("threads", mode);
  const request = action(transaction.objectStore("threads"));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });
}
