"""The solver on a small body: a hand that is to hold does, and what is to rest on the bed rests there."""

import numpy as np
import pytest
import torch

from course.illustrate.body import Body
from course.illustrate.kinematics import LYING, Rig, leg_rotations, measured_leg
from course.illustrate.poses import Pose
from course.illustrate.solve import (
    PILLOW_METRES,
    SINKS_METRES,
    Solver,
    _curls,
    blended,
    full_mesh,
    goal_of,
)

HEADS = {
    "root": (0.000, -0.012, 0.115, None),
    "spine05": (0.000, -0.012, 0.115, "root"),
    "spine04": (0.000, 0.025, 0.194, "spine05"),
    "spine03": (0.000, 0.010, 0.269, "spine04"),
    "spine02": (0.000, 0.009, 0.353, "spine03"),
    "spine01": (0.000, 0.027, 0.493, "spine02"),
    "neck01": (0.000, -0.007, 0.676, "spine01"),
    "neck02": (0.000, -0.017, 0.706, "neck01"),
    "neck03": (0.001, -0.030, 0.745, "neck02"),
    "head": (0.000, -0.044, 0.779, "neck03"),
    "pelvis.L": (0.000, -0.012, 0.115, "root"),
    "upperleg01.L": (0.112, -0.006, 0.105, "pelvis.L"),
    "upperleg02.L": (0.109, -0.032, 0.008, "upperleg01.L"),
    "lowerleg01.L": (0.146, -0.039, -0.319, "upperleg02.L"),
    "lowerleg02.L": (0.166, -0.024, -0.531, "lowerleg01.L"),
    "foot.L": (0.188, -0.006, -0.741, "lowerleg02.L"),
    "toe3-1.L": (0.203, -0.155, -0.793, "foot.L"),
    "clavicle.L": (0.023, -0.025, 0.602, "spine01"),
    "shoulder01.L": (0.104, -0.028, 0.620, "clavicle.L"),
    "upperarm01.L": (0.171, -0.019, 0.578, "shoulder01.L"),
    "upperarm02.L": (0.225, -0.022, 0.516, "upperarm01.L"),
    "lowerarm01.L": (0.352, -0.025, 0.374, "upperarm02.L"),
    "lowerarm02.L": (0.413, -0.109, 0.311, "lowerarm01.L"),
    "wrist.L": (0.478, -0.194, 0.247, "lowerarm02.L"),
    "finger1-1.L": (0.479, -0.241, 0.239, "wrist.L"),
    "finger1-2.L": (0.457, -0.264, 0.230, "finger1-1.L"),
    "finger1-3.L": (0.444, -0.297, 0.215, "finger1-2.L"),
    "finger2-1.L": (0.507, -0.295, 0.204, "wrist.L"),
    "finger3-1.L": (0.524, -0.277, 0.192, "wrist.L"),
    "finger5-1.L": (0.534, -0.238, 0.174, "wrist.L"),
}  # fmt: skip

LIES = {"lies_at_metres": (0.32, -0.48, 0.015)}
TOUCHES = ("head", "chest", "pelvis", "right-heel", "right-ball")
LEGS = {"left": {"hip_flexion": 105, "knee_flexion": 120}, "right": {"hip_flexion": 48, "knee_flexion": 92}}
HOLDS = {"holds": {"limb": "left-shin", "along": 0.2, "facing": "front"}}


@pytest.fixture(scope="module", autouse=True)
def doubles():
    """The solver works in double precision."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


@pytest.fixture(scope="module")
def body():
    """A jointed doll: a ball of points about each bone, the right side a mirror of the left."""
    bones, parents, heads = [], [], []
    both = dict(HEADS)
    for bone, (x, y, z, parent) in HEADS.items():
        if bone.endswith(".L"):
            other = parent[:-1] + "R" if parent.endswith(".L") else parent
            both[bone[:-1] + "R"] = (-x, y, z, other)
    for bone, (x, y, z, parent) in both.items():
        parents.append(bones.index(parent) if parent else -1)
        bones.append(bone)
        heads.append((x, y, z))
    heads = np.array(heads)
    ball = np.random.default_rng(1).normal(size=(30, 3))
    ball /= np.linalg.norm(ball, axis=1, keepdims=True)
    thick = np.array([0.02 if b.startswith(("finger", "toe", "wrist", "lowerarm")) else 0.05 for b in bones])
    points = (heads[:, None] + ball * thick[:, None, None]).reshape(-1, 3)
    skin = np.repeat(np.arange(len(bones)), 30)[:, None]
    return Body(
        points, np.zeros((0, 3), int), tuple(bones), np.array(parents), heads, skin, np.ones(skin.shape)
    )


@pytest.fixture(scope="module")
def solver(body):
    return Solver(body)


def pose(**changes):
    return Pose.model_validate(
        {"legs": LEGS, "hands": {"left": LIES, "right": LIES}, "touches": TOUCHES, **changes}
    )


def solved(solver, goal):
    unknowns, left = solver.solve(goal, steps=250)
    local, root, at, angles = solver.rotations(goal, unknowns)
    return Rig(solver.body).bones(local, root, at), angles, unknowns, left


def test_a_hand_that_holds_is_at_the_shin(solver):
    """The palm ends on the shin's front, below the knee, and the leg has kept its angles."""
    goal = goal_of(pose(hands={"left": HOLDS, "right": LIES}))
    placed, angles, _, _ = solved(solver, goal)
    palm = solver._rig.carried(placed, "wrist.L", solver._palm["left"][0])
    spot, _, _ = solver._place("left", goal.hands["left"][0][0], placed, goal)
    assert (palm - spot).norm() < 0.015
    assert abs(angles["left.hip_flexion"] - 105) < 3 and abs(angles["left.knee_flexion"] - 120) < 3


def test_what_touches_rests_and_nothing_sinks(solver):
    """Heel and pelvis press in by about a centimetre, the head lies on its pillow."""
    goal = goal_of(pose())
    _, _, unknowns, _ = solved(solver, goal)
    vertices, _ = full_mesh(solver, goal, unknowns)
    for part in ("pelvis", "right-heel", "right-ball"):
        lowest = vertices[solver._groups[part]][:, 2].min()
        assert abs(lowest + SINKS_METRES) < 0.012, part
    head = vertices[solver._groups["head"]][:, 2].min()
    assert abs(head - PILLOW_METRES + SINKS_METRES) < 0.02
    assert vertices[:, 2].min() > -0.04


def test_the_held_knee_is_above_the_chest_side(solver):
    """Bending the hip lifts the knee and brings it towards the head."""
    placed, _, _, _ = solved(solver, goal_of(pose()))
    bent, planted = placed["lowerleg01.L"][1], placed["lowerleg01.R"][1]
    assert bent[1] > planted[1] and bent[2] > 0.3


def test_a_film_goes_from_one_pose_to_the_other():
    """Angles are blended; what touches in one alone lets go on leaving it."""
    start = goal_of(pose(touches=("head", "left-heel")))
    end = goal_of(pose(legs={**LEGS, "left": {"hip_flexion": 65, "knee_flexion": 120}}, touches=("head",)))
    half = blended(start, end, 0.5)
    assert half.angles["left.hip_flexion"] == 85 and set(half.touches) == {"head"}
    assert set(blended(start, end, 0).touches) == {"head", "left-heel"}


def test_a_film_does_not_jump_and_ends_as_its_still(solver):
    """A contact that begins with the last pose draws the leg there little by little, not in its frame
    alone; the last frame is nearly what the pose gives when it is drawn for itself."""
    start = pose(legs={**LEGS, "left": {"hip_flexion": 70, "knee_flexion": 92}})
    end = pose(
        legs={**LEGS, "left": {"hip_flexion": 54, "knee_flexion": 92}},
        touches=(*TOUCHES, "left-heel"),
        loose_degrees=6,
    )
    goals = [goal_of(start), goal_of(end)]
    feet = []
    for goal, unknowns in solver.film(goals, 6):
        local, root, at, _ = solver.rotations(goal, unknowns)
        feet.append(Rig(solver.body).bones(local, root, at)["foot.L"][1])
    steps = [float((b - a).norm()) for a, b in zip(feet, feet[1:], strict=False)]
    alone = solved(solver, goals[1])[0]["foot.L"][1]
    assert steps[-1] < 0.5 * max(steps), steps
    assert float((feet[-1] - alone).norm()) < 0.02


@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize(
    "flexion, abduction, turned, knee", [(0, 0, 0, 0), (112, 26, 63, 102), (45, -15, -20, 90)]
)
def test_leg_angles_are_read_as_they_were_set(body, side, flexion, abduction, turned, knee):
    """Flexion, then abduction, then rotation; the pelvis that rolled back is counted in."""
    names = ("hip_flexion", "hip_abduction", "hip_external_rotation", "knee_flexion")
    angles = {**dict(zip(names, (flexion, abduction, turned, knee), strict=True)), "ankle_dorsiflexion": 0}
    tensors = {name: torch.tensor(float(value)) for name, value in angles.items()}
    local = leg_rotations(side, tensors, torch.tensor(17.0))
    placed = Rig(body, with_fingers=False).bones(local, LYING.clone(), torch.zeros(3))
    read = measured_leg(side, placed, 17.0)
    assert read == pytest.approx({name: angles[name] for name in names}, abs=1e-4)


def test_a_hand_that_lies_bends_its_fingers_as_the_pose_says(solver):
    """Only a hand that holds closes for itself."""
    goal = goal_of(pose(hands={"left": HOLDS, "right": {**LIES, "curl": 0.3}}))
    lies = solver.rotations(goal, solver.start)[:3]
    assert set(_curls(solver, Rig(solver.body), goal, "right", lies).values()) == {0.3}
