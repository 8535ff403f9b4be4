"""What a class report is made of: sections of paragraphs, lists, tables and pictures, all of it plain text.

Whoever writes it out escapes it. In a notebook a section shows itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from course.safe_text import one_line

if TYPE_CHECKING:
    from course.plots.look import Drawing

MAX_SHOWN_CHARACTERS = 60
GENERATOR = "Bedstretch class report"
"""What a file of a class report says of itself, so that a newer one may take its place."""


@dataclass(frozen=True)
class Points:
    """A list. Of each item the first text leads, the others follow it, each on a line of its own."""

    items: tuple[tuple[str, ...], ...]
    is_ordered: bool = False


@dataclass(frozen=True)
class Table:
    """`rows` without the heads; the first cell of each is its name. `numbers` are columns set to the right,
    `widths` the columns' shares of the page's width."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: tuple[int, ...] = ()
    widths: tuple[float, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A drawing; matplotlib is loaded when `make` is called."""

    make: Callable[[], Drawing]


@dataclass(frozen=True)
class Warn:
    """A sentence that nobody should overlook."""

    text: str


Block = str | Points | Table | Picture | Warn


@dataclass(frozen=True)
class Section:
    """`id` is its address on the page; `level` 2 or 3. `is_extra`: folded on a page, left out of print."""

    heading: str
    blocks: tuple[Block, ...]
    id: str = ""
    level: int = 2
    is_extra: bool = False

    def _repr_html_(self) -> str:
        from course.classroom.report.html import section_html

        return section_html(self)

    def __repr__(self) -> str:
        return f"Section({self.heading!r})"


@dataclass(frozen=True)
class Report:
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    generator: str = ""


def shown(text: object, most: int = MAX_SHOWN_CHARACTERS) -> str:
    """A text that came from outside, as one line that changes nothing around it."""
    return one_line(text, most)


def title_of(id: str) -> str:
    """An objective's id as a title: `Prescribe a dose`."""
    return id.replace("-", " ").capitalize()


def many(count: int, one: str) -> str:
    """`1 student`, `2 students`."""
    return f"{count:,} {one}" if count == 1 else f"{count:,} {one}s"


def listed(names: Iterable[str], most: int = 12) -> str:
    """`a, b, c and 4 more`."""
    names = list(names)
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
