// One question as it stands on the page: what is asked, how sure one is, the hint, the button, what was said.

import { freshId, h, radioGroup, rich } from "./page/dom.js";
import { quizFeedback } from "./quiz_answered.js";
import { QUIZ_KINDS } from "./quiz_kinds.js";
import { QUIZ_SAVED_HERE, SURENESS, flaggedItems, isClosed, quizPercent, quizStatus, stagesSeen } from "./quiz_logic.js";

/**
 * `on`: what the person may do, each called with the item first.
 * @param {{state: object, item: import("./quiz_logic.js").QuizItem, index: number, count: number, isOnePage: boolean,
 *          picture: Function, on: {submit: Function, draft: Function, hint: Function, goOn: Function, again: Function,
 *          flag: Function, go: (index: number) => void}}} asked
 */
export function quizItem(asked) {
  return [itemHeading(asked), itemQuestion(asked), itemAnswered(asked), itemSteps(asked)];
}

function itemHeading({ state, item, index, count, on }) {
  const isFlagged = flaggedItems(state, [item]).length > 0;
  const flag = h("button", { class: "bedstretch-quiz-flag", "aria-pressed": String(isFlagged), "aria-label": `Flag question ${index + 1} for later`, onclick: () => on.flag(item, flag) }, "⚑ Flag");
  return [
    h("div", { class: "bedstretch-quiz-top" }, h("h4", { class: "bedstretch-quiz-heading", tabindex: "-1" }, `Question ${index + 1} of ${count}`), !state.isSubmitted && flag),
    (item.safety_critical || item.for_students) &&
      h("p", { class: "bedstretch-quiz-tags" }, item.safety_critical && h("span", {}, "About safety"), item.for_students && h("span", {}, "For students")),
  ];
}

function itemQuestion({ state, item, picture, on }) {
  const draft = state.drafts.get(item.id);
  const complaint = state.problems.get(item.id);
  const describedby = freshId("problem");
  const isAtEnd = item.kind !== "case" || stagesSeen(state, item).length === item.stages_in_all;
  const isAnsweredCase = item.kind === "case" && state.answers[item.id] !== undefined && (draft?.response?.length ?? 0) >= item.stages_in_all;
  const isOpen = !isClosed(state, item.id) && !isAnsweredCase;
  const onsubmit = (event) => {
    event.preventDefault();
    if (!state.isGraded) on.submit(item);
  };
  /** JupyterLab lets no Enter submit a form. */
  const onkeydown = (event) => {
    if (event.key === "Enter" && event.target.matches("input") && !event.isComposing) onsubmit(event);
  };
  return h(
    "form",
    { onsubmit, onkeydown, novalidate: true },
    h(
      "fieldset",
      { class: "bedstretch-quiz-ask", disabled: !isOpen },
      QUIZ_KINDS[item.kind].ask({
        item,
        draft: draft?.response ?? undefined,
        onchange: (response) => on.draft(item.id, { response }),
        describedby,
        isInvalid: Boolean(complaint),
        picture,
        unfolded: state.unfolded[item.id],
        said: isAnsweredCase ? state.answers[item.id].stages : state.unfolded[item.id]?.feedback,
        ongoon: () => on.goOn(item),
      }),
      isOpen && isAtEnd && itemSureness(item, draft, on),
    ),
    itemHint(state, item, isOpen, on),
    h("div", { id: describedby, role: "alert" }, complaint && h("p", { class: "bedstretch-problem" }, complaint)),
    quizStatus(state, item.id) === "waiting" && h("p", { class: "bedstretch-note is-notice" }, `${QUIZ_SAVED_HERE} You can go on.`),
    !isClosed(state, item.id) && !state.isGraded && isAtEnd && h("div", { class: "bedstretch-row" }, itemAnswerButton(state, item, isAnsweredCase, on)),
  );
}

function itemAnswerButton(state, item, isAnsweredCase, on) {
  if (isAnsweredCase) return h("button", { onclick: () => on.again(item) }, "Work through it again");
  const isAgain = state.answers[item.id] !== undefined;
  return h("button", { type: "submit", class: isAgain ? "" : "bedstretch-primary" }, isAgain ? "Answer again" : "Answer");
}

function itemSureness(item, draft, on) {
  const group = radioGroup({
    legend: "How sure are you? (if you like)",
    options: SURENESS,
    chosen: draft?.sureness ?? null,
    onchoose: (sure) => on.draft(item.id, { sureness: sure }),
  });
  group.classList.add("bedstretch-quiz-sureness");
  return group;
}

function itemHint(state, item, isOpen, on) {
  if (state.hints[item.id]) {
    return h("div", { class: "bedstretch-note bedstretch-quiz-hint-text", tabindex: "-1" }, h("strong", {}, "Hint: "), rich(state.hints[item.id], "span"));
  }
  if (!item.hint_costs || !isOpen || state.answers[item.id]) return null;
  return h("div", { class: "bedstretch-row" }, h("button", { onclick: () => on.hint(item) }, `Hint (costs ${quizPercent(item.hint_costs)} of this question)`));
}

function itemAnswered({ state, item }) {
  const answer = state.answers[item.id];
  if (!answer || state.waiting.has(item.id)) return null;
  return h("div", { class: "bedstretch-quiz-feedback" }, quizFeedback(answer));
}

function itemSteps({ state, item, index, count, isOnePage, on }) {
  if (isOnePage) return null;
  const isLast = index === count - 1;
  const isSkipped = quizStatus(state, item.id) === "open" && !state.isGraded;
  const onward = isLast ? (state.isGraded && !state.isSubmitted ? "To submit" : "Overview") : isSkipped ? "Skip for now" : "Next";
  return h(
    "div",
    { class: "bedstretch-row bedstretch-quiz-steps" },
    index > 0 && h("button", { onclick: () => on.go(index - 1) }, "Previous"),
    h("button", { class: isSkipped ? "" : "bedstretch-primary", onclick: () => on.go(index + 1) }, onward),
  );
}
