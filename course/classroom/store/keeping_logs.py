"""Writes shared logs into a class store, as far and as long as their students consent.

The newest log of a student takes the place of all before. After a withdrawal nothing that was shared before
it comes in again; of a log past its last day only the file is noted, as it is to be deleted.
"""

from __future__ import annotations

import json
from datetime import date, datetime

from sqlalchemy import Connection, Row, delete, select, update

from course.classroom.store.class_store import insert_rows
from course.classroom.store.keeping import Received, add_uploads, student_keys
from course.classroom.store.submissions import is_there
from course.classroom.store.tables import SHARED_RECORD, STUDENT, UPLOAD
from course.handing_in.shared_log import SharedLog
from course.journal import stamp


def keep_log(db: Connection, one: Received, today: date) -> str | None:
    """Takes in one shared log or withdrawal; returns why it is refused, or None."""
    if isinstance(one.content.log, SharedLog):
        return _keep_shared(db, one, one.content.log, today)
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


def left_to_delete(db: Connection, today: date) -> tuple[str, ...]:
    """Uploads with readings that may be held no longer: past their last day, or taken back. As they are kept;
    of those that lie there still."""
    columns = (UPLOAD.c.file, UPLOAD.c.made_at, UPLOAD.c.keep_until, STUDENT.c.log_withdrawn_at)
    rows = db.execute(
        select(*columns)
        .join(STUDENT, STUDENT.c.key == UPLOAD.c.student_key)
        .where(UPLOAD.c.kind == "shared-log")
        .order_by(UPLOAD.c.file)
    )
    return tuple(row.file for row in rows if _may_not_be_held(row, today) and is_there(row.file))


def _may_not_be_held(upload: Row, today: date) -> bool:
    if upload.keep_until and upload.keep_until < today.isoformat():
        return True
    withdrawn, made = upload.log_withdrawn_at, upload.made_at
    return bool(withdrawn) and datetime.fromisoformat(made) <= datetime.fromisoformat(withdrawn)


def _keep_shared(db: Connection, one: Received, log: SharedLog, today: date) -> str | None:
    """Takes the place of what was shared before, even where its own last day is past."""
    withdrawn_at, newest = _withdrawn_at(db, one.student), _newest_log(db, one.student)
    keys = student_keys(db, {one.student})
    key = keys[one.student]
    add_uploads(db, [one], keys)
    if withdrawn_at and one.made_at <= withdrawn_at:
        return f"was withdrawn on {withdrawn_at.date()}; not read"
    is_past = log.keep_until < today
    if newest is None or one.age > newest:
        db.execute(delete(SHARED_RECORD).where(SHARED_RECORD.c.student_key == key))
        if not is_past:
            insert_rows(db, SHARED_RECORD, [_row(key, place, log) for place in range(len(log.records))])
    return f"may be kept until {log.keep_until} only, which is past; not read" if is_past else None


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
