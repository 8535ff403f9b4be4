"""Reads course/data/poses/: what a stretch looks like, as joint angles, holds and contacts.

A pose that says `like: other` takes all of the other's values and changes only what it names. Angles are
degrees under anatomical names; hips and knees are bent from straight, the lower back from how it rests.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from course.yaml_marks import MarkedYaml

POSES = Path(__file__).parent.parent / "data" / "poses"
Side = Literal["left", "right"]
Part = Literal[
    "head", "chest", "pelvis", "left-shoulder", "right-shoulder", "left-elbow", "right-elbow", "left-hand",
    "right-hand", "left-heel", "right-heel", "left-ball", "right-ball", "left-knee", "right-knee", "left-hip",
    "right-hip", "left-calf", "right-calf",
]  # fmt: skip
Limb = Literal[
    "left-thigh", "right-thigh", "left-shin", "right-shin", "left-foot", "right-foot", "left-forearm",
    "right-forearm",
]  # fmt: skip


Prop = Literal[
    "pillow-calves",
    "pillow-left-knee",
    "pillow-between-knees",
    "towel-right-thigh",
    "strap-both-feet",
]


class Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Spine(Strict):
    lumbar_flexion: float = 0
    lumbar_side_bend: float = 0
    lumbar_rotation: float = 0
    thoracic_flexion: float = 0
    thoracic_side_bend: float = 0
    thoracic_rotation: float = 0
    neck_flexion: float = 0
    neck_side_bend: float = 0
    neck_rotation: float = 0


class Leg(Strict):
    hip_flexion: float = 45
    hip_abduction: float = 2
    hip_external_rotation: float = 0
    knee_flexion: float = 90
    ankle_dorsiflexion: float = 0


class Hold(Strict):
    limb: Limb
    along: float = Field(0.5, ge=0, le=1)
    """0 at the joint nearer the trunk, 1 at the other end."""
    facing: Literal["front", "behind", "outer", "inner", "front-inner"]
    """The side of the limb that the palm lies on, as in standing."""
    fingers_across: bool = True


class Hand(Strict):
    """What one hand does: holds a limb, or lies at a place on the bed."""

    holds: Hold | None = None
    lies_at_metres: tuple[float, float, float] | None = None
    """Outwards from the middle, towards the head from the shoulders, above the mattress."""
    palm: Literal["down", "up", "in", "free"] = "down"
    curl: float = Field(0.15, ge=0, le=1)


class Pose(Strict):
    spine: Spine = Spine()
    legs: Mapping[Side, Leg] = {"left": Leg(), "right": Leg()}
    hands: Mapping[Side, Hand]
    touches: tuple[Part, ...]
    pelvis_roll: float = 0
    """How far the pelvis has rolled to the left on the bed."""
    trunk_roll: float = 0
    """How far all of the body has: 90 lies on the left side."""
    backrest_degrees: float = 0
    ankle_on: Mapping[Side, Hold] = {}
    """Whose ankle rests on which limb."""
    legs_together: bool = False
    loose_degrees: float = Field(1.5, gt=0, le=15)
    """How far the leg angles may give so that the contacts fit."""
    props: tuple[Prop, ...] = ()


class Camera(Strict):
    at_metres: tuple[float, float, float]
    towards_metres: tuple[float, float, float]
    width_metres: float = Field(gt=0)
    """How much of the bed the picture shows across, at the place looked at."""


class View(Strict):
    pose: str
    camera: Camera


class Poses(Strict):
    """All that is drawn of one stretch. `strip` names the poses that the film goes through."""

    stretch: str
    shown_side: Side
    legs_called: Mapping[str, Side] = {}
    """Which leg the stretch's own words mean (`crossed leg: left`)."""
    camera: Camera
    poses: Mapping[str, Pose]
    strip: tuple[str, ...]
    forms: Mapping[str, str] = {}
    slips: Mapping[str, str] = {}
    views: Mapping[str, View] = {}
    larger_body: str | None = None
    labels_side: Side | None = None
    """Which side's muscles are named in the picture; without it those nearer the camera."""
    target_sides: Mapping[str, tuple[Side, ...]] = {}
    """Of a muscle that is reached on one side only, which; none at all where it takes another form."""


def load_poses(stretch: str, folder: Path = POSES) -> Poses:
    """The poses of that stretch. Raises ValueError that says where and what, KeyError for a `like` of no
    pose."""
    raw = MarkedYaml((folder / f"{stretch}.yaml").read_bytes()).data
    written = raw.get("poses", {})
    raw["poses"] = {name: _complete(name, written) for name in written}
    poses = Poses.model_validate(raw)
    named = (
        *poses.strip,
        *poses.forms.values(),
        *poses.slips.values(),
        *(v.pose for v in poses.views.values()),
    )
    unknown = sorted(set(named) - set(poses.poses))
    if unknown:
        raise ValueError(f"{stretch}.yaml names poses that are not there: {', '.join(unknown)}")
    return poses


def _complete(name: str, written: Mapping, seen: tuple[str, ...] = ()) -> dict:
    if name in seen:
        raise ValueError(f"poses are like each other in a ring: {' -> '.join((*seen, name))}")
    if name not in written:
        raise ValueError(f"'like: {name}' names no pose; there are {', '.join(written)}")
    own = dict(written[name])
    other = own.pop("like", None)
    return own if other is None else _merged(_complete(other, written, (*seen, name)), own)


def _merged(old: Mapping, new: Mapping) -> dict:
    both = dict(old)
    for key, value in new.items():
        nested = isinstance(value, Mapping) and isinstance(both.get(key), Mapping)
        is_hand = isinstance(value, Mapping) and ("holds" in value or "lies_at_metres" in value)
        both[key] = _merged(both[key], value) if nested and not is_hand else value
    return both
