// The large display of a running session, to be read from two metres: one word, one number, the moving figure, and
// nothing else. It lies over the whole window, below the bar with the red Stop, which stays in reach.

import { breathAt, firstHalf } from "./breath.js";
import { breathOf } from "./cues.js";
import { fill, h } from "./dom.js";
import { sessionFigure } from "./figure.js";
import { progressRing } from "./ring.js";
import { clockText } from "./session_bar.js";
import { dotsOf, withOneMoreSet, wordOf } from "./stage_logic.js";

/** @param {{session: object, settings: object}} setting */
export function mountSessionStage({ session, settings }) {
  const word = h("div", { class: "bedstretch-fill-word" });
  const number = h("div", { class: "bedstretch-fill-number" });
  const detail = h("div", { class: "bedstretch-fill-detail" });
  const dots = h("div", { class: "bedstretch-fill-dots", "aria-hidden": "true" });
  const ring = progressRing();
  const figure = sessionFigure((stretch, form) => session.ask("figure", { stretch, form }));
  const button = (label, name) => h("button", { onclick: () => session.act(name) }, label);
  const more = button("One more set", "more");
  const tools = h("div", { class: "bedstretch-fill-tools" },
    button("Back", "back"), button("Skip", "skip"), more, h("button", { onclick: close }, "Smaller"));
  const element = h(
    "div",
    { class: "bedstretch bedstretch-fill", role: "region", "aria-label": "Stretching session, large", hidden: true, onclick: onTap },
    h("div", { class: "bedstretch-fill-main" },
      h("div", { class: "bedstretch-ring" }, ring.svg, number),
      h("div", { class: "bedstretch-fill-words" }, word, detail, dots),
      figure.element),
    tools,
  );
  document.body.append(element);
  let shownDots = "";
  session.subscribe(draw);

  /** Eyes closed, a hand that finds the screen anywhere: that pauses. */
  function onTap(event) {
    if (!event.target.closest("button")) session.act("pause");
  }

  function open() {
    element.hidden = false;
    document.documentElement.requestFullscreen?.().catch(() => {}); // Where the browser has none, the window is filled.
    draw(session.view());
  }

  function close() {
    element.hidden = true;
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
  }

  function draw(now) {
    if (element.hidden) return;
    if (!["running", "paused"].includes(now.status)) return close();
    element.style.paddingBottom = `${(document.querySelector(".bedstretch-bar")?.offsetHeight ?? 90) + 8}px`;
    const set = settings.read();
    const first = firstHalf(now.step);
    const breath = first && breathAt(now.intoMs, breathOf(now.step, set), first);
    element.classList.toggle("is-dim", set.isQuiet);
    word.textContent = now.status === "paused" ? "Paused" : wordOf(now.step, breath);
    number.textContent = now.repetition ? String(now.repetition) : clockText(now.leftMs);
    detail.textContent = [now.script.demonstration && "Demonstration", now.step.name, now.step.side].filter(Boolean).join(" · ");
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
