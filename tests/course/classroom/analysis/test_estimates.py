"""Numbers with intervals: how these are made, how many digits they deserve, and what is said without."""

import numpy as np
import pytest
from scipy import stats

from course.classroom.analysis.estimates import (
    SMALL_CLASS,
    Estimate,
    decimals,
    difference_of_shares,
    fisher,
    mean,
    none,
    share,
    small_class_warning,
    wilson,
)


@pytest.mark.parametrize(("right", "n"), [(0, 5), (1, 1), (7, 9), (50, 100), (300, 300)])
def test_wilson_is_that_of_scipy(right, n):
    """Equal to scipy's binomial test interval by Wilson."""
    expected = stats.binomtest(right, n).proportion_ci(method="wilson")
    assert wilson(right / n, n) == pytest.approx((expected.low, expected.high), abs=1e-12)
    assert (share(right, n).low, share(right, n).high) == pytest.approx(tuple(expected), abs=1e-12)


def test_nobody_has_no_share():
    """Without anybody there is no number, and the reason is told."""
    assert share(0, 0).value is None and "nobody" in share(0, 0).why_none
    assert np.isnan(wilson(0.0, 0)).all()


def test_newcombe_is_the_published_example():
    """56/70 less 48/80 is 0.2 with 0.0524 to 0.3339: Newcombe, Stat Med 1998;17:873-890, method 10."""
    assert difference_of_shares(56 / 70, 48 / 80, 70, 80) == pytest.approx((0.0524, 0.3339), abs=5e-5)


@pytest.mark.parametrize("n", [4, 12, 300])
def test_fisher_is_that_of_scipy(n):
    """Equal to scipy's interval of a Pearson correlation."""
    rng = np.random.default_rng(n)
    x = rng.normal(size=n)
    y = x + rng.normal(size=n)
    found = stats.pearsonr(x, y)
    expected = found.confidence_interval()
    assert fisher(found.statistic, n) == pytest.approx((expected.low, expected.high), abs=1e-12)


def test_fisher_has_nothing_to_say_of_three():
    """With three pairs the interval does not exist."""
    assert np.isnan(fisher(0.5, 3)).all()


def test_the_mean_has_scipys_t_interval():
    """Equal to scipy's, and cut off at what a value can be."""
    values = [0.1, 0.4, 0.35, 0.8]
    expected = stats.ttest_1samp(values, 0).confidence_interval()
    found = mean(values)
    assert (found.low, found.high) == pytest.approx((expected.low, expected.high))
    assert mean([0.9, 1, 1, 0.7], 0, 1).high == 1
    assert mean([]).value is None
    assert not mean([0.4]).has_interval and mean([0.4]).why_none


@pytest.mark.parametrize(
    ("low", "high", "digits"), [(0.2, 0.9, 1), (0.61, 0.67, 2), (0.3, 2.9, 0), (40, 80, 0), (0.5, 0.5, 2)]
)
def test_digits_follow_the_interval(low, high, digits):
    """A wide interval allows few digits: the last one is worth a twentieth of it or more."""
    assert decimals(low, high) == digits


def test_words_are_no_finer_than_the_interval():
    """Value and ends have the same digits; minus is a minus; nothing is minus nought."""
    assert Estimate(0.5123, 0.2, 0.8, 12).in_words() == "0.5 (0.2 to 0.8)"
    assert Estimate(0.6312, 0.45, 0.78, 24).as_percent() == "63 % (45 to 78 %)"
    assert Estimate(-0.31, -0.7, 0.2, 9).in_words() == "−0.3 (−0.7 to 0.2)"
    assert Estimate(-0.01, -0.4, 0.4, 9).in_words() == "0.0 (−0.4 to 0.4)"
    assert none("nobody was asked").in_words() == "nobody was asked"
    assert "no interval: one value" in Estimate(0.4, n=1, why_none="one value has no spread").in_words()


def test_small_classes_get_a_warning():
    """Below ten; from ten on there is none."""
    assert "Only 9 students" in small_class_warning(SMALL_CLASS - 1)
    assert "Only 1 student:" in small_class_warning(1)
    assert small_class_warning(SMALL_CLASS) is None
