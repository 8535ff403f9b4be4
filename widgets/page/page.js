// One per page and journal, shared by all widgets of all notebooks that are open in this JupyterLab.

import { createOutbox } from "./outbox.js";
import { createSessionOwner } from "./session_owner.js";
import { mountSessionBar } from "./session_bar.js";
import { followWithMedia } from "./session_media.js";
import { createSettings } from "./session_settings.js";
import { mountSessionStage } from "./session_stage.js";
import { createSound } from "./sound.js";
import { createVoice } from "./voice.js";
import { createWakeLock } from "./wake_lock.js";

const REQUEST_TIMEOUT_MS = 10000;
const LATE_MS = 10000;
const REGISTRY = Symbol.for("bedstretch.pages.2");

/**
 * Joins a view to the page. Call once in `render`, and call `leave` in its clean-up.
 * `request` asks this widget's Python and rejects after ten seconds without an answer; what still waits to be
 * told goes with it, so that Python never decides on yesterday's news.
 * `put` keeps an event until any widget has delivered it.
 */
export function join(model) {
  const page = pageOf(model.get("journal_id"));
  const requests = new Map();

  function receive(message) {
    if (message?.kind === "stored") page.outbox.acknowledge(message);
    else if (message?.kind === "not-stored") page.problem(message.error, message.id);
    else if (message?.kind === "reply") requests.get(message.id)?.(message);
  }

  const send = (message) => model.send(message);
  model.on("msg:custom", receive);
  const detachOutbox = page.outbox.attach(send);
  const detachSession = page.session.attach(request);

  function request(name, args = {}, { timeoutMs = REQUEST_TIMEOUT_MS } = {}) {
    return new Promise((resolve, reject) => {
      const id = newId();
      const timer = setTimeout(() => settle(null), timeoutMs);
      function settle(message) {
        clearTimeout(timer);
        requests.delete(id);
        if (message === null) reject(Object.assign(new Error(NO_ANSWER), { isSilence: true }));
        else if (message.error) reject(new Error(message.error));
        else resolve(message.result);
      }
      requests.set(id, settle);
      try {
        send({ kind: "request", id, name, arguments: args, events: page.outbox.pending() });
      } catch {
        settle(null);
      }
    });
  }

  return {
    page,
    session: page.session,
    put: page.outbox.put,
    request,
    leave() {
      model.off("msg:custom", receive);
      detachOutbox();
      detachSession();
    },
  };
}

const NO_ANSWER =
  "No answer from Python. Wait a moment and try again; if that does not help, run this cell again (the ▶ above).";

const NOT_SAVED =
  "Python does not answer. What you did last is kept in this browser, and is saved when any part of the course runs again.";

function pageOf(journalId) {
  const pages = (globalThis[REGISTRY] ??= new Map());
  if (!pages.has(journalId)) pages.set(journalId, createPage(journalId));
  return pages.get(journalId);
}

function createPage(journalId) {
  const listeners = new Set();
  const told = new Set();
  /** An event that waits is sent again and again; why it could not be stored is told once. */
  const problem = (text, id = null) => {
    if (id && told.has(text + id)) return;
    told.add(text + id);
    listeners.forEach((listener) => listener(text));
  };
  const outbox = createOutbox({ storage: localStorage, journalId, newId, now: () => new Date(), onproblem: problem });
  const session = createSessionOwner({ journalId, put: outbox.put, onproblem: problem });
  setInterval(() => {
    const [oldest] = outbox.pending();
    if (!oldest) return;
    outbox.resend();
    const isLate = Date.now() - Date.parse(oldest.occurred_at) > LATE_MS;
    if (isLate && session.view().status === "none") problem(NOT_SAVED, oldest.id);
  }, outbox.resendAfterMs);
  const bar = mountSessionBar(session, { onproblem: (listener) => listeners.add(listener) });
  const settings = createSettings({ storage: localStorage });
  const stage = mountSessionStage({ session, settings });
  const sound = createSound();
  followWithMedia({
    session, settings, sound, notes: bar.note,
    voice: createVoice(), wake: createWakeLock(), vibrate: (pattern) => navigator.vibrate?.(pattern),
  });
  const dim = () => document.body.classList.toggle("bedstretch-is-quiet", settings.read().isQuiet && session.view().status !== "none");
  session.subscribe(dim);
  settings.subscribe(dim);
  // After a reload no tap has come yet: the first one, on Continue most often, lets the sound out. A finger's tap
  // counts for the browser when it is lifted.
  for (const sign of ["pointerdown", "pointerup", "keydown"]) {
    window.addEventListener(sign, () => session.view().status !== "none" && sound.state() === "locked" && sound.unlock(), { capture: true });
  }
  return { outbox, session, settings, sound, stage, problem, begun: new Map() };
}

/** A random id; pages served over plain http from another machine have no randomUUID. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
