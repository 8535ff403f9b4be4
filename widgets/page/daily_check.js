// The three questions of the day, answered in three taps.

import { h, radioGroup } from "./dom.js";

/**
 * The questions as a form; nothing is chosen beforehand, and all three need an answer.
 * @param {{texts: {new_signs_ask: string, new_signs: string[], pain_ask: string, up_an_hour_ask: string},
 *          done: string, onanswer: (answers: {new_signs: boolean, pain: number, up_an_hour: boolean}) => void,
 *          oncancel: () => void}} setting `done` is what the button says
 */
export function dailyCheckForm({ texts, done, onanswer, oncancel }) {
  const given = { new_signs: null, pain: null, up_an_hour: null };
  const ready = h("button", { class: "bedstretch-primary", disabled: true, onclick: () => onanswer(given) }, done);
  const ask = (name, legend, options, read, details = null) =>
    radioGroup({
      legend, options, details,
      onchoose: (value) => {
        given[name] = read(value);
        ready.disabled = Object.values(given).includes(null);
      },
    });
  const points = [...Array(11).keys()].map((point) => ({ value: String(point), label: String(point) }));
  const signs = h("ul", {}, texts.new_signs.map((sign) => h("li", {}, sign)));
  const isYes = (value) => value === "yes";
  return h(
    "div",
    { class: "bedstretch-daily-check" },
    ask("new_signs", texts.new_signs_ask, NO_OR_YES, isYes, signs),
    h("div", { class: "bedstretch-scale" }, ask("pain", texts.pain_ask, points, Number)),
    ask("up_an_hour", texts.up_an_hour_ask, YES_OR_NO, isYes),
    h("div", { class: "bedstretch-row" }, ready, h("button", { onclick: oncancel }, "Not now")),
  );
}

const NO_OR_YES = [{ value: "no", label: "No" }, { value: "yes", label: "Yes" }];
const YES_OR_NO = [{ value: "yes", label: "Yes" }, { value: "no", label: "No, not yet" }];
