"""Minutes held a week, for each stretch and side or for each muscle, against what trials saw."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from course.diary import Session
from course.dose import HELPFUL_WEEK_SECONDS, PLATEAU_WEEK_SECONDS
from course.held import minutes_by_muscle, minutes_by_stretch
from course.log import number
from course.plots.look import (
    COLOURS,
    INK,
    LETTERS_PER_INCH,
    SMALL,
    day_words,
    frame,
    inches_before,
    legend,
    light,
    nothing_yet,
    numbers_across,
    row_names,
)
from course.schema import Course

HELPFUL, PLATEAU = HELPFUL_WEEK_SECONDS / 60, PLATEAU_WEEK_SECONDS / 60
HELPFUL_WORDS = f"{HELPFUL:g} min a week: seen to help"
PLATEAU_WORDS = f"{PLATEAU:g} min a week: from about here more seems to add nothing"
ROW_INCHES = 0.34
RING = {"linestyle": "", "marker": "o", "markersize": 4.5, "markerfacecolor": "white", "color": INK}


@dataclass(frozen=True)
class HeldRow:
    """Minutes held in each week with practice of one stretch and side, or of one muscle."""

    name: str
    weeks: Mapping[date, float]


def rows_by_stretch(course: Course, sessions: Sequence[Session]) -> list[HeldRow]:
    return [
        HeldRow(", ".join(filter(None, [course.stretches[id].name, side])), weeks)
        for (id, side), weeks in minutes_by_stretch(course, sessions).items()
    ]


def rows_by_muscle(course: Course, sessions: Sequence[Session]) -> list[HeldRow]:
    """The muscles that a held stretch mainly lengthens."""
    return [
        HeldRow(course.muscles[id].name.partition(" (")[0], weeks)
        for id, weeks in minutes_by_muscle(course, sessions).items()
    ]


def newest_week(rows: Sequence[HeldRow]) -> date | None:
    return max((week for row in rows for week in row.weeks), default=None)


def draw_held(ax: Axes, title: str, rows: Sequence[HeldRow]) -> Axes:
    """A bar for the newest week with practice, a ring for each week before; lines at 5 and 10 minutes."""
    frame(ax, title, "minutes held a week, one side")
    if not rows:
        return nothing_yet(ax, "nothing held in this time")
    week, y = newest_week(rows), range(len(rows))
    ax.barh(y, [row.weeks.get(week, 0) for row in rows], height=0.62, color=COLOURS[None], alpha=0.75,
            gid="newest-week")  # fmt: skip
    before = [(minutes, place) for place, row in enumerate(rows)
              for when, minutes in row.weeks.items() if when != week]  # fmt: skip
    rings = ax.plot([minutes for minutes, _ in before], [place for _, place in before], **RING,
                    markeredgewidth=0.8, zorder=3, gid="week")  # fmt: skip
    light(rings[0], len(before))
    helpful = ax.axvline(HELPFUL, color=INK, linewidth=1.4, label=HELPFUL_WORDS, gid="helpful")
    plateau = ax.axvline(
        PLATEAU, color=INK, linewidth=1.4, linestyle=(0, (2, 2)), label=PLATEAU_WORDS, gid="plateau"
    )
    most = max(minutes for row in rows for minutes in row.weeks.values())
    ax.set_xlim(0, max(most, PLATEAU) * 1.06)
    ax.set_ylim(len(rows) - 0.4, -0.6)
    letters = max(12, int((inches_before(ax) - 0.08) * LETTERS_PER_INCH * SMALL / (SMALL - 1)))
    row_names(
        ax,
        [(place, textwrap.fill(row.name, letters, break_on_hyphens=False)) for place, row in enumerate(rows)],
        SMALL - 1,
    )
    numbers_across(ax)
    legend(ax, [
        Patch(facecolor=COLOURS[None], alpha=0.75, label=f"the week of {day_words(week)}"),
        Line2D([], [], label="each week before", **RING),
        helpful, plateau,
    ])  # fmt: skip
    return ax


def describe_held(title: str, rows: Sequence[HeldRow]) -> str:
    """The picture in words, from the same numbers."""
    if not rows:
        return f"{title}. Nothing was held in this time."
    week = newest_week(rows)
    each = "; ".join(f"{row.name} {number(row.weeks.get(week, 0), 1)}" for row in rows)
    reached = sum(row.weeks.get(week, 0) >= HELPFUL for row in rows)
    return (
        f"{title}, minutes held on one side in the week of {day_words(week)}: {each}."
        f" {reached} of {len(rows)} reach the {HELPFUL:g} minutes a week that were seen to help;"
        f" from about {PLATEAU:g} minutes on more seems to add nothing."
    )
