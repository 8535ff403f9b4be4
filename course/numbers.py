"""Reads a number with its unit as people write it: decimal point or comma, `1.5 min` for 90 s."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from typing import Any

from course.errors import Refused
from course.schema import Numeric

MAX_NUMBER_CHARACTERS = 40

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


def read_number(item: Numeric, response: Any) -> tuple[Fraction, str]:
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
    written = with_unit(amount, unit)
    if unit != item.unit:
        written += f" = {with_unit(amount * factor, item.unit)}"
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


def _factor(item: Numeric, unit: str, text: str) -> tuple[Fraction, str]:
    """How many of the item's unit one `unit` is, and the unit's name as the item writes it."""
    if not unit:
        return Fraction(1), item.unit
    accepted = {item.unit: 1.0, **item.units}
    for same in (str.__eq__, _same_unit):
        for name, factor in accepted.items():
            if same(name, unit):
                return exact(factor), name
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


def exact(value: float) -> Fraction:
    """The number as it was written in the file: 0.1 is a tenth, so that the ends of a range are included."""
    return Fraction(str(value))


def with_unit(value: Fraction, unit: str) -> str:
    return f"{float(value):.10g} {unit}"
