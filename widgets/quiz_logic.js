// What a quiz view knows and says, apart from drawing it. Python grades; nothing here knows a key.

/**
 * @typedef {{id: string, kind: string, stem: string, hash: string, safety_critical: boolean, for_students: boolean,
 *            options?: {id: string, text: string}[], unit?: string, other_units?: string[]}} QuizItem
 * @typedef {{mark: "right"|"partly"|"not-yet", verdict: string, score: number, general: string|null,
 *            answered: string|null, answer: string|null, explanation: string|null, sources: string[], lesson: string,
 *            options: {text: string, chosen: boolean, correct: boolean, feedback: string}[]}} QuizFeedback
 * @typedef {{asked: number, answered: number, right: number, right_at_first: number, score: number, passed: boolean,
 *            safety_open: string[], not_right: string[], read_again: string[]}} QuizResult
 * @typedef {"open"|"waiting"|"right"|"partly"|"not-yet"} QuizStatus
 */

/** A sign and words for each status, so that nothing is told by colour alone. */
export const QUIZ_STATUS = {
  open: { sign: "", words: "not answered yet" },
  waiting: { sign: "…", words: "saved, waiting for Python" },
  right: { sign: "✓", words: "right" },
  partly: { sign: "◐", words: "partly right" },
  "not-yet": { sign: "✗", words: "not yet" },
};

export const QUIZ_SAVED_HERE = "Saved in this browser; Python has not answered yet.";

const LONGEST_LOOK_SECONDS = 3600;

/** The state of one view of one attempt. `drafts` hold what is chosen and not yet submitted. */
export function newQuizState(attempt) {
  return {
    attempt,
    at: 0,
    answers: /** @type {Record<string, QuizFeedback>} */ ({}),
    result: /** @type {QuizResult|null} */ (null),
    drafts: new Map(),
    problems: new Map(),
    waiting: new Set(),
    reopened: new Set(),
    shownAt: new Map(),
  };
}

/** @returns {QuizStatus} */
export function quizStatus(state, id) {
  if (state.waiting.has(id)) return "waiting";
  if (state.reopened.has(id) || !state.answers[id]) return "open";
  return state.answers[id].mark;
}

/** The first item that waits for an answer of the learner, or the overview (one past the last). */
export function firstOpenItem(state, items) {
  const index = items.findIndex((item) => quizStatus(state, item.id) === "open");
  return index < 0 ? items.length : index;
}

/** The items whose last answer is in and is not right. */
export function itemsNotRight(state, items) {
  return items.map(({ id }) => id).filter((id) => ["partly", "not-yet"].includes(quizStatus(state, id)));
}

/** Takes in what Python has stored. Answers that came meanwhile stay. */
export function takeInAnswers(state, found) {
  if (found.attempt !== state.attempt) return;
  state.answers = { ...state.answers, ...found.answers };
  state.result = found.result;
}

/** What Python said to one answer. Returns whether it belongs to this attempt. */
export function takeInReply(state, id, { reply, refused }) {
  state.waiting.delete(id);
  if (refused) {
    state.problems.set(id, refused);
    return true;
  }
  if (reply.attempt !== state.attempt) return false;
  state.reopened.delete(id);
  state.drafts.delete(id);
  takeInAnswers(state, { attempt: reply.attempt, answers: { [id]: reply.feedback }, result: reply.result });
  return true;
}

/**
 * Which answers of this attempt still lie in the browser, from an earlier life of the page too.
 * Returns the items that wait no longer, and whose feedback has to be asked for.
 */
export function takeInPending(state, events) {
  const pending = events.filter((event) => event.kind === "quiz-answered" && event.payload.attempt_id === state.attempt);
  const before = state.waiting;
  state.waiting = new Set(pending.map((event) => event.payload.item));
  for (const { payload } of pending) if (!state.drafts.has(payload.item)) state.drafts.set(payload.item, payload.response);
  return [...before].filter((id) => !state.waiting.has(id));
}

/** Lets an item be answered again, with nothing chosen. */
export function reopenItem(state, id) {
  state.reopened.add(id);
  state.drafts.delete(id);
  state.problems.delete(id);
  state.shownAt.delete(id);
}

/** How long an item was looked at, in seconds; null when it lay open for so long that nobody can tell. */
export function secondsLooked(state, id, nowMs) {
  const since = state.shownAt.get(id);
  const seconds = since === undefined ? null : (nowMs - since) / 1000;
  return seconds === null || seconds < 0 || seconds > LONGEST_LOOK_SECONDS ? null : seconds;
}

/** 0.834 as "83 %": rounded down, so that no score looks like a pass that it is not. */
export function quizPercent(share) {
  return `${Math.floor(share * 100 + 1e-9)}\u00a0%`;
}

/** "Question 3, about safety: right" */
export function itemLabel(item, index, status) {
  const about = item.safety_critical ? ", about safety" : "";
  return `Question ${index + 1}${about}: ${QUIZ_STATUS[status].words}`;
}

/** What kind of quiz this is, in two sentences. */
export function introWords(items, passMark) {
  const safety = items.filter((item) => item.safety_critical).length;
  const count = items.length === 1 ? "1 question" : `${items.length} questions`;
  const every = safety ? `, with ${safety === 1 ? "the safety question" : `all ${safety} safety questions`} right` : "";
  return `${count}, for practice and not for marks. ${quizPercent(passMark)} passes${every}.`;
}

/** The result in one sentence. @param {QuizResult|null} result */
export function resultWords(result, passMark) {
  if (!result || result.answered === 0) return "Nothing answered yet.";
  if (result.answered < result.asked) return `${result.answered} of ${result.asked} answered so far.`;
  const score = `${quizPercent(result.score)}, ${result.right} of ${result.asked} right`;
  if (result.passed) return `Passed: ${score}.`;
  if (result.safety_open.length && result.score >= passMark - 1e-9) return `Not passed yet, because of safety: ${score}.`;
  return `Not passed yet: ${score}. ${quizPercent(passMark)} passes.`;
}

export function isComplete(result) {
  return Boolean(result) && result.answered === result.asked;
}

/** "Try the 3 that are not right yet" */
export function tryAgainWords(count) {
  return count === 1 ? "Try the one that is not right yet" : `Try the ${count} that are not right yet`;
}

/** What stands beside an option once the question is answered. */
export function optionMark({ chosen, correct }) {
  if (chosen) return correct ? { sign: "✓", words: "You chose this, and it is right." } : { sign: "✗", words: "You chose this; it is not right." };
  return correct ? { sign: "→", words: "Right, and you did not choose it." } : { sign: "", words: "" };
}
