"""References, objectives and lessons."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from course.schema.base import (
    Bloom,
    Content,
    Id,
    LessonId,
    ObjectiveId,
    QuizId,
    StretchId,
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


class Objective(Content):
    id: Id
    text: Text
    plain: Text
    """The same goal for a learner with a stiff back."""
    bloom: Bloom


class Lesson(Content):
    id: LessonId
    """The notebook's file name without its ending."""
    title: Text
    module: Id | None = None
    minutes: int = Field(ge=1, le=60)
    goals: tuple[Text, ...]
    needs: tuple[Text, ...] = ()
    objectives: tuple[ObjectiveId, ...] = ()
    stretches: tuple[StretchId, ...] = ()
    quiz: QuizId | None = None
