// The gentle routine, offered in the first days before anything that asks for more: the same as `course/suggest.py`.
// No safety lock. Pure.

import { firstDays } from "./history.js";
import { isMoreThanGentle, planSession } from "./planning.js";

/** The gentle routine in its own dose. */
export function gentleWish(content) {
  return { routine: content.over_days.gentle_routine, stretch: null };
}

/**
 * What `session_timer.js` offers before `plan` begins; mostly null. Null where the plan is no more than the gentle
 * routine, nor before one has been up for an hour: there the morning's own limits hold.
 * @param {{events: object[], first_days_kept_at: string|null}} kept @param {number} ms now
 */
export function suggestionFor(content, kept, plan, adaptation, ms) {
  const isMorning = content.routines.some(({ id, suits_morning }) => id === plan.routine && suits_morning);
  if (adaptation.morning || isMorning) return null;
  const spell = firstDays(content, kept.events, kept.first_days_kept_at, ms);
  if (!spell || !isMoreThanGentle(content, plan)) return null;
  const rule = content.over_days.first_days;
  try {
    const { title, outline } = planSession(content, gentleWish(content), adaptation);
    return { say: spell.after_break ? rule.say_after_break : rule.say_new, title, outline, take: rule.take, keep: rule.keep };
  } catch {
    return null; // Too little of it is left today.
  }
}
