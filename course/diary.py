"""Readings, sessions and stops as plain data, whatever they come from, for pictures and reports."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from course import log, practice
from course.journal import Journal
from course.log import Record
from course.practice import Stop
from course.schema import Course, Side


@dataclass(frozen=True)
class Done:
    """What was held or repeated of one stretch on one side; `side` None: both at once."""

    stretch: str
    side: Side | None
    held_seconds: float
    repetitions: int = 0


@dataclass(frozen=True)
class Session:
    started_at: datetime
    ended_at: datetime
    outcome: str
    done: tuple[Done, ...] = ()

    @property
    def practised(self) -> bool:
        """Something was held or repeated in it."""
        return bool(self.done)


@dataclass(frozen=True)
class Diary:
    """All oldest first; `readings` by measure. `is_sample`: made up, to be marked so wherever it is shown."""

    readings: Mapping[str, Sequence[Record]] = field(default_factory=dict)
    sessions: Sequence[Session] = ()
    stops: Sequence[Stop] = ()
    is_sample: bool = False

    def logged(self) -> dict[str, datetime]:
        """The measures that have readings, by id, each with the moment of its newest."""
        return {measure: records[-1].at for measure, records in self.readings.items() if records}


def read_diary(db: sqlite3.Connection, course: Course, measures: Iterable[str] | None = None) -> Diary:
    """The learner's own: all sessions and stops, and the readings of these measures (of all without)."""
    wanted = log.logged(db, course) if measures is None else measures
    return Diary(
        {measure: log.records(db, course, measure) for measure in wanted},
        _sessions(db),
        practice.stops(db),
    )


class Reader:
    """Reads the diary of a journal, and again only when the journal has changed."""

    def __init__(self, journal: Journal, course: Course):
        self._journal, self._course = journal, course
        self._mark: object = None
        self._kept: dict[object, Any] = {}

    def read(self, measures: Iterable[str]) -> Diary:
        """As `read_diary`; the same object as long as nothing changes. Raises `JournalError`."""
        wanted = tuple(measures)
        return self._once(wanted, lambda db: read_diary(db, self._course, wanted))

    def logged(self) -> Mapping[str, datetime]:
        """As `log.logged`. Raises `JournalError`."""
        return self._once("logged", lambda db: log.logged(db, self._course))

    def mark(self) -> object:
        """Another one after every write: SQLite counts its transactions at byte 24 of the file."""
        file = self._journal.file
        try:
            with file.open("rb") as opened:
                opened.seek(24)
                return opened.read(4), file.stat().st_mtime_ns
        except OSError:
            return object()  # read it every time: what is wrong is told by whoever opens it

    def _once(self, key: object, read: Callable[[sqlite3.Connection], Any]) -> Any:
        mark = self.mark()
        if mark != self._mark:
            self._mark, self._kept = mark, {}
        kept = self._kept
        if key not in kept:
            with self._journal.reading() as db:
                kept[key] = read(db)
        return kept[key]


def _sessions(db: sqlite3.Connection) -> list[Session]:
    done: dict[str, list[Done]] = {}
    rows = db.execute(
        "SELECT session_id, stretch, side, held_seconds, repetitions FROM practice ORDER BY rowid"
    )
    for id, *what in map(tuple, rows):
        done.setdefault(id, []).append(Done(*what))
    rows = db.execute("SELECT id, started_at, ended_at, outcome FROM session")
    found = [
        Session(
            datetime.fromisoformat(begun), datetime.fromisoformat(ended), outcome, tuple(done.get(id, ()))
        )
        for id, begun, ended, outcome in map(tuple, rows)
    ]
    return sorted(found, key=lambda session: session.started_at)
