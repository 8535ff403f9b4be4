import { fill, freshId, h, liveLine } from "./page/dom.js";
import { join } from "./page/page.js";
import { quizFeedback } from "./quiz_answered.js";
import { QUIZ_KINDS } from "./quiz_kinds.js";
import { createPictures } from "./quiz_pictures.js";

const CHECK_AFTER_MS = 400;

export default {
  render({ model, el }) {
    const link = join(model);
    el.classList.add("bedstretch", "bedstretch-quiz", "bedstretch-question-preview");
    const id = freshId("question");
    const field = h("textarea", { id, rows: 18, spellcheck: "false", autocapitalize: "off", oninput: checkSoon });
    const said = liveLine();
    const stage = h("div");
    const pictures = createPictures((files) => link.request("pictures", { text: field.value, files }));
    let timer = 0;
    let item = null;
    let response = null;
    let unfolded = null;

    function checkSoon() {
      model.set("text", field.value);
      model.save_changes();
      clearTimeout(timer);
      timer = setTimeout(check, CHECK_AFTER_MS);
    }

    async function check() {
      const text = field.value;
      try {
        const found = await link.request("check", { text });
        if (text !== field.value) return;
        item = found.item;
        response = unfolded = null;
        fill(said, item ? "No mistakes. This is how it is asked:" : [h("p", {}, `${found.mistakes.length === 1 ? "One mistake" : `${found.mistakes.length} mistakes`}:`), h("ul", {}, found.mistakes.map((line) => h("li", {}, line)))]);
        draw();
      } catch (error) {
        fill(said, h("p", { class: "bedstretch-problem" }, error.message));
      }
    }

    function draw(answer = null) {
      fill(stage, item && drawQuestion(answer));
    }

    function drawQuestion(answer) {
      const onsubmit = (event) => {
        event.preventDefault();
        tryIt();
      };
      return h(
        "form",
        { onsubmit, novalidate: true },
        QUIZ_KINDS[item.kind].ask({
          item,
          draft: response ?? undefined,
          onchange: (changed) => (response = changed),
          describedby: said.id,
          isInvalid: false,
          picture: (file) => pictures.show(file),
          unfolded,
          said: answer?.stages ?? unfolded?.feedback,
          ongoon: goOn,
        }),
        h("div", { class: "bedstretch-row" }, h("button", { type: "submit", class: "bedstretch-primary" }, "Try this answer")),
        answer && quizFeedback(answer),
      );
    }

    async function tryIt() {
      try {
        draw(await link.request("answer", { text: field.value, response }));
      } catch (error) {
        fill(said, h("p", { class: "bedstretch-problem" }, error.message));
      }
    }

    async function goOn() {
      try {
        unfolded = await link.request("unfold", { text: field.value, responses: response });
        draw();
      } catch (error) {
        fill(said, h("p", { class: "bedstretch-problem" }, error.message));
      }
    }

    said.id = freshId("said");
    function onText() {
      if (field.value === model.get("text")) return;
      field.value = model.get("text");
      check();
    }

    field.value = model.get("text");
    model.on("change:text", onText);
    el.append(
      h(
        "div",
        { class: "bedstretch-card bedstretch-question-preview-sides" },
        h("div", {}, h("label", { for: id }, "One question, in YAML"), field),
        h("div", {}, said, stage),
      ),
    );
    check();
    return () => {
      clearTimeout(timer);
      model.off("change:text", onText);
      link.leave();
    };
  },
};
