// A session through everything that may go wrong around it: what is shown, what is heard, what is told. The page's own
// parts play together here (clock, storage, outbox, bells, voice); only what a browser brings is a stand-in.

import assert from "node:assert/strict";
import { test } from "node:test";

import { timelineOf } from "../../widgets/page/clock.js";
import { cuesOf } from "../../widgets/page/cues.js";
import { createOutbox } from "../../widgets/page/outbox.js";
import { followWithMedia } from "../../widgets/page/session_media.js";
import { createSessionOwner } from "../../widgets/page/session_owner.js";
import { createSettings } from "../../widgets/page/session_settings.js";
import { createSound, notesOf } from "../../widgets/page/sound.js";
import { createVoice } from "../../widgets/page/voice.js";
import { createWakeLock } from "../../widgets/page/wake_lock.js";
import { chooser, createWorld, seeded, startScript, STEPS } from "./fakes.mjs";

const JOURNAL = "journal-1";
const BREATH = { inSeconds: 4, outSeconds: 6 };
const knee = { do: "single-knee-to-chest", name: "Single knee to chest", variants: ["standard"] };
/** Every phase there is. */
const ALL_PHASES = [
  ...STEPS.slice(0, 5), { phase: "rest", seconds: 10, title: "Rest", say: "Rest.", side: "left", ...knee }, ...STEPS.slice(5),
];
const TIMELINE = timelineOf(ALL_PHASES);
const HEARTBEAT_AND_TICK_MS = 1200;

/** An audio clock that runs with the page's steady one, and writes down when each tone begins and is cut off. */
function audioOf(world, tones, latencySeconds) {
  return class {
    state = "running";
    outputLatency = latencySeconds;
    destination = {};
    get currentTime() { return world.perf / 1000; }
    async resume() {}
    createGain() {
      return { gain: { value: 1, setValueAtTime() {}, exponentialRampToValueAtTime() {} }, connect: (next) => next, disconnect() {} };
    }
    createOscillator() {
      const context = this;
      const tone = { hertz: 0, from: 0, cutAt: Infinity };
      return {
        frequency: { setValueAtTime: (hertz) => { tone.hertz = hertz; }, linearRampToValueAtTime() {} },
        connect: (next) => next,
        start(at) { tone.from = at; tones.push(tone); },
        stop(at) { if (at === undefined) tone.cutAt = context.currentTime; },
      };
    }
  };
}

/** A browser whose pages have everything; `python` stores events by id, and may be deaf or gone. */
function createBrowser({ setting, way = "voice", latencySeconds = 0 } = {}) {
  const world = createWorld(setting);
  const tones = [];
  const said = [];
  const python = { stored: new Map(), deaf: false, gone: false };

  /** `slowViewMs`: what is drawn before the bells are planned takes so long, at each new step. */
  function open({ full = false, slowViewMs = 0 } = {}) {
    const tab = world.tab();
    tab.full = full;
    const problems = [];
    const onproblem = (text) => { if (!problems.includes(text)) problems.push(text); };
    let count = 0;
    const outbox = createOutbox({
      storage: tab.storage, journalId: JOURNAL, now: () => new Date(world.wall), onproblem, newId: () => `${tab.id}-${(count += 1)}`,
    });
    const owner = createSessionOwner({ journalId: JOURNAL, put: outbox.put, onproblem, env: tab.env });
    const sound = createSound({ AudioContext: audioOf(world, tones, latencySeconds) });
    let drawn = null;
    owner.subscribe(({ index }) => {
      if (index === drawn) return;
      drawn = index;
      world.perf += slowViewMs;
      world.wall += slowViewMs;
    });
    const lines = [];
    followWithMedia({
      session: owner, sound, notes: (texts) => lines.push(texts),
      settings: createSettings({ storage: { getItem: () => JSON.stringify({ way }), setItem() {} } }),
      voice: createVoice({
        synthesis: { getVoices: () => [{ lang: "en-GB", localService: true, default: true }], cancel() {}, speak: ({ text }) => said.push([text, world.perf]) },
        Utterance: class { constructor(text) { this.text = text; } },
      }),
      wake: createWakeLock({ wakeLock: { request: async () => ({ release: async () => {} }) }, page: { visibilityState: "visible" } }),
    });
    /** A widget that is drawn in this page. */
    const draw = () => {
      owner.attach(async () => {
        if (python.deaf || python.gone) throw Object.assign(new Error("No answer"), { isSilence: true });
        return {};
      });
      return outbox.attach(({ event }) => {
        if (python.gone) throw new Error("The kernel is gone.");
        if (python.deaf) return;
        if (!python.stored.has(event.id)) python.stored.set(event.id, structuredClone(event));
        queueMicrotask(() => outbox.acknowledge({ id: event.id, reply: {}, refused: null }));
      });
    };
    draw();
    return { tab, owner, outbox, sound, problems, lines, draw, view: () => owner.view() };
  }

  const kinds = () => [...python.stored.values()].map(({ kind }) => kind);
  /** When the bells that were really heard began, in ms of the page's clock; a tone that was cut before it began was not. */
  const heard = () => tones.filter(({ from, cutAt }) => cutAt > from).map(({ from, hertz }) => ({ at: from * 1000, hertz })).sort((a, b) => a.at - b.at);
  return { world, open, python, kinds, heard, said, tones };
}

async function started(options) {
  const home = createBrowser(options);
  const page = home.open();
  await page.sound.unlock();
  await page.owner.start(startScript({ steps: ALL_PHASES }));
  return { ...home, page, began: home.world.perf };
}

async function reload(home, page, { crash = false, full = false } = {}) {
  page.tab.close({ crash });
  const next = home.open({ full });
  await next.sound.unlock();
  await home.world.settle();
  return next;
}

const ended = (home) => [...home.python.stored.values()].filter(({ kind }) => kind === "session-ended").map(({ payload }) => payload);
const heldIn = (rows) => rows.reduce((sum, row) => sum + row.held_seconds, 0);

// --- loaded again, wherever it is ---------------------------------------------------------------------------------

ALL_PHASES.forEach((step, index) => {
  for (const crash of [false, true]) {
    test(`Loaded again in step ${index} (${step.phase})${crash ? " after a crash" : ""}, it is kept there, silent, and plays to its end once.`, async () => {
      const home = await started();
      const gone = TIMELINE.starts[index] + 0.6 * step.seconds * 1000;
      await home.world.advance(gone);
      const page = await reload(home, home.page, { crash });
      const { status, why, positionMs, index: shown } = page.view();
      assert.deepEqual([status, why, shown], ["paused", "reload", index]);
      assert.ok(positionMs <= gone && gone - positionMs <= (crash ? HEARTBEAT_AND_TICK_MS : 0), `${positionMs} of ${gone}`);
      const spoken = home.said.length;
      await home.world.advance(30_000);
      assert.deepEqual([page.view().positionMs, home.said.length, page.sound.plannedCount], [positionMs, spoken, 0]);
      await page.owner.continueInterrupted();
      assert.equal(home.said.at(-1)[0], step.say);
      await home.world.advance(TIMELINE.totalMs);
      await home.world.settle();
      assert.deepEqual(home.kinds(), ["session-ended"]);
      assert.equal(heldIn(ended(home)[0].practised) - 100 < 0.001, true);
      assert.ok(heldIn(ended(home)[0].practised) >= 100 - (crash ? HEARTBEAT_AND_TICK_MS / 1000 : 0) - 0.01);
    });
  }
});

for (const crash of [false, true]) {
  test(`Loaded again while it asks and while it advises${crash ? " (crashes)" : ""}: the question and the answer stay, each is stored once.`, async () => {
    const home = await started();
    await home.world.advance(TIMELINE.starts[3] + 4000);
    home.page.owner.act("stop");
    const asking = await reload(home, home.page, { crash });
    assert.equal(asking.view().status, "asking");
    asking.owner.act("answer", "cramp");
    await home.world.settle();
    const answered = await reload(home, asking, { crash });
    assert.deepEqual([answered.view().status, answered.view().answer], ["answered", "cramp"]);
    answered.owner.act("stopped");
    await home.world.settle();
    const after = await reload(home, answered, { crash });
    assert.equal(after.view().status, "none");
    assert.deepEqual(home.kinds(), ["stop-answered", "session-ended"]);
    assert.equal(ended(home)[0].outcome, "stopped");
  });
}

// --- Python is away -----------------------------------------------------------------------------------------------

for (const fault of ["deaf", "gone"]) {
  test(`With a kernel that is ${fault} from the first hold on, the session plays to its end, and is stored once when Python is back.`, async () => {
    const home = await started();
    await home.world.advance(TIMELINE.starts[3] + 4000);
    home.python[fault] = true;
    await home.world.advance(60_000);
    assert.equal(home.page.view().positionMs, TIMELINE.starts[3] + 64_000);
    await home.world.advance(TIMELINE.totalMs);
    assert.deepEqual([home.page.view().status, home.kinds(), home.page.outbox.pending().length], ["none", [], 1]);
    const later = await reload(home, home.page);
    home.python[fault] = false;
    later.outbox.resend();
    later.outbox.resend();
    await home.world.settle();
    assert.deepEqual([home.kinds(), later.outbox.pending()], [["session-ended"], []]);
    assert.equal(heldIn(ended(home)[0].practised), 100);
  });

  test(`With a kernel that is ${fault}, nothing that was interrupted goes on, and Continue works once it is back.`, async () => {
    const home = await started();
    await home.world.advance(5000);
    home.python[fault] = true;
    const page = await reload(home, home.page);
    await assert.rejects(page.owner.continueInterrupted(), /No answer/);
    assert.deepEqual([page.view().status, page.view().positionMs], ["paused", 5000]);
    home.python[fault] = false;
    await page.owner.continueInterrupted();
    assert.equal(page.view().status, "running");
  });
}

// --- bells and voice on time --------------------------------------------------------------------------------------

/** What should be heard of a plan that is played through from `began`. */
function bellsDue(began, timeline = TIMELINE) {
  return cuesOf(timeline, BREATH).filter((cue) => !cue.isBreath)
    .flatMap((cue) => notesOf(cue.sound, "bell").map(([hertz, after]) => ({ at: began + cue.atMs + after * 1000, hertz })));
}

function sameBells(heard, due) {
  const isBreath = ({ hertz }) => [220, 294].includes(hertz);
  const bells = heard.filter((one) => !isBreath(one));
  const sort = (list) => [...list].sort((a, b) => a.at - b.at || a.hertz - b.hertz);
  assert.deepEqual(sort(bells).map(({ hertz }) => hertz), sort(due).map(({ hertz }) => hertz));
  sort(bells).forEach(({ at }, number) => assert.ok(Math.abs(at - sort(due)[number].at) < 1, `bell ${number} at ${at}, not ${sort(due)[number].at}`));
}

test("Through a whole plan every bell lies on the audio clock where the plan has it, once.", async () => {
  const home = await started();
  await home.world.advance(TIMELINE.totalMs + 5000);
  sameBells(home.heard(), bellsDue(home.began));
});

test("The bell of the end rings out, and a session that is ended early has none.", async () => {
  const isDone = ({ hertz }) => [659, 784].includes(hertz);
  const home = await started();
  await home.world.advance(TIMELINE.totalMs + 5000);
  assert.deepEqual(home.tones.filter(isDone).map(({ cutAt }) => cutAt), [Infinity, Infinity]);
  const early = await started();
  await early.world.advance(TIMELINE.totalMs - 1000);
  early.page.owner.act("end");
  await early.world.advance(5000);
  assert.deepEqual(early.heard().filter(isDone), []);
});

test("Where the sound leaves the computer late, it is planned so much earlier, and what is due at once comes at once.", async () => {
  const home = await started({ latencySeconds: 0.2 });
  await home.world.advance(TIMELINE.totalMs + 5000);
  sameBells(home.heard(), bellsDue(home.began).map(({ at, hertz }) => ({ at: Math.max(home.began, at - 200), hertz })));
});

test("A view that takes its time before the bells are planned makes none of them late.", async () => {
  const home = createBrowser();
  const page = home.open({ slowViewMs: 70 });
  await page.sound.unlock();
  const began = home.world.perf;
  await page.owner.start(startScript({ steps: ALL_PHASES }));
  await home.world.advance(TIMELINE.totalMs + 5000);
  const [first, ...rest] = home.heard();
  assert.equal(first.at, began + 70);
  sameBells(rest, bellsDue(began).slice(1));
});

test("Ticks that come a minute apart, as in a hidden tab without a Worker, move no bell.", async () => {
  const home = await started();
  const tick = home.world.advance;
  // Ten seconds without a tick are taken for a sleep, so that this is as slow as ticks may be.
  await tick(TIMELINE.totalMs - 1, { gap: () => 9900 });
  sameBells(home.heard(), bellsDue(home.began));
});

test("Every line is said once, as its step begins.", async () => {
  const home = await started();
  await home.world.advance(TIMELINE.totalMs + 5000);
  assert.deepEqual(home.said, ALL_PHASES.map((step, index) => [step.say, home.began + TIMELINE.starts[index]]));
});

test("After a pause, and after a sleep, the bells that are left sound in their places, and none of them twice.", async () => {
  const { whole } = chooser(seeded(11));
  const home = await started();
  const due = [];
  let from = home.began;
  let position = 0;
  const keep = (to) => {
    const all = bellsDue(from - position).filter(({ at }) => at >= from - 20 && at < from + to - position);
    due.push(...all);
  };
  for (let turn = 0; turn < 12; turn += 1) {
    const ms = whole(2000, 9000);
    await home.world.advance(ms);
    keep(position + ms);
    position += ms;
    if (turn % 2) {
      home.page.owner.act("pause");
      await home.world.advance(whole(500, 5000));
      home.page.owner.act("resume");
    } else {
      await home.world.sleep(whole(3000, 60_000));
      home.page.tab.work();
      assert.deepEqual([home.page.view().why, home.page.sound.plannedCount], ["slept", 0]);
      await home.page.owner.continueInterrupted();
    }
    assert.equal(home.page.view().positionMs, position);
    from = home.world.perf;
  }
  const shape = (list) => [...new Set(list.filter(({ hertz }) => ![220, 294].includes(hertz)).map(({ at, hertz }) => `${Math.round(at)} ${hertz}`))];
  const heard = home.heard().filter(({ at }) => at < from);
  for (const bell of shape(due)) assert.ok(shape(heard).includes(bell), `not heard: ${bell}`);
  for (const bell of shape(heard)) assert.ok(shape(due).includes(bell), `heard, not due: ${bell}`);
});

test("An audio clock that drifts from the page's is followed: no bell is more than the drift of a moment off.", async () => {
  const home = createBrowser();
  const page = home.open();
  await page.sound.unlock();
  let drift = 0;
  Object.defineProperty(page.sound.context, "currentTime", { get: () => (home.world.perf + drift) / 1000 });
  await page.owner.start(startScript({ steps: ALL_PHASES }));
  const began = home.world.perf;
  for (let second = 0; second * 1000 < TIMELINE.totalMs - 1000; second += 1) {
    await home.world.advance(1000);
    drift += 3;
  }
  const due = bellsDue(began).map(({ at }) => at);
  const heard = home.heard().filter(({ hertz }) => ![220, 294].includes(hertz));
  for (const { at } of heard) {
    const clock = at - 3 * ((at - began) / 1003);
    assert.ok(due.some((one) => Math.abs(one - clock) < 50), `${clock}`);
  }
  assert.ok(home.tones.some(({ cutAt }) => cutAt < Infinity));
});

test("Of two tabs one is heard, and after a takeover the other, from the tap on Continue.", async () => {
  const home = await started();
  const other = home.open();
  await other.sound.unlock();
  await home.world.advance(20_000);
  assert.equal(other.sound.plannedCount, 0);
  assert.deepEqual(home.said.map(([text]) => text), ["Lie down.", "Next.", "In.", "Hold."]);
  home.page.tab.close();
  home.page.sound.cancel();
  await home.world.advance(6000);
  assert.equal(other.sound.plannedCount, 0);
  await other.owner.continueInterrupted();
  assert.ok(other.sound.plannedCount > 0);
  assert.equal(home.said.at(-1)[0], "Hold.");
});

// --- storage is full ----------------------------------------------------------------------------------------------

const NOT_KEPT = "The browser's storage is full: the session goes on, but is lost if you close the page or load it again.";
const LOST = "The browser's storage is full: this entry is lost if you close the page before it is saved.";

for (const webLocks of [true, false]) {
  test(`A storage that is full stops nothing, and its two dangers are told, with ${webLocks ? "a Web Lock" : "a lease"}.`, async () => {
    const home = createBrowser({ setting: { webLocks } });
    const page = home.open({ full: true });
    await page.sound.unlock();
    await page.owner.start(startScript({ steps: ALL_PHASES }));
    assert.deepEqual(page.problems, [NOT_KEPT]);
    await home.world.advance(TIMELINE.totalMs);
    await home.world.settle();
    assert.deepEqual(page.problems, [NOT_KEPT, LOST]);
    assert.deepEqual([home.kinds(), page.outbox.pending()], [["session-ended"], []]);
  });
}

test("A storage that fills up in a hold keeps the session where there was room last, and what was held counts once.", async () => {
  const home = await started();
  await home.world.advance(TIMELINE.starts[3] + 5000);
  home.page.tab.full = true;
  await home.world.advance(10_000);
  assert.deepEqual(home.page.problems, [NOT_KEPT]);
  const page = await reload(home, home.page);
  assert.deepEqual([page.view().status, page.view().index], ["paused", 3]);
  assert.ok(Math.abs(page.view().positionMs - TIMELINE.starts[3] - 5000) <= HEARTBEAT_AND_TICK_MS);
  await page.owner.continueInterrupted();
  await home.world.advance(TIMELINE.totalMs);
  await home.world.settle();
  assert.deepEqual(home.kinds(), ["session-ended"]);
});

test("A tab that cannot reach the one with the clock, as storage is full, says so at every press.", async () => {
  const home = await started();
  const other = home.open();
  await home.world.advance(3000);
  other.tab.full = true;
  other.owner.act("stop");
  await home.world.settle();
  assert.deepEqual(other.problems, ["The browser's storage is full, so this tab cannot reach the other one. Press it in the tab in which the session began."]);
  assert.equal(home.page.view().status, "running");
});

test("A demonstration keeps nothing, so a full storage is no news.", async () => {
  const home = createBrowser();
  const page = home.open({ full: true });
  await page.owner.start(startScript({ demonstration: true }));
  await home.world.advance(5000);
  assert.deepEqual(page.problems, []);
});
