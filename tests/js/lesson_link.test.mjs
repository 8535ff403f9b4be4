import assert from "node:assert/strict";
import { test } from "node:test";

import { headingId, pathBeside } from "../../widgets/page/lesson_link.js";

const LESSON = "01_stay_safe.ipynb";

test("A lesson lies beside the notebook that is open, in JupyterLab and in Notebook 7.", () => {
  const beside = {
    "/lab/tree/notebooks/00_start_here.ipynb": "notebooks/01_stay_safe.ipynb",
    "/lab/tree/00_start_here.ipynb": "01_stay_safe.ipynb",
    "/lab/workspaces/auto-k/tree/notebooks/00_start_here.ipynb": "notebooks/01_stay_safe.ipynb",
    "/doc/tree/notebooks/00_start_here.ipynb": "notebooks/01_stay_safe.ipynb",
    "/notebooks/notebooks/00_start_here.ipynb": "notebooks/01_stay_safe.ipynb",
    "/user/ana/lab/tree/a/b/00_start_here.ipynb": "a/b/01_stay_safe.ipynb",
  };
  for (const [pathname, path] of Object.entries(beside)) assert.equal(pathBeside(pathname, LESSON), path, pathname);
});

test("Spaces and letters of any language in a folder's name are kept.", () => {
  assert.equal(pathBeside("/lab/tree/My%20course/R%C3%BCcken/00_start.ipynb", LESSON), "My course/Rücken/01_stay_safe.ipynb");
});

test("Where the address names no notebook there is no path.", () => {
  for (const pathname of ["/", "/lab", "/lab/tree", "/lab/tree/notes.md", "/voila/render/x.html", ""]) assert.equal(pathBeside(pathname, LESSON), null);
});

test("An address that cannot be decoded names no notebook, and breaks nothing.", () => {
  assert.equal(pathBeside("/lab/tree/100%/00_start.ipynb", LESSON), null);
});

test("A heading's id is its words with hyphens; without a section there is none.", () => {
  assert.equal(headingId("How long to hold"), "#How-long-to-hold");
  assert.equal(headingId("  Two   spaces "), "#Two-spaces");
  assert.deepEqual([headingId(""), headingId(undefined), headingId(null)], ["", "", ""]);
});
