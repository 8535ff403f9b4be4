"""The practical station: points by objective, the pass mark by borderline regression, critical fails.

Borderline regression sets the pass mark where the line through points against global rating meets the rating
"borderline" (Wood, Humphrey-Murto and Norman 2006). With few candidates modified Angoff is advised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from course.classroom.analysis.estimates import Estimate, mean, none, t_quantile

LEAST_CANDIDATES = 20
ANGOFF = "use the modified Angoff method with three teachers instead"


@dataclass(frozen=True)
class PassMark:
    """In points, with the interval of the line at "borderline". `standard_error` and `slope` in points."""

    points: Estimate
    max_points: float
    standard_error: float | None = None
    slope: float | None = None


@dataclass(frozen=True)
class Practical:
    """`candidates` has a row a station: student, stretch, group, raters, points, max_points, rating (0 the
    lowest), critical_failed, passed (None while there is no pass mark and no critical fail), near_pass_mark
    (the points lie inside the pass mark's interval). `by_objective` is the mean share of points.
    """

    candidates: pd.DataFrame
    pass_mark: PassMark
    critical: tuple[tuple[str, str, str], ...]
    """Student, stretch and criterion of each critical fail."""
    by_objective: Mapping[str, Estimate]


def stations(marks: pd.DataFrame, ratings: Sequence[str]) -> pd.DataFrame:
    """One row for each rater of each station: the points added up, and the rating as a number from 0.

    A rating that is none of `ratings` (the lowest first) is NaN. A criterion that a rater marked twice counts
    as it was marked last.
    """
    keys = ["student", "stretch", "rater"]
    last = marks.sort_values("at", kind="stable").drop_duplicates([*keys, "criterion"], keep="last")
    found = last.groupby(keys, as_index=False).agg(
        group=("group", "last"),
        points=("points", "sum"),
        max_points=("max_points", "sum"),
        critical_failed=("critical_failed", "any"),
        rating=("global_rating", "last"),
    )
    found["rating"] = found["rating"].map({name: place for place, name in enumerate(ratings)}).astype(float)
    return found


def practical(
    marks: pd.DataFrame,
    ratings: Sequence[str],
    objectives: Mapping[str, Sequence[str]],
    borderline: str = "borderline",
) -> Practical:
    """From the store's `marks`. `objectives` are those of each criterion, `ratings` the scale, lowest first.

    Of several raters of a station the mean of points and ratings counts, and one critical fail is enough.
    """
    by_rater = stations(marks, ratings)
    candidates = by_rater.groupby(["student", "stretch"], as_index=False).agg(
        group=("group", "last"),
        raters=("rater", "nunique"),
        points=("points", "mean"),
        max_points=("max_points", "mean"),
        rating=("rating", "mean"),
        critical_failed=("critical_failed", "any"),
    )
    mark = pass_mark(candidates, ratings.index(borderline))
    low, high = mark.points.low, mark.points.high
    candidates["passed"] = [_passed(row, mark.points.value) for row in candidates.itertuples()]
    candidates["near_pass_mark"] = low is not None and candidates["points"].between(low, high)
    failed = marks[marks["critical_failed"].astype(bool)]
    critical = (
        failed[["student", "stretch", "criterion"]].drop_duplicates().itertuples(index=False, name=None)
    )
    return Practical(candidates, mark, tuple(critical), by_objective(marks, objectives))


def _passed(row, points: float | None) -> bool | None:
    if row.critical_failed:
        return False
    return None if points is None else bool(row.points >= points - 1e-9)


def pass_mark(candidates: pd.DataFrame, borderline: int) -> PassMark:
    """The points that the line gives at rating `borderline`; none with few candidates or no line, and why."""
    rated = candidates.dropna(subset=["rating"])
    n, most = len(rated), float(candidates["max_points"].max()) if len(candidates) else 0.0
    x, y = rated["rating"].to_numpy(float), rated["points"].to_numpy(float)
    if why := _no_line(candidates, x):
        return PassMark(none(f"{why}; {ANGOFF}", n), most)
    spread = float(((x - x.mean()) ** 2).sum())
    slope = float(((x - x.mean()) * (y - y.mean())).sum() / spread)
    if slope <= 0:
        return PassMark(none(f"better ratings do not go with more points; {ANGOFF}", n), most)
    value = float(y.mean() + slope * (borderline - x.mean()))
    left = y - y.mean() - slope * (x - x.mean())
    error = sqrt(float((left**2).sum()) / (n - 2) * (1 / n + (borderline - x.mean()) ** 2 / spread))
    half = t_quantile(n - 2) * error
    points = Estimate(value, max(0.0, value - half), min(most, value + half), n, "borderline regression")
    return PassMark(points, most, error, slope)


def _no_line(candidates: pd.DataFrame, ratings: np.ndarray) -> str:
    if len(ratings) < LEAST_CANDIDATES:
        return f"fewer than {LEAST_CANDIDATES} candidates have a global rating"
    if candidates["max_points"].nunique() > 1:
        return "candidates were marked out of different totals"
    return "all candidates have the same global rating" if np.ptp(ratings) == 0 else ""


def by_objective(marks: pd.DataFrame, objectives: Mapping[str, Sequence[str]]) -> dict[str, Estimate]:
    """The mean share of the points of each objective's criteria, a student counting once (t interval)."""
    found = {}
    for objective in dict.fromkeys(id for ids in objectives.values() for id in ids):
        rows = marks[marks["criterion"].isin([id for id, ids in objectives.items() if objective in ids])]
        of_student = rows.groupby("student")[["points", "max_points"]].sum()
        if len(of_student):
            found[objective] = mean(of_student["points"] / of_student["max_points"], 0, 1)
    return found
