import { dailyCheckForm } from "./page/daily_check.js";
import { fill, h, liveLine } from "./page/dom.js";
import { sessionFigure } from "./page/figure.js";
import { join } from "./page/page.js";
import { afterRatings, ASKED, rated, ratingScale } from "./page/ratings.js";
import { progressRing } from "./page/ring.js";
import { clockText, stepText } from "./page/session_bar.js";
import { onSight } from "./page/sight.js";
import { soundSettings } from "./page/sound_settings.js";

export default {
  render({ model, el }) {
    el.classList.add("bedstretch", "bedstretch-session-timer");
    const link = join(model);
    const card = h("div", { class: "bedstretch-card" });
    const trouble = liveLine({ urgent: true, className: "bedstretch-problem-line" });
    el.append(card);
    let shown = null;
    let stage = "idle";
    let live = null;
    let begin = null;
    let prepared = null;
    const state = liveLine();

    const stopWatching = link.session.subscribe(onsession);
    const stopLooking = onSight(el, () => shown === "idle" && lookUp());
    model.on("change:title change:outline", redraw);

    function onsession(now) {
      const mode = now.status !== "none" ? now.status : isOurs(now.outcome) ? "over" : stage;
      if (mode !== shown) {
        const isFirst = shown === null;
        shown = mode;
        build(now, mode);
        if (!isFirst && (isOurs(now.outcome) || isOurs(now) || mode === stage)) bringIntoSight(mode);
      }
      live?.(now);
    }

    /** Every timer on the page hears how a session ended; only the one that was asked for it shows that. */
    function isOurs(outcome) {
      return outcome?.script?.asked === model.get("asked");
    }

    /** What is new stands at the top of the window: whoever lies down does not look for it. */
    function bringIntoSight(mode) {
      card.scrollIntoView({ block: "start" });
      if (["notes", "over"].includes(mode) && !document.querySelector("dialog[open]")) card.querySelector("h3")?.focus({ preventScroll: true });
    }

    function redraw() {
      shown = null;
      onsession(link.session.view());
    }

    function go(next) {
      stage = next;
      redraw();
    }

    function build(now, mode) {
      live = null;
      if (mode === "idle") idle();
      else if (mode === "check") check();
      else if (mode === "notes") notes();
      else if (mode === "over") over(now.outcome);
      else playing(now, mode);
    }

    function heading(text = model.get("title")) {
      return [
        model.get("demonstration") && h("p", { class: "bedstretch-demonstration" }, "Demonstration – nothing is asked, nothing is stored"),
        h("h3", { tabindex: -1 }, text),
      ];
    }

    function parts(outline) {
      return [h("p", {}, `About ${outline.minutes}.`), h("ol", {}, outline.parts.map((part) => h("li", {}, part)))];
    }

    // --- before -----------------------------------------------------------------------------------------------

    function idle() {
      begin = h("button", { class: "bedstretch-primary bedstretch-big", onclick: () => (model.get("demonstration") ? start() : go("check")) }, "Start");
      const { settings, sound } = link.page;
      fill(card, heading(), parts(model.get("outline")), state, h("div", { class: "bedstretch-row" }, begin), trouble, soundSettings({ settings, sound, canPace: true }));
      lookUp();
    }

    /** Whether a start would be allowed, asked again whenever the timer comes into sight. */
    async function lookUp() {
      const answer = await link.request("state").catch(() => null);
      if (!answer || shown !== "idle") return;
      begin.disabled = !answer.allowed;
      if (answer.reason?.startsWith(trouble.textContent)) fill(trouble);
      fill(state, answer.allowed ? planNotes(answer.notes) : h("p", { class: "bedstretch-note is-notice" }, answer.reason));
    }

    function check() {
      let stiffness = null;
      const form = dailyCheckForm({
        texts: model.get("check"), done: "Begin", oncancel: () => go("idle"),
        onanswer: async (answers) => {
          if (!(await start(answers))) return;
          link.put("measured", rated("pain-nrs", answers.pain, "before", answers.up_an_hour));
          if (stiffness !== null) link.put("measured", rated("stiffness-nrs", stiffness, "before", answers.up_an_hour));
        },
      });
      const scale = ratingScale({ legend: `${ASKED[0].ask} (if you like)`, onchoose: (points) => { stiffness = points; } });
      form.querySelector(".bedstretch-row").before(scale);
      fill(card, heading("Three quick questions first"), form, trouble);
      card.querySelector("input")?.focus({ preventScroll: true });
    }

    /** Whether Python allowed it. */
    async function start(answers = null, choice = null) {
      link.page.sound.unlock(); // At the tap itself: browsers let no sound out without one.
      fill(trouble, "Asking whether all is well …");
      card.querySelectorAll("button").forEach((button) => { button.disabled = true; });
      try {
        const script = await link.request("start", { check: answers, choice });
        fill(trouble);
        if (answers && (script.suggestion || script.plan.notes.length)) {
          prepared = script;
          go("notes");
          return true;
        }
        stage = "idle";
        await link.session.start(script);
        return true;
      } catch (error) {
        go("idle");
        fill(trouble, h("p", { class: "bedstretch-note is-notice" }, error.message));
        trouble.scrollIntoView({ block: "nearest" });
        return false;
      }
    }

    function notes() {
      const { plan, suggestion } = prepared;
      fill(
        card, heading(suggestion ? "A suggestion first" : `Today: ${plan.title}`),
        suggestion && suggested(suggestion, plan),
        planNotes(plan.notes),
        parts(plan.outline),
        h("div", { class: "bedstretch-row" },
          suggestion
            ? [h("button", { class: "bedstretch-primary bedstretch-big", onclick: () => start(null, "gentle") }, suggestion.take),
              h("button", { onclick: () => start(null, "chosen") }, suggestion.keep)]
            : h("button", { class: "bedstretch-primary bedstretch-big", onclick: () => start() }, "Begin"),
          h("button", { onclick: () => go("idle") }, "Not now")),
        trouble,
      );
    }

    /** Why, what it holds, and the name of what follows below: the plan that was chosen. */
    function suggested({ say, title, outline }, plan) {
      return [
        h("div", { class: "bedstretch-note", role: "status" }, h("p", {}, say)),
        h("h4", {}, title), parts(outline), h("h4", {}, `What you chose: ${plan.title}`),
      ];
    }

    // --- during -----------------------------------------------------------------------------------------------

    function playing(now, mode) {
      const word = h("div", { class: "bedstretch-word" });
      const detail = h("div", { class: "bedstretch-detail" });
      const number = h("div", { class: "bedstretch-number", role: "timer", "aria-live": "off" });
      const cue = h("p", { class: "bedstretch-cue" });
      const next = h("p", { class: "bedstretch-quiet" });
      const ring = progressRing();
      const figure = sessionFigure((stretch, form) => link.request("figure", { stretch, form }));
      const button = (label, name) => h("button", { onclick: () => link.session.act(name) }, label);
      fill(
        card, heading(now.script.plan.title),
        h("div", { class: "bedstretch-stage" }, h("div", { class: "bedstretch-ring" }, ring.svg, number), h("div", {}, word, detail, cue, next), figure.element),
        h("div", { class: "bedstretch-row" },
          mode === "running" && button("Pause", "pause"),
          mode === "paused" && !now.why && button("Go on", "resume"),
          ["running", "paused"].includes(mode) && [
            button("Back", "back"), button("Skip", "skip"), now.script.plan.may_add_sets === true && button("One more set", "more"), button("End early", "end"),
            h("button", { onclick: () => link.page.stage.open() }, "Fill the screen")]),
        h("p", { class: "bedstretch-quiet bedstretch-keys-hint" }, "Keys anywhere on the page: space pauses, arrows go back and on, Escape stops."),
        trouble,
      );
      live = (view) => {
        word.textContent = mode === "running" ? view.step.title : "Paused";
        const name = view.step.name === view.step.title ? "" : view.step.name;
        detail.textContent = [stepText(view.step).split(" · ").slice(1).join(" · "), name].filter(Boolean).join(" – ");
        number.textContent = view.repetition ? `${view.repetition} / ${view.step.repetitions}` : clockText(view.leftMs);
        cue.textContent = view.step.say;
        figure.show(view.step, view.intoMs);
        next.textContent = view.next ? `Then: ${nextText(view.next)}. ${minutesText(view.totalLeftMs)} left in all.` : "Last part.";
        ring.set(view.intoMs / (view.step.seconds * 1000));
      };
    }

    // --- after ------------------------------------------------------------------------------------------------

    function over(outcome) {
      const rows = outcome.practised;
      const ends = { finished: "Done. Well rested is well done.", "ended-early": "Ended early. That is fine.", stopped: "Stopped. Letting go was right." };
      fill(
        card, heading(outcome.script.plan.title),
        h("p", { role: "status" }, h("strong", {}, ends[outcome.how])),
        rows.length > 0 && h("ul", {}, rows.map((row) => h("li", {}, practisedText(outcome.script, row)))),
        h("p", { class: "bedstretch-quiet" }, afterwards(outcome)),
        !outcome.script.demonstration && afterRatings({ put: link.put }),
        h("div", { class: "bedstretch-row" }, h("button", { onclick: () => { stage = "idle"; link.session.clearOutcome(); } }, "Back to the start")),
      );
    }

    return () => {
      stopWatching();
      stopLooking();
      model.off("change:title change:outline", redraw);
      link.leave();
    };
  },
};

/** What differs from what was asked for; nothing where nothing does. @param {string[]} [notes] */
function planNotes(notes = []) {
  return notes.length > 0 && h("div", { class: "bedstretch-note", role: "status" }, notes.map((note) => h("p", {}, note)));
}

function nextText(step) {
  return step.phase === "preview" ? step.name : stepText(step);
}

function minutesText(ms) {
  return ms < 60000 ? `${clockText(ms)} s` : `${clockText(ms)} min`;
}

/** After a stop what the answer said to do; otherwise what mild soreness means. */
function afterwards({ how, answer, script }) {
  if (script.demonstration) return "Demonstration: nothing was stored.";
  if (how !== "stopped") return script.texts.soreness;
  return script.stop.answers.find((candidate) => candidate.id === answer)?.do ?? "";
}

function practisedText(script, row) {
  const name = script.plan.steps.find((step) => step.do === row.stretch)?.name ?? row.stretch;
  const side = row.side ? `, ${row.side}` : "";
  return row.repetitions ? `${name}: ${row.repetitions} times` : `${name}${side}: ${Math.round(row.held_seconds)} s held`;
}
