"""What a stretch reaches is told apart by people who see colours in another way."""

import ast
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import course.illustrate
from course.illustrate.highlight import COLOURS

# Full dichromacy, on linear RGB: Machado, Oliveira and Fernandes, "A Physiologically-based Model for
# Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009), severity 1.0 of its table.
SEEN_WITH = {
    "all cones": np.eye(3),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
# sRGB's primaries and white (IEC 61966-2-1): linear RGB to XYZ.
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
APART = 20
"""CIE 1976 colour difference; about 2 can just be seen side by side, 20 is told at a glance."""


def skin_colour():
    """The plain figure's, out of the program that runs inside Blender and cannot be imported here."""
    scene = Path(course.illustrate.__file__).with_name("scene.py").read_text(encoding="utf-8")
    for node in ast.parse(scene).body:
        if isinstance(node, ast.Assign) and "MANNEQUIN" in ast.dump(node.targets[0]):
            names = [name.id for name in node.targets[0].elts]
            return ast.literal_eval(node.value)[names.index("MANNEQUIN")]
    raise AssertionError("scene.py has no MANNEQUIN")


def lab(linear, cones):
    """CIELAB of a linear RGB colour as it is seen with these cones."""
    xyz = TO_XYZ @ np.clip(SEEN_WITH[cones] @ np.array(linear), 0, 1) / TO_XYZ.sum(1)
    x, y, z = np.where(xyz > (6 / 29) ** 3, np.cbrt(xyz), xyz / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


@pytest.mark.parametrize("cones", sorted(SEEN_WITH))
def test_main_and_other_targets_and_skin_are_told_apart(cones):
    """The strong colour, the light one and the figure's skin, each from each."""
    colours = {**COLOURS, "skin": skin_colour()}
    for one, other in combinations(colours, 2):
        apart = np.linalg.norm(lab(colours[one], cones) - lab(colours[other], cones))
        assert apart >= APART, f"{one} and {other}: {apart:.0f}"


@pytest.mark.parametrize("cones", sorted(SEEN_WITH))
def test_main_targets_are_darker_than_all_else(cones):
    """By lightness alone, so that a print without colour shows them too."""
    light = {name: lab(colour, cones)[0] for name, colour in {**COLOURS, "skin": skin_colour()}.items()}
    assert light["primary"] < min(light["secondary"], light["skin"]) - 8, light
