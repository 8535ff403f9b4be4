from datetime import date, timedelta

import numpy as np
import pingouin
import pytest
from pandas import DataFrame
from statsmodels.formula.api import ols

from course import statistics
from course.statistics import band, baseline, daily_means, inside, mdc95, practice_days


def day(number):
    return date(2026, 3, 1) + timedelta(days=number)


def test_practice_days():
    """The first two different days are practice, in whatever order the readings come."""
    assert practice_days([day(4), day(0), day(0), day(2)]) == (day(0), day(2))
    assert practice_days([day(1)]) == (day(1),)
    assert practice_days([]) == ()


def test_a_day_counts_once():
    """Several readings of one day are one daily mean."""
    assert daily_means([day(1), day(0), day(1)], [4, 9, 6]) == {day(0): 9, day(1): 5}


def test_baseline_worked_example():
    """Daily means 10, 12 and 11 make a baseline of 11; later days do not move it."""
    days = [day(2), day(2), day(4), day(6), day(8)]
    found = baseline(days, [9, 11, 12, 11, 40])
    assert (found.value, found.days, found.first, found.last) == (11, 3, day(2), day(6))


def test_baseline_of_few_days():
    """One day is a baseline of one day; none is no baseline."""
    assert baseline([day(3)], [7.5]).days == 1
    assert baseline([], []) is None


def test_days_and_values_belong_together():
    """Lists of unequal length are refused."""
    with pytest.raises(ValueError):
        daily_means([day(1)], [1, 2])


def test_sem_from_icc():
    """SD 5 with an ICC of 0.91 gives an SEM of 1.5, and 1.5 an MDC95 of 4.16."""
    assert statistics.sem_from_icc(5, 0.91) == pytest.approx(1.5)
    assert mdc95(1.5) == pytest.approx(4.158, abs=0.001)


@pytest.mark.filterwarnings("ignore:The inplace keyword")
@pytest.mark.parametrize("trials", [2, 3, 5])
def test_sem_from_icc_agrees_with_pingouin(trials):
    """The ICC of `pingouin` (consistency, one trial) and the SD within each trial give the root of the error
    mean square of its analysis of variance, as Weir 2005 says; with two trials that of the pairs too."""
    chance = np.random.default_rng(trials)
    scores = chance.normal(60, 8, (14, 1)) + chance.normal(0, 3, (14, trials)) + np.arange(trials)
    who, when = np.indices(scores.shape)
    table = DataFrame({"who": who.ravel(), "trial": when.ravel(), "score": scores.ravel()})
    iccs = pingouin.intraclass_corr(table, "who", "trial", "score").set_index("Type")["ICC"]
    variances = pingouin.rm_anova(table, "score", "trial", "who", detailed=True).set_index("Source")
    sem = statistics.sem_from_icc(np.sqrt(scores.var(axis=0, ddof=1).mean()), iccs["ICC(C,1)"])
    assert sem == pytest.approx(np.sqrt(variances.loc["Error", "MS"]), abs=1e-3)
    if trials == 2:
        assert sem == pytest.approx(statistics.sem_from_pairs(*scores.T), abs=1e-3)


def test_sem_from_pairs_worked_example():
    """Differences 1, −1, 2, 0, 3 have an SD of 1.581, so the SEM is 1.118."""
    first, second = [20, 22, 25, 30, 28], [21, 21, 27, 30, 31]
    assert statistics.sem_from_pairs(first, second) == pytest.approx(1.118, abs=0.001)


def test_sem_from_pairs_agrees_with_an_analysis_of_variance():
    """`statsmodels`: the root of the residual mean square of subject + trial, in a two-way table."""
    chance = np.random.default_rng(6)
    first, second = (chance.normal(20, 5, 12), chance.normal(0.5, 1.5, 12))
    second = first + second
    table = DataFrame({"value": [*first, *second], "who": [*range(12)] * 2, "trial": [1] * 12 + [2] * 12})
    fitted = ols("value ~ C(who) + C(trial)", table).fit()
    assert statistics.sem_from_pairs(first, second) == pytest.approx(fitted.mse_resid**0.5)


@pytest.mark.parametrize(
    ("sem", "published"),
    [(1.4, 4), (2.6, 7), (2.9, 8), (1.02, 2.8)],
    ids=["sit-and-reach", "straight-leg-raise", "active-knee-extension", "pain"],
)
def test_mdc95_agrees_with_published_pairs(sem, published):
    """From a published SEM the formula gives the MDC95 that was published with it, as rounded there."""
    decimals = 1 if published % 1 else 0
    assert round(mdc95(sem), decimals) == published


def test_course_agrees_with_formula(course):
    """Where a measure has both, its MDC95 is 2.77 times its SEM, to the rounding of the papers."""
    both = [m for m in course.measures.values() if m.sem and m.mdc95]
    assert both
    for measure in both:
        assert mdc95(measure.sem.value) == pytest.approx(measure.mdc95.value, rel=0.04)


@pytest.mark.parametrize(
    "call",
    [
        lambda: statistics.sem_from_icc(-1, 0.9),
        lambda: statistics.sem_from_icc(1, 1.2),
        lambda: statistics.sem_from_pairs([1, 2], [1, 2]),
        lambda: mdc95(-0.1),
    ],
)
def test_impossible_numbers_are_refused(call):
    """The error says what was expected."""
    with pytest.raises(ValueError, match="expected"):
        call()


def test_band_includes_its_ends():
    """A change as large as the MDC95 itself still lies inside."""
    ends = band(10, 4)
    assert ends == (6, 14)
    assert inside(6, ends) and inside(14, ends) and not inside(14.1, ends)


def test_half_width_is_that_of_lesson_09():
    """SEM 0.736: a mean of one day has the MDC95, one of three days a narrower band."""
    assert statistics.half_width(0.736, 1) == pytest.approx(mdc95(0.736))
    assert [round(statistics.half_width(0.736, days), 1) for days in (1, 3, 6)] == [2.0, 1.7, 1.6]


def test_published_mdc95_goes_back_to_its_sem():
    """The way back is the same formula."""
    assert statistics.sem_from_mdc95(mdc95(1.4)) == pytest.approx(1.4)


@pytest.mark.parametrize(
    ("values", "runs"),
    [
        ([17, 15.5, 17.5, 16.5, 15.5, 15.0], [range(4, 6)]),  # the exercise of lesson 09
        ([15, 15, 15], [range(0, 3)]),
        ([15, 21, 15, 21], []),
        ([15, 15, 21, 21, 18], [range(0, 2), range(2, 4)]),
        ([18, 15], []),
        ([], []),
    ],
)
def test_two_running_on_one_side_make_a_change(values, runs):
    """One alone makes none, nor do two on opposite sides."""
    assert statistics.runs_outside(values, (16, 20)) == runs
