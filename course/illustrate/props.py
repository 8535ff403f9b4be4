"""Pillows, towels and straps: where they lie follows from where the posed body is."""

from __future__ import annotations

import numpy as np

from course.illustrate.body import Body

TOWEL = (0.72, 0.42, 0.16)
BELT_METRES = 0.04
CLOTHED_METRES = 0.022
"""How far outside the skin a band lies that goes round the trousers."""


def placed(names: tuple[str, ...], vertices: np.ndarray, body: Body) -> list[dict]:
    """What the scene needs to draw each of them; metres. `vertices` (V, 3) is the body as it lies."""
    return [_PLACE[name.partition("-")[0]](name, vertices, body) for name in names]


def _pillow(name: str, vertices, body: Body) -> dict:
    on = {
        "pillow-calves": ("lowerleg",),
        "pillow-left-knee": ("lowerleg01.L", "lowerleg02.L", "upperleg02.L"),
        "pillow-between-knees": ("lowerleg01", "lowerleg02"),
    }[name]
    chosen = vertices[body.following(*on) > 0.6]
    if name == "pillow-left-knee":
        chosen = chosen[np.linalg.norm(chosen - _at(vertices, body, "lowerleg01.L"), axis=1) < 0.3]
    middle = (chosen.min(0) + chosen.max(0)) / 2
    if name == "pillow-between-knees":
        upper = vertices[body.following("lowerleg01.R", "lowerleg02.R") > 0.6]
        lower = vertices[body.following("lowerleg01.L", "lowerleg02.L") > 0.6]
        bottom, top = float(np.quantile(lower[:, 2], 0.85)), float(np.quantile(upper[:, 2], 0.15))
        return {
            "kind": "pillow",
            "centre": middle[:2].tolist(),
            "half_width": 0.22,
            "half_length": 0.22,
            "bottom": bottom,
            "height": max(top - bottom, 0.07),
        }
    half = (chosen.max(0) - chosen.min(0)) / 2
    height = float(np.quantile(chosen[:, 2], 0.08)) + 0.02
    return {
        "kind": "pillow",
        "centre": middle[:2].tolist(),
        "half_width": float(half[0] + 0.10),
        "half_length": float(max(half[1] + 0.04, 0.2)),
        "height": max(height, 0.05),
    }


def _towel(name: str, vertices, body: Body) -> dict:
    letter = "R" if "right" in name else "L"
    hip, knee = _at(vertices, body, f"upperleg01.{letter}"), _at(vertices, body, f"lowerleg01.{letter}")
    along = (knee - hip) / np.linalg.norm(knee - hip)
    middle = hip + 0.68 * (knee - hip)
    hands = [_at(vertices, body, f"finger3-1.{side}") for side in ("L", "R")]
    pull = sum(hands) / 2 - middle
    back = -(pull - pull @ along * along)
    back /= np.linalg.norm(back)
    side = np.cross(along, back)
    thigh = vertices[body.following(f"upperleg01.{letter}", f"upperleg02.{letter}") > 0.5] - middle
    axial = thigh @ along
    thigh = (thigh - axial[:, None] * along)[np.abs(axial) < 0.05]
    distance = np.linalg.norm(thigh, axis=1)

    def on_thigh(degrees: float) -> np.ndarray:
        way = np.cos(np.radians(degrees)) * back + np.sin(np.radians(degrees)) * side
        close = distance[thigh @ way > 0.93 * distance]
        return middle + way * ((close.max() if close.size else 0.09) + CLOTHED_METRES)

    ends = hands if (hands[0] - hands[1]) @ side > 0 else hands[::-1]
    loop = [on_thigh(degrees) for degrees in (80, 55, 28, 0, -28, -55, -80)]
    return {
        "kind": "strap",
        "points": [p.tolist() for p in (ends[0], *loop, ends[1])],
        "across": along.tolist(),
        "half_width": 0.04,
        "colour": TOWEL,
    }


def _strap(name: str, vertices, body: Body) -> dict:
    """One belt from hand to hand over both soles, which the arms hang from."""
    halves = []
    for letter, other in ("LR", "RL"):
        hand, ankle, ball, knee = (
            _at(vertices, body, f"{bone}.{letter}") for bone in ("finger3-1", "foot", "toe3-1", "lowerleg01")
        )
        along = (ball - ankle) / np.linalg.norm(ball - ankle)
        sole = (ankle - knee) - (ankle - knee) @ along * along
        sole /= np.linalg.norm(sole)
        outward = np.cross(along, sole)
        if outward @ (ankle - _at(vertices, body, f"foot.{other}")) < 0:
            outward = -outward
        middle = (ankle + 2 * ball) / 3
        foot = vertices[body.following(f"foot.{letter}", "toe") > 0.6] - middle
        foot = foot[(np.abs(foot @ along) < BELT_METRES / 2) & (np.linalg.norm(foot, axis=1) < 0.1)]
        low, outer, inner = ((foot @ way).max() + 0.006 for way in (sole, outward, -outward))
        edge = middle + outer * outward + 0.3 * low * sole
        inside = middle - 0.8 * inner * outward + 0.96 * low * sole
        over = [edge, middle + 0.8 * outer * outward + 0.94 * low * sole, middle + low * sole, inside]
        halves.append(([hand, hand + 0.9 * (edge - hand), *over], along))
    (left, left_along), (right, right_along) = halves
    between = [left[-1] + share * (right[-1] - left[-1]) for share in (0.08, 0.5, 0.92)]
    points = [*left, *between, *right[::-1]]
    shares = [0] * len(left) + [0.08, 0.5, 0.92] + [1] * len(right)
    across = [(left_along + share * (right_along - left_along)).tolist() for share in shares]
    return {
        "kind": "strap",
        "points": [point.tolist() for point in points],
        "across": across,
        "half_width": BELT_METRES / 2,
    }


def _at(vertices, body: Body, bone: str) -> np.ndarray:
    """About where that joint is: the middle of the ring of skin round it."""
    near = np.linalg.norm(body.vertices - body.bone_heads[bone], axis=1)
    return vertices[np.argsort(near)[:40]].mean(0)


_PLACE = {"pillow": _pillow, "towel": _towel, "strap": _strap}
