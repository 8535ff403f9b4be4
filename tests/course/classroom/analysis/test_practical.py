"""The practical station: points, pass mark by borderline regression, critical fails, objectives."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from statsmodels.regression.linear_model import OLS

from course.classroom.analysis.practical import pass_mark, practical, said

RATINGS = ("fail", "borderline", "pass", "good", "excellent")
OBJECTIVES = {
    "red-flags": ["screen-for-red-flags"],
    "cues": ["instruct-and-correct"],
    "calm": ["explain-calmly"],
}
MOST = {"red-flags": 4, "cues": 4, "calm": 2}
AT = pd.Timestamp("2026-05-04T10:00:00Z")


def marked(student, points, rating, rater="kim", critical=(), stretch="figure-four"):
    """Rows of one rater's sheet; `points` by criterion."""
    sheet = {"student": student, "group": "a", "stretch": stretch, "rater": rater, "at": AT}
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
    assert by_student.loc["best", "points"] > result.pass_mark.points.high
    assert by_student["passed"].to_dict()["best"] is False
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


def stations_of(ratings, points):
    """One station each, of 10 points."""
    names = [f"s{number}" for number in range(len(ratings))]
    return pd.DataFrame({"student": names, "rating": ratings, "points": points, "max_points": 10.0})


@pytest.mark.parametrize(
    ("ratings", "points", "why"),
    [
        ([3.0, 4.0] * 12, [7.0, 9.0] * 12, "nobody was rated borderline or lower"),
        ([0.0, 0.5] * 12, [2.0, 4.0] * 12, "nobody was rated borderline or higher"),
        ([1.0, *[3.0, 4.0] * 12], [0.0, *[0.0, 10.0] * 12], "outside the scale of points"),
    ],
)
def test_no_mark_is_read_off_where_the_line_says_nothing(ratings, points, why):
    """Where nobody was rated on that side, or below nought; the reason is told, and what to do instead."""
    found = pass_mark(stations_of(ratings, points), 1).points
    assert found.value is None and why in found.why_none and "modified Angoff" in found.why_none


def test_borderline_itself_is_enough():
    """Nobody below, some at it."""
    assert pass_mark(stations_of([1.0, 2.0, 3.0] * 8, [4.0, 5.5, 8.0] * 8), 1).points.has_interval


def several_stations(students, stretches=6, seed=5):
    """A student's own level shows in the points of all their stations, and the raters see only part of it."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(students):
        own = rng.normal(0, 2)
        for stretch in range(stretches):
            level = rng.integers(0, 5)
            points = {"red-flags": 2 + own / 4, "cues": level / 2, "calm": 1 + own / 4}
            rows += marked(f"s{number:02d}", points, RATINGS[level], stretch=f"stretch-{stretch}")
    return rows


def test_stations_of_one_student_are_no_more_students():
    """Four students at six stations are four; of enough students the error is that by students."""
    assert "fewer than 20 students" in found(several_stations(4)).pass_mark.points.why_none
    result = found(several_stations(24))
    table, mark = result.candidates, result.pass_mark
    line = OLS(table["points"], np.column_stack([np.ones(len(table)), table["rating"] - 1]))
    codes = pd.factorize(table["student"])[0]
    expected = line.fit(cov_type="cluster", cov_kwds={"groups": codes}).bse.iloc[0]
    assert mark.standard_error == pytest.approx(expected)
    assert mark.standard_error > 1.5 * line.fit().bse.iloc[0] and mark.points.n == 24


def test_two_raters_count_as_their_mean():
    """Points and rating; each rater's own rating is kept."""
    rows = marked("ana", {"red-flags": 4, "cues": 4, "calm": 2}, "good", "kim")
    rows += marked("ana", {"red-flags": 2, "cues": 4, "calm": 2}, "pass", "lou")
    (row,) = found(rows).candidates.itertuples()
    assert (row.points, row.rating, row.raters, row.max_points) == (9, 2.5, 2, 10)
    assert row.ratings == (3, 2)


def test_points_join_the_objectives():
    """The mean share of the points of each objective's criteria, with its interval."""
    rows = marked("ana", {"red-flags": 4, "cues": 2, "calm": 1}, "good")
    rows += marked("ben", {"red-flags": 2, "cues": 2, "calm": 1}, "pass")
    result = found(rows).by_objective
    assert result["screen-for-red-flags"].value == pytest.approx(0.75)
    assert result["instruct-and-correct"].value == pytest.approx(0.5)
    assert result["screen-for-red-flags"].high == 1


def test_a_rating_is_said_in_the_words_of_the_sheet():
    """Nobody is told that they failed."""
    assert [said(rating) for rating in RATINGS[:3]] == ["not yet", "borderline", "pass"]
