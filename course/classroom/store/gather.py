"""Gathers what a class uploaded into its store.

    gather(store, load_course(), Path("submissions.zip")).summary()

Files are told by what is in them, not by their names: one that was read before is unchanged wherever it lies
now, and only its place is noted. What cannot be taken is refused with its reason, and the rest goes on.
"""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import func, select

from course.classroom.store.class_store import ClassStore
from course.classroom.store.gather_report import GatherReport, Outcome
from course.classroom.store.keeping import Copy, Received, add_copies, keep_hand_ins
from course.classroom.store.keeping_logs import keep_log, left_to_delete
from course.classroom.store.reading import MAX_FILE_BYTES, Content
from course.classroom.store.reading_ahead import read_in_order
from course.classroom.store.regrade import Grader
from course.classroom.store.submissions import Found, NotRead, Sender, submissions
from course.classroom.store.tables import ATTEMPT, STUDENT, UPLOAD
from course.schema import Course

CLOCK_SLACK = timedelta(days=2)
"""How far a student's clock may be ahead: a file from next year would count as the newest for ever."""
BATCH_FILES = 500
BATCH_ANSWERS = 20_000


def gather(
    store: ClassStore,
    course: Course,
    where: Path,
    today: date | None = None,
    progress: Callable[[int], None] = lambda count: None,
    workers: int = 0,
) -> GatherReport:
    """Takes in a folder, a zip or a single file; `progress` is told the bytes of the disk read since.

    `workers` are processes that help with a large class (`reading_ahead.py`). Raises `PlainError` where there
    is no such folder, and `StoreError`; each batch before stays then.
    """
    gathering = _Gathering(store, course, where, today or store.today)
    files = map(gathering.looked_at, submissions(gathering.root, MAX_FILE_BYTES, progress))
    with _no_search_for_cycles(), closing(read_in_order(files, Grader(course), workers)) as outcomes:
        for file, outcome in outcomes:
            gathering.take(file, outcome)
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


class _File(NamedTuple):
    """A file whose content is read elsewhere; `reason` says why it cannot be."""

    where: str
    file: str
    sender: Sender | None = None
    sha256: str = ""
    reason: str | None = None


class _Seen(NamedTuple):
    """A file that was taken in, now or before."""

    kind: str
    student: str
    age: tuple[datetime, str]
    where: str


class _Gathering:
    """One run: what the store knew before, the batch that waits to be written, and the report."""

    def __init__(self, store: ClassStore, course: Course, where: Path, today: date):
        self.store, self.course, self.today = store, course, today
        self.root = Path(os.path.realpath(where))
        self.report = GatherReport()
        self.batch: list[Received] = []
        self.copies: list[Copy] = []
        self.answers = 0
        self.new: list[_Seen] = []
        self.senders: dict[tuple[str, str], str] = {}
        self.report.expired = store.expired + store.remove_expired(today)
        store.expired = 0  # told once
        with store.reading() as db:
            columns = (UPLOAD.c.file, UPLOAD.c.sha256, UPLOAD.c.kind, UPLOAD.c.made_at, STUDENT.c.id)
            rows = db.execute(
                select(*columns).join(STUDENT, STUDENT.c.key == UPLOAD.c.student_key)
            ).fetchall()
        self.places = {(row.file, row.sha256): row.id for row in rows}
        self.known = {row.sha256: row.id for row in rows}
        self.before = [
            _Seen(row.kind, row.id, (datetime.fromisoformat(row.made_at), row.sha256), row.file)
            for row in rows
        ]

    def looked_at(self, found: Found | NotRead) -> tuple[_File, bytes | None]:
        """The file, and its content where that is still to be read."""
        where = self._short(found.where)
        if isinstance(found, NotRead):
            return _File(where, found.where, reason=found.reason), None
        sha256 = hashlib.sha256(found.content).hexdigest()
        file = _File(where, found.where, found.sender, sha256)
        return file, None if sha256 in self.known else found.content

    def take(self, file: _File, outcome: Content | str | None) -> None:
        """One file, in its turn: refused, known already, or put into the batch."""
        if (student := self.places.get((file.file, file.sha256))) is not None:
            self._another_sender(file.sender, student)
            self.report.outcomes.append(Outcome(file.where, "unchanged", student))
        elif (student := self.known.get(file.sha256)) is not None:
            self._take_copy(file, student)
        elif isinstance(outcome, Content):
            self._take_new(file, outcome)
        else:
            self._refuse(file.where, file.reason or outcome)

    def _take_copy(self, file: _File, student: str) -> None:
        if other := self._another_sender(file.sender, student):
            self._refuse(file.where, _TWO_SENDERS.format(student, other, file.sender.name), student)
            return
        self.places[file.file, file.sha256] = student
        self.copies.append(Copy(file.file, file.sha256))
        self.report.outcomes.append(Outcome(file.where, "unchanged", student))

    def _take_new(self, file: _File, content: Content) -> None:
        if content.made_at.date() > self.today + CLOCK_SLACK:
            self._refuse(file.where, _NOT_YET.format(content.made_at, self.today), content.student)
        elif other := self._another_sender(file.sender, content.student):
            reason = _TWO_SENDERS.format(content.student, other, file.sender.name)
            self._refuse(file.where, reason, content.student)
        else:
            self._wait(Received(file.where, file.file, file.sha256, content))

    def _wait(self, one: Received) -> None:
        self.places[one.file, one.sha256] = one.student
        self.batch.append(one)
        self.answers += sum(attempt.answer_count for attempt in one.content.attempts)
        if len(self.batch) >= BATCH_FILES or self.answers >= BATCH_ANSWERS:
            self.write()

    def write(self) -> None:
        """Writes the batch in one transaction."""
        with self.store.writing() as db:
            hand_ins = [one for one in self.batch if one.content.kind == "hand-in"]
            taken = keep_hand_ins(db, hand_ins, self.report)
            add_copies(db, self.copies)
            for one in self.batch:
                if one.content.kind != "hand-in":
                    if reason := keep_log(db, one, self.today):
                        self._refuse(one.where, reason, one.student)
                    else:
                        taken.append(one)
        self.new += [_Seen(one.content.kind, one.student, one.age, one.where) for one in taken]
        self.batch, self.copies, self.answers = [], [], 0

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
        self.report.unknown_quizzes = _unknown_quizzes(self.store, self.course)
        with self.store.reading() as db:
            self.report.to_delete = left_to_delete(db, self.today)
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


def _unknown_quizzes(store: ClassStore, course: Course) -> dict[str, int]:
    """Quizzes that the course does not have, by id, with how many attempts."""
    quiz = ATTEMPT.c.quiz
    with store.reading() as db:
        rows = db.execute(select(quiz, func.count()).group_by(quiz).order_by(quiz))
        return {id: count for id, count in rows if id not in course.quizzes}
