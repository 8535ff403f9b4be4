// The plan of a session as a flat list of timed steps: the same as `course/plan.py`, for the phone. Pure.

import { longestOf, mostHold, mostSets, noAdaptation } from "./adapting.js";

const PHASE_TITLES = {
  "get-ready": "Get ready", preview: "Next", "move-in": "Move in", "switch-side": "Switch side",
  hold: "Hold", "move-out": "Come out", rest: "Rest", repetitions: "Repeat",
};
const BLANK = {
  do: null, name: "", variants: [], side: null, set_number: null, sets: null, repetitions: null, repetition_seconds: null,
};

/**
 * The steps of a session. Throws, with the reason, when nothing may be done of what was asked for.
 * @param {{stretch: string|null, routine: string|null}} wish
 */
export function planSession(content, wish, adaptation) {
  return wish.routine ? planRoutine(content, wish.routine, adaptation) : planStretch(content, wish.stretch, adaptation);
}

function timedStep(fields) {
  return { ...BLANK, title: PHASE_TITLES[fields.phase], ...fields };
}

function findById(list, id) {
  return list.find((entry) => entry.id === id);
}

function planStretch(content, id, adaptation) {
  const stretch = findById(content.stretches, id);
  if (adaptation.left_out[id]) throw new Error(`${stretch.name}: ${adaptation.left_out[id]}`);
  const { timing } = content;
  const dose = stretch.mode === "repetitions"
    ? { repetitions: stretch.repetitions, repetition_seconds: timing.breath_in_seconds + timing.breath_out_seconds }
    : { hold_seconds: stretch.hold_seconds, sets: stretch.sets };
  const steps = [...getReady(timing.get_ready_seconds), ...entrySteps(content, { do: id, variant: "standard", ...dose }, adaptation)];
  return finishedPlan({ title: stretch.name, routine: null, stretch: id, steps, notes: adaptation.notes, may_add_sets: !hasAny(adaptation.most_sets) });
}

function planRoutine(content, id, adaptation) {
  const notes = [...adaptation.notes];
  let routine = findById(content.routines, id);
  if (adaptation.morning && !routine.suits_morning) {
    routine = content.routines.find((candidate) => candidate.suits_morning);
    adaptation = noMoreThan(routine, adaptation);
    notes.push(`You have been up for less than an hour, so this is the gentle form: ${routine.name}.`);
  } else if (adaptation.gentle && !staysInGentleDays(content, routine)) {
    routine = findById(content.routines, content.over_days.gentle_routine);
  }
  const entries = entriesLeft(content, routine, adaptation, notes);
  const steps = [...getReady(routine.get_ready_seconds), ...entries.flatMap((entry) => entrySteps(content, entry, adaptation))];
  const may_add_sets = !hasAny(adaptation.most_sets) && !adaptation.morning;
  return finishedPlan({ title: routine.name, routine: routine.id, stretch: null, steps, notes, may_add_sets });
}

function hasAny(mapping) {
  return Object.keys(mapping).length > 0;
}

function finishedPlan(plan) {
  return { ...plan, outline: outlineOf(plan.steps) };
}

/** No longer hold and no more sets than the routine has itself. */
function noMoreThan(routine, adaptation) {
  const { hold_seconds, sets } = longestOf(routine);
  return {
    ...adaptation,
    most_hold_seconds: { ...adaptation.most_hold_seconds, "*": mostHold(adaptation, "*", hold_seconds) },
    most_sets: { ...adaptation.most_sets, "*": mostSets(adaptation, "*", sets) },
  };
}

/** Whether a plan has more stretches than the gentle routine, or holds one side for longer. */
export function isMoreThanGentle(content, plan) {
  const asked = sizeOf(content, plan);
  const gentle = sizeOf(content, planSession(content, { routine: content.over_days.gentle_routine }, noAdaptation()));
  return asked.stretches > gentle.stretches || asked.seconds > gentle.seconds;
}

/** How many stretches, and for how many seconds the longest one holds one side. */
function sizeOf(content, { steps }) {
  const held = {};
  for (const step of steps.filter(({ phase }) => phase === "hold")) {
    const key = `${step.do} ${step.side}`;
    held[key] = (held[key] ?? 0) + step.seconds;
  }
  const stretches = content.stretches.filter(({ id }) => steps.some((step) => step.do === id)).length;
  return { stretches, seconds: Math.max(0, ...Object.values(held)) };
}

/** What is no more than the gentle routine, such as the one for who cannot lie flat, and the morning's. */
function staysInGentleDays(content, routine) {
  return routine.suits_morning || !isMoreThanGentle(content, planSession(content, { routine: routine.id }, noAdaptation()));
}

/** What is left out is dropped, the order kept, and the gap never filled with another stretch. */
function entriesLeft(content, routine, adaptation, notes) {
  const isStretch = (entry) => Boolean(findById(content.stretches, entry.do));
  const entries = [];
  for (const entry of routine.entries) {
    const reason = adaptation.left_out[entry.do];
    if (reason) notes.push(`${findById(content.stretches, entry.do).name} is left out: ${reason}`);
    else entries.push(entry);
  }
  if (entries.filter(isStretch).length >= Math.min(2, routine.entries.filter(isStretch).length)) return entries;
  if (adaptation.left_out["pelvic-tilt"]) throw new Error(`Too little of this routine is left today. ${notes.join(" ")}`);
  notes.push("So little is left that this is breathing and the pelvic tilt alone.");
  const breath = content.timing.breath_in_seconds + content.timing.breath_out_seconds;
  const tilt = findById(content.stretches, "pelvic-tilt");
  return [
    { do: "breathing", variant: "standard", repetitions: 6, repetition_seconds: breath },
    { do: tilt.id, variant: tilt.easier_variant, repetitions: tilt.repetitions, repetition_seconds: breath },
  ];
}

function getReady(seconds) {
  if (!seconds) return [];
  return [timedStep({ phase: "get-ready", seconds, say: "Lie down in the middle of the bed and make yourself comfortable." })];
}

function entrySteps(content, entry, adaptation) {
  const extra = findById(content.extras, entry.do);
  if (extra) return extraSteps(extra, entry);
  const stretch = findById(content.stretches, entry.do);
  const forms = formsOf(stretch, entry, adaptation);
  const cues = forms.find((form) => form.cues)?.cues ?? stretch.cues;
  const common = { do: stretch.id, name: nameWithForms(stretch, forms), variants: forms.map(({ id }) => id) };
  const how = forms.filter(({ id }) => id !== "standard").map((form) => form.how).join(" ");
  const preview = timedStep({ phase: "preview", seconds: content.timing.preview_seconds, say: `Next: ${common.name}. ${how}`.trim(), ...common });
  const repeated = forms.find((form) => form.mode === "repetitions");
  if (entry.repetitions || repeated) return [preview, repetitionStep(entry, repeated, cues, common)];
  return [preview, ...holdSteps(content, stretch, entry, cues, common, adaptation)];
}

/** Every form that is asked for, and the routine's own unless it is harder. */
function formsOf(stretch, entry, adaptation) {
  const asked = new Set(adaptation.variants[stretch.id] ?? []);
  if (!asked.size || ["easier", "other"].includes(findById(stretch.variants, entry.variant).eases)) asked.add(entry.variant);
  return stretch.variants.filter(({ id }) => asked.has(id));
}

function nameWithForms(stretch, forms) {
  const names = forms.filter(({ id }) => id !== "standard").map(({ name }) => name);
  return names.length ? `${stretch.name} (${names.join(", ")})` : stretch.name;
}

function repetitionStep(entry, repeated, cues, common) {
  const { repetitions, repetition_seconds } = entry.repetitions ? entry : repeated;
  return timedStep({ phase: "repetitions", seconds: repetitions * repetition_seconds, say: cueFor(cues.hold, null), repetitions, repetition_seconds, ...common });
}

function holdSteps({ timing }, stretch, entry, cues, common, adaptation) {
  const hold = mostHold(adaptation, stretch.id, entry.hold_seconds);
  const sets = mostSets(adaptation, stretch.id, entry.sets);
  const sides = stretch.two_sided ? ["left", "right"] : [null];
  const steps = [];
  for (let set_number = 1; set_number <= sets; set_number += 1) {
    for (const side of sides) {
      const where = { ...common, side, set_number, sets };
      const add = (phase, seconds, cue) => steps.push(timedStep({ phase, seconds, say: cueFor(cue, side), ...where }));
      add(steps.length && side ? "switch-side" : "move-in", timing.move_in_seconds, cues.move_in);
      add("hold", hold, cues.hold);
      add("move-out", timing.move_out_seconds, cues.move_out);
    }
  }
  return steps;
}

function extraSteps(extra, entry) {
  const common = { do: extra.id, name: extra.name };
  const preview = extra.preview_seconds
    ? [timedStep({ phase: "preview", seconds: extra.preview_seconds, say: `Next: ${extra.name}.`, ...common })]
    : [];
  return [...preview, timedStep({
    phase: "extra", title: extra.name, say: extra.say,
    seconds: entry.seconds ?? entry.repetitions * entry.repetition_seconds,
    repetitions: entry.repetitions ?? null, repetition_seconds: entry.repetition_seconds ?? null, ...common,
  })];
}

function cueFor(cue, side) {
  return cue.replaceAll("{side}", side ?? "").replaceAll("  ", " ");
}

/** By stretch that is held: how the rest is done after a pinch; none for what is easy already, or then waits. */
export function easierFormsOf(content, plan) {
  const waits = new Set(content.safety.stop.answers.flatMap((answer) => answer.leaves_out));
  const held = new Map(plan.steps.filter(({ phase }) => phase === "hold").map((step) => [step.do, step]));
  const forms = {};
  for (const step of held.values()) {
    const stretch = findById(content.stretches, step.do);
    if (step.variants.includes(stretch.easier_variant) || waits.has(stretch.id)) continue;
    const asked = new Set([...step.variants, stretch.easier_variant].filter((id) => id !== "standard"));
    const variants = stretch.variants.filter(({ id }) => asked.has(id));
    forms[stretch.id] = {
      name: nameWithForms(stretch, variants), variants: variants.map(({ id }) => id),
      cues: findById(stretch.variants, stretch.easier_variant).cues ?? stretch.cues,
    };
  }
  return forms;
}

/** The plan as people read it: "6 min 10 s", and one line for each part with its dose. */
export function outlineOf(steps) {
  const total = steps.reduce((sum, step) => sum + step.seconds, 0);
  const minutes = Math.floor(total / 60);
  const lines = new Map();
  for (const step of steps) {
    if (["hold", "repetitions", "extra"].includes(step.phase) && !lines.has(step.name)) lines.set(step.name, step);
  }
  return {
    minutes: [minutes && `${minutes} min`, total % 60 && `${total % 60} s`].filter(Boolean).join(" "),
    parts: [...lines].map(([name, step]) => partLine(name, step)),
  };
}

function partLine(name, step) {
  if (step.repetitions) return `${name}: ${step.repetitions} times, ${step.repetition_seconds} s each`;
  if (step.phase === "extra") return `${name}: ${step.seconds} s`;
  return `${name}: ${step.sets > 1 ? `${step.sets} × ` : ""}${step.seconds} s${step.side ? " on each side" : ""}`;
}
