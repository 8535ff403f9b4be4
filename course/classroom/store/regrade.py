"""Grades handed-in answers once more: a score that came from a student's computer is only compared.

What the course knows with the same hash is graded here, and that score counts. What it does not know, such as
a question that was changed since, keeps the score of the file; a first form's file has none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from course.bank import bank
from course.calculated import drawn_values
from course.grading import grade_or_zero
from course.quiz_items import item_hash
from course.schema import AnyItem, Course

if TYPE_CHECKING:
    from course.classroom.files.hand_in import HandInAnswer, HandInAttempt

MAX_KEPT = 200_000
"""Gradings that are remembered: a class answers the same questions with the same options."""
EQUAL_WITHIN = 1e-6


class Graded(NamedTuple):
    """One answer. `response` is JSON; `known` says whether the scores are ours or the file's; None where
    neither has one."""

    response: str
    score: float | None
    raw_score: float | None
    known: bool

    def differs_from(self, answer: HandInAnswer) -> bool:
        if answer.score is None:
            return False
        return (
            abs(self.score - answer.score) > EQUAL_WITHIN
            or abs(self.raw_score - answer.raw_score) > EQUAL_WITHIN
        )


@dataclass(frozen=True)
class Standing:
    """How an attempt stands; as `course.quiz_results.result` reckons it, without its words."""

    answered: int
    score: float
    passed: bool
    seconds: float | None


class Grader:
    """Remembers what it has graded, in bounded room."""

    def __init__(self, course: Course):
        known = bank(course, "student")
        self._items: Mapping[tuple[str, str], AnyItem] = {
            (id, item_hash(item)): item for id, item in known.items()
        }
        self._safety_critical = {id for id, item in known.items() if item.safety_critical}
        self._pass_marks = {quiz.id: quiz.pass_mark for quiz in course.quizzes.values()}
        self._kept: dict[tuple, tuple[str, float | None]] = {}

    def graded(self, attempt_id: str, answer: HandInAnswer) -> Graded:
        text, raw = self._raw(attempt_id, answer.item, answer.item_hash, answer.response)
        if raw is None:
            return Graded(text, answer.score, answer.raw_score, False)
        took_hint = answer.score is not None and abs(answer.score - answer.raw_score) > EQUAL_WITHIN
        score = raw * (1 - self._costs(answer)) if took_hint else raw
        return Graded(text, score, raw, True)

    def pass_mark(self, attempt: HandInAttempt) -> float:
        """The course's own, where it has the quiz."""
        return self._pass_marks.get(attempt.quiz, attempt.pass_mark)

    def standing(self, attempt: HandInAttempt, graded: list[Graded]) -> Standing:
        best: dict[str, float] = {}
        right: set[str] = set()
        answered: set[str] = set()
        seconds = None
        for answer, one in zip(attempt.answers, graded, strict=True):
            if one.score > best.get(answer.item, -1.0):
                best[answer.item] = one.score
            if one.raw_score == 1:
                right.add(answer.item)
            if answer.response is not None:
                answered.add(answer.item)
            if answer.seconds is not None:
                seconds = (seconds or 0.0) + answer.seconds
        score = sum(best.get(id, 0.0) for id in attempt.items) / len(attempt.items) if attempt.items else 0.0
        safe = not (self._safety_critical.intersection(attempt.items) - right)
        passed = safe and score >= self.pass_mark(attempt) - 1e-9
        return Standing(len(answered), score, passed, seconds)

    def _raw(self, attempt_id: str, id: str, hash: str, response: Any) -> tuple[str, float | None]:
        """The response as JSON, and what it earned; None for an item that the course does not know."""
        key = (id, hash, response) if type(response) is str else (id, hash, repr(response), None)
        found = self._kept.get(key)
        if found is None:
            item = self._items.get((id, hash))
            if item is not None and item.kind == "calculated":
                key = (*key, *drawn_values(item, attempt_id).values())
                found = self._kept.get(key)
        if found is None:
            raw = grade_or_zero(item, response, attempt_id).score if item else None
            found = (json.dumps(response), raw)
            if len(self._kept) >= MAX_KEPT:
                self._kept.clear()
            self._kept[key] = found
        return found

    def _costs(self, answer: HandInAnswer) -> float:
        hint = self._items[answer.item, answer.item_hash].hint
        return hint.costs if hint else 0.0
