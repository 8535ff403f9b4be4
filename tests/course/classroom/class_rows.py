"""A small class, put into a store row by row."""

from __future__ import annotations

import json

from course.classroom.store.answer_columns import NAMES, packed
from course.classroom.store.class_store import insert_rows
from course.classroom.store.tables import ATTEMPT, ITEM, MARK, SHARED_RECORD, STUDENT, UPLOAD

HASH = "a" * 64


def at(hour, day=2, offset="+01:00"):
    return f"2026-11-{day:02d}T{hour:02d}:00:00{offset}"


def student(key, id, in_roster=True, name=None, group=None):
    return (key, id, in_roster, name, group, 1.25 if in_roster else None, None, None)


def attempt(
    key, id, student_key, started_at, items=("one", "two"), quiz="open-the-hips", track="student", answers=()
):
    return (
        key, id, student_key, at(23), HASH, quiz, track, "graded", None, started_at, None, at(23), 0.8,
        json.dumps(items), len(items), 1, 0.5, False, 12.5, 0,
        json.dumps([item for item, *_ in answers]),
        packed(list(zip(*(rest for _, *rest in answers), strict=True)) or [()] * len(NAMES)),
    )  # fmt: skip


def answer(item_key, nth=1, score=1.0, sureness="know"):
    return (item_key, nth, at(12), '"right"', score, score, sureness, 4.0, True)


def fill(store):
    """Two who handed in, one of them in no roster; one in the roster alone; marks and shared readings."""
    with store.writing() as db:
        insert_rows(
            db,
            STUDENT,
            [
                student(1, "fox", name="Ann Lee", group="A"),
                student(2, "owl", in_roster=False),
                student(3, "elk", name="Bo", group="B"),
            ],
        )
        uploads = [(n, n, f"{n}.json", str(n) * 64, "hand-in", at(23), "0.1.0", None) for n in (1, 2)]
        insert_rows(db, UPLOAD, uploads)
        insert_rows(db, ITEM, [(1, "one", HASH), (2, "two", HASH)])
        insert_rows(
            db,
            ATTEMPT,
            [
                attempt(1, "later-attempt", 1, at(12), answers=[answer(1, score=0.0), answer(1, nth=2)]),
                attempt(2, "first-attempt", 1, at(12, offset="+02:00")),
                attempt(
                    3, "owls-attempt", 2, at(10), items=("two",), quiz="loosen-the-spine", answers=[answer(2)]
                ),
            ],
        )
        insert_rows(db, MARK, [(1, "happy-baby", "rater-a", "calm-words", 1.0, 1.0, False, "pass", at(9))])
        insert_rows(
            db,
            SHARED_RECORD,
            [(1, 0, "stiffness-nrs", None, at(8), 4.0, "[4.0]", True, "2126-11-30")],
        )
