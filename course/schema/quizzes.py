"""Quizzes and their items. No graded key rests on an estimate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import Field, model_validator

from course.schema.base import (
    Bloom,
    Content,
    Id,
    ObjectiveId,
    Sourced,
    TaughtIn,
    Text,
    Track,
)


class Option(Content):
    id: Id
    text: Text
    correct: bool = False
    feedback: Text


class Item(Sourced):
    """What every question has. No graded key rests on an estimate."""

    id: Id
    stem: Text
    track: Track
    bloom: Bloom
    objectives: tuple[ObjectiveId, ...] = Field(min_length=1)
    lesson: TaughtIn
    """The lesson that teaches it."""
    safety_critical: bool = False
    explanation: Text

    @model_validator(mode="after")
    def _no_estimates(self):
        if self.certainty == "estimate":
            raise ValueError("a graded item may not rest on an estimate")
        return self


class ChoiceItem(Item):
    kind: Literal["choice"]
    options: tuple[Option, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _one_key(self):
        if sum(option.correct for option in self.options) != 1:
            raise ValueError("a choice has exactly one correct option")
        return _distinct_options(self)


class MultipleItem(Item):
    kind: Literal["multiple"]
    options: tuple[Option, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _some_key(self):
        if not 0 < sum(option.correct for option in self.options) < len(self.options):
            raise ValueError("a multiple item has at least one correct and one incorrect option")
        return _distinct_options(self)


class NearMiss(Content):
    """A value that a typical slip gives (same unit as the answer), with its own feedback."""

    value: float
    feedback: Text


class NumberItem(Item):
    kind: Literal["number"]
    answer: float
    tolerance: float = Field(ge=0)
    unit: Text
    """The unit of `answer`; other accepted units and their factors are in `units`."""
    units: Mapping[Text, Annotated[float, Field(gt=0)]] = {}
    """Further accepted units, as how many of the answer's unit one is: min: 60 for an answer in s."""
    feedback_right: Text
    feedback_wrong: Text
    near_misses: tuple[NearMiss, ...] = ()


AnyItem = Annotated[ChoiceItem | MultipleItem | NumberItem, Field(discriminator="kind")]


class Quiz(Content):
    id: Id
    title: Text
    module: Id
    pass_mark: float = Field(default=0.8, gt=0, le=1)
    items: tuple[AnyItem, ...] = Field(min_length=1)


def _distinct_options(item):
    ids = [option.id for option in item.options]
    if len(set(ids)) != len(ids):
        raise ValueError("option ids must differ")
    return item
