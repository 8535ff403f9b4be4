"""Ten years of daily data, about 40,000 rows: opening the journal, reading a measure, backing it up.

Beside them bare sqlite3 that does the same without our checks.
"""

from __future__ import annotations

import io
import json
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

from course import backups, corrections, load_course, log
from course.exchange.log_export import all_records, log_csv
from course.journal import Journal, now, stamp
from tests.bench.table import Row

RUNS = 11
DAYS = 3652
MEASURES = (("stiffness-nrs", None), ("pain-nrs", None), ("sleep-nrs", None), ("knee-chest-cm", "left"))
MEASURES += (("knee-chest-cm", "right"),)
AIM_MS = 100
TABLES = ("measurement", "session", "practice", "daily_check", "correction")


def measure() -> list[Row]:
    """Each run by turns with bare sqlite3."""
    course = load_course()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        journal = Journal(folder)
        count = _fill(journal)
        what = f"{count:,} rows"
        opened, bare_opened = _by_turns(
            lambda: Journal(folder), lambda: _bare(journal.file, "PRAGMA user_version")
        )
        read, bare_read = _by_turns(
            lambda: log.records(journal, course, "knee-chest-cm"),
            lambda: _bare(journal.file, "SELECT * FROM measurement WHERE measure = 'knee-chest-cm'"),
        )
        listed, _ = _by_turns(lambda: _newest(journal, course), lambda: None)
        exported, _ = _by_turns(lambda: _export(journal), lambda: None)
        backed_up, _ = _by_turns(lambda: _back_up(journal), lambda: None)
        by_pandas = _pandas_reads(journal)
        due = _opened_when_due(folder)
    return [
        Row(f"ten years, {what}: journal opened", "ms", opened, bare_opened, aim=AIM_MS),
        Row(f"ten years, {what}: opened, beside pandas reading them from CSV", "ms", opened, by_pandas),
        Row("ten years: opened, a back-up being due", "ms", due, aim=AIM_MS),
        Row("ten years: one measure read (both sides)", "ms", read, bare_read),
        Row("ten years: the ten newest entries", "ms", listed),
        Row("ten years: log as CSV", "ms", exported),
        Row("ten years: back-up, checked (nobody waits for it)", "ms", backed_up),
    ]


def _pandas_reads(journal: Journal) -> list[float]:
    """The same rows, one CSV a table, in memory; empty without pandas."""
    try:
        import pandas
    except ImportError:
        return []
    with closing(sqlite3.connect(journal.file)) as db:
        tables = [pandas.read_sql(f"SELECT * FROM {table}", db).to_csv(index=False) for table in TABLES]
    return [
        _milliseconds(lambda: [pandas.read_csv(io.StringIO(table)) for table in tables]) for _ in range(RUNS)
    ]


def _by_turns(ours: Callable[[], object], theirs: Callable[[], object]) -> tuple[list[float], list[float]]:
    pairs = [(_milliseconds(ours), _milliseconds(theirs)) for _ in range(1 + RUNS)][1:]
    return tuple(map(list, zip(*pairs, strict=True)))


def _milliseconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def _fill(journal: Journal) -> int:
    """Five readings a day, a session with its parts, the three questions, and a correction a week."""
    luck = random.Random(7)
    begun = now() - timedelta(days=DAYS)
    with journal.writing() as db:
        for day in range(DAYS):
            _fill_day(db, luck, day, begun + timedelta(days=day))
        return sum(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES)


def _fill_day(db: sqlite3.Connection, luck: random.Random, day: int, at: datetime) -> None:
    for number, (id, side) in enumerate(MEASURES):
        trials = tuple(float(luck.randint(2, 9)) for _ in range(3 if side else 1))
        record = log.Record(at, sum(trials) / len(trials), trials, side, True, None)
        log.store(db, f"reading-{day}-{number}", id, record)
    if day % 7 == 0:
        change = log.Record(at, 5.0, (5.0,), None, True, None)
        corrections.store(db, corrections.Correction(f"change-{day}", f"reading-{day}-0", at, change))
    session = (f"session-{day}", "evening", stamp(at), stamp(at + timedelta(minutes=11)))
    db.execute("INSERT INTO session VALUES (?, ?, NULL, ?, ?, 'finished', 660)", session)
    parts = [("figure-four", side) for side in ("left", "right")] + [
        ("pelvic-tilt", None),
        ("happy-baby", None),
    ]
    db.executemany(
        "INSERT INTO practice VALUES (?, ?, ?, ?, 40, 2, 0)",
        [(session[0], stretch, json.dumps([]), side) for stretch, side in parts],
    )
    db.execute("INSERT INTO daily_check (at, new_signs, pain, up_an_hour) VALUES (?, 0, 2, 1)", (stamp(at),))


def _bare(file: Path, query: str) -> list:
    with closing(sqlite3.connect(file)) as db:
        return db.execute(query).fetchall()


def _newest(journal: Journal, course) -> None:
    with journal.reading() as db:
        corrections.newest(db, course, "stiffness-nrs")


def _export(journal: Journal) -> None:
    with journal.reading() as db:
        log_csv(all_records(db))


def _back_up(journal: Journal) -> None:
    with journal.reading() as db:
        backups.make(db, journal.file, "weekly", now())


def _opened_when_due(folder: str) -> list[float]:
    """Until the journal can be used; the back-up goes on beside it."""
    found = []
    for _ in range(RUNS):
        for one in backups.newest_first(Path(folder) / "journal.sqlite"):
            one.unlink()
        with Journal(folder).writing() as db:
            long_ago = stamp(now() - timedelta(days=DAYS))
            db.execute("UPDATE setting SET value = ? WHERE name = 'created-at'", (long_ago,))
        started = time.perf_counter()
        journal = Journal(folder)
        journal.setting("region")
        found.append(1000 * (time.perf_counter() - started))
        if journal.weekly:
            journal.weekly.join()
        with journal.writing() as db:
            db.execute("UPDATE setting SET value = ? WHERE name = 'created-at'", (stamp(now()),))
    return found
