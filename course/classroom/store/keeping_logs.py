"""Writes shared logs into a class store, as far and as long as their students consent.

The newest log of a student takes the place of all before. After a withdrawal nothing that was shared before
it comes in again; past its last day a log is neither kept nor read.
"""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import Connection, delete, select, update

from course.classroom.files.shared_log import SharedLog
from course.classroom.store.class_store import insert_rows
from course.classroom.store.keeping import Received, add_uploads, student_keys
from course.classroom.store.tables import SHARED_RECORD, STUDENT, UPLOAD
from course.journal import stamp


def keep_log(db: Connection, one: Received, today: date) -> str | None:
    """Takes in one shared log or withdrawal; returns why it is refused, or None."""
    if isinstance(one.content, SharedLog):
        return _keep_shared(db, one, one.content, today)
    keys = student_keys(db, {one.student})
    key = keys[one.student]
    before = _withdrawn_at(db, one.student)
    if before is None or one.made_at > before:
        db.execute(update(STUDENT).where(STUDENT.c.key == key).values(log_withdrawn_at=stamp(one.made_at)))
    newest = _newest_log(db, one.student)
    if newest and newest[0] <= one.made_at:
        db.execute(delete(SHARED_RECORD).where(SHARED_RECORD.c.student_key == key))
    add_uploads(db, [one], keys)
    return None


def remove_expired(db: Connection, today: date) -> int:
    """Removes the readings whose last day is past; returns how many."""
    past = SHARED_RECORD.c.keep_until < today.isoformat()
    return db.execute(delete(SHARED_RECORD).where(past)).rowcount


def _keep_shared(db: Connection, one: Received, log: SharedLog, today: date) -> str | None:
    if log.keep_until < today:
        return f"may be kept until {log.keep_until} only, which is past; not read"
    withdrawn_at = _withdrawn_at(db, one.student)
    if withdrawn_at and one.made_at <= withdrawn_at:
        return f"was withdrawn on {withdrawn_at.date()}; not read"
    newest = _newest_log(db, one.student)
    keys = student_keys(db, {one.student})
    if newest is None or one.age > newest:
        key = keys[one.student]
        db.execute(delete(SHARED_RECORD).where(SHARED_RECORD.c.student_key == key))
        insert_rows(db, SHARED_RECORD, [_row(key, place, log) for place in range(len(log.records))])
    add_uploads(db, [one], keys)
    return None


def _row(student_key: int, place: int, log: SharedLog) -> tuple:
    one = log.records[place]
    return (
        student_key, place, one.measure, one.side, stamp(one.at), one.value, json.dumps(one.trials),
        one.up_an_hour, log.keep_until.isoformat(),
    )  # fmt: skip


def _withdrawn_at(db: Connection, student: str) -> datetime | None:
    found = db.scalar(select(STUDENT.c.log_withdrawn_at).where(STUDENT.c.id == student))
    return datetime.fromisoformat(found) if found else None


def _newest_log(db: Connection, student: str) -> tuple[datetime, str] | None:
    rows = db.execute(
        select(UPLOAD.c.made_at, UPLOAD.c.sha256)
        .join(STUDENT, STUDENT.c.key == UPLOAD.c.student_key)
        .where(STUDENT.c.id == student, UPLOAD.c.kind == "shared-log")
    )
    return max(((datetime.fromisoformat(row.made_at), row.sha256) for row in rows), default=None)
