"""Reminders for one's own calendar.

Reminders("evening")
"""

from __future__ import annotations

from typing import Any

import traitlets

from course import load_course
from course.errors import PlainError
from course.exchange.calendar import DAYS, USUAL_DAYS, WEEKS, here, reminder, time_of_day
from widgets._assets import script, style
from widgets._base import CourseWidget, UnknownName, request
from widgets._static import paragraph, title

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SENTENCE = (
    "A file for your calendar: the routine on the days that you choose, with an alarm. Missing one is fine."
)


class Reminders(CourseWidget):
    """Saves a routine as repeating reminders, a calendar file that every calendar program reads.

    `routine`: id of a routine. Raises `UnknownName` for one that the course does not have.
    """

    _esm = script("reminders")
    _css = style("reminders")

    head = traitlets.Dict(
        help="What is shown: `title`, `sentence`, `days` [{id, name, usual}], `weeks`, `at` (HH:MM)."
    ).tag(sync=True)

    def __init__(self, routine: str):
        course = load_course()
        if routine not in course.routines:
            raise UnknownName("routine", routine, course.routines)
        self._routine = routine
        days = [
            {"id": id, "name": name, "usual": id in USUAL_DAYS}
            for id, name in zip(DAYS, DAY_NAMES, strict=True)
        ]
        super().__init__(
            head={
                "title": course.routines[routine].name,
                "sentence": SENTENCE,
                "days": days,
                "weeks": WEEKS,
                "at": "07:30" if course.routines[routine].suits_morning else "20:30",
            }
        )

    @request
    def calendar(self, days: list, at: str, weeks: Any, zone: str | None = None) -> dict:
        """The file: `name`, `type` and `content`. Raises `PlainError` for what does not fit.

        `zone` is the browser's, as Python may run elsewhere; this computer's without one.
        """
        if type(weeks) is not int:
            raise PlainError(f"For how many weeks: expected a whole number from 1 to 52; found {weeks}.")
        content = reminder(
            self._course,
            self._routine,
            str(zone or here()),
            at=time_of_day(str(at)),
            days=tuple(map(str, days)),
            weeks=weeks,
        )
        return {
            "name": f"bedstretch-{self._routine}.ics",
            "type": "text/calendar",
            "content": content.decode("utf-8"),
        }

    def _static_html(self) -> str:
        return title(f"Reminders: {self.head['title']}") + paragraph(SENTENCE)

    def _names(self) -> str:
        return repr(self._routine)
