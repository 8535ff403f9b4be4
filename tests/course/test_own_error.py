"""The learner's own SEM and MDC95."""

from datetime import date, timedelta
from math import sqrt
from random import Random
from statistics import stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.stats import chi2

from course.own_error import ENOUGH_DAYS, LEAST_DAYS, chi_square_quantile, own_error

LESSON = [16.0, 17.0, 15.5, 16.5, 17.5, 16.0]


def days(count):
    return [date(2026, 3, 3) + timedelta(days=i) for i in range(count)]


@pytest.mark.parametrize("freedom", [1, 2, 5, 10, 30, 100])
@pytest.mark.parametrize("probability", [0.025, 0.5, 0.95, 0.975])
def test_chi_square_agrees_with_scipy(probability, freedom):
    """`scipy.stats.chi2.ppf`, to eight digits."""
    assert chi_square_quantile(probability, freedom) == pytest.approx(chi2.ppf(probability, freedom), 1e-8)


def test_interval_of_a_standard_deviation_worked_by_hand():
    """Six days with SD 1: from √(5 / 12.833) to √(5 / 0.831)."""
    values = [value / stdev(LESSON) for value in LESSON]
    found = own_error(days(6), values)
    assert (found.sem, found.low, found.high) == pytest.approx(
        (1, sqrt(5 / 12.8325), sqrt(5 / 0.83121)), 1e-4
    )


def test_lesson_09_computes_the_same():
    """SD of the six days is 0.7 cm, and 2.77 times that is 2.0 cm."""
    found = own_error(days(6), LESSON, step=0.5)
    assert f"{found.sem:.1f} {found.mdc95:.1f}" == "0.7 2.0"
    assert found.sem == stdev(LESSON)
    assert found.mdc95 == 1.96 * sqrt(2) * stdev(LESSON)


def test_six_days_are_needed_and_eleven_are_enough():
    """Five days tell nothing, six to ten are rough, and what comes after the eleventh changes nothing."""
    assert own_error(days(LEAST_DAYS - 1), LESSON[:5]) is None
    assert own_error(days(10), LESSON[:5] * 2).is_rough
    enough = own_error(days(ENOUGH_DAYS), [*LESSON, *LESSON[:5]])
    assert not enough.is_rough
    assert own_error(days(12), [*LESSON, *LESSON[:5], 60]) == enough


def test_a_day_counts_once():
    """Two readings of one day are one daily mean."""
    twice = [day for day in days(6) for _ in range(2)]
    values = [value + by for value in LESSON for by in (-1, 1)]
    assert own_error(twice, values) == own_error(days(6), LESSON)


def test_equal_days_have_the_error_of_rounding():
    """Six times the same number on a scale of whole points is no error of zero."""
    found = own_error(days(6), [4] * 6, step=1)
    assert found.by_rounding and found.sem == pytest.approx(0.289, abs=0.001)
    assert "rounding" in found.in_words(" points")


def test_words_tell_how():
    """Number of days, formula, interval and whether it is rough."""
    words = own_error(days(6), LESSON, step=0.5).in_words(" cm")
    parts = ("0.74 cm", "2.0 cm", "chi-square", "first 6 comparable days", "rough", "1.96 × √2", "Real")
    for part in parts:
        assert part in words
    assert "rough" not in own_error(days(11), [*LESSON, *LESSON[:5]]).in_words(" cm")


def test_interval_holds_the_truth_nineteen_times_in_twenty():
    """Of 2000 steady people with a true SEM of 2, about 95 % have it in their interval."""
    chance = Random(3)
    found = [own_error(days(8), [chance.gauss(20, 2) for _ in range(8)]) for _ in range(2000)]
    assert 0.93 < sum(one.low <= 2 <= one.high for one in found) / 2000 < 0.97


@settings(deadline=None)
@given(some.lists(some.integers(0, 20), min_size=6, max_size=30))
def test_any_days_give_an_error_in_its_interval(values):
    """Whatever was measured, 0 < low < SEM < high."""
    found = own_error(days(len(values)), values, step=1)
    assert 0 < found.low < found.sem < found.high
