"""How a student is called in the files of a class: a name, a number or a pseudonym, and never a path."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Annotated

from msgspec import Meta

from course.errors import PlainError

MAX_STUDENT_CHARACTERS = 60
MARKS = " .'’-_@"
"""What may stand between letters and digits, and no other mark: a name is no formula, tag or path."""

HASHED = r"(^|-)[0-9a-f]{8}$"
"""Looks like the piece of a hash that `file_stem` adds: nobody takes another's file name on purpose."""

TAKES = (
    f"expected 1 to {MAX_STUDENT_CHARACTERS} characters: a letter or digit first, then letters, digits, "
    "spaces and . ' - _ @"
)


def as_student(text: object) -> str:
    """The name as files keep it: composed letters, single spaces. Raises `PlainError` for what is no name."""
    try:
        return _as_student(text)
    except ValueError as error:
        raise PlainError(f"A student's name or pseudonym: {error}.") from error


def _as_student(text: object) -> str:
    if not isinstance(text, str):
        raise ValueError(f"{TAKES}; found {text!r:.40}")
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if not 1 <= len(name) <= MAX_STUDENT_CHARACTERS:
        raise ValueError(f"{TAKES}; found {len(name)} characters")
    kinds = [unicodedata.category(letter)[0] for letter in name]
    if kinds[0] not in "LN":
        raise ValueError(f"{TAKES}; it begins with {name[0]!r}")
    for letter, kind in zip(name, kinds, strict=True):
        if kind not in "LMN" and letter not in MARKS:
            raise ValueError(f"{TAKES}; found {letter!r}")
    return name


Student = Annotated[str, Meta(min_length=1, max_length=MAX_STUDENT_CHARACTERS)]
"""A field of a file that holds a student's name; `check_student` sees that it is one."""


def check_student(name: str) -> None:
    """ValueError where a file holds a name that is none, or is written otherwise than by `as_student`."""
    try:
        written = _as_student(name)
    except ValueError as error:
        raise ValueError(f"student: {error}") from error
    if written != name:
        raise ValueError(f"student: {TAKES}; found it spaced or composed otherwise than {written!r}")


def file_stem(student: str) -> str:
    """A name as part of a file name: a to z, digits, hyphens, and _ for a space; safe on every computer.

    Where anything is lost on the way, a piece of the name's hash keeps two students apart. A capital counts
    as lost, since macOS and Windows take `Anna` and `anna` for one file.
    """
    if re.fullmatch(r"[a-z0-9]+([ -][a-z0-9]+)*", student) and not re.search(HASHED, student):
        return student.replace(" ", "_")
    plain = unicodedata.normalize("NFKD", student).encode("ascii", "ignore").decode()
    stem = re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-")
    return "-".join(filter(None, [stem, hashlib.sha256(student.encode()).hexdigest()[:8]]))
