// Drafts: a form with [data-draft-url] is sent there one second after the last key, at latest every two seconds, and
// when the page is left. Its [data-draft-state] says "Draft saved 22:06" in the words of data-saved and data-failed.

const PAUSE = 1000;
const LONGEST = 2000;
const drafts = new WeakMap();

function contentOf(form) {
  const content = new FormData(form);
  for (const [name, value] of [...content]) if (value instanceof File) content.delete(name);
  return content;
}

function say(form, words) {
  const state = form.querySelector("[data-draft-state]") ?? document.querySelector("[data-draft-state]");
  if (state) state.textContent = words(state.dataset);
}

async function save(form, isLeaving = false) {
  const draft = drafts.get(form);
  clearTimeout(draft.timer);
  draft.first = 0;
  try {
    const answer = await fetch(form.dataset.draftUrl, { method: "POST", body: contentOf(form), keepalive: isLeaving });
    if (!answer.ok) throw new Error(String(answer.status));
    const time = new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
    say(form, ({ saved }) => `${saved ?? "Draft saved"} ${answer.headers.get("X-Saved-At") ?? time}`);
    form.dispatchEvent(new CustomEvent("draft:saved", { bubbles: true }));
  } catch {
    say(form, ({ failed }) => failed ?? "Draft not saved");
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset.draftUrl) return;
  if (!drafts.has(form)) drafts.set(form, { timer: 0, first: 0 });
  const draft = drafts.get(form);
  const now = Date.now();
  draft.first ||= now;
  clearTimeout(draft.timer);
  draft.timer = setTimeout(() => save(form), Math.max(0, Math.min(PAUSE, draft.first + LONGEST - now)));
});

document.addEventListener("visibilitychange", () => {
  if (document.visibilityState !== "hidden") return;
  for (const form of document.querySelectorAll("form[data-draft-url]")) if (drafts.get(form)?.first) save(form, true);
});

// What is sent is no draft any more: the act that saves it throws the draft away, and leaving must not keep it again.
document.addEventListener(
  "submit",
  (event) => {
    const draft = drafts.get(event.target);
    if (!draft) return;
    clearTimeout(draft.timer);
    draft.first = 0;
  },
  true,
);
