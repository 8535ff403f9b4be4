// How each kind of item is asked. A new kind is one more entry in QUIZ_KINDS.

import { freshId, h, radioGroup, rich } from "./page/dom.js";
import { askCase } from "./quiz_case.js";
import { askHotspot } from "./quiz_hotspot.js";
import { askOrder } from "./quiz_order.js";

/**
 * `ask` draws the question with what was chosen so far and tells each change; `isBlank` says whether something is
 * still to be chosen, and `blank` what.
 * @typedef {{item: object, draft: any, onchange: (response: any) => void, describedby: string, isInvalid: boolean,
 *            picture: (file: {file: string, alt: string}|null) => HTMLElement|null,
 *            unfolded?: {stages: object[]}, said?: object[], ongoon?: () => void}} Asking
 * @type {Record<string, {ask: (asking: Asking) => HTMLElement, isBlank: (response: any, item: object) => boolean, blank: string}>}
 */
export const QUIZ_KINDS = {
  choice: { ask: askChoice, isBlank: (response) => !response, blank: "Choose one of the answers first." },
  multiple: { ask: askMultiple, isBlank: (response) => !response?.length, blank: "Tick at least one answer first." },
  "true-false": {
    ask: askTrueFalse,
    isBlank: (response) => !response?.verdict || !response?.reason,
    blank: "Choose true or false, and a reason.",
  },
  number: { ask: askNumber, isBlank: (response) => !response?.trim?.(), blank: "Write a number first." },
  calculated: { ask: askNumber, isBlank: (response) => !response?.trim?.(), blank: "Write a number first." },
  order: { ask: askOrder, isBlank: (response) => !response?.length, blank: "Put the steps in order first." },
  match: {
    ask: askMatch,
    isBlank: (response, item) => item.rows.some(({ id }) => !response?.[id]),
    blank: "Find a partner for each line first.",
  },
  hotspot: { ask: askHotspot, isBlank: (response) => !response, blank: "Tap a place in the picture first, or choose one in the list." },
  cloze: {
    ask: askCloze,
    isBlank: (response, item) => item.pieces.some(({ gap }) => gap && !response?.[gap]),
    blank: "Fill each gap first.",
  },
  case: {
    ask: (asking) => askCase(asking, QUIZ_KINDS),
    isBlank: (response, item) => isCaseOpen(response, item),
    blank: "Work through every stage of this case first.",
  },
};

function isCaseOpen(response, item) {
  return (response?.length ?? 0) < item.stages_in_all;
}

/** The stem and its picture, as the legend or the heading of the question. */
export function questionStem(item, picture) {
  return [rich(item.stem, "div", { class: "bedstretch-quiz-stem" }), picture(item.picture)];
}

/** An option's words and picture, beside its button. */
function optionLabel({ text, picture: file }, picture) {
  return [rich(text, "span"), picture(file)];
}

function askChoice({ item, draft, onchange, describedby, picture }) {
  return radioGroup({
    legend: questionStem(item, picture),
    options: item.options.map((option) => ({ value: option.id, label: optionLabel(option, picture) })),
    chosen: draft ?? null,
    onchoose: onchange,
    describedby,
  });
}

function askMultiple({ item, draft, onchange, describedby, picture }) {
  const chosen = new Set(draft ?? []);
  const toggle = (id) => {
    if (!chosen.delete(id)) chosen.add(id);
    onchange([...chosen]);
  };
  return h(
    "fieldset",
    { class: "bedstretch-choices", "aria-describedby": describedby },
    h("legend", {}, questionStem(item, picture), h("span", { class: "bedstretch-quiz-hint" }, "Tick every answer that fits.")),
    item.options.map((option) =>
      h(
        "label",
        { class: "bedstretch-choice" },
        h("input", { type: "checkbox", checked: chosen.has(option.id), onchange: () => toggle(option.id) }),
        h("span", {}, optionLabel(option, picture)),
      ),
    ),
  );
}

function askTrueFalse({ item, draft, onchange, describedby, picture }) {
  let response = { ...draft };
  const change = (part) => onchange((response = { ...response, ...part }));
  return h(
    "div",
    {},
    radioGroup({
      legend: questionStem(item, picture),
      options: [{ value: "true", label: "True" }, { value: "false", label: "False" }],
      chosen: response.verdict ?? null,
      onchoose: (verdict) => change({ verdict }),
      describedby,
    }),
    radioGroup({
      legend: "Because",
      options: item.options.map((option) => ({ value: option.id, label: optionLabel(option, picture) })),
      chosen: response.reason ?? null,
      onchoose: (reason) => change({ reason }),
      describedby,
    }),
  );
}

function askNumber({ item, draft, onchange, describedby, isInvalid, picture }) {
  const id = freshId("number");
  const hint = freshId("hint");
  return h(
    "div",
    { class: "bedstretch-quiz-number" },
    h("label", { for: id }, questionStem(item, picture)),
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

/** A list to pick one entry from. */
function picker({ label, options, chosen, onpick, describedby = null }) {
  return h(
    "select",
    { "aria-label": label, "aria-describedby": describedby, onchange: (event) => onpick(event.target.value) },
    h("option", { value: "" }, "…"),
    options.map(({ id, title }) => h("option", { value: id, selected: id === chosen }, title)),
  );
}

function askMatch({ item, draft, onchange, describedby, picture }) {
  const response = { ...draft };
  return h(
    "fieldset",
    { class: "bedstretch-choices", "aria-describedby": describedby },
    h("legend", {}, questionStem(item, picture), h("span", { class: "bedstretch-quiz-hint" }, "Choose a partner for each line.")),
    item.rows.map((row) =>
      h(
        "div",
        { class: "bedstretch-quiz-match" },
        h("span", {}, optionLabel(row, picture)),
        picker({
          label: `Partner of ${row.title}`,
          options: item.options,
          chosen: response[row.id],
          onpick: (id) => {
            response[row.id] = id;
            onchange({ ...response });
          },
        }),
      ),
    ),
  );
}

function askCloze({ item, draft, onchange, describedby, picture }) {
  const response = { ...draft };
  let number = 0;
  const gap = (id) => {
    number += 1;
    return picker({
      label: `Gap ${number}`,
      options: item.options,
      chosen: response[id],
      onpick: (word) => {
        response[id] = word;
        onchange({ ...response });
      },
    });
  };
  return h(
    "fieldset",
    { class: "bedstretch-choices", "aria-describedby": describedby },
    h("legend", {}, questionStem(item, picture)),
    h("p", { class: "bedstretch-quiz-cloze" }, item.pieces.map((piece) => (piece.gap ? gap(piece.gap) : rich(piece.text, "span")))),
    h("p", { class: "bedstretch-quiz-hint" }, "Words to choose from: ", item.options.map(({ title }) => title).join(", "), "."),
  );
}

