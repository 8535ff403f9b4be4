import { fill, freshId, h, liveLine } from "./page/dom.js";
import { join } from "./page/page.js";
import { quizSittings } from "./quiz_pages.js";
import { mountSitting } from "./quiz_view.js";

/** A name to be written on the certificate, and the way to it. */
function certificateForm(link) {
  const id = freshId("name");
  const said = liveLine();
  const name = h("input", { id, type: "text", autocomplete: "name", maxlength: 80 });
  const make = async () => {
    try {
      const { url, file } = await link.request("certificate", { name: name.value });
      fill(said, h("a", { class: "bedstretch-quiz-save", href: url, download: file }, `Save ${file}`));
      said.querySelector("a").click();
    } catch (error) {
      fill(said, h("p", { class: "bedstretch-problem" }, error.message));
    }
  };
  return h(
    "div",
    { class: "bedstretch-note is-good" },
    h("p", {}, h("strong", {}, "A certificate of self-study. "), "It shows the date, your score by goal and the version of the course. Your name goes nowhere but into that file."),
    h("label", { for: id }, "Name on the certificate"),
    h("div", { class: "bedstretch-row" }, name, h("button", { onclick: make }, "Make the PDF")),
    said,
  );
}

/** Where the quiz is drawn: in a fold where it is not for everybody, open once it has been begun. */
function hostIn(el, fold, isOpen) {
  if (!fold) return el;
  const host = h("div");
  el.append(h("details", { open: isOpen }, h("summary", {}, h("strong", {}, fold)), host));
  return host;
}

export default {
  render({ model, el }) {
    const link = join(model);
    el.classList.add("bedstretch", "bedstretch-quiz");
    const host = hostIn(el, model.get("head").fold, model.get("attempt") !== "");
    const extras = (told, ask) => [
      told.sittings?.length > 0 && quizSittings(told.sittings, (number) => ask("show_sitting", { number })),
      told.has_certificate && certificateForm(link),
    ];
    const leave = mountSitting({ model, el: host, link, extras });
    return () => {
      leave();
      link.leave();
    };
  },
};
