"""One quiz of a report."""

import pytest

from course.classroom.report.blocks import Table, Warn
from course.classroom.report.items import paper_sections, reliability_in_words
from tests.course.classroom.small_class import hostile_class, text_of


@pytest.fixture(scope="module")
def papers(demo_results):
    """By quiz."""
    return {paper.quiz: paper for paper in demo_results.papers}


def test_every_item_stands_in_the_table(demo_results, papers):
    """With its intervals; the doubtful one is marked."""
    paper = papers["loosen-the-spine"]
    section, others = paper_sections(demo_results, paper)
    (table,) = (b for b in section.blocks if isinstance(b, Table) and b.caption.startswith("All questions"))
    assert len(table.rows) == 38 and all(len(row) == len(table.heads) for row in table.rows)
    assert table.rows[0][0] == "1 ▲" and " to " in table.rows[0][6]
    assert others.is_extra and len(others.blocks) + 2 >= 38


def test_who_picked_what_shows_the_key_and_the_other(demo_results, papers):
    """The planted item: the key has a tick, and the upper third stands at the other answer."""
    section, _ = paper_sections(demo_results, papers["loosen-the-spine"])
    (table,) = (b for b in section.blocks if isinstance(b, Table) and "where-the-knees-pull" in b.caption)
    by_answer = {row[0]: row for row in table.rows}
    assert int(by_answer["The back of the thigh"][3]) >= 10
    assert sum(answer.startswith("✓ ") for answer in by_answer) == 1


def test_reliability_or_why_not(papers):
    """Alpha with interval and what it means for one score; none where each was asked other questions."""
    assert "95 of 100 cases" in reliability_in_words(papers["loosen-the-spine"])
    text = reliability_in_words(papers["show-what-you-know"])
    assert text.startswith("No ") and "students were asked different items" in text
    assert "too few to judge" in text


def test_a_small_class_is_warned(course):
    """Before the numbers."""
    results = hostile_class(course)
    section = next(paper_sections(results, results.papers[0]))
    assert isinstance(section.blocks[0], Warn) and "too early to say anything" in text_of(section)


def test_a_quiz_that_nobody_has_finished(demo_results, papers):
    """Says so, and nothing else."""
    open_ = demo_results.attempts.assign(
        answered=0, submitted_at=demo_results.attempts["submitted_at"].iloc[0]
    )
    from dataclasses import replace

    results = replace(
        demo_results, attempts=open_[open_["quiz"] == "open-the-hips"], answers=demo_results.answers.iloc[:0]
    )
    (section,) = paper_sections(results, results.papers[0])
    assert "nothing can be said yet" in text_of(section)
