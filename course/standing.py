"""Where a learner stands with the screening: what was last found, what is still open, what clears it.

An emergency holds through reload, restart and a second screening, until the learner states that a clinician
has checked it, with a date. A mistaken tap can be taken back for a minute.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from course.errors import Refused
from course.journal import stamp
from course.schema import Course, Urgency
from course.screening import Verdict

if TYPE_CHECKING:
    from course.events import Event

Code = Literal["none", "expired", "void", "emergency", "ask-first-all", "ask-first-some", "go"]
ASKED = ("doctor", "physiotherapist", "midwife", "surgeon", "other clinician")

SENTENCES: Mapping[str, str] = {
    "emergency": "Something you told us has to be checked by a clinician first. "
    "Sessions and body measures stay closed until then.",
    "none": "You have not done the safety check yet. It takes about three minutes.",
    "expired": "Your last safety check has run out; please do it again.",
    "void-new-signs": "Something has changed since your last safety check, so it is asked again.",
    "void-cleared-after-emergency": "Thank you. A clinician has checked it, "
    "so all questions are asked once more.",
    "void-unreadable": "What was kept here cannot be read any more, so all questions are asked anew. "
    "If a clinician still has to check something, have that done first.",
    "void-taken-back": "That was taken back, so all questions are asked once more.",
    "go": "Your safety check is done. It counts until {until}.",
    "ask-first-all": "Your safety check says: ask a clinician before you start. "
    "Until then, nothing is practised.",
    "ask-first-some": "Your safety check leaves some stretches out or changes them until you have asked a "
    "clinician. It counts until {until}.",
}
"""What is said of each standing; of a void screening by why it is void."""


@dataclass(frozen=True)
class Standing:
    """The screening as it counts at one moment; stretches and measures by id."""

    code: Code
    sentence: str
    at: datetime | None = None
    valid_until: datetime | None = None
    urgency: str | None = None
    leave_out: frozenset[str] = frozenset()
    change: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    measures_out: frozenset[str] = frozenset()
    causes: tuple[str, ...] = ()

    @property
    def is_valid(self) -> bool:
        return self.code in ("go", "ask-first-some")


def record_verdict(db: sqlite3.Connection, verdict: Verdict, at: datetime) -> int:
    """Stores the merged verdict and its causes, opens an emergency if it is one; returns the screening's id.

    Raises `Refused` while an emergency is open: a second screening does not lift it.
    """
    if open_emergencies(db):
        raise Refused(
            "Something needs checking first: please see the page above. A new screening does not change that."
        )
    cursor = db.execute(
        "INSERT INTO screening"
        " (at, outcome, scope, urgency, leave_out, change, measures_out, causes, lasts_hours)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            stamp(at),
            verdict.outcome,
            verdict.scope,
            verdict.urgency,
            json.dumps(verdict.leave_out),
            json.dumps(dict(verdict.change)),
            json.dumps(verdict.measures_out),
            json.dumps(verdict.causes),
            verdict.lasts_hours,
        ),
    )
    if verdict.outcome == "emergency":
        open_new_emergency(db, verdict.urgency, "screening", at)
    return cursor.lastrowid


def void_screening(db: sqlite3.Connection, because: str, at: datetime) -> None:
    """From now on the last screening no longer counts; all questions are asked again."""
    db.execute(
        "UPDATE screening SET void_at = ?, void_because = ? WHERE void_at IS NULL", (stamp(at), because)
    )


def open_new_emergency(db: sqlite3.Connection, urgency: str | None, found_by: str, at: datetime) -> None:
    """`urgency` None: found by the stop button, which does not ask which sign it was."""
    db.execute(
        "INSERT INTO emergency (at, urgency, found_by) VALUES (?, ?, ?)", (stamp(at), urgency, found_by)
    )


class EmergencyFound(BaseModel):
    """What the page tells when a sign of the screening was ticked and confirmed; never which sign it was."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    question: str
    urgency: Urgency


def emergency_found(db: sqlite3.Connection, course: Course, event: Event) -> dict:
    """Stores an emergency that the screening found, before the rest of its questions are answered.

    What cannot be read counts as one of unknown urgency: better a page too many than none.
    """
    try:
        urgency = EmergencyFound.model_validate(event.payload).urgency
    except ValidationError:
        urgency = None
    open_new_emergency(db, urgency, "screening", event.occurred_at)
    void_screening(db, "emergency-found", event.occurred_at)
    return {}


def open_emergencies(db: sqlite3.Connection) -> list[sqlite3.Row]:
    """The emergencies that nobody has checked yet, oldest first."""
    return db.execute(
        "SELECT * FROM emergency WHERE cleared_at IS NULL AND undone_at IS NULL ORDER BY id"
    ).fetchall()


def is_checked(db: sqlite3.Connection, at: datetime) -> bool:
    """Whether a clinician's check that the learner told of can have covered a sign of that moment.

    It cannot where the sign came after the learner's word, or after the day of the check.
    """
    for row in db.execute(
        "SELECT DISTINCT cleared_at, checked_on FROM emergency WHERE cleared_at IS NOT NULL"
    ):
        cleared_at = datetime.fromisoformat(row["cleared_at"])
        day = at.astimezone(cleared_at.tzinfo).date()
        if at <= cleared_at and day <= date.fromisoformat(row["checked_on"]):
            return True
    return False


def undo_emergency(db: sqlite3.Connection, course: Course, at: datetime) -> None:
    """Takes back a mistaken tap; `Refused` when it is too late, or was none."""
    rows = open_emergencies(db)
    if not rows:
        raise Refused("There is nothing to take back.")
    age = at - datetime.fromisoformat(rows[-1]["at"])
    if not timedelta(0) <= age <= timedelta(seconds=course.safety.undo_seconds):
        raise Refused(
            f"This can be taken back for {course.safety.undo_seconds} seconds only. "
            "When a clinician has checked it, say so below with the date."
        )
    db.execute("UPDATE emergency SET undone_at = ? WHERE id = ?", (stamp(at), rows[-1]["id"]))
    void_screening(db, "taken-back", at)


def first_day_of_a_check(emergencies: list[sqlite3.Row], at: datetime) -> date:
    """The earliest day on which a clinician can have checked all of these, in the present time zone."""
    days = (datetime.fromisoformat(row["at"]).astimezone(at.tzinfo).date() for row in emergencies)
    return min(at.date(), max(days))


def clear_emergency(db: sqlite3.Connection, checked_on: date, at: datetime) -> None:
    """The learner states that a clinician has checked it. All open ones end; all questions are asked anew."""
    rows = open_emergencies(db)
    if not rows:
        raise Refused("There is nothing open to clear.")
    first_day = first_day_of_a_check(rows, at)
    if not first_day <= checked_on <= at.date():
        raise Refused(
            f"The day of the check: expected {first_day} to today, {at.date()}; found {checked_on}."
        )
    db.execute(
        "UPDATE emergency SET cleared_at = ?, checked_on = ? WHERE cleared_at IS NULL AND undone_at IS NULL",
        (stamp(at), checked_on.isoformat()),
    )
    void_screening(db, "cleared-after-emergency", at)


def clear_ask_first(
    db: sqlite3.Connection,
    course: Course,
    asked_whom: str,
    asked_on: date,
    stretches: Iterable[str],
    measures: Iterable[str],
    at: datetime,
) -> None:
    """Records who allowed which of what is left out. `Refused` when something does not fit."""
    standing = current(db, course, at)
    if standing.code not in ("ask-first-all", "ask-first-some"):
        raise Refused("There is no open question to a clinician.")
    stretches, measures = sorted(set(stretches)), sorted(set(measures))
    unknown = (set(stretches) - standing.leave_out) | (set(measures) - standing.measures_out)
    if unknown:
        raise Refused(f"Not among what is left out: {', '.join(sorted(unknown))}.")
    if asked_whom not in ASKED:
        raise Refused(f"Who was asked: expected one of {', '.join(ASKED)}; found '{asked_whom}'.")
    if not at.date() - timedelta(days=365) <= asked_on <= at.date():
        raise Refused(
            f"The day of the advice: expected a date in the last year, up to today; found {asked_on}."
        )
    db.execute(
        "INSERT INTO clearance (screening_id, at, asked_whom, asked_on, stretches, measures)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            _last_screening(db)["id"],
            stamp(at),
            asked_whom,
            asked_on.isoformat(),
            json.dumps(stretches),
            json.dumps(measures),
        ),
    )


def current(db: sqlite3.Connection, course: Course, moment: datetime) -> Standing:
    """The learner's standing at `moment` (with UTC offset)."""
    emergencies = open_emergencies(db)
    if emergencies:
        return Standing(
            "emergency",
            SENTENCES["emergency"],
            at=datetime.fromisoformat(emergencies[0]["at"]),
            urgency=_worst_urgency(course, [row["urgency"] for row in emergencies]),
            leave_out=frozenset(course.stretches),
            measures_out=frozenset(m.id for m in course.measures.values() if m.body),
        )
    row = _last_screening(db)
    if row is None:
        return Standing("none", SENTENCES["none"])
    at = datetime.fromisoformat(row["at"])
    if row["void_at"]:
        why = SENTENCES.get(f"void-{row['void_because']}", SENTENCES["void-new-signs"])
        return Standing("void", why, at=at)
    valid_until = at + (
        timedelta(hours=row["lasts_hours"])
        if row["lasts_hours"]
        else timedelta(days=course.safety.valid_days)
    )
    if not at - timedelta(minutes=5) <= moment < valid_until:
        return Standing("expired", SENTENCES["expired"], at=at)
    return _from_row(db, course, row, at, valid_until)


def _from_row(db, course: Course, row: sqlite3.Row, at: datetime, valid_until: datetime) -> Standing:
    leave_out, measures_out = set(json.loads(row["leave_out"])), set(json.loads(row["measures_out"]))
    for clearance in db.execute("SELECT * FROM clearance WHERE screening_id = ?", (row["id"],)):
        leave_out -= set(json.loads(clearance["stretches"]))
        measures_out -= set(json.loads(clearance["measures"]))
    code = _code(course, row, leave_out)
    return Standing(
        code,
        SENTENCES[code].format(until=f"{valid_until.day} {valid_until:%B %Y}"),
        at=at,
        valid_until=valid_until,
        leave_out=frozenset(leave_out),
        change={id: tuple(v) for id, v in json.loads(row["change"]).items()},
        measures_out=frozenset(measures_out),
        causes=tuple(json.loads(row["causes"])),
    )


def _code(course: Course, row: sqlite3.Row, leave_out: set[str]) -> Code:
    if row["outcome"] == "go":
        return "go"
    return "ask-first-all" if len(leave_out) == len(course.stretches) else "ask-first-some"


def _worst_urgency(course: Course, urgencies: list[str | None]) -> str | None:
    """None, of the stop button, may be any of them."""
    return None if None in urgencies else min(urgencies, key=course.safety.urgency_order.index)


def screened_at(db: sqlite3.Connection) -> datetime | None:
    """When the questions were last answered to their end."""
    row = _last_screening(db)
    return datetime.fromisoformat(row["at"]) if row else None


def range_is_no_aim(db: sqlite3.Connection, course: Course) -> bool:
    """Whether more range is no aim of this learner, by the last screening, expired or not.

    Single answers are not stored: it is known by all that such an answer changes, as a few others may too.
    """
    row = _last_screening(db)
    if row is None:
        return False
    causes, change = json.loads(row["causes"]), json.loads(row["change"])
    return any(
        tick.rule.range_is_no_aim
        and question.id in causes
        and all(variant in change.get(stretch, ()) for stretch, variant in tick.rule.change.items())
        for question in course.safety.questions
        for tick in question.ticks
        if tick.rule
    )


def _last_screening(db: sqlite3.Connection) -> sqlite3.Row | None:
    return db.execute("SELECT * FROM screening ORDER BY id DESC LIMIT 1").fetchone()
