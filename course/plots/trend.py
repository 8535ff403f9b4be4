"""One measure over time, on the learner's own clock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import blended_transform_factory, offset_copy

from course import log, statistics
from course.diary import Session
from course.log import Record
from course.plots.look import (
    BAND,
    COLOURS,
    GREY,
    INK,
    UP,
    clock,
    clocks,
    count_words,
    day_words,
    frame,
    legend,
    light,
    noons,
    nothing_yet,
    time_axis,
    unit_words,
)
from course.schema import Measure
from course.statistics import Baseline
from course.trend import Change, Trend, published_sem, smooth_line

LARGER = "Your own error is clearly larger than the published one, so the band is made of your own."

NO_AIM = "More range is not your goal, so no change of it counts for or against you."

SHAPES = {"morning": "^", "afternoon": "o", "evening": "s"}
"""By time of day: before 12, before 17, later."""
FILLS = {True: "full", False: "none", None: "bottom"}
"""By the answer to 'up for an hour?'."""
SIZE = 6
RING = 13


def time_of_day(moment: datetime) -> str:
    """One of `SHAPES`."""
    return "morning" if moment.hour < 12 else "afternoon" if moment.hour < 17 else "evening"


def draw_trend(
    ax: Axes,
    measure: Measure,
    trend: Trend,
    sessions: Sequence[Session] = (),
    beside: Sequence[Trend] = (),
) -> Axes:
    """Draws what `trend` holds: a point a reading, the smooth line, the baseline with its band, what changed.

    Shape tells the time of day, fill whether one had been up for an hour; practice days are grey, ticks below
    are sessions. A ring marks a day of a real change: two or more days running outside the band. The axes fit
    the trends `beside` it too, so that left and right can be compared.
    """
    title = f"{measure.name}, {trend.side}" if trend.side else measure.name
    frame(ax, title, y=f"{unit_words(measure)}  ({log.direction(measure)})")
    if not trend.records:
        return nothing_yet(ax, "nothing logged fits this choice" if trend.days else "nothing logged yet")
    ax.yaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10], integer=measure.step >= 1))
    ax.grid(axis="y", color="#dddddd", linewidth=0.8)
    together = [one for one in (trend, *beside) if one.records]
    ax.set_ylim(*_y_limits(measure, together))
    time_axis(ax, (clock(record.at) for one in together for record in (one.records[0], one.records[-1])))
    keys = [*_draw_baseline(ax, measure, trend), *_draw_smooth(ax, trend), *_draw_changes(ax, measure, trend)]
    keys += [*_draw_points(ax, trend), *_draw_sessions(ax, sessions)]
    legend(ax, keys)
    return ax


def _y_limits(measure: Measure, trends: Sequence[Trend]) -> tuple[float, float]:
    """The whole of a rating scale; otherwise what is there, never so near that noise fills the picture."""
    if log.is_scale(measure):
        return measure.minimum - 1, measure.maximum + 0.7
    values = [record.value for trend in trends for record in trend.records]
    values += [end for trend in trends for end in trend.band or ()]
    low, high = min(values), max(values)
    least = max(10 * measure.step, *(4 * (trend.half_width or 0) for trend in trends))
    spare = max(least - (high - low), 0) / 2 + max(high - low, measure.step) * 0.1
    return low - spare - (high - low) * 0.03, high + spare


def _draw_baseline(ax: Axes, measure: Measure, trend: Trend) -> list[Line2D | Patch]:
    if trend.baseline is None:
        return []
    start = ax.convert_xunits(datetime.combine(trend.baseline.first, time()))
    left, right = ax.get_xlim()
    span, keys = (max(start, left), right), []
    if trend.band:
        low, high = trend.band
        if log.is_scale(measure):
            low, high = max(low, measure.minimum), min(high, measure.maximum)
        keys.append(
            ax.fill_between(
                span, low, high, color=BAND, alpha=0.28, linewidth=0, zorder=1, gid="band",
                label=noise_words(measure, trend),
            )
        )  # fmt: skip
    name = f"baseline {log.amount(measure, trend.baseline.value)}, {_mean_of(trend.baseline)}"
    level = [trend.baseline.value] * 2
    keys += ax.plot(span, level, color=INK, linestyle=(0, (6, 3)), linewidth=1.3, zorder=2, label=name)
    return keys


def noise_words(measure: Measure, trend: Trend) -> str:
    """What the band means. ValueError where there is none."""
    if trend.half_width is None:
        raise ValueError(f"no error is known for {measure.id}")
    size = log.difference(measure, trend.half_width)
    source = f"at least ±{size}" if trend.is_published else f"±{size}, {own_source(measure)}"
    return f"changes inside this band may be measurement noise ({source})"


def own_source(measure: Measure) -> str:
    """Where an error comes from that is the learner's own."""
    varied = "" if published_sem(measure) is None else ", which vary more than the published error"
    return f"from your own days{varied}"


def _draw_smooth(ax: Axes, trend: Trend) -> list[Line2D]:
    days, values = smooth_line(trend, trend.records[0].at.date())
    if not len(days):
        return []
    return ax.plot(
        noons(days), values, color=COLOURS[trend.side], linewidth=2, zorder=3.5, gid="smooth",
        label="smooth line through days taken alike",
    )  # fmt: skip


def _draw_changes(ax: Axes, measure: Measure, trend: Trend) -> list[Line2D]:
    first, keys = trend.records[0].at.date(), []
    for noticed, style, words in (
        (False, {"marker": "o"}, "real change: two or more days running outside the band"),
        (
            True,
            {"marker": "D"},
            f"real change, and worth noticing: {_mic(measure)} or more from the baseline",
        ),
    ):
        days = [
            day
            for change in trend.changes
            if bool(change.noticed) is noticed
            for day in change.days
            if day >= first
        ]
        if days:
            keys += ax.plot(
                noons(days), [trend.comparable[day] for day in days], linestyle="",
                markersize=RING, markerfacecolor="none", markeredgecolor=INK, markeredgewidth=1.1, zorder=4,
                label=words, gid="change", **style,
            )  # fmt: skip
    for key in keys:
        light(key, len(key.get_xdata()))
    return [Line2D([], [], linestyle="", color=INK, marker=key.get_marker(), markersize=8,
                   markerfacecolor="none", label=key.get_label()) for key in keys]  # fmt: skip


def _mic(measure: Measure) -> str:
    return log.difference(measure, measure.mic.value) if measure.mic else ""


def _draw_points(ax: Axes, trend: Trend) -> list[Line2D]:
    after = [record for record in trend.records if record.around == "after"]
    groups: dict[tuple[str, bool | None, bool], list[Record]] = {}
    for record in trend.records:
        key = (time_of_day(record.at), record.up_an_hour, record.at.date() in trend.practice)
        groups.setdefault(key, []).append(record)
    for (shape, up, is_practice), group in groups.items():
        _draw_group(ax, group, shape, up, GREY if is_practice else COLOURS[trend.side], is_practice)
    above = offset_copy(ax.transData, fig=ax.figure, y=8, units="points")
    if after:
        marks = ax.plot(
            clocks(r.at for r in after), [r.value for r in after], linestyle="", marker="+", markersize=5,
            color=INK, transform=above, clip_on=False, zorder=4, gid="after",
        )  # fmt: skip
        light(marks[0], len(after))
    return _keys(trend, bool(after))


def _draw_group(
    ax: Axes, group: list[Record], shape: str, up: bool | None, colour: str, is_practice: bool
) -> None:
    x, y = clocks(record.at for record in group), [record.value for record in group]
    gid = "practice-day" if is_practice else "reading"
    marks = ax.plot(
        x, y, color=colour, linestyle="", zorder=3, gid=gid, alpha=0.5 if is_practice else 0.85,
        **_marker(shape, up),
    )  # fmt: skip
    light(marks[0], len(group))


def _marker(shape: str, up: bool | None) -> dict:
    return {
        "marker": SHAPES[shape],
        "markersize": SIZE,
        "fillstyle": FILLS[up],
        "markerfacecoloralt": "white",
    }


def _draw_sessions(ax: Axes, sessions: Sequence[Session]) -> list[Line2D]:
    left, right = ax.get_xlim()
    x = ax.convert_xunits(clocks(session.started_at for session in sessions if session.practised))
    x = x[(left <= x) & (x <= right)]
    if not len(x):
        return []
    below = blended_transform_factory(ax.transData, ax.transAxes)
    ticks = ax.plot(x, [0.025] * len(x), linestyle="", marker="|", markersize=7, color=GREY, transform=below,
                    zorder=2.9, gid="session", label="below: a session")  # fmt: skip
    light(ticks[0], len(x))
    return ticks


def _keys(trend: Trend, has_after: bool) -> list[Line2D]:
    """One legend entry for each thing that a marker tells and that is there."""
    colour = COLOURS[trend.side]
    shapes = {time_of_day(record.at) for record in trend.records}
    ups = {record.up_an_hour for record in trend.records}
    shape = next(shape for shape in SHAPES if shape in shapes)
    if len(shapes) == len(ups) == 1:
        (up,) = ups
        label = f"{shape}, {UP[up]}"
        keys = [Line2D([], [], color=colour, linestyle="", label=label, **_marker(shape, up))]
        return keys + _other_keys(trend, shape, has_after)
    keys = [
        Line2D([], [], color=colour, linestyle="", label=each, **_marker(each, True))
        for each in SHAPES
        if each in shapes
    ]
    keys += [
        Line2D([], [], color=colour, linestyle="", label=UP[up], **_marker(shape, up))
        for up in UP
        if up in ups
    ]
    return keys + _other_keys(trend, shape, has_after)


def _other_keys(trend: Trend, shape: str, has_after: bool) -> list[Line2D]:
    keys = []
    if any(record.at.date() in trend.practice for record in trend.records):
        keys.append(Line2D([], [], color=GREY, alpha=0.5, linestyle="", label="grey: the two practice days",
                           **_marker(shape, True)))  # fmt: skip
    if has_after:
        keys.append(Line2D([], [], color=INK, linestyle="", marker="+", label="after a session"))
    return keys


# --- the sentence under it ---------------------------------------------------------------------------------


def describe_trend(measure: Measure, trend: Trend) -> str:
    """The picture in words, from the same numbers: for screen readers, and to stand under it."""
    side = f", {trend.side}" if trend.side else ""
    head = f"{measure.name}{side}, in {unit_words(measure)}; {log.direction(measure)}."
    if trend.range_is_no_aim:
        head = f"{head} {NO_AIM}"
    if not trend.records:
        fits = "Nothing that is logged fits this choice of period and readings."
        return f"{head} {fits if trend.days else 'Nothing is logged yet.'}"
    words = [head, _range_words(measure, trend), _baseline_words(measure, trend)]
    words += [*_band_words(measure, trend), *_change_words(measure, trend), *_own_words(measure, trend)]
    return " ".join(words)


def _range_words(measure: Measure, trend: Trend) -> str:
    values = [record.value for record in trend.records]
    last = trend.records[-1]
    how = ", ".join(filter(None, [UP[last.up_an_hour], last.around and f"{last.around} a session"]))
    newest = f"{log.amount(measure, last.value)} on {day_words(last.at.date())} at {last.at:%H:%M}, {how}."
    if len(values) == 1:
        return f"One reading: {newest}"
    since = day_words(trend.records[0].at.date())
    ends = log.span(measure, min(values), max(values))
    return f"{count_words(len(values), 'reading')} since {since}, from {ends}; the newest is {newest}"


def _baseline_words(measure: Measure, trend: Trend) -> str:
    if trend.baseline:
        return (
            f"The baseline is {log.amount(measure, trend.baseline.value)}: {_mean_of(trend.baseline)},"
            f" {UP[trend.up_an_hour]}, not after a session."
        )
    if trend.days <= statistics.PRACTICE_DAYS:
        return (
            "The first two measuring days are for practice, and the baseline starts on the third. "
            f"So far there {'is one day' if trend.days == 1 else 'are two'}."
        )
    return (
        "There is no baseline yet: since the practice days no such reading was taken,"
        " or only after a session."
    )


def _band_words(measure: Measure, trend: Trend) -> list[str]:
    if trend.baseline is None:
        return []
    if trend.band is None:
        return [
            "We found no published error for this measure, so how much of a difference is noise is not known."
            " After six days that can be compared it is computed from your own."
        ]
    size = log.difference(measure, trend.half_width)
    least = "at least " if trend.is_published else ""
    if not trend.later:
        return [f"From the next day on, changes of up to {least}±{size} may be measurement noise."]
    last = list(trend.later.values())[-1]
    name = f"The newest day that can be compared with it, {log.amount(measure, last)},"
    if statistics.inside(last, trend.band):
        return [f"{name} lies inside the band of {least}±{size}, so its difference may be measurement noise."]
    alone = " A single day can do so by chance, about one in twenty does; two running would say more."
    return [f"{name} lies outside the band of {least}±{size}.{'' if trend.is_changed else alone}"]


def _change_words(measure: Measure, trend: Trend) -> list[str]:
    if not trend.later or trend.band is None:
        return []
    if not trend.changes:
        return ["No two days running lay outside the band: no change is shown."]
    last = trend.changes[-1]
    first, end = map(day_words, (last.days[0], last.days[-1]))
    when = f"Since {first}" if trend.is_changed else f"From {first} to {end}"
    where = f"{'higher' if last.is_higher else 'lower'}; mean {log.amount(measure, last.mean)}"
    words = (
        f"{when}, {len(last.days)} comparable days running lay outside the band ({where}): more than noise."
    )
    if not trend.is_changed:
        words += " Later days went back inside or to the other side."
    return [words, *_noticed_words(measure, last)]


def _noticed_words(measure: Measure, change: Change) -> list[str]:
    if change.noticed is None:
        return []
    far = "reaches" if change.noticed else "does not reach"
    return [f"It {far} the {_mic(measure)} that people tend to notice."]


def _own_words(measure: Measure, trend: Trend) -> list[str]:
    unit = " points" if log.is_scale(measure) else log.unit_after(measure)
    if trend.own is None:
        return []
    larger = "" if trend.is_published or published_sem(measure) is None else [LARGER]
    return [trend.own.in_words(unit), *larger]


def _mean_of(baseline: Baseline) -> str:
    if baseline.days == 1:
        return "the first day after the practice days"
    return f"the mean of {baseline.days} days"
