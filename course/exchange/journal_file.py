"""The whole journal as a file: out, in, and away."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

from course import backups
from course.errors import PlainError
from course.journal import (
    BUSY_TIMEOUT_SECONDS,
    Journal,
    JournalError,
    bring_forward,
    journal_file,
    now,
    plainly,
)

UNCHANGED = "nothing was changed"


def export_journal(journal: Journal, file: Path) -> None:
    """Writes a whole copy as a new file. Raises `PlainError`; nothing is left behind then."""
    if file.exists():
        raise PlainError(f"{file}: is there already; choose another name, or move it aside")
    with journal.reading() as db:
        try:
            backups.copy(db, file)
        except backups.Unsound:
            raise
        except (sqlite3.Error, OSError) as error:
            raise PlainError(f"{file}: {plainly(error)}.") from error


def import_journal(source: Path, moment: datetime | None = None) -> Path | None:
    """Puts the journal in `source` in the place of the present one; returns where that was set aside, if any.

    Raises `PlainError` where `source` is damaged, newer than this Bedstretch, or no journal, and where there
    is no room or another program keeps the present one busy: nothing has changed then.
    """
    file = journal_file()
    if not source.is_file():
        raise PlainError(f"{source}: no such file; {UNCHANGED}")
    if file.exists() and os.path.samefile(source, file):
        raise PlainError(f"{source}: is the present journal itself; {UNCHANGED}")
    part = file.with_name(f"{file.name}.{os.getpid()}.part")
    try:
        part.touch(mode=0o600)
        _copy_brought_forward(source, part)
        return _put_in_place(part, file, moment or now())
    except (sqlite3.Error, OSError) as error:
        raise JournalError(f"{file}: {plainly(error)}; {UNCHANGED}.") from error
    finally:
        part.unlink(missing_ok=True)


def _copy_brought_forward(source: Path, part: Path) -> None:
    with (
        closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True)) as there,
        closing(sqlite3.connect(part, isolation_level=None)) as db,
    ):
        _refuse_unsound(there, source)
        there.backup(db)
        db.execute("PRAGMA journal_mode = DELETE")
        db.execute("BEGIN IMMEDIATE")
        bring_forward(db, source)
        _refuse_other_tables(db, source)
        db.commit()


def _refuse_unsound(db: sqlite3.Connection, source: Path) -> None:
    try:
        found = db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        version = db.execute("PRAGMA user_version").fetchone()[0]
        is_journal = version and db.execute("SELECT 1 FROM setting WHERE name = 'journal-id'").fetchone()
    except sqlite3.Error as error:
        raise PlainError(f"{source}: is no journal, or a broken one ({error}); {UNCHANGED}") from error
    if found != "ok":
        raise PlainError(f"{source}: is not whole ({found.splitlines()[-1]}); {UNCHANGED}")
    if not is_journal:
        raise PlainError(f"{source}: is no journal of Bedstretch; {UNCHANGED}")


def _refuse_other_tables(db: sqlite3.Connection, source: Path) -> None:
    """A file from elsewhere may call itself a journal. Triggers would run with each later entry."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        bring_forward(fresh, source)
        expected = _columns(fresh)
    found = _columns(db)
    lacking = [name for name in expected if not expected[name] <= found.get(name, set())]
    if lacking or db.execute("SELECT 1 FROM sqlite_master WHERE type = 'trigger'").fetchone():
        raise PlainError(f"{source}: has not the tables of a journal; {UNCHANGED}")


def _columns(db: sqlite3.Connection) -> dict[str, set[str]]:
    names = db.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").fetchall()
    return {
        name: {row[0] for row in db.execute("SELECT name FROM pragma_table_info(?)", (name,))}
        for (name,) in names
    }


def _put_in_place(part: Path, file: Path, moment: datetime) -> Path | None:
    """The file itself stays, so that other programs that wait for it write into the new journal."""
    aside = None
    if file.exists() and file.stat().st_size and not backups.is_sound(file):
        aside = backups.set_aside(file, moment)
    is_there = file.exists() and file.stat().st_size
    file.touch(mode=0o600)
    with (
        closing(sqlite3.connect(part)) as new,
        closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)) as live,
    ):
        # Held from before the back-up until the end, so that nothing is written in between and lost.
        live.execute("PRAGMA locking_mode = EXCLUSIVE")
        live.execute("BEGIN EXCLUSIVE")
        live.execute("COMMIT")
        if is_there:
            aside = backups.make(live, file, "import", moment)
        new.backup(live)
    return aside


def delete_journal(file: Path) -> int:
    """Deletes the journal and all that was kept beside it; returns how many files that were.

    Raises `JournalError` where another program is writing, or something cannot be deleted.
    """
    try:
        if backups.is_sound(file):
            with closing(sqlite3.connect(file, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)) as db:
                db.execute("BEGIN EXCLUSIVE")
        gone = list(backups.everything(file))
        for one in gone:
            one.unlink()
        folder = backups.folder_of(file)
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
    except (sqlite3.Error, OSError) as error:
        raise JournalError(f"{file}: {plainly(error)}") from error
    return len(gone)
