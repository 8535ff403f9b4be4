import assert from "node:assert/strict";
import { test } from "node:test";

import { QUIZ_KINDS, numberHint } from "../../widgets/quiz_kinds.js";
import {
  QUIZ_STATUS, firstOpenItem, introWords, isComplete, itemLabel, itemsNotRight, newQuizState, optionMark, quizPercent,
  quizStatus, reopenItem, resultWords, secondsLooked, takeInAnswers, takeInPending, takeInReply, tryAgainWords,
} from "../../widgets/quiz_logic.js";

const ITEMS = ["one", "two", "three"].map((id) => ({ id, kind: "choice", safety_critical: id === "one" }));

function result(changes = {}) {
  return {
    asked: 3, answered: 3, right: 3, right_at_first: 3, score: 1, passed: true,
    safety_open: [], not_right: [], read_again: [], ...changes,
  };
}

function stateWith(marks) {
  const state = newQuizState("attempt-1");
  for (const [id, mark] of Object.entries(marks)) state.answers[id] = { mark };
  return state;
}

function reply(mark, changes = {}) {
  return { reply: { attempt: "attempt-1", item: "one", feedback: { mark }, result: result(), ...changes } };
}

function waitingEvent(item, changes = {}) {
  return { kind: "quiz-answered", payload: { attempt_id: "attempt-1", item, response: "option-1", ...changes } };
}

test("An item is open, then waits for Python, then is what Python said.", () => {
  const state = newQuizState("attempt-1");
  assert.equal(quizStatus(state, "one"), "open");
  state.waiting.add("one");
  assert.equal(quizStatus(state, "one"), "waiting");
  assert.equal(takeInReply(state, "one", reply("partly")), true);
  assert.equal(quizStatus(state, "one"), "partly");
});

test("A refused answer leaves the item open, what was written stays, and the reason is kept.", () => {
  const state = newQuizState("attempt-1");
  state.drafts.set("one", "1,500");
  state.waiting.add("one");
  takeInReply(state, "one", { reply: {}, refused: "Two ways." });
  assert.equal(quizStatus(state, "one"), "open");
  assert.equal(state.drafts.get("one"), "1,500");
  assert.equal(state.problems.get("one"), "Two ways.");
});

test("A reply to another attempt changes no answer.", () => {
  const state = newQuizState("attempt-1");
  assert.equal(takeInReply(state, "one", reply("right", { attempt: "attempt-0" })), false);
  assert.deepEqual(state.answers, {});
});

test("The view begins at the first open item, and at the overview when all are answered.", () => {
  assert.equal(firstOpenItem(stateWith({}), ITEMS), 0);
  assert.equal(firstOpenItem(stateWith({ one: "right", three: "right" }), ITEMS), 1);
  assert.equal(firstOpenItem(stateWith({ one: "right", two: "not-yet", three: "partly" }), ITEMS), 3);
});

test("An item that waits for Python is not asked again.", () => {
  const state = stateWith({ two: "right" });
  state.waiting.add("one");
  assert.equal(firstOpenItem(state, ITEMS), 2);
});

test("What Python has stored is taken in, and what came meanwhile stays.", () => {
  const state = stateWith({ one: "right" });
  takeInAnswers(state, { attempt: "attempt-1", answers: { two: { mark: "partly" } }, result: result({ answered: 2 }) });
  assert.deepEqual(ITEMS.map(({ id }) => quizStatus(state, id)), ["right", "partly", "open"]);
  assert.equal(state.result.answered, 2);
});

test("What Python stored for another attempt is left aside.", () => {
  const state = newQuizState("attempt-1");
  takeInAnswers(state, { attempt: "attempt-2", answers: { two: { mark: "partly" } }, result: result() });
  assert.equal(quizStatus(state, "two"), "open");
  assert.equal(state.result, null);
});

test("Answers left in the browser by an earlier page wait, with what was chosen.", () => {
  const state = newQuizState("attempt-1");
  const others = [waitingEvent("two", { attempt_id: "attempt-0" }), { kind: "measured", payload: {} }];
  assert.deepEqual(takeInPending(state, [waitingEvent("one"), ...others]), []);
  assert.equal(quizStatus(state, "one"), "waiting");
  assert.equal(state.drafts.get("one"), "option-1");
  assert.equal(quizStatus(state, "two"), "open");
});

test("Answers that another widget has delivered are named once, so that their feedback is asked for.", () => {
  const state = newQuizState("attempt-1");
  takeInPending(state, [waitingEvent("one")]);
  assert.deepEqual(takeInPending(state, []), ["one"]);
  assert.deepEqual(takeInPending(state, []), []);
});

test("An item that is tried again is open and empty; its last answer comes back only with the next reply.", () => {
  const state = stateWith({ one: "not-yet" });
  state.drafts.set("one", "option-1");
  state.shownAt.set("one", 1);
  reopenItem(state, "one");
  assert.equal(quizStatus(state, "one"), "open");
  assert.equal(state.drafts.has("one") || state.shownAt.has("one"), false);
  takeInReply(state, "one", reply("right"));
  assert.equal(quizStatus(state, "one"), "right");
});

test("Looking up what is stored does not close an item that is being tried again.", () => {
  const state = stateWith({ one: "not-yet" });
  reopenItem(state, "one");
  takeInAnswers(state, { attempt: "attempt-1", answers: { one: { mark: "not-yet" } }, result: result() });
  assert.equal(quizStatus(state, "one"), "open");
});

test("What is not right is what was answered without full marks.", () => {
  assert.deepEqual(itemsNotRight(stateWith({ one: "partly", two: "right", three: "not-yet" }), ITEMS), ["one", "three"]);
});

test("Seconds are counted from when an item was shown; after an hour, or never shown, nobody knows.", () => {
  const state = newQuizState("attempt-1");
  assert.equal(secondsLooked(state, "one", 5000), null);
  state.shownAt.set("one", 1000);
  assert.equal(secondsLooked(state, "one", 5500), 4.5);
  assert.equal(secondsLooked(state, "one", 500), null);
  assert.equal(secondsLooked(state, "one", 1000 + 3_600_001), null);
});

test("A share is rounded down, so that 79.9 % never reads as the 80 % that pass.", () => {
  assert.deepEqual([0, 0.799, 0.8, 1, 2 / 3, 0.29].map(quizPercent), ["0\u00a0%", "79\u00a0%", "80\u00a0%", "100\u00a0%", "66\u00a0%", "29\u00a0%"]);
});

test("The label of an item names its number, its subject and its state.", () => {
  assert.equal(itemLabel(ITEMS[0], 0, "not-yet"), "Question 1, about safety: not yet");
  assert.equal(itemLabel(ITEMS[1], 1, "open"), "Question 2: not answered yet");
});

test("Every state but the open one has a sign, and each has words and a sign of its own.", () => {
  const signs = Object.values(QUIZ_STATUS).map(({ sign }) => sign);
  const words = Object.values(QUIZ_STATUS).map((status) => status.words);
  assert.equal(new Set(signs).size, signs.length);
  assert.equal(new Set(words).size, words.length);
});

test("The introduction says how many questions, how many pass, and that it is for practice.", () => {
  assert.equal(introWords(ITEMS, 0.8), "3 questions, for practice and not for marks. 80\u00a0% passes, with the safety question right.");
  assert.equal(introWords(ITEMS.slice(1), 0.5), "2 questions, for practice and not for marks. 50\u00a0% passes.");
  assert.match(introWords([ITEMS[0], ITEMS[0]], 1), /all 2 safety questions right/);
  assert.match(introWords([ITEMS[1]], 1), /^1 question,/);
});

test("The result says whether it is passed, and when safety alone is missing.", () => {
  const words = (changes) => resultWords(changes && result(changes), 0.8);
  assert.equal(words(null), "Nothing answered yet.");
  assert.equal(words({ answered: 0 }), "Nothing answered yet.");
  assert.equal(words({ answered: 2, passed: true }), "2 of 3 answered so far.");
  assert.equal(words({}), "Passed: 100\u00a0%, 3 of 3 right.");
  assert.equal(words({ passed: false, score: 0.5, right: 1 }), "Not passed yet: 50\u00a0%, 1 of 3 right. 80\u00a0% passes.");
  assert.equal(words({ passed: false, score: 0.9, right: 2, safety_open: ["one"] }), "Not passed yet, because of safety: 90\u00a0%, 2 of 3 right.");
});

test("An attempt is complete when every question is answered.", () => {
  assert.deepEqual([null, result({ answered: 2 }), result()].map(isComplete), [false, false, true]);
});

test("The way back names how many are left.", () => {
  assert.equal(tryAgainWords(1), "Try the one that is not right yet");
  assert.equal(tryAgainWords(3), "Try the 3 that are not right yet");
});

test("An option is marked by sign and words for each of the three cases that need a mark.", () => {
  const marks = [[true, true], [true, false], [false, true], [false, false]].map(([chosen, correct]) => optionMark({ chosen, correct }));
  assert.deepEqual(marks.map(({ sign }) => sign), ["✓", "✗", "→", ""]);
  assert.equal(new Set(marks.map(({ words }) => words)).size, 4);
});

test("Each kind knows when nothing has been chosen, and what to say then.", () => {
  const blank = { choice: [undefined, null], multiple: [undefined, []], number: [undefined, "", "  "] };
  const filled = { choice: "option-1", multiple: ["option-1"], number: "0" };
  for (const [kind, { isBlank, blank: words }] of Object.entries(QUIZ_KINDS)) {
    assert.ok(blank[kind].every(isBlank), kind);
    assert.equal(isBlank(filled[kind]), false);
    assert.ok(words.endsWith("first."));
  }
});

test("The hint of a number names the units that are taken.", () => {
  assert.equal(numberHint({ unit: "cm", other_units: [] }), "A number in cm.");
  assert.equal(numberHint({ unit: "s", other_units: ["min", "h"] }), "A number in s; or write the unit behind it: min, h.");
});
