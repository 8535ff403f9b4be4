"""The journal: one SQLite file that is the learner's own.

A rollback journal, because WAL fails on network homes; `BEGIN IMMEDIATE`, because a read that turns into a
write would be refused while another notebook writes; one connection per operation, because JupyterLab calls
back on other threads. Every write is one transaction.
"""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from platformdirs import user_data_path

from course.errors import PlainError

MIGRATIONS = Path(__file__).parent / "migrations"
BUSY_TIMEOUT_SECONDS = 10


class JournalError(PlainError):
    """The journal cannot be read or written; the text says which file, why, and what to do."""


def home() -> Path:
    """The folder that holds the learner's data: `BEDSTRETCH_HOME`, or the user's data folder."""
    override = os.environ.get("BEDSTRETCH_HOME")
    return Path(override) if override else user_data_path("bedstretch", appauthor=False)


def now() -> datetime:
    """The present moment with the learner's UTC offset."""
    return datetime.now().astimezone()


def stamp(moment: datetime) -> str:
    """ISO 8601 with UTC offset, to the second. ValueError for a moment without one."""
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no UTC offset")
    return moment.isoformat(timespec="seconds")


class Journal:
    """One journal file, made on first use. Safe with several notebooks, threads and processes at once."""

    def __init__(self, folder: Path | str | None = None):
        folder = Path(folder) if folder is not None else home()
        self.file = folder / "journal.sqlite"
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise JournalError(f"{folder}: cannot make the folder for the journal ({error})") from error
        if self._version() != _newest_version():
            with self.writing() as db:
                _migrate(db, self.file)
                db.execute(
                    "INSERT OR IGNORE INTO setting (name, value) VALUES ('journal-id', ?), ('created-at', ?)",
                    (uuid.uuid4().hex, stamp(now())),
                )
        self.id: str = self.setting("journal-id")

    def _version(self) -> int:
        with self.reading() as db:
            return db.execute("PRAGMA user_version").fetchone()[0]

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection on which what is read belongs together. Raises JournalError."""
        with self._connection("BEGIN") as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A connection in a transaction that is kept whole or not at all. Raises JournalError."""
        with self._connection("BEGIN IMMEDIATE") as db:
            yield db

    @contextmanager
    def _connection(self, begin: str) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connect()) as db:
                db.execute(begin)
                try:
                    yield db
                except BaseException:
                    db.rollback()
                    raise
                db.commit()
        except (sqlite3.Error, OSError) as error:
            raise JournalError(f"{self.file}: {_plainly(error)}") from error

    def _connect(self) -> sqlite3.Connection:
        if not self.file.exists():
            self.file.touch(mode=0o600)
        db = sqlite3.connect(self.file, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        return db

    def setting(self, name: str) -> str | None:
        with self.reading() as db:
            row = db.execute("SELECT value FROM setting WHERE name = ?", (name,)).fetchone()
        return row["value"] if row else None

    def set_setting(self, name: str, value: str) -> None:
        with self.writing() as db:
            db.execute("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)", (name, value))

    def record_lesson_opened(self, lesson: str) -> None:
        with self.writing() as db:
            db.execute("INSERT INTO lesson_opened (lesson, at) VALUES (?, ?)", (lesson, stamp(now())))


def _scripts() -> list[Path]:
    return sorted(MIGRATIONS.glob("[0-9]*.sql"))


def _newest_version() -> int:
    return int(_scripts()[-1].name[:4])


def _migrate(db: sqlite3.Connection, file: Path) -> None:
    """Brings the tables to the newest version, one numbered script at a time, inside the open transaction."""
    have = db.execute("PRAGMA user_version").fetchone()[0]
    newest = _newest_version()
    if have > newest:
        raise JournalError(
            f"{file}: written by a newer Bedstretch (version {have}; this one knows {newest}). "
            "Update Bedstretch, then open it again; nothing was changed."
        )
    for script in _scripts():
        if int(script.name[:4]) > have:
            for statement in _statements(script.read_text(encoding="utf-8")):
                db.execute(statement)
    db.execute(f"PRAGMA user_version = {newest}")


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _plainly(error: Exception) -> str:
    text = str(error)
    if "locked" in text:
        return f"another program has kept the journal busy for {BUSY_TIMEOUT_SECONDS} s; nothing was written"
    if "not a database" in text or "malformed" in text:
        return "this is not a readable journal. Move it aside, and a new one is begun; nothing was changed"
    if "readonly" in text or "unable to open" in text:
        return f"cannot be written ({text}); check that the folder is yours to write in"
    return text
