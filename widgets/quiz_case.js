// A case: stages that unfold one after the other. A stage that was answered stays as it was answered.

import { h, rich } from "./page/dom.js";
import { partFeedback } from "./quiz_answered.js";

/** @param {import("./quiz_kinds.js").Asking} asking @param {typeof import("./quiz_kinds.js").QUIZ_KINDS} kinds */
export function askCase({ item, draft, onchange, describedby, isInvalid, picture, unfolded, said = [], ongoon }, kinds) {
  const stages = unfolded?.stages ?? item.stages;
  const responses = [...(draft ?? [])];
  const last = stages.length - 1;

  function drawStage({ story, ask }, index) {
    const isPast = index < last;
    const question = kinds[ask.kind].ask({
      item: ask,
      draft: responses[index],
      onchange: (response) => {
        responses[index] = response;
        onchange([...responses]);
      },
      describedby,
      isInvalid: isInvalid && !isPast,
      picture,
    });
    return h(
      "section",
      { class: "bedstretch-quiz-stage", "aria-label": `Stage ${index + 1} of ${item.stages_in_all}` },
      h("p", { class: "bedstretch-quiz-hint" }, `Stage ${index + 1} of ${item.stages_in_all}`),
      rich(story),
      h("fieldset", { class: "bedstretch-quiz-ask", disabled: isPast }, question),
      said[index] && partFeedback(said[index]),
      !isPast && index < item.stages_in_all - 1 && h("div", { class: "bedstretch-row" }, h("button", { class: "bedstretch-primary", onclick: ongoon }, "Go on with the case")),
    );
  }

  return h("div", {}, rich(item.stem, "div", { class: "bedstretch-quiz-stem" }), picture(item.picture), stages.map(drawStage));
}
