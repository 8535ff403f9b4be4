// The session's clock: pure. Positions are milliseconds from the start of the plan, counted from absolute
// deadlines, never from ticks.

const SLEPT_AFTER_MS = 2000;
const FROZEN_AFTER_MS = 10000;

/**
 * @typedef {{phase: string, seconds: number, title: string, say: string, do?: string, name?: string,
 *            variants?: string[], side?: string, repetitions?: number, repetition_seconds?: number}} Step
 */

/** Where each step starts. @param {Step[]} steps */
export function timelineOf(steps) {
  const starts = [];
  let total = 0;
  for (const step of steps) {
    starts.push(total);
    total += step.seconds * 1000;
  }
  return { steps, starts, totalMs: total };
}

/** The step at a position, and how much of it has passed and is left. After the end: the last step, `done`. */
export function momentAt(timeline, positionMs) {
  const { steps, starts, totalMs } = timeline;
  const position = Math.min(Math.max(positionMs, 0), totalMs);
  let index = steps.length - 1;
  while (index > 0 && starts[index] > position) index -= 1;
  const step = steps[index];
  const intoMs = position - starts[index];
  return {
    index, step, next: steps[index + 1] ?? null, intoMs,
    leftMs: step.seconds * 1000 - intoMs,
    totalLeftMs: totalMs - position,
    repetition: step.repetition_seconds ? Math.min(step.repetitions, Math.floor(intoMs / (step.repetition_seconds * 1000)) + 1) : null,
    done: position >= totalMs,
  };
}

/**
 * A clock that runs over a timeline. `perf` is the page's steady clock, `wall` the date; where they part by
 * more than two seconds the computer slept or its clock was set, and the time since the last tick does not count.
 * @param {{perf: () => number, wall: () => number, totalMs: number, positionMs?: number}} setting
 */
export function createClock({ perf, wall, totalMs, positionMs = 0 }) {
  let base = positionMs;
  let running = null;
  let lastGood = positionMs;

  const positionNow = () => (running ? Math.min(base + perf() - running.perf, totalMs) : base);

  function start() {
    running = { perf: perf(), wall: wall() };
    running.lastTick = running.perf;
    lastGood = base;
  }

  return {
    get isRunning() { return running !== null; },
    position: positionNow,
    resume() { if (!running) start(); },
    pause() {
      base = positionNow();
      running = null;
      return base;
    },
    /** Call often. Returns "slept" (and pauses where the last tick was), "done", or "on". */
    tick() {
      if (!running) return "off";
      const steady = perf() - running.perf;
      const apart = Math.abs(wall() - running.wall - steady);
      if (apart > SLEPT_AFTER_MS || perf() - running.lastTick > FROZEN_AFTER_MS) {
        base = lastGood;
        running = null;
        return "slept";
      }
      running.lastTick = perf();
      lastGood = positionNow();
      return lastGood >= totalMs ? "done" : "on";
    },
  };
}

/** Adds the stretch of time from `fromMs` to `toMs` to what has been played; joins it to the last where it continues. */
export function addPlayed(played, fromMs, toMs) {
  if (toMs <= fromMs) return played;
  const last = played[played.length - 1];
  if (last && Math.abs(last[1] - fromMs) < 1) return [...played.slice(0, -1), [last[0], toMs]];
  return [...played, [fromMs, toMs]];
}

/**
 * What was really held and repeated, per stretch, variants and side: overlaps of the played times with the steps.
 * A set counts from half of its hold on; a repetition when it is over.
 * @param {Step[]} steps @param {number[][]} played
 */
export function practisedOf(steps, played) {
  const { starts } = timelineOf(steps);
  const rows = new Map();
  steps.forEach((step, index) => {
    if (!["hold", "repetitions"].includes(step.phase) || !step.do) return;
    const from = starts[index];
    const to = from + step.seconds * 1000;
    const heldMs = playedLength(played.map(([a, b]) => [Math.max(a, from), Math.min(b, to)]));
    if (heldMs <= 0) return;
    const key = JSON.stringify([step.do, step.variants, step.side]);
    const row = rows.get(key) ?? { stretch: step.do, variants: step.variants ?? [], side: step.side ?? null, held_seconds: 0, sets: 0, repetitions: 0 };
    row.held_seconds = Math.round(row.held_seconds * 1000 + heldMs) / 1000;
    if (step.phase === "repetitions") row.repetitions += Math.floor(heldMs / (step.repetition_seconds * 1000) + 1e-6);
    if (heldMs >= (to - from) / 2) row.sets += 1;
    rows.set(key, row);
  });
  // What was skipped over in less than a second was not practised.
  return [...rows.values()].filter((row) => row.held_seconds >= 1 || row.sets > 0);
}

/** The intervals after `ms` were put into the plan at `at`: what was played behind it is now later. */
export function withTimeInserted(played, at, ms) {
  return played.flatMap(([from, to]) => {
    if (to <= at) return [[from, to]];
    if (from >= at) return [[from + ms, to + ms]];
    return [[from, at], [at + ms, to + ms]];
  });
}

/** Length of the intervals; a time played twice (a step taken back) counts twice, as it was held twice. */
function playedLength(intervals) {
  return intervals.reduce((sum, [from, to]) => sum + Math.max(0, to - from), 0);
}

/**
 * The steps that are left after a stop; empty when no stretch is among them.
 * @param {Step[]} steps @param {number} index where it was stopped
 * @param {"all"|"others"|"easier"|string[]} goesOnWith the answer's own: everything, every other stretch, all with this one in
 *   its easier form, or these (and extras)
 * @param {Record<string, {name: string, variants: string[], cues: object}>} easier the plan's easier forms, by stretch
 * @param {string[]} leavesOut stretches that wait after this answer
 */
export function stepsAfterStop(steps, index, goesOnWith, easier = {}, leavesOut = []) {
  const stopped = steps[index].do;
  const isLeft = (step) => !leavesOut.includes(step.do);
  if (goesOnWith === "easier") {
    const form = easier[stopped];
    const wasEasier = form && form.variants.every((variant) => steps[index].variants?.includes(variant));
    if (!form || wasEasier) return stepsAfterStop(steps, index, "others", easier, leavesOut);
    return inForm(steps.slice(waysIn(steps, index)).filter(isLeft), stopped, form);
  }
  const stays = (step) => {
    if (!isLeft(step)) return false;
    if (goesOnWith === "all") return true;
    if (step.do === stopped && step.phase !== "extra") return false;
    return goesOnWith === "others" || step.phase === "extra" || goesOnWith.includes(step.do);
  };
  const left = steps.slice(index).filter(stays);
  return left.some((step) => ["hold", "repetitions"].includes(step.phase)) ? left : [];
}

/** Where the way into the hold at `index` begins. */
function waysIn(steps, index) {
  let from = index;
  while (from > 0 && steps[from].do === steps[index].do && !["move-in", "switch-side", "repetitions"].includes(steps[from].phase)) from -= 1;
  return steps[from].do === steps[index].do ? from : index;
}

function inForm(steps, stretch, { name, variants, cues }) {
  const said = { "move-in": cues.move_in, "switch-side": cues.move_in, hold: cues.hold, "move-out": cues.move_out };
  return steps.map((step) =>
    step.do === stretch ? { ...step, name, variants, say: said[step.phase]?.replace("{side}", step.side ?? "") ?? step.say } : step);
}
