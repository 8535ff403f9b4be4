// How screening, today's check, earlier stops and pain after sessions change a plan: the same as `course/adapt.py`. Pure.

import { dayInWords, daysBetween } from "./history.js";

/** What a plan obeys when nothing limits it. */
export function noAdaptation() {
  return { left_out: {}, variants: {}, most_hold_seconds: {}, most_sets: {}, morning: false, gentle: false, notes: [] };
}

/**
 * @param {{stretches: object[], safety: object, routines: object[]}} content
 * @param {{leave_out: string[], change: Record<string, string[]>}} standing
 * @param {{new_signs: boolean, pain: number, up_an_hour: boolean}|null} check
 * @param {{at: string, stretch: string|null, answer: string}[]} stops of the last days, oldest first
 * @param {number} ms now
 * @param {string|null} gentleDay the last of the days that follow pain after sessions, YYYY-MM-DD
 */
export function adaptPlan(content, standing, check, stops, ms, gentleDay = null) {
  const draft = noAdaptation();
  for (const { id } of content.stretches) {
    if (standing.leave_out.includes(id)) leaveOutOf(draft, id, "your safety check leaves it out until you have asked a clinician.");
  }
  for (const [id, forms] of Object.entries(standing.change)) forms.forEach((form) => changeForm(draft, id, form));
  if (check) obeyCheck(content, draft, check);
  obeyStops(content, draft, stops, ms);
  if (gentleDay) obeyPainAfterSessions(content, draft, gentleDay);
  return {
    ...draft,
    morning: Boolean(check) && !check.up_an_hour,
    gentle: Boolean(gentleDay),
    variants: Object.fromEntries(
      content.stretches
        .filter(({ id }) => draft.variants[id] && !(id in draft.left_out))
        .map(({ id, variants }) => [id, variants.map((variant) => variant.id).filter((form) => draft.variants[id].includes(form))]),
    ),
  };
}

function leaveOutOf(draft, stretch, reason) {
  draft.left_out[stretch] ??= reason;
}

function changeForm(draft, stretch, form) {
  draft.variants[stretch] = [...new Set([...(draft.variants[stretch] ?? []), form])];
}

function limitDose(draft, key, holdSeconds, sets) {
  draft.most_hold_seconds[key] = Math.min(holdSeconds, draft.most_hold_seconds[key] ?? holdSeconds);
  draft.most_sets[key] = Math.min(sets, draft.most_sets[key] ?? sets);
}

export function painBand(safety, pain) {
  return safety.daily_check.pain_bands.find((band) => band.low <= pain && pain <= band.high);
}

function obeyCheck(content, draft, check) {
  const rules = content.safety.daily_check;
  const band = painBand(content.safety, check.pain);
  if (band.effect === "easier") {
    draft.notes.push(band.say);
    limitDose(draft, "*", rules.easier_hold_seconds, rules.easier_sets);
    for (const stretch of content.stretches) changeForm(draft, stretch.id, stretch.easier_variant);
  }
  if (check.up_an_hour) return;
  draft.notes.push(rules.up_an_hour_if_no);
  const morning = content.routines.find((routine) => routine.suits_morning);
  keepTo(content, draft, morning, "not before you have been up and about for an hour.");
}

/** Only what a routine holds, in the form it has there. */
function keepTo(content, draft, routine, reason) {
  const forms = Object.fromEntries(routine.entries.map((entry) => [entry.do, entry.variant]));
  for (const { id } of content.stretches) {
    if (!(id in forms)) leaveOutOf(draft, id, reason);
    else if (forms[id] !== "standard") changeForm(draft, id, forms[id]);
  }
}

function obeyStops(content, draft, stops, ms) {
  const rules = content.safety.stop;
  const all = content.stretches.map(({ id }) => id);
  for (const stretch of all) {
    if (stops.filter((stop) => stop.stretch === stretch).length >= rules.repeated_times) leaveOutOf(draft, stretch, rules.repeated_say);
  }
  for (const stop of stops) {
    const answer = rules.answers.find(({ id }) => id === stop.answer);
    if (answer?.effect === "only-pelvic-tilt-next") {
      all.filter((id) => id !== "pelvic-tilt").forEach((id) => leaveOutOf(draft, id, "after pain going down the leg, for a week only the pelvic tilt."));
      continue;
    }
    const stretch = content.stretches.find(({ id }) => id === stop.stretch);
    if (!stretch || !answer) continue;
    for (const id of answer.leaves_out) leaveOutOf(draft, id, rules.waits_say);
    if (answer.effect === "easier-next") {
      if (daysBetween(stop.at, ms) === 0) leaveOutOf(draft, stretch.id, "you stopped it today because of pain. It returns tomorrow, easier.");
      changeForm(draft, stretch.id, stretch.easier_variant);
      limitDose(draft, stretch.id, rules.easier_next_hold_seconds, rules.easier_next_sets);
    } else if (["easier-now", "half-range"].includes(answer.effect)) changeForm(draft, stretch.id, stretch.easier_variant);
  }
}

/** Only what the gentle routine holds, in its forms and no longer, whether in a routine or alone. */
function obeyPainAfterSessions(content, draft, until) {
  const { gentle_routine, pain_up } = content.over_days;
  const gentle = content.routines.find(({ id }) => id === gentle_routine);
  const longest = longestOf(gentle);
  draft.notes.push(pain_up.say.replace("{until}", dayInWords(until)));
  limitDose(draft, "*", longest.hold_seconds, longest.sets);
  keepTo(content, draft, gentle, pain_up.waits_say.replace("{until}", dayInWords(until)));
}

/** The longest hold of a routine and its most sets; Infinity where it holds nothing. */
export function longestOf({ entries }) {
  const held = entries.filter((entry) => entry.hold_seconds);
  const most = (key) => (held.length ? Math.max(...held.map((entry) => entry[key])) : Infinity);
  return { hold_seconds: most("hold_seconds"), sets: most("sets") };
}

/** The hold and the sets that are left of a wish, of two limits the smaller. */
export function mostHold(adaptation, stretch, seconds) {
  return Math.min(seconds, ...["*", stretch].map((key) => adaptation.most_hold_seconds[key] ?? seconds));
}

export function mostSets(adaptation, stretch, sets) {
  return Math.min(sets, ...["*", stretch].map((key) => adaptation.most_sets[key] ?? sets));
}
