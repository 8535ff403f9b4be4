import { fill, freshId, h, liveLine } from "./page/dom.js";
import { join } from "./page/page.js";
import { onSight } from "./page/sight.js";
import { quizFeedback, quizOverview } from "./quiz_answered.js";
import { QUIZ_KINDS } from "./quiz_kinds.js";
import { QUIZ_SAVED_HERE, QUIZ_STATUS, firstOpenItem, introWords, isComplete, itemLabel, itemsNotRight, newQuizState, quizStatus, reopenItem, secondsLooked, takeInAnswers, takeInPending, takeInReply, tryAgainWords } from "./quiz_logic.js";

const SAY_SAVED_AFTER_MS = 500;
const LOOK_FOR_PENDING_MS = 1000;

/** Draws one quiz into `el`; returns the clean-up. */
function mountQuiz({ model, el, link }) {
  const head = model.get("head");
  let items = model.get("items");
  let state = newQuizState(model.get("attempt"));
  /** Until the learner does something, the view may still jump to where the attempt stands. */
  let isTouched = false;
  let isLooking = false;
  let isLookDue = false;
  let drawn = "";

  const strip = h("ol", { class: "bedstretch-quiz-strip" });
  const body = h("div", { class: "bedstretch-quiz-body" });
  const announcer = liveLine({ className: "bedstretch-unseen" });
  const problem = liveLine({ urgent: true });
  el.append(
    h(
      "div",
      { class: "bedstretch-card" },
      h("h3", {}, head.title),
      h("p", { class: "bedstretch-quiet" }, introWords(items, head.pass_mark)),
      h("nav", { "aria-label": "Questions" }, strip),
      problem,
      announcer,
      body,
    ),
  );

  // --- what Python knows ---

  async function lookUp() {
    isLookDue = isLooking;
    if (isLooking) return;
    isLooking = true;
    try {
      takeIn(await link.request("look_up"));
      fill(problem);
    } catch (error) {
      if (!isTouched) tell(error.message);
    }
    isLooking = false;
    if (isLookDue) lookUp();
  }

  function takeIn(found) {
    takeInAnswers(state, found);
    takeInPending(state, link.page.outbox.pending());
    if (!isTouched) state.at = firstOpenItem(state, items);
    draw();
  }

  /** Answers that another widget may have delivered: ask for their feedback. */
  function lookForPending() {
    if (state.waiting.size && takeInPending(state, link.page.outbox.pending()).length) lookUp();
  }

  function beginAttempt() {
    if (model.get("attempt") === state.attempt) return;
    items = model.get("items");
    state = newQuizState(model.get("attempt"));
    isTouched = false;
    buildStrip();
    draw();
  }

  async function startOver() {
    try {
      takeIn(await link.request("start_over"));
      fill(problem);
      focusOn(".bedstretch-quiz-heading");
    } catch (error) {
      tell(error.message);
    }
  }

  function tell(text) {
    fill(problem, h("p", { class: "bedstretch-problem" }, text));
  }

  // --- answering ---

  function submit(item) {
    const draft = state.drafts.get(item.id);
    const kind = QUIZ_KINDS[item.kind];
    if (quizStatus(state, item.id) !== "open") return;
    if (kind.isBlank(draft)) {
      state.problems.set(item.id, kind.blank);
      drawAgain();
      focusOn("input");
      return;
    }
    state.problems.delete(item.id);
    const of = state;
    const { answered } = link.put("quiz-answered", {
      attempt_id: state.attempt,
      quiz: head.quiz,
      item: item.id,
      item_hash: item.hash,
      response: draft,
      seconds: secondsLooked(state, item.id, Date.now()),
      track: head.track,
    });
    state.waiting.add(item.id);
    drawStrip();
    const patience = setTimeout(() => saySaved(of), SAY_SAVED_AFTER_MS);
    answered.then((answer) => {
      clearTimeout(patience);
      receive(of, item, answer);
    });
  }

  function saySaved(of) {
    if (of !== state) return;
    draw();
    fill(announcer, QUIZ_SAVED_HERE);
  }

  function receive(of, item, answer) {
    if (!takeInReply(of, item.id, answer) || of !== state) return;
    const index = items.findIndex(({ id }) => id === item.id);
    fill(announcer, answer.refused ?? itemLabel(item, index, quizStatus(state, item.id)));
    if (state.at !== index) {
      draw();
      return;
    }
    const hadFocus = holdsFocus();
    drawAgain();
    if (hadFocus) focusOn(answer.refused ? "input" : ".bedstretch-quiz-verdict");
  }

  function tryAgain(ids) {
    for (const id of ids) reopenItem(state, id);
    go(items.findIndex(({ id }) => ids.includes(id)));
  }

  // --- drawing ---

  function go(index) {
    isTouched = true;
    state.at = index;
    drawAgain();
    focusOn(".bedstretch-quiz-heading");
  }

  /** The focused button may just have been removed, and then the focus lies on the body. */
  function holdsFocus() {
    return el.contains(document.activeElement) || document.activeElement === document.body;
  }

  function focusOn(selector) {
    body.querySelector(selector)?.focus();
  }

  function drawAgain() {
    drawn = "";
    draw();
  }

  /** Leaves the body as it is while what it shows has not changed: someone may be typing in it. */
  function draw() {
    drawStrip();
    const item = items[state.at];
    const now = JSON.stringify(item ? [state.at, quizStatus(state, item.id), state.answers[item.id]] : [state.result, [...state.waiting]]);
    if (now === drawn) return;
    const moveFocus = drawn !== "" && body.contains(document.activeElement);
    drawn = now;
    fill(body, item ? drawItem(item) : drawOverview());
    if (moveFocus) focusOn(".bedstretch-quiz-heading");
  }

  function buildStrip() {
    const buttons = items.map((_, index) => h("li", {}, h("button", { onclick: () => go(index) })));
    fill(strip, buttons, h("li", {}, h("button", { onclick: () => go(items.length) }, "Overview")));
  }

  function drawStrip() {
    const buttons = [...strip.querySelectorAll("button")];
    buttons.forEach((button, index) => {
      if (index === state.at) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    items.forEach((item, index) => {
      const status = quizStatus(state, item.id);
      buttons[index].className = `is-${status}`;
      fill(buttons[index], h("span", {}, index + 1), h("span", {}, QUIZ_STATUS[status].sign));
      buttons[index].setAttribute("aria-label", itemLabel(item, index, status));
    });
  }

  function drawItem(item) {
    const status = quizStatus(state, item.id);
    const shown = status === "open" || status === "waiting" ? drawQuestion(item, status) : drawAnswered(item, status);
    return [drawHeading(item), shown, drawSteps(status)];
  }

  function drawHeading(item) {
    return [
      h("h4", { class: "bedstretch-quiz-heading", tabindex: "-1" }, `Question ${state.at + 1} of ${items.length}`),
      (item.safety_critical || item.for_students) &&
        h(
          "p",
          { class: "bedstretch-quiz-tags" },
          item.safety_critical && h("span", {}, "About safety"),
          item.for_students && h("span", {}, "For students"),
        ),
    ];
  }

  function drawQuestion(item, status) {
    const isWaiting = status === "waiting";
    const complaint = state.problems.get(item.id);
    const describedby = freshId("problem");
    if (!isWaiting && !state.shownAt.has(item.id)) state.shownAt.set(item.id, Date.now());
    const onchange = (draft) => {
      isTouched = true;
      state.drafts.set(item.id, draft);
    };
    const onsubmit = (event) => {
      event.preventDefault();
      submit(item);
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
        { class: "bedstretch-quiz-ask", disabled: isWaiting },
        QUIZ_KINDS[item.kind].ask({ item, draft: state.drafts.get(item.id), onchange, describedby, isInvalid: Boolean(complaint) }),
      ),
      h("div", { id: describedby, role: "alert" }, complaint && h("p", { class: "bedstretch-problem" }, complaint)),
      isWaiting
        ? h("p", { class: "bedstretch-note is-notice" }, `${QUIZ_SAVED_HERE} You can go on.`)
        : h("div", { class: "bedstretch-row" }, h("button", { type: "submit", class: "bedstretch-primary" }, "Answer")),
    );
  }

  function drawAnswered(item, status) {
    return [
      quizFeedback(item, state.answers[item.id]),
      status !== "right" &&
        h("div", { class: "bedstretch-row" }, h("button", { onclick: () => tryAgain([item.id]) }, "Try this one again")),
    ];
  }

  function drawSteps(status) {
    const isLast = state.at === items.length - 1;
    return h(
      "div",
      { class: "bedstretch-row bedstretch-quiz-steps" },
      state.at > 0 && h("button", { onclick: () => go(state.at - 1) }, "Previous"),
      h(
        "button",
        { class: status === "open" ? "" : "bedstretch-primary", onclick: () => go(state.at + 1) },
        isLast ? "Overview" : status === "open" ? "Skip for now" : "Next",
      ),
    );
  }

  function drawOverview() {
    return [
      h("h4", { class: "bedstretch-quiz-heading", tabindex: "-1" }, isComplete(state.result) ? "Your result" : "Overview"),
      quizOverview({ state, items, passMark: head.pass_mark, actions: drawActions(), ongo: go }),
    ];
  }

  function drawActions() {
    const next = firstOpenItem(state, items);
    const again = next < items.length ? [] : itemsNotRight(state, items);
    return [
      h(
        "div",
        { class: "bedstretch-row" },
        next < items.length && h("button", { class: "bedstretch-primary", onclick: () => go(next) }, `Go on with question ${next + 1}`),
        again.length > 0 && h("button", { class: "bedstretch-primary", onclick: () => tryAgain(again) }, tryAgainWords(again.length)),
        isComplete(state.result) && h("button", { onclick: startOver }, "Start over with all questions"),
      ),
      isComplete(state.result) && h("p", { class: "bedstretch-quiet" }, "Your answers stay in your journal, and your best result counts."),
    ];
  }

  buildStrip();
  takeIn({});
  lookUp();
  model.on("change:attempt", beginAttempt);
  model.on("change:items", beginAttempt);
  model.on("change:stored", lookUp);
  const leaveSight = onSight(el, lookUp);
  const timer = setInterval(lookForPending, LOOK_FOR_PENDING_MS);
  return () => {
    clearInterval(timer);
    leaveSight();
    model.off("change:attempt", beginAttempt);
    model.off("change:items", beginAttempt);
    model.off("change:stored", lookUp);
  };
}

export default {
  render({ model, el }) {
    const link = join(model);
    el.classList.add("bedstretch", "bedstretch-quiz");
    const leave = mountQuiz({ model, el, link });
    return () => {
      leave();
      link.leave();
    };
  },
};
