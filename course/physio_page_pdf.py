"""The page for a physiotherapist as PDF: one page of A4, set smaller where there is more to say."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from course.certificate import A4_INCHES
from course.physio_page import PhysioPage, Section

LARGEST, SMALLEST = 9.5, 5.0
MARGIN = 0.08
"""Of the page's width, left and right."""
COLUMNS = (0.0, 0.22, 0.31, 0.55, 0.74)
"""Where the columns of a table begin, as shares of the text's width."""


@dataclass(frozen=True)
class _Line:
    """Texts by where they begin; `gap` is the room above, in lines."""

    texts: tuple[tuple[float, str], ...]
    is_bold: bool = False
    size: float = 1.0
    gap: float = 0.0


def pdf_page(page: PhysioPage) -> bytes:
    """The file's content."""
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.figure import Figure

    size = LARGEST
    while size > SMALLEST and _height(_lines(page, size), size) > A4_INCHES[1] * 0.9:
        size -= 0.25
    figure = Figure(figsize=A4_INCHES)
    FigureCanvasPdf(figure)
    _write(figure, _lines(page, size), size)
    out = io.BytesIO()
    figure.savefig(
        out, format="pdf", metadata={"Title": page.title, "Author": "Bedstretch", "CreationDate": None}
    )
    return out.getvalue()


def _write(figure: Any, lines: list[_Line], size: float) -> None:
    y = 0.95
    for line in lines:
        y -= _tall(line, size) / A4_INCHES[1]
        for at, text in line.texts:
            figure.text(
                MARGIN + at * (1 - 2 * MARGIN), y, text, size=size * line.size, parse_math=False,
                weight="bold" if line.is_bold else "normal",
            )  # fmt: skip


def _tall(line: _Line, size: float) -> float:
    """Inches."""
    return size * (1.35 * line.size + line.gap) / 72


def _height(lines: list[_Line], size: float) -> float:
    return sum(_tall(line, size) for line in lines)


def _letters(size: float, share: float = 1.0) -> int:
    """How many letters fit into a share of the text's width, with some room to spare."""
    return max(6, int(A4_INCHES[0] * (1 - 2 * MARGIN) * share * 72 / (size * 0.56)))


def _lines(page: PhysioPage, size: float) -> list[_Line]:
    lines = [_Line(((0, page.title),), is_bold=True, size=1.5)]
    lines += [_Line(((0, text),), page.is_sample) for text in wrap(page.subtitle, _letters(size))]
    for section in page.sections:
        lines.append(_Line(((0, section.heading),), is_bold=True, size=1.1, gap=0.7))
        lines += [_Line(((0, text),)) for line in section.lines for text in wrap(line, _letters(size))]
        lines += _table(section, size)
    return lines


def _table(section: Section, size: float) -> Iterator[_Line]:
    ends = (*COLUMNS[1:], 1.0)
    for number, row in enumerate(section.rows):
        cells = [
            wrap(cell, _letters(size, end - start - 0.01)) or [""]
            for cell, start, end in zip(row, COLUMNS, ends, strict=True)
        ]
        for i in range(max(map(len, cells))):
            texts = tuple((at, cell[i]) for at, cell in zip(COLUMNS, cells, strict=True) if i < len(cell))
            yield _Line(texts, is_bold=number == 0, gap=0 if i else 0.25)
