// One sitting at a quiz or a review: asks, keeps drafts, hands in, and shows what Python said.

import { fill, h, liveLine } from "./page/dom.js";
import { createDraftStore } from "./page/drafts.js";
import { onSight } from "./page/sight.js";
import { quizOverview } from "./quiz_answered.js";
import { quizItem } from "./quiz_item_view.js";
import { QUIZ_KINDS } from "./quiz_kinds.js";
import { QUIZ_SAVED_HERE, QUIZ_STATUS, changeDraft, clockWords, firstOpenItem, flaggedItems, introWords, isClosed, isComplete, itemLabel, lookedAt, newQuizState, quizStatus, secondsLooked, stagesSeen, takeInAnswers, takeInDrafts, takeInPending, takeInReply, timeLeftWords } from "./quiz_logic.js";
import { quizActions, quizBegin } from "./quiz_pages.js";
import { createPictures } from "./quiz_pictures.js";

const SAY_SAVED_AFTER_MS = 500;
const LOOK_FOR_PENDING_MS = 1000;
const SAVE_DRAFTS_AFTER_MS = 800;
const LEFT_TICK_MS = 1000;
const CLOCKS_PART_MS = 2000;

/**
 * Draws one sitting into `el`; returns the clean-up. `extras(told, ask)` may add to the overview of a finished attempt.
 * @param {{model: object, el: HTMLElement, link: object, extras?: (told: object, ask: (name: string, given?: object) => void) => any}} setting
 */
export function mountSitting({ model, el, link, extras = () => null }) {
  let head = model.get("head");
  let items = model.get("items");
  let state = newQuizState(model.get("attempt"), head.mode === "graded");
  let told = {};
  let isOnePage = head.layout === "all";
  /** Until the learner does something, the view may still jump to where the attempt stands. */
  let isTouched = false;
  let isLooking = false;
  let isLookDue = false;
  let isDraftSaved = true;
  let draftTimer = 0;
  let deadline = null;
  let leftBefore = Infinity;
  let tickedAt = performance.now();
  let driftBefore = Date.now() - performance.now();
  /** What is drawn of each item, with what it was drawn from. */
  let sections = new Map();
  /** What each part of the body shows at present. */
  const placed = new Map();

  const drafts = createDraftStore({ storage: localStorage, key: `bedstretch:${model.get("journal_id")}:drafts:${head.quiz}:${head.track}:${head.mode}` });
  const pictures = createPictures((files) => link.request("pictures", { files }));
  const strip = h("ol", { class: "bedstretch-quiz-strip" });
  const layoutButton = h("button", { class: "bedstretch-quiz-layout", onclick: switchLayout });
  const bar = h("div", { class: "bedstretch-quiz-bar" });
  const clock = h("span", { class: "bedstretch-quiz-clock", role: "timer", "aria-live": "off" });
  const stage = h("div");
  const overview = h("div");
  const body = h("div", { class: "bedstretch-quiz-body" }, stage, overview);
  const announcer = liveLine({ className: "bedstretch-unseen" });
  const unsaved = liveLine({ className: "bedstretch-quiet" });
  const problem = liveLine({ urgent: true });
  const title = h("h3");
  const intro = h("p", { class: "bedstretch-quiet" });
  const nav = h("nav", { "aria-label": "Questions" }, strip);
  el.append(h("div", { class: "bedstretch-card" }, title, intro, bar, nav, problem, announcer, body, unsaved));

  // --- what Python knows ---

  async function lookUp() {
    isLookDue = isLooking;
    if (isLooking) return;
    isLooking = true;
    try {
      const kept = drafts.load();
      takeIn(await link.request("look_up", { local_attempt: kept?.attempt ?? "", drafts: kept?.drafts ?? {} }));
      pictures.retry();
      fill(problem);
    } catch (error) {
      takeInLocalDrafts();
      if (!isTouched) tell(error.message);
    }
    isLooking = false;
    if (isLookDue) lookUp();
  }

  function takeIn(found) {
    beginAttempt();
    told = { ...told, ...found };
    takeInAnswers(state, found);
    takeInLocalDrafts();
    takeInPending(state, link.page.outbox.pending());
    setDeadline(found.seconds_left ?? null);
    if (!isTouched) state.at = firstOpenItem(state, items);
    draw();
  }

  /** Drafts that this browser kept and Python never got are sent now. */
  function takeInLocalDrafts() {
    const kept = drafts.load();
    if (kept?.attempt !== state.attempt || state.isSubmitted) return;
    const known = Object.fromEntries(state.drafts);
    takeInDrafts(state, kept.drafts);
    if (Object.entries(kept.drafts).some(([id, { changed_ms: changed }]) => changed > (known[id]?.changed_ms ?? 0))) saveDraftsSoon();
  }

  /** Answers that another widget may have delivered: ask for their feedback. */
  function lookForPending() {
    if ((state.waiting.size || state.isSubmitting) && takeInPending(state, link.page.outbox.pending()).length) lookUp();
  }

  function beginAttempt() {
    if (model.get("attempt") === state.attempt && model.get("items").length === items.length) return;
    items = model.get("items");
    state = newQuizState(model.get("attempt"), head.mode === "graded");
    isTouched = false;
    sections = new Map();
    buildStrip();
    draw();
  }

  async function begin() {
    try {
      takeIn(await link.request("begin"));
      fill(problem);
      go(0);
    } catch (error) {
      tell(error.message);
    }
  }

  /** A request that turns to another attempt, or to another state of this one. */
  async function ask(name, given = {}) {
    try {
      takeIn(await link.request(name, given));
      fill(problem);
      focusOn(".bedstretch-quiz-heading");
    } catch (error) {
      tell(error.message);
    }
  }

  function tell(text) {
    fill(problem, h("p", { class: "bedstretch-problem" }, text));
  }

  // --- drafts ---

  function onDraft(id, change) {
    isTouched = true;
    changeDraft(state, id, change, Date.now());
    saveLocally();
    saveDraftsSoon();
    drawStrip();
  }

  function saveLocally() {
    const kept = [...state.drafts].filter(([, draft]) => draft.changed_ms > 0);
    isDraftSaved = drafts.save({ attempt: state.attempt, drafts: Object.fromEntries(kept) });
  }

  function saveDraftsSoon() {
    clearTimeout(draftTimer);
    draftTimer = setTimeout(saveDrafts, SAVE_DRAFTS_AFTER_MS);
  }

  async function saveDrafts() {
    const of = state;
    const changed = [...state.drafts].filter(([, draft]) => draft.changed_ms > 0);
    if (!changed.length || state.isSubmitted || state.isSubmitting) return;
    try {
      await link.request("save_drafts", { attempt: of.attempt, drafts: Object.fromEntries(changed) });
      if (of === state) fill(unsaved);
    } catch {
      if (of === state) fill(unsaved, isDraftSaved ? "What you chose is kept in this browser; Python does not answer at the moment." : "What you chose is kept nowhere yet: Python does not answer, and this browser has no room. Keep the page open.");
    }
  }

  // --- answering ---

  function submit(item) {
    const draft = state.drafts.get(item.id);
    const kind = QUIZ_KINDS[item.kind];
    if (state.waiting.has(item.id)) return;
    if (kind.isBlank(draft?.response, item)) {
      complain(item, kind.blank);
      return;
    }
    state.problems.delete(item.id);
    const of = state;
    const { answered } = link.put("quiz-answered", {
      attempt_id: state.attempt,
      quiz: head.quiz,
      item: item.id,
      item_hash: item.hash,
      response: draft.response,
      seconds: secondsLooked(state, item.id),
      sureness: draft.sureness ?? null,
      track: head.track,
    });
    clearTimeout(draftTimer);
    state.waiting.add(item.id);
    drawStrip();
    const patience = setTimeout(() => saySaved(of), SAY_SAVED_AFTER_MS);
    answered.then((answer) => {
      clearTimeout(patience);
      receive(of, item, answer);
    });
  }

  function complain(item, words) {
    state.problems.set(item.id, words);
    drawSection(item);
    focusIn(item, "input, select, .bedstretch-quiz-order button:not(:disabled)");
  }

  function saySaved(of) {
    if (of !== state) return;
    draw();
    fill(announcer, QUIZ_SAVED_HERE);
  }

  function receive(of, item, answer) {
    if (!takeInReply(of, item.id, answer) || of !== state) return;
    state.looked.delete(item.id);
    const index = items.indexOf(item);
    fill(announcer, answer.refused ?? itemLabel(item, index, quizStatus(state, item.id)));
    const hadFocus = holdsFocus();
    draw();
    if (hadFocus && isShown(index)) focusIn(item, answer.refused ? "input, select" : ".bedstretch-quiz-verdict");
  }

  function submitAll() {
    const of = state;
    const given = Object.fromEntries([...state.drafts].map(([id, draft]) => [id, { ...draft, seconds: secondsLooked(state, id) }]));
    const { answered } = link.put("quiz-submitted", { attempt_id: state.attempt, quiz: head.quiz, answers: given });
    clearTimeout(draftTimer);
    state.isSubmitting = true;
    setDeadline(null);
    state.at = items.length;
    const patience = setTimeout(() => saySaved(of), SAY_SAVED_AFTER_MS);
    answered.then(async ({ refused }) => {
      clearTimeout(patience);
      of.isSubmitting = false;
      if (of.attempt !== state.attempt) return;
      if (!refused) drafts.clear();
      await lookUp();
      if (refused) tell(refused);
      else fill(announcer, body.querySelector(".bedstretch-quiz-verdict")?.textContent ?? "Submitted.");
      focusOn(".bedstretch-quiz-heading");
    });
    draw();
  }

  async function takeHint(item) {
    try {
      const { hint } = await link.request("take_hint", { item: item.id });
      state.hints[item.id] = hint;
      drawSection(item);
      focusIn(item, ".bedstretch-quiz-hint-text");
    } catch (error) {
      complain(item, error.message);
    }
  }

  async function goOnWithCase(item) {
    const draft = state.drafts.get(item.id);
    const stages = stagesSeen(state, item);
    const reached = stages.length;
    const { ask } = stages[reached - 1];
    if (QUIZ_KINDS[ask.kind].isBlank(draft?.response?.[reached - 1], ask)) {
      complain(item, QUIZ_KINDS[ask.kind].blank);
      return;
    }
    try {
      state.unfolded[item.id] = await link.request("unfold", { item: item.id, responses: draft.response });
      state.problems.delete(item.id);
      drawSection(item);
      fill(announcer, `Stage ${reached + 1} of ${item.stages_in_all}`);
      focusIn(item, ".bedstretch-quiz-stage:last-of-type input, .bedstretch-quiz-stage:last-of-type select");
    } catch (error) {
      complain(item, error.message);
    }
  }

  function workThroughAgain(item) {
    state.reopened.add(item.id);
    delete state.unfolded[item.id];
    onDraft(item.id, { response: null });
    state.looked.delete(item.id);
    drawSection(item);
    focusIn(item, "input, select");
  }

  function toggleFlag(item, button) {
    const isFlagged = !state.drafts.get(item.id)?.is_flagged;
    onDraft(item.id, { is_flagged: isFlagged });
    button.setAttribute("aria-pressed", String(isFlagged));
  }

  const itemActions = { submit, draft: onDraft, hint: takeHint, goOn: goOnWithCase, again: workThroughAgain, flag: toggleFlag, go };

  // --- time ---

  function setDeadline(secondsLeft) {
    deadline = secondsLeft === null ? null : performance.now() + secondsLeft * 1000;
    leftBefore = secondsLeft ?? Infinity;
    countDown();
  }

  function tick() {
    countLook();
    countDown();
  }

  /** One question in front of a page that is in sight; with all of them on one page nobody can tell. */
  function countLook() {
    const now = performance.now();
    const item = isOnePage ? null : items[state.at];
    if (item && document.visibilityState === "visible" && !isClosed(state, item.id)) lookedAt(state, item.id, now - tickedAt);
    tickedAt = now;
  }

  /** From a deadline, never from counted ticks. Where the two clocks part, the computer slept: Python knows what is left. */
  function countDown() {
    const drift = Date.now() - performance.now();
    if (Math.abs(drift - driftBefore) > CLOCKS_PART_MS && deadline !== null) lookUp();
    driftBefore = drift;
    if (deadline === null) {
      fill(clock);
      return;
    }
    const left = (deadline - performance.now()) / 1000;
    fill(clock, `${clockWords(left)} left`);
    const words = timeLeftWords(leftBefore, left);
    if (words) fill(announcer, words);
    leftBefore = left;
    if (left <= 0) {
      fill(announcer, "The time is up. Your answers are submitted.");
      submitAll();
    }
  }

  // --- drawing ---

  function isShown(index) {
    return isOnePage || state.at === index;
  }

  function go(index) {
    isTouched = true;
    state.at = index;
    draw();
    if (isOnePage && index < items.length) {
      sections.get(items[index].id).element.scrollIntoView({ block: "start" });
      focusIn(items[index], ".bedstretch-quiz-heading");
    } else if (isOnePage) focusOn(".bedstretch-quiz-overview-heading");
    else focusOn(".bedstretch-quiz-heading");
  }

  function switchLayout() {
    isOnePage = !isOnePage;
    draw();
    layoutButton.focus();
  }

  /** The focused button may just have been removed, and then the focus lies on the body. */
  function holdsFocus() {
    return el.contains(document.activeElement) || document.activeElement === document.body;
  }

  function focusOn(selector) {
    body.querySelector(selector)?.focus();
  }

  function focusIn(item, selector) {
    sections.get(item.id)?.element.querySelector(selector)?.focus();
  }

  function draw() {
    drawHead();
    drawStrip();
    if (!state.isBegun) {
      place(stage, `begin ${JSON.stringify([told.heading, told.lines, told.attempts_left, told.can_begin, told.begin, told.can_close])}`, () => quizBegin({ told, head, begin, close: () => ask("close_early") }));
      place(overview, "", () => []);
      return;
    }
    const asked = isOnePage ? items : items.slice(state.at, state.at + 1);
    asked.forEach(drawSection);
    place(stage, JSON.stringify([state.attempt, asked.map(({ id }) => id)]), () => asked.map(({ id }) => sections.get(id).element));
    const isOverview = isOnePage || state.at >= items.length;
    const of = isOverview ? JSON.stringify([state.result, [...state.waiting], state.isSubmitted, state.isSubmitting, told, [...state.drafts.values()]]) : "";
    place(overview, of, () => (isOverview ? drawOverview() : []));
  }

  /** Leaves a part as it is while what it shows has not changed: someone may be typing in it. */
  function place(host, what, make) {
    if (what === placed.get(host)) return;
    const hadFocus = host.contains(document.activeElement);
    placed.set(host, what);
    fill(host, make());
    if (hadFocus && !host.contains(document.activeElement)) focusOn(".bedstretch-quiz-heading");
  }

  function drawHead() {
    fill(title, head.title);
    fill(intro, items.length ? introWords(items, head) : head.empty ?? "");
    fill(layoutButton, isOnePage ? "One at a time" : "All on one page");
    const isRunning = state.isBegun && items.length > 1;
    fill(bar, clock, isRunning && layoutButton);
    nav.hidden = !state.isBegun || !items.length;
  }

  function buildStrip() {
    const buttons = items.map((_, index) => h("li", {}, h("button", { onclick: () => go(index) })));
    fill(strip, buttons, h("li", {}, h("button", { onclick: () => go(items.length) }, state.isGraded ? "Submit" : "Overview")));
  }

  function drawStrip() {
    const buttons = [...strip.querySelectorAll("button")];
    buttons.forEach((button, index) => {
      if (index === state.at && !isOnePage) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    items.forEach((item, index) => {
      const status = quizStatus(state, item.id);
      const isFlagged = flaggedItems(state, [item]).length > 0;
      buttons[index].className = `is-${status}`;
      fill(buttons[index], h("span", {}, index + 1), h("span", {}, QUIZ_STATUS[status].sign, isFlagged ? "⚑" : ""));
      buttons[index].setAttribute("aria-label", itemLabel(item, index, status, isFlagged));
    });
    fill(buttons.at(-1), state.isGraded && !state.isSubmitted ? "Submit" : "Overview");
  }

  /** Draws one item anew if what it shows has changed, but for what is being chosen in it. */
  function drawSection(item) {
    const { id } = item;
    const index = items.indexOf(item);
    const now = JSON.stringify([quizStatus(state, id), state.answers[id], state.hints[id], state.problems.get(id), state.unfolded[id], state.isSubmitted, state.isSubmitting, isOnePage]);
    const old = sections.get(id);
    if (old?.from === now) return;
    const element = old?.element ?? h("section", { class: "bedstretch-quiz-item" });
    element.setAttribute("aria-label", `Question ${index + 1}`);
    const hadFocus = element.contains(document.activeElement);
    fill(element, quizItem({ state, item, index, count: items.length, isOnePage, picture: pictures.show, on: itemActions }));
    sections.set(id, { element, from: now });
    if (hadFocus && !element.contains(document.activeElement)) focusIn(item, ".bedstretch-quiz-heading");
  }

  function drawOverview() {
    const isDone = state.isSubmitted || (!state.isGraded && isComplete(state.result));
    const actions = [quizActions({ state, items, told, head, isDone, on: { go, begin, submitAll } }), isDone && extras(told, ask)];
    return [
      h("h4", { class: "bedstretch-quiz-heading bedstretch-quiz-overview-heading", tabindex: "-1" }, isDone ? "Your result" : state.isGraded ? "Submit" : "Overview"),
      quizOverview({ state, items, passMark: head.pass_mark, actions, ongo: go }),
    ];
  }

  function onHead() {
    head = model.get("head");
    draw();
  }

  buildStrip();
  takeInLocalDrafts();
  state.isBegun = head.needs_begin !== true;
  draw();
  lookUp();
  const listeners = { "change:attempt": beginAttempt, "change:items": beginAttempt, "change:stored": lookUp, "change:head": onHead };
  for (const [name, listener] of Object.entries(listeners)) model.on(name, listener);
  const leaveSight = onSight(el, lookUp);
  const timers = [setInterval(lookForPending, LOOK_FOR_PENDING_MS), setInterval(tick, LEFT_TICK_MS)];
  return () => {
    timers.forEach(clearInterval);
    if (draftTimer) {
      clearTimeout(draftTimer);
      saveDrafts();
    }
    leaveSight();
    for (const [name, listener] of Object.entries(listeners)) model.off(name, listener);
  };
}
