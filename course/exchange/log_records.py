"""Makes of a row what it tells: a reading, a change of one, a session, a stop; by the rules for live ones."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from course import log, practice
from course.corrections import Correction
from course.errors import PlainError, Refused, first_problem
from course.exchange.log_cells import (
    read_number,
    read_numbers,
    read_time,
    read_whole,
    read_word,
    read_yes_no,
)
from course.exchange.log_columns import CHANGES, KINDS, MEANINGS, OUTCOMES, plain_number
from course.exchange.log_rows import Row
from course.practice import SessionEnded, StopAnswered
from course.schema import Course, Measure, Side

SAME_VALUE = 0.01
"""How far a value may be off its trials, in the measure's unit: spreadsheets round what they show."""

AHEAD = timedelta(days=3660)
"""By which a clock that is ahead may be off, where what it tells counts all the same."""

MEND_IT = "This row tells of an emergency sign: please mend it and import it."


class RefusedIn(PlainError):
    """Why a row cannot be taken in, and the column that shows it."""

    def __init__(self, column: str, reason: str):
        super().__init__(reason)
        self.column = column


@dataclass(frozen=True)
class Reading:
    id: str
    measure: str
    record: log.Record


@dataclass(frozen=True)
class Session:
    ended: SessionEnded

    @property
    def id(self) -> str:
        return self.ended.session_id


@dataclass(frozen=True)
class Stopped:
    id: str
    at: datetime
    stop: StopAnswered
    effect: str


@dataclass(frozen=True)
class Changed:
    """A reading's correction, with the measure that its row names, or its withdrawal (`measure` is None)."""

    change: Correction
    measure: str | None

    @property
    def id(self) -> str:
        return self.change.id


Entry = Reading | Changed | Session | Stopped


@dataclass(frozen=True)
class Reader:
    """Reads rows up to `moment`; what it had to assume is added to `noted`, each sentence once."""

    course: Course
    moment: datetime
    noted: dict[str, None]

    def read(self, row: Row) -> Entry:
        """What the row tells. Raises `RefusedIn`."""
        with in_column("record"):
            kind = read_word(_needed(row, "record"), KINDS)
        if kind == "measure":
            return self._reading(row)
        if kind in CHANGES:
            return self._change(row, is_withdrawn=kind == "withdrawal")
        if kind == "session":
            return self._session(row)
        try:
            return self._stop(row)
        except RefusedIn as error:
            if not self._tells_of_an_emergency(row):
                raise
            raise RefusedIn(error.column, f"{error} {MEND_IT}") from error

    def _reading(self, row: Row) -> Reading:
        id, at = _id(row), self._time(row, "at")
        with in_column("measure"):
            measure = log.known_measure(self.course, _needed(row, "measure"))
        with in_column("side"):
            side = _word(row, "side", get_args(Side))
            log.refuse_unfit_side(measure, side)
        trials = _trials(row, measure)
        value = _value(row, measure, trials)
        with in_column("up_an_hour"):
            up_an_hour = read_yes_no(row.cells["up_an_hour"]) if "up_an_hour" in row.cells else None
            log.refuse_too_early(measure, up_an_hour)
        with in_column("around"):
            around = _word(row, "around", get_args(log.Around))
        return Reading(id, measure.id, log.Record(at, value, trials, side, up_an_hour, around))

    def _change(self, row: Row, is_withdrawn: bool) -> Changed:
        id, of, at = _id(row), _id(row, "corrects"), self._time(row, "changed_at")
        if is_withdrawn:
            return Changed(Correction(id, of, at, None), None)
        reading = self._reading(row)
        return Changed(Correction(id, of, at, reading.record), reading.measure)

    def _session(self, row: Row) -> Session:
        told = {"session_id": _id(row)}
        for column in ("started_at", "ended_at"):
            told[column] = self._time(row, column)
        with in_column("outcome"):
            told["outcome"] = read_word(_needed(row, "outcome"), OUTCOMES)
        with in_column("planned_seconds"):
            told["planned_seconds"] = read_whole(_needed(row, "planned_seconds"))
        with in_column("practised"):
            told["practised"] = _json_list(row.cells.get("practised", "[]"))
        ended = _checked(SessionEnded, told | {name: row.cells.get(name) for name in ("routine", "stretch")})
        self._refuse_unknown(ended)
        with in_column("ended_at"):
            practice.refuse_backwards(ended)
        return Session(ended)

    def _refuse_unknown(self, ended: SessionEnded) -> None:
        with in_column("routine"):
            if ended.routine is not None:
                practice.refuse_unknown_routine(self.course, ended.routine)
        with in_column("stretch"):
            if ended.stretch is not None:
                practice.refuse_unknown_stretch(self.course, ended.stretch)
        with in_column("practised"):
            for one in ended.practised:
                practice.refuse_unknown_stretch(self.course, one.stretch)

    def _stop(self, row: Row) -> Stopped:
        id, at = _id(row), self._time_of_stop(row)
        told = {"session_id": _needed(row, "session"), "answer": _needed(row, "answer")}
        stop = _checked(StopAnswered, told | {"stretch": row.cells.get("stretch")})
        with in_column("stretch"):
            if stop.stretch is not None:
                practice.refuse_unknown_stretch(self.course, stop.stretch)
        with in_column("answer"):
            effect = practice.stop_effect(self.course, stop.answer)
        return Stopped(id, at, stop, effect)

    def _tells_of_an_emergency(self, row: Row) -> bool:
        try:
            return practice.stop_effect(self.course, row.cells.get("answer", "")) == "emergency"
        except Refused:
            return False

    def _time_of_stop(self, row: Row) -> datetime:
        """An emergency counts from now on where a phone's clock was ahead: it is never left out for that."""
        if not self._tells_of_an_emergency(row):
            return self._time(row, "at")
        with in_column("at"):
            told = read_time(_needed(row, "at"), self.noted, self.moment + AHEAD)
        return min(told, self.moment)

    def _time(self, row: Row, column: str) -> datetime:
        with in_column(column):
            return read_time(_needed(row, column), self.noted, self.moment)


@contextmanager
def in_column(column: str) -> Iterator[None]:
    """What is refused inside is told as being of this column."""
    try:
        yield
    except Refused as error:
        raise RefusedIn(column, str(error)) from error


def _needed(row: Row, column: str) -> str:
    if column not in row.cells:
        raise RefusedIn(column, f"is empty or missing; expected {MEANINGS[column].form}.")
    return row.cells[column]


def _id(row: Row, column: str = "id") -> str:
    id = _needed(row, column)
    try:
        return _event_id().validate_python(id)
    except ValidationError as error:
        raise RefusedIn(column, f"'{id}' is no id; expected {MEANINGS[column].form}.") from error


@cache
def _event_id() -> TypeAdapter[str]:
    return TypeAdapter(practice.EventId)


def _word(row: Row, column: str, words: tuple[str, ...]) -> Any:
    return read_word(row.cells[column], words) if column in row.cells else None


def _trials(row: Row, measure: Measure) -> tuple[float, ...]:
    column = "trials" if "trials" in row.cells else "value"
    with in_column(column):
        trials = (
            read_numbers(_needed(row, column)) if column == "trials" else (read_number(_needed(row, column)),)
        )
        log.refuse_unfit_trials(measure, trials)
    return trials


def _value(row: Row, measure: Measure, trials: tuple[float, ...]) -> float:
    """The value that the trials give; one that the row tells must agree."""
    value = log.kept_value(measure, trials)
    with in_column("value"):
        if "value" in row.cells and not abs(read_number(row.cells["value"]) - value) <= SAME_VALUE:
            expected = f"expected {plain_number(round(value, 3))}, or an empty cell"
            raise Refused(f"'{row.cells['value']}' is not what the trials give; {expected}.")
    return value


def _json_list(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(
            f"is no JSON ({type(error).__name__}); expected {MEANINGS['practised'].form}."
        ) from error
    if not isinstance(found, list):
        raise Refused(f"is not a list; expected {MEANINGS['practised'].form}.")
    return found


def _checked(model: type, told: dict[str, Any]) -> Any:
    """The row by its model. What does not fit is told by the column that it came from."""
    try:
        return model.model_validate(told)
    except ValidationError as error:
        field = str(error.errors(include_url=False)[0]["loc"][0])
        column = {"session_id": "session"}.get(field, field)
        raise RefusedIn(column, f"{first_problem(error)}; expected {MEANINGS[column].form}.") from error
