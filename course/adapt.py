"""How screening, today's check, earlier stops and pain after sessions change a plan. Pure, but for
`adaptation`, which reads them.

What is left out beats what is changed; named forms add up; of two limits the smaller holds.
Source: `course/data/safety.yaml`, and `over_days` in `course/data/routines.yaml`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from course import gate, history, practice
from course.gate import DailyCheck, Permission
from course.journal import Journal
from course.practice import Stop
from course.schema import Course
from course.standing import Standing, current


@dataclass(frozen=True)
class Adaptation:
    """What a plan obeys, by stretch id; `most_hold_seconds` and `most_sets` under `*` hold for all."""

    left_out: Mapping[str, str] = field(default_factory=dict)
    """The reason, as the end of a sentence."""
    variants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    most_hold_seconds: Mapping[str, int] = field(default_factory=dict)
    most_sets: Mapping[str, int] = field(default_factory=dict)
    morning: bool = False
    gentle: bool = False
    """The gentle routine takes the place of any that asks for more."""
    notes: tuple[str, ...] = ()

    def hold(self, stretch: str, seconds: int) -> int:
        return min(seconds, *(self.most_hold_seconds.get(key, seconds) for key in (stretch, "*")))

    def sets(self, stretch: str, sets: int) -> int:
        return min(sets, *(self.most_sets.get(key, sets) for key in (stretch, "*")))


@dataclass
class _Draft:
    left_out: dict[str, str] = field(default_factory=dict)
    variants: dict[str, set[str]] = field(default_factory=dict)
    most_hold_seconds: dict[str, int] = field(default_factory=dict)
    most_sets: dict[str, int] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def leave_out(self, stretch: str, reason: str) -> None:
        self.left_out.setdefault(stretch, reason)

    def change(self, stretch: str, *variants: str) -> None:
        self.variants.setdefault(stretch, set()).update(variants)

    def limit(self, key: str, hold_seconds: int | None = None, sets: int | None = None) -> None:
        if hold_seconds:
            self.most_hold_seconds[key] = min(hold_seconds, self.most_hold_seconds.get(key, hold_seconds))
        if sets:
            self.most_sets[key] = min(sets, self.most_sets.get(key, sets))


def adaptation(
    db: sqlite3.Connection, course: Course, moment: datetime, *, with_check: bool = True
) -> Adaptation:
    """What the next plan obeys, from the journal as it stands at `moment`, with today's check or without."""
    window = timedelta(days=course.safety.stop.repeated_within_days)
    return adapt(
        course,
        current(db, course, moment),
        gate.todays_check(db, course, moment) if with_check else None,
        practice.stops_since(db, moment - window),
        moment,
        gentle_until=history.gentle_days(db, course, moment),
    )


def may_go_on(
    journal: Journal, course: Course, started_at: datetime, steps: Sequence[Mapping], moment: datetime
) -> Permission:
    """Whether an interrupted session may go on: all is as for a new start, and its steps still fit.

    `steps` are those of its plan: mappings with `do`, `variants`, `phase` and `seconds`. None that was begun
    so long ago that a nap may lie between, after which one would count as not yet up.
    """
    nap = timedelta(minutes=course.safety.daily_check.nap_minutes)
    if not timedelta(minutes=-5) <= moment - started_at <= nap:
        return Permission(False, "check-needed", "That session was begun too long ago. Please start it anew.")
    with journal.reading() as db:
        permission = gate.may_move(db, course, moment)
        if permission.allowed and not _still_fits(adaptation(db, course, moment), steps):
            return Permission(
                False, "left-out", "What suits you has changed since. Please end this one and start anew."
            )
    return permission


def _still_fits(now: Adaptation, steps: Sequence[Mapping]) -> bool:
    for step in steps:
        stretch = step.get("do")
        asked = set(now.variants.get(stretch, ()))
        if stretch in now.left_out or not asked <= set(step.get("variants") or ()):
            return False
        if step.get("phase") == "hold" and step["seconds"] > now.hold(stretch, step["seconds"]):
            return False
    return True


def adapt(
    course: Course,
    standing: Standing,
    check: DailyCheck | None,
    stops: list[Stop],
    moment: datetime,
    gentle_until: date | None = None,
) -> Adaptation:
    """The pure part. `stops` are those of the last days, oldest first; `gentle_until` is the last of the days
    that follow pain after sessions, from `history.gentle_days`."""
    draft = _Draft()
    for stretch in course.stretches:
        if stretch in standing.leave_out:
            draft.leave_out(stretch, "your safety check leaves it out until you have asked a clinician.")
    for stretch, variants in standing.change.items():
        draft.change(stretch, *variants)
    if check is not None:
        _obey_check(course, draft, check)
    _obey_stops(course, draft, stops, moment)
    if gentle_until is not None:
        _obey_pain_after_sessions(course, draft, gentle_until)
    return Adaptation(
        left_out=draft.left_out,
        variants={
            stretch: tuple(v.id for v in course.stretches[stretch].variants if v.id in named)
            for stretch, named in draft.variants.items()
            if stretch not in draft.left_out
        },
        most_hold_seconds=draft.most_hold_seconds,
        most_sets=draft.most_sets,
        morning=check is not None and not check.up_an_hour,
        gentle=gentle_until is not None,
        notes=tuple(draft.notes),
    )


def _obey_check(course: Course, draft: _Draft, check: DailyCheck) -> None:
    rules = course.safety.daily_check
    band = gate.pain_band(course, check.pain)
    if band.effect == "easier":
        draft.notes.append(band.say)
        draft.limit("*", rules.easier_hold_seconds, rules.easier_sets)
        for id, stretch in course.stretches.items():
            draft.change(id, stretch.easier_variant)
    if not check.up_an_hour:
        draft.notes.append(rules.up_an_hour_if_no)
        _obey_morning(course, draft)


def _obey_morning(course: Course, draft: _Draft) -> None:
    """Only what the morning routine holds, in the form it has there."""
    morning = next(routine for routine in course.routines.values() if routine.suits_morning)
    forms = {entry.do: entry.variant for entry in morning.entries}
    for stretch in course.stretches:
        if stretch not in forms:
            draft.leave_out(stretch, "not before you have been up and about for an hour.")
        elif forms[stretch] != "standard":
            draft.change(stretch, forms[stretch])


def _obey_stops(course: Course, draft: _Draft, stops: list[Stop], moment: datetime) -> None:
    rules = course.safety.stop
    effects = {answer.id: answer.effect for answer in rules.answers}
    waits = {answer.id: answer.leaves_out for answer in rules.answers}
    for stretch in course.stretches:
        if sum(stop.stretch == stretch for stop in stops) >= rules.repeated_times:
            draft.leave_out(stretch, rules.repeated_say)
    for stop in stops:
        effect = effects.get(stop.answer)
        today = stop.at.date() == moment.astimezone(stop.at.tzinfo).date()
        if effect == "only-pelvic-tilt-next":
            for stretch in set(course.stretches) - {"pelvic-tilt"}:
                draft.leave_out(stretch, "after pain going down the leg, for a week only the pelvic tilt.")
        if stop.stretch not in course.stretches:
            continue
        for stretch in waits.get(stop.answer, ()):
            draft.leave_out(stretch, rules.waits_say)
        if effect == "easier-next":
            if today:
                draft.leave_out(
                    stop.stretch, "you stopped it today because of pain. It returns tomorrow, easier."
                )
            draft.change(stop.stretch, course.stretches[stop.stretch].easier_variant)
            draft.limit(stop.stretch, rules.easier_next_hold_seconds, rules.easier_next_sets)
        elif effect in ("easier-now", "half-range"):
            draft.change(stop.stretch, course.stretches[stop.stretch].easier_variant)


def _obey_pain_after_sessions(course: Course, draft: _Draft, until: date) -> None:
    """Only what the gentle routine holds, in its forms and no longer, whether in a routine or alone."""
    rules = course.over_days
    gentle = course.routines[rules.gentle_routine]
    forms = {entry.do: entry.variant for entry in gentle.entries}
    day = f"{until.day} {until:%B}"
    draft.notes.append(rules.pain_up.say.replace("{until}", day))
    draft.limit("*", *gentle.longest)
    for stretch in course.stretches:
        if stretch not in forms:
            draft.leave_out(stretch, rules.pain_up.waits_say.replace("{until}", day))
        elif forms[stretch] != "standard":
            draft.change(stretch, forms[stretch])
