// Live pages: says when the connection is lost for ten seconds and when it is back, and holds changes back while the
// person is inside the list. A first connection that fails is tried again, which the library does only for later ones.
// A list marked [data-live-list] is not swapped while it holds the focus, an open menu or a
// selection; its [data-live-changes] button counts the changes and lets them in.

const LOST_AFTER = 10_000;
const AGAIN_AFTER = 1_000;
const AGAIN_AT_MOST_AFTER = 60_000;
const bus = document.getElementById("bus");
const line = document.querySelector("[data-live]");
const words = line?.querySelector("[data-live-words]");
const time = line?.querySelector("[data-live-at]");
const liveWords = words?.textContent;
let lostTimer = 0;
let againAfter = AGAIN_AFTER;
let isListening = false;

const clockTime = () => new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

function connected() {
  isListening = true;
  clearTimeout(lostTimer);
  lostTimer = 0;
  if (!line) return;
  line.classList.remove("lost");
  words.textContent = liveWords;
  line.querySelector("[data-live-again]")?.remove();
}

function updated() {
  connected();
  if (time) time.textContent = clockTime();
}

function lost() {
  if (!line || line.classList.contains("lost")) return;
  line.classList.add("lost");
  words.textContent = line.dataset.lost;
  const again = document.createElement("span");
  again.dataset.liveAgain = "";
  again.textContent = ` ${line.dataset.again}`;
  line.append(again);
}

function connectAgain(event) {
  if (event.target !== bus || isListening) return;
  lostTimer ||= setTimeout(lost, LOST_AFTER);
  setTimeout(() => window.htmx.ajax("GET", bus.getAttribute("hx-sse:connect"), { source: bus }), againAfter);
  againAfter = Math.min(2 * againAfter, AGAIN_AT_MOST_AFTER);
}

function isBusy(list) {
  const selection = document.getSelection();
  return (
    list.contains(document.activeElement) ||
    list.querySelector("details[open], [aria-expanded='true']") ||
    (selection && !selection.isCollapsed && list.contains(selection.anchorNode))
  );
}

document.addEventListener("htmx:before:request", (event) => {
  const list = event.target.closest?.("[data-live-list]");
  if (!list || list.dataset.letIn || !isBusy(list)) return;
  event.preventDefault();
  const button = document.querySelector(`[data-live-changes="${list.id}"]`);
  if (!button) return;
  const count = Number(button.dataset.count ?? 0) + 1;
  button.dataset.count = String(count);
  button.querySelector("[data-count-words]").textContent = String(count);
  button.hidden = false;
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-live-changes]");
  const list = button && document.getElementById(button.dataset.liveChanges);
  if (!list) return;
  button.hidden = true;
  button.dataset.count = "0";
  list.dataset.letIn = "yes";
  list.dispatchEvent(new CustomEvent(list.dataset.liveList, { bubbles: false }));
  delete list.dataset.letIn;
});

document.addEventListener("htmx:finally:request", connectAgain);
document.addEventListener("htmx:sse:after:connection", connected);
document.addEventListener("htmx:sse:after:message", updated);
for (const name of ["htmx:sse:error", "htmx:sse:close"]) {
  document.addEventListener(name, () => (lostTimer ||= setTimeout(lost, LOST_AFTER)));
}
window.addEventListener("offline", lost);
