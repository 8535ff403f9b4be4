// What may be shown and written now. Pure.

/** @typedef {{student: string, chosen: string[], day: string, isConsented: boolean, shown: object|null}} Choice */

/** Nothing is shown yet. @returns {Choice} */
export function firstChoice({ student = "", chosen = [], day = "" }) {
  return { student, chosen, day, isConsented: false, shown: null };
}

/** With a change: whatever was shown, and agreed to, is no longer what would be written, but for the consent itself. */
export function changed(choice, change) {
  const isSeenStill = Object.keys(change).every((name) => name === "isConsented");
  return isSeenStill ? { ...choice, ...change } : { ...choice, ...change, shown: null, isConsented: false };
}

/**
 * What was begun before, as far as it is still offered; else all of it or nothing. `wasLookedAt`: it is shown anew,
 * and what was agreed to then is not agreed to now.
 */
export function goneOn(earlier, { student, options, day, isAllChosen }) {
  const offered = options.map(({ id }) => id);
  if (!earlier) return { chosen: isAllChosen ? offered : [], day, wasLookedAt: false };
  const chosen = earlier.chosen.filter((id) => offered.includes(id));
  const wasLookedAt = earlier.shown !== null && earlier.student === student && chosen.length > 0;
  return { chosen, day: earlier.day || day, wasLookedAt };
}

/** With what is in it; a consent is to what is seen now, and to nothing before. */
export function looked(choice, shown) {
  return { ...choice, shown, isConsented: false };
}

/** What is missing before it can be looked at; null where nothing is. */
export function missing(choice, what) {
  if (!choice.student.trim()) return "Write your name or a pseudonym first.";
  if (!choice.chosen.length) return `Choose at least one ${what} first.`;
  return null;
}

/** Only what was seen is written, and of the log only with consent. */
export function mayWrite(choice, needsConsent) {
  return choice.shown !== null && (choice.isConsented || !needsConsent);
}

/** `3 attempts`, `1 reading`. */
export function counted(count, word) {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}
