// The one session of a journal in this browser. One tab owns it and runs the clock; other tabs follow and send
// commands; widgets only show it. After a reload, a sleep or a takeover it is paused and kept: nothing resumes
// by itself.

import { addPlayed, createClock, momentAt, practisedOf, stepsAfterStop, timelineOf, withTimeInserted } from "./clock.js";
import { localIso } from "./outbox.js";
import { blockAround, withOneMoreSet } from "./stage_logic.js";
import { createTabLock } from "./tab_lock.js";
import { createTicker } from "./ticker.js";

const HEARTBEAT_MS = 1000;
/** A pause this long goes on only after Python has been asked again. */
const LONG_PAUSE_MS = 10 * 60 * 1000;
/** Longer than a lost lease takes to be free. */
const COMMAND_WAITS_MS = 5000;
const ENDINGS = ["finished", "ended-early", "stopped"];

/**
 * What is kept in storage while a session lasts. `plan`, `stop` and `texts` come from Python with the start.
 * @typedef {{session_id: string, plan: object, stop: object, texts: object, demonstration: boolean, started_at: string,
 *            planned_seconds: number, revision: number}} Script
 * status: running | paused | asking (stopped, and asks why) | answered (shows what to do) | an ending; why: null | "reload" | "slept" | "long"
 * @typedef {{session_id: string, status: string, why: string|null, answer: string|null, position_ms: number,
 *            anchor_ms: number, played: number[][], practised: object[]}} Progress
 */

/** What the owner needs from the browser; tests give their own. */
export function browserEnvironment() {
  return {
    storage: localStorage,
    locks: navigator.locks,
    perf: () => performance.now(),
    wall: () => Date.now(),
    ticker: createTicker,
    /** From the Worker too: a hidden tab that renews its lease too late would lose it. */
    every(ms, run) {
      let last = performance.now();
      const steady = createTicker(() => {
        if (performance.now() - last < ms) return;
        last = performance.now();
        run();
      });
      return steady.stop;
    },
    onstorage: (listener) => window.addEventListener("storage", listener),
    onleave: (listener) => window.addEventListener("pagehide", listener),
    onreturn: (listener) => window.addEventListener("pageshow", listener),
    tabId: Math.random().toString(36).slice(2),
  };
}

/** `onproblem(text, id)` hears what the person must know; the same text may come again for the same session. */
export function createSessionOwner({ journalId, put, onproblem = () => {}, env = browserEnvironment() }) {
  const key = (name) => `bedstretch:${journalId}:${name}`;
  const lock = createTabLock({ ...env, name: key("session-owner"), onlost: giveUp });
  const listeners = new Set();
  /** Ask Python through any widget that is drawn; the newest first. */
  const askers = [];
  /** @type {Script|null} */ let script = null;
  /** @type {Progress|null} */ let progress = null;
  let timeline = null;
  let clock = null;
  let ticker = null;
  let lastBeat = 0;
  let outcome = null;
  /** Taken over from a page that is gone: Python is asked before it goes on. */
  let interrupted = false;
  let voidHere = false;

  // --- what views see ---------------------------------------------------------------------------------------

  function view() {
    if (!script) return { status: "none", outcome };
    const position = positionNow();
    return {
      status: progress.status, why: progress.why, answer: progress.answer, own: lock.held(), script, positionMs: position,
      ...momentAt(timeline, position),
    };
  }

  function positionNow() {
    if (clock) return clock.position();
    if (progress.status !== "running") return progress.position_ms;
    return Math.min(progress.position_ms + env.wall() - progress.anchor_ms, timeline.totalMs);
  }

  function tell() {
    const now = view();
    for (const listener of listeners) {
      try {
        listener(now);
      } catch (error) {
        console.error(error); // A view that cannot draw must not keep a session from being stored.
      }
    }
  }

  // --- storage ----------------------------------------------------------------------------------------------

  function save() {
    if (!script || script.demonstration) return;
    progress = { ...progress, position_ms: positionNow(), anchor_ms: env.wall() };
    if (!write("session-progress", progress)) onproblem(NOT_KEPT, script.session_id);
    lastBeat = env.wall();
  }

  /** Whether there was room. A full storage must not stop a hold; the session then only lives as long as this page. */
  function write(name, value) {
    try {
      env.storage.setItem(key(name), JSON.stringify(value));
      return true;
    } catch {
      return false;
    }
  }

  function read(name) {
    return parsedJson(env.storage.getItem(key(name)));
  }

  function load() {
    const stored = read("session-script");
    const storedProgress = read("session-progress");
    if (!stored?.plan?.steps?.length || storedProgress?.session_id !== stored.session_id) return forget();
    if (ENDINGS.includes(storedProgress.status)) return endElsewhere(storedProgress);
    if (script?.session_id !== stored.session_id || script.revision !== stored.revision) timeline = timelineOf(stored.plan.steps);
    script = stored;
    progress = storedProgress;
    outcome = null;
  }

  function forget() {
    script = progress = timeline = null;
    stopClock();
  }

  function erase() {
    env.storage.removeItem(key("session-script"));
    env.storage.removeItem(key("session-progress"));
  }

  // --- the clock, in the owning tab only --------------------------------------------------------------------

  function runClock() {
    clock = createClock({ perf: env.perf, wall: env.wall, totalMs: timeline.totalMs, positionMs: progress.position_ms });
    clock.resume();
    interrupted = false;
    setProgress({ status: "running", why: null });
    ticker ??= env.ticker(tick);
    planWake();
  }

  function stopClock() {
    ticker?.stop();
    ticker = clock = null;
  }

  /** Ends the running time at the present position and keeps what was played. */
  function halt(changes) {
    const from = progress.playing_from;
    const to = clock ? clock.pause() : progress.position_ms;
    stopClock();
    const played = from == null ? progress.played : addPlayed(progress.played, from, to);
    const paused_at_ms = progress.status === "running" ? env.wall() : progress.paused_at_ms;
    setProgress({ ...changes, position_ms: to, anchor_ms: env.wall(), paused_at_ms, played, playing_from: null });
  }

  function setProgress(changes) {
    progress = { ...progress, ...changes };
    if (clock && progress.playing_from == null) progress.playing_from = clock.position();
    save();
    tell();
  }

  function planWake() {
    if (ticker && clock) ticker.wakeIn(momentAt(timeline, clock.position()).leftMs);
  }

  function tick() {
    if (!clock) return tell();
    const before = momentAt(timeline, progress.shown_ms ?? 0).index;
    const state = clock.tick();
    if (state === "slept") return halt({ status: "paused", why: "slept" });
    if (state === "done") return finish("finished");
    progress.shown_ms = clock.position();
    if (momentAt(timeline, progress.shown_ms).index !== before) {
      planWake();
      save();
    } else if (env.wall() - lastBeat >= HEARTBEAT_MS) {
      save();
    }
    tell();
  }

  // --- beginning and ending ---------------------------------------------------------------------------------

  /** Begins a session that Python has just allowed. Rejects when another tab runs one. */
  async function start({ session_id, plan, easier, stop, texts, demonstration, asked }) {
    if (isVoid()) throw new Error(VOID_TEXT);
    if (!(await lock.tryNow())) throw new Error("A session is already running in another tab or window of this browser.");
    if (script) throw new Error("A session is already running. End it first.");
    script = { session_id, plan, easier, stop, texts, asked, demonstration: Boolean(demonstration), started_at: localIso(new Date(env.wall())), revision: 0 };
    timeline = timelineOf(plan.steps);
    script.planned_seconds = Math.round(timeline.totalMs / 1000);
    outcome = null;
    progress = { session_id, status: "paused", why: null, answer: null, position_ms: 0, anchor_ms: env.wall(), played: [], practised: [], playing_from: null };
    if (!script.demonstration) write("session-script", script);
    runClock();
  }

  function practised() {
    return [...progress.practised, ...practisedOf(script.plan.steps, progress.played)];
  }

  /** Told first, ended then: should the page die between the two, the same session told again is stored once. */
  function finish(how) {
    halt({});
    if (!script.demonstration) {
      put("session-ended", {
        session_id: script.session_id,
        routine: script.plan.routine ?? null,
        stretch: script.plan.stretch ?? null,
        started_at: script.started_at,
        ended_at: localIso(new Date(Math.max(env.wall(), Date.parse(script.started_at)))),
        outcome: how,
        planned_seconds: script.planned_seconds,
        practised: practised(),
      });
    }
    setProgress({ status: how });
    outcome = outcomeNow(how);
    erase();
    forget();
    lock.release();
    tell();
  }

  function outcomeNow(how) {
    return { how, script, answer: progress.answer, practised: practised() };
  }

  /** Another tab has ended the session: what it came to is shown here as well. */
  function endElsewhere(told) {
    if (script?.session_id === told.session_id) {
      progress = told;
      outcome = outcomeNow(told.status);
    }
    forget();
  }

  // --- what the learner does; each runs in the owning tab ---------------------------------------------------

  const acts = {
    pause() {
      if (progress.status === "running") halt({ status: "paused", why: null });
    },
    resume() {
      if (progress.status !== "paused" || progress.why || isVoid()) return;
      if (isLongAgo()) setProgress({ why: "long" });
      else runClock();
    },
    /** Only after Python's yes, see `continueInterrupted`. */
    continued() {
      if (progress.status === "paused" && !isVoid()) runClock();
    },
    skip() {
      const { index } = momentAt(timeline, positionNow());
      if (index + 1 >= timeline.steps.length) finish("ended-early");
      else jump(timeline.starts[index + 1]);
    },
    back() {
      const { index, intoMs } = momentAt(timeline, positionNow());
      jump(timeline.starts[intoMs < 2000 && index > 0 ? index - 1 : index]);
    },
    /** One more set of the stretch that is on; what has passed stays where it was. */
    more() {
      const { index } = momentAt(timeline, positionNow());
      const steps = canHaveMore() && withOneMoreSet(script.plan.steps, index);
      if (!steps) return;
      const isRunning = clock !== null;
      if (isRunning) halt({});
      const until = timeline.starts[blockAround(script.plan.steps, index).to] ?? timeline.totalMs;
      const before = timeline.totalMs;
      setSteps(steps);
      progress.played = withTimeInserted(progress.played, until, timeline.totalMs - before);
      if (isRunning) runClock();
      else setProgress({});
    },
    end: () => finish("ended-early"),
    stop() {
      if (["running", "paused"].includes(progress.status)) halt({ status: "asking", why: null, answer: null });
    },
    answer(id) {
      const answer = script.stop.answers.find((candidate) => candidate.id === id);
      if (!answer || progress.status !== "asking") return;
      if (answer.effect === "emergency" && !script.demonstration) setVoid();
      if (!script.demonstration) {
        put("stop-answered", { session_id: script.session_id, stretch: stoppedStretch(), answer: id });
      }
      if (answer.effect === "emergency") {
        progress.answer = id;
        finish("stopped");
      } else {
        setProgress({ status: "answered", answer: id });
      }
    },
    /** After a stop: on with what is left, from where that begins. */
    goOn() {
      if (progress.status !== "answered") return;
      const left = stepsLeft();
      if (!left.length) return finish("stopped");
      progress.practised = practised();
      setSteps(left, { may_add_sets: false }); // It has just hurt.
      Object.assign(progress, { position_ms: 0, played: [], playing_from: null, shown_ms: 0, answer: null });
      if (interrupted || isLongAgo()) setProgress({ status: "paused", why: interrupted ? "reload" : "long" });
      else runClock();
    },
    stopped: () => finish("stopped"),
  };

  function jump(position) {
    const wasRunning = clock !== null;
    if (wasRunning) halt({});
    setProgress({ position_ms: position, shown_ms: position });
    if (wasRunning) runClock();
  }

  /** Another list of steps for the rest of the session; tabs that follow read it anew. */
  function setSteps(steps, changes = {}) {
    script = { ...script, plan: { ...script.plan, ...changes, steps }, revision: script.revision + 1 };
    timeline = timelineOf(steps);
    if (!script.demonstration) write("session-script", script);
  }

  /** Not where the day's check or an earlier stop has set a limit. */
  function canHaveMore() {
    return ["running", "paused"].includes(progress.status) && script.plan.may_add_sets === true;
  }

  function stepsLeft() {
    if (!script || !progress.answer || isVoid()) return [];
    const { index } = momentAt(timeline, positionNow());
    const answer = script.stop.answers.find((candidate) => candidate.id === progress.answer);
    return stepsAfterStop(script.plan.steps, index, answer.goes_on_with, script.easier, answer.leaves_out);
  }

  function isLongAgo() {
    return env.wall() - (progress.paused_at_ms ?? progress.anchor_ms) > LONG_PAUSE_MS;
  }

  function stoppedStretch() {
    const { step } = momentAt(timeline, positionNow());
    return step.phase === "extra" ? null : (step.do ?? null);
  }

  /** Carries out one act here, or in the tab that owns the session. */
  function act(name, argument) {
    if (!script) return;
    if (lock.held()) perform(name, argument);
    else if (!write("session-command", { session_id: script.session_id, name, argument, at: env.wall() })) onproblem(NOT_REACHED);
  }

  /** First a look at the clock: time that was slept away must not count, whatever is done next. */
  function perform(name, argument) {
    if (clock) tick();
    if (script) acts[name](argument);
  }

  /** Continues an interrupted session, after Python has said that it may. Rejects with the reason if not. */
  async function continueInterrupted() {
    if (!script) return;
    if (isVoid()) throw new Error(VOID_TEXT);
    await askAnyone("may_continue", { started_at: script.started_at, steps: script.plan.steps });
    act("continued");
  }

  /** The newest widget first; a kernel that does not answer is no reason to give up, a refusal is. */
  async function askAnyone(name, args) {
    let silence = new Error("Run any part of the course first, so that it can check that all is well.");
    for (const ask of [...askers].reverse()) {
      try {
        return await ask(name, args);
      } catch (error) {
        if (!error.isSilence) throw error;
        silence = error;
      }
    }
    throw silence;
  }

  // --- an emergency is kept here first ----------------------------------------------------------------------

  function isVoid() {
    return voidHere || env.storage.getItem(key("void")) !== null;
  }

  /** Closes every start in this browser at once, whatever Python is doing. */
  function setVoid() {
    voidHere = !write("void", localIso(new Date(env.wall())));
  }

  /** Something has to be checked by a clinician: nothing may start, and what runs ends, in every tab. */
  function emergency() {
    setVoid();
    if (script) act("stopped");
  }

  function clearVoid() {
    voidHere = false;
    env.storage.removeItem(key("void"));
  }

  // --- other tabs -------------------------------------------------------------------------------------------

  function becomeOwner() {
    stopClock();
    load();
    if (!script) {
      lock.release();
      return tell();
    }
    interrupted = true;
    if (["asking", "answered"].includes(progress.status)) tell();
    else setProgress({ status: "paused", why: progress.why ?? "reload", played: playedSoFar(), playing_from: null });
    obeyWaiting();
  }

  /** What was pressed here after the other page had gone and before its lock was free. */
  function obeyWaiting() {
    const command = read("session-command");
    env.storage.removeItem(key("session-command"));
    if (command && Math.abs(env.wall() - command.at) < COMMAND_WAITS_MS) obey(command);
  }

  /** The page that ran the clock is gone; what it had played up to its last sign of life still counts. */
  function playedSoFar() {
    const stored = read("session-progress");
    return stored.playing_from == null ? stored.played : addPlayed(stored.played, stored.playing_from, stored.position_ms);
  }

  /** Another tab has taken the session over; never two clocks. */
  function giveUp() {
    stopClock();
    lock.release();
    load();
    follow();
    tell();
  }

  function obey(command) {
    const isMine = lock.held() && script && command?.session_id === script.session_id;
    if (!isMine) return;
    env.storage.removeItem(key("session-command"));
    if (Object.hasOwn(acts, command.name)) perform(command.name, command.argument);
  }

  /** The lock may come before the news that its last holder had ended the session: then there is nothing to take over. */
  function hearOfEnd({ key: changed, oldValue, newValue }) {
    const isOurs = (text) => script !== null && parsedJson(text)?.session_id === script.session_id;
    const told = parsedJson(newValue);
    if (changed === key("session-progress") && isOurs(newValue) && ENDINGS.includes(told.status)) endElsewhere(told);
    else if (changed === key("session-script") && newValue === null && isOurs(oldValue) && !clock) forget();
    else return false;
    if (lock.held()) erase();
    lock.release();
    return true;
  }

  env.onstorage((news) => {
    if (news.key === key("session-command")) return obey(parsedJson(news.newValue));
    if (news.key === key("void") && news.newValue && lock.held() && script) return finish("stopped");
    if (![key("session-script"), key("session-progress")].includes(news.key)) return;
    if (!hearOfEnd(news)) {
      if (lock.held()) return;
      load();
      follow();
    }
    tell();
  });
  env.onleave(() => {
    if (!lock.held()) return;
    if (clock) halt({ status: "paused", why: "reload" });
    else save();
    lock.release();
  });
  env.onreturn?.(() => {
    load();
    follow();
    tell();
  });

  function follow() {
    if (!script) return stopClock();
    lock.whenFree(becomeOwner);
    if (progress.status === "running") ticker ??= env.ticker(tick);
    else stopClock();
  }

  load();
  follow();

  return {
    view,
    start,
    act,
    continueInterrupted,
    stepsLeft,
    ask: askAnyone,
    isVoid,
    emergency,
    clearVoid,
    /** Calls `listener(view)` now and at every change and tick; returns what ends that. */
    subscribe(listener) {
      listeners.add(listener);
      listener(view());
      return () => listeners.delete(listener);
    },
    attach(request) {
      askers.push(request);
      tell();
      return () => {
        const index = askers.indexOf(request);
        if (index >= 0) askers.splice(index, 1);
      };
    },
    clearOutcome() {
      outcome = null;
      tell();
    },
  };
}

const NOT_KEPT = "The browser's storage is full: the session goes on, but is lost if you close the page or load it again.";
const NOT_REACHED = "The browser's storage is full, so this tab cannot reach the other one. Press it in the tab in which the session began.";
const VOID_TEXT = "Something has to be checked first. The safety check shows what to do.";

function parsedJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
