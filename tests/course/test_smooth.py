"""LOWESS, compared with statsmodels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from statsmodels.nonparametric.smoothers_lowess import lowess as statsmodels_lowess

from course.smooth import lowess


@pytest.mark.parametrize("share", [0.3, 2 / 3, 1])
@pytest.mark.parametrize("rounds", [0, 1, 3])
def test_agrees_with_statsmodels(share, rounds):
    """`statsmodels` (`smoothers_lowess.lowess`), with and without robust rounds, with two wild values."""
    chance = np.random.default_rng(4)
    x = np.sort(chance.uniform(0, 90, 60))
    y = 20 + np.sin(x / 15) + chance.normal(0, 1, 60)
    y[[10, 40]] += 15
    theirs = statsmodels_lowess(y, x, frac=share, it=rounds, delta=0, return_sorted=False)
    assert lowess(x, y, share, rounds) == pytest.approx(theirs, abs=1e-6)


def test_one_odd_day_does_not_pull():
    """A straight row with one wild value stays that row."""
    y = [float(i) for i in range(30)]
    y[12] = 90
    assert lowess(range(30), y) == pytest.approx([*range(12), 12, *range(13, 30)], abs=0.1)


def test_a_line_through_every_point_stays_there():
    """Few points, few neighbours: what is left over is rounding, and no reason to trust one point less."""
    x, y = [0, 2, 9, 11, 17, 21], [23, 22, -12, 7, -25, 18]
    assert lowess(x, y, 0.539, rounds=0) == pytest.approx(y)
    assert lowess(x, y, 0.539) == pytest.approx(y)


def test_the_line_is_the_same_with_many_points_far_away():
    """Where only some points are neighbours, all the others may be left aside: compared with statsmodels."""
    chance = np.random.default_rng(5)
    x = np.sort(chance.choice(400, 80, replace=False)).astype(float)
    y = chance.normal(0, 1, 80)
    theirs = statsmodels_lowess(y, x, frac=0.1, it=3, delta=0, return_sorted=False)
    assert lowess(x, y, 0.1) == pytest.approx(theirs, abs=1e-6)


def test_many_points_are_fitted_at_some_and_joined():
    """Ten years of days: the joined line lies as near as makes no difference to see."""
    x = np.arange(3650.0)
    y = 20 + 5 * np.sin(x / 600)
    assert np.abs(lowess(x, y, share=0.05) - y).max() < 0.1


@settings(deadline=None)
@given(some.lists(some.tuples(some.integers(0, 50), some.integers(-30, 30)), min_size=2, max_size=60))
def test_any_readings_have_a_line(points):
    """Ties, plateaus and two points: always finite numbers, one a reading."""
    x, y = zip(*sorted(points), strict=True)
    fitted = lowess(x, y)
    assert len(fitted) == len(x) and np.isfinite(fitted).all()


@pytest.mark.parametrize(
    "wrong", [([1], [1], 0.5), ([2, 1], [1, 1], 0.5), ([1, 2], [1], 0.5), ([1, 2], [1, 2], 0)]
)
def test_impossible_input_is_refused(wrong):
    with pytest.raises(ValueError, match="expected"):
        lowess(*wrong)
