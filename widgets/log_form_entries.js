import { fill, freshId, h, liveLine, radioGroup } from "./page/dom.js";
import { changeProblems, correctionOf, entryTexts, reallyQuestion, unusualIn } from "./log_form_logic.js";

const HOUR = [{ value: "yes", label: "Yes" }, { value: "no", label: "No" }, { value: "", label: "Not noted" }];
const WHEN = [{ value: "before", label: "Before" }, { value: "after", label: "After" }, { value: "", label: "Neither" }];
const SIDES = [{ value: "left", label: "Left" }, { value: "right", label: "Right" }];

/**
 * A fold with the newest entries of a measure, each to be corrected or withdrawn. What an entry said before stays
 * in the journal. `of` gives the measure that the form shows; it is the one that is shown when the fold is opened.
 * @param {{model: any, link: any, of: () => object|null}} setting
 */
export function lastEntries({ model, link, of }) {
  const choice = h("div", { class: "bedstretch-row" });
  const list = h("ul", { class: "bedstretch-log-form-entries" });
  const told = liveLine();
  const trouble = liveLine({ urgent: true });
  const summary = h("summary", {}, "Your last entries");
  const fold = h("details", { ontoggle: () => fold.open && open(), class: "bedstretch-log-form-fold" }, summary, choice, list, told, trouble);
  let shown = null;
  let editing = null;

  function open() {
    shown = of();
    load();
  }

  async function load() {
    if (!fold.open || !shown || editing) return;
    try {
      const { measures, entries } = await link.request("entries", { measure: shown.id });
      if (editing) return;
      fill(trouble);
      drawChoice(measures);
      fill(list, entries.length ? entries.map(item) : h("li", {}, `Nothing is logged yet for ${shown.name}.`));
    } catch (error) {
      fill(trouble, error.message);
    }
  }

  function drawChoice(ids) {
    const known = model.get("measures").filter(({ id }) => ids.includes(id) || id === shown.id);
    if (known.length < 2) return fill(choice);
    const old = choice.querySelector("select");
    const select = h("select", { id: freshId("entries"), onchange: () => { shown = known.find(({ id }) => id === select.value); fill(told); load(); } },
      known.map(({ id, name }) => h("option", { value: id, selected: id === shown.id }, name)));
    const hadFocus = old === document.activeElement;
    fill(choice, h("label", { for: select.id }, "Entries of"), select);
    if (hadFocus && old) select.focus();
  }

  // --- one entry --------------------------------------------------------------------------------------------

  function item(entry) {
    const row = h("li", {});
    drawEntry(row, entry);
    return row;
  }

  function drawEntry(row, entry) {
    const correct = h("button", { "aria-label": `Correct ${entry.text}`, onclick: () => edit(row, entry) }, "Correct");
    const withdraw = h("button", { "aria-label": `Withdraw ${entry.text}`, onclick: () => askToWithdraw(row, entry) }, "Withdraw");
    fill(row, h("span", {}, entry.text, entry.first && h("span", { class: "bedstretch-quiet" }, ` (first noted: ${entry.first})`)),
      h("div", { class: "bedstretch-row" }, correct, withdraw));
    return { correct, withdraw };
  }

  function close(row, entry, which) {
    editing = null;
    drawEntry(row, entry)[which].focus();
  }

  function askToWithdraw(row, entry) {
    editing = entry.id;
    const no = h("button", { onclick: () => close(row, entry, "withdraw") }, "No, keep it");
    const yes = h("button", { onclick: () => send("measured-withdrawn", { reading: entry.id }, "Withdrawn") }, "Yes, withdraw it");
    fill(row, h("div", { class: "bedstretch-note is-notice", role: "alert" },
      h("p", {}, `Withdraw ${entry.text}? It leaves your plots; the journal keeps what it said.`),
      h("div", { class: "bedstretch-row" }, yes, no)));
    no.focus();
  }

  function edit(row, entry) {
    editing = entry.id;
    const measure = shown;
    const fields = entryTexts(measure, entry);
    const said = { side: entry.side, upAnHour: entry.up_an_hour, around: entry.around };
    let lookedTwiceAt = null;
    const problem = h("p", { class: "bedstretch-problem", id: freshId("problem"), role: "alert" });
    const inputs = fields.map((text, trial) => {
      const input = h("input", {
        type: "text", inputmode: "decimal", autocomplete: "off", id: freshId("trial"), value: text, size: 6, "aria-describedby": problem.id,
        oninput: () => { fields[trial] = input.value; fill(problem); },
        onkeydown: (event) => { if (event.key === "Enter") { event.preventDefault(); save(); } },
      });
      const name = measure.trials > 1 ? `Trial ${trial + 1}` : "Reading";
      return h("div", { class: "bedstretch-log-form-trial" }, h("label", { for: input.id }, name), h("span", {}, input, measure.unit));
    });
    const radios = (legend, options, chosen, onchoose) => radioGroup({ legend, options, chosen, onchoose });
    const yesNo = said.upAnHour === null ? "" : said.upAnHour ? "yes" : "no";
    fill(row, h("fieldset", { class: "bedstretch-choices" },
      h("legend", {}, `Correct ${entry.text}`),
      h("p", { class: "bedstretch-quiet" }, `Takes ${measure.accepted}.`),
      h("div", { class: "bedstretch-log-form-trials" }, inputs),
      h("div", { class: "bedstretch-log-form-conditions" },
        measure.two_sided && radios("Side", SIDES, said.side, (value) => { said.side = value; }),
        radios("Up and about for an hour or more?", HOUR, yesNo, (value) => { said.upAnHour = value === "" ? null : value === "yes"; }),
        radios("Before or after a session?", WHEN, said.around ?? "", (value) => { said.around = value || null; })),
      problem,
      h("div", { class: "bedstretch-row" },
        h("button", { class: "bedstretch-primary", onclick: save }, "Save the correction"),
        h("button", { onclick: () => close(row, entry, "correct") }, "Cancel"))));
    const [first] = row.querySelectorAll("input");
    first.focus();
    first.select();

    function save() {
      const problems = changeProblems(measure, fields, said.upAnHour);
      if (problems.length) return fill(problem, problems.join(" "));
      const unusual = unusualIn(measure, { "": fields });
      const now = JSON.stringify(fields);
      if (unusual.length && now !== lookedTwiceAt) {
        lookedTwiceAt = now;
        return fill(problem, `${reallyQuestion(measure, unusual)} To keep it, save once more.`);
      }
      send("measured-corrected", correctionOf(measure, entry, fields, said), "Corrected");
    }
  }

  async function send(kind, payload, word) {
    fill(trouble);
    fill(told, "Saving …");
    list.querySelectorAll("button, input").forEach((one) => { one.disabled = true; });
    summary.focus();
    const { reply, refused } = await link.put(kind, payload).answered;
    editing = null;
    fill(told, !refused && `${word}: ${reply.text}`);
    await load();
    if (refused) fill(trouble, `Not stored. ${refused}`);
  }

  return { element: fold, load };
}
