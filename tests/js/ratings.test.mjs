import assert from "node:assert/strict";
import { test } from "node:test";

import { rated, ratingAfter } from "../../widgets/page/ratings.js";

function scale(t) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const sent = [];
  const put = (kind, payload) => {
    sent.push([kind, payload]);
    return { id: `event-${sent.length}`, answered: Promise.resolve({}) };
  };
  const page = new EventTarget();
  const onleave = (listener) => page.addEventListener("pagehide", listener);
  return { sent, page, choose: ratingAfter("pain-nrs", { put, onsaid: () => {}, onleave }) };
}

test("A rating before a session keeps what was just said about being up.", () => {
  assert.deepEqual(rated("pain-nrs", 3, "before", false), { measure: "pain-nrs", trials: [3], around: "before", up_an_hour: false });
});

test("Arrow keys walk over every point, and only the last of them is noted.", (t) => {
  const { sent, choose } = scale(t);
  [0, 1, 2, 3].forEach((points) => { choose(points); t.mock.timers.tick(300); });
  t.mock.timers.tick(5000);
  assert.deepEqual(sent, [["measured", { measure: "pain-nrs", trials: [3], around: "after" }]]);
});

test("A later tap corrects the first reading.", (t) => {
  const { sent, choose } = scale(t);
  [3, 5, 4].forEach((points) => { choose(points); t.mock.timers.tick(5000); });
  assert.deepEqual(sent, [
    ["measured", { measure: "pain-nrs", trials: [3], around: "after" }],
    ["measured-corrected", { reading: "event-1", trials: [5], around: "after" }],
    ["measured-corrected", { reading: "event-1", trials: [4], around: "after" }],
  ]);
});

test("A page that is left notes at once, and once.", (t) => {
  const { sent, page, choose } = scale(t);
  choose(7);
  page.dispatchEvent(new Event("pagehide"));
  t.mock.timers.tick(5000);
  assert.equal(sent.length, 1);
});
