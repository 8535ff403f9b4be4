import assert from "node:assert/strict";
import { test } from "node:test";

import { spotAt } from "../../widgets/quiz_hotspot.js";
import { QUIZ_KINDS, numberHint } from "../../widgets/quiz_kinds.js";
import {
  QUIZ_STATUS, changeDraft, clockWords, firstOpenItem, flaggedItems, introWords, isComplete, isInside, itemLabel, itemsNotRight,
  leftOpenWords, lookedAt, moved, newQuizState, optionMark, quizPercent, quizStatus, resultWords, secondsLooked, takeInAnswers, takeInDrafts,
  takeInPending, takeInReply, timeLeftWords,
} from "../../widgets/quiz_logic.js";
import { chooser, seeded } from "./fakes.mjs";

const ITEMS = ["one", "two", "three"].map((id) => ({ id, kind: "choice", safety_critical: id === "one" }));

function result(changes = {}) {
  return {
    asked: 3, answered: 3, right: 3, right_at_first: 3, score: 1, passed: true,
    safety_open: [], not_right: [], sure_but_wrong: [], read_again: [], objectives: [], ...changes,
  };
}

function answer(mark, changes = {}) {
  return { mark, best_mark: mark, response: `${mark}-response`, sureness: null, ...changes };
}

function stateWith(marks, isGraded = false) {
  const state = newQuizState("attempt-1", isGraded);
  for (const [id, mark] of Object.entries(marks)) state.answers[id] = answer(mark);
  return state;
}

function draft(response, changedMs = 1, changes = {}) {
  return { response, sureness: null, is_flagged: false, changed_ms: changedMs, ...changes };
}

function reply(mark, changes = {}) {
  return { reply: { attempt: "attempt-1", item: "one", feedback: answer(mark), result: result(), ...changes } };
}

function waitingEvent(item, changes = {}) {
  return { kind: "quiz-answered", payload: { attempt_id: "attempt-1", item, response: "option-1", ...changes } };
}

function submittedEvent(attempt = "attempt-1") {
  return { kind: "quiz-submitted", payload: { attempt_id: attempt, quiz: "a-quiz", answers: {} } };
}

const found = (changes = {}) => ({ attempt: "attempt-1", answers: {}, drafts: {}, hints: {}, unfolded: {}, result: null, ...changes });

// --- how an item stands ---------------------------------------------------------------------------------

test("In practice an item is open, then waits for Python, then is what Python said.", () => {
  const state = newQuizState("attempt-1");
  changeDraft(state, "one", { response: "option-1" }, 5);
  assert.equal(quizStatus(state, "one"), "open");
  state.waiting.add("one");
  assert.equal(quizStatus(state, "one"), "waiting");
  assert.equal(takeInReply(state, "one", reply("partly")), true);
  assert.equal(quizStatus(state, "one"), "partly");
});

test("In a graded attempt an item is open, then kept; what is right is told with the answers.", () => {
  const state = newQuizState("attempt-1", true);
  assert.equal(quizStatus(state, "one"), "open");
  changeDraft(state, "one", { response: "option-1" }, 5);
  assert.equal(quizStatus(state, "one"), "kept");
  takeInAnswers(state, found({ is_submitted: true, answers: { one: answer("not-yet") } }));
  assert.equal(quizStatus(state, "one"), "not-yet");
});

test("A flag, a sureness or an answer taken back is no answer.", () => {
  const state = newQuizState("attempt-1", true);
  for (const response of [null, undefined, "", []]) {
    changeDraft(state, "one", { response, is_flagged: true, sureness: "know" }, 5);
    assert.equal(quizStatus(state, "one"), "open");
  }
  changeDraft(state, "one", { response: ["a"] }, 6);
  assert.equal(quizStatus(state, "one"), "kept");
});

test("A refused answer leaves the item open, what was written stays, and the reason is kept.", () => {
  const state = newQuizState("attempt-1");
  changeDraft(state, "one", { response: "1,500" }, 5);
  state.waiting.add("one");
  takeInReply(state, "one", { reply: {}, refused: "Two ways." });
  assert.equal(quizStatus(state, "one"), "open");
  assert.equal(state.drafts.get("one").response, "1,500");
  assert.equal(state.problems.get("one"), "Two ways.");
});

test("A refused second answer leaves the first one standing.", () => {
  const state = stateWith({ one: "right" });
  state.waiting.add("one");
  takeInReply(state, "one", { reply: {}, refused: "Two ways." });
  assert.equal(quizStatus(state, "one"), "right");
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

test("An item that waits for Python, or is kept in a graded attempt, is not asked again.", () => {
  const state = stateWith({ two: "right" });
  state.waiting.add("one");
  assert.equal(firstOpenItem(state, ITEMS), 2);
  const graded = newQuizState("attempt-1", true);
  changeDraft(graded, "one", { response: "x" }, 5);
  assert.equal(firstOpenItem(graded, ITEMS), 1);
});

test("What is not right is what was answered without full marks.", () => {
  assert.deepEqual(itemsNotRight(stateWith({ one: "partly", two: "right", three: "not-yet" }), ITEMS), ["one", "three"]);
  assert.deepEqual(itemsNotRight(newQuizState("attempt-1"), ITEMS), []);
});

test("Flagged items are named by their place.", () => {
  const state = newQuizState("attempt-1");
  changeDraft(state, "three", { is_flagged: true }, 5);
  changeDraft(state, "one", { is_flagged: true }, 5);
  changeDraft(state, "one", { is_flagged: false }, 6);
  assert.deepEqual(flaggedItems(state, ITEMS), [2]);
});

// --- drafts ---------------------------------------------------------------------------------------------

test("A change keeps the rest of the draft and the moment of the change.", () => {
  const state = newQuizState("attempt-1");
  changeDraft(state, "one", { response: "a" }, 5);
  assert.deepEqual(changeDraft(state, "one", { is_flagged: true }, 7), draft("a", 7, { is_flagged: true }));
  assert.deepEqual(changeDraft(state, "one", { sureness: "guess" }, 9), draft("a", 9, { is_flagged: true, sureness: "guess" }));
});

test("Of two drafts the newer one stays; those that Python has not got yet are named.", () => {
  const state = newQuizState("attempt-1");
  changeDraft(state, "one", { response: "here" }, 20);
  changeDraft(state, "two", { response: "here" }, 20);
  const unsent = takeInDrafts(state, { one: draft("there", 10), two: draft("there", 30), three: draft("there", 5) });
  assert.deepEqual([...state.drafts].map(([id, { response }]) => [id, response]), [["one", "here"], ["two", "there"], ["three", "there"]]);
  assert.deepEqual(unsent, ["one"]);
});

test("Whatever order drafts come in, the newest of each item is left.", () => {
  const { whole, oneOf } = chooser(seeded(7));
  for (let round = 0; round < 200; round += 1) {
    const state = newQuizState("attempt-1");
    const newest = new Map();
    for (let n = 0; n < 8; n += 1) {
      const id = oneOf(ITEMS).id;
      const at = whole(1, 1000) * 10 + n;
      takeInDrafts(state, { [id]: draft(`at ${at}`, at) });
      newest.set(id, Math.max(newest.get(id) ?? 0, at));
    }
    for (const [id, at] of newest) assert.equal(state.drafts.get(id).response, `at ${at}`);
  }
});

test("An answered item shows what was answered, until something else is chosen.", () => {
  const state = newQuizState("attempt-1");
  takeInAnswers(state, found({ answers: { one: answer("not-yet", { sureness: "know" }) } }));
  assert.deepEqual(state.drafts.get("one"), draft("not-yet-response", 0, { sureness: "know" }));
  changeDraft(state, "one", { response: "another" }, 5);
  takeInAnswers(state, found({ answers: { one: answer("not-yet") } }));
  assert.equal(state.drafts.get("one").response, "another");
});

test("A flag that Python kept stays when the answer is shown again.", () => {
  const state = newQuizState("attempt-1");
  takeInAnswers(state, found({ answers: { one: answer("right") }, drafts: { one: draft(null, 9, { is_flagged: true }) } }));
  assert.deepEqual(state.drafts.get("one"), draft("right-response", 9, { is_flagged: true }));
});

// --- what Python knows ----------------------------------------------------------------------------------

test("What Python has stored is taken in, and what came meanwhile stays.", () => {
  const state = stateWith({ one: "right" });
  state.hints.one = "A hint.";
  takeInAnswers(state, found({ answers: { two: answer("partly") }, hints: { two: "Another." }, result: result({ answered: 2 }) }));
  assert.deepEqual(ITEMS.map(({ id }) => quizStatus(state, id)), ["right", "partly", "open"]);
  assert.equal(state.result.answered, 2);
  assert.deepEqual(state.hints, { one: "A hint.", two: "Another." });
});

test("What Python stored for another attempt is left aside.", () => {
  const state = newQuizState("attempt-1");
  takeInAnswers(state, found({ attempt: "attempt-2", answers: { two: answer("partly") }, result: result(), is_submitted: true }));
  assert.equal(quizStatus(state, "two"), "open");
  assert.equal(state.result, null);
  assert.equal(state.isSubmitted, false);
});

test("Whether an attempt has begun and is submitted is Python's word; a reply without it changes neither.", () => {
  const state = newQuizState("attempt-1", true);
  takeInAnswers(state, found({ is_begun: true, is_submitted: true }));
  takeInAnswers(state, { attempt: "attempt-1", answers: {} });
  assert.deepEqual([state.isBegun, state.isSubmitted], [true, true]);
});

test("A stage that was gone on to stays when Python has not heard of it yet.", () => {
  const state = newQuizState("attempt-1");
  const [one, two, three] = [1, 2, 3].map((count) => ({ stages: Array(count).fill({}), feedback: [] }));
  state.unfolded.one = two;
  takeInAnswers(state, found({ unfolded: { one, two } }));
  assert.deepEqual(state.unfolded, { one: two, two });
  takeInAnswers(state, found({ unfolded: { one: three } }));
  assert.equal(state.unfolded.one, three);
});

test("Answers left in the browser by an earlier page wait, with what was chosen.", () => {
  const state = newQuizState("attempt-1");
  const others = [waitingEvent("two", { attempt_id: "attempt-0" }), { kind: "measured", payload: {} }, { kind: "measured" }];
  assert.deepEqual(takeInPending(state, [waitingEvent("one", { sureness: "know" }), ...others]), []);
  assert.equal(quizStatus(state, "one"), "waiting");
  assert.deepEqual(state.drafts.get("one"), draft("option-1", 0, { sureness: "know" }));
  assert.equal(quizStatus(state, "two"), "open");
});

test("An answer that waits does not take the place of what was chosen since.", () => {
  const state = newQuizState("attempt-1");
  changeDraft(state, "one", { response: "option-2" }, 5);
  takeInPending(state, [waitingEvent("one")]);
  assert.equal(state.drafts.get("one").response, "option-2");
});

test("Answers that another widget has delivered are named once, so that their feedback is asked for.", () => {
  const state = newQuizState("attempt-1");
  takeInPending(state, [waitingEvent("one"), waitingEvent("two")]);
  assert.deepEqual(takeInPending(state, [waitingEvent("two")]), ["one"]);
  assert.deepEqual(takeInPending(state, []), ["two"]);
  assert.deepEqual(takeInPending(state, []), []);
});

test("A submission that waits in the browser is seen after a reload, and its end is told once.", () => {
  const state = newQuizState("attempt-1", true);
  assert.deepEqual(takeInPending(state, [submittedEvent("attempt-0")]), []);
  assert.equal(state.isSubmitting, false);
  assert.deepEqual(takeInPending(state, [submittedEvent()]), []);
  assert.equal(state.isSubmitting, true);
  assert.deepEqual(takeInPending(state, []), ["all"]);
  assert.equal(state.isSubmitting, false);
  assert.deepEqual(takeInPending(state, []), []);
});

// --- words ----------------------------------------------------------------------------------------------

test("Only time in front of the person counts as looking; a page that slept counts nothing.", () => {
  const state = newQuizState("attempt-1");
  assert.equal(secondsLooked(state, "one"), null);
  for (const ms of [1000, 1500, 60_000, -5]) lookedAt(state, "one", ms);
  assert.equal(secondsLooked(state, "one"), 2.5);
});

test("A share is rounded down, so that 79.9 % never reads as the 80 % that pass.", () => {
  assert.deepEqual([0, 0.799, 0.8, 1, 2 / 3, 0.29].map(quizPercent), ["0\u00a0%", "79\u00a0%", "80\u00a0%", "100\u00a0%", "66\u00a0%", "29\u00a0%"]);
});

test("The label of an item names its number, its subject, its state and its flag.", () => {
  assert.equal(itemLabel(ITEMS[0], 0, "not-yet"), "Question 1, about safety: not yet");
  assert.equal(itemLabel(ITEMS[1], 1, "open"), "Question 2: not answered yet");
  assert.equal(itemLabel(ITEMS[1], 1, "kept", true), "Question 2: answered, not submitted yet, flagged for later");
});

test("Every state but the open one has a sign, and each has words and a sign of its own.", () => {
  const signs = Object.values(QUIZ_STATUS).map(({ sign }) => sign);
  const words = Object.values(QUIZ_STATUS).map((status) => status.words);
  assert.equal(new Set(signs).size, signs.length);
  assert.equal(new Set(words).size, words.length);
});

test("The introduction of practice says how many questions, how many pass, and that it is for no marks.", () => {
  const words = (items, passMark) => introWords(items, { mode: "practice", pass_mark: passMark, minutes: null });
  assert.equal(words(ITEMS, 0.8), "3 questions, for practice and not for marks. 80\u00a0% passes, with the safety question right.");
  assert.equal(words(ITEMS.slice(1), 0.5), "2 questions, for practice and not for marks. 50\u00a0% passes.");
  assert.match(words([ITEMS[0], ITEMS[0]], 1), /all 2 safety questions right/);
  assert.match(words([ITEMS[1]], 1), /^1 question,/);
  assert.equal(introWords(ITEMS.slice(1)), "2 questions, for practice and not for marks.");
});

test("The introduction of a graded attempt says how long it takes, and when one learns what is right.", () => {
  const words = (minutes) => introWords(ITEMS.slice(1), { mode: "graded", pass_mark: 0.8, minutes });
  assert.equal(words(10), "2 questions, 10 minutes. What is right is told at the end. 80\u00a0% passes.");
  assert.equal(words(null), "2 questions. What is right is told at the end. 80\u00a0% passes.");
});

test("Of two sittings the introduction says that nothing is told before both are done.", () => {
  const how = { mode: "graded", pass_mark: null, minutes: 40, told_when: "once both sittings are done" };
  assert.equal(introWords(ITEMS, how), "3 questions, 40 minutes. What is right is told once both sittings are done.");
});

test("The result says whether it is passed, and when safety alone is missing.", () => {
  const words = (changes) => resultWords(changes && result(changes), 0.8);
  assert.equal(words(null), "Nothing answered yet.");
  assert.equal(words({ answered: 0 }), "Nothing answered yet.");
  assert.equal(words({ answered: 2, passed: true }), "2 of 3 answered so far.");
  assert.equal(words({}), "Passed: 100\u00a0%, 3 of 3 right.");
  assert.equal(words({ passed: false, score: 1 / 3, right: 1 }), "Not passed yet: 33\u00a0%, 1 of 3 right. 80\u00a0% passes.");
  assert.equal(words({ passed: false, score: 0.9, right: 2, safety_open: ["one"] }), "Not passed yet, because of safety: 90\u00a0%, 2 of 3 right and others partly.");
});

test("A submitted attempt has a result, however little was answered; a review is neither passed nor not.", () => {
  const none = result({ answered: 0, right: 0, score: 0, passed: false });
  assert.equal(resultWords(none, 0.8, true), "Not passed yet: 0\u00a0%, 0 of 3 right. 80\u00a0% passes.");
  assert.equal(resultWords(result({ right: 2, score: 0.6 }), null), "60\u00a0%, 2 of 3 right.");
});

test("Where partly right answers lift the score, the result says so: 20 % is no share of 2 in 26.", () => {
  const words = resultWords(result({ asked: 26, answered: 26, right: 2, score: 0.2, passed: false }), 0.8);
  assert.equal(words, "Not passed yet: 20\u00a0%, 2 of 26 right and others partly. 80\u00a0% passes.");
});

test("A long quiz for practice says that it may be done in parts; a review and a graded one do not.", () => {
  const many = Array(26).fill(ITEMS[1]);
  assert.match(introWords(many, { pass_mark: 0.8 }), / Stop where you like, and go on another day\.$/);
  for (const how of [{}, { mode: "graded", pass_mark: 0.8 }]) assert.doesNotMatch(introWords(many, how), /another day/);
});

test("An attempt is complete when every question is answered.", () => {
  assert.deepEqual([null, result({ answered: 2 }), result()].map(isComplete), [false, false, true]);
});

test("Before submitting one is told what is open and what is flagged, by number.", () => {
  const state = newQuizState("attempt-1", true);
  assert.equal(leftOpenWords(state, ITEMS), "Not answered yet: 1, 2, 3.");
  changeDraft(state, "one", { response: "x", is_flagged: true }, 5);
  changeDraft(state, "three", { response: "x" }, 5);
  assert.equal(leftOpenWords(state, ITEMS), "Not answered yet: 2. Flagged: 1.");
  changeDraft(state, "two", { response: "x" }, 5);
  assert.equal(leftOpenWords(state, ITEMS), "Flagged: 1.");
  changeDraft(state, "one", { is_flagged: false }, 6);
  assert.equal(leftOpenWords(state, ITEMS), "");
});

test("The clock shows minutes and seconds, and never less than nothing.", () => {
  assert.deepEqual([600, 245, 59.2, 9, 0.1, 0, -3].map(clockWords), ["10:00", "4:05", "1:00", "0:09", "0:01", "0:00", "0:00"]);
});

test("The time that is left is said at ten, five and one minute, once each.", () => {
  const said = [];
  for (let left = 700; left > 0; left -= 1) said.push(timeLeftWords(left, left - 1));
  assert.deepEqual(said.filter(Boolean), ["10 minutes left.", "5 minutes left.", "One minute left."]);
});

test("After the computer slept, what is said is the time that is really left.", () => {
  assert.equal(timeLeftWords(700, 200), "4 minutes left.");
  assert.equal(timeLeftWords(700, 30), "One minute left.");
  assert.equal(timeLeftWords(700, 0), null);
  assert.equal(timeLeftWords(200, -5), null);
});

test("An option is marked by sign and words for each of the three cases that need a mark.", () => {
  const marks = [[true, true], [true, false], [false, true], [false, false]].map(([chosen, correct]) => optionMark({ chosen, correct }));
  assert.deepEqual(marks.map(({ sign }) => sign), ["✓", "✗", "→", ""]);
  assert.equal(new Set(marks.map(({ words }) => words)).size, 4);
});

// --- kinds ----------------------------------------------------------------------------------------------

const MATCH = { rows: [{ id: "r1" }, { id: "r2" }] };
const CLOZE = { pieces: [{ text: "In" }, { gap: "g1" }, { text: "out" }, { gap: "g2" }] };
const CASE = { stages_in_all: 2 };
const CHOSEN = {
  choice: { blank: [undefined, null, ""], filled: ["p1"] },
  multiple: { blank: [undefined, null, []], filled: [["p1"]] },
  "true-false": { blank: [undefined, null, {}, { verdict: "true" }, { reason: "p1" }], filled: [{ verdict: "false", reason: "p1" }] },
  number: { blank: [undefined, null, "", "  ", 3], filled: ["0", "1,5 min"] },
  calculated: { blank: [undefined, null, "", "  "], filled: ["0"] },
  order: { blank: [undefined, null, []], filled: [["p1", "p2"]] },
  match: { item: MATCH, blank: [undefined, null, {}, { r1: "p1" }, { r1: "p1", r2: "" }], filled: [{ r1: "p1", r2: "p1" }] },
  hotspot: { blank: [undefined, null, ""], filled: ["p1"] },
  cloze: { item: CLOZE, blank: [undefined, null, {}, { g1: "w1" }, { g1: "w1", g2: "" }], filled: [{ g1: "w1", g2: "w2" }] },
  case: { item: CASE, blank: [undefined, null, [], ["p1"]], filled: [["p1", "40"]] },
};

test("Each of the ten kinds knows when something is still to be chosen, and what to say then.", () => {
  assert.deepEqual(Object.keys(QUIZ_KINDS), Object.keys(CHOSEN));
  for (const [kind, { isBlank, blank: words, ask }] of Object.entries(QUIZ_KINDS)) {
    const { item = {}, blank, filled } = CHOSEN[kind];
    for (const response of blank) assert.equal(isBlank(response, item), true, `${kind} ${JSON.stringify(response)}`);
    for (const response of filled) assert.equal(isBlank(response, item), false, `${kind} ${JSON.stringify(response)}`);
    assert.match(words, /^[A-Z].*\.$/);
    assert.equal(typeof ask, "function");
  }
});

test("The hint of a number names the units that are taken.", () => {
  assert.equal(numberHint({ unit: "cm", other_units: [] }), "A number in cm.");
  assert.equal(numberHint({ unit: "s", other_units: ["min", "h"] }), "A number in s; or write the unit behind it: min, h.");
});

test("A step that is moved stands at its new place, and all others keep their order.", () => {
  assert.deepEqual(moved(["a", "b", "c", "d"], 0, 2), ["b", "c", "a", "d"]);
  assert.deepEqual(moved(["a", "b", "c", "d"], 3, 0), ["d", "a", "b", "c"]);
  assert.deepEqual(moved(["a", "b"], 0, 9), ["b", "a"]);
  assert.deepEqual(moved(["a", "b"], 1, -4), ["b", "a"]);
  const { whole } = chooser(seeded(3));
  for (let round = 0; round < 200; round += 1) {
    const list = Array.from({ length: whole(1, 8) }, (_, n) => n);
    const [from, to] = [whole(0, list.length - 1), whole(0, list.length - 1)];
    const after = moved(list, from, to);
    assert.equal(after[to], from);
    assert.deepEqual(after.filter((n) => n !== from), list.filter((n) => n !== from));
  }
});

// --- places in a picture --------------------------------------------------------------------------------

const SQUARE = [[0.2, 0.2], [0.6, 0.2], [0.6, 0.6], [0.2, 0.6]];
const SMALL = [[0.3, 0.3], [0.4, 0.3], [0.4, 0.4], [0.3, 0.4]];
const HOLLOW = [[0, 0], [1, 0], [1, 1], [0.9, 1], [0.9, 0.1], [0.1, 0.1], [0.1, 1], [0, 1]];

test("A point lies inside a polygon or beside it, whichever way round its corners are named.", () => {
  for (const polygon of [SQUARE, [...SQUARE].reverse()]) {
    assert.equal(isInside(polygon, 0.4, 0.4), true);
    for (const [x, y] of [[0.1, 0.4], [0.7, 0.4], [0.4, 0.1], [0.4, 0.7], [0.7, 0.2]]) assert.equal(isInside(polygon, x, y), false);
  }
  assert.equal(isInside(HOLLOW, 0.05, 0.5), true);
  assert.equal(isInside(HOLLOW, 0.5, 0.5), false);
  assert.equal(isInside([], 0.5, 0.5), false);
});

test("Of two spots that hold the point, the smaller one is meant.", () => {
  const spots = [{ id: "large", polygons: [SQUARE] }, { id: "small", polygons: [SMALL] }];
  assert.equal(spotAt(spots, 0.35, 0.35, 1).id, "small");
  assert.equal(spotAt(spots, 0.5, 0.5, 1).id, "large");
  assert.equal(spotAt(spots, 0.9, 0.9, 1), null);
});

test("A muscle on both sides of the body is one spot.", () => {
  const other = SQUARE.map(([x, y]) => [x + 0.39, y]);
  assert.equal(spotAt([{ id: "both", polygons: [SQUARE, other] }], 0.9, 0.4, 1).id, "both");
});

test("A circle is round in a picture of any shape: its radius is a share of the width.", () => {
  const spots = [{ id: "circle", circle: { x: 0.5, y: 0.5, radius: 0.1 } }];
  for (const ratio of [0.5, 1, 2]) {
    assert.equal(spotAt(spots, 0.5 + 0.09, 0.5, ratio)?.id, "circle");
    assert.equal(spotAt(spots, 0.5, 0.5 + 0.09 * ratio, ratio)?.id, "circle");
    assert.equal(spotAt(spots, 0.5, 0.5 + 0.13 * ratio, ratio), null);
  }
});

test("A tap just beside a spot is meant for it; one that lies inside another is meant for that one.", () => {
  const circle = { id: "circle", circle: { x: 0.5, y: 0.5, radius: 0.05 } };
  for (const ratio of [0.5, 1, 2]) {
    for (const side of [-1, 1]) {
      assert.equal(spotAt([circle], 0.5 + side * 0.065, 0.5, ratio)?.id, "circle");
      assert.equal(spotAt([circle], 0.5, 0.5 + side * 0.065 * ratio, ratio)?.id, "circle");
    }
    assert.equal(spotAt([circle], 0.58, 0.5, ratio), null);
  }
  const large = { id: "large", polygons: [[[0, 0], [1, 0], [1, 1], [0, 1]]] };
  assert.equal(spotAt([circle, large], 0.565, 0.5, 1).id, "large");
});

test("An item that was right once stays right, whatever is answered after that.", () => {
  const state = stateWith({ one: "right" });
  takeInReply(state, "one", reply("not-yet", { feedback: answer("not-yet", { best_mark: "right" }) }));
  assert.equal(quizStatus(state, "one"), "right");
  assert.equal(state.answers.one.mark, "not-yet");
});

test("A case that is worked through again stays empty when the journal is looked at once more.", () => {
  const state = stateWith({ one: "partly" });
  state.reopened.add("one");
  state.drafts.set("one", { response: null, sureness: null, is_flagged: false, changed_ms: 5 });
  const found = { attempt: "attempt-1", answers: { one: answer("partly") }, unfolded: { one: { stages: [1, 2], feedback: [] } } };
  takeInAnswers(state, found);
  assert.equal(state.drafts.get("one").response, null);
  assert.equal(state.unfolded.one, undefined);
  takeInReply(state, "one", reply("right"));
  assert.equal(state.reopened.size, 0);
});
