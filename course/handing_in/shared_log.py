"""A part of the learner's log for the class: a file of its own, by its own consent, on which no mark depends.

The learner chooses which measures go in, and until when they may be kept. Withdrawing removes the file where
it still lies and makes a notice, which `gather` obeys.
"""

from __future__ import annotations

import calendar
import sqlite3
from collections.abc import Collection
from datetime import date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

from msgspec import Meta

from course import log
from course.errors import PlainError
from course.handing_in.sealed_file import (
    COURSE,
    Headed,
    Moment,
    Name,
    Sha256,
    Strict,
    Version,
    as_bytes,
    check_moment,
    seal,
    unseal,
)
from course.handing_in.student_name import Student, as_student, check_student, file_stem
from course.journal import now
from course.schema import Course, Side

ENDING = ".sharedlog.json"
WITHDRAWN_ENDING = ".withdrawn.json"
USUAL_MONTHS = 12
MOST_MONTHS = 24
MAX_FILE_BYTES = 4_000_000
MAX_RECORDS = 10_000
MAX_TRIALS = 20

Value = Annotated[float, Meta(ge=-1e6, le=1e6)]


class SharedRecord(Strict, kw_only=True):
    """One reading as it counts now; `value` and `trials` in the measure's unit."""

    measure: Name
    side: Side | None = None
    at: Moment
    value: Value
    trials: Annotated[tuple[Value, ...], Meta(min_length=1, max_length=MAX_TRIALS)]
    up_an_hour: bool | None = None


class SharedLog(Headed, kw_only=True, tag="bedstretch-shared-log"):
    """The whole file. `keep_until` is the last day on which anybody may hold the records."""

    course_version: Version
    student: Student
    consented_at: Moment
    keep_until: date
    records: Annotated[tuple[SharedRecord, ...], Meta(max_length=MAX_RECORDS)]
    checksum: Sha256

    def __post_init__(self) -> None:
        check_student(self.student)
        check_moment("consented_at", self.consented_at)
        for place, record in enumerate(self.records):
            check_moment(f"records.{place}.at", record.at)
        given = self.consented_at.date()
        if not given <= self.keep_until <= latest(given):
            raise ValueError(f"keep_until: expected {given} to {latest(given)}; found {self.keep_until}")


class Withdrawal(Headed, kw_only=True, tag="bedstretch-log-withdrawn"):
    """The notice that a student's shared logs of before `withdrawn_at` are to be removed."""

    student: Student
    withdrawn_at: Moment
    checksum: Sha256

    def __post_init__(self) -> None:
        check_student(self.student)
        check_moment("withdrawn_at", self.withdrawn_at)


def usual_end(given: date) -> date:
    """Until when a log is kept where no other day is picked: the end of the twelfth month from now."""
    later = _months_after(given, USUAL_MONTHS)
    return later.replace(day=calendar.monthrange(later.year, later.month)[1])


def latest(given: date) -> date:
    """The last day that may be picked."""
    return _months_after(given, MOST_MONTHS)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# --- written -----------------------------------------------------------------------------------------------


def build(
    db: sqlite3.Connection,
    course: Course,
    student: str,
    measures: Collection[str],
    keep_until: date | None = None,
    consented_at: datetime | None = None,
) -> SharedLog:
    """The readings of these measures as they count now, oldest first.

    Raises `Refused` for a measure that the course does not have, `PlainError` for a name that is none, for a
    day too late, and where nothing is chosen.
    """
    if not measures:
        raise PlainError("No measure is chosen: nothing to share.")
    chosen = [id for id in course.measures if id in measures]
    for id in measures:
        log.known_measure(course, id)
    found = (_record(id, one) for id in chosen for one in log.records(db, course, id))
    moment = consented_at or now()
    records = tuple(sorted(found, key=lambda record: record.at))
    return shared_log_of(as_student(student), records, moment, keep_until or usual_end(moment.date()))


def shared_log_of(
    student: str, records: tuple[SharedRecord, ...], consented_at: datetime, keep_until: date
) -> SharedLog:
    """The file's content, sealed. Raises `PlainError` for what does not fit."""
    try:
        return seal(
            SharedLog,
            course_version=version("bedstretch"),
            student=student,
            consented_at=consented_at.replace(microsecond=0),
            keep_until=keep_until,
            records=records,
        )
    except ValueError as error:
        raise PlainError(f"This log cannot be shared: {error}.") from error


def _record(measure: str, one: log.Record) -> SharedRecord:
    return SharedRecord(
        measure=measure,
        side=one.side,
        at=one.at,
        value=one.value,
        trials=one.trials,
        up_an_hour=one.up_an_hour,
    )


def withdrawal_of(student: str, withdrawn_at: datetime | None = None) -> Withdrawal:
    """The notice, sealed."""
    moment = (withdrawn_at or now()).replace(microsecond=0)
    return seal(Withdrawal, student=as_student(student), withdrawn_at=moment)


def write(content: SharedLog | Withdrawal) -> bytes:
    """The file."""
    return as_bytes(content)


def file_name(student: str) -> str:
    """What the file is called: `bedstretch-<student>.sharedlog.json`."""
    return f"{COURSE}-{file_stem(student)}{ENDING}"


def withdrawn_file_name(student: str) -> str:
    """What the notice is called: `bedstretch-<student>.withdrawn.json`."""
    return f"{COURSE}-{file_stem(student)}{WITHDRAWN_ENDING}"


def remove_file(file: Path) -> bool:
    """Removes a file; False where there is none. Raises `PlainError`."""
    try:
        file.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise PlainError(f"{file}: cannot be removed ({error.strerror}); remove it yourself.") from error
    return True


# --- read --------------------------------------------------------------------------------------------------


def read(data: bytes) -> SharedLog:
    """The content of a shared log. Raises `PlainError` with where, what and what was expected."""
    return unseal(data, SharedLog, MAX_FILE_BYTES)


def read_withdrawal(data: bytes) -> Withdrawal:
    """The content of a notice. Raises `PlainError` with where, what and what was expected."""
    return unseal(data, Withdrawal, MAX_FILE_BYTES)
