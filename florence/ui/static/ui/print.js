// [data-print] prints the page, as the browser's own key does.

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});
