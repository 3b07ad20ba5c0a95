// Boxes for days: when one is left, the day that was understood stands beside it in words. The button beside it opens
// the browser's calendar, whose day goes into the box with the day before the month, as people here write it.

const token = () => JSON.parse(document.body.getAttribute("hx-headers:inherited") ?? "{}")["X-CSRFToken"] ?? "";

async function echo(box) {
  const words = box.parentElement?.querySelector("[data-day-words]");
  if (!words) return;
  words.textContent = "";
  const text = box.value.trim();
  if (!text) return;
  const headers = { "X-CSRFToken": token() };
  try {
    const answer = await fetch(box.dataset.day, { method: "POST", headers, body: new URLSearchParams({ text }) });
    if (answer.ok && box.value.trim() === text) words.textContent = await answer.text();
  } catch {
    // Without a connection the day is read when the form is sent.
  }
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-day]")) echo(event.target);
  if (!event.target.matches("[data-day-calendar]")) return;
  const box = event.target.parentElement.querySelector("[data-day]");
  box.value = event.target.value.split("-").reverse().join("/");
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.dispatchEvent(new Event("change", { bubbles: true }));
  box.focus();
});

document.addEventListener("click", (event) => {
  event.target.closest("[data-day-open]")?.parentElement.querySelector("[data-day-calendar]").showPicker();
});
