"""The roster: who is behind which pseudonym, in which group, with which accommodations. The teacher's alone.

A CSV file as any table program writes it, with the columns `id, name, group, time_multiplier,
accommodations`; only `id` is needed. Importing again updates; whoever is not in the file stays as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, insert, select, update

from course.classroom.store.class_csv import Cells, RowsReport, note_on, short_text
from course.classroom.store.class_store import ClassStore, next_key
from course.classroom.store.tables import STUDENT
from course.errors import Refused
from course.exchange.imported import read_bytes
from course.exchange.log_cells import read_number
from course.exchange.log_rows import Problem, read_table
from course.handing_in.student_name import as_student

COLUMNS = ("id", "name", "group", "time_multiplier", "accommodations")
TIME_MULTIPLIERS = (1.0, 4.0)
MAX_NAME_CHARACTERS = 200
MAX_GROUP_CHARACTERS = 60
MAX_ACCOMMODATIONS_CHARACTERS = 1000


class Roster(NamedTuple):
    """The good rows, by id, in the order of the file; `report` has the others."""

    rows: Mapping[str, Mapping[str, Any]]
    report: RowsReport


def import_roster(store: ClassStore, file: Path) -> RowsReport:
    """Takes in the good rows in one transaction, and reports the others with line, column and reason.

    Raises `PlainError` where the file cannot be read or is no roster, and `StoreError`.
    """
    return keep_roster(store, read_roster(file))


def read_roster(file: Path) -> Roster:
    """Raises `PlainError` where the file cannot be read or is no roster."""
    table = read_table(read_bytes(file, "a roster"), str(file), COLUMNS, frozenset({"id"}), "roster")
    report = RowsReport()
    note_on(table, report)
    rows: dict[str, dict] = {}
    for row in table.rows():
        if isinstance(row, Problem):
            report.problems.append(row)
        elif values := _values(Cells(row), rows, report):
            rows[values["id"]] = values
    return Roster(rows, report)


def keep_roster(store: ClassStore, roster: Roster) -> RowsReport:
    """Writes a roster in one transaction; returns its report, with what is new. Raises `StoreError`."""
    with store.writing() as db:
        _keep(db, roster.rows, roster.report)
    return roster.report


def _values(cells: Cells, before: dict[str, dict], report: RowsReport) -> dict | None:
    values = {
        "id": cells.read("id", as_student, "expected the pseudonym that hand-ins carry"),
        "name": cells.read("name", short_text(MAX_NAME_CHARACTERS)),
        "group": cells.read("group", short_text(MAX_GROUP_CHARACTERS)),
        "time_multiplier": cells.read("time_multiplier", _multiplier),
        "accommodations": cells.read("accommodations", short_text(MAX_ACCOMMODATIONS_CHARACTERS)),
        "in_roster": True,
    }
    if values["id"] in before:
        cells.problem("id", f"'{values['id']}' stands in a line above already; expected each id once.")
    report.problems += cells.problems
    return None if cells.problems else values


def _multiplier(text: str) -> float:
    value = read_number(text)
    low, high = TIME_MULTIPLIERS
    if not low <= value <= high:
        raise Refused(f"'{text}' is no multiplier of time; expected {low:g} to {high:g}, such as 1.25.")
    return value


def _keep(db: Connection, rows: Mapping[str, Mapping], report: RowsReport) -> None:
    names = [*COLUMNS, "in_roster"]
    columns = [STUDENT.c[name] for name in names]
    known = {row[0]: dict(zip(names, row, strict=True)) for row in db.execute(select(*columns))}
    new = [values for id, values in rows.items() if id not in known]
    changed = [values for id, values in rows.items() if id in known and known[id] != values]
    if new:
        db.execute(
            insert(STUDENT), [{"key": key, **one} for key, one in enumerate(new, next_key(db, STUDENT))]
        )
    for values in changed:
        db.execute(update(STUDENT).where(STUDENT.c.id == values["id"]).values(values))
    report.new, report.updated = len(new), len(changed)
    report.unchanged = len(rows) - len(new) - len(changed)
