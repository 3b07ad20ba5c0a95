// Shows the bar that says the browser has no connection, and takes it away when there is one.

const bar = document.querySelector("[data-offline]");

function show() {
  if (bar) bar.hidden = navigator.onLine;
}

window.addEventListener("online", show);
window.addEventListener("offline", show);
show();
