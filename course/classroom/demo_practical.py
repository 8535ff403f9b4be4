"""Marks of the practical station for a made-up class: one row a rater of a candidate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from random import Random

from course.classroom.demo_class import Class
from course.journal import stamp
from course.schema import Course, PracticalSheet

TWO_RATERS = 5
"""So many candidates are marked by both raters, to see whether they agree."""
RATERS = ("synthetic-rater-1", "synthetic-rater-2")
CRITICAL_FAIL = 0.03
"""How often a candidate fails a critical criterion."""


def osce_rows(course: Course, found: Class, chance: Random, day: datetime) -> Iterator[Sequence[object]]:
    """The header, then the rows: points by criterion, the criteria that failed critically, the rating."""
    sheet = course.practical_sheet
    criteria = [criterion.id for criterion in sheet.criteria]
    yield "student", "stretch", "rater", "at", *criteria, "critical_failed", "global_rating"
    for place, person in enumerate(one for one in found.people if one.id in found.attempts):
        at = stamp(day + timedelta(hours=9, minutes=8 * place))
        stretch = chance.choice(list(course.stretches))
        skill = 0.8 * person.ability + chance.gauss(0.6, 0.6)
        failed = [one.id for one in sheet.criteria if one.critical and chance.random() < CRITICAL_FAIL]
        for rater in RATERS[: 2 if place < TWO_RATERS else 1]:
            yield person.id, stretch, rater, at, *_marked(sheet, skill, failed, chance)


def _marked(sheet: PracticalSheet, skill: float, failed: Sequence[str], chance: Random) -> Iterator[object]:
    """Whole and half points by skill, as one rater sees it; a rating that follows the whole impression."""
    total = 0.0
    for criterion in sheet.criteria:
        share = min(1.0, max(0.0, 0.55 + 0.2 * skill + chance.gauss(0, 0.12)))
        points = 0.0 if criterion.id in failed else round(2 * share * criterion.max_points) / 2
        total += points
        yield f"{points:g}"
    yield " ".join(failed)
    impression = total / sheet.max_points + chance.gauss(0, 0.05)
    place = sum(impression >= limit for limit in (0.4, 0.55, 0.7, 0.85))
    yield "fail" if failed else sheet.ratings[place]
