// Pain and stiffness from 0 to 10, one tap each, before or after a session. Nobody has to.

import { fill, h, liveLine, radioGroup } from "./dom.js";

const POINTS = [...Array(11).keys()].map((point) => ({ value: String(point), label: String(point) }));

export const ASKED = [
  { measure: "stiffness-nrs", ask: "How stiff does your back feel now, 0 to 10?" },
  { measure: "pain-nrs", ask: "How much does it hurt now, 0 to 10?" },
];

/** A scale of eleven taps. @param {{legend: string, onchoose: (points: number) => void}} setting */
export function ratingScale({ legend, onchoose }) {
  return h("div", { class: "bedstretch-scale" }, radioGroup({ legend, options: POINTS, onchoose: (value) => onchoose(Number(value)) }));
}

/** What `measured` takes for one such tap. */
export function rated(measure, points, around) {
  return { measure, trials: [points], around };
}

/** Both scales, each noted at its tap and then left alone. @param {{put: Function}} setting */
export function afterRatings({ put }) {
  const note = liveLine();
  const scales = ASKED.map(({ measure, ask }) => {
    const scale = ratingScale({
      legend: ask,
      async onchoose(points) {
        scale.querySelectorAll("input").forEach((input) => { input.disabled = true; });
        fill(note, "Noted.");
        const { refused } = await put("measured", rated(measure, points, "after")).answered;
        if (refused) fill(note, refused);
      },
    });
    return scale;
  });
  return h("div", {}, h("p", { class: "bedstretch-quiet" }, "If you like, one tap each. Skipping is fine."), scales, note);
}
