import { fill, freshId, h, liveLine, radioGroup } from "./page/dom.js";
import { download } from "./page/download.js";
import { join } from "./page/page.js";
import { onSight } from "./page/sight.js";
import { bytesOf, FIRST_WISH, PERIODS, PICTURES, pictureUrl, SIDE_CHOICES, sideOf, UPS, usesUp, widthFits } from "./progress_plots_logic.js";

const DRAW_TIMEOUT_MS = 60000;
const QUIET_MS = 300;
const FRAME_PX = 20;

export default {
  render({ model, el }) {
    el.classList.add("bedstretch", "bedstretch-progress-plots");
    const link = join(model);
    const select = (stem, key) => h("select", { id: freshId(stem), onchange: (event) => { wanted[key] = event.target.value; draw(); } });
    const what = select("measure", "measure");
    const chooser = (stem, key, options) => fill(select(stem, key), options.map(({ value, label }) => h("option", { value }, label)));
    const which = chooser("picture", "picture", PICTURES);
    const reach = chooser("period", "period", PERIODS);
    const risen = chooser("up", "up", UPS);
    const labelled = (words, control) => h("span", { class: "bedstretch-progress-plots-control" }, h("label", { for: control.id }, words), control);
    const measures = labelled("Measure", what);
    const awake = labelled("Readings", risen);
    const sides = h("div", {});
    const stage = h("div", { class: "bedstretch-progress-plots-stage" });
    const told = liveLine();
    const trouble = liveLine({ urgent: true });
    const save = (request, wish) => link.request(request, wish, { timeoutMs: DRAW_TIMEOUT_MS }).then(keep, (error) => complain(error.message));
    const reports = h("div", { class: "bedstretch-row" },
      h("span", {}, "One page for a physiotherapist:"),
      ["html", "pdf"].map((kind) => h("button", { onclick: () => save("report", { kind }) }, `Save as ${kind.toUpperCase()}`)));
    el.append(h("div", { class: "bedstretch-card" },
      h("h3", {}, model.get("sample") ? "A log, drawn: sample data – not yours" : "Your log, drawn"),
      h("div", { class: "bedstretch-row" }, labelled("Picture", which), measures, labelled("Period", reach), awake,
        h("button", { onclick: () => draw() }, "Draw again")),
      sides, trouble, stage, told, reports));

    const wanted = { ...FIRST_WISH };
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
      const isOther = shown === null || answer.sides.length !== shown.sides.length;
      shown = answer;
      showControls(answer, isOther);
      fill(stage, answer.pictures ? answer.pictures.map(picture) : nothingYet(answer));
      fill(told, answer.summary ?? "");
    }

    function showControls({ choices, measure, side, sides: both }, isOther) {
      fill(what, choices.map(({ id, name }) => h("option", { value: id, selected: id === measure }, name)));
      measures.hidden = choices.length === 0;
      awake.hidden = !usesUp(wanted.picture);
      if (!isOther) return;
      const chooseSide = (value) => { wanted.side = sideOf(value); draw(); };
      fill(sides, both.length > 0 && radioGroup({ legend: "Side", options: SIDE_CHOICES, chosen: side ?? "both", onchoose: chooseSide }));
    }

    function picture({ name, svg, alt }) {
      const button = (kind) => h("button", { "aria-label": `Save this picture as ${kind.toUpperCase()}: ${name}`,
        onclick: () => save("save", { ...wanted, measure: shown.measure || null, name, kind }) }, kind.toUpperCase());
      return h("figure", { class: "bedstretch-progress-plots-figure" },
        h("img", { class: "bedstretch-progress-plots-picture", src: pictureUrl(svg), alt }),
        h("figcaption", { class: "bedstretch-row" }, h("span", {}, "Save as"), ["png", "svg", "pdf"].map(button)));
    }

    function keep({ name, type, base64 }) {
      fill(trouble);
      download({ name, type, content: bytesOf(base64) });
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
