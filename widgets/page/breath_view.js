// The breath, to be seen: a circle that grows and sinks, with the word and the seconds left. With reduced motion the
// circle stands still and the word leads.

import { breathAt } from "./breath.js";
import { h } from "./dom.js";

const WORDS = { in: "In", out: "Out" };
const SMALLEST = 0.45;

export function breathCircle() {
  const disc = h("div", { class: "bedstretch-breath-disc" });
  const word = h("div", { class: "bedstretch-breath-word" });
  const element = h("div", { class: "bedstretch-breath", "aria-hidden": "true" }, disc, word);
  const still = matchMedia("(prefers-reduced-motion: reduce)");

  return {
    element,
    /** Shows the breath `intoMs` after it began; returns where it is. */
    show(intoMs, breath, first = "in") {
      const now = breathAt(intoMs, breath, first);
      disc.style.transform = `scale(${still.matches ? 0.8 : SMALLEST + (1 - SMALLEST) * now.fullness})`;
      word.textContent = `${WORDS[now.phase]} ${now.leftSeconds}`;
      element.hidden = false;
      return now;
    },
    hide() { element.hidden = true; },
  };
}
