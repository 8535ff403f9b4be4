"""Routines, how their time is counted, and what earlier days change about them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field, model_validator

from course.schema.base import (
    Content,
    Fact,
    Id,
    MeasureId,
    RoutineId,
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

    @property
    def longest(self) -> tuple[int | None, int | None]:
        """Its longest hold in seconds and its most sets; None where it holds nothing."""
        holds = [(entry.hold_seconds, entry.sets) for entry in self.entries if entry.hold_seconds]
        seconds, sets = zip(*holds, strict=True) if holds else ((None,), (None,))
        return max(seconds), max(sets)

    def option(self, id: str) -> RoutineOption:
        """The option of this id; KeyError when the routine has none such."""
        for option in self.options:
            if option.id == id:
                return option
        known = ", ".join(option.id for option in self.options) or "none"
        raise KeyError(f"{self.id} has no option '{id}'; it has {known}")


class PainUp(Sourced):
    """Pain higher after sessions than before: days with the gentle routine, the last one is `{until}`."""

    measure: MeasureId
    points: float = Field(gt=0, le=10)
    sessions_running: int = Field(ge=2, le=5)
    """One pair of ratings alone lies inside its own error."""
    for_days: int = Field(ge=1, le=28)
    before_within_hours: int = Field(ge=1, le=12)
    """A rating 'before' belongs to a session that starts no later than this after it."""
    after_within_hours: int = Field(ge=1, le=12)
    """A rating 'after' belongs to a session that ended no longer than this before it."""
    say: Text
    waits_say: Text
    """The reason for a stretch that is not in the gentle routine, as the end of a sentence."""


class FirstDays(Sourced):
    """Until this day of practice, and again after a break, more than the gentle routine is asked about."""

    days: int = Field(ge=1, le=28)
    break_days: int = Field(ge=1, le=90)
    say_new: Text
    say_after_break: Text
    take: Text
    """What the button for the gentle routine says."""
    keep: Text
    """What the button for going on as chosen says."""


class NoBetter(Sourced):
    """After so many weeks, when ratings have not fallen: the card that it is time to ask somebody."""

    weeks: int = Field(ge=2, le=26)
    measures: tuple[MeasureId, ...] = Field(min_length=1)
    """Ratings of which lower is better."""
    points: float = Field(gt=0, le=10)
    """A middle rating that has fallen by so much counts as better."""
    compared_days: int = Field(ge=1, le=14)
    least_days: int = Field(ge=1, le=14)
    """With fewer days rated at either end nothing is said."""
    title: Text
    say: Text

    @model_validator(mode="after")
    def _ends_do_not_meet(self):
        if not self.least_days <= self.compared_days < self.weeks * 7 / 2:
            raise ValueError("least_days fit in compared_days, and twice compared_days in the weeks")
        return self


class OverDays(Content):
    """What earlier days change about the next session."""

    gentle_routine: RoutineId
    pain_up: PainUp
    first_days: FirstDays
    no_better: NoBetter
