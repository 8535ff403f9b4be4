"""The practical station: points, pass mark by borderline regression, critical fails, objectives."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from course.classroom.analysis.practical import practical

RATINGS = ("fail", "borderline", "pass", "good", "excellent")
OBJECTIVES = {
    "red-flags": ["screen-for-red-flags"],
    "cues": ["instruct-and-correct"],
    "calm": ["explain-calmly"],
}
MOST = {"red-flags": 4, "cues": 4, "calm": 2}
AT = pd.Timestamp("2026-05-04T10:00:00Z")


def marked(student, points, rating, rater="kim", critical=(), at=AT):
    """Rows of one rater's sheet; `points` by criterion."""
    sheet = {"student": student, "group": "a", "stretch": "figure-four", "rater": rater, "at": at}
    return [
        sheet
        | {
            "criterion": criterion,
            "points": float(points[criterion]),
            "max_points": float(most),
            "global_rating": rating,
            "critical_failed": criterion in critical,
        }
        for criterion, most in MOST.items()
    ]


def a_class(students=30, seed=2):
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(students):
        level = rng.integers(0, 5)
        shares = np.clip(0.25 + 0.15 * level + rng.normal(0, 0.08, len(MOST)), 0, 1)
        points = {name: round(2 * MOST[name] * share) / 2 for name, share in zip(MOST, shares, strict=True)}
        rows += marked(f"s{number:02d}", points, RATINGS[level])
    return rows


def found(rows):
    return practical(pd.DataFrame(rows), RATINGS, OBJECTIVES)


def test_the_pass_mark_is_scipys_line_at_borderline():
    """Equal to scipy.stats.linregress; the error of the line there from its slope and intercept errors."""
    rows = a_class()
    result = found(rows)
    table = result.candidates
    line = stats.linregress(table["rating"], table["points"])
    assert result.pass_mark.points.value == pytest.approx(line.intercept + line.slope * 1)
    assert result.pass_mark.slope == pytest.approx(line.slope)
    shifted = stats.linregress(table["rating"] - 1, table["points"])  # its intercept lies at borderline
    assert result.pass_mark.standard_error == pytest.approx(shifted.intercept_stderr)
    assert result.pass_mark.points.low < result.pass_mark.points.value < result.pass_mark.points.high


def test_passed_needs_the_mark_and_no_critical_fail():
    """A critical fail ends the station without a pass, whatever its points; near the mark is said."""
    rows = a_class()
    rows += marked("best", MOST, "excellent", critical=("red-flags",))
    result = found(rows)
    by_student = result.candidates.set_index("student")
    assert by_student.loc["best", "passed"] is False or not by_student.loc["best", "passed"]
    assert result.critical == (("best", "figure-four", "red-flags"),)
    others = by_student.drop("best")
    mark = result.pass_mark.points
    assert (others["passed"].astype(bool) == (others["points"] >= mark.value)).all()
    assert (others["near_pass_mark"] == others["points"].between(mark.low, mark.high)).all()


def test_few_candidates_have_no_pass_mark_but_advice():
    """Below twenty: none, and modified Angoff is advised; critical fails stand."""
    result = found(a_class(19)[: 19 * 3])
    assert result.pass_mark.points.value is None
    assert "fewer than 20" in result.pass_mark.points.why_none
    assert "modified Angoff" in result.pass_mark.points.why_none
    assert result.candidates["passed"].isna().all() and not result.candidates["near_pass_mark"].any()


def test_no_line_no_pass_mark():
    """All rated alike, or better ratings with fewer points: the reason is told."""
    alike = [row | {"global_rating": "pass"} for row in a_class()]
    assert "same global rating" in found(alike).pass_mark.points.why_none
    turned = {name: RATINGS[-1 - place] for place, name in enumerate(RATINGS)}
    against = [row | {"global_rating": turned[row["global_rating"]]} for row in a_class()]
    assert "do not go with more points" in found(against).pass_mark.points.why_none


def test_two_raters_count_as_their_mean():
    """And a criterion marked again counts as it was marked last."""
    rows = marked("ana", {"red-flags": 4, "cues": 4, "calm": 2}, "good", "kim")
    rows += marked("ana", {"red-flags": 2, "cues": 4, "calm": 0}, "pass", "lou")
    rows += marked("ana", {"red-flags": 2, "cues": 4, "calm": 2}, "pass", "lou", at=AT + pd.Timedelta("1h"))
    (row,) = found(rows).candidates.itertuples()
    assert (row.points, row.rating, row.raters, row.max_points) == (9, 2.5, 2, 10)


def test_points_join_the_objectives():
    """The mean share of the points of each objective's criteria, with its interval."""
    rows = marked("ana", {"red-flags": 4, "cues": 2, "calm": 1}, "good")
    rows += marked("ben", {"red-flags": 2, "cues": 2, "calm": 1}, "pass")
    result = found(rows).by_objective
    assert result["screen-for-red-flags"].value == pytest.approx(0.75)
    assert result["instruct-and-correct"].value == pytest.approx(0.5)
    assert result["screen-for-red-flags"].high == 1
