"""Reminders for a calendar program, read back by a parser."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from course.errors import PlainError
from course.exchange.calendar import reminder
from course.shell import main

WEDNESDAY = date(2026, 11, 25)


def event_of(content):
    calendar = Calendar.from_ical(content)
    (event,) = calendar.walk("VEVENT")
    return calendar, event


def test_reminders_repeat_in_the_time_zone_and_ring_before(course):
    """Three evenings a week for four weeks: twelve events that keep their hour when clocks change."""
    content = reminder(
        course,
        "evening-short",
        "Europe/Berlin",
        at=time(20, 30),
        days=("MO", "WE", "FR"),
        first=WEDNESDAY,
        weeks=4,
    )
    calendar, event = event_of(content)
    begins = event.decoded("dtstart")
    assert begins == datetime(2026, 11, 25, 20, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert event["rrule"]["byday"] == ["MO", "WE", "FR"] and event["rrule"]["count"] == [12]
    assert event.decoded("duration") == timedelta(seconds=660)
    (alarm,) = event.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(minutes=-5)
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]


def test_the_first_day_is_one_of_the_days(course):
    """Asked for on a Wednesday, Sundays begin on the next Sunday."""
    _, event = event_of(reminder(course, "morning", "UTC", days=("SU",), first=WEDNESDAY))
    assert event.decoded("dtstart").date() == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"routine": "evning"}, "no routine 'evning'"),
        ({"zone": "Europe/Atlantis"}, "no time zone"),
        ({"zone": "../../etc/passwd"}, "no time zone"),
        ({"days": ("MO", "XX")}, "'XX' is no day"),
        ({"days": ()}, "at least one day"),
        ({"weeks": 0}, "expected 1 to 52"),
        ({"alarm_minutes": 500}, "0 to 120"),
    ],
)
def test_what_makes_no_sense_is_told(course, change, told):
    """One sentence that says what was expected."""
    with pytest.raises(PlainError, match=told):
        reminder(course, **{"routine": "evening", "zone": "UTC", **change})


def test_from_the_shell(tmp_path, capsys):
    """A file that a calendar program reads; a wrong time is told on stderr and writes nothing."""
    file = tmp_path / "evening.ics"
    assert main(["export", "calendar", "--routine", "evening", "--zone", "Europe/Paris", str(file)]) == 0
    assert b"SUMMARY:Stretch in bed: Evening" in file.read_bytes()
    other = tmp_path / "other.ics"
    assert main(["export", "calendar", "--routine", "evening", "--at", "25:00", str(other)]) == 1
    assert "no time of day" in capsys.readouterr().err and not other.exists()
