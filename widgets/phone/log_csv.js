// The page's sessions, stops and ratings as the CSV that `bedstretch import log` reads: one row a record. Pure.

import { correctionsOf, toTheSecond } from "./history.js";

const RECORD_ROWS = {
  "session-ended": ({ payload }) => ({
    record: "session", id: payload.session_id, routine: payload.routine, stretch: payload.stretch, outcome: payload.outcome,
    started_at: toTheSecond(payload.started_at), ended_at: toTheSecond(payload.ended_at),
    planned_seconds: payload.planned_seconds, practised: JSON.stringify(payload.practised),
  }),
  "stop-answered": ({ id, occurred_at, payload }) => ({
    record: "stop", id, at: toTheSecond(occurred_at), session: payload.session_id, stretch: payload.stretch, answer: payload.answer,
  }),
  measured: ({ id, occurred_at, payload }, events) => ({
    record: "measure", id, at: toTheSecond(occurred_at), measure: payload.measure, ...readingCells(payload),
    replaced: correctionsOf(events).has(id) ? "yes" : "",
  }),
  "measured-corrected": ({ id, occurred_at, payload }, events) => {
    const first = events.find((event) => event.id === payload.reading);
    return first && {
      record: "correction", id, corrects: first.id, changed_at: toTheSecond(occurred_at), at: toTheSecond(first.occurred_at),
      measure: first.payload.measure, ...readingCells(payload),
    };
  },
};

function readingCells({ trials, around, up_an_hour }) {
  return { value: trials[0], trials: trials.join(" "), around, up_an_hour: { true: "yes", false: "no" }[up_an_hour] };
}

/** @param {object[]} events as the page keeps them @param {string[]} columns as `course` names and orders them */
export function logCsv(events, columns) {
  const rows = events.filter(({ kind }) => kind in RECORD_ROWS).map((event) => RECORD_ROWS[event.kind](event, events)).filter(Boolean);
  const lines = [columns, ...rows.map((row) => columns.map((column) => row[column] ?? ""))];
  return lines.map((cells) => cells.map(csvCell).join(",")).join("\r\n") + "\r\n";
}

/** How many sessions these events hold. */
export function sessionCount(events) {
  return events.filter(({ kind }) => kind === "session-ended").length;
}

function csvCell(value) {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
