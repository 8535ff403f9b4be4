"""Where the muscles of the content's table lie on the body.

A surface muscle is a soft mask over the skin of the standing body, so that it moves with the pose. A deep
one is a tapered body between two places, each of which goes with a bone of its own. Both are drawings, made
by eye from landmarks of the skeleton; they teach where a muscle is, not its exact border.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from course.illustrate.body import Body

SIDES = {"left": ("L", 1.0), "right": ("R", -1.0)}


@dataclass(frozen=True)
class TaperedBody:
    """Between `a` and `b`, places (3,) m on the standing body, each going with its bone; thickest in the
    middle."""

    a: np.ndarray
    a_bone: str
    b: np.ndarray
    b_bone: str
    radius_m: float


# Ellipses on the skin: (middle as share of two landmarks, offset outwards, backwards, up) and half sizes, m.
# Landmarks in metres from the hip joint H, the waist W (spine04), the breast bone S (spine01), the knee K.
_PATCHES = {
    "gluteus-maximus": [("H", (-0.01, 0.08, -0.03), (0.095, 0.10, 0.095), "back")],
    "gluteus-medius": [("H", (0.045, 0.01, 0.085), (0.07, 0.085, 0.055), None)],
    "thoracolumbar-fascia": [("W", (0.0, 0.10, -0.02), (0.065, 0.10, 0.10), "back")],
    "erector-spinae": [("W", (0.042, 0.10, 0.10), (0.036, 0.10, 0.25), "back")],
    "latissimus-dorsi": [("S", (0.105, 0.07, -0.12), (0.075, 0.11, 0.15), "back")],
    "pectoralis-major": [("S", (0.095, -0.12, 0.045), (0.085, 0.10, 0.065), "front")],
    "external-oblique": [("W", (0.115, -0.03, 0.06), (0.065, 0.12, 0.115), "front")],
    "internal-oblique": [("W", (0.088, -0.09, -0.02), (0.055, 0.12, 0.065), "front")],
    "rectus-abdominis": [("W", (0.036, -0.12, 0.05), (0.036, 0.10, 0.20), "front")],
    "transversus-abdominis": [("W", (0.075, -0.09, 0.0), (0.08, 0.10, 0.045), "front")],
    "rectus-femoris": [("T", (0.0, -0.07, 0.0), (0.042, 0.07, 0.17), "front")],
    "hamstrings": [("T", (0.0, 0.07, -0.01), (0.065, 0.07, 0.165), "back")],
    "adductor-longus": [("T", (-0.075, -0.035, 0.11), (0.045, 0.05, 0.085), None)],
    "adductor-magnus": [("T", (-0.085, 0.02, 0.06), (0.045, 0.055, 0.14), None)],
    "gracilis": [("T", (-0.095, 0.0, 0.02), (0.028, 0.035, 0.20), None)],
}

# Deep: offsets from landmarks (outwards, backwards, up), m, the bone each end goes with, and half the
# thickness.
_SACRUM, _TROCHANTER = ("M", (0.015, 0.075, 0.045)), ("H", (0.055, 0.025, 0.01))
_DEEP = {
    "piriformis": (_SACRUM, "root", _TROCHANTER, "upperleg01", 0.016),
    "obturator-internus": (("H", (-0.065, 0.045, -0.045)), "root", ("H", (0.045, 0.03, -0.005)),
        "upperleg01", 0.012),
    "obturator-externus": (("H", (-0.07, -0.01, -0.055)), "root", ("H", (0.035, 0.03, -0.02)),
        "upperleg01", 0.012),
    "gemelli": (("H", (-0.045, 0.06, -0.02)), "root", ("H", (0.045, 0.03, 0.0)), "upperleg01", 0.009),
    "quadratus-femoris": (("H", (-0.03, 0.06, -0.065)), "root", ("H", (0.04, 0.03, -0.05)), "upperleg01",
        0.014),
    "gluteus-minimus": (("H", (0.035, 0.02, 0.085)), "root", ("H", (0.058, 0.0, 0.01)), "upperleg01", 0.022),
    "posterior-hip-capsule": (("H", (-0.02, 0.03, 0.015)), "root", ("H", (0.025, 0.03, -0.02)),
        "upperleg01", 0.020),
    "iliopsoas": (("W", (0.035, -0.01, 0.06)), "spine03", ("H", (-0.02, -0.02, -0.05)), "upperleg01", 0.020),
    "quadratus-lumborum": (("W", (0.075, 0.015, -0.03)), "root", ("W", (0.05, 0.015, 0.11)), "spine03",
        0.022),
    "multifidus": (("M", (0.018, 0.07, 0.05)), "root", ("W", (0.016, 0.03, 0.10)), "spine03", 0.014),
    "rotatores": (("W", (0.014, 0.025, 0.02)), "spine04", ("S", (0.012, 0.03, -0.10)), "spine02", 0.008),
    "adductor-brevis": (("H", (-0.085, -0.03, -0.05)), "root", ("T", (-0.01, -0.005, 0.10)), "upperleg02",
        0.017),
    "external-intercostals": (("S", (0.13, -0.02, -0.03)), "spine01", ("S", (0.12, -0.04, -0.17)),
        "spine02", 0.020),
    "internal-intercostals": (("S", (0.09, -0.07, -0.03)), "spine01", ("S", (0.09, -0.07, -0.15)),
        "spine02", 0.016),
    "pelvic-floor": (("H", (-0.10, -0.03, -0.05)), "root", ("H", (-0.095, 0.06, -0.03)), "root", 0.014),
    "interspinous-supraspinous-ligaments": (("M", (0.0, 0.085, 0.06)), "root", ("W", (0.0, 0.042, 0.10)),
        "spine03",
                                            0.007),
}  # fmt: skip
_MIDDLE = {"interspinous-supraspinous-ligaments"}


def _landmarks(body: Body, letter: str) -> dict[str, np.ndarray]:
    """H hip joint, T middle of the thigh, W waist, S breast-bone height, M middle of the pelvis."""
    at = body.bone_heads
    hip, knee = at[f"upperleg01.{letter}"], at[f"lowerleg01.{letter}"]
    middle = np.array([0.0, 1.0, 1.0])
    return {"H": hip, "T": (hip + knee) / 2, "W": at["spine04"] * middle, "S": at["spine01"] * middle,
            "M": at["root"] * middle}  # fmt: skip


def surface_weights(body: Body) -> dict[tuple[str, str], np.ndarray]:
    """(muscle id, side) to (V,): 1 within the muscle, 0 outside, soft at its rim."""
    normals = vertex_normals(body)
    no_arms = 1 - np.clip(body.following("upperarm02", "lowerarm", "wrist", "finger", "metacarpal"), 0, 1)
    out = {}
    for side, (letter, sign) in SIDES.items():
        marks = _landmarks(body, letter)
        for muscle, patches in _PATCHES.items():
            weight = np.zeros(len(body.vertices))
            for mark, offset, half, faces in patches:
                middle = marks[mark] + np.array(offset) * (sign, 1, 1)
                away = np.linalg.norm((body.vertices - middle) / np.array(half), axis=1)
                soft = np.clip((1.0 - away) / 0.18, 0, 1)
                if faces:
                    towards = normals[:, 1] * (1 if faces == "back" else -1)
                    soft *= np.clip((towards + 0.25) / 0.3, 0, 1)
                weight = np.maximum(weight, soft)
            own = np.clip(sign * body.vertices[:, 0] / 0.006, 0, 1)
            out[muscle, side] = weight * own * no_arms
    return out


def deep_bodies(body: Body) -> dict[tuple[str, str], TaperedBody]:
    """(muscle id, side) to its body; structures of the midline have the side `middle`."""
    out = {}
    for side, (letter, sign) in SIDES.items():
        marks = _landmarks(body, letter)
        for muscle, ((a, a_off), a_bone, (b, b_off), b_bone, radius) in _DEEP.items():
            ends = [marks[mark] + np.array(off) * (sign, 1, 1) for mark, off in ((a, a_off), (b, b_off))]
            bones = [f"{bone}.{letter}" if bone.startswith("upperleg") else bone for bone in (a_bone, b_bone)]
            key = (muscle, "middle" if muscle in _MIDDLE else side)
            out[key] = TaperedBody(ends[0], bones[0], ends[1], bones[1], radius)
    return out


def vertex_normals(body: Body) -> np.ndarray:
    """(V, 3) unit, outwards."""
    triangles = body.vertices[body.faces[:, :3]]
    flat = np.cross(triangles[:, 1] - triangles[:, 0], triangles[:, 2] - triangles[:, 0])
    normals = np.zeros_like(body.vertices)
    for corner in range(3):
        np.add.at(normals, body.faces[:, corner], flat)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
