import { changed, counted, firstChoice, goneOn, looked, mayWrite, missing } from "./hand_in_logic.js";
import { fill, freshId, h, liveLine } from "./page/dom.js";
import { download } from "./page/download.js";
import { join } from "./page/page.js";

export default {
  render({ model, el }) {
    const link = join(model);
    const { sentence, never, upload, consent, max_characters } = model.get("head");
    const body = h("div", {});
    const fold = h("details", { ontoggle: () => { begun.isOpen = fold.open; if (fold.open) begin(); } });
    // What the student has begun outlives this view: the cell may be run again, the fold shut and opened.
    if (!link.page.begun.has("hand-in")) link.page.begun.set("hand-in", { typed: null, isOpen: false, isLogOpen: false, choices: {} });
    const begun = link.page.begun.get("hand-in");
    let drawn = null;
    const problem = liveLine({ urgent: true });
    el.classList.add("bedstretch", "bedstretch-hand-in");
    fold.append(h("summary", {}, h("h3", {}, "For students: hand in")),
      h("p", {}, sentence), h("p", { class: "bedstretch-quiet" }, never), body, problem);
    el.append(h("div", { class: "bedstretch-card" }, fold));
    fold.open = begun.isOpen;

    /** Asked for when it is opened, so that whatever was answered since the page was drawn is there; where there is
        nothing new, what is being looked at stays. */
    async function begin() {
      try {
        const known = await link.request("start");
        const offered = JSON.stringify([known.quizzes, known.measures, known.earliest]);
        if (offered !== drawn) drawAll(known);
        drawn = offered;
      } catch (error) {
        fill(problem, h("p", { class: "bedstretch-problem" }, error.message),
          h("button", { onclick: () => { fill(problem); begin(); } }, "Try again"));
      }
    }

    function drawAll(known) {
      const name = h("input", { type: "text", id: freshId("student"), maxlength: max_characters, value: begun.typed ?? known.student, autocomplete: "off", spellcheck: "false" });
      name.addEventListener("input", () => (begun.typed = name.value));
      const handIn = giving({
        what: "hand-in", name, word: "module", unit: "attempt", options: known.quizzes, isAllChosen: true,
        legend: "Which modules?", nothing: "No question has been answered yet. Once one is, open this again.",
        look: (choice) => link.request("look", { student: choice.student, quizzes: choice.chosen }),
        put: (choice) => link.request("put", { checksum: choice.shown.checksum }),
        after: () => [h("h4", {}, "How you hand it in"), h("ol", {}, upload.map((step) => h("li", {}, step)))],
      });
      const log = giving({
        what: "shared log", name, word: "measure", unit: "reading", options: known.measures, isAllChosen: false,
        legend: "Which readings?", nothing: "Your log has no readings yet.",
        days: known, consent: "I agree that these readings are shared with my class as described above.",
        look: (choice) => link.request("look_at_log", { student: choice.student, measures: choice.chosen, keep_until: choice.day }),
        put: (choice) => link.request("put_log", { checksum: choice.shown.checksum, consents: choice.isConsented }),
        after: () => [h("p", {}, "Upload it where your teacher asks for shared logs, apart from the hand-in.")],
      });
      const logFold = h("details", { class: "bedstretch-hand-in-fold", open: begun.isLogOpen, ontoggle: () => (begun.isLogOpen = logFold.open) },
        h("summary", {}, "Share some of my log (only if you like; no mark depends on it)"),
        h("p", {}, consent), log, withdrawing(name));
      fill(body,
        h("p", { class: "bedstretch-hand-in-name" }, h("label", { for: name.id }, "Your name, number or pseudonym, as agreed with your teacher"), name),
        handIn, logFold);
    }

    /** One thing to give: chosen, looked at, written. */
    function giving({ what, name, word, unit, options, isAllChosen, legend, nothing, days, consent: question, look, put, after }) {
      if (!options.length) return h("p", {}, nothing);
      const before = goneOn(begun.choices[what], { student: name.value, options, day: days?.usual ?? "", isAllChosen });
      const boxes = options.map(({ id }) => h("input", { type: "checkbox", value: id, checked: before.chosen.includes(id), onchange: update }));
      const day = days && h("input", { type: "date", id: freshId("day"), min: days.earliest, max: days.latest, value: before.day, onchange: update });
      const agrees = question && h("input", { type: "checkbox", onchange: () => { keep(changed(choice, { isConsented: agrees.checked })); ready(); } });
      const said = liveLine();
      const shown = h("div", {});
      const lookButton = h("button", { onclick: lookAtIt }, "Look at what is in it");
      const writeButton = h("button", { class: "bedstretch-primary", onclick: write }, "Write the file");
      const last = h("div", {}, question && h("label", { class: "bedstretch-choice" }, agrees, h("span", {}, question)), h("div", { class: "bedstretch-row" }, writeButton));
      let choice = firstChoice({});
      name.addEventListener("input", update);
      update();
      if (before.wasLookedAt) lookAtIt();

      function keep(next) {
        choice = next;
        begun.choices[what] = choice;
      }
      function update() {
        keep(changed(choice, { student: name.value, chosen: boxes.filter((box) => box.checked).map((box) => box.value), day: day?.value ?? "" }));
        if (agrees) agrees.checked = choice.isConsented;
        fill(shown);
        fill(said);
        ready();
      }
      function ready() {
        last.hidden = choice.shown === null;
        writeButton.disabled = !mayWrite(choice, Boolean(question));
      }
      async function lookAtIt() {
        const lacks = missing(choice, word);
        if (lacks) return tell(lacks);
        await busy(lookButton, async () => {
          const asked = choice;
          const found = await look(choice);
          if (asked !== choice) return;
          keep(looked(choice, found));
          if (agrees) agrees.checked = choice.isConsented;
          fill(shown, contents(what, found));
          fill(said, "This is all that is in it. Nothing is written yet.", agrees && " When you write it, the moment of your consent and the checksum are set anew.");
          ready();
        });
      }
      async function write() {
        await busy(writeButton, async () => {
          const file = await put(choice);
          if (file.shown) fill(shown, contents(what, file.shown));
          fill(said, h("div", { class: "bedstretch-note is-good" },
            h("p", {}, "Written: ", h("strong", {}, file.where)),
            h("div", { class: "bedstretch-row" }, h("button", { onclick: () => download(file) }, "Download a copy")), after()));
        });
      }
      async function busy(button, work) {
        button.disabled = true;
        try {
          await work();
        } catch (error) {
          tell(error.message);
        }
        button.disabled = false;
        ready();
      }
      function tell(text) {
        fill(said, h("p", { class: "bedstretch-note is-notice" }, text));
      }

      return h("div", {},
        h("fieldset", { class: "bedstretch-choices" }, h("legend", {}, legend),
          options.map(({ name: label, count }, index) => h("label", { class: "bedstretch-choice" }, boxes[index], h("span", {}, `${label}: ${counted(count, unit)}`)))),
        day && h("p", { class: "bedstretch-row" }, h("label", { for: day.id }, "Kept until this day at most"), day),
        h("div", { class: "bedstretch-row" }, lookButton), shown, last, said);
    }

    function withdrawing(name) {
      const said = liveLine();
      const button = h("button", { onclick: takeBack }, "Take back what I shared");
      async function takeBack() {
        button.disabled = true;
        try {
          const taken = await link.request("withdraw", { student: name.value });
          fill(said, h("div", { class: "bedstretch-note is-good" }, h("p", {}, taken.said),
            taken.notices.map((notice) => [h("p", {}, "Written: ", h("strong", {}, notice.where)),
              h("div", { class: "bedstretch-row" }, h("button", { onclick: () => download(notice) }, `Download ${notice.name}`))])));
        } catch (error) {
          fill(said, h("p", { class: "bedstretch-note is-notice" }, error.message));
        }
        button.disabled = false;
      }
      return h("div", {}, h("h4", {}, "Changed your mind?"),
        h("p", {}, "This deletes every file that you shared from here, under whichever name, and makes a notice to upload, by which your teacher's computer forgets what you shared."),
        h("div", { class: "bedstretch-row" }, button), said);
    }

    return link.leave;
  },
};

/** All that a file says: facts, a table for each part, and the file itself. */
function contents(what, { facts, tables, raw }) {
  return h("section", { class: "bedstretch-hand-in-contents", "aria-label": `What is in the ${what}` },
    h("dl", {}, facts.map(([term, value]) => h("div", {}, h("dt", {}, term), h("dd", {}, value)))),
    tables.map(({ title, header, rows }) => h("details", { class: "bedstretch-hand-in-fold" }, h("summary", {}, title), scrolled(`${title} (${what})`, table(title, header, rows)))),
    h("details", { class: "bedstretch-hand-in-fold" }, h("summary", {}, "The file itself"), scrolled(`The ${what} itself`, h("pre", {}, raw))));
}

function scrolled(label, child) {
  return h("div", { class: "bedstretch-hand-in-scroll", role: "region", "aria-label": label, tabindex: 0 }, child);
}

function table(title, header, rows) {
  return h("table", {}, h("caption", {}, title),
    h("thead", {}, h("tr", {}, header.map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", {}, rows.map(([first, ...others]) => h("tr", {}, h("th", { scope: "row" }, first), others.map((cell) => h("td", {}, cell))))));
}
