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
    _refuse_unknown(course, session)
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
    return {"stored": bool(stored)}


def stop_answered(db: sqlite3.Connection, course: Course, event: Event) -> dict:
    """Stores why the learner stopped. An emergency sign voids the screening and closes every start."""
    stop = _read(StopAnswered, event.payload)
    answers: Mapping[str, str] = {answer.id: answer.effect for answer in course.safety.stop.answers}
    if stop.stretch is not None and stop.stretch not in course.stretches:
        raise Refused(f"No stretch '{stop.stretch}'.")
    if stop.answer not in answers:
        raise Refused(f"No stop answer '{stop.answer}'; known are {', '.join(answers)}.")
    db.execute(
        "INSERT INTO stop (id, session_id, at, stretch, answer) VALUES (?, ?, ?, ?, ?)",
        (event.id, stop.session_id, stamp(event.occurred_at), stop.stretch, stop.answer),
    )
    if answers[stop.answer] == "emergency":
        standing.open_new_emergency(db, None, "stop-button", event.occurred_at)
        standing.void_screening(db, "stop-button", event.occurred_at)
    return {"effect": answers[stop.answer]}


def stops_since(db: sqlite3.Connection, moment: datetime) -> list[Stop]:
    """All stops after `moment`, oldest first."""
    rows = db.execute("SELECT at, stretch, answer FROM stop").fetchall()
    stops = [Stop(datetime.fromisoformat(row["at"]), row["stretch"], row["answer"]) for row in rows]
    return sorted((stop for stop in stops if stop.at > moment), key=lambda stop: stop.at)


def _refuse_unknown(course: Course, session: SessionEnded) -> None:
    if session.routine is not None and session.routine not in course.routines:
        raise Refused(f"No routine '{session.routine}'.")
    for stretch in {row.stretch for row in session.practised} | ({session.stretch} - {None}):
        if stretch not in course.stretches:
            raise Refused(f"No stretch '{stretch}'.")
    if session.ended_at < session.started_at:
        raise Refused("The session ends before it starts.")


def _read(model, payload):
    try:
        return model.model_validate(payload)
    except ValidationError as error:
        raise Refused(first_problem(error)) from error
