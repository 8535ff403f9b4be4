"""Checks a certificate against what its owner has handed in."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, Row, select

from course.attempts import Attempt
from course.bank import bank
from course.certificate import NotThisCertificate, compared
from course.classroom.store.answer_columns import unpacked
from course.classroom.store.class_store import ClassStore
from course.classroom.store.tables import ATTEMPT, ITEM, STUDENT
from course.quiz_results import Response, Result, result
from course.schema import Course


def check_in_store(store: ClassStore, course: Course, file: Path) -> str:
    """One sentence that its facts and what is printed agree with the store, and whose attempt it is.

    Raises `NotThisCertificate` with what does not agree, `StoreError`.
    """
    owner: list[str] = []

    def found(attempt_id: str) -> tuple[Attempt, Result] | None:
        query = select(ATTEMPT, STUDENT.c.id.label("student"), STUDENT.c.name)
        query = query.join(STUDENT, STUDENT.c.key == ATTEMPT.c.student_key)
        row = db.execute(query.where(ATTEMPT.c.id == attempt_id)).one_or_none()
        if row is None:
            return None
        owner.append(f"{row.student} ({row.name})" if row.name else row.student)
        attempt = _attempt(row)
        return attempt, _result(db, course, attempt, row.key, file)

    with store.reading() as db:
        agrees = compared(file, found, "class store")
    return f"{agrees} It was handed in by {owner[0]}; compare the name that is printed."


def _attempt(row: Row) -> Attempt:
    ended = datetime.fromisoformat(row.submitted_at) if row.submitted_at else None
    return Attempt(
        row.id, row.quiz, row.track, row.mode, tuple(json.loads(row._mapping["items"])),
        datetime.fromisoformat(row.started_at), None, ended, (), row.pass_mark,
    )  # fmt: skip


def _result(db: Connection, course: Course, attempt: Attempt, key: int, file: Path) -> Result:
    known = bank(course, "student")
    if gone := [id for id in attempt.items if id not in known]:
        raise NotThisCertificate(
            f"{file}: cannot be checked: the question {gone[0]} is no longer in this course."
        )
    items = {row.key: (row.id, row.hash) for row in db.execute(select(ITEM))}
    row = db.execute(select(ATTEMPT.c.answer_items, ATTEMPT.c.answers).where(ATTEMPT.c.key == key)).one()
    keys, found = json.loads(row.answer_items), unpacked(row.answers)
    given = [
        Response(*items[key], json.loads(response), score, raw_score, sureness)
        for key, response, score, raw_score, sureness in zip(
            keys, found.response, found.score, found.raw_score, found.sureness, strict=True
        )
    ]
    return result([known[id] for id in attempt.items], attempt.pass_mark, given)
