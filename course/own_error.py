"""The learner's own measurement error, from days on which nothing much changed.

The SEM of one person in a steady state is the standard deviation of their daily values: it holds the ruler,
the pull and the day. Its interval is that of a standard deviation (chi-square). Pure functions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import exp, lgamma, log, sqrt
from statistics import stdev

from course import statistics

LEAST_DAYS = 6
"""With fewer days a standard deviation tells next to nothing."""

ENOUGH_DAYS = 11
"""Below this it is called rough. Later days are left aside: by then something may really have changed."""


@dataclass(frozen=True)
class OwnError:
    """`sem` with its 95 % interval `low` to `high`, in the measure's unit, from `days` daily means.

    `by_rounding`: the days differ less than the measure's step can show, so the SEM is that of rounding.
    """

    sem: float
    low: float
    high: float
    days: int
    by_rounding: bool = False

    @property
    def mdc95(self) -> float:
        return statistics.mdc95(self.sem)

    @property
    def is_rough(self) -> bool:
        return self.days < ENOUGH_DAYS

    def in_words(self, unit: str) -> str:
        """How it was computed and how sure it is, with the unit behind each number."""
        spread = "rounding to the step alone" if self.by_rounding else "the standard deviation of their means"
        rough = f" With fewer than {ENOUGH_DAYS} days it is a rough one." if self.is_rough else ""
        return (
            f"Your own SEM is {_short(self.sem)}{unit}, 95 % interval {_short(self.low)} to"
            f" {_short(self.high)} (chi-square), and your own MDC95 is {_short(self.mdc95)}{unit}."
            f" It comes from your first {self.days} comparable days after the practice days: {spread};"
            f" MDC95 = 1.96 × √2 × SEM.{rough} Real change in those days makes it larger."
        )


def own_error(days: Sequence[date], values: Sequence[float], step: float = 0) -> OwnError | None:
    """From comparable readings after practice, each day counting once; None with fewer than `LEAST_DAYS`.

    `step` is the measure's: an SEM is never below step / √12, the spread that rounding makes. ValueError for
    lists of unequal length.
    """
    means = list(statistics.daily_means(days, values).values())[:ENOUGH_DAYS]
    if len(means) < LEAST_DAYS:
        return None
    spread, least = stdev(means), step / sqrt(12)
    sem = max(spread, least)
    freedom = len(means) - 1
    low, high = (sem * sqrt(freedom / chi_square_quantile(p, freedom)) for p in (0.975, 0.025))
    return OwnError(sem, low, high, len(means), spread < least)


@lru_cache
def chi_square_quantile(probability: float, freedom: int) -> float:
    """The value below which chi-square with `freedom` degrees lies with this probability, to nine digits.

    ValueError outside 0 to 1 (both excluded), or for no degree of freedom.
    """
    if not 0 < probability < 1 or freedom < 1:
        raise ValueError(f"expected 0 < probability < 1 and freedom ≥ 1; found {probability} and {freedom}")
    low, high = 0.0, float(freedom)
    while _chi_square_below(high, freedom) < probability:
        low, high = high, 2 * high
    while high - low > 1e-10 * high:
        middle = (low + high) / 2
        low, high = (middle, high) if _chi_square_below(middle, freedom) < probability else (low, middle)
    return high


def _chi_square_below(value: float, freedom: int) -> float:
    """By the series of the lower incomplete gamma function (Abramowitz and Stegun 6.5.29)."""
    a, x = freedom / 2, value / 2
    if x <= 0:
        return 0.0
    term = total = 1 / a
    n = a
    while term > total * 1e-15:
        n += 1
        term *= x / n
        total += term
    return total * exp(a * log(x) - x - lgamma(a))


def _short(value: float) -> str:
    return f"{value:.2f}" if value < 1 else f"{value:.1f}"
