"""Of a class report: who did what, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

import pandas as pd

from course.classroom.analysis.estimates import mean
from course.classroom.report.blocks import Block, Section, Table, Warn, shown
from course.classroom.report.names import Names
from course.classroom.report.results import Results, counted, is_finished

MOST_ROWS = 1000
LEGEND = (
    "A cell is the share of all marks in the best finished attempt, each question with its best answer; × 2"
    " says that there were two attempts. “26 of 49” was begun and not finished, – not begun. † the marks"
    " reach the pass mark, and a question on which safety hangs is still not right."
)


def who_did_what(results: Results, names: Names) -> Section:
    """Students by quizzes, then groups."""
    people = results.students
    if people.empty:
        return Section("Who did what", ("Nobody is on the roster, and nobody has handed in.",), "who")
    quizzes = [quiz for quiz in results.quizzes if quiz in set(results.attempts["quiz"])]
    blocks: list[Block] = [_missing(results, quizzes), LEGEND]
    if len(people) > MOST_ROWS:
        blocks.append(Warn(f"Only the first {MOST_ROWS:,} of {len(people):,} students; choose a group."))
    blocks.append(_students(results, names, quizzes))
    if people["group"].notna().any():
        blocks.append(_groups(results, quizzes))
    return Section("Who did what", tuple(blocks), "who")


def _missing(results: Results, quizzes: Sequence[str]) -> str:
    done = results.attempts[is_finished(results.attempts)]
    everybody = len(results.students)
    told = []
    for quiz in quizzes:
        finished = done[done["quiz"] == quiz]["student"].nunique()
        begun = results.attempts[results.attempts["quiz"] == quiz]["student"].nunique() - finished
        some = f" ({begun} more have begun)" if begun else ""
        told.append(f"{results.title(quiz)} {finished} of {everybody}{some}")
    return f"Finished: {'; '.join(told)}." if told else "Nobody has handed in anything yet."


def _students(results: Results, names: Names, quizzes: Sequence[str]) -> Table:
    best = _cells(results)
    by_student = results.attempts.groupby("student")
    counts, minutes = by_student.size().to_dict(), (by_student["seconds"].sum() / 60).to_dict()
    rows = tuple(
        (
            names(one.student),
            *((shown(one.group) if isinstance(one.group, str) else "–",) if _has_groups(results) else ()),
            *(best.get((one.student, quiz), "–") for quiz in quizzes),
            str(counts.get(one.student, 0)),
            f"{minutes.get(one.student, 0):.0f}",
        )
        for one in results.students.head(MOST_ROWS).itertuples(index=False)
    )
    group = ("Group",) if _has_groups(results) else ()
    heads = ("Student", *group, *map(results.title, quizzes), "Attempts", "Minutes")
    first = 1 + len(group)
    widths = (26, *((9,) if group else ()), *(14,) * len(quizzes), 11, 10)
    return Table("Students and quizzes", heads, rows, tuple(range(first, len(heads))), widths)


def _has_groups(results: Results) -> bool:
    return bool(results.students["group"].notna().any())


def _cells(results: Results) -> dict[tuple[str, str], str]:
    """What stands in the table for each student and quiz."""
    attempts = results.attempts
    times = attempts.groupby(["student", "quiz"]).size()
    cells = {}
    for row in counted(attempts, "best").itertuples(index=False):
        cells[row.student, row.quiz] = f"{row.answered} of {row.asked}"
    for row in counted(attempts[is_finished(attempts)], "best").itertuples(index=False):
        again = times[row.student, row.quiz]
        open_ = " †" if row.score >= row.pass_mark - 1e-9 and not row.passed else ""
        cells[row.student, row.quiz] = f"{100 * row.score:.0f} %{open_}" + (
            f" × {again}" if again > 1 else ""
        )
    return cells


def _groups(results: Results, quizzes: Sequence[str]) -> Table:
    people = results.students.assign(group=results.students["group"].fillna("–"))
    done = counted(results.attempts[is_finished(results.attempts)], "best")
    rows = tuple(
        _group_row(str(group), members, done[done["student"].isin(members["student"])], quizzes)
        for group, members in people.groupby("group")
    )
    return Table(
        "Groups: mean of the best finished attempts with its 95 % interval",
        ("Group", "Students", "Handed in", *map(results.title, quizzes)),
        rows,
        tuple(range(1, 3 + len(quizzes))),
        (14, 10, 10, *(19,) * len(quizzes)),
    )


def _group_row(
    group: str, members: pd.DataFrame, done: pd.DataFrame, quizzes: Sequence[str]
) -> tuple[str, ...]:
    means = (mean(done[done["quiz"] == quiz]["score"], 0, 1) for quiz in quizzes)
    told = (one.as_percent() if one.has_interval else _alone(one.value) for one in means)
    return shown(group), str(len(members)), str(int(members["has_handed_in"].sum())), *told


def _alone(value: float | None) -> str:
    return "–" if value is None or isnan(value) else f"{100 * value:.0f} %"
