"""The journal: one SQLite file that is the learner's own.

A rollback journal, because WAL fails on network homes; `BEGIN IMMEDIATE`, because a read that turns into a
write would be refused while another notebook writes; one connection per operation, because JupyterLab calls
back on other threads. Every write is one transaction.

A journal that cannot be read is set aside, and none is begun in its place until the learner has decided.
"""

from __future__ import annotations

import errno
import logging
import os
import sqlite3
import threading
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from platformdirs import user_data_path

from course import backups
from course.errors import PlainError

log = logging.getLogger("bedstretch")

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


def journal_file(folder: Path | str | None = None) -> Path:
    """Where the journal of a folder lies, `home()` by default; its folder is made. Raises JournalError."""
    folder = Path(folder) if folder is not None else home()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise JournalError(f"{folder}: cannot make the folder for the journal ({error})") from error
    return folder / "journal.sqlite"


class Journal:
    """One journal file, made on first use. Safe with several notebooks, threads and processes at once.

    `weekly` is the thread that makes a back-up, where one was due; nobody waits for it.
    """

    def __init__(self, folder: Path | str | None = None):
        self.file = journal_file(folder)
        self.weekly: threading.Thread | None = None
        self._begin()
        version, known = self._state()
        if version != newest_version():
            self._upgrade()
            _, known = self._state()
        self.id: str = known["journal-id"]
        if backups.is_due(self.file, datetime.fromisoformat(known["created-at"]).astimezone(), now()):
            self.weekly = threading.Thread(target=self._back_up_weekly)
            self.weekly.start()

    def _begin(self) -> None:
        """An empty file where none was; but none in the place of one that is lost."""
        try:
            if self.file.exists() and self.file.stat().st_size:
                return
            if lost := self._lost():
                raise JournalError(lost)
            self.file.touch(mode=0o600)
        except OSError as error:
            raise JournalError(f"{self.file}: {plainly(error)}") from error

    def _state(self) -> tuple[int, dict[str, str]]:
        """The version of the tables, and the settings that each journal has from its beginning."""
        with self.reading() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version != newest_version():
                return version, {}
            rows = db.execute(
                "SELECT name, value FROM setting WHERE name IN ('journal-id', 'created-at')"
            ).fetchall()
        return version, {row["name"]: row["value"] for row in rows}

    def _upgrade(self) -> None:
        with self.writing() as db:
            have = db.execute("PRAGMA user_version").fetchone()[0]
            if 0 < have < newest_version():
                with closing(sqlite3.connect(self.file)) as source:
                    backups.make(source, self.file, "upgrade", now())
            bring_forward(db, self.file)

    def _back_up_weekly(self) -> None:
        try:
            with self.reading() as db:
                backups.make(db, self.file, "weekly", now())
        except JournalError as error:
            log.info("no weekly back-up: %s", error)

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
            if _is_damage(error):
                raise JournalError(self._set_aside()) from error
            raise JournalError(f"{self.file}: {plainly(error)}") from error

    def _connect(self) -> sqlite3.Connection:
        if not self.file.exists():
            gone = f"{self.file}: the journal is gone. Run the cell again (the ▶ above) to begin a new one."
            raise JournalError(self._lost() or gone)
        db = sqlite3.connect(self.file, timeout=BUSY_TIMEOUT_SECONDS, isolation_level=None)
        db.row_factory = sqlite3.Row
        db.execute("PRAGMA foreign_keys = ON")
        return db

    def _set_aside(self) -> str:
        """Renames the unreadable journal, unless another program was quicker."""
        try:
            if backups.is_sound(self.file):
                return f"{self.file}: could not be read a moment ago, and can be now. Please try again."
            if self.file.exists():
                backups.set_aside(self.file, now())
        except (sqlite3.Error, OSError) as error:
            return f"{self.file}: the journal cannot be read, nor renamed ({error}); nothing was changed."
        return self._lost()

    def _lost(self) -> str | None:
        """What is said instead of beginning anew: where the old journal is, and how to get it back."""
        asides, newest = backups.damaged(self.file), backups.newest_first(self.file)
        if not asides and not newest:
            return None
        what = (
            f"the journal could not be read and is kept as {asides[-1].name}"
            if asides
            else "the journal is gone"
        )
        good = backups.newest_good(self.file)
        if good is None:
            return (
                f"{self.file}: {what}; there is no good back-up of it. "
                f"To begin a new one, move what is named {_names(asides, newest)} to another folder."
            )
        day = backups.taken_at(good).astimezone().date()
        return (
            f"{self.file}: {what}. To go on from the back-up of {day}, "
            f'run in a terminal: bedstretch import journal "{good}"'
        )

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


def newest_version() -> int:
    """The version of the tables that this Bedstretch knows."""
    return int(_scripts()[-1].name[:4])


def bring_forward(db: sqlite3.Connection, file: Path) -> None:
    """Brings the tables to the newest version, one numbered script at a time, inside the open transaction.

    Raises JournalError, with the name of `file`, where they are newer than that.
    """
    have = db.execute("PRAGMA user_version").fetchone()[0]
    newest = newest_version()
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
    db.execute(
        "INSERT OR IGNORE INTO setting (name, value) VALUES ('journal-id', ?), ('created-at', ?)",
        (uuid.uuid4().hex, stamp(now())),
    )


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _names(asides: list[Path], newest: list[Path]) -> str:
    named = ["journal-unreadable-…"] if asides else []
    return " and ".join([*named, *(["backups"] if newest else [])])


def _is_damage(error: Exception) -> bool:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    return isinstance(error, backups.Unsound) or code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def plainly(error: Exception) -> str:
    """What went wrong with the journal's file, and what to do about it."""
    text, number = str(error), getattr(error, "errno", None)
    if "locked" in text:
        return f"another program has kept the journal busy for {BUSY_TIMEOUT_SECONDS} s; nothing was written"
    if "is full" in text or number in (errno.ENOSPC, getattr(errno, "EDQUOT", None)):
        return "the disk is full; nothing was written. Free some space, then try again"
    if "readonly" in text or "unable to open" in text or number in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"cannot be written ({text}); check that the folder is yours to write in"
    return text
