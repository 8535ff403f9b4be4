"""Grades handed-in answers once more: a score that came from a student's computer is only compared.

What the course knows with the same hash is graded here, and that score counts. What it does not know, such as
a question that was changed since, keeps the score of the file; a first form's file has none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import msgspec

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
_as_json = msgspec.json.encode


class Graded(NamedTuple):
    """One answer. `item` is its id and hash, `response` JSON; `known` says whether the scores are ours or the
    file's, `differs` whether the file says other ones. A score is None where neither has one."""

    item: tuple[str, str]
    response: str
    score: float | None
    raw_score: float | None
    known: bool
    differs: bool


class GradedAnswers(NamedTuple):
    """The answers of an attempt in their order, a column for each field of `Graded`."""

    items: tuple[tuple[str, str], ...]
    responses: tuple[str, ...]
    scores: tuple[float | None, ...]
    raw_scores: tuple[float | None, ...]
    known: tuple[bool, ...]
    differs: tuple[bool, ...]


NO_ANSWERS = GradedAnswers((), (), (), (), (), ())


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

    def __getstate__(self) -> dict:
        """What another process needs: no answer of anybody."""
        return {**self.__dict__, "_kept": {}}

    def graded(self, attempt_id: str, answers: Sequence[HandInAnswer]) -> GradedAnswers:
        """Each of these answers. What is equal earns the same: as JSON 1, 1.0, true and "1" are four."""
        keys = [
            (one.item, one.item_hash, _as_json(one.response), one.score, one.raw_score) for one in answers
        ]
        found = list(map(self._kept.get, keys))
        for place, one in enumerate(found):
            if one is None:
                found[place] = self._graded(attempt_id, answers[place], keys[place])
        return GradedAnswers(*zip(*found, strict=True)) if found else NO_ANSWERS

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

    def standing(self, attempt: HandInAttempt, graded: GradedAnswers) -> Standing:
        ids = [id for id, _ in graded.items]
        best: dict[str, float] = {}
        for id, score in zip(ids, graded.scores, strict=True):
            if score > best.get(id, -1.0):
                best[id] = score
        right = {id for id, raw_score in zip(ids, graded.raw_scores, strict=True) if raw_score == 1}
        answered = {id for id, response in zip(ids, graded.responses, strict=True) if response != "null"}
        seconds = [answer.seconds for answer in attempt.answers if answer.seconds is not None]
        score = sum(best.get(id, 0.0) for id in attempt.items) / len(attempt.items) if attempt.items else 0.0
        safe = not (self._safety_critical.intersection(attempt.items) - right)
        passed = safe and all(graded.known) and score >= self.pass_mark(attempt) - 1e-9
        return Standing(len(answered), score, passed, sum(seconds) if seconds else None)


def _graded(item: AnyItem | None, attempt_id: str, answer: HandInAnswer) -> Graded:
    id, response = (answer.item, answer.item_hash), _as_json(answer.response).decode()
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
