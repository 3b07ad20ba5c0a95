// Stops the second submit of a form and shows that the first is under way, in the words of the button's data-busy.

function release(form) {
  delete form.dataset.sent;
  for (const button of form.querySelectorAll("[aria-busy]")) {
    button.removeAttribute("aria-busy");
    if (button.dataset.words) button.textContent = button.dataset.words;
  }
}

document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (form.method === "dialog" || event.defaultPrevented) return;
    // A download leaves the page as it is: the form can be sent again.
    if (form.hasAttribute("data-download")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    form.dataset.sent = "yes";
    const button = event.submitter;
    if (!button?.matches("button")) return;
    // After the browser has read the form, so that the button's own name and value are still sent.
    setTimeout(() => {
      button.setAttribute("aria-busy", "true");
      if (!button.dataset.busy) return;
      button.dataset.words = button.textContent;
      button.textContent = button.dataset.busy;
    }, 300);
  },
  true,
);

function releaseAll() {
  document.querySelectorAll("form[data-sent]").forEach(release);
}

document.addEventListener("htmx:finally:request", () => setTimeout(releaseAll, 310));
window.addEventListener("pageshow", (event) => event.persisted && releaseAll());
