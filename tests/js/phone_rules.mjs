// Run by tests/widgets/test_phone_rules.py: what the phone decides on each case of a file, as JSON.

import { readFileSync } from "node:fs";

import { adaptPlan, noAdaptation } from "../../widgets/phone/adapting.js";
import { easierFormsOf, planSession } from "../../widgets/phone/planning.js";
import { screen } from "../../widgets/phone/screening.js";
import { mayMove, standingAt } from "../../widgets/phone/standing.js";

const { content, cases } = JSON.parse(readFileSync(process.argv[2], "utf8"));

const decide = {
  screen: ({ answers }) => screen(content, answers),
  plan({ wish, standing, check, stops, today }) {
    const adaptation = standing ? adaptPlan(content, standing, check, stops, (at) => at.startsWith(today)) : noAdaptation();
    const plan = planSession(content, wish, adaptation);
    return { plan, easier: easierFormsOf(content, plan) };
  },
  stand({ kept, now }) {
    const { code, sentence, leave_out, measures_out } = standingAt(content, kept, new Date(now));
    return { standing: { code, sentence, leave_out, measures_out }, may: mayMove(content, kept, new Date(now)) };
  },
};

function decided(one) {
  try {
    return decide[one.what](one);
  } catch (error) {
    return { refused: error.message };
  }
}

process.stdout.write(JSON.stringify(cases.map(decided)));
