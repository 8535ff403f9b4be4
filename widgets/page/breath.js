// The breath that paces a hold: pure.

/**
 * Where the breath is.
 * @param {number} intoMs since the hold or the repetition began
 * @param {{inSeconds: number, outSeconds: number}} breath
 * @param {"in"|"out"} first what it begins with: a hold with the breath in, a repetition of the pelvic tilt with the breath out
 * @returns {{phase: "in"|"out", share: number, fullness: number, leftSeconds: number, count: number}}
 *   `share` of this half that has passed, `fullness` of the lungs from 0 to 1, `count` of breaths begun
 */
export function breathAt(intoMs, breath, first = "in") {
  const { halves, wholeMs } = halvesOf(breath, first);
  const passed = Math.max(0, intoMs);
  const into = passed % wholeMs;
  const half = into < halves[0].ms ? halves[0] : halves[1];
  const intoHalf = half === halves[0] ? into : into - halves[0].ms;
  const share = intoHalf / half.ms;
  return {
    phase: half.phase,
    share,
    fullness: half.phase === "in" ? share : 1 - share,
    leftSeconds: Math.ceil((half.ms - intoHalf) / 1000 - 0.01),
    count: Math.floor(passed / wholeMs) + 1,
  };
}

/** Every turn of the breath within `lengthMs`: [{atMs, phase}], the first at 0. A turn at the very end is none. */
export function breathTurns(lengthMs, breath, first = "in") {
  const { halves, wholeMs } = halvesOf(breath, first);
  const turns = [];
  for (let start = 0; start < lengthMs; start += wholeMs) {
    turns.push({ atMs: start, phase: halves[0].phase });
    if (start + halves[0].ms < lengthMs) turns.push({ atMs: start + halves[0].ms, phase: halves[1].phase });
  }
  return turns;
}

/** A repetition shorter than this (knee rocks, ankle pumps) has a pace of its own and none of the breath. */
const SHORTEST_BREATH_SECONDS = 8;

/** What a step's breath begins with; null where nobody is paced. */
export function firstHalf(step) {
  if (step.repetition_seconds && step.repetition_seconds < SHORTEST_BREATH_SECONDS) return null;
  if (step.phase === "hold") return "in";
  if (step.phase === "repetitions") return "out";
  return step.phase === "extra" && step.do === "breathing" ? "in" : null;
}

function halvesOf({ inSeconds, outSeconds }, first) {
  const ways = { in: { phase: "in", ms: inSeconds * 1000 }, out: { phase: "out", ms: outSeconds * 1000 } };
  const halves = first === "in" ? [ways.in, ways.out] : [ways.out, ways.in];
  return { halves, wholeMs: halves[0].ms + halves[1].ms };
}
