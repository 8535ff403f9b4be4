// How each kind of item is asked. A new kind is one more entry in QUIZ_KINDS.

import { freshId, h, radioGroup } from "./page/dom.js";

/**
 * `ask` draws the item with what was chosen so far and tells each change; `isBlank` says whether nothing is
 * chosen, and `blank` what to do then.
 * @typedef {{item: object, draft: any, onchange: (draft: any) => void, describedby: string, isInvalid: boolean}} Asking
 * @type {Record<string, {ask: (asking: Asking) => HTMLElement, isBlank: (draft: any) => boolean, blank: string}>}
 */
export const QUIZ_KINDS = {
  choice: { ask: askChoice, isBlank: (draft) => !draft, blank: "Choose one of the answers first." },
  multiple: { ask: askMultiple, isBlank: (draft) => !draft?.length, blank: "Tick at least one answer first." },
  number: { ask: askNumber, isBlank: (draft) => !draft?.trim(), blank: "Write a number first." },
};

function askChoice({ item, draft, onchange, describedby }) {
  return radioGroup({
    legend: item.stem,
    options: item.options.map(({ id, text }) => ({ value: id, label: text })),
    chosen: draft ?? null,
    onchoose: onchange,
    describedby,
  });
}

function askMultiple({ item, draft, onchange, describedby }) {
  const chosen = new Set(draft ?? []);
  const toggle = (id) => {
    if (!chosen.delete(id)) chosen.add(id);
    onchange([...chosen]);
  };
  return h(
    "fieldset",
    { class: "bedstretch-choices", "aria-describedby": describedby },
    h("legend", {}, item.stem, h("span", { class: "bedstretch-quiz-hint" }, "Tick every answer that fits.")),
    item.options.map(({ id, text }) =>
      h(
        "label",
        { class: "bedstretch-choice" },
        h("input", { type: "checkbox", checked: chosen.has(id), onchange: () => toggle(id) }),
        h("span", {}, text),
      ),
    ),
  );
}

function askNumber({ item, draft, onchange, describedby, isInvalid }) {
  const id = freshId("number");
  const hint = freshId("hint");
  return h(
    "div",
    { class: "bedstretch-quiz-number" },
    h("label", { for: id }, item.stem),
    h(
      "div",
      { class: "bedstretch-row" },
      h("input", {
        id, type: "text", inputmode: "decimal", autocomplete: "off", size: 12, value: draft ?? "",
        "aria-describedby": `${hint} ${describedby}`, "aria-invalid": isInvalid ? "true" : null,
        oninput: (event) => onchange(event.target.value),
      }),
      h("span", { class: "bedstretch-quiz-unit" }, item.unit),
    ),
    h("span", { id: hint, class: "bedstretch-quiz-hint" }, numberHint(item)),
  );
}

/** Which units are taken; the decimal comma needs no words, it just works. */
export function numberHint({ unit, other_units: others }) {
  if (!others?.length) return `A number in ${unit}.`;
  return `A number in ${unit}; or write the unit behind it: ${others.join(", ")}.`;
}
