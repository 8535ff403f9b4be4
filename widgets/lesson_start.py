"""The head of a lesson.

LessonStart("03_bring_knees_to_chest")
"""

from __future__ import annotations

import traitlets

from course import load_course
from course.schema import Course, Lesson
from widgets._assets import script, style
from widgets._base import CourseWidget, UnknownName
from widgets._static import bullets, paragraph, review_line, section, title


class LessonStart(CourseWidget):
    """Shows what a lesson is about and how long it takes, and records that it was opened.

    `lesson` is the notebook's name without its ending. Raises `UnknownName` for a lesson that the course does
    not have, and `JournalError` when the opening cannot be recorded.
    """

    _esm = script("lesson_start")
    _css = style("lesson_start")

    head = traitlets.Dict(
        help="What is shown, from the content: `title`, `minutes` (whole lesson), `goals`, `needs`, `review`."
    ).tag(sync=True)

    def __init__(self, lesson: str):
        course = load_course()
        if lesson not in course.lessons:
            raise UnknownName("lesson", lesson, course.lessons)
        self._lesson = lesson
        super().__init__(head=_head(course, course.lessons[lesson]))
        self._journal.record_lesson_opened(lesson)

    def _static_html(self) -> str:
        head = self.head
        return (
            title(head["title"])
            + paragraph(f"About {head['minutes']} minutes.")
            + section("Goals", bullets(head["goals"]))
            + section("What you need", bullets(head["needs"]))
            + paragraph(head["review"])
        )

    def _names(self) -> str:
        return repr(self._lesson)


def _head(course: Course, lesson: Lesson) -> dict:
    """Every lesson advises on safety, and on the stretches that it teaches."""
    advice = [course.safety, *(course.stretches[id] for id in lesson.stretches)]
    return {
        "title": lesson.title,
        "minutes": lesson.minutes,
        "goals": list(lesson.goals),
        "needs": list(lesson.needs),
        "review": review_line(advice),
    }
