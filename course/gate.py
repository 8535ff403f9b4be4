"""May this start now? Every start asks here afresh; without a yes, nothing starts."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from course import practice, standing
from course.errors import Refused
from course.journal import stamp
from course.schema import Course, PainBand

Code = Literal[
    "ok",
    "screening-needed",
    "emergency",
    "ask-first",
    "check-needed",
    "pain-too-high",
    "left-out",
    "after-stop",
    "not-yet-up",
]


@dataclass(frozen=True)
class DailyCheck:
    """The three taps before a session: any new sign, pain now (0 to 10), up and about for an hour or more."""

    at: datetime
    new_signs: bool
    pain: int
    up_an_hour: bool


@dataclass(frozen=True)
class Permission:
    """`reason` is a sentence for the person, None when allowed."""

    allowed: bool
    code: Code
    reason: str | None = None


WHERE = {
    "screening-needed": "The safety check stands in Start here and in lesson 01, Stay safe.",
    "emergency": "Lesson 01, Stay safe, shows what to do.",
    "ask-first": "Lesson 01, Stay safe, shows what to ask.",
}
"""What to do about a refusal, by its code."""

ALLOWED = Permission(True, "ok")


def record_daily_check(db: sqlite3.Connection, check: DailyCheck) -> None:
    """Stores today's check. A new sign voids the screening; which sign it was is never asked nor stored."""
    if not 0 <= check.pain <= 10:
        raise Refused(f"Pain now: expected a whole number from 0 to 10; found {check.pain}.")
    db.execute(
        "INSERT INTO daily_check (at, new_signs, pain, up_an_hour) VALUES (?, ?, ?, ?)",
        (stamp(check.at), check.new_signs, check.pain, check.up_an_hour),
    )
    if check.new_signs:
        standing.void_screening(db, "new-signs", check.at)


def todays_check(db: sqlite3.Connection, course: Course, moment: datetime) -> DailyCheck | None:
    """The newest check of the same calendar day that is not older than the limit.

    New signs are answered by a new screening: after that the day's questions are asked afresh.
    """
    row = db.execute("SELECT * FROM daily_check ORDER BY id DESC LIMIT 1").fetchone()
    if row is None:
        return None
    at = datetime.fromisoformat(row["at"])
    screened = standing.screened_at(db)
    if row["new_signs"] and screened and screened >= at:
        return None
    age = moment - at
    limit = timedelta(hours=course.safety.check_valid_hours)
    if not timedelta(minutes=-5) <= age <= limit or at.date() != moment.astimezone(at.tzinfo).date():
        return None
    return DailyCheck(at, bool(row["new_signs"]), row["pain"], bool(row["up_an_hour"]))


def pain_band(course: Course, pain: int) -> PainBand:
    return next(band for band in course.safety.daily_check.pain_bands if band.low <= pain <= band.high)


def may_move(db: sqlite3.Connection, course: Course, moment: datetime) -> Permission:
    """Whether any guided session or body measure may start: screening valid, today's check fine."""
    where = standing.current(db, course, moment)
    if where.code == "emergency":
        return Permission(False, "emergency", where.sentence)
    if where.code == "ask-first-all":
        return Permission(False, "ask-first", where.sentence)
    if not where.is_valid:
        return Permission(False, "screening-needed", where.sentence)
    check = todays_check(db, course, moment)
    if check is None:
        return Permission(False, "check-needed", "First today's three quick questions, please.")
    if check.new_signs:
        return Permission(False, "screening-needed", where.sentence)
    band = pain_band(course, check.pain)
    if band.effect == "no-session":
        return Permission(False, "pain-too-high", band.say)
    return ALLOWED


def may_measure(db: sqlite3.Connection, course: Course, measure_id: str, moment: datetime) -> Permission:
    """Whether this measure may be taken now. Scales such as pain and stiffness are always open."""
    measure = course.measures[measure_id]
    if not measure.body:
        return ALLOWED
    permission = may_move(db, course, moment)
    if not permission.allowed:
        return permission
    if measure_id in standing.current(db, course, moment).measures_out:
        return Permission(False, "left-out", f"{measure.name}: left out because of your safety check.")
    if measure_id in _wait_after_stops(db, course, moment):
        return Permission(False, "after-stop", course.safety.stop.measures_wait_say)
    check = todays_check(db, course, moment)
    if measure.not_before_up_an_hour and check is not None and not check.up_an_hour:
        return Permission(False, "not-yet-up", f"{measure.name}: not before you have been up for an hour.")
    return ALLOWED


def _wait_after_stops(db: sqlite3.Connection, course: Course, moment: datetime) -> set[str]:
    rules = course.safety.stop
    waits = {answer.id: answer.measures_out for answer in rules.answers}
    found: set[str] = set()
    for stop in practice.stops_since(db, moment - timedelta(days=rules.repeated_within_days)):
        ids = waits.get(stop.answer, ())
        found |= set(course.measures) if ids == "all" else set(ids)
    return found
