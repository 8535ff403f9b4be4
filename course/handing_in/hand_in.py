"""The file that a student hands in: attempts at quizzes, and nothing else of the journal.

Never in it: screening, daily checks, stops, sessions, measurements, drafts, and reviews, which are the
learner's own. `python -m course.handing_in.hand_in` writes the JSON Schema anew.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Collection, Iterator
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from course import attempts, review
from course.attempts import ID_PATTERN, Attempt, Mode
from course.errors import PlainError
from course.folders import DATA
from course.handing_in.sealed_file import (
    COURSE,
    MAX_NAME_CHARACTERS,
    NAME,
    OUT_OF_REACH,
    SHA256,
    YEARS,
    Headed,
    Moment,
    Name,
    Sha256,
    Strict,
    Version,
    as_bytes,
    check,
    check_moment,
    seal,
    unseal,
)
from course.handing_in.student_name import Student, as_student, check_student, file_stem
from course.journal import now
from course.quiz_results import Sureness
from course.schema import Course, Track

SCHEMA_FILE = DATA / "hand-in.schema.json"
ENDING = ".handin.json"
MAX_FILE_BYTES = 8_000_000
MAX_ATTEMPTS = 1000
MAX_ITEMS = 500
MAX_ANSWERS = 2000
"""Of one attempt: in practice an item may be answered again and again."""
MAX_TEXT_CHARACTERS = 500
MAX_ENTRIES = 60
MAX_DEPTH = 4
MAX_NUMBER = 2**53

Share = Annotated[float, Meta(ge=0, le=1)]
AttemptId = Annotated[str, Meta(pattern=ID_PATTERN)]
Item = Annotated[str, Meta(max_length=MAX_NAME_CHARACTERS, extra_json_schema={"pattern": NAME})]
ItemHash = Annotated[str, Meta(min_length=64, max_length=64, extra_json_schema={"pattern": SHA256})]
"""Their patterns are checked by the attempt, and remembered, as a class answers the same questions: looked
into anew each time they would take most of the time."""
Text = Annotated[str, Meta(max_length=MAX_TEXT_CHARACTERS)]
Number = (
    Annotated[int, Meta(ge=-MAX_NUMBER, le=MAX_NUMBER)]
    | Annotated[float, Meta(ge=-MAX_NUMBER, le=MAX_NUMBER)]
)


def _response(depth: int) -> Any:
    """The type of what answers any question of the course, with lists and mappings so many levels deep."""
    kind = Text | Number | bool | None
    if depth:
        inner, limit = _response(depth - 1), Meta(max_length=MAX_ENTRIES)
        kind |= Annotated[list[inner], limit] | Annotated[dict[Text, inner], limit]
    return kind


GivenResponse = _response(MAX_DEPTH)


@lru_cache(4096)
def _is_name(text: str) -> bool:
    return re.fullmatch(NAME, text) is not None


@lru_cache(4096)
def _is_sha256(text: str) -> bool:
    return re.fullmatch(SHA256, text) is not None


class HandInAnswer(Strict, kw_only=True):
    """One answer. `response` names the item's parts by id; `score` is `raw_score` less what a hint cost.

    Both are null in a first form whose second is not done.
    """

    item: Item
    item_hash: ItemHash
    at: Moment
    response: GivenResponse
    score: Share | None
    raw_score: Share | None
    sureness: Sureness | None = None
    seconds: Annotated[float, Meta(ge=0, le=86_400)] | None = None


class HandInAttempt(Strict, kw_only=True):
    """One attempt. `items` are ids in the order asked; `answers` came in in their order."""

    id: AttemptId
    quiz: Name
    track: Track
    mode: Mode
    form: Name | None = None
    started_at: Moment
    deadline_at: Moment | None = None
    submitted_at: Moment | None = None
    pass_mark: Share
    items: Annotated[tuple[Item, ...], Meta(max_length=MAX_ITEMS)]
    answers: Annotated[tuple[HandInAnswer, ...], Meta(max_length=MAX_ANSWERS)]

    def __post_init__(self) -> None:
        asked = set(self.items)
        if len(asked) != len(self.items):
            raise ValueError("items: an item is asked once; found one twice")
        for place, item in enumerate(self.items):
            if not _is_name(item):
                raise ValueError(f"items.{place}: expected an id of the content")
        for field in ("started_at", "deadline_at", "submitted_at"):
            check_moment(field, getattr(self, field))
        for place, answer in enumerate(self.answers):
            if answer.item not in asked:
                raise ValueError(f"answers.{place}.item: expected one of the attempt's items")
            if not _is_sha256(answer.item_hash):
                raise ValueError(f"answers.{place}.item_hash: expected 64 hexadecimal digits")
            if (answer.score is None or answer.raw_score is None) and (
                self.form is None or answer.score != answer.raw_score
            ):
                raise ValueError(f"answers.{place}.score: expected a number; null for a first form alone")
            if answer.at.year not in YEARS:
                raise ValueError(f"answers.{place}.at: {OUT_OF_REACH}")


class HandIn(Headed, kw_only=True, tag="bedstretch-hand-in"):
    """The whole file. `made_at` and all times have a UTC offset."""

    course_version: Version
    student: Student
    made_at: Moment
    attempts: Annotated[tuple[HandInAttempt, ...], Meta(max_length=MAX_ATTEMPTS)]
    checksum: Sha256

    def __post_init__(self) -> None:
        check_student(self.student)
        check_moment("made_at", self.made_at)
        if len({attempt.id for attempt in self.attempts}) != len(self.attempts):
            raise ValueError("attempts: expected each id once; found one twice")


# --- written -----------------------------------------------------------------------------------------------


def build(
    db: sqlite3.Connection,
    course: Course,
    student: str,
    quizzes: Collection[str] | None = None,
    made_at: datetime | None = None,
) -> HandIn:
    """What is handed in of a journal: the attempts at these quizzes (at all without) that have an answer.

    A graded attempt that still runs, and one without an answer, is left out. Raises `PlainError` for a name
    that is none, and where it is more than a file holds.
    """
    whole = hand_in_of(as_student(student), attempts_of(db, course, quizzes), made_at or now())
    if len(as_bytes(whole)) > MAX_FILE_BYTES:
        raise PlainError(f"This is more than a file holds ({MAX_FILE_BYTES:,} bytes): choose fewer quizzes.")
    return whole


def hand_in_of(student: str, given: tuple[HandInAttempt, ...], made_at: datetime) -> HandIn:
    """The file's content, sealed. Raises `PlainError` where it is more than a file holds."""
    try:
        return seal(
            HandIn,
            course_version=version("bedstretch"),
            student=student,
            made_at=made_at.replace(microsecond=0),
            attempts=given,
        )
    except ValueError as error:
        raise PlainError(f"This cannot be handed in: {error}.") from error


def write(hand_in: HandIn) -> bytes:
    """The file."""
    return as_bytes(hand_in)


def file_name(student: str) -> str:
    """What the file is called: `bedstretch-<student>.handin.json`."""
    return f"{COURSE}-{file_stem(student)}{ENDING}"


def read(data: bytes) -> HandIn:
    """The content of a hand-in file. Raises `PlainError` with where, what and what was expected."""
    return unseal(data, HandIn, MAX_FILE_BYTES)


def schema() -> dict[str, Any]:
    """What a hand-in file may hold, as JSON Schema, from the models that check it.

    A response is told once, as a type that holds itself: written out, its levels would fill a thousand lines.
    """
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **msgspec.json.schema(HandIn)}
    kinds = whole["$defs"]
    one = kinds["HandInAnswer"]["properties"]["response"]
    for kind in one["anyOf"]:
        for inside in {"items", "additionalProperties"} & set(kind):
            kind[inside] = {"$ref": "#/$defs/GivenResponse"}
    kinds["GivenResponse"] = {"description": f"At most {MAX_DEPTH} levels deep.", **one}
    kinds["HandInAnswer"]["properties"]["response"] = {"$ref": "#/$defs/GivenResponse"}
    return whole


def attempts_of(
    db: sqlite3.Connection, course: Course, quizzes: Collection[str] | None = None
) -> tuple[HandInAttempt, ...]:
    """The attempts that `build` takes, the first one first. Raises `PlainError` for what no file holds."""
    try:
        found = tuple(_attempts(db, course, quizzes))
        check(found, tuple[HandInAttempt, ...])
    except ValueError as error:
        raise PlainError(f"The journal has more or other than a file holds: {error}.") from error
    return found


def _attempts(
    db: sqlite3.Connection, course: Course, quizzes: Collection[str] | None
) -> Iterator[HandInAttempt]:
    for row in db.execute("SELECT id, quiz FROM quiz_attempt ORDER BY rowid").fetchall():
        if row["quiz"] != review.REVIEW and (quizzes is None or row["quiz"] in quizzes):
            attempt = attempts.find(db, course, row["id"])
            answers = _answers(db, attempt)
            if answers:
                handed_in = _attempt(attempt, answers)
                yield untold(handed_in) if attempt.is_withheld else handed_in


def untold(attempt: HandInAttempt) -> HandInAttempt:
    """The attempt without its scores: the student sees all of the file, and the teacher grades it anew."""
    replace = msgspec.structs.replace
    answers = (replace(answer, score=None, raw_score=None) for answer in attempt.answers)
    return replace(attempt, answers=tuple(answers))


def _attempt(attempt: Attempt, answers: tuple[HandInAnswer, ...]) -> HandInAttempt:
    """What was answered counts as asked, even where an old journal no longer knows that it was."""
    asked = dict.fromkeys([*attempt.items, *(answer.item for answer in answers)])
    return HandInAttempt(
        id=attempt.id,
        quiz=attempt.quiz,
        track=attempt.track,
        mode=attempt.mode,
        form=attempt.form,
        started_at=attempt.started_at,
        deadline_at=attempt.deadline_at,
        submitted_at=attempt.submitted_at,
        pass_mark=attempt.pass_mark,
        items=tuple(asked),
        answers=answers,
    )


def _answers(db: sqlite3.Connection, attempt: Attempt) -> tuple[HandInAnswer, ...]:
    rows = db.execute(
        "SELECT item, item_hash, at, response, score, raw_score, sureness, seconds FROM quiz_response"
        " WHERE attempt_id = ? ORDER BY rowid",
        (attempt.id,),
    )
    return tuple(
        HandInAnswer(
            **{
                **dict(row),
                "at": datetime.fromisoformat(row["at"]),
                "response": _cut(json.loads(row["response"])),
            }
        )
        for row in rows
    )


def _cut(value: Any, depth: int = MAX_DEPTH) -> Any:
    """A response within the limits of a file: what somebody typed may be of any length."""
    if isinstance(value, str):
        return value[:MAX_TEXT_CHARACTERS].encode(errors="replace").decode()
    if isinstance(value, int | float):
        return value if abs(value) <= MAX_NUMBER else None
    if value is None or depth == 0:
        return None
    if isinstance(value, list):
        return [_cut(one, depth - 1) for one in value[:MAX_ENTRIES]]
    return {_cut(key): _cut(one, depth - 1) for key, one in list(value.items())[:MAX_ENTRIES]}


def written_schema() -> str:
    return json.dumps(schema(), indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    Path(SCHEMA_FILE).write_text(written_schema(), encoding="utf-8")
