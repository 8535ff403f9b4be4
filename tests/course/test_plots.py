"""Pictures, by what is drawn: artists, labels and gids, never pixels."""

import sys
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from io import BytesIO
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.legend import Legend
from matplotlib.path import Path
from matplotlib.text import Text

from course import log
from course.diary import Diary, Done, Session
from course.history import Rated
from course.log import Record
from course.plots import look
from course.plots.before_after import FEWEST, MOST, describe_before_after, draw_before_after
from course.plots.calendar import MOST_WEEKS, SHADES, describe_calendar, draw_calendar
from course.plots.gallery import Wish, drawings
from course.plots.held_minutes import HELPFUL_WORDS, PLATEAU_WORDS, describe_held, draw_held, rows_by_stretch
from course.plots.left_right import describe_left_right, draw_left_right
from course.plots.trend import SHAPES, describe_trend, draw_trend
from course.sample import MARK, sample_diary
from course.sides import sides_of
from course.trend import trend_of

START = datetime(2026, 3, 1, 18, 0, tzinfo=timezone(timedelta(hours=1)))
PICTURES = ("trend", "before-after", "practice", "left-right")


def reading(day, value, side=None, up=True, around=None, hour=0):
    return Record(START + timedelta(days=day, hours=hour), value, (value,), side, up, around)


def session(day, *done):
    at = START + timedelta(days=day)
    return Session(at, at + timedelta(minutes=10), "finished", done or (Done("happy-baby", None, 60),))


def axes():
    return Figure(figsize=(7, 4)).subplots()


def trend(course, measure, records, side=None, sessions=(), **wish):
    what = course.measures[measure]
    return draw_trend(axes(), what, trend_of(what, records, side, **wish), sessions)


def labels(ax):
    return [text.get_text().replace("\n", " ") for text in ax.get_legend().get_texts()]


def of(ax, gid):
    return [artist for artist in ax.get_children() if artist.get_gid() == gid]


def points(ax, *gids):
    return sum(len(line.get_xdata()) for gid in gids for line in of(ax, gid))


@pytest.fixture(scope="module")
def sample(course):
    return sample_diary(course)


def every_drawing(course, diary):
    for measure in ("knee-chest-cm", "sit-reach-cm", "pain-nrs", "stiffness-nrs"):
        yield from drawings(course, diary, Wish("trend", measure))
    for picture in PICTURES[1:]:
        yield from drawings(course, diary, Wish(picture, "knee-chest-cm"))


# --- trend -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [0, 1, 2, 3, 500])
@pytest.mark.parametrize(("measure", "side"), [("sit-reach-cm", None), ("knee-chest-cm", "left")])
def test_draws_any_number_of_readings(measure, side, count, course):
    """None, one, two and many: named, with a unit and a direction, one point a reading."""
    ax = trend(course, measure, [reading(i, i % 9, side) for i in range(count)], side)
    assert course.measures[measure].name in ax.get_title("left")
    assert log.direction(course.measures[measure]) in ax.get_ylabel() and "cm" in ax.get_ylabel()
    assert points(ax, "reading", "practice-day") == count
    assert points(ax, "practice-day") == min(count, 2)
    ax.figure.draw_without_rendering()


def test_says_when_nothing_is_logged(course):
    """An empty picture says so, and is the axes that were given."""
    ax = axes()
    what = course.measures["pain-nrs"]
    assert draw_trend(ax, what, trend_of(what, [])) is ax
    assert [text.get_text() for text in ax.texts] == ["nothing logged yet"]


def test_band_is_that_of_a_mean_of_three_days(course):
    """1.96 × SEM × √(1 + 1/3) round the baseline, named as at least so much."""
    ax = trend(course, "sit-reach-cm", [reading(i, 4) for i in range(6)])
    assert "changes inside this band may be measurement noise (at least ±3.3 cm)" in labels(ax)
    extent = of(ax, "band")[0].get_datalim(ax.transData)
    half = 4 / 2**0.5 * (4 / 3) ** 0.5
    assert (extent.y0, extent.y1) == pytest.approx((4 - half, 4 + half))


def test_no_band_without_an_error_and_ones_own_from_six_days_on(course):
    """Where none is published, five comparable days have no band and six have their own."""
    values = [16, 17, 15.5, 16.5, 17.5, 16]
    records = [reading(i, value, "left") for i, value in enumerate([20, 20, *values])]
    assert not of(trend(course, "knee-chest-cm", records[:-1], "left"), "band")
    ax = trend(course, "knee-chest-cm", records, "left")
    assert of(ax, "band") and any("from your own days" in label for label in labels(ax))


def test_time_of_day_is_told_by_shape_and_being_up_by_fill(course):
    """Morning, afternoon and evening differ in shape; not yet up is hollow."""
    records = [reading(i, 3, hour=hour, up=hour == 0) for i, hour in enumerate((-10, -4, 0, -10, -4, 0))]
    ax = trend(course, "pain-nrs", records)
    assert {line.get_marker() for line in of(ax, "reading")} == set(SHAPES.values())
    assert {line.get_fillstyle() for line in of(ax, "reading")} == {"none", "full"}
    assert {*SHAPES, look.UP[True], look.UP[False]} <= set(labels(ax))


def test_change_is_ringed_only_where_two_days_running_lie_outside(course):
    """The exercise of lesson 09, for a scale whose MIC is 2: one day alone has no ring."""
    steady = [reading(i, 3) for i in range(5)]
    alone = trend(course, "pain-nrs", [*steady, reading(5, 8), reading(6, 3), reading(7, 8)])
    assert not of(alone, "change")
    ax = trend(course, "pain-nrs", [*steady, reading(5, 8), reading(6, 8)])
    assert points(ax, "change") == 2
    assert any("worth noticing: 2 points or more" in label for label in labels(ax))


def test_beyond_noise_is_not_yet_worth_noticing(course):
    """Noise of 1 point and an MIC of 2: a change of 1.5 is real, and drawn otherwise than one of 3."""
    pain = course.measures["pain-nrs"]
    exact = pain.model_copy(update={"sem": None, "mdc95": pain.mdc95.model_copy(update={"value": 1.0})})
    small = trend_of(exact, [reading(i, 3 + 1.5 * (i > 5)) for i in range(9)])
    large = trend_of(exact, [reading(i, 3 + 3 * (i > 5)) for i in range(9)])
    assert [change.noticed for change in (*small.changes, *large.changes)] == [False, True]
    assert "does not reach the 2 points" in describe_trend(exact, small)
    markers = [of(draw_trend(axes(), exact, one), "change")[0].get_marker() for one in (small, large)]
    assert markers == ["o", "D"]


def test_smooth_line_is_of_comparable_days(course):
    """Neither practice days nor readings after a session pull it."""
    records = [reading(i, 90 if i < 2 else 3) for i in range(14)]
    records += [reading(i, 50, around="after", hour=1) for i in range(14)]
    [line] = of(trend(course, "straight-leg-raise-deg", records), "smooth")
    assert len(line.get_xdata()) == 12 and line.get_ydata() == pytest.approx([3] * 12)


def test_sessions_are_ticks_below(course):
    """One a session with practice in it, inside the time that is shown."""
    ax = trend(
        course, "pain-nrs", [reading(i, 3) for i in range(9)], sessions=[session(i) for i in range(0, 40, 2)]
    )
    assert points(ax, "session") == 5


def test_pictures_of_two_sides_share_their_scale(course, sample):
    """Drawn apart, together or alone, left and right have the same axes."""
    found = drawings(course, sample, Wish("trend", "knee-chest-cm"))
    found += drawings(course, sample, Wish("trend", "knee-chest-cm", "right"))
    drawn = [drawing.draw(axes()) for drawing in found]
    assert len(drawn) == 3 and len({(ax.get_xlim(), ax.get_ylim()) for ax in drawn}) == 1


def test_times_are_those_of_the_learners_clock(course):
    """Eight in the morning stays eight in the morning after a journey."""
    there = datetime(2026, 3, 2, 8, 0, tzinfo=timezone(timedelta(hours=9)))
    [line] = of(trend(course, "pain-nrs", [Record(there, 3, (3,))]), "practice-day")
    assert line.get_xdata()[0] == there.replace(tzinfo=None)
    assert line.get_marker() == SHAPES["morning"]


# --- the sentence under a trend ----------------------------------------------------------------------------


def described(course, measure, records, side=None, **wish):
    return describe_trend(course.measures[measure], trend_of(course.measures[measure], records, side, **wish))


def test_describes_nothing(course):
    """Unit and direction stand there even before the first reading."""
    text = described(course, "sit-reach-cm", [])
    assert text == "Sit and reach, in cm; higher = more range. Nothing is logged yet."


def test_what_a_choice_hides_is_not_called_missing(course, sample):
    """Readings and sessions that lie outside the period, or were taken otherwise, are there all the same."""
    both = [reading(i, 20, side) for i in range(9) for side in ("left", "right")]
    since = replace(sample.sessions[-1], done=())
    early = Diary({"knee-chest-cm": both}, [*sample.sessions[:9], since])
    for picture in PICTURES:
        for drawing in drawings(course, early, Wish(picture, "knee-chest-cm", period="4-weeks")):
            assert " yet" not in drawing.words
            drawn = look.figure_of(drawing).findobj(Text)
            assert not [text for text in drawn if " yet" in text.get_text()]
    records = [reading(i, 3, up=i > 1) for i in range(9)]
    assert "no such reading was taken, or only after" in described(course, "pain-nrs", records, up=False)


def test_describes_practice(course):
    """One reading: its value, time and condition, and what is missing for a baseline."""
    text = described(course, "sit-reach-cm", [reading(0, -3.5)])
    assert "−3.5 cm on 1 March 2026 at 18:00, up for an hour or more" in text
    assert "practice" in text and "So far there is one day." in text


@pytest.mark.parametrize(
    ("last", "where"), [(6, "inside the band of at least ±3.3 cm"), (7, "outside the band")]
)
def test_describes_the_band(last, where, course):
    """The newest comparable day lies inside or outside; outside alone is not called a change."""
    text = described(course, "sit-reach-cm", [*(reading(i, 3) for i in range(6)), reading(9, last)])
    assert where in text and "The baseline is 3 cm: the mean of 3 days" in text
    assert ("by chance" in text) is (where == "outside the band")
    assert "no change is shown" in text


def test_describes_two_days_running(course):
    """From when on, how many, which way, and no praise."""
    text = described(course, "sit-reach-cm", [reading(i, 3 if i < 6 else 9) for i in range(8)])
    assert "Since 7 March 2026, 2 comparable days running lay outside the band (higher; mean 9 cm)" in text


def test_describes_an_unknown_error(course):
    """Where none is published and one's own days are too few, that is said instead of a band."""
    text = described(course, "knee-chest-cm", [reading(i, 9, "left") for i in range(6)], "left")
    assert "no published error" in text and "six days" in text


def test_describes_ones_own_error(course):
    """How it was computed stands there, and that it is rough."""
    text = described(course, "knee-chest-cm", [reading(i, 9 + i % 2, "left") for i in range(9)], "left")
    assert "Your own SEM is" in text and "chi-square" in text and "rough" in text


def test_describes_readings_that_cannot_be_compared(course):
    """Only readings after sessions make no baseline, and the text says why."""
    text = described(course, "pain-nrs", [reading(i, 3, around="after") for i in range(5)])
    assert "after a session" in text and "no baseline yet" in text


def test_no_praise_and_no_cause_in_any_words(course, sample):
    """No picture's words, labels or titles praise, blame, or tie one thing to another."""
    for drawing in every_drawing(course, sample):
        figure = look.figure_of(drawing)
        drawn = " ".join(text.get_text() for text in figure.findobj(Text))
        told = f"{drawing.words} {drawn}".lower()
        told = told.replace("measured", "").replace("compared", "")
        for word in (
            "improv",
            "well done",
            "great",
            "progress",
            "worse",
            "good",
            "because",
            "streak",
            "limit",
            " cap ",
            "maximum",
            "red",
        ):
            assert word not in told, (drawing.name, word)


def test_range_is_never_called_better(course):
    """Whoever it is: nobody is praised for more range."""
    for measure in course.measures.values():
        if measure.body:
            for side in ("left", "right") if measure.two_sided else (None,):
                records = [reading(i, measure.typical_minimum + i, side) for i in range(9)]
                text = describe_trend(measure, trend_of(measure, records, side))
                assert "better" not in text and "more range" in text


def test_people_with_bendy_joints_are_told_that_range_is_no_aim(course, sample):
    """Where the safety check knows of them: beside every measure of range, and beside no other."""
    theirs = replace(sample, range_is_no_aim=True)
    for measure in ("knee-chest-cm", "sit-reach-cm", "pain-nrs"):
        for diary, is_theirs in ((theirs, measure != "pain-nrs"), (sample, False)):
            for drawing in drawings(course, diary, Wish("trend", measure)):
                assert ("not your goal" in drawing.words) is is_theirs


def test_more_range_is_never_worth_noticing_to_bendy_joints(course):
    """Even if a minimal important change of a measure of range were published; pain's still counts."""
    reach, pain = course.measures["sit-reach-cm"], course.measures["pain-nrs"]
    reach = reach.model_copy(update={"mic": pain.mic})
    for measure, is_range in ((reach, True), (pain, False)):
        records = [reading(i, 1 if i < 6 else 9) for i in range(9)]
        others, theirs = (trend_of(measure, records, range_is_no_aim=known) for known in (False, True))
        assert others.changes[0].noticed is True
        assert theirs.changes[0].noticed is (None if is_range else True)
        ring = of(draw_trend(axes(), measure, theirs), "change")[0]
        assert ring.get_marker() == ("o" if is_range else "D")
        assert ("people tend to notice" in describe_trend(measure, theirs)) is not is_range


# --- before and after --------------------------------------------------------------------------------------


def rated(*pairs):
    return [Rated(START + timedelta(days=i), before, after, START) for i, (before, after) in enumerate(pairs)]


def test_before_and_after_are_told_by_shape(course):
    """Rings before, dots after, one pair a session; the median change with its interval on its own scale."""
    what = course.measures["stiffness-nrs"]
    ax = draw_before_after(axes(), what, rated(*[(5, 4), (6, 4), (5, 5), (4, 3), (6, 5), (5, 4), (7, 4)]))
    assert points(ax, "before") == points(ax, "after") == 7
    assert of(ax, "link")[0].get_xydata()[:2].tolist() == [[1, 5], [1, 4]]
    assert list(of(ax, "median-change")[0].get_ydata()) == [-1, -1]
    [interval] = of(ax, "interval")
    assert (interval.get_y(), interval.get_y() + interval.get_height()) == (-3, 0)


def test_the_median_stands_where_its_own_scale_says(course):
    """Each tick of the narrow scale at the right is as high as the mark of that change would be."""
    ax = draw_before_after(axes(), course.measures["pain-nrs"], rated(*[(5, 3)] * 7))
    [mark] = of(ax, "median-change")
    [tick] = [text for text in of(ax, "median") if text.get_text() == "−2"]
    places = [mark.get_transform().transform((0, -2)), tick.get_transform().transform(tick.get_position())]
    assert places[0][1] == pytest.approx(places[1][1])
    assert ax.transAxes.inverted().transform(places[0])[0] > 1


def test_before_and_after_in_words(course):
    """Counts, the median and its interval; without six sessions, that more are needed."""
    what = course.measures["pain-nrs"]
    text = describe_before_after(what, rated(*[(5, 4)] * 5, (3, 3), (2, 4)))
    assert "lower after 5, higher after 1, the same after 1" in text
    assert "The median change is −1 (95 % interval −1 to +2" in text
    assert "six sessions are needed" in describe_before_after(what, rated((5, 4)))
    assert "No session in this time" in describe_before_after(what, [])


def test_only_the_newest_sessions_are_drawn_and_it_is_said(course):
    what = course.measures["pain-nrs"]
    many = rated(*[(5, 4)] * (MOST + 9))
    assert points(draw_before_after(axes(), what, many), "before") == MOST
    assert "the newest are drawn" in describe_before_after(what, many)
    assert "the newest are drawn" not in describe_before_after(what, many[:FEWEST])


@pytest.mark.parametrize("width_px", [240, 360, 720])
def test_sessions_have_room_beside_each_other(width_px, course):
    """A narrow picture draws fewer of the newest sessions, so that rings stay rings; none says less."""
    what, many = course.measures["pain-nrs"], rated(*[(5, 4)] * (MOST + 9))
    drawing = look.Drawing("many", lambda ax: draw_before_after(ax, what, many), "", right=1.0)
    [ax] = look.figure_of(drawing, width_px).axes
    [before] = of(ax, "before")
    count = len(before.get_xdata())
    assert before.get_xdata()[-1] == len(many) and FEWEST <= count <= MOST
    if width_px > 240:
        assert look.inches_across(ax) / count >= 0.06


def test_the_scale_at_the_right_is_named(course):
    """What the bar and the grey are, and that they are points, stands in the legend."""
    what = course.measures["pain-nrs"]
    told = labels(draw_before_after(axes(), what, rated(*[(5, 4), (6, 3)] * 4)))
    assert "at the right: median change of all, in points" in told and "its 95 % interval" in told
    assert "its 95 % interval" not in labels(draw_before_after(axes(), what, rated((5, 4))))


# --- practice ----------------------------------------------------------------------------------------------


def squares(patch):
    return list(patch.get_path().codes).count(Path.MOVETO)


def test_missed_days_are_simply_empty():
    """A square for each day of the weeks, a fill for each day with practice, nothing else."""
    minutes = {date(2026, 3, 2): 4.0, date(2026, 3, 5): 12.0, date(2026, 3, 12): 25.0}
    ax = draw_calendar(axes(), minutes)
    assert [squares(days) for days in of(ax, "day")] == [14]
    assert [squares(fill) for fill in of(ax, "practice")] == [1, 0, 1, 1]
    [first] = [fill for fill in of(ax, "practice") if fill.get_facecolor()[:3] == to_rgb(SHADES[0][1])]
    assert first.get_path().get_extents().extents == pytest.approx([0.06, 0.06, 0.94, 0.94])
    assert "3 days with practice in 2 weeks" in describe_calendar(minutes)


def test_shades_can_be_told_apart_in_grey_print_and_none_is_red():
    """Each darker than the last by a clear step."""
    greys = [
        sum(w * c for w, c in zip((0.299, 0.587, 0.114), to_rgb(shade), strict=True)) for _, shade in SHADES
    ]
    assert all(a - b > 0.15 for a, b in zip([1.0, *greys], greys, strict=False) if a != 1.0)
    assert all(to_rgb(shade)[2] > to_rgb(shade)[0] for _, shade in SHADES)


def test_long_calendars_show_the_newest_weeks():
    minutes = {date(2025, 1, 1) + timedelta(days=i): 9.0 for i in range(500)}
    [days] = of(draw_calendar(axes(), minutes), "day")
    assert squares(days) == 7 * MOST_WEEKS
    assert f"Drawn are the newest {MOST_WEEKS} weeks." in describe_calendar(minutes)


def test_held_minutes_stand_against_five_and_ten(course):
    """Two lines of different kind, named 'seen to help' and 'more seems to add nothing'."""
    done = [Done("figure-four", side, seconds) for side, seconds in (("left", 330), ("right", 120))]
    rows = rows_by_stretch(course, [session(0, *done), session(9, done[1])])
    ax = draw_held(axes(), "Held", rows)
    assert {HELPFUL_WORDS, PLATEAU_WORDS} <= set(labels(ax))
    assert [list(line.get_xdata()) for gid in ("helpful", "plateau") for line in of(ax, gid)] == [
        [5, 5],
        [10, 10],
    ]
    assert of(ax, "helpful")[0].get_linestyle() != of(ax, "plateau")[0].get_linestyle()
    assert [bar.get_width() for bar in of(ax, "newest-week")] == [0, 2]
    [rings] = of(ax, "week")
    assert rings.get_xydata().tolist() == [[5.5, 0], [2, 1]]
    assert [name.get_text().replace("\n", " ") for name in of(ax, "row")] == [
        "Figure-four stretch, left",
        "Figure-four stretch, right",
    ]
    assert "0 of 2 reach the 5 minutes a week that were seen to help" in describe_held("Held", rows)


# --- left and right ----------------------------------------------------------------------------------------


def test_left_against_right_has_its_band(course):
    """One point a comparable day; a difference up to the MDC95 lies in the band."""
    what = course.measures["straight-leg-raise-deg"]
    values = [("left", 60), ("right", 64)]
    records = [
        reading(i, value + i * 3 * (side == "right"), side) for i in range(5) for side, value in values
    ]
    sides = sides_of(what, records)
    ax = draw_left_right(axes(), what, sides)
    assert points(ax, "pair", "newest") == 3
    assert "in this band a difference means nothing (up to at least 7°)" in labels(ax)
    assert "degrees" in ax.get_xlabel() and "degrees" in ax.get_ylabel()
    text = describe_left_right(what, sides)
    assert "3 days; the newest, 5 March 2026: left 60°, right 76°" in text and "3 days lay outside" in text


def test_left_and_right_of_different_conditions_are_not_compared(course):
    """One side measured in bed, the other an hour later: no pair."""
    what = course.measures["knee-chest-cm"]
    records = [reading(i, 20, side, up=side == "left") for i in range(5) for side in ("left", "right")]
    assert sides_of(what, records).pairs == ()
    assert "no day in this time" in describe_left_right(what, sides_of(what, records))


# --- all of them -------------------------------------------------------------------------------------------


def words_of(figure):
    """Every text that is drawn, but for the mark across a sample, with its box."""
    figure.draw_without_rendering()
    [ax] = figure.axes
    across = sorted(ax.get_xlim()), zip(ax.get_xticks(), ax.get_xticklabels(), strict=True)
    up = sorted(ax.get_ylim()), zip(ax.get_yticks(), ax.get_yticklabels(), strict=True)
    ticks = [label for (low, high), some in (across, up) for at, label in some if low <= at <= high]
    for tick in ticks:
        tick.set_gid("tick")
    titles = [one for one in ax.get_children() if isinstance(one, Text) and one not in ax.texts]
    names = [ax.xaxis.label, ax.yaxis.label, ax.xaxis.get_offset_text(), *titles]
    texts = [*ticks, *names, *ax.get_legend().get_texts(), *(t for t in ax.texts if t.get_alpha() is None)]
    return [(text, text.get_window_extent()) for text in texts if text.get_text()]


@pytest.mark.parametrize("width_px", [240, 264, 345, 400, 1400])
def test_every_picture_keeps_its_words_inside(width_px, course, sample):
    """On a phone, beside another and on a wide page nothing is cut and no name is written over its
    neighbour: legends, titles, names of axes, rows and columns."""
    for drawing in every_drawing(course, sample):
        figure = look.figure_of(drawing, width_px, is_sample=True)
        words = words_of(figure)
        inside = figure.bbox.padded(3)
        [ax] = figure.axes
        for text, box in words:
            assert inside.x0 <= box.x0 and box.x1 <= inside.x1, (drawing.name, text)
            assert inside.y0 <= box.y0 and box.y1 <= inside.y1, (drawing.name, text)
        legend = ax.get_legend().get_window_extent()
        assert ax.xaxis.label.get_window_extent().y0 >= legend.y1 or not ax.get_xlabel(), drawing.name
        for gid in ("row", "column", "tick"):
            boxes = [box for text, box in words if text.get_gid() == gid]
            assert not any(a.overlaps(b) for a, b in pairwise(boxes)), (drawing.name, gid)
        assert figure.findobj(Legend)


def test_every_picture_of_the_sample_is_marked(course, sample):
    """Across the picture and above it; a picture of one's own data is not."""
    for drawing in every_drawing(course, sample):
        marks = [t for t in look.figure_of(drawing, is_sample=True).findobj(Text) if t.get_gid() == "sample"]
        assert [mark.get_text() for mark in marks] == [MARK, MARK]
        assert not [t for t in look.figure_of(drawing).findobj(Text) if t.get_gid() == "sample"]


def test_every_picture_can_be_empty(course):
    """No data: a sentence in the picture and under it, no error."""
    for picture in PICTURES:
        for drawing in drawings(course, Diary(), Wish(picture, "knee-chest-cm")):
            assert " yet" in drawing.words or " in this time" in drawing.words
            assert look.saved(look.figure_of(drawing), "svg")


@pytest.mark.parametrize(("kind", "begins"), [("svg", b"<?xml"), ("png", b"\x89PNG"), ("pdf", b"%PDF")])
def test_saved_as(kind, begins, course, sample):
    """Three kinds, the SVG as wide as was asked, without a script or a date."""
    [drawing] = drawings(course, sample, Wish("trend", "pain-nrs"))
    content = look.saved(look.figure_of(drawing, 400), kind)
    assert content.startswith(begins)
    if kind == "svg":
        root = ElementTree.parse(BytesIO(content)).getroot()
        assert float(root.get("width").removesuffix("pt")) == pytest.approx(300)
        assert b"<script" not in content and b"dc:date" not in content


def test_many_points_are_pixels_inside_the_vector_picture(course):
    """Ten years of readings make no megabytes."""
    what = course.measures["sit-reach-cm"]
    one = trend_of(what, [reading(i, i % 9) for i in range(3000)])
    drawing = look.Drawing("many", lambda ax: draw_trend(ax, what, one), "")
    assert len(look.saved(look.figure_of(drawing), "svg")) < 300_000


def test_no_pyplot(course, sample):
    """Drawing leaves no state behind that another thread could meet."""
    for drawing in drawings(course, sample, Wish("trend", "pain-nrs")):
        look.figure_of(drawing)
    assert "matplotlib.pyplot" not in sys.modules or not sys.modules["matplotlib.pyplot"].get_fignums()


def test_periods_count_back_from_the_newest_entry(course, sample):
    """Four weeks show fewer readings, and the same baseline."""
    every, some = (
        drawings(course, sample, Wish("trend", "pain-nrs", period=p))[0].words for p in ("all", "4-weeks")
    )
    assert "136 readings" in every and "readings since 26 April" in some
    assert "The baseline is 2.7 out of 10" in every and "The baseline is 2.7 out of 10" in some


def test_no_picture_ties_range_to_pain(course, sample):
    """A picture's y-axis has one measure, and no x-axis has one but left against right of the same."""
    body = [measure.name.lower() for measure in course.measures.values() if measure.body]
    for drawing in every_drawing(course, sample):
        told = drawing.words.lower()
        assert not ("pain" in told and any(name in told for name in body if name != "knee to chest"))
