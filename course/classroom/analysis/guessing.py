"""What somebody earns on average who knows nothing and guesses, by kind of item."""

from __future__ import annotations

from math import comb
from typing import Any

from course.grading import VERDICT_ALONE, grade


def random_guess(question: Any) -> float:
    """The mean score, 0 to 1, of an answer drawn at random.

    Of `multiple` every set of ticks but the empty one is as likely as any other, of `order` every order; a
    partner or a word may be drawn more than once. A number cannot be guessed: 0, as in Moodle.
    """
    return _GUESSES[question.kind](question)


def _multiple(question: Any) -> float:
    """The mean over all sets of ticks, by how many right and other ones each holds."""
    right = [option.id for option in question.options if option.correct]
    others = [option.id for option in question.options if not option.correct]
    total = sum(
        comb(len(right), hits)
        * comb(len(others), slips)
        * grade(question, right[:hits] + others[:slips]).score
        for hits in range(len(right) + 1)
        for slips in range(len(others) + 1)
        if hits + slips
    )
    return total / (2 ** len(question.options) - 1)


def _true_false(question: Any) -> float:
    return 0.5 * (VERDICT_ALONE + (1 - VERDICT_ALONE) / len(question.reasons))


def _case(question: Any) -> float:
    return sum(random_guess(stage.ask) for stage in question.stages) / len(question.stages)


_GUESSES = {
    "choice": lambda question: 1 / len(question.options),
    "hotspot": lambda question: 1 / len(question.spots),
    "multiple": _multiple,
    "true-false": _true_false,
    "order": lambda question: 1 / len(question.parts),
    "match": lambda question: 1 / len(question.partners),
    "cloze": lambda question: 1 / len(question.words),
    "number": lambda question: 0.0,
    "calculated": lambda question: 0.0,
    "case": _case,
}
