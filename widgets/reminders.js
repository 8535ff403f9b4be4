import { fill, freshId, h, liveLine } from "./page/dom.js";
import { download } from "./page/download.js";
import { join } from "./page/page.js";

export default {
  render({ model, el }) {
    const link = join(model);
    const { title, sentence, days, weeks, at } = model.get("head");
    const said = liveLine();
    const timeOfDay = h("input", { type: "time", id: freshId("at"), value: at });
    const howLong = h("input", { type: "number", id: freshId("weeks"), min: 1, max: 52, step: 1, value: weeks });
    const boxes = days.map(({ id, usual }) => h("input", { type: "checkbox", value: id, checked: usual }));
    const save = h("button", { onclick: saveCalendar }, "Save for my calendar");
    el.classList.add("bedstretch", "bedstretch-reminders");
    el.append(h("div", { class: "bedstretch-card" },
      h("h3", {}, `Reminders: ${title}`), h("p", {}, sentence),
      h("fieldset", { class: "bedstretch-choices bedstretch-reminders-days" }, h("legend", {}, "On these days"),
        days.map(({ name }, index) => h("label", { class: "bedstretch-choice" }, boxes[index], h("span", {}, name)))),
      h("p", { class: "bedstretch-row" },
        h("label", { for: timeOfDay.id }, "At"), timeOfDay,
        h("label", { for: howLong.id }, "for"), howLong, "weeks"),
      h("div", { class: "bedstretch-row" }, save), said));

    async function saveCalendar() {
      save.disabled = true;
      try {
        const file = await link.request("calendar", {
          days: boxes.filter((box) => box.checked).map((box) => box.value), at: timeOfDay.value, weeks: howLong.valueAsNumber,
          zone: Intl.DateTimeFormat().resolvedOptions().timeZone ?? null,
        });
        download(file);
        fill(said, `Saved as ${file.name}. Open it, and your calendar takes the reminders in.`);
      } catch (error) {
        fill(said, h("p", { class: "bedstretch-note is-notice" }, error.message));
      }
      save.disabled = false;
    }

    return link.leave;
  },
};
