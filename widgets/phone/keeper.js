// What Python and the journal do in JupyterLab, on a phone: answers the widgets' requests and keeps their events, in
// the page's own storage. A widget does not know the difference.

import { localIso } from "../page/outbox.js";
import { adaptPlan } from "./adapting.js";
import { DAY_MS, gentleUntil, stopsSince } from "./history.js";
import { createKept } from "./kept.js";
import { easierFormsOf, planSession } from "./planning.js";
import { screen } from "./screening.js";
import {
  firstDayOfCheck, mayMove, openEmergencies, standingAt, todaysCheck, undoSecondsLeft, withCheckedEmergency,
  withClearance, withDailyCheck, withEmergency, withUndo, withVerdict, withVoid,
} from "./standing.js";
import { gentleWish, suggestionFor } from "./suggesting.js";

const VOID_KEY = "bedstretch:phone:void";
const CHECK_STAYS_FRESH_MS = 10 * 60 * 1000;

/** @param {{content: object, storage: Storage, now: () => Date, newId: () => string}} setting */
export function createKeeper({ content, storage, now, newId }) {
  const store = createKept({ storage });
  const stamp = () => localIso(now());
  let kept = store.now();
  heedVoid();

  function look() {
    kept = store.now();
    return kept;
  }

  /** Tells whether there was room to write it; it counts on this page in any case. */
  function keep(next) {
    kept = next;
    return store.put(next);
  }

  /** An emergency is kept by the session's owner first. Had there been no room for more, it still counts. */
  function heedVoid() {
    const since = storage.getItem(VOID_KEY);
    if (since === null || openEmergencies(kept).length) return;
    const at = Number.isNaN(Date.parse(since)) ? stamp() : since;
    keep(withVoid(withEmergency(kept, null, "stop-button", at), "stop-button", at));
  }

  // --- events -------------------------------------------------------------------------------------------------

  /** Keeps an event once and does what follows from it. Throws where there is no room: then it is told again. */
  function receive(event) {
    look();
    const isKnown = kept.events.some((known) => identityOf(known) === identityOf(event));
    if (!keep(isKnown ? kept : { ...afterEvent(kept, event), events: [...kept.events, event] })) throw new Error(NO_ROOM);
  }

  function afterEvent(before, { kind, payload, occurred_at }) {
    if (kind === "emergency-found") {
      const urgency = content.safety.urgency_order.includes(payload.urgency) ? payload.urgency : null;
      return withVoid(withEmergency(before, urgency, "screening", occurred_at), "emergency-found", occurred_at);
    }
    const answer = content.safety.stop.answers.find(({ id }) => kind === "stop-answered" && id === payload.answer);
    if (answer?.effect !== "emergency") return before;
    return withVoid(withEmergency(before, null, "stop-button", occurred_at), "stop-button", occurred_at);
  }

  // --- the screening ------------------------------------------------------------------------------------------

  const named = (list, ids) => list.filter(({ id }) => ids.includes(id)).map(({ id, name }) => ({ id, name }));
  const pagesNow = () => content.pages[kept.region];

  function shownStanding(verdict = null) {
    const where = standingAt(content, look(), now());
    const number = content.safety.local_numbers[kept.region];
    return {
      code: where.code, sentence: where.sentence, region: kept.region,
      pages: where.code === "emergency" ? pagesNow()[where.urgency ?? "stop-button"] : [],
      pages_by_urgency: pagesNow(), undo_seconds: undoSecondsLeft(content, kept, now()),
      emergency_day: openEmergencies(kept).length ? firstDayOfCheck(kept, now()) : null,
      causes: content.safety.questions.filter(({ id }) => where.causes.includes(id)).map(({ title }) => title),
      leave_out: named(content.stretches, where.leave_out),
      change: content.stretches.filter(({ id }) => where.change[id] && !where.leave_out.includes(id)).map((stretch) => changeLine(stretch, where.change[stretch.id])),
      measures_out: named(content.measures, where.measures_out),
      say: (verdict?.say ?? []).map((text) => text.replaceAll("{local_number}", number)), notes: [...(verdict?.notes ?? []), ...(store.isUnsaved() ? [NO_ROOM] : [])],
      keep_moving: content.safety.keep_moving, still_open: content.safety.still_open,
    };
  }

  function changeLine(stretch, forms) {
    const names = stretch.variants.filter(({ id }) => forms.includes(id)).map(({ name }) => name);
    return `${stretch.name}: ${names.join(", ")}`;
  }

  const both = {
    figure: ({ stretch, form }) => content.figures[stretch]?.[form] ?? null,
    may_continue({ started_at, steps }) {
      const age = now().getTime() - Date.parse(started_at);
      const nap = content.safety.daily_check.nap_minutes * 60 * 1000;
      if (!(age >= -5 * 60 * 1000 && age <= nap)) throw new Error("That session was begun too long ago. Please start it anew.");
      const permission = mayMove(content, look(), now());
      if (!permission.allowed) throw new Error(permission.reason);
      if (!stillFits(adaptationNow(), steps)) throw new Error("What suits you has changed since. Please end this one and start anew.");
      return {};
    },
  };

  const safetyCheck = {
    ...both,
    state: () => shownStanding(),
    submit({ answers }) {
      const verdict = screen(content, answers);
      keep(withVerdict(look(), verdict, stamp()));
      return shownStanding(verdict);
    },
    undo() {
      keep(withUndo(content, look(), stamp()));
      return shownStanding();
    },
    clear_emergency({ checked_on }) {
      keep(withCheckedEmergency(look(), checked_on, stamp()));
      return shownStanding();
    },
    clear_ask_first(given) {
      keep(withClearance(content, look(), given, stamp()));
      return shownStanding();
    },
    set_region({ region }) {
      if (!(region in content.safety.local_numbers)) throw new Error(`No region '${region}'.`);
      keep({ ...look(), region });
      return shownStanding();
    },
  };

  // --- the session --------------------------------------------------------------------------------------------

  function adaptationNow({ withCheck = true } = {}) {
    const moment = now();
    const ms = moment.getTime();
    const stops = stopsSince(kept.events, ms - content.safety.stop.repeated_within_days * DAY_MS);
    const gentleDay = laterDay(gentleUntil(content, kept.events, ms), kept.gentle_day, ms);
    return adaptPlan(content, standingAt(content, kept, moment), withCheck ? todaysCheck(content, kept, moment) : null, stops, ms, gentleDay);
  }

  function stillFits(adaptation, steps) {
    return steps.every((step) => {
      if (step.do in adaptation.left_out) return false;
      if (!(adaptation.variants[step.do] ?? []).every((form) => step.variants.includes(form))) return false;
      const most = Math.min(...["*", step.do].map((key) => adaptation.most_hold_seconds[key] ?? Infinity));
      return step.phase !== "hold" || step.seconds <= most;
    });
  }

  const sessionTimer = {
    ...both,
    state() {
      const permission = mayMove(content, look(), now());
      const asksOnly = ["check-needed", "pain-too-high"].includes(permission.code);
      let notes = [];
      if (permission.allowed || asksOnly) {
        try {
          notes = planSession(content, content.wish, adaptationNow({ withCheck: false })).notes;
        } catch (error) {
          return { allowed: false, code: "left-out", reason: error.message, notes };
        }
      }
      return { ...permission, allowed: permission.allowed || asksOnly, reason: asksOnly ? null : permission.reason, notes };
    },
    /** In the first days the answer may hold a `suggestion`; `choice` then says what the person took. */
    start({ check, choice = null }) {
      if (![null, "gentle", "chosen"].includes(choice)) throw new Error(`The choice is 'gentle' or 'chosen'; found '${choice}'.`);
      look();
      if (check) keep(withDailyCheck(kept, readCheck(check), stamp()));
      const number = content.safety.local_numbers[kept.region];
      if (check?.new_signs) throw new Error(content.safety.daily_check.new_signs_if_yes.replaceAll("{local_number}", number));
      const permission = mayMove(content, kept, now());
      if (!permission.allowed) throw new Error(permission.reason);
      if (!check && now() - new Date(todaysCheck(content, kept, now()).at) > CHECK_STAYS_FRESH_MS) {
        throw new Error("First today's three quick questions, please.");
      }
      const suits = adaptationNow();
      const plan = planSession(content, choice === "gentle" ? gentleWish(content) : content.wish, suits);
      const suggestion = choice === null ? suggestionFor(content, kept, plan, suits, now().getTime()) : null;
      if (choice === "chosen") keep({ ...kept, first_days_kept_at: stamp() });
      return {
        session_id: newId(), asked: content.session_timer.asked, plan, easier: easierFormsOf(content, plan), demonstration: false,
        stop: JSON.parse(JSON.stringify(content.safety.stop).replaceAll("{local_number}", number)),
        texts: { emergency: pagesNow()["stop-button"], soreness: content.safety.stop.soreness.text }, suggestion,
      };
    },
  };

  function readCheck({ new_signs, pain, up_an_hour }) {
    const isRead = typeof new_signs === "boolean" && typeof up_an_hour === "boolean" && Number.isInteger(pain) && pain >= 0 && pain <= 10;
    if (!isRead) throw new Error("All three questions need an answer: yes or no, 0 to 10, yes or no.");
    return { new_signs, pain, up_an_hour };
  }

  return {
    safetyCheck,
    sessionTimer,
    receive,
    /** For the CSV: all but an emergency sign that was taken back as a mistaken tap. */
    events() {
      const { events, emergencies } = look();
      const undone = new Set(emergencies.filter(({ undone_at }) => undone_at).map(({ at }) => at));
      return events.filter(({ kind, occurred_at }) => kind !== "stop-answered" || !undone.has(occurred_at));
    },
    standing: () => standingAt(content, look(), now()),
    /** All that was done goes; what was found stays, and what the next plans obey. */
    eraseEvents() {
      const ms = now().getTime();
      const since = ms - content.safety.stop.repeated_within_days * DAY_MS;
      const { events } = look();
      const gentle_day = laterDay(gentleUntil(content, events, ms), kept.gentle_day, ms);
      keep({ ...kept, gentle_day, events: events.filter(({ kind, occurred_at }) => kind === "stop-answered" && Date.parse(occurred_at) > since) });
    },
    subscribe: store.subscribe,
  };
}

/** The later of two days, YYYY-MM-DD, of those that are not over. */
function laterDay(one, other, ms) {
  const today = localIso(new Date(ms)).slice(0, 10);
  return [one, other].filter((day) => day && day >= today).sort().at(-1) ?? null;
}

const NO_ROOM = "This browser has no room left to keep that. It counts as long as this page is open; make room on the phone before you close it.";

/** The same session told again, under whatever id, stands once. */
function identityOf({ id, kind, payload }) {
  return kind === "session-ended" ? payload.session_id : id;
}
