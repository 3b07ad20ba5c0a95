// Dialogs and menus. [data-open="id"] opens a dialog; [data-close] closes the one it stands in; a dialog that the
// server rendered open with [data-modal] becomes modal. The browser gives focus back to the opener.

function openDialog(dialog) {
  if (!dialog || dialog.matches(":modal")) return;
  dialog.close();
  dialog.showModal();
}

function openRendered(root) {
  root.querySelectorAll("dialog[data-modal][open]").forEach(openDialog);
}

document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-open]");
  if (opener) {
    const dialog = document.getElementById(opener.dataset.open);
    if (!dialog) return;
    event.preventDefault();
    opener.closest("details")?.removeAttribute("open");
    openDialog(dialog);
  }
  if (event.target.closest("[data-close]")) {
    const dialog = event.target.closest("dialog");
    if (!dialog) return;
    event.preventDefault();
    dialog.close();
  }
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("htmx:after:swap", () => openRendered(document));
openRendered(document);
