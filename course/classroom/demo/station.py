"""Marks of the practical station for a made-up class: one row a rater of a candidate."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from course.classroom.demo.people import Class
from course.classroom.store.practical_marks import column_of, columns_of, critical_column_of
from course.journal import stamp
from course.schema import Course, PracticalSheet

TWO_RATERS = 5
"""So many candidates are marked by both raters, to see whether they agree."""
RATERS = ("synthetic-rater-1", "synthetic-rater-2")
CRITICAL_FAIL = 0.03
"""How often a candidate fails a critical criterion."""


def osce_rows(course: Course, found: Class, chance: Random, day: datetime) -> Iterator[Sequence[object]]:
    """The header, then the rows, as `bedstretch class marks` reads them."""
    sheet = course.practical_sheet
    columns = columns_of(sheet)
    yield columns
    for place, person in enumerate(one for one in found.people if one.id in found.attempts):
        at = stamp(day + timedelta(hours=9, minutes=8 * place))
        stretch = chance.choice(list(course.stretches))
        skill = 0.8 * person.ability + chance.gauss(0.6, 0.6)
        failed = {one.id for one in sheet.criteria if one.critical and chance.random() < CRITICAL_FAIL}
        for rater in RATERS[: 2 if place < TWO_RATERS else 1]:
            marked = _marked(sheet, skill, failed, chance)
            row = {"student": person.id, "stretch": stretch, "rater": rater, "at": at, **marked}
            yield [row[column] for column in columns]


def _marked(
    sheet: PracticalSheet, skill: float, failed: Collection[str], chance: Random
) -> Mapping[str, object]:
    """Whole and half points by skill, as one rater sees it; a rating that follows the whole impression."""
    cells: dict[str, object] = {}
    total = 0.0
    for one in sheet.criteria:
        share = min(1.0, max(0.0, 0.55 + 0.2 * skill + chance.gauss(0, 0.12)))
        points = 0.0 if one.id in failed else round(2 * share * one.max_points) / 2
        total += points
        cells[column_of(one)] = f"{points:g}"
        if one.critical:
            cells[critical_column_of(one)] = "yes" if one.id in failed else "no"
    impression = total / sheet.max_points + chance.gauss(0, 0.05)
    place = sum(impression >= limit for limit in (0.4, 0.55, 0.7, 0.85))
    return {**cells, "global_rating": "fail" if failed else sheet.ratings[place]}
