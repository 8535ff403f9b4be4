"""The map of muscles: what it tells, what it lights, what print shows."""

import pytest

from course import load_course
from widgets import MuscleMap
from widgets._base import UnknownName


def test_without_a_stretch_it_tells_of_every_muscle():
    """The list is the equivalent of the picture, so nothing is left out of it."""
    assert [row["id"] for row in MuscleMap().muscles] == list(load_course().muscles)


def test_with_a_stretch_it_lights_that_stretch_s_targets():
    """Its own targets alone, the main ones first, told by words as well as by colour."""
    rows = MuscleMap("figure-four").muscles
    assert {row["id"] for row in rows} == {t.muscle for t in load_course().stretches["figure-four"].targets}
    roles = [row["role"] for row in rows]
    assert roles == sorted(roles) and {row["reached"] for row in rows} == {" (mainly)", " (also)"}


def test_pictures_come_on_request_with_the_regions_of_what_is_listed():
    """Front and back, whole; no region of a muscle that is not in the list."""
    shown = MuscleMap("happy-baby")
    listed = {row["id"] for row in shown.muscles}
    views = shown.views()
    assert [view["name"] for view in views] == ["front", "back"]
    for view in views:
        assert view["url"].startswith("data:image/webp;base64,") and view["alt"]
        assert view["regions"] and {region["id"] for region in view["regions"]} <= listed


def test_print_tells_origin_and_nerve():
    """The static form says in words what a tap tells."""
    html = MuscleMap("figure-four")._static_html()
    assert "Piriformis" in html and "Nerve to piriformis" in html


def test_an_unknown_stretch_is_refused():
    """The error says which there are."""
    with pytest.raises(UnknownName, match="figure-four"):
        MuscleMap("figure-five")


def test_repr_is_what_one_types():
    """The text of an output is stable."""
    assert (repr(MuscleMap()), repr(MuscleMap("figure-four"))) == ("MuscleMap()", "MuscleMap('figure-four')")
