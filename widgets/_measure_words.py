"""What is known of a measure, in words: its published errors, and what its numbers tell and do not tell."""

from __future__ import annotations

from course import log
from course.schema import Course, Measure
from widgets._static import how_sure

PUBLISHED = {
    "sem": "SEM, the wobble of one reading: at least",
    "mdc95": "MDC95, the smallest change that stands out from it: at least",
    "mdc95_other_tester": "MDC95 where another person takes the second reading: at least",
    "mic": "MIC, the change that people tend to notice:",
}
"""Errors come from trained testers, so they are "at least"."""


def known_of(course: Course, measure: Measure) -> list[str]:
    """A sentence or two for each published number and each note, with how sure we are and from where."""
    numbers = [(name, getattr(measure, name)) for name in PUBLISHED]
    told = [
        (f"{PUBLISHED[name]} {log.difference(measure, one.value)}. {one.note or ''}".strip(), one)
        for name, one in numbers
        if one
    ]
    notes = [measure.said_above, *measure.notes] if measure.said_above else measure.notes
    return [f"{text} ({how_sure(course, one)})" for text, one in [*told, *((one.text, one) for one in notes)]]
