"""Poses are read, complete one another, and stay inside the angles that the content states."""

import pytest

from course import load_course
from course.illustrate.poses import load_poses

ALL_SIX = sorted(load_course().stretches)
SPINE = {("lumbar spine", "flexion"): "lumbar_flexion"}
LEG = {
    ("hip", "flexion"): ("hip_flexion", 1),
    ("hip", "abduction"): ("hip_abduction", 1),
    ("hip", "adduction"): ("hip_abduction", -1),
    ("hip", "external rotation"): ("hip_external_rotation", 1),
    ("knee", "flexion"): ("knee_flexion", 1),
}
TOLERANCE_DEGREES = 3


def drawn_angles(poses, angle):
    """What the pose that `angle` speaks of draws, a number a leg; empty for what it does not draw itself."""
    end = poses.poses[poses.strip[-1]]
    if (angle.joint, angle.motion) in SPINE:
        return [getattr(end.spine, SPINE[angle.joint, angle.motion])]
    if (angle.joint, angle.motion) not in LEG:
        return []
    name, sign = LEG[angle.joint, angle.motion]
    where = angle.where or ""
    if "lying straight" in where:
        end = poses.poses[poses.forms["other-leg-straight"]]
    called = [side for words, side in poses.legs_called.items() if where.startswith(words)]
    sides = called or (["left", "right"] if where.startswith("both") else [poses.shown_side])
    return [sign * getattr(end.legs[side], name) for side in sides]


@pytest.mark.parametrize("stretch", ALL_SIX)
def test_end_angles_lie_inside_the_content_s(stretch):
    """A pose is drawn within the approximate end angles of its own stretch."""
    poses = load_poses(stretch)
    checked = 0
    for angle in load_course().stretches[stretch].end_angles:
        for drawn in drawn_angles(poses, angle):
            checked += 1
            low, high = angle.low_degrees - TOLERANCE_DEGREES, angle.high_degrees + TOLERANCE_DEGREES
            assert low <= drawn <= high, f"{angle.joint} {angle.motion} {angle.where}: {drawn}"
    assert checked >= 2


@pytest.mark.parametrize("stretch", ALL_SIX)
def test_every_other_form_has_a_pose(stretch):
    """Who was screened sees the form that the screening names."""
    variants = {variant.id for variant in load_course().stretches[stretch].variants} - {"standard"}
    assert set(load_poses(stretch).forms) == variants


@pytest.mark.parametrize("stretch", ALL_SIX)
def test_slips_are_the_content_s_own(stretch):
    """At least one slip is drawn, and each by the id that the content knows."""
    slips = set(load_poses(stretch).slips)
    assert slips and slips <= {slip.id for slip in load_course().stretches[stretch].slips}


def written(tmp_path, poses):
    (tmp_path / "bend.yaml").write_text(
        "stretch: bend\nshown_side: left\nstrip: [a, b]\n"
        "camera: {at_metres: [1, 0, 1], towards_metres: [0, 0, 0], width_metres: 2}\n" + poses
    )
    return load_poses("bend", tmp_path)


LIES = "{left: {lies_at_metres: [0, 0, 0]}, right: {lies_at_metres: [0, 0, 0]}}"


def test_a_pose_changes_only_what_it_names(tmp_path):
    """`like` takes the rest from the other pose, angle by angle."""
    poses = written(
        tmp_path,
        f"poses:\n  a: {{hands: {LIES}, touches: [head], legs: {{left: {{hip_flexion: 50}}, right: {{}}}}}}\n"
        "  b: {like: a, legs: {left: {knee_flexion: 70}}}\n",
    )
    leg = poses.poses["b"].legs["left"]
    assert (leg.hip_flexion, leg.knee_flexion, poses.poses["b"].touches) == (50, 70, ("head",))


@pytest.mark.parametrize(
    "poses, words",
    [
        ("poses:\n  a: {like: b}\n  b: {like: a}\n", "in a ring"),
        ("poses:\n  a: {like: c}\n", "names no pose"),
        (f"poses:\n  a: {{hands: {LIES}, touches: [tail]}}\n", "touches"),
        (f"poses:\n  a: {{hands: {LIES}, touches: [head]}}\n", "not there: b"),
    ],
)
def test_a_mistake_is_named(tmp_path, poses, words):
    """Rings, poses and parts that are not there are refused with what is wrong."""
    with pytest.raises(ValueError, match=words):
        written(tmp_path, poses)
