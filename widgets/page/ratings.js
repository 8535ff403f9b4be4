// Pain and stiffness from 0 to 10, one tap each, before or after a session. Nobody has to.

import { fill, h, liveLine, radioGroup } from "./dom.js";

const POINTS = [...Array(11).keys()].map((point) => ({ value: String(point), label: String(point) }));

const AT_REST_MS = 800;

export const ASKED = [
  { measure: "stiffness-nrs", ask: "How stiff does your back feel now, 0 to 10?" },
  { measure: "pain-nrs", ask: "How much does it hurt now, 0 to 10?" },
];

/** A scale of eleven taps. @param {{legend: string, onchoose: (points: number) => void}} setting */
export function ratingScale({ legend, onchoose }) {
  return h("div", { class: "bedstretch-scale" }, radioGroup({ legend, options: POINTS, onchoose: (value) => onchoose(Number(value)) }));
}

/** What `measured` takes for one such tap; `upAnHour` where that was asked just before. */
export function rated(measure, points, around, upAnHour) {
  return { measure, trials: [points], around, ...(upAnHour === undefined ? {} : { up_an_hour: upAnHour }) };
}

/**
 * Notes a scale's taps once they have come to rest, as arrow keys walk over every point: the first as a reading,
 * every later one as its correction, which keeps the first. Leaving the page notes at once.
 * @param {string} measure @param {{put: Function, onsaid: (said: {refused?: string}) => void, onleave?: Function}} link
 */
export function ratingAfter(measure, { put, onsaid, onleave = (listener) => window.addEventListener("pagehide", listener) }) {
  let reading = null;
  let chosen = null;
  let timer = null;
  function tell() {
    clearTimeout(timer);
    if (chosen === null) return;
    const trials = [chosen];
    chosen = null;
    const sent = reading ? put("measured-corrected", { reading, trials, around: "after" }) : put("measured", rated(measure, trials[0], "after"));
    reading ??= sent.id;
    sent.answered.then(onsaid);
  }
  onleave(tell);
  return (points) => {
    clearTimeout(timer);
    chosen = points;
    timer = setTimeout(tell, AT_REST_MS);
  };
}

/** Both scales, noted at a tap; another tap changes it for as long as they are shown. @param {{put: Function}} setting */
export function afterRatings({ put }) {
  const note = liveLine();
  const scales = ASKED.map(({ measure, ask }) => {
    let shown = null;
    const onsaid = ({ refused }) => fill(note, refused ?? `Noted: ${shown}. Another tap changes it.`);
    const tell = ratingAfter(measure, { put, onsaid });
    return ratingScale({ legend: ask, onchoose: (points) => { shown = points; tell(points); } });
  });
  return h("div", {}, h("p", { class: "bedstretch-quiet" }, "If you like, one tap each. Skipping is fine."), scales, note);
}
