import sys
from datetime import datetime, timedelta, timezone
from xml.etree import ElementTree

import pytest
from matplotlib.figure import Figure

from course import log, plots
from course.log import Record

START = datetime(2026, 3, 1, 18, 0, tzinfo=timezone(timedelta(hours=1)))


def reading(day, value, side=None, up=True, around=None, hour=0):
    return Record(START + timedelta(days=day, hours=hour), value, (value,), side, up, around)


def drawn(course, measure, records, side=None):
    return plots.draw_measure(Figure(figsize=(7, 4)).subplots(), course, measure, records, side)


def labels(ax):
    return [text.get_text().replace("\n", " ") for text in ax.get_legend().get_texts()]


def bands(ax):
    return [patch for patch in ax.collections if patch.get_gid() == "band"]


def dots(ax):
    """The number of points that stand for readings."""
    shapes = {*plots.SHAPES.values(), *plots.ARROWS.values()}
    return sum(len(line.get_xdata()) for line in ax.lines if line.get_marker() in shapes)


# --- the picture -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 2, 3, 400])
@pytest.mark.parametrize("measure", ["sit-reach-cm", "knee-chest-cm", "pain-nrs"])
def test_draws_any_number_of_readings(measure, count, course):
    """None, one, two and many: named, with a unit and a direction, one point a reading."""
    sides = ("left", "right") if course.measures[measure].two_sided else (None,)
    records = [reading(i, i % 9, side) for i in range(count) for side in sides]
    ax = drawn(course, measure, records)
    assert course.measures[measure].name in ax.get_title("left")
    assert log.direction(course.measures[measure]) in ax.get_ylabel()
    assert dots(ax) == len(records)
    ax.figure.draw_without_rendering()


def test_returns_the_axes(course):
    """As all drawing functions do."""
    ax = Figure().subplots()
    assert plots.draw_measure(ax, course, "pain-nrs", []) is ax


def test_says_when_nothing_is_logged(course):
    """An empty picture says so."""
    assert [text.get_text() for text in drawn(course, "pain-nrs", []).texts] == ["nothing logged yet"]


@pytest.mark.parametrize(
    ("measure", "words"),
    [
        ("sit-reach-cm", "changes inside this band may be measurement noise (at least ±4 cm)"),
        ("pain-nrs", "changes inside this band may be measurement noise (at least ±2.8 points)"),
    ],
)
def test_band_is_named(measure, words, course):
    """The grey band of ± MDC95 lies round the baseline and says what it means."""
    ax = drawn(course, measure, [reading(i, 4) for i in range(6)])
    assert words in labels(ax)
    extent = bands(ax)[0].get_datalim(ax.transData)
    half = course.measures[measure].mdc95.value
    assert (extent.y0, extent.y1) == pytest.approx((4 - half, 4 + half))


def test_no_band_during_practice_nor_without_published_error(course):
    """Two days are practice; and where no error is published nothing is grey."""
    assert not bands(drawn(course, "sit-reach-cm", [reading(0, 1), reading(1, 2)]))
    ax = drawn(course, "knee-chest-cm", [reading(i, 9, "left") for i in range(9)], "left")
    assert not bands(ax)
    assert "baseline 9 cm, the mean of 3 days" in labels(ax)


def test_up_for_an_hour_is_told_by_shape_and_fill(course):
    """Yes, no and not noted differ in shape, and no is hollow."""
    ax = drawn(course, "pain-nrs", [reading(i, 3, up=up) for i, up in enumerate((True, False, None))])
    points = {line.get_marker(): line for line in ax.lines if line.get_marker() in plots.SHAPES.values()}
    assert set(points) == {"o", "D", "s"}
    assert points["D"].get_markerfacecolor() == "white"
    assert set(plots.UP.values()) <= set(labels(ax))


def test_left_and_right_are_told_by_marker_and_label(course):
    """In one picture the markers point to their side, and the legend names it."""
    ax = drawn(
        course, "straight-leg-raise-deg", [reading(i, 60, s) for i in range(4) for s in ("left", "right")]
    )
    assert {"<", ">"} <= {line.get_marker() for line in ax.lines}
    assert {"left", "right"} <= set(labels(ax))


def test_no_line_joins_unlike_readings(course):
    """A line joins readings of one side and one condition; those after a session are not joined."""
    records = [reading(i, 3, up=i % 2 == 0) for i in range(6)]
    records += [reading(i, 5, around="after", hour=1) for i in range(0, 6, 2)]
    lines = [line for line in drawn(course, "pain-nrs", records).lines if line.get_alpha()]
    assert [len(line.get_xdata()) for line in lines] == [3, 3]
    assert all(len(set(line.get_ydata())) == 1 for line in lines)


def test_pictures_of_two_sides_share_their_scale(course):
    """Drawn apart, left and right have the same axes."""
    records = [reading(i, 60 + 10 * (s == "right"), s) for i in range(4) for s in ("left", "right")]
    left, right = (drawn(course, "straight-leg-raise-deg", records, side) for side in ("left", "right"))
    assert left.get_ylim() == right.get_ylim()
    assert left.get_xlim() == right.get_xlim()


def test_times_are_those_of_the_learners_clock(course):
    """Eight in the morning stays eight in the morning after a journey."""
    there = datetime(2026, 3, 2, 8, 0, tzinfo=timezone(timedelta(hours=9)))
    ax = drawn(course, "pain-nrs", [Record(there, 3, (3,))])
    point = next(line for line in ax.lines if line.get_marker() == "s")
    assert point.get_xdata()[0] == there.replace(tzinfo=None)


@pytest.mark.parametrize("width_px", [240, 350, 720])
def test_svg_has_the_width_asked_for_and_keeps_the_legend_inside(width_px, course):
    """A phone's picture and a page's, each whole."""
    records = [reading(i, 4, up=i % 2 == 0, around="after" if i % 3 else None) for i in range(12)]
    root = ElementTree.fromstring(plots.measure_svg(course, "pain-nrs", records, width_px=width_px))
    assert float(root.get("width").removesuffix("pt")) == pytest.approx(width_px * 0.75)
    figure = Figure(figsize=(width_px / 96, 4))
    ax = plots.draw_measure(figure.add_axes((0.2, 0.5, 0.7, 0.4)), course, "pain-nrs", records)
    figure.draw_without_rendering()
    assert ax.get_legend().get_window_extent().x1 <= figure.bbox.x1


def test_no_pyplot(course):
    """Drawing leaves no state behind that another thread could meet."""
    plots.measure_svg(course, "pain-nrs", [reading(0, 3)])
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


# --- what is compared --------------------------------------------------------------------------------------


def test_baseline_is_of_days_after_practice_taken_alike(course):
    """Practice days, readings after a session and of the rarer condition stay out of the baseline."""
    records = [reading(0, 50), reading(1, 50)]
    records += [reading(2, 10), reading(3, 11), reading(4, 12), reading(5, 40)]
    records += [reading(2, 30, around="after", hour=1), reading(3, 30, up=False, hour=-10)]
    [series] = plots.series_of(course.measures["sit-reach-cm"], records)
    assert series.baseline.value == 11
    assert series.band == (7, 15)
    assert series.up_an_hour is True
    assert series.days == 6


# --- the sentence ------------------------------------------------------------------------------------------


def described(course, measure, records, side=None):
    return plots.describe_measure(course, measure, records, side)


def test_describes_nothing(course):
    """Unit and direction stand there even before the first reading."""
    text = described(course, "sit-reach-cm", [])
    assert text == "Sit and reach, in cm; higher = more range. Nothing is logged yet."


def test_describes_practice(course):
    """One reading: its value, time and condition, and what is missing for a baseline."""
    text = described(course, "sit-reach-cm", [reading(0, -3.5)])
    assert "−3.5 cm on 1 March 2026 at 18:00, up for an hour or more" in text
    assert "practice" in text and "So far there is one day." in text


@pytest.mark.parametrize(
    ("last", "words"), [(7, "inside the band of at least ±4 cm"), (7.5, "outside the band")]
)
def test_describes_the_band(last, words, course):
    """The newest comparable reading lies inside or outside; outside alone is not called a change."""
    text = described(course, "sit-reach-cm", [*(reading(i, 3) for i in range(6)), reading(9, last)])
    assert words in text
    assert "The baseline is 3 cm: the mean of 3 days" in text
    assert ("by chance" in text) is (words == "outside the band")


def test_describes_without_a_published_error(course):
    """Where none is published, that is said instead of a band."""
    text = described(course, "knee-chest-cm", [reading(i, 9, "left") for i in range(6)])
    assert "no published error" in text
    assert text.count("\n") == 2
    assert "Right: Nothing is logged yet." in text


def test_describes_readings_that_cannot_be_compared(course):
    """Only readings after sessions make no baseline, and the text says why."""
    text = described(course, "pain-nrs", [reading(i, 3, around="after") for i in range(5)])
    assert "after a session" in text and "no baseline yet" in text


@pytest.mark.parametrize("values", [[5, 5, 5, 5, 5, 1], [1, 1, 1, 1, 1, 9]])
def test_no_praise_and_no_trend(values, course):
    """Neither a fall nor a rise is called good, and nothing is said to go up or down."""
    for measure in ("pain-nrs", "sit-reach-cm"):
        text = described(course, measure, [reading(i, value) for i, value in enumerate(values)]).lower()
        for word in (
            "improv",
            "well done",
            "great",
            "progress",
            "worse",
            "trend",
            "rising",
            "falling",
            "good",
        ):
            assert word not in text
