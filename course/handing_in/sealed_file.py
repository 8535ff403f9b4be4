"""The files that a student gives away: JSON, strictly checked, with a checksum over all that is before it.

The checksum tells damage, not fraud: whoever changes a file on purpose can reckon it anew.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from msgspec import Meta

from course.errors import PlainError
from course.safe_text import told

COURSE = "bedstretch"
MAX_ERROR_CHARACTERS = 300
YEARS = range(2000, 2100)
"""Far enough from the ends of the calendar to be reckoned with."""
OUT_OF_REACH = f"expected a time from {YEARS[0]} to {YEARS[-1]}"

NAME = r"^[a-z0-9]+(-[a-z0-9]+)*$"
MAX_NAME_CHARACTERS = 80
Name = Annotated[str, Meta(pattern=NAME, max_length=MAX_NAME_CHARACTERS)]
"""An id of the content; whether the course has it is asked where the file is used."""
Version = Annotated[str, Meta(pattern=r"^[0-9A-Za-z.+-]+$", max_length=40)]
SHA256 = r"^[0-9a-f]{64}$"
Sha256 = Annotated[str, Meta(pattern=SHA256)]
Moment = Annotated[datetime, Meta(tz=True)]
"""A time with UTC offset; `check_moment` sees that it is of `YEARS`."""

_SEAL = b',\n "checksum": "'
_END = re.compile(rb'([0-9a-f]{64})"\n\}\s*')
_UNSEALED = "0" * 64


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, gc=False):
    """A part of such a file: no key too many, no type but the right one.

    It is checked when it is read or sealed, not when it is made. A class has a million of these, which refer
    to nothing that refers back.
    """


class Headed(Strict, kw_only=True, tag_field="format"):
    """The head of every such file; its checksum, which comes last, each has of its own."""

    version: Literal[1] = 1
    course: Literal["bedstretch"] = COURSE


SealedModel = TypeVar("SealedModel", bound=Headed)


def seal(model: type[SealedModel], **fields: Any) -> SealedModel:
    """The file's content with its checksum, which `model` has as its last field. ValueError, with the place,
    where it would not be read again."""
    content = _checked(msgspec.json.encode(model(**fields, checksum=_UNSEALED)), model)
    body, _, _ = as_bytes(content).rpartition(_SEAL)
    return msgspec.structs.replace(content, checksum=hashlib.sha256(body).hexdigest())


def as_bytes(content: Strict) -> bytes:
    """The file: UTF-8, a key a line, the checksum last."""
    return msgspec.json.format(msgspec.json.encode(content), indent=1) + b"\n"


def unseal(data: bytes, model: type[SealedModel], max_bytes: int) -> SealedModel:
    """The content of a file. Raises `PlainError`: too large, cut off, damaged, or what does not fit.

    Other ends of lines and a byte order mark, which a transfer may bring, count as no damage.
    """
    if len(data) > max_bytes:
        raise PlainError(f"has {len(data):,} bytes; expected at most {max_bytes:,}")
    data = data.removeprefix(b"\xef\xbb\xbf")
    if b"\r" in data:
        data = data.replace(b"\r\n", b"\n")
    body, _, tail = data.rpartition(_SEAL)
    end = _END.fullmatch(tail)
    if end is None:
        raise PlainError("is no file that Bedstretch wrote whole: expected JSON that ends with its checksum")
    if hashlib.sha256(body).hexdigest().encode() != end[1]:
        raise PlainError("was damaged or changed since Bedstretch wrote it: its checksum does not fit")
    try:
        return _checked(data, model)
    except ValueError as error:
        problem = str(error)
        if problem.startswith("format: "):
            problem += f"; expected {model.__struct_config__.tag}"
        raise PlainError(told(problem, MAX_ERROR_CHARACTERS)) from error


def check(content: Any, kind: Any) -> None:
    """ValueError, with the place, where a part of a file that was made here could not be read again."""
    _checked(msgspec.json.encode(content), kind)


def check_moment(field: str, moment: datetime | None) -> None:
    """ValueError for a time that is out of reach."""
    if moment is not None and moment.year not in YEARS:
        raise ValueError(f"{field}: {OUT_OF_REACH}; found {moment}")


def _checked(data: bytes, kind: Any) -> Any:
    try:
        return _decoder(kind).decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise ValueError(_place_first(str(error))) from error


@cache
def _decoder(kind: Any) -> msgspec.json.Decoder:
    return msgspec.json.Decoder(kind)


def _place_first(problem: str) -> str:
    """msgspec's words, with the place before the reason: `attempts.0.id: Expected …`."""
    what, _, where = problem.rpartition(" - at `$")
    place = re.sub(r"\[([^]]+)\]", r".\1", where).strip(".`")
    return f"{place}: {what}" if what and place else what or problem
