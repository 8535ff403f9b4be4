// A widget's model without JupyterLab: its traits, and answers from the page itself.

/**
 * @param {{traits: Record<string, any>, requests: Record<string, (args: object) => object>, receive: (event: object) => void}} setting
 *   `requests` answer or throw an Error whose text is for the person; `receive` keeps an event or throws
 */
export function createModel({ traits, requests, receive }) {
  const listeners = new Map();

  function listen(names, listener, change) {
    for (const name of names.split(" ")) {
      if (!listeners.has(name)) listeners.set(name, new Set());
      change(listeners.get(name), listener);
    }
  }

  function say(message) {
    queueMicrotask(() => (listeners.get("msg:custom") ?? []).forEach((listener) => listener(message)));
  }

  function takeEvent(event) {
    receive(event);
    say({ kind: "stored", id: event.id, reply: {}, refused: null });
  }

  /** One that cannot be kept waits, and keeps no question from being answered. */
  function tryEvent(event) {
    try {
      takeEvent(event);
    } catch (error) {
      say({ kind: "not-stored", id: event.id, error: error.message });
    }
  }

  function answer({ id, name, arguments: args, events }) {
    try {
      (events ?? []).forEach(tryEvent);
      if (!Object.hasOwn(requests, name)) throw new Error(`There is no request '${name}'.`);
      say({ kind: "reply", id, result: requests[name](args) });
    } catch (error) {
      say({ kind: "reply", id, error: error.message });
    }
  }

  return {
    get: (name) => traits[name],
    on: (names, listener) => listen(names, listener, (set, one) => set.add(one)),
    off: (names, listener) => listen(names, listener, (set, one) => set.delete(one)),
    send(message) {
      if (message.kind === "event") tryEvent(message.event);
      else if (message.kind === "request") answer(message);
    },
  };
}
