"""Who did what."""

import pytest

from course.classroom.report import people as report_people
from course.classroom.report.blocks import Table, Warn
from course.classroom.report.people import who_did_what
from tests.course.classroom.class_frames import Class
from tests.course.classroom.small_class import results_of, text_of


@pytest.fixture
def results(course):
    """Ana twice, Bo half-way, Cy nothing."""
    group = Class()
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 0})
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 1})
    group.attempt("bo", ["p", "q"], scores={"p": 1}, submitted=False)
    return results_of(course, group, {"cy": "Cy"})


def rows(section):
    """By student."""
    table = next(block for block in section.blocks if isinstance(block, Table))
    return {row[0]: row[1:] for row in table.rows}


def test_cells(results):
    """The best attempt and how many; begun; not begun. A score that safety holds back has †."""
    found = rows(who_did_what(results, str))
    assert found["ana"] == ("a", "100 % † × 2", "2", "20")
    assert found["bo"][1] == "1 of 2" and found["cy"][1:] == ("–", "0", "0")


def test_missing_work_is_counted(results):
    """In one sentence."""
    assert "Before you begin 1 of 3 (1 more have begun)" in text_of(who_did_what(results, str))


def test_a_long_class_is_cut_with_a_word(results, monkeypatch):
    """A table of tens of thousands of rows helps nobody."""
    monkeypatch.setattr(report_people, "MOST_ROWS", 2)
    section = who_did_what(results, str)
    assert len(rows(section)) == 2
    assert any(isinstance(block, Warn) and "first 2 of 3" in block.text for block in section.blocks)


def test_groups_have_intervals(demo_results):
    """The means of the two groups of the synthetic class."""
    text = text_of(who_did_what(demo_results, str))
    assert "Groups: mean of the best finished attempts with its 95 % interval" in text and " to " in text
