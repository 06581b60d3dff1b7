// Keys: an element with data-key is pressed, or focused, by that key; `?` lists the keys that work on the page.
// A person can switch single keys off (WCAG 2.1.4); keys with a modifier, and Escape, stay.

const SWITCH = "bonafides-single-keys";
const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
const PRESSABLE = "a[href], button, summary, input";

const singleKeysOn = () => localStorage.getItem(SWITCH) !== "off";
const nameOf = (event) => (event.key === " " ? "Space" : event.key.length === 1 ? event.key.toLowerCase() : event.key);
const withShift = (event) => event.shiftKey && (event.key.length > 1 || event.key === " ");
const chordOf = (event) => (withShift(event) ? "Shift+" : "") + nameOf(event);
const isVisible = (element) => element.checkVisibility() && !element.closest("[inert]");
const isOpenAbove = () => document.querySelector("dialog[open], [popover]:popover-open");

function targetOf(chord) {
  const isMeant = (element) => element.dataset.key === chord && isVisible(element) && !element.disabled;
  const scope = document.activeElement.closest("[data-key-scope]");
  const nearestFirst = [scope, document].filter(Boolean).flatMap((root) => [...root.querySelectorAll("[data-key]")]);
  return nearestFirst.find(isMeant);
}

function press(element) {
  if (element.matches(TYPING)) {
    element.focus();
    return;
  }
  const choice = element.matches("label") ? element.control : null;
  if (choice?.disabled) return;
  (choice ?? element).focus({ preventScroll: true });
  element.click();
}

function belongsToFocus(event) {
  const focused = document.activeElement;
  if (focused.matches(TYPING)) return true;
  if (event.key === " ") return focused.matches(PRESSABLE);
  return event.key === "Enter" && focused.matches(PRESSABLE) && !focused.matches("input");
}

function answer(event) {
  if (event.repeat || event.isComposing) return;
  if (event.ctrlKey || event.altKey || event.metaKey || isOpenAbove() || belongsToFocus(event)) return;
  if (!singleKeysOn() && event.key.length === 1) return;
  const element = targetOf(chordOf(event));
  if (!element) return;
  event.preventDefault();
  press(element);
}

document.addEventListener("keydown", (event) => {
  const typing = document.activeElement.matches(TYPING);
  if (typing && event.key === "Escape") document.activeElement.blur();
  else if (!event.defaultPrevented) answer(event);
});

// The sheet

const wordsOf = (element) => {
  if (element.dataset.keyLabel) return element.dataset.keyLabel;
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, svg").forEach((part) => part.remove());
  return copy.textContent.trim() || element.getAttribute("aria-label") || element.dataset.key;
};

function rowOf(element) {
  const [row, term, meaning, key] = ["div", "dt", "dd", "kbd"].map((tag) => document.createElement(tag));
  key.className = "key";
  key.textContent = element.dataset.key;
  term.append(key);
  meaning.textContent = wordsOf(element);
  row.append(term, meaning);
  return row;
}

function openSheet(dialog) {
  const shown = [...document.querySelectorAll("[data-key]")].filter(isVisible);
  const isFirst = (element, index) => shown.findIndex((other) => other.dataset.key === element.dataset.key) === index;
  dialog.querySelector("[data-keys-list]").replaceChildren(...shown.filter(isFirst).map(rowOf));
  dialog.querySelector("[data-keys-toggle]").checked = singleKeysOn();
  dialog.showModal();
}

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys-open]")) openSheet(document.getElementById("keys-dialog"));
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-toggle]")) localStorage.setItem(SWITCH, event.target.checked ? "on" : "off");
});
