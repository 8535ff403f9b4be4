"""What was logged by mistake: readings are corrected or withdrawn, and what they said before is kept.

The table `measurement` is never changed. Each change is a row of `correction`; the newest one counts, and the
view `reading` tells what each reading says now.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError

from course import log
from course.errors import Refused, first_problem
from course.journal import stamp
from course.log import Around, Record
from course.practice import EventId
from course.schema import Course, Measure, Side

if TYPE_CHECKING:
    from course.events import Event

SHOWN = 10
"""How many of the newest entries are offered for a change."""


class Corrected(BaseModel):
    """The payload of a `measured-corrected` event: what the reading says from now on, but its time."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    reading: EventId
    side: Side | None = None
    trials: list[Annotated[float, Field(strict=True)]] = Field(min_length=1, max_length=20)
    up_an_hour: StrictBool | None = None
    around: Around | None = None


class Withdrawn(BaseModel):
    """The payload of a `measured-withdrawn` event: a reading that counts no longer."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    reading: EventId


@dataclass(frozen=True)
class Correction:
    """One change of a reading. `record` is what it says since; None where it was withdrawn."""

    id: str
    reading: str
    at: datetime
    record: Record | None


@dataclass(frozen=True)
class Entry:
    """A reading as it counts now. `first` is what was first entered, where that has been corrected."""

    id: str
    record: Record
    first: Record | None = None


# --- from the browser --------------------------------------------------------------------------------------


def corrected(db: sqlite3.Connection, course: Course, event: Event) -> dict:
    """Stores what a reading should have said, by the rules for a first entry of it.

    Whether it was allowed on its day is not asked again, as it has been done. Replies with `value` (in the
    measure's unit) and `text`, a line for the person. Raises `Refused`.
    """
    if known := stored(db, event.id):  # it came in with a log's file before
        return _reply(db, course, known)
    told = _read(Corrected, event.payload)
    measure, present = _counting(db, course, told.reading)
    refuse_unfit(measure, told.side, told.trials, told.up_an_hour)
    value = log.kept_value(measure, told.trials)
    record = Record(present.at, value, tuple(told.trials), told.side, told.up_an_hour, told.around)
    if record == present:
        raise Refused(f"{measure.name}: this is what the entry says already.")
    return _changed(db, course, event, told.reading, record)


def withdrawn(db: sqlite3.Connection, course: Course, event: Event) -> dict:
    """Takes a reading out of what counts. Replies with what it said. Raises `Refused`."""
    if known := stored(db, event.id):
        return _reply(db, course, known)
    reading = _read(Withdrawn, event.payload).reading
    _counting(db, course, reading)
    return _changed(db, course, event, reading, None)


def _changed(
    db: sqlite3.Connection, course: Course, event: Event, reading: str, record: Record | None
) -> dict:
    change = Correction(event.id, reading, _after_the_last(db, reading, event.occurred_at), record)
    reply = _reply(db, course, change)
    store(db, change)
    return reply


def _reply(db: sqlite3.Connection, course: Course, change: Correction) -> dict:
    """What the reading says after the change; after a withdrawal what it said before."""
    measure, first = log.stored(db, change.reading)
    row = db.execute("SELECT * FROM reading WHERE id = ?", (change.reading,)).fetchone()
    record = change.record or (log.record_of(row) if row else first)
    return {"value": record.value, "text": log.line(log.known_measure(course, measure), record)}


def refuse_unfit(measure: Measure, side: Side | None, trials: list[float], up_an_hour: bool | None) -> None:
    """Raises `Refused` for what could not be entered as a reading of this measure either."""
    log.refuse_unfit_side(measure, side)
    log.refuse_unfit_trials(measure, trials)
    log.refuse_too_early(measure, up_an_hour)


def _read(model: type, payload: dict):
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        raise Refused(f"A change that cannot be made: {first_problem(error)}.") from error


def _counting(db: sqlite3.Connection, course: Course, id: str) -> tuple[Measure, Record]:
    """The measure of a reading, and what it says now."""
    row = db.execute("SELECT * FROM reading WHERE id = ?", (id,)).fetchone()
    if row:
        return log.known_measure(course, row["measure"]), log.record_of(row)
    if log.stored(db, id):
        raise Refused("This entry was withdrawn already.")
    raise Refused("There is no such entry in the journal.")


def _after_the_last(db: sqlite3.Connection, reading: str, moment: datetime) -> datetime:
    """The time of a change; a clock that was moved back does not put it before the one that it follows."""
    last = db.execute("SELECT at FROM newest_correction WHERE measurement_id = ?", (reading,)).fetchone()
    moment = moment.replace(microsecond=0)
    return moment if last is None else max(moment, datetime.fromisoformat(last["at"]) + timedelta(seconds=1))


# --- the table ---------------------------------------------------------------------------------------------


def store(db: sqlite3.Connection, change: Correction) -> bool:
    """Stores a change that was found to fit under its id; False where that id is known already."""
    record = change.record
    said = (None,) * 5
    if record is not None:
        said = (record.side, record.value, json.dumps(record.trials), record.up_an_hour, record.around)
    stored = db.execute(
        "INSERT OR IGNORE INTO correction (id, measurement_id, at, side, value, trials, up_an_hour, around)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (change.id, change.reading, stamp(change.at), *said),
    )
    return bool(stored.rowcount)


def stored(db: sqlite3.Connection, id: str) -> Correction | None:
    """The change of this id, if there is one."""
    row = db.execute(f"{_CHANGES} WHERE c.id = ?", (id,)).fetchone()
    return _change(row) if row else None


def history(db: sqlite3.Connection, reading: str) -> list[Correction]:
    """Every change of a reading, oldest first; what it said at first is `log.stored`."""
    rows = db.execute(f"{_CHANGES} WHERE c.measurement_id = ?", (reading,))
    return sorted(map(_change, rows), key=lambda change: (change.at, change.id))


def newest(db: sqlite3.Connection, course: Course, measure: str, count: int = SHOWN) -> list[Entry]:
    """The last entries of a measure that count, newest first. `Refused` for an unknown one."""
    log.known_measure(course, measure)
    rows = db.execute(
        "SELECT * FROM reading WHERE measure = ? ORDER BY julianday(at) DESC, id LIMIT ?", (measure, count)
    ).fetchall()
    return [Entry(row["id"], log.record_of(row), _first(db, row["id"])) for row in rows]


def _first(db: sqlite3.Connection, reading: str) -> Record | None:
    is_changed = db.execute("SELECT 1 FROM correction WHERE measurement_id = ?", (reading,)).fetchone()
    return log.stored(db, reading)[1] if is_changed else None


_CHANGES = """
    SELECT c.id, c.measurement_id, c.at AS changed_at, m.at, c.side, c.value, c.trials, c.up_an_hour, c.around
    FROM correction AS c JOIN measurement AS m ON m.id = c.measurement_id
"""


def _change(row: sqlite3.Row) -> Correction:
    record = None if row["value"] is None else log.record_of(row)
    return Correction(row["id"], row["measurement_id"], datetime.fromisoformat(row["changed_at"]), record)
