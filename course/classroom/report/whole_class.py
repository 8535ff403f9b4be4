"""Of a class report: sureness, before and after, the practical station, shared logs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from math import isnan

from course.classroom.analysis.agreement import Agreement, agreement
from course.classroom.analysis.before_after import BeforeAfter
from course.classroom.analysis.calibration import NOTE, calibration
from course.classroom.analysis.class_error import MIN_GROUP, TooFew, class_error, own_deviations
from course.classroom.analysis.estimates import SMALL_CLASS
from course.classroom.analysis.practical import Practical, said
from course.classroom.report.blocks import (
    Block,
    Picture,
    Points,
    Section,
    Table,
    Warn,
    listed,
    many,
    shown,
    title_of,
)
from course.classroom.report.names import Names
from course.classroom.report.people import MOST_ROWS
from course.classroom.report.results import Results

MOST_SURE = 8


def sureness(results: Results) -> Section:
    """Whether they know what they know; and where many are sure and not right."""
    from course.classroom.report.figures import drawing_of_calibration

    found = calibration(results.answers)
    heading = "How sure they are"
    if found.mean_sureness.value is None:
        return Section(heading, ("Nobody has said how sure they were.",), "sureness")
    picture = Picture(partial(drawing_of_calibration, found))
    return Section(heading, (picture, NOTE, _sure_by_quiz(results), *_sure_and_wrong(results)), "sureness")


def _sure_by_quiz(results: Results) -> Table:
    rows = tuple(
        (paper.title, one.mean_sureness.in_words(), one.sure_and_wrong.as_percent(), str(one.without))
        for paper in results.papers
        for one in [paper.calibration]
    )
    return Table(
        "Sureness by quiz: 0 all guessed, 1 all known; of first answers",
        ("Quiz", "Mean sureness", "Sure and not right", "Answers without sureness"), rows, (1, 2, 3),
        (40, 22, 26, 16),
    )  # fmt: skip


def _sure_and_wrong(results: Results) -> Iterator[Block]:
    found = [
        (one.sure_and_wrong, paper, item)
        for paper in results.papers
        for item, one in paper.calibrations.items()
        if one.sure_and_wrong.value and one.sure_and_wrong.n >= SMALL_CLASS
    ]
    found.sort(key=lambda one: -one[0].low)
    if found:
        yield "Where most were sure and not right, by the lower end of the interval:"
        yield Points(
            tuple(
                (
                    f"{one.as_percent()} of {one.n}",
                    f"{shown(results.stem(item), 200)} ({paper.title}; {item})",
                )
                for one, paper, item in found[:MOST_SURE]
            ),
            is_ordered=True,
        )


# --- before and after --------------------------------------------------------------------------------------


def changes(results: Results, names: Names) -> Iterator[Section]:
    """A section for each quiz that has been taken on forms a and b; none without."""
    for quiz, found in results.changes.items():
        heading = f"Before and after: {results.title(quiz)}"
        yield Section(heading, tuple(_change(found, names)), f"before-after-{quiz}")


def _change(found: BeforeAfter, names: Names) -> Iterator[Block]:
    from course.classroom.report.figures import drawing_of_before_after

    if found.warning:
        yield Warn(found.warning)
    yield Picture(partial(drawing_of_before_after, found))
    if found.caution:
        yield Warn(
            f"The forms are not balanced, so a difference between them is part of it: {found.caution}."
        )
    yield Table(
        "Differences in points of 100, with 95 % intervals",
        ("What", "Estimate", "How"),
        tuple(
            (what, one.in_words(times=100), one.method or "–")
            for what, one in (
                ("Change, both orders weighing alike", found.change),
                ("Change, plain mean of all", found.plain),
                ("The same by bootstrap", found.bootstrap),
                ("Form B easier than form A by", found.form),
                ("Those who began with A better by, over both forms", found.order),
            )
        ),
        (1,),
        (45, 35, 24),
    )
    if found.one_form_only:
        yield f"Left out, as they have taken one form only: {listed(map(names, found.one_form_only), 40)}."


# --- practical station -------------------------------------------------------------------------------------


def station(results: Results, names: Names) -> Section:
    """Pass mark, marks, objectives, and whether raters agree."""
    from course.classroom.report.figures import drawing_of_pass_mark

    sheet = results.course.practical_sheet
    if results.marks.empty:
        return Section(
            "Practical station", ("No marks yet: `bedstretch class marks` takes them in.",), "station"
        )
    found = results.station
    blocks = (
        Picture(partial(drawing_of_pass_mark, found, sheet.ratings)),
        *_mark(found),
        *_agreement(agreement(results.marks, sheet.ratings)),
        _station_objectives(results, found),
        *_criticals(results, found, names),
        _candidates(found, names, results),
    )
    return Section("Practical station", blocks, "station")


def _mark(found: Practical) -> Iterator[Block]:
    if found.pass_mark.points.value is None:
        return
    near = int(found.candidates["near_pass_mark"].sum())
    several = found.pass_mark.points.n < len(found.candidates)
    hang = " Stations of one student hang together, and the interval allows for that." if several else ""
    look = f" {many(near, 'station')} inside it: look a second time before anybody is told." if near else ""
    yield (
        "The pass mark is where the line of points against global ratings meets “borderline” (borderline"
        f" regression). It is itself an estimate, with an interval.{hang}{look}"
    )


def _agreement(found: Agreement) -> Iterator[Block]:
    if found.warning:
        yield Warn(found.warning)
    if found.icc.value is None:
        yield f"Rater agreement is not known: {found.icc.why_none}."
        return
    limits = "" if found.limits is None else (
        f" 95 of 100 differences: {_signed(found.limits[0])} to {_signed(found.limits[1])} points."
    )  # fmt: skip
    bias = "" if found.bias.value is None else (
        f" {shown(found.raters[1])} gave {found.bias.in_words(' points')} more than {shown(found.raters[0])}"
        " on average."
    )  # fmt: skip
    yield (
        f"{found.double_marked} stations were marked by two raters. Points: intraclass correlation"
        f" {found.icc.in_words()} ({found.model}).{bias}{limits} Global ratings: weighted kappa"
        f" {found.kappa.in_words()}."
    )


def _signed(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")


def _station_objectives(results: Results, found: Practical) -> Table:
    """Beside what the quizzes say of the same objective."""
    quiz = {one.objective: one.not_right for one in results.objectives}
    rows = tuple(
        (
            title_of(id), one.as_percent(),
            f"{100 - 100 * quiz[id].value:.0f} %" if id in quiz and quiz[id].value is not None else "–",
        )
        for id, one in found.by_objective.items()
    )  # fmt: skip
    heads = ("Objective", "Points earned at the station", "Marks earned in quizzes, first answers")
    return Table("Objectives at the station and in the quizzes", heads, rows, (1, 2), (34, 35, 35))


def _criticals(results: Results, found: Practical, names: Names) -> Iterator[Block]:
    if not found.critical:
        return
    criteria = {one.id: one.critical or one.text for one in results.course.practical_sheet.criteria}
    yield "Not yet passed, because of something critical:"
    yield Points(
        tuple(
            (names(student), f"{_stretch(results, stretch)}: {criteria.get(criterion, criterion)}")
            for student, stretch, criterion in found.critical
        )
    )


def _candidates(found: Practical, names: Names, results: Results) -> Table:
    ratings = results.course.practical_sheet.ratings
    rows = tuple(
        (
            names(row.student), _stretch(results, row.stretch), f"{row.points:g} of {row.max_points:g}",
            _rated(row.ratings, ratings), str(row.raters), _outcome(row),
        )
        for row in found.candidates.head(MOST_ROWS).itertuples(index=False)
    )  # fmt: skip
    return Table(
        "Stations", ("Student", "Stretch", "Points", "Global rating", "Raters", "Result"), rows, (2, 4),
        (28, 24, 16, 16, 10, 26),
    )  # fmt: skip


def _stretch(results: Results, id: str) -> str:
    return results.course.stretches[id].name if id in results.course.stretches else shown(id)


def _rated(given: Sequence[float], ratings: Sequence[str]) -> str:
    """What each rater said, once where all said the same."""
    known = [said(ratings[int(one)]) for one in given if not isnan(one)]
    return " and ".join(dict.fromkeys(known)) or "–"


def _outcome(row) -> str:
    if row.critical_failed:
        return "not yet, critical"
    words = {None: "no pass mark", True: "passed", False: "not yet"}[row.passed]
    return f"{words}, near the mark" if row.near_pass_mark else words


# --- shared logs -------------------------------------------------------------------------------------------


def shared_logs(results: Results, today: date) -> Section:
    """The exercise on measurement error, on the class's own days. Nothing of fewer than five students."""
    if results.shared.empty:
        return Section("Shared logs", ("Nobody has shared a log.",), "logs")
    intro = (
        f"Opt-in, without names, and only of {MIN_GROUP} students and more. Let the class work out SEM and"
        " MDC95 by hand from a few of their own days, then compare."
    )
    blocks: list[Block] = [intro]
    for id in dict.fromkeys(results.shared["measure"]):
        if id in results.course.measures:
            blocks += _measure(results, id, today)
    return Section("Shared logs", tuple(blocks), "logs")


def _measure(results: Results, id: str, today: date) -> Iterator[Block]:
    from course.classroom.report.figures import drawing_of_readings

    measure = results.course.measures[id]
    try:
        found = class_error(results.shared, measure, today)
        if found.between_days.value is None:
            yield f"{measure.name}: {found.in_words()}"
            return
        days = own_deviations(results.shared, measure, today)
    except TooFew as error:
        yield f"{measure.name}: {error}"
        return
    yield Picture(partial(drawing_of_readings, found, days))
