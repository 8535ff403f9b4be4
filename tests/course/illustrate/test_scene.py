"""What the scene makes of numbers before Blender draws it."""

import importlib
import sys
import types

import numpy as np
import pytest

SQUARE = np.linspace(-1, 1, 41)


@pytest.fixture
def scene(monkeypatch):
    """The module that runs inside Blender, with nothing in Blender's place."""
    monkeypatch.setitem(sys.modules, "bpy", types.ModuleType("bpy"))
    maths = types.ModuleType("mathutils")
    maths.Vector = tuple
    monkeypatch.setitem(sys.modules, "mathutils", maths)
    monkeypatch.delitem(sys.modules, "course.illustrate.scene", raising=False)
    yield importlib.import_module("course.illustrate.scene")
    sys.modules.pop("course.illustrate.scene", None)


def test_what_lies_at_one_edge_dents_that_edge_alone(scene):
    """A hand at the bed's left edge leaves the right one as it was."""
    top = scene.dent(SQUARE, SQUARE, np.zeros((41, 41)), np.array([[-0.98, 0.0, -0.01]]))
    assert top[:3].min() < -0.02
    assert np.all(top[-12:] == 0)


def test_what_lies_beside_a_pillow_does_not_dent_it(scene):
    """A pillow that does not lie in the middle of the bed has its own two sides."""
    xs = np.linspace(0.2, 0.6, 41)
    top = scene.dent(xs, SQUARE, np.full((41, 41), 0.1), np.array([[0.0, 0.0, 0.0], [-0.5, 0.2, 0.0]]))
    assert np.all(top == 0.1)


def test_a_dent_is_below_what_made_it(scene):
    top = scene.dent(SQUARE, SQUARE, np.zeros((41, 41)), np.array([[0.0, 0.0, -0.01]]))
    assert top[20, 20] < -0.01


def test_a_band_goes_through_its_points(scene):
    """Through each of them, with eight steps from one to the next."""
    points = np.array([[0.0, 0, 0], [0.3, 0, 0.1], [0.3, 0.2, 0.2]])
    line = scene.smooth_line(points)
    assert len(line) == 17 and np.allclose(line[::8], points)
