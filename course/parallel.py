"""Whether the two forms of a test are parallel: place by place they ask for the same, in the same way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import zip_longest

from course.schema import AnyItem, Quiz

PARTS = ("options", "reasons", "spots", "pairs", "partners", "words", "gaps", "parts", "variables")
"""What is offered in an item, kind by kind. Where as much is offered, guessing earns as much."""

Unlike = tuple[tuple[str | int, ...], str, str]
"""Where in the quiz, what is found there, what was expected."""


def unlike(quiz: Quiz) -> Iterator[Unlike]:
    """Whatever two forms do not share and should, or share and should not."""
    items = {item.id: item for item in quiz.items}
    placed = Counter(id for form in quiz.forms.values() for id in form)
    for form, ids in quiz.forms.items():
        for place, id in enumerate(ids):
            if id not in items:
                yield ("forms", form, place), repr(id), "the id of one of the quiz's items"
            elif placed[id] > 1:
                yield ("forms", form, place), f"'{id}' more than once", "each item in one form, once"
    for number, item in enumerate(quiz.items):
        if not placed[item.id]:
            yield ("items", number, "id"), repr(item.id), "an item that stands in one of the forms"
        for what, found, expected in _unsuited(item):
            yield ("items", number, what), found, expected
    yield from _place_by_place(quiz, items)


def _unsuited(item: AnyItem) -> Iterator[tuple[str, str, str]]:
    if item.kind == "case":
        yield "kind", "'case'", "another kind: a case tells what was right as it unfolds"
    if item.hint:
        yield "hint", "a hint", "none: whoever takes it has been told something"


def _place_by_place(quiz: Quiz, items: Mapping[str, AnyItem]) -> Iterator[Unlike]:
    for place, (a, b) in enumerate(zip_longest(quiz.forms["a"], quiz.forms["b"])):
        if a is None or b is None:
            counted = (f"{len(ids)} in {form}" for form, ids in quiz.forms.items())
            yield ("forms",), f"items: {', '.join(counted)}", "as many in both"
            return
        if a not in items or b not in items:
            continue
        one, other = asks(items[a]), asks(items[b])
        for what in one:
            if one[what] != other[what]:
                yield ("forms", "b", place), f"'{b}' with {what} {other[what]}", f"{one[what]}, as '{a}' has"


def asks(item: AnyItem) -> dict[str, str]:
    """What two items in the same place have in common, by name."""
    offered = {part: len(getattr(item, part)) for part in PARTS if getattr(item, part, None)}
    right = sum(option.correct for option in getattr(item, "options", ()))
    return {
        "kind": item.kind,
        "track": item.track,
        "level": item.bloom,
        "objectives": ", ".join(sorted(item.objectives)),
        "safety-critical": str(item.safety_critical).lower(),
        "offered": ", ".join(f"{count} {part}" for part, count in offered.items()) or "nothing",
        "right": f"{right} options",
    }
