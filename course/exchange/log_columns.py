"""The log as CSV: which columns there are, what each holds, and how a text gets into a cell unharmed.

One row a record: a `measure` (a reading as it was first noted), a `correction` of one (all that it says
since), a `withdrawal`, a `session`, or a `stop`. A reading that a later row changes says so under `replaced`.
UTF-8, commas, CRLF, quotes only where a cell needs them. The phone page writes the same file, with `COLUMNS`
from here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from course.log import accepted
from course.practice import SessionEnded
from course.schema import Course

Kind = Literal["measure", "correction", "withdrawal", "session", "stop"]
KINDS: tuple[Kind, ...] = get_args(Kind)
OUTCOMES: tuple[str, ...] = get_args(SessionEnded.model_fields["outcome"].annotation)

COLUMNS = (
    "record",
    "id",
    "at",
    "measure",
    "side",
    "value",
    "trials",
    "up_an_hour",
    "around",
    "session",
    "routine",
    "stretch",
    "started_at",
    "ended_at",
    "outcome",
    "planned_seconds",
    "practised",
    "answer",
    "corrects",
    "changed_at",
    "replaced",
)

PRACTISED_KEYS = ("stretch", "variants", "side", "held_seconds", "sets", "repetitions")
READINGS: tuple[Kind, ...] = ("measure", "correction")
CHANGES: tuple[Kind, ...] = ("correction", "withdrawal")
NUMBERS = frozenset({"value", "trials", "planned_seconds"})

_TIME = "ISO 8601 with UTC offset, such as 2026-11-25T20:30:00+01:00"
_ID = "8 to 64 letters, digits and hyphens"


@dataclass(frozen=True)
class Column:
    """`always` and `perhaps` are the kinds of record that fill it, every one or where there is a value."""

    meaning: str
    form: str
    always: tuple[Kind, ...] = ()
    perhaps: tuple[Kind, ...] = ()


MEANINGS: Mapping[str, Column] = {
    "record": Column("what the row is", "one word", KINDS),
    "id": Column("tells records apart; a row with a known id is never taken in twice", _ID, KINDS),
    "at": Column("when it was measured, or stopped", _TIME, (*READINGS, "stop")),
    "measure": Column("what was measured", "id of a measure", READINGS),
    "side": Column("side of the body; for a twist the side to which the knees go", "one word", (), READINGS),
    "value": Column(
        "the one number that the trials give: their mean, or the best, as the measure's protocol says",
        "number in the measure's unit, with a decimal point",
        (),
        READINGS,
    ),
    "trials": Column(
        "every single reading, in order; may be empty where value is the only one",
        "numbers in the measure's unit, one space between them",
        (),
        READINGS,
    ),
    "up_an_hour": Column(
        "whether the person had been out of bed for an hour; some measures need yes",
        "yes or no",
        (),
        READINGS,
    ),
    "around": Column("whether it was before or after a session", "one word", (), READINGS),
    "session": Column("the session that was stopped", f"id of a session: {_ID}", ("stop",)),
    "routine": Column("the routine that was practised", "id of a routine", (), ("session",)),
    "stretch": Column(
        "the stretch that was practised alone, or at which it was stopped",
        "id of a stretch",
        (),
        ("session", "stop"),
    ),
    "started_at": Column("when the session began", _TIME, ("session",)),
    "ended_at": Column("when the session ended", _TIME, ("session",)),
    "outcome": Column("how the session ended", "one word", ("session",)),
    "planned_seconds": Column("how long the session was planned to last", "whole seconds", ("session",)),
    "practised": Column(
        "what was really done, an entry for each stretch and side",
        f"JSON: a list of objects with {', '.join(PRACTISED_KEYS)}",
        (),
        ("session",),
    ),
    "answer": Column("why it was stopped", "id of a stop answer", ("stop",)),
    "corrects": Column("the reading that is corrected or withdrawn", f"id of a reading: {_ID}", CHANGES),
    "changed_at": Column("when it was corrected or withdrawn", _TIME, CHANGES),
    "replaced": Column(
        "whether a later row changes what this one says; not read on import, as that row tells",
        "yes, or empty",
        (),
        READINGS,
    ),
}


def allowed_values(course: Course) -> dict[str, str]:
    """What a cell of each column may hold, in words, for columns that do not take all that has their form."""
    measures = (f"{measure.id}: {accepted(measure)}" for measure in course.measures.values())
    return {
        "record": ", ".join(KINDS),
        "measure": ", ".join(course.measures),
        "side": "left, right; empty for a measure without sides",
        "value": "; ".join(measures),
        "trials": "as value; at most as many as the measure's protocol has",
        "up_an_hour": "yes, no; empty for not noted",
        "around": "before, after; empty for not noted",
        "routine": ", ".join(course.routines),
        "stretch": ", ".join(course.stretches),
        "outcome": ", ".join(OUTCOMES),
        "planned_seconds": "0 to 7200",
        "practised": "held_seconds 0 to 3600, sets 0 to 20, repetitions 0 to 200; side left, right or null",
        "answer": ", ".join(answer.id for answer in course.safety.stop.answers),
        "replaced": "yes; empty where the row counts",
    }


def fills(kind: Kind, column: str) -> bool:
    """Whether a record of this kind has anything to say in a column."""
    return kind in MEANINGS[column].always or kind in MEANINGS[column].perhaps


# --- cells -------------------------------------------------------------------------------------------------

_GUARD = "'"
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", _GUARD)
_NUMBER = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)([eE][-+]?\d{1,3})?", re.ASCII)


def is_number(text: str) -> bool:
    """Whether a text is one number, with a decimal point or comma."""
    return _NUMBER.fullmatch(text) is not None


def guarded(column: str, text: str) -> str:
    """The text as a cell that no spreadsheet runs as a formula: an apostrophe goes before it where needed.

    A text that begins with an apostrophe gets another one, so that `unguarded` gives every text back.
    """
    harmless = column in NUMBERS and is_number(text)
    return _GUARD + text if text.startswith(_STARTS_A_FORMULA) and not harmless else text


def unguarded(cell: str) -> str:
    """The text of a cell; of one that nobody guarded, without the blanks around it."""
    return cell[1:] if cell.startswith(_GUARD) else cell.strip()


def plain_number(value: float) -> str:
    """The shortest text that gives the same number back: `34.5`, `7`."""
    return str(as_short(value))


def as_short(value: float) -> float | int:
    """7 for 7.0, as JavaScript writes it."""
    value = float(value)
    return int(value) if value.is_integer() and str(value) != "-0.0" else value
