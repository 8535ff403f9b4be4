"""Items whose numbers are drawn anew for each attempt, and worked out by a formula from the content.

A formula is evaluated by `simpleeval`, which knows numbers, the operators + - * / // % **, and the functions
named here; it reaches no file, no attribute and no loop.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from math import floor, isfinite, sqrt

from course.schema.quizzes import PLACE, CalculatedItem, CalculatedQuestion, Drawn, NearMiss, NumberItem

FUNCTIONS = {"abs": abs, "max": max, "min": min, "round": round, "sqrt": sqrt}
MAX_VALUE = 1e12


def evaluate(formula: str, values: Mapping[str, float]) -> float:
    """The formula's value. Raises ValueError with the reason for whatever is not a finite number."""
    from simpleeval import SimpleEval

    try:
        value = SimpleEval(functions=FUNCTIONS, names=dict(values)).eval(formula)
    except Exception as error:  # simpleeval's own, and whatever arithmetic raises
        raise ValueError(f"the formula '{formula}' cannot be evaluated: {error}") from error
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"the formula '{formula}' gives no finite number")
    if abs(value) > MAX_VALUE:
        raise ValueError(f"the formula '{formula}' gives more than {MAX_VALUE:g}")
    return float(value)


def check(formula: str, variables: Mapping[str, Drawn]) -> None:
    """Evaluates it at every corner of the ranges. Raises ValueError where it has no value."""
    corners: list[dict[str, float]] = [{}]
    for name, drawn in variables.items():
        corners = [{**corner, name: end} for corner in corners for end in (drawn.low, drawn.high)]
    for corner in corners:
        evaluate(formula, corner)


def drawn_values(item: CalculatedItem, seed: str) -> dict[str, float]:
    """The numbers that this attempt is asked about; the same for the same seed, for ever.

    `random.random` is the one generator whose sequence Python promises to keep.
    """
    draw = random.Random(f"{seed}/{item.id}").random
    return {name: _pick(range, draw()) for name, range in item.variables.items()}


def _pick(drawn: Drawn, share: float) -> float:
    steps = floor((drawn.high - drawn.low) / drawn.step + 1e-9)
    value = round(drawn.low + drawn.step * floor(share * (steps + 1)), 9)
    return int(value) if value.is_integer() else value


def as_number(item: CalculatedItem, seed: str) -> NumberItem:
    """The item with its numbers drawn: a number item like any other."""
    values = drawn_values(item, seed)
    answer = _tidy(evaluate(item.formula, values))
    nears = ((near, _tidy(evaluate(near.formula, values))) for near in item.near_misses)
    own = {name: getattr(item, name) for name in NumberItem.model_fields if name in type(item).model_fields}
    return NumberItem.model_construct(
        **own
        | {
            "kind": "number",
            "stem": fill_in(item.stem, values),
            "feedback_right": fill_in(item.feedback_right, values),
            "feedback_wrong": fill_in(item.feedback_wrong, values),
            "explanation": fill_in(item.explanation, values),
            "answer": answer,
            "near_misses": tuple(
                NearMiss(value=value, feedback=fill_in(near.feedback, values))
                for near, value in nears
                if abs(value - answer) > item.tolerance
            ),
        }
    )


def fill_in(text: str, values: Mapping[str, float]) -> str:
    """The text with each `{name}` replaced by its number."""
    return PLACE.sub(lambda place: f"{values[place[1]]:g}" if place[1] in values else place[0], text)


def is_drawn(item: object) -> bool:
    return isinstance(item, CalculatedQuestion)


def _tidy(value: float) -> float:
    """Without the dust of binary fractions: 0.1 + 0.2 is 0.3."""
    return round(value, 9)
