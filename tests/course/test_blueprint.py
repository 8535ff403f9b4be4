"""Drawing from the bank by a blueprint, and saying where the bank is too thin for that."""

from itertools import permutations
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from course.bank import TIMES_OVER, draw, fits, pool, shortages
from course.errors import PlainError
from course.schema import Cell

OBJECTIVES, LEVELS = ("dose", "muscles", "safety"), ("remember", "apply")


def item(objectives, level: str) -> SimpleNamespace:
    """What drawing looks at."""
    return SimpleNamespace(objectives=tuple(objectives), bloom=level, track="learner")


def cell(objective: str, *levels: str, items: int = 1) -> Cell:
    return Cell(objective=objective, levels=levels or LEVELS, items=items)


banks = some.dictionaries(
    some.sampled_from([f"item-{n}" for n in range(7)]),
    some.builds(
        item,
        some.lists(some.sampled_from(OBJECTIVES), min_size=1, max_size=2, unique=True),
        some.sampled_from(LEVELS),
    ),
)
blueprints = some.lists(
    some.builds(
        lambda objective, levels, items: cell(objective, *levels, items=items),
        some.sampled_from(OBJECTIVES),
        some.lists(some.sampled_from(LEVELS), min_size=1, max_size=2, unique=True),
        some.integers(1, 2),
    ),
    min_size=1,
    max_size=2,
)
avoided = some.sets(some.sampled_from([f"item-{n}" for n in range(7)]))


def places(cells) -> list[Cell]:
    return [one for one in cells for _ in range(one.items)]


def fillings(cells, items) -> list[tuple[str, ...]]:
    """Every way to fill all places, tried one by one."""
    wanted = places(cells)
    return [
        ids
        for ids in permutations(sorted(items), len(wanted))
        if all(fits(items[id], place) for id, place in zip(ids, wanted, strict=True))
    ]


@settings(max_examples=150, deadline=None)
@given(blueprints, banks, some.text(max_size=4), avoided)
def test_draw_against_trying_all(cells, items, seed, avoid):
    """Drawn where it is possible at all, each place by a fitting item, and as few to avoid as can be."""
    possible = fillings(cells, items)
    if not possible:
        with pytest.raises(PlainError, match="too few items for (dose|muscles|safety)"):
            draw(cells, items, seed, avoid)
        return
    drawn = draw(cells, items, seed, avoid)
    assert len(set(drawn)) == len(drawn) == len(places(cells))
    assert tuple(sorted(drawn)) in {tuple(sorted(ids)) for ids in possible}
    assert len(set(drawn) & avoid) == min(len(set(ids) & avoid) for ids in possible)


@settings(max_examples=60, deadline=None)
@given(blueprints, banks, some.text(max_size=4))
def test_same_seed_same_draw(cells, items, seed):
    """Whatever order the bank was read in."""
    if fillings(cells, items):
        backwards = dict(reversed(items.items()))
        assert draw(cells, items, seed) == draw(cells, backwards, seed)


def test_seeds_draw_different_items_in_different_orders():
    """Over some attempts each item comes up, and at each place."""
    items = {f"item-{n}": item(["dose"], "apply") for n in range(6)}
    drawn = {draw([cell("dose", items=3)], items, str(seed)) for seed in range(60)}
    assert len(drawn) > 30
    assert {id for ids in drawn for id in ids} == set(items)


def test_item_that_fits_two_cells_is_handed_on():
    """The one place that only this item fills gets it, whatever the seed."""
    items = {"both": item(["dose", "muscles"], "apply"), "dose-only": item(["dose"], "apply")}
    for seed in range(20):
        assert set(draw([cell("dose"), cell("muscles")], items, str(seed))) == set(items)


def test_what_was_just_seen_is_asked_again_rather_than_less():
    """With three items for two places, one fresh and two seen, the fresh one is always there."""
    items = {f"item-{n}": item(["dose"], "apply") for n in range(3)}
    for seed in range(20):
        drawn = draw([cell("dose", items=2)], items, str(seed), avoid={"item-0", "item-1"})
        assert "item-2" in drawn and len(set(drawn)) == 2


def test_impossible_draw_names_the_cell():
    """The error says which goal and which levels lack items."""
    with pytest.raises(PlainError, match="too few items for muscles at remember, apply"):
        draw([cell("dose"), cell("muscles")], {"one": item(["dose"], "apply")}, "seed")


def test_large_blueprint_is_drawn():
    """Sixty places from a bank that just holds enough: no recursion too deep, none left open."""
    items = {f"item-{n:03}": item([OBJECTIVES[n % 3], OBJECTIVES[(n + 1) % 3]], "apply") for n in range(60)}
    cells = [cell(objective, "apply", items=20) for objective in OBJECTIVES]
    assert set(draw(cells, items, "seed")) == set(items)


# --- shortages ---------------------------------------------------------------------------------------------


def course_of(cells, items, track: str = "learner") -> SimpleNamespace:
    for id, one in items.items():
        one.id = id
    module = SimpleNamespace(id="a-module", items=tuple(items.values()), blueprint={}, forms={})
    final = SimpleNamespace(id="final", items=(), blueprint={track: tuple(cells)}, forms={})
    return SimpleNamespace(quizzes={"a-module": module, "final": final})


def test_shortage_says_what_is_there_and_what_is_needed():
    """Two questions of a cell need four in the bank."""
    items = {f"item-{n}": item(["dose"], "apply") for n in range(3)}
    (short,) = shortages(course_of([cell("dose", "apply", items=2)], items))
    assert (short.found, short.quiz, short.track) == (3, "final", "learner")
    assert str(short) == "final (learner): dose at apply has 3 items; needs 4"
    items["item-3"] = item(["dose"], "apply")
    assert shortages(course_of([cell("dose", "apply", items=2)], items)) == ()


def test_item_counts_once():
    """Two items that fit both cells are not four."""
    items = {f"item-{n}": item(["dose", "muscles"], "apply") for n in range(2)}
    found = shortages(course_of([cell("dose"), cell("muscles")], items))
    assert sum(TIMES_OVER - short.found for short in found) == 2


def test_learners_bank_holds_no_students_items():
    """What is for students fills no learner's cell."""
    items = {f"item-{n}": item(["dose"], "apply") for n in range(2)}
    items["item-0"].track = "student"
    (short,) = shortages(course_of([cell("dose")], items))
    assert short.found == 1
    assert shortages(course_of([cell("dose")], items, track="student")) == ()


@settings(max_examples=60, deadline=None)
@given(
    some.lists(some.sampled_from(OBJECTIVES), min_size=1, max_size=2).map(lambda os: [cell(o) for o in os]),
    banks,
)
def test_without_shortage_two_attempts_share_nothing(cells, items):
    """Where nothing is short, a second draw avoids the first one altogether; the total missing is exact."""
    found = shortages(course_of(cells, items))
    doubled = [cell(one.objective, *one.levels, items=2) for one in cells]
    assert bool(found) == (not fillings(doubled, items))
    if not found:
        pool = sorted(draw(doubled, items, "seed"))
        assert len(set(pool)) == TIMES_OVER * len(cells)


def test_blueprint_of_the_course_can_be_drawn(course):
    """Whatever finals the course has, its own bank fills them for every track."""
    for quiz in course.quizzes.values():
        for track, cells in quiz.blueprint.items():
            assert len(draw(cells, pool(course, track), "seed")) == sum(one.items for one in cells)
