"""How many responses a second the graders grade, over 100,000 of all kinds of the course's own items."""

from __future__ import annotations

import random
import time

from course import load_course
from course.bank import bank
from course.grading import grade_or_zero
from course.quiz_items import GROUPS
from course.schema import AnyItem
from tests.bench.table import Row

RESPONSES = 100_000
RUNS = 3


def measure() -> list[Row]:
    items = list(bank(load_course(), "student").values())
    chance = random.Random(7)
    given = [(item, _some_response(item, chance)) for item in chance.choices(items, k=RESPONSES)]
    rates = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        for item, response in given:
            grade_or_zero(item, response, "bench")
        rates.append(RESPONSES / (time.perf_counter() - begun))
    return [Row(f"grading {RESPONSES:,} responses, all kinds", "a second", rates, more_is_better=True)]


def _some_response(item: AnyItem, chance: random.Random) -> object:
    """An answer as somebody might give it, right or wrong."""
    if item.kind == "case":
        return [_some_response_to(stage.ask, chance) for stage in item.stages]
    return _some_response_to(item, chance)


def _some_response_to(question: object, chance: random.Random) -> object:
    keys, values = GROUPS[question.kind]
    if values is None:
        return str(chance.choice([30, 60, 90, "1.5 min", "2,5"]))
    ids = [part.id for part in getattr(question, values)]
    if keys:
        return {part.id: chance.choice(ids) for part in getattr(question, keys)}
    if question.kind == "order":
        return chance.sample(ids, len(ids))
    if question.kind == "true-false":
        return {"verdict": chance.choice(["true", "false"]), "reason": chance.choice(ids)}
    return chance.sample(ids, 2) if question.kind == "multiple" else chance.choice(ids)
