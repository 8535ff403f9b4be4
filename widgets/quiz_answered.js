// What is shown once answers are in: the feedback to one question, and how the attempt stands.

import { h } from "./page/dom.js";
import { QUIZ_SAVED_HERE, QUIZ_STATUS, isComplete, itemLabel, optionMark, quizStatus, resultWords } from "./quiz_logic.js";

/** The question, what was answered, and why. @param {import("./quiz_logic.js").QuizFeedback} feedback */
export function quizFeedback(item, feedback) {
  const { sign } = QUIZ_STATUS[feedback.mark];
  return [
    h("p", { class: "bedstretch-quiz-stem" }, item.stem),
    h(
      "p",
      { class: `bedstretch-quiz-verdict is-${feedback.mark}`, tabindex: "-1" },
      h("span", { "aria-hidden": "true" }, `${sign} `),
      feedback.verdict,
    ),
    numberAnswer(feedback),
    feedback.general && h("p", {}, feedback.general),
    optionList(feedback.options.filter(({ chosen, correct }) => chosen || correct)),
    otherOptions(feedback.options.filter(({ chosen, correct }) => !chosen && !correct)),
    whyNote(feedback),
  ];
}

function numberAnswer({ mark, answered, answer }) {
  if (!answered) return null;
  return h("p", {}, `Your answer: ${answered}.`, mark === "right" ? null : ` The answer: ${answer}.`);
}

function optionList(options) {
  return options.length ? h("ul", { class: "bedstretch-quiz-options" }, options.map(optionLine)) : null;
}

function optionLine(option) {
  const { sign, words } = optionMark(option);
  return h(
    "li",
    { class: `${option.correct ? "is-correct" : ""} ${option.chosen ? "is-chosen" : ""}` },
    h("span", { class: "bedstretch-quiz-sign", "aria-hidden": "true" }, sign),
    h(
      "div",
      {},
      h("div", { class: "bedstretch-quiz-option" }, option.text),
      words && h("div", { class: "bedstretch-quiz-mark" }, words),
      h("div", {}, option.feedback),
    ),
  );
}

function otherOptions(options) {
  return options.length
    ? h("details", {}, h("summary", {}, options.length === 1 ? "And the other answer?" : "And the other answers?"), optionList(options))
    : null;
}

function whyNote({ mark, explanation, sources, lesson }) {
  return h(
    "div",
    { class: "bedstretch-note" },
    explanation && h("p", {}, h("strong", {}, "Why: "), explanation),
    h("p", {}, h("strong", {}, mark === "right" ? "From the lesson " : "Read again: "), lesson),
    sources.length > 0 && h("p", { class: "bedstretch-quiet" }, "Sources: ", sources.join("; ")),
  );
}

/** How the attempt stands, what can be done now (`actions`), and every question with a way to it. */
export function quizOverview({ state, items, passMark, actions, ongo }) {
  const { result } = state;
  return [
    h("p", { class: `bedstretch-quiz-verdict ${result?.passed && isComplete(result) ? "is-right" : ""}` }, resultWords(result, passMark)),
    state.waiting.size > 0 && h("p", { class: "bedstretch-note is-notice" }, `Question ${waitingNumbers(state, items)}: ${QUIZ_SAVED_HERE}`),
    isComplete(result) && result.right_at_first < result.right &&
      h("p", {}, `Right at the first try: ${result.right_at_first} of ${result.asked}.`),
    isComplete(result) && safetyNote(result, items),
    result?.read_again.length > 0 && [h("h4", {}, "Read again"), h("ul", {}, result.read_again.map((lesson) => h("li", {}, lesson)))],
    actions,
    h("h4", {}, "All questions"),
    h("ol", { class: "bedstretch-quiz-overview" }, items.map((item, index) => overviewLine(state, item, index, ongo))),
  ];
}

function waitingNumbers(state, items) {
  return items.flatMap((item, index) => (state.waiting.has(item.id) ? [index + 1] : [])).join(", ");
}

function safetyNote(result, items) {
  const open = items.filter((item) => result.safety_open.includes(item.id));
  if (!open.length) return null;
  return h(
    "div",
    { class: "bedstretch-note is-notice" },
    h("p", {}, h("strong", {}, "These are about safety. "), "Each of them needs to be right to pass:"),
    h("ul", {}, open.map((item) => h("li", {}, item.stem))),
  );
}

function overviewLine(state, item, index, ongo) {
  const status = quizStatus(state, item.id);
  const { sign, words } = QUIZ_STATUS[status];
  return h(
    "li",
    {},
    h(
      "button",
      { onclick: () => ongo(index), "aria-label": `${itemLabel(item, index, status)}. ${item.stem}` },
      h("span", { class: `bedstretch-quiz-state is-${status}` }, `${sign} ${words}`.trim()),
      h("span", {}, `${index + 1}. ${item.stem}`),
    ),
  );
}
