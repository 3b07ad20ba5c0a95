// Moves focus to what changed the purpose of the page: an error summary, or a heading marked with [data-focus].
// Links of an error summary put the focus into their field, also when that is a group.

function focusMarked() {
  const mark = document.querySelector("[data-focus]:not([data-focused])");
  if (!mark) return;
  mark.dataset.focused = "";
  mark.focus();
}

document.addEventListener("click", (event) => {
  const link = event.target.closest(".error-summary a[href^='#']");
  if (!link) return;
  const target = document.getElementById(link.hash.slice(1));
  const control = target?.matches("input, select, textarea, button")
    ? target
    : target?.querySelector("input, select, textarea, button");
  if (!control) return;
  event.preventDefault();
  control.closest(".field")?.scrollIntoView({ block: "center" });
  control.focus({ preventScroll: true });
});

document.addEventListener("htmx:after:swap", focusMarked);
focusMarked();
