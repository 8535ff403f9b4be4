"""A slow breath to follow.

BreathingPacer()
BreathingPacer(in_seconds=3, out_seconds=5)
"""

from __future__ import annotations

import traitlets

from course import load_course
from widgets._assets import script, style
from widgets._base import CourseWidget, PlainValueError
from widgets._static import paragraph, title

SHORTEST_SECONDS, LONGEST_SECONDS = 2, 12


class BreathingPacer(CourseWidget):
    """Paces the breath, in sight and, if wished, in sound; nothing is stored.

    `in_seconds` and `out_seconds`: length of the breath in and out, 2 to 12; the course's own by default.
    Raises `PlainValueError` for a length outside that.
    """

    _esm = script("breathing_pacer")
    _css = style("breathing_pacer")

    in_seconds = traitlets.Int(help="Length of the breath in, in seconds.").tag(sync=True)
    out_seconds = traitlets.Int(help="Length of the breath out, in seconds.").tag(sync=True)
    words = traitlets.Unicode(help="What to do, in a sentence or two.").tag(sync=True)

    def __init__(self, *, in_seconds: int | None = None, out_seconds: int | None = None):
        course = load_course()
        given = {
            "in_seconds": course.timing.breath_in_seconds if in_seconds is None else in_seconds,
            "out_seconds": course.timing.breath_out_seconds if out_seconds is None else out_seconds,
        }
        for name, value in given.items():
            if not isinstance(value, int) or not SHORTEST_SECONDS <= value <= LONGEST_SECONDS:
                raise PlainValueError(
                    f"{name} is {value}; expected whole seconds, {SHORTEST_SECONDS} to {LONGEST_SECONDS}."
                )
        super().__init__(**given, words=course.extras["breathing"].say)

    def _static_html(self) -> str:
        pace = f"In for {self.in_seconds} seconds, out for {self.out_seconds}."
        return title("Breathe slowly") + paragraph(self.words) + paragraph(pace)

    def _names(self) -> str:
        timing = self._course.timing
        if (self.in_seconds, self.out_seconds) == (timing.breath_in_seconds, timing.breath_out_seconds):
            return ""
        return f"in_seconds={self.in_seconds}, out_seconds={self.out_seconds}"
