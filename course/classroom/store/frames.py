"""Reads a class store into pandas frames. `ClassStore` says what each holds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from itertools import chain
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Boolean, ColumnElement, Connection, Float, Select, String, exists, or_, select

from course.classroom.store.answer_columns import NAMES, unpacked
from course.classroom.store.tables import ATTEMPT, ITEM, MARK, SHARED_RECORD, STUDENT, UPLOAD

CHUNK_ROWS = 50_000
CHUNK_ATTEMPTS = 500
TIME = "datetime64[us, UTC]"


def students(db: Connection) -> pd.DataFrame:
    handed_in = exists().where(UPLOAD.c.student_key == STUDENT.c.key, UPLOAD.c.kind == "hand-in")
    columns = STUDENT.c
    return _frame(
        db,
        select(
            columns.id.label("student"), columns.name, columns.group, columns.time_multiplier,
            columns.accommodations, columns.in_roster, handed_in.label("has_handed_in"),
        )
        .where(or_(columns.in_roster, handed_in))
        .order_by(columns.id),
    )  # fmt: skip


def attempts(db: Connection) -> pd.DataFrame:
    columns = ATTEMPT.c
    frame = _frame(
        db,
        select(
            columns.id.label("attempt"), STUDENT.c.id.label("student"), STUDENT.c.group, columns.quiz,
            columns.track, columns.mode, columns.form, columns.started_at, columns.submitted_at,
            columns.pass_mark, columns.asked, columns.answered, columns.score, columns.passed,
            columns.seconds, columns.ungraded,
        )
        .join(STUDENT, STUDENT.c.key == columns.student_key),
    )  # fmt: skip
    return _numbered(frame)


def answers(db: Connection, quiz: str | None, track: str | None) -> pd.DataFrame:
    query = select(ATTEMPT.c.key, ATTEMPT.c.answer_items, ATTEMPT.c.answers).order_by(ATTEMPT.c.key)
    if quiz is not None:
        query = query.where(ATTEMPT.c.quiz == quiz)
    if track is not None:
        query = query.where(ATTEMPT.c.track == track)
    found = _in_chunks(db, query, CHUNK_ATTEMPTS, _answers_of)
    of = attempts(db).set_index("attempt")[["student", "group", "number", "quiz", "track", "mode", "form"]]
    of = _keyed(db, select(ATTEMPT.c.key, ATTEMPT.c.id.label("attempt"))).join(of, on="attempt")
    items = _keyed(db, select(ITEM.c.key, ITEM.c.id.label("item"), ITEM.c.hash.label("item_hash")))
    of_attempt = of.take(of.index.get_indexer(found["attempt_key"])).reset_index(drop=True)
    of_item = items.take(items.index.get_indexer(found["item_key"])).reset_index(drop=True)
    return pd.concat([of_attempt, of_item, found], axis=1)[list(_OF_ANSWERS)]


_OF_ANSWERS = (
    "student", "group", "attempt", "number", "quiz", "track", "mode", "form", "item", "item_hash", "at",
    "response", "score", "raw_score", "sureness", "seconds", "nth", "known",
)  # fmt: skip


def asked(db: Connection) -> pd.DataFrame:
    found = _frame(db, select(ATTEMPT.c.id.label("attempt"), ATTEMPT.c["items"].label("item")))
    lists = [json.loads(text) for text in found["item"]]
    places = [place for items in lists for place in range(1, len(items) + 1)]
    return pd.DataFrame(
        {
            "attempt": found["attempt"].repeat([len(items) for items in lists]).reset_index(drop=True),
            "item": pd.Series([item for items in lists for item in items], dtype="str"),
            "place": pd.Series(places, dtype="int64"),
        }
    )


def marks(db: Connection) -> pd.DataFrame:
    columns = MARK.c
    return _frame(
        db,
        select(
            STUDENT.c.id.label("student"), STUDENT.c.group, columns.stretch, columns.rater, columns.criterion,
            columns.points, columns.max_points, columns.critical_failed, columns.global_rating, columns.at,
        )
        .join(STUDENT, STUDENT.c.key == columns.student_key)
        .order_by(STUDENT.c.id, columns.stretch, columns.rater),
    )  # fmt: skip


def shared_records(db: Connection, today: date) -> pd.DataFrame:
    columns = SHARED_RECORD.c
    return _frame(
        db,
        select(
            STUDENT.c.id.label("student"), columns.measure, columns.side, columns.at, columns.value,
            columns.trials, columns.up_an_hour, columns.keep_until,
        )
        .join(STUDENT, STUDENT.c.key == columns.student_key)
        .where(columns.keep_until >= today.isoformat())
        .order_by(STUDENT.c.id, columns.measure, columns.at),
    )  # fmt: skip


def _numbered(attempts: pd.DataFrame) -> pd.DataFrame:
    """With `number`, after `form`: 1 for a student's first at a quiz and track; the earliest stand first."""
    frame = attempts.sort_values(["student", "started_at", "attempt"], ignore_index=True)
    number = frame.groupby(["student", "quiz", "track"], sort=False).cumcount() + 1
    frame.insert(frame.columns.get_loc("form") + 1, "number", number)
    return frame


def _keyed(db: Connection, query: Select) -> pd.DataFrame:
    return _frame(db, query).set_index("key")


def _frame(db: Connection, query: Select) -> pd.DataFrame:
    kinds = {column.key: _kind(column) for column in query.selected_columns}

    def typed(rows: Sequence[Sequence[Any]]) -> pd.DataFrame:
        return _typed(zip(*rows, strict=True) if rows else ((),) * len(kinds), kinds)

    return _in_chunks(db, query, CHUNK_ROWS, typed)


def _in_chunks(
    db: Connection, query: Select, size: int, as_frame: Callable[[Sequence[Any]], pd.DataFrame]
) -> pd.DataFrame:
    """As rows take several times the room of a frame."""
    found = db.execution_options(stream_results=True).execute(query)
    chunks = [as_frame(rows) for rows in found.partitions(size)]
    return pd.concat(chunks, ignore_index=True) if chunks else as_frame([])


def _answers_of(rows: Sequence[Any]) -> pd.DataFrame:
    """One row an answer of these attempts, with the `attempt_key`."""
    of = [unpacked(row.answers) for row in rows]
    columns = [list(chain.from_iterable(getattr(one, name) for one in of)) for name in NAMES]
    frame = _typed(columns, _OF_ANSWER)
    items = [json.loads(row.answer_items) for row in rows]
    frame["item_key"] = np.array(list(chain.from_iterable(items)), dtype="int64")
    keys = np.array([row.key for row in rows], dtype="int64")
    frame["attempt_key"] = np.repeat(keys, list(map(len, items)))
    return frame


_OF_ANSWER = {
    "nth": "int64", "at": TIME, "response": "str", "score": "float64",
    "raw_score": "float64", "sureness": "str", "seconds": "float64", "known": "bool",
}  # fmt: skip


def _typed(columns: Iterable[Sequence[Any]], kinds: Mapping[str, str]) -> pd.DataFrame:
    """Each column of the kind that it has even where it is empty."""
    return pd.DataFrame(
        {name: _column(values, kind) for (name, kind), values in zip(kinds.items(), columns, strict=True)}
    )


def _column(values: Sequence[Any], kind: str) -> pd.Series:
    if kind == TIME:
        return pd.to_datetime(pd.Series(values, dtype="str"), utc=True, format="ISO8601").astype(TIME)
    return pd.Series(values, dtype=kind)


def _kind(column: ColumnElement) -> str:
    if isinstance(column.type, String):
        return TIME if column.key.endswith(("_at", "_until")) or column.key == "at" else "str"
    if isinstance(column.type, Boolean):
        return "boolean" if getattr(column, "nullable", False) else "bool"
    return "float64" if isinstance(column.type, Float) else "int64"
