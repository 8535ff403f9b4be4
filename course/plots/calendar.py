"""Practice by day, as a calendar. A day without is simply empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path

from course.held import week_of
from course.log import number
from course.plots.look import (
    PALE,
    column_names,
    count_words,
    day_words,
    frame,
    inches_across,
    legend,
    nothing_yet,
    row_names,
)

SHADES = ((5, "#c6dbef"), (10, "#6baed6"), (20, "#2171b5"), (float("inf"), "#08306b"))
"""Below so many minutes, and from the last limit on: one blue, darker with more, in print too."""
MOST_WEEKS = 26
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def weeks_of(minutes: Mapping[date, float]) -> list[date]:
    """The Mondays that are drawn: up to the newest week, without a gap."""
    if not minutes:
        return []
    first, last = week_of(min(minutes)), week_of(max(minutes))
    first = max(first, last - timedelta(weeks=MOST_WEEKS - 1))
    return [first + timedelta(weeks=i) for i in range((last - first).days // 7 + 1)]


def draw_calendar(ax: Axes, minutes: Mapping[date, float]) -> Axes:
    """One square a day, a column a week, darker with more minutes (by day, as from `course.held`)."""
    frame(ax, "Practice by day", "weeks, by their Monday")
    weeks = weeks_of(minutes)
    if not weeks:
        return nothing_yet(ax, "no practice in this time")
    ax.set_xlim(0, max(len(weeks), 12))
    ax.set_ylim(7, 0)
    every = [(x, y) for x in range(len(weeks)) for y in range(7)]
    ax.add_artist(PathPatch(squares(every), facecolor="white", edgecolor=PALE, linewidth=0.6, gid="day"))
    below = 0.0
    for limit, shade in SHADES:
        filled = [
            ((day - weeks[0]).days // 7, day.weekday())
            for day, some in minutes.items()
            if day >= weeks[0] and below <= some < limit
        ]
        ax.add_artist(PathPatch(squares(filled), facecolor=shade, edgecolor="none", gid="practice"))
        below = limit
    row_names(ax, [(place + 0.5, name) for place, name in enumerate(DAYS)])
    step = ceil(len(weeks) / min(6, int(inches_across(ax) / 0.55)))
    places = range(0, len(weeks), step)
    column_names(ax, [(x + 0.5, f"{weeks[x].day} {weeks[x]:%b}") for x in places])
    ax.spines[["left", "bottom"]].set_visible(False)
    legend(ax, [Patch(facecolor=shade, label=_shade_words(i)) for i, (_, shade) in enumerate(SHADES)])
    return ax


def squares(places: Sequence[tuple[int, int]]) -> Path:
    """One path of a square in each place (column, row): many patches take matplotlib long to draw."""
    corners = [(0.06, 0.06), (0.94, 0.06), (0.94, 0.94), (0.06, 0.94), (0.06, 0.06)]
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    points = [(x + right, y + down) for x, y in places for right, down in corners]
    return Path(np.reshape(points, (-1, 2)), codes * len(places))


def _shade_words(index: int) -> str:
    limit = SHADES[index][0]
    low = SHADES[index - 1][0] if index else 0
    if index == 0:
        return f"under {limit:g} minutes"
    return f"{low:g} minutes or more" if limit == float("inf") else f"{low:g} to under {limit:g} minutes"


def describe_calendar(minutes: Mapping[date, float]) -> str:
    """The picture in words, from the same numbers."""
    weeks = weeks_of(minutes)
    if not weeks:
        return "Practice by day. No practice in this time."
    shown = {day: some for day, some in minutes.items() if day >= weeks[0]}
    words = [
        f"Practice by day, in minutes held and repeated: {count_words(len(shown), 'day')} with practice in",
        f"{count_words(len(weeks), 'week')}, from {day_words(min(shown))} to {day_words(max(shown))};",
        f"{number(sum(shown.values()), 0)} minutes in all.",
    ]
    if len(shown) < len(minutes):
        words.append(f"Drawn are the newest {MOST_WEEKS} weeks.")
    return " ".join(words)
