"""Scores as CSV, with the columns that the gradebooks of Moodle and Canvas take in.

Moodle lets the teacher choose which column names the student: map "ID number" to the field that holds the
pseudonym. Canvas reads its columns by place (Student, ID, SIS User ID, SIS Login ID, Section, then one an
assignment) and a row of "Points Possible"; it looks for the SIS user id first, then for the login id.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from course.attempts import Mode
from course.classroom.report.blocks import listed, many, shown
from course.classroom.report.left_out import left_out_in_words
from course.classroom.report.results import USUAL, WORK, Results, Which, Work, counted, is_finished
from course.classroom.report.standing import GATE, held_back
from course.classroom.report.synthetic import synthetic_in_words
from course.classroom.report.withheld import is_withheld
from course.errors import PlainError
from course.exchange.log_columns import guarded

if TYPE_CHECKING:
    import pandas as pd

System = Literal["moodle", "canvas"]
SYSTEMS: tuple[System, ...] = ("moodle", "canvas")
MODES: tuple[Mode, ...] = ("graded", "practice")
POINTS = 100
MAX_NAME_CHARACTERS = 200
MOST_NAMED = 40
ByColumn = Mapping[str, tuple[str, ...]]
"""Students by the head of a column."""


@dataclass(frozen=True)
class Gradebook:
    """`rows` with their heads, as text. `unfinished`, `only_practised` and `withheld` are students with an
    empty cell for that reason, `ungraded` those with answers that the course cannot grade, each by column;
    `held_back`, by column too, those whose score reaches the pass mark while a safety question is open.
    `which` is the attempt that counts, `practice` the columns that are no grades, `unknown` quizzes that the
    course does not have, `notes` what else has to be known."""

    system: System
    which: Which
    rows: tuple[tuple[str, ...], ...]
    students: int
    practice: tuple[str, ...]
    unfinished: ByColumn
    only_practised: ByColumn
    withheld: ByColumn
    ungraded: ByColumn
    held_back: ByColumn
    unknown: tuple[str, ...]
    notes: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        """How many, what counts, what is left empty, and how to take it in."""
        yield f"{self.students} in the class, scores in per cent."
        yield f"Of several attempts the {self.which} counts; of two forms, the second sitting."
        yield from self.notes
        yield f"A score alone is no pass. {GATE}"
        yield from _told("At the pass mark, and not yet passed because of a safety question", self.held_back)
        if self.practice:
            yield f"Not graded, but practice with feedback in between: {listed(self.practice)}."
        yield from _told("Left empty, begun and not finished", self.unfinished)
        yield from _told("Left empty, as practice is no grade", self.only_practised)
        yield from _told("Left empty until both forms are done", self.withheld)
        foreign = "with answers to questions that this course does not have as they were asked"
        yield from _told(f"Left empty, {foreign}", self.ungraded)
        if self.unknown:
            left_out = listed(map(shown, self.unknown))
            yield f"No quizzes of this course, left out: {left_out}. Those of your own: --bank DIR."
        yield HOW[self.system]


def _told(what: str, columns: ByColumn) -> Iterator[str]:
    """A line with how many, then one a column; nothing where there is nobody."""
    if columns:
        yield f"{what}: {many(len(set().union(*columns.values())), 'student')}."
    for title, students in columns.items():
        yield f"  {title}, {len(students)}: {listed(map(shown, students), MOST_NAMED)}"


HOW: dict[System, str] = {
    "moodle": "In Moodle: Grades, Import, CSV file; map “ID number” to the field that holds the pseudonym,"
    " and each quiz to a grade item with a maximum of 100 (or to a new one). Empty cells give no grade.",
    "canvas": "In Canvas: Grades, Import. The pseudonym has to be the SIS user id or the login id of the"
    " student; a column whose name Canvas does not know becomes a new assignment of 100 points.",
}


def gradebook(
    results: Results,
    system: System,
    which: Which = USUAL,
    with_names: bool = False,
    mode: Mode | None = None,
) -> Gradebook:
    """One row for each student, one column for each work; practice only of what nobody did graded.

    `mode` takes graded or practice alone. What is not finished, what the course cannot grade, and a first
    form whose second is not done, stays empty. `PlainError` for a system or a mode that there is not.
    """
    _known("gradebook", system, SYSTEMS)
    _known("mode", mode or "graded", MODES)
    works = _columns(results, mode)
    open_, hidden = ~is_finished(results.attempts), is_withheld(results.attempts)
    foreign = results.attempts["ungraded"] > 0
    best = counted(results.attempts[~open_ & ~hidden & ~foreign], which)
    scores = dict(zip(_cells(best), best["score"], strict=True))
    empty = [
        [cell for cell in _cells(results.attempts[rows & ~hidden]) if cell not in scores and cell[1] in works]
        for rows in (open_ & ~foreign, foreign)
    ]
    begun = set(_cells(results.attempts))
    practised = [(id, work._replace(mode="graded")) for id, work in begun if work not in works]
    practised = sorted(cell for cell in practised if cell[1] in works and cell not in begun)
    safety = held_back(best)
    waiting = results.attempts[hidden].drop_duplicates(["student", *WORK])
    notes = synthetic_in_words(results.students), left_out_in_words(results)

    def by_column(cells: Iterable[tuple[str, Work]]) -> ByColumn:
        found: dict[Work, dict[str, None]] = {work: {} for work in works}
        for student, work in cells:
            found[work][student] = None
        return {_safe(results.work_title(work)): tuple(ids) for work, ids in found.items() if ids}

    return Gradebook(
        system, which, tuple(_rows(results, system, works, scores, with_names)), len(results.students),
        tuple(_safe(results.work_title(work)) for work in works if work.mode == "practice"),
        by_column(empty[0]), by_column(practised),
        by_column(cell for cell in _cells(waiting) if cell[1] in works), by_column(empty[1]),
        by_column(cell for cell in _cells(safety) if cell[1] in works),
        tuple(dict.fromkeys(work.quiz for work in results.works if work.quiz not in results.course.quizzes)),
        tuple(filter(None, notes)),
    )  # fmt: skip


def _known(what: str, name: str, known: tuple[str, ...]) -> None:
    if name not in known:
        raise PlainError(f"There is no {what} '{name}'. Known: {', '.join(known)}.")


def _columns(results: Results, mode: Mode | None) -> list[Work]:
    """Practice gives way to graded attempts of the same quiz and track."""
    works = [work for work in results.works if work.quiz in results.course.quizzes]
    if mode is not None:
        return [work for work in works if work.mode == mode]
    return [work for work in works if work.mode == "graded" or work._replace(mode="graded") not in works]


def _cells(attempts: pd.DataFrame) -> list[tuple[str, Work]]:
    """Student and work of each row."""
    return [(student, Work(*work)) for student, *work in attempts[["student", *WORK]].itertuples(index=False)]


def _rows(
    results: Results, system: System, works: list[Work], scores: dict, with_names: bool
) -> Iterator[tuple[str, ...]]:
    titles = tuple(_safe(results.work_title(work)) for work in works)
    if system == "moodle":
        yield ("ID number", *(("Name",) if with_names else ()), *titles)
    else:
        yield ("Student", "ID", "SIS User ID", "SIS Login ID", "Section", *titles)
        yield ("    Points Possible", "", "", "", "", *(str(POINTS) for _ in works))
    for row in results.students[["student", "name", "group"]].itertuples(index=False):
        id = _safe(row.student)
        name = _safe(shown(row.name, MAX_NAME_CHARACTERS)) if with_names and isinstance(row.name, str) else ""
        group = _safe(shown(row.group)) if isinstance(row.group, str) else ""
        grades = (_grade(scores.get((row.student, work))) for work in works)
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
    """As a new file for its owner's eyes. Raises `PlainError` where it cannot be written."""
    from course.exchange.whole_file import write_new

    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(book.rows)
    write_new(file, text.getvalue().encode(), private=True)
