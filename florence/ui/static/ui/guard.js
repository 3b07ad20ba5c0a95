// Unsaved guard: asks before a form marked with [data-guard] and typed in is left by a link or a change of panel.
// The browser's own question is only the last net.

const dialog = document.getElementById("guard-dialog");
const changed = new WeakSet();
let waiting = null;
let leaving = false;

function isUnsaved() {
  return [...document.querySelectorAll("form[data-guard]")].some((form) => changed.has(form) && !form.dataset.sent);
}

function leadsAway(link) {
  if (!link || link.target === "_blank" || link.hasAttribute("download")) return false;
  const here = location.href.split("#")[0];
  return !(link.href.split("#")[0] === here && link.hash);
}

function mark(event) {
  const form = event.target.form ?? event.target.closest?.("form");
  if (form?.matches("[data-guard]")) changed.add(form);
}

// Not on "change": a text box fires it when it is left, after its draft was saved.
document.addEventListener("input", mark);
document.addEventListener("draft:saved", (event) => changed.delete(event.target));
document.addEventListener("htmx:after:request", (event) => {
  const form = event.target.closest?.("form");
  if (form && event.detail.ctx.response?.status < 400) changed.delete(form);
});
// What came back with errors was typed, and is not saved.
for (const form of document.querySelectorAll("form[data-guard]")) {
  if (form.querySelector("[aria-invalid='true']")) changed.add(form);
}

// In the capture phase, so that htmx does not follow the link before the person has answered.
document.addEventListener(
  "click",
  (event) => {
    const link = event.target.closest("a[href], [data-leaves]");
    if (leaving || !dialog || !link || link.closest("dialog") || !isUnsaved()) return;
    if (link.matches("a") && !leadsAway(link)) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = link;
    dialog.showModal();
  },
  true,
);

dialog?.querySelector("[data-guard-leave]")?.addEventListener("click", () => {
  dialog.close();
  leaving = true;
  waiting?.click();
  leaving = false;
});

window.addEventListener("beforeunload", (event) => {
  if (!leaving && isUnsaved()) event.preventDefault();
});
