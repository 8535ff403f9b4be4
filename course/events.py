"""Events from the browser, each stored and applied once.

The browser keeps an event until it is acknowledged, so the same event may arrive again, through another
widget or another notebook. Its id decides: a known one is answered as before and changes nothing.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, StringConstraints, ValidationError

from course import corrections, log, practice, quizzes, standing
from course.errors import Refused, first_problem
from course.journal import Journal, now, stamp
from course.schema import Course

MAX_EVENT_CHARACTERS = 200_000

Handler = Callable[..., dict[str, Any]]

HANDLERS: dict[str, Handler] = {
    "session-ended": practice.session_ended,
    "stop-answered": practice.stop_answered,
    "emergency-found": standing.emergency_found,
    "quiz-answered": quizzes.answered,
    "quiz-submitted": quizzes.submitted,
    "measured": log.measured,
    "measured-corrected": corrections.corrected,
    "measured-withdrawn": corrections.withdrawn,
}
"""What applies each kind: `handler(db, course, event)` returns the reply, or raises `Refused`."""


class Event(BaseModel):
    """One thing that happened in the browser. `payload` is checked by the handler of its kind."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9-]{8,64}$")]
    kind: str
    occurred_at: AwareDatetime
    payload: dict[str, Any]


class Answer(BaseModel):
    """What the browser is told: with this it may delete the event."""

    id: str
    reply: dict[str, Any]
    refused: str | None = None


def deliver(journal: Journal, course: Course, message: Any) -> Answer:
    """Stores and applies one event, or answers a known one again.

    A refused event is stored too, with the reason, so that nothing the learner entered is lost.
    Raises `Refused` when `message` is no event at all, and `JournalError` when nothing could be stored.
    """
    event = _read(message)
    with journal.writing() as db:
        known = db.execute("SELECT reply, refused FROM event WHERE id = ?", (event.id,)).fetchone()
        if known:
            return Answer(id=event.id, reply=json.loads(known["reply"]), refused=known["refused"])
        reply, refused = {}, None
        db.execute("SAVEPOINT apply")
        try:
            reply = HANDLERS[event.kind](db, course, event)
        except Refused as error:
            db.execute("ROLLBACK TO apply")
            refused = str(error)
        db.execute(
            "INSERT INTO event (id, kind, occurred_at, received_at, payload, reply, refused)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                event.id,
                event.kind,
                stamp(event.occurred_at),
                stamp(now()),
                json.dumps(event.payload),
                json.dumps(reply),
                refused,
            ),
        )
    return Answer(id=event.id, reply=reply, refused=refused)


def _read(message: Any) -> Event:
    if len(json.dumps(message, default=str)) > MAX_EVENT_CHARACTERS:
        raise Refused(f"An event may have at most {MAX_EVENT_CHARACTERS:,} characters.")
    try:
        event = Event.model_validate(message)
    except ValidationError as error:
        raise Refused(f"Not an event: {first_problem(error)}") from error
    if event.kind not in HANDLERS:
        raise Refused(f"No event is called '{event.kind}'; known are {', '.join(HANDLERS)}.")
    # A clock that was ahead and has been set right must not date things into the future.
    return event.model_copy(update={"occurred_at": min(event.occurred_at, now())})
