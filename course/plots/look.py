"""What all pictures share: inks, sizes, axes, legend, the mark of a sample, and how they are saved.

No pyplot and no state of its own. Every picture is dark ink on white, on screen and on paper; what a colour
tells is told by shape, line or hatch as well.
"""

from __future__ import annotations

import io
import textwrap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from math import nan
from typing import Literal

import numpy as np
from matplotlib import rcParams
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.lines import TICKDOWN, TICKLEFT, Line2D
from matplotlib.ticker import MaxNLocator, NullLocator
from matplotlib.transforms import Transform, offset_copy

from course import log
from course.sample import MARK
from course.schema import Measure, Side

INK = "#1f1f1f"
GREY = "#5f5f5f"
BAND = "#8c8c8c"
PALE = "#dddddd"
COLOURS: dict[Side | None, str] = {None: "#0b4f79", "left": "#0b4f79", "right": "#a34a00"}
"""Blue and a dark orange: apart in every kind of colour blindness."""

UP = {
    True: "up for an hour or more",
    False: "up for less than an hour",
    None: "time since getting up not noted",
}

PIXELS_PER_INCH = 96
SAVED_DPI = 200
LEFT, RIGHT, ABOVE, HIGH, BELOW = 0.7, 0.15, 0.4, 2.8, 0.55
"""Of a picture, in inches: the height of the axes and the room round them, without the legend."""
ASIDE = 0.15
"""From a picture's edge to its title and legend."""
SAMPLE = 0.25
"""Further room above, for the mark of a sample."""
SMALL = 9
"""Font size in points, of all but the title."""
LETTERS_PER_INCH = 13
"""Of the small size, roughly."""
MANY = 400
"""More marks than this are kept as pixels inside the vector picture, or it would be slow and large."""

Kind = Literal["svg", "png", "pdf"]


@dataclass(frozen=True)
class Drawing:
    """One picture: a name for its file, how it is drawn, its words, and the room that it takes, in inches.

    `is_square`: the axes are no higher than wide.
    """

    name: str
    draw: Callable[[Axes], Axes]
    words: str
    widest: float = 20
    high: float = HIGH
    left: float = LEFT
    right: float = RIGHT
    is_square: bool = False


def frame(ax: Axes, title: str, x: str | None = None, y: str | None = None) -> None:
    """Title and names of the axes, each with its unit."""
    letters = int(inches_in_all(ax) * LETTERS_PER_INCH * SMALL / 11)
    ax.set_title(
        textwrap.fill(title, max(letters, 12)),
        loc="left", x=-inches_before(ax) / inches_across(ax), y=1.0,
        fontsize=11, fontweight="bold", color=INK,
    )  # fmt: skip
    if x:
        has_room = len(x) <= inches_across(ax) * LETTERS_PER_INCH
        ax.set_xlabel(x, loc="center" if has_room else "right", fontsize=SMALL, color=INK)
    if y:
        ax.set_ylabel(y, fontsize=SMALL, color=INK)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(GREY)
    ax.tick_params(labelsize=SMALL, colors=INK, color=GREY)
    ax.set_axisbelow(True)


def nothing_yet(ax: Axes, words: str) -> Axes:
    """An empty picture says so. What a choice hides may be there, so words of a period name it."""
    ax.text(0.5, 0.5, words, transform=ax.transAxes, ha="center", va="center", color=GREY, fontsize=SMALL)
    ax.set_xticks([])
    ax.set_yticks([])
    return ax


def inches_across(ax: Axes) -> float:
    return ax.get_position(original=True).width * ax.figure.get_figwidth()


def inches_before(ax: Axes) -> float:
    """From where title and legend begin to the axes."""
    return ax.get_position(original=True).x0 * ax.figure.get_figwidth() - ASIDE


def inches_in_all(ax: Axes) -> float:
    """What title and legend have."""
    return ax.figure.get_figwidth() - 2 * ASIDE


# Matplotlib makes seven artists of each tick and lays out each label several times: the axes of a small
# picture take longer than all that is drawn in them. Those whose ends are fixed have texts instead.


def row_names(ax: Axes, rows: Iterable[tuple[float, str]], size: float = SMALL) -> None:
    """Names left of the axes, at their heights."""
    ax.yaxis.set_major_locator(NullLocator())
    beside = offset_copy(ax.get_yaxis_transform(), fig=ax.figure, x=-6, units="points")
    for y, name in rows:
        ax.text(0, y, name, transform=beside, ha="right", va="center", fontsize=size, color=INK, gid="row")


def column_names(ax: Axes, columns: Iterable[tuple[float, str]]) -> None:
    """Names below the axes, at their places, and the name of the axis below them."""
    ax.xaxis.set_major_locator(NullLocator())
    ax.xaxis.labelpad = SMALL * 1.2 + 8
    below = offset_copy(ax.get_xaxis_transform(), fig=ax.figure, y=-6, units="points")
    for x, name in columns:
        ax.text(x, 0, name, transform=below, ha="center", va="top", fontsize=SMALL, color=INK, gid="column")


def numbers_across(ax: Axes) -> None:
    """Whole numbers below the axes, with marks. The limits have to be set before."""
    places = _places(ax.get_xlim(), int(inches_across(ax) / 0.4))
    _marks(ax, places, [0] * len(places), ax.get_xaxis_transform(), TICKDOWN)
    column_names(ax, [(place, log.number(place, 2)) for place in places])


def numbers_up(ax: Axes) -> None:
    """Whole numbers left of the axes, with marks, and pale lines across. The limits have to be set before."""
    places = _places(ax.get_ylim(), 6)
    _marks(ax, [0] * len(places), places, ax.get_yaxis_transform(), TICKLEFT)
    row_names(ax, [(place, log.number(place, 2)) for place in places])
    ax.yaxis.labelpad = max((len(log.number(place, 2)) for place in places), default=0) * SMALL * 0.6 + 10
    across, up = [0, 1, nan] * len(places), np.repeat(places, 3)
    lines = Line2D(across, up, transform=ax.get_yaxis_transform(), color=PALE, linewidth=0.8, zorder=0.5)
    ax.add_artist(lines)


def _places(ends: tuple[float, float], room: int) -> list[float]:
    locator = MaxNLocator(nbins=min(max(room, 2), 6), steps=[1, 2, 5, 10], integer=True)
    return [place for place in locator.tick_values(*ends) if ends[0] <= place <= ends[1]]


def _marks(ax: Axes, x: Sequence[float], y: Sequence[float], where: Transform, marker: int) -> None:
    marks = {"linestyle": "", "marker": marker, "markersize": 3.5, "color": GREY, "clip_on": False}
    ax.add_artist(Line2D(x, y, transform=where, **marks))


def time_axis(ax: Axes, moments: Iterable[datetime]) -> None:
    """Days from the first moment to the last, never fewer than three."""
    moments = list(moments)
    first, last = min(moments), max(moments)
    margin = max((last - first) * 0.05, timedelta(hours=12), (timedelta(days=3) - (last - first)) / 2)
    locator = AutoDateLocator(minticks=3, maxticks=6)
    formatter = ConciseDateFormatter(
        locator,
        formats=["%Y", "%b", "%d", "%H:%M", "%H:%M", "%S"],
        offset_formats=["", "%Y", "%b %Y", "%d %b %Y", "%d %b %Y", "%d %b %Y"],
    )
    ax.set_xlim(first - margin, last + margin)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(formatter)
    ax.xaxis.get_offset_text().set_fontsize(SMALL)


def legend(ax: Axes, entries: list[Artist]) -> None:
    """Under the axes, wrapped to the picture's width, in one column or two."""
    inches = inches_in_all(ax)
    columns = 2 if inches > 5 else 1
    letters = int((inches / columns - 0.5) * LETTERS_PER_INCH)
    for entry in entries:
        entry.set_label(textwrap.fill(entry.get_label(), max(letters, 12)))
    high = ax.get_position(original=True).height * ax.figure.get_figheight()
    ax.legend(
        handles=entries,
        loc="upper left",
        bbox_to_anchor=(-inches_before(ax) / inches_across(ax), -(BELOW - 0.13) / high),
        borderaxespad=0,
        frameon=False,
        fontsize=SMALL,
        labelcolor=INK,
        ncols=columns,
    )


def clock(moment: datetime) -> datetime:
    """As the learner's clock showed it, so that a morning stays a morning after a journey."""
    return moment.replace(tzinfo=None)


def clocks(moments: Iterable[datetime]) -> np.ndarray:
    """Many of them, `(n,)`: matplotlib reads them faster than a list, and numpy makes them faster from
    numbers than from moments."""
    seconds = [moment.replace(tzinfo=UTC).timestamp() for moment in moments]
    return (np.array(seconds, float) * 1e6).round().astype("datetime64[us]")


def noons(days: Sequence[date]) -> np.ndarray:
    """Where the means of days stand on an axis of time, `(n,)`."""
    since_1970 = np.array([day.toordinal() for day in days], int) - date(1970, 1, 1).toordinal()
    return since_1970.astype("datetime64[D]") + np.timedelta64(12, "h")


def light(artist: Artist, marks: int) -> Artist:
    """Keeps many marks as pixels."""
    artist.set_rasterized(marks > MANY)
    return artist


# --- from a drawing to a file ------------------------------------------------------------------------------


def figure_of(drawing: Drawing, width_px: int = 720, is_sample: bool = False) -> Figure:
    """The whole picture, `width_px` wide at 96 an inch (240 or more), as high as its legend asks."""
    width = min(width_px / PIXELS_PER_INCH, drawing.widest)
    left = min(drawing.left, width / 2)
    across = width - left - drawing.right
    high = min(drawing.high, across) if drawing.is_square else drawing.high
    first = ABOVE + high + BELOW
    figure = Figure(figsize=(width, first), facecolor="white")
    ax = figure.add_axes((left / width, BELOW / first, across / width, high / first))
    drawing.draw(ax)
    if is_sample:
        mark_sample(ax)
    above = above_axes(ax) + (SAMPLE if is_sample else 0)
    below = BELOW + _legend_inches(ax)
    height = above + high + below
    figure.set_figheight(height)
    ax.set_position((left / width, below / height, across / width, high / height))
    return figure


def above_axes(ax: Axes) -> float:
    """Inches for the title, which may have several lines on a narrow picture."""
    return ABOVE + 0.17 * ax.get_title("left").count("\n")


def mark_sample(ax: Axes) -> None:
    """Large and pale across the picture, and boxed above it: no cut-out hides that it is made up."""
    ax.text(
        0.5, 0.5, MARK, transform=ax.transAxes, ha="center", va="center", rotation=12, gid="sample",
        fontsize=min(22, 3.6 * inches_across(ax)), color=INK, alpha=0.13, zorder=5, fontweight="bold",
    )  # fmt: skip
    above = offset_copy(ax.transAxes, fig=ax.figure, y=above_axes(ax) * 72 - 2, units="points")
    box = {"boxstyle": "square,pad=0.2", "facecolor": "white", "edgecolor": INK}
    ax.text(
        -inches_before(ax) / inches_across(ax), 1, MARK, transform=above, ha="left", va="bottom",
        gid="sample", fontsize=SMALL, color=INK, bbox=box,
    )  # fmt: skip


def saved(figure: Figure, kind: Kind) -> bytes:
    """The file's content. KeyError for a kind that there is not."""
    metadata = {"svg": {"Date": None}, "png": {"Software": None}, "pdf": {"CreationDate": None}}[kind]
    target = io.BytesIO()
    figure.savefig(target, format=kind, dpi=SAVED_DPI, metadata=metadata)
    return target.getvalue()


def shown(figure: Figure) -> str:
    """The picture as SVG for a page: its words stay text, which takes half the time of outlines and is sharp
    at every size. In a file they are outlines, since who opens it may not have the font."""
    before = rcParams["svg.fonttype"]
    rcParams["svg.fonttype"] = "none"
    try:
        return saved(figure, "svg").decode()
    finally:
        rcParams["svg.fonttype"] = before


def _legend_inches(ax: Axes) -> float:
    if ax.get_legend() is None:
        return 0.0
    return ax.get_legend().get_window_extent().height / ax.figure.dpi


# --- words that several pictures use -----------------------------------------------------------------------


def unit_words(measure: Measure) -> str:
    """The unit as it stands on an axis."""
    if log.is_scale(measure):
        return f"points, {measure.minimum:g} to {measure.maximum:g}"
    return {"°": "degrees", "min": "minutes"}.get(measure.unit, measure.unit)


def day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def count_words(count: int, one: str) -> str:
    """`1 session`, `2 sessions`."""
    return f"{count} {one}" if count == 1 else f"{count:,} {one}s"
