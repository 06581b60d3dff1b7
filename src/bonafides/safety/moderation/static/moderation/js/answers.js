// The desk. A button with data-cycle answers the group that it stands in: each press chooses its next answer.

function nextOf(radios) {
  const chosen = radios.findIndex((radio) => radio.checked);
  return radios[(chosen + 1) % radios.length];
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-cycle]");
  if (!button) return;
  const radio = nextOf([...button.closest("fieldset").querySelectorAll("input[type=radio]")]);
  radio.checked = true;
  radio.dispatchEvent(new Event("input", { bubbles: true }));
  const answer = radio.parentElement.textContent.trim();
  button.setAttribute("aria-label", `${button.dataset.word}: ${answer}`);
});

// Once the statement is previewed, Enter submits again instead of previewing again.
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.target?.id === "statement-preview") event.detail.elt.blur();
});
