// What the log form knows without a page: reading numbers, checking them, and making events of them.

import { localIso } from "./page/outbox.js";

/**
 * A measure as Python describes it; numbers in its unit, `unit` with the space that goes before it.
 * @typedef {{id: string, name: string, unit: string, minimum: number, maximum: number, step: number,
 *   typical_minimum: number, typical_maximum: number, accepted: string, usual: string, is_scale: boolean,
 *   two_sided: boolean, trials: number, keep: "single"|"best"|"mean", better: "lower"|"higher",
 *   needs_up_an_hour: boolean, needs: string[], protocol: string[],
 *   known: string[]}} Measure
 *
 * What was typed: one text a trial, under "left" and "right", or under "" where the measure has one side.
 * @typedef {Record<string, string[]>} Texts
 */

const NUMBER = /^[+-]?(\d+([.,]\d*)?|[.,]\d+)$/;

/** The keys of a measure's texts. @param {Measure} measure @returns {string[]} */
export function sidesOf(measure) {
  return measure.two_sided ? ["left", "right"] : [""];
}

/** @param {Measure} measure @returns {Texts} */
export function emptyTexts(measure) {
  return Object.fromEntries(sidesOf(measure).map((side) => [side, Array(measure.trials).fill("")]));
}

/**
 * A number as people write it: decimal comma or point, any minus sign, the unit behind it if they like.
 * @param {string} text
 * @param {string} [unit]
 * @returns {number|null} null when it is no number
 */
export function parseReading(text, unit = "") {
  let plain = text.replace(/[\u2212\u2013]/g, "-").trim();
  const suffix = unit.trim();
  if (suffix && plain.toLowerCase().endsWith(suffix.toLowerCase())) plain = plain.slice(0, -suffix.length).trim();
  if (plain.length > 12 || !NUMBER.test(plain)) return null;
  return Number(plain.replace(",", ".")) + 0;
}

/** Why this text cannot be taken, as a sentence; null when it can. @param {Measure} measure */
export function readingProblem(measure, text) {
  const value = parseReading(text, measure.unit);
  const takes = `${measure.name} takes ${measure.accepted}.`;
  if (value === null) return `"${text.trim()}" is not a number. ${takes}`;
  if (value < measure.minimum || value > measure.maximum) return `${readable(value)} is outside the range. ${takes}`;
  const steps = (value - measure.minimum) / measure.step;
  if (Math.abs(steps - Math.round(steps)) > 1e-6) return `${readable(value)} lies between two steps. ${takes}`;
  return null;
}

/** The problems of all fields that hold something: {side, trial, text}. @param {Measure} measure @param {Texts} texts */
export function problemsIn(measure, texts) {
  return filledIn(texts)
    .map(({ side, trial, text }) => ({ side, trial, text: readingProblem(measure, text) }))
    .filter(({ text }) => text !== null);
}

/** The fields that hold something, in order. @param {Texts} texts */
export function filledIn(texts) {
  return Object.entries(texts).flatMap(([side, fields]) =>
    fields.map((text, trial) => ({ side, trial, text })).filter(({ text }) => text.trim()),
  );
}

/** The numbers of one side, in order, empty fields left out. @param {Measure} measure @param {string[]} fields */
export function trialsOf(measure, fields) {
  return fields.filter((text) => text.trim()).map((text) => parseReading(text, measure.unit));
}

/** The numbers that are possible but not usual. @param {Measure} measure @param {Texts} texts @returns {number[]} */
export function unusualIn(measure, texts) {
  return filledIn(texts)
    .map(({ text }) => parseReading(text, measure.unit))
    .filter((value) => value !== null && (value < measure.typical_minimum || value > measure.typical_maximum));
}

/** The question about unusual numbers. @param {Measure} measure @param {number[]} values */
export function reallyQuestion(measure, values) {
  const said = values.map((value) => readable(value) + measure.unit).join(" and ");
  return `Really ${said}? Usual is ${measure.usual}. It can be right: have a second look, then choose.`;
}

/** Where the person is in the trials of one side: what to do next, and what counts so far. @param {Measure} measure */
export function progressLine(measure, fields) {
  if (measure.trials === 1) return "";
  const trials = trialsOf(measure, fields.filter((text) => text.trim() && readingProblem(measure, text) === null));
  if (!trials.length) return `${measure.trials} trials, with a short rest between them. ${KEPT[measure.keep]}`;
  const so = `${KEPT_NOW[measure.keep]} ${readable(keptOf(measure, trials), 1)}${measure.unit}`;
  const left = measure.trials - trials.length;
  if (!left) return `All ${measure.trials} trials are in. ${so}.`;
  return `${trials.length} of ${measure.trials} in; let go, rest a moment, then once more. ${so} so far.`;
}

const KEPT = { mean: "Their mean is kept.", best: "The best one is kept.", single: "" };
const KEPT_NOW = { mean: "Mean:", best: "Best:", single: "" };

function keptOf(measure, trials) {
  if (measure.keep === "mean") return trials.reduce((sum, trial) => sum + trial, 0) / trials.length;
  return measure.better === "higher" ? Math.max(...trials) : Math.min(...trials);
}

/**
 * The payloads of the events that store what was typed: one a side that has something.
 * @param {Measure} measure @param {Texts} texts
 * @param {{upAnHour: boolean|null, around: string|null, inClass: boolean, measuredAt: string|null}} conditions
 */
export function payloadsOf(measure, texts, { upAnHour, around, inClass, measuredAt }) {
  return sidesOf(measure)
    .map((side) => ({ side, trials: trialsOf(measure, texts[side]) }))
    .filter(({ trials }) => trials.length)
    .map(({ side, trials }) => ({
      measure: measure.id, side: side || null, trials, up_an_hour: upAnHour, around, in_class: inClass, measured_at: measuredAt,
    }));
}

/** The moment of a clock time of today, as events tell it; null for an empty field. @param {string} clock such as 07:30 @param {Date} now */
export function momentToday(clock, now) {
  if (!clock) return null;
  const [hour, minute] = clock.split(":").map(Number);
  return localIso(new Date(now.getFullYear(), now.getMonth(), now.getDate(), hour, minute));
}

/**
 * The fields in which an entry is corrected: its trials as numbers are typed here, and empty ones up to the protocol's.
 * @param {Measure} measure @param {{trials: number[]}} entry @returns {string[]}
 */
export function entryTexts(measure, entry) {
  const count = Math.max(measure.trials, entry.trials.length);
  return Array.from({ length: count }, (_, trial) => (trial < entry.trials.length ? readable(entry.trials[trial]) : ""));
}

/** What keeps a correction from being saved, as sentences. @param {Measure} measure @param {string[]} fields @returns {string[]} */
export function changeProblems(measure, fields, upAnHour) {
  const problems = problemsIn(measure, { "": fields }).map(({ text }) => text);
  const whole = entryProblem(measure, { "": fields }, upAnHour);
  return [...new Set(problems.length || !whole ? problems : [whole])];
}

/** The payload of the event that corrects an entry. @param {Measure} measure @param {{id: string}} entry @param {string[]} fields */
export function correctionOf(measure, entry, fields, { side, upAnHour, around }) {
  return {
    reading: entry.id, side: measure.two_sided ? side : null, trials: trialsOf(measure, fields), up_an_hour: upAnHour, around,
  };
}

/** What stops the entry as a whole, as a sentence; null when nothing does. @param {Measure} measure @param {Texts} texts */
export function entryProblem(measure, texts, upAnHour) {
  if (!filledIn(texts).length) {
    return measure.is_scale ? `Choose a number for ${measure.name} first.` : "Nothing is typed yet. Fill in at least one field.";
  }
  if (measure.needs_up_an_hour && upAnHour !== true) {
    return `${measure.name} waits until you have been up and about for an hour or more. Say so below when you have.`;
  }
  return null;
}

/** The points of a scale. @param {Measure} measure @returns {string[]} */
export function pointsOf(measure) {
  const count = Math.round((measure.maximum - measure.minimum) / measure.step) + 1;
  return Array.from({ length: count }, (_, index) => String(measure.minimum + index * measure.step));
}

/** With a true minus, and without more decimals than mean something. */
export function readable(value, decimals = 3) {
  return String(Number(value.toFixed(decimals))).replace("-", "\u2212");
}
