"""Hand-ins as a class makes them: real questions, answered right or wrong, in real files."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta

from course import load_course
from course.grading import grade_or_zero
from course.handing_in import hand_in, shared_log
from course.quiz_items import item_hash, items_for

AT = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
QUIZ = "open-the-hips"


def choices(quiz=QUIZ):
    """The questions of a quiz with one right answer."""
    return [item for item in items_for(load_course().quizzes[quiz], "student") if item.kind == "choice"]


def right(item):
    return next(option.id for option in item.options if option.correct)


def wrong(item):
    return next(option.id for option in item.options if not option.correct)


def answer(item, response, attempt_id="seed-0001", at=AT, /, **changed):
    score = grade_or_zero(item, response, attempt_id).score
    fields = {"item": item.id, "item_hash": item_hash(item), "at": at, "response": response}
    fields |= {"score": score, "raw_score": score, "sureness": "think", "seconds": 12.5}
    return hand_in.HandInAnswer(**(fields | changed))


def attempt(id, answers=None, at=AT, items=None, **changed):
    """One attempt at three questions; all answered rightly where nothing else is said."""
    asked = items or choices()[:3]
    answers = (
        tuple(answer(item, right(item), id, at) for item in asked) if answers is None else tuple(answers)
    )
    fields = {"id": id, "quiz": QUIZ, "track": "student", "mode": "graded", "started_at": at}
    fields |= {"submitted_at": at + timedelta(minutes=10), "pass_mark": load_course().quizzes[QUIZ].pass_mark}
    fields |= {"items": tuple(item.id for item in asked), "answers": answers}
    return hand_in.HandInAttempt(**(fields | changed))


def handed_in(student, *attempts, made_at=AT + timedelta(hours=1)):
    """The file."""
    return hand_in.write(hand_in.hand_in_of(student, attempts, made_at))


def log_of(student, *values, consented_at=AT, keep_until=date(2027, 6, 30)):
    """The shared log, as a file."""
    records = tuple(
        shared_log.SharedRecord(measure="stiffness-nrs", at=AT + timedelta(days=n), value=v, trials=(v,))
        for n, v in enumerate(map(float, values))
    )
    return shared_log.write(shared_log.shared_log_of(student, records, consented_at, keep_until))


def withdrawn(student, at):
    return shared_log.write(shared_log.withdrawal_of(student, at))


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    """A zip file of (name, content)."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return made.getvalue()
