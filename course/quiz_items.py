"""What the browser may see of a quiz item before it is answered: never the key.

Options come in an order of their own for each attempt, under names that tell nothing. A new kind of item is
one function here and one line in `KEYLESS`.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable, Mapping
from typing import Any

from course.schema import AnyItem, ChoiceItem, MultipleItem, NumberItem, Quiz, Track


def items_for(quiz: Quiz, track: Track) -> tuple[AnyItem, ...]:
    """The items that someone on this track is asked; a student is asked all of them."""
    return tuple(item for item in quiz.items if track == "student" or item.track == "learner")


def public_item(item: AnyItem, seed: str = "") -> dict[str, Any]:
    """An item without key, feedback, explanation and sources. `seed` decides the order of its options."""
    return {
        "id": item.id,
        "kind": item.kind,
        "stem": item.stem,
        "hash": item_hash(item),
        "safety_critical": item.safety_critical,
        "for_students": item.track == "student",
        **KEYLESS[item.kind](item, seed),
    }


def item_hash(item: AnyItem) -> str:
    """SHA-256 of everything that the item says.

    Fields left at their default do not count, so that a field that the schema gains later changes no hash.
    """
    content = item.model_dump(mode="json", exclude_defaults=True)
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _keyless_options(item: ChoiceItem | MultipleItem, seed: str) -> dict[str, Any]:
    options = [{"id": mask(item, option.id), "text": option.text} for option in item.options]
    random.Random(f"{seed}/{item.id}").shuffle(options)
    return {"options": options}


def _keyless_number(item: NumberItem, seed: str) -> dict[str, Any]:
    return {"unit": item.unit, "other_units": [unit for unit in item.units if unit != item.unit]}


KEYLESS: Mapping[str, Callable[[Any, str], dict[str, Any]]] = {
    "choice": _keyless_options,
    "multiple": _keyless_options,
    "number": _keyless_number,
}


def mask(item: AnyItem, option_id: str) -> str:
    """A name for an option that tells nothing: an author may well call one `right`."""
    return "option-" + hashlib.sha256(f"{item.id}/{option_id}".encode()).hexdigest()[:10]


def unmasked(item: AnyItem, response: Any) -> Any:
    """What the browser answered, with the ids of options as the content has them."""
    ids = {mask(item, option.id): option.id for option in getattr(item, "options", ())}

    def unmask(value: Any, depth: int) -> Any:
        if isinstance(value, list) and depth:
            return [unmask(part, depth - 1) for part in value]
        return ids.get(value, value) if isinstance(value, str) else value

    return unmask(response, 3)
