import { fill, h, liveLine } from "./page/dom.js";
import { download } from "./page/download.js";
import { join } from "./page/page.js";

export default {
  render({ model, el }) {
    const link = join(model);
    const { title, minutes, sentence, ways } = model.get("head");
    const said = liveLine();
    const onward = h("details", {}, h("summary", {}, "How the file gets to the phone"), h("ul", {}, ways.map((way) => h("li", {}, way))));
    const save = h("button", { onclick: savePage }, "Send to my phone");
    el.classList.add("bedstretch", "bedstretch-send-to-phone");
    el.append(h("div", { class: "bedstretch-card" },
      h("h3", {}, `For your phone: ${title}`),
      h("p", {}, `${sentence} About ${minutes}.`),
      h("div", { class: "bedstretch-row" }, save), said,
      onward));

    async function savePage() {
      save.disabled = true;
      fill(said, "Making the page …");
      try {
        const file = await link.request("page");
        download(file);
        fill(said, `Saved as ${file.name}, where your browser keeps downloads.`,
          file.notes.length > 0 && h("div", { class: "bedstretch-note is-notice" }, file.notes.map((note) => h("p", {}, note))));
        onward.open = true;
      } catch (error) {
        fill(said, h("p", { class: "bedstretch-note is-notice" }, error.message));
      }
      save.disabled = false;
    }

    return link.leave;
  },
};
