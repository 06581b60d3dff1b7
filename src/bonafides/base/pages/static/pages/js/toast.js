// A toast goes when a person closes it, or when its undo has run out. None goes by itself before it could be read.

const LINGER = 12_000;

const isDue = (toast) => {
  const deadline = toast.querySelector("time[data-deadline]");
  toast.dataset.since ??= String(Date.now());
  return deadline ? Date.parse(deadline.dateTime) <= Date.now() : Date.now() - Number(toast.dataset.since) > LINGER;
};

const isInUse = (toast) => toast.matches(":hover, :focus-within, .toast--error, .toasts--static *");

document.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove());

setInterval(() => {
  for (const toast of document.querySelectorAll("[data-toast]")) if (isDue(toast) && !isInUse(toast)) toast.remove();
}, 1000);
