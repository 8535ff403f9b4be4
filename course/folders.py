"""Where the content and its pictures lie."""

from __future__ import annotations

import os
from pathlib import Path

DATA = Path(__file__).parent / "data"
MEDIA = Path(__file__).parent / "media"


def bank_folder() -> Path | None:
    """The teacher's bank that `BEDSTRETCH_BANK` names, a folder outside the repository; None without one."""
    named = os.environ.get("BEDSTRETCH_BANK")
    return Path(named) if named else None


def media_folders(media: Path = MEDIA, bank: Path | None = None) -> tuple[Path, ...]:
    """Where pictures lie: the course's own, then those beside a teacher's bank."""
    return (media,) if bank is None else (media, bank / "media")


def picture_file(name: str) -> Path:
    """The picture of that name, from the course or the teacher's bank. `name` comes from checked content.

    Raises FileNotFoundError where it is gone.
    """
    for folder in media_folders(bank=bank_folder()):
        if (folder / name).is_file():
            return folder / name
    raise FileNotFoundError(name)
