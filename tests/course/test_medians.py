"""The median and its interval from order statistics, compared with scipy."""

from math import comb
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from scipy.stats import binom, quantile_test

from course.medians import interval_rank, middle


@pytest.mark.parametrize("level", [0.8, 0.9, 0.95, 0.99])
def test_ranks_agree_with_scipy(level):
    """`scipy.stats.binom.ppf`: the rank is the binomial quantile of half of what is left outside."""
    for count in range(1, 200):
        rank = int(binom.ppf((1 - level) / 2, count, 0.5))
        assert interval_rank(count, level) == (rank or None)


def test_interval_agrees_with_scipy():
    """`scipy.stats.quantile_test`: the two-sided interval of the median, value for value."""
    chance = Random(8)
    for count in range(6, 60):
        values = [chance.gauss(0, 3) for _ in range(count)]
        theirs = quantile_test(values, p=0.5).confidence_interval(0.95)
        ours = middle(values)
        assert (ours.low, ours.high) == (theirs.low, theirs.high)


def test_worked_example():
    """Ten values: the second smallest to the second largest, which cover with 97.9 %."""
    values = [3, -1, 0, -2, -2, 1, -3, -1, 0, -1]
    found = middle(values)
    assert (found.value, found.low, found.high, found.count) == (-1, -2, 1, 10)
    assert 1 - 2 * sum(comb(10, i) for i in range(2)) / 2**10 == pytest.approx(0.979, abs=0.001)


def test_few_values_have_no_interval():
    """Five values cover with 93.75 % at best; none have no median either."""
    assert (middle([1, 2, 3, 4, 5]).low, middle([])) == (None, None)


def test_thousands_of_values():
    """Ten years of sessions are no more trouble than ten."""
    assert interval_rank(3650) == 1766


@settings(deadline=None)
@given(some.integers(6, 400), some.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_covers_at_the_level_and_no_rank_more_would(count, level):
    """The interval is the narrowest one that covers."""
    rank = interval_rank(count, level)

    def covers(j):
        return 1 - 2 * sum(comb(count, i) for i in range(j)) / 2**count

    assert rank is None or covers(rank) >= level - 1e-12
    assert covers((rank or 0) + 1) < level


def test_covers_what_it_says_whatever_the_spread():
    """Of 2000 skewed samples at least 95 % hold the true median in the interval."""
    chance = Random(5)
    found = [middle([chance.expovariate(1) for _ in range(15)]) for _ in range(2000)]
    assert sum(one.low <= 0.693 <= one.high for one in found) / 2000 > 0.95
