// Run by tests/widgets/test_phone_rules.py: what the phone decides on each case of a file, as JSON.

import { readFileSync } from "node:fs";

import { adaptPlan, noAdaptation } from "../../widgets/phone/adapting.js";
import { firstDays, gentleUntil } from "../../widgets/phone/history.js";
import { createKeeper } from "../../widgets/phone/keeper.js";
import { easierFormsOf, planSession } from "../../widgets/phone/planning.js";
import { screen } from "../../widgets/phone/screening.js";
import { mayMove, standingAt } from "../../widgets/phone/standing.js";

const KEPT = "bedstretch:phone:kept";
const { content, cases } = JSON.parse(readFileSync(process.argv[2], "utf8"));

const decide = {
  screen: ({ answers }) => screen(content, answers),
  plan({ wish, standing, check, stops, now, gentle_until }) {
    const adaptation = standing ? adaptPlan(content, standing, check, stops, Date.parse(now), gentle_until) : noAdaptation();
    const plan = planSession(content, wish, adaptation);
    return { plan, easier: easierFormsOf(content, plan) };
  },
  stand({ kept, now }) {
    const { code, sentence, leave_out, measures_out } = standingAt(content, kept, new Date(now));
    return { standing: { code, sentence, leave_out, measures_out }, may: mayMove(content, kept, new Date(now)) };
  },
  history: ({ events, kept_at, moments }) =>
    moments.map(Date.parse).map((ms) => ({ gentle_until: gentleUntil(content, events, ms), first_days: firstDays(content, events, kept_at, ms) })),
  /** Starts one after the other on one phone, from what it keeps at first: `told` are events between them. */
  starts: ({ kept, starts }) => onOnePhone(kept, starts),
};

function onOnePhone(kept, starts) {
  let written = JSON.stringify(kept);
  let now = null;
  const storage = { getItem: (key) => (key === KEPT ? written : null), removeItem() {}, setItem: (key, text) => { if (key === KEPT) written = text; } };
  return starts.map(({ wish, at, check, choice, told = [] }) => {
    now = at;
    const keeper = createKeeper({ content: { ...content, wish }, storage, now: () => new Date(now), newId: () => "some-id" });
    told.forEach(keeper.receive);
    return orRefused(() => {
      const { plan, easier, suggestion } = keeper.sessionTimer.start({ check, choice });
      return { plan, easier, suggestion };
    });
  });
}

function orRefused(decision) {
  try {
    return decision();
  } catch (error) {
    return { refused: error.message };
  }
}

process.stdout.write(JSON.stringify(cases.map((one) => orRefused(() => decide[one.what](one)))));
