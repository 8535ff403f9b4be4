import { fill, h, liveLine } from "./page/dom.js";
import { largestFirst } from "./page/figure_logic.js";
import { join } from "./page/page.js";
import { onSight } from "./page/sight.js";

const SVG = "http://www.w3.org/2000/svg";

export default {
  render({ model, el }) {
    const link = join(model);
    el.classList.add("bedstretch", "bedstretch-muscle-map");
    const stage = h("div", { class: "bedstretch-muscle-map-views" });
    const list = h("div", { class: "bedstretch-muscle-map-list", role: "group", "aria-label": "Muscles" });
    const about = liveLine({ className: "bedstretch-note bedstretch-muscle-map-about" });
    const heading = h("h3");
    let buttons = new Map();
    let regions = [];
    let isAsked = false;

    const muscle = (id) => model.get("muscles").find((row) => row.id === id);

    function draw() {
      buttons = new Map(
        model.get("muscles").map((row) => [
          row.id,
          h("button", { class: row.role && `is-${row.role}`, "aria-pressed": "false", onclick: () => choose(row.id), onfocus: () => light(row.id), onblur: () => light(null) }, row.name, row.reached),
        ]),
      );
      fill(heading, model.get("heading"));
      fill(list, [...buttons.values()]);
      fill(about, "Choose a muscle in the list or in the picture. The drawing is approximate.");
    }

    /** Marks a muscle in the picture while it is pointed at or focused. */
    function light(id) {
      for (const region of regions) region.shape.classList.toggle("is-lit", region.id === id);
    }

    function choose(id) {
      const row = muscle(id);
      for (const [other, button] of buttons) button.setAttribute("aria-pressed", String(other === id));
      for (const region of regions) region.shape.classList.toggle("is-chosen", region.id === id);
      fill(
        about,
        h("p", {}, h("strong", {}, row.name), row.reached, ". ", row.plain),
        h("dl", {}, row.rows.filter(({ text }) => text).map(({ term, text }) => h("div", {}, h("dt", {}, term), h("dd", {}, text)))),
        row.debate && h("p", {}, "Debated: ", row.debate),
        h("p", { class: "bedstretch-quiet" }, row.sure),
      );
    }

    function outlined(region) {
      const shape = document.createElementNS(SVG, "path");
      const outline = (points) => `M${points.map(([x, y]) => `${x * 100} ${y * 100}`).join("L")}Z`;
      shape.setAttribute("d", region.polygons.map(outline).join(""));
      const row = muscle(region.id);
      shape.setAttribute("class", `${region.is_deep ? "is-deep" : ""} ${row.role ? `is-${row.role}` : ""}`);
      const name = document.createElementNS(SVG, "title");
      name.textContent = row.name;
      shape.append(name);
      shape.addEventListener("click", () => choose(region.id));
      shape.addEventListener("pointerenter", () => light(region.id));
      shape.addEventListener("pointerleave", () => light(null));
      regions.push({ id: region.id, shape });
      return shape;
    }

    function picture(view) {
      const lines = document.createElementNS(SVG, "svg");
      lines.setAttribute("viewBox", "0 0 100 100");
      lines.setAttribute("preserveAspectRatio", "none");
      lines.setAttribute("aria-hidden", "true");
      lines.append(...largestFirst(view.regions).map(outlined));
      const frame = h("div", { class: "bedstretch-muscle-map-frame" }, h("img", { src: view.url, alt: view.alt }), lines);
      frame.style.aspectRatio = view.ratio;
      return h("figure", {}, frame, h("figcaption", {}, view.name === "front" ? "Front" : "Back"));
    }

    async function look() {
      if (isAsked) return;
      isAsked = true;
      try {
        const views = await link.request("views");
        regions = [];
        fill(stage, views.map(picture));
      } catch {
        isAsked = false;
      }
    }

    draw();
    el.append(h("div", { class: "bedstretch-card" }, heading, h("div", { class: "bedstretch-muscle-map-body" }, stage, h("div", {}, list, about))));
    model.on("change:muscles change:heading", draw);
    const leaveSight = onSight(el, look);
    return () => {
      leaveSight();
      model.off("change:muscles change:heading", draw);
      link.leave();
    };
  },
};
