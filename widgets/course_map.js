import { fill, h, liveLine } from "./page/dom.js";
import { join } from "./page/page.js";
import { onSight } from "./page/sight.js";

/**
 * @typedef {{title: string, opened: string, isOpened: boolean, quiz: string, isPassed: boolean}} MapRow
 * @typedef {{next: {sentence: string, notebook: string}, ask: {title: string, say: string}|null, facts: {name: string, words: string}[], lessons: MapRow[]}} MapProgress
 */

/** @param {MapProgress["ask"]} ask */
function mapAsk(ask) {
  return ask && h("div", { class: "bedstretch-note is-notice" }, h("h4", {}, ask.title), h("p", {}, ask.say));
}

/** @param {MapProgress["facts"]} facts */
function mapFacts(facts) {
  return h("dl", {}, facts.map(({ name, words }) => h("div", {}, h("dt", {}, name), h("dd", {}, words))));
}

/** @param {MapRow[]} lessons */
function mapLessons(lessons) {
  return h(
    "ol",
    { class: "bedstretch-course-map-lessons" },
    lessons.map((row) =>
      h(
        "li",
        {},
        h("span", { class: "bedstretch-course-map-title" }, row.title),
        h("span", { class: "bedstretch-course-map-state" }, mapTick(row.isOpened), row.opened),
        row.quiz && h("span", { class: "bedstretch-course-map-state" }, mapTick(row.isPassed), row.quiz),
      ),
    ),
  );
}

/**
 * Opens a notebook by its Markdown link in the same cell's output: JupyterLab opens that beside this notebook,
 * where a link of our own would load the whole page anew.
 * @returns {string|null} what to tell the person where nothing is to be seen opening
 */
function mapOpen(el, notebook) {
  if (location.pathname.endsWith(`/${notebook}`)) return "You are in this lesson now: look further up.";
  const links = el.closest(".jp-OutputArea")?.querySelectorAll(".jp-RenderedMarkdown a[href]") ?? [];
  const link = [...links].find((candidate) => new URL(candidate.href).pathname.endsWith(`/${notebook}`));
  link?.click();
  return link ? null : "The links to all lessons stand below this map.";
}

/** A sign beside words that say the same. */
function mapTick(isDone) {
  return h("span", { class: isDone ? "is-done" : "is-open", "aria-hidden": "true" }, isDone ? "✓ " : "○ ");
}

export default {
  render({ model, el }) {
    const link = join(model);
    el.classList.add("bedstretch", "bedstretch-course-map");
    const nextLine = liveLine();
    const hint = liveLine();
    const open = h("button", { class: "bedstretch-primary", hidden: true, onclick: openNext }, "Open the lesson");
    const ask = liveLine();
    const facts = h("div");
    const lessons = h("div");
    const problem = liveLine({ className: "bedstretch-note is-notice" });
    let shown = "";
    let nextNotebook = "";
    let isAsking = false;

    async function look() {
      if (isAsking) return;
      isAsking = true;
      try {
        draw(await link.request("look_up"));
        clearProblem();
      } catch (error) {
        fill(problem, h("p", {}, error.message), h("button", { onclick: look }, "Look again"));
      }
      isAsking = false;
    }

    /** The focus does not fall to the notebook with the button that goes. */
    function clearProblem() {
      const hadFocus = problem.contains(document.activeElement);
      fill(problem);
      if (hadFocus) open.focus();
    }

    function openNext() {
      fill(hint, mapOpen(el, nextNotebook));
    }

    /** Leaves the page as it is, and screen readers silent, while nothing has changed. @param {MapProgress} found */
    function draw(found) {
      const text = JSON.stringify(found);
      if (text === shown) return;
      shown = text;
      nextNotebook = found.next.notebook;
      fill(nextLine, h("strong", {}, "Next step: "), found.next.sentence);
      open.hidden = false;
      fill(ask, mapAsk(found.ask));
      fill(facts, mapFacts(found.facts));
      fill(lessons, mapLessons(found.lessons));
    }

    el.append(
      h(
        "div",
        { class: "bedstretch-card" },
        h("h3", {}, "Your course map"),
        h("div", { class: "bedstretch-note" }, nextLine, h("div", { class: "bedstretch-row" }, open), hint),
        problem,
        ask,
        facts,
        h("h4", {}, "Lesson by lesson"),
        lessons,
      ),
    );
    fill(nextLine, "Looking up where you are …");
    model.on("change:stored", look);
    const leaveSight = onSight(el, look);
    return () => {
      leaveSight();
      model.off("change:stored", look);
      link.leave();
    };
  },
};
