// What the phone keeps, in the page's own storage: read afresh each time, as another page of the course may have
// written; never narrowed to what one page knew; and with room put by for what has to be checked by a clinician.

import { NOTHING_KEPT, openEmergencies } from "./standing.js";

const KEPT_KEY = "bedstretch:phone:kept";
const UNREADABLE_KEY = "bedstretch:phone:kept-unreadable";
const SPARE_KEY = "bedstretch:phone:spare";
const SPARE = "·".repeat(4000);

/**
 * @param {{storage: Storage}} setting
 * `now()` gives what is kept; `put(next)` keeps it from now on and tells whether there was room to write it.
 */
export function createKept({ storage }) {
  const listeners = new Set();
  let kept = NOTHING_KEPT;
  let isUnsaved = false;
  reserve();

  function reserve() {
    try {
      storage.setItem(SPARE_KEY, SPARE);
    } catch {
      // No room to put by: then there is none.
    }
  }

  function read() {
    const text = storage.getItem(KEPT_KEY);
    if (text === null) return NOTHING_KEPT;
    try {
      const found = { ...NOTHING_KEPT, ...JSON.parse(text) };
      if (Array.isArray(found.events) && Array.isArray(found.emergencies)) return found;
    } catch {
      // Told below.
    }
    return setAside(text);
  }

  /** What cannot be read is not thrown away, and does not count as nothing: all is asked anew, and said why. */
  function setAside(text) {
    const anew = { ...NOTHING_KEPT, is_unreadable: true };
    try {
      storage.setItem(UNREADABLE_KEY, text);
      storage.setItem(KEPT_KEY, JSON.stringify(anew));
    } catch {
      // No room: it is found unreadable again the next time.
    }
    return anew;
  }

  function now() {
    const stored = read();
    kept = isUnsaved ? united(stored, kept) : stored;
    return kept;
  }

  function put(next) {
    kept = next;
    isUnsaved = !(write() || (openEmergencies(kept).length > 0 && writeWithSpare()));
    listeners.forEach((listener) => listener());
    return !isUnsaved;
  }

  function write() {
    try {
      storage.setItem(KEPT_KEY, JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  }

  function writeWithSpare() {
    storage.removeItem(SPARE_KEY);
    return write();
  }

  return {
    now,
    put,
    isUnsaved: () => isUnsaved,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What this page could not write, and what another has written since: of both the more careful. */
function united(stored, mine) {
  const byId = new Map([...stored.events, ...mine.events].map((event) => [event.id, event]));
  const key = ({ at, found_by }) => `${at} ${found_by}`;
  const emergencies = new Map(stored.emergencies.map((emergency) => [key(emergency), emergency]));
  for (const emergency of mine.emergencies) {
    const isEnded = emergency.cleared_at || emergency.undone_at;
    if (isEnded || !emergencies.has(key(emergency))) emergencies.set(key(emergency), emergency);
  }
  return { ...stored, ...mine, events: [...byId.values()], emergencies: [...emergencies.values()], screening: newer(stored.screening, mine.screening) };
}

/** The screening that was answered later; of the same one, the void one. */
function newer(one, other) {
  if (!one || !other) return one ?? other;
  if (one.at !== other.at) return Date.parse(one.at) > Date.parse(other.at) ? one : other;
  return one.void_at ? one : other;
}
