"""Pictures of the log. Each takes data and an `Axes` and returns it; no pyplot, no state of its own.

A picture and its sentence are made of the same numbers. They show what was measured, and how much of a change
may be noise; they praise nothing and claim no trend.
"""

from __future__ import annotations

import io
import textwrap
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from matplotlib.axes import Axes
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
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

PIXELS_PER_INCH = 96
LABEL_CHARACTERS = 44


@dataclass(frozen=True)
class Series:
    """The readings of one side, oldest first, and what they can be compared with.

    `days` counts measuring days, practice included. `comparable` are the readings since practice that were taken
    alike: not after a session, and all with the same answer (`up_an_hour`) to "up for an hour?", the most
    frequent one. `band` is ± the published MDC95 round the baseline; None where none is published.
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

    One point a reading; shape and fill tell whether one had been up for an hour, or left from right. Thin lines
    join only readings that were taken alike. Where an error is published, a grey band of ± MDC95 lies round the
    baseline. `records` as from `course.log.records`, in any order.
    """
    what = course.measures[measure]
    all_series = series_of(what, records, side)
    everything = [record for series in all_series for record in series.records]
    _frame(ax, what, side)
    _limits(ax, what, all_series, everything)
    for series in all_series:
        _draw_baseline(ax, what, series, named=len(all_series) > 1)
    for series in all_series:
        _draw_points(ax, series, arrows=len(all_series) > 1)
    if everything:
        _legend(ax)
    else:
        ax.text(0.5, 0.5, "nothing logged yet", transform=ax.transAxes, ha="center", va="center", color=GREY)
        ax.set_xticks([])
    return ax


def _frame(ax: Axes, measure: Measure, side: Side | None) -> None:
    title = f"{measure.name}, {side}" if side else measure.name
    ax.set_title(title, loc="left", fontsize=11, fontweight="bold", color=INK)
    ax.set_ylabel(f"{measure.unit}  ({log.direction(measure)})", fontsize=9, color=INK)
    ax.spines[["top", "right"]].set_visible(False)
    ax.spines[["left", "bottom"]].set_color(GREY)
    ax.tick_params(labelsize=9, colors=INK, color=GREY)
    ax.grid(axis="y", color="#dddddd", linewidth=0.8)
    ax.set_axisbelow(True)


def _limits(ax: Axes, measure: Measure, all_series: list[Series], records: list[Record]) -> None:
    ax.set_ylim(*_y_limits(measure, all_series, records))
    if not records:
        return
    moments = [_clock(record.at) for record in records]
    first, last = min(moments), max(moments)
    margin = max((last - first) * 0.05, timedelta(hours=12))
    locator = AutoDateLocator(minticks=3, maxticks=7)
    ax.set_xlim(first - margin, last + margin)
    ax.xaxis.set_major_locator(locator)
    ax.xaxis.set_major_formatter(ConciseDateFormatter(locator))
    ax.xaxis.get_offset_text().set_fontsize(9)


def _y_limits(measure: Measure, all_series: list[Series], records: list[Record]) -> tuple[float, float]:
    """The whole of a rating scale; otherwise what is there, never so close that single steps look large."""
    if log.is_scale(measure):
        return measure.minimum - 0.5, measure.maximum + 0.5
    values = [record.value for record in records] or [measure.typical_minimum, measure.typical_maximum]
    values += [end for series in all_series for end in series.band or ()]
    low, high = min(values), max(values)
    spare = max(10 * measure.step - (high - low), 0) / 2 + max(high - low, measure.step) * 0.1
    return low - spare, high + spare


def _draw_baseline(ax: Axes, measure: Measure, series: Series, named: bool) -> None:
    if series.baseline is None:
        return
    start, end = _clock(datetime.combine(series.baseline.first, datetime.min.time())), ax.get_xlim()[1]
    start = max(ax.convert_xunits(start), ax.get_xlim()[0])
    colour, whose = COLOURS[series.side], f"{series.side}: " if named else ""
    if series.band:
        label = None if named and series.side == "right" else noise_words(measure)
        low, high = series.band
        if log.is_scale(measure):
            low, high = max(low, measure.minimum), min(high, measure.maximum)
        ax.fill_between(
            [start, end], low, high, color=BAND, alpha=0.28, linewidth=0, label=label, zorder=1, gid="band"
        )
    ax.plot(
        [start, end],
        [series.baseline.value] * 2,
        color=colour if named else INK,
        linestyle=LINES[series.side] if named else (0, (6, 3)),
        linewidth=1.2,
        zorder=2,
        label=f"{whose}baseline {log.amount(measure, series.baseline.value)}, {_mean_of(series.baseline)}",
    )


def noise_words(measure: Measure) -> str:
    """What the band means. Raises ValueError for a measure without a published error."""
    if measure.mdc95 is None:
        raise ValueError(f"no error is published for {measure.id}")
    size = log.difference(measure, measure.mdc95.value)
    return f"changes inside this band may be measurement noise (at least ±{size})"


def _draw_points(ax: Axes, series: Series, arrows: bool) -> None:
    groups: dict[tuple, list[Record]] = {}
    for record in series.records:
        groups.setdefault((record.up_an_hour, record.around == "after"), []).append(record)
    for (up, after), group in sorted(groups.items(), key=lambda item: str(item[0]), reverse=True):
        ax.plot(
            [_clock(record.at) for record in group],
            [record.value for record in group],
            color=COLOURS[series.side],
            linestyle=LINES[series.side],
            linewidth=0.9,
            marker=ARROWS[series.side] if arrows else SHAPES[up],
            fillstyle=FILLS[up],
            markersize=8 if arrows else 7,
            markerfacecoloralt="white",
            zorder=3,
            label=_label(series.side if arrows else None, up, after),
        )
        if after:
            _mark_as_after(ax, group)


def _label(side: Side | None, up: bool | None, after: bool) -> str:
    return ", ".join(filter(None, [side, UP[up], "after a session (+)" if after else None]))


def _mark_as_after(ax: Axes, group: list[Record]) -> None:
    above = offset_copy(ax.transData, fig=ax.figure, y=9, units="points")
    x, y = [_clock(record.at) for record in group], [record.value for record in group]
    ax.plot(x, y, linestyle="", marker="+", markersize=6, color=INK, transform=above, zorder=4)


def _legend(ax: Axes) -> None:
    handles, labels = ax.get_legend_handles_labels()
    ax.legend(
        handles,
        [textwrap.fill(label, LABEL_CHARACTERS) for label in labels],
        loc="upper left",
        bbox_to_anchor=(0, -0.12),
        borderaxespad=0.5,
        frameon=False,
        fontsize=9,
        labelcolor=INK,
        ncols=2 if ax.figure.get_figwidth() > 6 else 1,
    )


def _clock(moment: datetime) -> datetime:
    """As the learner's clock showed it, so that a morning stays a morning after a journey."""
    return moment.replace(tzinfo=None)


def measure_svg(
    course: Course, measure: str, records: Sequence[Record], side: Side | None = None, width_px: int = 720
) -> str:
    """The picture as SVG text, `width_px` wide (a phone's 340, a page's 720), dark ink on white."""
    height_px = 300 + 150 if width_px > 6 * PIXELS_PER_INCH else 260 + 190
    size = (width_px / PIXELS_PER_INCH, height_px / PIXELS_PER_INCH)
    figure = Figure(figsize=size, layout="constrained", facecolor="white")
    draw_measure(figure.subplots(), course, measure, records, side)
    target = io.StringIO()
    figure.savefig(target, format="svg", metadata={"Date": None})
    return target.getvalue()


# --- the sentence under it ---------------------------------------------------------------------------------


def describe_measure(
    course: Course, measure: str, records: Iterable[Record], side: Side | None = None
) -> str:
    """The picture in words, from the same numbers: for screen readers, and to stand under it."""
    what = course.measures[measure]
    all_series = series_of(what, records, side)
    sentences = [f"{what.name}, in {_unit_words(what)}; {log.direction(what)}."]
    for series in all_series:
        sentences += _series_words(what, series)
    if what.mdc95 is None and any(series.baseline for series in all_series):
        sentences.append(
            "We found no published error for this measure, so how much of a difference is noise is not known."
        )
    return " ".join(sentences)


def _unit_words(measure: Measure) -> str:
    if log.is_scale(measure):
        return f"points from {measure.minimum:g} to {measure.maximum:g}"
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
            f"The first {statistics.PRACTICE_DAYS} measuring days are for practice; "
            f"the baseline starts on the third. So far there {_are(series.days)}."
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


def _are(days: int) -> str:
    return "is one" if days == 1 else f"are {days}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
