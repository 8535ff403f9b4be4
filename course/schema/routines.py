"""Routines and how their time is counted."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from course.schema.base import (
    Content,
    Fact,
    Id,
    Seconds,
    Sourced,
    Text,
)


class Timing(Content):
    """How totals are computed, in seconds."""

    get_ready_seconds: Seconds
    preview_seconds: Seconds
    move_in_seconds: Seconds
    move_out_seconds: Seconds
    breath_in_seconds: Seconds
    breath_out_seconds: Seconds
    shortest_hold_seconds: Seconds
    longest_hold_seconds: Seconds

    @property
    def repetition_seconds(self) -> int:
        return self.breath_in_seconds + self.breath_out_seconds


class Extra(Content):
    """Part of a routine that is not a stretch: breathing, ankle pumps, getting up."""

    id: Id
    name: Text
    say: Text
    preview_seconds: Seconds = 0
    mode: Literal["repetitions", "seconds"]


class RoutineEntry(Content):
    """One line of a routine: a stretch or an extra, with its dose."""

    do: Id
    variant: Id = "standard"
    hold_seconds: Seconds | None = None
    sets: int | None = Field(default=None, ge=1, le=6)
    repetitions: int | None = Field(default=None, ge=1, le=40)
    repetition_seconds: Seconds | None = None
    seconds: Seconds | None = None

    @model_validator(mode="after")
    def _one_kind_of_dose(self):
        given = [self.hold_seconds is not None, self.repetitions is not None, self.seconds is not None]
        if sum(given) != 1:
            raise ValueError("give exactly one of hold_seconds (with sets), repetitions, seconds")
        if (self.hold_seconds is None) != (self.sets is None):
            raise ValueError("hold_seconds and sets belong together")
        return self


class RoutineOption(Sourced):
    """Another dose for all holds of a routine, for who likes it. `why` says what it rests on."""

    id: Id
    name: Text
    for_whom: Text
    hold_seconds: Seconds
    sets: int = Field(ge=1, le=6)
    why: Text


class Routine(Content):
    id: Id
    name: Text
    for_whom: Text
    get_ready_seconds: Seconds
    entries: tuple[RoutineEntry, ...]
    options: tuple[RoutineOption, ...] = ()
    notes: tuple[Fact, ...] = ()
    suits_morning: bool = False
    """May be done before one has been up for an hour."""

    def option(self, id: str) -> RoutineOption:
        """The option of this id; KeyError when the routine has none such."""
        for option in self.options:
            if option.id == id:
                return option
        known = ", ".join(option.id for option in self.options) or "none"
        raise KeyError(f"{self.id} has no option '{id}'; it has {known}")
