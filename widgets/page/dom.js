// Building blocks for views. Text is set as text; `rich` alone takes HTML, of which Python has made sure.

const FOCUSABLE = new Set(["button", "input", "select", "textarea", "summary", "a"]);

/**
 * Makes an element. `attributes`: `class`, `on…` listeners, `hidden`-like booleans, everything else an attribute.
 * Each focusable element is marked so that JupyterLab leaves its keys alone; on a container the mark has no effect.
 * @param {string} tag
 * @param {Record<string, any>} [attributes]
 * @param {...(Node|string|number|null|undefined|false|Array<any>)} children
 * @returns {HTMLElement}
 */
export function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  if (FOCUSABLE.has(tag) || "tabindex" in attributes) element.setAttribute("data-lm-suppress-shortcuts", "true");
  if (tag === "button" && !("type" in attributes)) element.setAttribute("type", "button");
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  fill(element, ...children);
  return element;
}

/** Replaces what is in `element` by `children`; empty ones are left out. */
export function fill(element, ...children) {
  const nodes = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  element.replaceChildren(...nodes.map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

/** An element that holds HTML from `course.rich_text`: paragraphs, lists and emphasis, and nothing that could run. */
export function rich(html, tag = "div", attributes = {}) {
  const element = h(tag, attributes);
  element.innerHTML = html ?? "";
  return element;
}

let counter = 0;
/** An id that is not used on this page yet, for labels and descriptions. */
export function freshId(stem) {
  counter += 1;
  return `bedstretch-${stem}-${counter}-${Math.random().toString(36).slice(2, 7)}`;
}

/**
 * A group of radio buttons in a fieldset with a legend: one `name`, nothing chosen unless `chosen` says so.
 * `details` (an element) stands under the legend and describes the group, as does what `describedby` names.
 * @param {{legend: any, options: {value: string, label: any}[], chosen?: string|null,
 *          onchoose: (value: string) => void, details?: HTMLElement|null, describedby?: string|null}} setting
 */
export function radioGroup({ legend, options, chosen = null, onchoose, details = null, describedby = null }) {
  const name = freshId("radio");
  if (details) details.id = freshId("details");
  return h(
    "fieldset",
    { class: "bedstretch-choices", "aria-describedby": [details?.id, describedby].filter(Boolean).join(" ") || null },
    h("legend", {}, legend),
    details,
    options.map(({ value, label }) =>
      h(
        "label",
        { class: "bedstretch-choice" },
        h("input", {
          type: "radio", name, value, checked: value === chosen,
          onchange: () => onchoose(value),
        }),
        h("span", {}, label),
      ),
    ),
  );
}

/** A line that screen readers speak when it changes: politely, or at once with `urgent`. */
export function liveLine({ urgent = false, className = "" } = {}) {
  return h("div", { class: `bedstretch-live ${className}`, role: urgent ? "alert" : "status", "aria-live": urgent ? "assertive" : "polite" });
}
