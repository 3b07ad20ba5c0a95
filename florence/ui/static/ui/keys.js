// Keys: ⌘K or Ctrl K finds, ? lists the keys, Alt 1 to 9 open tabs, Alt and a letter press [data-key], Esc closes what
// is on top, arrows move between the rows of [data-rows], Ctrl Enter sends the form. data-keys="off" on the body
// turns off all but Esc.

const isOff = () => document.body.dataset.keys === "off";
const isTyping = (target) => target.matches?.("input, select, textarea, [contenteditable]");

function closeTop() {
  const menu = document.querySelector("details[data-menu][open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return true;
  }
  const close = document.querySelector(".panel [data-panel-close]");
  close?.click();
  return Boolean(close);
}

function withAlt(event) {
  const digit = /^Digit([1-9])$/.exec(event.code);
  const letter = /^Key([A-Z])$/.exec(event.code);
  if (digit) return document.querySelectorAll("[data-tab]")[Number(digit[1]) - 1];
  return letter ? document.querySelector(`[data-key="${letter[1].toLowerCase()}"]`) : null;
}

function rowTarget(event) {
  const row = event.target.closest?.("[data-rows] tbody tr");
  if (!row || (isTyping(event.target) && event.target.type !== "checkbox")) return null;
  const rows = [...row.parentElement.rows].filter((other) => other.querySelector("a, button, input"));
  const at = rows.indexOf(row);
  const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
  return rows[next]?.querySelector("a, button, input") ?? null;
}

function act(event) {
  const { key } = event;
  if (event.metaKey || event.ctrlKey) {
    const box = key.toLowerCase() === "k" ? document.querySelector("[data-find]") : null;
    const form = key === "Enter" ? event.target.form : null;
    box?.focus();
    form?.requestSubmit();
    return Boolean(box ?? form);
  }
  if (event.altKey) {
    const target = withAlt(event);
    target?.click();
    return Boolean(target);
  }
  if (key === "?" && !isTyping(event.target)) {
    document.getElementById("keys-dialog")?.showModal();
    return true;
  }
  const row = rowTarget(event);
  row?.focus();
  return Boolean(row);
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented) return;
  if (event.key === "Escape") {
    if (!document.querySelector("dialog:modal") && closeTop()) event.preventDefault();
    return;
  }
  if (isOff() || document.querySelector("dialog:modal")) return;
  const isShortcut = event.altKey || event.ctrlKey || event.metaKey || ["?", "ArrowDown", "ArrowUp", "Home", "End"].includes(event.key);
  if (isShortcut && act(event) !== false) event.preventDefault();
});
