"""LOWESS, compared with two published examples: R's `lowess(cars)` and that of the NIST handbook."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from course.smooth import lowess

# R, help page of `lowess`: stopping distance by speed, share 2/3, three robust rounds.
SPEED = [
    4, 4, 7, 7, 8, 9, 10, 10, 10, 11, 11, 12, 12, 12, 12, 13, 13, 13, 13, 14, 14, 14, 14, 15,
    15, 15, 16, 16, 17, 17, 17, 18, 18, 18, 18, 19, 19, 19, 20, 20, 20, 20, 20, 22, 23, 24, 24,
    24, 24, 25,
]  # fmt: skip
DISTANCE = [
    2, 10, 4, 22, 16, 10, 18, 26, 34, 17, 28, 14, 20, 24, 28, 26, 34, 34, 46, 26, 36, 60, 80,
    20, 26, 54, 32, 40, 32, 40, 50, 42, 56, 76, 84, 36, 46, 68, 32, 48, 52, 56, 64, 66, 54, 70,
    92, 93, 120, 85,
]  # fmt: skip
CARS = {4: 4.965459, 7: 13.124495, 8: 15.858633, 9: 18.579691, 10: 21.280313, 11: 24.129277, 12: 27.119549,
        13: 30.027276, 14: 32.962506, 15: 36.757728, 16: 40.435075, 17: 43.463492, 18: 46.885479,
        19: 50.793152, 20: 56.491224, 22: 67.585824, 23: 73.079695, 24: 78.643164, 25: 84.328698}  # fmt: skip

# NIST/SEMATECH e-Handbook of Statistical Methods, "Example of LOESS Computations": seven neighbours.
NIST_X = [0.5578196, 2.0217271, 2.5773252, 3.4140288, 4.3014084, 4.7448394, 5.1073781, 6.5411662, 6.7216176,
          7.2600583, 8.1335874, 9.1224379, 11.9296663, 12.3797674, 13.2728619, 14.2767453, 15.3731026,
          15.6476637, 18.5605355, 18.5866354, 18.7572812]  # fmt: skip
NIST_Y = [18.63654, 103.49646, 150.35391, 190.51031, 208.70115, 213.71135, 228.49353, 233.55387, 234.55054,
          223.89225, 227.68339, 223.91982, 168.01999, 164.95750, 152.61107, 160.78742, 168.55567, 152.42658,
          221.70702, 222.69040, 243.18828]  # fmt: skip
NIST_FIT = [20.59302, 107.1603, 139.7674, 174.2630, 207.2334, 216.6616, 220.5445, 229.8607, 229.8347,
            229.4301, 226.6045, 220.3904, 172.3480, 163.8417, 161.8490, 160.3351, 160.1920, 161.0556,
            227.3400, 227.8985, 231.5586]  # fmt: skip


def test_agrees_with_r():
    """All fifty fitted values, with ties and outliers among the points."""
    assert lowess(SPEED, DISTANCE) == pytest.approx([CARS[speed] for speed in SPEED], abs=1e-5)


def test_agrees_with_the_nist_handbook():
    """All 21 fitted values, to the digits that are printed."""
    assert lowess(NIST_X, NIST_Y, share=7 / 21, rounds=0) == pytest.approx(NIST_FIT, abs=2e-4)


def test_one_odd_day_does_not_pull():
    """A straight row with one wild value stays that row."""
    y = [float(i) for i in range(30)]
    y[12] = 90
    assert lowess(range(30), y) == pytest.approx([*range(12), 12, *range(13, 30)], abs=0.1)


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
