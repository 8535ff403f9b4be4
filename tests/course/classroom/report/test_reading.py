"""How to read a report's numbers."""

from course.classroom.report.reading import how_to_read
from tests.course.classroom.small_class import text_of


def test_how_to_read_says_what_it_does_not_show():
    """And that no mark should be made of it."""
    assert "not made to decide who passes" in text_of(how_to_read())
