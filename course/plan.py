"""The plan of a session: a flat list of timed steps. Pure; the page only plays it.

Totals are computed, never typed. A hold costs move in + hold + move out; sides alternate, so that the rest is
the other side; repetitions follow the breath. Source of the timing: `course/data/routines.yaml`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from course.adapt import Adaptation
from course.errors import Refused
from course.schema import Course, Cues, Routine, RoutineEntry, Side, Stretch, Variant

Phase = Literal[
    "get-ready", "preview", "move-in", "switch-side", "hold", "move-out", "rest", "repetitions", "extra"
]

_TITLES: Mapping[str, str] = {
    "get-ready": "Get ready",
    "preview": "Next",
    "move-in": "Move in",
    "switch-side": "Switch side",
    "hold": "Hold",
    "move-out": "Come out",
    "rest": "Rest",
    "repetitions": "Repeat",
}


class Step(BaseModel):
    """One timed step. `say` is spoken, `title` is read from two metres."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    phase: Phase
    seconds: int = Field(gt=0)
    title: str
    say: str
    do: str | None = None
    """Id of the stretch or extra."""
    name: str = ""
    variants: tuple[str, ...] = ()
    side: Side | None = None
    set_number: int | None = None
    sets: int | None = None
    repetitions: int | None = None
    repetition_seconds: int | None = None


class EasierForm(BaseModel):
    """How the rest of a stretch is done after a pinch: its easier form beside those asked for already."""

    model_config = ConfigDict(defer_build=True, frozen=True)

    name: str
    variants: tuple[str, ...]
    cues: Cues


class Plan(BaseModel):
    model_config = ConfigDict(defer_build=True, frozen=True)

    title: str
    routine: str | None = None
    stretch: str | None = None
    steps: tuple[Step, ...]
    notes: tuple[str, ...] = ()
    """Why it differs from what was asked for, in sentences for the person."""
    may_add_sets: bool = False
    """Whether the learner may add sets on the way: not where a check or a stop has limited them."""

    @property
    def total_seconds(self) -> int:
        return sum(step.seconds for step in self.steps)


class Wish(BaseModel):
    """What the learner asked for: one stretch or one routine, and changes to its dose (seconds)."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    stretch: str | None = None
    routine: str | None = None
    option: str | None = None
    """Id of one of the routine's own options: another dose for all of its holds."""
    hold_seconds: int | None = None
    sets: int | None = None
    get_ready_seconds: int | None = None
    rest_seconds: int = 0


def plan_session(course: Course, wish: Wish, adaptation: Adaptation | None = None) -> Plan:
    """The steps of a session. `Refused`, with the reason, when nothing may be done of what was asked for."""
    adaptation = adaptation or Adaptation()
    return (_plan_routine if wish.routine else _plan_stretch)(course, wish, adaptation)


def easier_forms(course: Course, plan: Plan) -> dict[str, EasierForm]:
    """By stretch that is held; none for what is in its easier form already, or waits after a pinch."""
    waits = {id for answer in course.safety.stop.answers for id in answer.leaves_out}
    forms = {}
    for step in {step.do: step for step in plan.steps if step.phase == "hold"}.values():
        stretch = course.stretches[step.do]
        if stretch.easier_variant in step.variants or stretch.id in waits:
            continue
        asked = {*step.variants, stretch.easier_variant} - {"standard"}
        variants = [variant for variant in stretch.variants if variant.id in asked]
        forms[stretch.id] = EasierForm(
            name=_name(stretch, variants),
            variants=tuple(variant.id for variant in variants),
            cues=stretch.variant(stretch.easier_variant).cues or stretch.cues,
        )
    return forms


def _plan_stretch(course: Course, wish: Wish, adaptation: Adaptation) -> Plan:
    stretch = course.stretches[wish.stretch]
    reason = adaptation.left_out.get(stretch.id)
    if reason:
        raise Refused(f"{stretch.name}: {reason}")
    dose = {"hold_seconds": stretch.hold_seconds, "sets": stretch.sets}
    if stretch.mode == "repetitions":
        dose = {"repetitions": stretch.repetitions, "repetition_seconds": course.timing.repetition_seconds}
    entry = RoutineEntry(do=stretch.id, **dose)
    ready = course.timing.get_ready_seconds if wish.get_ready_seconds is None else wish.get_ready_seconds
    steps = [*_get_ready(ready), *_entry_steps(course, entry, wish, adaptation)]
    return Plan(
        title=stretch.name,
        stretch=stretch.id,
        steps=steps,
        notes=adaptation.notes,
        may_add_sets=not adaptation.most_sets,
    )


def _plan_routine(course: Course, wish: Wish, adaptation: Adaptation) -> Plan:
    routine, notes = course.routines[wish.routine], list(adaptation.notes)
    if adaptation.morning and not routine.suits_morning:
        routine = next(r for r in course.routines.values() if r.suits_morning)
        adaptation = _no_more_than(routine, adaptation)
        notes.append(f"You have been up for less than an hour, so this is the gentle form: {routine.name}.")
    elif adaptation.gentle and not _stays_in_gentle_days(course, routine):
        routine = course.routines[course.over_days.gentle_routine]
    else:
        wish = _with_option(routine, wish)
    entries = _entries_left(course, routine, adaptation, notes)
    ready = routine.get_ready_seconds if wish.get_ready_seconds is None else wish.get_ready_seconds
    steps = [
        *_get_ready(ready),
        *(step for entry in entries for step in _entry_steps(course, entry, wish, adaptation)),
    ]
    may_add = not adaptation.most_sets and not adaptation.morning
    return Plan(title=routine.name, routine=routine.id, steps=steps, notes=notes, may_add_sets=may_add)


def _no_more_than(routine: Routine, adaptation: Adaptation) -> Adaptation:
    """No longer hold and no more sets than the routine has itself, whatever was wished for another one."""
    hold, sets = routine.longest
    return replace(
        adaptation,
        most_hold_seconds={**adaptation.most_hold_seconds, "*": adaptation.hold("*", hold)},
        most_sets={**adaptation.most_sets, "*": adaptation.sets("*", sets)},
    )


def is_more_than_gentle(course: Course, plan: Plan) -> bool:
    """Whether a plan has more stretches than the gentle routine, or holds one side for longer."""
    gentle = plan_session(course, Wish(routine=course.over_days.gentle_routine))
    return any(a > b for a, b in zip(_size(course, plan), _size(course, gentle), strict=True))


def _size(course: Course, plan: Plan) -> tuple[int, int]:
    """How many stretches, and for how many seconds the longest one holds one side."""
    held: dict[tuple, int] = {}
    for step in plan.steps:
        if step.phase == "hold":
            held[step.do, step.side] = held.get((step.do, step.side), 0) + step.seconds
    return len({step.do for step in plan.steps} & set(course.stretches)), max(held.values(), default=0)


def _stays_in_gentle_days(course: Course, routine: Routine) -> bool:
    """What is no more than the gentle routine, such as the one for who cannot lie flat, and the morning's."""
    return routine.suits_morning or not is_more_than_gentle(
        course, plan_session(course, Wish(routine=routine.id))
    )


def _with_option(routine: Routine, wish: Wish) -> Wish:
    """The option's dose, where the wish names no hold or sets of its own."""
    if wish.option is None:
        return wish
    option = routine.option(wish.option)
    dose = {"hold_seconds": wish.hold_seconds or option.hold_seconds, "sets": wish.sets or option.sets}
    return wish.model_copy(update=dose)


def _entries_left(
    course: Course, routine: Routine, adaptation: Adaptation, notes: list[str]
) -> list[RoutineEntry]:
    """What is left out is dropped, the order kept, and the gap never filled with another stretch."""
    entries = []
    for entry in routine.entries:
        reason = adaptation.left_out.get(entry.do)
        if reason:
            notes.append(f"{course.stretches[entry.do].name} is left out: {reason}")
        else:
            entries.append(entry)
    stretches_left = [entry.do for entry in entries if entry.do in course.stretches]
    stretches_asked = [entry.do for entry in routine.entries if entry.do in course.stretches]
    if len(stretches_left) >= min(2, len(stretches_asked)):
        return entries
    if "pelvic-tilt" in adaptation.left_out:
        raise Refused("Too little of this routine is left today. " + " ".join(notes))
    notes.append("So little is left that this is breathing and the pelvic tilt alone.")
    return _breathing_and_tilt(course)


def _breathing_and_tilt(course: Course) -> list[RoutineEntry]:
    breath = course.timing.repetition_seconds
    tilt = course.stretches["pelvic-tilt"]
    return [
        RoutineEntry(do="breathing", repetitions=6, repetition_seconds=breath),
        RoutineEntry(
            do=tilt.id, variant=tilt.easier_variant, repetitions=tilt.repetitions, repetition_seconds=breath
        ),
    ]


def _get_ready(seconds: int) -> Iterator[Step]:
    if seconds:
        yield Step(
            phase="get-ready",
            seconds=seconds,
            title=_TITLES["get-ready"],
            say="Lie down in the middle of the bed and make yourself comfortable.",
        )


def _entry_steps(course: Course, entry: RoutineEntry, wish: Wish, adaptation: Adaptation) -> Iterator[Step]:
    if entry.do in course.extras:
        yield from _extra_steps(course, entry)
        return
    stretch = course.stretches[entry.do]
    variants = _variants(stretch, entry, adaptation)
    cues = next((variant.cues for variant in variants if variant.cues), stretch.cues)
    name = _name(stretch, variants)
    common = {"do": stretch.id, "name": name, "variants": tuple(v.id for v in variants)}
    yield Step(
        phase="preview",
        seconds=course.timing.preview_seconds,
        title=_TITLES["preview"],
        say=f"Next: {name}. {' '.join(v.how for v in variants if v.id != 'standard')}".strip(),
        **common,
    )
    repeated = next((variant for variant in variants if variant.mode == "repetitions"), None)
    if entry.repetitions is not None or repeated:
        yield _repetitions(entry, repeated, cues, common)
    else:
        yield from _holds(course, stretch, entry, cues, common, wish, adaptation)


def _variants(stretch: Stretch, entry: RoutineEntry, adaptation: Adaptation) -> list[Variant]:
    """Every form that screening, pain or the morning asks for, and the routine's own unless it is harder."""
    asked = set(adaptation.variants.get(stretch.id, ()))
    if not asked or stretch.variant(entry.variant).eases in ("easier", "other"):
        asked.add(entry.variant)
    return [variant for variant in stretch.variants if variant.id in asked]


def _name(stretch: Stretch, variants: list[Variant]) -> str:
    forms = [variant.name for variant in variants if variant.id != "standard"]
    return f"{stretch.name} ({', '.join(forms)})" if forms else stretch.name


def _repetitions(entry: RoutineEntry, repeated: Variant | None, cues: Cues, common: dict) -> Step:
    count, each = entry.repetitions, entry.repetition_seconds
    if count is None:
        count, each = repeated.repetitions, repeated.repetition_seconds
    return Step(
        phase="repetitions",
        seconds=count * each,
        title=_TITLES["repetitions"],
        say=_spoken(cues.hold, None),
        repetitions=count,
        repetition_seconds=each,
        **common,
    )


def _holds(course, stretch, entry, cues: Cues, common, wish: Wish, adaptation: Adaptation) -> Iterator[Step]:
    hold = adaptation.hold(stretch.id, wish.hold_seconds or entry.hold_seconds)
    sets = adaptation.sets(stretch.id, wish.sets or entry.sets)
    turns = [(number, side) for number in range(1, sets + 1) for side in stretch.sides]
    timing = course.timing
    for index, (number, side) in enumerate(turns):
        first = "switch-side" if index and side else "move-in"
        where = {**common, "side": side, "set_number": number, "sets": sets}
        for phase, seconds, cue in (
            (first, timing.move_in_seconds, cues.move_in),
            ("hold", hold, cues.hold),
            ("move-out", timing.move_out_seconds, cues.move_out),
        ):
            yield Step(phase=phase, seconds=seconds, title=_TITLES[phase], say=_spoken(cue, side), **where)
        if wish.rest_seconds and index < len(turns) - 1:
            yield Step(
                phase="rest",
                seconds=wish.rest_seconds,
                title=_TITLES["rest"],
                say="Rest. Breathe easily.",
                **where,
            )


def _extra_steps(course: Course, entry: RoutineEntry) -> Iterator[Step]:
    extra = course.extras[entry.do]
    common = {"do": extra.id, "name": extra.name}
    if extra.preview_seconds:
        yield Step(
            phase="preview",
            seconds=extra.preview_seconds,
            title=_TITLES["preview"],
            say=f"Next: {extra.name}.",
            **common,
        )
    seconds = entry.seconds or entry.repetitions * entry.repetition_seconds
    yield Step(
        phase="extra",
        seconds=seconds,
        title=extra.name,
        say=extra.say,
        repetitions=entry.repetitions,
        repetition_seconds=entry.repetition_seconds,
        **common,
    )


def _spoken(cue: str, side: Side | None) -> str:
    return cue.replace("{side}", side or "").replace("  ", " ")
