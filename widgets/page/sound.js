// Bells made with WebAudio, no sound files. All cues ahead are scheduled on the audio clock at once, so that a
// hidden tab, whose own timers are slowed, still sounds on time; a pause takes back what has not sounded yet.

/** Notes of each bell: [hertz, seconds after the cue, seconds it rings, loudness]. Soft and low: nobody is to start. */
const BELLS = {
  ready: [[392, 0, 1.6, 0.5]],
  count: [[660, 0, 0.12, 0.25]],
  next: [[392, 0, 1.2, 0.4], [523, 0.22, 1.4, 0.4]],
  move: [[440, 0, 1.0, 0.4]],
  switch: [[523, 0, 1.0, 0.45], [440, 0.25, 1.2, 0.45]],
  hold: [[523, 0, 2.4, 0.6]],
  again: [[494, 0, 0.35, 0.22]],
  release: [[392, 0, 2.2, 0.6]],
  rest: [[330, 0, 1.6, 0.4]],
  done: [[523, 0, 2.2, 0.5], [659, 0.35, 2.2, 0.5], [784, 0.7, 3.0, 0.5]],
  stop: [[196, 0, 1.4, 0.7]],
};
const TICK = [[880, 0, 0.05, 0.35]];
/** The breath is a soft tone that rises and falls. */
const BREATH_HERTZ = { in: [220, 294], out: [294, 220] };
const LOWEST = 0.0001;

/** How a bell is heard in each way; null where it is not. */
export function notesOf(sound, way) {
  if (way === "silent") return null;
  if (way === "tick") return sound === "stop" ? BELLS.stop : TICK;
  return BELLS[sound] ?? null;
}

/**
 * @param {{AudioContext?: Function}} setting what makes the audio context; the browser's own by default
 * `state()`: "none" where the browser has no audio, "locked" until the first tap, else "on".
 */
export function createSound({ AudioContext = globalThis.AudioContext } = {}) {
  let context = null;
  let master = null;
  let volume = 0.7;
  let planned = [];

  function open() {
    if (context || !AudioContext) return;
    try {
      context = new AudioContext();
      master = context.createGain();
      master.gain.value = volume;
      master.connect(context.destination);
    } catch {
      context = AudioContext = null; // No tap will help: there is no sound here.
    }
  }

  function state() {
    if (!context) return AudioContext ? "locked" : "none";
    return context.state === "running" ? "on" : "locked";
  }

  function ring(notes, at) {
    for (const [hertz, after, seconds, loudness] of notes) tone([hertz, hertz], at + after, seconds, loudness, 0.015);
  }

  function tone([from, to], at, seconds, loudness, attack) {
    const oscillator = context.createOscillator();
    const gain = context.createGain();
    oscillator.frequency.setValueAtTime(from, at);
    if (to !== from) oscillator.frequency.linearRampToValueAtTime(to, at + seconds);
    gain.gain.setValueAtTime(LOWEST, at);
    gain.gain.exponentialRampToValueAtTime(loudness, at + attack);
    gain.gain.exponentialRampToValueAtTime(LOWEST, at + seconds);
    oscillator.connect(gain).connect(master);
    oscillator.start(at);
    oscillator.stop(at + seconds + 0.05);
    const entry = { oscillator, gain };
    planned.push(entry);
    oscillator.onended = () => {
      gain.disconnect();
      planned = planned.filter((other) => other !== entry);
    };
  }

  return {
    state,
    /** Call from a tap or a key: browsers let no sound out before one. Resolves with the state. */
    async unlock() {
      open();
      try {
        await context?.resume();
      } catch {
        // The browser refuses; `state` says so.
      }
      return state();
    },
    setVolume(value) {
      volume = Math.min(1, Math.max(0, value));
      if (master) master.gain.value = volume;
    },
    /**
     * Puts every cue on the audio clock, counted from now, and as much earlier as sound takes to leave the computer.
     * @param {{atMs: number, sound: string, isBreath: boolean, seconds?: number}[]} cues @param {number} positionMs where the plan is now
     */
    schedule(cues, positionMs, way) {
      this.cancel();
      if (state() !== "on" || way === "silent") return;
      const now = context.currentTime;
      const heardNow = now - (context.outputLatency || 0);
      for (const cue of cues) {
        const at = Math.max(now, heardNow + (cue.atMs - positionMs) / 1000);
        if (!cue.isBreath) ring(notesOf(cue.sound, way), at);
        else if (way !== "tick") tone(BREATH_HERTZ[cue.sound], at, cue.seconds * 0.9, 0.12, cue.seconds * 0.4);
      }
    },
    /** Takes back what has not sounded yet, and lets what sounds fade at once. */
    cancel() {
      for (const { oscillator, gain } of planned) {
        try {
          oscillator.onended = null;
          oscillator.stop();
          gain.disconnect();
        } catch {
          // It was over already.
        }
      }
      planned = [];
    },
    /** One bell now, whatever was planned. */
    now(sound, way) {
      const notes = notesOf(sound, way);
      if (notes && state() === "on") ring(notes, context.currentTime);
    },
    /** For measuring: the context itself. */
    get context() { return context; },
    get plannedCount() { return planned.length; },
  };
}
