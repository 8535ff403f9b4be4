"""Shares and means of answers, several from each student: intervals that hold what they promise."""

import numpy as np
import pytest

from course.classroom.analysis.clustered import mean_by_people, mean_share, share_by_people
from course.classroom.analysis.estimates import mean, share


def test_one_answer_each_is_wilsons_interval():
    """Nobody answers twice: no more and no less than a plain share."""
    found, plain = share_by_people([1] * 7 + [0] * 13, range(20)), share(7, 20)
    assert (found.value, found.low, found.high, found.n) == (plain.value, plain.low, plain.high, 20)


def test_who_always_answers_alike_counts_once():
    """Five answers each that say the same are worth one: the interval is that of the students."""
    earned, people = np.repeat([1] * 7 + [0] * 13, 5), np.repeat(np.arange(20), 5)
    found, plain = share_by_people(earned, people), share(7, 20)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high))


def test_shares_of_many_items_are_narrower_than_noughts_and_ones():
    """Students who differ little: near the t interval over students, within that of as many independent
    answers."""
    shares = np.random.default_rng(1).beta(3, 7, 60)
    found, by_t = mean_share(shares, 60 * 20), mean(shares)
    assert (found.low, found.high) == pytest.approx((by_t.low, by_t.high), abs=0.01)
    whole = share(found.value * 1200, 1200)
    assert found.low < whole.low and found.high > whole.high


@pytest.mark.parametrize("value", [0.0, 0.4, 1.0])
def test_where_nobody_differs_students_are_what_is_counted(value):
    """No spread is no proof: three students with the same share are three."""
    found, plain = mean_share([value] * 3, 30), share(3 * value, 3)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high))
    assert mean_share([1.0], 5).low == pytest.approx(share(1, 1).low)


def test_one_value_each_is_the_t_interval():
    """The mean of answers, one each, is the mean."""
    values = [0.5, 1, 0, 0.5, 1, 1]
    found, plain = mean_by_people(values, range(6), 0, 1), mean(values, 0, 1)
    assert (found.value, found.low, found.high) == pytest.approx((plain.value, plain.low, plain.high))


def test_the_mean_of_answers_is_as_sure_as_students_are_many():
    """Said ten times over, the same six answers tell no more."""
    values = [0.5, 1, 0, 0.5, 1, 1]
    found = mean_by_people(np.repeat(values, 10), np.repeat(np.arange(6), 10))
    plain = mean(values)
    assert (found.low, found.high) == pytest.approx((plain.low, plain.high)) and found.n == 6


def test_intervals_hold_the_truth_as_often_as_they_say():
    """Students who differ, with other numbers of answers each: about 95 of 100 intervals hold."""
    rng = np.random.default_rng(7)
    held = {"share": 0, "mean": 0, "share of students": 0}
    for _ in range(400):
        counts = rng.integers(4, 20, 25)
        people = np.repeat(np.arange(25), counts)
        right = rng.random(len(people)) < np.repeat(rng.beta(3, 7, 25), counts)
        by_student = [right[people == one].mean() for one in range(25)]
        held["share"] += share_by_people(right, people).holds(0.3)
        held["mean"] += mean_by_people(right, people).holds(0.3)
        held["share of students"] += mean_share(by_student, len(people)).holds(0.3)
    assert all(370 <= count <= 395 for count in held.values()), held


def test_nobody_has_neither():
    """The reason is told; one student has a mean without interval."""
    assert share_by_people([], []).why_none and mean_share([], 0).why_none and mean_by_people([], []).why_none
    assert mean_by_people([1, 0.5], ["ana", "ana"]).value == 0.75
    assert not mean_by_people([1, 0.5], ["ana", "ana"]).has_interval
