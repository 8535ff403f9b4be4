"""Doubtful questions left out of all scores."""

from dataclasses import replace

import pandas as pd
import pytest

from course.classroom.report.left_out import leave_out, left_out_in_words
from course.errors import PlainError
from tests.course.classroom.class_frames import Class
from tests.course.classroom.small_class import results_of


@pytest.fixture
def results(course):
    """Ana has a safety question and another one right and `p` wrong; Bo was asked `p` alone."""
    critical = next(item.id for item in course.quizzes["before-you-begin"].items if item.safety_critical)
    group = Class()
    group.attempt("ana", [critical, "p", "q"], scores={critical: 1, "p": 0, "q": 1})
    group.attempt("bo", ["p"], scores={"p": 0})
    group.attempt("cy", [critical, "q"], scores={critical: 0.5, "q": 1})
    return results_of(course, group)


def test_scores_are_counted_anew(results):
    """As if nobody had been asked it; Bo has nothing left, Cy was never asked it and stays as it was."""
    found = leave_out(results, ["p"])
    ana, cy = found.attempts.itertuples(index=False)
    assert (ana.student, ana.asked, ana.answered, ana.score, ana.passed) == ("ana", 2, 2, 1.0, True)
    assert cy.student == "cy" and cy.score == results.attempts["score"].iloc[2]
    for frame in (found.answers, found.asked):
        assert "p" not in set(frame["item"])
    assert found.without == ("p",) and found.narrowed(which="best").without == ("p",)
    assert results.attempts["score"].iloc[0] == pytest.approx(2 / 3), "the store's frames stay as they are"


def test_without_the_open_safety_question_it_is_passed(results):
    """The gate looks at what is left."""
    (critical,) = set(results.asked[results.asked["attempt"] == "attempt-000002"]["item"]) - {"q"}
    cy = leave_out(results, [critical]).attempts.iloc[-1]
    assert cy["passed"] and cy["score"] == 1


def test_the_numbers_of_the_store_follow_from_the_same_rules(demo_results):
    """With one more question in each attempt, which is then left out, everything is as it was gathered."""
    more = demo_results.attempts[["attempt"]].assign(item="odd", place=99)
    asked = pd.concat([demo_results.asked, more], ignore_index=True)
    found = leave_out(replace(demo_results, asked=asked), ["odd"])
    pd.testing.assert_frame_equal(found.attempts, demo_results.attempts)


def test_a_question_that_there_is_not_is_told_with_those_near(results):
    """Each of them, in one sentence."""
    with pytest.raises(PlainError, match="no questions 'numb-when-wipin' .near it: numb-when-wiping.*'zzz'"):
        leave_out(results, ["numb-when-wipin", "p", "zzz"])
    with pytest.raises(PlainError, match="Expected a list"):
        leave_out(results, "p")


def test_in_words(results):
    """With the stem, and the id for the teacher; nothing where nothing was left out."""
    assert left_out_in_words(results) == ""
    id = next(iter(results.items))
    assert f"({id})." in left_out_in_words(leave_out(results, [id]))
    assert f"({id})" not in left_out_in_words(leave_out(results, [id]), with_ids=False)
