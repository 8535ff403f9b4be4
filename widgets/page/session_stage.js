// The large display of a running session, to be read from two metres: one word, one number, the moving figure, and
// nothing else. It lies over the whole window, below the bar with the red Stop, which stays in reach.

import { breathAt, firstHalf } from "./breath.js";
import { breathCircle } from "./breath_view.js";
import { breathOf } from "./cues.js";
import { fill, h } from "./dom.js";
import { sessionFigure } from "./figure.js";
import { progressRing } from "./ring.js";
import { clockText } from "./session_bar.js";
import { cueOf, dotsOf, withOneMoreSet, wordOf } from "./stage_logic.js";

/** @param {{session: object, settings: object}} setting */
export function mountSessionStage({ session, settings }) {
  const word = h("div", { class: "bedstretch-fill-word" });
  const number = h("div", { class: "bedstretch-fill-number" });
  const detail = h("div", { class: "bedstretch-fill-detail" });
  const cue = h("p", { class: "bedstretch-fill-cue" });
  const dots = h("div", { class: "bedstretch-fill-dots", "aria-hidden": "true" });
  const circle = breathCircle();
  const goOn = h("button", { class: "bedstretch-primary bedstretch-big", onclick: () => session.act("resume") }, "Go on");
  const ring = progressRing();
  const figure = sessionFigure((stretch, form) => session.ask("figure", { stretch, form }));
  const button = (label, name) => h("button", { onclick: () => session.act(name) }, label);
  const more = button("One more set", "more");
  const tools = h("div", { class: "bedstretch-fill-tools" },
    button("Back", "back"), button("Skip", "skip"), more, h("button", { onclick: close }, "Smaller"));
  const element = h(
    "div",
    { class: "bedstretch bedstretch-fill", role: "region", "aria-label": "Stretching session, large", tabindex: -1, hidden: true, onclick: onTap },
    h("div", { class: "bedstretch-fill-main" },
      h("div", { class: "bedstretch-ring" }, ring.svg, number),
      h("div", { class: "bedstretch-fill-words" }, word, detail, cue, dots, goOn),
      h("div", { class: "bedstretch-fill-sight" }, figure.element, circle.element)),
    tools,
  );
  document.body.append(element);
  let shownDots = "";
  /** Open when it was stopped: it comes back when the session goes on. */
  let comesBack = false;
  session.subscribe(draw);
  document.addEventListener("fullscreenchange", () => {
    // Browsers keep the first Escape for themselves: whoever presses it wants at least a pause.
    if (!document.fullscreenElement && !element.hidden) session.act("pause");
  });

  /** Eyes closed, a hand that finds the screen anywhere: that pauses. */
  function onTap(event) {
    if (!event.target.closest("button")) session.act("pause");
  }

  function open() {
    element.hidden = false;
    document.body.classList.add("bedstretch-is-filled");
    element.focus({ preventScroll: true }); // Not on a button behind it, which would keep the keys.
    document.documentElement.requestFullscreen?.().catch(() => {}); // Where the browser has none, the window is filled.
    draw(session.view());
  }

  function close() {
    element.hidden = true;
    document.body.classList.remove("bedstretch-is-filled");
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  }

  function draw(now) {
    if (comesBack && now.status === "running") open();
    if (now.status === "none" || now.status === "running") comesBack = false;
    if (element.hidden) return;
    if (!["running", "paused"].includes(now.status)) {
      comesBack = true;
      return close();
    }
    element.style.paddingBottom = `${(document.querySelector(".bedstretch-bar")?.offsetHeight ?? 90) + 8}px`;
    const set = settings.read();
    const first = firstHalf(now.step);
    const breath = first && breathAt(now.intoMs, breathOf(now.step, set), first);
    element.classList.toggle("is-dim", set.isQuiet);
    const isPaused = now.status === "paused";
    word.textContent = isPaused ? "Paused" : wordOf(now.step, breath);
    number.textContent = now.repetition ? `${now.repetition} of ${now.step.repetitions}` : clockText(now.leftMs);
    number.classList.toggle("is-long", number.textContent.length > 3);
    const name = now.step.name === word.textContent ? "" : now.step.name;
    const side = now.step.side ?? (now.step.phase === "preview" ? now.next?.side : null);
    detail.textContent = [now.script.demonstration && "Demonstration", name, side].filter(Boolean).join(" · ");
    cue.textContent = isPaused ? "" : cueOf(now.step, breath);
    goOn.hidden = !isPaused || Boolean(now.why);
    const breathes = now.step.do === "breathing";
    if (breathes) circle.show(now.intoMs, breathOf(now.step, set), first);
    else circle.hide();
    figure.element.hidden = breathes;
    more.hidden = now.script.plan.may_add_sets !== true || !withOneMoreSet(now.script.plan.steps, now.index);
    ring.set(now.intoMs / (now.step.seconds * 1000));
    figure.show(now.step, now.intoMs);
    drawDots(dotsOf(now.script.plan.steps, now.index));
  }

  function drawDots(all) {
    const key = JSON.stringify(all);
    if (key === shownDots) return;
    shownDots = key;
    fill(dots, all.map((dot) => h("span", { class: `bedstretch-fill-dot is-${dot.state}` }, dot.side ? dot.side[0].toUpperCase() : "")));
  }

  return { open, close };
}
