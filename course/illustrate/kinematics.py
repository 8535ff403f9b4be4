"""From joint angles to a posed body: rotations under anatomical names, forward kinematics, skinning.

Everything is torch, so that `solve` can differentiate through it. Rotations are local: relative to the parent
bone, in axes aligned with the standing body (x flexion, y abduction and side bend, z turning).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from course.illustrate.body import Body

SIDES = {"left": ("L", 1.0), "right": ("R", -1.0)}
LYING = torch.tensor([[1.0, 0.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 0.0]], dtype=torch.float64)
"""Lays the standing body on its back: the head towards +y, the face up, the left side towards +x."""

REST_ABDUCTION_DEGREES = 5.0
"""How far apart the legs of the standing mesh are."""
LUMBAR = {"spine05": 0.4, "spine04": 0.35, "spine03": 0.25}
THORACIC = {"spine02": 0.5, "spine01": 0.5}
NECK = {"neck01": 0.4, "neck02": 0.2, "neck03": 0.2, "head": 0.2}
"""What share of the angle each bone takes."""


def rotation(axis_angle: Tensor) -> Tensor:
    """(..., 3) rotation vectors, rad, to (..., 3, 3) matrices."""
    angle = torch.sqrt((axis_angle**2).sum(-1) + 1e-18)[..., None, None]
    x, y, z = (axis_angle / angle[..., 0]).unbind(-1)
    zero = torch.zeros_like(x)
    cross = torch.stack([zero, -z, y, z, zero, -x, -y, x, zero], -1).reshape(*x.shape, 3, 3)
    return (
        torch.eye(3, dtype=axis_angle.dtype)
        + torch.sin(angle) * cross
        + (1 - torch.cos(angle)) * cross @ cross
    )


def about(axis: str, degrees: Tensor | float) -> Tensor:
    """Turn by `degrees` about one of the body's axes."""
    unit = torch.tensor([axis == "x", axis == "y", axis == "z"], dtype=torch.float64)
    return rotation(unit * torch.deg2rad(torch.as_tensor(degrees, dtype=torch.float64)))


def spine_rotations(angles: dict[str, Tensor]) -> dict[str, Tensor]:
    """Bone to local rotation. `angles` in degrees: `lumbar_flexion` and so on; left is positive."""
    out = {}
    for region, shares in (("lumbar", LUMBAR), ("thoracic", THORACIC), ("neck", NECK)):
        flexion, bend, turn = (
            angles[f"{region}_{motion}"] for motion in ("flexion", "side_bend", "rotation")
        )
        for bone, share in shares.items():
            out[bone] = about("z", turn * share) @ about("y", bend * share) @ about("x", flexion * share)
    return out


def leg_rotations(side: str, angles: dict[str, Tensor], lumbar_flexion: Tensor) -> dict[str, Tensor]:
    """Bone to local rotation of one leg. Hip flexion is what is seen, thigh against trunk: the pelvis,
    rolling back with the lower back, gives its part of it (Bohannon 1985)."""
    letter, sign = SIDES[side]
    turn = about("z", sign * angles["hip_external_rotation"] / 2)
    abduction = about("y", -sign * (angles["hip_abduction"] - REST_ABDUCTION_DEGREES))
    return {
        f"upperleg01.{letter}": about("x", lumbar_flexion - angles["hip_flexion"]) @ abduction @ turn,
        f"upperleg02.{letter}": turn,
        f"lowerleg01.{letter}": about("x", angles["knee_flexion"]),
        f"foot.{letter}": about("x", -angles["ankle_dorsiflexion"]),
    }


def measured_leg(side: str, placed: dict[str, tuple[Tensor, Tensor]], lumbar_flexion: float):
    """Hip and knee angles, degrees, read from where the bones lie: of the hip first flexion, then abduction,
    then rotation about the thigh, as a clinician names them (Grood and Suntay's order)."""
    letter, sign = SIDES[side]
    pelvis, thigh, shin = (
        placed[bone][0] for bone in ("root", f"upperleg02.{letter}", f"lowerleg01.{letter}")
    )
    hip, knee = pelvis.T @ thigh, thigh.T @ shin
    forward = math.atan2(-float(hip[1, 2]), float(hip[2, 2]))
    aside = math.asin(max(-1.0, min(1.0, float(hip[0, 2]))))
    turned = math.atan2(-float(hip[0, 1]), float(hip[0, 0]))
    return {
        "hip_flexion": lumbar_flexion - math.degrees(forward),
        "hip_abduction": REST_ABDUCTION_DEGREES - sign * math.degrees(aside),
        "hip_external_rotation": sign * math.degrees(turned),
        "knee_flexion": math.degrees(math.atan2(float(knee[2, 1]), float(knee[1, 1]))),
    }


def elbow_axis(body: Body, letter: str) -> Tensor:
    """The elbow's hinge, out of the slight bend that the arm has at rest; turning about it bends the
    elbow."""
    shoulder, elbow, wrist = (
        torch.tensor(body.bone_heads[f"{bone}.{letter}"]) for bone in ("upperarm01", "lowerarm01", "wrist")
    )
    axis = torch.linalg.cross(elbow - shoulder, wrist - elbow)
    return axis / axis.norm()


def rest_elbow_flexion_degrees(body: Body, letter: str) -> float:
    shoulder, elbow, wrist = (
        body.bone_heads[f"{bone}.{letter}"] for bone in ("upperarm01", "lowerarm01", "wrist")
    )
    upper, fore = elbow - shoulder, wrist - elbow
    return math.degrees(math.acos(upper @ fore / math.sqrt((upper @ upper) * (fore @ fore))))


def palm_frame(body: Body, letter: str) -> tuple[Tensor, Tensor]:
    """Where the middle of the palm is and which way it faces, at rest."""
    heads = {
        name: torch.tensor(body.bone_heads[f"{name}.{letter}"])
        for name in ("wrist", "finger2-1", "finger5-1", "finger3-1", "finger1-3")
    }
    normal = torch.linalg.cross(heads["finger2-1"] - heads["wrist"], heads["finger5-1"] - heads["wrist"])
    normal = normal / normal.norm()
    middle = 0.35 * heads["wrist"] + 0.65 * heads["finger3-1"]
    if (heads["finger1-3"] - middle) @ normal < 0:
        normal = -normal
    return middle + 0.018 * normal, normal


def finger_rotations(body: Body, letter: str, curl: float | dict[int, float]) -> dict[str, Tensor]:
    """Fingers bent by `curl` (0 flat, 1 a firm hold), one for all or one for each of 1 to 5; the thumb half
    as much."""
    _, normal = palm_frame(body, letter)
    out = {}
    for finger in range(1, 6):
        much = curl[finger] if isinstance(curl, dict) else curl
        for joint, degrees in ((1, 35.0), (2, 50.0), (3, 30.0)):
            bone = f"finger{finger}-{joint}.{letter}"
            following = f"finger{finger}-{joint + 1}.{letter}"
            if finger == 1:
                if joint == 1:
                    continue
                degrees = degrees / 2
            if following in body.bone_heads:
                along = torch.tensor(body.bone_heads[following] - body.bone_heads[bone])
            axis = torch.linalg.cross(along / along.norm(), normal)
            out[bone] = rotation(
                axis / axis.norm() * torch.deg2rad(torch.as_tensor(degrees, dtype=torch.float64)) * much
            )
    return out


class Rig:
    """Poses `body`, or only the `vertices` (numbers) of it that are asked for."""

    def __init__(self, body: Body, vertices=None, *, with_fingers: bool = True):
        numbers = range(len(body.vertices)) if vertices is None else vertices
        numbers = torch.as_tensor(list(numbers), dtype=torch.long)
        self.body = body
        self._rest = torch.tensor(body.vertices)[numbers]
        self._skin_bones = torch.tensor(body.skin_bones, dtype=torch.long)[numbers]
        self._skin_weights = torch.tensor(body.skin_weights)[numbers]
        self._heads = torch.tensor(body.heads)
        self._moving = [n for n, bone in enumerate(body.bones) if with_fingers or not _is_small(bone)]
        follows = list(range(len(body.bones)))
        for n, _ in enumerate(body.bones):
            if n not in set(self._moving):
                follows[n] = follows[int(body.parents[n])]
        self._follows = torch.tensor(follows)
        self._row = torch.full((len(body.bones),), -1, dtype=torch.long)
        self._row[self._moving] = torch.arange(len(self._moving))
        self._still = torch.eye(3, dtype=torch.float64)

    def bones(
        self, rotations: dict[str, Tensor], root: Tensor, root_at: Tensor
    ) -> dict[str, tuple[Tensor, Tensor]]:
        """Bone to its (rotation (3, 3), position (3,)) in the room. `root` turns the standing body."""
        placed: dict[int, tuple[Tensor, Tensor]] = {}
        for n in self._moving:
            parent = int(self.body.parents[n])
            local = rotations.get(self.body.bones[n], self._still)
            if parent < 0:
                placed[n] = (root @ local, root_at)
            else:
                turn, at = placed[parent]
                placed[n] = (turn @ local, at + turn @ (self._heads[n] - self._heads[parent]))
        return {self.body.bones[n]: placed[n] for n in self._moving}

    def skin(self, placed: dict[str, tuple[Tensor, Tensor]]) -> Tensor:
        """(V, 3) m in the room."""
        turns = torch.stack([placed[self.body.bones[n]][0] for n in self._moving])
        shifts = torch.stack([placed[self.body.bones[n]][1] for n in self._moving])
        shifts = shifts - torch.einsum("bij,bj->bi", turns, self._heads[self._moving])
        rows = self._row[self._follows[self._skin_bones]]
        turn = torch.einsum("vk,vkij->vij", self._skin_weights, turns[rows])
        shift = torch.einsum("vk,vki->vi", self._skin_weights, shifts[rows])
        return torch.einsum("vij,vj->vi", turn, self._rest) + shift

    def carried(self, placed, bone: str, rest_point: Tensor) -> Tensor:
        """Where a point that goes with `bone` is now."""
        turn, at = placed[bone]
        return at + turn @ (rest_point - torch.tensor(self.body.bone_heads[bone]))


def _is_small(bone: str) -> bool:
    return bone.startswith(("finger", "toe", "metacarpal", "eye"))
