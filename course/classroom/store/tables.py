"""The tables of a class store. Plain SQL only, so that SQLite and PostgreSQL hold the same.

Times are ISO 8601 texts with UTC offset. `key` numbers are the store's own; `id` is what files call a thing.
"""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text
from sqlalchemy import UniqueConstraint as Unique

VERSION = 3
"""Of these tables. A change needs a higher number and a way forward in `forward.py`."""

METADATA = MetaData()

SETTING = Table(
    "setting",
    METADATA,
    Column("name", String(80), primary_key=True),
    Column("value", Text, nullable=False),
)

STUDENT = Table(
    "student",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("id", String(200), nullable=False, unique=True),
    Column("in_roster", Boolean, nullable=False),
    Column("name", Text),
    Column("group", Text),
    Column("time_multiplier", Float),
    Column("accommodations", Text),
    Column("log_withdrawn_at", String(40)),  # what was shared up to then stays away
)

UPLOAD = Table(
    "upload",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("student_key", ForeignKey("student.key"), nullable=False),
    Column("file", Text, nullable=False),  # its path, kept by `submissions.as_kept`
    Column("sha256", String(64), nullable=False),
    Column("kind", String(20), nullable=False),  # hand-in, shared-log or withdrawal
    Column("made_at", String(40), nullable=False),
    Column("course_version", String(80)),
    Column("keep_until", String(10)),  # a shared log's last day
    Unique("file", "sha256"),
)

ITEM = Table(
    "item",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("id", String(200), nullable=False),
    Column("hash", String(64), nullable=False),
    Unique("id", "hash"),
)

ATTEMPT = Table(
    "attempt",
    METADATA,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("id", String(64), nullable=False, unique=True),
    Column("student_key", ForeignKey("student.key"), nullable=False, index=True),
    Column("made_at", String(40), nullable=False),  # of the hand-in that it was read from, like the next
    Column("sha256", String(64), nullable=False),
    Column("quiz", String(200), nullable=False),
    Column("track", String(20), nullable=False),
    Column("mode", String(20), nullable=False),
    Column("form", String(80)),
    Column("started_at", String(40), nullable=False),
    Column("deadline_at", String(40)),
    Column("submitted_at", String(40)),
    Column("pass_mark", Float, nullable=False),
    Column("items", Text, nullable=False),  # JSON: ids in the order asked
    Column("asked", Integer, nullable=False),
    Column("answered", Integer, nullable=False),
    Column("score", Float, nullable=False),
    Column("passed", Boolean, nullable=False),
    Column("seconds", Float),
    Column("ungraded", Integer, nullable=False),  # answers whose scores are those of the file
    Column("answer_items", Text, nullable=False),  # JSON: the key of each answer's item
    Column("answers", Text, nullable=False),  # by `answer_columns.py`, in the same order
)

MARK = Table(
    "mark",
    METADATA,
    Column("student_key", ForeignKey("student.key"), primary_key=True),
    Column("stretch", String(80), primary_key=True),
    Column("rater", String(200), primary_key=True),
    Column("criterion", String(80), primary_key=True),
    Column("points", Float, nullable=False),
    Column("max_points", Float, nullable=False),
    Column("critical_failed", Boolean, nullable=False),
    Column("global_rating", String(40)),
    Column("at", String(40)),
)

SHARED_RECORD = Table(
    "shared_record",
    METADATA,
    Column("student_key", ForeignKey("student.key"), primary_key=True),
    Column("place", Integer, primary_key=True, autoincrement=False),
    Column("measure", String(80), nullable=False),
    Column("side", String(10)),
    Column("at", String(40), nullable=False),
    Column("value", Float),
    Column("trials", Text),
    Column("up_an_hour", Boolean),
    Column("keep_until", String(10), nullable=False),  # a day
    Index("shared_record_keep_until", "keep_until"),
)
