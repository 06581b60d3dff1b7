// A form with data-confirm keeps its data-confirm-submit button waiting until every group with data-required is answered.
// data-required-if="measure=remove,disable" asks for a group only while one of those is chosen. The server asks again.

const valuesOf = (form, name) => new FormData(form).getAll(name);

function isAsked(group, form) {
  if (group.disabled) return false;
  const [name, values] = (group.dataset.requiredIf ?? "").split("=");
  return !values || valuesOf(form, name).some((value) => values.split(",").includes(value));
}

function isAnswered(group) {
  const controls = group.matches("input, select, textarea") ? [group] : [...group.querySelectorAll("input, select, textarea")];
  return controls.some((control) => (/radio|checkbox/.test(control.type) ? control.checked : control.value.trim() !== ""));
}

function update(form) {
  const groups = [...form.querySelectorAll("[data-required]")];
  const ready = groups.every((group) => !isAsked(group, form) || isAnswered(group));
  form.querySelectorAll("[data-confirm-submit]").forEach((button) => (button.disabled = !ready));
}

const updateAll = () => document.querySelectorAll("form[data-confirm]").forEach(update);

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches("[data-confirm]")) update(form);
});
document.addEventListener("htmx:load", updateAll);
window.addEventListener("pageshow", updateAll);
updateAll();
