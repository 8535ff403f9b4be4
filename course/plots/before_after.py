"""A rating before and after each session, and the median change with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from math import nan

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import TICKLEFT, Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.transforms import Affine2D, Transform

from course import log
from course.history import Rated
from course.medians import Middle, middle
from course.plots.look import (
    BAND,
    COLOURS,
    GREY,
    INK,
    SMALL,
    count_words,
    day_words,
    frame,
    inches_across,
    legend,
    nothing_yet,
    numbers_across,
    numbers_up,
    unit_words,
)
from course.schema import Measure

MOST = 60
"""The newest sessions that are drawn where there is room; more would be a blur. The median is of all."""
INCHES_EACH = 0.06
FEWEST = 12
"""So many have room in the narrowest picture."""


def median_change(rated: Sequence[Rated]) -> Middle | None:
    """After less before, in points."""
    return middle([one.after - one.before for one in rated])


def draw_before_after(ax: Axes, measure: Measure, rated: Sequence[Rated]) -> Axes:
    """A line for each session from its rating before (ring) to that after (dot); at the right the median
    change of all sessions with its 95 % interval, on a scale of its own."""
    y = f"{unit_words(measure)}  ({log.direction(measure)})"
    frame(ax, f"{measure.name}, before/after", "session, oldest first", y)
    if not rated:
        return nothing_yet(ax, "no session rated before and after in this time")
    shown = rated[-max(FEWEST, min(MOST, int(inches_across(ax) / INCHES_EACH))) :]
    first = len(rated) - len(shown) + 1
    x = range(first, first + len(shown))
    _draw_links(ax, x, shown)
    before = ax.plot(x, [one.before for one in shown], "o", color=INK, markerfacecolor="white", markersize=6,
                     label="before", gid="before")  # fmt: skip
    after = ax.plot(x, [one.after for one in shown], "o", color=COLOURS[None], markersize=4.5,
                    label="after (inside the ring: no difference)", gid="after")  # fmt: skip
    ax.set_ylim(measure.minimum - 0.5, measure.maximum + 0.5)
    ax.set_xlim(first - 1, first + max(len(shown), 5))
    numbers_across(ax)
    numbers_up(ax)
    legend(ax, [*before, *after, *_draw_median(ax, median_change(rated))])
    return ax


def _draw_links(ax: Axes, x: Sequence[int], shown: Sequence[Rated]) -> None:
    """One line with gaps, which matplotlib draws faster than sixty."""
    across = [place for one in x for place in (one, one, nan)]
    up = [value for one in shown for value in (one.before, one.after, nan)]
    ax.plot(across, up, color=GREY, linewidth=1, zorder=1.9, gid="link")


def _draw_median(ax: Axes, change: Middle) -> list[Artist]:
    aside = _aside(ax)
    thin = {"transform": aside, "clip_on": False, "color": GREY, "linewidth": 1}
    ax.add_artist(Line2D((-1, -1), (-5, 5), **thin))
    ax.add_artist(Line2D((-1, 1), (0, 0), **thin))
    ticks = range(-4, 5, 2)
    ax.add_artist(Line2D([-1] * len(ticks), ticks, **thin, linestyle="", marker=TICKLEFT, markersize=3.5))
    if change.low is not None:
        ax.add_artist(
            Rectangle((-0.45, change.low), 0.9, change.high - change.low, transform=aside, clip_on=False,
                      facecolor=BAND, alpha=0.5, linewidth=0, gid="interval")
        )  # fmt: skip
    bar = {"color": INK, "linewidth": 2.5}
    ax.add_artist(
        Line2D((-0.6, 0.6), [change.value] * 2, **bar, transform=aside, clip_on=False, gid="median-change")
    )
    words = {"transform": aside, "fontsize": SMALL - 1, "color": INK, "gid": "median"}
    ax.text(0, -5.3, "median\nchange", **words, ha="center", va="top")
    for tick in ticks:
        ax.text(-1.4, tick, _signed(tick), **words, ha="right", va="center")
    keys = [Line2D([], [], **bar, label="at the right: median change of all, in points")]
    if change.low is not None:
        keys.append(Patch(facecolor=BAND, alpha=0.5, label="its 95 % interval"))
    return keys


def _aside(ax: Axes) -> Transform:
    """A narrow strip right of the axes: from −1 to 1 across, from −5 to 5 points up. No axes of its own, as
    those take matplotlib as long as the whole picture."""
    inch = 1 / inches_across(ax)
    return Affine2D().scale(0.2 * inch, 0.1).translate(1 + 0.65 * inch, 0.5) + ax.transAxes


def describe_before_after(measure: Measure, rated: Sequence[Rated]) -> str:
    """The picture in words, from the same numbers."""
    head = f"{measure.name} before and after sessions, in {unit_words(measure)}."
    if not rated:
        return f"{head} No session in this time was rated before and after."
    change = median_change(rated)
    lower, higher = (sum(sign * (one.after - one.before) > 0 for one in rated) for sign in (-1, 1))
    words = [
        head,
        f"{count_words(len(rated), 'session')} since {day_words(rated[0].at.date())}: lower after {lower},"
        f" higher after {higher}, the same after {len(rated) - lower - higher}.",
        f"The median change is {_signed(change.value)}{_interval(change)}.",
    ]
    if len(rated) > FEWEST:
        words.append("Where not all have room, the newest are drawn; the median is of all.")
    words.append("It tells how sessions end, and nothing about how the next morning will be.")
    return " ".join(words)


def _interval(change: Middle) -> str:
    if change.low is None:
        return " (six sessions are needed for an interval)"
    return f" (95 % interval {_signed(change.low)} to {_signed(change.high)}, by order statistics)"


def _signed(points: float) -> str:
    return f"{'+' if points > 0 else ''}{log.number(points, 1)}"
