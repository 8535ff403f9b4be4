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


def test_forms_are_never_held_back(course):
    """They have no pass mark, so no †; the second sitting stands in the cell."""
    group = Class()
    group.attempt("ana", ["p"], scores={"p": 1}, form="a")
    group.attempt("ana", ["p"], scores={"p": 0.9}, form="b")
    assert rows(who_did_what(results_of(course, group), str))["ana"][1] == "90 % × 2"


def test_practice_and_graded_have_a_column_each(course):
    """What practice earned does not stand for the graded attempt."""
    group = Class()
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 0})
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 1}, mode="practice")
    section = who_did_what(results_of(course, group), str)
    table = next(block for block in section.blocks if isinstance(block, Table))
    assert table.heads[2:4] == ("Before you begin", "Before you begin (practice)")
    assert table.rows[0][2:4] == ("50 %", "100 % †")


def test_missing_work_is_counted(results):
    """In one sentence."""
    assert "Before you begin 1 of 3 (1 more have begun)" in text_of(who_did_what(results, str))


def test_many_quizzes_stand_in_several_tables(course, monkeypatch):
    """A page has room for some columns only, and each is there once."""
    monkeypatch.setattr(report_people, "MOST_WORKS", 2)
    group = Class()
    for quiz in ("before-you-begin", "open-the-hips", "loosen-the-spine"):
        group.attempt("ana", ["p"], scores={"p": 1}, quiz=quiz)
    section = who_did_what(results_of(course, group), str)
    heads = [block.heads[2:-2] for block in section.blocks if isinstance(block, Table)][:2]
    assert heads == [("Before you begin", "Loosen the spine"), ("Open the hips",)]


def test_a_long_class_is_cut_with_a_word(results, monkeypatch):
    """A table of tens of thousands of rows helps nobody."""
    monkeypatch.setattr(report_people, "MOST_ROWS", 2)
    section = who_did_what(results, str)
    assert len(rows(section)) == 2
    assert any(isinstance(block, Warn) and "first 2 of 3" in block.text for block in section.blocks)


def test_another_attempt_leaves_the_count_of_attempts(course):
    """Ana's last attempt fills the cell, and both are counted."""
    group = Class()
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 1})
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 0})
    section = who_did_what(results_of(course, group).narrowed(which="last"), str)
    assert rows(section)["ana"] == ("a", "50 % × 2", "2", "20") and "the last finished attempt" in text_of(
        section
    )


def test_no_mean_of_a_few(course):
    """Five of group a have a mean, four of group b none, however many are in it."""
    group = Class()
    for number in range(11):
        group.attempt(f"s{number:02}", ["p", "q"], scores={"p": 1, "q": number % 2}, submitted=number < 9)
    results = results_of(course, group)
    results.students["group"] = ["a"] * 5 + ["b"] * 6
    results.attempts["answered"] = [2] * 9 + [1] * 2
    text = [block for block in who_did_what(results, str).blocks if isinstance(block, Table)][-1].rows
    assert text[0][0] == "a" and " to " in text[0][3] and text[1] == ("b", "6", "6", "fewer than 5")


def test_groups_have_intervals(demo_results):
    """The means of the two groups of the synthetic class."""
    text = text_of(who_did_what(demo_results, str))
    assert "Groups: mean of the best finished attempts with its 95 % interval" in text and " to " in text
