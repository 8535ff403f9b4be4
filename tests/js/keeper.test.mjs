import assert from "node:assert/strict";
import { test } from "node:test";

import { createKeeper } from "../../widgets/phone/keeper.js";
import { ratingsOf } from "../../widgets/phone/history.js";
import { logCsv } from "../../widgets/phone/log_csv.js";
import { createModel } from "../../widgets/phone/model.js";

const KEPT = "bedstretch:phone:kept";
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Storage with room for so many characters, in whole. */
function storageOf(room = Infinity) {
  const cells = new Map();
  return {
    cells,
    room,
    getItem: (key) => cells.get(key) ?? null,
    removeItem: (key) => cells.delete(key),
    setItem(key, text) {
      const others = [...cells].filter(([name]) => name !== key).reduce((sum, [name, held]) => sum + name.length + held.length, 0);
      if (others + key.length + text.length > this.room) throw new Error("QuotaExceededError");
      cells.set(key, text);
    },
  };
}

const stretch = (id, easier) => ({
  id, name: id, mode: "hold", two_sided: false, hold_seconds: 30, sets: 1, easier_variant: easier, cues: { move_in: "", hold: "", move_out: "" },
  variants: [{ id: "standard", name: "Standard", eases: "standard" }, { id: easier, name: easier, eases: "easier" }],
});
const answer = (id, effect) => ({ id, effect, goes_on_with: [], leaves_out: [] });
const CONTENT = {
  wish: { stretch: "figure-four", routine: null }, session_timer: { asked: "phone figure-four" }, safety_check: { asked_whom: ["doctor"] },
  sentences: {
    emergency: "Checked first.", none: "Not yet.", expired: "Over.", go: "Done until {until}.", "void-new-signs": "Anew.", "void-taken-back": "Taken back.",
    "void-cleared-after-emergency": "Once more.", "void-unreadable": "Cannot be read.", "ask-first-some": "Some.", "ask-first-all": "All.",
  },
  pages: { default: { "hospital-today": ["page"], "stop-button": ["both pages"] } },
  stretches: [stretch("figure-four", "foot-down"), stretch("pelvic-tilt", "small")],
  measures: [], extras: [], figures: {},
  routines: [{ id: "first-week", name: "First week", get_ready_seconds: 20, suits_morning: true, entries: [{ do: "figure-four", variant: "standard", hold_seconds: 30, sets: 1 }] }],
  over_days: {
    gentle_routine: "first-week",
    pain_up: { measure: "pain-nrs", points: 2, sessions_running: 2, for_days: 7, before_within_hours: 2, after_within_hours: 3, say: "", waits_say: "" },
    first_days: { days: 7, break_days: 14 },
  },
  timing: { get_ready_seconds: 20, preview_seconds: 10, move_in_seconds: 5, move_out_seconds: 5, breath_in_seconds: 4, breath_out_seconds: 6 },
  safety: {
    valid_days: 30, undo_seconds: 60, check_valid_hours: 6, local_numbers: { default: "112" }, urgency_order: ["hospital-today"], keep_moving: "", still_open: [],
    combinations: [],
    questions: [{
      id: "legs", title: "legs", other_answers: [],
      ticks: [{ id: "weak", rule: { outcome: "emergency", scope: null, urgency: "hospital-today", leave_out: "all", change: {}, measures_out: "all", lasts_hours: null, say: null, note: null } }],
      rule: null,
    }],
    daily_check: { pain_bands: [{ low: 0, high: 10, effect: "as-planned", say: "" }], up_an_hour_if_no: "", new_signs_if_yes: "New.", nap_minutes: 60 },
    stop: { answers: [answer("emergency-sign", "emergency"), answer("cramp", "half-range")], repeated_within_days: 7, repeated_times: 2, repeated_say: "twice", waits_say: "", soreness: { text: "" } },
  },
};
const NO = { legs: { answer: "no", ticks: [] } };
const CHECK = { new_signs: false, pain: 2, up_an_hour: true };

function phone(storage = storageOf()) {
  const clock = { ms: Date.parse("2026-11-25T20:00:00Z") };
  let ids = 0;
  const open = () => createKeeper({ content: CONTENT, storage, now: () => new Date(clock.ms), newId: () => `id-${(ids += 1)}` });
  const event = (kind, payload) => ({ id: `event-${(ids += 1)}`, kind, payload, occurred_at: new Date(clock.ms).toISOString().replace("Z", "+00:00") });
  return { storage, clock, open, event, keeper: open() };
}

const stopped = (keeper, event, name, done = "figure-four") => keeper.receive(event("stop-answered", { session_id: "s", stretch: done, answer: name }));

test("Screened and checked, a session may start; an event told twice stands once.", () => {
  const { keeper, event } = phone();
  assert.equal(keeper.sessionTimer.state().allowed, false);
  assert.equal(keeper.safetyCheck.submit({ answers: NO }).code, "go");
  assert.equal(keeper.sessionTimer.start({ check: CHECK }).plan.stretch, "figure-four");
  const one = event("measured", { measure: "pain-nrs", trials: [2], around: "before" });
  keeper.receive(one);
  keeper.receive(one);
  assert.equal(keeper.events().length, 1);
});

test("An emergency holds after a reload, and after a second screening that is refused.", () => {
  const { keeper, open, event } = phone();
  keeper.safetyCheck.submit({ answers: NO });
  stopped(keeper, event, "emergency-sign");
  for (const one of [keeper, open()]) {
    assert.equal(one.safetyCheck.state().code, "emergency");
    assert.deepEqual(one.safetyCheck.state().pages, ["both pages"]);
    assert.throws(() => one.safetyCheck.submit({ answers: NO }), /needs checking first/);
    assert.throws(() => one.sessionTimer.start({ check: CHECK }), /Checked first/);
  }
});

test("A mistaken tap is taken back within a minute, all is asked anew, and it does not come home.", () => {
  const { keeper, clock, event } = phone();
  keeper.safetyCheck.submit({ answers: NO });
  stopped(keeper, event, "emergency-sign");
  clock.ms += MINUTE / 2;
  assert.equal(keeper.safetyCheck.undo().code, "void");
  assert.equal(logCsv(keeper.events(), ["record"]), "record\r\n");
  stopped(keeper, event, "emergency-sign");
  clock.ms += 2 * MINUTE;
  assert.throws(() => keeper.safetyCheck.undo(), /60 seconds only/);
  assert.equal(keeper.safetyCheck.clear_emergency({ checked_on: "2026-11-25" }).code, "void");
  assert.throws(() => keeper.sessionTimer.start({ check: CHECK }), /Anew/);
});

test("Where there is no room an emergency is written all the same, with what was put by for it.", () => {
  const { keeper, storage, open, event } = phone();
  keeper.safetyCheck.submit({ answers: NO });
  storage.room = [...storage.cells].reduce((sum, [name, text]) => sum + name.length + text.length, 0) + 10;
  stopped(keeper, event, "emergency-sign");
  assert.equal(open().safetyCheck.state().code, "emergency");
});

test("What there was no room for counts on this page, is told, and what another page found is not written over.", () => {
  const { keeper, storage, open, event } = phone();
  keeper.safetyCheck.submit({ answers: NO });
  const room = storage.room;
  storage.room = 0;
  assert.throws(() => stopped(keeper, event, "cramp"), /no room/);
  assert.match(keeper.safetyCheck.state().notes[0], /no room/);
  storage.room = room;
  stopped(open(), event, "emergency-sign");
  assert.throws(() => keeper.sessionTimer.start({ check: CHECK }), /Checked first/);
  keeper.safetyCheck.set_region({ region: "default" });
  const anew = open();
  assert.equal(anew.safetyCheck.state().code, "emergency");
  assert.deepEqual(anew.events().map(({ payload }) => payload.answer).sort(), ["cramp", "emergency-sign"]);
});

test("What cannot be read is set aside, and all is asked anew.", () => {
  const { keeper, storage, open } = phone();
  keeper.safetyCheck.submit({ answers: NO });
  const text = storage.getItem(KEPT).slice(0, -3);
  storage.setItem(KEPT, text);
  assert.deepEqual([open().safetyCheck.state().code, open().safetyCheck.state().sentence], ["void", "Cannot be read."]);
  assert.equal(storage.getItem(`${KEPT}-unreadable`), text);
  assert.equal(open().safetyCheck.submit({ answers: NO }).code, "go");
});

test("The owner's mark of an emergency counts though nothing else could be written.", () => {
  const { keeper, storage, open } = phone();
  keeper.safetyCheck.submit({ answers: NO });
  storage.setItem("bedstretch:phone:void", "2026-11-25T19:59:00+00:00");
  assert.equal(open().safetyCheck.state().code, "emergency");
});

test("Deleting what was done keeps the stops that plans obey, and lets old ones go.", () => {
  const { keeper, clock, event } = phone();
  keeper.safetyCheck.submit({ answers: NO });
  stopped(keeper, event, "cramp");
  clock.ms += 8 * DAY;
  stopped(keeper, event, "cramp");
  keeper.receive(event("measured", { measure: "pain-nrs", trials: [2], around: "before" }));
  keeper.eraseEvents();
  assert.deepEqual(keeper.events().map(({ kind }) => kind), ["stop-answered"]);
});

test("A phone without room still answers what is asked of it.", () => {
  const said = [];
  const model = createModel({ traits: { journal_id: "phone" }, requests: { state: () => "here" }, receive() { throw new Error("no room"); } });
  model.on("msg:custom", (message) => said.push(message));
  model.send({ kind: "event", event: { id: "one" } });
  model.send({ kind: "request", id: 1, name: "state", arguments: {}, events: [{ id: "two" }] });
  model.send({ kind: "request", id: 2, name: "constructor", arguments: {} });
  return Promise.resolve().then(() => {
    assert.deepEqual(said.map(({ kind }) => kind), ["not-stored", "not-stored", "reply", "reply"]);
    assert.equal(said[2].result, "here");
    assert.match(said[3].error, /no request/);
  });
});

test("A rating that was changed by another tap counts as changed, and its file keeps both.", () => {
  const at = (second) => `2026-05-04T07:00:0${second}+02:00`;
  const events = [
    { id: "first-tap", kind: "measured", occurred_at: at(1), payload: { measure: "pain-nrs", trials: [3], around: "after" } },
    { id: "third-tap", kind: "measured-corrected", occurred_at: at(3), payload: { reading: "first-tap", trials: [5], around: "after" } },
    { id: "second-tap", kind: "measured-corrected", occurred_at: at(2), payload: { reading: "first-tap", trials: [4], around: "after" } },
  ];
  assert.deepEqual(ratingsOf(events, "pain-nrs").map(({ value }) => value), [5]);
  assert.equal(logCsv(events, ["record", "id", "corrects", "changed_at", "at", "measure", "value", "replaced"]), [
    "record,id,corrects,changed_at,at,measure,value,replaced",
    `measure,first-tap,,,${at(1)},pain-nrs,3,yes`,
    `correction,third-tap,first-tap,${at(3)},${at(1)},pain-nrs,5,`,
    `correction,second-tap,first-tap,${at(2)},${at(1)},pain-nrs,4,`,
  ].join("\r\n") + "\r\n");
  assert.equal(logCsv(events.slice(1), ["record"]), "record\r\n", "what is corrected was cleared away");
});
