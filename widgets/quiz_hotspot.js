// A place to be tapped in a picture. The list below says the same places in words, for keyboard and screen reader.

import { h, radioGroup, rich } from "./page/dom.js";
import { isInside } from "./quiz_logic.js";

const HOTSPOT_SVG = "http://www.w3.org/2000/svg";
/** How far beside a spot a tap may lie, as a share of the picture's width: our estimate, 8 px of 400. */
const FINGER = 0.02;

/** @param {import("./quiz_kinds.js").Asking} asking */
export function askHotspot({ item, draft, onchange, describedby, picture }) {
  let chosen = draft ?? null;
  const shapes = new Map();
  const overlay = document.createElementNS(HOTSPOT_SVG, "svg");
  overlay.setAttribute("viewBox", "0 0 100 100");
  overlay.setAttribute("preserveAspectRatio", "none");
  overlay.setAttribute("aria-hidden", "true");
  for (const option of item.options) {
    const group = document.createElementNS(HOTSPOT_SVG, "g");
    group.append(...outlines(option));
    shapes.set(option.id, group);
    overlay.append(group);
  }
  const stage = h("div", { class: "bedstretch-quiz-hotspot", onclick: tap }, picture(item.picture), overlay);
  const words = radioGroup({
    legend: [rich(item.stem, "div", { class: "bedstretch-quiz-stem" }), h("span", { class: "bedstretch-quiz-hint" }, "Tap an outlined place in the picture, or choose it here in words.")],
    options: item.options.map(({ id, text }) => ({ value: id, label: rich(text, "span") })),
    chosen,
    onchoose: choose,
    describedby,
    details: stage,
  });

  function choose(id) {
    chosen = id;
    for (const input of words.querySelectorAll("input")) input.checked = input.value === id;
    mark();
    onchange(id);
  }

  function mark() {
    for (const [id, group] of shapes) group.setAttribute("class", id === chosen ? "is-chosen" : "");
  }

  function tap(event) {
    if (stage.closest("fieldset:disabled")) return;
    const box = overlay.getBoundingClientRect();
    const x = (event.clientX - box.left) / box.width;
    const y = (event.clientY - box.top) / box.height;
    const hit = spotAt(item.options, x, y, box.width / box.height);
    if (hit) choose(hit.id);
  }

  stage.querySelector("img")?.addEventListener("load", ({ target }) => {
    for (const ellipse of overlay.querySelectorAll("ellipse")) {
      ellipse.setAttribute("ry", ellipse.getAttribute("rx") * (target.naturalWidth / target.naturalHeight));
    }
  });
  mark();
  return words;
}

/** The smallest spot that holds the point, or else the one just beside it: a finger is broad. */
export function spotAt(spots, x, y, ratio) {
  const around = [0, 1, 2, 3, 4, 5, 6, 7].map((eighth) => (eighth * Math.PI) / 4);
  const beside = around.map((angle) => [x + FINGER * Math.cos(angle), y + FINGER * Math.sin(angle) * ratio]);
  return smallestAt(spots, [[x, y]], ratio) ?? smallestAt(spots, beside, ratio);
}

function smallestAt(spots, points, ratio) {
  const holding = spots.filter((spot) => points.some(([x, y]) => holds(spot, x, y, ratio)));
  return holding.sort((a, b) => spotSize(a) - spotSize(b))[0] ?? null;
}

function holds({ circle, polygons }, x, y, ratio) {
  if (circle) return Math.hypot(x - circle.x, (y - circle.y) / ratio) <= circle.radius;
  return polygons.some((polygon) => isInside(polygon, x, y));
}

function spotSize({ circle, polygons }) {
  if (circle) return Math.PI * circle.radius ** 2;
  const xs = polygons.flat().map(([x]) => x);
  const ys = polygons.flat().map(([, y]) => y);
  return (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
}

function outlines({ circle, polygons }) {
  if (!circle) {
    return polygons.map((polygon) => {
      const path = document.createElementNS(HOTSPOT_SVG, "path");
      path.setAttribute("d", `M${polygon.map(([x, y]) => `${x * 100} ${y * 100}`).join("L")}Z`);
      return path;
    });
  }
  const ellipse = document.createElementNS(HOTSPOT_SVG, "ellipse");
  const place = { cx: circle.x * 100, cy: circle.y * 100, rx: circle.radius * 100, ry: circle.radius * 100 };
  for (const [name, value] of Object.entries(place)) ellipse.setAttribute(name, value);
  return [ellipse];
}
