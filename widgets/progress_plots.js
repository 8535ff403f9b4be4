import { fill, freshId, h, liveLine, radioGroup } from "./page/dom.js";
import { join } from "./page/page.js";
import { onSight } from "./page/sight.js";
import { pictureUrl, SIDE_CHOICES, sideOf, widthFits } from "./progress_plots_logic.js";

const DRAW_TIMEOUT_MS = 60000;
const QUIET_MS = 300;
const FRAME_PX = 20;

export default {
  render({ model, el }) {
    el.classList.add("bedstretch", "bedstretch-progress-plots");
    const link = join(model);
    const what = h("select", { id: freshId("measure"), onchange: () => { wanted.measure = what.value; draw(); } });
    const controls = h("div", {});
    const stage = h("div", { class: "bedstretch-progress-plots-stage" });
    const told = liveLine();
    const trouble = liveLine({ urgent: true });
    el.append(h("div", { class: "bedstretch-card" }, h("h3", {}, "Your log, drawn"), controls, trouble, stage, told));

    const wanted = { measure: null, side: null, width_px: 0 };
    let shown = null;
    let turn = 0;

    /** Asks for the picture; of several questions under way only the last one's answer is shown. */
    async function draw({ isQuiet = false } = {}) {
      const mine = (turn += 1);
      wanted.width_px = stage.clientWidth - FRAME_PX;
      if (!shown) fill(stage, h("p", { class: "bedstretch-quiet" }, "Drawing …"));
      try {
        const answer = await link.request("draw", wanted, { timeoutMs: DRAW_TIMEOUT_MS });
        if (mine === turn) show(answer);
      } catch (error) {
        if (mine === turn && !(isQuiet && shown)) complain(error.message);
      }
    }

    function show(answer) {
      fill(trouble);
      if (JSON.stringify(answer) === JSON.stringify(shown)) return;
      const isOther = shown === null || answer.measure !== shown.measure || answer.sides.length !== shown.sides.length;
      shown = answer;
      if (isOther) drawControls(answer);
      fill(stage, answer.pictures ? answer.pictures.map(picture) : nothingYet(answer));
      fill(told, answer.summary ?? "");
    }

    function drawControls({ choices, measure, side, sides }) {
      fill(what, choices.map(({ id, name }) => h("option", { value: id, selected: id === measure }, name)));
      const chooseSide = (value) => { wanted.side = sideOf(value); draw(); };
      fill(controls,
        h("div", { class: "bedstretch-row" },
          choices.length > 0 && [h("label", { for: what.id }, "Measure"), what],
          h("button", { onclick: () => draw() }, "Draw again")),
        sides.length > 0 && radioGroup({ legend: "Side", options: SIDE_CHOICES, chosen: side ?? "both", onchoose: chooseSide }));
    }

    function picture({ svg, alt }) {
      return h("img", { class: "bedstretch-progress-plots-picture", src: pictureUrl(svg), alt });
    }

    function nothingYet({ choices, measure }) {
      const name = choices.find(({ id }) => id === measure)?.name;
      return [
        h("p", {}, name ? `Nothing is logged of ${name} yet.` : "Nothing is logged yet."),
        h("p", {}, "One number is enough to begin, stiffness from 0 to 10 for instance. Log it with LogForm(), then draw again."),
      ];
    }

    function complain(text) {
      fill(trouble, h("p", { class: "bedstretch-problem" }, text));
      if (shown) return;
      fill(stage, h("div", { class: "bedstretch-row" }, h("button", { onclick: () => draw() }, "Try again")));
    }

    const drawQuietly = () => draw({ isQuiet: true });
    const drawOther = () => { wanted.measure = null; draw(); };
    let settling = null;
    const watch = new ResizeObserver(() => {
      clearTimeout(settling);
      if (shown && !widthFits(wanted.width_px, stage.clientWidth - FRAME_PX)) settling = setTimeout(drawQuietly, QUIET_MS);
    });
    watch.observe(el);
    model.on("change:stored", drawQuietly);
    model.on("change:measure", drawOther);
    const stopLooking = onSight(el, drawQuietly);
    return () => {
      watch.disconnect();
      clearTimeout(settling);
      stopLooking();
      model.off("change:stored", drawQuietly);
      model.off("change:measure", drawOther);
      link.leave();
    };
  },
};
