"""The synthetic class, gathered once for all tests that read it."""

import pytest

from course.classroom.demo.store import demo_store
from course.classroom.report.results import read_results


@pytest.fixture(scope="session")
def demo_results(course, tmp_path_factory):
    """What the class of 60 says; frames that a test must not change."""
    return read_results(demo_store(course, tmp_path_factory.mktemp("demo-class")), course)
