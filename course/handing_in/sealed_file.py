"""The files that a student gives away: JSON, strictly checked, with a checksum over all that is before it.

The checksum tells damage, not fraud: whoever changes a file on purpose can reckon it anew.
"""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, datetime
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from course.errors import PlainError, first_problem
from course.safe_text import told

COURSE = "bedstretch"
MAX_ERROR_CHARACTERS = 300

CourseName = Literal["bedstretch"]
Version = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.+-]+$", max_length=40)]
Checksum = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Moment = Annotated[
    AwareDatetime, Field(ge=datetime(2000, 1, 1, tzinfo=UTC), le=datetime(2100, 1, 1, tzinfo=UTC))
]
"""A time with UTC offset, far enough from the ends of the calendar to be reckoned with."""

_SEAL = b',\n "checksum": "'
_END = re.compile(rb'([0-9a-f]{64})"\n\}\s*')
_UNSEALED = "0" * 64


STRICT = ConfigDict(defer_build=True, extra="forbid", strict=True, allow_inf_nan=False)
"""No key too many, no type but the right one, no number that is none."""


class Strict(BaseModel):
    """A part of such a file."""

    model_config = ConfigDict(STRICT, frozen=True)


class Headed(Strict):
    """The head of every such file; its checksum, which comes last, each has of its own."""

    format: str
    version: Literal[1] = 1
    course: CourseName = COURSE


SealedModel = TypeVar("SealedModel", bound=Headed)


def seal(model: type[SealedModel], **fields: Any) -> SealedModel:
    """The file's content with its checksum, which `model` has as its last field."""
    open_one = model(**fields, checksum=_UNSEALED)
    body, _, _ = as_bytes(open_one).rpartition(_SEAL)
    return open_one.model_copy(update={"checksum": hashlib.sha256(body).hexdigest()})


def as_bytes(content: Strict) -> bytes:
    """The file: UTF-8, a key a line, the checksum last."""
    return content.model_dump_json(indent=1).encode() + b"\n"


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
        return model.model_validate_json(data)
    except ValidationError as error:
        raise PlainError(told(first_problem(error), MAX_ERROR_CHARACTERS)) from error
