"""The head of a lesson, and the record that it was opened."""

from datetime import date

import pytest

from course.journal import Journal, now
from course.progress import progress
from widgets._base import UnknownName
from widgets.lesson_start import LessonStart, _head

KNEES = "03_bring_knees_to_chest"


def openings() -> list[str]:
    with Journal().reading() as db:
        return [row["lesson"] for row in db.execute("SELECT lesson FROM lesson_opened")]


def test_opening_is_recorded(course):
    """Running the cell records that the lesson was opened, and the map sees it."""
    LessonStart(KNEES)
    LessonStart(KNEES)
    assert openings() == [KNEES, KNEES]
    opened = {lesson.lesson for lesson in progress(Journal(), course, now()).lessons if lesson.is_opened}
    assert opened == {KNEES}


def test_unknown_lesson_is_refused():
    """A lesson that does not exist is refused with the nearest name, and nothing is recorded."""
    with pytest.raises(UnknownName, match=f"Did you mean '{KNEES}'"):
        LessonStart("03_bring_knee_to_chest")
    assert openings() == []


def test_unknown_keyword_is_refused():
    """What the widget does not know, it does not silently drop."""
    with pytest.raises(TypeError):
        LessonStart(KNEES, colour="green")


def test_head_shows_the_content(course):
    """Title, minutes, goals and needs come from the content."""
    lesson = course.lessons[KNEES]
    head = LessonStart(KNEES).head
    assert (head["title"], head["minutes"]) == (lesson.title, lesson.minutes)
    assert (head["goals"], head["needs"]) == (list(lesson.goals), list(lesson.needs))


def test_says_when_nobody_has_reviewed_it(course):
    """The line goes only when the safety rules and all stretches of the lesson were reviewed."""
    lesson = course.lessons[KNEES]
    review = {"reviewed_by": "A. Clinician", "reviewed_on": date(2027, 3, 1)}
    safety = course.safety.model_copy(update=review)
    stretches = {id: course.stretches[id].model_copy(update=review) for id in lesson.stretches}
    unreviewed = course.safety.model_copy(update={"reviewed_by": None, "reviewed_on": None})

    def head_with(**parts):
        return _head(course.model_copy(update=parts), lesson)["review"]

    assert head_with(safety=unreviewed, stretches=stretches) == "Not yet reviewed by a clinician."
    assert head_with(safety=safety, stretches=stretches) == "Reviewed by A. Clinician on 1 March 2027."


def test_static_version_is_content_alone(course):
    """Print and export show the same head, escaped, and nothing of the journal."""
    widget = LessonStart(KNEES)
    first = widget._static_html()
    for goal in course.lessons[KNEES].goals:
        assert goal in first
    LessonStart(KNEES)
    assert widget._static_html() == first
    widget.head = {**widget.head, "title": "<script>alert(1)</script>"}
    assert "<script>" not in widget._static_html()


def test_repr_is_what_one_types():
    """The text of an output is stable, without an address."""
    assert repr(LessonStart(KNEES)) == f"LessonStart('{KNEES}')"
