// Steps to be put in order: by dragging, and by keyboard with a pair of buttons on each.

import { fill, h, liveLine, rich } from "./page/dom.js";
import { moved } from "./quiz_logic.js";

/** @param {import("./quiz_kinds.js").Asking} asking */
export function askOrder({ item, draft, onchange, describedby, picture }) {
  const byId = new Map(item.options.map((option) => [option.id, option]));
  let order = Array.isArray(draft) && draft.every((id) => byId.has(id)) && draft.length === byId.size ? draft : [...byId.keys()];
  const list = h("ol", { class: "bedstretch-quiz-order" });
  const told = liveLine({ className: "bedstretch-unseen" });

  function move(from, to) {
    if (to < 0 || to >= order.length || from === to) return;
    order = moved(order, from, to);
    onchange(order);
    draw();
    fill(told, `${byId.get(order[to]).title}: now place ${to + 1} of ${order.length}.`);
  }

  function moveByKey(from, step) {
    move(from, from + step);
    const row = list.children[Math.max(0, Math.min(from + step, order.length - 1))];
    const button = row.querySelector(step < 0 ? ".is-up" : ".is-down");
    (button.disabled ? row.querySelector("button:not(:disabled)") : button).focus();
  }

  /** The row follows the pointer; a finger drags by the grip, so that it can still scroll by the row. */
  function drag(event, row) {
    const isByGrip = event.target.closest(".bedstretch-quiz-grip") !== null;
    if (event.button !== 0 || event.target.closest("button") || row.closest("fieldset:disabled")) return;
    if (event.pointerType === "touch" && !isByGrip) return;
    event.preventDefault();
    const startY = event.clientY;
    row.setPointerCapture(event.pointerId);
    row.classList.add("is-dragged");
    row.onpointermove = ({ clientY }) => {
      row.style.transform = `translateY(${clientY - startY}px)`;
    };
    row.onpointerup = row.onpointercancel = ({ clientY, type }) => {
      row.onpointermove = row.onpointerup = row.onpointercancel = null;
      row.classList.remove("is-dragged");
      row.style.transform = "";
      if (type === "pointerup") move([...list.children].indexOf(row), placeAt(row, clientY - startY));
    };
  }

  function placeAt(row, shift) {
    const middle = row.offsetTop + row.offsetHeight / 2 + shift;
    return [...list.children].filter((other) => other !== row && other.offsetTop + other.offsetHeight / 2 < middle).length;
  }

  function orderRow(id, index) {
    const option = byId.get(id);
    const row = h(
      "li",
      { onpointerdown: (event) => drag(event, row) },
      h("span", { class: "bedstretch-quiz-grip", "aria-hidden": "true" }, "⠿"),
      h("span", { class: "bedstretch-quiz-order-text" }, rich(option.text, "span"), picture(option.picture)),
      h("button", { class: "is-up", disabled: index === 0, "aria-label": `Move up: ${option.title}`, onclick: () => moveByKey(index, -1) }, "↑"),
      h("button", { class: "is-down", disabled: index === order.length - 1, "aria-label": `Move down: ${option.title}`, onclick: () => moveByKey(index, 1) }, "↓"),
    );
    return row;
  }

  function draw() {
    fill(list, order.map(orderRow));
  }

  draw();
  return h(
    "fieldset",
    { class: "bedstretch-choices", "aria-describedby": describedby },
    h("legend", {}, rich(item.stem, "div", { class: "bedstretch-quiz-stem" }), h("span", { class: "bedstretch-quiz-hint" }, "Drag the steps, or move them with the arrows.")),
    picture(item.picture),
    list,
    told,
  );
}
