"""A journal of one's own, empty or full."""

import pytest

from course.journal import Journal
from tests.course.handing_in.full_journal import fill


@pytest.fixture
def journal():
    return Journal()


@pytest.fixture
def items(journal, course):
    """The items that the journal has answers to; it then holds some of everything."""
    return fill(journal, course)
