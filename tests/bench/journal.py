"""What the journal costs, against bare sqlite3 that makes the same inserts just as durable.

A session's start has nothing to be compared with: it stores today's check, asks what is allowed, and plans.
"""

from __future__ import annotations

import sqlite3
import tempfile
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from course import load_course, standing
from course.events import deliver
from course.journal import Journal, now, stamp
from course.screening import Answer, screen
from tests.bench.table import Row
from widgets import SessionTimer

RUNS = 15
EVENTS = 20
OPENINGS = 20
STARTS = 5
CHECK = {"new_signs": False, "pain": 2, "up_an_hour": True}
TABLES = ("event", "session", "practice")


def measure() -> list[Row]:
    """Batches by turns, in the journal of `BEDSTRETCH_HOME`, which has to be an empty one."""
    journal = Journal()
    _screen(journal)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        bare = Path(folder) / "bare.sqlite"
        _copy_tables(journal.file, bare)
        turns = [_one_turn(journal, bare) for _ in range(1 + RUNS)][1:]
    delivered, inserted, opened, bare_opened, started = zip(*turns, strict=True)
    return [
        Row("journal: events delivered", "a second", delivered, inserted, more_is_better=True),
        Row("journal: opened", "ms", opened, bare_opened),
        Row("session: asked for until planned", "ms", started),
    ]


def _one_turn(journal: Journal, bare: Path) -> tuple[float, ...]:
    events = [_session_ended() for _ in range(EVENTS)]
    delivered = _seconds(lambda: [deliver(journal, load_course(), event) for event in events])
    rows = [_rows_of(journal, event) for event in events]
    inserted = _seconds(lambda: _insert(bare, rows))
    opened = _seconds(lambda: [Journal() for _ in range(OPENINGS)])
    bare_opened = _seconds(lambda: [_open(bare) for _ in range(OPENINGS)])
    timer = SessionTimer("single-knee-to-chest")
    started = _seconds(lambda: [timer.start(CHECK) for _ in range(STARTS)])
    return (
        EVENTS / delivered,
        EVENTS / inserted,
        1000 * opened / OPENINGS,
        1000 * bare_opened / OPENINGS,
        1000 * started / STARTS,
    )


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _screen(journal: Journal) -> None:
    """The learner has answered no to everything."""
    course = load_course()
    answers = {question.id: Answer(answer="no") for question in course.safety.questions}
    with journal.writing() as db:
        standing.record_verdict(db, screen(course, answers), now() - timedelta(hours=1))


def _session_ended() -> dict:
    """A finished session of one stretch on both sides, as the page tells of it."""
    end = now()
    held = {"stretch": "single-knee-to-chest", "held_seconds": 40, "sets": 2, "repetitions": 0}
    payload = {
        "session_id": uuid.uuid4().hex,
        "stretch": "single-knee-to-chest",
        "started_at": stamp(end - timedelta(minutes=2)),
        "ended_at": stamp(end),
        "outcome": "finished",
        "planned_seconds": 120,
        "practised": [{**held, "side": side} for side in ("left", "right")],
    }
    return {"id": uuid.uuid4().hex, "kind": "session-ended", "occurred_at": stamp(end), "payload": payload}


def _copy_tables(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as ours, closing(sqlite3.connect(target)) as theirs:
        for name in TABLES:
            (sql,) = ours.execute("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).fetchone()
            theirs.execute(sql)
        theirs.commit()


def _rows_of(journal: Journal, event: dict) -> list[tuple[str, tuple]]:
    """The rows that delivering the event has made: (table, values)."""
    keys = {"event": ("id", event["id"])}
    session = event["payload"]["session_id"]
    keys |= {"session": ("id", session), "practice": ("session_id", session)}
    with journal.reading() as db:
        return [
            (table, tuple(row))
            for table, (column, value) in keys.items()
            for row in db.execute(f"SELECT * FROM {table} WHERE {column} = ?", (value,))
        ]


def _insert(file: Path, events: list[list[tuple[str, tuple]]]) -> None:
    """One connection for all, one transaction an event."""
    with closing(sqlite3.connect(file)) as db:
        for rows in events:
            for table, values in rows:
                db.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values))})", values)
            db.commit()


def _open(file: Path) -> int:
    with closing(sqlite3.connect(file)) as db:
        return db.execute("PRAGMA user_version").fetchone()[0]
