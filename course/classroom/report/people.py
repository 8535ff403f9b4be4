"""Of a class report: who did what, and what is missing."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from course.classroom.analysis.class_error import MIN_GROUP
from course.classroom.analysis.estimates import mean
from course.classroom.report.blocks import Block, Section, Table, Warn, shown
from course.classroom.report.names import Names
from course.classroom.report.results import WORK, Results, Work, counted, is_finished
from course.classroom.report.standing import is_held_back

MOST_ROWS = 1000
MOST_WORKS = 8
"""Columns of one table: more have no room on a page."""
LEGEND = (
    "A cell is the share of all marks in the {which} finished attempt, each question with its best answer;"
    " × 2 says that there were two attempts. “26 of 49” was begun and not finished, – not begun. Of two"
    " parallel forms, before and after the course, the second stands here once it is done; they have no pass"
    " mark."
)
HELD_BACK = (
    "; † the marks reach the pass mark ({mark}), and it is not passed yet, as a question on which safety"
    " hangs is not right, or one could not be graded"
)


def who_did_what(results: Results, names: Names) -> Section:
    """Students by quizzes, then groups."""
    people = results.students
    if people.empty:
        return Section("Who did what", ("Nobody is on the roster, and nobody has handed in.",), "who")
    blocks: list[Block] = [_missing(results), LEGEND.format(which=_which(results))]
    if len(people) > MOST_ROWS:
        blocks.append(Warn(f"Only the first {MOST_ROWS:,} of {len(people):,} students; choose a group."))
    parts = [results.works[at : at + MOST_WORKS] for at in range(0, len(results.works), MOST_WORKS)] or [()]
    blocks += [_students(results, names, works) for works in parts]
    if people["group"].notna().any():
        blocks += [_groups(results, works) for works in parts]
    return Section("Who did what", tuple(blocks), "who")


def _which(results: Results) -> str:
    """The attempt in the cells: the best of all, unless there is but one of each student."""
    return "best" if results.which == "first" else results.which


def _missing(results: Results) -> str:
    done = results.attempts[is_finished(results.attempts)]
    everybody = len(results.students)
    told = []
    for work in results.works:
        finished = _of(done, work)["student"].nunique()
        begun = _of(results.attempts, work)["student"].nunique() - finished
        some = f" ({begun} more have begun)" if begun else ""
        told.append(f"{results.work_title(work)} {finished} of {everybody}{some}")
    return f"Finished: {'; '.join(told)}." if told else "Nobody has handed in anything yet."


def _of(attempts: pd.DataFrame, work: Work) -> pd.DataFrame:
    return attempts[(attempts[WORK] == list(work)).all(axis=1)]


def _students(results: Results, names: Names, works: Sequence[Work]) -> Table:
    best = _cells(results)
    by_student = results.tries.groupby("student")
    counts, minutes = by_student.size().to_dict(), (by_student["seconds"].sum() / 60).to_dict()
    rows = tuple(
        (
            names(one.student),
            *((shown(one.group) if isinstance(one.group, str) else "–",) if _has_groups(results) else ()),
            *(best.get((one.student, work), "–") for work in works),
            str(counts.get(one.student, 0)),
            f"{minutes.get(one.student, 0):.0f}",
        )
        for one in results.students.head(MOST_ROWS).itertuples(index=False)
    )
    group = ("Group",) if _has_groups(results) else ()
    heads = ("Student", *group, *map(results.work_title, works), "Attempts", "Minutes")
    first = 1 + len(group)
    widths = (26, *((9,) if group else ()), *(14,) * len(works), 11, 10)
    caption = f"Students and quizzes{_held_back(results, works)}"
    return Table(caption, heads, rows, tuple(range(first, len(heads))), widths)


def _held_back(results: Results, works: Sequence[Work]) -> str:
    """What † means, with the pass mark of these quizzes; nothing of forms alone."""
    attempts = results.attempts[results.attempts["form"].isna()]
    quizzes = [work.quiz for work in works]
    marks = sorted({f"{100 * mark:.0f} %" for mark in attempts[attempts["quiz"].isin(quizzes)]["pass_mark"]})
    return HELD_BACK.format(mark=", in others ".join(marks)) if marks else ""


def _has_groups(results: Results) -> bool:
    return bool(results.students["group"].notna().any())


def _cells(results: Results) -> dict[tuple[str, Work], str]:
    """What stands in the table for each student and work."""
    attempts = results.attempts
    times = results.tries.groupby(["student", *WORK]).size()
    cells = {}
    for row in counted(attempts, "best").itertuples(index=False):
        cells[row.student, Work(row.quiz, row.track, row.mode)] = f"{row.answered} of {row.asked}"
    for row in counted(attempts[is_finished(attempts)], "best").itertuples(index=False):
        work = Work(row.quiz, row.track, row.mode)
        again = times[row.student, *work]
        open_ = " †" if is_held_back(row) else ""
        cells[row.student, work] = f"{100 * row.score:.0f} %{open_}" + (f" × {again}" if again > 1 else "")
    return cells


def _groups(results: Results, works: Sequence[Work]) -> Table:
    people = results.students.assign(group=results.students["group"].fillna("–"))
    done = counted(results.attempts[is_finished(results.attempts)], "best")
    rows = tuple(
        _group_row(str(group), members, done[done["student"].isin(members["student"])], works)
        for group, members in people.groupby("group")
    )
    return Table(
        f"Groups: mean of the {_which(results)} finished attempts with its 95 % interval; none of fewer than"
        f" {MIN_GROUP} students",
        ("Group", "Students", "Handed in", *map(results.work_title, works)),
        rows,
        tuple(range(1, 3 + len(works))),
        (14, 10, 10, *(19,) * len(works)),
    )


def _group_row(
    group: str, members: pd.DataFrame, done: pd.DataFrame, works: Sequence[Work]
) -> tuple[str, ...]:
    means = (mean(_of(done, work)["score"], 0, 1) for work in works)
    told = (one.as_percent() if one.n >= MIN_GROUP else f"fewer than {MIN_GROUP}" for one in means)
    return shown(group), str(len(members)), str(int(members["has_handed_in"].sum())), *told
