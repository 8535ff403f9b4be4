"""What a stretch reaches, shown on the body: colours on the skin, deep muscles below it, and where labels
point."""

from __future__ import annotations

import numpy as np

from course.illustrate.body import Body
from course.illustrate.muscles import deep_bodies, surface_weights
from course.illustrate.poses import Camera, Poses

COLOURS = {"primary": (0.665, 0.112, 0.0), "secondary": (0.093, 0.456, 0.815)}
"""Vermilion and sky blue of Okabe and Ito, linear: told apart in all three common forms of colour
blindness."""
SEEN_THROUGH = 0.5


def _reached(course, poses: Poses):
    """Each target once, the primary ones last: (muscle id, role, sides)."""
    targets = sorted(course.stretches[poses.stretch].targets, key=lambda target: target.role == "primary")
    for target in targets:
        sides = poses.target_sides.get(target.muscle, ("left", "right"))
        if sides:
            yield target.muscle, target.role, (*sides, "middle")


def painted(course, poses: Poses, body: Body) -> tuple[np.ndarray, np.ndarray]:
    """(V, 4) colour and how much of it, and (V,) how far the skin is seen through over deep muscles."""
    paint, see = np.zeros((len(body.vertices), 4)), np.zeros(len(body.vertices))
    surface, deep = surface_weights(body), deep_bodies(body)
    for muscle, role, sides in _reached(course, poses):
        for side in sides:
            if (muscle, side) in surface:
                much = np.clip(surface[muscle, side], 0, 1)[:, None]
                paint[:, :3] = paint[:, :3] * (1 - much) + np.array(COLOURS[role]) * much
                paint[:, 3:] = np.maximum(paint[:, 3:], much * 0.9)
            elif (muscle, side) in deep:
                part = deep[muscle, side]
                away = _to_segment(body.vertices, np.asarray(part.a), np.asarray(part.b)) - part.radius_m
                see = np.maximum(see, np.clip(1.4 - away / 0.07, 0, 1) * SEEN_THROUGH)
    return paint, see


def deep_now(course, poses: Poses, body: Body, placed) -> list[dict]:
    """The deep muscles, each end where its own bone has taken it."""
    deep = deep_bodies(body)
    out = []
    for muscle, role, sides in _reached(course, poses):
        for side in sides:
            if (muscle, side) in deep:
                part = deep[muscle, side]
                out.append({"a": _carried(body, placed, part.a_bone, part.a),
                            "b": _carried(body, placed, part.b_bone, part.b),
                            "radius_m": part.radius_m, "colour": COLOURS[role]})  # fmt: skip
    return out


def labels(course, poses: Poses, body: Body, vertices: np.ndarray, placed, camera: Camera) -> dict:
    """Where each target is in the picture, as fractions from its top left; of two sides the one nearer the
    camera."""
    surface, deep = surface_weights(body), deep_bodies(body)
    points = []
    for muscle, role, sides in _reached(course, poses):
        places = []
        for side in _named_sides(poses, sides):
            if (muscle, side) in surface:
                weight = np.clip(surface[muscle, side], 0, 1) ** 2
                places.append((vertices * weight[:, None]).sum(0) / max(weight.sum(), 1e-9))
            elif (muscle, side) in deep:
                part = deep[muscle, side]
                ends = [
                    _carried(body, placed, part.a_bone, part.a),
                    _carried(body, placed, part.b_bone, part.b),
                ]
                places.append(np.mean(ends, axis=0))
        if places:
            near = min(places, key=lambda place: np.linalg.norm(place - np.array(camera.at_metres)))
            x, y = projected(near, camera)
            points.append({"id": muscle, "role": role, "x": round(float(x), 4), "y": round(float(y), 4)})
    return {"width": 1200, "height": 750, "points": points[::-1]}


def _named_sides(poses: Poses, sides: tuple[str, ...]) -> tuple[str, ...]:
    chosen = tuple(side for side in sides if side in (poses.labels_side, "middle"))
    return chosen if poses.labels_side in sides else sides


def projected(point: np.ndarray, camera: Camera, aspect: float = 8 / 5) -> tuple[float, float]:
    """Where a point in the room stands in the picture, as fractions of its width and height from the top
    left."""
    at, towards = np.array(camera.at_metres), np.array(camera.towards_metres)
    ahead = (towards - at) / np.linalg.norm(towards - at)
    right = np.cross(ahead, (0, 0, 1))
    right /= np.linalg.norm(right)
    up = np.cross(right, ahead)
    offset = point - at
    scale = np.linalg.norm(towards - at) / camera.width_metres / (offset @ ahead)
    return 0.5 + offset @ right * scale, 0.5 - offset @ up * scale * aspect


def _carried(body: Body, placed, bone: str, point) -> list[float]:
    turn, at = (np.asarray(value) for value in placed[bone])
    return (at + turn @ (np.asarray(point) - body.bone_heads[bone])).tolist()


def _to_segment(points: np.ndarray, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    share = np.clip((points - a) @ (b - a) / ((b - a) @ (b - a)), 0, 1)
    return np.linalg.norm(points - a - share[:, None] * (b - a), axis=1)
