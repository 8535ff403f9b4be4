"""The class's own measurement error, and that nothing is told of a group below five."""

import json
from datetime import date

import numpy as np
import pandas as pd
import pytest

from course import load_course, statistics
from course.classroom.analysis.class_error import (
    MIN_GROUP,
    TooFew,
    class_error,
    own_deviations,
    refuse_small_group,
)

MEASURE = "sit-reach-cm"
TODAY = date(2026, 6, 1)


def a_measure():
    return load_course().measures[MEASURE]


def records(students=6, days=10, sd=1.5, trial_sd=0.8, seed=5, side=None, keep="2026-12-31", up=True):
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(students):
        level = rng.normal(5, 8)
        for day in range(days):
            value = level + rng.normal(0, sd)
            trials = (value + rng.normal(0, trial_sd, 3)).tolist()
            rows.append(
                {
                    "student": f"s{number}", "measure": MEASURE, "side": side, "value": value,
                    "at": pd.Timestamp("2026-03-01T18:00:00Z") + pd.Timedelta(days=day),
                    "trials": json.dumps(trials), "up_an_hour": up,
                    "keep_until": pd.Timestamp(keep, tz="UTC"),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def test_sem_is_the_pooled_spread_of_days_after_practice():
    """Two practice days are dropped; students' levels do not enter; MDC95 is 1.96 × √2 × SEM."""
    frame = records()
    after = frame.groupby("student").nth(list(range(2, 10)))
    expected = np.sqrt(after.groupby("student")["value"].var().mean())
    found = class_error(frame, a_measure(), TODAY)
    assert found.between_days.value == pytest.approx(expected)
    assert found.mdc95.value == pytest.approx(statistics.mdc95(expected))
    assert found.students == found.series == 6 and found.too_few_days == 0
    assert found.between_days.low < expected < found.between_days.high


def test_the_interval_is_that_of_chi_square():
    """Equal to scipy's, with the pooled degrees of freedom."""
    from scipy.stats import chi2

    sem = class_error(records(), a_measure(), TODAY).between_days
    freedom = 6 * 7
    assert sem.low == pytest.approx(sem.value * np.sqrt(freedom / chi2.ppf(0.975, freedom)))
    assert sem.high == pytest.approx(sem.value * np.sqrt(freedom / chi2.ppf(0.025, freedom)))


def test_sides_are_series_of_one_student():
    """Left and right are not mixed, and make no second student."""
    left = records(students=4, side="left")
    right = records(students=4, side="right", seed=8)
    with pytest.raises(TooFew):
        class_error(pd.concat([left, right]), a_measure(), TODAY)
    five = pd.concat([records(students=5, side="left"), records(students=5, side="right", seed=8)])
    found = class_error(five, a_measure(), TODAY)
    assert (found.students, found.series) == (5, 10)


@pytest.mark.parametrize("students", range(1, MIN_GROUP))
def test_nothing_is_told_of_fewer_than_five(students):
    """One function refuses, with the reason."""
    with pytest.raises(TooFew, match="fewer than 5"):
        class_error(records(students=students), a_measure(), TODAY)
    with pytest.raises(TooFew):
        refuse_small_group(["same"] * 9)
    assert refuse_small_group(map(str, range(MIN_GROUP))) == MIN_GROUP


def test_five_students_of_whom_four_can_help_are_too_few():
    """A figure is only told where five stand behind it."""
    frame = pd.concat([records(students=4), records(students=5, days=3, seed=2).query("student == 's4'")])
    found = class_error(frame, a_measure(), TODAY)
    assert found.between_days.value is None and "fewer than 5" in found.between_days.why_none
    assert found.too_few_days == 1 and found.in_words().startswith("No class error yet")
    with pytest.raises(TooFew):
        own_deviations(frame, a_measure(), TODAY)


def test_deviations_are_those_of_five_who_have_enough_days():
    """Each day less its own student's mean; a sixth with three days stands behind none of them."""
    frame = pd.concat([records(students=5), records(students=6, days=3, seed=2).query("student == 's5'")])
    days = frame.query("student != 's5'").groupby("student").nth(list(range(2, 10)))
    expected = days["value"] - days.groupby("student")["value"].transform("mean")
    assert own_deviations(frame, a_measure(), TODAY) == pytest.approx(np.sort(expected))


def test_left_and_right_of_one_student_make_no_narrower_interval():
    """Sides that err alike tell nothing more: the same readings for both leave the interval as it was."""
    from scipy.stats import chi2

    left = records(side="left")
    both = pd.concat([left, left.assign(side="right")])
    one, two = (class_error(frame, a_measure(), TODAY) for frame in (left, both))
    before, after = one.between_days, two.between_days
    assert (after.value, after.low, after.high) == pytest.approx((before.value, before.low, before.high))
    freedom = 6 * 7
    assert two.between_days.low / two.between_days.value == pytest.approx(
        np.sqrt(freedom / chi2.ppf(0.975, freedom))
    )


def test_what_was_not_to_be_kept_is_left_aside():
    """From the day after its date on it is as if it were not there."""
    with pytest.raises(TooFew):
        class_error(records(keep="2026-05-31"), a_measure(), TODAY)
    assert class_error(records(keep="2026-06-01"), a_measure(), TODAY).students == 6


def test_later_days_do_not_count():
    """After the first eleven something may really have changed."""
    frame = records(days=13)
    late = records(days=40)
    late.loc[late["at"] > frame["at"].max(), "value"] += 50
    late = late[late["student"].notna()]
    assert class_error(late, a_measure(), TODAY).between_days.value < 3


def test_readings_that_never_differ_have_the_error_of_rounding():
    """Half a centimetre is read off, so the SEM is never below 0.5 / √12."""
    found = class_error(records(sd=0, trial_sd=0), a_measure(), TODAY)
    assert found.between_days.value == pytest.approx(0.5 / np.sqrt(12))


def test_words_give_sem_mdc_and_the_limit():
    """With intervals, the unit, and that real change makes them larger."""
    told = class_error(records(), a_measure(), TODAY).in_words()
    assert "SEM" in told and "MDC95" in told and " cm" in told and "Real change" in told
