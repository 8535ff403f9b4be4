"""What the browser may see of a quiz item before it is answered: never the key.

Options come in an order of their own for each attempt, under names that tell nothing. A new kind of item is
one function here and one line in `KEYLESS`.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from course.body_map import load_body_map
from course.calculated import as_number
from course.rich_text import to_html, to_inline_html, to_plain
from course.schema import (
    AnyItem,
    CalculatedItem,
    CaseItem,
    CaseQuestion,
    HotspotQuestion,
    MatchQuestion,
    MultipleQuestion,
    NumberQuestion,
    OrderQuestion,
    Picture,
    Quiz,
    Stage,
    Track,
    TrueFalseQuestion,
)
from course.schema.quizzes import PLACE, ChoiceQuestion, ClozeQuestion


def items_for(quiz: Quiz, track: Track) -> tuple[AnyItem, ...]:
    """The items that someone on this track is asked; a student is asked all of them."""
    return tuple(item for item in quiz.items if track == "student" or item.track == "learner")


def public_item(item: AnyItem, seed: str = "", responses: Iterable[Any] = ()) -> dict[str, Any]:
    """An item without key, feedback, explanation, hint and sources.

    `seed` decides the order of its options and the numbers that it draws. `responses`: what was answered to
    the stages of a case so far; of a case only these and the one after them are there.
    """
    return {
        "id": item.id,
        "kind": item.kind,
        "hash": item_hash(item),
        "safety_critical": item.safety_critical,
        "for_students": item.track == "student",
        "hint_costs": item.hint.costs if item.hint else None,
        **public_question(as_number(item, seed) if isinstance(item, CalculatedItem) else item, item, seed),
        **(_stages(item, seed, tuple(responses)) if isinstance(item, CaseItem) else {}),
    }


def public_question(question: Any, item: AnyItem | AtStage, seed: str) -> dict[str, Any]:
    """What is asked, without its key."""
    return {
        "stem": to_html(question.stem),
        "title": ("True or false: " if question.kind == "true-false" else "") + to_plain(question.stem),
        "picture": _picture(question.picture),
        **KEYLESS[question.kind](question, item, seed),
    }


@dataclass(frozen=True)
class AtStage:
    """What a stage's question needs of its item. The same part id in two stages has two masks."""

    id: str
    keep_order: bool


def at_stage(item: CaseItem, stage: Stage) -> AtStage:
    return AtStage(f"{item.id}/{stage.id}", item.keep_order)


def item_hash(item: AnyItem) -> str:
    """SHA-256 of everything that the item says.

    Fields left at their default do not count, so that a field that the schema gains later changes no hash.
    """
    content = item.model_dump(mode="json", exclude_defaults=True)
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


# --- kind by kind ------------------------------------------------------------------------------------------


def _options(question: ChoiceQuestion | MultipleQuestion, item: AnyItem, seed: str) -> dict[str, Any]:
    return {"options": _shuffled(item, question, "options", seed)}


def _true_false(question: TrueFalseQuestion, item: AnyItem, seed: str) -> dict[str, Any]:
    return {"options": _shuffled(item, question, "reasons", seed)}


def _number(question: NumberQuestion, item: AnyItem, seed: str) -> dict[str, Any]:
    return {"unit": question.unit, "other_units": [unit for unit in question.units if unit != question.unit]}


def _order(question: OrderQuestion, item: AnyItem, seed: str) -> dict[str, Any]:
    """Shuffled, and never by chance into the right order."""
    parts = _shuffled(item, question, "parts", seed, always=True)
    if [part["id"] for part in parts] == [mask(item, "parts", part.id) for part in question.parts]:
        parts = parts[1:] + parts[:1]
    return {"options": parts}


def _match(question: MatchQuestion, item: AnyItem, seed: str) -> dict[str, Any]:
    return {
        "rows": _shuffled(item, question, "pairs", f"{seed}/pairs"),  # else both would be shuffled alike
        "options": _shuffled(item, question, "partners", seed, always=True),
    }


def _hotspot(question: HotspotQuestion, item: AnyItem, seed: str) -> dict[str, Any]:
    spots = _shuffled(item, question, "spots", seed)
    places = {mask(item, "spots", spot.id): spot for spot in question.spots}
    for spot in spots:
        spot.update(_place(question, places[spot["id"]]))
    shown = {"options": spots}
    if question.body_view:
        alt = f"A plain standing figure seen from the {question.body_view}, with some places outlined."
        shown["picture"] = {"file": load_body_map()[question.body_view].file, "alt": alt}
    return shown


def _place(question: HotspotQuestion, spot: Any) -> dict[str, Any]:
    if spot.circle:
        return {"circle": spot.circle.model_dump()}
    regions = load_body_map()[question.body_view].regions
    polygons = [polygon for region in regions if region.muscle == spot.muscle for polygon in region.polygons]
    return {"polygons": polygons}


def _cloze(question: ClozeQuestion, item: AnyItem, seed: str) -> dict[str, Any]:
    """The text in pieces: words as HTML, and between them the gaps."""
    pieces = PLACE.split(question.text)
    return {
        "pieces": [
            {"gap": mask(item, "gaps", piece)} if index % 2 else {"text": to_inline_html(piece)}
            for index, piece in enumerate(pieces)
        ],
        "options": _shuffled(item, question, "words", seed, always=True),
    }


def _case(question: CaseQuestion, item: AnyItem, seed: str) -> dict[str, Any]:
    return {"stages_in_all": len(question.stages)}


def _stages(item: CaseItem, seed: str, responses: tuple[Any, ...]) -> dict[str, Any]:
    shown = item.stages[: len(responses) + 1]
    return {"stages": [_stage(item, stage, seed, responses) for stage in shown]}


def _stage(item: CaseItem, stage: Stage, seed: str, responses: tuple[Any, ...]) -> dict[str, Any]:
    earlier = {other.id: given for other, given in zip(item.stages, responses, strict=False)}
    told = [after.text for after in stage.after if after.option in _ids_in(earlier.get(after.stage))]
    return {
        "story": "".join(to_html(text) for text in (*told, stage.story)),
        "ask": {
            "id": mask(item, "stages", stage.id),
            "kind": stage.ask.kind,
            **public_question(stage.ask, at_stage(item, stage), f"{seed}/{stage.id}"),
        },
    }


def _ids_in(response: Any) -> list[Any]:
    return response if isinstance(response, list) else [response]


KEYLESS: Mapping[str, Callable[[Any, AnyItem, str], dict[str, Any]]] = {
    "choice": _options,
    "multiple": _options,
    "true-false": _true_false,
    "number": _number,
    "order": _order,
    "match": _match,
    "hotspot": _hotspot,
    "cloze": _cloze,
    "case": _case,
}


def _shuffled(
    item: AnyItem, question: Any, group: str, seed: str, always: bool = False
) -> list[dict[str, Any]]:
    shown = [
        {
            "id": mask(item, group, part.id),
            "text": to_inline_html(part.text),
            "title": to_plain(part.text),
            "picture": _picture(getattr(part, "picture", None)),
        }
        for part in getattr(question, group)
    ]
    if always or not item.keep_order:
        random.Random(f"{seed}/{item.id}").shuffle(shown)
    return shown


def _picture(picture: Picture | None) -> dict[str, str] | None:
    """The browser asks for the file when the item comes into sight."""
    return {"file": picture.file, "alt": picture.alt} if picture else None


# --- names that tell nothing -------------------------------------------------------------------------------

GROUPS: Mapping[str, tuple[str | None, str | None]] = {
    "choice": (None, "options"),
    "multiple": (None, "options"),
    "true-false": (None, "reasons"),
    "number": (None, None),
    "calculated": (None, None),
    "order": (None, "parts"),
    "match": ("pairs", "partners"),
    "hotspot": (None, "spots"),
    "cloze": ("gaps", "words"),
}
"""Which parts of a question the keys and the values of a response name."""


def mask(item: AnyItem | AtStage, group: str, part_id: str) -> str:
    """A name that tells nothing: an author may well call an option `right`, or a pair like its partner."""
    return "part-" + hashlib.sha256(f"{item.id}/{group}/{part_id}".encode()).hexdigest()[:10]


def unmasked(item: AnyItem, response: Any) -> Any:
    """What the browser answered, with the ids of parts as the content has them."""
    return _renamed_by_stage(item, response, lambda at, group, id: (mask(at, group, id), id))


def masked(item: AnyItem, response: Any) -> Any:
    """A stored response as the browser knows it, so that it can show it again."""
    return _renamed_by_stage(item, response, lambda at, group, id: (id, mask(at, group, id)))


_Names = Callable[[AnyItem | AtStage, str, str], tuple[str, str]]


def _renamed_by_stage(item: AnyItem, response: Any, names: _Names) -> Any:
    if not isinstance(item, CaseItem):
        return _renamed(item, item, response, names)
    if not isinstance(response, list):
        return response
    stages = zip(item.stages, response, strict=False)
    renamed = [_renamed(at_stage(item, stage), stage.ask, given, names) for stage, given in stages]
    return renamed + response[len(item.stages) :]


def _renamed(at: AnyItem | AtStage, question: Any, response: Any, names: _Names) -> Any:
    keys, values = (
        dict(names(at, group, part.id) for part in getattr(question, group)) if group else {}
        for group in GROUPS[question.kind]
    )
    if isinstance(response, dict):
        return {
            keys.get(key, key): value if key == "verdict" and not keys else _named(value, values)
            for key, value in response.items()
        }
    if isinstance(response, list):
        return [_named(value, values) for value in response]
    return _named(response, values)


def _named(value: Any, names: Mapping[str, str]) -> Any:
    return names.get(value, value) if isinstance(value, str) else value
