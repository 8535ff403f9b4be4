"""Writes the log as CSV, with a data dictionary beside it."""

from __future__ import annotations

import csv
import io
import json
import re
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path

from course.errors import PlainError
from course.exchange.log_columns import (
    COLUMNS,
    KINDS,
    MEANINGS,
    PRACTISED_KEYS,
    allowed_values,
    as_short,
    guarded,
    plain_number,
)
from course.exchange.whole_file import write_new
from course.journal import Journal
from course.schema import Course

Cells = Mapping[str, str | None]


def export_log(journal: Journal, course: Course, file: Path) -> tuple[int, Path]:
    """Writes the log and its data dictionary as new files; returns the number of records, and the dictionary.

    Raises `PlainError` where one of them is there already or cannot be written; neither is left behind then.
    """
    for new in (file, dictionary_of(file)):
        if new.exists():
            raise PlainError(f"{new}: is there already; choose another name, or move it aside")
    with journal.reading() as db:
        records = all_records(db)
    write_new(file, log_csv(records), private=True)
    try:
        write_new(dictionary_of(file), dictionary(course))
    except PlainError:
        file.unlink(missing_ok=True)
        raise
    return len(records), dictionary_of(file)


def all_records(db: sqlite3.Connection) -> list[Cells]:
    """All measurements with their changes, sessions and stops by column, oldest first."""
    return sorted(_records(db), key=_order)


def log_csv(records: Iterable[Cells]) -> bytes:
    """The records as the file's content."""
    return _csv(COLUMNS, map(_cells, records)).encode()


def dictionary_of(file: Path) -> Path:
    """Where the data dictionary of a log lies: beside it."""
    return file.with_name(f"{file.stem}-data-dictionary.csv")


def dictionary(course: Course) -> bytes:
    """What each column means, as CSV with a byte order mark, so that spreadsheets show the degree sign."""
    allowed = allowed_values(course)
    rows = (
        (name, c.meaning, c.form, allowed.get(name, ""), _filled_for(name)) for name, c in MEANINGS.items()
    )
    return _csv(("column", "meaning", "unit or format", "allowed values", "filled for"), rows).encode(
        "utf-8-sig"
    )


def _filled_for(name: str) -> str:
    always, perhaps = MEANINGS[name].always, MEANINGS[name].perhaps
    told = (
        (kind, "always" if kind in always else "where known") for kind in KINDS if kind in always + perhaps
    )
    return "; ".join(f"{kind}: {when}" for kind, when in told)


def _csv(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def _cells(record: Cells) -> list[str]:
    return [guarded(column, record.get(column) or "") for column in COLUMNS]


def _order(record: Cells) -> tuple[datetime, str, str]:
    at = record.get("changed_at") or record.get("at") or record["started_at"]
    return datetime.fromisoformat(at), record["record"], record["id"]


# --- the tables --------------------------------------------------------------------------------------------


def _records(db: sqlite3.Connection) -> Iterator[Cells]:
    yield from map(_measurement, db.execute(_MEASUREMENTS))
    yield from map(_change, db.execute(_CHANGES))
    practised = _practised(db)
    for row in db.execute("SELECT * FROM session"):
        yield _session(row, practised.get(row["id"], []))
    yield from map(_stop, db.execute("SELECT * FROM stop"))


_MEASUREMENTS = """
    SELECT m.*, EXISTS (SELECT 1 FROM correction WHERE measurement_id = m.id) AS is_replaced
    FROM measurement AS m
"""
_CHANGES = """
    SELECT c.*, c.at AS changed_at, m.at AS measured_at, m.measure, n.id IS NULL AS is_replaced
    FROM correction AS c
    JOIN measurement AS m ON m.id = c.measurement_id
    LEFT JOIN newest_correction AS n ON n.id = c.id
"""


def _measurement(row: sqlite3.Row) -> Cells:
    return {"record": "measure", "id": row["id"], "at": row["at"], **_reading(row)}


def _change(row: sqlite3.Row) -> Cells:
    change = {"id": row["id"], "corrects": row["measurement_id"], "changed_at": row["changed_at"]}
    if row["value"] is None:
        return {"record": "withdrawal", **change}
    return {"record": "correction", **change, "at": row["measured_at"], **_reading(row)}


def _reading(row: sqlite3.Row) -> Cells:
    said = {None: None, 0: "no", 1: "yes"}
    return {
        **{name: row[name] for name in ("measure", "side", "around")},
        "value": plain_number(row["value"]),
        "trials": " ".join(map(plain_number, json.loads(row["trials"]))),
        "up_an_hour": said[row["up_an_hour"]],
        "replaced": "yes" if row["is_replaced"] else None,
    }


def _session(row: sqlite3.Row, practised: list[dict]) -> Cells:
    return {
        "record": "session",
        **{name: row[name] for name in ("id", "routine", "stretch", "started_at", "ended_at", "outcome")},
        "planned_seconds": str(row["planned_seconds"]),
        "practised": _json(practised),
    }


def _json(practised: list[dict]) -> str:
    """As `JSON.stringify` writes it: half characters, which no file can hold, stay escaped."""
    text = json.dumps(practised, ensure_ascii=False, separators=(",", ":"))
    return re.sub("[\ud800-\udfff]", lambda half: f"\\u{ord(half[0]):04x}", text)


def _stop(row: sqlite3.Row) -> Cells:
    return {
        "record": "stop",
        "session": row["session_id"],
        **{name: row[name] for name in ("id", "at", "stretch", "answer")},
    }


def _practised(db: sqlite3.Connection) -> dict[str, list[dict]]:
    """What was practised in each session, in the order in which it was told."""
    found: dict[str, list[dict]] = {}
    for row in db.execute("SELECT * FROM practice ORDER BY rowid"):
        entry = {key: row[key] for key in PRACTISED_KEYS}
        entry |= {"variants": json.loads(row["variants"]), "held_seconds": as_short(row["held_seconds"])}
        found.setdefault(row["session_id"], []).append(entry)
    return found
