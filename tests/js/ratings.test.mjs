import assert from "node:assert/strict";
import { test } from "node:test";

import { ratingAfter } from "../../widgets/page/ratings.js";

test("The first tap is a reading, and every later one corrects that reading.", () => {
  const sent = [];
  const put = (kind, payload) => {
    sent.push([kind, payload]);
    return { id: `event-${sent.length}`, answered: Promise.resolve({}) };
  };
  const tell = ratingAfter("pain-nrs", put);
  [3, 5, 4].forEach(tell);
  assert.deepEqual(sent, [
    ["measured", { measure: "pain-nrs", trials: [3], around: "after" }],
    ["measured-corrected", { reading: "event-1", trials: [5], around: "after" }],
    ["measured-corrected", { reading: "event-1", trials: [4], around: "after" }],
  ]);
});
