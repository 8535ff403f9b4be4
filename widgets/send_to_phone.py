"""A button that saves a session as one page for the phone.

SendToPhone(routine="evening")
SendToPhone("figure-four")
"""

from __future__ import annotations

import traitlets

from course import gate, load_course, standing
from course.adapt import adaptation
from course.errors import Refused
from course.journal import now
from course.plan import Wish, plan_session
from widgets._assets import script, style
from widgets._base import CourseWidget, PlainValueError, UnknownName, request
from widgets._plan_words import outline
from widgets._static import bullets, paragraph, title

SENTENCE = (
    "Nobody takes JupyterLab to bed. This saves the session as one file for your phone: with pictures, "
    "sound, safety check and Stop. It needs no network there."
)
THE_PHONE_DOES_NOT_KNOW = "The phone does not know what this computer knows of you. Keep to this there too:"
WAYS = (
    "Android: send the file to yourself, by cable, mail or your own cloud. Open it from Files with Chrome or "
    "Firefox, and choose Add to Home screen if you like.",
    "iPhone: what Files shows of such a file is a picture of it that does not run. Put it where it has an "
    "https address, such as a page of your school's learning platform or your own web space, and open that "
    "address in Safari. Without such a place an iPhone can only show and print the plan.",
    "Everywhere: it prints as a plan with pictures, and can be read so without running anything.",
)


class SendToPhone(CourseWidget):
    """Saves the phone page of one stretch or one routine through the browser.

    Args:
        stretch: id of a stretch, or
        routine: id of a routine; exactly one of the two.

    Raises:
        UnknownName: no such stretch or routine.
        PlainValueError: both or neither given.
    """

    _esm = script("send_to_phone")
    _css = style("send_to_phone")

    head = traitlets.Dict(help="What is shown: `title`, `minutes`, `sentence`, `ways` to the phone.").tag(
        sync=True
    )

    def __init__(self, stretch: str | None = None, *, routine: str | None = None):
        course = load_course()
        if (stretch is None) == (routine is None):
            raise PlainValueError('Give one stretch or one routine, e.g. SendToPhone(routine="evening").')
        if stretch is not None and stretch not in course.stretches:
            raise UnknownName("stretch", stretch, course.stretches)
        if routine is not None and routine not in course.routines:
            raise UnknownName("routine", routine, course.routines)
        self._wish = Wish(stretch=stretch, routine=routine)
        plan = plan_session(course, self._wish)
        super().__init__(
            head={
                "title": plan.title,
                "minutes": outline(plan)["minutes"],
                "sentence": SENTENCE,
                "ways": list(WAYS),
            }
        )

    @request
    def page(self) -> dict:
        """The file: `name`, `type`, `content` and `notes`, sentences on what waits for this person now.

        `Refused` while something is still to be checked here, and where all that was asked for waits: the
        page on the phone begins with a screening of its own and would not know of it.
        """
        from widgets.phone_page import phone_page

        moment = now()
        with self._journal.reading() as db:
            where = standing.current(db, self._course, moment)
            suits = adaptation(db, self._course, moment, with_check=False)
        if where.code == "emergency":
            raise Refused(f"{where.sentence} {gate.WHERE['emergency']}")
        notes = plan_session(self._course, self._wish, suits).notes

        asked = self._wish.routine or self._wish.stretch
        return {
            "name": f"bedstretch-{asked}.html",
            "type": "text/html",
            "content": phone_page(self._course, self._wish),
            "notes": [THE_PHONE_DOES_NOT_KNOW, *notes] if notes else [],
        }

    def _static_html(self) -> str:
        return title(f"For your phone: {self.head['title']}") + paragraph(SENTENCE) + bullets(WAYS)

    def _names(self) -> str:
        return repr(self._wish.stretch) if self._wish.stretch else f"routine={self._wish.routine!r}"
