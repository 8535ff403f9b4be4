"""The bank: every item of every quiz, and drawing by a blueprint."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from course.errors import PlainError
from course.quiz_items import items_for
from course.schema import AnyItem, Cell, Course, Quiz, Track

TIMES_OVER = 2
"""Each cell needs this many times its items, so that the next attempt can ask other ones."""


@dataclass(frozen=True)
class Shortage:
    """A cell of a blueprint with fewer items than it needs for two attempts that share none."""

    quiz: str
    track: Track
    cell: Cell
    found: int

    def __str__(self) -> str:
        levels = "/".join(self.cell.levels)
        needed = TIMES_OVER * self.cell.items
        cell = f"{self.cell.objective} at {levels}"
        return f"{self.quiz} ({self.track}): {cell} has {self.found} items; needs {needed}"


def bank(course: Course, track: Track) -> dict[str, AnyItem]:
    """Every item that someone on this track may be asked, by id."""
    return {item.id: item for quiz in course.quizzes.values() for item in items_for(quiz, track)}


def pool(course: Course, track: Track) -> dict[str, AnyItem]:
    """The items that a blueprint draws from: those of parallel forms are asked there alone, so that nothing
    tells their keys between the two sittings."""
    drawn_from = (quiz for quiz in course.quizzes.values() if not quiz.forms)
    return {item.id: item for quiz in drawn_from for item in items_for(quiz, track)}


def quiz_of(course: Course, item_id: str) -> Quiz | None:
    """The quiz that an item stands in."""
    return next((q for q in course.quizzes.values() if any(i.id == item_id for i in q.items)), None)


def fits(item: AnyItem, cell: Cell) -> bool:
    return cell.objective in item.objectives and item.bloom in cell.levels


def draw(
    cells: Sequence[Cell], items: Mapping[str, AnyItem], seed: str, avoid: Collection[str] = ()
) -> tuple[str, ...]:
    """Ids of items that fill the blueprint, no item twice and none of `avoid`; shuffled by `seed`.

    Where a cell cannot be filled without them, items of `avoid` are taken too, rather than asking less.
    Raises `PlainError` where even that is not enough.
    """
    chance = random.Random(seed)
    order = sorted(items)
    chance.shuffle(order)
    fresh = [id for id in order if id not in avoid]
    seen = [id for id in order if id in avoid]
    places = [cell for cell in cells for _ in range(cell.items)]
    filled = _matching(places, items, fresh, fresh + seen)
    if None in filled:
        cell = places[filled.index(None)]
        raise PlainError(f"The bank has too few items for {cell.objective} at {', '.join(cell.levels)}.")
    chance.shuffle(filled)
    return tuple(filled)


def _matching(
    places: Sequence[Cell], items: Mapping[str, AnyItem], *orders: Sequence[str]
) -> list[str | None]:
    """One item a place, as many as can be, and as many as can be from the first of `orders`, then the next.

    Augmenting paths: a place may hand its item on when it finds another; an item once taken stays taken.
    """
    holder: dict[str, int] = {}

    def place(index: int, order: Sequence[str], tried: set[str]) -> bool:
        for id in order:
            if id not in tried and fits(items[id], places[index]):
                tried.add(id)
                if id not in holder or place(holder[id], order, tried):
                    holder[id] = index
                    return True
        return False

    for order in orders:
        for index in sorted(set(range(len(places))) - set(holder.values())):
            place(index, order, set())
    by_place = {index: id for id, index in holder.items()}
    return [by_place.get(index) for index in range(len(places))]


def shortages(course: Course) -> tuple[Shortage, ...]:
    """The cells of all blueprints that are too thin for two attempts in a row without a common item.

    An item counts for one place only, however many cells it fits.
    """
    return tuple(
        shortage
        for quiz in course.quizzes.values()
        for track, cells in quiz.blueprint.items()
        for shortage in _shortages(quiz, track, cells, pool(course, track))
    )


def _shortages(
    quiz: Quiz, track: Track, cells: Sequence[Cell], items: Mapping[str, AnyItem]
) -> Iterable[Shortage]:
    places = [cell for cell in cells for _ in range(TIMES_OVER * cell.items)]
    filled = _matching(places, items, sorted(items))
    for cell in cells:
        found = sum(id is not None for id, place in zip(filled, places, strict=True) if place is cell)
        if found < TIMES_OVER * cell.items:
            yield Shortage(quiz.id, track, cell, found)
