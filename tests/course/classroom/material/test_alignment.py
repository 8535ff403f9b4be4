"""Objective, lesson, activity, assessment: nothing is aimed at that is not taught, done and asked."""

from types import MappingProxyType

from course.classroom.material.alignment import alignment, alignment_table
from tests.course.quiz_examples import EXAMPLES, make_quiz


def test_every_objective_is_taught_done_and_asked(course):
    """Each has a lesson, something that a class does for it, and questions for students."""
    rows = alignment(course)
    assert [row.objective for row in rows] == list(course.objectives.values())
    for row in rows:
        assert row.lessons and row.objective.in_class and sum(row.items.values()) >= 3, row.objective.id


def test_lessons_are_those_that_name_it(course):
    """In the order of the course."""
    row = next(row for row in alignment(course) if row.objective.id == "debate-piriformis")
    assert [lesson.id for lesson in row.lessons] == ["06_cross_a_figure_four"]


def test_items_count_for_each_objective_and_track(course):
    """An item with two objectives counts for both; one for students is told apart."""
    both = {**EXAMPLES["choice"].raw, "id": "both", "objectives": ["prescribe-a-dose", "explain-calmly"]}
    only = {**EXAMPLES["order"].raw, "id": "only", "track": "student", "objectives": ["prescribe-a-dose"]}
    quiz = make_quiz(both, only)
    few = course.model_copy(update={"quizzes": MappingProxyType({quiz.id: quiz})})
    found = {row.objective.id: dict(row.items) for row in alignment(few)}
    assert found["prescribe-a-dose"] == {"learner": 1, "student": 1}
    assert found["explain-calmly"] == {"learner": 1, "student": 0}
    assert found["name-muscles"] == {"learner": 0, "student": 0}


def test_the_table_has_a_row_for_each(course):
    """Head, line, and one row an objective, with the numbers of its lessons."""
    lines = alignment_table(course).splitlines()
    assert len(lines) == 2 + len(course.objectives)
    row = next(line for line in lines if "piriformis" in line)
    assert "| 06 |" in row
