import assert from "node:assert/strict";
import { test } from "node:test";

import { createOutbox, localIso } from "../../widgets/page/outbox.js";
import { chooser, createWorld, seeded } from "./fakes.mjs";

const JOURNAL = "journal-1";
const PREFIX = `bedstretch:${JOURNAL}:event:`;

/** A tab's outbox with ids that say where they come from, and the problems it told. */
function boxIn(tab, world, { journalId = JOURNAL } = {}) {
  const problems = [];
  let count = 0;
  const box = createOutbox({
    storage: tab.storage, journalId, now: () => new Date(world.wall),
    newId: () => `${tab.id}-${String((count += 1)).padStart(4, "0")}`, onproblem: (text) => problems.push(text),
  });
  return { ...box, problems };
}

function boxAlone() {
  const world = createWorld();
  const tab = world.tab();
  return { world, tab, box: boxIn(tab, world) };
}

/** Python: stores each event once by its id, answers each delivery. `deaf` takes messages and never answers. */
function createPython() {
  const python = { stored: new Map(), heard: 0, deaf: false };
  python.widgetFor = (box) => (message) => {
    if (python.dead) throw new Error("The kernel is gone.");
    if (python.deaf) return;
    python.heard += 1;
    const { event } = message;
    if (!python.stored.has(event.id)) python.stored.set(event.id, structuredClone(event));
    queueMicrotask(() => box.acknowledge({ id: event.id, reply: { kind: event.kind }, refused: null }));
  };
  return python;
}

const keysIn = (tab) => [...tab.cache.keys()].filter((key) => key.startsWith(PREFIX));

test("An event stands in storage before it is sent.", () => {
  const { tab, box } = boxAlone();
  let seen = null;
  box.attach(({ event }) => { seen = tab.storage.getItem(PREFIX + event.id); });
  const { id } = box.put("measured", { value: 3 });
  const event = JSON.parse(seen);
  assert.equal(event.id, id);
  assert.equal(event.kind, "measured");
  assert.deepEqual(event.payload, { value: 3 });
  assert.equal(new Date(event.occurred_at).getTime(), Date.parse("2026-11-22T07:00:00Z"));
});

test("An event is deleted when it is acknowledged and not a moment before.", async () => {
  const { tab, box } = boxAlone();
  box.attach(() => {});
  const { id, answered } = box.put("measured", {});
  box.resend();
  assert.equal(keysIn(tab).length, 1);
  box.acknowledge({ id, reply: { stored: true }, refused: null });
  assert.deepEqual(await answered, { reply: { stored: true }, refused: null });
  assert.deepEqual(keysIn(tab), []);
  assert.deepEqual(box.pending(), []);
});

test("A refusal reaches the one who put the event.", async () => {
  const { box } = boxAlone();
  const { id, answered } = box.put("measured", {});
  box.acknowledge({ id, reply: {}, refused: "Out of range." });
  assert.equal((await answered).refused, "Out of range.");
  assert.deepEqual(box.problems, []);
});

test("A refusal that nobody waits for any more is told as a problem.", () => {
  const { box } = boxAlone();
  box.acknowledge({ id: "from-before-the-reload", reply: {}, refused: "Out of range." });
  assert.match(box.problems[0], /Out of range\./);
});

test("When one widget throws, the event goes through another.", () => {
  const { box } = boxAlone();
  const got = [];
  box.attach(({ event }) => got.push(event.id));
  box.attach(() => { throw new Error("The kernel is gone."); });
  box.attach(() => { throw new Error("The kernel is gone."); });
  const { id } = box.put("measured", {});
  assert.deepEqual(got, [id]);
});

test("When all widgets throw, the event waits for the next one that is drawn.", () => {
  const { tab, box } = boxAlone();
  box.attach(() => { throw new Error("The kernel is gone."); });
  const { id } = box.put("measured", {});
  assert.equal(keysIn(tab).length, 1);
  const got = [];
  box.attach(({ event }) => got.push(event.id));
  assert.deepEqual(got, [id]);
});

test("A widget that takes messages and never answers does not keep the others from being tried.", () => {
  const { box } = boxAlone();
  const got = [];
  box.attach(() => {});
  box.attach(({ event }) => got.push(event.id));
  box.attach(() => {});
  const { id } = box.put("measured", {});
  box.resend();
  assert.deepEqual(got, [id]);
});

test("A widget that has left gets nothing more, and leaving twice takes no other along.", () => {
  const { box } = boxAlone();
  const got = [];
  box.attach(() => got.push("stays"));
  const leave = box.attach(() => got.push("leaves"));
  leave();
  leave();
  box.put("measured", {});
  assert.deepEqual(got, ["stays"]);
});

test("An event outlives the page.", () => {
  const { world, tab, box } = boxAlone();
  const { id } = box.put("session-ended", { session_id: "session-1" });
  tab.close();
  const after = boxIn(world.tab(), world);
  const got = [];
  after.attach(({ event }) => got.push(event));
  assert.equal(got.length, 1);
  assert.equal(got[0].id, id);
  assert.deepEqual(got[0].payload, { session_id: "session-1" });
});

test("Events of another journal are left alone.", () => {
  const { world, tab, box } = boxAlone();
  box.put("measured", {});
  const other = boxIn(tab, world, { journalId: "journal-2" });
  assert.deepEqual(other.pending(), []);
});

test("What waits is sent in the order in which it happened, also over the change from summer time.", () => {
  const zone = process.env.TZ;
  process.env.TZ = "Europe/Berlin";
  try {
    const { world, box } = boxAlone();
    world.wall = Date.parse("2026-10-25T00:30:00Z");
    const first = box.put("measured", {}).id;
    world.wall = Date.parse("2026-10-25T01:10:00Z");
    const second = box.put("measured", {}).id;
    assert.deepEqual(box.pending().map((event) => event.id), [first, second]);
    assert.deepEqual(box.pending().map((event) => event.occurred_at), ["2026-10-25T02:30:00.000+02:00", "2026-10-25T02:10:00.000+01:00"]);
  } finally {
    restoreZone(zone);
  }
});

test("Two tabs that hold the same event have it stored once, and both end up empty.", async () => {
  const world = createWorld();
  const python = createPython();
  const [one, two] = [world.tab(), world.tab()];
  const [boxOne, boxTwo] = [boxIn(one, world), boxIn(two, world)];
  python.deaf = true;
  boxOne.attach(python.widgetFor(boxOne));
  boxTwo.attach(python.widgetFor(boxTwo));
  const { id, answered } = boxOne.put("session-ended", {});
  await world.settle();
  assert.equal(boxTwo.pending().length, 1);
  python.deaf = false;
  boxOne.resend();
  boxTwo.resend();
  await answered;
  await world.settle();
  assert.deepEqual([...python.stored.keys()], [id]);
  assert.equal(python.heard, 2);
  assert.deepEqual([boxOne.pending(), boxTwo.pending(), keysIn(one), keysIn(two)], [[], [], [], []]);
});

test("The tab that waits for the answer gets it, also when another tab has delivered the event.", async () => {
  const world = createWorld();
  const python = createPython();
  const [one, two] = [world.tab(), world.tab()];
  const [boxOne, boxTwo] = [boxIn(one, world), boxIn(two, world)];
  const { answered } = boxOne.put("measured", {});
  await world.settle();
  boxTwo.attach(python.widgetFor(boxTwo));
  await world.settle();
  assert.deepEqual(keysIn(one), []);
  boxOne.attach(python.widgetFor(boxOne));
  assert.deepEqual((await answered).reply, { kind: "measured" });
  assert.equal(python.stored.size, 1);
});

test("When storage is full the event is kept in memory, sent, and the loss that threatens is told.", async () => {
  const { tab, box } = boxAlone();
  tab.full = true;
  const { id, answered } = box.put("measured", {});
  assert.equal(box.problems.length, 1);
  assert.match(box.problems[0], /full/);
  assert.deepEqual(box.pending().map((event) => event.id), [id]);
  const python = createPython();
  box.attach(python.widgetFor(box));
  await answered;
  assert.deepEqual([...python.stored.keys()], [id]);
  assert.deepEqual(box.pending(), []);
});

for (const [name, text] of Object.entries({
  "cut off": '{"id": "abc', empty: "", "a null": "null", "a number": "7", "without an id": '{"occurred_at": "2026-11-22T08:00:00.000+01:00"}',
  "without a time": '{"id": "abcdefgh-1", "kind": "measured", "payload": {}}', "a list": "[]",
})) {
  test(`An entry in storage that is ${name} is told once and stops nothing.`, () => {
    const { tab, box } = boxAlone();
    tab.storage.setItem(`${PREFIX}broken-1`, text);
    const got = [];
    box.attach(({ event }) => got.push(event.id));
    const first = box.put("measured", {}).id;
    const second = box.put("measured", {}).id;
    got.length = 0;
    box.flush();
    box.flush();
    assert.deepEqual(got, [first, second, first, second]);
    assert.equal(box.problems.length, 1);
    assert.match(box.problems[0], /broken-1/);
  });
}

test("Through dead kernels, deaf widgets, reloads and two tabs, each event is stored exactly once.", async () => {
  for (let seed = 1; seed <= 40; seed += 1) {
    const { whole, oneOf } = chooser(seeded(seed));
    const world = createWorld();
    const python = createPython();
    const put = [];
    const open = () => {
      const tab = world.tab();
      const box = boxIn(tab, world);
      box.attach(python.widgetFor(box));
      return { tab, box };
    };
    let tabs = [open(), open()];
    for (let turn = 0; turn < 40; turn += 1) {
      const at = whole(0, 1);
      const act = oneOf(["put", "put", "put", "resend", "resend", "reload", "die", "live", "deafen", "hear"]);
      if (act === "put") put.push(tabs[at].box.put("measured", { turn }).id);
      if (act === "resend") tabs[at].box.resend();
      if (act === "die") python.dead = true;
      if (act === "live") python.dead = false;
      if (act === "deafen") python.deaf = true;
      if (act === "hear") python.deaf = false;
      if (act === "reload") {
        tabs[at].tab.close({ crash: true });
        tabs[at] = open();
      }
      world.wall += whole(0, 3);
      await world.settle();
    }
    python.dead = python.deaf = false;
    tabs.forEach(({ box }) => box.flush());
    await world.settle();
    assert.deepEqual([...python.stored.keys()].sort(), [...put].sort(), `seed ${seed}`);
    assert.ok(tabs.every(({ tab, box }) => box.pending().length === 0 && keysIn(tab).length === 0), `seed ${seed}`);
  }
});

function restoreZone(zone) {
  if (zone === undefined) delete process.env.TZ;
  else process.env.TZ = zone;
}

for (const [zone, winter, summer] of [
  ["UTC", "2026-01-15T12:34:56.789+00:00", "2026-07-15T12:34:56.789+00:00"],
  ["Europe/Berlin", "2026-01-15T13:34:56.789+01:00", "2026-07-15T14:34:56.789+02:00"],
  ["America/St_Johns", "2026-01-15T09:04:56.789-03:30", "2026-07-15T10:04:56.789-02:30"],
  ["Asia/Kathmandu", "2026-01-15T18:19:56.789+05:45", "2026-07-15T18:19:56.789+05:45"],
  ["Pacific/Marquesas", "2026-01-15T03:04:56.789-09:30", "2026-07-15T03:04:56.789-09:30"],
  ["Pacific/Kiritimati", "2026-01-16T02:34:56.789+14:00", "2026-07-16T02:34:56.789+14:00"],
  ["America/New_York", "2026-01-15T07:34:56.789-05:00", "2026-07-15T08:34:56.789-04:00"],
]) {
  test(`In ${zone} a time is written as its clocks show it, with the offset of that day.`, () => {
    const before = process.env.TZ;
    process.env.TZ = zone;
    try {
      assert.equal(localIso(new Date("2026-01-15T12:34:56.789Z")), winter);
      assert.equal(localIso(new Date("2026-07-15T12:34:56.789Z")), summer);
      for (const text of [winter, summer]) assert.equal(localIso(new Date(text)), text);
    } finally {
      restoreZone(before);
    }
  });
}
