"""One quiz of a report."""

from dataclasses import replace

import numpy as np
import pytest

from course.classroom.analysis.item_analysis import item_statistics
from course.classroom.analysis.reliability import reliability
from course.classroom.report.blocks import Points, Table, Warn
from course.classroom.report.items import (
    how_many,
    paper_sections,
    reliability_in_words,
    table_as_moodle_has_it,
)
from tests.course.classroom.class_frames import Class
from tests.course.classroom.small_class import hostile_class, results_of, text_of


@pytest.fixture(scope="module")
def papers(demo_results):
    """By quiz."""
    return {paper.quiz: paper for paper in demo_results.papers}


def test_every_item_stands_in_the_table(demo_results, papers):
    """With its intervals; the doubtful one is marked."""
    paper = papers["loosen-the-spine"]
    section, others, _ = paper_sections(demo_results, paper)
    (table,) = (b for b in section.blocks if isinstance(b, Table) and b.caption.startswith("All questions"))
    assert len(table.rows) == 38 and all(len(row) == len(table.heads) for row in table.rows)
    assert table.rows[0][0] == "1 ▲" and " to " in table.rows[0][6]
    assert others.is_extra and len(others.blocks) + 2 >= 38


def test_questions_asked_of_few_have_a_short_table(demo_results, papers):
    """Where each student was asked others: each question stands in one table, and few are no long list."""
    paper = papers["show-what-you-know"]
    section = next(paper_sections(demo_results, paper))
    many, few = (
        next(b for b in section.blocks if isinstance(b, Table) and said in b.caption)
        for said in ("with 95 % intervals", "Asked of fewer than 10")
    )
    numbers = [int(row[0].split()[0]) for table in (many, few) for row in table.rows]
    assert sorted(numbers) == list(range(1, len(paper.matrix.items) + 1))
    assert all(int(row[2]) >= 10 for row in many.rows) and all(int(row[2]) < 10 for row in few.rows)
    assert len(few.heads) == 4
    leads = [item[0] for block in section.blocks if isinstance(block, Points) for item in block.items]
    assert not any(lead.startswith("Asked of fewer") for lead in leads)
    listed = [b for b in section.blocks if isinstance(b, str) and b.startswith("“–”")]
    assert not any(f"question {few.rows[0][0]}," in one for one in listed)


def test_who_picked_what_shows_the_key_and_the_other(demo_results, papers):
    """The planted item: the key has a tick, and the upper third stands at the other answer."""
    section, *_ = paper_sections(demo_results, papers["loosen-the-spine"])
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


def test_who_was_asked_other_questions_is_told(papers):
    """One stray attempt: reliability stays, and says how many are left out of it."""
    paper = papers["loosen-the-spine"]
    stray = paper.matrix.scores.copy()
    stray[0, 0] = np.nan
    matrix = replace(paper.matrix, scores=stray)
    text = reliability_in_words(replace(paper, matrix=matrix, reliability=reliability(matrix)))
    assert "95 of 100 cases" in text and "asked other questions: 1 student." in text


def test_moodles_numbers_are_there_to_compare(demo_results, papers):
    """Folded, by its names and in its per cent; what does not exist is a dash."""
    paper = papers["loosen-the-spine"]
    *_, section = paper_sections(demo_results, paper)
    (table,) = section.blocks
    assert section.is_extra and table.heads[1:8] == (
        "Facility index", "Standard deviation", "Random guess score", "Intended weight", "Effective weight",
        "Discrimination index", "Discriminative efficiency",
    )  # fmt: skip
    row = paper.statistics.iloc[1]
    assert table.rows[1][1] == f"{100 * row['facility']:.2f} %"
    assert table.rows[1][6] == f"{row['discrimination_index']:.2f} %"
    scores = paper.matrix.scores.copy()
    scores[:, 1] = 1
    statistics = item_statistics(replace(paper.matrix, scores=scores))
    told = table_as_moodle_has_it(demo_results, replace(paper, statistics=statistics)).rows[1]
    assert told[6] == "–"


def test_sureness_has_its_interval_and_a_dash_its_reason(demo_results, papers):
    """Or the reader could not tell how much a number is worth."""
    for quiz, has_alpha in (("loosen-the-spine", True), ("show-what-you-know", False)):
        section = next(paper_sections(demo_results, papers[quiz]))
        (table,) = (b for b in section.blocks if isinstance(b, Table) and "with 95 % intervals" in b.caption)
        assert any(" to " in row[-1] for row in table.rows)
        reasons = [block for block in section.blocks if isinstance(block, str) and block.startswith("“–” in")]
        assert bool(reasons) is any("–" in row for row in table.rows) and bool(reasons) is not has_alpha
    assert (
        "no alpha, as students were asked different items" in reasons[0] and "no upper − lower" in reasons[0]
    )


def test_another_attempt_is_not_called_the_first(course):
    """Two tries each; what is shown is named."""
    group = Class()
    for student in ("ana", "bo"):
        for q in (0, 1):
            group.attempt(student, ["p", "q"], scores={"p": 1, "q": q})
    results = results_of(course, group)
    assert "2 students finished a first attempt." in how_many(results.papers[0])
    last = how_many(results.narrowed(which="last").papers[0])
    assert "2 students finished; of each the last attempt counts." in last and "Mean 100 %" in last


def test_a_small_class_is_warned(course):
    """Before the numbers."""
    results = hostile_class(course)
    section = next(paper_sections(results, results.papers[0]))
    assert isinstance(section.blocks[0], Warn) and "too early to say anything" in text_of(section)


def test_a_quiz_that_nobody_has_finished(demo_results, papers):
    """Says so, and nothing else."""
    open_ = demo_results.attempts.assign(answered=0, submitted_at=None)
    results = replace(
        demo_results, attempts=open_[open_["quiz"] == "open-the-hips"], answers=demo_results.answers.iloc[:0]
    )
    (section,) = paper_sections(results, results.papers[0])
    assert "nothing can be said yet" in text_of(section)
