// Pages of one browser tell each other who is in front. A page of somebody else goes away, also one that Back brings.

const person = document.body.dataset.person ?? "";
const channel = new BroadcastChannel("florence-person");

function away() {
  document.body.replaceChildren();
  document.title = "Florence";
  location.replace("/");
}

const before = history.state?.person;
if (before !== undefined && before !== person) {
  away();
} else {
  history.replaceState({ ...history.state, person }, "");
  channel.addEventListener("message", (event) => event.data !== person && away());
  channel.postMessage(person);
}
window.addEventListener("pageshow", (event) => event.persisted && location.reload());
