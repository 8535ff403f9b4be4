"""Reads one file of the course: checked, graded, and as rows for the class store.

Nothing here knows of a store, so that other processes can read files too (`reading_ahead.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import compress
from typing import Any, NamedTuple

import msgspec

from course.classroom.store.answer_columns import packed
from course.classroom.store.regrade import GradedAnswers, Grader
from course.classroom.store.submissions import EXPECTED
from course.errors import PlainError
from course.handing_in import hand_in, shared_log
from course.handing_in.hand_in import HandIn, HandInAttempt
from course.handing_in.shared_log import SharedLog, Withdrawal
from course.journal import stamp

MAX_FILE_BYTES = max(hand_in.MAX_FILE_BYTES, shared_log.MAX_FILE_BYTES)

_FORMAT = re.compile(rb'"format"\s*:\s*"([a-z-]{1,40})"')
_READERS = {
    b"bedstretch-hand-in": hand_in.read,
    b"bedstretch-shared-log": shared_log.read,
    b"bedstretch-log-withdrawn": shared_log.read_withdrawal,
}


class GradedAttempt(NamedTuple):
    """One attempt as the store keeps it.

    `facts` are the values of `tables.ATTEMPT` from `quiz` to `ungraded`; `items` have id and hash of each
    answer's item, and `answers` all else, packed by `answer_columns.py`. `differences` has what differs, its
    number in the file and ours; `ungraded` counts answers to questions that the course does not have as they
    were asked.
    """

    id: str
    facts: tuple[Any, ...]
    items: tuple[tuple[str, str], ...]
    answers: str
    differences: tuple[tuple[str, float, float], ...]
    ungraded: int

    @property
    def answer_count(self) -> int:
        return len(self.items)


class Content(NamedTuple):
    """What a file says. `attempts` are those of a hand-in; `log` is a shared log, or its withdrawal.

    `unscored` counts first forms that are left out: the file tells no score, and the course cannot.
    """

    kind: str
    student: str
    made_at: datetime
    course_version: str | None = None
    attempts: tuple[GradedAttempt, ...] = ()
    unscored: int = 0
    log: SharedLog | Withdrawal | None = None


def read(content: bytes, grader: Grader) -> Content:
    """Raises `PlainError` where it is no file of the course, or not whole."""
    told = _FORMAT.search(content[:1000])
    reader = _READERS.get(told[1]) if told else None
    if reader is None:
        raise PlainError(f"is no file of the course; {EXPECTED}")
    found = reader(content)
    if isinstance(found, HandIn):
        attempts = tuple(filter(None, (_graded_attempt(attempt, grader) for attempt in found.attempts)))
        return Content(
            "hand-in", found.student, _second(found.made_at), found.course_version,
            attempts, len(found.attempts) - len(attempts),
        )  # fmt: skip
    if isinstance(found, SharedLog):
        made_at = _second(found.consented_at)
        return Content("shared-log", found.student, made_at, found.course_version, log=found)
    return Content("withdrawal", found.student, _second(found.withdrawn_at), log=found)


def _second(moment: datetime) -> datetime:
    return moment.replace(microsecond=0)


def _graded_attempt(attempt: HandInAttempt, grader: Grader) -> GradedAttempt | None:
    """None where neither file nor course has a score for each answer."""
    graded = grader.graded(attempt.id, attempt.answers)
    if None in graded.scores:
        return None
    return GradedAttempt(
        attempt.id,
        _facts(attempt, graded, grader),
        graded.items,
        _packed(attempt, graded),
        tuple(_differences(attempt, graded, grader)),
        graded.known.count(False),
    )


def _facts(attempt: HandInAttempt, graded: GradedAnswers, grader: Grader) -> tuple[Any, ...]:
    standing = grader.standing(attempt, graded)
    return (
        attempt.quiz, attempt.track, attempt.mode, attempt.form, stamp(attempt.started_at),
        _stamp(attempt.deadline_at), _stamp(attempt.submitted_at), grader.pass_mark(attempt),
        _as_json(attempt.items), len(attempt.items), standing.answered, standing.score, standing.passed,
        standing.seconds, graded.known.count(False),
    )  # fmt: skip


def _stamp(moment: datetime | None) -> str | None:
    return stamp(moment) if moment else None


def _as_json(items: Sequence[str]) -> str:
    return msgspec.json.encode(items).decode()


def _packed(attempt: HandInAttempt, graded: GradedAnswers) -> str:
    answers = attempt.answers
    return packed(
        (
            list(_nth(graded.items)), [answer.at for answer in answers], graded.responses, graded.scores,
            graded.raw_scores, [answer.sureness for answer in answers],
            [answer.seconds for answer in answers], graded.known,
        )
    )  # fmt: skip


def _nth(items: Sequence[tuple[str, str]]) -> Iterator[int]:
    """1 for the first answer to an item, 2 for the next one; another version of it is the same item."""
    times: dict[str, int] = {}
    for id, _ in items:
        times[id] = nth = times.get(id, 0) + 1
        yield nth


def _differences(
    attempt: HandInAttempt, graded: GradedAnswers, grader: Grader
) -> Iterator[tuple[str, float, float]]:
    """Where the file says other numbers than the course reckons."""
    for answer, ours in compress(zip(attempt.answers, graded.scores, strict=True), graded.differs):
        yield answer.item, answer.score, ours
    if (pass_mark := grader.pass_mark(attempt)) != attempt.pass_mark:
        yield "pass mark", attempt.pass_mark, pass_mark
