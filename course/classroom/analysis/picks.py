"""What a stored answer chose, part by part, in the words of the content.

A response comes from outside: it is graded like any other, and what cannot be read as an answer to the item
as it stands today gives nothing. Words that a student typed are shortened to one printable line; whoever
shows them escapes them.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from course.calculated import as_number, drawn_values, evaluate
from course.errors import Refused
from course.grading import Grade, grade
from course.numbers import read_number
from course.rich_text import to_plain
from course.safe_text import one_line
from course.schema import CalculatedItem

MOST_CHARACTERS = 120


@dataclass(frozen=True)
class Pick:
    """One part of an answer, in plain text that is to be escaped where it is shown.

    `about` is the part (empty where there is one only), `said` what was chosen, `feedback` what is said of
    it, `id` that of an option or spot.
    """

    about: str
    said: str
    is_right: bool
    feedback: str = ""
    id: str = ""


def picks(item: Any, response_json: str, seed: str = "") -> tuple[Pick, ...]:
    """Every part of one answer: `response_json` as the store keeps it, `seed` the attempt's id."""
    try:
        response = json.loads(response_json)
        if isinstance(item, CalculatedItem):
            return (_of_calculated(item, response, seed),)
        return tuple(_picks(item, response, grade(item, response)))
    except (Refused, ValueError, TypeError, RecursionError):
        return ()


def picks_of_many(item: Any, given: Iterable[tuple[str, str]]) -> Iterator[tuple[Pick, ...]]:
    """The same for many answers to one item, in their order: pairs of response and seed.

    Equal answers are read once, as a large class gives few different ones.
    """
    known: dict[tuple, tuple[Pick, ...]] = {}
    for response_json, seed in given:
        drawn = drawn_values(item, seed).values() if isinstance(item, CalculatedItem) else ()
        key = (response_json, *drawn)
        if key not in known:
            known[key] = picks(item, response_json, seed)
        yield known[key]


def _picks(question: Any, response: Any, graded: Grade, before: str = "") -> Iterator[Pick]:
    feedback = graded.feedback
    if question.kind == "case":
        for number, (stage, given, of_stage) in enumerate(
            zip(question.stages, response, feedback.stages, strict=False), 1
        ):
            yield from _picks(stage.ask, given, of_stage, f"Stage {number}: ")
        return
    if feedback.answered is not None:
        yield Pick(
            before.rstrip(": "),
            one_line(feedback.answered, MOST_CHARACTERS),
            graded.correct,
            _plain(feedback.general),
        )
    yield from _of_lines(question, feedback, before)
    yield from _of_options(question, feedback, before)


def _of_calculated(item: CalculatedItem, response: Any, seed: str) -> Pick:
    """Each attempt drew other numbers, so a typical slip is told by its formula, in which they are alike."""
    question = as_number(item, seed)
    (pick,) = _picks(question, response, grade(question, response))
    value, values = float(read_number(question, response)[0]), drawn_values(item, seed)
    for near in item.near_misses:
        if not pick.is_right and abs(value - evaluate(near.formula, values)) <= item.tolerance + 1e-9:
            return Pick("", f"what {near.formula} gives", False, _plain(near.feedback))
    return pick


def _of_lines(question: Any, feedback: Any, before: str) -> Iterator[Pick]:
    """An order's line has the feedback of the step that belongs there, which says little of the one put."""
    for line in feedback.lines:
        said = "" if question.kind == "order" else _plain(line.feedback)
        yield Pick(before + _plain(line.about), _plain(line.answered), line.correct, said)


def _of_options(question: Any, feedback: Any, before: str) -> Iterator[Pick]:
    """What was ticked; of a multiple item also what was right and not ticked."""
    texts = {part.id: _plain(part.text) for part in options_of(question)}
    about = before + ("The reason" if question.kind == "true-false" else "")
    for option in feedback.options:
        if option.chosen:
            yield Pick(about.rstrip(": "), texts[option.id], option.correct, _plain(option.text), option.id)


def options_of(question: Any) -> tuple[Any, ...]:
    """The options, spots or reasons that an item offers; empty for the other kinds."""
    for name in ("options", "spots", "reasons"):
        if hasattr(question, name):
            return tuple(getattr(question, name))
    return ()


def _plain(text: str | None) -> str:
    return to_plain(text) if text else ""
