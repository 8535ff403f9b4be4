"""Clocks that are moved, travel, the nights on which clocks change, and 29 February."""

import uuid
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from course import gate, history, log, standing
from course.backups import is_due
from course.errors import Refused
from course.events import deliver
from course.exchange import log_cells
from course.gate import DailyCheck
from course.journal import Journal, now, stamp
from course.screening import Answer, Verdict, screen
from course.statistics import daily_means

BERLIN = ZoneInfo("Europe/Berlin")
TOKYO = ZoneInfo("Asia/Tokyo")
HONOLULU = ZoneInfo("Pacific/Honolulu")
SPRING = datetime(2026, 3, 29, tzinfo=BERLIN)  # 02:00 becomes 03:00
AUTUMN = datetime(2026, 10, 25, tzinfo=BERLIN)  # 03:00 becomes 02:00


def noted(moment):
    """A moment as the journal gives it back: with a fixed offset, without a time zone's rules."""
    return datetime.fromisoformat(stamp(moment))


def at(text, zone=BERLIN):
    return noted(datetime.fromisoformat(text).replace(tzinfo=zone))


@pytest.fixture
def db(home):
    with Journal().writing() as db:
        yield db


def screened(db, course, moment):
    answers = {question.id: Answer(answer="no") for question in course.safety.questions}
    standing.record_verdict(db, screen(course, answers), moment)


def pain(at, value, around=None):
    return log.Record(at, value, (value,), None, None, around)


# --- a clock that was moved back ---------------------------------------------------------------------------


def test_a_screening_of_the_future_is_asked_again(db, course):
    """Done while the clock was a year ahead, it does not count for a year; done again, it counts."""
    moment = at("2026-11-25T12:00")
    screened(db, course, moment + timedelta(days=365))
    assert standing.current(db, course, moment).code == "expired"
    screened(db, course, moment)
    assert standing.current(db, course, moment).code == "go"


def test_todays_check_of_the_future_is_asked_again(db, course):
    """So with the three questions: the one answered last counts."""
    moment = at("2026-11-25T12:00")
    gate.record_daily_check(db, DailyCheck(moment + timedelta(hours=2), False, 1, True))
    assert gate.todays_check(db, course, moment) is None
    gate.record_daily_check(db, DailyCheck(moment, False, 4, False))
    assert gate.todays_check(db, course, moment).pain == 4


def test_an_emergency_holds_whatever_the_clock_says(db, course):
    """It is no matter of time: neither a clock moved back nor one moved on lifts it."""
    moment = at("2026-11-25T12:00")
    standing.record_verdict(db, Verdict(outcome="emergency", urgency="hospital-today"), moment)
    for days in (-400, -1, 0, 1, 400):
        assert standing.current(db, course, moment + timedelta(days=days)).code == "emergency"
        assert not gate.may_move(db, course, moment + timedelta(days=days)).allowed
    with pytest.raises(Refused, match="can be taken back"):
        standing.undo_emergency(db, course, moment - timedelta(days=1))


def test_a_reading_of_the_future_is_dated_now(home, course):
    """What a browser whose clock is ahead tells is stored with the present time; the log stays in order."""
    payload = {"measure": "pain-nrs", "trials": [3]}
    event = {"id": uuid.uuid4().hex, "kind": "measured", "payload": payload}
    journal = Journal()
    deliver(journal, course, event | {"occurred_at": stamp(now() + timedelta(days=700))})
    (record,) = log.records(journal, course, "pain-nrs")
    assert abs(now() - record.at) < timedelta(minutes=1)


def test_rules_over_days_with_sessions_of_the_future(course):
    """Nothing breaks, and the careful side is kept: still the first days, still gentle."""
    moment = at("2026-11-25T12:00")
    ahead = history.Session(moment + timedelta(days=30), moment + timedelta(days=30, minutes=10))
    assert history.spell(course.over_days.first_days, [ahead], moment).day(moment) <= 1
    rule = course.over_days.pain_up
    rises = [history.Rise(moment + timedelta(days=n), rule.points) for n in range(rule.sessions_running)]
    assert history.gentle_until(rule, rises, moment - timedelta(days=3)) is not None


# --- travel ------------------------------------------------------------------------------------------------


def test_a_check_before_the_flight_does_not_outlast_its_day(db, course):
    """Days are those of the clock on which it was answered."""
    gate.record_daily_check(db, DailyCheck(at("2026-11-25T22:00", TOKYO), False, 1, True))
    in_tokyo = {"04:30": "the 25th, 23:30", "05:30": "the 26th, 00:30"}
    counts = {hour: gate.todays_check(db, course, at(f"2026-11-25T{hour}", HONOLULU)) for hour in in_tokyo}
    assert counts["04:30"] is not None and counts["05:30"] is None


def test_days_between_places(course):
    """The same moment in Tokyo and in Honolulu is no day apart, whatever the calendars say."""
    moment = at("2026-11-25T01:00", TOKYO)
    assert history.days_between(moment, moment.astimezone(HONOLULU)) == 0
    assert history.days_between(moment.astimezone(HONOLULU), moment) == 0
    assert history.days_between(moment, noted((moment + timedelta(days=7)).astimezone(HONOLULU))) == 7


def test_readings_sort_by_moment_and_belong_to_the_day_of_their_clock():
    """Morning and evening of one day at home stay one day after a flight."""
    morning, evening = at("2026-11-25T06:00", TOKYO), at("2026-11-25T22:00", TOKYO)
    home = at("2026-11-25T23:00", HONOLULU)
    days = daily_means([m.date() for m in (morning, evening, home)], [1, 3, 5])
    assert list(days.values()) == [3]
    assert morning < evening < home


# --- the nights on which clocks change ---------------------------------------------------------------------

NIGHTS = pytest.mark.parametrize("night", [SPRING, AUTUMN], ids=["an hour less", "an hour more"])


@NIGHTS
def test_a_night_is_one_day(night):
    """From any hour to noon is one day; only the hour at midnight may count to either."""
    for hours in (1, 12, 22):
        before = noted((night - timedelta(days=1)).replace(hour=hours))
        assert history.days_between(before, noted(night.replace(hour=12))) == 1
        assert history.days_between(before, noted((night + timedelta(days=6)).replace(hour=hours))) == 7


@NIGHTS
def test_a_session_through_the_night_has_its_true_length(night):
    """Times with an offset subtract to what has passed, not to what the clocks showed."""
    start = noted(night.replace(hour=1, minute=55))
    end = noted((start + timedelta(minutes=20)).astimezone(BERLIN))
    assert end - start == timedelta(minutes=20)
    rule = load_rule()
    ratings = [pain(start, 2, "before"), pain(end, 5, "after")]
    assert [rise.points for rise in history.rises(rule, [history.Session(start, end)], ratings)] == [3]


def load_rule():
    from course import load_course

    return load_course().over_days.pain_up


@NIGHTS
def test_checks_and_screenings_last_their_hours(night, db, course):
    """A check from half past midnight counts until the day is over, a screening for its days."""
    start = noted(night.replace(hour=0, minute=30))
    gate.record_daily_check(db, DailyCheck(start, False, 1, True))
    for hour in (4, 12, 22):
        assert gate.todays_check(db, course, noted(night.replace(hour=hour))) is not None
    assert gate.todays_check(db, course, noted(night + timedelta(days=1, hours=1))) is None
    screened(db, course, start)
    days = timedelta(days=course.safety.valid_days)
    assert standing.current(
        db, course, noted((start + days - timedelta(minutes=1)).astimezone(BERLIN))
    ).is_valid
    assert not standing.current(db, course, noted((start + days).astimezone(BERLIN))).is_valid


def test_the_hour_that_comes_twice_stays_in_order(home, course):
    """02:30 before and 02:30 after the change are two moments, an hour apart, and come out in their order."""
    journal = Journal()
    for text, value in (("2026-10-25T02:30:00+01:00", 2), ("2026-10-25T02:30:00+02:00", 1)):
        payload = {"measure": "pain-nrs", "trials": [value]}
        event = {"id": uuid.uuid4().hex, "kind": "measured", "occurred_at": text, "payload": payload}
        assert deliver(journal, course, event).refused is None
    first, second = log.records(journal, course, "pain-nrs")
    assert (first.value, second.value, second.at - first.at) == (1, 2, timedelta(hours=1))


@pytest.mark.parametrize("text", ["2026-03-29 02:30", "2026-10-25 02:30"])
def test_a_clock_time_that_is_none_or_two_is_read(text):
    """A spreadsheet without offsets may name such an hour: it is read as one moment, and not refused."""
    read = log_cells.read_time(text, {}, datetime.now(BERLIN) + timedelta(days=365))
    assert noted(read) == read and read.date().isoformat() == text[:10]


# --- 29 February -------------------------------------------------------------------------------------------

LEAP = "2028-02-29T12:00"


def test_a_leap_day_counts_as_a_day():
    """From 28 February to 1 March are two days in a leap year, one in another."""
    assert history.days_between(at("2028-02-28T23:00"), at("2028-03-01T01:00")) == 2
    assert history.days_between(at("2027-02-28T23:00"), at("2027-03-01T01:00")) == 1


def test_what_was_done_on_a_leap_day_lasts_as_long(db, course):
    """Screening, advice of a year ago, a clinician's check: nothing asks for 29 February of another year."""
    moment = at(LEAP)
    verdict = Verdict(outcome="ask-first", scope="some", leave_out=("happy-baby",), causes=("bones",))
    standing.record_verdict(db, verdict, moment)
    here = standing.current(db, course, moment)
    assert here.valid_until == moment + timedelta(days=course.safety.valid_days)
    assert "30 March 2028" in here.sentence
    with pytest.raises(Refused, match="last year"):
        standing.clear_ask_first(
            db, course, "doctor", moment.date() - timedelta(days=366), ["happy-baby"], [], moment
        )
    year_ago = moment.date() - timedelta(days=365)
    standing.clear_ask_first(db, course, "doctor", year_ago, ["happy-baby"], [], moment)
    assert standing.current(db, course, moment).leave_out == frozenset()


def test_rules_over_days_pass_a_leap_day(course):
    """A week of gentle days that holds 29 February is a week, and a break of days is as long as ever."""
    rule = course.over_days.pain_up
    filled = at("2028-02-26T20:00")
    rises = [history.Rise(filled, rule.points)] * rule.sessions_running
    until = history.gentle_until(rule, rises, at(LEAP))
    assert (until - filled.date()).days == rule.for_days
    first = course.over_days.first_days
    session = history.Session(at("2028-02-28T08:00"), at("2028-02-28T08:10"))
    assert history.spell(first, [session], at("2028-03-01T08:00")).day(at("2028-03-01T08:00")) == 3


def test_a_week_of_back_ups_passes_a_leap_day(home):
    """Due after seven days, whatever month they lie in."""
    begun = at("2028-02-24T12:00")
    file = home / "journal.sqlite"
    assert not is_due(file, begun, at("2028-03-02T11:59"))
    assert is_due(file, begun, at("2028-03-02T12:00"))
