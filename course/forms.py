"""Two parallel forms of one test: half of a class begins with form A, half with form B.

The result of the first form is withheld until the second is submitted, or until the student closes the test
without it: until then no score, no feedback, and nothing in the reviews.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from course import review
from course.errors import Refused
from course.journal import stamp
from course.schema import FormName, Quiz

if TYPE_CHECKING:
    from course.attempts import Attempt

OTHER: dict[FormName, FormName] = {"a": "b", "b": "a"}


def first_form(journal_id: str, quiz_id: str) -> FormName:
    """The form that a journal begins with: a fair coin, thrown once by the journal's id.

    Nothing that a student chooses is in it, and it falls the same after a restart.
    """
    thrown = hashlib.sha256(f"{journal_id}/{quiz_id}".encode()).digest()
    return "b" if thrown[0] & 1 else "a"


def next_form(db: sqlite3.Connection, quiz: Quiz, tried: Sequence[Attempt]) -> FormName:
    """The form of the next sitting after those `tried`. Raises `Refused` where there is none."""
    if not tried:
        journal = db.execute("SELECT value FROM setting WHERE name = 'journal-id'").fetchone()
        return first_form(journal["value"], quiz.id)
    if len(tried) > 1:
        raise Refused("Both sittings have been taken.")
    if tried[0].released_at is not None:
        raise Refused("You have closed this without a second sitting, and seen your result.")
    if tried[0].submitted_at is None:
        raise Refused("The first sitting is not submitted yet.")
    return OTHER[tried[0].form]


def close(db: sqlite3.Connection, tried: Sequence[Attempt], at: datetime) -> None:
    """Tells the first result without a second sitting; there is none afterwards. Raises `Refused`."""
    if len(tried) > 1:
        raise Refused("The second sitting has begun. Submit it, and you see both results.")
    if not tried or not tried[0].is_withheld:
        raise Refused("There is no result that waits.")
    release(db, tried, at)


def release(db: sqlite3.Connection, tried: Sequence[Attempt], at: datetime) -> None:
    """From `at` on the results of these attempts are told, and their items come back in the reviews."""
    for attempt in tried:
        if attempt.released_at is None:
            db.execute("UPDATE quiz_attempt SET released_at = ? WHERE id = ?", (stamp(at), attempt.id))
            _learn(db, attempt, at)


def _learn(db: sqlite3.Connection, attempt: Attempt, at: datetime) -> None:
    """What was met again since the answer is left alone: the older answer says less than the newer one."""
    rows = db.execute(
        "SELECT item, raw_score, sureness, seconds FROM quiz_response WHERE attempt_id = ? AND NOT EXISTS ("
        " SELECT 1 FROM review_log WHERE review_log.item = quiz_response.item"
        " AND julianday(review_log.at) >= julianday(quiz_response.at)) ORDER BY rowid",
        (attempt.id,),
    ).fetchall()
    for row in rows:
        review.learn(db, row["item"], row["raw_score"], row["sureness"], row["seconds"], at)
