// Toasts go away after six seconds unless the pointer or the focus is on them; a fault of the server or of the
// connection during a fragment request is said in one that stays.

const SECONDS = 6;
const place = document.getElementById("toasts");

function expire(toast) {
  let timer = 0;
  const start = () => (timer = setTimeout(() => toast.remove(), SECONDS * 1000));
  const stop = () => clearTimeout(timer);
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusout", start);
  start();
}

function watch(root) {
  for (const toast of root.querySelectorAll("[data-toast]:not(.stop, [data-watched])")) {
    toast.dataset.watched = "";
    expire(toast);
  }
}

function show(name) {
  const words = document.getElementById(name);
  if (!words || !place) return;
  place.replaceChildren(words.content.cloneNode(true));
}

document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest("[data-toast]")?.remove();
});
document.addEventListener("htmx:response:error", (event) => {
  if ((event.detail?.ctx?.response?.status ?? 0) >= 500) show("toast-failed");
});
document.addEventListener("htmx:error", () => show("toast-offline"));
document.addEventListener("htmx:after:swap", () => watch(document));
if (place) watch(place);
