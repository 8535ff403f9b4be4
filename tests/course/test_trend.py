"""What is compared with what: trends, sides, held minutes."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from course import log
from course.diary import Done, Reader, Session
from course.held import minutes_a_day, minutes_by_muscle, minutes_by_stretch
from course.journal import Journal, JournalError
from course.log import Record
from course.plots.trend import LARGER, describe_trend, noise_words
from course.sides import sides_of
from course.trend import since_of, smooth_line, trend_of

START = datetime(2026, 3, 1, 18, 0, tzinfo=timezone(timedelta(hours=1)))


def reading(day, value, side=None, up=True, around=None, hour=0):
    return Record(START + timedelta(days=day, hours=hour), value, (value,), side, up, around)


def test_baseline_is_of_days_after_practice_taken_alike(course):
    """Practice days, readings after a session and of the rarer condition stay out of the baseline."""
    records = [reading(0, 50), reading(1, 50)]
    records += [reading(2, 10), reading(3, 11), reading(4, 12), reading(5, 40)]
    records += [reading(2, 30, around="after", hour=1), reading(3, 30, up=False, hour=-10)]
    trend = trend_of(course.measures["sit-reach-cm"], records)
    assert (trend.baseline.value, trend.baseline.days, trend.days, trend.up_an_hour) == (11, 3, 6, True)
    assert trend.half_width == pytest.approx(4 / 2**0.5 * (1 + 1 / 3) ** 0.5)


def test_asking_for_the_rarer_condition_gives_its_own_baseline(course):
    """Readings taken before one was up for an hour are compared with one another."""
    records = [reading(i, 10) for i in range(9)] + [reading(i, 4, up=False, hour=-10) for i in range(4, 9)]
    trend = trend_of(course.measures["stiffness-nrs"], records, up=False)
    assert trend.baseline.value == 4 and len(trend.records) == 5


def test_a_period_hides_points_and_moves_no_baseline(course):
    """Four weeks of twelve: the same baseline, error and band."""
    records = [reading(i, 3 + i % 2) for i in range(80)]
    every = trend_of(course.measures["pain-nrs"], records)
    some_weeks = trend_of(course.measures["pain-nrs"], records, since=since_of("4-weeks", records[-1].at))
    assert len(some_weeks.records) == 29
    assert (some_weeks.baseline, some_weeks.own, some_weeks.band) == (every.baseline, every.own, every.band)


def test_a_change_names_its_days_and_way(course):
    """Two days running below the band; the one above it alone is none."""
    values = [5] * 5 + [10, 5, 0, 0, 5]
    trend = trend_of(course.measures["pain-nrs"], [reading(i, value) for i, value in enumerate(values)])
    [change] = trend.changes
    assert change.days == (date(2026, 3, 8), date(2026, 3, 9))
    assert (change.mean, change.is_higher, change.noticed) == (0, False, True)


@settings(deadline=None)
@given(some.lists(some.tuples(some.integers(0, 90), some.integers(0, 10), some.booleans()), max_size=60))
def test_any_readings_have_a_trend(course, told):
    """Whatever was noted, the numbers hang together."""
    trend = trend_of(course.measures["pain-nrs"], [reading(day, float(v), up=up) for day, v, up in told])
    assert len(trend.records) == len(told) and len(trend.practice) == min(2, trend.days)
    assert set(trend.practice).isdisjoint(trend.comparable)
    assert all(len(change.days) >= 2 for change in trend.changes)
    assert len(smooth_line(trend)[0]) in (0, len(trend.comparable))


def test_sides_use_the_published_mdc_or_both_own_errors(course):
    """7 degrees for the straight leg raise; for knee to chest 1.96 × √(SEM² + SEM²)."""
    records = [reading(i, 20 + i % 2, side) for i in range(9) for side in ("left", "right")]
    assert sides_of(course.measures["straight-leg-raise-deg"], records).noise == pytest.approx(7)
    own = trend_of(course.measures["knee-chest-cm"], records, "left").own.sem
    found = sides_of(course.measures["knee-chest-cm"], records)
    assert found.noise == pytest.approx(1.96 * (2 * own**2) ** 0.5) and not found.outside
    with pytest.raises(ValueError, match="no left and right"):
        sides_of(course.measures["pain-nrs"], records)


def test_the_larger_of_the_published_and_the_own_error_counts(course):
    """Someone whose readings clearly vary more than a trained tester's has a wider band, and is told why."""
    measure = course.measures["straight-leg-raise-deg"]
    for spread, is_published in ((1, True), (12, False)):
        records = [reading(i, 60 + spread * (i % 2), side) for i in range(13) for side in ("left", "right")]
        trend = trend_of(measure, records, "left")
        assert trend.is_published is is_published and trend.sem >= trend.own.sem
        assert sides_of(measure, records).is_published is is_published
        words = describe_trend(measure, trend)
        assert ("at least ±" in words) is is_published and (LARGER in words) is not is_published
        assert ("vary more than the published" in noise_words(measure, trend)) is not is_published


def test_a_diary_is_read_again_only_after_a_change(course):
    """The same object while nothing is written, a new one with the new reading after it."""
    journal = Journal()
    reader = Reader(journal, course)
    first = reader.read(["pain-nrs"])
    assert reader.read(["pain-nrs"]) is first and first.logged() == {}
    with journal.writing() as db:
        log.store(db, "reading-1", "pain-nrs", reading(0, 3.0))
    assert reader.read(["pain-nrs"]).logged() == {"pain-nrs": START}


def test_a_journal_that_cannot_be_read_is_asked_every_time(course):
    """Its mark is another one each time, and what is wrong is told by the journal itself."""
    journal = Journal()
    reader = Reader(journal, course)
    assert reader.mark() == reader.mark()
    journal.file.unlink()
    journal.file.mkdir()
    assert reader.mark() != reader.mark()
    with pytest.raises(JournalError):
        reader.logged()


def test_held_minutes_by_stretch_side_and_week(course):
    """Weeks begin on Monday; 1 March 2026 is a Sunday."""

    def session(day, *done):
        at = START + timedelta(days=day)
        return Session(at, at, "finished", done)

    left, right, both = (
        Done("figure-four", "left", 60),
        Done("figure-four", "right", 30),
        Done("happy-baby", None, 90),
    )
    sessions = [session(0, left), session(1, left, right, both), session(2, Done("pelvic-tilt", None, 0, 6))]
    first, second = date(2026, 2, 23), date(2026, 3, 2)
    assert minutes_by_stretch(course, sessions) == {
        ("figure-four", "left"): {first: 1, second: 1},
        ("figure-four", "right"): {second: 0.5},
        ("happy-baby", None): {second: 1.5},
    }
    assert minutes_by_muscle(course, sessions)["piriformis"] == {first: 0.5, second: 0.75}
    assert minutes_by_muscle(course, sessions)["adductor-longus"][second] == 1.5
    assert minutes_a_day(course, sessions)[date(2026, 3, 3)] == 1


def test_only_primary_targets_count_for_a_muscle(course):
    """A muscle that a stretch reaches beside the main ones has no row."""
    at = START
    found = minutes_by_muscle(course, [Session(at, at, "finished", (Done("figure-four", "left", 60),))])
    assert all(course.stretches["figure-four"].mainly_reaches(muscle) for muscle in found)
    assert "gluteus-medius" not in found
