"""What earlier days say about the next session: pain after sessions, the first days, six weeks of practice.

Pure functions on sessions and ratings, oldest first, and three that read those from the journal. Days are
calendar days on the learner's own clock. Source: `over_days` in `course/data/routines.yaml`.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import inf
from statistics import median
from typing import NamedTuple

from course import log, statistics
from course.journal import stamp
from course.log import Record
from course.schema import Course, FirstDays, NoBetter, PainUp

JUST_STARTED = timedelta(minutes=1)
"""The page tells the pain 'before' once the clock runs, so its time may be a little later than the start."""

_KEPT = "first-days-kept-at"
"""The setting that holds when the learner last went on with what they chose in their first days."""


@dataclass(frozen=True)
class Session:
    """`practised`: something was held or repeated in it."""

    started_at: datetime
    ended_at: datetime
    practised: bool = True


class Rated(NamedTuple):
    """A session's ratings in points; `at` is when it began, `rated_at` when it was rated after."""

    at: datetime
    before: float
    after: float
    rated_at: datetime


@dataclass(frozen=True)
class Rise:
    """How many points higher a rating was after a session than before it; `at` is when it was rated after."""

    at: datetime
    points: float


@dataclass(frozen=True)
class Spell:
    """Practice without a long break. `begun` is None before its first session."""

    begun: datetime | None
    after_break: bool = False

    def day(self, moment: datetime) -> int:
        """Which day of it `moment` is; the day of its first session is 1."""
        return 1 if self.begun is None else days_between(self.begun, moment) + 1


def days_between(earlier: datetime, later: datetime) -> int:
    """Midnights between the two, on the clock with which the earlier one was noted, wherever Python runs.

    A stored time knows its offset and no rules of a zone, so after the change to or from summer time the day
    turns an hour off midnight.
    """
    return (later.astimezone(earlier.tzinfo).date() - earlier.date()).days


# --- pain after sessions -----------------------------------------------------------------------------------


def rated(rule: PainUp, sessions: Sequence[Session], ratings: Sequence[Record]) -> list[Rated]:
    """Those sessions that were rated before and after, oldest first, as the ratings are.

    A rating names no session, so times tell: the last one 'before' that is not older than the rule allows and
    comes after the session before this one; the first one 'after' that comes before the next session.
    """
    before = [rating for rating in ratings if rating.around == "before"]
    after = [rating for rating in ratings if rating.around == "after"]
    before_at, after_at = (_seconds(rating.at for rating in some) for some in (before, after))
    starts, ends = (_seconds(getattr(one, name) for one in sessions) for name in ("started_at", "ended_at"))
    before_within, after_within = rule.before_within_hours * 3600, rule.after_within_hours * 3600
    just_started = JUST_STARTED.total_seconds()
    found = []
    for session, start, end, left, comes in zip(
        sessions, starts, ends, [-inf, *ends], [*starts[1:], inf], strict=False
    ):
        last = bisect_right(before_at, start + just_started) - 1
        first = bisect_left(after_at, end)
        if last < 0 or first == len(after) or not session.practised:
            continue
        rated_before, rated_after = before_at[last], after_at[first]
        if (
            start - before_within <= rated_before >= left
            and rated_after <= end + after_within
            and rated_after < comes
        ):
            found.append(Rated(session.started_at, before[last].value, after[first].value, after[first].at))
    return found


def _seconds(moments: Iterable[datetime]) -> list[float]:
    """Since 1970: ten years of comparing times with zones takes long, of comparing numbers it does not."""
    return [moment.timestamp() for moment in moments]


def rises(rule: PainUp, sessions: Sequence[Session], ratings: Sequence[Record]) -> list[Rise]:
    """One for each session that was rated before and after, oldest first."""
    return [Rise(one.rated_at, one.after - one.before) for one in rated(rule, sessions, ratings)]


def gentle_until(rule: PainUp, rises: Sequence[Rise], moment: datetime) -> date | None:
    """The last day of the gentle days that `moment` lies in. They begin when the row is full."""
    row = 0
    filled = None
    for rise in rises:
        row = row + 1 if rise.points >= rule.points else 0
        if row >= rule.sessions_running:
            filled = rise.at
    if filled is None or days_between(filled, moment) > rule.for_days:
        return None
    return filled.date() + timedelta(days=rule.for_days)


# --- the first days, and those after a break ---------------------------------------------------------------


def spell(rule: FirstDays, sessions: Sequence[Session], moment: datetime) -> Spell:
    """The present spell of practice: since the first session ever, or the first one after a break."""
    begun, after_break, last = None, False, None
    for session in sessions:
        if not session.practised:
            continue
        if last is None or days_between(last, session.started_at) >= rule.break_days:
            begun, after_break = session.started_at, last is not None
        last = session.ended_at
    if last is not None and days_between(last, moment) >= rule.break_days:
        return Spell(None, after_break=True)
    return Spell(begun, after_break)


def keep_as_chosen(db: sqlite3.Connection, moment: datetime) -> None:
    """The learner went on with what they chose: for as many days they are not asked again."""
    db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (_KEPT, stamp(moment)))


def first_days(db: sqlite3.Connection, course: Course, moment: datetime) -> Spell | None:
    """The spell of practice whose first days `moment` lies in; None later, and after `keep_as_chosen`."""
    rule = course.over_days.first_days
    kept = db.execute("SELECT value FROM setting WHERE name = ?", (_KEPT,)).fetchone()
    if kept and 0 <= days_between(datetime.fromisoformat(kept["value"]), moment) < rule.days:
        return None
    now = spell(rule, _sessions(db), moment)
    return now if now.day(moment) <= rule.days else None


# --- six weeks ---------------------------------------------------------------------------------------------


def change(rule: NoBetter, begun: datetime, ratings: Sequence[Record], moment: datetime) -> float | None:
    """The middle rating of the last days less that of the first ones; None where they cannot tell.

    They cannot with too few days rated, nor where the first ones were too low to fall by what counts. Ratings
    after a session are left aside, and each day counts once.
    """
    rated = [rating for rating in ratings if rating.around != "after"]
    first = _middle(rule, [r for r in rated if 0 <= days_between(begun, r.at) < rule.compared_days])
    last = _middle(rule, [r for r in rated if 0 <= days_between(r.at, moment) < rule.compared_days])
    if first is None or last is None or (first < rule.points and last - first < rule.points):
        return None
    return last - first


def _middle(rule: NoBetter, ratings: Sequence[Record]) -> float | None:
    days = statistics.daily_means([r.at.date() for r in ratings], [r.value for r in ratings])
    return median(days.values()) if len(days) >= rule.least_days else None


def is_no_better(
    rule: NoBetter, begun: datetime | None, ratings: Sequence[Sequence[Record]], moment: datetime
) -> bool:
    """Whether practice has gone on for the weeks, and no measure that can tell has fallen by what counts.

    `ratings` holds the records of each measure.
    """
    if begun is None or days_between(begun, moment) < rule.weeks * 7:
        return False
    changes = [change(rule, begun, of_one, moment) for of_one in ratings]
    told = [by for by in changes if by is not None]
    return bool(told) and all(by > -rule.points for by in told)


# --- from the journal --------------------------------------------------------------------------------------


def gentle_days(db: sqlite3.Connection, course: Course, moment: datetime) -> date | None:
    """Until which day the gentle routine takes the place of others, or None."""
    rule = course.over_days.pain_up
    ratings = log.records(db, course, rule.measure)
    return gentle_until(rule, rises(rule, _sessions(db), ratings), moment)


def no_better(db: sqlite3.Connection, course: Course, moment: datetime) -> bool:
    """Whether it is time for the card that says to ask a professional."""
    rule, sessions = course.over_days.no_better, _sessions(db)
    begun = spell(course.over_days.first_days, sessions, moment).begun
    return is_no_better(rule, begun, [log.records(db, course, id) for id in rule.measures], moment)


def _sessions(db: sqlite3.Connection) -> list[Session]:
    rows = db.execute(
        "SELECT started_at, ended_at,"
        " EXISTS (SELECT 1 FROM practice WHERE session_id = session.id) AS practised FROM session"
    )
    found = [
        Session(
            datetime.fromisoformat(row["started_at"]),
            datetime.fromisoformat(row["ended_at"]),
            bool(row["practised"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda session: session.started_at)
