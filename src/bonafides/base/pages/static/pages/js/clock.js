// Clocks: every <time data-deadline> counts down to its datetime, and its chip changes tone as the end comes near.

const two = (number) => String(number).padStart(2, "0");

function leftOf(seconds) {
  const total = Math.max(0, seconds);
  const [days, hours, minutes] = [Math.floor(total / 86400), Math.floor(total / 3600) % 24, Math.floor(total / 60) % 60];
  if (days) return null; // the server's words are exact enough
  return `${two(hours)}:${two(minutes)}:${two(total % 60)}`;
}

function tick() {
  for (const time of document.querySelectorAll("time[data-deadline]")) {
    const seconds = Math.floor((Date.parse(time.dateTime) - Date.now()) / 1000);
    const words = seconds >= 0 ? leftOf(seconds) : null;
    if (words) time.firstElementChild.textContent = words;
    const chip = time.closest("[data-clock]");
    chip.classList.toggle("clock--danger", seconds <= 0);
    chip.classList.toggle("clock--warn", seconds > 0 && seconds <= Number(time.dataset.warnSeconds));
  }
}

tick();
setInterval(tick, 1000);
