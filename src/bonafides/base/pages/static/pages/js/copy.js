// A button with data-copy, or data-copy-from="#id", puts that text on the clipboard and says so.

const SAID_FOR = 2000;

async function copy(button) {
  const source = button.dataset.copyFrom ? document.querySelector(button.dataset.copyFrom) : null;
  await navigator.clipboard.writeText(source ? (source.value ?? source.textContent) : button.dataset.copy);
  const said = document.createElement("span");
  said.role = "status";
  said.className = "small muted";
  said.textContent = button.dataset.copied;
  button.after(said);
  setTimeout(() => said.remove(), SAID_FOR);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy], [data-copy-from]");
  if (button) copy(button);
});
