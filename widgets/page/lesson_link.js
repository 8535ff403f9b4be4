// The way from a widget to a lesson: a plain link would load the whole of JupyterLab anew.

import { h } from "./dom.js";

/** JupyterLab listens for clicks on elements that name one of its commands. */
const OPEN_BESIDE = "rendermime:handle-local-link";

/**
 * The lesson's path as seen from the notebook whose address is `pathname` (lessons stand beside it, those for teachers in
 * `teach/`), or null where that address names none.
 * @param {string} pathname such as /lab/tree/notebooks/01_stay_safe.ipynb
 */
export function pathBeside(pathname, notebook) {
  let path;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return null;
  }
  const here = /\/(?:lab|doc|notebooks)(?:\/workspaces\/[^/]+)?(?:\/tree)?\/(.+\.ipynb)$/.exec(path);
  return here ? here[1].replace(/(?:teach\/)?[^/]+$/, notebook) : null;
}

/** The heading's id as JupyterLab makes it: spaces become hyphens. */
export function headingId(section) {
  return section ? `#${section.trim().replace(/\s+/g, "-")}` : "";
}

/** The lesson's name; a button that opens it where JupyterLab can. @param {{name: string, notebook: string, section: string}} lesson */
export function lessonLink({ name, notebook, section }) {
  const path = pathBeside(location.pathname, notebook);
  if (!path) return h("span", {}, name);
  return h(
    "button",
    {
      class: "bedstretch-lesson-link",
      "data-commandlinker-command": OPEN_BESIDE,
      "data-commandlinker-args": JSON.stringify({ path, id: headingId(section) }),
    },
    name,
  );
}
