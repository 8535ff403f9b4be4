"""Brings the tables of an older class store forward; what it did not note counts as it did then."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

import msgspec
from sqlalchemy import Connection, text

from course.classroom.store.answer_columns import packed
from course.classroom.store.tables import VERSION


def bring_forward(db: Connection, version: int) -> None:
    """From `version` to `tables.VERSION`, in the transaction of `db`."""
    for step in range(version, VERSION):
        for change in _CHANGES[step]:
            change(db) if callable(change) else db.exec_driver_sql(change)


def _answers_into_their_attempts(db: Connection) -> None:
    for (key,) in db.exec_driver_sql("SELECT key FROM attempt").fetchall():
        rows = db.exec_driver_sql(
            "SELECT item_key, nth, at, response, score, raw_score, sureness, seconds, known FROM answer"
            f" WHERE attempt_key = {int(key)} ORDER BY place"
        ).fetchall()
        items, *columns = [list(column) for column in zip(*rows, strict=True)] or [[]] * 9
        columns[2] = [msgspec.json.encode(json.loads(response)).decode() for response in columns[2]]
        columns[7] = list(map(bool, columns[7]))
        db.execute(
            text("UPDATE attempt SET answer_items = :items, answers = :answers WHERE key = :key"),
            {"items": json.dumps(items), "answers": packed(columns), "key": key},
        )


_CHANGES: Mapping[int, tuple[str | Callable[[Connection], None], ...]] = {
    1: (
        "ALTER TABLE upload ADD COLUMN keep_until VARCHAR(10)",
        "UPDATE upload SET keep_until = (SELECT MAX(keep_until) FROM shared_record"
        " WHERE shared_record.student_key = upload.student_key) WHERE kind = 'shared-log'",
        "ALTER TABLE attempt ADD COLUMN ungraded INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE answer ADD COLUMN known BOOLEAN NOT NULL DEFAULT TRUE",
    ),
    2: (
        "ALTER TABLE attempt ADD COLUMN answer_items TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE attempt ADD COLUMN answers TEXT NOT NULL DEFAULT ''",
        _answers_into_their_attempts,
        "DROP TABLE answer",
    ),
}
"""From each version to the next."""
