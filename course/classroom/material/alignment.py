"""Whether what is aimed at is also taught, practised and asked: a row for each objective."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from course.bank import bank
from course.classroom.material.markdown_table import markdown_table
from course.schema import Course, Lesson, Objective, Track


@dataclass(frozen=True)
class Aligned:
    """An objective, the lessons that teach it, and the number of quiz items that ask for it, by track."""

    objective: Objective
    lessons: tuple[Lesson, ...]
    items: Mapping[Track, int]


def alignment(course: Course) -> tuple[Aligned, ...]:
    """A row for each objective, in their order. A teacher's own bank counts where one is in use."""
    asked = Counter(
        (objective, item.track) for item in bank(course, "student").values() for objective in item.objectives
    )
    return tuple(
        Aligned(
            objective,
            tuple(lesson for lesson in course.lessons.values() if objective.id in lesson.objectives),
            {"learner": asked[objective.id, "learner"], "student": asked[objective.id, "student"]},
        )
        for objective in course.objectives.values()
    )


def alignment_table(course: Course) -> str:
    """The same in Markdown: objective, lessons by their numbers, what a class does, how many questions."""
    rows = [
        (
            row.objective.text,
            ", ".join(lesson.id[:2] for lesson in row.lessons),
            row.objective.in_class or "",
            f"{row.items['learner']} + {row.items['student']}",
        )
        for row in alignment(course)
    ]
    return markdown_table(("objective", "lessons", "in class", "questions: for all + for students"), rows)
