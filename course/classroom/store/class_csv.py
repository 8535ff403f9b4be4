"""What the class's CSV files have in common: a report of rows, and whom a cell or a command names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy import Connection, select

from course.classroom.store.tables import STUDENT
from course.errors import PlainError, Refused
from course.exchange.log_rows import Problem, Row, Table
from course.safe_text import one_line, told

MAX_TOLD = 50
Read = TypeVar("Read")


@dataclass
class RowsReport:
    """What came of the rows of a file. `problems`: what was refused, in the order of lines."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def refused(self) -> int:
        return len({problem.line for problem in self.problems})

    def lines(self) -> Iterator[str]:
        """The counts, then each refused row, then what else is to be said."""
        counts = f"{self.new:,} new, {self.updated:,} updated, {self.unchanged:,} unchanged"
        yield f"{counts}, {self.refused:,} refused"
        yield from (f"  {problem}" for problem in self.problems[:MAX_TOLD])
        if len(self.problems) > MAX_TOLD:
            yield f"  and {len(self.problems) - MAX_TOLD:,} more"
        yield from self.notes


def note_on(table: Table, report: RowsReport) -> None:
    """What the file as a whole is noted for."""
    report.notes += table.notes
    if table.unknown:
        report.notes.append(told(f"Columns that nothing reads were left out: {', '.join(table.unknown)}."))


class Cells:
    """The cells of one row; what cannot be read is collected with its column, so that all of it is told."""

    def __init__(self, row: Row):
        self.row = row
        self.problems: list[Problem] = []

    def problem(self, column: str | None, reason: str) -> None:
        self.problems.append(Problem(self.row.line, column, reason))

    def read(self, column: str, reader, empty: str | None = None):
        """The cell by `reader`, which may raise `PlainError`; None where it is empty.

        `empty` is what is expected where it may not be."""
        text = self.row.cells.get(column)
        if text is None:
            if empty:
                self.problem(column, f"is empty; {empty}")
            return None
        try:
            return reader(text)
        except PlainError as error:
            self.problem(column, str(error))
            return None


def short_text(limit: int):
    """A reader of any text of at most `limit` characters."""

    def read(text: str) -> str:
        if len(text) > limit:
            raise Refused(f"has {len(text):,} characters; expected at most {limit}.")
        return one_line(text, limit)

    return read


def students_by_name(db: Connection) -> Mapping[str, Sequence[str]]:
    """Ids by each id and each name in small letters."""
    found: dict[str, list[str]] = {}
    for row in db.execute(select(STUDENT.c.id, STUDENT.c.name).order_by(STUDENT.c.id)):
        for name in {row.id.casefold(), (row.name or row.id).casefold()}:
            found.setdefault(name, []).append(row.id)
    return found


def the_student(text: str, known: Mapping[str, Sequence[str]]) -> str:
    """The id of the one person who is called so, by id or name. Raises `Refused`, with the candidates."""
    found = known.get(" ".join(text.split()).casefold(), ())
    if len(found) == 1:
        return found[0]
    if not found:
        raise Refused(f"'{told(text)}' is nobody in the class store; expected the id or name of a student.")
    raise Refused(f"'{told(text)}' may be any of these ids: {', '.join(found)}; expected one of them.")
