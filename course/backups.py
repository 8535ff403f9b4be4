"""Back-ups of the journal: whole copies in a folder beside it, made with SQLite's own backup.

One is made before an upgrade and one a week; of these the last three are kept. One that was made before an
import stays until the learner deletes it. Names carry the time in UTC, so that neither travel nor summer time
turns their order.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

Why = Literal["weekly", "upgrade", "import"]

EVERY = timedelta(days=7)
CLOCK_SLACK = timedelta(days=1)
KEPT = 3
_TIME = "%Y-%m-%dT%H%M%SZ"


class Unsound(sqlite3.DatabaseError):
    """What was copied is no whole journal, so the copy was not kept."""


def folder_of(file: Path) -> Path:
    """Where the back-ups of a journal lie."""
    return file.parent / "backups"


def copy(source: sqlite3.Connection, target: Path) -> None:
    """Writes what `source` holds as a new file, whole or not at all. Raises OSError and sqlite3.Error.

    Others may write into the source meanwhile: the copy is of one moment.
    """
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        part.touch(mode=0o600)
        with closing(sqlite3.connect(part)) as db:
            source.backup(db)
        if not is_sound(part):
            raise Unsound(f"{target.name} would not be a whole journal")
        os.replace(part, target)
    finally:
        part.unlink(missing_ok=True)


def make(source: sqlite3.Connection, file: Path, why: Why, moment: datetime) -> Path:
    """A back-up of the journal `file`, read through `source`. Raises as `copy` does.

    The oldest automatic ones beyond the last three are deleted then, never the one just made.
    """
    folder = folder_of(file)
    folder.mkdir(exist_ok=True, mode=0o700)
    made = folder / f"{moment.astimezone(UTC):{_TIME}}-{why}.sqlite"
    copy(source, made)
    automatic = [one for one in newest_first(file) if one != made and not one.stem.endswith("-import")]
    for one in automatic[KEPT - (why != "import") :]:
        one.unlink(missing_ok=True)
    return made


def newest_first(file: Path) -> list[Path]:
    """The back-ups of a journal, by the time in their names."""
    found = folder_of(file).glob("*.sqlite")
    return sorted((one for one in found if taken_at(one)), key=lambda one: one.name, reverse=True)


def taken_at(backup: Path) -> datetime | None:
    """When a back-up was made, as its name tells; None for a file that is none."""
    stem, _, why = backup.stem.rpartition("-")
    try:
        return datetime.strptime(stem, _TIME).replace(tzinfo=UTC) if why else None
    except ValueError:
        return None


def is_due(file: Path, begun: datetime, moment: datetime) -> bool:
    """Whether a week has passed since the last back-up, or since the journal was begun.

    A back-up that seems to lie ahead was made while the clock was wrong, and counts for nothing.
    """
    times = (begun, *filter(None, map(taken_at, newest_first(file))))
    return not any(-CLOCK_SLACK <= moment - time < EVERY for time in times)


def newest_good(file: Path) -> Path | None:
    """The newest back-up that can be brought back."""
    return next(filter(is_sound, newest_first(file)), None)


def is_sound(file: Path) -> bool:
    """Whether SQLite finds a journal in this file, with nothing wrong in it.

    Raises sqlite3.Error where another program keeps it locked, which is no damage.
    """
    try:
        # Not read-only: what a crash has left half done is then taken back first.
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=rw", uri=True)) as db:
            whole = db.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
            named = db.execute("SELECT 1 FROM setting WHERE name = 'journal-id'").fetchone()
            return whole and named is not None
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise
        return False


# --- damaged journals --------------------------------------------------------------------------------------


def set_aside(file: Path, moment: datetime) -> Path:
    """Renames a damaged journal, and what SQLite keeps beside it; returns its new name. Raises OSError."""
    aside = file.with_name(f"journal-unreadable-{moment.astimezone(UTC):{_TIME}}.sqlite")
    os.replace(file, aside)
    leftover = file.with_name(f"{file.name}-journal")
    if leftover.exists():
        os.replace(leftover, aside.with_name(f"{aside.name}-journal"))
    return aside


def damaged(file: Path) -> list[Path]:
    """The damaged journals that were set aside beside this one, oldest first."""
    return sorted(file.parent.glob("journal-unreadable-*.sqlite"))


def everything(file: Path) -> Iterator[Path]:
    """Every file of this journal: itself, its back-ups, damaged ones, and unfinished copies."""
    for folder, names in (
        (file.parent, (file.name, f"{file.name}-*", "journal-unreadable-*.sqlite*", f"{file.name}.*.part")),
        (folder_of(file), ("*Z-*.sqlite", "*Z-*.sqlite.*.part")),
    ):
        for name in names:
            yield from sorted(folder.glob(name))
