"""What `bedstretch check` says once all content is well: how much there is, and where it is thin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from course.bank import bank, shortages
from course.crosscheck import models_in
from course.populations import PEOPLE, shares
from course.schema import Course, Sourced


def report(course: Course) -> list[str]:
    """Lines: counts, what the bank lacks, and what the screening does to made-up people."""
    return [*_counts(course), "", *_bank(course), "", *_screening(course)]


def _counts(course: Course) -> list[str]:
    unreviewed = [s.id for s in course.stretches.values() if s.reviewed_by is None]
    unreviewed += [] if course.safety.reviewed_by else ["safety"]
    rows = [
        (
            "stretches",
            len(course.stretches),
            f"{sum(len(s.variants) for s in course.stretches.values())} forms",
        ),
        ("muscles", len(course.muscles), "and other structures"),
        ("measures", len(course.measures), f"{sum(m.body for m in course.measures.values())} of the body"),
        ("routines", len(course.routines), ""),
        ("questions", len(course.safety.questions), f"{_ticks(course)} signs, in the screening"),
        ("quizzes", len(course.quizzes), f"{len(bank(course, 'student'))} items"),
        (
            "criteria",
            len(course.practical_sheet.criteria),
            f"{course.practical_sheet.max_points} points, on the practical sheet",
        ),
        ("objectives", len(course.objectives), ""),
        ("references", len(course.references), ""),
        ("claims", *_claims(course)),
        ("lessons", len(course.lessons), ""),
    ]
    lines = [f"{name:<12}{count:>5}  {note}".rstrip() for name, count, note in rows]
    return [*lines, f"Not yet reviewed by a clinician: {', '.join(unreviewed) or 'nothing'}."]


def _bank(course: Course) -> list[str]:
    items = bank(course, "student").values()
    thin = [f"  {shortage}" for shortage in shortages(course)]
    return [
        "The bank of quiz items",
        _line("by module", (q.module for q in course.quizzes.values() for _ in q.items)),
        _line("by kind", (item.kind for item in items)),
        _line("by level", (item.bloom for item in items)),
        _line("by track", (item.track for item in items)),
        _line("by objective", (objective for item in items for objective in item.objectives)),
        *(["Too thin for two attempts in a row without a common item:", *thin] if thin else []),
    ]


def _line(name: str, values: Iterable[str]) -> str:
    counted = ", ".join(f"{count} {value}" for value, count in sorted(Counter(values).items()))
    return f"  {name:<13} {counted}"


def _claims(course: Course) -> tuple[int, str]:
    """How much the course claims, in all its content, and what of it rests on no source."""
    entries = (
        entry
        for of_kind in vars(course).values()
        if isinstance(of_kind, Mapping)
        for entry in of_kind.values()
    )
    claims = [
        model
        for entry in (*entries, course.safety)
        for _, model in models_in(entry)
        if isinstance(model, Sourced)
    ]
    sure = [claim for claim in claims if claim.certainty != "estimate"]
    without = sum(not claim.sources for claim in sure)
    note = f"{len(claims) - len(sure)} of them our estimates; {without} of the others without source"
    return len(claims), note


def _ticks(course: Course) -> int:
    return sum(len(question.ticks) for question in course.safety.questions)


def _screening(course: Course) -> list[str]:
    lines = [f"Screening of {PEOPLE} made-up people each (the rates behind it are estimates):"]
    lines.append(f"{'':<66}{'go':>8}{'ask/some':>10}{'ask/all':>9}{'emergency':>11}")
    for population in course.safety.populations:
        found = [f"{share:.0%}" for share in shares(course, population).values()]
        lines.append(f"{population.name:<66}{found[0]:>8}{found[1]:>10}{found[2]:>9}{found[3]:>11}")
    return lines
