"""Scores as CSV, with the columns that the gradebooks of Moodle and Canvas take in.

Moodle lets the teacher choose which column names the student: map "ID number" to the field that holds the
pseudonym. Canvas reads its columns by place (Student, ID, SIS User ID, SIS Login ID, Section, then one an
assignment) and a row of "Points Possible"; it looks for the SIS user id first, then for the login id.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from course.classroom.report.blocks import listed, shown
from course.classroom.report.results import Results, Which, counted, is_finished
from course.classroom.report.withheld import is_withheld
from course.errors import PlainError
from course.exchange.log_columns import guarded

System = Literal["moodle", "canvas"]
SYSTEMS: tuple[System, ...] = ("moodle", "canvas")
POINTS = 100
MAX_NAME_CHARACTERS = 200


@dataclass(frozen=True)
class Gradebook:
    """`rows` with their heads, as text. `unfinished` and `withheld` are students with an empty cell for that
    reason, `which` the attempt that counts."""

    system: System
    which: Which
    rows: tuple[tuple[str, ...], ...]
    students: int
    unfinished: tuple[str, ...]
    withheld: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """How many, what counts, what is left empty, and how to take it in."""
        yield f"{self.students} in the class, scores in per cent; the {self.which} attempt counts."
        if self.unfinished:
            yield f"Left empty, begun and not finished: {listed(map(shown, self.unfinished))}."
        if self.withheld:
            yield f"Left empty until both forms are done: {listed(map(shown, self.withheld))}."
        yield HOW[self.system]


HOW: dict[System, str] = {
    "moodle": "In Moodle: Grades, Import, CSV file; map “ID number” to the field that holds the pseudonym,"
    " and each quiz to a grade item with a maximum of 100 (or to a new one). Empty cells give no grade.",
    "canvas": "In Canvas: Grades, Import. The pseudonym has to be the SIS user id or the login id of the"
    " student; a column whose name Canvas does not know becomes a new assignment of 100 points.",
}


def gradebook(results: Results, system: System, which: Which = "best", with_names: bool = False) -> Gradebook:
    """One row for each student, one column for each quiz that somebody took.

    What is not finished, and a first form whose second is not done, stays empty. `PlainError` for a system
    that there is not.
    """
    if system not in SYSTEMS:
        raise PlainError(f"There is no gradebook '{system}'. Known: {', '.join(SYSTEMS)}.")
    open_, hidden = ~is_finished(results.attempts), is_withheld(results.attempts)
    told = results.attempts[~open_ & ~hidden]
    best = counted(told, which)
    scores = dict(zip(zip(best["student"], best["quiz"], strict=True), best["score"], strict=True))
    quizzes = [quiz for quiz in results.quizzes if quiz in set(results.attempts["quiz"])]
    rows = tuple(_rows(results, system, quizzes, scores, with_names))
    missing = results.attempts[open_ & ~hidden]
    missing = [s for s, q in zip(missing["student"], missing["quiz"], strict=True) if (s, q) not in scores]
    return Gradebook(
        system, which, rows, len(results.students), tuple(dict.fromkeys(missing)),
        tuple(results.attempts[hidden]["student"].drop_duplicates()),
    )  # fmt: skip


def _rows(
    results: Results, system: System, quizzes: list[str], scores: dict, with_names: bool
) -> Iterator[tuple[str, ...]]:
    titles = tuple(_safe(results.title(quiz)) for quiz in quizzes)
    if system == "moodle":
        yield ("ID number", *(("Name",) if with_names else ()), *titles)
    else:
        yield ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles)
        yield ("    Points Possible", "", "", "", "", *(str(POINTS) for _ in quizzes))
    for row in results.students[["student", "name", "group"]].itertuples(index=False):
        id = _safe(row.student)
        name = _safe(shown(row.name, MAX_NAME_CHARACTERS)) if with_names and isinstance(row.name, str) else ""
        group = _safe(shown(row.group)) if isinstance(row.group, str) else ""
        grades = (_grade(scores.get((row.student, quiz))) for quiz in quizzes)
        if system == "moodle":
            yield (id, *((name,) if with_names else ()), *grades)
        else:
            yield (name or id, "", id, id, group, *grades)


def _safe(text: str) -> str:
    """No spreadsheet runs it as a formula. An id begins with a letter or a digit, so that it stays as it is,
    and is found by the LMS."""
    return guarded("", text)


def _grade(score: float | None) -> str:
    """Per cent with two decimals, as many as the LMS keep."""
    return "" if score is None else f"{POINTS * score:.2f}"


def write_gradebook(book: Gradebook, file: Path) -> None:
    """As a new file. Raises `PlainError` where it cannot be written."""
    from course.exchange.whole_file import write_new

    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(book.rows)
    write_new(file, text.getvalue().encode())
