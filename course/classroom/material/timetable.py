"""A class's sessions, part by part, with the clock worked out from the minutes of each part."""

from __future__ import annotations

from itertools import accumulate
from pathlib import Path
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from course.classroom.material.markdown_table import markdown_table
from course.errors import PlainError, first_problem
from course.schema.base import Content, Text
from course.yaml_marks import MarkedYaml, NotYaml


class Part(Content):
    minutes: int = Field(ge=1, le=240)
    do: Text
    how: Text = "–"


class Session(Content):
    title: Text
    parts: Annotated[tuple[Part, ...], Field(min_length=1)]

    @property
    def minutes(self) -> int:
        return sum(part.minutes for part in self.parts)


def read_sessions(file: Path | str) -> tuple[Session, ...]:
    """The sessions in a teacher's YAML file. Raises `PlainError` with the first thing that does not fit."""
    try:
        return TypeAdapter(tuple[Session, ...]).validate_python(MarkedYaml(Path(file).read_bytes()).data)
    except OSError as error:
        raise PlainError(f"{file}: {error.strerror}.") from error
    except NotYaml as error:
        raise PlainError(f"{file}, {error}") from error
    except ValidationError as error:
        raise PlainError(f"{file}: {first_problem(error)}") from error


def session_table(session: Session) -> str:
    """In Markdown, under its title: from when, how many minutes, what, and how. The last row is the end."""
    ends = list(accumulate(part.minutes for part in session.parts))
    rows = [
        (_clock(begin), part.minutes, part.do, part.how)
        for begin, part in zip([0, *ends], session.parts, strict=False)
    ]
    rows.append((_clock(ends[-1]), "", "End", f"{ends[-1]} minutes in all"))
    return f"**{session.title}**\n\n{markdown_table(('from', 'minutes', 'what', 'how'), rows)}"


def _clock(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02d}"
