"""Writes hand-ins into a class store, a batch in one transaction.

Attempts are put together by their ids: of two versions the one from the newer file stays, and what only an
older file has stays too. So the order in which files are gathered changes nothing, and no later hand-in takes
anything away. An attempt belongs to the student who handed it in first; a second one's file is refused.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Column, Connection, delete, insert, select

from course.classroom.store.class_store import insert_rows, next_key
from course.classroom.store.gather_report import Difference, GatherReport, Outcome
from course.classroom.store.reading import Content, GradedAttempt
from course.classroom.store.tables import ATTEMPT, ITEM, STUDENT, UPLOAD
from course.handing_in.shared_log import SharedLog
from course.journal import stamp

MAX_NAMED = 500
"""Ids in one query: databases take only so many."""


class Copy(NamedTuple):
    """Another place of a file that the store knows by its checksum."""

    file: str
    sha256: str


class Received(NamedTuple):
    """One file of the course. `where` is how the report names it, `file` how the store does."""

    where: str
    file: str
    sha256: str
    content: Content

    @property
    def student(self) -> str:
        return self.content.student

    @property
    def made_at(self) -> datetime:
        return self.content.made_at

    @property
    def age(self) -> tuple[datetime, str]:
        """What tells the newer of two files; of two from the same second always the same one."""
        return self.made_at, self.sha256


@dataclass
class _Version:
    """The newest known version of an attempt: in the store under `key`, or in a file of this batch."""

    student: str
    age: tuple[datetime, str]
    key: int | None = None
    source: tuple[Received, GradedAttempt] | None = None


def keep_hand_ins(db: Connection, batch: Sequence[Received], report: GatherReport) -> list[Received]:
    """Writes what is new of a batch and returns the files that were taken; the others stand in the report."""
    known = _known_attempts(db, {attempt.id for one in batch for attempt in one.content.attempts})
    taken = [one for one in batch if _claim(one, known, report)]
    report.unscored.update({one.where: one.content.unscored for one in taken if one.content.unscored})
    keys = student_keys(db, {one.student for one in taken})
    add_uploads(db, taken, keys)
    changed = {id: version for id, version in known.items() if version.source}
    _delete(db, [version.key for version in changed.values() if version.key is not None])
    _insert(db, changed, keys, report)
    return taken


def student_keys(db: Connection, students: Collection[str]) -> dict[str, int]:
    """The key of each student; whoever is not there yet gets a row."""
    found = _lookup(db, STUDENT.c.id, sorted(students), STUDENT.c.id, STUDENT.c.key)
    keys = {row.id: row.key for row in found}
    new = sorted(set(students) - set(keys))
    keys |= {id: key for key, id in enumerate(new, next_key(db, STUDENT))}
    if new:
        db.execute(insert(STUDENT), [{"key": keys[id], "id": id, "in_roster": False} for id in new])
    return keys


def add_uploads(db: Connection, taken: Sequence[Received], keys: Mapping[str, int]) -> None:
    """Notes which files were read, so that the same file is known again, and can be named when a person is
    to be forgotten."""
    rows = [
        (
            key, keys[one.student], one.file, one.sha256, one.content.kind, stamp(one.made_at),
            one.content.course_version, _last_day(one),
        )
        for key, one in enumerate(taken, next_key(db, UPLOAD))
    ]  # fmt: skip
    insert_rows(db, UPLOAD, rows)


def add_copies(db: Connection, copies: Sequence[Copy]) -> None:
    """Notes where else known files lie, so that each place can be named."""
    found = _lookup(db, UPLOAD.c.sha256, [copy.sha256 for copy in copies], *UPLOAD.c)
    known = {row.sha256: row for row in found}
    rows = [
        (key, row.student_key, copy.file, *row[3:])
        for key, copy in enumerate(copies, next_key(db, UPLOAD))
        if (row := known.get(copy.sha256))
    ]
    insert_rows(db, UPLOAD, rows)


def _last_day(one: Received) -> str | None:
    return one.content.log.keep_until.isoformat() if isinstance(one.content.log, SharedLog) else None


def _lookup(db: Connection, column: Column, values: Sequence[Any], *wanted: Column) -> Iterator[Any]:
    for start in range(0, len(values), MAX_NAMED):
        yield from db.execute(select(*wanted).where(column.in_(values[start : start + MAX_NAMED])))


# --- which version counts ----------------------------------------------------------------------------------


def _known_attempts(db: Connection, ids: Collection[str]) -> dict[str, _Version]:
    columns = (ATTEMPT.c.id, ATTEMPT.c.key, ATTEMPT.c.student_key, ATTEMPT.c.made_at, ATTEMPT.c.sha256)
    rows = list(_lookup(db, ATTEMPT.c.id, sorted(ids), *columns))
    owners = sorted({row.student_key for row in rows})
    names = {row.key: row.id for row in _lookup(db, STUDENT.c.key, owners, STUDENT.c.key, STUDENT.c.id)}
    return {
        row.id: _Version(names[row.student_key], (datetime.fromisoformat(row.made_at), row.sha256), row.key)
        for row in rows
    }


def _claim(one: Received, known: dict[str, _Version], report: GatherReport) -> bool:
    """Whether the file may be taken: no attempt in it is another student's. Takes the newer versions."""
    for attempt in one.content.attempts:
        version = known.get(attempt.id)
        if version and version.student != one.student:
            report.outcomes.append(
                Outcome(
                    one.where, "refused", one.student,
                    f"holds attempt {attempt.id}, which {version.student} has handed in already; "
                    "expected attempts of one student alone. Ask both",
                )
            )  # fmt: skip
            return False
    for attempt in one.content.attempts:
        version = known.setdefault(attempt.id, _Version(one.student, one.age, None, (one, attempt)))
        if one.age > version.age:
            version.age, version.source = one.age, (one, attempt)
    return True


# --- rows --------------------------------------------------------------------------------------------------


def _delete(db: Connection, keys: Sequence[int]) -> None:
    for start in range(0, len(keys), MAX_NAMED):
        db.execute(delete(ATTEMPT).where(ATTEMPT.c.key.in_(keys[start : start + MAX_NAMED])))


def _insert(
    db: Connection, changed: Mapping[str, _Version], keys: Mapping[str, int], report: GatherReport
) -> None:
    attempts: list[tuple] = []
    items = _ItemKeys(db)
    for key, version in enumerate(changed.values(), next_key(db, ATTEMPT)):
        one, attempt = version.source
        _tell(one, attempt, report)
        made = stamp(one.made_at), one.sha256
        of_items = json.dumps(list(map(items.__getitem__, attempt.items)))
        attempts.append(
            (key, attempt.id, keys[one.student], *made, *attempt.facts, of_items, attempt.answers)
        )
    insert_rows(db, ITEM, items.new_rows())
    insert_rows(db, ATTEMPT, attempts)


class _ItemKeys(dict[tuple[str, str], int]):
    """The key of each item as it was asked, by its id and hash; one that is not there yet gets the next."""

    def __init__(self, db: Connection):
        super().__init__(
            {(row.id, row.hash): row.key for row in db.execute(select(ITEM.c.id, ITEM.c.hash, ITEM.c.key))}
        )
        self._known = len(self)

    def __missing__(self, item: tuple[str, str]) -> int:
        self[item] = key = len(self) + 1
        return key

    def new_rows(self) -> list[tuple[int, str, str]]:
        return [(key, id, hash) for (id, hash), key in list(self.items())[self._known :]]


def _tell(one: Received, attempt: GradedAttempt, report: GatherReport) -> None:
    """What the report says of an attempt that goes into the store."""
    if attempt.ungraded:
        report.ungraded[one.where] += attempt.ungraded
    for what, in_file, ours in attempt.differences:
        report.differ(Difference(one.where, one.student, attempt.id, what, in_file, ours))
