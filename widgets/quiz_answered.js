// What is shown once answers are in: the feedback to one question, and how the attempt stands.

import { h, rich } from "./page/dom.js";
import { lessonLink } from "./page/lesson_link.js";
import { QUIZ_SAVED_HERE, QUIZ_STATUS, flaggedItems, isComplete, itemLabel, optionMark, quizPercent, quizStatus, resultWords } from "./quiz_logic.js";

/** What is said of an answer, under its question. @param {import("./quiz_logic.js").QuizFeedback} feedback */
export function quizFeedback(feedback) {
  return [
    partFeedback(feedback, true),
    feedback.sure && h("p", { class: "bedstretch-note is-notice" }, feedback.sure),
    feedback.hint_cost > 0 && h("p", { class: "bedstretch-quiet" }, `With the hint this counts ${quizPercent(feedback.score)}.`),
    whyNote(feedback),
  ];
}

/** What is said of one question or one stage. The key is folded away while it was not found: one may try again. */
export function partFeedback(feedback, isFocusable = false) {
  const isRight = feedback.mark === "right";
  const chosen = feedback.options.filter((option) => option.chosen);
  const others = feedback.options.filter((option) => !option.chosen);
  const correct = others.filter((option) => option.correct);
  return h(
    "div",
    { class: "bedstretch-quiz-said" },
    h(
      "p",
      { class: `bedstretch-quiz-verdict is-${feedback.mark}`, tabindex: isFocusable ? "-1" : null },
      h("span", { "aria-hidden": "true" }, `${QUIZ_STATUS[feedback.mark].sign} `),
      feedback.verdict,
    ),
    feedback.answered && h("p", {}, `Your answer: ${feedback.answered}.`),
    feedback.general && rich(feedback.general),
    optionList(chosen),
    lineList(feedback.lines, isRight),
    isRight || !hasKey(feedback)
      ? foldedOptions(others)
      : h(
          "details",
          {},
          h("summary", {}, "Show the right answer"),
          feedback.answer && h("p", {}, `The answer: ${feedback.answer}.`),
          optionList(correct),
          lineKeys(feedback.lines),
          foldedOptions(others.filter((option) => !option.correct)),
        ),
    feedback.explanation && !isFocusable && rich(feedback.explanation),
  );
}

function hasKey({ answer, options, lines }) {
  return Boolean(answer || options.length || lines.length);
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
      rich(option.text, "div", { class: "bedstretch-quiz-option" }),
      words && h("div", { class: "bedstretch-quiz-mark" }, words),
      rich(option.feedback),
    ),
  );
}

function foldedOptions(options) {
  return options.length
    ? h("details", {}, h("summary", {}, options.length === 1 ? "And the other answer?" : "And the other answers?"), optionList(options))
    : null;
}

/** Each part of an answer with its sign; its key and why only where it was found. */
function lineList(lines, isRight) {
  if (!lines.length) return null;
  return h(
    "ul",
    { class: "bedstretch-quiz-options" },
    lines.map(({ about, answered, correct, feedback }) =>
      h(
        "li",
        { class: correct ? "is-correct is-chosen" : "is-chosen" },
        h("span", { class: "bedstretch-quiz-sign", "aria-hidden": "true" }, correct ? "✓" : "✗"),
        h(
          "div",
          {},
          h("div", { class: "bedstretch-quiz-option" }, rich(about, "span"), ": ", rich(answered, "span")),
          h("div", { class: "bedstretch-quiz-mark" }, correct ? "Right." : "Not yet."),
          (correct || isRight) && feedback && rich(feedback),
        ),
      ),
    ),
  );
}

function lineKeys(lines) {
  const open = lines.filter(({ correct }) => !correct);
  if (!open.length) return null;
  return h(
    "ul",
    { class: "bedstretch-quiz-options" },
    open.map(({ about, answer, feedback }) =>
      h(
        "li",
        { class: "is-correct" },
        h("span", { class: "bedstretch-quiz-sign", "aria-hidden": "true" }, "→"),
        h("div", {}, h("div", { class: "bedstretch-quiz-option" }, rich(about, "span"), ": ", rich(answer, "span")), feedback && rich(feedback)),
      ),
    ),
  );
}

function whyNote({ mark, explanation, sources, lesson }) {
  return h(
    "div",
    { class: "bedstretch-note" },
    explanation && (mark === "right" ? rich(explanation) : h("details", {}, h("summary", {}, "Why"), rich(explanation))),
    h("p", {}, h("strong", {}, mark === "right" ? "From the lesson " : "Read again: "), lessonLink(lesson)),
    sources.length > 0 && h("details", {}, h("summary", {}, "Sources"), h("p", { class: "bedstretch-quiet" }, sources.join("; "))),
  );
}

/** How the attempt stands, what can be done now (`actions`), and every question with a way to it. */
export function quizOverview({ state, items, passMark, actions, ongo }) {
  const { result } = state;
  const isDone = state.isSubmitted || isComplete(result);
  return [
    !state.isGraded || state.isSubmitted
      ? h("p", { class: `bedstretch-quiz-verdict ${result?.passed && isDone ? "is-right" : ""}` }, resultWords(result, passMark, state.isSubmitted))
      : null,
    state.isSubmitting && h("p", { class: "bedstretch-note is-notice" }, `Your attempt: ${QUIZ_SAVED_HERE}`),
    state.waiting.size > 0 && h("p", { class: "bedstretch-note is-notice" }, `Question ${waitingNumbers(state, items)}: ${QUIZ_SAVED_HERE}`),
    isDone && result?.right_at_first < result?.right && h("p", {}, `Right at the first try: ${result.right_at_first} of ${result.asked}.`),
    isDone && passMark && safetyNote(result, items),
    result?.sure_but_wrong.length > 0 &&
      h("div", { class: "bedstretch-note is-notice" }, h("p", {}, h("strong", {}, "Look at these first. "), "You were sure at the first try, and they were not right:"), h("ul", {}, result.sure_but_wrong.map((title) => h("li", {}, title)))),
    result?.read_again.length > 0 && [h("h4", {}, "Read again"), h("ul", {}, result.read_again.map((lesson) => h("li", {}, lessonLink(lesson))))],
    actions,
    isDone && result && objectiveTable(result.objectives),
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
    h("ul", {}, open.map((item) => h("li", {}, item.title))),
  );
}

function objectiveTable(objectives) {
  if (objectives.length < 2) return null;
  return h(
    "details",
    {},
    h("summary", {}, "Goal by goal"),
    h("p", { class: "bedstretch-quiet" }, "A question may count for several goals."),
    h(
      "table",
      { class: "bedstretch-quiz-objectives" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "You can …"), h("th", { scope: "col" }, "questions"), h("th", { scope: "col" }, "score"))),
      h("tbody", {}, objectives.map(({ text, asked, score }) => h("tr", {}, h("td", {}, text), h("td", {}, asked), h("td", {}, quizPercent(score))))),
    ),
  );
}

function overviewLine(state, item, index, ongo) {
  const status = quizStatus(state, item.id);
  const { sign, words } = QUIZ_STATUS[status];
  const isFlagged = flaggedItems(state, [item]).length > 0;
  return h(
    "li",
    {},
    h(
      "button",
      { onclick: () => ongo(index), "aria-label": `${itemLabel(item, index, status, isFlagged)}. ${item.title}` },
      h("span", { class: `bedstretch-quiz-state is-${status}` }, `${sign} ${words}${isFlagged ? " ⚑" : ""}`.trim()),
      h("span", {}, `${index + 1}. ${item.title}`),
    ),
  );
}
