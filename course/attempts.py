"""Attempts at a quiz in the journal: begun, drafted, submitted, and taken up again.

A practice attempt is opened by its first draft or answer. One that is graded, drawn from the bank or a review
is begun on purpose, because then its items and its time are settled.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from course import forms, review
from course.bank import bank, draw, pool
from course.errors import Refused
from course.journal import stamp
from course.quiz_items import items_for
from course.quiz_results import Asked, Response, Result, Sureness, as_asked, result
from course.schema import AnyItem, Course, FormName, Quiz, Track

Mode = Literal["practice", "graded"]
ID_PATTERN = r"^[A-Za-z0-9-]{8,64}$"
GRACE_SECONDS = 120
"""A submission counts this long after the deadline: a hidden page may look at its clock once a minute."""


def is_id(value: Any) -> bool:
    """Whether answers may be stored under it: what the browser kept may be broken."""
    return isinstance(value, str) and re.fullmatch(ID_PATTERN, value) is not None


@dataclass(frozen=True)
class Attempt:
    """`items` are ids in the order in which they are asked; times have a UTC offset."""

    id: str
    quiz: str
    track: Track
    mode: Mode
    items: tuple[str, ...]
    started_at: datetime
    deadline_at: datetime | None = None
    submitted_at: datetime | None = None
    asked: tuple[Asked, ...] = ()
    """The items as they stood when the attempt was begun."""
    pass_mark: float = 0.0
    form: FormName | None = None
    released_at: datetime | None = None
    """Of a form: since when its result may be told."""

    @property
    def is_withheld(self) -> bool:
        """Whether it is a form whose result waits for the other one."""
        return self.form is not None and self.submitted_at is not None and self.released_at is None

    def is_over(self, moment: datetime) -> bool:
        """Whether a submission would come too late."""
        grace = timedelta(seconds=GRACE_SECONDS)
        return self.deadline_at is not None and moment > self.deadline_at + grace


@dataclass(frozen=True)
class Draft:
    """What is chosen for one item and not yet submitted. `changed_ms` by the browser's clock."""

    response: Any
    sureness: Sureness | None
    is_flagged: bool
    changed_ms: int
    seconds: float | None = None


def find(db: sqlite3.Connection, course: Course, attempt_id: str) -> Attempt | None:
    row = db.execute("SELECT * FROM quiz_attempt WHERE id = ?", (attempt_id,)).fetchone()
    return _attempt(course, row) if row else None


def newest(
    db: sqlite3.Connection, course: Course, quiz: str, track: Track, mode: Mode = "practice"
) -> Attempt | None:
    """The attempt that was begun last, or None before the first."""
    row = db.execute(
        "SELECT * FROM quiz_attempt WHERE quiz = ? AND track = ? AND mode = ? ORDER BY rowid DESC LIMIT 1",
        (quiz, track, mode),
    ).fetchone()
    return _attempt(course, row) if row else None


def every(db: sqlite3.Connection, course: Course, quiz: str, track: Track) -> tuple[Attempt, ...]:
    """All attempts at a quiz on this track, the first one first."""
    rows = db.execute(
        "SELECT * FROM quiz_attempt WHERE quiz = ? AND track = ? ORDER BY rowid", (quiz, track)
    ).fetchall()
    return tuple(_attempt(course, row) for row in rows)


def _attempt(course: Course, row: sqlite3.Row) -> Attempt:
    def moment(name: str) -> datetime | None:
        return datetime.fromisoformat(row[name]) if row[name] else None

    items = json.loads(row["items"]) if row["items"] else _all_items(course, row["quiz"], row["track"])
    asked = tuple(map(_asked, json.loads(row["asked"]))) if row["asked"] else _asked_today(course, items)
    pass_mark = _pass_mark(course, row["quiz"]) if row["pass_mark"] is None else row["pass_mark"]
    return Attempt(
        row["id"], row["quiz"], row["track"], row["mode"], tuple(items),
        moment("started_at"), moment("deadline_at"), moment("submitted_at"), asked, pass_mark,
        row["form"], moment("released_at"),
    )  # fmt: skip


def _asked(kept: dict[str, Any]) -> Asked:
    return Asked(**{**kept, "objectives": tuple(kept["objectives"])})


def _asked_today(course: Course, items: Iterable[str]) -> tuple[Asked, ...]:
    known = bank(course, "student")
    return tuple(as_asked(known[id]) for id in items if id in known)


def _pass_mark(course: Course, quiz: str) -> float:
    return course.quizzes[quiz].pass_mark if quiz in course.quizzes else 0.0


def _all_items(course: Course, quiz: str, track: Track) -> list[str]:
    return [item.id for item in items_for(course.quizzes[quiz], track)] if quiz in course.quizzes else []


def items_of(course: Course, attempt: Attempt) -> tuple[AnyItem, ...]:
    """The attempt's items that are still in the bank."""
    known = bank(course, "student")
    return tuple(known[id] for id in attempt.items if id in known)


# --- beginning ---------------------------------------------------------------------------------------------


def practising(
    db: sqlite3.Connection, course: Course, quiz_id: str, track: Track, attempt_id: str, at: datetime
) -> Attempt:
    """The attempt of this id; a new one where it is the first that is heard of it.

    Raises `Refused` where it belongs elsewhere, or needs to be begun first.
    """
    attempt = find(db, course, attempt_id)
    if attempt is None:
        quiz = course.quizzes.get(quiz_id)
        if quiz is None or not quiz.items or quiz.forms:
            raise Refused("This quiz has not been begun in this journal. Run the cell again and begin it.")
        items = tuple(item.id for item in items_for(quiz, track))
        attempt = _insert(db, course, Attempt(attempt_id, quiz_id, track, "practice", items, at))
    if attempt.quiz != quiz_id:
        raise Refused("This answer belongs to another quiz. Run the cell again.")
    return attempt


def begin(
    db: sqlite3.Connection,
    course: Course,
    quiz_id: str,
    track: Track,
    mode: Mode,
    attempt_id: str,
    at: datetime,
) -> Attempt:
    """A new attempt with its items drawn and its deadline set.

    Raises `Refused` when no attempt is left, or nothing is due.
    """
    if quiz_id == review.REVIEW:
        items = review.sitting(db, course, track, at, attempt_id)
        if not items:
            raise Refused("Nothing is due today.")
        return _insert(db, course, Attempt(attempt_id, quiz_id, track, "practice", items, at))
    quiz = course.quizzes[quiz_id]
    form = forms.next_form(db, quiz, every(db, course, quiz.id, track)) if quiz.forms else None
    if mode == "graded" and attempts_left(db, course, quiz, track) == 0:
        raise Refused(f"All {quiz.graded.attempts} attempts at this quiz have been used.")
    items = _drawn(db, course, quiz, track, mode, attempt_id, form)
    minutes = quiz.graded.minutes if mode == "graded" else None
    deadline = at + timedelta(minutes=minutes) if minutes else None
    return _insert(db, course, Attempt(attempt_id, quiz_id, track, mode, items, at, deadline, form=form))


def attempts_left(db: sqlite3.Connection, course: Course, quiz: Quiz, track: Track) -> int | None:
    """How many graded attempts may still be begun; None where there is no limit."""
    if quiz.graded.attempts is None:
        return None
    used = sum(attempt.mode == "graded" for attempt in every(db, course, quiz.id, track))
    return max(0, quiz.graded.attempts - used)


def _drawn(
    db: sqlite3.Connection,
    course: Course,
    quiz: Quiz,
    track: Track,
    mode: Mode,
    seed: str,
    form: FormName | None,
) -> tuple[str, ...]:
    if form:
        return _shuffled(quiz.forms[form], seed)
    if not quiz.blueprint:
        ids = tuple(item.id for item in items_for(quiz, track))
        return _shuffled(ids, seed) if mode == "graded" else ids
    before = every(db, course, quiz.id, track)
    avoid = set(before[-1].items) if before else set()
    return draw(quiz.blueprint[track], pool(course, track), seed, avoid)


def _shuffled(ids: Iterable[str], seed: str) -> tuple[str, ...]:
    order = list(ids)
    random.Random(seed).shuffle(order)
    return tuple(order)


def _insert(db: sqlite3.Connection, course: Course, attempt: Attempt) -> Attempt:
    asked, pass_mark = _asked_today(course, attempt.items), _pass_mark(course, attempt.quiz)
    attempt = replace(attempt, asked=asked, pass_mark=pass_mark)
    deadline = stamp(attempt.deadline_at) if attempt.deadline_at else None
    db.execute(
        "INSERT INTO quiz_attempt"
        " (id, quiz, started_at, track, mode, items, asked, pass_mark, deadline_at, form)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            attempt.id,
            attempt.quiz,
            stamp(attempt.started_at),
            attempt.track,
            attempt.mode,
            json.dumps(attempt.items),
            json.dumps([asdict(one) for one in attempt.asked]),
            attempt.pass_mark,
            deadline,
            attempt.form,
        ),
    )
    return attempt


def end(db: sqlite3.Connection, attempt: Attempt, at: datetime) -> None:
    """Marks the attempt as submitted."""
    db.execute("UPDATE quiz_attempt SET submitted_at = ? WHERE id = ?", (stamp(at), attempt.id))


# --- what lies in it ---------------------------------------------------------------------------------------


def responses(db: sqlite3.Connection, attempt_id: str) -> tuple[Response, ...]:
    """All answers of an attempt, in the order in which they came in."""
    rows = db.execute(
        "SELECT item, item_hash, response, score, raw_score, sureness FROM quiz_response"
        " WHERE attempt_id = ? ORDER BY rowid",
        (attempt_id,),
    )
    return tuple(
        Response(
            row["item"], row["item_hash"], json.loads(row["response"]),
            row["score"], row["raw_score"], row["sureness"],
        )
        for row in rows
    )  # fmt: skip


def drafts(db: sqlite3.Connection, attempt_id: str) -> dict[str, Draft]:
    """What is chosen and not yet submitted, by item id."""
    rows = db.execute("SELECT * FROM quiz_draft WHERE attempt_id = ?", (attempt_id,))
    return {
        row["item"]: Draft(
            json.loads(row["response"]), row["sureness"], bool(row["is_flagged"]),
            row["changed_ms"], row["seconds"],
        )
        for row in rows
    }  # fmt: skip


def save_drafts(db: sqlite3.Connection, attempt: Attempt, changed: Mapping[str, Draft]) -> None:
    """Keeps the newer of two drafts of one item. What is not asked in this attempt is left out."""
    for item, draft in changed.items():
        if item in attempt.items:
            db.execute(
                "INSERT INTO quiz_draft"
                " (attempt_id, item, changed_ms, response, sureness, is_flagged, seconds)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)"
                " ON CONFLICT (attempt_id, item) DO UPDATE SET changed_ms = excluded.changed_ms,"
                " response = excluded.response, sureness = excluded.sureness,"
                " is_flagged = excluded.is_flagged, seconds = excluded.seconds"
                " WHERE excluded.changed_ms >= quiz_draft.changed_ms",
                (
                    attempt.id,
                    item,
                    draft.changed_ms,
                    json.dumps(draft.response),
                    draft.sureness,
                    draft.is_flagged,
                    draft.seconds,
                ),
            )


def keep_stages(db: sqlite3.Connection, attempt: Attempt, item: str, responses: list[Any]) -> None:
    """What was answered before the next stage was seen; the first answer to a stage stays."""
    for stage, response in enumerate(responses):
        db.execute(
            "INSERT OR IGNORE INTO quiz_stage (attempt_id, item, stage, response) VALUES (?, ?, ?, ?)",
            (attempt.id, item, stage, json.dumps(response)),
        )


def kept_stages(db: sqlite3.Connection, attempt_id: str) -> dict[str, list[Any]]:
    """The responses to the stages that were gone on from, by item id."""
    kept: dict[str, list[Any]] = {}
    for row in db.execute(
        "SELECT item, response FROM quiz_stage WHERE attempt_id = ? ORDER BY item, stage", (attempt_id,)
    ):
        kept.setdefault(row["item"], []).append(json.loads(row["response"]))
    return kept


def forget_stages(db: sqlite3.Connection, attempt: Attempt, item: str) -> None:
    """The case is answered, and may be worked through anew."""
    db.execute("DELETE FROM quiz_stage WHERE attempt_id = ? AND item = ?", (attempt.id, item))


def hints(db: sqlite3.Connection, attempt_id: str) -> frozenset[str]:
    """The items of which the hint was taken."""
    rows = db.execute("SELECT item FROM quiz_hint WHERE attempt_id = ?", (attempt_id,))
    return frozenset(row["item"] for row in rows)


def take_hint(db: sqlite3.Connection, attempt: Attempt, item: AnyItem, at: datetime) -> None:
    db.execute("INSERT OR IGNORE INTO quiz_hint VALUES (?, ?, ?)", (attempt.id, item.id, stamp(at)))


# --- how it stands -----------------------------------------------------------------------------------------


def standing_of(db: sqlite3.Connection, course: Course, attempt: Attempt) -> Result:
    """The result so far."""
    given = responses(db, attempt.id)
    return result(counted(course, attempt, given), attempt.pass_mark, given)


def counted(course: Course, attempt: Attempt, given: Iterable[Response]) -> tuple[Asked, ...]:
    """What counts: all that was asked, but for what left the bank before it was answered."""
    if attempt.submitted_at is not None:
        return attempt.asked
    known = {*bank(course, "student"), *(response.item for response in given)}
    return tuple(one for one in attempt.asked if one.id in known)


def results(db: sqlite3.Connection, course: Course, quiz: Quiz, track: Track) -> tuple[Result, ...]:
    """Every attempt at a quiz that has an answer and may be told, the first one first."""
    tried = every(db, course, quiz.id, track)
    found = (standing_of(db, course, attempt) for attempt in tried if not attempt.is_withheld)
    return tuple(one for one in found if one.answered)


def best_score(db: sqlite3.Connection, course: Course, quiz: Quiz, track: Track = "learner") -> float | None:
    """The best attempt's share of full marks, 0 to 1; None before the first answer."""
    return max((one.score for one in results(db, course, quiz, track)), default=None)


def passed(db: sqlite3.Connection, course: Course, quiz: Quiz, track: Track = "learner") -> bool:
    """Whether any attempt reached the pass mark with every safety-critical item right."""
    return any(one.passed for one in results(db, course, quiz, track))
