"""Items whose numbers are drawn anew for each attempt, and worked out by a formula from the content.

A formula is evaluated by `simpleeval`, held to numbers, the operators + - * / // % **, and the functions
named here: it reaches no file, no attribute, no text and no loop. It reckons in floating point alone, because
whole numbers of a million digits take for ever.
"""

from __future__ import annotations

import ast
import operator
import random
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import product
from math import floor, isfinite, prod, sqrt

from course.schema.quizzes import PLACE, CalculatedItem, Drawn, NearMiss, NumberItem


def _round(value: float, digits: float = 0) -> float:
    return round(float(value), int(digits))


FUNCTIONS = {"abs": abs, "max": max, "min": min, "round": _round, "sqrt": sqrt}
OPERATORS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.UAdd: operator.pos,
    ast.USub: operator.neg,
}
PARTS = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Name)
"""What a formula is made of besides numbers."""

MAX_VALUE = 1e12
MAX_PLACES = 150
"""At how many places, besides the corners of its ranges, a formula is tried before it is taken."""


def evaluate(formula: str, values: Mapping[str, float]) -> float:
    """The formula's value. Raises ValueError with the reason for whatever is not a finite number."""
    from simpleeval import SimpleEval

    try:
        evaluator = SimpleEval(OPERATORS, FUNCTIONS, {name: float(value) for name, value in values.items()})
        evaluator.nodes = {part: evaluator.nodes[part] for part in PARTS} | {ast.Constant: _constant}
        value = evaluator.eval(formula, _parsed(formula))
    except Exception as error:  # simpleeval's own, and whatever arithmetic raises
        raise ValueError(f"the formula '{formula}' cannot be evaluated: {error}") from error
    if not isinstance(value, float) or not isfinite(value):
        raise ValueError(f"the formula '{formula}' gives no finite number")
    if abs(value) > MAX_VALUE:
        raise ValueError(f"the formula '{formula}' gives more than {MAX_VALUE:g}")
    return value


@lru_cache(256)
def _parsed(formula: str) -> ast.expr:
    return ast.parse(formula.strip(), mode="eval").body


def _constant(node: ast.Constant) -> float:
    if type(node.value) not in (int, float):
        raise ValueError(f"{node.value!r} is no number")
    return float(node.value)


def check(formula: str, variables: Mapping[str, Drawn]) -> None:
    """Evaluates it at every corner of the ranges and between. Raises ValueError where it has no value."""
    for corner in product(*((drawn.low, drawn.high) for drawn in variables.values())):
        evaluate(formula, dict(zip(variables, corner, strict=True)))
    for place in _places(variables):
        evaluate(formula, place)


def _places(variables: Mapping[str, Drawn]) -> Iterator[dict[str, float]]:
    """Every combination of numbers where these are few, some where they are many."""
    if prod(_steps(drawn) + 1 for drawn in variables.values()) <= MAX_PLACES:
        every = ([_at(drawn, step) for step in range(_steps(drawn) + 1)] for drawn in variables.values())
        yield from (dict(zip(variables, place, strict=True)) for place in product(*every))
    else:
        draw = random.Random(MAX_PLACES).random
        for _ in range(MAX_PLACES):
            yield {name: _pick(drawn, draw()) for name, drawn in variables.items()}


def drawn_values(item: CalculatedItem, seed: str) -> dict[str, float]:
    """The numbers that this attempt is asked about; the same for the same seed, for ever.

    `random.random` is the one generator whose sequence Python promises to keep.
    """
    draw = random.Random(f"{seed}/{item.id}").random
    return {name: _pick(range, draw()) for name, range in item.variables.items()}


def _pick(drawn: Drawn, share: float) -> float:
    return _at(drawn, floor(share * (_steps(drawn) + 1)))


def _steps(drawn: Drawn) -> int:
    return floor((drawn.high - drawn.low) / drawn.step + 1e-9)


def _at(drawn: Drawn, step: int) -> float:
    value = round(drawn.low + drawn.step * step, 9)
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
    return PLACE.sub(lambda place: _in_digits(values[place[1]]) if place[1] in values else place[0], text)


def _in_digits(value: float) -> str:
    """Every digit that was drawn: the answer is worked out from them all."""
    return f"{value:.9f}".rstrip("0").rstrip(".")


def filled_in(item: object, text: str, seed: str) -> str:
    """Any of the item's texts with the numbers that this attempt drew."""
    return fill_in(text, drawn_values(item, seed)) if isinstance(item, CalculatedItem) else text


def _tidy(value: float) -> float:
    """Without the dust of binary fractions: 0.1 + 0.2 is 0.3."""
    return round(value, 9)
