"""Quizzes: what follows from an answer, and how an attempt stands.

Python grades an answer, stores it with the hash of the item as it was seen, and only then sends feedback. An
item may be answered again in the same attempt until it is right; the last answer counts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from course.errors import Refused, first_problem
from course.grading import Feedback, grade
from course.journal import stamp
from course.quiz_items import item_hash, items_for, mask, public_item, unmasked
from course.schema import AnyItem, Course, Quiz, Track

if TYPE_CHECKING:
    from course.events import Event

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]


class Answered(BaseModel):
    """The payload of `quiz-answered`. `seconds`: how long the item was looked at, where that is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    attempt_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    quiz: Name
    item: Name
    item_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    response: Any
    seconds: float | None = Field(default=None, ge=0, le=86_400, allow_inf_nan=False)
    track: Track = "learner"
    """For which track the result is told."""


@dataclass(frozen=True)
class Response:
    """One stored answer. `response` names options by id; `score` runs from 0 to 1."""

    item: str
    item_hash: str
    response: Any
    score: float


@dataclass(frozen=True)
class Result:
    """An attempt as it stands. `score` is the share of all items asked: what is not answered counts nothing.

    `safety_open` and `not_right` hold ids of items, `read_again` ids of lessons.
    """

    asked: int
    answered: int
    right: int
    right_at_first: int
    score: float
    passed: bool
    safety_open: tuple[str, ...]
    not_right: tuple[str, ...]
    read_again: tuple[str, ...]


def answered(db: sqlite3.Connection, course: Course, event: Event) -> dict[str, Any]:
    """Applies `quiz-answered`: grades, stores, and replies `{item, attempt, feedback, result}`.

    Raises `Refused`, which costs nothing, when the item is not as it was shown or the answer is none.
    """
    try:
        payload = Answered.model_validate(event.payload)
    except ValidationError as error:
        raise Refused(f"This answer could not be read ({first_problem(error)}).") from error
    quiz, item = _item_as_shown(course, payload)
    response = unmasked(item, payload.response)
    graded = grade(item, response)
    _open_attempt(db, payload, stamp(event.occurred_at))
    _refuse_when_right_already(db, payload)
    db.execute(
        "INSERT INTO quiz_response (id, attempt_id, item, item_hash, at, response, score, seconds)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            event.id,
            payload.attempt_id,
            item.id,
            payload.item_hash,
            stamp(event.occurred_at),
            json.dumps(response),
            graded.score,
            payload.seconds,
        ),
    )
    return {
        "item": item.id,
        "attempt": payload.attempt_id,
        "feedback": _feedback(course, item, graded.score, graded.feedback, payload.attempt_id),
        "result": result_in_words(course, result(quiz, payload.track, responses(db, payload.attempt_id))),
    }


def _item_as_shown(course: Course, payload: Answered) -> tuple[Quiz, AnyItem]:
    quiz = course.quizzes.get(payload.quiz)
    if quiz is None:
        raise Refused(f"There is no quiz '{payload.quiz}' any more. Your answer was not counted.")
    for item in quiz.items:
        if item.id == payload.item:
            if item_hash(item) == payload.item_hash:
                return quiz, item
            raise Refused(
                "This question has changed since it was shown. Run the cell again, and answer it anew."
            )
    raise Refused("This question is no longer part of the quiz. Run the cell again.")


def _open_attempt(db: sqlite3.Connection, payload: Answered, at: str) -> None:
    db.execute(
        "INSERT OR IGNORE INTO quiz_attempt (id, quiz, started_at) VALUES (?, ?, ?)",
        (payload.attempt_id, payload.quiz, at),
    )
    quiz = db.execute("SELECT quiz FROM quiz_attempt WHERE id = ?", (payload.attempt_id,)).fetchone()["quiz"]
    if quiz != payload.quiz:
        raise Refused("This answer belongs to another quiz. Run the cell again.")


def _refuse_when_right_already(db: sqlite3.Connection, payload: Answered) -> None:
    right = db.execute(
        "SELECT 1 FROM quiz_response WHERE attempt_id = ? AND item = ? AND score = 1",
        (payload.attempt_id, payload.item),
    )
    if right.fetchone():
        raise Refused("This question is answered right already, perhaps in another tab. Run the cell again.")


_CHANGED_SINCE = Feedback("This question was changed after you answered it. Your score for it is kept.")
_VERDICTS = {"right": "Right", "partly": "Partly right", "not-yet": "Not yet"}


def _feedback(course: Course, item: AnyItem, score: float, said: Feedback, seed: str) -> dict[str, Any]:
    """What the view shows once an item is answered: only now may the key be in it."""
    mark = "right" if score == 1 else "partly" if score > 0 else "not-yet"
    return {
        "mark": mark,
        "verdict": _VERDICTS[mark],
        "score": score,
        "general": said.general,
        "answered": said.answered,
        "answer": said.answer,
        "options": _options_as_shown(item, said, seed),
        "explanation": item.explanation,
        "sources": [str(course.references[id]) for id in item.sources],
        "lesson": lesson_in_words(course, item.lesson),
    }


def _options_as_shown(item: AnyItem, said: Feedback, seed: str) -> list[dict[str, Any]]:
    by_mask = {mask(item, option.id): option for option in said.options}
    return [
        {
            "text": shown["text"],
            "chosen": by_mask[shown["id"]].chosen,
            "correct": by_mask[shown["id"]].correct,
            "feedback": by_mask[shown["id"]].text,
        }
        for shown in public_item(item, seed).get("options", ())
        if shown["id"] in by_mask
    ]


def lesson_in_words(course: Course, id: str) -> str:
    """A lesson's title and its notebook's name; no link, because one in a widget reloads JupyterLab."""
    lesson = course.lessons.get(id)
    return f"“{lesson.title}” ({id})" if lesson else id


# --- how an attempt stands ---------------------------------------------------------------------------------


def newest_attempt(db: sqlite3.Connection, quiz_id: str) -> str | None:
    """The id of the attempt that was begun last, or None before the first answer."""
    row = db.execute(
        "SELECT id FROM quiz_attempt WHERE quiz = ? ORDER BY rowid DESC LIMIT 1", (quiz_id,)
    ).fetchone()
    return row["id"] if row else None


def responses(db: sqlite3.Connection, attempt_id: str) -> tuple[Response, ...]:
    """All answers of an attempt, in the order in which they came in."""
    rows = db.execute(
        "SELECT item, item_hash, response, score FROM quiz_response WHERE attempt_id = ? ORDER BY rowid",
        (attempt_id,),
    )
    return tuple(
        Response(row["item"], row["item_hash"], json.loads(row["response"]), row["score"]) for row in rows
    )


def answers(
    course: Course, quiz: Quiz, attempt_id: str, given: Iterable[Response]
) -> dict[str, dict[str, Any]]:
    """The feedback on each item answered so far, by item id, as it was given then."""
    items = {item.id: item for item in quiz.items}
    return {
        response.item: _feedback_again(course, items[response.item], response, attempt_id)
        for response in given
        if response.item in items
    }


def _feedback_again(course: Course, item: AnyItem, response: Response, attempt_id: str) -> dict[str, Any]:
    try:
        said = grade(item, response.response).feedback if response.item_hash == item_hash(item) else None
    except Refused:
        said = None
    if said is None:
        old = _feedback(course, item, response.score, _CHANGED_SINCE, attempt_id)
        return {**old, "explanation": None, "sources": []}
    return _feedback(course, item, response.score, said, attempt_id)


def result(quiz: Quiz, track: Track, given: Iterable[Response]) -> Result:
    """How an attempt stands. Passed: the pass mark is reached and every safety-critical item is right."""
    first: dict[str, float] = {}
    last: dict[str, float] = {}
    for response in given:
        first.setdefault(response.item, response.score)
        last[response.item] = response.score
    items = items_for(quiz, track)
    score = sum(last.get(item.id, 0.0) for item in items) / len(items) if items else 0.0
    safety_open = tuple(item.id for item in items if item.safety_critical and last.get(item.id) != 1)
    missed = [item for item in items if last.get(item.id, 1.0) != 1]
    return Result(
        asked=len(items),
        answered=sum(item.id in last for item in items),
        right=sum(last.get(item.id) == 1 for item in items),
        right_at_first=sum(first.get(item.id) == 1 for item in items),
        score=score,
        passed=score >= quiz.pass_mark - 1e-9 and not safety_open,
        safety_open=safety_open,
        not_right=tuple(item.id for item in missed),
        read_again=tuple(sorted({item.lesson for item in missed})),
    )


def result_in_words(course: Course, of: Result) -> dict[str, Any]:
    """A result for the browser, with lessons by their titles."""
    return {
        **asdict(of),
        "safety_open": list(of.safety_open),
        "not_right": list(of.not_right),
        "read_again": [lesson_in_words(course, id) for id in of.read_again],
    }


def results(db: sqlite3.Connection, quiz: Quiz, track: Track = "learner") -> tuple[Result, ...]:
    """Every attempt at a quiz, the first one first."""
    rows = db.execute("SELECT id FROM quiz_attempt WHERE quiz = ? ORDER BY rowid", (quiz.id,)).fetchall()
    return tuple(result(quiz, track, responses(db, row["id"])) for row in rows)


def best_score(db: sqlite3.Connection, quiz: Quiz, track: Track = "learner") -> float | None:
    """The best attempt's share of full marks, 0 to 1; None before the first answer."""
    return max((attempt.score for attempt in results(db, quiz, track)), default=None)


def last_score(db: sqlite3.Connection, quiz: Quiz, track: Track = "learner") -> float | None:
    """The newest attempt's share of full marks, 0 to 1; None before the first answer."""
    attempts = results(db, quiz, track)
    return attempts[-1].score if attempts else None


def passed(db: sqlite3.Connection, quiz: Quiz, track: Track = "learner") -> bool:
    """Whether any attempt reached the pass mark with every safety-critical item right."""
    return any(attempt.passed for attempt in results(db, quiz, track))
