"""All about one stretch.

StretchCard("figure-four")
"""

from __future__ import annotations

import traitlets

from course import load_course, standing
from course.adapt import adaptation
from course.journal import now
from course.progress import what_first
from course.schema import Course, Picture, Stretch
from course.standing import Standing
from widgets._assets import script, style
from widgets._base import CourseWidget, UnknownName, escaped, request
from widgets._pictures import data_url, picture_data
from widgets._stretch_static import static_card
from widgets._stretch_words import stretch_words

READ_ON = "Reading on is fine."
LEFT_OUT = f"Your safety check leaves this stretch out until you have asked a clinician. {READ_ON}"
STATIC_PICTURES = ("end", "muscles")


class StretchCard(CourseWidget):
    """Shows how a stretch is done, what it reaches, common slips, easier and harder forms, who leaves it out.

    `stretch` is its id; raises `UnknownName` for any other. What the learner's own safety check says of it is
    asked for each time the card comes into sight, pictures once the words are there. Neither is a trait: a
    notebook can be saved with its traits.
    """

    _esm = script("stretch_card")
    _css = style("stretch_card")

    words = traitlets.Dict(help="What is shown, from the content; see `stretch_words`.").tag(sync=True)

    def __init__(self, stretch: str):
        course = load_course()
        if stretch not in course.stretches:
            raise UnknownName("stretch", stretch, course.stretches)
        self._stretch: Stretch = course.stretches[stretch]
        super().__init__(words=stretch_words(course, self._stretch))

    @request
    def for_me(self) -> dict:
        """What the learner's safety check, or a stop in the last days, says of this stretch: `line` (may be
        empty) and `forms` (ids)."""
        moment = now()
        with self._journal.reading() as db:
            where = standing.current(db, self._course, moment)
            waits = adaptation(db, self._course, moment, with_check=False).left_out
        if where.is_valid and self._stretch.id in waits.keys() - where.leave_out:
            return {"line": f"It waits for now: {waits[self._stretch.id]} {READ_ON}", "forms": []}
        return for_person(self._course, self._stretch, where)

    @request
    def picture(self, which: str, is_small: bool = False) -> dict:
        """The picture `which`: `url` holds all of it, `alt` says what is to be seen.

        A film also tells its `frames` and `columns`, the muscles their `labels` (name, role, x, y as shares
        of the picture). `is_small` asks for the film's phone form. Raises `UnknownName`.
        """
        pictures = self._stretch.pictures.named()
        if which not in pictures:
            raise UnknownName("picture", which, pictures)
        return picture_data(self._course, pictures[which], is_small=is_small)

    def _static_html(self) -> str:
        return static_card(self.words, self._static_pictures())

    def _static_pictures(self) -> str:
        """Two pictures, so that a saved notebook stays small: the end of the movement, and what it
        reaches."""
        named = self._stretch.pictures.named()
        return "".join(_image(named[which]) for which in STATIC_PICTURES if which in named)

    def _names(self) -> str:
        return repr(self._stretch.id)


def for_person(course: Course, stretch: Stretch, where: Standing) -> dict:
    """One calm line for someone who leaves `stretch` out, or does another form of it."""
    if where.code == "emergency":
        line = f"{what_first(course, where)}: the safety check says how. Leave the stretches until then."
        return {"line": line, "forms": []}
    if stretch.id in where.leave_out:
        return {"line": LEFT_OUT, "forms": []}
    forms = [stretch.variant(id) for id in where.change.get(stretch.id, ())]
    names = " and ".join(f"“{form.name}”" for form in forms)
    line = (
        f"Your safety check suggests another form for you: {names}. See “All forms” below." if names else ""
    )
    return {"line": line, "forms": [form.id for form in forms]}


def _image(picture: Picture) -> str:
    return f'<img src="{data_url(picture.file)}" alt="{escaped(picture.alt)}" style="max-width: 100%">'
