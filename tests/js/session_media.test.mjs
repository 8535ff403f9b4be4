// What is heard while a session runs, with stand-ins for sound, voice and screen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { followWithMedia } from "../../widgets/page/session_media.js";
import { createSettings, heardWay, readSettings } from "../../widgets/page/session_settings.js";

const NO_VOICE = "This device has no voice of its own for English, so the bell leads.";
const NO_SOUND = "This browser lets no sound out yet. Tap anywhere once.";
const NO_AUDIO = "This browser can ring no bell. Keep the screen in sight.";
const SCREEN = "This browser cannot keep the screen on. Set your screen to stay on for longer before you lie down.";

const SCRIPT = {
  session_id: "one", revision: 0,
  plan: { steps: [
    { phase: "move-in", seconds: 5, say: "Cross your left leg." },
    { phase: "hold", seconds: 20, say: "Breathe slowly." },
  ] },
};

function room({ way = "voice", voiceThere = true, audio = "on", wakeThere = true } = {}) {
  const heard = [];
  const now = { voiceThere, audio, wakeRefused: false };
  const context = { currentTime: 50 };
  let listener = null;
  let last = { status: "none" };
  const stored = new Map([["bedstretch:session-settings", JSON.stringify({ way })]]);
  const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) };
  const settings = createSettings({ storage });
  followWithMedia({
    session: { subscribe: (one) => { listener = one; }, view: () => last },
    settings,
    sound: {
      state: () => now.audio, setVolume() {}, context,
      schedule: (cues, position) => heard.push(["plan", position, cues.length]),
      cancel: () => heard.push(["cancel"]), now: (sound) => heard.push(["now", sound]),
    },
    voice: { setVolume() {}, isThere: () => now.voiceThere, say: (text) => now.voiceThere && (heard.push(["say", text]), true), hush: () => heard.push(["hush"]) },
    wake: { isThere: wakeThere, get isRefused() { return now.wakeRefused; }, want: async () => heard.push(["awake"]), drop: () => heard.push(["asleep"]) },
    vibrate: (pattern) => heard.push(["vibrate", ...pattern]),
    notes: (texts) => { heard.push(["note", ...texts]); },
  });
  const tell = (view) => { last = view; listener(view); };
  const at = (positionMs, more = {}) => {
    const index = positionMs < 5000 ? 0 : 1;
    tell({ status: "running", own: true, script: SCRIPT, positionMs, index, step: SCRIPT.plan.steps[index], intoMs: index ? positionMs - 5000 : positionMs, ...more });
  };
  /** The lines that stand in the bar now. */
  const notes = () => heard.findLast(([what]) => what === "note")?.slice(1) ?? [];
  return { heard, now, notes, context, at, settings, tell, of: (name) => heard.filter(([what]) => what === name) };
}

test("the plan is put on the audio clock once, and again only when it no longer fits", () => {
  const { at, context, of } = room();
  at(0);
  context.currentTime = 52;
  at(2000);
  assert.equal(of("plan").length, 1);
  at(5000);
  assert.deepEqual(of("plan").map((plan) => plan[1]), [0, 5000]);
});

test("a drift of less than forty milliseconds is left alone, a larger one is mended", () => {
  const { at, context, of } = room();
  at(0);
  context.currentTime = 51.03;
  at(1000);
  assert.equal(of("plan").length, 1);
  context.currentTime = 52.05;
  at(2000);
  assert.equal(of("plan").length, 2);
});

test("each step is spoken once", () => {
  const { at, of } = room();
  at(0);
  at(200);
  at(5000);
  at(5200);
  assert.deepEqual(of("say").map((one) => one[1]), ["Cross your left leg.", "Breathe slowly."]);
});

test("a pause silences everything and lets the screen go", () => {
  const { at, tell, of } = room();
  at(0);
  tell({ status: "paused" });
  assert.equal(of("cancel").length, 1);
  assert.equal(of("hush").length, 1);
  assert.ok(of("asleep").length > 0);
  assert.equal(of("now").length, 0);
});

test("after Stop comes one low bell", () => {
  const { at, tell, of } = room();
  at(0);
  tell({ status: "asking", own: true });
  tell({ status: "asking", own: true });
  assert.deepEqual(of("now"), [["now", "stop"]]);
});

test("a tab that only follows makes no sound", () => {
  const { at, heard } = room();
  at(0, { own: false });
  assert.ok(!heard.some(([what]) => ["plan", "say"].includes(what)));
});

test("without a voice the bell leads, and that is said once", () => {
  const { at, of } = room({ voiceThere: false });
  at(0);
  at(5000);
  assert.deepEqual(of("note").map(([, ...texts]) => texts), [[NO_VOICE]]);
  assert.equal(of("plan").length > 0, true);
});

test("a voice that arrives late says the step's line once, and nothing says any more that there is none", () => {
  const { at, of, now, notes } = room({ voiceThere: false });
  at(0);
  assert.deepEqual(notes(), [NO_VOICE]);
  now.voiceThere = true;
  at(200);
  at(400);
  at(5000);
  assert.deepEqual(of("say").map(([, text]) => text), ["Cross your left leg.", "Breathe slowly."]);
  assert.deepEqual(notes(), []);
});

test("a voice that arrives after the bell alone was chosen stays silent", () => {
  const { at, of, now, settings } = room({ voiceThere: false });
  at(0);
  settings.change({ way: "bell" });
  now.voiceThere = true;
  at(200);
  assert.deepEqual(of("say"), []);
});

test("a step without a line is no missing voice", () => {
  const { tell, notes } = room();
  tell({ status: "running", own: true, script: SCRIPT, positionMs: 0, index: 0, step: { ...SCRIPT.plan.steps[0], say: "" }, intoMs: 0 });
  assert.deepEqual(notes(), []);
});

test("where the browser rings no bell, that is said, and nothing says that the bell leads", () => {
  const { at, notes } = room({ audio: "none", voiceThere: false });
  at(0);
  assert.deepEqual(notes(), [NO_AUDIO]);
});

test("whoever wants it silent is told of no missing bell and no missing voice", () => {
  for (const audio of ["none", "locked"]) {
    const { at, notes } = room({ way: "silent", audio, voiceThere: false });
    at(0);
    assert.deepEqual(notes(), []);
  }
});

test("all that is missing is told side by side: one line does not push out the other", () => {
  const { at, notes } = room({ voiceThere: false, audio: "locked", wakeThere: false });
  at(0);
  assert.deepEqual(notes(), [NO_SOUND, NO_VOICE, SCREEN]);
});

test("a pause keeps the lines, the end of the session takes them back, and the next session says them anew", () => {
  const { at, tell, of, notes } = room({ voiceThere: false });
  at(0);
  tell({ status: "paused" });
  at(200);
  assert.deepEqual(notes(), [NO_VOICE]);
  tell({ status: "none" });
  assert.deepEqual(notes(), []);
  at(0);
  assert.deepEqual(of("note").map(([, ...texts]) => texts), [[NO_VOICE], [], [NO_VOICE]]);
});

test("before the first tap there is no sound; after it the rest is planned from where the session is, and the line goes", () => {
  const { at, of, now, notes } = room({ audio: "locked" });
  at(0);
  at(200);
  assert.deepEqual(of("note").map(([, ...texts]) => texts), [[NO_SOUND]]);
  now.audio = "on";
  at(400);
  assert.deepEqual(of("plan").map((plan) => plan[1]), [0, 400]);
  assert.deepEqual(notes(), []);
});

test("silent vibrates, the quiet mode only ticks", () => {
  const { at, of } = room({ way: "silent" });
  at(0);
  assert.equal(of("vibrate").length, 1);
  assert.equal(of("say").length, 0);
  assert.equal(heardWay({ way: "voice", isQuiet: true }), "tick");
  assert.equal(heardWay({ way: "silent", isQuiet: true }), "silent");
});

test("a screen that cannot be kept on is told about once", () => {
  const { at, of } = room({ wakeThere: false });
  at(0);
  at(200);
  assert.deepEqual(of("note").map(([, ...texts]) => texts), [[SCREEN]]);
});

test("a screen that is refused is told about until it is kept on after all", () => {
  const { at, now, notes } = room();
  now.wakeRefused = true;
  at(0);
  assert.deepEqual(notes(), [SCREEN]);
  now.wakeRefused = false;
  at(200);
  assert.deepEqual(notes(), []);
});

test("settings that do not fit are as usual", () => {
  assert.equal(readSettings("{broken").way, "voice");
  assert.equal(readSettings('{"way":"shout","volume":300,"inSeconds":"4"}').volume, 70);
  assert.equal(readSettings('{"way":"tick","inSeconds":5}').inSeconds, 5);
});

test("settings are kept, and last for the page where storage is full", () => {
  const storage = { getItem: () => null, setItem() { throw new Error("full"); } };
  const settings = createSettings({ storage });
  settings.change({ way: "silent" });
  assert.equal(settings.read().way, "silent");
});
