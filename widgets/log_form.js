import { fill, freshId, h, liveLine, radioGroup, rich } from "./page/dom.js";
import { dailyCheckForm } from "./page/daily_check.js";
import { join } from "./page/page.js";
import { onSight } from "./page/sight.js";
import { lastEntries } from "./log_form_entries.js";
import { emptyTexts, entryProblem, filledIn, momentToday, payloadsOf, pointsOf, problemsIn, progressLine, reallyQuestion, sidesOf, unusualIn } from "./log_form_logic.js";

const SLOW_MS = 4000;
const UNDO_MS = 5 * 60 * 1000;
const KEPT_IN_BROWSER = "Python has not answered yet. Your entry is kept in this browser and is stored as soon as it answers.";
const CHECK_FIRST = "Something has to be checked first, so body measures wait. Lesson 01, Stay safe, shows what to do.";
const AROUND = [
  { value: "before", label: "Before" },
  { value: "after", label: "After" },
  { value: "neither", label: "Neither" },
];
const YES_NO = [{ value: "yes", label: "Yes" }, { value: "no", label: "No" }];

export default {
  render({ model, el }) {
    el.classList.add("bedstretch", "bedstretch-log-form");
    const link = join(model);
    const what = h("select", { id: freshId("measure"), onchange: () => choose(what.value) });
    const sheet = h("div", { class: "bedstretch-log-form-sheet" });
    const entry = h("fieldset", { class: "bedstretch-choices" });
    const question = h("div", {});
    const trouble = liveLine({ urgent: true });
    const saved = liveLine();
    const undo = h("div", { class: "bedstretch-row" });
    const known = h("ul", {});
    const entries = lastEntries({ model, link, of: () => measure });
    const saveButton = h("button", { class: "bedstretch-primary", onclick: save }, "Save");
    const waits = h("div", {});
    el.append(
      h("div", { class: "bedstretch-card" },
        h("h3", {}, "Log a measure"),
        h("p", { class: "bedstretch-row" }, h("label", { for: what.id }, "What do you want to note?"), what),
        sheet, entry, question, trouble, saved, undo,
        h("div", { class: "bedstretch-row" }, saveButton),
        h("details", { class: "bedstretch-log-form-fold" }, h("summary", {}, "How exact it is, and what it tells"), known),
        entries.element,
        waits),
    );

    let offer = { ids: model.get("measures").filter(({ body }) => !body).map(({ id }) => id), left_out: [], check_helps: false, up_an_hour: null };
    let measure = null;
    let texts = {};
    let upAnHour = null;
    let around = null;
    let takenAt = "";
    let fields = [];
    let lookedTwiceAt = null;
    let isWaiting = false;
    let lastState = null;

    // --- what is offered --------------------------------------------------------------------------------------

    /** An emergency that this browser knows of closes the body measures even before Python hears of it. */
    function isOpen({ id, body }) {
      return offer.ids.includes(id) && !(body && link.session.isVoid());
    }

    function drawOffer() {
      const measures = model.get("measures").filter(isOpen);
      const gone = measure && !isOpen(measure) ? measure.name : null;
      fill(what, measures.map(({ id, name }) => h("option", { value: id, selected: id === measure?.id }, name)));
      drawWaits();
      if (!measure || gone) choose(measures[0].id);
      if (gone) complain([`${gone} is not offered now; the reason stands below.`]);
    }

    function drawWaits() {
      const sentences = link.session.isVoid() ? [CHECK_FIRST, ...offer.left_out] : offer.left_out;
      const openCheck = () => fill(waits, dailyCheckForm({ texts: model.get("check"), done: "Answer", onanswer: answerCheck, oncancel: drawWaits }));
      fill(waits, sentences.length > 0 &&
        h("div", { class: "bedstretch-note is-notice" },
          h("p", {}, h("strong", {}, "Not offered now")),
          sentences.map((sentence) => h("p", {}, sentence)),
          h("div", { class: "bedstretch-row" },
            offer.check_helps && h("button", { onclick: openCheck }, "Answer the three questions"),
            h("button", { onclick: () => ask("offered", {}) }, "Look again"))));
    }

    function answerCheck(answers) {
      ask("answer_check", answers).then(() => what.focus({ preventScroll: true }));
    }

    /** Asks Python and shows what it says; a quiet question changes nothing on the page unless the answer is new. */
    async function ask(name, args, isQuiet = false) {
      try {
        const answer = await link.request(name, args);
        const state = JSON.stringify([answer, link.session.isVoid()]);
        if (isQuiet && state === lastState) return;
        lastState = state;
        if (!isQuiet) fill(trouble);
        take(answer);
      } catch (error) {
        if (!isQuiet) complain([error.message]);
      }
    }

    function take(answer) {
      offer = answer;
      drawOffer();
      if (offer.up_an_hour && upAnHour === null) {
        upAnHour = true;
        entry.querySelector('.bedstretch-log-form-up input[value="yes"]').checked = true;
      }
    }

    const lookAgain = () => ask("offered", {}, true);

    // --- one measure ------------------------------------------------------------------------------------------

    function choose(id) {
      measure = model.get("measures").find((known) => known.id === id);
      clearAll();
      fill(saved);
      forgetUndo();
      drawSheet();
      drawEntry();
    }

    function clearAll() {
      texts = emptyTexts(measure);
      upAnHour = offer.up_an_hour;
      around = null;
      takenAt = "";
      forgetQuestion();
      fill(trouble);
    }

    function drawSheet() {
      const steps = h("ol", {}, measure.protocol.map((step) => h("li", {}, step)));
      const needs = measure.needs.length > 0 && h("p", {}, `You need ${measure.needs.join(" and ")}.`);
      const { svg, alt } = measure.sketch;
      const sketch = rich(svg, "div", { class: "bedstretch-log-form-sketch", role: "img", "aria-label": alt });
      fill(sheet, measure.is_scale ? h("details", {}, h("summary", {}, "How to rate"), sketch, steps) : [h("h4", {}, "How to measure"), sketch, needs, steps]);
      fill(known, measure.known.map((text) => h("li", {}, text)));
    }

    function drawEntry() {
      fields = [];
      fill(entry, measure.is_scale ? scale() : sidesOf(measure).map(sideFields), conditions());
    }

    function scale() {
      const options = pointsOf(measure).map((point) => ({ value: point, label: point }));
      const onchoose = (point) => { texts[""] = [point]; };
      return h("div", { class: "bedstretch-scale" },
        radioGroup({ legend: `${measure.name}, ${measure.accepted}`, options, chosen: texts[""][0], onchoose }));
    }

    function sideFields(side) {
      const range = h("p", { id: freshId("range"), class: "bedstretch-quiet" }, `Takes ${measure.accepted}. Usual is ${measure.usual}.`);
      const counted = h("p", { class: "bedstretch-quiet", role: "status" }, progressLine(measure, texts[side]));
      const inputs = texts[side].map((_, trial) => trialField(side, trial, range.id, counted));
      return h("fieldset", { class: "bedstretch-choices" },
        h("legend", {}, side ? `${measure.name}, ${side}` : measure.name), range,
        h("div", { class: "bedstretch-log-form-trials" }, inputs), counted);
    }

    function trialField(side, trial, rangeId, counted) {
      const problem = h("p", { class: "bedstretch-problem", id: freshId("problem"), hidden: true });
      const input = h("input", {
        type: "text", inputmode: "decimal", autocomplete: "off", id: freshId("trial"), value: texts[side][trial], size: 6,
        "aria-describedby": `${rangeId} ${problem.id}`,
        oninput: () => typed(side, trial, input, problem, counted),
        onkeydown: (event) => { if (event.key === "Enter") nextAfter(input, event); },
      });
      fields.push({ side, trial, input, problem });
      const name = measure.trials > 1 ? `Trial ${trial + 1}` : "Reading";
      return h("div", { class: "bedstretch-log-form-trial" }, h("label", { for: input.id }, name), h("span", {}, input, measure.unit), problem);
    }

    function typed(side, trial, input, problem, counted) {
      texts[side][trial] = input.value;
      setProblem(input, problem, null);
      fill(counted, progressLine(measure, texts[side]));
      forgetQuestion();
    }

    function nextAfter(input, event) {
      event.preventDefault();
      const inputs = fields.map((field) => field.input);
      (inputs[inputs.indexOf(input) + 1] ?? saveButton).focus();
    }

    function conditions() {
      const chosenUp = upAnHour === null ? null : upAnHour ? "yes" : "no";
      const when = h("input", { type: "time", id: freshId("when"), value: takenAt, oninput: () => { takenAt = when.value; } });
      return h("div", { class: "bedstretch-log-form-conditions" },
        h("div", { class: "bedstretch-log-form-up" },
          radioGroup({ legend: "Up and about for an hour or more?", options: YES_NO, chosen: chosenUp, onchoose: (value) => { upAnHour = value === "yes"; } })),
        radioGroup({ legend: "Before or after a session?", options: AROUND, chosen: around, onchoose: (value) => { around = value === "neither" ? null : value; } }),
        h("p", {}, h("label", { for: when.id }, "Taken earlier today? At "), when));
    }

    // --- saving -----------------------------------------------------------------------------------------------

    function save() {
      if (isWaiting) return;
      if (!isOpen(measure)) return drawOffer();
      fill(saved);
      forgetUndo();
      fill(trouble);
      const problems = problemsIn(measure, texts);
      showProblems(problems);
      const whole = entryProblem(measure, texts, upAnHour);
      if (problems.length) return;
      if (whole) return complain([whole]);
      const unusual = unusualIn(measure, texts);
      if (unusual.length && JSON.stringify(texts) !== lookedTwiceAt) return askReally(unusual);
      store();
    }

    function showProblems(problems) {
      for (const { side, trial, input, problem } of fields) {
        const found = problems.find((one) => one.side === side && one.trial === trial);
        setProblem(input, problem, found?.text ?? null);
      }
      fields.find(({ input }) => input.getAttribute("aria-invalid"))?.input.focus();
    }

    function setProblem(input, problem, text) {
      problem.textContent = text ?? "";
      problem.hidden = text === null;
      if (text === null) input.removeAttribute("aria-invalid");
      else input.setAttribute("aria-invalid", "true");
    }

    function complain(sentences) {
      fill(trouble, [...new Set(sentences)].map((sentence) => h("p", { class: "bedstretch-problem" }, sentence)));
    }

    function askReally(values) {
      lookedTwiceAt = JSON.stringify(texts);
      const yes = h("button", { onclick: () => { fill(question); saveButton.focus(); store(); } }, "Yes, save it");
      const no = h("button", { onclick: () => { forgetQuestion(); fields[0]?.input.focus(); } }, "No, change it");
      fill(question, h("div", { class: "bedstretch-note is-notice", role: "alert" },
        h("p", {}, reallyQuestion(measure, values)), h("div", { class: "bedstretch-row" }, yes, no)));
      yes.focus();
    }

    function forgetQuestion() {
      lookedTwiceAt = null;
      fill(question);
    }

    let slowTimer = null;

    async function store() {
      const measuredAt = momentToday(takenAt, new Date());
      const payloads = payloadsOf(measure, texts, { upAnHour, around, inClass: model.get("in_class"), measuredAt });
      const before = { measure, texts: structuredClone(texts), upAnHour, around, takenAt };
      setWaiting(true);
      const sent = payloads.map((payload) => link.put("measured", payload));
      const answers = await Promise.all(sent.map(({ answered }) => answered));
      setWaiting(false);
      tellResult(payloads.map((payload, index) => ({ side: payload.side ?? "", ...answers[index] })));
      offerUndo(sent.filter((_, index) => !answers[index].refused).map(({ id }) => id), before);
    }

    // --- undo -------------------------------------------------------------------------------------------------

    let undoTimer = null;

    function offerUndo(ids, before) {
      if (!ids.length) return;
      fill(undo, h("button", { onclick: () => takeBack(ids, before) }, "Undo"));
      undoTimer = setTimeout(forgetUndo, UNDO_MS);
    }

    function forgetUndo() {
      clearTimeout(undoTimer);
      if (undo.contains(document.activeElement)) saveButton.focus();
      fill(undo);
    }

    /** What was saved counts no longer, and stands in the form again as it was typed. */
    async function takeBack(ids, before) {
      forgetUndo();
      setWaiting(true);
      const answers = await Promise.all(ids.map((reading) => link.put("measured-withdrawn", { reading }).answered));
      setWaiting(false);
      const refused = answers.filter((answer) => answer.refused);
      if (!refused.length && before.measure === measure && !filledIn(texts).length) {
        ({ texts, upAnHour, around, takenAt } = before);
        drawEntry();
      }
      fill(saved, answers.filter((answer) => !answer.refused).map(({ reply }) => h("p", { class: "bedstretch-note" }, `Taken back: ${reply.text}`)));
      complain(refused.map((answer) => answer.refused));
      (fields[0]?.input ?? saveButton).focus();
    }

    function setWaiting(on) {
      isWaiting = on;
      entry.disabled = what.disabled = on;
      saveButton.setAttribute("aria-disabled", String(on));
      clearTimeout(slowTimer);
      fill(saved, on && "Saving …");
      if (on) slowTimer = setTimeout(() => fill(saved, KEPT_IN_BROWSER), SLOW_MS);
    }

    /** What was stored is cleared; what was refused stays as it was typed. */
    function tellResult(results) {
      const refused = results.filter((result) => result.refused);
      for (const { side } of results.filter((result) => !result.refused)) texts[side] = emptyTexts(measure)[side];
      if (!refused.length) clearAll();
      forgetQuestion();
      drawEntry();
      fill(saved, results.filter((result) => !result.refused).map(({ reply }) => [
        h("p", { class: "bedstretch-note is-good" }, `Saved: ${reply.text}`),
        reply.say && h("p", { class: "bedstretch-note is-notice" }, reply.say),
      ]));
      complain(refused.map((result) => `Not stored. ${result.refused}`));
      if (filledIn(texts).length) fields.find(({ input }) => input.value)?.input.focus();
    }

    drawOffer();
    model.on("change:stored", lookAgain);
    model.on("change:stored", entries.load);
    model.on("change:measures", drawOffer);
    const stopLooking = onSight(el, lookAgain);
    return () => {
      clearTimeout(slowTimer);
      clearTimeout(undoTimer);
      stopLooking();
      model.off("change:stored", lookAgain);
      model.off("change:stored", entries.load);
      model.off("change:measures", drawOffer);
      link.leave();
    };
  },
};
