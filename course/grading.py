"""Grades one answer to one quiz item. Pure: no journal, no clock, nothing drawn at random.

    grade(item, "90 s").score

A new kind of item is one function here and one line in `GRADERS`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from course.errors import Refused
from course.schema import AnyItem, ChoiceItem, MultipleItem, NumberItem, Option

MAX_NUMBER_CHARACTERS = 40


@dataclass(frozen=True)
class OptionFeedback:
    """What is said about one option once an answer is in; `id` is the option's."""

    id: str
    chosen: bool
    correct: bool
    text: str


@dataclass(frozen=True)
class Feedback:
    """`general` speaks of the answer as a whole; `answered` is the answer as it was understood."""

    general: str | None = None
    options: tuple[OptionFeedback, ...] = ()
    answered: str | None = None
    answer: str | None = None


@dataclass(frozen=True)
class Grade:
    """`score` runs from 0 to 1."""

    score: float
    feedback: Feedback

    @property
    def correct(self) -> bool:
        """Full marks, and nothing less."""
        return self.score == 1


def grade(item: AnyItem, response: Any) -> Grade:
    """Grades what came from outside. The feedback is made of this item and this response alone.

    `response` is an option's id (choice), a list of them (multiple) or a text (number). Raises `Refused`,
    with a sentence for the person, for anything that cannot be read as an answer: that costs nothing.
    """
    return GRADERS[item.kind](item, response)


def _choice(item: ChoiceItem, response: Any) -> Grade:
    if not isinstance(response, str):
        raise Refused("Choose one of the answers first.")
    chosen = _known_options(item, [response])
    return Grade(float(any(option.correct for option in chosen)), _on_options(item, chosen))


def _multiple(item: MultipleItem, response: Any) -> Grade:
    """Each right tick counts for, each other tick counts against: ticking everything gains nothing."""
    if not isinstance(response, list) or not response:
        raise Refused("Tick at least one answer first.")
    chosen = _known_options(item, response)
    hits = sum(option.correct for option in chosen)
    false_alarms = len(chosen) - hits
    possible = sum(option.correct for option in item.options)
    return Grade(max(0.0, (hits - false_alarms) / possible), _on_options(item, chosen))


def _known_options(item: ChoiceItem | MultipleItem, ids: list[Any]) -> list[Option]:
    known = {option.id: option for option in item.options}
    if not all(isinstance(id, str) and id in known for id in ids) or len(set(ids)) != len(ids):
        raise Refused("This answer is not among those offered. Run the cell again.")
    return [known[id] for id in ids]


def _on_options(item: ChoiceItem | MultipleItem, chosen: list[Option]) -> Feedback:
    return Feedback(
        options=tuple(
            OptionFeedback(option.id, option in chosen, option.correct, option.feedback)
            for option in item.options
        )
    )


def _number(item: NumberItem, response: Any) -> Grade:
    value, written = read_number(item, response)
    answer, tolerance = _exact(item.answer), _exact(item.tolerance)
    right = abs(value - answer) <= tolerance
    general = item.feedback_right if right else item.feedback_wrong
    for near in item.near_misses:
        if not right and abs(value - _exact(near.value)) <= tolerance:
            general = near.feedback
            break
    feedback = Feedback(general=general, answered=written, answer=_with_unit(answer, item.unit))
    return Grade(float(right), feedback)


GRADERS: Mapping[str, Callable[[Any, Any], Grade]] = {
    "choice": _choice,
    "multiple": _multiple,
    "number": _number,
}


# --- numbers -----------------------------------------------------------------------------------------------

_PARTS = re.compile(r"(?P<number>[-+\d.,\s]*)(?P<unit>.*)", re.DOTALL)
_PLAIN = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)")
_THOUSANDS_PERHAPS = re.compile(r"[-+]?[1-9]\d{0,2}[.,]\d{3}")

_SAME_UNIT = tuple(
    frozenset(names.split())
    for names in (
        "s sec secs second seconds",
        "min mins minute minutes",
        "h hr hrs hour hours",
        "mm millimetre millimetres millimeter millimeters",
        "cm centimetre centimetres centimeter centimeters",
        "m metre metres meter meters",
        "° deg degs degree degrees",
        "% percent",
    )
)


def read_number(item: NumberItem, response: Any) -> tuple[Fraction, str]:
    """The value in the item's unit, exactly, and how it was read, e.g. `1.5 min = 90 s`.

    Takes a decimal point or comma, and the item's unit, one of its `units` or none. Raises `Refused` for what
    can be read in two ways or not at all.
    """
    if not isinstance(response, str) or not response.strip():
        raise Refused("Write a number first.")
    if len(response) > MAX_NUMBER_CHARACTERS:
        raise Refused(f"This has more than {MAX_NUMBER_CHARACTERS} characters. Write one number.")
    text = _plain_characters(response)
    parts = _PARTS.fullmatch(text)
    number, unit = parts["number"].strip(), parts["unit"].strip()
    _refuse_unclear(number, text)
    amount = Fraction(number.replace(",", "."))
    factor, unit = _factor(item, unit, text)
    written = _with_unit(amount, unit)
    if unit != item.unit:
        written += f" = {_with_unit(amount * factor, item.unit)}"
    return amount * factor, written


def _plain_characters(text: str) -> str:
    """Digits of any script as 0-9, every kind of minus and space as the plain one, half characters as `?`."""
    text = text.encode(errors="replace").decode()
    text = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").replace("\N{EN DASH}", "-")
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text).strip()


def _refuse_unclear(number: str, text: str) -> None:
    if _THOUSANDS_PERHAPS.fullmatch(number):
        plain = re.sub("[.,]", "", number)
        raise Refused(
            f"“{number}” can be read in two ways. Write {plain} without a separator, "
            f"or {number.replace(',', '.')}0 if you mean a decimal point."
        )
    if not _PLAIN.fullmatch(number):
        raise _not_understood(text)


def _factor(item: NumberItem, unit: str, text: str) -> tuple[Fraction, str]:
    """How many of the item's unit one `unit` is, and the unit's name as the item writes it."""
    if not unit:
        return Fraction(1), item.unit
    accepted = {item.unit: 1.0, **item.units}
    for same in (str.__eq__, _same_unit):
        for name, factor in accepted.items():
            if same(name, unit):
                return _exact(factor), name
    if any(character.isdigit() for character in unit):
        raise _not_understood(text)
    raise Refused(f"The unit “{unit}” is not understood here. Write the number in {' or '.join(accepted)}.")


def _not_understood(text: str) -> Refused:
    return Refused(
        f"“{text}” is not understood. Write one number, with a point or a comma for the decimals, "
        "and no spaces or thousands separators in it."
    )


def _same_unit(one: str, other: str) -> bool:
    one, other = (_plain_characters(name).casefold().rstrip(".") for name in (one, other))
    return one == other or any(one in names and other in names for names in _SAME_UNIT)


def _exact(value: float) -> Fraction:
    """The number as it was written in the file: 0.1 is a tenth, so that the ends of a range are included."""
    return Fraction(str(value))


def _with_unit(value: Fraction, unit: str) -> str:
    return f"{float(value):.10g} {unit}"
