// Pictures of questions, asked for once they are shown: a quiz is drawn before its pictures are there.

import { h } from "./page/dom.js";

/**
 * @param {(files: string[]) => Promise<Record<string, string>>} ask addresses by file name
 */
export function createPictures(ask) {
  const addresses = new Map();
  const waiting = new Map();
  let isAsked = false;

  async function fetchAll() {
    isAsked = false;
    const files = [...waiting.keys()];
    try {
      const found = await ask(files);
      for (const file of files) {
        if (!found[file]) continue;
        addresses.set(file, found[file]);
        for (const image of waiting.get(file)) image.src = found[file];
        waiting.delete(file);
      }
    } catch {
      // The alt text stands there meanwhile, and `retry` asks again.
    }
  }

  return {
    /** Asks again for what is still missing. */
    retry() {
      if (waiting.size && !isAsked) {
        isAsked = true;
        fetchAll();
      }
    },

    /** @param {{file: string, alt: string}|null} picture */
    show(picture) {
      if (!picture) return null;
      const image = h("img", { class: "bedstretch-quiz-picture", alt: picture.alt, src: addresses.get(picture.file) });
      if (!addresses.has(picture.file)) {
        waiting.set(picture.file, [...(waiting.get(picture.file) ?? []), image]);
        if (!isAsked) queueMicrotask(fetchAll);
        isAsked = true;
      }
      return image;
    },
  };
}
