"""Gathers what a class uploaded into its store.

    gather(store, load_course(), Path("submissions.zip")).summary()

Files are told by what is in them, not by their names. The same folder a second time changes nothing. What
cannot be taken is refused with its reason, and the rest goes on.
"""

from __future__ import annotations

import gc
import hashlib
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from course.classroom.files import hand_in, shared_log
from course.classroom.store.class_store import ClassStore
from course.classroom.store.gather_report import GatherReport, Outcome
from course.classroom.store.keeping import Received, keep_hand_ins
from course.classroom.store.keeping_logs import keep_log, remove_expired
from course.classroom.store.regrade import Grader
from course.classroom.store.submissions import EXPECTED, Found, NotRead, Sender, submissions
from course.classroom.store.tables import STUDENT, UPLOAD
from course.errors import PlainError
from course.journal import now
from course.schema import Course

MAX_FILE_BYTES = max(hand_in.MAX_FILE_BYTES, shared_log.MAX_FILE_BYTES)
CLOCK_SLACK = timedelta(days=2)
"""How far a student's clock may be ahead: a file from next year would count as the newest for ever."""
BATCH_FILES = 500
BATCH_ANSWERS = 20_000

_FORMAT = re.compile(rb'"format"\s*:\s*"([a-z-]{1,40})"')
_READERS: dict[bytes, tuple[str, Callable]] = {
    b"bedstretch-hand-in": ("hand-in", hand_in.read),
    b"bedstretch-shared-log": ("shared-log", shared_log.read),
    b"bedstretch-log-withdrawn": ("withdrawal", shared_log.read_withdrawal),
}
_MADE_AT = {"hand-in": "made_at", "shared-log": "consented_at", "withdrawal": "withdrawn_at"}


def gather(
    store: ClassStore,
    course: Course,
    where: Path,
    today: date | None = None,
    progress: Callable[[int], None] = lambda count: None,
) -> GatherReport:
    """Takes in a folder, a zip or a single file; `progress` is told the bytes of the disk read since.

    Raises `PlainError` where there is no such folder, and `StoreError`; each batch before stays then.
    """
    gathering = _Gathering(store, course, where, today or now().date())
    with _no_search_for_cycles():
        for found in submissions(gathering.root, MAX_FILE_BYTES, progress):
            gathering.take(found)
        gathering.write()
    return gathering.reported()


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Hand-ins refer to nothing that refers back, so they go without it; for a large class the search took a
    third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class _Seen(NamedTuple):
    """A file that was taken in, now or before."""

    kind: str
    student: str
    age: tuple[datetime, str]
    where: str


class _Gathering:
    """One run: what the store knew before, the batch that waits to be written, and the report."""

    def __init__(self, store: ClassStore, course: Course, where: Path, today: date):
        self.store, self.today, self.grader = store, today, Grader(course)
        self.root = where.absolute()
        self.report = GatherReport()
        self.batch: list[Received] = []
        self.answers = 0
        self.new: list[_Seen] = []
        self.senders: dict[tuple[str, str], str] = {}
        with store.writing() as db:
            self.report.expired = remove_expired(db, today)
        with store.reading() as db:
            columns = (UPLOAD.c.file, UPLOAD.c.sha256, UPLOAD.c.kind, UPLOAD.c.made_at, STUDENT.c.id)
            rows = db.execute(
                select(*columns).join(STUDENT, STUDENT.c.key == UPLOAD.c.student_key)
            ).fetchall()
        self.known = {(row.file, row.sha256): row.id for row in rows}
        self.before = [
            _Seen(row.kind, row.id, (datetime.fromisoformat(row.made_at), row.sha256), row.file)
            for row in rows
        ]

    def take(self, found: Found | NotRead) -> None:
        """One file: refused, known already, or put into the batch."""
        where = self._short(found.where)
        if isinstance(found, NotRead):
            self._refuse(where, found.reason)
            return
        sha256 = hashlib.sha256(found.content).hexdigest()
        student = self.known.get((found.where, sha256))
        if student is not None:
            self._another_sender(found.sender, student)
            self.report.outcomes.append(Outcome(where, "unchanged", student))
            return
        try:
            one = _received(where, found, sha256)
        except PlainError as error:
            self._refuse(where, str(error))
            return
        if one.made_at.date() > self.today + CLOCK_SLACK:
            self._refuse(where, _NOT_YET.format(one.made_at, self.today), one.student)
            return
        if other := self._another_sender(found.sender, one.student):
            self._refuse(where, _TWO_SENDERS.format(one.student, other, found.sender.name), one.student)
            return
        self.known[found.where, sha256] = one.student
        self.batch.append(one)
        self.answers += sum(len(attempt.answers) for attempt in getattr(one.content, "attempts", ()))
        if len(self.batch) >= BATCH_FILES or self.answers >= BATCH_ANSWERS:
            self.write()

    def write(self) -> None:
        """Writes the batch in one transaction."""
        taken: list[Received] = []
        with self.store.writing() as db:
            hand_ins = [one for one in self.batch if one.kind == "hand-in"]
            taken += keep_hand_ins(db, hand_ins, self.grader, self.report)
            for one in self.batch:
                if one.kind != "hand-in":
                    if reason := keep_log(db, one, self.today):
                        self._refuse(one.where, reason, one.student)
                    else:
                        taken.append(one)
        self.new += [_Seen(one.kind, one.student, one.age, one.where) for one in taken]
        self.batch, self.answers = [], 0

    def reported(self) -> GatherReport:
        """The report, once all is written: of each student the newest file counts."""
        newest: dict[tuple[str, str], _Seen] = {}
        for seen in (*self.before, *self.new):
            best = newest.setdefault((seen.kind, seen.student), seen)
            if seen.age > best.age:
                newest[seen.kind, seen.student] = seen
        had = {(seen.kind, seen.student) for seen in self.before}
        for seen in self.new:
            self.report.outcomes.append(self._outcome(seen, newest[seen.kind, seen.student], had))
        self.report.not_in_roster = _not_in_roster(self.store)
        return self.report

    def _outcome(self, seen: _Seen, best: _Seen, had: set[tuple[str, str]]) -> Outcome:
        if seen is best or seen.kind == "withdrawal":
            what = "updated" if (seen.kind, seen.student) in had else "read"
            return Outcome(seen.where, what, seen.student)
        how = "the same as" if seen.age == best.age else "older than"
        return Outcome(seen.where, "superseded", seen.student, f"{how} {self._short(best.where)}")

    def _refuse(self, where: str, reason: str, student: str | None = None) -> None:
        self.report.outcomes.append(Outcome(where, "refused", student, reason))

    def _another_sender(self, sender: Sender | None, student: str) -> str | None:
        """Who else has handed in under this pseudonym in the same download: two persons, perhaps."""
        if sender is None:
            return None
        other = self.senders.setdefault((sender.download, student), sender.name)
        return other if other != sender.name else None

    def _short(self, where: str) -> str:
        folder = self.root if self.root.is_dir() else self.root.parent
        return where.removeprefix(f"{folder}{os.sep}")


_NOT_YET = (
    "was made on {0:%Y-%m-%d} by its own clock; expected a day up to {1}. Hand in again with the clock set"
)
_TWO_SENDERS = (
    "is handed in as {0} by two senders, {1} and {2}; expected one. Ask both; `class forget` takes out "
    "what was read"
)


def _received(where: str, found: Found, sha256: str) -> Received:
    """The file's content. Raises `PlainError` where it is none of the course's, or not whole."""
    kind, read = _READERS.get(_format(found.content), ("", None))
    if read is None:
        raise PlainError(f"is no file of the course; {EXPECTED}")
    content = read(found.content)
    made_at = getattr(content, _MADE_AT[kind]).replace(microsecond=0)
    return Received(where, found.where, sha256, kind, content.student, made_at, content)


def _format(content: bytes) -> bytes:
    told_format = _FORMAT.search(content[:1000])
    return told_format[1] if told_format else b""


def _not_in_roster(store: ClassStore) -> tuple[str, ...]:
    """Who handed in without being in the roster; nobody where there is no roster."""
    with store.reading() as db:
        rows = db.execute(
            select(STUDENT.c.id, STUDENT.c.in_roster, UPLOAD.c.key)
            .outerjoin(UPLOAD, UPLOAD.c.student_key == STUDENT.c.key)
            .order_by(STUDENT.c.id)
        ).fetchall()
    if not any(row.in_roster for row in rows):
        return ()
    return tuple(dict.fromkeys(row.id for row in rows if not row.in_roster and row.key is not None))
