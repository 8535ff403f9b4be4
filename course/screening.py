"""The screening: answers in, one verdict out. Pure; the rules are data (`course/data/safety.yaml`).

Merging takes the worst: emergency before ask-first/all before ask-first/some before go; what is left out adds
up; every named variant applies, unless the stretch is left out. 'Not sure' counts as yes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from pydantic import BaseModel, ConfigDict

from course.errors import Refused
from course.schema import Course, Outcome, Question, Rule, Scope, Urgency

_WORST_FIRST = (("emergency", None), ("ask-first", "all"), ("ask-first", "some"), ("go", None))


class Answer(BaseModel):
    """One question's answer (`no`, `yes`, `not-sure` or the id of another one) and what was ticked."""

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    answer: str
    ticks: frozenset[str] = frozenset()


class Verdict(BaseModel):
    """What the answers mean together. Ids are sorted in the course's own order.

    `causes` are ids of questions, never what was ticked. `say` and `notes` are for the moment of the
    screening and are not stored.
    """

    model_config = ConfigDict(defer_build=True, frozen=True, extra="forbid")

    outcome: Outcome = "go"
    scope: Scope | None = None
    urgency: Urgency | None = None
    leave_out: tuple[str, ...] = ()
    change: Mapping[str, tuple[str, ...]] = {}
    measures_out: tuple[str, ...] = ()
    causes: tuple[str, ...] = ()
    lasts_hours: int | None = None
    say: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def screen(course: Course, answers: Mapping[str, Answer]) -> Verdict:
    """The verdict on answers by question id.

    All questions are to be answered, unless those that are already mean an emergency: then nobody is kept
    with the rest. Raises `Refused` when a question is unanswered or an answer is none that the question has.
    """
    questions = {question.id: question for question in course.safety.questions}
    _refuse_unfit(questions, answers)
    verdict = merge(course, _applying(course, {id: answers[id] for id in questions if id in answers}))
    missing = [question.title for id, question in questions.items() if id not in answers]
    if missing and verdict.outcome != "emergency":
        raise Refused(f"Still to answer: {'; '.join(missing)}.")
    return verdict


def _applying(course: Course, answers: Mapping[str, Answer]) -> list[tuple[str, Rule]]:
    """Every rule that the answers call for, with the question that called."""
    questions = {question.id: question for question in course.safety.questions}
    rules: list[tuple[str, Rule]] = []
    yes: set[str] = set()
    for id, given in answers.items():
        question = questions[id]
        if counts_as(question, given.answer) == "no":
            continue
        # A yes or 'not sure' that names no sign is taken as every one of them.
        ticks = [tick for tick in question.ticks if tick.id in given.ticks] or question.ticks
        yes |= {question.id, *(f"{question.id}/{tick.id}" for tick in ticks)}
        rules += [(question.id, tick.rule or question.rule) for tick in ticks]
    for combination in course.safety.combinations:
        if all(any(sign in yes for sign in group) for group in combination.every):
            causes = {sign.partition("/")[0] for group in combination.every for sign in group if sign in yes}
            rules += [(cause, combination.rule) for cause in sorted(causes)]
    return rules


def counts_as(question: Question, answer: str) -> Literal["no", "yes"]:
    """What one of the question's answers counts as. `Refused` for an answer that it does not have."""
    if answer == "no" or any(other.id == answer for other in question.other_answers):
        return "no"
    if answer in ("yes", "not-sure"):
        return "yes"
    known = ["no", "yes", "not-sure", *(other.id for other in question.other_answers)]
    raise Refused(f"'{question.title}': '{answer}' is no answer; expected one of {', '.join(known)}.")


def merge(course: Course, rules: Iterable[tuple[str, Rule]]) -> Verdict:
    """One verdict from the rules that apply, as (question id, rule). The order does not matter."""
    rules = list(rules)
    body = [measure.id for measure in course.measures.values() if measure.body]
    leave_out = {id for _, rule in rules for id in _expand(rule.leave_out, course.stretches)}
    measures_out = {id for _, rule in rules for id in _expand(rule.measures_out, body)}
    outcome, scope = min(
        ((rule.outcome, rule.scope) for _, rule in rules), key=_WORST_FIRST.index, default=("go", None)
    )
    if len(leave_out) == len(course.stretches) and outcome == "ask-first":
        scope = "all"
    hours = [rule.lasts_hours for _, rule in rules if rule.lasts_hours]
    asked = [question.id for question in course.safety.questions]
    causes = {cause for cause, rule in rules if rule.outcome != "go"}
    return Verdict(
        outcome=outcome,
        scope=scope,
        urgency=_most_urgent(course, [rule.urgency for _, rule in rules if rule.urgency]),
        leave_out=tuple(id for id in course.stretches if id in leave_out),
        change=_changes(course, [rule.change for _, rule in rules]),
        measures_out=tuple(id for id in course.measures if id in measures_out),
        causes=tuple(id for id in asked if id in causes),
        lasts_hours=min(hours, default=None),
        say=_texts(course, rules, "say"),
        notes=_texts(course, rules, "note"),
    )


def _expand(ids, everything) -> Iterable[str]:
    return everything if ids == "all" else ids


def _changes(course: Course, changes) -> dict[str, tuple[str, ...]]:
    """Every variant that any rule names, in the order in which the stretch lists them.

    For a stretch that is left out too: once a clinician allows it, it comes back in that form.
    """
    merged = {}
    for id, stretch in course.stretches.items():
        named = {change[id] for change in changes if id in change}
        if named:
            merged[id] = tuple(variant.id for variant in stretch.variants if variant.id in named)
    return merged


def _most_urgent(course: Course, urgencies) -> Urgency | None:
    return min(urgencies, key=course.safety.urgency_order.index, default=None)


def _texts(course: Course, rules, field: str) -> tuple[str, ...]:
    """The rules' sentences, in the order of the questions, each once."""
    order = {question.id: index for index, question in enumerate(course.safety.questions)}
    texts = sorted((order[cause], getattr(rule, field)) for cause, rule in rules if getattr(rule, field))
    return tuple(dict.fromkeys(text for _, text in texts))


def _refuse_unfit(questions: Mapping[str, Question], answers: Mapping[str, Answer]) -> None:
    for id, given in answers.items():
        if id not in questions:
            raise Refused(f"The screening has no question '{id}'.")
        question = questions[id]
        known = {tick.id for tick in question.ticks}
        if counts_as(question, given.answer) == "no" and given.ticks:
            raise Refused(f"'{question.title}': signs are ticked, but the answer is no. Which is right?")
        if not given.ticks <= known:
            raise Refused(f"'{question.title}' has no sign '{sorted(given.ticks - known)[0]}'.")
