"""A routine as repeating reminders in a calendar file (RFC 5545), for any calendar program."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from course.errors import PlainError
from course.exchange.whole_file import write_new
from course.plan import Plan, Wish, plan_session
from course.schema import Course

if TYPE_CHECKING:
    from icalendar import Alarm

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
USUAL_DAYS = ("MO", "TU", "WE", "TH", "FR")
WEEKS = 6
"""The article's own limit: no better after some weeks means asking somebody; six is our choice."""


def reminder(
    course: Course,
    routine: str,
    zone: str,
    at: time = time(20, 30),
    days: tuple[str, ...] = USUAL_DAYS,
    first: date | None = None,
    weeks: int = WEEKS,
    alarm_minutes: int = 5,
) -> bytes:
    """The file's content: one event, repeated on `days` for `weeks`, in the time zone `zone`, with an alarm.

    `first` is the first day that counts (today by default). The plan in it is the whole routine: what the
    safety check leaves out is decided when a session starts. Raises `PlainError` for an unknown routine, zone
    or day, and for numbers outside 1 to 52 weeks and 0 to 120 minutes.
    """
    from icalendar import Calendar, Event  # takes a tenth of a second to load

    if routine not in course.routines:
        raise PlainError(f"There is no routine '{routine}'. Known: {', '.join(course.routines)}.")
    if unknown := [day for day in days if day not in DAYS]:
        raise PlainError(f"'{unknown[0]}' is no day of the week; expected some of {', '.join(DAYS)}.")
    if not days:
        raise PlainError("Choose at least one day.")
    if not 1 <= weeks <= 52:
        raise PlainError(f"For how many weeks: expected 1 to 52; found {weeks}.")
    if not 0 <= alarm_minutes <= 120:
        raise PlainError(f"Minutes from alarm to start: expected 0 to 120; found {alarm_minutes}.")
    days, there = tuple(dict.fromkeys(days)), _zone(zone)
    begins = datetime.combine(_first_day(first or datetime.now(there).date(), days), at, there)
    plan = plan_session(course, Wish(routine=routine))
    event = Event()
    event.add("uid", f"{routine}-{begins:%Y%m%dT%H%M}@bedstretch")
    event.add("dtstamp", datetime.now(ZoneInfo("UTC")))
    event.add("dtstart", begins)
    event.add("duration", timedelta(seconds=plan.total_seconds))
    event.add("rrule", {"freq": "weekly", "byday": list(days), "count": weeks * len(days)})
    event.add("summary", f"Stretch in bed: {plan.title}")
    event.add("description", _description(plan))
    event.add_component(_alarm(plan, alarm_minutes))
    calendar = Calendar()
    calendar.add("prodid", "-//Bedstretch//reminders//EN")
    calendar.add("version", "2.0")
    calendar.add_component(event)
    calendar.add_missing_timezones()
    return calendar.to_ical()


def export_calendar(course: Course, routine: str, file: Path, zone: str, **more) -> None:
    """Writes a new file. Raises `PlainError` as `reminder` does, and where the file is there already."""
    write_new(file, reminder(course, routine, zone, **more))


def time_of_day(text: str) -> time:
    """'20:30' as a time. Raises `PlainError`."""
    try:
        return time.fromisoformat(text).replace(tzinfo=None)
    except ValueError as error:
        raise PlainError(f"'{text}' is no time of day; expected one such as 20:30.") from error


def here() -> str:
    """The name of this computer's time zone."""
    from tzlocal import get_localzone_name

    return get_localzone_name()


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise PlainError(f"'{name}' is no time zone; expected a name such as Europe/Berlin.") from error


def _first_day(start: date, days: tuple[str, ...]) -> date:
    """The first of `days` from `start` on: where an event begins, it is."""
    return next(day for day in (start + timedelta(days=n) for n in range(7)) if DAYS[day.weekday()] in days)


def _alarm(plan: Plan, minutes: int) -> Alarm:
    from icalendar import Alarm

    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", f"Time to stretch: {plan.title}, if you like.")
    alarm.add("trigger", timedelta(minutes=-minutes))
    return alarm


def _description(plan: Plan) -> str:
    parts = dict.fromkeys(step.name for step in plan.steps if step.name)
    minutes, seconds = divmod(plan.total_seconds, 60)
    return (
        f"About {minutes} min {seconds:02d} s: {', '.join(parts)}.\n"
        "The guided session asks three quick questions first and follows your safety check. "
        "Missed a day? Nothing is lost."
    )
