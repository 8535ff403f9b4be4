"""A made-up learner of twelve weeks, so that pictures can be seen before one has data of one's own.

Made with a seed: the same seed makes the same learner. It is never stored in a journal, and whatever shows it
marks it as a sample. Its readings wobble by the published error of their measure, or by our guess where none
is published.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from random import Random

from course import log
from course.diary import Diary, Done, Session
from course.log import Record
from course.practice import Stop
from course.schema import Course, Measure, Stretch

MARK = "Sample data – not yours"
WEEKS = 12
SEED = 7
STEADY_DAYS = 13
"""Measured, and not yet stretched: what an own error is computed from."""

PAIN_EVENT_DAY = 43
AWAY = range(58, 64)
_BEGIN = datetime(2026, 3, 2, tzinfo=timezone(timedelta(hours=1)))
_GUESSED_SEM = {"knee-chest-cm": 0.7}
_STRETCHES = ("single-knee-to-chest", "supine-spinal-twist", "pelvic-tilt", "figure-four")


@dataclass
class _Pages:
    readings: dict[str, list[Record]] = field(default_factory=dict)
    sessions: list[Session] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)


def sample_diary(course: Course, seed: int = SEED) -> Diary:
    """Twelve weeks from Monday, 2 March 2026: most evenings a session, some days missed, one pain event."""
    chance, pages = Random(seed), _Pages()
    for day in range(WEEKS * 7):
        if day not in AWAY:
            _live(chance, course, day, pages)
    readings = {
        measure: tuple(sorted(found, key=lambda r: r.at)) for measure, found in pages.readings.items()
    }
    ordered = {measure: readings[measure] for measure in course.measures if measure in readings}
    return Diary(ordered, tuple(pages.sessions), tuple(pages.stops), is_sample=True)


def _live(chance: Random, course: Course, day: int, pages: _Pages) -> None:
    evening = _BEGIN + timedelta(days=day, hours=20, minutes=chance.randrange(60))
    pain, stiffness = _felt(chance, day)
    practises = day >= STEADY_DAYS and chance.random() < 0.8
    if day < STEADY_DAYS or chance.random() < 0.6:
        _measure(chance, course, day, evening - timedelta(minutes=12), pages)
    around = "before" if practises else None
    for id, value in (("pain-nrs", pain), ("stiffness-nrs", stiffness)):
        _note(pages, id, evening - timedelta(minutes=2), value, around)
    if chance.random() < 0.3:
        morning = evening.replace(hour=7)
        _note(
            pages, "stiffness-nrs", morning, _rating(stiffness + chance.choice((0, 1, 1, 2))), None, up=False
        )
    if practises:
        ended = _practise(chance, course, day, evening, pages)
        up = 2 if day == PAIN_EVENT_DAY else chance.choice((-1, 0, 0, 0, 0, 1))
        _note(pages, "pain-nrs", ended, _rating(pain + up), "after")
        _note(
            pages, "stiffness-nrs", ended, _rating(stiffness + chance.choice((-2, -1, -1, -1, 0, 0))), "after"
        )


def _felt(chance: Random, day: int) -> tuple[int, int]:
    """Pain and stiffness of an evening in points. Pain rises for some days after its event."""
    flare = max(0, 3 - (day - PAIN_EVENT_DAY) / 3) if day > PAIN_EVENT_DAY else 0
    stiff = 5.5 - 2.5 * _grown(day)
    return _rating(chance.gauss(3 - 0.8 * _grown(day) + flare, 0.8)), _rating(
        chance.gauss(stiff + flare / 3, 0.8)
    )


def _grown(day: int) -> float:
    """From 0 while nothing was stretched to 1 at the end."""
    return max(0, day - STEADY_DAYS) / (WEEKS * 7 - STEADY_DAYS)


def _rating(value: float) -> int:
    return min(max(round(value), 0), 10)


def _note(pages: _Pages, measure: str, at: datetime, value: float, around, up: bool = True) -> None:
    record = Record(at, float(value), (float(value),), None, up, around)
    pages.readings.setdefault(measure, []).append(record)


def _measure(chance: Random, course: Course, day: int, at: datetime, pages: _Pages) -> None:
    grown = _grown(day)
    for id, side, true in (
        ("knee-chest-cm", "left", 21 - 3.5 * grown),
        ("knee-chest-cm", "right", 18.5 - 1.5 * grown),
        ("sit-reach-cm", None, -4 + min(day, 2) / 2 + grown),
        ("straight-leg-raise-deg", "left", 62 + 4 * grown),
        ("straight-leg-raise-deg", "right", 66 + 3 * grown),
    ):
        measure = course.measures[id]
        trials = tuple(_trials(chance, measure, true))
        record = Record(at, log.kept_value(measure, trials), trials, side, True, "before")
        pages.readings.setdefault(id, []).append(record)


def _trials(chance: Random, measure: Measure, true: float) -> Iterator[float]:
    """The day moves all trials of a reading together; a little more comes with each."""
    sem = measure.sem.value if measure.sem else _GUESSED_SEM[measure.id]
    that_day = chance.gauss(true, sem)
    for _ in range(measure.trials):
        read = min(max(chance.gauss(that_day, sem / 3), measure.minimum), measure.maximum)
        yield measure.minimum + round((read - measure.minimum) / measure.step) * measure.step


def _practise(chance: Random, course: Course, day: int, at: datetime, pages: _Pages) -> datetime:
    """One session; returns when it ended. The pain event stops it in the twist."""
    done, stopped = [], day == PAIN_EVENT_DAY
    names = [*_STRETCHES, *(["happy-baby"] if chance.random() < 0.3 else [])]
    for name in names:
        done += _did(course.stretches[name], 1 if day < STEADY_DAYS + 7 else 2)
        if stopped and name == "supine-spinal-twist":
            pages.stops.append(Stop(at + timedelta(minutes=5), name, "sharp"))
            break
    ended = at + timedelta(minutes=5 if stopped else 2 + 2 * len(names))
    pages.sessions.append(Session(at, ended, "stopped" if stopped else "finished", tuple(done)))
    return ended + timedelta(minutes=1)


def _did(stretch: Stretch, sets: int) -> list[Done]:
    if stretch.mode == "repetitions":
        return [Done(stretch.id, side, 0, stretch.repetitions) for side in stretch.sides]
    return [Done(stretch.id, side, stretch.hold_seconds * sets) for side in stretch.sides]
