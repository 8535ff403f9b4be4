"""Finds the body position that a pose asks for: holds that hold, parts that rest on the bed, nothing
floating.

The angles of the pose are kept within a degree or two; shoulders, elbows, ankles, neck and where the body
lies are found. One smooth sum of squares, each term divided by how far off it may be, made small by L-BFGS.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from course.illustrate.body import Body
from course.illustrate.kinematics import (
    LYING,
    SIDES,
    Rig,
    about,
    elbow_axis,
    finger_rotations,
    leg_rotations,
    measured_leg,
    palm_frame,
    rest_elbow_flexion_degrees,
    rotation,
    spine_rotations,
)  # fmt: skip
from course.illustrate.poses import Hand, Hold, Leg, Pose, Spine

SINKS_METRES = 0.012
"""How far a part that rests on the mattress presses into it."""
PILLOW_METRES = 0.085
CLOTH_METRES = 0.012
ABOVE_ANKLE_METRES = 0.06
"""Where the shin lies on the other leg: the ankle itself just clears it."""
FINGER_METRES = 0.008 + CLOTH_METRES
CURLS = tuple(0.1 * step for step in range(1, 15))
NECK_AT_METRES = 0.70
"""How far the neck lies from the standing body's origin, towards the head; every pose keeps it there."""

LEG_BONES = {"thigh": ("upperleg01", "lowerleg01"), "shin": ("lowerleg01", "foot"), "foot": ("foot",
    "toe3-1"),
             "forearm": ("lowerarm01", "wrist")}  # fmt: skip
ANGLE_MAY_GIVE_DEGREES = {"ankle_dorsiflexion": 12.0, "neck_flexion": 14.0, "thoracic_flexion": 3.0}
_FACING = {
    "front": (0.0, -1.0, 0.0),
    "behind": (0.0, 1.0, 0.0),
    "outer": (1.0, 0.0, 0.0),
    "inner": (-1.0, 0.0, 0.0),
    "front-inner": (-0.707, -0.707, 0.0),
}


@dataclass(frozen=True)
class Goal:
    """A pose as numbers, so that two can be blended: angles in degrees, contact weights 0 to 1."""

    angles: dict[str, float]
    hands: dict[str, tuple[tuple[Hand, float], ...]]
    touches: dict[str, float]
    pelvis_roll: float
    trunk_roll: float
    backrest_degrees: float
    ankles_on: tuple[tuple[str, Hold, float], ...] = ()
    legs_together: float = 0
    loose_degrees: float = 1.5


def goal_of(pose: Pose) -> Goal:
    angles = {f"spine.{name}": float(getattr(pose.spine, name)) for name in Spine.model_fields}
    for side in SIDES:
        angles |= {f"{side}.{name}": float(getattr(pose.legs[side], name)) for name in Leg.model_fields}
    return Goal(
        angles=angles,
        hands={side: ((pose.hands[side], 1.0),) for side in SIDES},
        touches=dict.fromkeys(pose.touches, 1.0),
        pelvis_roll=pose.pelvis_roll,
        trunk_roll=pose.trunk_roll,
        backrest_degrees=pose.backrest_degrees,
        ankles_on=tuple((side, hold, 1.0) for side, hold in pose.ankle_on.items()),
        legs_together=float(pose.legs_together),
        loose_degrees=pose.loose_degrees,
    )


def blended(a: Goal, b: Goal, share: float) -> Goal:
    """`a` at 0, `b` at 1. What touches the bed in only one of the two lets go at once on leaving it."""

    def mix(x: float, y: float) -> float:
        return x + (y - x) * share

    touches = {part: 1.0 for part in a.touches if part in b.touches}
    for only, near in ((a, share < 0.04), (b, share > 0.96)):
        touches |= {part: 1.0 for part in only.touches if part not in touches and near}
    return Goal(
        angles={name: mix(a.angles[name], b.angles[name]) for name in a.angles},
        hands={side: ((a.hands[side][0][0], 1 - share), (b.hands[side][0][0], share)) for side in a.hands},
        touches=touches,
        pelvis_roll=mix(a.pelvis_roll, b.pelvis_roll),
        trunk_roll=mix(a.trunk_roll, b.trunk_roll),
        backrest_degrees=mix(a.backrest_degrees, b.backrest_degrees),
        ankles_on=tuple((side, hold, 1 - share) for side, hold, _ in a.ankles_on)
        + tuple((side, hold, share) for side, hold, _ in b.ankles_on),
        legs_together=mix(a.legs_together, b.legs_together),
        loose_degrees=mix(a.loose_degrees, b.loose_degrees),
    )


class Solver:
    """Solves goals for one body. Keep it for all frames of a film, and give each the last one's answer."""

    def __init__(self, body: Body):
        self.body = body
        self._groups = {part: _few(numbers) for part, numbers in _contact_parts(body).items()}
        every = np.unique(np.concatenate([*self._groups.values(), np.arange(0, len(body.vertices), 23)]))
        where = {int(number): row for row, number in enumerate(every)}
        self._rows = {
            p: torch.tensor([where[int(n)] for n in numbers]) for p, numbers in self._groups.items()
        }
        self._head_rows = torch.tensor(body.following("head", "neck", "eye")[every] > 0.3)
        self._rig = Rig(body, every, with_fingers=False)
        self._angle_names = [f"spine.{n}" for n in Spine.model_fields] + [
            f"{side}.{n}" for side in SIDES for n in Leg.model_fields
        ]
        self._elbow = {side: elbow_axis(body, letter) for side, (letter, _) in SIDES.items()}
        self._rest_elbow = {
            side: rest_elbow_flexion_degrees(body, letter) for side, (letter, _) in SIDES.items()
        }
        self._palm = {side: palm_frame(body, letter) for side, (letter, _) in SIDES.items()}
        self._radii: dict[tuple, float] = {}

    @cached_property
    def start(self) -> Tensor:
        return torch.zeros(6 + len(self._angle_names) + 2 * 11)

    def solve(self, goal: Goal, near: Tensor | None = None, *, steps: int = 120) -> tuple[Tensor, float]:
        """The unknowns at the best position found, and what is left of the sum of squares. Of the positions
        that fit, the one nearest to the answer `near` is the best, without it the most restful."""
        near = (self.start if near is None else near).clone().double()
        unknowns = near.clone().requires_grad_(True)
        search = torch.optim.LBFGS(
            [unknowns], lr=1, max_iter=steps, history_size=20, line_search_fn="strong_wolfe"
        )

        def misfit():
            search.zero_grad()
            total = self._misfit(goal, unknowns, near)
            total.backward()
            return total

        search.step(misfit)
        return unknowns.detach(), float(self._misfit(goal, unknowns.detach(), near))

    def film(self, keys: list[Goal], frames: int) -> list[tuple[Goal, Tensor]]:
        """What is asked for in each frame from the first key pose to the last, and the answer.

        Every key pose is solved for itself, as its still is, and what lies between is kept near the blend of
        their answers: a hold or a contact that begins with a pose then has no way left to jump.
        """
        answers = [self.solve(key, steps=250)[0] for key in keys]
        out = []
        for frame in range(frames):
            along = frame / (frames - 1) * (len(keys) - 1)
            step = min(int(along), len(keys) - 2)
            share = along - step
            share = share * share * (3 - 2 * share)
            goal = blended(keys[step], keys[step + 1], share)
            blend = answers[step] + (answers[step + 1] - answers[step]) * share
            out.append((goal, self.solve(goal, blend, steps=60)[0]))
        return out

    def rotations(self, goal: Goal, unknowns: Tensor):
        """(local rotations by bone, root rotation, root position, angles by name) of that answer."""
        n = len(self._angle_names)
        given = dict(zip(self._angle_names, unknowns[6 : 6 + n], strict=True))
        angles = {
            name: goal.angles[name] + given[name] * _may_give(name, goal.loose_degrees)
            for name in self._angle_names
        }
        lumbar = angles["spine.lumbar_flexion"]
        local = spine_rotations(
            {name[6:]: value for name, value in angles.items() if name.startswith("spine.")}
        )
        for number, side in enumerate(SIDES):
            of_leg = {k.partition(".")[2]: v for k, v in angles.items() if k.startswith(side)}
            local |= leg_rotations(side, of_leg, lumbar)
            local |= self._arm(side, unknowns[6 + n + 11 * number :][:11])
        turn = torch.as_tensor(goal.trunk_roll + goal.pelvis_roll, dtype=torch.float64)
        root = rotation(unknowns[:3]) @ about("y", turn) @ LYING
        at = unknowns[3:6] + torch.tensor([0.0, 0.13, 0.1], dtype=torch.float64)
        return local, root, at, angles

    def _arm(self, side: str, u: Tensor) -> dict[str, Tensor]:
        letter, sign = SIDES[side]
        lowered = about("y", sign * 25.0)
        fore = torch.tensor(
            self.body.bone_heads[f"wrist.{letter}"] - self.body.bone_heads[f"lowerarm01.{letter}"]
        )
        bend = torch.deg2rad(75.0 * torch.sigmoid(u[6] * 2) * 2 - self._rest_elbow[side] + 4.0)
        return {
            f"clavicle.{letter}": rotation(u[0:3] * 0.15),
            f"upperarm01.{letter}": rotation(u[3:6]) @ lowered,
            f"lowerarm01.{letter}": rotation(self._elbow[side] * bend),
            f"lowerarm02.{letter}": rotation(fore / fore.norm() * 1.3 * torch.tanh(u[7])),
            f"wrist.{letter}": rotation(u[8:11] * 0.4),
        }

    def _misfit(self, goal: Goal, unknowns: Tensor, near: Tensor) -> Tensor:
        n = len(self._angle_names)
        local, root, at, angles = self.rotations(goal, unknowns)
        placed = self._rig.bones(local, root, at)
        skin = self._rig.skin(placed)
        away = unknowns - near
        arms = away[6 + n :].reshape(2, 11)
        total = 2 * away[0] ** 2 + (away[1:3] / 0.06).square().sum() + (away[6 : 6 + n] ** 2).sum()
        total = (
            total
            + (arms[:, :3] ** 2).sum()
            + 0.25 * (arms[:, 3:6] ** 2).sum()
            + 0.1 * (arms[:, 6] ** 2).sum()
        )
        total = total + 0.3 * (arms[:, 7] ** 2).sum() + (arms[:, 8:] ** 2).sum()
        neck = placed["neck01"][1]
        total = total + ((neck[0] / 0.02) ** 2 + ((neck[1] - NECK_AT_METRES) / 0.01) ** 2)
        above = skin[:, 2] - ground(skin, goal.backrest_degrees)
        above = above - torch.where(self._head_rows, PILLOW_METRES, 0.0)
        for part, weight in goal.touches.items():
            lowest = -torch.logsumexp(-above[self._rows[part]] / 0.004, 0) * 0.004
            total = total + weight * ((lowest + SINKS_METRES) / 0.003) ** 2
        total = total + (torch.relu(-above - SINKS_METRES - 0.004) / 0.004).square().sum() * 0.3
        total = total + self._legs_misfit(goal, placed)
        for side in SIDES:
            total = total + self._hand_misfit(side, goal, placed) + self._arm_in_leg(side, placed)
        return total

    def _legs_misfit(self, goal: Goal, placed) -> Tensor:
        total = torch.zeros((), dtype=torch.float64)
        for side, hold, weight in goal.ankles_on:
            bone, axis_at, outward, _, radius = self._limb(hold)
            spot = self._rig.carried(placed, bone, axis_at) + placed[bone][0] @ outward * (radius + 0.05)
            ankle, knee = (placed[f"{bone}.{SIDES[side][0]}"][1] for bone in ("foot", "lowerleg01"))
            lies = ankle + ABOVE_ANKLE_METRES * (knee - ankle) / (knee - ankle).norm()
            total = total + weight * ((lies - spot) / 0.012).square().sum()
        if goal.legs_together > 0:
            for bone, apart in (("lowerleg01", 0.125), ("foot", 0.10)):
                gap = (placed[f"{bone}.L"][1] - placed[f"{bone}.R"][1]).norm()
                total = total + goal.legs_together * ((gap - apart) / 0.02) ** 2
        return total

    def _hand_misfit(self, side: str, goal: Goal, placed) -> Tensor:
        letter, sign = SIDES[side]
        at, normal = self._palm[side]
        palm = self._rig.carried(placed, f"wrist.{letter}", at)
        facing = placed[f"wrist.{letter}"][0] @ normal
        pointing = placed[f"wrist.{letter}"][0] @ torch.tensor(
            self.body.bone_heads[f"finger3-1.{letter}"] - self.body.bone_heads[f"wrist.{letter}"]
        )
        pointing = pointing / pointing.norm()
        wanted = [
            (self._place(side, hand, placed, goal), share) for hand, share in goal.hands[side] if share > 0
        ]
        target = sum(place[0] * share for place, share in wanted)
        total = ((palm - target) ** 2).sum() / 0.006**2
        for (_, direction, across), share in wanted:
            if direction is not None:
                total = total + share * 6 * ((facing - direction) ** 2).sum()
            if across is not None:
                total = total + share * 3 * (pointing @ across) ** 2
        return total

    def _place(self, side: str, hand: Hand, placed, goal: Goal):
        """(where the palm goes, which way it faces, what the fingers lie across), in the room."""
        _, sign = SIDES[side]
        if hand.holds is None:
            x, y, z = hand.lies_at_metres
            spot = torch.tensor([sign * x, NECK_AT_METRES - 0.08 + y, z])
            spot = spot + torch.stack(
                [torch.tensor(0.0), torch.tensor(0.0), ground(spot[None], goal.backrest_degrees)[0]]
            )
            way = {"down": (0.0, 0.0, -1.0), "up": (0.0, 0.0, 1.0), "in": (-sign, 0.0, 0.0), "free": None}[
                hand.palm
            ]
            return spot, None if way is None else torch.tensor(way, dtype=torch.float64), None
        hold = hand.holds
        bone, axis_at, outward, along, radius = self._limb(hold)
        turn = placed[bone][0]
        point = self._rig.carried(placed, bone, axis_at) + turn @ outward * (radius + CLOTH_METRES)
        return point, -(turn @ outward), turn @ along if hold.fingers_across else None

    def _limb(self, hold: Hold):
        side, limb = hold.limb.split("-")
        letter, sign = SIDES[side]
        near, far = (torch.tensor(self.body.bone_heads[f"{bone}.{letter}"]) for bone in LEG_BONES[limb])
        bone = f"{LEG_BONES[limb][0]}.{letter}"
        if limb == "thigh" and hold.along > 0.2:
            bone = f"upperleg02.{letter}"
        along = (far - near) / (far - near).norm()
        outward = torch.tensor(_FACING[hold.facing], dtype=torch.float64) * torch.tensor([sign, 1.0, 1.0])
        if limb == "foot":
            outward = {"behind": torch.tensor([0.0, 0.0, -1.0]), "front": torch.tensor([0.0, 0.0, 1.0])}.get(
                hold.facing, outward
            ).double()
        outward = outward - (outward @ along) * along
        outward = outward / outward.norm()
        middle = near + (far - near) * hold.along
        key = (hold.limb, hold.along, hold.facing)
        if key not in self._radii:
            self._radii[key] = _radius(
                self.body, letter, limb, middle.numpy(), along.numpy(), outward.numpy()
            )
        return bone, middle, outward, along, self._radii[key]

    def _arm_in_leg(self, side: str, placed) -> Tensor:
        """Forearms and elbows stay out of the legs and the trunk."""
        letter, _ = SIDES[side]
        elbow, wrist = placed[f"lowerarm01.{letter}"][1], placed[f"wrist.{letter}"][1]
        upper = placed[f"upperarm02.{letter}"][1]
        points = torch.stack(
            [0.5 * upper + 0.5 * elbow, elbow, 0.6 * elbow + 0.4 * wrist, 0.25 * elbow + 0.75 * wrist]
        )
        total = torch.zeros((), dtype=torch.float64)
        for leg, _ in SIDES.values():
            for a, b, radius in (("upperleg01", "lowerleg01", 0.085), ("lowerleg01", "foot", 0.055)):
                gap = _to_segment(points, placed[f"{a}.{leg}"][1], placed[f"{b}.{leg}"][1]) - radius - 0.038
                total = total + (torch.relu(-gap) / 0.01).square().sum()
        gap = _to_segment(points, placed["spine04"][1], placed["spine01"][1]) - 0.12 - 0.038
        return total + (torch.relu(-gap) / 0.01).square().sum()


def _may_give(name: str, loose_degrees: float) -> float:
    what, _, angle = name.partition(".")
    return ANGLE_MAY_GIVE_DEGREES.get(angle, 1.5 if what == "spine" else loose_degrees)


def ground(points: Tensor, backrest_degrees: float) -> Tensor:
    """(N,) height, m, of what lies under `points` (N, 3): the mattress, and the back rest where there is
    one."""
    slope = np.tan(np.radians(backrest_degrees))
    return slope * torch.nn.functional.softplus((points[:, 1] - 0.22) / 0.03) * 0.03


def _to_segment(points: Tensor, a: Tensor, b: Tensor) -> Tensor:
    share = ((points - a) @ (b - a) / ((b - a) @ (b - a))).clamp(0, 1)
    return (points - a - share[:, None] * (b - a)).norm(dim=1)


def _radius(body: Body, letter: str, limb: str, middle, along, outward) -> float:
    """How thick the limb is at that place, on that side, m."""
    starts = {"thigh": "upperleg", "shin": "lowerleg", "foot": ("foot", "toe"), "forearm": "lowerarm"}[limb]
    names = tuple(bone for bone in body.bones if bone.startswith(starts) and bone.endswith(letter))
    near = body.following(*names) > 0.5
    offset = body.vertices[near] - middle
    axial = offset @ along
    radial = offset - axial[:, None] * along
    length = np.linalg.norm(radial, axis=1)
    chosen = (np.abs(axial) < 0.035) & ((radial @ outward) > 0.8 * length)
    return float(length[chosen].mean()) if chosen.any() else 0.05


def _few(numbers: np.ndarray, most: int = 90) -> np.ndarray:
    return numbers[:: max(1, len(numbers) // most)]


def _contact_parts(body: Body) -> dict[str, np.ndarray]:
    """Part to the vertices that can touch the bed with it."""
    at = body.vertices

    def near(bone: str, metres: float) -> np.ndarray:
        return np.linalg.norm(at - body.bone_heads[bone], axis=1) < metres

    parts = {
        "head": body.following("head") > 0.6,
        "chest": (body.following("spine01", "spine02") > 0.6) & (at[:, 1] > 0),
        "pelvis": (body.following("root", "pelvis", "spine05") > 0.3) & (at[:, 1] > 0) & (at[:, 2] < 0.18),
    }
    for side, (letter, sign) in SIDES.items():
        own = sign * at[:, 0] > 0
        foot = (body.following(f"foot.{letter}", "toe") > 0.6) & own
        low = at[:, 2] < at[foot][:, 2].min() + 0.03
        parts |= {
            f"{side}-shoulder": near(f"upperarm01.{letter}", 0.11) & own,
            f"{side}-elbow": near(f"lowerarm01.{letter}", 0.07),
            f"{side}-hand": near(f"finger3-1.{letter}", 0.07),
            f"{side}-heel": foot & low & (at[:, 1] > body.bone_heads[f"foot.{letter}"][1] - 0.01),
            f"{side}-ball": foot & low & (at[:, 1] < body.bone_heads[f"foot.{letter}"][1] - 0.11),
            f"{side}-knee": near(f"lowerleg01.{letter}", 0.09),
            f"{side}-hip": near(f"upperleg01.{letter}", 0.15) & own,
            f"{side}-calf": (body.following(f"lowerleg01.{letter}", f"lowerleg02.{letter}") > 0.7)
            & (at[:, 1] > 0),
        }
    return {part: np.flatnonzero(mask) for part, mask in parts.items()}


def full_mesh(solver: Solver, goal: Goal, unknowns: Tensor) -> tuple[np.ndarray, dict[str, tuple]]:
    """All vertices (V, 3) m, lying, and where each bone went; with fingers that close on what they hold."""
    local, root, at, _ = solver.rotations(goal, unknowns)
    rig = Rig(solver.body)
    for side, (letter, _) in SIDES.items():
        local |= finger_rotations(solver.body, letter, _curls(solver, rig, goal, side, (local, root, at)))
    placed = rig.bones(local, root, at)
    return rig.skin(placed).numpy(), placed


def solved_angles(solver: Solver, goal: Goal, unknowns: Tensor) -> dict[str, float]:
    """Degrees that the body found really has, under the names of the pose; of the legs as measured on the
    bones."""
    local, root, at, angles = solver.rotations(goal, unknowns)
    placed = solver._rig.bones(local, root, at)
    lumbar = float(angles["spine.lumbar_flexion"])
    out = {name: float(value) for name, value in angles.items()}
    for side in SIDES:
        out |= {f"{side}.{name}": value for name, value in measured_leg(side, placed, lumbar).items()}
    return {name: round(value, 1) for name, value in out.items()}


def _curls(solver: Solver, rig: Rig, goal: Goal, side: str, lies) -> dict[int, float]:
    """How far each finger of that hand bends: round what it holds until it lies on it, else as the pose
    says."""
    letter, _ = SIDES[side]
    said = sum(hand.curl * share for hand, share in goal.hands[side])
    share, hold = max(((share, hand.holds) for hand, share in goal.hands[side]), key=lambda pair: pair[0])
    if hold is None or hold.limb.endswith(("foot", "forearm")):
        return dict.fromkeys(range(1, 6), said)
    local, root, at = lies
    of_limb, limb = hold.limb.split("-")
    near, far = (f"{bone}.{SIDES[of_limb][0]}" for bone in LEG_BONES[limb])
    radius = np.mean([solver._limb(hold.model_copy(update={"facing": way}))[4]
                      for way in (hold.facing, "outer", "inner")])  # fmt: skip
    found = dict.fromkeys(range(1, 6), CURLS[0])
    for curl in CURLS[1:]:
        placed = rig.bones(local | finger_rotations(solver.body, letter, curl), root, at)
        for finger in range(1, 6):
            joints = [placed[f"finger{finger}-{joint}.{letter}"][1] for joint in (2, 3)]
            tip = joints[1] + 0.8 * (joints[1] - joints[0])
            away = _to_segment(torch.stack([joints[1], tip]), placed[near][1], placed[far][1])
            if float(away.min()) > radius + FINGER_METRES and found[finger] > curl - 0.15:
                found[finger] = curl
    return {finger: said + (curl - said) * share for finger, curl in found.items()}
