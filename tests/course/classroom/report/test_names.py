"""Pseudonyms, and names where they are wanted."""

from course.classroom.report.blocks import listed, shown
from course.classroom.report.names import names_of
from tests.course.classroom.small_class import HOSTILE, hostile_class


def test_names_are_off_unless_wanted(course):
    """The id alone, or the name with the id behind it."""
    students = hostile_class(course).students.assign(name="Ann")
    assert names_of(students, False)("s0") == "s0"
    assert names_of(students, True)("s0") == "Ann (s0)"
    assert names_of(students, True)("somebody-else") == "somebody-else"


def test_a_shown_name_is_one_plain_line():
    """No control character, no mark that turns the writing, not longer than a cell can bear."""
    for name in HOSTILE:
        text = shown(name)
        assert len(text) <= 60 and text.isprintable()
    assert shown(HOSTILE[2]) == "gnp.exe Ann"


def test_a_long_list_is_cut():
    """With how many more."""
    assert listed("abcd", 2) == "a, b and 2 more"
    assert listed("ab", 2) == "a, b"
