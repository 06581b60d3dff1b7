"use strict";
const form = document.getElementById("answers");
const whole = (text) => (/^-?\d+$/.test(text.trim()) ? Number(text) : text);

function valueOf(box) {
  const kind = box.dataset.kind;
  const chosen = [...box.querySelectorAll("input[name]:checked")].map((each) => each.value);
  if (chosen.includes("_unknown")) return null;
  if (kind === "one") return chosen[0];
  if (kind === "maturity") return chosen.length ? Number(chosen[0]) : undefined;
  if (kind === "multi") return chosen.length ? chosen.filter((each) => each !== "_none") : undefined;
  const text = box.querySelector("[data-value]").value;
  if (text.trim() === "") return undefined;
  return kind === "number" ? whole(text) : text;
}

function answerOf(box) {
  const value = valueOf(box);
  if (value === undefined) return undefined;
  const answer = { value };
  for (const part of box.querySelectorAll("[data-part]")) {
    if (part.value === "" || value === null) continue;
    answer[part.dataset.part] = part.dataset.part === "coverage_percent" ? whole(part.value) : part.value;
  }
  return answer;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const saved = { ...JSON.parse(document.getElementById("head").textContent), answers: {} };
  for (const box of form.querySelectorAll("fieldset[data-question]")) {
    const answer = answerOf(box);
    if (answer !== undefined) saved.answers[box.dataset.question] = answer;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(saved, null, 1)], { type: "application/json" }));
  link.download = `answers-${saved.assessment}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
});
