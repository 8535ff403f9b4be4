"""KR-20 and alpha: against pingouin on random data, the LSAT's section 6, and where they do not exist."""

import numpy as np
import pandas as pd
import pingouin
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.classroom.analysis.reliability import reliability
from tests.course.classroom.class_frames import matrix
from tests.course.classroom.lsat6 import lsat6


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 10**6), st.integers(3, 60), st.integers(2, 8), st.booleans())
def test_alpha_and_its_interval_are_pingouins(seed, students, items, in_part):
    """pingouin.cronbach_alpha on random marks; it rounds its interval to three digits."""
    rng = np.random.default_rng(seed)
    scores = (rng.random((students, items)) < rng.random((students, 1))).astype(float)
    if in_part:
        scores = np.where(rng.random(scores.shape) < 0.2, 0.5, scores)
    found = reliability(matrix(scores))
    if np.ptp(scores.sum(axis=1)) < 1e-9:
        assert found.alpha.value is None
        return
    alpha, (low, high) = pingouin.cronbach_alpha(pd.DataFrame(scores))
    assert found.alpha.value == pytest.approx(alpha, abs=1e-9)
    assert (found.alpha.low, found.alpha.high) == pytest.approx((low, high), abs=6e-4)
    assert found.name == ("Cronbach's alpha" if (scores == 0.5).any() else "KR-20")


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.integers(4, 30), st.integers(3, 7))
def test_without_an_item_alpha_is_that_of_the_others(seed, students, items):
    """Each value of `if_dropped` is alpha of the matrix without that column."""
    rng = np.random.default_rng(seed)
    scores = (rng.random((students, items)) < rng.random((students, 1))).astype(float)
    found = reliability(matrix(scores))
    for number, item in enumerate(found.if_dropped.index):
        rest = reliability(matrix(np.delete(scores, number, axis=1))).alpha.value
        if rest is None or found.alpha.value is None:
            assert np.isnan(found.if_dropped[item])
        else:
            assert found.if_dropped[item] == pytest.approx(rest, abs=1e-9)


def test_items_that_say_all_the_same_leave_no_error():
    """Arithmetic puts alpha a hair above 1 for some numbers of students; its error is 0 all the same."""
    for students in range(4, 60):
        scores = np.repeat((np.arange(students) % 3 == 0).astype(float)[:, None], 7, axis=1)
        assert reliability(matrix(scores)).sem.value == pytest.approx(0, abs=1e-6)


def test_the_lsat_has_its_published_alpha():
    """0.2949972 for the 1,000 people of R package ltm's LSAT (R-help, January 2007; ltm prints 0.295)."""
    found = reliability(matrix(lsat6()))
    assert found.name == "KR-20"
    assert found.alpha.value == pytest.approx(0.2949972, abs=5e-8)
    assert found.alpha.low < 0.295 < found.alpha.high


def test_kr20_is_kuder_and_richardsons_formula():
    """k/(k−1) · (1 − Σpq/σ²), with the variance of the whole class, as they wrote it."""
    scores = lsat6()
    p = scores.mean(axis=0)
    expected = 5 / 4 * (1 - (p * (1 - p)).sum() / scores.sum(axis=1).var())
    assert reliability(matrix(scores)).alpha.value == pytest.approx(expected, abs=1e-12)


def test_the_standard_error_follows_from_alpha():
    """SD × √(1 − alpha) as a share of all marks, its interval from alpha's."""
    found = reliability(matrix(lsat6()))
    assert found.sem.value == pytest.approx(found.sd * np.sqrt(1 - found.alpha.value))
    assert found.sem.low == pytest.approx(found.sd * np.sqrt(1 - found.alpha.high))
    assert found.sem.low < found.sem.value < found.sem.high


def test_below_nought_the_whole_spread_is_error():
    """A negative alpha counts as 0 in the standard error, which then is the standard deviation."""
    found = reliability(matrix([(1, 0), (0, 1), (1, 0), (0, 1), (1, 1), (1, 0)]))
    assert found.alpha.value < 0 and found.sem.value == pytest.approx(found.sd)


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([(1, 0), (0, 1)], "fewer than 3"),
        ([(1, np.nan), (np.nan, 1), (1, 0)], "different items"),
        ([(1,), (0,), (1,)], "one item"),
        ([(1, 0), (0, 1), (1, 0)], "same score"),
        (np.empty((0, 0)), "fewer than 3"),
    ],
)
def test_where_there_is_no_alpha_the_reason_is_told(rows, why):
    """Too few, sampled forms, one item, no spread."""
    found = reliability(matrix(rows))
    assert found.alpha.value is None and why in found.alpha.why_none
    assert found.sem.value is None and found.if_dropped.isna().all()


def stray(students=60, items=20):
    """A class on one form, and the same with two who were not asked one of its items, one of them another."""
    rng = np.random.default_rng(3)
    scores = (rng.random((students, items)) < rng.uniform(0.2, 0.9, (students, 1))).astype(float)
    more = np.hstack([scores, np.full((students, 1), np.nan)])
    more[4, 2] = more[9, 7] = np.nan
    more[9, items] = 1
    return scores, more


def test_a_stray_attempt_takes_nothing_from_the_others():
    """Alpha and error are those of the form that nearly all were asked; how many are left out is told."""
    scores, more = stray()
    found, alone = reliability(matrix(more)), reliability(matrix(np.delete(scores, [4, 9], axis=0)))
    assert found.left_out == 2 and found.alpha == alone.alpha and found.sem == alone.sem
    assert found.alpha.n == 58 and found.if_dropped.equals(alone.if_dropped)
    assert (found.students, found.items) == (60, 21) and alone.left_out == 0


def test_constant_items_stay_in_and_are_named():
    """As in pingouin: an item that everybody has right counts as an item."""
    rows = [(1, 1, 0), (1, 0, 0), (1, 1, 1), (1, 0, 1), (1, 1, 1)]
    found = reliability(matrix(rows))
    assert found.constant == ("i0",)
    assert found.alpha.value == pytest.approx(pingouin.cronbach_alpha(pd.DataFrame(rows))[0])


def test_two_items_have_no_alpha_without_one():
    """What would be left is a single item."""
    assert reliability(matrix([(1, 1), (1, 0), (0, 0), (1, 1)])).if_dropped.isna().all()
