"""The measurement error of one measure in the class's own shared logs: SEM and MDC95.

Nothing of a group below five is told or drawn: with fewer, people know who is who.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from math import sqrt
from statistics import mean, variance
from typing import NamedTuple

import numpy as np
import pandas as pd

from course import statistics
from course.classroom.analysis.estimates import Estimate, none
from course.errors import PlainError
from course.log import unit_after
from course.own_error import ENOUGH_DAYS, chi_square_quantile
from course.schema import Measure

MIN_GROUP = 5


class TooFew(PlainError):
    """A group is so small that its figures could be traced to people."""


def refuse_small_group(students: Iterable[str]) -> int:
    """How many different students there are. Raises `TooFew` below `MIN_GROUP`."""
    count = len(set(students))
    if count < MIN_GROUP:
        raise TooFew(
            f"Nothing is shown of fewer than {MIN_GROUP} students who share their log, as they could be"
            " recognised. Ask whether more would like to share theirs."
        )
    return count


@dataclass(frozen=True)
class ClassError:
    """In the measure's unit. `between_days` is the SEM of one day's value with its chi-square interval. Left
    and right of one student, measured on the same days, count in the interval as one, as they may err
    together. `students` and `series` (a side counts for itself) are those behind it. `too_few_days` counts
    students who could not help to it."""

    measure: Measure
    between_days: Estimate
    students: int
    series: int
    too_few_days: int

    @property
    def mdc95(self) -> Estimate:
        """Of the difference of two days."""
        sem = self.between_days
        if sem.value is None:
            return sem
        return Estimate(*map(statistics.mdc95, (sem.value, sem.low, sem.high)), sem.n, sem.method)

    def in_words(self) -> str:
        """How it was computed, and what it says of one more reading."""
        if self.between_days.value is None:
            return f"No class error yet: {self.between_days.why_none}."
        unit = unit_after(self.measure)
        sem, mdc = self.between_days.in_words(unit), self.mdc95.in_words(unit)
        return (
            f"From {self.students} students' days after the practice days the SEM is {sem} and MDC95 is {mdc}"
            " (1.96 × √2 × SEM; chi-square). Two readings of one person on two days differ by less than MDC95"
            " in 95 of 100 cases in which nothing has changed. Real change in those days makes both larger."
        )


def class_error(records: pd.DataFrame, measure: Measure, today: date) -> ClassError:
    """From the store's `shared_records`. What was to be kept until before `today` is left aside.

    Of each student and side the two practice days do not count, nor do days after the first eleven; readings
    soon after getting up are a series of their own. Days are those of the times as the frame holds them.
    Raises `TooFew` for a group below `MIN_GROUP`.
    """
    kept = _kept(records, measure, today)
    by_day = _days(kept)
    helped = len({group.student for group in by_day})
    return ClassError(
        measure, _sem(by_day, measure.step), helped, len(by_day), kept["student"].nunique() - helped
    )  # fmt: skip


def own_deviations(records: pd.DataFrame, measure: Measure, today: date) -> np.ndarray:
    """How far each day lies from its own series' mean, in the measure's unit, in no order that tells whose.

    Raises `TooFew` where fewer than `MIN_GROUP` students have enough readings to stand behind it.
    """
    groups = _days(_kept(records, measure, today))
    refuse_small_group(group.student for group in groups)
    return np.sort(np.concatenate([np.array(group.values) - mean(group.values) for group in groups]))


def _kept(records: pd.DataFrame, measure: Measure, today: date) -> pd.DataFrame:
    in_time = np.array([_day(until) >= today for until in records["keep_until"]], bool)
    kept = records[(records["measure"] == measure.id) & in_time]
    refuse_small_group(kept["student"])
    return kept


class _Group(NamedTuple):
    """What should be the same but for error."""

    student: str
    side: str
    values: list[float]


def _days(kept: pd.DataFrame) -> list[_Group]:
    """The days that count, series by series, where there are two and more."""
    found = []
    for student, side, rows in _series(kept):
        means = statistics.daily_means([_day(at) for at in rows["at"]], rows["value"].tolist())
        practised = set(statistics.practice_days(means))
        values = [value for day, value in means.items() if day not in practised][:ENOUGH_DAYS]
        if len(values) > 1:
            found.append(_Group(student, side, values))
    return found


def _series(kept: pd.DataFrame) -> Iterator[tuple[str, str, pd.DataFrame]]:
    """Readings of one student and side that can be compared with one another."""
    keys = [kept["student"], kept["side"].fillna(""), kept["up_an_hour"].map(str)]
    for (student, side, _), rows in kept.groupby(keys, sort=True):
        yield student, side, rows


def _sem(groups: list[_Group], step: float) -> Estimate:
    """The pooled standard deviation within groups, each weighing as its degrees of freedom.

    As in one's own error it is never below step / √12, the spread that rounding makes.
    """
    students = len({group.student for group in groups})
    if students < MIN_GROUP:
        return none(f"fewer than {MIN_GROUP} students have enough readings for it", students)
    freedom = sum(len(group.values) - 1 for group in groups)
    squares = sum((len(group.values) - 1) * variance(group.values) for group in groups)
    sem = max(sqrt(squares / freedom), step / sqrt(12))
    held = _freedom_of_interval(groups)
    low, high = (sem * sqrt(held / chi_square_quantile(p, held)) for p in (0.975, 0.025))
    return Estimate(sem, low, high, students, "chi-square")


def _freedom_of_interval(groups: list[_Group]) -> int:
    """Of each student the mean over the sides: were both to err alike, the second would tell nothing more."""
    of_side: dict[str, Counter[str]] = {}
    for group in groups:
        of_side.setdefault(group.student, Counter())[group.side] += len(group.values) - 1
    return int(sum(sides.total() / len(sides) for sides in of_side.values()))


def _day(at: str | datetime) -> date:
    return (datetime.fromisoformat(at) if isinstance(at, str) else at).date()
