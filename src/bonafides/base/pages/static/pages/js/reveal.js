// Harmful content: what a person revealed is covered again when the page is out of sight, or on Escape. Showing a step
// is the server's work; this file can only hide.

const REVEALED = '[data-harm]:not([data-covered]):has([data-level="grey"], [data-level="original"])';

function setCovered(figure, covered) {
  figure.toggleAttribute("data-covered", covered);
  figure.querySelector("[data-harm-uncover]").hidden = !covered;
  if (covered) figure.querySelectorAll("video").forEach((video) => video.pause());
}

function coverAll() {
  const revealed = document.querySelectorAll(REVEALED);
  const read = document.querySelectorAll("[data-harm-text][open]");
  revealed.forEach((figure) => setCovered(figure, true));
  read.forEach((text) => (text.open = false));
  return revealed.length + read.length > 0;
}

document.addEventListener("visibilitychange", () => document.hidden && coverAll());
window.addEventListener("blur", coverAll);
document.addEventListener(
  "keydown",
  (event) => {
    if (event.key !== "Escape" || document.querySelector("dialog[open], [popover]:popover-open")) return;
    if (coverAll()) event.preventDefault(); // the next Escape may end the session
  },
  { capture: true },
);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-harm-uncover]");
  if (button) setCovered(button.closest("[data-harm]"), false);
});
