// Real activity (keys, pointer, touch, scrolling) is reported to data-activity-url, at most once in 30 seconds. Two
// minutes before the idle limit a dialog asks; at the limit the page reloads, which shows the sign-in page. What the
// page fetches by itself never counts. Other windows of the same person tell each other.

const { activityUrl, idleSeconds } = document.body.dataset;
const REPORT_EVERY = 30_000;
const WARN_BEFORE = 120_000;
const limit = Number(idleSeconds) * 1000;
const dialog = document.getElementById("idle-dialog");
const left = dialog?.querySelector("[data-idle-left]");
const windows = new BroadcastChannel("florence-activity");
const token = document.body.getAttribute("hx-headers:inherited");

let last = Date.now();
let reported = Date.now();

async function report() {
  reported = Date.now();
  const headers = token ? JSON.parse(token) : {};
  const answer = await fetch(activityUrl, { method: "POST", headers, keepalive: true }).catch(() => null);
  if (answer && (answer.redirected || answer.status === 401 || answer.status === 403)) location.reload();
}

function signal(event) {
  if (event && !event.isTrusted) return;
  if (dialog?.open) return;
  last = Date.now();
  if (last - reported < REPORT_EVERY) return;
  windows.postMessage(last);
  report();
}

function stay() {
  dialog.close();
  last = Date.now();
  windows.postMessage(last);
  report();
}

function check() {
  const idle = Date.now() - last;
  if (idle >= limit) return location.reload();
  if (idle < limit - WARN_BEFORE) return dialog?.open ? dialog.close() : undefined;
  const seconds = Math.ceil((limit - idle) / 1000);
  if (left) left.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  if (dialog && !dialog.open) dialog.showModal();
}

if (activityUrl && limit > 0) {
  for (const name of ["keydown", "pointerdown", "pointermove", "touchstart", "wheel"]) {
    document.addEventListener(name, signal, { passive: true, capture: true });
  }
  windows.addEventListener("message", (event) => (last = Math.max(last, event.data)));
  dialog?.querySelector("[data-idle-stay]")?.addEventListener("click", stay);
  dialog?.addEventListener("cancel", (event) => {
    event.preventDefault();
    stay();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && check());
  setInterval(check, 1000);
}
