import { fill, h, liveLine } from "./page/dom.js";
import { join } from "./page/page.js";
import { onSight } from "./page/sight.js";
import { film, labelled, pictureTabs } from "./page/figure.js";
import { stepAt } from "./page/figure_logic.js";

/** A part that opens and closes; Space, Enter and screen readers work as on any native disclosure. */
function cardFold(heading, ...body) {
  return h("details", {}, h("summary", {}, heading), h("div", { class: "bedstretch-stretch-card-fold" }, ...body));
}

function cardList(items, tag = "ul") {
  return h(tag, {}, items.map((item) => h("li", {}, item)));
}

/** Text, and below it how sure the course is of it. @param {{text: string, sure: string}} claim */
function cardClaim({ text, sure }) {
  return [text, h("div", { class: "bedstretch-quiet" }, sure)];
}

function cardSteps(words) {
  return [
    h("h4", {}, "Get set"),
    cardList(words.set_up),
    h("h4", {}, "Step by step"),
    cardList(
      words.steps.map((step) => [h("span", { class: "bedstretch-stretch-card-do" }, step.do), ": ", step.text]),
      "ol",
    ),
    h("p", {}, h("strong", {}, "What you feel: "), words.feel),
    h("p", {}, words.dose),
  ];
}

/** Who should know before they begin, in short; the reasons stand in a fold. */
function cardCautions(groups) {
  return groups.map((group) => [
    h("p", {}, h("strong", {}, `${group.heading}:`)),
    cardList(group.rows.map((row) => (group.kind === "stop" ? [h("strong", {}, `${row.who}. `), row.why] : row.who))),
  ]);
}

function cardReasons(groups) {
  return groups.map((group) => [
    h("h4", {}, group.heading),
    cardList(group.rows.map((row) => [h("strong", {}, `${row.who}. `), row.why])),
  ]);
}

function cardMuscles(groups) {
  return groups.map((group) => [
    h("h4", {}, group.heading),
    cardList(group.rows.map((row) => [h("strong", {}, row.name), row.where && `, ${row.where}`, ". ", row.plain])),
  ]);
}

/** A slip with its picture where there is one: wrong and right are told apart by sign and words. */
function cardSlips(slips, shelf) {
  return h(
    "ul",
    {},
    slips.map(({ id, slip, instead }) =>
      h("li", {}, "✗ ", slip, shelf?.place(`slip-${id}`), h("div", {}, h("strong", {}, "✓ Instead: "), instead)),
    ),
  );
}

/** @param {string[]} mine the forms that the learner's own safety check suggests */
function cardForms(forms, mine, shelf) {
  return h(
    "ul",
    {},
    forms.map((form) =>
      h(
        "li",
        {},
        h("strong", {}, form.name),
        ` (${form.eases.toLowerCase()})`,
        mine.includes(form.id) && h("strong", { class: "bedstretch-stretch-card-mine" }, " ✓ Suggested for you"),
        h("div", {}, form.how),
        shelf?.place(`form-${form.id}`),
        form.for_whom && h("div", { class: "bedstretch-quiet" }, `For: ${form.for_whom}`),
      ),
    ),
  );
}

function cardTerms(rows) {
  return h("dl", {}, rows.map(({ term, text }) => h("div", {}, h("dt", {}, term), h("dd", {}, text))));
}

function cardStudents(words) {
  return [
    h("h4", {}, "How the joints move"),
    cardList(words.motions.map(cardClaim)),
    h("h4", {}, "Approximate joint angles at the end of the movement"),
    cardList(
      words.angles.map((angle) =>
        cardClaim({ text: `${angle.joint}: ${angle.degrees}${angle.where && `, ${angle.where}`}`, sure: angle.sure }),
      ),
    ),
    words.anatomy.map((muscle) => [
      h("h4", {}, muscle.name),
      cardTerms(muscle.rows),
      muscle.debate && h("p", {}, "Debated: ", cardClaim(muscle.debate)),
      h("p", { class: "bedstretch-quiet" }, muscle.sure),
    ]),
    h("h4", {}, "How sure we are of the rest"),
    cardTerms(words.sure.map(({ part, sure }) => ({ term: part, text: sure }))),
    h("h4", {}, "Sources"),
    cardList(words.sources),
  ];
}

/** Everything below the head. The fold of the forms comes from outside, since it changes with the person. */
function cardBody(words, formsFold, shelf) {
  const before = words.cautions.filter((group) => group.kind === "leave-out" || group.kind === "ask-first");
  const stop = words.cautions.filter((group) => group.kind === "stop");
  return [
    h(
      "div",
      { class: "bedstretch-stretch-card-main" },
      before.length > 0 && h("div", { class: "bedstretch-note is-notice is-before" }, cardCautions(before)),
      h("div", { class: "bedstretch-stretch-card-how" }, cardSteps(words)),
      stop.length > 0 && h("div", { class: "bedstretch-note is-stop" }, cardCautions(stop)),
    ),
    cardFold("Which muscles", cardMuscles(words.muscles)),
    cardFold("Common slips, and what to do instead", cardSlips(words.slips, shelf)),
    cardFold(
      "Easier and harder",
      h("h4", {}, "Easier"),
      cardList(words.easier),
      h("h4", {}, "Harder"),
      cardList(words.harder),
    ),
    formsFold,
    cardFold(
      "Who leaves it out, asks first or chooses another form, and why",
      cardReasons(words.cautions.filter((group) => !stop.includes(group))),
    ),
    cardFold("Why do it, and how sure are we?", cardList([...words.why, ...words.evidence].map(cardClaim))),
    cardFold("For students: anatomy, angles, sources", cardStudents(words)),
  ];
}

/**
 * The pictures of one card: a tab for each large one, and places in the folds for forms and slips. Each is asked for
 * when it is first wanted. `isMirrored` shows the other side.
 */
function cardPictures(words, link, onmove) {
  const { tabs, others, shown_side: shownSide } = words.pictures;
  const kept = new Map();
  const places = [];
  let isMirrored = false;
  const isSmall = () => tabsOfCard.element.clientWidth < 520;

  async function fetched(which, small = false) {
    const key = `${which} ${small}`;
    if (!kept.has(key)) kept.set(key, link.request("picture", { which, is_small: small }));
    return kept.get(key).catch((error) => {
      kept.delete(key);
      throw error;
    });
  }

  async function show(tab) {
    const picture = await fetched(tab.id, tab.id === "film" && isSmall());
    if (tab.id === "film") return film(picture, isMirrored, onmove);
    onmove(null);
    if (picture.labels) return labelled(picture, isMirrored);
    return { element: h("img", { src: picture.url, alt: picture.alt, class: isMirrored ? "is-mirrored" : "" }) };
  }

  const tabsOfCard = pictureTabs(tabs, show);

  function sideButton() {
    if (!shownSide) return null;
    const other = { left: "right", right: "left" };
    const button = h("button", { onclick: turn }, "");
    const say = () => fill(button, `Shown: ${isMirrored ? other[shownSide] : shownSide} side. Show the ${isMirrored ? shownSide : other[shownSide]} side`);
    function turn() {
      isMirrored = !isMirrored;
      say();
      tabsOfCard.redraw();
      for (const place of places) place.classList.toggle("is-mirrored", isMirrored);
    }
    say();
    return button;
  }

  return {
    element: tabs.length ? h("div", { class: "bedstretch-stretch-card-pictures" }, tabsOfCard.element, sideButton()) : null,
    load: () => tabs.length && tabsOfCard.redraw({ onlyFirst: true }),
    leave: () => tabsOfCard.leave(),
    /** An image that is asked for when its fold opens; null where there is none. */
    place(which) {
      if (!others.includes(which)) return null;
      const image = h("img", { alt: "", hidden: true, class: isMirrored ? "is-mirrored" : "" });
      places.push(image);
      image.show = async () => {
        const { url, alt } = await fetched(which);
        image.src = url;
        image.alt = alt;
        image.hidden = false;
      };
      return image;
    },
    showIn(fold) {
      for (const image of places) if (fold.contains(image) && image.hidden) image.show().catch(() => {});
    },
  };
}

export default {
  render({ model, el }) {
    const link = join(model);
    el.classList.add("bedstretch", "bedstretch-stretch-card");
    const card = h("div", { class: "bedstretch-card" });
    const mine = liveLine({ className: "bedstretch-stretch-card-for-me" });
    const forms = h("div");
    let pictures;
    let shown = "";

    function draw() {
      const words = model.get("words");
      pictures?.leave();
      pictures = cardPictures(words, link, markStep);
      shown = "";
      fill(forms, cardForms(words.forms, [], pictures));
      fill(
        card,
        h("h3", {}, words.name),
        h("p", {}, words.in_short),
        mine,
        h("p", { class: "bedstretch-quiet" }, words.review),
        pictures.element,
        cardBody(words, cardFold("All forms", forms), pictures),
      );
      for (const fold of card.querySelectorAll("details")) {
        fold.addEventListener("toggle", () => fold.open && pictures.showIn(fold));
      }
    }

    /** Marks the step that the film shows; null where no film is shown. */
    function markStep(progress) {
      const current = progress === null ? -1 : stepAt(model.get("words").steps.map((step) => step.film_at), progress);
      card.querySelectorAll(".bedstretch-stretch-card-how ol > li").forEach((line, index) => {
        if (index === current) line.setAttribute("aria-current", "step");
        else line.removeAttribute("aria-current");
      });
    }

    /** Without an answer the card stays as it is: it informs, and every start asks for itself. */
    async function look() {
      pictures.load();
      const found = await link.request("for_me").catch(() => null);
      if (!found || JSON.stringify(found) === shown) return;
      shown = JSON.stringify(found);
      fill(mine, found.line ? h("div", { class: "bedstretch-note" }, found.line) : null);
      fill(forms, cardForms(model.get("words").forms, found.forms, pictures));
      if (forms.closest("details")?.open) pictures.showIn(forms);
    }

    draw();
    el.append(card);
    model.on("change:words", draw);
    const leaveSight = onSight(el, look);
    return () => {
      leaveSight();
      pictures.leave();
      model.off("change:words", draw);
      link.leave();
    };
  },
};
