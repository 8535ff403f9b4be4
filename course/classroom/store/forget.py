"""Removes one person from a class store, so that no byte of them is left in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Table, delete, select

from course.classroom.store.class_csv import students_by_name, the_student
from course.classroom.store.class_store import ClassStore
from course.classroom.store.submissions import as_shown, is_there
from course.classroom.store.tables import ATTEMPT, MARK, SHARED_RECORD, STUDENT, UPLOAD

_WORDS: Mapping[str, str] = {
    "attempt": "attempts with their answers", "mark": "practical marks", "shared_record": "shared readings",
    "upload": "files noted", "student": "entry with name and accommodations",
}  # fmt: skip


@dataclass(frozen=True)
class Forgotten:
    """`removed` counts rows by table; `files` still hold the person, outside the store."""

    student: str
    removed: Mapping[str, int]
    files: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        yield f"Removed {self.student} from the class store:"
        yield from (f"  {_WORDS[table]}: {count:,}" for table, count in self.removed.items() if count)
        if self.files:
            yield "These files still hold this person, and gathering them again would bring them back:"
            yield from (f"  {as_shown(file)}" for file in self.files)
        yield "A roster or a file of marks with this person's row would bring them back as well."
        yield "Reports, gradebooks, feedback pages and copies of the store of before still hold them too."


def who_is(store: ClassStore, who: str) -> str:
    """The id of whoever has this id or name. Raises `Refused` for nobody or several, `StoreError`."""
    with store.reading() as db:
        return the_student(who, students_by_name(db))


def forget(store: ClassStore, who: str) -> Forgotten:
    """Removes whoever has this id or name. Raises `Refused` for nobody or several, `StoreError`."""
    with store.writing() as db:
        student = the_student(who, students_by_name(db))
        key = db.scalar(select(STUDENT.c.key).where(STUDENT.c.id == student))
        files = tuple(
            db.scalars(select(UPLOAD.c.file).where(UPLOAD.c.student_key == key).order_by(UPLOAD.c.file))
        )
        removed = dict(_remove(db, key))
    store.shrink()
    return Forgotten(student, removed, tuple(file for file in files if is_there(file)))


def _remove(db: Connection, key: int) -> Iterator[tuple[str, int]]:
    for table in (ATTEMPT, MARK, SHARED_RECORD, UPLOAD):
        yield table.name, _delete_of(db, table, key)
    yield STUDENT.name, db.execute(delete(STUDENT).where(STUDENT.c.key == key)).rowcount


def _delete_of(db: Connection, table: Table, key: int) -> int:
    return db.execute(delete(table).where(table.c.student_key == key)).rowcount
