"""How a made-up student answers a question of any kind: right, or wrong as students are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

from course.calculated import as_number
from course.schema import AnyItem, CalculatedItem


def right_answer(item: AnyItem, seed: str) -> Any:
    """The key as a response; `seed` is the id of the attempt, which decides what a calculated item asks."""
    return _key(as_number(item, seed) if isinstance(item, CalculatedItem) else item)


def wrong_answer(item: AnyItem, seed: str, chance: Random) -> Any:
    """A response that earns less than full marks. Of the wrong options the first ones tempt more often."""
    return _slip(as_number(item, seed) if isinstance(item, CalculatedItem) else item, chance)


def guess_share(item: AnyItem) -> float:
    """How often somebody who knows nothing is right."""
    if item.kind == "choice":
        return 1 / len(item.options)
    if item.kind == "hotspot":
        return 1 / len(item.spots)
    return 0.5 / len(item.reasons) if item.kind == "true-false" else 0.0


def _key(question: Any) -> Any:
    return KEYS[question.kind](question)


def _slip(question: Any, chance: Random) -> Any:
    return SLIPS[question.kind](question, chance)


def _correct(options: Any) -> list[str]:
    return [option.id for option in options if option.correct]


def _written(value: float, unit: str) -> str:
    """With a fourth decimal where three could be read as thousands."""
    number = f"{value:.10g}"
    return f"{number}0 {unit}" if len(number.partition(".")[2]) == 3 else f"{number} {unit}"


def _verdict(is_true: bool) -> str:
    return "true" if is_true else "false"


KEYS: Mapping[str, Callable[[Any], Any]] = {
    "choice": lambda question: _correct(question.options)[0],
    "hotspot": lambda question: _correct(question.spots)[0],
    "multiple": lambda question: _correct(question.options),
    "true-false": lambda question: {
        "verdict": _verdict(question.is_true),
        "reason": _correct(question.reasons)[0],
    },
    "number": lambda question: _written(question.answer, question.unit),
    "order": lambda question: [part.id for part in question.parts],
    "match": lambda question: {pair.id: pair.partner for pair in question.pairs},
    "cloze": lambda question: {gap.id: gap.word for gap in question.gaps},
    "case": lambda question: [_key(stage.ask) for stage in question.stages],
}


def _wrong_one(options: Any, chance: Random) -> str:
    wrong = [option.id for option in options if not option.correct]
    return chance.choices(wrong, weights=range(len(wrong), 0, -1))[0]


def _multiple(question: Any, chance: Random) -> list[str]:
    """One right tick too few, or one wrong tick too many."""
    chosen = _correct(question.options)
    if len(chosen) > 1 and chance.random() < 0.5:
        chosen.remove(chance.choice(chosen))
        return chosen
    return [*chosen, _wrong_one(question.options, chance)]


def _true_false(question: Any, chance: Random) -> dict[str, str]:
    """The wrong verdict as often as the right one with another reason."""
    if chance.random() < 0.5:
        return {"verdict": _verdict(not question.is_true), "reason": chance.choice(question.reasons).id}
    return {"verdict": _verdict(question.is_true), "reason": _wrong_one(question.reasons, chance)}


def _number(question: Any, chance: Random) -> str:
    near = [near.value for near in question.near_misses]
    wrong = chance.choice(near) if near and chance.random() < 0.7 else question.answer * 2 + 1
    return _written(wrong, question.unit)


def _order(question: Any, chance: Random) -> list[str]:
    """Two neighbours change places."""
    ids = [part.id for part in question.parts]
    place = chance.randrange(len(ids) - 1)
    ids[place : place + 2] = reversed(ids[place : place + 2])
    return ids


def _one_wrong(key: dict[str, str], others: list[str], chance: Random) -> dict[str, str]:
    part = chance.choice(list(key))
    return key | {part: chance.choice([other for other in others if other != key[part]])}


def _case(question: Any, chance: Random) -> list[Any]:
    """One stage of it goes wrong."""
    given = _key(question)
    place = chance.randrange(len(given))
    given[place] = _slip(question.stages[place].ask, chance)
    return given


SLIPS: Mapping[str, Callable[[Any, Random], Any]] = {
    "choice": lambda question, chance: _wrong_one(question.options, chance),
    "hotspot": lambda question, chance: _wrong_one(question.spots, chance),
    "multiple": _multiple,
    "true-false": _true_false,
    "number": _number,
    "order": _order,
    "match": lambda question, chance: _one_wrong(
        _key(question), [one.id for one in question.partners], chance
    ),
    "cloze": lambda question, chance: _one_wrong(_key(question), [one.id for one in question.words], chance),
    "case": _case,
}
