"""Pictures of the log. Each takes data and an `Axes` and returns it; no pyplot, no state of its own.

A picture and its sentence are made of the same numbers. They show what was measured, and how much of a change
may be noise; they praise nothing and claim no trend.
"""

from __future__ import annotations

import io
import textwrap
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import offset_copy

from course import log, statistics
from course.log import Record
from course.schema import Course, Measure, Side
from course.statistics import Baseline

INK = "#1f1f1f"
GREY = "#5f5f5f"
BAND = "#8c8c8c"
COLOURS: dict[Side | None, str] = {None: "#0b4f79", "left": "#0b4f79", "right": "#a34a00"}
LINES: dict[Side | None, object] = {None: "-", "left": "-", "right": (0, (2, 2))}

UP = {
    True: "up for an hour or more",
    False: "up for less than an hour",
    None: "time since getting up not noted",
}
SHAPES = {True: "o", False: "D", None: "s"}
FILLS = {True: "full", False: "none", None: "bottom"}
ARROWS: dict[Side, str] = {"left": "<", "right": ">"}
SIZE = 6.5

PIXELS_PER_INCH = 96
LEFT, RIGHT, ABOVE, HIGH, BELOW = 0.7, 0.15, 0.4, 2.8, 0.55
"""Of a picture, in inches: the height of the axes and the room round them, without the legend."""
SMALL = 9
"""Font size in points, of all but the title."""
LETTERS_PER_INCH = 13
"""Of the small size, roughly."""


@dataclass(frozen=True)
class Series:
    """The readings of one side, oldest first, and what they can be compared with.

    `days` counts measuring days, practice included. `comparable` are the readings since practice that were
    taken alike: not after a session, and all with the same answer (`up_an_hour`) to "up for an hour?", the
    most frequent one. `band` is ± the published MDC95 round the baseline; None where none is published.
    """

    side: Side | None
    records: tuple[Record, ...]
    days: int
    comparable: tuple[Record, ...]
    up_an_hour: bool | None
    baseline: Baseline | None
    band: tuple[float, float] | None


def series_of(measure: Measure, records: Iterable[Record], side: Side | None = None) -> list[Series]:
    """One series, or one for each side where the measure has two and none is asked for."""
    sides = (side,) if side or not measure.two_sided else ("left", "right")
    records = sorted(records, key=lambda record: record.at)
    return [_series(measure, [r for r in records if r.side == one], one) for one in sides]


def _series(measure: Measure, records: list[Record], side: Side | None) -> Series:
    days = {record.at.date() for record in records}
    practice = statistics.practice_days(days)
    counted = [r for r in records if r.around != "after" and r.at.date() not in practice]
    up = Counter(r.up_an_hour for r in counted).most_common(1)[0][0] if counted else None
    comparable = tuple(r for r in counted if r.up_an_hour == up)
    baseline = statistics.baseline([r.at.date() for r in comparable], [r.value for r in comparable])
    band = None
    if baseline and measure.mdc95:
        band = statistics.band(baseline.value, measure.mdc95.value)
    return Series(side, tuple(records), len(days), comparable, up, baseline, band)


# --- the picture -------------------------------------------------------------------------------------------


def draw_measure(
    ax: Axes, course: Course, measure: str, records: Iterable[Record], side: Side | None = None
) -> Axes:
    """Draws one measure over time, by the learner's own clock.

    One point a reading; shape and fill tell whether one had been up for an hour, and left from right. Thin
    lines join only readings that were taken alike. Where an error is published, a grey band of ± MDC95 lies
    round the baseline. `records` as from `course.log.records`, in any order; the axes fit all of them, so
    that two pictures of the same records, one a side, can be compared.
    """
    what, records = course.measures[measure], list(records)
    shown = series_of(what, records, side)
    both = len(shown) > 1
    _frame(ax, what, side)
    ax.set_ylim(*_y_limits(what, series_of(what, records), records))
    if not any(series.records for series in shown):
        ax.text(0.5, 0.5, "nothing logged yet", transform=ax.transAxes, ha="center", va="center", color=GREY)
        ax.set_xticks([])
        return ax
    _time_axis(ax, records)
    for series in shown:
        if series.baseline:
            _draw_baseline(ax, what, series, both)
        _draw_points(ax, series, both)
    _legend(ax, _keys(shown))
    return ax


def _frame(ax: Axes, measure: Measure, side: Side | None) -> None:
    title = f"{measure.name}, {side}" if side else measure.name
    ax.set_title(title, loc="left", x=-0.5 / _inches_across(ax), fontsize=11, fontweight="bold", color=INK)
    ax.set_ylabel(f"{_unit_words(measure)}  ({log.direction(measure)})", fontsize=SMALL, color=INK)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(GREY)
    ax.tick_params(labelsize=SMALL, colors=INK, color=GREY)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10], integer=measure.step >= 1))
    ax.grid(axis="y", color="#dddddd", linewidth=0.8)
    ax.set_axisbelow(True)


def _inches_across(ax: Axes) -> float:
    return ax.get_position().width * ax.figure.get_figwidth()


def _time_axis(ax: Axes, records: list[Record]) -> None:
    moments = [_clock(record.at) for record in records]
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


def _y_limits(measure: Measure, all_series: list[Series], records: list[Record]) -> tuple[float, float]:
    """The whole of a rating scale; otherwise what is there, never so near that noise fills the picture."""
    if log.is_scale(measure):
        return measure.minimum - 0.5, measure.maximum + 0.5
    values = [record.value for record in records] or [measure.typical_minimum, measure.typical_maximum]
    values += [end for series in all_series for end in series.band or ()]
    low, high = min(values), max(values)
    least = max(10 * measure.step, 2 * measure.mdc95.value if measure.mdc95 else 0)
    spare = max(least - (high - low), 0) / 2 + max(high - low, measure.step) * 0.1
    return low - spare, high + spare


def _draw_baseline(ax: Axes, measure: Measure, series: Series, both: bool) -> None:
    start = ax.convert_xunits(datetime.combine(series.baseline.first, datetime.min.time()))
    span = max(start, ax.get_xlim()[0]), ax.get_xlim()[1]
    whose = f"{series.side}: " if both else ""
    if series.band:
        _draw_band(
            ax, measure, series, span, None if both and series.side == "right" else noise_words(measure)
        )
    ax.plot(
        span,
        [series.baseline.value] * 2,
        color=COLOURS[series.side] if both else INK,
        linestyle=LINES[series.side] if both else (0, (6, 3)),
        linewidth=1.3,
        zorder=2,
        label=f"{whose}baseline {log.amount(measure, series.baseline.value)}, {_mean_of(series.baseline)}",
    )


def _draw_band(ax: Axes, measure: Measure, series: Series, span: tuple, label: str | None) -> None:
    low, high = series.band
    if log.is_scale(measure):
        low, high = max(low, measure.minimum), min(high, measure.maximum)
    ax.fill_between(span, low, high, color=BAND, alpha=0.28, linewidth=0, label=label, zorder=1, gid="band")


def noise_words(measure: Measure) -> str:
    """What the band means. Raises ValueError for a measure without a published error."""
    if measure.mdc95 is None:
        raise ValueError(f"no error is published for {measure.id}")
    size = log.difference(measure, measure.mdc95.value)
    return f"changes inside this band may be measurement noise (at least ±{size})"


def _draw_points(ax: Axes, series: Series, both: bool) -> None:
    for up in UP:
        alike = [record for record in series.records if record.up_an_hour is up]
        _draw_group(ax, series.side, up, [r for r in alike if r.around != "after"], both, joined=True)
        _draw_group(ax, series.side, up, [r for r in alike if r.around == "after"], both, joined=False)
    _draw_after(ax, [record for record in series.records if record.around == "after"])


def _draw_group(
    ax: Axes, side: Side | None, up: bool | None, group: list[Record], both: bool, joined: bool
) -> None:
    x, y = [_clock(record.at) for record in group], [record.value for record in group]
    colour = COLOURS[side]
    if joined and len(group) > 1:
        ax.plot(
            x, y, color=colour, linestyle=LINES[side] if both else "-", linewidth=0.8, alpha=0.45, zorder=2
        )
    if group:
        ax.plot(x, y, color=colour, linestyle="", zorder=3, **_marker(side if both else None, up))


def _marker(side: Side | None, up: bool | None) -> dict:
    if side:
        return {
            "marker": ARROWS[side],
            "fillstyle": FILLS[up],
            "markersize": SIZE + 1.5,
            "markerfacecoloralt": "white",
        }
    hollow = {"markerfacecolor": "white"} if up is False else {}
    return {"marker": SHAPES[up], "markersize": SIZE, **hollow}


def _draw_after(ax: Axes, group: list[Record]) -> None:
    above = offset_copy(ax.transData, fig=ax.figure, y=9, units="points")
    x, y = [_clock(record.at) for record in group], [record.value for record in group]
    ax.plot(x, y, linestyle="", marker="+", markersize=6, color=INK, transform=above, clip_on=False, zorder=4)


def _keys(shown: list[Series]) -> list[Line2D]:
    """One legend entry for each thing that a marker tells and that is there."""
    both = len(shown) > 1
    records = [record for series in shown for record in series.records]
    ups = {record.up_an_hour for record in records}
    colour = INK if both else COLOURS[shown[0].side]
    keys = [
        Line2D([], [], color=COLOURS[side], linestyle=LINES[side], label=side, **_marker(side, True))
        for side in (ARROWS if both else ())
    ]
    keys += [
        Line2D([], [], color=colour, linestyle="", label=UP[up], **_marker("left" if both else None, up))
        for up in UP
        if up in ups
    ]
    if any(record.around == "after" for record in records):
        keys.append(Line2D([], [], color=INK, linestyle="", marker="+", label="after a session"))
    return keys


def _legend(ax: Axes, keys: list[Line2D]) -> None:
    entries = [*ax.get_legend_handles_labels()[0], *keys]
    inches = _inches_across(ax) + 0.4
    columns = 2 if inches > 5 else 1
    for entry in entries:
        entry.set_label(textwrap.fill(entry.get_label(), int((inches / columns - 0.5) * LETTERS_PER_INCH)))
    ax.legend(
        handles=entries,
        loc="upper left",
        bbox_to_anchor=(-0.05, -0.15),
        borderaxespad=0.4,
        frameon=False,
        fontsize=SMALL,
        labelcolor=INK,
        ncols=columns,
    )


def _clock(moment: datetime) -> datetime:
    """As the learner's clock showed it, so that a morning stays a morning after a journey."""
    return moment.replace(tzinfo=None)


def measure_svg(
    course: Course, measure: str, records: Iterable[Record], side: Side | None = None, width_px: int = 720
) -> str:
    """The picture as SVG text, dark ink on white, `width_px` wide (240 or more) and as high as it needs."""
    width = width_px / PIXELS_PER_INCH
    figure = Figure(figsize=(width, 4), facecolor="white")
    left, across = LEFT / width, (width - LEFT - RIGHT) / width
    ax = draw_measure(figure.add_axes((left, 0.5, across, 0.4)), course, measure, records, side)
    below = BELOW + _legend_inches(ax)
    height = ABOVE + HIGH + below
    figure.set_figheight(height)
    ax.set_position((left, below / height, across, HIGH / height))
    target = io.StringIO()
    figure.savefig(target, format="svg", metadata={"Date": None})
    return target.getvalue()


def _legend_inches(ax: Axes) -> float:
    if ax.get_legend() is None:
        return 0.0
    ax.figure.draw_without_rendering()
    return ax.get_legend().get_window_extent().height / ax.figure.dpi


# --- the sentence under it ---------------------------------------------------------------------------------


def describe_measure(
    course: Course, measure: str, records: Iterable[Record], side: Side | None = None
) -> str:
    """The picture in words, from the same numbers, a line a side: for screen readers, and to go with it."""
    what = course.measures[measure]
    shown = series_of(what, records, side)
    head = f"{what.name}, in {_unit_words(what)}; {log.direction(what)}."
    lines = [" ".join(_series_words(what, series)) for series in shown]
    if what.mdc95 is None and any(series.baseline for series in shown):
        lines.append(
            "We found no published error for this measure, so how much of a difference is noise is not known."
        )
    return "\n".join([f"{head} {lines[0]}", *lines[1:]])


def _unit_words(measure: Measure) -> str:
    if log.is_scale(measure):
        return f"points, {measure.minimum:g} to {measure.maximum:g}"
    return {"°": "degrees", "min": "minutes"}.get(measure.unit, measure.unit)


def _series_words(measure: Measure, series: Series) -> list[str]:
    who = f"{series.side.capitalize()}: " if series.side else ""
    if not series.records:
        return [f"{who}Nothing is logged yet."]
    words = [_range_words(measure, series), _baseline_words(measure, series), *_band_words(measure, series)]
    return [who + words[0], *words[1:]]


def _range_words(measure: Measure, series: Series) -> str:
    values = [record.value for record in series.records]
    last = series.records[-1]
    newest = f"{log.amount(measure, last.value)} on {_day(last.at.date())} at {last.at:%H:%M}, {_how(last)}."
    if len(values) == 1:
        return f"One reading: {newest}"
    since = _day(series.records[0].at.date())
    ends = log.span(measure, min(values), max(values))
    return f"{len(values)} readings since {since}, from {ends}; the newest is {newest}"


def _how(record: Record) -> str:
    return ", ".join(filter(None, [UP[record.up_an_hour], record.around and f"{record.around} a session"]))


def _baseline_words(measure: Measure, series: Series) -> str:
    if series.baseline:
        return (
            f"The baseline is {log.amount(measure, series.baseline.value)}: {_mean_of(series.baseline)},"
            f" {UP[series.up_an_hour]}, not after a session."
        )
    if series.days <= statistics.PRACTICE_DAYS:
        return (
            "The first two measuring days are for practice, and the baseline starts on the third. "
            f"So far there {'is one day' if series.days == 1 else 'are two'}."
        )
    return "There is no baseline yet: since the practice days, every reading was taken after a session."


def _band_words(measure: Measure, series: Series) -> list[str]:
    if series.band is None:
        return []
    size = log.difference(measure, measure.mdc95.value)
    last = series.comparable[-1]
    if last.at.date() <= series.baseline.last:
        return [f"From the next day on, changes of up to at least ±{size} may be measurement noise."]
    if statistics.inside(last.value, series.band):
        where = f"lies inside the band of at least ±{size}, so its difference may be measurement noise."
    else:
        where = (
            f"lies outside the band of at least ±{size}. A single reading can do so by chance, "
            "about one in twenty does; two in a row would say more."
        )
    return [f"The newest reading that can be compared with it, {log.amount(measure, last.value)}, {where}"]


def _mean_of(baseline: Baseline) -> str:
    return "the first day after practice" if baseline.days == 1 else f"the mean of {baseline.days} days"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
