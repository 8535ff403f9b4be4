// What stands before a sitting begins, and what can be done at its overview.

import { h } from "./page/dom.js";
import { firstOpenItem, itemsNotRight, leftOpenWords } from "./quiz_logic.js";

/** Before an attempt is begun: its rules, and the button. */
export function quizBegin({ told, head, begin, close }) {
  const left = told.attempts_left;
  return [
    h("h4", { class: "bedstretch-quiz-heading", tabindex: "-1" }, told.heading ?? "Before you begin"),
    told.lines?.map((line) => h("p", {}, line)),
    left === 0
      ? h("p", {}, "No attempt is left.")
      : h("div", { class: "bedstretch-row" }, told.can_begin !== false && h("button", { class: "bedstretch-primary", onclick: begin }, told.begin ?? head.begin ?? "Begin")),
    left > 0 && h("p", { class: "bedstretch-quiet" }, attemptsLeftWords(left)),
    told.can_close && closeEarly(close),
  ];
}

/** The way out for who takes no second sitting; folded, so that nobody takes it by mistake. */
function closeEarly(close) {
  return h(
    "details",
    {},
    h("summary", {}, "No second sitting?"),
    h("p", {}, "You can see the result of the first one now. It is noted that you did, and there is no second sitting then."),
    h("div", { class: "bedstretch-row" }, h("button", { onclick: close }, "See my result without a second sitting")),
  );
}

/** Both sittings with their scores, and the way to the other one. @param {(number: number) => void} show */
export function quizSittings(sittings, show) {
  return h(
    "table",
    { class: "bedstretch-quiz-objectives" },
    h("caption", {}, sittings.length === 1 ? "Your sitting" : "Both sittings"),
    h("thead", {}, h("tr", {}, ["sitting", "day", "score"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, sittings.map((sitting, index) => sittingRow(sitting, index === 0 ? "first" : "second", () => show(index + 1)))),
  );
}

function sittingRow({ day, score, is_shown: isShown }, name, show) {
  const way = isShown ? `${name}, shown here` : h("button", { onclick: show, "aria-label": `Look at the ${name} sitting` }, `Look at the ${name}`);
  return h("tr", {}, h("th", { scope: "row" }, way), h("td", {}, day), h("td", {}, score));
}

function attemptsLeftWords(left) {
  return left === 1 ? "One attempt is left." : `${left} attempts are left.`;
}

/** What can be done now. @param {{on: {go: (index: number) => void, begin: () => void, submitAll: () => void}}} setting */
export function quizActions({ state, items, told, head, isDone, on }) {
  if (state.isGraded && !state.isSubmitted) return submitActions(state, items, head, on);
  const next = firstOpenItem(state, items);
  const again = next < items.length ? [] : itemsNotRight(state, items);
  const canBegin = isDone && told.can_begin !== false && told.attempts_left !== 0;
  return [
    h(
      "div",
      { class: "bedstretch-row" },
      !state.isSubmitted && next < items.length && h("button", { class: "bedstretch-primary", onclick: () => on.go(next) }, `Go on with question ${next + 1}`),
      !state.isGraded && again.length > 0 &&
        h("button", { class: "bedstretch-primary", onclick: () => on.go(items.findIndex(({ id }) => id === again[0])) }, again.length === 1 ? "Go to the one that is not right yet" : `Go to the ${again.length} that are not right yet`),
      canBegin && h("button", { onclick: on.begin }, head.again ?? "Start over with all questions"),
    ),
    canBegin && told.attempts_left > 0 && h("p", { class: "bedstretch-quiet" }, `${attemptsLeftWords(told.attempts_left)} ${head.minutes ? "The clock starts as you begin." : ""}`),
    isDone && h("p", { class: "bedstretch-quiet" }, head.kept ?? "Your answers stay in your journal, and your best result counts."),
  ];
}

function submitActions(state, items, head, on) {
  return [
    h("p", {}, leftOpenWords(state, items) || "Every question has an answer."),
    h("p", {}, `You can still change each of them; in a case, parts that you have gone on from stay. What is right is told ${head.told_when ?? "after you submit"}.`),
    h("div", { class: "bedstretch-row" }, h("button", { class: "bedstretch-primary", disabled: state.isSubmitting, onclick: on.submitAll }, "Submit all answers")),
  ];
}
