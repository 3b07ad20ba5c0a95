// A box inside [data-suggests="id"] asks for suggestions while one types; they show as choices in the element of that id.
// Enter sends the form only when what was typed has been answered. After an arrow key one meant to choose: Enter sends
// nothing then, once, also in a box with a list of the browser's own. Arrow down goes to the first choice.

const suggesting = (target) => target.closest?.("[data-suggests]");
const choicesOf = (group) => document.getElementById(group.dataset.suggests);
const boxOf = (group) => group.querySelector("input:not([type=hidden])");
let arrowed = null;

function goToChoices(group) {
  const choices = [...(choicesOf(group)?.querySelectorAll("input[type=radio]") ?? [])];
  const choice = choices.find((each) => each.checked && each.value) ?? choices[1];
  if (!choice || isAwaited(group)) return false;
  choice.checked = true;
  choice.focus();
  return true;
}

function isAwaited(group) {
  const box = boxOf(group);
  return box.value !== (group.dataset.answered ?? box.defaultValue);
}

function holdsBack(target) {
  const group = suggesting(target);
  const isChoice = target.matches("input[type=radio]") && [...document.querySelectorAll("[data-suggests]")].some((each) => choicesOf(each)?.contains(target));
  const isHeld = isChoice || arrowed === target || Boolean(group && isAwaited(group));
  arrowed = null;
  return isHeld;
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !target.matches?.("input")) return;
  if (key === "Enter" && holdsBack(target)) event.preventDefault();
  const group = suggesting(target);
  if (!["ArrowDown", "ArrowUp"].includes(key) || !(group || target.list)) return;
  arrowed = target;
  if (group && key === "ArrowDown" && goToChoices(group)) event.preventDefault();
});
document.addEventListener("input", () => (arrowed = null));
document.addEventListener("htmx:before:request", (event) => {
  const group = suggesting(event.target);
  if (group) group.dataset.asked = boxOf(group).value;
});
document.addEventListener("htmx:finally:request", (event) => {
  const group = suggesting(event.target);
  if (group) group.dataset.answered = group.dataset.asked;
});
