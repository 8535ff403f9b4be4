"""The class store: what a class handed in, in one file now, in a central database later.

    store = ClassStore("class.sqlite", create=True)
    store.attempts()

Reading gives pandas frames; writing goes through `writing()`, one transaction each. What only SQLite needs
stands at the end, in `_for_sqlite`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Table,
    create_engine,
    delete,
    event,
    func,
    insert,
    inspect,
    select,
    update,
)
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from course.classroom.store import frames as store_frames
from course.classroom.store.forward import bring_forward
from course.classroom.store.tables import METADATA, SETTING, SHARED_RECORD, STUDENT, VERSION
from course.errors import PlainError
from course.journal import now

if TYPE_CHECKING:
    import pandas as pd

BUSY_TIMEOUT_SECONDS = 10


class StoreError(PlainError):
    """The class store cannot be read or written; the text says which, and why."""


class ClassStore:
    """One class. `where` is a file, or the address of a database (`postgresql+psycopg://…`).

    Opening it removes the shared readings whose last day is past; `expired` says how many. `today` is another
    day than this one. Raises `StoreError` for a store that is not there (unless `create`), or is none, or is
    newer than this Bedstretch.
    """

    def __init__(self, where: Path | str, create: bool = False, today: date | None = None):
        url = _address(where)
        self._today, self.expired = today, 0
        self.where = url.render_as_string(hide_password=True) if "://" in str(where) else str(where)
        if url.get_backend_name() == "sqlite":
            _file_there(url, self.where, create)
        with self._plainly():
            self._engine = _engine(url)
        self._open(create)

    def _open(self, create: bool) -> None:
        with self._plainly(), self._engine.connect() as db:
            names = set(inspect(db).get_table_names())
        if not names and create:
            self._begin()
        elif SETTING.name not in names or "attempt" not in names:
            raise StoreError(f"{self.where}: is no class store; expected one that `class gather` has made")
        version = self._version()
        if version > VERSION:
            raise StoreError(
                f"{self.where}: written by a newer Bedstretch (version {version}; this one knows {VERSION}). "
                "Update Bedstretch, then open it again; nothing was changed."
            )
        if version < VERSION:
            self._bring_forward(version)
        with suppress(StoreError):  # a store that cannot be written now still shows none of them
            self.expired = self.remove_expired(self.today)

    def _begin(self) -> None:
        with self.writing() as db:
            METADATA.create_all(db)
            db.execute(insert(SETTING).values(name="version", value=str(VERSION)))

    def _version(self) -> int:
        with self.reading() as db:
            return int(db.scalar(select(SETTING.c.value).where(SETTING.c.name == "version")) or 0)

    def _bring_forward(self, version: int) -> None:
        with self.writing() as db:
            bring_forward(db, version)
            db.execute(update(SETTING).where(SETTING.c.name == "version").values(value=str(VERSION)))

    # --- the last day of what was shared ---

    @property
    def today(self) -> date:
        """The day by which it is decided whether a reading may still be held."""
        return self._today or now().date()

    def remove_expired(self, today: date) -> int:
        """Removes the shared readings whose last day is past; returns how many. Raises `StoreError`."""
        past = SHARED_RECORD.c.keep_until < today.isoformat()
        with self.reading() as db:
            if db.scalar(select(SHARED_RECORD.c.place).where(past).limit(1)) is None:
                return 0
        with self.writing() as db:
            return db.execute(delete(SHARED_RECORD).where(past)).rowcount

    # --- transactions ---

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection on which what is read belongs together. Raises `StoreError`."""
        with self._plainly(), self._engine.connect() as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A connection in a transaction that is kept whole or not at all. Raises `StoreError`."""
        with self._plainly(), self._engine.connect().execution_options(writes=True) as db, db.begin():
            yield db

    @contextmanager
    def _plainly(self) -> Iterator[None]:
        try:
            yield
        except (SQLAlchemyError, ImportError) as error:
            raise StoreError(f"{self.where}: {_in_words(error)}") from error

    def shrink(self) -> None:
        """Gives back the room of what was deleted, so that no byte of it is left in the file."""
        with self._plainly(), self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.exec_driver_sql("VACUUM")
        self.close()  # the next connection begins its transactions as usual

    def close(self) -> None:
        self._engine.dispose()

    # --- what it holds ---

    def has_nobody(self) -> bool:
        """Whether no student is known here. Raises `StoreError`."""
        with self.reading() as db:
            return db.scalar(select(STUDENT.c.key).limit(1)) is None

    def students(self) -> pd.DataFrame:
        """One row a person of the roster or who handed in: student, name, group, time_multiplier,
        accommodations, in_roster, has_handed_in. `student` is the pseudonym that hand-ins carry."""
        with self.reading() as db:
            return store_frames.students(db)

    def attempts(self) -> pd.DataFrame:
        """One row an attempt: attempt, student, group, quiz, track, mode, form, number, started_at,
        submitted_at, pass_mark, asked, answered, score, passed, seconds, ungraded.

        `number` is 1 for this student's first at this quiz and track. `score` is the mean over all items
        asked, each with its best answer; `seconds` the time looked at items, where that is known. `ungraded`
        counts answers to questions that the course did not have as they were asked: their scores are the
        file's, and the attempt is never `passed`. Times are in UTC.
        """
        with self.reading() as db:
            return store_frames.attempts(db)

    def answers(self, quiz: str | None = None, track: str | None = None) -> pd.DataFrame:
        """One row an answer: student, group, attempt, number, quiz, track, mode, form, item, item_hash, at,
        response, score, raw_score, sureness, seconds, nth, known.

        `response` is JSON; scores run from 0 to 1, `score` after what a hint cost; those of the file where
        the item is not `known`. `nth` is 1 for the first answer to this item in this attempt.
        """
        with self.reading() as db:
            return store_frames.answers(db, quiz, track)

    def asked(self) -> pd.DataFrame:
        """One row an item asked, answered or not: attempt, item, place (from 1)."""
        with self.reading() as db:
            return store_frames.asked(db)

    def marks(self) -> pd.DataFrame:
        """One row a criterion of a practical station: student, group, stretch, rater, criterion, points,
        max_points, critical_failed, global_rating, at."""
        with self.reading() as db:
            return store_frames.marks(db)

    def shared_records(self) -> pd.DataFrame:
        """One row a shared reading: student, measure, side, at, value, trials (JSON), up_an_hour,
        keep_until (UTC). None whose last day is past."""
        with self.reading() as db:
            return store_frames.shared_records(db, self.today)


def insert_rows(db: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    """Inserts rows whose values stand in the order of the table's columns.

    Handed to the driver as they are, in a third of the time that SQLAlchemy's own way takes.
    """
    if not rows:
        return
    statement = insert(table).compile(dialect=db.dialect, column_keys=[column.key for column in table.c])
    if statement.positional:
        db.exec_driver_sql(str(statement), rows)
    else:
        names = [column.key for column in table.c]
        db.exec_driver_sql(str(statement), [dict(zip(names, row, strict=True)) for row in rows])


def next_key(db: Connection, table: Table) -> int:
    """The first number that no row has as its `key`; the transaction keeps others from taking it."""
    return (db.scalar(select(func.max(table.c.key))) or 0) + 1


def _address(where: Path | str) -> URL:
    try:
        return make_url(where) if "://" in str(where) else URL.create("sqlite", database=str(where))
    except (ArgumentError, ValueError) as error:
        raise StoreError("The store's address cannot be read; expected a file or a URL.") from error


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(url)
    except NoSuchModuleError as error:
        raise StoreError(f"No database of the kind '{url.drivername}' is known here.") from error
    if engine.dialect.name == "sqlite":
        _for_sqlite(engine)
    return engine


def _in_words(error: Exception) -> str:
    text = str(getattr(error, "orig", None) or error)
    for sign, words in _REASONS.items():
        if sign in text:
            return words
    return f"the class store could not be read or written ({text})"


_REASONS = {
    "locked": f"another program has kept it busy for {BUSY_TIMEOUT_SECONDS} s; nothing was written",
    "is full": "the disk is full; nothing was written. Free some space, then try again",
    "readonly": "cannot be written; check that the file and its folder are yours",
    "unable to open": "cannot be opened; check that the file and its folder are yours",
    "not a database": "is no class store; expected one that `class gather` has made",
    "malformed": "is damaged and cannot be read; gather into a new store",
}


# --- SQLite alone ------------------------------------------------------------------------------------------


def _file_there(url: URL, where: str, create: bool) -> None:
    """Names and scores are for their owner's eyes only, so a new file is made as such."""
    file = Path(url.database or "")
    try:
        if file.is_dir():
            raise StoreError(f"{where}: is a folder; expected a file")
        if create and not file.exists():
            os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        elif not file.exists():
            looked = "" if file.is_absolute() else f" (looked at {file.absolute()})"
            raise StoreError(f"{where}: no such class store{looked}; `bedstretch class gather` makes one")
    except (OSError, ValueError) as error:
        raise StoreError(f"{where}: cannot be made ({getattr(error, 'strerror', error)})") from error


def _for_sqlite(engine: Engine) -> None:
    """A rollback journal, as WAL fails on network folders; deleted bytes are overwritten; a transaction that
    writes takes its lock at the beginning, else it could be refused half-way."""

    @event.listens_for(engine, "connect")
    def _settings(connection: Any, _: Any) -> None:
        connection.isolation_level = None
        for pragma in ("foreign_keys = ON", "secure_delete = ON", "cache_size = -65536"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(f"PRAGMA busy_timeout = {1000 * BUSY_TIMEOUT_SECONDS}")

    @event.listens_for(engine, "begin")
    def _begin(db: Connection) -> None:
        options = db.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            db.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")
