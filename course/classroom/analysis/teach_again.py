"""What to teach again, and in which order: by objective, and by misconception.

A misconception is the answer to an item that was not right and was given most, with its feedback; the content
has no other name for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.bank import bank
from course.classroom.analysis.clustered import mean_share, share_by_people
from course.classroom.analysis.estimates import Estimate, none, share
from course.classroom.analysis.firsts import first_given, is_first_sitting, placed
from course.classroom.analysis.picks import Pick, picks_of_many
from course.rich_text import to_plain
from course.schema import Course

ORDER = (
    "First comes what most students do not have yet, judged by the lower end of the interval, so that a few"
    " answers cannot lead the list by chance; then where more were sure and not right; then where more"
    " students were asked."
)
"""How both lists are ordered, for the page that shows them."""

LEAST_STUDENTS = 2
"""A misconception is at least two students' own."""

MOST_MISCONCEPTIONS = 10

PROMPT = "Somebody says: “{said}”. What speaks for it, what against it, and what would you answer calmly?"


@dataclass(frozen=True)
class Section:
    """Where it is taught: the notebook's file name, the lesson's title, and the heading if one is named."""

    notebook: str
    title: str
    heading: str | None


@dataclass(frozen=True)
class ObjectiveAgain:
    """`not_right` is the mean share of marks that students did not earn on its items, `sure_and_wrong` the
    share of answers that were said to be known and were not right, both with intervals that allow for answers
    of one student hanging together; `items` stand with the hardest first.
    """

    objective: str
    text: str
    students: int
    not_right: Estimate
    sure_and_wrong: Estimate
    items: tuple[str, ...]
    section: Section | None
    prompt: str


@dataclass(frozen=True)
class Misconception:
    """`said` was chosen by `students` of those who answered `item`; `sure` of these said that they knew."""

    item: str
    stem: str
    about: str
    said: str
    feedback: str
    students: int
    share: Estimate
    sure: int
    objectives: tuple[str, ...]
    section: Section | None
    prompt: str


def first_answers(answers: pd.DataFrame, attempts: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """A row for each item that a student was asked in a first attempt: student, attempt, item, response,
    score, raw_score, sureness.

    Of two forms the second is taken, as the first was sat before anything was taught. What was submitted
    without an answer counts 0; what is still open has no row. An item that a student met in several quizzes
    counts once, as it was met first.
    """
    on_forms = attempts["form"].notna()
    first = attempts[np.where(on_forms, ~is_first_sitting(attempts), attempts["number"] == 1)]
    columns = ["attempt", "item", "response", "score", "raw_score", "sureness"]
    rows = placed(first_given(answers)[columns], first, asked)
    return rows.sort_values("started_at", kind="stable").drop_duplicates(["student", "item"])


# --- by objective ------------------------------------------------------------------------------------------


def by_objective(first: pd.DataFrame, course: Course) -> tuple[ObjectiveAgain, ...]:
    """Every objective that was asked for, in `ORDER`; `first` is what `first_answers` gives."""
    items = bank(course, "student")
    known = first[first["item"].isin(items)]
    asked_for = {
        id: [item.id for item in items.values() if id in item.objectives] for id in course.objectives
    }
    found = [
        _objective(course, id, known[known["item"].isin(asked_for[id])], items) for id in course.objectives
    ]
    return tuple(sorted((one for one in found if one.students), key=_order))


def _objective(course: Course, id: str, rows: pd.DataFrame, items: Mapping[str, Any]) -> ObjectiveAgain:
    objective = course.objectives[id]
    by_item = rows.groupby("item", sort=False)["raw_score"].mean().sort_values(kind="stable")
    return ObjectiveAgain(
        id, objective.text, rows["student"].nunique(), _not_right(rows), _sure_and_wrong(rows),
        tuple(by_item.index), _weakest_section(course, id, rows, items), objective.prompt,
    )  # fmt: skip


def _not_right(rows: pd.DataFrame) -> Estimate:
    """Each student counts once, whatever the number of items that they were asked."""
    return mean_share(1 - rows.groupby("student")["raw_score"].mean(), len(rows))


def _sure_and_wrong(rows: pd.DataFrame) -> Estimate:
    sure = rows[rows["sureness"].isin(("guess", "think", "know"))]
    if sure.empty:
        return none("nobody has said how sure they were")
    wrong = (sure["sureness"] == "know") & (sure["raw_score"] < 1)
    return share_by_people(wrong, sure["student"])


def _order(one: ObjectiveAgain | Misconception) -> tuple[float, float, int, str]:
    if isinstance(one, Misconception):
        return -one.share.low, -one.sure / one.students, -one.share.n, one.item
    return -one.not_right.low, -(one.sure_and_wrong.value or 0.0), -one.students, one.objective


def _weakest_section(
    course: Course, objective: str, rows: pd.DataFrame, items: Mapping[str, Any]
) -> Section | None:
    """The lesson on whose items most marks were missed."""
    if rows.empty:
        return None
    missed = (1 - rows["raw_score"]).groupby(rows["item"].map(lambda id: items[id].lesson)).sum()
    lesson = missed.idxmax()
    return _section(course, lesson, course.objectives[objective].sections.get(lesson))


def _section(course: Course, lesson: str, heading: str | None) -> Section:
    return Section(f"{lesson}.ipynb", course.lessons[lesson].title, heading)


def section_of(course: Course, item: Any) -> Section:
    """Where an item is taught, by the heading that it names or the first that its objectives have."""
    sections = (course.objectives[id].sections.get(item.lesson) for id in item.objectives)
    return _section(course, item.lesson, item.section or next(filter(None, sections), None))


# --- by misconception --------------------------------------------------------------------------------------


def misconceptions(first: pd.DataFrame, course: Course) -> tuple[Misconception, ...]:
    """The most frequent answer that is not right of each item, the most pressing first; ten at most."""
    items = bank(course, "student")
    answered = first[first["item"].isin(items) & (first["response"] != "null")]
    found = (_misconception(course, items[id], rows) for id, rows in answered.groupby("item", sort=False))
    return tuple(sorted(filter(None, found), key=_order)[:MOST_MISCONCEPTIONS])


def _misconception(course: Course, item: Any, rows: pd.DataFrame) -> Misconception | None:
    given: dict[Pick, list[bool]] = {}
    readable = 0
    told = picks_of_many(item, zip(rows["response"], rows["attempt"], strict=True))
    for picked, sureness in zip(told, rows["sureness"], strict=True):
        readable += bool(picked)
        for pick in dict.fromkeys(picked):
            if not pick.is_right:
                given.setdefault(pick, []).append(sureness == "know")
    if not given:
        return None
    pick, sure = max(given.items(), key=lambda one: (len(one[1]), sum(one[1])))
    if len(sure) < LEAST_STUDENTS:
        return None
    return Misconception(
        item.id, to_plain(item.stem), pick.about, pick.said, pick.feedback, len(sure),
        share(len(sure), readable), sum(sure), tuple(item.objectives), section_of(course, item),
        PROMPT.format(said=_saying(pick)),
    )  # fmt: skip


def _saying(pick: Pick) -> str:
    return f"{pick.about}: {pick.said}" if pick.about else pick.said
