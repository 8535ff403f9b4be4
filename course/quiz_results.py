"""How an attempt at a quiz stands. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from course.schema import AnyItem

Sureness = Literal["guess", "think", "know"]


@dataclass(frozen=True)
class Response:
    """One stored answer. `response` names parts by id.

    `raw_score` (0 to 1) is what the answer itself earned, `score` what is left of it after a hint.
    """

    item: str
    item_hash: str
    response: Any
    score: float
    raw_score: float
    sureness: Sureness | None = None

    @property
    def is_right(self) -> bool:
        return self.raw_score == 1


@dataclass(frozen=True)
class Asked:
    """What an attempt keeps of an item as it was asked, so that no later edit changes an old score."""

    id: str
    stem: str
    lesson: str
    objectives: tuple[str, ...]
    safety_critical: bool


def as_asked(item: AnyItem) -> Asked:
    stem = f"True or false: {item.stem}" if item.kind == "true-false" else item.stem
    return Asked(item.id, stem, item.lesson, item.objectives, item.safety_critical)


@dataclass(frozen=True)
class ByObjective:
    """`score` is the mean over all items of this objective, 0 to 1."""

    objective: str
    asked: int
    score: float


@dataclass(frozen=True)
class Result:
    """An attempt as it stands. `score` is the share of all items asked: what is not answered counts nothing.

    An item that was answered more than once counts with its best answer. `safety_open`, `not_right` and
    `sure_but_wrong` (at the first answer: what to look at first) hold ids of items, `read_again` ids of
    lessons.
    """

    asked: int
    answered: int
    right: int
    right_at_first: int
    score: float
    passed: bool
    safety_open: tuple[str, ...]
    not_right: tuple[str, ...]
    sure_but_wrong: tuple[str, ...]
    read_again: tuple[str, ...]
    objectives: tuple[ByObjective, ...]


def result(items: Sequence[Asked | AnyItem], pass_mark: float, given: Sequence[Response]) -> Result:
    """How an attempt stands. Passed: the pass mark is reached and every safety-critical item is right."""
    first: dict[str, Response] = {}
    best: dict[str, Response] = {}
    for response in given:
        first.setdefault(response.item, response)
        if response.item not in best or response.score > best[response.item].score:
            best[response.item] = response
    right = {response.item for response in given if response.is_right}
    score = _mean(items, best)
    safety_open = tuple(item.id for item in items if item.safety_critical and item.id not in right)
    missed = [item for item in items if item.id in best and item.id not in right]
    return Result(
        asked=len(items),
        answered=sum(item.id in best for item in items),
        right=sum(item.id in right for item in items),
        right_at_first=sum(item.id in first and first[item.id].is_right for item in items),
        score=score,
        passed=score >= pass_mark - 1e-9 and not safety_open,
        safety_open=safety_open,
        not_right=tuple(item.id for item in missed),
        sure_but_wrong=tuple(item.id for item in items if _sure_but_wrong(first.get(item.id))),
        read_again=tuple(sorted({item.lesson for item in missed})),
        objectives=_by_objective(items, best),
    )


def _sure_but_wrong(first: Response | None) -> bool:
    return first is not None and first.sureness == "know" and not first.is_right


def _by_objective(items: Sequence[Asked | AnyItem], best: dict[str, Response]) -> tuple[ByObjective, ...]:
    names = dict.fromkeys(objective for item in items for objective in item.objectives)
    groups = {name: [item for item in items if name in item.objectives] for name in names}
    return tuple(ByObjective(name, len(group), _mean(group, best)) for name, group in groups.items())


def _mean(items: Sequence[Asked | AnyItem], best: dict[str, Response]) -> float:
    scores = [best[item.id].score if item.id in best else 0.0 for item in items]
    return sum(scores) / len(scores) if scores else 0.0
