"""How much was practised: minutes a day, and minutes held a week for each stretch, side and muscle. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta

from course.diary import Session
from course.schema import Course, Side

Row = tuple[str, Side | None]
"""A stretch or muscle by id, and its side."""


def week_of(day: date) -> date:
    """The Monday of its week."""
    return day - timedelta(days=day.weekday())


def minutes_a_day(course: Course, sessions: Iterable[Session]) -> dict[date, float]:
    """Minutes held and repeated on each day with practice; a day without is not in it."""
    found: dict[date, float] = {}
    each = course.timing.repetition_seconds
    for session in sessions:
        if session.done:
            day = session.started_at.date()
            seconds = sum([done.held_seconds + done.repetitions * each for done in session.done])
            found[day] = found.get(day, 0.0) + seconds / 60
    return found


def minutes_by_stretch(course: Course, sessions: Iterable[Session]) -> dict[Row, dict[date, float]]:
    """Minutes held in each week (by its Monday), for each stretch and side that was held at all."""
    rows = {(stretch.id, side): {} for stretch in course.stretches.values() for side in stretch.sides}
    for (stretch, side, week), seconds in _held(sessions).items():
        rows.setdefault((stretch, side), {})[week] = seconds / 60
    return {row: weeks for row, weeks in rows.items() if weeks}


def minutes_by_muscle(course: Course, sessions: Sequence[Session]) -> dict[str, dict[date, float]]:
    """Minutes a side in each week for each muscle that a held stretch lengthens as a primary target.

    A side's minutes are the mean of left and right, as some stretches reach the muscle of the other side.
    """
    rows: dict[str, dict[date, float]] = {}
    lengthened = _lengthened(course)
    for (stretch, side, week), seconds in _held(sessions).items():
        minutes = seconds / 60 / (1 if side is None else 2)
        for muscle in lengthened.get(stretch, ()):
            weeks = rows.setdefault(muscle, {})
            weeks[week] = weeks.get(week, 0.0) + minutes
    return {muscle: rows[muscle] for muscle in course.muscles if muscle in rows}


def _held(sessions: Iterable[Session]) -> dict[tuple[str, Side | None, date], float]:
    """Seconds of each stretch, side and week, in the order in which they first came."""
    found: dict[tuple[str, Side | None, date], float] = {}
    for session in sessions:
        week = week_of(session.started_at.date())
        for done in session.done:
            if done.held_seconds:
                key = (done.stretch, done.side, week)
                found[key] = found.get(key, 0.0) + done.held_seconds
    return found


def _lengthened(course: Course) -> Mapping[str, tuple[str, ...]]:
    return {
        stretch.id: tuple(
            target.muscle
            for target in stretch.targets
            if target.role == "primary"
            and target.how == "lengthened"
            and course.muscles[target.muscle].kind == "muscle"
        )
        for stretch in course.stretches.values()
    }
