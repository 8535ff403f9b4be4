"""The buttons that give a file: the phone page and the calendar."""

import pytest
from icalendar import Calendar

import widgets
from course import load_course
from course.errors import PlainError, Refused
from course.journal import Journal, now, stamp
from course.plan import Wish
from widgets._base import PlainValueError, UnknownName
from widgets.phone_page import phone_page


def test_the_button_gives_the_page_of_what_was_asked():
    """Name, type and content of the file, for a routine and for one stretch."""
    file = widgets.SendToPhone(routine="evening-short").page()
    assert file["name"] == "bedstretch-evening-short.html" and file["type"] == "text/html"
    assert file["content"] == phone_page(load_course(), Wish(routine="evening-short"))
    assert widgets.SendToPhone("figure-four").page()["name"] == "bedstretch-figure-four.html"


def test_the_button_obeys_what_waits_after_a_stop(course):
    """A stretch that waits is not sent; of a routine it is told what to leave out on the phone too."""
    assert widgets.SendToPhone(routine="evening").page()["notes"] == []
    with Journal().writing() as db:
        db.execute("INSERT INTO stop VALUES ('one', 'session', ?, NULL, 'pinch')", (stamp(now()),))
        db.execute("INSERT INTO stop VALUES ('two', 'session', ?, 'figure-four', 'pinch')", (stamp(now()),))
    with pytest.raises(Refused, match="after a pinch it waits"):
        widgets.SendToPhone("happy-baby").page()
    notes = widgets.SendToPhone(routine="evening").page()["notes"]
    assert "does not know" in notes[0] and any(note.startswith("Happy baby") for note in notes)


@pytest.mark.parametrize(
    "given, error",
    [
        ({}, PlainValueError),
        ({"stretch": "figure-four", "routine": "evening"}, PlainValueError),
        ({"stretch": "figure-for"}, UnknownName),
        ({"routine": "evenings"}, UnknownName),
    ],
)
def test_the_phone_button_refuses_what_is_not_there(given, error):
    with pytest.raises(error):
        widgets.SendToPhone(**given)


def test_reminders_give_a_calendar_file():
    """The days, the time and the weeks that were chosen, in the browser's own time zone."""
    file = widgets.Reminders("evening").calendar(["MO", "TH"], "19:15", 3, "Europe/Berlin")
    assert file["name"] == "bedstretch-evening.ics" and file["type"] == "text/calendar"
    (event,) = Calendar.from_ical(file["content"]).walk("VEVENT")
    assert event["rrule"]["byday"] == ["MO", "TH"] and event["rrule"]["count"] == [6]
    assert event["dtstart"].dt.strftime("%H:%M %Z") in ("19:15 CET", "19:15 CEST")


@pytest.mark.parametrize(
    "given, reason",
    [
        (([], "19:15", 3), "at least one day"),
        ((["MO"], "25:15", 3), "no time of day"),
        ((["MO"], "19:15", 0), "expected 1 to 52"),
        ((["MO"], "19:15", None), "whole number"),
        ((["XX"], "19:15", 3), "no day of the week"),
        ((["MO"], "19:15", 3, "Nowhere/Else"), "no time zone"),
    ],
)
def test_reminders_refuse_what_does_not_fit(given, reason):
    """The reason is for the person, as it is shown under the button."""
    with pytest.raises(PlainError, match=reason):
        widgets.Reminders("evening").calendar(*given)


def test_reminders_of_the_morning_ring_in_the_morning():
    """What is offered first fits the routine."""
    assert widgets.Reminders("morning").head["at"] < "12:00" < widgets.Reminders("evening").head["at"]
    with pytest.raises(UnknownName, match="evening"):
        widgets.Reminders("evenings")
