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

/**
 * Notes a scale's taps: the first one as a reading, every later one as its correction, which keeps the first.
 * @param {string} measure @param {Function} put @returns {(points: number) => Promise<{refused?: string}>}
 */
export function ratingAfter(measure, put) {
  let reading = null;
  return (points) => {
    if (reading) return put("measured-corrected", { reading, trials: [points], around: "after" }).answered;
    const sent = put("measured", rated(measure, points, "after"));
    reading = sent.id;
    return sent.answered;
  };
}

/** Both scales, noted at a tap; another tap changes it for as long as they are shown. @param {{put: Function}} setting */
export function afterRatings({ put }) {
  const note = liveLine();
  const scales = ASKED.map(({ measure, ask }) => {
    const tell = ratingAfter(measure, put);
    return ratingScale({
      legend: ask,
      async onchoose(points) {
        fill(note, `Noted: ${points}. Another tap changes it.`);
        const { refused } = await tell(points);
        if (refused) fill(note, refused);
      },
    });
  });
  return h("div", {}, h("p", { class: "bedstretch-quiet" }, "If you like, one tap each. Skipping is fine."), scales, note);
}
