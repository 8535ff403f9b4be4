// What is heard in a session, and when: pure. Times are milliseconds from the start of the plan.

import { breathTurns, firstHalf } from "./breath.js";

const COUNT_FROM_MS = 3000;

/** What is heard when a step of this phase begins. */
const AT_START = {
  "get-ready": "ready", preview: "next", "move-in": "move", "switch-side": "switch", hold: "hold",
  "move-out": "release", rest: "rest", repetitions: "hold", extra: "next",
};

/** How to hear it: "voice" speaks and rings, "bell" rings, "tick" ticks, "silent" vibrates where the device can. */
export const SOUND_WAYS = ["voice", "bell", "tick", "silent"];

/**
 * Every cue of a plan, in order.
 * @param {{steps: object[], starts: number[], totalMs: number}} timeline from `timelineOf`
 * @param {{inSeconds: number, outSeconds: number}} breath
 * @returns {{atMs: number, sound: string, isBreath: boolean, seconds?: number}[]} in order; `seconds` of a breath, `sound`: ready count next move switch hold again release rest done in out
 */
export function cuesOf(timeline, breath) {
  const cues = [];
  timeline.steps.forEach((step, index) => {
    const start = timeline.starts[index];
    const lengthMs = step.seconds * 1000;
    cues.push({ atMs: start, sound: AT_START[step.phase] ?? "next", isBreath: false });
    if (step.phase === "get-ready") {
      for (let left = Math.min(COUNT_FROM_MS, lengthMs - 1000); left > 0; left -= 1000) {
        cues.push({ atMs: start + lengthMs - left, sound: "count", isBreath: false });
      }
    }
    const first = firstHalf(step);
    if (!first && step.repetition_seconds) {
      for (let number = 1; number < step.repetitions; number += 1) {
        cues.push({ atMs: start + number * step.repetition_seconds * 1000, sound: "again", isBreath: false });
      }
    }
    if (first) {
      const own = breathOf(step, breath);
      for (const turn of breathTurns(lengthMs, own, first)) {
        const seconds = turn.phase === "in" ? own.inSeconds : own.outSeconds;
        cues.push({ atMs: start + turn.atMs, sound: turn.phase, isBreath: true, seconds });
      }
    }
  });
  cues.push({ atMs: timeline.totalMs, sound: "done", isBreath: false });
  return cues.sort((a, b) => a.atMs - b.atMs);
}

/** A step that repeats has its own pace: the breath fits into a repetition, in the same proportion. */
export function breathOf(step, breath) {
  if (!step.repetition_seconds) return breath;
  const scale = step.repetition_seconds / (breath.inSeconds + breath.outSeconds);
  return { inSeconds: breath.inSeconds * scale, outSeconds: breath.outSeconds * scale };
}

/** The cues that still lie ahead, a moment's grace included: what begins now is heard. */
export function cuesFrom(cues, positionMs, graceMs = 20) {
  return cues.filter((cue) => cue.atMs >= positionMs - graceMs);
}
