"""What the screening does to groups of made-up people: it should neither stop most nor let all pass."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

from course.schema import Course, Population
from course.screening import Answer, screen

PEOPLE = 2000
SEED = 20261122


def shares(
    course: Course, population: Population, people: int = PEOPLE, seed: int = SEED
) -> Mapping[str, float]:
    """Share (0 to 1) of go, ask-first/some, ask-first/all and emergency among `people` synthetic people.

    Each sign is drawn on its own with the population's rate; the rates are estimates.
    """
    draw = random.Random(seed)
    found: Counter[str] = Counter()
    for _ in range(people):
        verdict = screen(course, _answers(course, population, draw))
        found[f"{verdict.outcome}/{verdict.scope}" if verdict.scope else verdict.outcome] += 1
    return {
        outcome: found[outcome] / people for outcome in ("go", "ask-first/some", "ask-first/all", "emergency")
    }


def _answers(course: Course, population: Population, draw: random.Random) -> dict[str, Answer]:
    answers = {}
    for question in course.safety.questions:
        rates = {tick.id: population.rates.get(f"{question.id}/{tick.id}", 0.0) for tick in question.ticks}
        ticks = frozenset(id for id, rate in rates.items() if draw.random() < rate)
        answers[question.id] = Answer(answer="yes" if ticks else "no", ticks=ticks)
    return answers
