// What earlier days say about the next session, from the events that the phone keeps: the same as `course/history.py`.
// Days are counted on the clock with which the earlier moment was noted, wherever the phone is now. Pure.

export const HOUR_MS = 3600 * 1000;
export const DAY_MS = 24 * HOUR_MS;
/** The page tells the pain 'before' once the clock runs, so its time may be a little later than the start. */
const JUST_STARTED_MS = 60 * 1000;

// --- days -----------------------------------------------------------------------------------------------------

/** The day at a moment on the clock that noted `stamp`, YYYY-MM-DD. @param {string} stamp ISO 8601 with offset */
export function dayOnClockOf(stamp, ms = Date.parse(stamp)) {
  const [, sign, hours, minutes] = /([+-])(\d\d):(\d\d)$/.exec(stamp) ?? ["", "+", "0", "0"];
  const offset = Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60000;
  return isoDay(ms + offset);
}

function isoDay(ms) {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Midnights between the two. @param {string} earlier as it was noted @param {number} ms the later moment */
export function daysBetween(earlier, ms) {
  return (Date.parse(dayOnClockOf(earlier, ms)) - Date.parse(dayOnClockOf(earlier))) / DAY_MS;
}

/** "2 December", or with the year. @param {string} day YYYY-MM-DD @param {Intl.DateTimeFormatOptions} more */
export function dayInWords(day, more = {}) {
  return new Date(day).toLocaleDateString("en-GB", { day: "numeric", month: "long", timeZone: "UTC", ...more });
}

/** As the journal stores it: without parts of a second. */
export function toTheSecond(iso) {
  return iso.replace(/\.\d+/, "");
}

// --- from the events ------------------------------------------------------------------------------------------

function noted(iso) {
  const stamp = toTheSecond(iso);
  return { stamp, ms: Date.parse(stamp) };
}

/** Oldest first. `practised`: something was held or repeated in it. */
export function sessionsOf(events) {
  return events
    .filter(({ kind }) => kind === "session-ended")
    .map(({ payload }) => ({ began: noted(payload.started_at), ended: noted(payload.ended_at), practised: payload.practised.length > 0 }))
    .sort((a, b) => a.began.ms - b.began.ms);
}

/** Of one measure as corrected, oldest first. */
export function ratingsOf(events, measure) {
  const corrected = correctionsOf(events);
  return events
    .filter(({ kind, payload }) => kind === "measured" && payload.measure === measure)
    .map(({ id, occurred_at, payload }) => ({
      at: noted(occurred_at), value: (corrected.get(id) ?? payload).trials[0], around: payload.around,
    }))
    .sort((a, b) => a.at.ms - b.at.ms);
}

/** What each corrected reading says now: its id and the newest correction's payload. @returns {Map<string, object>} */
export function correctionsOf(events) {
  const changes = events
    .filter(({ kind }) => kind === "measured-corrected")
    .sort((a, b) => Date.parse(a.occurred_at) - Date.parse(b.occurred_at));
  return new Map(changes.map(({ payload }) => [payload.reading, payload]));
}

/** Each stop after a moment, oldest first. @param {number} ms */
export function stopsSince(events, ms) {
  return events
    .filter(({ kind }) => kind === "stop-answered")
    .map(({ occurred_at, payload }) => ({ at: toTheSecond(occurred_at), stretch: payload.stretch, answer: payload.answer }))
    .filter(({ at }) => Date.parse(at) > ms)
    .sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
}

// --- pain after sessions --------------------------------------------------------------------------------------

/**
 * How many points higher it was after a session than before it: one for each that was rated before and after.
 * A rating names no session, so times tell: the last one 'before' that is not too old and comes after the session
 * before this one; the first one 'after' that comes before the next session.
 */
export function risesOf(rule, sessions, ratings) {
  const before = ratings.filter(({ around }) => around === "before");
  const after = ratings.filter(({ around }) => around === "after");
  const rises = [];
  sessions.forEach(({ began, ended, practised }, index) => {
    const earliest = Math.max(began.ms - rule.before_within_hours * HOUR_MS, sessions[index - 1]?.ended.ms ?? -Infinity);
    const latest = ended.ms + rule.after_within_hours * HOUR_MS;
    const next = sessions[index + 1]?.began.ms ?? Infinity;
    const from = before.findLast(({ at }) => earliest <= at.ms && at.ms <= began.ms + JUST_STARTED_MS);
    const to = after.find(({ at }) => ended.ms <= at.ms && at.ms <= latest && at.ms < next);
    if (practised && from && to) rises.push({ at: to.at.stamp, points: to.value - from.value });
  });
  return rises;
}

/** The last of the gentle days that `ms` lies in, YYYY-MM-DD, or null. They begin when the row is full. */
export function lastGentleDay(rule, rises, ms) {
  let row = 0;
  let filled = null;
  for (const { at, points } of rises) {
    row = points >= rule.points ? row + 1 : 0;
    if (row >= rule.sessions_running) filled = at;
  }
  if (filled === null || daysBetween(filled, ms) > rule.for_days) return null;
  return isoDay(Date.parse(dayOnClockOf(filled)) + rule.for_days * DAY_MS);
}

/** Until which day the gentle routine takes the place of others, or null. */
export function gentleUntil(content, events, ms) {
  const rule = content.over_days.pain_up;
  return lastGentleDay(rule, risesOf(rule, sessionsOf(events), ratingsOf(events, rule.measure)), ms);
}

// --- the first days, and those after a break ------------------------------------------------------------------

/** The present spell of practice: since the first session ever (`begun` is null before it), or after a break. */
export function spellOf(rule, sessions, ms) {
  const isBreak = (last, then) => daysBetween(last, then) >= rule.break_days;
  let spell = { begun: null, after_break: false };
  let last = null;
  for (const { began, ended } of sessions.filter(({ practised }) => practised)) {
    if (last === null || isBreak(last, began.ms)) spell = { begun: began.stamp, after_break: last !== null };
    last = ended.stamp;
  }
  return last !== null && isBreak(last, ms) ? { begun: null, after_break: true } : spell;
}

/**
 * The spell of practice whose first days `ms` lies in; null later, and for as many days after one went on with
 * what one chose. @param {string|null} keptAt when that was
 */
export function firstDays(content, events, keptAt, ms) {
  const rule = content.over_days.first_days;
  if (keptAt) {
    const since = daysBetween(keptAt, ms);
    if (since >= 0 && since < rule.days) return null;
  }
  const spell = spellOf(rule, sessionsOf(events), ms);
  const day = spell.begun === null ? 1 : daysBetween(spell.begun, ms) + 1;
  return day <= rule.days ? spell : null;
}
