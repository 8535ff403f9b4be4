"""Grades handed-in answers once more: a score that came from a student's computer is only compared.

What the course knows with the same hash is graded here, and that score counts. What it does not know, such as
a question that was changed since, keeps the score of the file; a first form's file has none.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from course.bank import bank
from course.calculated import drawn_values
from course.grading import grade_or_zero
from course.quiz_items import item_hash
from course.schema import AnyItem, Course

if TYPE_CHECKING:
    from course.handing_in.hand_in import HandInAnswer, HandInAttempt

MAX_KEPT = 50_000
"""Gradings that are remembered: a class answers the same questions with the same options."""
MAX_KEPT_CHARACTERS = 1000
"""Of a response; longer ones are nobody else's."""
EQUAL_WITHIN = 1e-6


class Graded(NamedTuple):
    """One answer. `item` is its id and hash, `response` JSON; `known` says whether the scores are ours or the
    file's, `differs` whether the file says other ones. A score is None where neither has one."""

    item: tuple[str, str]
    response: str
    score: float | None
    raw_score: float | None
    known: bool
    differs: bool


@dataclass(frozen=True)
class Standing:
    """How an attempt stands; as `course.quiz_results.result` reckons it, without its words."""

    answered: int
    score: float
    passed: bool
    seconds: float | None


class Grader:
    """Grades equal answers once, and remembers them in bounded room."""

    def __init__(self, course: Course):
        known = bank(course, "student")
        self._items: Mapping[tuple[str, str], AnyItem] = {
            (id, item_hash(item)): item for id, item in known.items()
        }
        self._safety_critical = {id for id, item in known.items() if item.safety_critical}
        self._pass_marks = {quiz.id: quiz.pass_mark for quiz in course.quizzes.values()}
        self._kept: dict[tuple, Graded] = {}

    def graded(self, attempt_id: str, answers: Sequence[HandInAnswer]) -> list[Graded]:
        """Each of these answers."""
        keys = list(map(_key, answers))
        found = list(map(self._kept.get, keys))
        for place, one in enumerate(found):
            if one is None:
                found[place] = self._graded(attempt_id, answers[place], keys[place])
        return found

    def _graded(self, attempt_id: str, answer: HandInAnswer, key: tuple) -> Graded:
        """An answer that was not graded before, or by other numbers, as each attempt draws its own."""
        item = self._items.get((answer.item, answer.item_hash))
        if item is not None and item.kind == "calculated" and answer.response is not None:
            key = (*key, *drawn_values(item, attempt_id).values())
        return self._kept.get(key) or self._keep(key, _graded(item, attempt_id, answer))

    def _keep(self, key: tuple, graded: Graded) -> Graded:
        if len(self._kept) >= MAX_KEPT:
            self._kept.clear()
        if len(graded.response) <= MAX_KEPT_CHARACTERS:
            self._kept[key] = graded
        return graded

    def pass_mark(self, attempt: HandInAttempt) -> float:
        """The course's own, where it has the quiz."""
        return self._pass_marks.get(attempt.quiz, attempt.pass_mark)

    def standing(self, attempt: HandInAttempt, graded: Sequence[Graded]) -> Standing:
        best: dict[str, float] = {}
        for (id, _), _, score, _, _, _ in graded:
            if score > best.get(id, -1.0):
                best[id] = score
        right = {one.item[0] for one in graded if one.raw_score == 1}
        answered = {one.item[0] for one in graded if one.response != "null"}
        seconds = [answer.seconds for answer in attempt.answers if answer.seconds is not None]
        score = sum(best.get(id, 0.0) for id in attempt.items) / len(attempt.items) if attempt.items else 0.0
        safe = not (self._safety_critical.intersection(attempt.items) - right)
        passed = safe and all(one.known for one in graded) and score >= self.pass_mark(attempt) - 1e-9
        return Standing(len(answered), score, passed, sum(seconds) if seconds else None)


def _key(answer: HandInAnswer) -> tuple:
    """Equal for answers that earn the same; 1, 1.0, true and the text 1 are four answers."""
    response = answer.response
    told = response if type(response) is str else (repr(response),)
    return answer.item, answer.item_hash, told, answer.score, answer.raw_score


def _graded(item: AnyItem | None, attempt_id: str, answer: HandInAnswer) -> Graded:
    id, response = (answer.item, answer.item_hash), json.dumps(answer.response)
    if item is None:
        return Graded(id, response, answer.score, answer.raw_score, False, False)
    raw = grade_or_zero(item, answer.response, attempt_id).score
    if answer.score is None:
        return Graded(id, response, raw, raw, True, False)
    took_hint = abs(answer.score - answer.raw_score) > EQUAL_WITHIN
    costs = item.hint.costs if took_hint and item.hint else 0.0
    score = raw * (1 - costs)
    differs = abs(score - answer.score) > EQUAL_WITHIN or abs(raw - answer.raw_score) > EQUAL_WITHIN
    return Graded(id, response, score, raw, True, differs)
