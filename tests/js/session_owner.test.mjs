import assert from "node:assert/strict";
import { test } from "node:test";

import { createSessionOwner } from "../../widgets/page/session_owner.js";
import { chooser, createWorld, seeded, startScript, STEPS, TOTAL_MS } from "./fakes.mjs";

const JOURNAL = "journal-1";
const keyOf = (name) => `bedstretch:${JOURNAL}:${name}`;
const SESSION_KEYS = ["session-script", "session-progress"].map(keyOf);
const LEFT_HOLD = 20_000;
const TILT = 100_000;
const HEARTBEAT_AND_TICK_MS = 1200;

/** A browser in which pages of the course can be opened; all that they put is in `puts`. */
function browser(setting) {
  const world = createWorld(setting);
  const puts = [];
  function open() {
    const tab = world.tab();
    const put = (kind, payload) => {
      puts.push({ kind, payload: structuredClone(payload), tab, voidThen: tab.storage.getItem(keyOf("void")) !== null });
      return { id: String(puts.length), answered: new Promise(() => {}) };
    };
    const owner = createSessionOwner({ journalId: JOURNAL, put, env: tab.env });
    const views = [];
    owner.subscribe((view) => views.push(view));
    return { tab, owner, views, view: () => owner.view() };
  }
  const ended = () => puts.filter(({ kind }) => kind === "session-ended").map(({ payload }) => payload);
  return { world, puts, open, ended };
}

/** A session that has just been started in a page. */
async function started({ setting, script = {} } = {}) {
  const home = browser(setting);
  const page = home.open();
  await page.owner.start(startScript(script));
  await home.world.settle();
  return { ...home, page, ...page };
}

/** The page is loaded again; `crash` leaves it no last word. */
async function reload({ world, open }, page, { crash = false } = {}) {
  page.tab.close({ crash });
  const next = open();
  await world.settle();
  return next;
}

const IN_SETS = STEPS.map((step) => (step.side ? { ...step, set_number: 1, sets: 1 } : step));
const heldIn = (rows) => rows.reduce((sum, row) => sum + row.held_seconds, 0);
const allowed = async () => ({});
const refused = async () => { throw new Error("First today's three quick questions, please."); };

// --- playing ----------------------------------------------------------------------------------------------------

test("Without a session there is nothing to see and nothing in storage, and acts do nothing.", async () => {
  const { open, world } = browser();
  const { owner, tab, view } = open();
  for (const name of ["pause", "resume", "skip", "back", "stop", "end", "goOn", "stopped"]) owner.act(name);
  await owner.continueInterrupted();
  await world.settle();
  assert.deepEqual(view(), { status: "none", outcome: null });
  assert.deepEqual(owner.stepsLeft(), []);
  assert.deepEqual(tab.writes, []);
});

test("A session begins at once, at the beginning, and runs.", async () => {
  const { view } = await started();
  assert.equal(view().status, "running");
  assert.equal(view().own, true);
  assert.equal(view().positionMs, 0);
  assert.equal(view().step.phase, "get-ready");
});

test("Ticks at any times, late by seconds, leave the position without error to the end.", async () => {
  const { whole } = chooser(seeded(3));
  const { world, view, ended } = await started();
  const began = world.perf;
  while (view().status === "running") {
    assert.equal(view().positionMs, world.perf - began);
    await world.advance(whole(1, 7000), { gap: () => whole(1, 7000) });
  }
  assert.equal(world.perf - began >= TOTAL_MS, true);
  assert.equal(ended()[0].outcome, "finished");
  assert.equal(heldIn(ended()[0].practised), 100);
});

test("Each step is shown at the millisecond at which it begins, between two ticks as well.", async () => {
  const { world, views } = await started({ script: { steps: STEPS.map((step) => ({ ...step, seconds: step.seconds + 0.07 })) } });
  const began = world.perf;
  await world.advance(100_000, { gap: () => 333 });
  const firsts = new Map();
  for (const { index, positionMs } of views.filter(({ status }) => status === "running")) if (!firsts.has(index)) firsts.set(index, positionMs);
  let start = 0;
  for (const [index, positionMs] of [...firsts].sort(([a], [b]) => a - b)) {
    assert.ok(Math.abs(positionMs - start) < 1, `step ${index} at ${positionMs}, not ${start}`);
    start += (STEPS[index].seconds + 0.07) * 1000;
  }
  assert.ok(world.perf - began >= 100_000);
});

test("A session that is played to its end is told exactly once, and nothing of it stays in storage.", async () => {
  const { world, view, puts, tab } = await started();
  await world.advance(TOTAL_MS + 60_000);
  assert.equal(puts.length, 1);
  const { kind, payload } = puts[0];
  assert.equal(kind, "session-ended");
  assert.deepEqual(Object.keys(payload).sort(), ["ended_at", "outcome", "planned_seconds", "practised", "routine", "session_id", "started_at", "stretch"]);
  assert.equal(payload.session_id, "session-00000001");
  assert.equal(payload.outcome, "finished");
  assert.equal(payload.planned_seconds, 160);
  assert.equal(Date.parse(payload.ended_at) - Date.parse(payload.started_at), TOTAL_MS);
  assert.deepEqual(payload.practised.map(({ stretch, side, held_seconds, sets, repetitions }) => [stretch, side, held_seconds, sets, repetitions]), [
    ["single-knee-to-chest", "left", 30, 1, 0], ["single-knee-to-chest", "right", 30, 1, 0], ["pelvic-tilt", null, 40, 1, 5],
  ]);
  assert.equal(view().status, "none");
  assert.equal(view().outcome.how, "finished");
  assert.deepEqual([...tab.cache.keys()].filter((key) => SESSION_KEYS.includes(key)), []);
  assert.equal(tab.tickers.size, 0);
});

test("After a session the next one can begin, and its end is told too.", async () => {
  const { world, owner, ended } = await started();
  owner.act("end");
  await world.settle();
  await owner.start(startScript({ session_id: "session-00000002" }));
  await world.advance(1000);
  owner.act("end");
  assert.deepEqual(ended().map(({ session_id, outcome }) => [session_id, outcome]), [["session-00000001", "ended-early"], ["session-00000002", "ended-early"]]);
});

test("A second start in the same page is refused, and the first session goes on.", async () => {
  const { world, owner, view } = await started();
  await world.advance(3000);
  await assert.rejects(owner.start(startScript({ session_id: "session-00000002" })), /already running/);
  assert.equal(view().script.session_id, "session-00000001");
  assert.equal(view().positionMs, 3000);
});

test("What was seen is put away when the outcome is read.", async () => {
  const { owner, view } = await started();
  owner.act("end");
  assert.equal(view().outcome.how, "ended-early");
  owner.clearOutcome();
  assert.equal(view().outcome, null);
});

test("A view that cannot draw keeps neither the clock nor the other views nor the end from coming.", async (context) => {
  const told = context.mock.method(console, "error", () => {});
  const { world, owner, ended } = await started();
  let broken = false;
  owner.subscribe(() => { if (broken) throw new Error("This view is gone."); });
  let later = 0;
  owner.subscribe(() => { later += 1; });
  broken = true;
  await world.advance(TOTAL_MS);
  assert.equal(ended().length, 1);
  assert.ok(later > 100);
  assert.ok(told.mock.callCount() > 0);
});

test("A view that has left hears nothing more.", async () => {
  const { world, owner } = await started();
  let heard = 0;
  const leave = owner.subscribe(() => { heard += 1; });
  leave();
  await world.advance(1000);
  assert.equal(heard, 1);
});

// --- pause, skip, back, end ---------------------------------------------------------------------------------------

test("In a pause no time passes, nothing ticks, and what was held before and after is added up.", async () => {
  const { world, owner, view, tab, ended } = await started();
  await world.advance(LEFT_HOLD + 10_050);
  owner.act("pause");
  assert.equal(view().status, "paused");
  assert.equal(view().why, null);
  assert.equal(tab.tickers.size, 0);
  await world.advance(600_000, { gap: () => 1000 });
  assert.equal(view().positionMs, LEFT_HOLD + 10_050);
  owner.act("resume");
  await world.advance(5000);
  assert.equal(view().positionMs, LEFT_HOLD + 15_050);
  owner.act("end");
  assert.equal(ended()[0].practised[0].held_seconds, 15.05);
});

test("Pausing twice or going on twice changes nothing.", async () => {
  const { world, owner, view, tab } = await started();
  owner.act("resume");
  await world.advance(1000);
  owner.act("pause");
  owner.act("pause");
  owner.act("resume");
  owner.act("resume");
  await world.advance(1000);
  assert.equal(view().positionMs, 2000);
  assert.equal(tab.tickers.size, 1);
});

test("A skip goes to the next step, and what was skipped does not count as held.", async () => {
  const { world, owner, view, ended } = await started();
  await world.advance(LEFT_HOLD + 3000);
  owner.act("skip");
  assert.equal(view().status, "running");
  assert.equal(view().index, 4);
  assert.equal(view().intoMs, 0);
  await world.advance(500);
  owner.act("end");
  assert.deepEqual(ended()[0].practised.map(({ held_seconds, sets }) => [held_seconds, sets]), [[3, 0]]);
});

test("A skip of the last step ends the session early.", async () => {
  const { owner, ended } = await started();
  for (let step = 0; step < STEPS.length; step += 1) owner.act("skip");
  assert.equal(ended().length, 1);
  assert.equal(ended()[0].outcome, "ended-early");
  assert.deepEqual(ended()[0].practised, []);
});

test("Back begins the step again, and in its first two seconds the one before; a time held twice counts twice.", async () => {
  const { world, owner, view, ended } = await started();
  await world.advance(LEFT_HOLD + 10_000);
  owner.act("back");
  assert.equal(view().positionMs, LEFT_HOLD);
  await world.advance(1999);
  owner.act("back");
  assert.equal(view().positionMs, 15_000);
  await world.advance(5000 + 4000);
  owner.act("end");
  assert.equal(ended()[0].practised[0].held_seconds, 10 + 1.999 + 4);
});

test("Back after two seconds of a step begins that step again.", async () => {
  const { world, owner, view } = await started();
  await world.advance(LEFT_HOLD + 2000);
  owner.act("back");
  assert.equal(view().positionMs, LEFT_HOLD);
});

test("Back at the very beginning stays there.", async () => {
  const { world, owner, view } = await started();
  await world.advance(500);
  owner.act("back");
  assert.equal(view().positionMs, 0);
  assert.equal(view().status, "running");
});

test("Skip and back in a pause move and stay paused.", async () => {
  const { world, owner, view } = await started();
  owner.act("pause");
  owner.act("skip");
  owner.act("skip");
  await world.advance(3000);
  assert.equal(view().status, "paused");
  assert.equal(view().positionMs, 15_000);
  owner.act("back");
  assert.equal(view().positionMs, 10_000);
});

test("Back just before a step's end never shows the step after it.", async () => {
  const { world, owner, views } = await started();
  await world.advance(LEFT_HOLD + 29_700, { gap: () => 700 });
  views.length = 0;
  owner.act("back");
  assert.deepEqual([...new Set(views.map(({ index }) => index))], [3]);
});

test("Ending early tells what was held so far.", async () => {
  const { world, owner, ended } = await started();
  await world.advance(LEFT_HOLD + 20_000);
  owner.act("end");
  assert.equal(ended()[0].outcome, "ended-early");
  assert.equal(ended()[0].practised[0].held_seconds, 20);
  assert.equal(ended()[0].practised[0].sets, 1);
});

// --- sleep --------------------------------------------------------------------------------------------------------

const SLEEPS = {
  "the computer slept and the steady clock stood still": (world) => world.sleep(3_600_000),
  "the computer slept and the steady clock went on": (world) => world.sleep(3_600_000, { perf: true }),
  "the date was set back": (world) => world.sleep(-3_600_000),
  "the date was set forward": (world) => world.sleep(5000),
};

for (const [name, sleep] of Object.entries(SLEEPS)) {
  test(`When ${name}, the session is paused at its last good place and asks before it goes on.`, async () => {
    const { world, owner, view, ended } = await started();
    owner.attach(allowed);
    await world.advance(LEFT_HOLD + 5000);
    await sleep(world);
    await world.advance(200);
    assert.equal(view().status, "paused");
    assert.equal(view().why, "slept");
    assert.equal(view().positionMs, LEFT_HOLD + 5000);
    await world.advance(60_000);
    assert.equal(view().positionMs, LEFT_HOLD + 5000);
    await owner.continueInterrupted();
    assert.equal(view().status, "running");
    await world.advance(1000);
    owner.act("end");
    assert.equal(ended()[0].practised[0].held_seconds, 6);
    assert.ok(Date.parse(ended()[0].ended_at) >= Date.parse(ended()[0].started_at));
  });

  for (const act of ["pause", "stop", "skip", "back", "end"]) {
    test(`When ${name} and the first thing is "${act}", before any tick, the time asleep does not count.`, async () => {
      const { world, owner, ended, view } = await started();
      await world.advance(LEFT_HOLD + 5000);
      await sleep(world);
      owner.act(act);
      assert.notEqual(view().status, "running");
      owner.act("end");
      assert.equal(ended().length, 1);
      assert.equal(ended()[0].outcome, "ended-early");
      assert.equal(ended()[0].practised[0].held_seconds, 5);
    });
  }
}

test("A refusal after a sleep keeps the session paused, and the reason reaches the person.", async () => {
  const { world, owner, view } = await started();
  owner.attach(refused);
  await world.advance(5000);
  await world.sleep(60_000);
  await world.advance(200);
  await assert.rejects(owner.continueInterrupted(), /three quick questions/);
  await world.advance(5000);
  assert.equal(view().status, "paused");
  assert.equal(view().positionMs, 5000);
});

test("A date that was set back behind the start does not make the session end before it began.", async () => {
  const { world, owner, ended } = await started();
  await world.advance(3000);
  await world.sleep(-24 * 3_600_000);
  await world.advance(200);
  owner.act("end");
  assert.ok(Date.parse(ended()[0].ended_at) >= Date.parse(ended()[0].started_at));
});

// --- the page is loaded again ---------------------------------------------------------------------------------------

test("After a reload the session is paused and kept where it was, and nothing goes on by itself.", async () => {
  const home = await started();
  await home.world.advance(LEFT_HOLD + 7300);
  const page = await reload(home, home.page);
  assert.equal(page.view().status, "paused");
  assert.equal(page.view().why, "reload");
  assert.equal(page.view().own, true);
  assert.equal(page.view().positionMs, LEFT_HOLD + 7300);
  await home.world.advance(600_000, { gap: () => 1000 });
  assert.equal(page.view().status, "paused");
  assert.equal(page.view().positionMs, LEFT_HOLD + 7300);
  assert.deepEqual(home.puts, []);
});

test("After a crash the session is kept at its last heartbeat, at most a second and a tick before.", async () => {
  for (const gone of [300, 999, 1000, 7499, 27_700, 42_123]) {
    const home = await started();
    await home.world.advance(gone);
    const page = await reload(home, home.page, { crash: true });
    const { status, why, positionMs } = page.view();
    assert.deepEqual([status, why], ["paused", "reload"]);
    assert.ok(positionMs <= gone && positionMs >= gone - HEARTBEAT_AND_TICK_MS, `${positionMs} of ${gone}`);
  }
});

test("What was held before a reload counts with what is held after it, without a gap and without an overlap.", async () => {
  const home = await started();
  await home.world.advance(LEFT_HOLD + 10_000);
  const page = await reload(home, home.page);
  page.owner.attach(allowed);
  await page.owner.continueInterrupted();
  await home.world.advance(TOTAL_MS);
  assert.equal(home.ended().length, 1);
  assert.equal(heldIn(home.ended()[0].practised), 100);
  assert.deepEqual(home.ended()[0].practised.map(({ sets }) => sets), [1, 1, 1]);
});

test("A pause by the learner is after a reload one that asks as well.", async () => {
  const home = await started();
  await home.world.advance(5000);
  home.owner.act("pause");
  await home.world.advance(5000);
  const page = await reload(home, home.page);
  assert.equal(page.view().status, "paused");
  assert.equal(page.view().why, "reload");
  assert.equal(page.view().positionMs, 5000);
});

test("Continue asks Python with the start of the session, through the widget drawn last, and goes on after a yes.", async () => {
  const home = await started();
  await home.world.advance(5000);
  const began = home.page.view().script.started_at;
  const page = await reload(home, home.page);
  const asked = [];
  page.owner.attach(async () => asked.push("older"));
  page.owner.attach(async (name, args) => asked.push([name, args]));
  await page.owner.continueInterrupted();
  assert.deepEqual(asked, [["may_continue", { started_at: began, steps: STEPS }]]);
  assert.equal(page.view().status, "running");
  assert.equal(page.view().why, null);
  await home.world.advance(1000);
  assert.equal(page.view().positionMs, 6000);
});

test("A refusal of Continue keeps the session paused, as often as it is asked.", async () => {
  const home = await started();
  await home.world.advance(5000);
  const page = await reload(home, home.page);
  page.owner.attach(refused);
  for (let times = 0; times < 3; times += 1) {
    await assert.rejects(page.owner.continueInterrupted(), /three quick questions/);
    await home.world.advance(2000);
    assert.deepEqual([page.view().status, page.view().why, page.view().positionMs], ["paused", "reload", 5000]);
  }
});

test("Continue without any widget to ask Python through is refused.", async () => {
  const home = await started();
  const page = await reload(home, home.page);
  await assert.rejects(page.owner.continueInterrupted(), /Run any part/);
  const leave = page.owner.attach(allowed);
  leave();
  await assert.rejects(page.owner.continueInterrupted(), /Run any part/);
  assert.equal(page.view().status, "paused");
});

test("A widget that leaves twice takes no other one along.", async () => {
  const home = await started();
  const page = await reload(home, home.page);
  page.owner.attach(allowed);
  const leave = page.owner.attach(refused);
  leave();
  leave();
  await page.owner.continueInterrupted();
  assert.equal(page.view().status, "running");
});

test("A session that was interrupted can be ended, and is told once with what was held.", async () => {
  const home = await started();
  await home.world.advance(LEFT_HOLD + 16_000);
  const page = await reload(home, home.page);
  page.owner.act("end");
  const again = await reload(home, page);
  assert.equal(again.view().status, "none");
  assert.equal(home.ended().length, 1);
  assert.equal(heldIn(home.ended()[0].practised), 16);
});

test("While a session waits to be continued, no other can be started.", async () => {
  const home = await started();
  const page = await reload(home, home.page);
  await assert.rejects(page.owner.start(startScript({ session_id: "session-00000002" })), /already running/);
});

test("A reload after the end finds nothing.", async () => {
  const home = await started();
  home.owner.act("end");
  const page = await reload(home, home.page);
  assert.deepEqual(page.view(), { status: "none", outcome: null });
});

for (const [name, spoil] of Object.entries({
  "a script cut off": (storage) => storage.setItem(keyOf("session-script"), "{"),
  "a progress cut off": (storage) => storage.setItem(keyOf("session-progress"), "{"),
  "no progress": (storage) => storage.removeItem(keyOf("session-progress")),
  "a script without a plan": (storage) => storage.setItem(keyOf("session-script"), '{"session_id": "session-00000001"}'),
  "a script that is a number": (storage) => storage.setItem(keyOf("session-script"), "7"),
  "a progress that says it has ended": (storage) => storage.setItem(keyOf("session-progress"), '{"session_id": "session-00000001", "status": "finished"}'),
  "the progress of another session": (storage) => storage.setItem(keyOf("session-progress"), '{"session_id": "other", "status": "running"}'),
})) {
  test(`A kept session with ${name} is let go, and a new one can begin.`, async () => {
    const home = await started();
    await home.world.advance(5000);
    home.tab.close();
    spoil(home.world.tab().storage);
    const page = home.open();
    await home.world.settle();
    assert.equal(page.view().status, "none");
    await page.owner.start(startScript({ session_id: "session-00000002" }));
    assert.equal(page.view().status, "running");
  });
}

// --- stop ---------------------------------------------------------------------------------------------------------

test("Stop ends the hold at once and asks; nothing but an answer or an end leads on.", async () => {
  const { world, owner, view, tab } = await started();
  await world.advance(LEFT_HOLD + 4000);
  owner.act("stop");
  assert.equal(view().status, "asking");
  assert.equal(tab.tickers.size, 0);
  for (const name of ["pause", "resume", "stop", "goOn"]) owner.act(name);
  owner.act("answer", "no-such-answer");
  await world.advance(60_000);
  assert.equal(view().status, "asking");
  assert.equal(view().positionMs, LEFT_HOLD + 4000);
});

test("Stop works in a pause too.", async () => {
  const { owner, view } = await started();
  owner.act("pause");
  owner.act("stop");
  assert.equal(view().status, "asking");
});

test("An emergency closes every start in this browser first, then is put, and ends the session as stopped.", async () => {
  const { world, owner, view, puts } = await started();
  await world.advance(LEFT_HOLD + 4000);
  owner.act("stop");
  owner.act("answer", "emergency-sign");
  assert.deepEqual(puts.map(({ kind, voidThen }) => [kind, voidThen]), [["stop-answered", true], ["session-ended", true]]);
  assert.deepEqual(puts[0].payload, { session_id: "session-00000001", stretch: "single-knee-to-chest", answer: "emergency-sign" });
  assert.equal(puts[1].payload.outcome, "stopped");
  assert.equal(heldIn(puts[1].payload.practised), 4);
  assert.equal(owner.isVoid(), true);
  assert.equal(view().status, "none");
  assert.equal(view().outcome.how, "stopped");
  assert.equal(view().outcome.answer, "emergency-sign");
});

for (const [answer, left] of Object.entries({
  "down-the-leg": [], dizzy: [], sharp: ["pelvic-tilt", "pelvic-tilt", "breathing"], pinch: ["pelvic-tilt", "pelvic-tilt", "breathing"],
  cramp: STEPS.slice(3).map((step) => step.do),
})) {
  test(`After the answer "${answer}" the course shows what to do, and leaves ${left.length} steps.`, async () => {
    const { world, owner, view, puts } = await started();
    await world.advance(LEFT_HOLD + 4000);
    owner.act("stop");
    owner.act("answer", answer);
    assert.equal(view().status, "answered");
    assert.equal(view().answer, answer);
    assert.deepEqual(puts.map(({ kind, payload }) => [kind, payload.answer]), [["stop-answered", answer]]);
    assert.deepEqual(owner.stepsLeft().map((step) => step.do), left);
    assert.equal(owner.isVoid(), false);
    owner.act("answer", "emergency-sign");
    assert.equal(puts.length, 1);
    owner.act("stopped");
    assert.deepEqual(puts.map(({ kind, payload }) => [kind, payload.outcome]).slice(1), [["session-ended", "stopped"]]);
  });
}

test("The session can be ended without an answer, and counts as stopped.", async () => {
  const { owner, puts } = await started();
  owner.act("stop");
  owner.act("stopped");
  assert.deepEqual(puts.map(({ kind, payload }) => [kind, payload.outcome]), [["session-ended", "stopped"]]);
});

test("A stop in an extra names no stretch.", async () => {
  const { world, owner, puts } = await started();
  await world.advance(145_000);
  owner.act("stop");
  owner.act("answer", "dizzy");
  assert.equal(puts[0].payload.stretch, null);
});

test("Going on after a stop plays what is left and keeps what was practised before.", async () => {
  const { world, owner, view, ended } = await started();
  await world.advance(LEFT_HOLD + 20_000);
  owner.act("stop");
  owner.act("answer", "pinch");
  owner.act("goOn");
  assert.deepEqual([view().status, view().positionMs, view().step.do], ["running", 0, "pelvic-tilt"]);
  await world.advance(TOTAL_MS);
  assert.equal(ended().length, 1);
  assert.equal(ended()[0].outcome, "finished");
  assert.equal(ended()[0].planned_seconds, 160);
  assert.deepEqual(ended()[0].practised.map(({ stretch, side, held_seconds }) => [stretch, side, held_seconds]), [
    ["single-knee-to-chest", "left", 20], ["pelvic-tilt", null, 40],
  ]);
});

test("After a cramp the stopped hold begins again, and both its times count.", async () => {
  const { world, owner, view, ended } = await started();
  await world.advance(LEFT_HOLD + 20_000);
  owner.act("stop");
  owner.act("answer", "cramp");
  owner.act("goOn");
  assert.equal(view().step.phase, "hold");
  await world.advance(5000);
  owner.act("end");
  assert.equal(heldIn(ended()[0].practised), 25);
});

test("After a stop no set can be added: it has just hurt.", async () => {
  const { world, owner, view } = await started({ script: { steps: IN_SETS, may_add_sets: true } });
  await world.advance(LEFT_HOLD + 20_000);
  const before = view().script.plan.steps.length;
  owner.act("more");
  assert.ok(view().script.plan.steps.length > before);
  owner.act("stop");
  owner.act("answer", "cramp");
  owner.act("goOn");
  const left = view().script.plan.steps.length;
  owner.act("more");
  assert.equal(view().script.plan.steps.length, left);
});

test("A set that is added after going back leaves what was practised later where it was.", async () => {
  const { world, owner, view, ended } = await started({ script: { steps: IN_SETS, may_add_sets: true } });
  await world.advance(TILT + 20_000);
  while (view().step.do !== "single-knee-to-chest") owner.act("back");
  const before = view().script.plan.steps.length;
  owner.act("more");
  assert.ok(view().script.plan.steps.length > before);
  owner.act("end");
  assert.deepEqual(ended()[0].practised.map(({ stretch, side, held_seconds }) => [stretch, side, held_seconds]), [
    ["single-knee-to-chest", "left", 30], ["single-knee-to-chest", "right", 30], ["pelvic-tilt", null, 20],
  ]);
});

test("Going on twice, or a second stop after it, keeps all that was practised.", async () => {
  const { world, owner, ended, puts } = await started();
  await world.advance(LEFT_HOLD + 20_000);
  for (const answer of ["cramp", "cramp", "pinch"]) {
    owner.act("stop");
    owner.act("answer", answer);
    owner.act("goOn");
    owner.act("goOn");
    await world.advance(5000);
  }
  await world.advance(5000 + 40_000);
  owner.act("end");
  assert.equal(puts.filter(({ kind }) => kind === "stop-answered").length, 3);
  assert.equal(ended().length, 1);
  assert.equal(heldIn(ended()[0].practised), 20 + 5 + 5 + 40);
});

test("When nothing is left, going on ends the session.", async () => {
  const { owner, ended } = await started();
  owner.act("stop");
  owner.act("answer", "dizzy");
  owner.act("goOn");
  assert.equal(ended()[0].outcome, "stopped");
});

test("What is left after a stop outlives a reload, with what was practised before.", async () => {
  const home = await started();
  await home.world.advance(LEFT_HOLD + 20_000);
  home.owner.act("stop");
  home.owner.act("answer", "pinch");
  home.owner.act("goOn");
  await home.world.advance(5000 + 16_000);
  const page = await reload(home, home.page);
  assert.equal(page.view().step.do, "pelvic-tilt");
  page.owner.attach(allowed);
  await page.owner.continueInterrupted();
  await home.world.advance(TOTAL_MS);
  assert.deepEqual(home.ended()[0].practised.map(({ held_seconds }) => held_seconds), [20, 40]);
  assert.equal(home.ended()[0].practised[1].repetitions, 5);
});

for (const answer of [null, "cramp"]) {
  test(`After a reload ${answer ? "of the advice" : "of the question what it was"}, it is shown again, and going on asks Python first.`, async () => {
    const home = await started();
    await home.world.advance(LEFT_HOLD + 4000);
    home.owner.act("stop");
    if (answer) home.owner.act("answer", answer);
    const page = await reload(home, home.page);
    assert.equal(page.view().status, answer ? "answered" : "asking");
    if (!answer) page.owner.act("answer", "cramp");
    page.owner.act("goOn");
    assert.deepEqual([page.view().status, page.view().why, page.view().index], ["paused", "reload", 0]);
    page.owner.attach(allowed);
    await page.owner.continueInterrupted();
    await home.world.advance(2000);
    page.owner.act("end");
    assert.equal(heldIn(home.ended()[0].practised), 6);
  });
}

// --- void ---------------------------------------------------------------------------------------------------------

test("Something that has to be checked first ends the session that runs, and is told as stopped.", async () => {
  const { world, owner, view, ended } = await started();
  await world.advance(5000);
  owner.emergency();
  assert.equal(view().status, "none");
  assert.deepEqual(ended().map(({ outcome }) => outcome), ["stopped"]);
});

test("Found in a second tab, it ends the session of the first.", async () => {
  const home = await started();
  const other = home.open();
  other.owner.emergency();
  await home.world.settle();
  assert.equal(home.view().status, "none");
  assert.equal(home.ended().length, 1);
});

test("An emergency that is found while Python is asked lets nothing go on after its yes.", async () => {
  const home = await started();
  const page = await reload(home, home.page);
  page.owner.attach(async () => page.owner.emergency());
  await page.owner.continueInterrupted();
  assert.equal(page.view().status, "none");
});

test("A pause of more than ten minutes asks Python before it goes on, whatever was pressed meanwhile.", async () => {
  const { world, owner, view } = await started();
  owner.act("pause");
  await world.advance(9 * 60 * 1000);
  owner.act("back");
  await world.advance(9 * 60 * 1000);
  owner.act("resume");
  assert.deepEqual([view().status, view().why], ["paused", "long"]);
  owner.attach(allowed);
  await owner.continueInterrupted();
  assert.equal(view().status, "running");
});

test("Advice that was left open for hours asks Python before it goes on.", async () => {
  const { world, owner, view } = await started();
  owner.act("stop");
  owner.act("answer", "cramp");
  await world.advance(60 * 60 * 1000);
  owner.act("goOn");
  assert.deepEqual([view().status, view().why], ["paused", "long"]);
});

test("A widget whose kernel is silent is passed over, a refusal is not.", async () => {
  const home = await started();
  const page = await reload(home, home.page);
  page.owner.attach(async () => { throw new Error("Not today."); });
  page.owner.attach(async () => { throw Object.assign(new Error("No answer"), { isSilence: true }); });
  await assert.rejects(page.owner.continueInterrupted(), /Not today/);
});

test("What has to be checked first outlives a reload and is known to every tab.", async () => {
  const home = await started();
  const other = home.open();
  other.owner.emergency();
  await home.world.settle();
  assert.equal(home.owner.isVoid(), true);
  const page = await reload(home, home.page);
  assert.equal(page.owner.isVoid(), true);
});

test("A full storage does not keep an emergency from closing this page.", async () => {
  const { owner, tab, view } = await started();
  tab.full = true;
  owner.emergency();
  assert.equal(owner.isVoid(), true);
  assert.equal(view().status, "none");
  owner.clearVoid();
  assert.equal(owner.isVoid(), false);
});

test("A start that Python allowed before it heard of the emergency is refused.", async () => {
  const { open } = browser();
  const { owner, view } = open();
  owner.emergency();
  await assert.rejects(owner.start(startScript()), /checked first/);
  assert.equal(view().status, "none");
  assert.equal(owner.isVoid(), true);
});

// --- two tabs -----------------------------------------------------------------------------------------------------

for (const [kind, webLocks] of [["Web Locks", true], ["leases", false]]) {
  const setting = { webLocks };

  test(`With ${kind}, a second tab shows the same step, at most a tick away.`, async () => {
    const home = await started({ setting });
    const other = home.open();
    await home.world.settle();
    for (let seconds = 0; seconds < 150; seconds += 1) {
      await home.world.advance(977);
      assert.equal(other.view().own, false);
      assert.equal(other.view().status, "running");
      assert.equal(other.view().index, home.page.view().index);
      assert.ok(Math.abs(other.view().positionMs - home.page.view().positionMs) <= 200);
    }
  });

  test(`With ${kind}, a tab that was open before follows as well.`, async () => {
    const home = browser(setting);
    const [page, other] = [home.open(), home.open()];
    await page.owner.start(startScript());
    await home.world.advance(3000);
    assert.equal(other.view().status, "running");
    assert.equal(other.view().positionMs, 3000);
    assert.ok(other.views.length > 10);
  });

  test(`With ${kind}, what is done in the second tab happens in the first.`, async () => {
    const home = await started({ setting });
    const other = home.open();
    const expect = async (status, index) => {
      await home.world.settle();
      for (const page of [home.page, other]) assert.deepEqual([page.view().status, page.view().index], [status, index]);
      assert.deepEqual(other.view().step, home.page.view().step);
      assert.equal(other.view().own, false);
    };
    await home.world.advance(3000);
    other.owner.act("pause");
    await expect("paused", 0);
    await home.world.advance(1000);
    other.owner.act("resume");
    await expect("running", 0);
    await home.world.advance(1000);
    other.owner.act("skip");
    await expect("running", 1);
    await home.world.advance(3000);
    other.owner.act("back");
    await expect("running", 1);
    assert.equal(home.page.view().intoMs, 0);
    other.owner.act("stop");
    await expect("asking", 1);
    other.owner.act("answer", "cramp");
    await expect("answered", 1);
    assert.ok(other.owner.stepsLeft().length > 0);
    other.owner.act("goOn");
    await expect("running", 0);
    assert.equal(other.view().step.phase, "preview");
    other.owner.act("end");
    await home.world.settle();
    assert.deepEqual([home.page.view().status, other.view().status], ["none", "none"]);
    assert.equal(home.ended().length, 1);
  });

  test(`With ${kind}, a start is refused while another tab has a session, running or paused.`, async () => {
    const home = await started({ setting });
    const other = home.open();
    const start = () => other.owner.start(startScript({ session_id: "session-00000002" }));
    await home.world.advance(1000);
    await assert.rejects(start(), /already running in another tab/);
    home.owner.act("pause");
    await home.world.advance(10_000);
    await assert.rejects(start(), /already running in another tab/);
    assert.equal(other.view().script.session_id, "session-00000001");
  });

  for (const crash of [false, true]) {
    test(`With ${kind}, when the first tab ${crash ? "crashes" : "is closed"}, the second takes over, paused.`, async () => {
      const home = await started({ setting });
      const other = home.open();
      await home.world.advance(LEFT_HOLD + 5500);
      home.tab.close({ crash });
      await home.world.advance(6000);
      const { status, why, own, positionMs } = other.view();
      assert.deepEqual([status, why, own], ["paused", "reload", true]);
      assert.ok(positionMs <= LEFT_HOLD + 5500 && positionMs >= LEFT_HOLD + 5500 - HEARTBEAT_AND_TICK_MS);
      other.owner.attach(allowed);
      await other.owner.continueInterrupted();
      await home.world.advance(TOTAL_MS);
      assert.equal(home.ended().length, 1);
      assert.ok(Math.abs(heldIn(home.ended()[0].practised) - 100) <= 0.002);
      assert.ok(other.tab.tickers.size === 0);
    });
  }

  for (const [act, shows] of Object.entries({ continued: "running", stop: "asking", end: "none" })) {
    test(`With ${kind}, "${act}" that is pressed in the second tab before the closed one's lock is free happens when it is.`, async () => {
      const home = await started({ setting });
      const other = home.open();
      other.owner.attach(allowed);
      await home.world.advance(LEFT_HOLD + 5000);
      home.tab.close();
      await home.world.advance(1, { gap: () => 1 });
      if (!webLocks) assert.equal(other.view().own, false);
      if (act === "continued") await other.owner.continueInterrupted();
      else other.owner.act(act);
      await home.world.advance(6000);
      assert.equal(other.view().status, shows);
      assert.equal(other.tab.storage.getItem(keyOf("session-command")), null);
    });
  }

  test(`With ${kind}, what was pressed long before a takeover is not done then.`, async () => {
    const home = await started({ setting });
    await home.world.advance(5000);
    home.tab.close();
    const stranger = home.world.tab();
    const command = { session_id: "session-00000001", name: "continued", at: home.world.wall };
    stranger.storage.setItem(keyOf("session-command"), JSON.stringify(command));
    await home.world.advance(60_000, { gap: () => 1000 });
    const other = home.open();
    await home.world.advance(6000);
    assert.deepEqual([other.view().status, other.view().why], ["paused", "reload"]);
  });

  test(`With ${kind}, a session that ends in one tab is over in all, is told once, and the next can start anywhere.`, async () => {
    const home = await started({ setting });
    const others = [home.open(), home.open()];
    await home.world.advance(TOTAL_MS + 6000);
    assert.equal(home.ended().length, 1);
    for (const page of [home.page, ...others]) assert.equal(page.view().status, "none");
    await others[1].owner.start(startScript({ session_id: "session-00000002" }));
    await home.world.advance(1000);
    for (const page of [home.page, ...others]) assert.equal(page.view().script.session_id, "session-00000002");
    others[1].owner.act("end");
    await home.world.advance(6000);
    assert.equal(home.ended().length, 2);
    await home.owner.start(startScript({ session_id: "session-00000003" }));
    assert.equal(home.page.view().status, "running");
  });

  test(`With ${kind}, three tabs closed one after the other hand the session on.`, async () => {
    const home = await started({ setting });
    const pages = [home.page, home.open(), home.open()];
    await home.world.advance(LEFT_HOLD);
    for (const page of pages.slice(0, 2)) {
      page.tab.close();
      await home.world.advance(6000);
    }
    const last = pages[2];
    assert.deepEqual([last.view().status, last.view().own, last.view().positionMs], ["paused", true, LEFT_HOLD]);
  });
}

test("A tab whose lease was taken while its timers were frozen gives the session up: one clock, not two.", async () => {
  const home = await started({ setting: { webLocks: false } });
  const other = home.open();
  await home.world.advance(5000);
  home.tab.frozen = true;
  await home.world.advance(6000);
  assert.deepEqual([home.page.view().status, other.view().status], ["paused", "paused"]);
  home.tab.frozen = false;
  await home.world.advance(6000);
  assert.deepEqual([home.page.view().own, other.view().own].filter(Boolean).length, 1);
  assert.deepEqual([home.page.view().status, other.view().status], ["paused", "paused"]);
  assert.equal(home.page.view().positionMs, other.view().positionMs);
});

test("A tab whose lease was taken in a pause follows the other one from then on.", async () => {
  const home = await started({ setting: { webLocks: false } });
  const other = home.open();
  home.owner.act("pause");
  home.tab.frozen = true;
  await home.world.advance(6000);
  home.tab.frozen = false;
  await home.world.advance(2000);
  assert.deepEqual([home.page.view().own, other.view().own], [false, true]);
  other.tab.close({ crash: true });
  await home.world.advance(6000);
  assert.deepEqual([home.page.view().own, home.page.view().status], [true, "paused"]);
  home.owner.act("end");
  assert.equal(home.ended().length, 1);
});

test("An emergency that is answered in the second tab shows its advice there too.", async () => {
  const home = await started();
  const other = home.open();
  await home.world.advance(3000);
  other.owner.act("stop");
  await home.world.settle();
  other.owner.act("answer", "emergency-sign");
  await home.world.settle();
  for (const page of [home.page, other]) {
    assert.equal(page.view().status, "none");
    assert.deepEqual([page.view().outcome?.how, page.view().outcome?.answer], ["stopped", "emergency-sign"]);
  }
  assert.equal(home.ended().length, 1);
  assert.equal(other.owner.isVoid(), true);
});

test("A lock that comes before the news that the session has ended brings no session back.", async () => {
  const home = await started();
  const other = home.open();
  await home.world.advance(5000);
  home.owner.act("end");
  await home.world.settle();
  assert.equal(other.view().status, "none");
  const third = home.open();
  await home.world.settle();
  assert.equal(third.view().status, "none");
  await home.owner.start(startScript({ session_id: "session-00000002" }));
  assert.equal(home.ended().length, 1);
});

test("Commands for another session, unknown ones and unreadable ones change nothing.", async () => {
  const home = await started();
  const stranger = home.world.tab();
  await home.world.advance(3000);
  for (const text of [
    JSON.stringify({ session_id: "other", name: "end", at: 1 }), JSON.stringify({ session_id: "session-00000001", name: "explode", at: 2 }),
    JSON.stringify({ session_id: "session-00000001", name: "constructor", at: 3 }), "{cut off", "null", "7",
  ]) {
    stranger.storage.setItem(keyOf("session-command"), text);
    await home.world.settle();
  }
  assert.deepEqual([home.view().status, home.view().positionMs], ["running", 3000]);
});

// --- storage, demonstration -----------------------------------------------------------------------------------------

for (const webLocks of [true, false]) {
  test(`A full storage does not stop a hold, with ${webLocks ? "a Web Lock" : "a lease"}.`, async () => {
    const home = browser({ webLocks });
    const page = home.open();
    page.tab.full = true;
    await page.owner.start(startScript());
    await home.world.advance(TOTAL_MS);
    assert.equal(home.ended().length, 1);
    assert.equal(home.ended()[0].outcome, "finished");
    assert.equal(heldIn(home.ended()[0].practised), 100);
  });

  test(`A storage that fills up during a hold does not stop it, with ${webLocks ? "a Web Lock" : "a lease"}.`, async () => {
    const { world, tab, ended } = await started({ setting: { webLocks } });
    await world.advance(LEFT_HOLD + 5000);
    tab.full = true;
    await world.advance(TOTAL_MS);
    assert.equal(heldIn(ended()[0].practised), 100);
  });
}

test("A demonstration writes nothing to storage and puts no event, whatever is done.", async () => {
  const { world, open, puts } = browser();
  for (const acts of [[], ["pause", "resume", "skip", "back", "end"], ["stop", "answer emergency-sign"], ["stop", "answer cramp", "goOn", "stop", "stopped"]]) {
    const page = open();
    const other = open();
    await page.owner.start(startScript({ demonstration: true }));
    for (const act of acts) {
      await world.advance(3000);
      page.owner.act(...act.split(" "));
    }
    await world.advance(TOTAL_MS * 2);
    assert.equal(page.view().status, "none");
    assert.equal(page.view().outcome.script.demonstration, true);
    assert.equal(other.view().status, "none");
    assert.equal(page.owner.isVoid(), false);
    assert.deepEqual(page.tab.writes, []);
    page.tab.close();
  }
  assert.deepEqual(puts, []);
  assert.equal(world.server.size, 0);
});

test("A demonstration is gone after a reload, and leaves only its lease where there are no Web Locks.", async () => {
  const home = await started({ setting: { webLocks: false }, script: { demonstration: true } });
  await home.world.advance(5000);
  assert.deepEqual([...new Set(home.tab.writes)], [keyOf("session-owner")]);
  const page = await reload(home, home.page);
  assert.equal(page.view().status, "none");
  assert.deepEqual(home.puts, []);
});

test("A demonstration and a session are never on at the same time.", async () => {
  const home = await started({ script: { demonstration: true } });
  const other = home.open();
  await assert.rejects(other.owner.start(startScript()), /already running in another tab/);
});

// --- anything, in any order -----------------------------------------------------------------------------------------

/** What a session should come to: kept apart from the code under test, in whole milliseconds. */
function createModel() {
  const model = { steps: STEPS, position: 0, running: true, interrupted: false, held: new Map() };
  const startOf = (index) => model.steps.slice(0, index).reduce((sum, step) => sum + step.seconds * 1000, 0);
  const total = () => startOf(model.steps.length);
  const indexAt = (position) => Math.max(0, model.steps.findLastIndex((_, index) => startOf(index) <= position));

  function count(from, to, sign) {
    model.steps.forEach((step, index) => {
      if (!["hold", "repetitions"].includes(step.phase)) return;
      const overlap = Math.min(to, startOf(index) + step.seconds * 1000) - Math.max(from, startOf(index));
      const key = `${step.do} ${step.side ?? ""}`;
      if (overlap > 0) model.held.set(key, (model.held.get(key) ?? 0) + sign * overlap);
    });
  }

  return Object.assign(model, {
    total,
    pass(ms) {
      if (!model.running) return;
      const to = Math.min(total(), model.position + ms);
      count(model.position, to, 1);
      model.position = to;
    },
    /** Time that a crash took with it. */
    unplay(to) {
      count(to, model.position, -1);
      model.position = to;
    },
    skip() { model.position = startOf(indexAt(model.position) + 1); },
    isLast: () => indexAt(model.position) === model.steps.length - 1,
    back() {
      const index = indexAt(model.position);
      model.position = startOf(model.position - startOf(index) < 2000 && index > 0 ? index - 1 : index);
    },
    goOn() {
      model.steps = model.steps.slice(indexAt(model.position));
      model.position = 0;
    },
  });
}

const ACTS = ["pause", "resume", "skip", "back", "sleep", "freeze", "clock-set", "reload", "crash", "stop", "pass", "pass", "pass", "pass"];

async function playAnything(seed, setting) {
  const { whole, oneOf } = chooser(seeded(seed));
  const home = await started({ setting });
  const { world, puts } = home;
  let { page } = home;
  const model = createModel();
  const trail = [];
  const say = () => `seed ${seed}: ${trail.join(", ")}`;

  const acts = {
    pass: async () => {
      const ms = whole(1, 15_000);
      await world.advance(ms, { gap: () => whole(50, 900) });
      model.pass(ms);
    },
    pause: () => { page.owner.act("pause"); model.running = false; },
    resume: () => carryOn(),
    skip: () => { page.owner.act("skip"); model.skip(); },
    back: () => { page.owner.act("back"); model.back(); },
    sleep: () => asleep(whole(3000, 10 ** 7), false),
    freeze: () => asleep(whole(10_001, 10 ** 7), true),
    "clock-set": () => asleep(-whole(3000, 10 ** 7), false),
    reload: () => again({ crash: false }),
    crash: () => again({ crash: true }),
    stop: () => {
      page.owner.act("stop");
      page.owner.act("answer", "cramp");
      if (!page.owner.stepsLeft().length) return page.owner.act("stopped");
      page.owner.act("goOn");
      model.goOn();
      model.running = !model.interrupted && page.view().why !== "long";
    },
  };

  async function asleep(ms, perf) {
    await world.sleep(ms, { perf });
    if (whole(0, 1)) page.tab.work();
    else page.owner.act("pause");
    model.running = false;
  }

  async function again(how) {
    page = await reload(home, page, how);
    await world.advance(6000);
    model.running = false;
    model.interrupted = true;
    const lost = model.position - page.view().positionMs;
    assert.ok(lost >= 0 && lost <= (how.crash ? 2000 : 0), `${lost} ms lost, ${say()}`);
    model.unplay(page.view().positionMs);
  }

  async function carryOn() {
    page.owner.attach(allowed);
    await page.owner.continueInterrupted();
    model.running = true;
    model.interrupted = false;
  }

  while (page.view().status !== "none") {
    const act = trail.length > 60 ? (model.running ? "pass" : "resume") : oneOf(ACTS);
    if (["skip", "back"].includes(act) && model.position >= model.total()) continue;
    const ends = act === "skip" && model.isLast();
    trail.push(act);
    await acts[act]();
    await world.settle();
    if (ends || page.view().status === "none") break;
    assert.equal(page.view().positionMs, model.position, say());
    assert.equal(page.view().status, model.running ? "running" : "paused", say());
    assert.ok(page.view().positionMs <= model.total(), say());
    assert.equal(puts.filter(({ kind }) => kind === "session-ended").length, 0, say());
  }

  await world.advance(10_000);
  const [ended, ...more] = home.ended();
  assert.deepEqual(more, [], say());
  const held = new Map();
  for (const { stretch, side, held_seconds } of ended.practised) {
    const key = `${stretch} ${side ?? ""}`;
    held.set(key, (held.get(key) ?? 0) + held_seconds * 1000);
  }
  for (const key of new Set([...held.keys(), ...model.held.keys()])) {
    const [told, real] = [held.get(key) ?? 0, model.held.get(key) ?? 0];
    // What was skipped over in less than a second is left out.
    assert.ok(Math.abs(told - real) < (real < 1000 ? 1000 : 1), `${key}: ${held.get(key)} held, not ${model.held.get(key)}, ${say()}`);
  }
}

/** How many random sessions are played; BEDSTRETCH_SEEDS asks for more. */
const SEEDS = Number(process.env.BEDSTRETCH_SEEDS ?? 24);

for (const webLocks of [true, false]) {
  test(`Whatever is done in whatever order, no held time is lost or doubled and the end is told once, with a ${webLocks ? "Web Lock" : "lease"}.`, async () => {
    for (let seed = 1; seed <= SEEDS; seed += 1) await playAnything(seed, { webLocks });
  });

  test(`Whatever tabs are opened, closed and used, one clock runs and the end is told once, with ${webLocks ? "Web Locks" : "leases"}.`, async () => {
    for (let seed = 1; seed <= SEEDS / 2; seed += 1) await shareAmongTabs(seed, { webLocks });
  });
}

async function shareAmongTabs(seed, setting) {
  const { whole, oneOf } = chooser(seeded(1000 + seed));
  const home = await started({ setting });
  let pages = [home.page, home.open()];
  await home.world.settle();
  const began = home.world.perf;
  let moving = 0;
  for (let turn = 0; turn < 200 && pages.some((page) => page.view().status !== "none"); turn += 1) {
    const page = oneOf(pages);
    const act = oneOf(["pass", "pass", "pass", "pass", "open", "close", "crash", "pause", "continue", "continue", "skip", "back"]);
    if (act === "open" && pages.length < 4) pages.push(home.open());
    if (["close", "crash"].includes(act) && pages.length > 1) {
      page.tab.close({ crash: act === "crash" });
      pages = pages.filter((other) => other !== page);
    }
    if (["pause", "skip", "back"].includes(act)) page.owner.act(act);
    if (act === "continue" && page.view().status === "paused") {
      page.owner.attach(allowed);
      await page.owner.continueInterrupted();
    }
    await home.world.advance(act === "pass" ? whole(1, 8000) : whole(1, 6000));
    const owning = pages.filter((other) => other.view().own);
    assert.ok(owning.length <= 1, `seed ${seed}: ${owning.length} tabs own the session`);
    if (owning[0]?.view().status === "running") moving += 1;
  }
  for (const page of pages) page.owner.act("end");
  await home.world.advance(6000);
  assert.ok(moving > 0);
  assert.equal(home.ended().length, 1, `seed ${seed}`);
  assert.ok(pages.every((page) => page.view().status === "none"), `seed ${seed}`);
  assert.ok(heldIn(home.ended()[0].practised) * 1000 <= home.world.perf - began, `seed ${seed}`);
  await pages[0].owner.start(startScript({ session_id: "session-00000002" }));
}
