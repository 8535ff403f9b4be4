"""Hems are cut clean: along the line, with new vertices that move with their edge."""

import numpy as np

from course.illustrate.clothes import cut

SQUARE = np.array([[0.0, 0, 0], [1, 0, 0], [1, 0, 1], [0, 0, 1]])
FACES = np.array([[0, 1, 2], [0, 2, 3]])


def area(points, faces):
    a, b, c = (points[faces[:, corner]] for corner in range(3))
    return np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2


def with_new(points, pairs, shares):
    shares = shares[:, None]
    return np.concatenate([points, points[pairs[:, 0]] * (1 - shares) + points[pairs[:, 1]] * shares])


def test_a_square_is_cut_at_its_line():
    """Three quarters of a square lie above a line at a quarter of its height."""
    faces, pairs, shares = cut(FACES, SQUARE[:, 2] - 0.25)
    points = with_new(SQUARE, pairs, shares)
    assert np.isclose(area(points, faces), 0.75)
    assert points[np.unique(faces), 2].min() == 0.25


def test_the_hem_moves_with_the_pose():
    """Cut once at rest, the same faces fit the mesh wherever it goes."""
    faces, pairs, shares = cut(FACES, SQUARE[:, 2] - 0.25)
    moved = SQUARE * 2 + 5
    assert np.isclose(area(with_new(moved, pairs, shares), faces), 3.0)


def test_all_or_nothing():
    """What is wholly inside stays as it is; outside nothing is left."""
    assert len(cut(FACES, np.ones(4))[0]) == 2
    assert len(cut(FACES, -np.ones(4))[0]) == 0
