// The screening's decision table, run by the phone: the same as `course/screening.py`, rule by rule. Pure.
// `safety`, `stretches` and `measures` are the content, in the course's own order.

const WORST_FIRST = ["emergency", "ask-first all", "ask-first some", "go"];

/**
 * The verdict on answers by question id, {answer, ticks: string[]}. Throws, with a reason, while questions are
 * unanswered, unless those that are already mean an emergency.
 */
export function screen({ safety, stretches, measures }, answers) {
  refuseUnfit(safety.questions, answers);
  const verdict = mergeRules({ safety, stretches, measures }, applyingRules(safety, answers));
  const missing = safety.questions.filter((question) => !answers[question.id]).map((question) => question.title);
  if (missing.length && verdict.outcome !== "emergency") throw new Error(`Still to answer: ${missing.join("; ")}.`);
  return verdict;
}

/** Every rule that the answers call for, as [question id, rule]. */
function applyingRules(safety, answers) {
  const rules = [];
  const yes = new Set();
  for (const question of safety.questions) {
    const given = answers[question.id];
    if (!given || countsAsNo(question, given.answer)) continue;
    // A yes or 'not sure' that names no sign is taken as every one of them.
    const named = question.ticks.filter((tick) => (given.ticks ?? []).includes(tick.id));
    const ticks = named.length ? named : question.ticks;
    yes.add(question.id);
    for (const tick of ticks) {
      yes.add(`${question.id}/${tick.id}`);
      rules.push([question.id, tick.rule ?? question.rule]);
    }
  }
  for (const { every, rule } of safety.combinations) {
    if (!every.every((group) => group.some((sign) => yes.has(sign)))) continue;
    const causes = every.flat().filter((sign) => yes.has(sign)).map((sign) => sign.split("/")[0]);
    rules.push(...[...new Set(causes)].sort().map((cause) => [cause, rule]));
  }
  return rules;
}

function countsAsNo(question, answer) {
  if (answer === "no" || question.other_answers.some((other) => other.id === answer)) return true;
  if (answer === "yes" || answer === "not-sure") return false;
  throw new Error(`'${question.title}': '${answer}' is no answer.`);
}

function refuseUnfit(questions, answers) {
  for (const [id, given] of Object.entries(answers)) {
    const question = questions.find((candidate) => candidate.id === id);
    if (!question) throw new Error(`The screening has no question '${id}'.`);
    const ticks = given.ticks ?? [];
    if (countsAsNo(question, given.answer) && ticks.length) {
      throw new Error(`'${question.title}': signs are ticked, but the answer is no. Which is right?`);
    }
    const unknown = ticks.find((tick) => !question.ticks.some((known) => known.id === tick));
    if (unknown) throw new Error(`'${question.title}' has no sign '${unknown}'.`);
  }
}

/** The worst outcome; what is left out adds up; every named form applies. */
function mergeRules({ safety, stretches, measures }, rules) {
  const every = rules.map(([, rule]) => rule);
  const all = stretches.map(({ id }) => id);
  const body = measures.filter((measure) => measure.body).map(({ id }) => id);
  const leaveOut = new Set(every.flatMap((rule) => (rule.leave_out === "all" ? all : rule.leave_out)));
  const measuresOut = new Set(every.flatMap((rule) => (rule.measures_out === "all" ? body : rule.measures_out)));
  const found = every.map((rule) => [rule.outcome, rule.scope].filter(Boolean).join(" "));
  const [outcome, scope = null] = (WORST_FIRST.find((candidate) => found.includes(candidate)) ?? "go").split(" ");
  const urgencies = every.map((rule) => rule.urgency).filter(Boolean);
  const hours = every.map((rule) => rule.lasts_hours).filter(Boolean);
  const causes = new Set(rules.filter(([, rule]) => rule.outcome !== "go").map(([cause]) => cause));
  return {
    outcome,
    scope: outcome === "ask-first" && leaveOut.size === all.length ? "all" : scope,
    urgency: safety.urgency_order.find((urgency) => urgencies.includes(urgency)) ?? null,
    leave_out: all.filter((id) => leaveOut.has(id)),
    change: mergedChanges(stretches, every),
    measures_out: measures.map(({ id }) => id).filter((id) => measuresOut.has(id)),
    causes: safety.questions.map(({ id }) => id).filter((id) => causes.has(id)),
    lasts_hours: hours.length ? Math.min(...hours) : null,
    say: textsOf(safety, rules, "say"),
    notes: textsOf(safety, rules, "note"),
  };
}

function mergedChanges(stretches, rules) {
  const merged = {};
  for (const { id, variants } of stretches) {
    const named = new Set(rules.map((rule) => rule.change[id]).filter(Boolean));
    if (named.size) merged[id] = variants.map((variant) => variant.id).filter((variant) => named.has(variant));
  }
  return merged;
}

/** The rules' sentences in the order of the questions, sorted within one, each once: as Python sorts them. */
function textsOf(safety, rules, field) {
  const order = Object.fromEntries(safety.questions.map(({ id }, index) => [id, index]));
  const texts = rules.filter(([, rule]) => rule[field]).map(([cause, rule]) => [order[cause], rule[field]]);
  texts.sort(([a, x], [b, y]) => a - b || (x < y ? -1 : x > y ? 1 : 0));
  return [...new Set(texts.map(([, text]) => text))];
}
