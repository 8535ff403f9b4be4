"""Which reader takes which file."""

from __future__ import annotations

from pathlib import Path

from course.errors import PlainError
from course.exchange.imported import Imported, read_bytes


def read_quiz(file: Path) -> Imported:
    """Questions from jupyterquiz JSON or Moodle XML, told apart by what the file holds, not by its name.

    Raises `PlainError` where it is neither.
    """
    content = read_bytes(file)
    start = content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        from course.exchange.moodle_import import read_moodle

        return read_moodle(content, str(file))
    if start in (b"[", b"{"):
        from course.exchange.jupyterquiz import read_jupyterquiz

        return read_jupyterquiz(content, str(file))
    raise PlainError(f"{file}: begins like neither XML nor JSON; expected Moodle XML or jupyterquiz JSON")
