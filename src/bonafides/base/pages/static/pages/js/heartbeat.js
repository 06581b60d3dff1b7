// Heartbeat: while its tab is seen, an element with data-heartbeat tells that address every 30 seconds that a person
// is still here. When the lease is gone (409 or 410), what carries data-heartbeat-lost is shown.

const EVERY = 30_000;
const token = document.querySelector("meta[name=csrf-token]")?.content ?? "";

async function beat() {
  const holder = document.querySelector("[data-heartbeat]");
  if (!holder || document.hidden) return;
  const answer = await fetch(holder.dataset.heartbeat, { method: "POST", headers: { "x-csrftoken": token } }).catch(() => null);
  if (answer && [409, 410].includes(answer.status)) {
    document.querySelectorAll("[data-heartbeat-lost]").forEach((notice) => (notice.hidden = false));
    holder.removeAttribute("data-heartbeat");
  }
}

setInterval(beat, EVERY);
