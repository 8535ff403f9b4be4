"""Tables in Markdown, for pages that a teacher prints."""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def markdown_table(head: Sequence[object], rows: Iterable[Sequence[object]]) -> str:
    """A table with a head. A cell may hold anything: its lines are joined, and its bars divide nothing."""
    return "\n".join([_row(head), _row(["---"] * len(head)), *map(_row, rows)])


def _row(cells: Iterable[object]) -> str:
    told = (" ".join(str(cell).split()).replace("|", r"\|") for cell in cells)
    return f"| {' | '.join(told)} |"
