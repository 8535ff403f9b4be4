"""The practical station: points by objective, the pass mark by borderline regression, critical fails.

Borderline regression sets the pass mark where the line through points against global rating meets the rating
"borderline" (Wood, Humphrey-Murto and Norman 2006). With few candidates, or where nobody was rated near it,
modified Angoff is advised.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from course.classroom.analysis.estimates import Estimate, mean, none, t_quantile
from course.schema.practical import RATING_WORDS

LEAST_CANDIDATES = 20
ANGOFF = "use the modified Angoff method with three teachers instead"


def said(rating: str) -> str:
    """A rating in words: `not yet` for `fail`."""
    return RATING_WORDS.get(rating, rating)


@dataclass(frozen=True)
class PassMark:
    """In points, with the interval of the line at "borderline". `standard_error` and `slope` in points.

    `points.n` is the number of students. Several stations of one student count as what hangs together.
    """

    points: Estimate
    max_points: float
    standard_error: float | None = None
    slope: float | None = None


@dataclass(frozen=True)
class Practical:
    """`candidates` has a row a station: student, stretch, group, raters, points, max_points, rating (0 the
    lowest; the mean of the raters), ratings (each rater's own, by the rater's name; NaN where there is none),
    critical_failed, passed (None while there is no pass mark and no critical fail), near_pass_mark (the
    points lie inside the pass mark's interval). `by_objective` is the mean share of points.
    """

    candidates: pd.DataFrame
    pass_mark: PassMark
    critical: tuple[tuple[str, str, str], ...]
    """Student, stretch and criterion of each critical fail."""
    by_objective: Mapping[str, Estimate]


def stations(marks: pd.DataFrame, ratings: Sequence[str]) -> pd.DataFrame:
    """One row for each rater of each station: the points added up, and the rating as a number from 0.

    A rating that is none of `ratings` (the lowest first) is NaN.
    """
    found = marks.groupby(["student", "stretch", "rater"], as_index=False).agg(
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
        ratings=("rating", tuple),
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
    """The points that the line gives at rating `borderline`; none without a line that reaches it, and why."""
    rated = candidates.dropna(subset=["rating"])
    students = rated["student"].nunique()
    most = float(candidates["max_points"].max()) if len(candidates) else 0.0
    why = _no_line(rated, candidates, borderline)
    if not why:
        value, slope, error = _line(rated, borderline)
        why = _no_mark(value, slope, most)
    if why:
        return PassMark(none(f"{why}; {ANGOFF}", students), most)
    half = t_quantile(students - 2) * error
    low, high = max(0.0, value - half), min(most, value + half)
    return PassMark(Estimate(value, low, high, students, "borderline regression"), most, error, slope)


def _line(rated: pd.DataFrame, borderline: int) -> tuple[float, float, float]:
    """Points at `borderline`, slope, and the standard error of the former.

    Where a student has several stations it is the larger of the line's own and that by students (the sandwich
    of Liang and Zeger): one student's stations may be alike, and are no more students.
    """
    x, y = rated["rating"].to_numpy(float), rated["points"].to_numpy(float)
    n, spread, away = len(x), float(((x - x.mean()) ** 2).sum()), borderline - x.mean()
    slope = float(((x - x.mean()) * (y - y.mean())).sum() / spread)
    left = y - y.mean() - slope * (x - x.mean())
    error = sqrt(float((left**2).sum()) / (n - 2) * (1 / n + away**2 / spread))
    pulls = left * (1 / n + away * (x - x.mean()) / spread)
    by_student = pd.Series(pulls).groupby(rated["student"].to_numpy()).sum()
    if (students := len(by_student)) < n:
        sandwich = float((by_student**2).sum()) * students / (students - 1) * (n - 1) / (n - 2)
        error = max(error, sqrt(sandwich))
    return float(y.mean() + slope * away), slope, error


def _no_line(rated: pd.DataFrame, candidates: pd.DataFrame, borderline: int) -> str:
    if rated["student"].nunique() < LEAST_CANDIDATES:
        return f"fewer than {LEAST_CANDIDATES} students have a global rating"
    if candidates["max_points"].nunique() > 1:
        return "candidates were marked out of different totals"
    if np.ptp(rated["rating"]) == 0:
        return "all candidates have the same global rating"
    if not rated["rating"].min() <= borderline <= rated["rating"].max():
        side = "lower" if rated["rating"].min() > borderline else "higher"
        return f"nobody was rated borderline or {side}, so the line does not reach it"
    return ""


def _no_mark(value: float, slope: float, most: float) -> str:
    if slope <= 0:
        return "better ratings do not go with more points"
    return "" if 0 <= value <= most else "the line meets borderline outside the scale of points"


def by_objective(marks: pd.DataFrame, objectives: Mapping[str, Sequence[str]]) -> dict[str, Estimate]:
    """The mean share of the points of each objective's criteria, a student counting once (t interval)."""
    found = {}
    for objective in dict.fromkeys(id for ids in objectives.values() for id in ids):
        rows = marks[marks["criterion"].isin([id for id, ids in objectives.items() if objective in ids])]
        of_student = rows.groupby("student")[["points", "max_points"]].sum()
        if len(of_student):
            found[objective] = mean(of_student["points"] / of_student["max_points"], 0, 1)
    return found
