// Where the learner stands with the screening on this phone: the same as `course/standing.py` and `course/gate.py`.
// Each function takes what is kept and gives what is kept after it; nothing here touches storage.

import { painBand } from "./adapting.js";
import { DAY_MS, dayInWords, dayOnClockOf, daysBetween, HOUR_MS } from "./history.js";

/** Of a phone on which nothing was answered yet. `gentle_day`: the last gentle day, where its sessions were deleted. */
export const NOTHING_KEPT = {
  screening: null, emergencies: [], check: null, region: "default", first_days_kept_at: null, gentle_day: null, events: [],
};

const SLACK_MS = 5 * 60 * 1000;

export function openEmergencies(kept) {
  return kept.emergencies.filter((emergency) => !emergency.cleared_at && !emergency.undone_at);
}

/** The standing at `now`. @param {Date} now */
export function standingAt(content, kept, now) {
  const { sentences } = content;
  const open = openEmergencies(kept);
  const nothing = { urgency: null, leave_out: [], change: {}, measures_out: [], causes: [], isValid: false };
  if (open.length) {
    return {
      ...nothing, code: "emergency", sentence: sentences.emergency, urgency: worstOf(content.safety, open),
      leave_out: content.stretches.map(({ id }) => id), measures_out: content.measures.filter(({ body }) => body).map(({ id }) => id),
    };
  }
  const { screening } = kept;
  if (!screening && kept.is_unreadable) return { ...nothing, code: "void", sentence: sentences["void-unreadable"] };
  if (!screening) return { ...nothing, code: "none", sentence: sentences.none };
  if (screening.void_at) return { ...nothing, code: "void", sentence: sentences[`void-${screening.void_because}`] ?? sentences["void-new-signs"] };
  const at = Date.parse(screening.at);
  const until = at + (screening.lasts_hours ?? 24 * content.safety.valid_days) * HOUR_MS;
  if (now.getTime() < at - SLACK_MS || now.getTime() >= until) return { ...nothing, code: "expired", sentence: sentences.expired };
  return fromScreening(content, screening, dayOnClockOf(screening.at, until));
}

function fromScreening(content, screening, until) {
  const without = (list, allowed) => list.filter((id) => !screening.clearances.some((clearance) => clearance[allowed].includes(id)));
  const leaveOut = without(screening.leave_out, "stretches");
  const asks = leaveOut.length === content.stretches.length ? "ask-first-all" : "ask-first-some";
  const code = screening.outcome === "go" ? "go" : asks;
  return {
    code, sentence: content.sentences[code].replace("{until}", dayInWords(until, { year: "numeric" })), urgency: null, leave_out: leaveOut,
    change: screening.change, measures_out: without(screening.measures_out, "measures"), causes: screening.causes,
    isValid: code !== "ask-first-all",
  };
}

/** None, of the stop button, may be any of them. */
function worstOf(safety, open) {
  if (open.some(({ urgency }) => !urgency)) return null;
  return safety.urgency_order.find((urgency) => open.some((emergency) => emergency.urgency === urgency));
}

// --- what changes it ------------------------------------------------------------------------------------------

export function withVerdict(kept, verdict, at) {
  if (openEmergencies(kept).length) throw new Error("Something needs checking first: please see the page above. A new screening does not change that.");
  const { say, notes, ...stored } = verdict;
  const next = { ...kept, screening: { ...stored, at, void_at: null, void_because: null, clearances: [] } };
  return verdict.outcome === "emergency" ? withEmergency(next, verdict.urgency, "screening", at) : next;
}

export function withEmergency(kept, urgency, foundBy, at) {
  return { ...kept, emergencies: [...kept.emergencies, { at, urgency, found_by: foundBy, undone_at: null, cleared_at: null, checked_on: null }] };
}

export function withVoid(kept, because, at) {
  if (!kept.screening || kept.screening.void_at) return kept;
  return { ...kept, screening: { ...kept.screening, void_at: at, void_because: because } };
}

export function withUndo(content, kept, at) {
  const last = openEmergencies(kept).at(-1);
  if (!last) throw new Error("There is nothing to take back.");
  if (undoSecondsLeft(content, kept, new Date(at)) <= 0) {
    throw new Error(`This can be taken back for ${content.safety.undo_seconds} seconds only. When a clinician has checked it, say so below with the date.`);
  }
  const emergencies = kept.emergencies.map((emergency) => (emergency === last ? { ...emergency, undone_at: at } : emergency));
  return withVoid({ ...kept, emergencies }, "taken-back", at);
}

/** How long the newest tap may still be taken back. */
export function undoSecondsLeft(content, kept, now) {
  const last = openEmergencies(kept).at(-1);
  if (!last) return 0;
  const age = Math.floor((now.getTime() - Date.parse(last.at)) / 1000);
  return age < 0 ? 0 : Math.max(0, content.safety.undo_seconds - age);
}

/** The earliest day on which a clinician can have checked all of these, YYYY-MM-DD. */
export function firstDayOfCheck(kept, now) {
  const days = openEmergencies(kept).map(({ at }) => localDay(new Date(at)));
  const last = days.sort().at(-1) ?? localDay(now);
  return last < localDay(now) ? last : localDay(now);
}

export function withCheckedEmergency(kept, checkedOn, at) {
  if (!openEmergencies(kept).length) throw new Error("There is nothing open to clear.");
  if (!checkedOn) throw new Error("Please choose the day.");
  const now = new Date(at);
  const first = firstDayOfCheck(kept, now);
  if (!isDay(checkedOn) || checkedOn < first || checkedOn > localDay(now)) {
    throw new Error(`The day of the check: expected ${first} to today, ${localDay(now)}; found ${checkedOn}.`);
  }
  const emergencies = kept.emergencies.map((emergency) =>
    emergency.cleared_at || emergency.undone_at ? emergency : { ...emergency, cleared_at: at, checked_on: checkedOn });
  return withVoid({ ...kept, emergencies }, "cleared-after-emergency", at);
}

export function withClearance(content, kept, { asked_whom, asked_on, stretches, measures }, at) {
  if (!asked_on) throw new Error("Please choose the day.");
  const now = new Date(at);
  const standing = standingAt(content, kept, now);
  if (!standing.code.startsWith("ask-first")) throw new Error("There is no open question to a clinician.");
  const unknown = [...stretches.filter((id) => !standing.leave_out.includes(id)), ...measures.filter((id) => !standing.measures_out.includes(id))];
  if (unknown.length) throw new Error(`Not among what is left out: ${unknown.sort().join(", ")}.`);
  const whom = content.safety_check.asked_whom;
  if (!whom.includes(asked_whom)) throw new Error(`Who was asked: expected one of ${whom.join(", ")}; found '${asked_whom}'.`);
  const oldest = localDay(new Date(now.getTime() - 365 * DAY_MS));
  if (!isDay(asked_on) || asked_on < oldest || asked_on > localDay(now)) {
    throw new Error(`The day of the advice: expected a date in the last year, up to today; found ${asked_on}.`);
  }
  const clearances = [...kept.screening.clearances, { at, asked_whom, asked_on, stretches, measures }];
  return { ...kept, screening: { ...kept.screening, clearances } };
}

/** A new sign voids the screening; which one it was is never asked nor kept. */
export function withDailyCheck(kept, check, at) {
  const next = { ...kept, check: { ...check, at } };
  return check.new_signs ? withVoid(next, "new-signs", at) : next;
}

// --- may this start now? --------------------------------------------------------------------------------------

/** The newest check of the same day (on the clock that noted it), not too old; new signs are answered by a new screening. */
export function todaysCheck(content, kept, now) {
  const { check } = kept;
  if (!check) return null;
  const at = Date.parse(check.at);
  if (check.new_signs && kept.screening && Date.parse(kept.screening.at) >= at) return null;
  const age = now.getTime() - at;
  if (age < -SLACK_MS || age > content.safety.check_valid_hours * HOUR_MS || daysBetween(check.at, now.getTime()) !== 0) return null;
  return check;
}

/** @returns {{allowed: boolean, code: string, reason: string|null}} */
export function mayMove(content, kept, now) {
  const where = standingAt(content, kept, now);
  const no = (code, reason) => ({ allowed: false, code, reason });
  if (where.code === "emergency") return no("emergency", where.sentence);
  if (where.code === "ask-first-all") return no("ask-first", where.sentence);
  if (!where.isValid) return no("screening-needed", where.sentence);
  const check = todaysCheck(content, kept, now);
  if (!check) return no("check-needed", "First today's three quick questions, please.");
  if (check.new_signs) return no("screening-needed", where.sentence);
  const band = painBand(content.safety, check.pain);
  if (band.effect === "no-session") return no("pain-too-high", band.say);
  return { allowed: true, code: "ok", reason: null };
}

/** YYYY-MM-DD where the phone is. @param {Date} moment */
export function localDay(moment) {
  const two = (number) => String(number).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

function isDay(text) {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
