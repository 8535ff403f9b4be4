"""The readings of one measure and what can be said of them: baseline, band, real change, smooth line.

Pure; the picture, its sentence and the report are all made of the numbers in here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from statistics import fmean
from typing import Literal

from course import statistics
from course.log import Record
from course.own_error import ENOUGH_DAYS, OwnError, own_error
from course.schema import Measure, Side
from course.schema.measures import Published
from course.smooth import SHARE, lowess
from course.statistics import Baseline

PERIODS = {"all": None, "12-weeks": timedelta(weeks=12), "4-weeks": timedelta(weeks=4)}
"""How far a picture reaches back from the newest entry."""

LEAST_FOR_A_LINE = 8
NEIGHBOUR_DAYS = 28
"""About so many measuring days pull at each point of the smooth line."""
LEAST_SHARE = 0.1

AnyAnswer = Literal["any"]


@dataclass(frozen=True)
class Change:
    """Two or more comparable days running outside the band, on one side of it.

    `mean` of those days; `noticed`: at least the published MIC away from the baseline, None where none is
    published.
    """

    days: tuple[date, ...]
    mean: float
    is_higher: bool
    noticed: bool | None


@dataclass(frozen=True)
class Trend:
    """The readings of one side, oldest first, and what they can be compared with; all in the measure's unit.

    `records` are those that are shown, `days` counts all measuring days, `practice` are the first two.
    `comparable` holds one mean a day since practice, of readings that were taken alike: not after a session,
    and all with the same answer (`up_an_hour`) to "up for an hour?", the most frequent one unless one was
    asked for. `sem` is the published error, or the learner's own (`own`) where that is clearly larger or the
    only one; None while there is neither. `band` lies 1.96 × SEM × √(1 + 1/k) to each side of the baseline,
    the mean of k days. `range_is_no_aim`: this is a measure of range of somebody whose aim is not more of it.
    """

    side: Side | None
    records: tuple[Record, ...]
    days: int
    practice: tuple[date, ...]
    comparable: dict[date, float]
    up_an_hour: bool | None
    baseline: Baseline | None
    sem: float | None
    is_published: bool
    own: OwnError | None
    band: tuple[float, float] | None
    changes: tuple[Change, ...]
    range_is_no_aim: bool = False

    @property
    def half_width(self) -> float | None:
        return statistics.half_width(self.sem, self.baseline.days) if self.band else None

    @cached_property
    def later(self) -> dict[date, float]:
        """The comparable days after those of the baseline."""
        return {
            day: mean for day, mean in self.comparable.items() if self.baseline and day > self.baseline.last
        }

    @property
    def is_changed(self) -> bool:
        """The newest change that is shown goes on to the newest comparable day."""
        return bool(self.changes) and self.changes[-1].days[-1] == list(self.comparable)[-1]


def trend_of(
    measure: Measure,
    records: Iterable[Record],
    side: Side | None = None,
    up: bool | AnyAnswer | None = "any",
    since: datetime | None = None,
    range_is_no_aim: bool = False,
) -> Trend:
    """The trend of one side, or of all records where `side` is None.

    `up` shows only readings with that answer to "up for an hour?"; `since` only those from then on, while
    baseline and error stay those of all. Where `range_is_no_aim`, no change of a body measure is noticed.
    """
    range_is_no_aim = range_is_no_aim and measure.body
    records = sorted((r for r in records if side is None or r.side == side), key=lambda record: record.at)
    days = {record.at.date() for record in records}
    practice = statistics.practice_days(days)
    if up != "any":
        records = [record for record in records if record.up_an_hour is up]
    counted = [r for r in records if r.around != "after" and r.at.date() not in practice]
    alike = Counter(r.up_an_hour for r in counted).most_common(1)[0][0] if counted else None
    counted = [r for r in counted if r.up_an_hour == alike]
    comparable = statistics.daily_means([r.at.date() for r in counted], [r.value for r in counted])
    first = list(comparable)[:ENOUGH_DAYS], list(comparable.values())[:ENOUGH_DAYS]
    baseline, own = statistics.baseline(*first), own_error(*first, measure.step)
    sem, is_published = _error(published_sem(measure), own)
    band = None
    if baseline and sem:
        band = statistics.band(baseline.value, statistics.half_width(sem, baseline.days))
    return Trend(
        side,
        tuple(record for record in records if since is None or record.at >= since),
        len(days),
        practice,
        comparable,
        alike,
        baseline,
        sem,
        is_published,
        own,
        band,
        tuple(
            change
            for change in _changes(None if range_is_no_aim else measure.mic, baseline, band, comparable)
            if since is None or change.days[-1] >= since.date()
        ),
        range_is_no_aim,
    )


def published_sem(measure: Measure) -> float | None:
    """The published error of one reading; from the MDC95 where there is one, as that was rounded upwards."""
    if measure.mdc95:
        return statistics.sem_from_mdc95(measure.mdc95.value)
    return measure.sem.value if measure.sem else None


def _error(published: float | None, own: OwnError | None) -> tuple[float | None, bool]:
    """The error that counts, and whether it is the published one.

    One's own is larger only where its whole interval is and it is not rough: a real change in the first days
    makes it larger too.
    """
    if published is None:
        return (own.sem if own else None), False
    if own and not own.is_rough and own.low > published:
        return own.sem, False
    return published, True


def _changes(
    mic: Published | None,
    baseline: Baseline | None,
    band: tuple[float, float] | None,
    comparable: dict[date, float],
) -> tuple[Change, ...]:
    if band is None:
        return ()
    later = [(day, value) for day, value in comparable.items() if day > baseline.last]
    found = []
    for run in statistics.runs_outside([value for _, value in later], band):
        mean = fmean(later[i][1] for i in run)
        noticed = abs(mean - baseline.value) >= mic.value if mic else None
        found.append(Change(tuple(later[i][0] for i in run), mean, mean > baseline.value, noticed))
    return tuple(found)


def smooth_line(trend: Trend, since: date | None = None) -> tuple[Sequence[date], Sequence[float]]:
    """Comparable days and the robust line through their means; two empty lists with too few of them."""
    shown = {day: mean for day, mean in trend.comparable.items() if since is None or day >= since}
    if len(shown) < LEAST_FOR_A_LINE:
        return [], []
    share = max(min(SHARE, NEIGHBOUR_DAYS / len(shown)), LEAST_SHARE)
    days = list(shown)
    return days, lowess([day.toordinal() for day in days], list(shown.values()), share)


def since_of(period: str, newest: datetime | None) -> datetime | None:
    """Where a period begins, counted back from the newest entry; None for all. KeyError if unknown."""
    reach = PERIODS[period]
    return newest - reach if reach and newest else None
