"""Marks of a practical station, from a CSV file with one row a student, stretch and rater.

Columns: `student, stretch, rater`, points under the name of each criterion of the sheet, yes or no under
`<criterion>_critical` where the sheet has something critical, `global_rating`, and, if wanted, `at`. A row in
which only the student stands is one of `empty_marks` that nobody has filled in.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, delete, select

from course.classroom.store.class_csv import Cells, RowsReport, note_on, students_by_name, the_student
from course.classroom.store.class_store import ClassStore, insert_rows
from course.classroom.store.tables import MARK, STUDENT
from course.errors import Refused
from course.exchange.imported import read_bytes
from course.exchange.log_cells import read_number, read_time, read_word, read_yes_no
from course.exchange.log_rows import Problem, read_table
from course.handing_in.student_name import as_student
from course.journal import now, stamp
from course.schema import Course, Criterion, PracticalSheet
from course.schema.practical import RATING_WORDS


class _Station(NamedTuple):
    student: str
    stretch: str
    rater: str


def columns_of(sheet: PracticalSheet) -> tuple[str, ...]:
    """The columns of the CSV file, in the order of the sheet."""
    points = [column_of(criterion) for criterion in sheet.criteria]
    critical = [critical_column_of(criterion) for criterion in sheet.criteria if criterion.critical]
    return ("student", "stretch", "rater", *points, *critical, "global_rating", "at")


def empty_marks(sheet: PracticalSheet, students: Iterable[str]) -> bytes:
    """The CSV file to be filled in: its columns, and a row for each student's id."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns_of(sheet))
    writer.writeheader()
    writer.writerows({"student": student} for student in students)
    return text.getvalue().encode("utf-8-sig")


def import_marks(store: ClassStore, course: Course, file: Path) -> RowsReport:
    """Takes in the good rows in one transaction, and reports the others with line, column and reason.

    A row for the same student, stretch and rater takes the place of an earlier one. Raises `PlainError` where
    the file cannot be read or holds no marks, and `StoreError`.
    """
    columns = columns_of(course.practical_sheet)
    needed = frozenset(columns) - {"at"}
    table = read_table(read_bytes(file, "marks"), str(file), columns, needed, "file of marks")
    report = RowsReport()
    note_on(table, report)
    not_filled_in = 0
    with store.writing() as db:
        reader = _Reader(course, students_by_name(db), report)
        for row in table.rows():
            if isinstance(row, Problem):
                report.problems.append(row)
            elif row.cells.keys() == {"student"}:
                not_filled_in += 1
            else:
                reader.take(Cells(row))
        _keep(db, reader.stations, report)
    report.notes += reader.noted
    if not_filled_in:
        report.notes.append(f"{not_filled_in:,} rows with nothing but the student were passed over.")
    return report


def column_of(criterion: Criterion) -> str:
    """Where the points of a criterion stand."""
    return criterion.id.replace("-", "_")


def critical_column_of(criterion: Criterion) -> str:
    """Where it says whether the station fails because of it."""
    return f"{column_of(criterion)}_critical"


class _Reader:
    """Reads rows; `stations`: the good ones, each with its rows of `mark` but for the first columns."""

    def __init__(self, course: Course, students: dict, report: RowsReport):
        self.course, self.students, self.report = course, students, report
        self.stations: dict[_Station, list[tuple]] = {}
        self.noted: dict[str, None] = {}
        self.moment = now()

    def take(self, cells: Cells) -> None:
        station = _Station(
            cells.read("student", partial(the_student, known=self.students), "expected the id of a student"),
            cells.read(
                "stretch", partial(read_word, words=tuple(self.course.stretches)), "expected a stretch"
            ),
            cells.read("rater", as_student, "expected who marked"),
        )
        marks = self._marks(cells)
        if station in self.stations:
            cells.problem(None, "marks this student, stretch and rater a second time; expected one row.")
        self.report.problems += cells.problems
        if not cells.problems:
            self.stations[station] = marks

    def _marks(self, cells: Cells) -> list[tuple]:
        sheet = self.course.practical_sheet
        rating = cells.read("global_rating", partial(_rating, ratings=sheet.ratings), _one_of(sheet.ratings))
        at = cells.read("at", self._time)
        return [
            (one.id, self._points(cells, one), float(one.max_points), _is_critical(cells, one), rating, at)
            for one in sheet.criteria
        ]

    def _points(self, cells: Cells, criterion: Criterion) -> float | None:
        expected = f"expected 0 to {criterion.max_points}, in whole or half points"

        def read(text: str) -> float:
            points = read_number(text)
            if not 0 <= points <= criterion.max_points or points * 2 % 1:
                raise Refused(f"'{text}' is not to be had here; {expected}.")
            return points

        return cells.read(column_of(criterion), read, expected)

    def _time(self, text: str) -> str:
        at: datetime = read_time(text, self.noted, self.moment)
        return stamp(at)


def _is_critical(cells: Cells, criterion: Criterion) -> bool:
    return bool(criterion.critical and cells.read(critical_column_of(criterion), read_yes_no))


def _rating(text: str, ratings: tuple[str, ...]) -> str:
    """By its id, or in the words of the printed sheet."""
    ids = {RATING_WORDS.get(rating, rating): rating for rating in ratings}
    plain = " ".join(text.replace("-", " ").replace("_", " ").split()).casefold()
    return ids[plain] if plain in ids else read_word(text, ratings)


def _one_of(words: tuple[str, ...]) -> str:
    return f"expected one of {', '.join(words)}"


def _keep(db: Connection, stations: dict[_Station, list[tuple]], report: RowsReport) -> None:
    keys = {row.id: row.key for row in db.execute(select(STUDENT.c.id, STUDENT.c.key))}
    for station, marks in stations.items():
        of = (
            (MARK.c.student_key == keys[station.student])
            & (MARK.c.stretch == station.stretch)
            & (MARK.c.rater == station.rater)
        )
        rows = [(keys[station.student], station.stretch, station.rater, *mark) for mark in marks]
        known = [tuple(row) for row in db.execute(select(*MARK.c).where(of))]
        if sorted(known) == sorted(rows):
            report.unchanged += 1
            continue
        db.execute(delete(MARK).where(of))
        insert_rows(db, MARK, rows)
        report.updated, report.new = report.updated + bool(known), report.new + (not known)
