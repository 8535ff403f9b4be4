"""Sessions as they were really done, and what stopped them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from course import standing
from course.errors import Refused, first_problem
from course.journal import stamp
from course.schema import Course, Side

if TYPE_CHECKING:
    from course.events import Event

EventId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]


class _Payload(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")


class Practised(_Payload):
    """What was held or repeated of one stretch on one side."""

    stretch: str
    variants: tuple[str, ...] = Field(default=(), max_length=8)
    side: Side | None = None
    held_seconds: float = Field(ge=0, le=3600, allow_inf_nan=False)
    sets: int = Field(ge=0, le=20)
    repetitions: int = Field(ge=0, le=200)


class SessionEnded(_Payload):
    session_id: EventId
    routine: str | None = None
    stretch: str | None = None
    started_at: AwareDatetime
    ended_at: AwareDatetime
    outcome: Literal["finished", "ended-early", "stopped"]
    planned_seconds: int = Field(ge=0, le=7200)
    practised: tuple[Practised, ...] = Field(default=(), max_length=60)


class StopAnswered(_Payload):
    session_id: EventId
    stretch: str | None = None
    answer: str


@dataclass(frozen=True)
class Stop:
    """A session or stretch that the learner stopped, and why."""

    at: datetime
    stretch: str | None
    answer: str


def session_ended(db: sqlite3.Connection, course: Course, event: Event) -> dict:
    """Stores a session under its own id, so that it stands once however often it is told."""
    session = _read(SessionEnded, event.payload)
    if session.routine is not None:
        refuse_unknown_routine(course, session.routine)
    for stretch in {row.stretch for row in session.practised} | ({session.stretch} - {None}):
        refuse_unknown_stretch(course, stretch)
    refuse_backwards(session)
    return {"stored": store_session(db, session)}


def stop_answered(db: sqlite3.Connection, course: Course, event: Event) -> dict:
    """Stores why the learner stopped. An emergency sign voids the screening and closes every start."""
    stop = _read(StopAnswered, event.payload)
    if stop.stretch is not None:
        refuse_unknown_stretch(course, stop.stretch)
    effect = stop_effect(course, stop.answer)
    store_stop(db, event.id, stop, event.occurred_at)
    if effect == "emergency":
        standing.open_new_emergency(db, None, "stop-button", event.occurred_at)
        standing.void_screening(db, "stop-button", event.occurred_at)
    return {"effect": effect}


# --- what fits ---------------------------------------------------------------------------------------------


def refuse_unknown_routine(course: Course, id: str) -> None:
    """Raises `Refused`."""
    if id not in course.routines:
        raise Refused(f"No routine '{id}'.")


def refuse_unknown_stretch(course: Course, id: str) -> None:
    """Raises `Refused`."""
    if id not in course.stretches:
        raise Refused(f"No stretch '{id}'.")


def refuse_backwards(session: SessionEnded) -> None:
    """Raises `Refused`."""
    if session.ended_at < session.started_at:
        raise Refused("The session ends before it starts.")


def stop_effect(course: Course, answer: str) -> str:
    """What follows from a stop answer. Raises `Refused` for one that is not known."""
    effects: Mapping[str, str] = {known.id: known.effect for known in course.safety.stop.answers}
    if answer not in effects:
        raise Refused(f"No stop answer '{answer}'; known are {', '.join(effects)}.")
    return effects[answer]


# --- the tables --------------------------------------------------------------------------------------------


def store_session(db: sqlite3.Connection, session: SessionEnded) -> bool:
    """Stores a session that was found to fit, and what was practised; False where its id is known already."""
    stored = db.execute(
        "INSERT OR IGNORE INTO session"
        " (id, routine, stretch, started_at, ended_at, outcome, planned_seconds)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            session.session_id,
            session.routine,
            session.stretch,
            stamp(session.started_at),
            stamp(session.ended_at),
            session.outcome,
            session.planned_seconds,
        ),
    ).rowcount
    if stored:
        db.executemany(
            "INSERT INTO practice (session_id, stretch, variants, side, held_seconds, sets, repetitions)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    session.session_id,
                    row.stretch,
                    json.dumps(row.variants),
                    row.side,
                    row.held_seconds,
                    row.sets,
                    row.repetitions,
                )
                for row in session.practised
            ],
        )
    return bool(stored)


def store_stop(db: sqlite3.Connection, id: str, stop: StopAnswered, at: datetime) -> bool:
    """Stores a stop that was found to fit under its id; False where that id is known already."""
    stored = db.execute(
        "INSERT OR IGNORE INTO stop (id, session_id, at, stretch, answer) VALUES (?, ?, ?, ?, ?)",
        (id, stop.session_id, stamp(at), stop.stretch, stop.answer),
    )
    return bool(stored.rowcount)


def stored_session(db: sqlite3.Connection, id: str) -> SessionEnded | None:
    """The session of this id with what was practised in it, if there is one."""
    row = db.execute("SELECT * FROM session WHERE id = ?", (id,)).fetchone()
    if row is None:
        return None
    rows = db.execute("SELECT * FROM practice WHERE session_id = ? ORDER BY rowid", (id,)).fetchall()
    practised = (
        Practised.model_construct(
            **{name: one[name] for name in ("stretch", "side", "held_seconds", "sets", "repetitions")},
            variants=tuple(json.loads(one["variants"])),
        )
        for one in rows
    )
    return SessionEnded.model_construct(
        session_id=row["id"],
        **{name: row[name] for name in ("routine", "stretch", "outcome", "planned_seconds")},
        **{name: datetime.fromisoformat(row[name]) for name in ("started_at", "ended_at")},
        practised=tuple(practised),
    )


def stored_stop(db: sqlite3.Connection, id: str) -> tuple[datetime, StopAnswered] | None:
    """When it was and the answer, of the stop of this id, if there is one."""
    row = db.execute("SELECT * FROM stop WHERE id = ?", (id,)).fetchone()
    if row is None:
        return None
    answered = StopAnswered.model_construct(**{key: row[key] for key in ("session_id", "stretch", "answer")})
    return datetime.fromisoformat(row["at"]), answered


def stops(db: sqlite3.Connection) -> list[Stop]:
    """All stops, oldest first."""
    rows = db.execute("SELECT at, stretch, answer FROM stop").fetchall()
    found = [Stop(datetime.fromisoformat(row["at"]), row["stretch"], row["answer"]) for row in rows]
    return sorted(found, key=lambda stop: stop.at)


def stops_since(db: sqlite3.Connection, moment: datetime) -> list[Stop]:
    """All stops after `moment`, oldest first."""
    return [stop for stop in stops(db) if stop.at > moment]


def _read(model, payload):
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        raise Refused(first_problem(error)) from error
