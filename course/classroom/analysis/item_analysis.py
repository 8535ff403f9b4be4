"""How each item of a quiz did: how hard it was, and whether it tells strong students from others.

The columns that Moodle's quiz statistics have too are computed by its formulas
(docs.moodle.org/dev/Quiz_statistics_calculations): facility index, standard deviation, random guess score,
intended weight, effective weight, discrimination index, discriminative efficiency. All items weigh the same.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from course.classroom.analysis.estimates import difference_of_shares, fisher, wilson
from course.classroom.analysis.item_sums import NO_SPREAD, ItemSums, weighted_sums
from course.classroom.analysis.score_matrix import ScoreMatrix

OUTER = 0.27
"""The share of students in the upper and in the lower group (Kelley 1939)."""

LEAST_FOR_CORRELATION = 4
"""Fisher's z has an interval from four students on; fewer say nothing about a correlation."""

COLUMNS = (
    "n", "facility", "facility_low", "facility_high", "sd", "random_guess",
    "discrimination", "discrimination_low", "discrimination_high",
    "upper_lower", "upper_lower_low", "upper_lower_high",
    "intended_weight", "effective_weight", "discrimination_index", "discriminative_efficiency", "why_none",
)  # fmt: skip


def item_statistics(matrix: ScoreMatrix, guesses: Mapping[str, float] | None = None) -> pd.DataFrame:
    """A row for each item, `COLUMNS` as columns; NaN where a number does not exist, and `why_none` says why.

    `facility` is the mean score (0 to 1; Wilson), `sd` its standard deviation. `discrimination` is the
    correlation with the mean of the student's other items (Fisher's z), `upper_lower` the difference in
    facility between the upper and the lower 27 % of students by their whole score (Newcombe). Students who
    tie at the border of a group share what room is left in it, so that no order decides. Moodle's last four
    are in per cent. What rests on the whole score (`upper_lower`, effective weight, discriminative
    efficiency) is that of the common form. `guesses` has the random-guess score of each item
    (`guessing.random_guess`).
    """
    sums = matrix.sums
    with np.errstate(divide="ignore", invalid="ignore"):
        facility_low, facility_high = wilson(sums.mean, sums.n)
        r = np.where(sums.n >= LEAST_FOR_CORRELATION, sums.correlation, np.nan)
        r_low, r_high = fisher(r, sums.n)
        upper_lower, ul_low, ul_high, weight, efficiency = _by_whole_score(matrix)
        values = (
            sums.n, sums.mean, facility_low, facility_high, sums.sd, _guesses(matrix, guesses),
            r, r_low, r_high, upper_lower, ul_low, ul_high,
            np.full(len(matrix.items), 100 / max(1, len(matrix.items))), weight,
            100 * sums.correlation, efficiency, _why_none(matrix, sums),
        )  # fmt: skip
    return pd.DataFrame(dict(zip(COLUMNS, values, strict=True)), index=pd.Index(matrix.items, name="item"))


def _guesses(matrix: ScoreMatrix, guesses: Mapping[str, float] | None) -> np.ndarray:
    return np.array([(guesses or {}).get(item, np.nan) for item in matrix.items], float)


def _by_whole_score(matrix: ScoreMatrix) -> np.ndarray:
    """Upper less lower with its interval, effective weight and efficiency: a row each, a column an item."""
    found = np.full((5, len(matrix.items)), np.nan)
    if form := matrix.common_form:
        found[:, np.isin(matrix.items, form.items)] = (
            *_upper_lower(form), _effective_weight(form.sums), _efficiency(form, form.sums),
        )  # fmt: skip
    return found


def _effective_weight(sums: ItemSums) -> np.ndarray:
    """How much of the spread of the whole score comes from each item, in per cent of all items' roots."""
    shared = np.where(np.abs(sums.with_total) < NO_SPREAD, 0.0, sums.with_total)
    roots = np.sqrt(np.where(shared >= 0, shared, np.nan))
    whole = np.nansum(roots)
    return 100 * roots / whole if whole > 0 else np.full(len(roots), np.nan)


def _efficiency(matrix: ScoreMatrix, sums: ItemSums) -> np.ndarray:
    """The covariance with the rest as a share of the largest one that these marks could have, in per cent."""
    if matrix.scores.shape[0] < 2 or len(matrix.items) < 2:
        return np.full(len(matrix.items), np.nan)
    by_item, total = matrix.scores.T.copy(), matrix.totals
    students, others = len(total), len(matrix.items) - 1
    largest = np.array([_sorted_product(own, total - own) for own in by_item])
    largest -= students * sums.mean * (total.mean() - sums.mean)
    largest /= (students - 1) * others
    return np.where(largest > NO_SPREAD, 100 * sums.covariance / np.maximum(largest, NO_SPREAD), np.nan)


def _sorted_product(own: np.ndarray, rest: np.ndarray) -> float:
    own.sort()
    rest.sort()
    return np.einsum("i,i", own, rest)


def outer_weights(shares: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """How far each student belongs to the upper and to the lower group (0 to 1), and the size of each.

    Those who tie at the border belong to it in part, all of them alike.
    """
    size = max(1.0, round(OUTER * len(shares)))
    return _belongs(shares, size), _belongs(-shares, size), size


def _belongs(shares: np.ndarray, size: float) -> np.ndarray:
    rounded = np.round(shares, 12)
    border = np.partition(rounded, len(rounded) - int(size))[len(rounded) - int(size)]
    above, at = rounded > border, rounded == border
    return above + at * (size - above.sum()) / at.sum()


def _upper_lower(matrix: ScoreMatrix) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The difference in facility, with its interval; none of few, or where all scored the same."""
    shares = matrix.shares
    nothing = np.full(len(matrix.items), np.nan)
    if len(shares) < LEAST_FOR_CORRELATION or np.ptp(shares) < NO_SPREAD:
        return nothing, nothing, nothing
    upper, lower, size = outer_weights(shares)
    up, low = (np.clip(weighted_sums(weights, matrix.scores) / size, 0, 1) for weights in (upper, lower))
    return (up - low, *difference_of_shares(up, low, size, size))


def _why_none(matrix: ScoreMatrix, sums: ItemSums) -> list[str]:
    """For each item the first reason why its discrimination does not exist; empty where it does."""
    reasons = np.full(len(matrix.items), "", dtype=object)
    reasons[np.nan_to_num(sums.rest_variance) <= NO_SPREAD] = "all students did the same on the other items"
    reasons[np.nan_to_num(sums.variance) <= NO_SPREAD] = "all students earned the same for it"
    if len(matrix.items) < 2:
        reasons[:] = "there is no other item to compare it with"
    reasons[sums.n < LEAST_FOR_CORRELATION] = f"fewer than {LEAST_FOR_CORRELATION} students were asked it"
    return list(reasons)
