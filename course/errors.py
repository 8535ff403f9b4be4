"""Errors that speak to the person, not to the programmer."""

from __future__ import annotations

from pydantic import ValidationError


class PlainError(Exception):
    """One clear message. In a notebook it stands alone, without the lines of code that led to it."""

    def _render_traceback_(self) -> list[str]:
        return [str(self)]


class Refused(PlainError):
    """Something that a person entered cannot be taken; the text gives the reason and what is accepted."""


def first_problem(error: ValidationError) -> str:
    """The first field that does not fit, and why, in one line."""
    detail = error.errors(include_url=False)[0]
    where = ".".join(map(str, detail["loc"]))
    return f"{where}: {detail['msg']}" if where else detail["msg"]
