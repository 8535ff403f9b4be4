"""One well-made item of each kind, as a bank holds it, with a right, a wrong and a partly right answer.

What must not be seen before an answer says SECRET, what must not be seen before its stage says LATER, and ids
say `key-` or `wrong-`, so that a test can look for them.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter

from course.calculated import drawn_values
from course.schema import AnyItem, Quiz

SEED = "attempt-0001"
"""The attempt for which the calculated example's answers are right."""

COMMON = {
    "track": "learner",
    "bloom": "apply",
    "objectives": ["prescribe-a-dose"],
    "lesson": "03_bring_knees_to_chest",
    "explanation": "SECRET because.",
    "certainty": "textbook",
    "sources": ["textbook-physiotherapy"],
}
_NUMBER = {
    "tolerance": 0,
    "unit": "s",
    "units": {"min": 60},
    "feedback_right": "SECRET right",
    "feedback_wrong": "SECRET wrong",
}


def _options(*ids: str) -> list[dict]:
    return [
        {"id": id, "text": f"Text {n}", "correct": id.startswith("key"), "feedback": f"SECRET feedback {n}"}
        for n, id in enumerate(ids)
    ]


CHOICE = {"kind": "choice", "stem": "Which one?", "options": _options("key-a", "wrong-b", "wrong-c")}
MULTIPLE = {
    "kind": "multiple",
    "stem": "Which two?",
    "options": _options("key-a", "key-b", "wrong-c", "wrong-d"),
}
TRUE_FALSE = {
    "kind": "true-false",
    "stem": "It is so.",
    "is_true": False,
    "reasons": _options("key-a", "wrong-b", "wrong-c"),
}
NUMBER = {
    **_NUMBER,
    "kind": "number",
    "stem": "Three holds of 30 s each. How long together?",
    "answer": 90,
    "near_misses": [{"value": 180, "feedback": "SECRET both sides"}],
}
CALCULATED = {
    **_NUMBER,
    "kind": "calculated",
    "stem": "{sets} holds of {hold} s each. How long together?",
    "variables": {"sets": {"low": 2, "high": 5}, "hold": {"low": 15, "high": 30, "step": 2.5}},
    "formula": "sets * hold",
    "near_misses": [{"formula": "sets + hold", "feedback": "SECRET {sets} and {hold} added"}],
}
ORDER = {
    "kind": "order",
    "stem": "In which order?",
    "parts": [
        {"id": f"key-{n}", "text": f"Step {word}", "feedback": f"SECRET {n}"}
        for n, word in enumerate(("lie", "draw", "hold", "let go"))
    ],
    "feedback_right": "SECRET right",
    "feedback_wrong": "SECRET wrong",
}
MATCH = {
    "kind": "match",
    "stem": "Which belongs to which?",
    "pairs": [
        {"id": id, "text": text, "partner": id, "feedback": f"SECRET {id}"}
        for id, text in (("key-hip", "hip"), ("key-knee", "knee"), ("key-foot", "foot"))
    ],
    "partners": [
        {"id": "key-hip", "text": "thigh bone"},
        {"id": "key-knee", "text": "shin bone"},
        {"id": "key-foot", "text": "heel bone"},
        {"id": "wrong-hand", "text": "wrist bone"},
    ],
}
HOTSPOT = {
    "kind": "hotspot",
    "stem": "Where is it?",
    "body_view": "back",
    "spots": [
        {"id": "key-a", "text": "one", "correct": True, "feedback": "SECRET a", "muscle": "gluteus-maximus"},
        {"id": "wrong-b", "text": "two", "feedback": "SECRET b", "muscle": "hamstrings"},
    ],
}
CIRCLES = {
    "kind": "hotspot",
    "stem": "Where is the slip?",
    "picture": {"file": "figure-four-end.webp", "alt": "A person on the back."},
    "spots": [
        {
            "id": id,
            "text": f"Place {n}",
            "correct": id == "key-a",
            "feedback": f"SECRET {n}",
            "circle": {"x": 0.2 * n, "y": 0.5, "radius": 0.05},
        }
        for n, id in enumerate(("key-a", "wrong-b", "wrong-c"))
    ],
}
CLOZE = {
    "kind": "cloze",
    "stem": "Fill the gaps.",
    "text": "Breathe in for {key-in} and out for {key-out} seconds.",
    "words": [
        {"id": "key-four", "text": "four"},
        {"id": "key-six", "text": "six"},
        {"id": "wrong-nine", "text": "nine"},
    ],
    "gaps": [
        {"id": "key-in", "word": "key-four", "feedback": "SECRET four"},
        {"id": "key-out", "word": "key-six", "feedback": "SECRET six"},
    ],
}


def _asked(question: dict) -> dict:
    return copy.deepcopy(question)


CASE = {
    "kind": "case",
    "stem": "Ben, 60, would like to begin.",
    "stages": [
        {"id": "key-screen", "story": "He says that his legs tingle.", "ask": _asked(CHOICE)},
        {
            "id": "key-choose",
            "story": "LATER 1 It is one leg.",
            "after": [{"stage": "key-screen", "option": "wrong-b", "text": "LATER 1 He laughs."}],
            "ask": _asked(MULTIPLE),
            "explanation": "SECRET stage",
        },
        {"id": "key-adapt", "story": "LATER 2 He lies down.", "ask": _asked(ORDER)},
        {"id": "key-dose", "story": "LATER 3 He counts.", "ask": _asked(NUMBER)},
    ],
}


@dataclass(frozen=True)
class Example:
    """An item's plain data and answers to it: `key` is right, `wrong` earns nothing, `partly` earns `share`.

    Where no part of the marks can be had, `partly` is None.
    """

    raw: dict
    key: Any
    wrong: Any
    partly: Any = None
    share: float = 0.0

    @property
    def item(self) -> Any:
        return make_item(self.raw)


def make_item(raw: dict, **changes: Any) -> Any:
    """The item of plain data, with some of its fields changed."""
    return _ITEM.validate_python({**copy.deepcopy(raw), **changes})


def make_quiz(*items: dict, **more: Any) -> Quiz:
    """A quiz of these items' plain data."""
    return Quiz.model_validate(
        {"id": "a-quiz", "title": "A quiz", "module": "before-you-begin", "items": items, **more}
    )


_ITEM = TypeAdapter(AnyItem)


def _raw(id: str, question: dict) -> dict:
    return {"id": id, **COMMON, **question}


def _calculated_key() -> str:
    drawn = drawn_values(make_item(_raw("a-calculated", CALCULATED)), SEED)
    return f"{drawn['sets'] * drawn['hold']} s"


_RIGHT_ORDER = [part["id"] for part in ORDER["parts"]]
_HALF_RIGHT = {"key-hip": "key-hip", "key-knee": "wrong-hand", "key-foot": "wrong-hand"}

EXAMPLES: dict[str, Example] = {
    "choice": Example(_raw("a-choice", CHOICE), "key-a", "wrong-b"),
    "multiple": Example(
        _raw("a-multiple", MULTIPLE), ["key-a", "key-b"], ["wrong-c", "key-a"], ["key-b"], 1 / 2
    ),
    "true-false": Example(
        _raw("a-true-false", TRUE_FALSE),
        {"verdict": "false", "reason": "key-a"},
        {"verdict": "true", "reason": "key-a"},
        {"verdict": "false", "reason": "wrong-b"},
        1 / 2,
    ),
    "number": Example(_raw("a-number", NUMBER), "1.5 min", "180"),
    "calculated": Example(_raw("a-calculated", CALCULATED), _calculated_key(), "7 s"),
    "order": Example(
        _raw("an-order", ORDER),
        _RIGHT_ORDER,
        _RIGHT_ORDER[::-1],
        [_RIGHT_ORDER[n] for n in (2, 3, 0, 1)],
        2 / 3,
    ),
    "match": Example(
        _raw("a-match", MATCH),
        {pair["id"]: pair["partner"] for pair in MATCH["pairs"]},
        dict.fromkeys(("key-hip", "key-knee", "key-foot"), "wrong-hand"),
        _HALF_RIGHT,
        1 / 3,
    ),
    "hotspot": Example(_raw("a-hotspot", HOTSPOT), "key-a", "wrong-b"),
    "hotspot-circles": Example(_raw("another-hotspot", CIRCLES), "key-a", "wrong-c"),
    "cloze": Example(
        _raw("a-cloze", CLOZE),
        {"key-in": "key-four", "key-out": "key-six"},
        {"key-in": "key-six", "key-out": "key-four"},
        {"key-in": "key-four", "key-out": "key-four"},
        1 / 2,
    ),
    "case": Example(
        _raw("a-case", CASE),
        ["key-a", ["key-a", "key-b"], _RIGHT_ORDER, "90"],
        ["wrong-b", ["wrong-c"], _RIGHT_ORDER[::-1], "30"],
        ["wrong-b", ["key-a"], _RIGHT_ORDER, "30"],
        3 / 8,
    ),
}
"""By kind; a second hotspot with circles in a picture."""
