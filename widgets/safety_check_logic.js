// What the safety check asks next, and when an answer gets a second look. Pure.

export const ANSWERS = [
  { value: "no", label: "No, none of these" },
  { value: "yes", label: "Yes" },
  { value: "not-sure", label: "Not sure" },
];

/** Whether an answer opens the list of signs. */
export function asksForTicks(answer) {
  return answer === "yes" || answer === "not-sure";
}

/** An answer is complete when it is a no of some kind, or when at least one sign is ticked. */
export function isComplete(given) {
  if (!given?.answer) return false;
  return !asksForTicks(given.answer) || given.ticks.length > 0;
}

/** The ticked signs that would mean help today: they are looked at twice before they count. */
export function urgentTicks(question, given) {
  if (!asksForTicks(given.answer)) return [];
  return question.ticks.filter((tick) => tick.urgency && given.ticks.includes(tick.id));
}

/** The most urgent of these ticks' urgencies. @param {string[]} order the worst first */
export function worstUrgency(ticks, order) {
  return order.find((urgency) => ticks.some((tick) => tick.urgency === urgency));
}

/** Answers as Python takes them: by question id, ticks only where they count. */
export function answersForPython(given) {
  return Object.fromEntries(
    Object.entries(given).map(([id, { answer, ticks }]) => [id, { answer, ticks: asksForTicks(answer) ? ticks : [] }]),
  );
}
