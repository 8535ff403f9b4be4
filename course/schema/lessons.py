"""References, claims of the article, objectives and lessons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from course.schema.base import (
    Bloom,
    Content,
    Fact,
    Id,
    LessonId,
    ObjectiveId,
    QuizId,
    ReferenceId,
    StretchId,
    TaughtIn,
    Text,
)


class Reference(Content):
    id: Id
    kind: Literal["article", "review", "guideline", "position-stand", "textbook", "web-page", "seed"]
    authors: Text
    year: int | None = Field(default=None, ge=1900, le=2100)
    title: Text | None = None
    container: Text | None = None
    volume: Text | None = None
    pages: Text | None = None
    doi: Annotated[str, StringConstraints(pattern=r"^10\.\d{4,9}/\S+$")] | None = None
    about: Text
    """What it looked at, in our own words."""

    def __str__(self) -> str:
        volume = ":".join(part for part in (self.volume, self.pages) if part)
        who = f"{self.authors} ({self.year})" if self.year else self.authors
        where = " ".join(part for part in (self.container, volume) if part)
        doi = f"doi:{self.doi}" if self.doi else None
        return ". ".join(part.rstrip(".") for part in (who, self.title, where, doi) if part)


class Claim(Content):
    """Something that the article says, beside what studies say of it."""

    id: Id
    article_says: Text
    """In our own words, as fair and as short as it is meant."""
    studies_say: Annotated[tuple[Fact, ...], Field(min_length=1)]
    course_says: Text
    lessons: Annotated[tuple[TaughtIn, ...], Field(min_length=1)]
    """Where its card is shown."""


class Objective(Content):
    id: Id
    text: Text
    plain: Text
    """The same goal for a learner with a stiff back."""
    bloom: Bloom
    in_class: Text | None = None
    """What a class does for it, for the teacher's table."""
    prompt: Text
    """A question to open a discussion with when it is taught again."""
    sections: Mapping[TaughtIn, Text] = {}
    """By lesson, the heading in its notebook under which it is taught."""


class Lesson(Content):
    id: LessonId
    """The notebook's file name without its ending."""
    title: Text
    module: Id | None = None
    minutes: int = Field(ge=1, le=60)
    goals: tuple[Text, ...]
    needs: tuple[Text, ...] = ()
    objectives: Annotated[tuple[ObjectiveId, ...], Field(min_length=1)]
    stretches: tuple[StretchId, ...] = ()
    sources: tuple[ReferenceId, ...] = ()
    """What the prose of the lesson rests on, in the order in which `Sources` lists it."""
    quiz: QuizId | None = None
