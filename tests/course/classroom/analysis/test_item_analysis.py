"""Item statistics: against Moodle's formulas worked by hand, scipy on random data, and the LSAT."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from course.classroom.analysis.item_analysis import item_statistics, outer_weights
from tests.course.classroom.analysis.test_reliability import stray
from tests.course.classroom.class_frames import matrix
from tests.course.classroom.lsat6 import lsat6

MOODLE = (
    (1, 1, 1),
    (1, 1, 0),
    (1, 0, 0.5),
    (0, 1, 0),
    (0, 0, 0.5),
)
"""Five students, three items of one mark, for a fixture worked by hand with the formulas of
docs.moodle.org/dev/Quiz_statistics_calculations (question statistics: facility index, standard deviation,
intended and effective weight, discrimination index, discriminative efficiency).

Item 1, marks x = 1 1 1 0 0, the others' sum y = 2 1 0.5 1 0.5 (totals T = 3 2 1.5 1 0.5):
  facility  3/5; variance (3·0.4² + 2·0.6²)/4 = 0.3; SD √0.3
  mean of y 1; covariance with y  (0.4·1 + 0.4·0 − 0.4·0.5 − 0.6·0 + 0.6·0.5)/4 = 0.125
  variance of y (1 + 0 + 0.25 + 0 + 0.25)/4 = 0.375
  discrimination index 100·0.125/√(0.3·0.375)
  largest covariance: x and y each sorted, 0 0 1 1 1 with 0.5 0.5 1 1 2: (0.3 + 0.3 + 0 + 0 + 0.4)/4 = 0.25
  discriminative efficiency 100·0.125/0.25 = 50
  covariance with T = 0.3 + 0.125 = 0.425
Item 2, x = 1 1 0 1 0, y = 2 1 1.5 0 0.5: facility 0.6, variance 0.3; mean of y 1
  covariance (0.4·1 + 0 − 0.6·0.5 − 0.4·1 + 0.6·0.5)/4 = 0; discrimination 0, efficiency 0
  covariance with T = 0.3
Item 3, x = 1 0 0.5 0 0.5, y = 2 2 1 1 0: facility 0.4, variance (0.36 + 0.16 + 0.01 + 0.16 + 0.01)/4 = 0.175
  mean of y 1.2; covariance (0.6·0.8 − 0.4·0.8 − 0.1·0.2 + 0.4·0.2 − 0.1·1.2)/4 = 0.1/4 = 0.025
  variance of y (0.64 + 0.64 + 0.04 + 0.04 + 1.44)/4 = 0.7; index 100·0.025/√(0.175·0.7)
  sorted 0 0 0.5 0.5 1 with 0 1 1 2 2: (0.4·1.2 + 0.4·0.2 − 0.1·0.2 + 0.1·0.8 + 0.6·0.8)/4 = 1.1/4 = 0.275
  efficiency 100·0.025/0.275
  covariance with T = 0.175 + 0.025 = 0.2
Effective weights 100·√c / (√0.425 + √0.3 + √0.2); intended weight 100/3 each."""

ROOTS = np.sqrt([0.425, 0.3, 0.2])
WORKED = {
    "n": [5, 5, 5],
    "facility": [0.6, 0.6, 0.4],
    "sd": np.sqrt([0.3, 0.3, 0.175]),
    "random_guess": [0.25, 0.5, 0.2],
    "intended_weight": [100 / 3] * 3,
    "effective_weight": 100 * ROOTS / ROOTS.sum(),
    "discrimination_index": [12.5 / np.sqrt(0.1125), 0, 2.5 / np.sqrt(0.1225)],
    "discriminative_efficiency": [50, 0, 100 / 11],
}


@pytest.mark.parametrize("column", WORKED)
def test_columns_that_moodle_has_agree_with_the_worked_fixture(column):
    """Within one millionth; the working stands beside the marks above."""
    found = item_statistics(matrix(MOODLE), {"i0": 0.25, "i1": 0.5, "i2": 0.2})
    assert found[column].to_numpy(float) == pytest.approx(np.array(WORKED[column], float), abs=1e-6)


def test_moodle_leaves_the_weight_of_a_negative_item_out():
    """An item whose covariance with the whole is negative has no effective weight; the others share 100."""
    marks = [(0, 1, 1, 1), (0, 1, 1, 0), (1, 0, 1, 0), (1, 0, 0, 0), (1, 0, 0, 0), (0, 1, 1, 1)]
    found = item_statistics(matrix(marks))["effective_weight"]
    assert np.isnan(found["i0"]) and found.sum() == pytest.approx(100)


def test_an_item_that_shares_nothing_weighs_nothing_in_any_order():
    """Its covariance with the whole is 0 but for the dust of binary fractions, which an order of rows puts
    below 0."""
    marks = [(0, 1 / 3, 1, 1), (0, 1 / 3, 0.5, 0), (1, 1, 0, 1 / 3), (0, 0, 0.5, 0)]
    weights = [item_statistics(matrix(rows))["effective_weight"].iloc[2] for rows in permutations(marks)]
    assert weights == [0.0] * len(weights)


def test_the_lsat_has_its_published_proportions():
    """.924 .709 .553 .763 .870 right: Bock and Lieberman 1970; R package ltm, descript(LSAT)."""
    found = item_statistics(matrix(lsat6()))
    assert found["facility"].round(3).tolist() == [0.924, 0.709, 0.553, 0.763, 0.870]
    assert (found["n"] == 1000).all()


SCORES = st.integers(4, 25).flatmap(
    lambda students: st.integers(2, 6).flatmap(
        lambda items: st.lists(
            st.lists(st.sampled_from([0, 0.25, 1 / 3, 0.5, 1]), min_size=items, max_size=items),
            min_size=students, max_size=students,
        )
    )
)  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(SCORES)
def test_discrimination_is_scipys_correlation_with_the_rest(rows):
    """On random marks: scipy.stats.pearsonr of each item with the sum of the others, and its interval."""
    scores = np.array(rows, float)
    found = item_statistics(matrix(rows))
    for number in range(scores.shape[1]):
        own, rest = scores[:, number], np.delete(scores, number, axis=1).sum(axis=1)
        row = found.iloc[number]
        assert row["sd"] == pytest.approx(np.std(own, ddof=1), abs=1e-7)
        if np.ptp(own) < 1e-9 or np.ptp(rest) < 1e-9:
            assert np.isnan(row["discrimination"]) and row["why_none"]
            continue
        expected = stats.pearsonr(own, rest)
        assert row["discrimination"] == pytest.approx(expected.statistic, abs=1e-7)
        if abs(expected.statistic) < 0.999:
            interval = expected.confidence_interval()
            assert row["discrimination_low"] == pytest.approx(interval.low, abs=1e-6)
            assert row["discrimination_high"] == pytest.approx(interval.high, abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(SCORES, st.randoms())
def test_no_order_of_students_changes_anything(rows, chance):
    """Ties in the outer groups are shared, so shuffling the class gives the same table."""
    shuffled = list(rows)
    chance.shuffle(shuffled)
    one, other = (item_statistics(matrix(given)).drop(columns="why_none") for given in (rows, shuffled))
    assert one.to_numpy(float) == pytest.approx(other.to_numpy(float), abs=1e-6, nan_ok=True)


def test_the_outer_groups_share_ties():
    """Of ten students the outer groups hold three; four who tie for the last two places are half in each."""
    weights, lower, size = outer_weights(np.array([0.9, 0.5, 0.5, 0.5, 0.5, 0.4, 0.3, 0.3, 0.2, 0.1]))
    assert size == 3 and weights.sum() == pytest.approx(3) and lower.sum() == pytest.approx(3)
    assert weights[:5].tolist() == [1, 0.5, 0.5, 0.5, 0.5]
    assert lower[-4:].tolist() == [0.5, 0.5, 1, 1]


def test_upper_less_lower_is_the_difference_in_facility():
    """With eleven students in clear order, the three best all right and one of the three last."""
    rows = [[1, 1, 1]] * 3 + [[1, 1, 0]] * 5 + [[1, 0, 0]] + [[0, 0, 0]] * 2
    found = item_statistics(matrix(rows))
    assert found["upper_lower"].tolist() == pytest.approx([2 / 3, 1, 1])
    assert (found["upper_lower_low"] < found["upper_lower"]).all()


def test_sampled_forms_compare_with_the_mean_of_the_other_items():
    """Students who were asked different items still tell something: n per item, and no upper-lower index."""
    nan = np.nan
    rows = [(1, 1, nan, 1), (1, nan, 1, 0), (0, 0, 1, nan), (nan, 1, 0, 1), (0, nan, 0, 0), (1, 1, 1, nan)]
    found = item_statistics(matrix(rows))
    assert found["n"].tolist() == [5, 4, 5, 4]
    own, rest = [1, 1, 0, 0, 1], [1, 0.5, 0.5, 0, 1]
    assert found["discrimination"].iloc[0] == pytest.approx(stats.pearsonr(own, rest).statistic)
    assert found["upper_lower"].isna().all() and found["effective_weight"].isna().all()


def test_a_stray_attempt_takes_nothing_from_the_others():
    """What rests on the whole score is that of the form that nearly all were asked."""
    scores, more = stray()
    columns = ["upper_lower", "upper_lower_low", "effective_weight", "discriminative_efficiency"]
    found = item_statistics(matrix(more))[columns]
    alone = item_statistics(matrix(np.delete(scores, [4, 9], axis=0)))[columns]
    assert found.iloc[:20].equals(alone) and alone.notna().all(axis=None)
    assert found.iloc[20].isna().all()


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        ([(1, 0), (1, 1), (1, 0), (1, 1)], "same for it"),
        ([(1, 0), (0, 0), (1, 0), (0, 0)], "other items"),
        ([(1, 0), (0, 1)], "fewer than 4"),
        ([(1,), (0,), (1,), (0,)], "no other item"),
    ],
)
def test_what_does_not_exist_says_why(rows, why):
    """Constant items, constant rests, small classes and lone items have no discrimination, and a reason."""
    row = item_statistics(matrix(rows)).iloc[0]
    assert np.isnan(row["discrimination"]) and why in row["why_none"]


def test_one_student_and_nobody_are_no_error():
    """The table is there, with what is known."""
    alone = item_statistics(matrix([(1, 0, 1)]))
    assert alone["facility"].tolist() == [1, 0, 1] and alone["sd"].isna().all()
    assert item_statistics(matrix(np.empty((0, 2))))["n"].tolist() == [0, 0]
