"""The median with an interval that asks nothing of how the values are spread.

The order statistics of rank j and n + 1 − j enclose the median of all such values with a probability that
is a sum of binomial terms: Conover, "Practical Nonparametric Statistics", 3rd ed. 1999, section 3.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from statistics import median

LEVEL = 0.95


@dataclass(frozen=True)
class Middle:
    """A median of `count` values. `low` and `high` are None where there are too few (below six for 95 %)."""

    value: float
    count: int
    low: float | None = None
    high: float | None = None


def middle(values: Sequence[float], level: float = LEVEL) -> Middle | None:
    """The median and its interval of at least `level`, as narrow as ranks allow; None without a value."""
    if not values:
        return None
    ordered = sorted(values)
    rank = interval_rank(len(ordered), level)
    if rank is None:
        return Middle(median(ordered), len(ordered))
    return Middle(median(ordered), len(ordered), ordered[rank - 1], ordered[-rank])


@lru_cache
def interval_rank(count: int, level: float = LEVEL) -> int | None:
    """The largest rank j, from 1, with which (j, count + 1 − j) still cover the median at `level`."""
    if not 0 < level < 1:
        raise ValueError(f"expected a level between 0 and 1; found {level}")
    most_outside = Fraction((1 - level) / 2) * 2**count
    below = ways = 1
    rank = 0
    while below <= most_outside:
        ways = ways * (count - rank) // (rank + 1)
        rank += 1
        below += ways
    return rank or None
