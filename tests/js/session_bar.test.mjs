import assert from "node:assert/strict";
import { test } from "node:test";

import { clockText, keyAct, stepText } from "../../widgets/page/session_bar.js";

test("A time below a minute is shown as seconds, a longer one as minutes and seconds.", () => {
  const shown = [0, 1000, 9000, 45_000, 59_000, 60_000, 65_000, 600_000, 754_000].map(clockText);
  assert.deepEqual(shown, ["0", "1", "9", "45", "59", "1:00", "1:05", "10:00", "12:34"]);
});

test("A second that has begun is shown as whole, so that 0 means over.", () => {
  assert.deepEqual([1, 20, 999, 1001, 29_999, 59_999].map(clockText), ["0", "1", "1", "1", "30", "1:00"]);
  assert.equal(clockText(1020), "2");
});

test("A time is never shown as negative.", () => {
  assert.equal(clockText(-1), "0");
  assert.equal(clockText(-90_000), "0");
  assert.equal(clockText(-0), "0");
});

test("Through a minute the shown seconds only fall, by one at a time.", () => {
  let last = 61;
  for (let ms = 59_990; ms >= 0; ms -= 10) {
    const shown = clockText(ms) === "1:00" ? 60 : Number(clockText(ms));
    assert.ok(last - shown === 0 || last - shown === 1, `${ms} ms`);
    last = shown;
  }
  assert.equal(last, 0);
});

test("A step's line names its side and its set only where there are several.", () => {
  assert.equal(stepText({ title: "Get ready" }), "Get ready");
  assert.equal(stepText({ title: "Hold", side: "left", sets: 1, set_number: 1 }), "Hold · left side");
  assert.equal(stepText({ title: "Hold", side: "right", sets: 3, set_number: 2 }), "Hold · right side · set 2 of 3");
  assert.equal(stepText({ title: "Hold", side: null, sets: 2, set_number: 1 }), "Hold · set 1 of 2");
});

test("Space pauses and goes on, arrows go back and on, Escape stops.", () => {
  assert.equal(keyAct(" ", "running", false), "pause");
  assert.equal(keyAct(" ", "paused", false), "resume");
  for (const status of ["running", "paused"]) {
    assert.equal(keyAct("ArrowRight", status, false), "skip");
    assert.equal(keyAct("ArrowLeft", status, false), "back");
    assert.equal(keyAct("Escape", status, false), "stop");
  }
});

test("A control or a text field that has the focus keeps its keys, but for Escape.", () => {
  for (const key of [" ", "ArrowRight", "ArrowLeft", "a", "1"]) assert.equal(keyAct(key, "running", true), null);
  assert.equal(keyAct("Escape", "running", true), "stop");
  assert.equal(keyAct("Escape", "paused", true), "stop");
});

test("All other keys are left alone.", () => {
  for (const key of ["a", "b", "x", "d", "m", "1", "Enter", "Tab", "ArrowUp", "ArrowDown", "Spacebar"]) {
    assert.equal(keyAct(key, "running", false), null);
  }
});

test("When no session is played, no key is taken.", () => {
  for (const status of ["none", "asking", "answered", "finished"]) {
    for (const key of [" ", "Escape", "ArrowRight", "ArrowLeft"]) assert.equal(keyAct(key, status, false), null);
  }
});
