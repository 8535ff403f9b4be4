// The pace of the breath, and what is heard when.

import assert from "node:assert/strict";
import { test } from "node:test";

import { breathAt, breathTurns, firstHalf } from "../../widgets/page/breath.js";
import { timelineOf } from "../../widgets/page/clock.js";
import { breathOf, cuesFrom, cuesOf } from "../../widgets/page/cues.js";

const BREATH = { inSeconds: 4, outSeconds: 6 };
const PLAN = [
  { phase: "get-ready", seconds: 20 },
  { phase: "preview", seconds: 10, do: "figure-four" },
  { phase: "move-in", seconds: 5, do: "figure-four", side: "left" },
  { phase: "hold", seconds: 20, do: "figure-four", side: "left" },
  { phase: "move-out", seconds: 5, do: "figure-four", side: "left" },
];

test("a hold begins with the breath in; four seconds later it turns", () => {
  assert.deepEqual(breathAt(0, BREATH), { phase: "in", share: 0, fullness: 0, leftSeconds: 4, count: 1 });
  assert.equal(breathAt(3999, BREATH).phase, "in");
  assert.equal(breathAt(4000, BREATH).phase, "out");
  assert.equal(breathAt(4000, BREATH).fullness, 1);
  assert.equal(breathAt(7000, BREATH).fullness, 0.5);
  assert.equal(breathAt(10000, BREATH).count, 2);
});

test("a repetition begins with the breath out", () => {
  assert.equal(breathAt(5999, BREATH, "out").phase, "out");
  assert.equal(breathAt(6000, BREATH, "out").phase, "in");
  assert.equal(firstHalf({ phase: "repetitions" }), "out");
  assert.equal(firstHalf({ phase: "move-in" }), null);
});

test("turns fill a hold and none is left over at its end", () => {
  assert.deepEqual(breathTurns(20000, BREATH).map((turn) => [turn.atMs, turn.phase]), [
    [0, "in"], [4000, "out"], [10000, "in"], [14000, "out"],
  ]);
  assert.deepEqual(breathTurns(4000, BREATH).map((turn) => turn.phase), ["in"]);
});

test("a slower repetition keeps the breath's proportion", () => {
  assert.deepEqual(breathOf({ repetition_seconds: 20 }, BREATH), { inSeconds: 8, outSeconds: 12 });
  assert.deepEqual(breathOf({}, BREATH), BREATH);
});

test("knee rocks are counted, and nobody breathes at their pace", () => {
  const rocks = { phase: "repetitions", seconds: 20, do: "supine-spinal-twist", repetitions: 4, repetition_seconds: 5 };
  const cues = cuesOf(timelineOf([rocks]), BREATH);
  assert.deepEqual(cues.map((cue) => [cue.atMs / 1000, cue.sound]), [[0, "hold"], [5, "again"], [10, "again"], [15, "again"], [20, "done"]]);
});

test("every step is heard at its start, the last seconds before the first are counted, and the end rings", () => {
  const cues = cuesOf(timelineOf(PLAN), BREATH).filter((cue) => !cue.isBreath);
  assert.deepEqual(cues.map((cue) => [cue.atMs / 1000, cue.sound]), [
    [0, "ready"], [17, "count"], [18, "count"], [19, "count"], [20, "next"], [30, "move"], [35, "hold"], [55, "release"], [60, "done"],
  ]);
});

test("the breath is heard in the hold alone", () => {
  const breaths = cuesOf(timelineOf(PLAN), BREATH).filter((cue) => cue.isBreath);
  assert.deepEqual(breaths.map((cue) => [cue.atMs / 1000, cue.sound]), [[35, "in"], [39, "out"], [45, "in"], [49, "out"]]);
});

test("after a pause only what lies ahead is heard, what begins just now included", () => {
  const cues = cuesOf(timelineOf(PLAN), BREATH);
  assert.equal(cuesFrom(cues, 35000)[0].atMs, 35000);
  assert.ok(cuesFrom(cues, 35100).every((cue) => cue.atMs >= 35080));
});
