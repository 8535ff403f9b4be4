// Events are delivered once: first into the browser's storage, then to Python, deleted when Python has stored them.

const RESEND_AFTER_MS = 4000;

/**
 * @typedef {{id: string, kind: string, occurred_at: string, payload: object}} Event
 * @typedef {(message: object) => void} Send may throw when the kernel is gone
 */

/**
 * The waiting events of one journal.
 * @param {{storage: Storage, journalId: string, newId: () => string, now: () => Date,
 *          onproblem?: (text: string) => void}} setting
 */
export function createOutbox({ storage, journalId, newId, now, onproblem = () => {} }) {
  const prefix = `bedstretch:${journalId}:event:`;
  /** Events whose sender still waits for the answer, and events that storage had no room for. @type {Map<string, Event>} */
  const kept = new Map();
  const waiters = new Map();
  /** The newest last: a widget drawn later talks to a kernel that is more likely alive. @type {Send[]} */
  const senders = [];
  const unreadable = new Set();
  /** Acknowledged once: an answer to a second sending is no news. */
  const done = new Set();
  let turn = 0;

  function stored() {
    const events = [];
    for (let index = 0; index < storage.length; index += 1) {
      const key = storage.key(index);
      if (!key.startsWith(prefix)) continue;
      const event = readEvent(storage.getItem(key));
      if (event && prefix + event.id === key) events.push(event);
      else tellUnreadable(key);
    }
    return events;
  }

  function tellUnreadable(key) {
    if (unreadable.has(key)) return;
    unreadable.add(key);
    onproblem(`An unreadable entry is left in the browser's storage (${key}).`);
  }

  function pending() {
    const byId = new Map(stored().map((event) => [event.id, event]));
    for (const [id, event] of kept) byId.set(id, event);
    return [...byId.values()].sort((a, b) => Date.parse(a.occurred_at) - Date.parse(b.occurred_at));
  }

  function send(event) {
    for (let tries = 0; tries < senders.length; tries += 1) {
      const sender = senders[(((senders.length - 1 - turn) % senders.length) + senders.length) % senders.length];
      try {
        sender({ kind: "event", event });
        return true;
      } catch {
        turn += 1;
      }
    }
    return false;
  }

  function flush() {
    for (const event of pending()) send(event);
  }

  return {
    resendAfterMs: RESEND_AFTER_MS,
    pending,
    flush,

    /** Keeps an event and sends it. The promise is fulfilled with Python's answer, however long that takes. */
    put(kind, payload) {
      const event = { id: newId(), kind, occurred_at: localIso(now()), payload };
      try {
        storage.setItem(prefix + event.id, JSON.stringify(event));
      } catch {
        onproblem("The browser's storage is full: this entry is lost if you close the page before it is saved.");
      }
      kept.set(event.id, event);
      const answered = new Promise((resolve) => waiters.set(event.id, resolve));
      send(event);
      return { id: event.id, answered };
    },

    /** Widgets that can reach Python. Everything that waits is sent at once. @param {Send} sender */
    attach(sender) {
      senders.push(sender);
      turn = 0;
      flush();
      return () => {
        const index = senders.indexOf(sender);
        if (index >= 0) senders.splice(index, 1);
      };
    },

    /** Another try for all that waits, through the next widget in case the last one is deaf. */
    resend() {
      turn += 1;
      flush();
    },

    /** Python has stored (or knowingly refused) the event: only now is it deleted here. */
    acknowledge({ id, reply, refused }) {
      storage.removeItem(prefix + id);
      kept.delete(id);
      const resolve = waiters.get(id);
      waiters.delete(id);
      if (resolve) resolve({ reply, refused });
      else if (refused && !done.has(id)) onproblem(`An earlier entry was not accepted: ${refused}`);
      done.add(id);
    },
  };
}

/** The event that a text holds, or null. @returns {Event|null} */
function readEvent(text) {
  try {
    const event = JSON.parse(text);
    return Number.isNaN(Date.parse(event.occurred_at)) ? null : event;
  } catch {
    return null;
  }
}

/** ISO 8601 with the browser's UTC offset, e.g. 2026-11-22T07:30:00.000+01:00. @param {Date} moment */
export function localIso(moment) {
  const offset = -moment.getTimezoneOffset();
  const sign = offset < 0 ? "-" : "+";
  const two = (n) => String(Math.floor(Math.abs(n))).padStart(2, "0");
  const local = new Date(moment.getTime() + offset * 60000).toISOString().slice(0, -1);
  return `${local}${sign}${two(offset / 60)}:${two(offset % 60)}`;
}
