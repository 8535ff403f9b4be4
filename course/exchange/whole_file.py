"""A new file, written whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

from course.errors import PlainError


def write_new(file: Path, content: bytes) -> None:
    """Writes a file that is not there yet.

    Raises `PlainError` where there is one already, or the folder takes none; nothing is left behind then.
    """
    if file.exists():
        raise PlainError(f"{file}: is there already; choose another name, or move it aside")
    write_whole(file, content)


def write_whole(file: Path, content: bytes) -> None:
    """Writes a file, in the place of one that is there. Raises `PlainError`; what was there stays then."""
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        part.write_bytes(content)
        os.replace(part, file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise PlainError(f"{file}: cannot be written ({error.strerror}).") from error
