// What the large display shows, and one more set: pure.

import { firstHalf } from "./breath.js";

const MOST_SETS = 6;

/** From where to where (exclusive) the steps of one stretch stand together around `index`. */
export function blockAround(steps, index) {
  const same = (at) => steps[at]?.do && steps[at].do === steps[index].do;
  let from = index;
  let to = index + 1;
  while (same(from - 1)) from -= 1;
  while (same(to)) to += 1;
  return { from, to };
}

/** A dot for each hold of the stretch that is on: {side, set, state}. None for repetitions and extras. */
export function dotsOf(steps, index) {
  if (!steps[index]?.do) return [];
  const { from, to } = blockAround(steps, index);
  const dots = [];
  for (let at = from; at < to; at += 1) {
    const step = steps[at];
    if (step.phase !== "hold") continue;
    const state = at < index ? "done" : at === index || comesNext(steps, index, at) ? "now" : "later";
    dots.push({ side: step.side ?? null, set: step.set_number ?? 1, state });
  }
  return dots;
}

/** Whether the hold at `at` is the one that the move in at `index` leads to. */
function comesNext(steps, index, at) {
  if (!["move-in", "switch-side"].includes(steps[index].phase)) return false;
  return at === index + 1;
}

/** One word for what to do now; where breathing is all there is to do, the breath. */
export function wordOf(step, breath) {
  if (step.do === "breathing" && breath && firstHalf(step)) return breathWord(breath);
  return { "get-ready": "Get ready", preview: "Next", "move-in": "Move in", "switch-side": "Other side", hold: "Hold",
    "move-out": "Let go", rest: "Rest", repetitions: "Move", extra: step.name }[step.phase] ?? step.title;
}

/** A short line under it: the breath where one stays still, else what is said. */
export function cueOf(step, breath) {
  if (step.do === "breathing") return "";
  return step.phase === "hold" && breath ? `Breathe ${breathWord(breath).toLowerCase()}` : (step.say ?? "");
}

function breathWord(breath) {
  return breath.phase === "in" ? "In" : "Out";
}

/**
 * The steps with one more set of the stretch that is on, on all its sides, after what is left of it; null where there is
 * nothing to add to, or enough already.
 */
export function withOneMoreSet(steps, index) {
  const { from, to } = blockAround(steps, index);
  const block = steps.slice(from, to);
  const repeated = block.filter((step) => step.phase === "repetitions");
  if (repeated.length >= MOST_SETS) return null;
  const [repetition] = repeated;
  if (repetition) return [...steps.slice(0, to), { ...repetition }, ...steps.slice(to)];
  const sets = Math.max(0, ...block.map((step) => step.set_number ?? 0));
  if (!steps[index].do || sets < 1 || sets >= MOST_SETS) return null;
  const renamed = block.map((step) => (step.sets ? { ...step, sets: sets + 1 } : step));
  const last = renamed.filter((step) => step.set_number === sets && step.phase !== "rest");
  const added = last.map((step, number) => ({
    ...step, set_number: sets + 1,
    phase: number === 0 && step.side && step.phase === "move-in" ? "switch-side" : step.phase,
  }));
  return [...steps.slice(0, from), ...renamed, ...added, ...steps.slice(to)];
}
