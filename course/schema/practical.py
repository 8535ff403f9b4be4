"""The sheet by which a practical station is marked."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from course.schema.base import Content, Id, ObjectiveId, Text

RATING_WORDS = {"fail": "not yet"}
"""How a rating is said to people, where not by its id. In a CSV of marks either may stand."""


class Criterion(Content):
    id: Id
    text: Text
    """What the rater looks for."""
    max_points: int = Field(ge=1, le=20)
    objectives: Annotated[tuple[ObjectiveId, ...], Field(min_length=1)]
    critical: Text | None = None
    """What ends the station without a pass, whatever its points."""


class PracticalSheet(Content):
    """One station. `ratings` is the global rating, the lowest first."""

    task: Text
    minutes: int = Field(ge=1, le=60)
    feedback_minutes: int = Field(ge=0, le=60)
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    ratings: Annotated[tuple[Id, ...], Field(min_length=3)]
    raters: Text
    at_a_distance: Text
    accommodations: Text

    @property
    def max_points(self) -> int:
        return sum(criterion.max_points for criterion in self.criteria)

    @model_validator(mode="after")
    def _names_stand_once(self):
        for names in ([criterion.id for criterion in self.criteria], self.ratings):
            if twice := sorted({name for name in names if list(names).count(name) > 1}):
                raise ValueError(f"'{twice[0]}' stands more than once")
        return self
