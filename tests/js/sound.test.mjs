// Bells on the audio clock, the voice and the screen: with stand-ins for what only a browser has.

import assert from "node:assert/strict";
import { test } from "node:test";

import { cuesFrom, cuesOf } from "../../widgets/page/cues.js";
import { timelineOf } from "../../widgets/page/clock.js";
import { createSound, notesOf } from "../../widgets/page/sound.js";
import { chooseVoice, createVoice } from "../../widgets/page/voice.js";
import { createWakeLock } from "../../widgets/page/wake_lock.js";

const BREATH = { inSeconds: 4, outSeconds: 6 };

class FakeAudio {
  static made = [];
  constructor() {
    Object.assign(this, { state: "suspended", currentTime: 100, destination: {}, started: [], stopped: 0 });
    FakeAudio.made.push(this);
  }
  async resume() { this.state = "running"; }
  createGain() {
    const gain = { value: 1, setValueAtTime() {}, exponentialRampToValueAtTime() {} };
    return { gain, connect: (next) => next, disconnect() {} };
  }
  createOscillator() {
    const context = this;
    return {
      frequency: { setValueAtTime() {}, linearRampToValueAtTime() {} },
      connect: (next) => next,
      start(at) { context.started.push(at); },
      stop(at) { if (at === undefined) context.stopped += 1; },
    };
  }
}

async function unlocked() {
  const sound = createSound({ AudioContext: FakeAudio });
  await sound.unlock();
  return { sound, context: FakeAudio.made.at(-1) };
}

const HOLD = timelineOf([{ phase: "hold", seconds: 20, do: "figure-four" }, { phase: "move-out", seconds: 5, do: "figure-four" }]);

test("no sound before the first tap, and none at all where there is no audio", async () => {
  const sound = createSound({ AudioContext: FakeAudio });
  assert.equal(sound.state(), "locked");
  assert.equal(await sound.unlock(), "on");
  assert.equal(await createSound({ AudioContext: undefined }).unlock(), "none");
});

test("every cue ahead is put on the audio clock at once, counted from now", async () => {
  const { sound, context } = await unlocked();
  const cues = cuesFrom(cuesOf(HOLD, BREATH), 0);
  sound.schedule(cues, 0, "bell");
  assert.deepEqual([...new Set(context.started)].sort((a, b) => a - b).slice(0, 3), [100, 104, 110]);
  assert.ok(context.started.includes(120) && context.started.includes(125));
});

test("after a pause the rest is counted from where it goes on", async () => {
  const { sound, context } = await unlocked();
  sound.schedule(cuesFrom(cuesOf(HOLD, BREATH), 12000), 12000, "bell");
  assert.equal(Math.min(...context.started), 102);
});

test("a pause takes back what has not sounded", async () => {
  const { sound, context } = await unlocked();
  sound.schedule(cuesOf(HOLD, BREATH), 0, "bell");
  const count = sound.plannedCount;
  sound.cancel();
  assert.ok(count > 0 && context.stopped === count && sound.plannedCount === 0);
});

test("tick only has no breath, silent has nothing", async () => {
  const { sound, context } = await unlocked();
  sound.schedule(cuesOf(HOLD, BREATH), 0, "tick");
  assert.deepEqual(context.started, [100, 120, 125]);
  sound.schedule(cuesOf(HOLD, BREATH), 0, "silent");
  assert.equal(context.started.length, 3);
  assert.equal(notesOf("hold", "silent"), null);
});

test("every cue of a plan has a bell", () => {
  const phases = ["get-ready", "preview", "move-in", "switch-side", "hold", "move-out", "rest", "repetitions", "extra"];
  const cues = cuesOf(timelineOf(phases.map((phase) => ({ phase, seconds: 10 }))), BREATH);
  for (const cue of cues.filter((one) => !one.isBreath)) assert.ok(notesOf(cue.sound, "bell"), cue.sound);
});

const LOCAL = { lang: "en-GB", localService: true, default: false, name: "Here" };
const FAR = { lang: "en-US", localService: false, default: true, name: "Far" };
const GERMAN = { lang: "de-DE", localService: true, default: true, name: "Anna" };

test("only a voice of this device and of the course's language speaks", () => {
  assert.equal(chooseVoice([FAR, GERMAN, LOCAL], "en"), LOCAL);
  assert.equal(chooseVoice([FAR, GERMAN], "en"), null);
  assert.equal(chooseVoice([LOCAL, { ...LOCAL, default: true, name: "Own" }], "en").name, "Own");
});

test("a voice is looked for when the page begins, and one that arrives later speaks from then on", () => {
  let voices = [];
  let asked = 0;
  const said = [];
  const synthesis = { getVoices() { asked += 1; return voices; }, speak: ({ text }) => said.push(text), cancel() {} };
  const voice = createVoice({ synthesis, Utterance: class { constructor(text) { this.text = text; } } });
  assert.equal(asked, 1);
  assert.equal(voice.say("In."), false);
  voices = [FAR];
  assert.equal(voice.say("In."), false);
  voices = [FAR, LOCAL];
  assert.equal(voice.say("Hold."), true);
  assert.deepEqual(said, ["Hold."]);
});

test("an audio that cannot be made stays silent and stops nothing", async () => {
  const sound = createSound({ AudioContext: class { constructor() { throw new Error("no device"); } } });
  assert.equal(await sound.unlock(), "none");
  sound.schedule(cuesOf(HOLD, BREATH), 0, "bell");
  sound.now("stop", "bell");
  sound.cancel();
  assert.equal(sound.plannedCount, 0);
});

test("an audio that is refused is locked until a tap lets it out", async () => {
  let allowed = false;
  class Refusing extends FakeAudio {
    async resume() {
      if (!allowed) throw new DOMException("No gesture", "NotAllowedError");
      this.state = "running";
    }
  }
  const sound = createSound({ AudioContext: Refusing });
  assert.equal(await sound.unlock(), "locked");
  allowed = true;
  assert.equal(await sound.unlock(), "on");
});

test("a new sentence takes the place of the old one", () => {
  const said = [];
  const synthesis = { getVoices: () => [LOCAL], speak: (utterance) => said.push(utterance.text), cancel: () => said.push("hush") };
  const voice = createVoice({ synthesis, Utterance: class { constructor(text) { this.text = text; } } });
  assert.equal(voice.say("Hold."), true);
  assert.deepEqual(said, ["hush", "Hold."]);
});

test("without a voice, or with one that breaks, nobody is told that it spoke", () => {
  assert.equal(createVoice({ synthesis: undefined, Utterance: undefined }).say("Hold."), false);
  const broken = { getVoices: () => [LOCAL], speak() { throw new Error("no"); }, cancel() {} };
  const voice = createVoice({ synthesis: broken, Utterance: class {} });
  assert.equal(voice.say("Hold."), false);
  assert.equal(voice.isThere(), false);
});

function fakePage() {
  const listeners = [];
  return { visibilityState: "visible", addEventListener: (_, listener) => listeners.push(listener), async seen() { for (const one of listeners) await one(); } };
}

test("the screen stays on, and is held again after another tab was looked at", async () => {
  const page = fakePage();
  let taken = 0;
  const locks = [];
  const wakeLock = { async request() {
    taken += 1;
    const lock = { release: async () => {}, addEventListener: (_, gone) => { lock.gone = gone; } };
    locks.push(lock);
    return lock;
  } };
  const wake = createWakeLock({ wakeLock, page });
  await wake.want();
  assert.equal(wake.isHeld, true);
  locks[0].gone();
  assert.equal(wake.isHeld, false);
  await page.seen();
  assert.equal(taken, 2);
  await wake.drop();
  assert.equal(wake.isHeld, false);
  await page.seen();
  assert.equal(taken, 2);
});

test("however often the screen is wanted while the browser still thinks, one lock is taken, and it is let go at the end", async () => {
  let held = 0;
  const wakeLock = { request: async () => {
    await new Promise(setImmediate);
    held += 1;
    return { release: async () => { held -= 1; }, addEventListener() {} };
  } };
  const wake = createWakeLock({ wakeLock, page: fakePage() });
  await Promise.all([wake.want(), wake.want(), wake.drop(), wake.want()]);
  assert.deepEqual([held, wake.isHeld], [1, true]);
  await wake.drop();
  assert.deepEqual([held, wake.isHeld], [0, false]);
  wake.want();
  await wake.drop();
  await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual([held, wake.isHeld], [0, false]);
});

test("a refusal is asked again after another look at the tab or after a pause, not at every tick", async () => {
  const page = fakePage();
  let asked = 0;
  let full = false;
  const wakeLock = { request: async () => {
    asked += 1;
    if (!full) throw new DOMException("Battery saver", "NotAllowedError");
    return { release: async () => {} };
  } };
  const wake = createWakeLock({ wakeLock, page });
  for (let tick = 0; tick < 5; tick += 1) await wake.want();
  assert.deepEqual([asked, wake.isRefused], [1, true]);
  await wake.drop();
  await wake.want();
  assert.deepEqual([asked, wake.isRefused], [2, true]);
  full = true;
  await page.seen();
  assert.deepEqual([asked, wake.isRefused, wake.isHeld], [3, false, true]);
});

test("in a tab that is not seen nothing is asked for, and nobody is told that it was refused", async () => {
  const page = fakePage();
  page.visibilityState = "hidden";
  const wake = createWakeLock({ wakeLock: { request: async () => { throw new Error("not seen"); } }, page });
  await wake.want();
  assert.deepEqual([wake.isHeld, wake.isRefused], [false, false]);
});

test("where the browser has none, or refuses, that can be told", async () => {
  const none = createWakeLock({ wakeLock: undefined, page: fakePage() });
  await none.want();
  assert.deepEqual([none.isThere, none.isHeld], [false, false]);
  const refusing = createWakeLock({ wakeLock: { request: async () => { throw new Error("battery"); } }, page: fakePage() });
  await refusing.want();
  assert.deepEqual([refusing.isHeld, refusing.isRefused], [false, true]);
});
