import { fill, h } from "./page/dom.js";
import { join } from "./page/page.js";

/** @param {{title: string, minutes: number, goals: string[], needs: string[], review: string}} head */
function lessonHead(head) {
  return [
    h("h3", {}, head.title),
    h("p", { class: "bedstretch-lesson-start-minutes" }, `About ${head.minutes} minutes`),
    h(
      "div",
      { class: "bedstretch-lesson-start-columns" },
      lessonList("Goals", head.goals),
      lessonList("What you need", head.needs),
    ),
    h("p", { class: "bedstretch-quiet" }, head.review),
  ];
}

function lessonList(heading, items) {
  if (!items.length) return null;
  return h("div", {}, h("h4", {}, heading), h("ul", {}, items.map((item) => h("li", {}, item))));
}

export default {
  render({ model, el }) {
    const link = join(model);
    el.classList.add("bedstretch", "bedstretch-lesson-start");
    const card = h("div", { class: "bedstretch-card" });
    const draw = () => fill(card, lessonHead(model.get("head")));
    model.on("change:head", draw);
    draw();
    el.append(card);
    return () => {
      model.off("change:head", draw);
      link.leave();
    };
  },
};
