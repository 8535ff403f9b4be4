"""What can be measured, how, and how exactly."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from course.schema.base import (
    Fact,
    Id,
    Sided,
    Sourced,
    Text,
)
from course.schema.stretches import Picture


class Published(Sourced):
    """A published measurement property, in the measure's unit. From trained testers, so 'at least'."""

    value: float = Field(gt=0)
    note: Text | None = None


class SaidAbove(Fact):
    """What is said to somebody who logs more than `value`, in the measure's unit."""

    value: float


class Measure(Sided, Sourced):
    id: Id
    name: Text
    unit: Text
    """Short form on axes and beside the field: cm, °, min, 0–10."""
    minimum: float
    maximum: float
    step: float = Field(gt=0)
    typical_minimum: float
    typical_maximum: float
    better: Literal["lower", "higher"]
    two_sided: bool = False
    body: bool
    """A body measure moves or bends the body, so the screening and the daily check guard it."""
    not_before_up_an_hour: bool = False
    class_only: bool = False
    needs: tuple[Text, ...] = ()
    protocol: tuple[Text, ...]
    picture: Picture
    """A sketch of how it is taken: an SVG that is drawn in the colour of the text round it."""
    trials: int = Field(default=1, ge=1, le=5)
    keep: Literal["single", "best", "mean"] = "single"
    sem: Published | None = None
    mdc95: Published | None = None
    mdc95_other_tester: Published | None = None
    mic: Published | None = None
    said_above: SaidAbove | None = None
    notes: tuple[Fact, ...] = ()

    @model_validator(mode="after")
    def _ranges_nest(self):
        if not self.minimum <= self.typical_minimum < self.typical_maximum <= self.maximum:
            raise ValueError("typical range must lie inside minimum to maximum")
        return self
