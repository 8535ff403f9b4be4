"""Grades one answer to one quiz item. Pure: no journal, no clock, nothing drawn at random.

    grade(item, "90 s").score

A new kind of item is one function here and one line in `GRADERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from course.calculated import as_number
from course.errors import Refused
from course.numbers import exact, read_number, with_unit
from course.schema import (
    CalculatedItem,
    CaseQuestion,
    ChoiceQuestion,
    ClozeQuestion,
    HotspotQuestion,
    MatchQuestion,
    MultipleQuestion,
    NumberQuestion,
    Option,
    OrderQuestion,
    TrueFalseQuestion,
)

VERDICT_ALONE = 0.5
"""What true or false earns without the right reason."""


@dataclass(frozen=True)
class OptionFeedback:
    """What is said about one option once an answer is in; `id` is the option's."""

    id: str
    chosen: bool
    correct: bool
    text: str


@dataclass(frozen=True)
class Line:
    """One part of an answer, in words: what it was about, what was answered, what fits, and why."""

    about: str
    answered: str
    correct: bool
    answer: str
    feedback: str | None = None


@dataclass(frozen=True)
class Feedback:
    """`general` speaks of the answer as a whole; `answered` is the answer as it was understood.

    `options` where options were offered, `lines` where the answer has parts, `stages` of a case.
    """

    general: str | None = None
    options: tuple[OptionFeedback, ...] = ()
    answered: str | None = None
    answer: str | None = None
    lines: tuple[Line, ...] = ()
    stages: tuple[Grade, ...] = ()


@dataclass(frozen=True)
class Grade:
    """`score` runs from 0 to 1. Not `complete`: a case of which more stages are to come."""

    score: float
    feedback: Feedback = field(default_factory=Feedback)
    complete: bool = True

    @property
    def correct(self) -> bool:
        """Full marks, and nothing less."""
        return self.score == 1


NO_ANSWER = Grade(0.0, Feedback(general="This was not answered."))


def grade(item: Any, response: Any, seed: str = "") -> Grade:
    """Grades what came from outside. The feedback is made of this item, this response and the seed alone.

    `seed` is the attempt's, by which a calculated item drew its numbers. `response`, by kind: an option's id
    (choice, hotspot), a list of them (multiple), `{verdict, reason}` (true-false), a text (number,
    calculated), all parts in order (order), a mapping (match: pair to partner; cloze: gap to word), the
    responses so far (case). Raises `Refused`, with a sentence for the person, for anything that cannot be
    read as an answer: that costs nothing.
    """
    if isinstance(item, CalculatedItem):
        item = as_number(item, seed)
    return GRADERS[item.kind](item, response)


def grade_or_zero(item: Any, response: Any, seed: str = "") -> Grade:
    """The same where nothing can be asked again: no answer counts nothing, half a case half.

    A stage of a case that cannot be read takes nothing from the others.
    """
    if response is None:
        return NO_ANSWER
    try:
        graded = _case(item, response, grade_or_zero) if item.kind == "case" else grade(item, response, seed)
    except Refused:
        return NO_ANSWER
    return Grade(graded.score, graded.feedback)


def _choice(item: ChoiceQuestion, response: Any) -> Grade:
    if not isinstance(response, str):
        raise Refused("Choose one of the answers first.")
    return _one_of(item.options, response)


def _hotspot(item: HotspotQuestion, response: Any) -> Grade:
    if not isinstance(response, str):
        raise Refused("Tap a place in the picture first, or choose one in the list.")
    return _one_of(item.spots, response)


def _one_of(options: Iterable[Any], response: str) -> Grade:
    options = tuple(options)
    (chosen,) = _known(options, [response])
    return Grade(float(chosen.correct), Feedback(options=_on_options(options, [chosen])))


def _multiple(item: MultipleQuestion, response: Any) -> Grade:
    """Each right tick counts for, each other tick counts against: ticking everything gains nothing."""
    if not isinstance(response, list) or not response:
        raise Refused("Tick at least one answer first.")
    chosen = _known(item.options, response)
    hits = sum(option.correct for option in chosen)
    possible = sum(option.correct for option in item.options)
    others = len(item.options) - possible
    false_alarms = len(chosen) - hits
    score = max(0.0, hits / possible - false_alarms / min(possible, others))
    return Grade(score, Feedback(options=_on_options(item.options, chosen)))


def _true_false(item: TrueFalseQuestion, response: Any) -> Grade:
    """The verdict earns half, and the reason the other half where the verdict is right."""
    given = response if isinstance(response, dict) else {}
    if given.get("verdict") not in ("true", "false"):
        raise Refused("Choose true or false first.")
    if not isinstance(given.get("reason"), str):
        raise Refused("Choose a reason too.")
    (reason,) = _known(item.reasons, [given["reason"]])
    agrees = (given["verdict"] == "true") == item.is_true
    score = (VERDICT_ALONE + (1 - VERDICT_ALONE) * reason.correct) if agrees else 0.0
    key = "true" if item.is_true else "false"
    verdict = Line("The statement", given["verdict"], agrees, key)
    return Grade(score, Feedback(options=_on_options(item.reasons, [reason]), lines=(verdict,)))


def _number(item: NumberQuestion, response: Any) -> Grade:
    value, written = read_number(item, response)
    answer, tolerance = exact(item.answer), exact(item.tolerance)
    right = abs(value - answer) <= tolerance
    general = item.feedback_right if right else item.feedback_wrong
    for near in item.near_misses:
        if not right and abs(value - exact(near.value)) <= tolerance:
            general = near.feedback
            break
    feedback = Feedback(general=general, answered=written, answer=with_unit(answer, item.unit))
    return Grade(float(right), feedback)


def _order(item: OrderQuestion, response: Any) -> Grade:
    """The share of neighbours that follow each other as they should."""
    if not isinstance(response, list):
        raise Refused("Put the steps in order first.")
    given = _known(item.parts, response)
    if len(given) != len(item.parts):
        raise Refused("Each step stands in the order once.")
    right_pairs = set(pairwise(part.id for part in item.parts))
    score = sum(pair in right_pairs for pair in pairwise(part.id for part in given)) / len(right_pairs)
    lines = tuple(
        Line(f"Place {place}", part.text, part is right, right.text, right.feedback)
        for place, (part, right) in enumerate(zip(given, item.parts, strict=True), 1)
    )
    general = item.feedback_right if score == 1 else item.feedback_wrong
    return Grade(score, Feedback(general=general, lines=lines))


def _match(item: MatchQuestion, response: Any) -> Grade:
    given = _each_of(item.pairs, response, "Find a partner for each line first.")
    partners = {partner.id: partner.text for partner in item.partners}
    return _by_parts(
        (pair.text, given[pair.id], pair.partner, partners, pair.feedback) for pair in item.pairs
    )


def _cloze(item: ClozeQuestion, response: Any) -> Grade:
    given = _each_of(item.gaps, response, "Fill each gap first.")
    words = {word.id: word.text for word in item.words}
    return _by_parts(
        (f"Gap {number}", given[gap.id], gap.word, words, gap.feedback)
        for number, gap in enumerate(item.gaps, 1)
    )


def _each_of(parts: Iterable[Any], response: Any, ask: str) -> dict[str, Any]:
    if not isinstance(response, dict):
        raise Refused(ask)
    ids = [part.id for part in parts]
    if set(response) - set(ids):
        raise _not_offered()
    if any(response.get(id) in (None, "") for id in ids):
        raise Refused(ask)
    return response


def _by_parts(parts: Iterable[tuple[str, Any, str, Mapping[str, str], str]]) -> Grade:
    lines = []
    for about, given, key, texts, feedback in parts:
        if not isinstance(given, str) or given not in texts:
            raise _not_offered()
        lines.append(Line(about, texts[given], given == key, texts[key], feedback))
    return Grade(sum(line.correct for line in lines) / len(lines), Feedback(lines=tuple(lines)))


def _case(item: CaseQuestion, response: Any, grade_stage: Callable[[Any, Any], Grade] = grade) -> Grade:
    """The mean of its stages; those not yet answered count nothing."""
    if not isinstance(response, list) or not 1 <= len(response) <= len(item.stages):
        raise Refused("Answer the first stage first.")
    grades = tuple(grade_stage(stage.ask, given) for stage, given in zip(item.stages, response, strict=False))
    score = sum(graded.score for graded in grades) / len(item.stages)
    return Grade(score, Feedback(stages=grades), complete=len(grades) == len(item.stages))


def _known(options: Iterable[Any], ids: list[Any]) -> list[Any]:
    known = {option.id: option for option in options}
    if not all(isinstance(id, str) and id in known for id in ids) or len(set(ids)) != len(ids):
        raise _not_offered()
    return [known[id] for id in ids]


def _not_offered() -> Refused:
    return Refused("This answer is not among those offered. Run the cell again.")


def _on_options(options: Iterable[Option], chosen: list[Any]) -> tuple[OptionFeedback, ...]:
    return tuple(
        OptionFeedback(option.id, option in chosen, option.correct, option.feedback) for option in options
    )


GRADERS: Mapping[str, Callable[[Any, Any], Grade]] = {
    "choice": _choice,
    "multiple": _multiple,
    "true-false": _true_false,
    "number": _number,
    "order": _order,
    "match": _match,
    "hotspot": _hotspot,
    "cloze": _cloze,
    "case": _case,
}
"""By kind; a calculated item is graded as the number item that its attempt drew."""
