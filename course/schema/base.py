"""What every part of the content is made of: ids, short words, and how sure a claim is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator


@dataclass(frozen=True)
class RefersTo:
    """Marks an id that must exist in another part of the content; `course.crosscheck` looks it up."""

    kind: str


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=80)]
LessonId = Annotated[str, StringConstraints(pattern=r"^\d\d_[a-z]+(_[a-z]+)*$")]
ReferenceId = Annotated[Id, RefersTo("references")]
ObjectiveId = Annotated[Id, RefersTo("objectives")]
MuscleId = Annotated[Id, RefersTo("muscles")]
StretchId = Annotated[Id, RefersTo("stretches")]
MeasureId = Annotated[Id, RefersTo("measures")]
RoutineId = Annotated[Id, RefersTo("routines")]
QuizId = Annotated[Id, RefersTo("quizzes")]
QuestionId = Annotated[Id, RefersTo("questions")]
TaughtIn = Annotated[LessonId, RefersTo("lessons")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
Seconds = Annotated[int, Field(ge=0, le=600)]
Degrees = Annotated[int, Field(ge=-30, le=180)]

Certainty = Literal["confirmed", "textbook", "estimate"]
Track = Literal["learner", "student"]
Side = Literal["left", "right"]
Bloom = Literal["remember", "understand", "apply", "analyse", "evaluate", "create"]

Outcome = Literal["go", "ask-first", "emergency"]
Scope = Literal["some", "all"]
Urgency = Literal["ambulance-now", "maternity-now", "hospital-today", "urgent-care-today"]


class Content(BaseModel):
    model_config = ConfigDict(
        defer_build=True, frozen=True, extra="forbid", strict=False, allow_inf_nan=False
    )


class Sided:
    """What is done on one side at a time where it is `two_sided`."""

    @property
    def sides(self) -> tuple[Side | None, ...]:
        """Its sides in their order; None alone where it has no two."""
        return ("left", "right") if self.two_sided else (None,)


class Sourced(Content):
    """Something the course claims, with how sure we are and where it comes from (ids of references)."""

    certainty: Certainty
    sources: tuple[ReferenceId, ...] = ()

    @model_validator(mode="after")
    def _sure_things_have_sources(self):
        if self.certainty != "estimate" and not self.sources:
            raise ValueError(f"certainty '{self.certainty}' needs at least one source")
        return self


class Fact(Sourced):
    """One claim in one or two sentences. An estimate says in its own words that it is one."""

    text: Text


class Reviewed(Content):
    """Advice that a clinician signs off; while empty the course says that nobody has yet."""

    reviewed_by: Text | None = None
    reviewed_on: date | None = None

    @model_validator(mode="after")
    def _both_or_neither(self):
        if (self.reviewed_by is None) != (self.reviewed_on is None):
            raise ValueError("reviewed_by and reviewed_on are filled in together")
        return self
