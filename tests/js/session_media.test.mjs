// What is heard while a session runs, with stand-ins for sound, voice and screen.

import assert from "node:assert/strict";
import { test } from "node:test";

import { followWithMedia } from "../../widgets/page/session_media.js";
import { createSettings, heardWay, readSettings } from "../../widgets/page/session_settings.js";

const SCRIPT = {
  session_id: "one", revision: 0,
  plan: { steps: [
    { phase: "move-in", seconds: 5, say: "Cross your left leg." },
    { phase: "hold", seconds: 20, say: "Breathe slowly." },
  ] },
};

function room({ way = "voice", voiceThere = true, audio = "on", wakeThere = true } = {}) {
  const heard = [];
  const context = { currentTime: 50 };
  let listener = null;
  const stored = new Map([["bedstretch:session-settings", JSON.stringify({ way })]]);
  const storage = { getItem: (key) => stored.get(key) ?? null, setItem: (key, value) => stored.set(key, value) };
  const settings = createSettings({ storage });
  followWithMedia({
    session: { subscribe: (one) => { listener = one; } },
    settings,
    sound: {
      state: () => audio, setVolume() {}, context,
      schedule: (cues, position) => heard.push(["plan", position, cues.length]),
      cancel: () => heard.push(["cancel"]), now: (sound) => heard.push(["now", sound]),
    },
    voice: { setVolume() {}, say: (text) => voiceThere && (heard.push(["say", text]), true), hush: () => heard.push(["hush"]) },
    wake: { isThere: wakeThere, isRefused: false, want: async () => heard.push(["awake"]), drop: () => heard.push(["asleep"]) },
    vibrate: (pattern) => heard.push(["vibrate", ...pattern]),
    notes: (text) => heard.push(["note", text]),
  });
  const at = (positionMs, more = {}) => {
    const index = positionMs < 5000 ? 0 : 1;
    listener({ status: "running", own: true, script: SCRIPT, positionMs, index, step: SCRIPT.plan.steps[index], intoMs: index ? positionMs - 5000 : positionMs, ...more });
  };
  return { heard, context, at, settings, tell: (view) => listener(view), of: (name) => heard.filter(([what]) => what === name) };
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
  assert.equal(of("note").filter(([, text]) => text.includes("the bell leads")).length, 1);
});

test("before the first tap there is no sound; after it the plan is made", () => {
  const { at, of } = room({ audio: "locked" });
  at(0);
  at(200);
  assert.equal(of("note").filter(([, text]) => text.includes("Tap anywhere")).length, 1);
});

test("silent vibrates, the quiet mode only ticks", () => {
  const { at, of } = room({ way: "silent" });
  at(0);
  assert.equal(of("vibrate").length, 1);
  assert.equal(of("say").length, 0);
  assert.equal(heardWay({ way: "voice", isQuiet: true }), "tick");
  assert.equal(heardWay({ way: "silent", isQuiet: true }), "silent");
});

test("a screen that cannot be kept on is told about once", async () => {
  const { at, of } = room({ wakeThere: false });
  at(0);
  at(200);
  await new Promise((resolve) => setTimeout(resolve, 0));
  assert.equal(of("note").filter(([, text]) => text.includes("keep the screen on")).length, 1);
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
