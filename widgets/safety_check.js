import { fill, freshId, h, liveLine, radioGroup } from "./page/dom.js";
import { localIso } from "./page/outbox.js";
import { join } from "./page/page.js";
import { onSight } from "./page/sight.js";
import { ANSWERS, answersForPython, asksForTicks, isComplete, urgentTicks, worstUrgency } from "./safety_check_logic.js";

export default {
  render({ model, el }) {
    el.classList.add("bedstretch", "bedstretch-safety-check");
    const link = join(model);
    const card = h("div", { class: "bedstretch-card" });
    const trouble = liveLine({ urgent: true });
    el.append(card);
    const questions = model.get("questions");
    let given = {};
    let countdown = null;
    let pagesByUrgency = {};
    /** While questions are asked, no news from elsewhere may take them away. */
    let isAsking = false;
    let shownStanding = "";
    let wasVoid = link.session.isVoid();

    /** Asks Python and shows what it says; a reason for not doing it is shown under the page. */
    async function ask(name, args, then = standing) {
      fill(trouble);
      try {
        then(await link.request(name, args));
      } catch (error) {
        fill(trouble, h("p", { class: "bedstretch-note is-notice" }, error.message));
      }
    }

    function show(...children) {
      clearInterval(countdown);
      fill(card, ...children, trouble);
    }

    // --- where you stand --------------------------------------------------------------------------------------

    function standing(state) {
      isAsking = false;
      shownStanding = `${state.code} ${state.sentence}`;
      pagesByUrgency = state.pages_by_urgency;
      if (state.code === "emergency") {
        link.session.emergency();
        return emergencyPage(state);
      }
      if (!link.page.outbox.pending().some(({ kind }) => MAY_BE_EMERGENCY.includes(kind))) link.session.clearVoid();
      const done = ["go", "ask-first-some", "ask-first-all"].includes(state.code);
      show(
        h("h3", { tabindex: -1 }, TITLES[state.code]),
        h("p", { role: "status" }, state.sentence),
        state.say.map((text) => h("p", { class: "bedstretch-note is-notice" }, text)),
        state.notes.map((text) => h("p", { class: "bedstretch-note" }, text)),
        done && consequences(state),
        state.code.startsWith("ask-first") && [h("p", {}, state.keep_moving), clearing(state)],
        regionChoice(state),
        h("div", { class: "bedstretch-row" }, h("button", { class: done ? "" : "bedstretch-primary bedstretch-big", onclick: begin }, done ? "Do the safety check again" : "Begin the safety check")),
        h("p", { class: "bedstretch-quiet" }, `${model.get("review")} What you tick is never stored; only what follows from it is.`),
      );
    }

    function consequences(state) {
      const list = (title, items) => items.length > 0 && [h("h4", {}, title), h("ul", {}, items.map((item) => h("li", {}, item)))];
      return [
        list("Because of your answers on", state.causes),
        list("Left out for now", state.leave_out.map((entry) => entry.name)),
        list("In an easier or changed form", state.change),
        list("Measures left out for now", state.measures_out.map((entry) => entry.name)),
        state.code !== "go" && list("Always open", state.still_open),
      ];
    }

    function regionChoice(state) {
      const id = freshId("region");
      return h("p", { class: "bedstretch-row" },
        h("label", { for: id }, "Emergency number where you are:"),
        h("select", { id, onchange: (event) => ask("set_region", { region: event.target.value }) },
          Object.entries(model.get("regions")).map(([region, number]) =>
            h("option", { value: region, selected: region === state.region }, region === "default" ? "not set" : `${number} (${REGIONS[region] ?? region})`))));
    }

    function clearing(state) {
      const who = h("select", { id: freshId("who") }, model.get("asked_whom").map((name) => h("option", { value: name }, name)));
      const day = h("input", { type: "date", id: freshId("day"), max: today() });
      const box = (group) => (entry) => h("label", { class: "bedstretch-choice" }, h("input", { type: "checkbox", name: group, value: entry.id }), h("span", {}, entry.name));
      const form = h("div", {},
        h("p", { class: "bedstretch-row" }, h("label", { for: who.id }, "I asked a"), who, h("label", { for: day.id }, "on"), day),
        h("fieldset", { class: "bedstretch-choices" }, h("legend", {}, "and these were allowed:"), state.leave_out.map(box("stretch")), state.measures_out.map(box("measure"))),
        h("button", { onclick: send }, "Note this"));
      const ticked = (name) => [...form.querySelectorAll(`input[name="${name}"]:checked`)].map((input) => input.value);
      function send() {
        ask("clear_ask_first", { asked_whom: who.value, asked_on: day.value, stretches: ticked("stretch"), measures: ticked("measure") });
      }
      return h("details", { class: "bedstretch-note" }, h("summary", {}, "I have asked a clinician"), form);
    }

    // --- the questions ----------------------------------------------------------------------------------------

    function begin() {
      given = {};
      isAsking = true;
      question(0);
    }

    function question(index) {
      const asked = questions[index];
      const answer = (given[asked.id] ??= { answer: null, ticks: [] });
      const ticks = h("fieldset", { class: "bedstretch-choices", hidden: true }, h("legend", {}, "Tick each that is so, or that may be so:"),
        asked.ticks.map((tick) => h("label", { class: "bedstretch-choice" },
          h("input", { type: "checkbox", value: tick.id, checked: answer.ticks.includes(tick.id), onchange: ontick }), h("span", {}, tick.text))));
      const next = h("button", { class: "bedstretch-primary", onclick: () => leave(index) }, index + 1 < questions.length ? "Next" : "Finish");
      function refresh() {
        ticks.hidden = !asksForTicks(answer.answer);
        next.disabled = !isComplete(answer);
      }
      function ontick() {
        answer.ticks = [...ticks.querySelectorAll("input:checked")].map((input) => input.value);
        refresh();
      }
      const options = [...ANSWERS.slice(0, 1), ...asked.other_answers.map(({ id, text }) => ({ value: id, label: text })), ...ANSWERS.slice(1)];
      const signs = h("ul", {}, asked.ticks.map((tick) => h("li", {}, tick.text)));
      show(
        h("p", { class: "bedstretch-quiet", role: "status" }, `Question ${index + 1} of ${questions.length}`),
        radioGroup({ legend: asked.ask, details: signs, options, chosen: answer.answer, onchoose: (value) => { answer.answer = value; refresh(); } }),
        ticks,
        h("div", { class: "bedstretch-row" }, next, index > 0 && h("button", { onclick: () => question(index - 1) }, "Back"), h("button", { onclick: stopAsking }, "Not now")),
      );
      refresh();
      card.querySelector("input:checked, input")?.focus({ preventScroll: true });
    }

    function stopAsking() {
      given = {};
      ask("state", {});
    }

    function leave(index) {
      const asked = questions[index];
      const urgent = urgentTicks(asked, given[asked.id]);
      if (urgent.length) secondLook(index, urgent);
      else onward(index);
    }

    function onward(index) {
      if (index + 1 < questions.length) question(index + 1);
      else submit();
    }

    function secondLook(index, urgent) {
      const sure = h("button", { class: "bedstretch-primary", onclick: confirmed }, "Yes, that is so");
      show(
        h("h3", {}, "Let us look at this twice"),
        h("p", {}, "You ticked:"),
        h("ul", {}, urgent.map((tick) => h("li", {}, h("strong", {}, tick.text)))),
        h("p", {}, "If that is so, the next page says what to do today."),
        h("div", { class: "bedstretch-row" }, sure, h("button", { onclick: () => question(index) }, "No, that was a mistaken tap")),
      );
      sure.focus();
      /** Kept in the browser first; a kernel that is away hears of it as soon as it is back. */
      function confirmed() {
        isAsking = false;
        shownStanding = "";
        const urgency = worstUrgency(urgent, Object.keys(pagesByUrgency));
        link.session.emergency();
        link.put("emergency-found", { question: questions[index].id, urgency }).answered.then(() => ask("state", {}));
        emergencyPage({ pages: pagesByUrgency[urgency], undo_seconds: 0, emergency_day: today(), region: null });
      }
    }

    function submit() {
      ask("submit", { answers: answersForPython(given) }, (state) => {
        given = {};
        standing(state);
        card.querySelector("h3")?.focus();
      });
    }

    // --- help is needed today ---------------------------------------------------------------------------------

    function emergencyPage(state) {
      const day = h("input", { type: "date", id: freshId("checked-on"), min: state.emergency_day, max: today() });
      const checked = h("input", { type: "checkbox", id: freshId("checked") });
      const undo = h("button", { onclick: takeBack }, "");
      function takeBack() {
        ask("undo", {}, (after) => {
          standing(after);
          begin();
        });
      }
      function clear() {
        if (!checked.checked) return fill(trouble, h("p", { class: "bedstretch-note is-notice" }, "Please tick the box, if that is so."));
        ask("clear_emergency", { checked_on: day.value });
      }
      show(
        h("div", { role: "alert" }, state.pages.map((page) => h("div", { class: "bedstretch-note is-stop" }, h("h3", { tabindex: -1 }, page.title), h("ul", {}, page.do.map((line) => h("li", {}, line)))))),
        h("p", {}, state.pages[0].then),
        state.undo_seconds > 0 && h("p", {}, undo),
        state.region && regionChoice(state),
        h("details", { class: "bedstretch-note" }, h("summary", {}, "A clinician has checked this since"),
          h("label", { class: "bedstretch-choice" }, checked, h("span", {}, "A clinician has checked this since.")),
          h("p", { class: "bedstretch-row" }, h("label", { for: day.id }, "On this day:"), day),
          h("p", {}, "Then all questions are asked again."),
          h("button", { onclick: clear }, "Note this")),
        h("p", { class: "bedstretch-quiet" }, model.get("review")),
      );
      let left = state.undo_seconds;
      const count = () => {
        undo.textContent = `That was a mistaken tap: take it back (${left} s)`;
        if (left <= 0) undo.remove();
        left -= 1;
      };
      count();
      if (state.undo_seconds > 0) countdown = setInterval(count, 1000);
      if (Object.keys(given).length) card.querySelector("h3")?.focus();
    }

    /** The timer, a stop or another notebook may have changed where one stands. What is the same stays as it is. */
    async function lookAgain() {
      const state = await link.request("state", {}).catch(() => null);
      const isBusy = isAsking || card.querySelector(".bedstretch-note[open]") !== null;
      if (state && !isBusy && `${state.code} ${state.sentence}` !== shownStanding) standing(state);
    }

    show(h("h3", {}, "Safety check"));
    const stopWatching = link.session.subscribe(() => {
      if (link.session.isVoid() === wasVoid) return;
      wasVoid = !wasVoid;
      lookAgain();
    });
    const stopLooking = onSight(el, lookAgain);
    return () => {
      clearInterval(countdown);
      stopWatching();
      stopLooking();
      link.leave();
    };
  },
};

const MAY_BE_EMERGENCY = ["emergency-found", "stop-answered"];

const TITLES = {
  none: "Safety check",
  expired: "Safety check",
  void: "Safety check",
  go: "All clear to start gently",
  "ask-first-some": "Some stretches wait until you have asked",
  "ask-first-all": "Please ask a clinician first",
};

const REGIONS = { eu: "European Union", gb: "United Kingdom", us: "United States, Canada", au: "Australia" };

function today() {
  return localIso(new Date()).slice(0, 10);
}
