"""The answers of one attempt as the store keeps them: one JSON text with a list for each column.

Their items' keys stand in a text beside it, as only the store knows these.

A row for each of a class's million answers would take longer to write than all else together.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec


class AnswerColumns(msgspec.Struct, gc=False):
    """The answers in their order. `response` is JSON; `at` ISO 8601.

    `nth` is 1 for the first answer to an item. Scores run from 0 to 1, and are the file's where the item is
    not `known` to the course as it was asked.
    """

    nth: list[int]
    at: list[str]
    response: list[str]
    score: list[float]
    raw_score: list[float]
    sureness: list[str | None]
    seconds: list[float | None]
    known: list[bool]


NAMES = AnswerColumns.__struct_fields__
_DECODER = msgspec.json.Decoder(AnswerColumns)


def packed(columns: Sequence[Sequence[Any]]) -> str:
    """The text of columns that stand in the order of `AnswerColumns`; times may be datetimes."""
    return msgspec.json.encode(dict(zip(NAMES, columns, strict=True))).decode()


def unpacked(text: str) -> AnswerColumns:
    """What `packed` has made."""
    return _DECODER.decode(text)
