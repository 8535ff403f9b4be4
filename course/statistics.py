"""How large a change is noise: baselines, standard error of measurement, smallest detectable change.

Pure functions on lists of numbers. The formulas are those of the physiotherapy textbooks; see for instance
Weir, "Quantifying test-retest reliability using the intraclass correlation coefficient and the SEM",
J Strength Cond Res 2005;19(1):231-40.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import fmean, stdev

PRACTICE_DAYS = 2
"""Repeating a test is enough to improve it a little, so the first two measuring days do not count."""

BASELINE_DAYS = 3
"""The baseline is the mean of so many days after practice. Three is our choice: few enough to begin soon."""

Z95 = 1.96


@dataclass(frozen=True)
class Baseline:
    """Where later readings are compared with: the mean of `days` daily means, in the measure's unit."""

    value: float
    days: int
    first: date
    last: date


def practice_days(days: Iterable[date]) -> tuple[date, ...]:
    """The measuring days that are for practice: the first two, or the one that there is."""
    return tuple(sorted(set(days))[:PRACTICE_DAYS])


def daily_means(days: Sequence[date], values: Sequence[float]) -> dict[date, float]:
    """One mean a day, in the order of the days. `days` and `values` are of equal length, else ValueError."""
    by_day: dict[date, list[float]] = {}
    for day, value in zip(days, values, strict=True):
        by_day.setdefault(day, []).append(value)
    return {day: found[0] if len(found) == 1 else fmean(found) for day, found in sorted(by_day.items())}


def baseline(days: Sequence[date], values: Sequence[float]) -> Baseline | None:
    """The mean of the first days, each day counting once however often it was measured.

    `days` and `values` hold comparable readings after practice; None when there are none.
    """
    means = list(daily_means(days, values).items())[:BASELINE_DAYS]
    if not means:
        return None
    return Baseline(fmean(value for _, value in means), len(means), means[0][0], means[-1][0])


def sem_from_icc(sd: float, icc: float) -> float:
    """Standard error of measurement, SD × √(1 − ICC): from the spread between people and the reliability."""
    if sd < 0 or not 0 <= icc <= 1:
        raise ValueError(f"expected sd ≥ 0 and icc from 0 to 1; found {sd} and {icc}")
    return sd * sqrt(1 - icc)


def sem_from_pairs(first: Sequence[float], second: Sequence[float]) -> float:
    """Standard error of measurement, SD(differences) / √2: from two trials each, three pairs or more."""
    differences = [b - a for a, b in zip(first, second, strict=True)]
    if len(differences) < 3:
        raise ValueError(f"expected three pairs or more; found {len(differences)}")
    return stdev(differences) / sqrt(2)


def mdc95(sem: float) -> float:
    """Minimal detectable change, 1.96 × √2 × SEM = 2.77 × SEM: two readings differ by less in 95 of 100 cases
    in which nothing has changed."""
    if sem < 0:
        raise ValueError(f"expected sem ≥ 0; found {sem}")
    return Z95 * sqrt(2) * sem


def band(centre: float, half_width: float) -> tuple[float, float]:
    """Lower and upper end of the band of ± `half_width`."""
    return centre - half_width, centre + half_width


def half_width(sem: float, days: int) -> float:
    """Half the width of the 95 % band round a baseline, 1.96 × SEM × √(1 + 1/days): how far one more reading
    lies from the mean of `days` days when nothing has changed."""
    if sem < 0 or days < 1:
        raise ValueError(f"expected sem ≥ 0 and days ≥ 1; found {sem} and {days}")
    return Z95 * sem * sqrt(1 + 1 / days)


def sem_from_mdc95(mdc: float) -> float:
    """The SEM behind a published MDC95, MDC95 / 2.77."""
    if mdc < 0:
        raise ValueError(f"expected mdc95 ≥ 0; found {mdc}")
    return mdc / (Z95 * sqrt(2))


def inside(value: float, ends: tuple[float, float]) -> bool:
    """Whether the value lies in the band, its ends included."""
    return ends[0] <= value <= ends[1]


def runs_outside(values: Sequence[float], ends: tuple[float, float]) -> list[range]:
    """Where two values or more running lie outside the band, all above it or all below it; as indices.

    One value outside is a question and no change: about one in twenty lies there by chance.
    """
    sides = [0 if inside(value, ends) else 1 if value > ends[1] else -1 for value in values]
    runs, start = [], 0
    for stop in range(1, len(sides) + 1):
        if stop == len(sides) or sides[stop] != sides[start]:
            if sides[start] and stop - start >= 2:
                runs.append(range(start, stop))
            start = stop
    return runs
