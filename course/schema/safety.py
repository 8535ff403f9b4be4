"""Screening, daily check, stop answers: who does what, and who asks first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, get_args

from pydantic import Field, model_validator

from course.schema.base import (
    Content,
    Fact,
    Id,
    MeasureId,
    Outcome,
    Reviewed,
    Scope,
    Seconds,
    Sourced,
    StretchId,
    Text,
    Urgency,
)

Everything = Literal["all"]


class Rule(Content):
    """What follows from one answer. `all` stands for all stretches, or all body measures."""

    outcome: Outcome
    scope: Scope | None = None
    urgency: Urgency | None = None
    leave_out: tuple[StretchId, ...] | Everything = ()
    change: Mapping[StretchId, Id] = {}
    """Stretch id to the variant that replaces its standard form."""
    measures_out: tuple[MeasureId, ...] | Everything = ()
    lasts_hours: int | None = Field(default=None, ge=1)
    say: Text | None = None
    note: Text | None = None
    range_is_no_aim: bool = False
    """No picture and no text about the log speaks well of more range then."""

    @model_validator(mode="after")
    def _fields_fit_outcome(self):
        if (self.outcome == "ask-first") != (self.scope is not None):
            raise ValueError("scope is given exactly when outcome is 'ask-first'")
        if (self.outcome == "emergency") != (self.urgency is not None):
            raise ValueError("urgency is given exactly when outcome is 'emergency'")
        if self.scope == "all" and self.leave_out != "all":
            raise ValueError("scope 'all' leaves out 'all'")
        if self.outcome == "go" and (self.leave_out or self.change or self.measures_out):
            raise ValueError("outcome 'go' leaves out and changes nothing")
        if self.range_is_no_aim and not self.change:
            raise ValueError("range_is_no_aim is known by what the rule changes; found no change")
        return self


class Tick(Content):
    """One sign under a question; with a rule of its own, or counting for the question's rule."""

    id: Id
    text: Text
    rule: Rule | None = None


class OtherAnswer(Content):
    id: Id
    text: Text
    counts_as: Literal["no"]


class Question(Sourced):
    id: Id
    title: Text
    """A few words that name the subject without giving away what was ticked."""
    ask: Text
    ticks: tuple[Tick, ...]
    rule: Rule | None = None
    """What a yes to any tick without a rule of its own means."""
    other_answers: tuple[OtherAnswer, ...] = ()

    @model_validator(mode="after")
    def _every_tick_leads_somewhere(self):
        if self.rule is None and any(tick.rule is None for tick in self.ticks):
            raise ValueError("a tick without a rule needs a rule on the question")
        ids = [tick.id for tick in self.ticks]
        if not ids or len(set(ids)) != len(ids):
            raise ValueError("a question needs at least one tick and no tick id twice")
        return self


class Combination(Sourced):
    """Signs that mean more together: every group must have at least one of its ticks (`question/tick`) or
    questions (`question`, any yes) answered yes."""

    every: tuple[tuple[Text, ...], ...]
    rule: Rule


class PainBand(Content):
    """Inclusive range of today's pain, 0 to 10, and what it means for the session."""

    low: int = Field(ge=0, le=10)
    high: int = Field(ge=0, le=10)
    effect: Literal["as-planned", "easier", "no-session"]
    say: Text


class DailyCheck(Sourced):
    new_signs_ask: Text
    new_signs: tuple[Text, ...]
    new_signs_if_yes: Text
    pain_ask: Text
    pain_bands: tuple[PainBand, ...]
    up_an_hour_ask: Text
    up_an_hour_if_no: Text
    nap_minutes: int = Field(ge=1)
    """After a longer nap one counts as not yet up; an answer older than this may have had one since."""
    easier_hold_seconds: Seconds
    easier_sets: int = Field(ge=1)

    @model_validator(mode="after")
    def _bands_cover_the_scale(self):
        covered = [n for band in self.pain_bands for n in range(band.low, band.high + 1)]
        if covered != list(range(11)):
            raise ValueError("pain_bands must cover 0 to 10, in order, each number once")
        return self


class StopAnswer(Sourced):
    id: Id
    text: Text
    do: Text
    go_on: Text | None = None
    """When one may go on; said only where something of the session is left."""
    follows: Text
    effect: Literal["emergency", "only-pelvic-tilt-next", "easier-next", "easier-now", "rest", "half-range"]
    goes_on_with: Literal["all", "others", "easier"] | tuple[StretchId, ...] = ()
    """What may follow at once: everything, every other stretch, all with this one in its easier form, these
    and the extras; or nothing."""
    leaves_out: tuple[StretchId, ...] = ()
    """Stretches that wait after this answer, at once and for the days that stops count."""
    measures_out: tuple[MeasureId, ...] | Everything = ()
    """Body measures that wait for those days."""


class StopRules(Content):
    now: Text
    hands_busy: Text
    answers: tuple[StopAnswer, ...]
    repeated_within_days: int
    repeated_times: int
    repeated_say: Text
    waits_say: Text
    """The reason for what an answer leaves out, as the end of a sentence."""
    measures_wait_say: Text
    """Why measures wait, as a sentence."""
    easier_next_sets: int
    easier_next_hold_seconds: Seconds
    soreness: Fact


class HalfPageGroup(Content):
    """Who does what in the room, in one or two parts."""

    title: Text
    parts: Annotated[tuple[Text, ...], Field(min_length=1)]


class HalfPage(Content):
    """The screening in short, for a class that moves together; `if_new` follows the question on new signs."""

    title: Text
    note: Text
    if_new: Text
    groups: Annotated[tuple[HalfPageGroup, ...], Field(min_length=1)]


class UrgencyPage(Content):
    """The page shown for an emergency; `{local_number}` is replaced by the setting."""

    title: Text
    signs: Text | None = None
    """For which signs, where several pages stand together: the stop button does not ask which it was."""
    do: tuple[Text, ...]
    then: Text


class Population(Content):
    """Made-up people for `bedstretch check`: the share that would tick each `question/tick`. Estimates."""

    id: Id
    name: Text
    rates: Mapping[Text, Annotated[float, Field(ge=0, le=1)]]


class Safety(Reviewed):
    valid_days: int
    undo_seconds: int
    check_valid_hours: int
    """A daily check counts for body measures on the same day, and no longer than this."""
    local_numbers: Mapping[Text, Text]
    urgency_order: tuple[Urgency, ...]
    urgency_pages: Mapping[Urgency, UrgencyPage]
    keep_moving: Fact
    still_open: tuple[Text, ...]
    questions: tuple[Question, ...]
    combinations: tuple[Combination, ...] = ()
    daily_check: DailyCheck
    half_page: HalfPage
    stop: StopRules
    populations: tuple[Population, ...] = ()

    @model_validator(mode="after")
    def _default_number(self):
        if "default" not in self.local_numbers:
            raise ValueError("local_numbers needs 'default'")
        return self

    @model_validator(mode="after")
    def _every_urgency_is_ready(self):
        all_of_them = sorted(get_args(Urgency))
        if sorted(self.urgency_order) != all_of_them or sorted(self.urgency_pages) != all_of_them:
            raise ValueError(f"urgency_order and urgency_pages need each of {', '.join(all_of_them)} once")
        return self
