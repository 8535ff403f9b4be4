// What a quiz view knows and says, apart from drawing it. Python grades; nothing here knows a key.

/**
 * @typedef {{id: string, kind: string, stem: string, title: string, hash: string, safety_critical: boolean,
 *            for_students: boolean, hint_costs: number|null, options?: object[], unit?: string,
 *            other_units?: string[], stages?: object[], stages_in_all?: number}} QuizItem
 * @typedef {{mark: "right"|"partly"|"not-yet", best_mark: "right"|"partly"|"not-yet", verdict: string, score: number, general: string|null,
 *            answered: string|null, answer: string|null, explanation: string|null, sources: string[],
 *            lesson: {name: string, notebook: string, section: string}, response: any, sureness: string|null,
 *            options: object[], lines: object[], stages: object[]}} QuizFeedback
 * @typedef {{asked: number, answered: number, right: number, right_at_first: number, score: number, passed: boolean,
 *            safety_open: string[], not_right: string[], sure_but_wrong: string[], read_again: object[],
 *            objectives: {text: string, asked: number, score: number}[]}} QuizResult
 * @typedef {"open"|"kept"|"waiting"|"right"|"partly"|"not-yet"} QuizStatus
 */

/** A sign and words for each status, so that nothing is told by colour alone. */
export const QUIZ_STATUS = {
  open: { sign: "", words: "not answered yet" },
  kept: { sign: "•", words: "answered, not submitted yet" },
  waiting: { sign: "…", words: "saved, waiting for Python" },
  right: { sign: "✓", words: "right" },
  partly: { sign: "◐", words: "partly right" },
  "not-yet": { sign: "✗", words: "not yet" },
};

export const QUIZ_SAVED_HERE = "Saved in this browser; Python has not answered yet.";

export const SURENESS = [
  { value: "guess", label: "A guess" },
  { value: "think", label: "I think so" },
  { value: "know", label: "I know it" },
];

const LONGEST_STEP_MS = 5000;
/** More practice questions than this are offered in parts. */
const MANY_QUESTIONS = 12;
/** When the time that is left is said aloud. */
const SAY_LEFT_SECONDS = [600, 300, 60];

/** The state of one view of one attempt. `drafts` hold what is chosen, answered already or not. */
export function newQuizState(attempt, isGraded = false) {
  return {
    attempt,
    isGraded,
    at: 0,
    isBegun: true,
    isSubmitted: false,
    isSubmitting: false,
    answers: /** @type {Record<string, QuizFeedback>} */ ({}),
    result: /** @type {QuizResult|null} */ (null),
    drafts: /** @type {Map<string, import("./page/drafts.js").Draft>} */ (new Map()),
    problems: new Map(),
    waiting: new Set(),
    hints: /** @type {Record<string, string>} */ ({}),
    unfolded: /** @type {Record<string, {stages: object[], feedback: object[]}>} */ ({}),
    /** Milliseconds for which each item stood in front of the person. */
    looked: new Map(),
    /** Cases that are worked through again: what was answered before does not come back into them. */
    reopened: new Set(),
  };
}

/** @returns {QuizStatus} */
export function quizStatus(state, id) {
  if (state.waiting.has(id)) return "waiting";
  if (state.answers[id]) return state.answers[id].best_mark;
  return state.isGraded && isChosen(state.drafts.get(id)) ? "kept" : "open";
}

function isChosen(draft) {
  const response = draft?.response;
  return response !== null && response !== undefined && response !== "" && !(Array.isArray(response) && !response.length);
}

/** Whether nothing can be changed at an item now. */
export function isClosed(state, id) {
  return state.waiting.has(id) || state.isSubmitted || state.isSubmitting;
}

/** The stages of a case that may be seen by now. */
export function stagesSeen(state, item) {
  return state.unfolded[item.id]?.stages ?? item.stages;
}

/** The first item that waits for an answer of the learner, or the overview (one past the last). */
export function firstOpenItem(state, items) {
  const index = items.findIndex((item) => quizStatus(state, item.id) === "open");
  return index < 0 ? items.length : index;
}

/** The items that were answered and never right yet. */
export function itemsNotRight(state, items) {
  return items.map(({ id }) => id).filter((id) => ["partly", "not-yet"].includes(quizStatus(state, id)));
}

export function flaggedItems(state, items) {
  return items.flatMap(({ id }, index) => (state.drafts.get(id)?.is_flagged ? [index] : []));
}

/** Changes one draft and returns it. @param {Partial<import("./page/drafts.js").Draft>} change */
export function changeDraft(state, id, change, nowMs) {
  const before = state.drafts.get(id) ?? { response: null, sureness: null, is_flagged: false };
  const draft = { ...before, ...change, changed_ms: nowMs };
  state.drafts.set(id, draft);
  return draft;
}

/** Takes in what Python has stored. Answers that came meanwhile stay. */
export function takeInAnswers(state, found) {
  if (found.attempt !== state.attempt) return;
  state.answers = { ...state.answers, ...found.answers };
  state.result = found.result ?? state.result;
  state.isBegun = found.is_begun ?? state.isBegun;
  state.isSubmitted = found.is_submitted ?? state.isSubmitted;
  state.hints = { ...state.hints, ...found.hints };
  takeInUnfolded(state, found.unfolded ?? {});
  takeInDrafts(state, found.drafts ?? {});
  for (const [id, answer] of Object.entries(found.answers ?? {})) showAsAnswered(state, id, answer);
}

/** Of two unfoldings of a case the longer one stays: Python hears of a stage once something is chosen at it. */
function takeInUnfolded(state, unfolded) {
  for (const [id, found] of Object.entries(unfolded)) {
    if (!state.reopened.has(id) && found.stages.length >= (state.unfolded[id]?.stages.length ?? 0)) state.unfolded[id] = found;
  }
}

/** Of two drafts the newer one stays. Returns the ids of those that Python has not got yet. */
export function takeInDrafts(state, drafts) {
  for (const [id, draft] of Object.entries(drafts)) {
    const own = state.drafts.get(id);
    if (!own || own.changed_ms <= draft.changed_ms) state.drafts.set(id, draft);
  }
  return [...state.drafts].filter(([id, own]) => own.changed_ms > (drafts[id]?.changed_ms ?? 0)).map(([id]) => id);
}

/** An answered item shows what was answered, until something else is chosen. */
function showAsAnswered(state, id, { response, sureness }) {
  const draft = state.drafts.get(id);
  if (!state.reopened.has(id) && !isChosen(draft)) state.drafts.set(id, { is_flagged: false, changed_ms: 0, ...draft, response, sureness: sureness ?? null });
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
  takeInAnswers(state, { attempt: reply.attempt, answers: { [id]: reply.feedback }, result: reply.result });
  return true;
}

/**
 * Which answers of this attempt still lie in the browser, from an earlier life of the page too.
 * Returns the items that wait no longer, and whose feedback has to be asked for.
 */
export function takeInPending(state, events) {
  const own = events.filter(({ payload }) => payload?.attempt_id === state.attempt);
  const answers = own.filter(({ kind }) => kind === "quiz-answered").map(({ payload }) => payload);
  const wasSubmitting = state.isSubmitting;
  const before = state.waiting;
  state.isSubmitting = own.some(({ kind }) => kind === "quiz-submitted");
  state.waiting = new Set(answers.map(({ item }) => item));
  for (const { item, response, sureness } of answers) {
    if (!state.drafts.has(item)) state.drafts.set(item, { response, sureness: sureness ?? null, is_flagged: false, changed_ms: 0 });
  }
  const done = [...before].filter((id) => !state.waiting.has(id));
  return wasSubmitting && !state.isSubmitting ? [...done, "all"] : done;
}

/**
 * Adds time for which an item stood in front of the person. A step that is longer than it can be (the page slept, or was
 * hidden) does not count.
 */
export function lookedAt(state, id, ms) {
  if (ms > 0 && ms <= LONGEST_STEP_MS) state.looked.set(id, (state.looked.get(id) ?? 0) + ms);
}

/** For how many seconds an item has been looked at since it was last answered; null where nobody can tell. */
export function secondsLooked(state, id) {
  return state.looked.has(id) ? state.looked.get(id) / 1000 : null;
}

/** 0.834 as "83 %": rounded down, so that no score looks like a pass that it is not. */
export function quizPercent(share) {
  return `${Math.floor(share * 100 + 1e-9)}\u00a0%`;
}

/** "Question 3, about safety: right" */
export function itemLabel(item, index, status, isFlagged = false) {
  const about = item.safety_critical ? ", about safety" : "";
  return `Question ${index + 1}${about}: ${QUIZ_STATUS[status].words}${isFlagged ? ", flagged for later" : ""}`;
}

/**
 * What kind of quiz this is, in a few sentences.
 * @param {{mode: string, pass_mark: number|null, minutes: number|null, told_when: string|null}} how
 */
export function introWords(items, { mode = "practice", pass_mark: passMark = null, minutes = null, told_when: toldWhen = null } = {}) {
  const safety = items.filter((item) => item.safety_critical).length;
  const count = items.length === 1 ? "1 question" : `${items.length} questions`;
  const every = safety ? `, with ${safety === 1 ? "the safety question" : `all ${safety} safety questions`} right` : "";
  const pass = passMark ? ` ${quizPercent(passMark)} passes${every}.` : "";
  const inParts = passMark && items.length > MANY_QUESTIONS ? " Stop where you like, and go on another day." : "";
  if (mode !== "graded") return `${count}, for practice and not for marks.${pass}${inParts}`;
  return `${count}${minutes ? `, ${minutes} minutes` : ""}. What is right is told ${toldWhen ?? "at the end"}.${pass}`;
}

/** The result in one sentence. @param {QuizResult|null} result */
export function resultWords(result, passMark, isSubmitted = false) {
  if (!result || (result.answered === 0 && !isSubmitted)) return "Nothing answered yet.";
  if (result.answered < result.asked && !isSubmitted) return `${result.answered} of ${result.asked} answered so far.`;
  const hasPartly = result.score > result.right / result.asked + 1e-9;
  const score = `${quizPercent(result.score)}, ${result.right} of ${result.asked} right${hasPartly ? " and others partly" : ""}`;
  if (!passMark) return `${score}.`;
  if (result.passed) return `Passed: ${score}.`;
  if (result.safety_open.length && result.score >= passMark - 1e-9) return `Not passed yet, because of safety: ${score}.`;
  return `Not passed yet: ${score}. ${quizPercent(passMark)} passes.`;
}

export function isComplete(result) {
  return Boolean(result) && result.answered === result.asked;
}

/** What submitting a graded attempt would leave out, in one sentence; empty when all is answered. */
export function leftOpenWords(state, items) {
  const numbers = items.flatMap(({ id }, index) => (quizStatus(state, id) === "open" ? [index + 1] : []));
  const flagged = flaggedItems(state, items).map((index) => index + 1);
  const open = numbers.length ? `Not answered yet: ${numbers.join(", ")}.` : "";
  return [open, flagged.length ? `Flagged: ${flagged.join(", ")}.` : ""].filter(Boolean).join(" ");
}

/** "4:05" */
export function clockWords(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** What is said when the time that is left falls, or jumps after a sleep, from `before` to `left` seconds; null mostly. */
export function timeLeftWords(before, left) {
  if (left <= 0 || !SAY_LEFT_SECONDS.some((seconds) => before > seconds && left <= seconds)) return null;
  const minutes = Math.ceil(left / 60);
  return minutes === 1 ? "One minute left." : `${minutes} minutes left.`;
}

/** What stands beside an option once the question is answered. */
export function optionMark({ chosen, correct }) {
  if (chosen) return correct ? { sign: "✓", words: "You chose this, and it is right." } : { sign: "✗", words: "You chose this; it is not right." };
  return correct ? { sign: "→", words: "Right, and you did not choose it." } : { sign: "", words: "" };
}

/** The list with the entry at `from` moved to `to`. */
export function moved(list, from, to) {
  const rest = list.filter((_, index) => index !== from);
  const place = Math.max(0, Math.min(to, rest.length));
  return [...rest.slice(0, place), list[from], ...rest.slice(place)];
}

/** Whether a point lies inside a polygon; both in the same units. @param {[number, number][]} polygon */
export function isInside(polygon, x, y) {
  let inside = false;
  for (let i = 0, j = polygon.length - 1; i < polygon.length; j = i, i += 1) {
    const [[x1, y1], [x2, y2]] = [polygon[i], polygon[j]];
    if (y1 > y !== y2 > y && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) inside = !inside;
  }
  return inside;
}
