// Lets axe look over a page by all its rules, and tells what it found and which contrasts it has seen and let pass.
// Contrast is most of axe's work, and it follows from styles alone: a text of one colour and size on one ground is
// looked at where it is first met. What floats over something else stands on a ground that no ancestor tells: always.
// What sticks stays inside its parent. axe measures nothing but boxes with words of their own, and fields.
known => {
  const looks = new WeakMap();
  const seen = new Set(known);

  function look_of(element) {
    if (!looks.has(element)) looks.set(element, told(element));
    return looks.get(element);
  }

  function told(element) {
    const style = getComputedStyle(element);
    const text = [style.color, style.fontSize, style.fontWeight, style.textShadow, element.localName].join(" ");
    return { text, ground: `${own_ground(style)} ${element.parentElement ? look_of(element.parentElement).ground : ""}` };
  }

  // What a box puts under its text or does to all of it; nothing for most.
  function own_ground(style) {
    if (style.position === "absolute" || style.position === "fixed") return "floats";
    const plain = style.backgroundColor === "rgba(0, 0, 0, 0)" ? "" : style.backgroundColor;
    const rest = [style.backgroundImage, style.filter, style.mixBlendMode, style.opacity].join(" ");
    return rest === "none none normal 1" ? plain : `${plain} ${rest}`;
  }

  function contrast_of(element) {
    const { text, ground } = look_of(element);
    return ground.includes("floats") ? "" : `${text} on ${ground.replace(/\s+/g, " ").trim()}`;
  }

  function has_words(element) {
    const own = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    return own || element.matches("input, select, textarea");
  }

  for (const element of document.querySelectorAll("body, body *"))
    element.toggleAttribute("data-contrast-unseen", has_words(element) && !seen.has(contrast_of(element)));
  axe.configure({ rules: [{ id: "color-contrast", selector: "[data-contrast-unseen]" }] });
  return axe.run({ resultTypes: ["violations", "passes"], selectors: false, elementRef: true }).then(results => {
    const passed = results.passes.filter(rule => rule.id === "color-contrast").flatMap(rule => rule.nodes);
    const contrasts = new Set(passed.map(node => contrast_of(node.element)));
    contrasts.delete("");
    return {
      violations: results.violations.map(rule => ({ id: rule.id, where: rule.nodes.slice(0, 3).map(node => node.html) })),
      contrasts: [...contrasts].filter(contrast => !seen.has(contrast)),
    };
  });
}
