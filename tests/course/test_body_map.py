"""The regions of the muscle map: known muscles, inside the pictures, found by a tap."""

import pytest
from PIL import Image

from course import load_course
from course.body_map import Region, View, load_body_map, muscles_at
from course.folders import MEDIA

BIG = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))
SMALL = ((0.4, 0.4), (0.6, 0.4), (0.6, 0.6), (0.4, 0.6))


def test_a_tap_finds_the_smallest_first():
    """A small deep muscle below a large one is not lost."""
    view = View(
        "x.webp", 10, 10, (Region("large", "left", False, (BIG,)), Region("small", "left", True, (SMALL,)))
    )
    assert muscles_at(view, 0.5, 0.5) == ("small", "large")
    assert muscles_at(view, 0.9, 0.1) == ("large",)
    assert muscles_at(view, 1.5, 0.5) == ()


@pytest.mark.parametrize("name", ["front", "back"])
def test_regions_are_known_muscles_inside_the_picture(name):
    """Every region names a muscle of the content and lies in the picture; the picture has its size."""
    view = load_body_map()[name]
    assert len(view.regions) > 10
    for region in view.regions:
        assert region.muscle in load_course().muscles
        assert all(0 <= x <= 1 and 0 <= y <= 1 for polygon in region.polygons for x, y in polygon)
    with Image.open(MEDIA / view.file) as image:
        assert image.size == (view.width, view.height) and image.mode == "RGBA"


def test_regions_lie_on_the_figure():
    """The middle of each region is on the body, not beside it."""
    for view in load_body_map().values():
        with Image.open(MEDIA / view.file) as image:
            for region in view.regions:
                for polygon in region.polygons:
                    x = sum(p[0] for p in polygon) / len(polygon)
                    y = sum(p[1] for p in polygon) / len(polygon)
                    assert image.getpixel((int(x * view.width), int(y * view.height)))[3] > 0, region.muscle


def test_every_target_of_every_stretch_has_a_region():
    """What a stretch reaches can be pointed at."""
    drawn = {region.muscle for view in load_body_map().values() for region in view.regions}
    for stretch in load_course().stretches.values():
        assert {target.muscle for target in stretch.targets} <= drawn, stretch.id
