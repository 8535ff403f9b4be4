"""Left against right on the same day, and the band in which a difference means nothing. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt

from course import statistics
from course.log import Record
from course.schema import Measure
from course.trend import AnyAnswer, trend_of


@dataclass(frozen=True)
class Pair:
    """Both sides' means of one day, in the measure's unit."""

    day: date
    left: float
    right: float

    @property
    def difference(self) -> float:
        return self.right - self.left


@dataclass(frozen=True)
class Sides:
    """Days on which both sides were taken alike, oldest first.

    `noise`: a difference of two readings up to this size means nothing; None while no error is known.
    `is_published` tells whether that is from studies, or on one side at least the learner's own.
    """

    pairs: tuple[Pair, ...]
    noise: float | None
    is_published: bool

    @property
    def outside(self) -> tuple[Pair, ...]:
        if self.noise is None:
            return ()
        return tuple(pair for pair in self.pairs if abs(pair.difference) > self.noise)


def sides_of(
    measure: Measure,
    records: Iterable[Record],
    up: bool | AnyAnswer | None = "any",
    since: datetime | None = None,
) -> Sides:
    """ValueError for a measure without sides."""
    if not measure.two_sided:
        raise ValueError(f"{measure.id} has no left and right")
    records = list(records)
    left, right = (trend_of(measure, records, side, up) for side in ("left", "right"))
    alike = left.up_an_hour == right.up_an_hour
    pairs = tuple(
        Pair(day, left.comparable[day], right.comparable[day])
        for day in sorted(left.comparable.keys() & right.comparable.keys() if alike else ())
        if since is None or day >= since.date()
    )
    noise = None
    if left.sem and right.sem:
        noise = statistics.Z95 * sqrt(left.sem**2 + right.sem**2)
    return Sides(pairs, noise, left.is_published and right.is_published)
