"""Muscles lie on their side of the body, and labels point where the camera sees them."""

import numpy as np
import pytest

from course import load_course
from course.illustrate.body import Body
from course.illustrate.highlight import projected
from course.illustrate.muscles import deep_bodies, surface_weights
from course.illustrate.poses import Camera

BONES = {
    "root": (0, 0, 0.13), "spine04": (0, 0.03, 0.21), "spine01": (0, 0.03, 0.51),
    "upperleg01.L": (0.11, 0, 0.12), "lowerleg01.L": (0.15, -0.04, -0.3),
    "upperleg01.R": (-0.11, 0, 0.12), "lowerleg01.R": (-0.15, -0.04, -0.3),
}  # fmt: skip


@pytest.fixture(scope="module")
def pillar():
    """An upright elliptic pillar with the bones that the muscles are placed by."""
    turns, heights = np.meshgrid(np.linspace(0, 2 * np.pi, 60, endpoint=False), np.linspace(-0.4, 0.7, 80))
    points = np.stack([0.17 * np.cos(turns), 0.11 * np.sin(turns), heights], -1).reshape(-1, 3)
    index = np.arange(len(points)).reshape(80, 60)
    right = np.roll(index, -1, 1)
    faces = np.concatenate(
        [
            np.stack([index[:-1], right[:-1], right[1:]], -1).reshape(-1, 3),
            np.stack([index[:-1], right[1:], index[1:]], -1).reshape(-1, 3),
        ]
    )
    heads = np.array(list(BONES.values()), dtype=float)
    skin = np.zeros((len(points), 1), dtype=int)
    return Body(
        points, faces, tuple(BONES), np.array([-1, 0, 1, 0, 3, 0, 5]), heads, skin, np.ones_like(skin, float)
    )


def test_every_target_is_drawn_on_the_skin_or_below_it(pillar):
    """No stretch reaches a muscle that the pictures do not know."""
    drawn = {muscle for muscle, _ in (*surface_weights(pillar), *deep_bodies(pillar))}
    for stretch in load_course().stretches.values():
        assert {target.muscle for target in stretch.targets} <= drawn


def test_left_and_right_are_mirrored(pillar):
    """A muscle's own side, and never the other."""
    for (muscle, side), weight in surface_weights(pillar).items():
        sign = 1 if side == "left" else -1
        assert not weight[sign * pillar.vertices[:, 0] < -1e-9].any(), muscle
        assert weight.min() >= 0 and weight.max() <= 1
    deep = deep_bodies(pillar)
    for (muscle, side), part in deep.items():
        if side == "left":
            assert np.allclose(deep[muscle, "right"].a, part.a * (-1, 1, 1))


def test_back_muscles_are_not_painted_on_the_belly(pillar):
    """The face of the body on which a muscle lies."""
    weights = surface_weights(pillar)
    front = pillar.vertices[:, 1] < -0.05
    assert not weights["erector-spinae", "left"][front].any()
    assert weights["rectus-abdominis", "left"][front].max() > 0.9


CAMERA = Camera(at_metres=(4, 0, 0), towards_metres=(0, 0, 0), width_metres=2)


@pytest.mark.parametrize(
    "point, place",
    [
        ((0, 0, 0), (0.5, 0.5)),
        ((0, 1, 0), (1.0, 0.5)),
        ((0, 0, 0.625), (0.5, 0.0)),
        ((2, 0.5, 0), (1.0, 0.5)),
    ],
)
def test_places_are_shares_of_the_picture(point, place):
    """Half the width across, up is towards 0, and what is nearer looks larger."""
    assert projected(np.array(point, dtype=float), CAMERA) == pytest.approx(place)
