"""Left against right, with the band in which a difference means nothing."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from course import log
from course.plots.look import (
    BAND,
    COLOURS,
    INK,
    count_words,
    day_words,
    frame,
    legend,
    light,
    nothing_yet,
    unit_words,
)
from course.plots.trend import own_source
from course.schema import Measure
from course.sides import Sides


def draw_left_right(ax: Axes, measure: Measure, sides: Sides) -> Axes:
    """One point a day: left along, right up. On the line both are equal; inside the band the difference of
    two readings may be measurement noise."""
    unit = unit_words(measure)
    frame(ax, f"{measure.name}, left and right", f"left, {unit}", f"right, {unit}")
    if not sides.pairs:
        return nothing_yet(ax, "no day in this time with both sides taken alike")
    low, high = _limits(measure, sides)
    keys = []
    if sides.noise:
        keys.append(
            ax.fill_between(
                (low, high), (low - sides.noise, high - sides.noise), (low + sides.noise, high + sides.noise),
                color=BAND, alpha=0.28, linewidth=0, gid="band", label=noise_words(measure, sides),
            )
        )  # fmt: skip
    keys += ax.plot(
        (low, high),
        (low, high),
        color=INK,
        linestyle=(0, (6, 3)),
        linewidth=1.2,
        label="left and right equal",
    )
    *earlier, newest = sides.pairs
    points = ax.plot(
        [pair.left for pair in earlier], [pair.right for pair in earlier], "o", color=COLOURS[None],
        markersize=5.5, fillstyle="none", alpha=0.8, label="a day", gid="pair",
    )  # fmt: skip
    light(points[0], len(earlier))
    keys += points if earlier else []
    keys += ax.plot(newest.left, newest.right, "D", color=COLOURS["right"], markersize=8, markeredgecolor=INK,
                    label=f"the newest, {day_words(newest.day)}", gid="newest")  # fmt: skip
    ax.set_xlim(low, high)
    ax.set_ylim(low, high)
    ax.set_aspect("equal", adjustable="box", anchor="W")
    for axis in (ax.xaxis, ax.yaxis):
        axis.set_major_locator(MaxNLocator(nbins=6, steps=[1, 2, 5, 10], integer=measure.step >= 1))
    ax.grid(color="#dddddd", linewidth=0.8)
    legend(ax, keys)
    return ax


def _limits(measure: Measure, sides: Sides) -> tuple[float, float]:
    values = [value for pair in sides.pairs for value in (pair.left, pair.right)]
    least = max(10 * measure.step, 3 * (sides.noise or 0))
    spare = max(least - (max(values) - min(values)), 0) / 2 + measure.step
    return min(values) - spare, max(values) + spare


def noise_words(measure: Measure, sides: Sides) -> str:
    """What the band means."""
    size = log.difference(measure, sides.noise)
    source = f"at least {size}" if sides.is_published else f"{size}, {own_source(measure)}"
    return f"in this band a difference means nothing (up to {source})"


def describe_left_right(measure: Measure, sides: Sides) -> str:
    """The picture in words, from the same numbers."""
    head = f"{measure.name}, left against right, in {unit_words(measure)}."
    if not sides.pairs:
        return (
            f"{head} There is no day in this time, after the two for practice, with both sides taken alike."
        )
    newest = sides.pairs[-1]
    words = [
        head,
        f"{count_words(len(sides.pairs), 'day')}; the newest, {day_words(newest.day)}:"
        f" left {log.amount(measure, newest.left)}, right {log.amount(measure, newest.right)}.",
    ]
    if sides.noise is None:
        return " ".join([*words, "How large a difference is noise is not known yet."])
    least = "at least " if sides.is_published else ""
    size = f"{least}{log.difference(measure, sides.noise)}"
    count = len(sides.outside)
    lay = "none of the days lay" if not count else "one day lay" if count == 1 else f"{count:,} days lay"
    words.append(f"A difference of up to {size} means nothing; {lay} outside.")
    words.append("No finding is made of a difference.")
    return " ".join(words)
