import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  changeProblems, correctionOf, emptyTexts, entryProblem, entryTexts, momentToday, parseReading, payloadsOf, pointsOf, problemsIn, progressLine, readable, readingProblem,
  reallyQuestion, sidesOf, unusualIn,
} from "../../widgets/log_form_logic.js";

const READINGS = JSON.parse(readFileSync(new URL("./readings.json", import.meta.url), "utf-8"));
const CM = { unit: " cm", step: 0.5, trials: 3, keep: "mean", better: "lower", is_scale: false, two_sided: false, needs_up_an_hour: false };
const KNEE = {
  ...CM, id: "knee-chest-cm", name: "Knee to chest", minimum: 0, maximum: 60, typical_minimum: 2, typical_maximum: 40,
  accepted: "0 to 60 cm, in steps of 0.5", usual: "2 to 40 cm", two_sided: true,
};
const SIT = { ...CM, id: "sit-reach-cm", name: "Sit and reach", minimum: -50, maximum: 50, typical_minimum: -25, typical_maximum: 30, keep: "best", better: "higher", needs_up_an_hour: true };
const STIFF = { ...CM, id: "stiffness-nrs", name: "Stiffness", minimum: 0, maximum: 10, typical_minimum: 0, typical_maximum: 10, step: 1, unit: " out of 10", trials: 1, keep: "single", is_scale: true };
const LIMITS = {
  "knee-chest-cm": KNEE,
  "sit-reach-cm": SIT,
  "modified-schober-cm": { ...CM, name: "Schober", minimum: 0, maximum: 15, step: 0.1 },
  "straight-leg-raise-deg": { ...CM, name: "Straight leg raise", minimum: 0, maximum: 130, step: 1, unit: "°" },
  "morning-stiffness-min": { ...CM, name: "Morning stiffness", minimum: 0, maximum: 480, step: 5, unit: " min" },
};

for (const { measure, text, value, fits } of READINGS) {
  test(`reads ${JSON.stringify(text)} as ${value}, which ${fits ? "fits" : "does not fit"} ${measure}`, () => {
    assert.equal(parseReading(text, LIMITS[measure].unit), value);
    assert.equal(readingProblem(LIMITS[measure], text) === null, fits);
  });
}

test("a minus zero is a zero", () => assert.ok(Object.is(parseReading("-0"), 0)));

test("a problem names what is accepted", () => {
  assert.equal(readingProblem(KNEE, "70"), "70 is outside the range. Knee to chest takes 0 to 60 cm, in steps of 0.5.");
  assert.match(readingProblem(KNEE, " x "), /^"x" is not a number\. Knee to chest takes/);
  assert.match(readingProblem(KNEE, "1.3"), /between two steps/);
});

test("two sides have fields each, one side has them under an empty name", () => {
  assert.deepEqual(emptyTexts(KNEE), { left: ["", "", ""], right: ["", "", ""] });
  assert.deepEqual(sidesOf(STIFF), [""]);
});

test("problems are found in the fields that hold something, and only there", () => {
  const found = problemsIn(KNEE, { left: ["34", "", "99"], right: ["", "no", ""] });
  assert.deepEqual(found.map(({ side, trial }) => [side, trial]), [["left", 2], ["right", 1]]);
});

test("one event a side that has something, with its conditions", () => {
  const conditions = { upAnHour: true, around: "before", inClass: false, measuredAt: "2026-05-04T07:30:00+02:00" };
  const payloads = payloadsOf(KNEE, { left: ["34,5", "", "35"], right: ["", " ", ""] }, conditions);
  assert.deepEqual(payloads, [
    {
      measure: "knee-chest-cm", side: "left", trials: [34.5, 35], up_an_hour: true, around: "before", in_class: false,
      measured_at: "2026-05-04T07:30:00+02:00",
    },
  ]);
  assert.equal(payloadsOf(STIFF, { "": ["6"] }, conditions)[0].side, null);
});

test("an earlier time of today is told with its offset, an empty field is now", () => {
  const now = new Date(2026, 4, 4, 20, 15, 30);
  assert.equal(momentToday("", now), null);
  assert.match(momentToday("07:30", now), /^2026-05-04T07:30:00\.000[+-]\d\d:\d\d$/);
  assert.equal(Date.parse(momentToday("07:30", now)), new Date(2026, 4, 4, 7, 30).getTime());
});

test("unusual values are asked about, usual ones and ends are not", () => {
  assert.deepEqual(unusualIn(KNEE, { left: ["2", "40", "40.5"], right: ["1", "", ""] }), [40.5, 1]);
  assert.match(reallyQuestion(KNEE, [40.5, 1]), /^Really 40\.5 cm and 1 cm\? Usual is 2 to 40 cm\./);
});

test("an empty entry is nothing to save", () => {
  assert.match(entryProblem(STIFF, { "": [""] }, null), /Choose a number for Stiffness/);
  assert.match(entryProblem(KNEE, emptyTexts(KNEE), null), /Nothing is typed/);
  assert.equal(entryProblem(STIFF, { "": ["0"] }, null), null);
});

test("a bending measure waits for a yes to an hour up", () => {
  for (const up of [false, null]) assert.match(entryProblem(SIT, { "": ["3"] }, up), /an hour or more/);
  assert.equal(entryProblem(SIT, { "": ["3"] }, true), null);
});

test("the trials are counted aloud, with what counts so far", () => {
  assert.match(progressLine(KNEE, ["", "", ""]), /^3 trials/);
  assert.match(progressLine(KNEE, ["34", "", ""]), /^1 of 3 in.* Mean: 34 cm so far\.$/);
  assert.equal(progressLine(KNEE, ["34", "34.5", "35.5"]), "All 3 trials are in. Mean: 34.7 cm.");
  assert.match(progressLine(SIT, ["-2", "1,5", ""]), /Best: 1\.5 cm so far/);
  assert.match(progressLine(KNEE, ["34", "70", "abc"]), /^1 of 3 in/);
  assert.equal(progressLine(STIFF, ["3"]), "");
});

test("a scale has its eleven points", () => {
  assert.deepEqual(pointsOf(STIFF), ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"]);
});

test("numbers are written with a true minus", () => {
  assert.equal(readable(-3.5), "\u22123.5");
  assert.equal(readable(34.6666, 1), "34.7");
});

test("an entry is corrected in fields that hold what it said", () => {
  assert.deepEqual(entryTexts(KNEE, { trials: [34, 34.5] }), ["34", "34.5", ""]);
  assert.deepEqual(entryTexts(SIT, { trials: [-3.5] }), ["\u22123.5", "", ""]);
  assert.deepEqual(entryTexts(STIFF, { trials: [0] }), ["0"]);
});

test("a correction says all that the entry says from now on", () => {
  const said = { side: "right", upAnHour: null, around: "after" };
  const expected = { reading: "reading-1", trials: [24.5], up_an_hour: null, around: "after" };
  assert.deepEqual(correctionOf(KNEE, { id: "reading-1" }, ["24,5", "", " "], said), { ...expected, side: "right" });
  assert.deepEqual(correctionOf(SIT, { id: "reading-1" }, ["24.5"], said), { ...expected, side: null });
});

test("a correction follows the rules of a first entry", () => {
  assert.deepEqual(changeProblems(KNEE, ["34", "", ""], null), []);
  assert.match(changeProblems(KNEE, ["70", "34", ""], null)[0], /outside the range/);
  assert.equal(changeProblems(KNEE, ["70", "70", ""], null).length, 1);
  assert.match(changeProblems(KNEE, ["", "", ""], null)[0], /Nothing is typed/);
  assert.match(changeProblems(SIT, ["3", "", ""], null)[0], /an hour or more/);
});
