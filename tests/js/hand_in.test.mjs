import assert from "node:assert/strict";
import test from "node:test";

import { changed, counted, firstChoice, goneOn, looked, mayWrite, missing } from "../../widgets/hand_in_logic.js";

const FULL = firstChoice({ student: "grey heron", chosen: ["a"], day: "2027-11-30" });
const SEEN = { ...FULL, shown: { checksum: "0" } };

test("nothing is written that was not seen", () => {
  assert.equal(mayWrite(FULL, false), false);
  assert.equal(mayWrite(SEEN, false), true);
});

test("the log is written with consent only, and giving it needs no second look", () => {
  assert.equal(mayWrite(SEEN, true), false);
  const agreed = changed(SEEN, { isConsented: true });
  assert.equal(mayWrite(agreed, true), true);
  assert.equal(mayWrite(changed(agreed, { isConsented: false }), true), false);
});

for (const change of [{ student: "other" }, { chosen: ["b"] }, { day: "2027-01-01" }, { student: "other", isConsented: true }]) {
  test(`after ${Object.keys(change)} has changed it is looked at again`, () => {
    assert.equal(changed(SEEN, change).shown, null);
    assert.deepEqual(SEEN.shown, { checksum: "0" });
  });
}

test("consent ends with what it was given to: another choice or another look asks anew", () => {
  const agreed = changed(SEEN, { isConsented: true });
  for (const later of [changed(agreed, { chosen: ["a", "pain-nrs"], day: "2028-11-30" }), agreed]) {
    assert.equal(mayWrite(looked(later, { checksum: "1" }), true), false);
  }
  assert.equal(mayWrite(agreed, true), true);
});

test("what is missing is said, the name first", () => {
  assert.match(missing(firstChoice({ student: "  " }), "module"), /name or a pseudonym/);
  assert.equal(missing(firstChoice({ student: "x" }), "module"), "Choose at least one module first.");
  assert.equal(missing(FULL, "module"), null);
});

test("one has no plural", () => {
  assert.deepEqual([1, 2, 0].map((count) => counted(count, "attempt")), ["1 attempt", "2 attempts", "0 attempts"]);
});

const OFFERED = { student: "grey heron", options: [{ id: "a" }, { id: "b" }], day: "2027-11-30", isAllChosen: true };

test("what was begun is gone on with, as far as it is still offered, and consent is not carried over", () => {
  assert.deepEqual(goneOn(undefined, OFFERED), { chosen: ["a", "b"], day: "2027-11-30", wasLookedAt: false });
  assert.deepEqual(goneOn({ ...SEEN, chosen: ["a", "gone"], day: "2027-01-01", isConsented: true }, OFFERED),
    { chosen: ["a"], day: "2027-01-01", wasLookedAt: true });
});

test("it is not looked at for somebody else, nor where nothing of it is left", () => {
  assert.equal(goneOn({ ...SEEN, student: "other" }, OFFERED).wasLookedAt, false);
  assert.equal(goneOn({ ...SEEN, chosen: ["gone"] }, OFFERED).wasLookedAt, false);
  assert.equal(goneOn(FULL, OFFERED).wasLookedAt, false);
});
