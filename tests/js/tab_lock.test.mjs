import assert from "node:assert/strict";
import { test } from "node:test";

import { createTabLock } from "../../widgets/page/tab_lock.js";
import { createWorld } from "./fakes.mjs";

const NAME = "bedstretch:journal-1:session-owner";

function twoTabs(webLocks) {
  const world = createWorld({ webLocks });
  const [one, two] = [world.tab(), world.tab()];
  const lockIn = (tab) => createTabLock({ ...tab.env, name: NAME });
  return { world, one, two, first: lockIn(one), second: lockIn(two), lockIn };
}

for (const [kind, webLocks] of [["Web Lock", true], ["lease", false]]) {
  test(`A ${kind} is held by one tab, and the other is refused.`, async () => {
    const { world, first, second } = twoTabs(webLocks);
    assert.equal(first.held(), false);
    assert.equal(await first.tryNow(), true);
    await world.settle();
    assert.equal(first.held(), true);
    assert.equal(await second.tryNow(), false);
    assert.equal(second.held(), false);
  });

  test(`Asking again for a ${kind} that is held already is a yes.`, async () => {
    const { world, first, second } = twoTabs(webLocks);
    await first.tryNow();
    assert.equal(await first.tryNow(), true);
    first.release();
    await world.settle();
    assert.equal(await second.tryNow(), true);
  });

  test(`A ${kind} that is let go can be taken by the other tab.`, async () => {
    const { world, first, second } = twoTabs(webLocks);
    await first.tryNow();
    first.release();
    await world.settle();
    assert.equal(first.held(), false);
    assert.equal(await second.tryNow(), true);
    await world.settle();
    assert.equal(second.held(), true);
  });

  test(`Who waits for a ${kind} gets it once, when its holder lets go.`, async () => {
    const { world, first, second } = twoTabs(webLocks);
    let granted = 0;
    await first.tryNow();
    second.whenFree(() => { granted += 1; });
    second.whenFree(() => { granted += 1; });
    await world.advance(10_000);
    assert.equal(granted, 0);
    first.release();
    await world.advance(10_000);
    assert.equal(granted, 1);
    assert.equal(second.held(), true);
    second.whenFree(() => { granted += 1; });
    await world.advance(10_000);
    assert.equal(granted, 1);
  });

  test(`Who had a ${kind} can wait for it again.`, async () => {
    const { world, first, second } = twoTabs(webLocks);
    let granted = 0;
    for (let times = 1; times <= 3; times += 1) {
      await first.tryNow();
      await world.settle();
      second.whenFree(() => { granted += 1; });
      first.release();
      await world.advance(2000);
      assert.equal(granted, times);
      second.release();
      await world.settle();
    }
  });

  test(`Who waits for a ${kind} gets it within five seconds after its holder's tab has crashed.`, async () => {
    const { world, one, first, second } = twoTabs(webLocks);
    let granted = 0;
    await first.tryNow();
    await world.advance(7000);
    second.whenFree(() => { granted += 1; });
    one.close({ crash: true });
    await world.advance(5000);
    assert.equal(granted, 1);
  });

  test(`A ${kind} is kept for as long as its holder lives.`, async () => {
    const { world, first, second } = twoTabs(webLocks);
    await first.tryNow();
    let granted = 0;
    second.whenFree(() => { granted += 1; });
    await world.advance(10 * 60_000, { gap: () => 500 });
    assert.equal(granted, 0);
    assert.equal(first.held(), true);
  });
}

test("A lease of a tab whose timers were frozen is lost, and not held twice when they go on.", async () => {
  const { world, one, first, second } = twoTabs(false);
  await first.tryNow();
  let granted = 0;
  second.whenFree(() => { granted += 1; });
  one.frozen = true;
  await world.advance(6000);
  assert.equal(granted, 1);
  one.frozen = false;
  await world.advance(6000);
  assert.equal(second.held(), true);
  assert.equal(first.held(), false);
  assert.equal(one.timers.size, 0);
});

test("Who lets go of a lease that is lost already does not take it from the other tab.", async () => {
  const { world, one, first, second, lockIn } = twoTabs(false);
  await first.tryNow();
  one.frozen = true;
  await world.advance(4000);
  assert.equal(await second.tryNow(), true);
  await world.settle();
  first.release();
  await world.settle();
  assert.equal(await lockIn(world.tab()).tryNow(), false);
});

test("A lease that two tabs take in the same moment stays with one at most, and the other is told.", async () => {
  const world = createWorld({ webLocks: false });
  const lost = [];
  const locks = [world.tab(), world.tab()].map((tab) => createTabLock({ ...tab.env, name: NAME, onlost: () => lost.push(tab.id) }));
  await Promise.all(locks.map((lock) => lock.tryNow()));
  await world.settle();
  assert.ok(locks.filter((lock) => lock.held()).length <= 1);
  await world.advance(5000);
  assert.ok(locks.filter((lock) => lock.held()).length <= 1);
  assert.ok(lost.length >= 1);
});

test("A lease that was written before the date was set back does not lock for ever.", async () => {
  const { world, one, lockIn, first } = twoTabs(false);
  await first.tryNow();
  one.close({ crash: true });
  await world.settle();
  world.wall -= 24 * 3600_000;
  const third = lockIn(world.tab());
  assert.equal(await third.tryNow(), true);
});

test("An unreadable lease is taken as none.", async () => {
  const { one, first } = twoTabs(false);
  one.storage.setItem(NAME, "{cut off");
  assert.equal(await first.tryNow(), true);
});

test("A full storage does not keep a tab from the lease, unless another has it.", async () => {
  const { world, one, two, first, second } = twoTabs(false);
  one.full = two.full = true;
  assert.equal(await first.tryNow(), true);
  assert.equal(first.held(), true);
  await world.advance(5000);
  assert.equal(first.held(), true);
  first.release();
  one.full = false;
  await first.tryNow();
  await world.settle();
  assert.equal(await second.tryNow(), false);
});
