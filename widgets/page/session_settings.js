// How a session sounds and looks in this browser: kept in its storage, the same for all notebooks.

import { SOUND_WAYS } from "./cues.js";

export const LIMITS = { inSeconds: [2, 8], outSeconds: [2, 12], volume: [0, 100] };
const USUAL = { way: "voice", volume: 70, isQuiet: false, inSeconds: 4, outSeconds: 6 };

/** The settings that a stored text holds; what is missing or does not fit is as usual. */
export function readSettings(text) {
  let stored = null;
  try {
    stored = JSON.parse(text);
  } catch {
    // Unreadable: as usual.
  }
  const found = { ...USUAL, ...(stored && typeof stored === "object" ? stored : {}) };
  const within = (name) => {
    const [low, high] = LIMITS[name];
    return Number.isFinite(found[name]) && found[name] >= low && found[name] <= high ? found[name] : USUAL[name];
  };
  return {
    way: SOUND_WAYS.includes(found.way) ? found.way : USUAL.way,
    isQuiet: found.isQuiet === true,
    volume: within("volume"), inSeconds: within("inSeconds"), outSeconds: within("outSeconds"),
  };
}

/** What is heard: in the quiet mode nothing that wakes somebody. */
export function heardWay({ way, isQuiet }) {
  return isQuiet && ["voice", "bell"].includes(way) ? "tick" : way;
}

/** @param {{storage: Storage}} setting */
export function createSettings({ storage, key = "bedstretch:session-settings" }) {
  const listeners = new Set();
  let held = null;

  function read() {
    if (held) return held;
    try {
      return readSettings(storage.getItem(key));
    } catch {
      return readSettings(null);
    }
  }

  return {
    read,
    change(changes) {
      const next = readSettings(JSON.stringify({ ...read(), ...changes }));
      try {
        storage.setItem(key, JSON.stringify(next));
        held = null;
      } catch {
        held = next; // No room: they last as long as the page.
      }
      listeners.forEach((listener) => listener(next));
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
