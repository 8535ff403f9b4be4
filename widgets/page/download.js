// A file from the page to the person: into the browser's downloads, asking no server.

import { h } from "./dom.js";

/** @param {{name: string, type: string, content: string}} file */
export function download({ name, type, content }) {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = h("a", { href: url, download: name, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
  // Some browsers begin to read only after a while.
  setTimeout(() => URL.revokeObjectURL(url), 60000);
}
