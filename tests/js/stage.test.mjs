// What the large display shows, and one more set.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cueOf, dotsOf, withOneMoreSet, wordOf } from "../../widgets/page/stage_logic.js";

function plan(sets = 2) {
  const steps = [{ phase: "get-ready", seconds: 20 }, { phase: "preview", seconds: 10, do: "figure-four" }];
  for (let set = 1; set <= sets; set += 1) {
    for (const side of ["left", "right"]) {
      const first = set === 1 && side === "left" ? "move-in" : "switch-side";
      for (const [phase, seconds] of [[first, 5], ["hold", 30], ["move-out", 5]]) {
        steps.push({ phase, seconds, do: "figure-four", side, set_number: set, sets });
      }
    }
  }
  return [...steps, { phase: "preview", seconds: 10, do: "happy-baby" }, { phase: "hold", seconds: 30, do: "happy-baby", set_number: 1, sets: 1 }];
}

test("each hold of the stretch has its dot; those of other stretches have none", () => {
  const steps = plan();
  assert.deepEqual(dotsOf(steps, 3).map((dot) => [dot.side, dot.set, dot.state]), [
    ["left", 1, "now"], ["right", 1, "later"], ["left", 2, "later"], ["right", 2, "later"],
  ]);
  assert.deepEqual(dotsOf(steps, 5).map((dot) => dot.state), ["done", "now", "later", "later"]);
  assert.deepEqual(dotsOf(steps, 0), []);
});

test("one more set comes after the last one, on both sides, and the count of sets grows everywhere", () => {
  const steps = plan(1);
  const more = withOneMoreSet(steps, 3);
  const holds = more.filter((step) => step.phase === "hold" && step.do === "figure-four");
  assert.deepEqual(holds.map((step) => [step.side, step.set_number, step.sets]), [["left", 1, 2], ["right", 1, 2], ["left", 2, 2], ["right", 2, 2]]);
  assert.equal(more.at(-1).do, "happy-baby");
  assert.equal(more[8].phase, "switch-side");
  assert.equal(steps.length, 10);
});

test("what has passed stays where it was, so that the clock need not move", () => {
  const steps = plan(2);
  const more = withOneMoreSet(steps, 6);
  assert.deepEqual(more.slice(0, 14).map((step) => step.seconds), steps.slice(0, 14).map((step) => step.seconds));
});

test("repetitions are done once more; breathing and six sets are enough as they are", () => {
  const tilt = [{ phase: "repetitions", seconds: 60, do: "pelvic-tilt", repetitions: 6, repetition_seconds: 10 }];
  assert.equal(withOneMoreSet(tilt, 0).length, 2);
  assert.equal(withOneMoreSet([{ phase: "get-ready", seconds: 5 }], 0), null);
  assert.equal(withOneMoreSet(plan(6), 3), null);
});

test("one word: the breath in a hold, else what to do", () => {
  assert.equal(wordOf({ phase: "extra", do: "breathing", repetition_seconds: 10 }, { phase: "out" }), "Out");
  assert.equal(wordOf({ phase: "hold", do: "figure-four" }, { phase: "in" }), "Hold");
  assert.equal(wordOf({ phase: "hold" }, null), "Hold");
  assert.equal(wordOf({ phase: "move-out" }, null), "Let go");
  assert.equal(wordOf({ phase: "extra", name: "Ankle pumps", repetition_seconds: 2 }, { phase: "in" }), "Ankle pumps");
});

test("Repetitions, too, come six times at most.", () => {
  let steps = [{ phase: "repetitions", do: "pelvic-tilt", seconds: 60, repetitions: 6, repetition_seconds: 10 }];
  for (let press = 0; press < 5; press += 1) steps = withOneMoreSet(steps, 0);
  assert.equal(steps.length, 6);
  assert.equal(withOneMoreSet(steps, 0), null);
});

test("Under the word stands the breath of a hold, and else what is said, so that nobody needs a voice.", () => {
  assert.equal(cueOf({ phase: "hold", do: "figure-four", say: "Keep still." }, { phase: "in" }), "Breathe in");
  assert.equal(cueOf({ phase: "extra", do: "get-up", say: "Roll on to your side." }, null), "Roll on to your side.");
  assert.equal(cueOf({ phase: "extra", do: "breathing", say: "Breathe." }, { phase: "out" }), "");
});
