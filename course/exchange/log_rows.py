"""Finds the rows of a log, or of another table, in a file as spreadsheets leave it.

Any separator and order of columns.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from course.errors import PlainError
from course.exchange.log_columns import COLUMNS, unguarded
from course.safe_text import told

SEPARATORS = (",", ";", "\t")
MAX_CELL_CHARACTERS = 100_000
NEEDED = frozenset({"record", "id"})
NOT_UTF8 = "The file is not UTF-8; it was read as Windows-1252, so check letters beyond a to z."


@dataclass(frozen=True)
class Row:
    """Texts by column, and the line of the file in which the row begins. Empty cells are left out."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Problem:
    """Why a row was not taken in, and in which column and line of the file it shows."""

    line: int
    column: str | None
    reason: str

    def __str__(self) -> str:
        where = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{where}: {told(self.reason)}"


@dataclass(frozen=True)
class Table:
    """The file's rows, each found while it is asked for; `unknown` are columns besides `columns`."""

    text: str
    separator: str
    header: tuple[str, ...]
    """Names with the empty ones at the end, so that it is as wide as the file."""
    header_line: int
    columns: tuple[str, ...] = COLUMNS
    notes: tuple[str, ...] = ()

    @property
    def unknown(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for name in self.header if name and name not in self.columns))

    def rows(self) -> Iterator[Row | Problem]:
        """Every row that holds anything, or what keeps it from being one."""
        for line, cells in _lines(self.text, self.separator):
            if line > self.header_line:
                found = cells if isinstance(cells, Problem) else self._row(line, cells)
                if found:
                    yield found

    def _row(self, line: int, cells: list[str]) -> Row | Problem | None:
        if not any(map(str.strip, cells)):
            return None
        for name, cell in zip(self.header, cells, strict=False):
            if len(cell) > MAX_CELL_CHARACTERS:
                return Problem(line, name or None, f"has {len(cell):,} characters; {_EXPECTED_LENGTH}.")
        more = cells[len(self.header) :]
        if any(map(str.strip, more)) or (more and self.separator == ","):
            expected = f"expected {len(self.header)}, as in the header"
            return Problem(line, None, f"has {len(cells)} cells; {expected}. {_PERHAPS_COMMA}")
        named = zip(self.header, map(unguarded, cells), strict=False)
        return Row(line, {name: text for name, text in named if name in self.columns and text})


_EXPECTED_LENGTH = f"expected {MAX_CELL_CHARACTERS:,} at most"
_PERHAPS_COMMA = "A decimal comma or a comma in a text needs quotation marks around its cell."


def read_table(
    content: bytes,
    where: str,
    columns: tuple[str, ...] = COLUMNS,
    needed: frozenset[str] = NEEDED,
    what: str = "log",
) -> Table:
    """The table in a file's content; without more said, a log. Names of columns are taken with `_` for `-`.

    Raises `PlainError` where the first line is not that of such a table.
    """
    text, notes = _text(content)
    lines = enumerate(io.StringIO(text, newline=""), start=1)
    line, first = next(((line, first) for line, first in lines if _may_be_header(first)), (0, ""))
    headers = [(_names(first, mark), mark) for mark in SEPARATORS]
    header, separator = max(headers, key=lambda found: len(set(found[0]) & set(columns)))
    if missing := needed - set(header):
        lacking = " and no ".join(sorted(missing))
        expected = f"expected a first line with the columns {', '.join(columns)}"
        raise PlainError(f"{where}: is no {what}: its first line has no {lacking}; {expected}")
    twice = [name for name in columns if header.count(name) > 1]
    if twice:
        raise PlainError(f"{where}: has the column {twice[0]} more than once; expected it once")
    return Table(text, separator, header, line, columns, notes)


def _text(content: bytes) -> tuple[str, tuple[str, ...]]:
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace"), ()
    try:
        return content.decode("utf-8-sig"), ()
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace"), (NOT_UTF8,)


def _may_be_header(line: str) -> bool:
    """Not an empty line, nor the one in which Excel is told the separator."""
    return bool(line.strip(" \t\r\n,;")) and not line.lower().startswith("sep=")


def _names(line: str, separator: str) -> tuple[str, ...]:
    """The names of a header line; without the blanks, hyphens and capitals that people put in."""
    try:
        cells = next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return ()
    return tuple(re.sub(r"[\s-]+", "_", unguarded(cell).casefold()) for cell in cells)


def _lines(text: str, separator: str) -> Iterator[tuple[int, list[str] | Problem]]:
    """Each row with the line in which it begins: a cell in quotation marks may go over several."""
    before = csv.field_size_limit(len(text) + 1)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                yield line, next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield line, Problem(line, None, _plainly(error))
    finally:
        csv.field_size_limit(before)


def _plainly(error: csv.Error) -> str:
    if "unexpected end" in str(error):
        return (
            "a quotation mark opens a cell that is never closed, so nothing after it was read; expected two."
        )
    return f"cannot be read ({error}); expected a quotation mark inside a cell to be written twice."
