"""The pictures of a class report. Each is drawn on given axes, and says in words what it shows.

Dark ink on white like all pictures of the course; what a colour tells is told by shape or hatch as well.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from course.classroom.analysis.before_after import BeforeAfter
from course.classroom.analysis.calibration import Calibration
from course.classroom.analysis.class_error import ClassError
from course.classroom.analysis.estimates import Estimate
from course.classroom.analysis.practical import Practical, said
from course.classroom.analysis.teach_again import ObjectiveAgain
from course.classroom.report.blocks import title_of
from course.classroom.report.results import Paper
from course.log import unit_after
from course.plots.look import (
    BAND,
    COLOURS,
    GREY,
    INK,
    PALE,
    SMALL,
    Drawing,
    count_words,
    frame,
    legend,
    nothing_yet,
)

BLUE, ORANGE = COLOURS["left"], COLOURS["right"]
BIN_PERCENT = 10
MOST_NUMBERED = 12
"""Items that are named in the picture; all stand in the table."""
ROW_INCHES = 0.32
SEED = 8
MOST_IN_A_NAME = 34


def drawing_of_scores(paper: Paper, pass_mark: float | None) -> Drawing:
    """How the scores of one quiz are spread."""
    shares = 100 * paper.matrix.shares
    words = f"Nobody has finished {paper.title} yet."
    if len(shares):
        low, middle, high = np.percentile(shares, [25, 50, 75])
        words = (
            f"First scores in {paper.title}, {count_words(len(shares), 'student')}: lowest {shares.min():.0f}"
            f" %, median {middle:.0f} %, highest {shares.max():.0f} %; half of the class lies between"
            f" {low:.0f} and {high:.0f} %."
        )
        if pass_mark is not None:
            reached = int((shares >= 100 * pass_mark - 1e-9).sum())
            words += f" {reached} of {len(shares)} reached the pass mark of {100 * pass_mark:.0f} %."
    return Drawing("scores", partial(draw_scores, shares=shares, pass_mark=pass_mark), words, high=1.9)


def draw_scores(ax: Axes, shares: Sequence[float], pass_mark: float | None) -> Axes:
    """`shares` in per cent; a bar for each ten, a dashed line at the pass mark where there is one."""
    frame(ax, "First scores", "score, % of all marks", "students")
    if not len(shares):
        return nothing_yet(ax, "nobody has finished yet")
    bins = np.arange(0, 100 + BIN_PERCENT, BIN_PERCENT)
    ax.hist(shares, bins=bins, color=BLUE, edgecolor="white", gid="scores")
    if pass_mark is not None:
        ax.axvline(100 * pass_mark, color=INK, linestyle="--", linewidth=1.2)
        ax.annotate("pass mark", (100 * pass_mark, 1), xycoords=("data", "axes fraction"), xytext=(-3, -2),
                    textcoords="offset points", ha="right", va="top", fontsize=SMALL, color=INK)  # fmt: skip
    ax.set_xlim(0, 100)
    ax.yaxis.get_major_locator().set_params(integer=True)
    return ax


def drawing_of_items(paper: Paper) -> Drawing:
    """How hard each item was, against how well it tells students apart."""
    first = [id for id, found in paper.flagged.items() if found[0].severity == "look first"]
    told = paper.statistics.dropna(subset=["discrimination"])
    below = int((told["discrimination"] < 0).sum())
    named = [f"{_number(paper, id)} ({id})" for id in first if id in told.index]
    words = (
        f"Each mark is one question of {paper.title}: to the right is easier, further up tells strong"
        f" students from others better. {below} of {len(told)} lie below 0."
        + (f" To look at first: {', '.join(named)}." if named else " None has to be looked at first.")
    )
    return Drawing("items", partial(draw_items, paper=paper), words, high=3.0)


def draw_items(ax: Axes, paper: Paper) -> Axes:
    """A dot for each item; a triangle with its number in the table where it has to be looked at."""
    frame(ax, "Questions: how hard, and how telling", "facility, % of the marks earned",
          "discrimination, −1 to 1")  # fmt: skip
    told = paper.statistics.dropna(subset=["discrimination"])
    if told.empty:
        return nothing_yet(ax, "too few students to tell questions apart")
    severity = {id: found[0].severity for id, found in paper.flagged.items()}
    ax.axhline(0, color=GREY, linewidth=1)
    kinds = (("note", "o", BAND, 22), ("look", "s", BLUE, 34), ("look first", "^", ORANGE, 60))
    for name, shape, colour, size in kinds:
        here = [id for id in told.index if severity.get(id, "note") == name]
        ax.scatter(100 * told.loc[here, "facility"], told.loc[here, "discrimination"], s=size, marker=shape,
                   color=colour, edgecolor="white", linewidth=0.6, gid=name, zorder=3)  # fmt: skip
    numbered = [id for id in paper.flagged if id in told.index and severity[id] != "note"]
    for id in numbered[:MOST_NUMBERED]:
        ax.annotate(str(_number(paper, id)), (100 * told.at[id, "facility"], told.at[id, "discrimination"]),
                    xytext=(5, 3), textcoords="offset points", fontsize=SMALL, color=INK)  # fmt: skip
    ax.set_xlim(-2, 102)
    ax.set_ylim(min(-0.3, told["discrimination"].min() - 0.1), 1.02)
    _key(ax, [("^", ORANGE, "look first"), ("s", BLUE, "look"), ("o", BAND, "nothing pressing")])
    return ax


def _number(paper: Paper, item: str) -> int:
    """As the table of items numbers it."""
    return paper.matrix.items.index(item) + 1


def drawing_of_calibration(found: Calibration) -> Drawing:
    return Drawing("calibration", partial(draw_calibration, found=found), found.in_words(), high=1.9,
                   left=1.2)  # fmt: skip


def draw_calibration(ax: Axes, found: Calibration) -> Axes:
    """A dot with its interval for each of the three answers to "how sure are you?"."""
    frame(ax, "How sure, and how often right", "right, % of answers", None)
    levels = [level for level in found.levels if level.answers]
    if not levels:
        return nothing_yet(ax, "nobody has said how sure they were")
    _intervals(ax, [(f"“{level.sureness}”\n{level.answers:,} answers", level.right) for level in levels])
    return ax


def drawing_of_objectives(objectives: Sequence[ObjectiveAgain]) -> Drawing:
    words = "Nobody has answered anything yet."
    if objectives:
        told = [f"{title_of(one.objective)} {one.not_right.as_percent()}" for one in objectives[:3]]
        words = (
            f"Share of marks that were not earned, {count_words(len(objectives), 'objective')}, the most"
            f" pressing first: {'; '.join(told)}" + ("; and so on." if len(objectives) > 3 else ".")
        )
    high = max(1.2, ROW_INCHES * len(objectives))
    return Drawing("objectives", partial(draw_objectives, objectives=objectives), words, high=high, left=2.1)


def draw_objectives(ax: Axes, objectives: Sequence[ObjectiveAgain]) -> Axes:
    """A dot with its interval for each objective, in the order in which to teach them again."""
    frame(ax, "What is not there yet", "not earned, % of the marks", None)
    if not objectives:
        return nothing_yet(ax, "nobody has answered anything yet")
    _intervals(ax, [(title_of(one.objective)[:MOST_IN_A_NAME], one.not_right) for one in objectives])
    return ax


def _intervals(ax: Axes, rows: Sequence[tuple[str, Estimate]]) -> None:
    """Shares in per cent, the first row above."""
    for place, (_, one) in enumerate(rows):
        ax.hlines(place, 100 * one.low, 100 * one.high, color=GREY, linewidth=2)
        ax.plot(100 * one.value, place, "o", color=BLUE, markersize=6)
    ax.set_yticks(range(len(rows)), [name for name, _ in rows])
    ax.set_ylim(len(rows) - 0.5, -0.5)
    ax.set_xlim(0, 100)
    ax.grid(axis="x", color=PALE, linewidth=0.8)


def drawing_of_before_after(found: BeforeAfter) -> Drawing:
    return Drawing("before-after", partial(draw_before_after, found=found), found.in_words(), high=2.6)


def draw_before_after(ax: Axes, found: BeforeAfter) -> Axes:
    """A line for each student from before to after; full for those who began with form A, dashed for B."""
    frame(ax, "Before and after", None, "score, % of all marks")
    if found.pairs.empty:
        return nothing_yet(ax, "nobody has taken both forms yet")
    looks = {"a": ("-", BLUE, "o", "form A first"), "b": ("--", ORANGE, "s", "form B first")}
    for row in found.pairs.itertuples():
        line, colour, shape, _ = looks[row.first_form]
        ax.plot([0, 1], [100 * row.before, 100 * row.after], line, color=colour, marker=shape, markersize=4,
                linewidth=1, alpha=0.7)  # fmt: skip
    means = [100 * found.pairs[name].mean() for name in ("before", "after")]
    ax.plot([0, 1], means, color=INK, linewidth=3, marker="D", markersize=7)
    ax.set_xticks([0, 1], ["before", "after"])
    ax.set_xlim(-0.3, 1.3)
    ax.set_ylim(0, 102)
    _key(ax, [*((shape, colour, name) for _, colour, shape, name in looks.values()), ("D", INK, "mean")])
    return ax


def drawing_of_pass_mark(found: Practical, ratings: Sequence[str]) -> Drawing:
    n = len(found.candidates)
    words = f"Points against global rating of {count_words(n, 'station')}. " + (
        f"The line meets “borderline” at {found.pass_mark.points.in_words()} of"
        f" {found.pass_mark.max_points:g} points: the pass mark."
        if found.pass_mark.points.value is not None
        else f"No pass mark: {found.pass_mark.points.why_none}."
    )
    return Drawing("pass-mark", partial(draw_pass_mark, found=found, ratings=ratings), words, high=2.6)


def draw_pass_mark(ax: Axes, found: Practical, ratings: Sequence[str]) -> Axes:
    """A dot for each station, a triangle where something critical applied; line and pass mark if known."""
    frame(ax, "Practical station", "global rating", f"points of {found.pass_mark.max_points:g}")
    rated = found.candidates.dropna(subset=["rating"])
    if rated.empty:
        return nothing_yet(ax, "no station has a global rating yet")
    spread = np.random.default_rng(SEED).uniform(-0.12, 0.12, len(rated))
    critical = rated["critical_failed"].to_numpy(bool)
    for here, shape, colour in ((~critical, "o", BLUE), (critical, "^", ORANGE)):
        ax.scatter(rated["rating"][here] + spread[here], rated["points"][here], marker=shape, color=colour,
                   s=26, edgecolor="white", linewidth=0.5)  # fmt: skip
    mark, borderline = found.pass_mark, list(ratings).index("borderline")
    if mark.points.value is not None:
        ends = np.array([-0.3, len(ratings) - 0.7])
        ax.plot(ends, mark.points.value + mark.slope * (ends - borderline), color=INK, linewidth=1.2)
        ax.axhspan(mark.points.low, mark.points.high, color=PALE, zorder=0)
        ax.axhline(mark.points.value, color=INK, linestyle="--", linewidth=1)
    ax.set_xticks(range(len(ratings)), map(said, ratings))
    ax.set_xlim(-0.4, len(ratings) - 0.6)
    ax.set_ylim(0, mark.max_points * 1.03)
    _key(ax, [("o", BLUE, "station"), ("^", ORANGE, "something critical")])
    return ax


def drawing_of_readings(found: ClassError, deviations: np.ndarray) -> Drawing:
    """How far single days lie from each student's own mean; of five students and more only."""
    name = found.measure.name
    words = f"{name}: {count_words(len(deviations), 'day')} of {found.students} students. {found.in_words()}"
    return Drawing("readings", partial(draw_readings, found=found, deviations=deviations), words, high=1.9)


def draw_readings(ax: Axes, found: ClassError, deviations: np.ndarray) -> Axes:
    """Bars of `deviations` (in the measure's unit); between the dashed lines lie 1.96 SEM to each side."""
    unit = unit_after(found.measure).strip() or "points"
    frame(ax, f"{found.measure.name}: days round one's own mean", f"difference from own mean, {unit}", "days")
    if not len(deviations) or found.between_days.value is None:
        return nothing_yet(ax, "too few days yet")
    ax.hist(deviations, bins=15, color=BLUE, edgecolor="white")
    for end in (-1.96 * found.between_days.value, 1.96 * found.between_days.value):
        ax.axvline(end, color=INK, linestyle="--", linewidth=1.2)
    ax.yaxis.get_major_locator().set_params(integer=True)
    return ax


def _key(ax: Axes, entries: Sequence[tuple[str, str, str]]) -> None:
    """Shape, colour and meaning."""
    marks = [
        Line2D([], [], marker=shape, color=colour, linestyle="", label=name)
        for shape, colour, name in entries
    ]
    legend(ax, marks)
