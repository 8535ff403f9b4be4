import assert from "node:assert/strict";
import { test } from "node:test";

import { ANSWERS, answersForPython, asksForTicks, isComplete, urgentTicks, worstUrgency } from "../../widgets/safety_check_logic.js";

const QUESTION = {
  id: "fever",
  ticks: [{ id: "fever-or-very-ill", urgency: "hospital-today" }, { id: "night-sweats", urgency: null }, { id: "side-pain", urgency: "ambulance-now" }],
};

test("The first answer is no, and each answer stands once.", () => {
  assert.deepEqual(ANSWERS.map(({ value }) => value), ["no", "yes", "not-sure"]);
});

test("Yes and not sure open the list of signs; no, and other kinds of no, do not.", () => {
  assert.deepEqual(["yes", "not-sure", "no", "long-ago", null, undefined].map(asksForTicks), [true, true, false, false, false, false]);
});

test("Nothing chosen yet is not complete.", () => {
  for (const given of [undefined, null, { answer: null, ticks: [] }, { answer: null, ticks: ["night-sweats"] }]) assert.equal(isComplete(given), false);
});

test("A no of any kind is complete by itself.", () => {
  assert.equal(isComplete({ answer: "no", ticks: [] }), true);
  assert.equal(isComplete({ answer: "long-ago", ticks: [] }), true);
});

test("Yes and not sure are complete with the first sign that is ticked.", () => {
  for (const answer of ["yes", "not-sure"]) {
    assert.equal(isComplete({ answer, ticks: [] }), false);
    assert.equal(isComplete({ answer, ticks: ["night-sweats"] }), true);
  }
});

test("Only ticked signs that mean help today get a second look, in the order of the question.", () => {
  const ids = (given) => urgentTicks(QUESTION, given).map((tick) => tick.id);
  assert.deepEqual(ids({ answer: "yes", ticks: ["side-pain", "night-sweats", "fever-or-very-ill"] }), ["fever-or-very-ill", "side-pain"]);
  assert.deepEqual(ids({ answer: "not-sure", ticks: ["side-pain"] }), ["side-pain"]);
  assert.deepEqual(ids({ answer: "yes", ticks: ["night-sweats"] }), []);
  assert.deepEqual(ids({ answer: "yes", ticks: [] }), []);
});

test("Signs that were ticked before the answer became a no get no second look.", () => {
  assert.deepEqual(urgentTicks(QUESTION, { answer: "no", ticks: ["fever-or-very-ill"] }), []);
});

test("Python gets an answer for each question, and ticks only with yes and not sure.", () => {
  const given = {
    fever: { answer: "yes", ticks: ["side-pain"] },
    injury: { answer: "no", ticks: ["hard-knock"] },
    "whole-body": { answer: "not-sure", ticks: ["weight-loss"] },
    surgery: { answer: "long-ago", ticks: ["this-year"] },
  };
  assert.deepEqual(answersForPython(given), {
    fever: { answer: "yes", ticks: ["side-pain"] },
    injury: { answer: "no", ticks: [] },
    "whole-body": { answer: "not-sure", ticks: ["weight-loss"] },
    surgery: { answer: "long-ago", ticks: [] },
  });
});

test("What is sent to Python leaves the answers on the page as they are.", () => {
  const given = { injury: { answer: "no", ticks: ["hard-knock"] } };
  answersForPython(given);
  assert.deepEqual(given, { injury: { answer: "no", ticks: ["hard-knock"] } });
});

test("The most urgent of the ticked signs decides which page is shown.", () => {
  const order = ["ambulance-now", "hospital-today"];
  assert.equal(worstUrgency(QUESTION.ticks, order), "ambulance-now");
  assert.equal(worstUrgency([QUESTION.ticks[0]], order), "hospital-today");
});
