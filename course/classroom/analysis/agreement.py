"""How far two raters agree who have marked the same candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from course.classroom.analysis.estimates import Estimate, Z, f_quantiles, mean, none
from course.classroom.analysis.practical import stations

LEAST_DOUBLE = 3
ENOUGH_DOUBLE = 20


@dataclass(frozen=True)
class Agreement:
    """Of the stations that two raters marked. `model` says which intraclass correlation `icc` is.

    `bias` is the mean difference in points, the second rater less the first by name (only where the same two
    marked all; else the raters' names mean nothing), `limits` the limits of agreement: 95 of 100 differences
    lie between. `kappa` is the weighted kappa (quadratic) of the global ratings; where the pairs of raters
    differ no rater is the first one for it either.
    """

    double_marked: int
    raters: tuple[str, ...]
    model: str
    icc: Estimate
    bias: Estimate
    limits: tuple[float, float] | None
    kappa: Estimate
    warning: str | None


def agreement(marks: pd.DataFrame, ratings: Sequence[str]) -> Agreement:
    """From the store's `marks`; of a station with more than two raters, the first two by name."""
    pairs = _pairs(stations(marks, ratings))
    n = len(pairs)
    points = np.array([(one.points, other.points) for one, other in pairs], float).reshape(n, 2)
    rated = np.array([(one.rating, other.rating) for one, other in pairs], float).reshape(n, 2)
    raters = sorted({rater for one, other in pairs for rater in (one.rater, other.rater)})
    same_two = len(raters) == 2
    if n < LEAST_DOUBLE:
        few = none(f"fewer than {LEAST_DOUBLE} stations were marked by two raters", n)
        return Agreement(n, tuple(raters), "", few, few, None, few, None)
    differences = points[:, 1] - points[:, 0]
    bias = mean(differences) if same_two else none("different pairs of raters marked", n)
    return Agreement(
        n, tuple(raters), "two-way, absolute agreement, one rater" if same_two else "one-way, one rater",
        icc(points, same_two), bias, _limits(differences, same_two),
        weighted_kappa(rated, len(ratings), same_two), _warning(n),
    )  # fmt: skip


def _pairs(by_rater: pd.DataFrame) -> list[tuple]:
    stations = by_rater.sort_values("rater").groupby(["student", "stretch"])
    both = (list(rows.itertuples(index=False))[:2] for _, rows in stations)
    return [tuple(pair) for pair in both if len(pair) == 2]


def _warning(n: int) -> str | None:
    if n >= ENOUGH_DOUBLE:
        return None
    return f"Only {n} stations were marked twice, so agreement is known roughly: talk about each difference."


def _limits(differences: np.ndarray, same_two: bool) -> tuple[float, float]:
    """Bland and Altman; round 0 where no rater is the first one."""
    if same_two:
        centre, spread = differences.mean(), differences.std(ddof=1)
    else:
        centre, spread = 0.0, np.sqrt((differences**2).mean())
    return float(centre - Z * spread), float(centre + Z * spread)


def icc(points: np.ndarray, same_two: bool) -> Estimate:
    """ICC(A,1) of the two columns, or ICC(1,1) where the raters differ from row to row.

    The interval is that of McGraw and Wong (1996).
    """
    n, k = points.shape
    rows, columns, left, within = _mean_squares(points)
    if rows <= 1e-12:
        return none("all candidates have the same points, so there is nothing to tell apart", n)
    if not same_two:
        value = (rows - within) / (rows + (k - 1) * within)
        if within == 0:
            return Estimate(1.0, n=n, why_none="the raters agree on every candidate")
        lower, upper = f_quantiles(n - 1, n * (k - 1))
        low, high = rows / within / upper, rows / within / lower
        return Estimate(value, (low - 1) / (low + k - 1), (high - 1) / (high + k - 1), n, "F")
    value = (rows - left) / (rows + (k - 1) * left + k * (columns - left) / n)
    if left <= 1e-12:
        return Estimate(float(value), n=n, why_none="the raters differ by the same on every candidate")
    a = k * value / (n * (1 - value))
    b = 1 + k * value * (n - 1) / (n * (1 - value))
    freedom = (a * columns + b * left) ** 2 / (
        (a * columns) ** 2 / (k - 1) + (b * left) ** 2 / ((n - 1) * (k - 1))
    )
    shared = k * columns + (k * n - k - n) * left
    low, high = (
        n * (rows - f * left) / (f * shared + n * rows) for f in reversed(f_quantiles(n - 1, freedom))
    )
    return Estimate(float(value), float(low), float(high), n, "F (McGraw and Wong)")


def _mean_squares(points: np.ndarray) -> tuple[float, float, float, float]:
    """Between rows, between columns, what is left, and within rows."""
    n, k = points.shape
    grand, by_row, by_column = points.mean(), points.mean(axis=1), points.mean(axis=0)
    rows = k * ((by_row - grand) ** 2).sum() / (n - 1)
    columns = n * ((by_column - grand) ** 2).sum() / (k - 1)
    left = ((points - by_row[:, None] - by_column + grand) ** 2).sum() / ((n - 1) * (k - 1))
    within = ((points - by_row[:, None]) ** 2).sum() / (n * (k - 1))
    return float(rows), float(columns), float(left), float(within)


def weighted_kappa(rated: np.ndarray, levels: int, same_two: bool = True) -> Estimate:
    """Cohen's kappa with quadratic weights; `rated` holds levels from 0, NaN where a rating is missing.

    Where the raters differ from row to row, each row counts half in either order, so that it does not matter
    who stands first (Scott's way of chance). The interval is that of Fleiss, Cohen and Everitt (1969), for
    many candidates; with few it has none.
    """
    rated = rated[~np.isnan(rated).any(axis=1)].astype(int)
    n = len(rated)
    if n < LEAST_DOUBLE:
        return none(f"fewer than {LEAST_DOUBLE} stations have two global ratings", n)
    table = np.zeros((levels, levels))
    np.add.at(table, (rated[:, 0], rated[:, 1]), 1 / n)
    table = table if same_two else (table + table.T) / 2
    level = np.arange(levels)
    agree = 1 - ((level[:, None] - level) / (levels - 1)) ** 2
    by_row, by_column = table.sum(axis=1), table.sum(axis=0)
    seen, chance = float((agree * table).sum()), float(by_row @ agree @ by_column)
    if 1 - chance < 1e-12:
        return none("all ratings are the same, so agreement by chance is complete", n)
    kappa = (seen - chance) / (1 - chance)
    if n < ENOUGH_DOUBLE:
        return Estimate(kappa, n=n, why_none=f"an interval needs {ENOUGH_DOUBLE} stations marked twice")
    mean_weights = (agree @ by_column)[:, None] + (by_row @ agree)
    variance = (table * (agree - mean_weights * (1 - kappa)) ** 2).sum()
    variance = (variance - (kappa - chance * (1 - kappa)) ** 2) / (n * (1 - chance) ** 2)
    half = Z * np.sqrt(max(0.0, variance))
    return Estimate(kappa, max(-1.0, kappa - half), min(1.0, kappa + half), n, "Fleiss, Cohen and Everitt")
