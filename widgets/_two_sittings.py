"""What a quiz with two forms says before, between and after its two sittings."""

from __future__ import annotations

from collections.abc import Sequence
from sqlite3 import Connection
from typing import Literal

from course import attempts
from course.attempts import Attempt
from course.errors import Refused
from course.progress import percent
from course.schema import Course, Quiz

SittingNumber = Literal[1, 2]

STATIC = (
    "Two sittings, in JupyterLab: before the course and after it. Both results are told after the second."
)
UNTOLD = (
    "Nothing is told yet. What is right, and why, would teach you the very things by which the second "
    "sitting is to show what the course has added."
)
LATER = (
    "Work through the course, and take the second sitting at its end: other questions, on the same things."
)
NO_FIRST = (
    "There is no first sitting to compare with. It stands at the beginning of the course, and says something "
    "only when it is taken before the lessons."
)
ELSEWHERE = "The second sitting is begun at the end of the course."


def head(sitting: SittingNumber) -> dict:
    """For the view: the words of the fold that it stands in, no mark to pass, and its own sentences."""
    name = "first" if sitting == 1 else "second"
    return {
        "fold": f"For students whose teacher asks for it: the {name} sitting",
        "pass_mark": None,
        "told_when": "once both sittings are done",
        "kept": "Your answers stay in your journal.",
    }


def place(tried: Sequence[Attempt], sitting: SittingNumber) -> Attempt | None:
    """The attempt that stands where this sitting is offered: the first one there, the latest one here."""
    return tried[0 if sitting == 1 else -1] if tried else None


def may_begin(tried: Sequence[Attempt], sitting: SittingNumber) -> None:
    """Raises `Refused` where the next sitting is not the one that is offered here."""
    if sitting == 1 and tried and tried[0].submitted_at is not None:
        raise Refused(ELSEWHERE)
    if sitting == 2 and not tried:
        raise Refused(NO_FIRST)


def words(quiz: Quiz, tried: Sequence[Attempt], sitting: SittingNumber, rules: Sequence[str]) -> dict:
    """What stands before a sitting, and which buttons there are. `rules` hold for every sitting."""
    is_first_stored = len(tried) == 1 and tried[0].is_withheld
    begin = {"can_begin": not tried if sitting == 1 else is_first_stored, "can_close": is_first_stored}
    if sitting == 1 and not tried:
        told = {"heading": None, "lines": [*_before_the_first(quiz), *rules]}
    elif sitting == 1:
        told = {"heading": "Your first sitting is stored", "lines": [UNTOLD, LATER]}
    elif tried:
        told = {"heading": "The second sitting", "lines": [*_before_the_second(quiz), *rules]}
    else:
        told = {"heading": "No first sitting yet", "lines": [NO_FIRST]}
    begin["begin"] = f"Begin the {'first' if sitting == 1 else 'second'} sitting"
    return {**told, **begin, "attempts_left": None, "has_certificate": False}


def _before_the_first(quiz: Quiz) -> list[str]:
    return [
        f"{_count(quiz)} questions now, and as many others after the course.",
        "Much of it you cannot know yet, and that is as it should be. Leave open what you do not know, or "
        "say that it was a guess.",
        "Nothing is told after this first sitting. After the second you see both results, with what is "
        "right and why.",
    ]


def _before_the_second(quiz: Quiz) -> list[str]:
    return [
        f"{_count(quiz)} questions, other ones than in the first sitting, on the same things.",
        "Right after it you see both results, with what is right and why.",
    ]


def _count(quiz: Quiz) -> int:
    return len(quiz.forms["a"])


def results(db: Connection, course: Course, tried: Sequence[Attempt], shown: Attempt | None) -> list[dict]:
    """A row for each sitting whose result may be told."""
    return [_row(db, course, one, shown) for one in tried if one.released_at is not None]


def _row(db: Connection, course: Course, attempt: Attempt, shown: Attempt | None) -> dict:
    standing = attempts.standing_of(db, course, attempt)
    others = " and others partly" if standing.score > standing.right / standing.asked + 1e-9 else ""
    return {
        "day": f"{attempt.submitted_at:%Y-%m-%d}",
        "score": f"{percent(standing.score)}, {standing.right} of {standing.asked} right{others}",
        "is_shown": shown is not None and attempt.id == shown.id,
    }
