"""The flexibility log: what may be measured now, what goes in, and what comes out again."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import fmean
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StrictBool, ValidationError

from course import gate
from course.errors import Refused, first_problem
from course.journal import Journal, stamp
from course.schema import Course, Measure, Side

if TYPE_CHECKING:
    from course.events import Event

Around = Literal["before", "after"]
CLOCK_SLACK = timedelta(minutes=5)
CHECK_HELPS = {"check-needed", "pain-too-high", "not-yet-up"}


class Measured(BaseModel):
    """The payload of a `measured` event: one measure, of one side where it has two, all its trials."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    measure: str = Field(max_length=64)
    side: Side | None = None
    trials: list[Annotated[float, Field(strict=True)]] = Field(min_length=1, max_length=20)
    up_an_hour: StrictBool | None = None
    around: Around | None = None
    measured_at: AwareDatetime | None = None
    """When it was read, if not when it was entered."""
    in_class: StrictBool = False
    """Taken in a class with a partner, which some measures ask for."""


@dataclass(frozen=True)
class Record:
    """One stored reading. `value` and `trials` are in the measure's unit; None stands for 'not noted'."""

    at: datetime
    value: float
    trials: tuple[float, ...]
    side: Side | None = None
    up_an_hour: bool | None = None
    around: Around | None = None


@dataclass(frozen=True)
class Offer:
    """What may be measured at one moment.

    `left_out` has a sentence for each reason why something is not, `check_helps` tells whether answering
    today's three questions could change that, `up_an_hour` is True once they were answered so, for as long as
    no nap can have come between.
    """

    measures: tuple[Measure, ...]
    left_out: tuple[str, ...]
    check_helps: bool = False
    up_an_hour: bool | None = None


# --- going in ----------------------------------------------------------------------------------------------


def measured(db: sqlite3.Connection, course: Course, event: Event) -> dict:
    """Stores one reading. Replies with `value` (in the measure's unit) and `text`, a line for the person;
    with `say` too where there is something to be said about so high a value.

    Raises `Refused` with the reason, and with the accepted range and step where a number does not fit.
    """
    entry = _read(event.payload)
    measure = known_measure(course, entry.measure)
    at = entry.measured_at or event.occurred_at
    if at > event.occurred_at + CLOCK_SLACK:
        raise Refused(f"{measure.name}: the time {stamp(at)} has not come yet.")
    refuse_unfit_side(measure, entry.side)
    refuse_unfit_trials(measure, entry.trials)
    _refuse_not_allowed(db, course, measure, entry, event.occurred_at)
    record = _as_record(entry, at, kept_value(measure, entry.trials))
    store(db, event.id, measure.id, record)
    reply = {"value": record.value, "text": line(measure, record)}
    above = measure.said_above
    return reply | {"say": above.text} if above and record.value > above.value else reply


def kept_value(measure: Measure, trials: Sequence[float]) -> float:
    """The one number that the trials give, as the measure's protocol says: mean, best or only one."""
    if measure.keep == "mean":
        return fmean(trials)
    return max(trials) if measure.better == "higher" else min(trials)


def _read(payload: dict) -> Measured:
    try:
        return Measured.model_validate(payload)
    except ValidationError as error:
        raise Refused(f"A reading that cannot be taken: {first_problem(error)}.") from error


def known_measure(course: Course, id: str) -> Measure:
    """The measure of this id. Raises `Refused`."""
    if id not in course.measures:
        raise Refused(f"There is no measure '{id}'; there are {', '.join(course.measures)}.")
    return course.measures[id]


def refuse_unfit_side(measure: Measure, side: Side | None) -> None:
    """Raises `Refused` where a side is missing, or there is none to name."""
    if measure.two_sided and side is None:
        raise Refused(f"{measure.name} is taken on one side at a time: left or right?")
    if not measure.two_sided and side is not None:
        raise Refused(f"{measure.name} has no left and right.")


def refuse_unfit_trials(measure: Measure, trials: Sequence[float]) -> None:
    """Raises `Refused` for too many trials, and for one outside the measure's range or between two steps."""
    if len(trials) > measure.trials:
        raise Refused(f"{measure.name} takes at most {_trials(measure)}; found {len(trials)}.")
    for trial in trials:
        problem = _problem(measure, trial)
        if problem:
            raise Refused(f"{number(trial, 3)} {problem}: {measure.name} takes {accepted(measure)}.")


def refuse_too_early(measure: Measure, up_an_hour: bool | None) -> None:
    """Raises `Refused` for a bend of the back that nobody said was taken after an hour out of bed."""
    if measure.not_before_up_an_hour and up_an_hour is not True:
        raise Refused(f"{measure.name} waits until you have been up and about for an hour or more.")


def _problem(measure: Measure, trial: float) -> str | None:
    if not math.isfinite(trial):
        return "is not a number that can be measured"
    if not measure.minimum <= trial <= measure.maximum:
        return "is outside the range"
    if not on_step(measure, trial):
        return "lies between two steps"
    return None


def on_step(measure: Measure, value: float) -> bool:
    steps = (value - measure.minimum) / measure.step
    return math.isclose(steps, round(steps), rel_tol=0, abs_tol=1e-6)


def _refuse_not_allowed(db, course: Course, measure: Measure, entry: Measured, moment: datetime) -> None:
    if measure.class_only and not entry.in_class:
        raise Refused(f"{measure.name} is taken in a class, with a partner; it is not for measuring alone.")
    if not measure.body:
        return
    permission = gate.may_measure(db, course, measure.id, moment)
    if not permission.allowed:
        raise Refused(permission.reason)
    refuse_too_early(measure, entry.up_an_hour)


def _as_record(entry: Measured, at: datetime, value: float) -> Record:
    return Record(at, value, tuple(entry.trials), entry.side, entry.up_an_hour, entry.around)


def store(db: sqlite3.Connection, id: str, measure: str, record: Record) -> bool:
    """Stores a reading that was found to fit under its id; False where that id is known already."""
    stored = db.execute(
        "INSERT OR IGNORE INTO measurement (id, at, measure, side, value, trials, up_an_hour, around)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            id,
            stamp(record.at),
            measure,
            record.side,
            record.value,
            json.dumps(record.trials),
            record.up_an_hour,
            record.around,
        ),
    )
    return bool(stored.rowcount)


def stored(db: sqlite3.Connection, id: str) -> tuple[str, Record] | None:
    """The measure and the reading of this id as it was first entered, if there is one."""
    row = db.execute("SELECT * FROM measurement WHERE id = ?", (id,)).fetchone()
    return (row["measure"], record_of(row)) if row else None


# --- what may be measured now ------------------------------------------------------------------------------


def offer(db: sqlite3.Connection, course: Course, moment: datetime, in_class: bool = False) -> Offer:
    """The measures that `measured` would accept at `moment`, and a sentence about those that wait."""
    offered, waiting = [], {}
    for measure in course.measures.values():
        if measure.class_only and not in_class:
            continue
        permission = gate.may_measure(db, course, measure.id, moment) if measure.body else None
        if permission is None or permission.allowed:
            offered.append(measure)
        else:
            waiting.setdefault(permission.code, (permission.reason, []))[1].append(measure.name)
    check = gate.todays_check(db, course, moment)
    nap = timedelta(minutes=course.safety.daily_check.nap_minutes)
    return Offer(
        tuple(offered),
        tuple(_why_not(code, reason, names) for code, (reason, names) in waiting.items()),
        not CHECK_HELPS.isdisjoint(waiting),
        True if check and check.up_an_hour and moment - check.at <= nap else None,
    )


def _why_not(code: gate.Code, reason: str, names: list[str]) -> str:
    those = ", ".join(names)
    if code == "left-out":
        return f"Left out because of your safety check: {those}."
    if code == "not-yet-up":
        return f"Not before you have been up for an hour: {those}. Answer the three questions again then."
    return " ".join(filter(None, [reason, gate.WHERE.get(code), f"Until then these wait: {those}."]))


# --- coming out --------------------------------------------------------------------------------------------


def records(
    source: Journal | sqlite3.Connection, course: Course, measure: str, side: Side | None = None
) -> list[Record]:
    """What the readings of a measure say now, oldest first; of one side, or of all. `Refused` if unknown.

    A corrected one has its newest values and the time at which it was taken; a withdrawn one is left out.
    """
    if isinstance(source, Journal):
        with source.reading() as db:
            return records(db, course, measure, side)
    known_measure(course, measure)
    rows = source.execute("SELECT * FROM reading WHERE measure = ?", (measure,))
    found = [record_of(row) for row in rows if side is None or row["side"] == side]
    return sorted(found, key=lambda record: record.at)


def logged(source: Journal | sqlite3.Connection, course: Course) -> dict[str, datetime]:
    """The measures that have readings, by id, each with the moment of its newest."""
    if isinstance(source, Journal):
        with source.reading() as db:
            return logged(db, course)
    rows = source.execute("SELECT measure, at, max(julianday(at)) FROM reading GROUP BY measure")
    return {
        row["measure"]: datetime.fromisoformat(row["at"]) for row in rows if row["measure"] in course.measures
    }


def record_of(row: sqlite3.Row) -> Record:
    """The reading in a row with the columns of `measurement`."""
    return Record(
        at=datetime.fromisoformat(row["at"]),
        value=row["value"],
        trials=tuple(json.loads(row["trials"])),
        side=row["side"],
        up_an_hour=None if row["up_an_hour"] is None else bool(row["up_an_hour"]),
        around=row["around"],
    )


# --- in words ----------------------------------------------------------------------------------------------


def number(value: float, decimals: int) -> str:
    """At most so many decimals, without trailing zeros, with a true minus: −3.5."""
    if not abs(value) < 1e6:
        return f"{value:g}".replace("-", "−")
    text = f"{value:.{decimals}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text.replace("-", "−")


def amount(measure: Measure, value: float) -> str:
    """A value with its unit: `34.5 cm`, `7°`, `6 out of 10`."""
    return f"{number(value, _decimals(measure))}{unit_after(measure)}"


def _decimals(measure: Measure) -> int:
    """As its step has, and at least one: the mean of trials may lie between steps."""
    return max(1, len(f"{measure.step:g}".partition(".")[2]))


def line(measure: Measure, record: Record) -> str:
    """A reading in a few words, by the clock of its day: `34.5 cm, left, 08:12`."""
    return ", ".join(filter(None, [amount(measure, record.value), record.side, f"{record.at:%H:%M}"]))


def unit_after(measure: Measure) -> str:
    """What stands behind a number of this measure, with its space."""
    if is_scale(measure):
        return f" out of {measure.maximum:g}"
    return measure.unit if measure.unit == "°" else f" {measure.unit}"


def is_scale(measure: Measure) -> bool:
    """A rating in whole points, such as pain from 0 to 10."""
    return measure.unit == f"{measure.minimum:g}–{measure.maximum:g}"


def difference(measure: Measure, value: float) -> str:
    """A difference of two values, with its unit: `4 cm`, `2.8 points`, `1 point`."""
    if is_scale(measure):
        points = number(value, 1)
        return f"{points} point{'' if points == '1' else 's'}"
    return amount(measure, value)


def span(measure: Measure, low: float, high: float) -> str:
    """`0 to 60 cm`; `0 to 10`."""
    unit = "" if is_scale(measure) else unit_after(measure)
    return f"{number(low, _decimals(measure))} to {number(high, _decimals(measure))}{unit}"


def accepted(measure: Measure) -> str:
    """The range and step that the log takes: `0 to 60 cm, in steps of 0.5`."""
    step = "whole numbers" if measure.step == 1 else f"in steps of {measure.step:g}"
    return f"{span(measure, measure.minimum, measure.maximum)}, {step}"


def direction(measure: Measure) -> str:
    """What a higher or lower value means. Body measures speak of range: more of it is not everyone's aim."""
    return f"{measure.better} = {'more range' if measure.body else 'better'}"


def _trials(measure: Measure) -> str:
    return "one trial" if measure.trials == 1 else f"{measure.trials} trials"
