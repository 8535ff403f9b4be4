"""A new file or a new folder, written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from course.errors import PlainError

OWN_FILE, OWN_FOLDER = 0o600, 0o700
"""Nobody else on the computer may read it; Windows keeps what is in a person's own folders to them anyway."""


def write_new(file: Path, content: bytes, *, private: bool = False) -> None:
    """Writes a file that is not there yet; `private` for what nobody else on this computer may read.

    Raises `PlainError` where there is one already, or the folder takes none; nothing is left behind then.
    """
    if file.exists():
        raise PlainError(f"{file}: is there already; choose another name, or move it aside")
    write_whole(file, content, private=private)


def write_whole(file: Path, content: bytes, *, private: bool = False) -> None:
    """Writes a file, in the place of one that is there. Raises `PlainError`; what was there stays then."""
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    mode = OWN_FILE if private else 0o666
    try:
        part.unlink(missing_ok=True)
        with open(part, "xb", opener=lambda path, flags: os.open(path, flags, mode)) as opened:
            opened.write(content)
        os.replace(part, file)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise PlainError(f"{file}: cannot be written ({error.strerror}).") from error


def make_folder(folder: Path) -> None:
    """Makes a folder where there is none yet. Raises `PlainError`, also where a file has that name."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlainError(f"{folder}: cannot be made as a folder ({error.strerror}).") from error


def is_filled(folder: Path) -> bool:
    """Whether something is there that is not an empty folder."""
    return folder.exists() and (not folder.is_dir() or any(folder.iterdir()))


@contextmanager
def new_folder(folder: Path, *, private: bool = False) -> Iterator[Path]:
    """Gives a folder to fill, and puts it in the place of `folder` at the end; after an error nothing stays.

    Raises `PlainError` where `folder` has something in it, or cannot be written.
    """
    try:
        if is_filled(folder):
            raise PlainError(f"{folder}: is there already; expected a new name or an empty folder")
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".bedstretch-", dir=folder.parent) as made:
            part = Path(made, "part")
            part.mkdir(OWN_FOLDER if private else 0o777)
            yield part
            if folder.exists():
                folder.rmdir()
            os.replace(part, folder)
    except OSError as error:
        raise PlainError(f"{folder}: cannot be written ({error.strerror}).") from error
