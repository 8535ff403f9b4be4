"""Takes a log from a CSV file into the journal: good rows stay, every other one is told with its reason.

Ids decide what is new. Whether a reading or session was allowed on its day is not asked again, as it has been
done; what a value may be is asked exactly as in the form. An emergency sign closes the course as a live one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from course import corrections, gate, log, practice, standing
from course.exchange.imported import read_bytes
from course.exchange.log_columns import COLUMNS, fills
from course.exchange.log_records import MEND_IT, Changed, Entry, Reader, Reading, RefusedIn, Session, Stopped
from course.exchange.log_rows import Problem, Row, read_table
from course.journal import Journal, now, stamp
from course.safe_text import told
from course.schema import Course

EMERGENCY = (
    "A stop with an emergency sign came in, so sessions and body measures stay closed until a clinician has "
    f"checked it. {gate.WHERE['emergency']}"
)


@dataclass
class Report:
    """What came of an import. `problems` holds every refused row, in the order of the file."""

    new: int = 0
    known: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return len(self.problems)

    def summary(self) -> str:
        """How many rows are new, known already, and refused."""
        refused = f", {self.refused:,} refused" if self.refused else ""
        return f"{self.new:,} new, {self.known:,} known already{refused}"

    def in_words(self) -> list[str]:
        """The refused rows, a line each: all of them, since each has to be mended."""
        return list(map(str, self.problems))


def import_log(journal: Journal, course: Course, file: Path, moment: datetime | None = None) -> Report:
    """Stores what is new in one transaction, and reports the rest.

    Raises `PlainError` where the file cannot be read or holds no log, and `JournalError`: nothing is stored.
    """
    table = read_table(read_bytes(file, "a log"), str(file))
    moment = moment or now()
    noted = dict.fromkeys(table.notes)
    if table.unknown:
        noted[told(f"Columns that the log does not have were left out: {', '.join(table.unknown)}.")] = None
    report = Report()
    # In a file that somebody sorted, a change may stand before its reading.
    entries = sorted(_entries(table.rows(), Reader(course, moment, noted), report), key=_is_change)
    with journal.writing() as db:
        for line, entry in entries:
            _keep(db, line, entry, moment, report)
    report.problems.sort(key=lambda problem: problem.line)
    report.notes += noted
    return report


def _is_change(entry: tuple[int, Entry]) -> bool:
    return isinstance(entry[1], Changed)


def _entries(rows: Iterable[Row | Problem], reader: Reader, report: Report) -> Iterator[tuple[int, Entry]]:
    for row in rows:
        if isinstance(row, Problem):
            report.problems.append(row)
            continue
        try:
            entry = reader.read(row)
        except RefusedIn as error:
            report.problems.append(Problem(row.line, error.column, str(error)))
            continue
        reader.noted.update(dict.fromkeys(_out_of_place(row)))
        yield row.line, entry


def _out_of_place(row: Row) -> Iterator[str]:
    """A sentence for each cell that says nothing about a record of this kind."""
    kind = row.cells["record"].casefold()
    for column in COLUMNS:
        if column in row.cells and not fills(kind, column):
            yield f"What {kind} rows have under {column} was left out: it says nothing there."


# --- into the journal --------------------------------------------------------------------------------------


def _keep(db: sqlite3.Connection, line: int, entry: Entry, moment: datetime, report: Report) -> None:
    """Stores an entry whose id is new. One whose id is known changes nothing, whatever it says."""
    if isinstance(entry, Changed) and (problem := _no_such_reading(db, line, entry)):
        report.problems.append(problem)
        return
    is_emergency = isinstance(entry, Stopped) and entry.effect == "emergency"
    if _store(db, entry):
        report.new += 1
        if is_emergency:
            _close(db, entry.at, moment, report)
        return
    there, here = _stored(db, entry), _told(entry)
    differing = [name for name in here if here[name] != there.get(name)]
    if differing:
        reason = f"'{entry.id}' is known already with another {' and '.join(differing)}; nothing was changed."
        expected = "Expected the same, or an id of its own."
        report.problems.append(
            Problem(line, "id", " ".join([reason, expected, *([MEND_IT] if is_emergency else [])]))
        )
    else:
        report.known += 1


def _no_such_reading(db: sqlite3.Connection, line: int, entry: Changed) -> Problem | None:
    """What keeps a change from being one of the reading that it names."""
    change = entry.change
    found = log.stored(db, change.reading)
    if found is None:
        expected = "expected the id of a measure row that came in before, or stands in this file"
        return Problem(line, "corrects", f"there is no reading '{change.reading}'; {expected}.")
    measure, first = found
    if change.record and entry.measure != measure:
        return Problem(line, "measure", f"'{change.reading}' is of {measure}; expected that.")
    if change.record and change.record.at != first.at:
        return Problem(line, "at", f"'{change.reading}' was taken at {stamp(first.at)}; expected that.")
    return None


def _close(db: sqlite3.Connection, at: datetime, moment: datetime, report: Report) -> None:
    """As a stop in the page does, but for a sign that a clinician has checked since."""
    if standing.is_checked(db, at):
        return
    standing.open_new_emergency(db, None, "stop-button", at)
    standing.void_screening(db, "stop-button", moment)
    if EMERGENCY not in report.notes:
        report.notes.append(EMERGENCY)


def _store(db: sqlite3.Connection, entry: Entry) -> bool:
    if isinstance(entry, Reading):
        return log.store(db, entry.id, entry.measure, entry.record)
    if isinstance(entry, Changed):
        return corrections.store(db, entry.change)
    if isinstance(entry, Session):
        return practice.store_session(db, entry.ended)
    return practice.store_stop(db, entry.id, entry.stop, entry.at)


def _stored(db: sqlite3.Connection, entry: Entry) -> Mapping[str, Any]:
    """What the journal holds under the entry's id, in the same words as `_told`."""
    if isinstance(entry, Reading):
        return _told(Reading(entry.id, *log.stored(db, entry.id)))
    if isinstance(entry, Changed):
        return _told(Changed(corrections.stored(db, entry.id), entry.measure))
    if isinstance(entry, Session):
        return _told(Session(practice.stored_session(db, entry.id)))
    at, stop = practice.stored_stop(db, entry.id)
    return _told(Stopped(entry.id, at, stop, entry.effect))


def _told(entry: Entry) -> Mapping[str, Any]:
    """What an entry says, by column. A value follows from its trials; times are told to the second."""
    if isinstance(entry, Reading):
        return {"measure": entry.measure, **_said(entry.record)}
    if isinstance(entry, Changed):
        change = entry.change
        told = {"corrects": change.reading, "changed_at": change.at, "record": change.record is None}
        return told | (_said(change.record) if change.record else {})
    if isinstance(entry, Session):
        return {name: value for name, value in dict(entry.ended).items() if name != "session_id"}
    stop = entry.stop
    return {"at": entry.at, "session": stop.session_id, "stretch": stop.stretch, "answer": stop.answer}


def _said(record: log.Record) -> Mapping[str, Any]:
    return {name: value for name, value in asdict(record).items() if name != "value"}
