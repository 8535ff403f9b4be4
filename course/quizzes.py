"""Quizzes: what follows when an answer or a whole attempt comes in.

Python grades an answer, stores it with the hash of the item as it was seen, and only then sends feedback. In
practice an item may be answered as often as one likes, and the best answer counts.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from course import attempts, forms, review
from course.attempts import Attempt, Draft
from course.bank import bank
from course.errors import Refused, first_problem
from course.grading import Grade, grade, grade_or_zero
from course.journal import stamp
from course.quiz_feedback import feedback, result_in_words
from course.quiz_items import item_hash, unmasked
from course.quiz_results import Response, Sureness
from course.schema import AnyItem, CaseItem, Course, Track

if TYPE_CHECKING:
    from course.events import Event

Name = Annotated[str, StringConstraints(min_length=1, max_length=80)]
AttemptId = Annotated[str, StringConstraints(pattern=attempts.ID_PATTERN)]
LookedSeconds = Annotated[float, Field(ge=0, le=86_400, allow_inf_nan=False)]
MAX_ITEMS = 200


class _Payload(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class Answered(_Payload):
    """The payload of `quiz-answered`. `seconds`: how long the item was looked at, where that is known."""

    attempt_id: AttemptId
    quiz: Name
    item: Name
    item_hash: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    response: Any
    seconds: LookedSeconds | None = None
    sureness: Sureness | None = None
    track: Track = "learner"
    """For which track the result is told."""


class Given(_Payload):
    """One answer of a graded attempt. `changed_ms` by the browser's clock."""

    response: Any = None
    sureness: Sureness | None = None
    is_flagged: bool = False
    seconds: LookedSeconds | None = None
    changed_ms: Annotated[int, Field(ge=0, le=10**14)] = 0


class Submitted(_Payload):
    """The payload of `quiz-submitted`: a whole graded attempt, answers by item id."""

    attempt_id: AttemptId
    quiz: Name
    answers: Annotated[dict[Name, Given], Field(max_length=MAX_ITEMS)]


def answered(db: sqlite3.Connection, course: Course, event: Event) -> dict[str, Any]:
    """Applies `quiz-answered`: grades, stores, and replies `{item, attempt, feedback, result}`.

    Raises `Refused`, which costs nothing, when the item is not as it was shown or the answer is none.
    """
    payload = _read(Answered, event.payload, "This answer")
    item = _item_as_shown(course, payload)
    attempt = attempts.practising(
        db, course, payload.quiz, payload.track, payload.attempt_id, event.occurred_at
    )
    if attempt.mode == "graded":
        raise Refused("This attempt is graded: its answers are submitted together, at the end.")
    if item.id not in attempt.items:
        raise Refused("This question is no longer part of the quiz. Run the cell again.")
    response = as_gone_on(db, attempt, item, unmasked(item, payload.response))
    graded = grade(item, response, attempt.id)
    if not graded.complete:
        raise Refused("Work through every stage of this case first.")
    given = Given(response=response, sureness=payload.sureness, seconds=payload.seconds)
    stored = _store(db, event.id, attempt, item, given, graded, event.occurred_at)
    attempts.forget_stages(db, attempt, item.id)
    db.execute(
        "UPDATE quiz_draft SET response = 'null', sureness = NULL WHERE attempt_id = ? AND item = ?",
        (attempt.id, item.id),
    )
    return {
        "item": item.id,
        "attempt": attempt.id,
        "feedback": feedback(course, item, stored, attempt.id, _best(db, attempt, item)),
        "result": told_result(db, course, attempt),
    }


def submitted(db: sqlite3.Connection, course: Course, event: Event) -> dict[str, Any]:
    """Applies `quiz-submitted`: grades every item, what is not answered as nothing; replies the result.

    What comes later than the deadline and its grace is graded as it lay in the journal by then.
    """
    payload = _read(Submitted, event.payload, "This attempt")
    attempt = attempts.find(db, course, payload.attempt_id)
    if attempt is None or attempt.quiz != payload.quiz or attempt.mode != "graded":
        raise Refused("This attempt was not begun in this journal. Run the cell again and begin it.")
    if attempt.submitted_at is not None:
        raise Refused("This attempt is submitted already; what was counted then stays.")
    answers = _as_drafted(db, attempt)
    if not attempt.is_over(event.occurred_at):
        answers |= {id: one for id, one in payload.answers.items() if _is_newer(one, answers.get(id))}
    _grade_all(db, course, attempt, answers, event.id, event.occurred_at)
    is_withheld = attempts.find(db, course, attempt.id).is_withheld
    return {"attempt": attempt.id, "result": None if is_withheld else told_result(db, course, attempt)}


def close_overdue(db: sqlite3.Connection, course: Course, attempt: Attempt, moment: datetime) -> bool:
    """Ends a graded attempt whose time is up, with what was saved by then. Returns whether it did."""
    if attempt.submitted_at is not None or not attempt.is_over(moment):
        return False
    _grade_all(db, course, attempt, _as_drafted(db, attempt), attempt.id, attempt.deadline_at)
    return True


def _best(db: sqlite3.Connection, attempt: Attempt, item: AnyItem) -> float:
    given = attempts.responses(db, attempt.id)
    return max((one.raw_score for one in given if one.item == item.id), default=0.0)


def told_result(db: sqlite3.Connection, course: Course, attempt: Attempt) -> dict[str, Any]:
    """How the attempt stands, for the browser."""
    standing = attempts.standing_of(db, course, attempt)
    return result_in_words(course, standing, attempt.asked, attempt.track)


def _is_newer(one: Given, other: Given | None) -> bool:
    """Another tab may have saved something since this page was drawn."""
    return other is None or one.changed_ms >= other.changed_ms


def as_gone_on(db: sqlite3.Connection, attempt: Attempt, item: AnyItem, response: Any) -> Any:
    """A case's response with its stages as they were when the next one was seen."""
    kept = attempts.kept_stages(db, attempt.id).get(item.id) if isinstance(item, CaseItem) else None
    if not kept:
        return response
    return kept + (response[len(kept) :] if isinstance(response, list) else [])


def _as_drafted(db: sqlite3.Connection, attempt: Attempt) -> dict[str, Given]:
    return {
        id: Given(
            response=draft.response,
            sureness=draft.sureness,
            seconds=draft.seconds,
            changed_ms=draft.changed_ms,
        )
        for id, draft in attempts.drafts(db, attempt.id).items()
    }


def _grade_all(
    db: sqlite3.Connection,
    course: Course,
    attempt: Attempt,
    answers: dict[str, Given],
    event_id: str,
    at: datetime,
) -> None:
    for number, item in enumerate(attempts.items_of(course, attempt)):
        given = answers.get(item.id, Given())
        response = as_gone_on(db, attempt, item, unmasked(item, given.response))
        graded = grade_or_zero(item, response, attempt.id)
        as_meant = given.model_copy(update={"response": response})
        _store(db, f"{event_id}/{number}", attempt, item, as_meant, graded, at)
    attempts.end(db, attempt, at)
    if attempt.form:
        _release_pair(db, course, attempt, at)


def _release_pair(db: sqlite3.Connection, course: Course, attempt: Attempt, at: datetime) -> None:
    tried = attempts.every(db, course, attempt.quiz, attempt.track)
    if len({one.form for one in tried if one.submitted_at is not None}) == len(forms.OTHER):
        forms.release(db, tried, at)


def _store(
    db: sqlite3.Connection,
    id: str,
    attempt: Attempt,
    item: AnyItem,
    given: Given,
    graded: Grade,
    at: datetime,
) -> Response:
    is_first = not any(one.item == item.id for one in attempts.responses(db, attempt.id))
    costs = item.hint.costs if item.hint and item.id in attempts.hints(db, attempt.id) else 0.0
    stored = Response(
        item.id, item_hash(item), given.response, graded.score * (1 - costs), graded.score, given.sureness
    )
    db.execute(
        "INSERT INTO quiz_response"
        " (id, attempt_id, item, item_hash, at, response, score, raw_score, seconds, sureness)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            id,
            attempt.id,
            item.id,
            stored.item_hash,
            stamp(at),
            json.dumps(stored.response),
            stored.score,
            stored.raw_score,
            given.seconds,
            stored.sureness,
        ),
    )
    if is_first and attempt.form is None:
        review.learn(db, item.id, graded.score, given.sureness, given.seconds, at)
    return stored


def draft_from(course: Course, item_id: str, given: Given) -> Draft:
    """A draft as the journal keeps it, with the ids of the content."""
    item = bank(course, "student").get(item_id)
    response = unmasked(item, given.response) if item else None
    return Draft(response, given.sureness, given.is_flagged, given.changed_ms, given.seconds)


def _read(model: type[BaseModel], payload: Any, what: str) -> Any:
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        raise Refused(f"{what} could not be read ({first_problem(error)}).") from error


def _item_as_shown(course: Course, payload: Answered) -> AnyItem:
    item = bank(course, "student").get(payload.item)
    if item is None:
        raise Refused("This question is no longer part of the quiz. Run the cell again.")
    if item_hash(item) != payload.item_hash:
        raise Refused("This question has changed since it was shown. Run the cell again, and answer it anew.")
    return item
