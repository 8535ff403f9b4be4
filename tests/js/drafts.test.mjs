import assert from "node:assert/strict";
import { test } from "node:test";

import { createDraftStore } from "../../widgets/page/drafts.js";
import { createWorld } from "./fakes.mjs";

const KEY = "bedstretch:journal-1:drafts:a-quiz:learner:practice";
const KEPT = { attempt: "attempt-1", drafts: { one: { response: ["a", "b"], sureness: "know", is_flagged: true, changed_ms: 7 } } };

function storeIn(tab, key = KEY) {
  return createDraftStore({ storage: tab.storage, key });
}

test("Drafts that were saved are there after the page is loaded again.", () => {
  const world = createWorld();
  assert.equal(storeIn(world.tab()).save(KEPT), true);
  assert.deepEqual(storeIn(world.tab()).load(), KEPT);
});

test("Nothing saved is nothing to load.", () => {
  assert.equal(storeIn(createWorld().tab()).load(), null);
});

test("Each quiz, track and mode has an entry of its own.", () => {
  const tab = createWorld().tab();
  storeIn(tab).save(KEPT);
  assert.equal(storeIn(tab, `${KEY}2`).load(), null);
});

test("The attempt that was drafted last takes the place of the one before.", () => {
  const tab = createWorld().tab();
  storeIn(tab).save(KEPT);
  storeIn(tab).save({ attempt: "attempt-2", drafts: {} });
  assert.deepEqual(storeIn(tab).load(), { attempt: "attempt-2", drafts: {} });
});

test("A full storage is told, and what was kept before stays.", () => {
  const tab = createWorld().tab();
  storeIn(tab).save(KEPT);
  tab.full = true;
  assert.equal(storeIn(tab).save({ attempt: "attempt-2", drafts: {} }), false);
  assert.deepEqual(storeIn(tab).load(), KEPT);
});

test("A broken entry is no entry.", () => {
  const tab = createWorld().tab();
  for (const broken of ["", "{", "null", "7", "[]", '"text"', "{}", '{"attempt":7,"drafts":{}}', '{"attempt":"a"}', '{"attempt":"a","drafts":null}', '{"attempt":"a","drafts":"x"}']) {
    tab.storage.setItem(KEY, broken);
    assert.equal(storeIn(tab).load(), null, broken);
  }
});

test("Of an entry that is broken in places, what is whole is kept.", () => {
  const tab = createWorld().tab();
  const whole = KEPT.drafts.one;
  const broken = { two: null, three: 7, four: "x", five: [], six: { response: "x" }, seven: { ...whole, changed_ms: "7" } };
  tab.storage.setItem(KEY, JSON.stringify({ attempt: "attempt-1", drafts: { one: whole, ...broken } }));
  assert.deepEqual(storeIn(tab).load(), KEPT);
});

test("A browser that keeps nothing at all does no harm.", () => {
  const storage = { getItem() { throw new Error("denied"); }, setItem() { throw new Error("denied"); }, removeItem() { throw new Error("denied"); } };
  const store = createDraftStore({ storage, key: KEY });
  assert.equal(store.load(), null);
  assert.equal(store.save(KEPT), false);
  assert.doesNotThrow(() => store.clear());
});

test("What is cleared is gone, and clearing twice does no harm.", () => {
  const tab = createWorld().tab();
  storeIn(tab).save(KEPT);
  storeIn(tab).clear();
  storeIn(tab).clear();
  assert.equal(storeIn(tab).load(), null);
});
