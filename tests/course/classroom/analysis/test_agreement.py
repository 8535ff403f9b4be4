"""Two raters: ICC against pingouin, kappa against statsmodels' formulas worked here, bias and limits."""

import warnings

import numpy as np
import pandas as pd
import pingouin
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from course.classroom.analysis.agreement import agreement, icc, weighted_kappa
from tests.course.classroom.analysis.test_practical import MOST, RATINGS, marked

SHROUT_FLEISS = np.array([[9, 2], [6, 1], [8, 4], [7, 1], [10, 5], [6, 2]], float)
"""The first two judges of Shrout and Fleiss, Psychol Bull 1979;86:420-428, table 2."""


def long(points):
    rows = [(n, r, points[n, r]) for n in range(len(points)) for r in range(points.shape[1])]
    return pd.DataFrame(rows, columns=["target", "rater", "score"])


def pingouins(points, kind):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        table = pingouin.intraclass_corr(long(points), "target", "rater", "score").set_index("Type")
    name = next(name for name in table.index if name in kind)
    column = next(c for c in table.columns if c.startswith("CI95"))
    return table.loc[name, "ICC"], table.loc[name, column]


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
@pytest.mark.parametrize(("same_two", "kind"), [(True, ("ICC2", "ICC(A,1)")), (False, ("ICC1", "ICC(1,1)"))])
def test_icc_is_pingouins(seed, same_two, kind):
    """Value and interval, on the published table and on random points."""
    if seed is None:
        points = SHROUT_FLEISS
    else:
        rng = np.random.default_rng(seed)
        points = rng.normal(10, 3, (12, 1)) + rng.normal(0, 1.5, (12, 2)) + [0, 0.5]
    value, interval = pingouins(points, kind)
    found = icc(points, same_two)
    assert found.value == pytest.approx(value, abs=1e-6)
    assert (found.low, found.high) == pytest.approx(tuple(interval), abs=6e-3)


FOUR_JUDGES = np.array(
    [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float
)


def test_icc_has_its_published_values():
    """ICC(1,1) 0.17 and ICC(2,1) 0.29 for all four judges: Shrout and Fleiss 1979, table 4."""
    assert icc(FOUR_JUDGES, False).value == pytest.approx(0.17, abs=5e-3)
    assert icc(FOUR_JUDGES, True).value == pytest.approx(0.29, abs=5e-3)


def test_kappa_with_quadratic_weights_is_the_concordance_of_the_levels():
    """Quadratic weighted kappa equals Lin's concordance (n in the variances) of the two raters' numbers."""
    rng = np.random.default_rng(4)
    one = rng.integers(0, 5, 40)
    other = np.clip(one + rng.integers(-1, 2, 40), 0, 4)
    covariance = ((one - one.mean()) * (other - other.mean())).mean()
    expected = 2 * covariance / (one.var() + other.var() + (one.mean() - other.mean()) ** 2)
    found = weighted_kappa(np.column_stack([one, other]).astype(float), 5)
    assert found.value == pytest.approx(expected) and found.low < expected < found.high


def test_kappas_interval_is_statsmodels():
    """statsmodels' cohens_kappa with quadratic weights gives the same standard error."""
    rng = np.random.default_rng(9)
    one = rng.integers(0, 5, 60)
    other = np.clip(one + rng.integers(-1, 2, 60), 0, 4)
    table = np.zeros((5, 5))
    np.add.at(table, (one, other), 1)
    level = np.arange(5)
    expected = cohens_kappa(table, weights=(level[:, None] - level) ** 2)
    found = weighted_kappa(np.column_stack([one, other]).astype(float), 5)
    assert found.value == pytest.approx(expected.kappa)
    assert (found.high - found.low) / 2 == pytest.approx(1.959964 * expected.std_kappa, rel=1e-5)


def test_kappa_of_raters_who_are_nobody_in_particular_has_no_first_one():
    """Swapping who stands first in half of the rows moves neither value nor interval: statsmodels' of both
    orders together, with the error of as many candidates as there are."""
    rng = np.random.default_rng(6)
    one = rng.integers(0, 5, 60)
    rated = np.column_stack([one, np.clip(one + rng.integers(0, 3, 60), 0, 4)]).astype(float)
    swapped = np.where((np.arange(60) % 2 == 0)[:, None], rated[:, ::-1], rated)
    found, other = (weighted_kappa(rows, 5, same_two=False) for rows in (rated, swapped))
    assert (found.value, found.low, found.high) == pytest.approx((other.value, other.low, other.high))
    assert weighted_kappa(rated, 5).value != pytest.approx(found.value)
    table = np.zeros((5, 5))
    np.add.at(table, tuple(np.vstack([rated, rated[:, ::-1]]).astype(int).T), 1)
    level = np.arange(5)
    expected = cohens_kappa(table, weights=(level[:, None] - level) ** 2)
    assert found.value == pytest.approx(expected.kappa)
    half = 1.959964 * expected.std_kappa * np.sqrt(2)
    assert (found.high - found.low) / 2 == pytest.approx(half, rel=1e-5)


def pairs(rows):
    """(student, points by kim, points by lou) as marks."""
    marks = []
    for student, first, second in rows:
        for rater, total in (("kim", first), ("lou", second)):
            points = {"red-flags": min(4, total), "cues": max(0, total - 4), "calm": 0}
            marks += marked(student, points, RATINGS[int(total // 2)], rater)
    return pd.DataFrame(marks)


def test_bias_and_limits_are_bland_and_altmans():
    """Lou gives half a point more; 95 of 100 differences lie between the limits."""
    rows = [("a", 3, 4), ("b", 5, 5), ("c", 6, 7), ("d", 2, 2), ("e", 7, 7.5)]
    found = agreement(pairs(rows), RATINGS)
    differences = np.array([1, 0, 1, 0, 0.5])
    assert found.double_marked == 5 and found.raters == ("kim", "lou")
    assert found.bias.value == pytest.approx(0.5) and found.bias.has_interval
    spread = 1.959964 * differences.std(ddof=1)
    assert found.limits == pytest.approx((0.5 - spread, 0.5 + spread), abs=1e-6)
    assert "two-way" in found.model and found.icc.has_interval and "Only 5" in found.warning
    assert not found.kappa.has_interval and found.kappa.why_none


def test_different_pairs_of_raters_have_no_bias():
    """No rater is the first one then: one-way ICC, limits round nought."""
    marks = pairs([("a", 3, 4), ("b", 5, 5), ("c", 6, 7), ("d", 2, 2)])
    marks.loc[(marks["student"] == "d") & (marks["rater"] == "lou"), "rater"] = "mia"
    found = agreement(marks, RATINGS)
    assert "one-way" in found.model and found.bias.value is None
    assert found.limits[0] == pytest.approx(-found.limits[1])
    one, other = ([RATINGS.index(row.global_rating) for row in marks.drop_duplicates(["student", "rater"])
                   .itertuples() if (row.rater == "kim") == is_kim] for is_kim in (True, False))  # fmt: skip
    rated = np.column_stack([one, other]).astype(float)
    assert found.kappa == weighted_kappa(rated, len(RATINGS), same_two=False)


def test_single_marks_and_few_double_ones_say_so():
    """Below three there is nothing to tell."""
    marks = pd.DataFrame([*marked("z", MOST, "good"), *pairs([("a", 3, 4), ("b", 5, 5)]).to_dict("records")])
    found = agreement(marks, RATINGS)
    assert found.double_marked == 2 and found.icc.value is None and "fewer than 3" in found.icc.why_none


def test_full_agreement_and_no_spread_are_no_error():
    """Raters who agree on everything, and candidates who are all alike."""
    agreed = agreement(pairs([("a", 3, 3), ("b", 5, 5), ("c", 6, 6)]), RATINGS)
    assert agreed.icc.value == pytest.approx(1) and agreed.icc.why_none
    alike = agreement(pairs([("a", 4, 4), ("b", 4, 4), ("c", 4, 4)]), RATINGS)
    assert alike.icc.value is None and alike.kappa.value is None
