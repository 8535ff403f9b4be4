"""What no single content entry can see: does the muscle, reference, variant, picture that it names exist?"""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from course import keys, parallel
from course.body_map import load_body_map
from course.schema import (
    Asked,
    Fact,
    HotspotQuestion,
    NumberQuestion,
    Picture,
    Quiz,
    RefersTo,
    Routine,
    Rule,
    Safety,
)

if TYPE_CHECKING:
    from course.loader import Mistake, Source

ESTIMATE_WORDS = (
    "about", "approximate", "around", "estimate", "roughly", "we chose", "our choice", "perhaps", "probably",
    "nobody has", "not been tested", "no trial", "may ", "might", "by analogy", "seems", "uncertain",
    "unclear",
)  # fmt: skip


def mistakes(sources: list[Source], media: Sequence[Path], unread: set[str]) -> list[Mistake]:
    """Every broken connection between entries.

    Entries that are not valid by themselves count as existing, and so does every name of a kind in `unread`,
    of which a file could not be read: one slip of syntax is not told a hundred times.
    """
    found = list(_find(sources, media, unread | ({"questions"} if "safety" in unread else set())))
    quizzes = {source.file for source in sources if source.kind in ("quizzes", "quiz item")}
    if all(mistake.file in quizzes for mistake in found):  # keys are compared with content that is well
        found += _keys_agree(sources, unread)
    return found


def _find(sources: list[Source], media: Sequence[Path], unread: set[str]) -> Iterator[Mistake]:
    known = _known_ids(sources)
    yield from _ids_stand_once(sources)
    yield from _one_suits_the_morning(sources, unread)
    stretches = {s.id: s.model for s in sources if s.kind == "stretches" and s.model}
    for source in sources:
        if source.model is None:
            continue
        for path, kind, value in references_in(type(source.model), source.model):
            if kind not in unread and value not in known.get(kind, ()):
                yield source.mistake(path, repr(value), f"one of the {kind} that exist")
        for path, model in models_in(source.model):
            if isinstance(model, Fact) and model.certainty == "estimate" and not _reads_as_estimate(model):
                yield source.mistake(
                    (*path, "text"), "an estimate worded as a fact", "words such as 'about' or 'we chose'"
                )
            if isinstance(model, Picture):
                yield from _files_exist(source, path, model, media)
            if isinstance(model, NumberQuestion):
                yield from _near_misses_are_wrong(source, path, model)
            if isinstance(model, HotspotQuestion) and model.body_view:
                yield from _spots_are_drawn(source, path, model)
            if isinstance(model, Rule):
                for stretch, variant in model.change.items():
                    yield from _variant_exists(
                        source, (*path, "change", stretch), stretch, variant, stretches
                    )
        if isinstance(source.model, Routine):
            yield from _entries_exist(source, stretches, known, unread)
        if isinstance(source.model, Safety):
            yield from _ticks_exist(source)
        if isinstance(source.model, Quiz) and source.model.forms:
            for path, found, expected in parallel.unlike(source.model):
                yield source.mistake(path, found, expected)


def references_in(annotation: Any, value: Any, path: tuple = ()) -> Iterator[tuple[tuple, str, str]]:
    """Every id below `value` that its annotation marks with `RefersTo`: (path, kind, id)."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *marks = get_args(annotation)
        for mark in marks:
            if isinstance(mark, RefersTo):
                yield path, mark.kind, value
        yield from references_in(inner, value, path)
    elif isinstance(value, BaseModel):
        for name, field_annotation in _annotations(type(value)):
            yield from references_in(field_annotation, getattr(value, name), (*path, name))
    elif origin in (Union, types.UnionType):
        for choice in get_args(annotation):
            if value is not None and get_origin(choice) is (tuple if isinstance(value, tuple) else Annotated):
                yield from references_in(choice, value, path)
    elif origin is tuple:
        for index, item in enumerate(value):
            yield from references_in(get_args(annotation)[0], item, (*path, index))
    elif isinstance(value, Mapping):
        key_type, value_type = get_args(annotation)
        for key, item in value.items():
            yield from references_in(key_type, key, (*path, key))
            yield from references_in(value_type, item, (*path, key))


@cache
def _annotations(model: type[BaseModel]) -> list[tuple[str, Any]]:
    return [(name, field.rebuild_annotation()) for name, field in model.model_fields.items()]


def models_in(value: Any, path: tuple = ()) -> Iterator[tuple[tuple, BaseModel]]:
    """Every model at or below `value`, with its path."""
    if isinstance(value, BaseModel):
        yield path, value
        for name in type(value).model_fields:
            yield from models_in(getattr(value, name), (*path, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from models_in(item, (*path, index))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from models_in(item, (*path, key))


def _known_ids(sources: list[Source]) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for source in sources:
        known.setdefault(source.kind, set()).add(source.id)
        if source.kind == "safety" and isinstance(source.raw, dict):
            questions = source.raw.get("questions")
            questions = questions if isinstance(questions, list) else []
            known["questions"] = {str(q.get("id")) for q in questions if isinstance(q, dict)}
    return known


def _ids_stand_once(sources: list[Source]) -> Iterator[Mistake]:
    seen: dict[tuple[str, str], str] = {}
    for source in sources:
        names = [(("id",), source.kind, source.id)]
        if isinstance(source.model, Quiz):
            names += [(("items", i, "id"), "quiz item", item.id) for i, item in enumerate(source.model.items)]
        if isinstance(source.model, Safety):
            names += [
                (("questions", i, "id"), "question", q.id) for i, q in enumerate(source.model.questions)
            ]
        for path, kind, id in names:
            if id and (kind, id) in seen:
                yield source.mistake(path, f"'{id}' again", f"an id not used in {seen[kind, id]}")
            seen.setdefault((kind, id), source.file)


def _keys_agree(sources: list[Source], unread: set[str]) -> Iterator[Mistake]:
    held = keys.Held(sources, unread)
    for source in sources:
        if source.kind in ("quizzes", "quiz item") and source.model is not None:
            for path, model in models_in(source.model):
                if isinstance(model, Asked):
                    for place, found, expected in keys.contradictions(model, held):
                        yield source.mistake((*path, *place), found, expected)


def _reads_as_estimate(fact: Fact) -> bool:
    text = fact.text.lower()
    return any(word in text for word in ESTIMATE_WORDS)


def _variant_exists(source, path, stretch: str, variant: str, stretches) -> Iterator[Mistake]:
    ids = [v.id for v in stretches[stretch].variants] if stretch in stretches else [variant]
    if variant not in ids:
        yield source.mistake(path, repr(variant), f"a variant of {stretch}: {', '.join(ids)}")


def _one_suits_the_morning(sources, unread) -> Iterator[Mistake]:
    routines = [source for source in sources if source.kind == "routines"]
    if (
        routines
        and "routines" not in unread
        and not any(s.model is None or s.model.suits_morning for s in routines)
    ):
        yield routines[0].mistake(("suits_morning",), "no routine that suits the morning", "at least one")


def _files_exist(source, path, picture: Picture, media: Sequence[Path]) -> Iterator[Mistake]:
    for key in ("file", "phone_file", "labels"):
        name = getattr(picture, key, None)
        if name is not None and not any((folder / name).is_file() for folder in media):
            yield source.mistake((*path, key), repr(name), "a file in course/media")


def _entries_exist(source, stretches, known, unread) -> Iterator[Mistake]:
    for index, entry in enumerate(source.model.entries):
        path = ("entries", index)
        extras = known.get("extras", set())
        if "stretches" in unread and entry.do not in extras:
            continue
        if entry.do not in known.get("stretches", set()) | extras:
            yield source.mistake((*path, "do"), repr(entry.do), "the id of a stretch or of an extra")
        elif entry.do in extras and (entry.variant != "standard" or entry.hold_seconds is not None):
            yield source.mistake(
                path, f"a variant or a hold for '{entry.do}'", "repetitions or seconds alone"
            )
        else:
            yield from _variant_exists(source, (*path, "variant"), entry.do, entry.variant, stretches)


def _ticks_exist(source) -> Iterator[Mistake]:
    safety = source.model
    signs = {f"{q.id}/{tick.id}" for q in safety.questions for tick in q.ticks}
    known = signs | {q.id for q in safety.questions}
    for index, combination in enumerate(safety.combinations):
        for row, group in enumerate(combination.every):
            for column, sign in enumerate(group):
                if sign not in known:
                    yield source.mistake(
                        ("combinations", index, "every", row, column),
                        repr(sign),
                        "a question or question/tick",
                    )
    for index, population in enumerate(safety.populations):
        for sign in population.rates:
            if sign not in signs:
                yield source.mistake(("populations", index, "rates", sign), repr(sign), "a question/tick")


def _near_misses_are_wrong(source, path, question: NumberQuestion) -> Iterator[Mistake]:
    if any(abs(near.value - question.answer) <= question.tolerance for near in question.near_misses):
        yield source.mistake((*path, "near_misses"), "a near miss inside the tolerance", "values outside it")


def _spots_are_drawn(source, path, question: HotspotQuestion) -> Iterator[Mistake]:
    drawn = {region.muscle for region in load_body_map()[question.body_view].regions}
    for index, spot in enumerate(question.spots):
        if spot.muscle not in drawn:
            yield source.mistake(
                (*path, "spots", index, "muscle"),
                repr(spot.muscle),
                f"a muscle that the {question.body_view} of the body map shows: {', '.join(sorted(drawn))}",
            )
