import { fill, freshId, h } from "./dom.js";
import { frameAt, frameStyle, layoutLabels, movementAt } from "./figure_logic.js";

const FILM_MS = 4000;
const FIGURE_SVG = "http://www.w3.org/2000/svg";
const ROLE_WORDS = { primary: "mainly", secondary: "also" };

/** Shows one frame of a film at a time. `set(progress)` moves it, 0 to 1. */
export function filmFrame({ url, alt, frames, columns }, isMirrored = false) {
  const element = h("div", { class: `bedstretch-film-frame ${isMirrored ? "is-mirrored" : ""}`, role: "img", "aria-label": alt });
  element.style.backgroundImage = `url("${url}")`;
  return {
    element,
    set(progress) {
      const { size, position } = frameStyle(frameAt(progress, frames), frames, columns);
      element.style.backgroundSize = size;
      element.style.backgroundPosition = position;
    },
  };
}

/** A film with a slider and a button; it moves once there and back, and not at all where motion is not wanted. `onmove(progress)` hears of it. */
export function film(picture, isMirrored = false, onmove = () => {}) {
  const frame = filmFrame(picture, isMirrored);
  const slider = h("input", { type: "range", min: 0, max: 100, step: 1, value: 0, "aria-label": "From start to end of the movement", oninput: () => stop(Number(slider.value) / 100) });
  const button = h("button", { onclick: () => (timer ? stop(Number(slider.value) / 100) : play()) }, "Play");
  let timer = 0;

  function show(progress) {
    frame.set(progress);
    onmove(progress);
    slider.value = String(Math.round(progress * 100));
    slider.setAttribute("aria-valuetext", `${slider.value} percent of the way`);
  }

  function stop(progress) {
    cancelAnimationFrame(timer);
    timer = 0;
    fill(button, "Play");
    show(progress);
  }

  function play() {
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
      stop(Number(slider.value) < 50 ? 1 : 0);
      return;
    }
    const begun = performance.now();
    fill(button, "Pause");
    const step = () => {
      const share = (performance.now() - begun) / FILM_MS;
      if (share >= 2.25) stop(0);
      else {
        show(share < 1 ? share : share < 1.25 ? 1 : 2.25 - share);
        timer = requestAnimationFrame(step);
      }
    };
    timer = requestAnimationFrame(step);
  }

  show(0);
  return { element: h("div", {}, frame.element, h("div", { class: "bedstretch-film-controls" }, button, slider)), leave: () => cancelAnimationFrame(timer) };
}

/** A picture with the name of each muscle beside it and a line to its place; on a narrow page numbers and a list. */
export function labelled({ url, alt, labels }, isMirrored = false) {
  const placed = layoutLabels(labels, isMirrored);
  const lines = document.createElementNS(FIGURE_SVG, "svg");
  lines.setAttribute("viewBox", "0 0 100 100");
  lines.setAttribute("preserveAspectRatio", "none");
  lines.setAttribute("aria-hidden", "true");
  for (const label of placed) {
    const line = document.createElementNS(FIGURE_SVG, "line");
    const ends = { x1: label.side === "left" ? 0 : 100, y1: label.at * 100, x2: label.x * 100, y2: label.y * 100 };
    for (const [name, value] of Object.entries(ends)) line.setAttribute(name, String(value));
    lines.append(line);
  }
  const column = (side) =>
    h("div", { class: `bedstretch-labels-column is-${side}`, "aria-hidden": "true" },
      placed.filter((label) => label.side === side).map((label) => {
        const word = h("span", { class: `is-${label.role}` }, h("b", {}, label.number), h("i", {}, label.name));
        word.style.top = `${label.at * 100}%`;
        return word;
      }));
  const list = h("ol", { class: "bedstretch-labels-list" }, placed.map((label) => h("li", {}, `${label.name} (${ROLE_WORDS[label.role]})`)));
  const middle = h("div", { class: "bedstretch-labels-picture" }, h("img", { src: url, alt, class: isMirrored ? "is-mirrored" : "" }), lines);
  return { element: h("div", { class: "bedstretch-labels" }, h("div", { class: "bedstretch-labels-row" }, column("left"), middle, column("right")), list) };
}

/**
 * Tabs for pictures. `show(tab)` gives {element, leave?}. Arrow keys, Home and End move, as in any tab list.
 * @param {{id: string, title: string}[]} tabs
 */
export function pictureTabs(tabs, show) {
  const panelId = freshId("panel");
  const buttons = tabs.map((tab, index) =>
    h("button", { role: "tab", id: freshId("tab"), "aria-controls": panelId, onclick: () => choose(index), onkeydown: (event) => move(event, index) }, tab.title));
  const panel = h("div", { role: "tabpanel", id: panelId, class: "bedstretch-picture-panel" });
  let chosen = 0;
  let turn = 0;
  let shown = null;
  let hasShown = false;

  function move(event, index) {
    const to = { ArrowRight: index + 1, ArrowLeft: index - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (to + tabs.length) % tabs.length;
    choose(next);
    buttons[next].focus();
  }

  function mark() {
    buttons.forEach((button, index) => {
      button.setAttribute("aria-selected", String(index === chosen));
      button.tabIndex = index === chosen ? 0 : -1;
    });
    if (buttons[chosen]) panel.setAttribute("aria-labelledby", buttons[chosen].id);
  }

  async function choose(index) {
    chosen = index;
    mark();
    const mine = ++turn;
    hasShown = true;
    const next = await show(tabs[index]).catch(() => null);
    if (mine !== turn) return;
    if (!next) hasShown = false;
    shown?.leave?.();
    shown = next;
    fill(panel, next ? next.element : h("p", { class: "bedstretch-quiet" }, "The picture could not be loaded. The words below say everything."));
  }

  mark();
  return {
    element: h("div", {}, h("div", { role: "tablist", "aria-label": "Pictures", class: "bedstretch-picture-tabs" }, buttons), panel),
    redraw: ({ onlyFirst = false } = {}) => (onlyFirst && hasShown ? null : choose(chosen)),
    leave: () => {
      turn += 1;
      shown?.leave?.();
    },
  };
}

/**
 * The figure of a guided session. `ask(stretch, form)` gives {film or still, shown_side}, or null where there is none;
 * a form of its own is shown as its still. The words say all of it, so that readers of words are not told twice.
 */
export function sessionFigure(ask) {
  const element = h("div", { class: "bedstretch-session-figure", "aria-hidden": "true" });
  let wanted = "";
  let frame = null;
  let now = 0;

  async function change(step, key) {
    wanted = key;
    frame = null;
    fill(element);
    const found = step.do ? await ask(step.do, step.variants[0] ?? "standard").catch(() => null) : null;
    if (!found || wanted !== key) return;
    const isMirrored = Boolean(step.side && found.shown_side && step.side !== found.shown_side);
    if (found.frames) {
      frame = filmFrame(found, isMirrored);
      frame.set(now);
      fill(element, frame.element);
    } else fill(element, h("img", { src: found.url, alt: "", class: isMirrored ? "is-mirrored" : "" }));
  }

  return {
    element,
    show(step, intoMs) {
      const key = `${step.do} ${step.variants?.[0] ?? ""} ${step.side ?? ""}`;
      const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
      now = still ? Math.round(movementAt(step, intoMs)) : movementAt(step, intoMs);
      if (key !== wanted) change(step, key);
      frame?.set(now);
    },
  };
}
