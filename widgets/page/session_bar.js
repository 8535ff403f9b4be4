// The bar at the foot of the window while a session lasts, with the red Stop. It is a child of the body: an
// output scrolls away, and what lies over a notebook vanishes behind another tab.

import { fill, h, liveLine } from "./dom.js";

const INTERRUPTED = {
  reload: "Paused: the page was closed or loaded again.",
  long: "Paused for a good while.",
  slept: "Paused: the computer slept, or its clock was changed.",
};

/** Seconds as people read them on a timer: 9, 45, 1:05. */
export function clockText(ms) {
  const seconds = Math.ceil(ms / 1000 - 0.01);
  if (seconds < 60) return String(Math.max(0, seconds));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** One line for where the session is: "Hold · left · set 1 of 2". */
export function stepText(step) {
  const parts = [step.title]; // An extra's title is its name.
  if (step.side) parts.push(`${step.side} side`);
  if (step.sets > 1) parts.push(`set ${step.set_number} of ${step.sets}`);
  return parts.join(" · ");
}

/**
 * What a key does while a session runs, wherever the focus is: an act's name, or null to leave the key alone.
 * Escape always stops. Other keys are left to a control or a text field that has the focus.
 */
export function keyAct(key, status, inControl) {
  if (!["running", "paused"].includes(status)) return null;
  if (key === "Escape") return "stop";
  if (inControl) return null;
  if (key === " ") return status === "running" ? "pause" : "resume";
  if (key === "ArrowRight") return "skip";
  if (key === "ArrowLeft") return "back";
  return null;
}

const SETTLE_MS = 500;

const CONTROL = "button, a[href], input, select, textarea, summary, dialog, [contenteditable='true'], .cm-editor, [role='menu'], [role='menubar']";

export function mountSessionBar(session, { onproblem }) {
  const bar = h("div", { class: "bedstretch bedstretch-bar", role: "region", "aria-label": "Stretching session", hidden: true });
  const announcer = liveLine({ className: "bedstretch-unseen" });
  const dialog = h("dialog", { class: "bedstretch bedstretch-dialog", "aria-labelledby": "bedstretch-dialog-title" });
  const notice = h("div", { class: "bedstretch bedstretch-toast", role: "alert", hidden: true });
  document.body.append(bar, announcer, dialog, notice);
  /** What the person should know while it runs, such as that no voice is here. */
  const note = liveLine({ className: "bedstretch-bar-note" });
  note.setAttribute("aria-atomic", "false");
  let shownMode = null;
  let spokenNews = "none";
  let live = {};
  let asksNow = false;
  let openedAt = 0;

  dialog.addEventListener("cancel", (event) => event.preventDefault());
  // Chromium closes a dialog at a repeated Escape all the same; the question stays until it is answered.
  dialog.addEventListener("close", () => { if (asksNow) dialog.showModal(); });
  window.addEventListener("keydown", onkey, { capture: true });
  onproblem((text) => {
    notice.hidden = false;
    fill(notice, h("p", {}, text), h("button", { onclick: () => { notice.hidden = true; } }, "Close"));
  });

  function onkey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (dialog.open && (event.key === "Escape" || event.repeat)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    const now = session.view();
    const name = now.why ? (event.key === "Escape" ? "stop" : null) : keyAct(event.key, now.status, keepsItsKeys(event));
    if (!name) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (!event.repeat) session.act(name);
  }

  /** Buttons of the session itself, where the focus goes at its start, have no use for arrows. */
  function keepsItsKeys({ key, target }) {
    if (key.startsWith("Arrow") && target.closest?.(".bedstretch-bar, .bedstretch-fill")) return false;
    return target.closest?.(CONTROL) !== null;
  }

  session.subscribe((now) => {
    const mode = modeOf(now);
    if (mode !== shownMode) {
      shownMode = mode;
      build(now, mode);
    }
    if (live.update) live.update(now);
    speak(now);
  });

  function modeOf(now) {
    if (now.outcome?.answer && now.outcome.script.stop.answers.some((a) => a.id === now.outcome.answer && a.effect === "emergency")) return "emergency";
    return now.status === "paused" && now.why ? "interrupted" : now.status;
  }

  /** Each new step, and each pause, once. */
  function speak(now) {
    const news = now.status === "running" ? now.index : modeOf(now);
    if (news === spokenNews) return;
    spokenNews = news;
    if (now.status === "running") announcer.textContent = `${stepText(now.step)}. ${now.step.say}`;
    else if (now.status === "paused") announcer.textContent = INTERRUPTED[now.why] ?? "Paused.";
  }

  function build(now, mode) {
    live = {};
    const hadFocus = bar.contains(document.activeElement);
    bar.hidden = !["running", "paused", "interrupted"].includes(mode);
    document.body.classList.toggle("bedstretch-has-bar", !bar.hidden);
    if (mode === "running" || mode === "paused") fill(bar, playing(mode));
    else if (mode === "interrupted") fill(bar, interrupted(now));
    const asks = { asking: whatWasIt, answered: whatNow, emergency: getHelp }[mode];
    asksNow = Boolean(asks);
    if (asks) open(asks(now));
    else if (dialog.open) dialog.close();
    if (now.own && (hadFocus || mode === "running") && !bar.hidden) bar.querySelector("button")?.focus({ preventScroll: true });
  }

  function open(content) {
    fill(dialog, content);
    if (!dialog.open) dialog.showModal();
    openedAt = performance.now();
    dialog.querySelector("h3").focus();
  }

  /** A key that is still held down from Stop, or a second tap, is no answer yet. */
  function deliberately(run) {
    return () => { if (performance.now() - openedAt > SETTLE_MS) run(); };
  }

  // --- the bar ----------------------------------------------------------------------------------------------

  function playing(mode) {
    const where = h("span", { class: "bedstretch-bar-where" });
    const left = h("span", { class: "bedstretch-bar-time", role: "timer", "aria-live": "off" });
    live.update = (now) => {
      where.textContent = `${mode === "paused" ? "Paused · " : ""}${now.script.demonstration ? "Demonstration · " : ""}${stepText(now.step)}${now.step.name && now.step.name !== now.step.title ? ` · ${now.step.name}` : ""}`;
      left.textContent = clockText(now.leftMs);
    };
    const pause = mode === "running"
      ? h("button", { class: "bedstretch-bar-pause", onclick: () => session.act("pause") }, "Pause")
      : h("button", { class: "bedstretch-primary bedstretch-bar-pause", onclick: () => session.act("resume") }, "Go on");
    return [h("div", { class: "bedstretch-bar-text" }, left, where, note), pause, stopButton()];
  }

  function stopButton() {
    return h("button", { class: "bedstretch-stop", onclick: () => session.act("stop") }, "Stop, it hurts");
  }

  function interrupted(now) {
    const message = liveLine({ urgent: true });
    const go = h("button", { class: "bedstretch-primary bedstretch-big", onclick: goOn }, "Continue");
    async function goOn() {
      go.disabled = true;
      fill(message, "Asking whether all is well …");
      try {
        await session.continueInterrupted();
        fill(message);
      } catch (error) {
        fill(message, error.message);
      }
      go.disabled = false;
    }
    return [
      h("div", { class: "bedstretch-bar-text" }, h("span", { class: "bedstretch-bar-where" }, `${INTERRUPTED[now.why] ?? "Paused."} ${now.script.plan.title} is kept.`), message),
      go,
      h("button", { onclick: () => session.act("end") }, "End it here"),
    ];
  }

  // --- after Stop -------------------------------------------------------------------------------------------

  function whatWasIt(now) {
    const { stop } = now.script;
    return [
      h("div", { role: "alert" }, h("h3", { id: "bedstretch-dialog-title", tabindex: -1 }, stop.now)),
      h("p", {}, `${stop.hands_busy} What was it?`),
      h("div", { class: "bedstretch-answers" }, stop.answers.map((answer) =>
        h("button", { onclick: deliberately(() => (answer.effect === "emergency" ? open(secondLook(now, answer)) : session.act("answer", answer.id))) }, answer.text))),
      h("button", { onclick: deliberately(() => session.act("stopped")) }, "None of these: just end the session"),
    ];
  }

  /** One slip of a thumb must not close the course until a clinician has been asked. */
  function secondLook(now, answer) {
    return [
      h("h3", { id: "bedstretch-dialog-title", tabindex: -1 }, "Let us look at this twice"),
      h("p", {}, answer.text),
      h("div", { class: "bedstretch-row" },
        h("button", { class: "bedstretch-primary", onclick: deliberately(() => session.act("answer", answer.id)) }, "Yes, one of these"),
        h("button", { onclick: deliberately(() => open(whatWasIt(now))) }, "No, it was something else")),
    ];
  }

  function whatNow(now) {
    const answer = now.script.stop.answers.find((candidate) => candidate.id === now.answer);
    const more = session.stepsLeft().length > 0;
    return [
      h("h3", { id: "bedstretch-dialog-title", tabindex: -1 }, answer.text),
      h("div", { role: "alert" }, h("p", {}, answer.do), more && answer.go_on && h("p", {}, answer.go_on)),
      h("p", { class: "bedstretch-quiet" }, answer.follows),
      h("div", { class: "bedstretch-row" },
        h("button", { class: "bedstretch-primary", onclick: deliberately(() => session.act("stopped")) }, "End the session here"),
        more && h("button", { onclick: deliberately(() => session.act("goOn")) }, "I am fine: go on with what is left")),
    ];
  }

  function getHelp(now) {
    const { script, answer } = now.outcome;
    return [
      script.demonstration && h("p", { class: "bedstretch-note" }, "Demonstration: nothing is stored."),
      h("div", { role: "alert" },
        h("h3", { id: "bedstretch-dialog-title", tabindex: -1 }, "Please get help now"),
        h("p", {}, script.stop.answers.find((candidate) => candidate.id === answer).do)),
      script.texts.emergency.map((page) => [h("h4", {}, page.title), h("ul", {}, page.do.map((line) => h("li", {}, line)))]),
      h("p", {}, script.texts.emergency[0].then),
      h("button", { onclick: deliberately(() => session.clearOutcome()) }, "I have read this"),
    ];
  }

  /** A line that stays is not put anew: it would be spoken again. */
  function noteAll(texts) {
    const there = [...note.children];
    for (const line of there) if (!texts.includes(line.textContent)) line.remove();
    const said = there.map((line) => line.textContent);
    note.append(...texts.filter((text) => !said.includes(text)).map((text) => h("div", {}, text)));
  }

  return { note: noteAll };
}
