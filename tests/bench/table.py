"""What a measurement tells, and the table that all of them are printed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

HEADINGS = ("measure", "ours", "theirs", "ratio", "aim", "met", "runs", "ratio of the best")


class CannotMeasure(Exception):
    """Something is missing that the measurement needs; the text says what."""


@dataclass(frozen=True)
class Row:
    """One measure. `ours` and `theirs` hold one value a run in `unit`, taken by turns; `theirs` may be empty.

    `ratio_aim` is the largest ratio aimed at (ours / theirs), `aim` the largest median of ours; either may be
    None. Where more is better (events a second), `more_is_better` turns the ratio round, so that a ratio
    always says how many times as long ours takes.
    """

    measure: str
    unit: str
    ours: Sequence[float]
    theirs: Sequence[float] = ()
    ratio_aim: float | None = None
    aim: float | None = None
    more_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        """Of the medians; None without anything to compare with."""
        return self._ratio_of(median) if self.theirs else None

    @property
    def ratio_of_the_best(self) -> float | None:
        """Of the quickest runs: on a busy computer they tell most about the code itself."""
        return self._ratio_of(max if self.more_is_better else min) if self.theirs else None

    def _ratio_of(self, choose: Callable[[Sequence[float]], float]) -> float:
        ours, theirs = choose(self.ours), choose(self.theirs)
        return theirs / ours if self.more_is_better else ours / theirs

    @property
    def met(self) -> bool | None:
        """Whether the aim is met; None without an aim."""
        if self.ratio_aim is not None:
            return self.ratio <= self.ratio_aim
        return None if self.aim is None else median(self.ours) < self.aim

    def cells(self) -> tuple[str, ...]:
        return (
            self.measure,
            self._with_span(self.ours),
            self._with_span(self.theirs),
            _ratio(self.ratio),
            self._aim_in_words(),
            {True: "yes", False: "no", None: ""}[self.met],
            str(len(self.ours)),
            _ratio(self.ratio_of_the_best),
        )

    def _with_span(self, values: Sequence[float]) -> str:
        if not values:
            return ""
        span = f" ({_short(min(values))} to {_short(max(values))})" if len(values) > 1 else ""
        return f"{_short(median(values))} {self.unit}{span}"

    def _aim_in_words(self) -> str:
        if self.ratio_aim is not None:
            return f"at most {self.ratio_aim:g}"
        return "" if self.aim is None else f"below {self.aim:g} {self.unit}"


def table(rows: Sequence[Row]) -> str:
    """All rows under one another, columns in line."""
    lines = [HEADINGS, *(row.cells() for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    lines.insert(1, tuple("-" * width for width in widths))
    return "\n".join("  ".join(map(str.ljust, line, widths)).rstrip() for line in lines)


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _short(value: float) -> str:
    """About three digits."""
    return f"{value:.{2 if abs(value) < 1 else 1 if abs(value) < 20 else 0}f}"
