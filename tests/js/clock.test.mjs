import assert from "node:assert/strict";
import { test } from "node:test";

import { addPlayed, createClock, momentAt, practisedOf, stepsAfterStop, timelineOf, withTimeInserted } from "../../widgets/page/clock.js";
import { chooser, seeded, STEPS, TOTAL_MS } from "./fakes.mjs";

/** A clock whose two sources are moved by hand. */
function handClock(setting = {}) {
  const time = { perf: 1000, wall: 1_800_000_000_000 };
  const clock = createClock({ perf: () => time.perf, wall: () => time.wall, totalMs: TOTAL_MS, ...setting });
  const pass = (ms) => {
    time.perf += ms;
    time.wall += ms;
  };
  return { clock, time, pass };
}

test("Steps start where the ones before them end.", () => {
  const { starts, totalMs } = timelineOf(STEPS);
  assert.deepEqual(starts.slice(0, 5), [0, 10_000, 15_000, 20_000, 50_000]);
  assert.equal(totalMs, TOTAL_MS);
});

test("A moment names the step, the next one, and what is left of both the step and the whole.", () => {
  const moment = momentAt(timelineOf(STEPS), 21_500);
  assert.equal(moment.index, 3);
  assert.equal(moment.step.phase, "hold");
  assert.equal(moment.next.phase, "move-out");
  assert.equal(moment.intoMs, 1500);
  assert.equal(moment.leftMs, 28_500);
  assert.equal(moment.totalLeftMs, TOTAL_MS - 21_500);
  assert.equal(moment.done, false);
});

test("At a border the later step counts, and its time is whole.", () => {
  const moment = momentAt(timelineOf(STEPS), 20_000);
  assert.equal(moment.index, 3);
  assert.equal(moment.leftMs, 30_000);
});

test("A position outside the plan is the nearest one inside; the end is done.", () => {
  const timeline = timelineOf(STEPS);
  assert.equal(momentAt(timeline, -5).index, 0);
  const end = momentAt(timeline, TOTAL_MS + 5);
  assert.equal(end.done, true);
  assert.equal(end.index, STEPS.length - 1);
  assert.equal(end.next, null);
  assert.equal(end.leftMs, 0);
  assert.equal(end.totalLeftMs, 0);
});

test("Repetitions are counted from one, and never above their number.", () => {
  const timeline = timelineOf(STEPS);
  const start = timeline.starts[9];
  assert.equal(momentAt(timeline, start).repetition, 1);
  assert.equal(momentAt(timeline, start + 7999).repetition, 1);
  assert.equal(momentAt(timeline, start + 8000).repetition, 2);
  assert.equal(momentAt(timeline, start + 39_999).repetition, 5);
  assert.equal(momentAt(timelineOf(STEPS.slice(0, 10)), 10 ** 9).repetition, 5);
  assert.equal(momentAt(timeline, 0).repetition, null);
});

test("Irregular ticks make no drift: after an hour of them the error is zero.", () => {
  const { whole } = chooser(seeded(1));
  const { clock, time, pass } = handClock({ totalMs: 3_600_000 });
  const began = time.perf;
  clock.resume();
  while (clock.tick() === "on") {
    assert.equal(clock.position(), time.perf - began);
    pass(whole(1, 9000));
  }
  assert.ok(time.perf - began >= 3_600_000);
  assert.equal(clock.position(), 3_600_000);
});

test("The clock is done at the very millisecond of its end.", () => {
  const { clock, pass } = handClock({ positionMs: TOTAL_MS - 500 });
  clock.resume();
  pass(499);
  assert.equal(clock.tick(), "on");
  pass(1);
  assert.equal(clock.tick(), "done");
});

test("While the clock is paused no time passes.", () => {
  const { clock, pass } = handClock();
  clock.resume();
  pass(300);
  assert.equal(clock.pause(), 300);
  pass(60_000);
  assert.equal(clock.tick(), "off");
  assert.equal(clock.position(), 300);
  clock.resume();
  assert.equal(clock.isRunning, true);
  pass(200);
  assert.equal(clock.position(), 500);
});

test("Resuming a running clock changes nothing.", () => {
  const { clock, pass } = handClock();
  clock.resume();
  pass(700);
  clock.resume();
  pass(300);
  assert.equal(clock.position(), 1000);
});

for (const [name, sleep] of Object.entries({
  "the date jumps forward": (time) => { time.wall += 2300; },
  "the date jumps back": (time) => { time.wall -= 2300; },
  "the computer sleeps and its steady clock with it": (time) => { time.wall += 3_600_000; },
  "the computer sleeps and its steady clock goes on": (time) => { time.wall += 3_600_000; time.perf += 3_600_000; },
  "the page alone is frozen": (time) => { time.wall += 10_100; time.perf += 10_100; },
})) {
  test(`When ${name}, the clock pauses where the last tick was.`, () => {
    const { clock, time, pass } = handClock();
    clock.resume();
    pass(4000);
    clock.tick();
    pass(150);
    sleep(time);
    assert.equal(clock.tick(), "slept");
    assert.equal(clock.isRunning, false);
    assert.equal(clock.position(), 4000);
    pass(10_000);
    assert.equal(clock.tick(), "off");
  });
}

test("A date that is set by less than two seconds and a slow tick do not pause.", () => {
  const { clock, time, pass } = handClock();
  clock.resume();
  time.wall += 1900;
  pass(9000);
  assert.equal(clock.tick(), "on");
  assert.equal(clock.position(), 9000);
});

test("After a sleep the clock goes on from the last good place once it is resumed.", () => {
  const { clock, time, pass } = handClock();
  clock.resume();
  pass(1000);
  clock.tick();
  time.wall += 100_000;
  clock.tick();
  clock.resume();
  pass(500);
  assert.equal(clock.tick(), "on");
  assert.equal(clock.position(), 1500);
});

test("Played times that meet are joined, empty ones left out, and the old list is untouched.", () => {
  const first = addPlayed([], 0, 1000);
  const joined = addPlayed(first, 1000, 2000);
  assert.deepEqual(first, [[0, 1000]]);
  assert.deepEqual(joined, [[0, 2000]]);
  assert.deepEqual(addPlayed(joined, 5000, 6000), [[0, 2000], [5000, 6000]]);
  assert.deepEqual(addPlayed(joined, 2000, 2000), joined);
});

test("What was practised is the overlap of played times with holds, for each side on its own.", () => {
  const rows = practisedOf(STEPS, [[0, 45_000], [70_000, 71_000]]);
  assert.deepEqual(rows, [
    { stretch: "single-knee-to-chest", variants: ["standard"], side: "left", held_seconds: 25, sets: 1, repetitions: 0 },
    { stretch: "single-knee-to-chest", variants: ["standard"], side: "right", held_seconds: 1, sets: 0, repetitions: 0 },
  ]);
});

test("A set counts from half of its hold on.", () => {
  const sets = (ms) => practisedOf(STEPS, [[20_000, 20_000 + ms]])[0].sets;
  assert.equal(sets(14_999), 0);
  assert.equal(sets(15_000), 1);
});

test("A hold that was taken back and held again counts twice in seconds, once as a set.", () => {
  const [row] = practisedOf(STEPS, [[20_000, 50_000], [20_000, 30_000]]);
  assert.equal(row.held_seconds, 40);
  assert.equal(row.sets, 1);
});

test("Two sets of one stretch and side are one row with both.", () => {
  const hold = STEPS[3];
  const [row, ...more] = practisedOf([hold, { ...hold }], [[0, 60_000]]);
  assert.deepEqual(more, []);
  assert.equal(row.held_seconds, 60);
  assert.equal(row.sets, 2);
});

test("A repetition counts when it is over; extras and moves never count.", () => {
  const start = timelineOf(STEPS).starts[9];
  assert.equal(practisedOf(STEPS, [[start, start + 15_999]])[0].repetitions, 1);
  assert.equal(practisedOf(STEPS, [[start, start + 16_000]])[0].repetitions, 2);
  assert.deepEqual(practisedOf(STEPS, [[0, 20_000], [start + 40_000, TOTAL_MS]]), []);
});

test("A whole plan, played in any pieces, gives the same as in one piece.", () => {
  const { whole } = chooser(seeded(2));
  const inOne = practisedOf(STEPS, [[0, TOTAL_MS]]);
  for (let round = 0; round < 50; round += 1) {
    let played = [];
    for (let at = 0; at < TOTAL_MS;) {
      const to = Math.min(TOTAL_MS, at + whole(1, 20_000));
      played = addPlayed(played, at, to);
      at = to;
    }
    assert.deepEqual(practisedOf(STEPS, played), inOne);
  }
});

const AT_LEFT_HOLD = 3;
const phases = (steps) => steps.map((step) => `${step.phase} ${step.do ?? ""}`.trim());

test("After an answer that goes on with nothing, nothing is left.", () => {
  assert.deepEqual(stepsAfterStop(STEPS, AT_LEFT_HOLD, []), []);
});

test("After a cramp all goes on, beginning with the step that was stopped.", () => {
  assert.deepEqual(stepsAfterStop(STEPS, AT_LEFT_HOLD, "all"), STEPS.slice(AT_LEFT_HOLD));
});

test("After a pinch the stopped stretch is left out on both sides, and the others stay.", () => {
  const left = stepsAfterStop(STEPS, AT_LEFT_HOLD, "others");
  assert.deepEqual(phases(left), ["preview pelvic-tilt", "repetitions pelvic-tilt", "extra breathing"]);
});

test("After sharp pain only the pelvic tilt and the extras stay.", () => {
  const other = { ...STEPS[3], do: "figure-four" };
  const left = stepsAfterStop([...STEPS.slice(0, 8), other, ...STEPS.slice(8)], AT_LEFT_HOLD, ["pelvic-tilt"]);
  assert.deepEqual(phases(left), ["preview pelvic-tilt", "repetitions pelvic-tilt", "extra breathing"]);
});

test("After sharp pain in the pelvic tilt itself nothing is left.", () => {
  assert.deepEqual(stepsAfterStop(STEPS, 9, ["pelvic-tilt"]), []);
});

test("Extras alone are not worth going on with.", () => {
  assert.deepEqual(stepsAfterStop(STEPS, 9, "others"), []);
  assert.deepEqual(stepsAfterStop(STEPS, 10, "all"), []);
});

test("Whatever is stopped, what is left comes from the plan in its order and lies after the stop.", () => {
  for (const effect of ["all", "others", ["pelvic-tilt"]]) {
    STEPS.forEach((_, index) => {
      const places = stepsAfterStop(STEPS, index, effect).map((step) => STEPS.indexOf(step));
      assert.deepEqual(places, [...new Set(places)].sort((a, b) => a - b));
      assert.ok(places.every((place) => place >= index));
    });
  }
});

test("After a pinch the stretch goes on once in its easier form, from the way into that hold; after another it is left out.", () => {
  const hold = (phase, side) => ({ phase, seconds: 5, do: "figure-four", name: "Figure-four", variants: ["standard"], side, say: "as it was" });
  const steps = [
    hold("move-in", "left"), hold("hold", "left"), hold("move-out", "left"), hold("switch-side", "right"), hold("hold", "right"),
    { phase: "hold", seconds: 5, do: "happy-baby", variants: ["standard"], say: "Rest." },
  ];
  const easier = { "figure-four": { name: "Figure-four (Foot down)", variants: ["foot-down"], cues: { move_in: "Your {side} ankle on the shin.", hold: "Breathe.", move_out: "Off." } } };
  const left = stepsAfterStop(steps, 4, "easier", easier);
  assert.deepEqual(left.map((step) => [step.phase, step.variants[0], step.say]), [
    ["switch-side", "foot-down", "Your right ankle on the shin."], ["hold", "foot-down", "Breathe."], ["hold", "standard", "Rest."],
  ]);
  assert.deepEqual(stepsAfterStop(left, 1, "easier", easier).map((step) => step.do), ["happy-baby"]);
  assert.deepEqual(stepsAfterStop(steps, 4, "easier").map((step) => step.do), ["happy-baby"]);
});

test("What waits after an answer is dropped at once, whatever else goes on.", () => {
  const step = (name, phase = "hold") => ({ phase, seconds: 10, do: name, variants: ["standard"] });
  const steps = [step("figure-four"), step("double-knees-to-chest"), step("happy-baby"), step("supine-spinal-twist")];
  const easier = { "figure-four": { name: "Figure-four (foot down)", variants: ["foot-down"], cues: { move_in: "", hold: "", move_out: "" } } };
  const waits = ["double-knees-to-chest", "happy-baby"];
  for (const goesOnWith of ["easier", "others", "all"]) {
    const left = stepsAfterStop(steps, 0, goesOnWith, easier, waits).map(({ do: name }) => name);
    assert.ok(left.includes("supine-spinal-twist") && !left.some((name) => waits.includes(name)), goesOnWith);
  }
});

test("Time that is put into the plan moves what was played behind it, and splits what lies across.", () => {
  assert.deepEqual(withTimeInserted([[0, 10], [5, 25], [30, 40]], 20, 100), [[0, 10], [5, 20], [120, 125], [130, 140]]);
});
