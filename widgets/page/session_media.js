// What is heard, spoken and kept awake while a session runs. It follows the session and owns no clock: whenever
// what is planned on the audio clock no longer fits where the session is, it is planned anew.

import { timelineOf } from "./clock.js";
import { cuesFrom, cuesOf } from "./cues.js";
import { heardWay } from "./session_settings.js";

const APART_MS = 40;
/** After a start or a jump the first bell is heard although drawing has taken its time. */
const LATE_BELL_MS = 300;
const NO_VOICE = "This device has no voice of its own for English, so the bell leads.";
const NO_SOUND = "This browser lets no sound out yet. Tap anywhere once.";
const NO_AUDIO = "This browser can ring no bell. Keep the screen in sight.";
const SCREEN = "This browser cannot keep the screen on. Set your screen to stay on for longer before you lie down.";

/**
 * @param {{session: object, settings: object, sound: object, voice: object, wake: object, vibrate?: (pattern: number[]) => void,
 *          notes?: (texts: string[]) => void}} setting `notes` hears what the person should know, whenever that changes
 */
export function followWithMedia({ session, settings, sound, voice, wake, vibrate = () => {}, notes = () => {} }) {
  let planned = null;
  let spoken = null;
  /** The step's line still waits for a voice: some browsers have theirs a moment after the page. */
  let isUnsaid = false;
  let noted = [];

  /** Looked up anew: what other views have drawn for this news may have taken its time. */
  function hear() {
    const now = session.view();
    if (now.status === "running" && now.own) return play(now);
    if (planned || spoken) quieten(now.status);
    wake.drop();
    if (now.status !== "paused") note([]);
  }

  function note(texts) {
    if (texts.join() === noted.join()) return;
    noted = texts;
    notes(texts);
  }

  /** What is so now; it is taken back when it is so no more. */
  function noteFor(way) {
    const state = sound.state();
    note([
      state === "none" && way !== "silent" && NO_AUDIO,
      state === "locked" && way !== "silent" && NO_SOUND,
      state !== "none" && way === "voice" && !voice.isThere() && NO_VOICE,
      (!wake.isThere || wake.isRefused) && SCREEN,
    ].filter(Boolean));
  }

  function play(now) {
    const set = settings.read();
    const way = heardWay(set);
    sound.setVolume(set.volume / 100);
    voice.setVolume(set.volume / 100);
    wake.want();
    if (!fits(now, set, way)) plan(now, set, way);
    speak(now, way);
    noteFor(way);
  }

  function speak(now, way) {
    const step = `${now.script.session_id} ${now.script.revision} ${now.index}`;
    if (step !== spoken) {
      isUnsaid = way === "voice" && (spoken === null || now.intoMs < 1500);
      spoken = step;
      if (way === "silent") vibrate([200]);
    }
    if (isUnsaid && way === "voice" && voice.say(now.step.say)) isUnsaid = false;
  }

  /** A jump, a pause, other settings, or two clocks that have drifted apart: all show as one difference. */
  function fits(now, set, way) {
    if (!planned || planned.script !== now.script || planned.way !== way) return false;
    if (planned.inSeconds !== set.inSeconds || planned.outSeconds !== set.outSeconds) return false;
    if (sound.state() !== "on") return planned.state === sound.state();
    if (planned.state !== "on") return false;
    return apartMs(now) <= APART_MS;
  }

  /** How far what is heard is from where the session is. */
  function apartMs(now) {
    const heardMs = (sound.context.currentTime - planned.audioSeconds) * 1000;
    return Math.abs(planned.positionMs + heardMs - now.positionMs);
  }

  function plan(now, set, way) {
    const breath = { inSeconds: set.inSeconds, outSeconds: set.outSeconds };
    const timeline = timelineOf(now.script.plan.steps);
    const goesOn = planned?.state === "on" && sound.state() === "on" && apartMs(now) < LATE_BELL_MS;
    const cues = cuesFrom(cuesOf(timeline, breath), now.positionMs, goesOn ? undefined : LATE_BELL_MS);
    sound.schedule(cues, now.positionMs, way);
    planned = {
      script: now.script, way, state: sound.state(), positionMs: now.positionMs,
      audioSeconds: sound.context?.currentTime ?? 0, inSeconds: set.inSeconds, outSeconds: set.outSeconds,
    };
  }

  /** After Stop: one low bell, then silence. After the end its own bell, which is due at this very moment, rings out. */
  function quieten(status) {
    planned = spoken = null;
    if (status !== "finished") sound.cancel();
    voice.hush();
    if (status === "asking") {
      sound.now("stop", heardWay(settings.read()));
      vibrate([400]);
    }
  }

  return session.subscribe(hear);
}
