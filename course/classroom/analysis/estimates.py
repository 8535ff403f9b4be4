"""A number with its 95 % interval, or with the reason why it has none, and how many digits it deserves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, inf, isfinite, log10
from statistics import NormalDist
from typing import Any

import numpy as np

LEVEL = 0.95
Z = NormalDist().inv_cdf((1 + LEVEL) / 2)

SMALL_CLASS = 10
"""Below so many students every number comes with a warning."""

MOST_DECIMALS = 3


@dataclass(frozen=True)
class Estimate:
    """`value` with its 95 % interval `low` to `high`, from `n` people, by `method`.

    Where there is no value, or no interval, that is None and `why_none` is a sentence that says why.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    method: str = ""
    why_none: str = ""

    @property
    def has_interval(self) -> bool:
        return self.low is not None and self.high is not None

    def holds(self, value: float) -> bool:
        """Whether the interval holds this value; without an interval it holds everything."""
        return not self.has_interval or self.low <= value <= self.high

    def in_words(self, unit: str = "", times: float = 1) -> str:
        """Value and interval, no finer than the interval allows: `0.6 (0.3 to 0.8)`.

        `times` is 100 for a share that is told in per cent (`unit` is then " %").
        """
        if self.value is None:
            return self.why_none or "not known"
        ends = (self.low, self.high) if self.has_interval else ()
        digits = decimals(*(end * times for end in ends)) if ends else 1 if times == 1 else 0
        told = [f"{number * times:.{digits}f}" for number in (self.value, *ends)]
        told = [text.removeprefix("-") if not float(text) else text.replace("-", "−") for text in told]
        if not ends:
            return f"{told[0]}{unit}" + (f" (no interval: {self.why_none})" if self.why_none else "")
        return f"{told[0]}{unit} ({told[1]} to {told[2]}{unit})"

    def as_percent(self) -> str:
        """The same for a share from 0 to 1: `63 % (45 to 78 %)`."""
        return self.in_words(" %", 100)


def none(why: str, n: int = 0) -> Estimate:
    """No value at all, and why."""
    return Estimate(None, n=n, why_none=why)


def decimals(low: float, high: float) -> int:
    """How many decimals an interval allows: the last digit is a twentieth to half of its width.

    An interval of no width says nothing about digits, and gets two.
    """
    width = abs(high - low)
    if not isfinite(width) or width == 0:
        return 2
    return min(max(0, -floor(log10(width / 2))), MOST_DECIMALS)


def small_class_warning(students: int) -> str | None:
    """A sentence for the top of whatever is shown of a small class; None from `SMALL_CLASS` students on."""
    if students >= SMALL_CLASS:
        return None
    return (
        f"Only {_students(students)}: every number here can turn out otherwise with the next class. Read the"
        " intervals, not the numbers, and read the answers themselves."
    )


def _students(count: int) -> str:
    return "1 student" if count == 1 else f"{count} students"


# --- intervals ---------------------------------------------------------------------------------------------


def wilson(share: Any, n: Any) -> tuple[Any, Any]:
    """Wilson's score interval of a share (0 to 1) of `n`; arrays do as well. NaN where n is 0.

    For marks between 0 and 1 `share` is their mean: such marks vary no more than noughts and ones with the
    same mean, so the interval is then wider than it needs to be, never narrower.
    """
    share, n = np.asarray(share, float), np.asarray(n, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        squared = Z * Z / n
        centre = (share + squared / 2) / (1 + squared)
        half = Z * np.sqrt(share * (1 - share) / n + squared / (4 * n)) / (1 + squared)
        low, high = np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
    return np.where(n > 0, low, np.nan), np.where(n > 0, high, np.nan)


def share(part: float, n: int) -> Estimate:
    """`part` of `n` as a share with Wilson's interval."""
    if n == 0:
        return none("nobody was asked")
    low, high = wilson(part / n, n)
    return Estimate(part / n, float(low), float(high), n, "Wilson")


def difference_of_shares(upper: Any, lower: Any, n_upper: Any, n_lower: Any) -> tuple[Any, Any]:
    """Newcombe's interval (method 10) of `upper` less `lower`, the shares of two groups."""
    return _newcombe((upper, *wilson(upper, n_upper)), (lower, *wilson(lower, n_lower)))


def difference(one: Estimate, other: Estimate) -> Estimate:
    """`one` less `other`, two shares with Wilson's intervals, by Newcombe's method."""
    low, high = _newcombe((one.value, one.low, one.high), (other.value, other.low, other.high))
    n = min(one.n, other.n)
    return Estimate(one.value - other.value, float(low), float(high), n, "Newcombe")


def _newcombe(upper: tuple[Any, Any, Any], lower: tuple[Any, Any, Any]) -> tuple[Any, Any]:
    """From the value, the lower and the upper end of each."""
    (up, up_low, up_high), (down, down_low, down_high) = upper, lower
    less = np.asarray(up) - np.asarray(down)
    return (
        less - np.sqrt((up - up_low) ** 2 + (down_high - down) ** 2),
        less + np.sqrt((up_high - up) ** 2 + (down - down_low) ** 2),
    )


def fisher(r: Any, n: Any) -> tuple[Any, Any]:
    """The interval of a correlation by Fisher's z; NaN below four pairs. Arrays do as well."""
    r, n = np.asarray(r, float), np.asarray(n, float)
    with np.errstate(divide="ignore", invalid="ignore"):
        half = np.where(n > 3, Z / np.sqrt(n - 3), np.nan)
        z = np.arctanh(np.clip(r, -1, 1))
        return np.tanh(z - half), np.tanh(z + half)


def mean(values: Sequence[float], least: float = -inf, most: float = inf) -> Estimate:
    """The mean with its t interval, cut off at `least` and `most`, which no value can pass."""
    values = np.asarray(values, float)
    if len(values) == 0:
        return none("there is no value")
    middle = float(values.mean())
    if len(values) == 1:
        return Estimate(middle, n=1, why_none="one value has no spread")
    half = float(t_quantile(len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values)))
    return Estimate(middle, max(least, middle - half), min(most, middle + half), len(values), "t")


def t_quantile(freedom: float) -> float:
    """How many standard errors a t interval reaches to each side. (`scipy.stats` takes seconds to load.)"""
    from scipy.special import stdtrit

    return float(stdtrit(freedom, (1 + LEVEL) / 2))


def f_quantiles(freedom: float, freedom_below: float) -> tuple[float, float]:
    """The lower and the upper end of what F with these degrees of freedom takes 95 times of 100."""
    from scipy.special import fdtri

    low, high = fdtri(freedom, freedom_below, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)
