"""A page for each student: their own scores, what to read again, how sure they were. Of nobody else anything.

A first form whose second is not done is not told (`withheld.py`), and no key is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from course.classroom.analysis.before_after import FORMS
from course.classroom.analysis.firsts import first_given, placed
from course.classroom.analysis.teach_again import section_of
from course.classroom.files.student_name import file_stem
from course.classroom.report.blocks import Block, Points, Report, Section, Table, Warn, listed, shown
from course.classroom.report.html import html_page
from course.classroom.report.names import names_of
from course.classroom.report.results import Results, Which, Work, counted
from course.classroom.report.withheld import is_withheld
from course.exchange.whole_file import new_folder, write_new
from course.quiz_results import Response, result

MOST_READ_AGAIN = 8
MOST_SURE = 6
TITLE = "Bedstretch: your results"
WHAT_FOR = (
    "These questions are there to learn from. A page like this shows what to read again; it says nothing"
    " about how good a physiotherapist you will be."
)


def feedback_pages(
    results: Results, which: Which = "last", with_names: bool = False
) -> Iterator[tuple[str, str]]:
    """File name and HTML for everybody who has handed in something that may be told."""
    names = names_of(results.students, with_names)
    hidden = is_withheld(results.attempts)
    told = counted(results.attempts[~hidden], which)
    rows = _Rows.of(results, told)
    waiting = set(results.attempts[hidden]["student"])
    known = set(told["student"]) | waiting
    for student in (id for id in results.students["student"] if id in known):
        own = told[told["student"] == student]
        page = _page(results, own, rows.of_student(student), student in waiting)
        report = Report(TITLE, f"For {names(student)}. {WHAT_FOR}", tuple(page))
        yield f"feedback-{file_stem(student)}.html", html_page(report)


def write_feedback(results: Results, folder: Path, which: Which = "last", with_names: bool = False) -> int:
    """All pages into a new or empty folder for its owner's eyes, or none; returns how many.

    Raises `PlainError` where the folder has something in it, or cannot be written.
    """
    with new_folder(folder, private=True) as pages:
        count = 0
        for name, page in feedback_pages(results, which, with_names):
            write_new(pages / name, page.encode(), private=True)
            count += 1
    return count


@dataclass(frozen=True)
class _Rows:
    """Of the attempts that count: all answers, and for each item asked the first and the best one. What was
    submitted without an answer earned 0 there, and is in no `given`."""

    given: pd.DataFrame
    first: pd.DataFrame
    best: pd.DataFrame

    @classmethod
    def of(cls, results: Results, attempts: pd.DataFrame) -> _Rows:
        given = results.answers[results.answers["attempt"].isin(attempts["attempt"])]
        columns = ["attempt", "item", "raw_score"]
        return cls(given, placed(first_given(given)[columns], attempts, results.asked), results.best_answers)

    @cached_property
    def _by_student(self) -> tuple[dict[str, pd.DataFrame], ...]:
        return tuple(dict(tuple(rows.groupby("student"))) for rows in (self.given, self.first, self.best))

    def of_student(self, student: str) -> _Rows:
        frames = zip(self._by_student, (self.given, self.first, self.best), strict=True)
        return _Rows(*(found.get(student, rows.iloc[:0]) for found, rows in frames))


def _page(results: Results, attempts: pd.DataFrame, rows: _Rows, is_waiting: bool) -> Iterator[Section]:
    """`attempts` are those that count, one a work; `rows` this student's."""
    if is_waiting:
        forms = " and ".join(FORMS)
        wait = f"A quiz on forms {forms} is told once both forms are done, so that the first teaches nothing."
        yield Section("Not told yet", (wait,), "waiting")
    if attempts.empty:
        return
    in_order = attempts.assign(place=attempts["quiz"].map(results.quizzes.index)).sort_values("place")
    yield Section("Your quizzes", tuple(_quizzes(results, in_order, rows)), "quizzes")
    yield Section("What to read again", tuple(_read_again(results, rows.first)), "read-again")
    yield Section("By objective", (_objectives(results, in_order, rows.given),), "objectives")
    yield Section("How sure you were", tuple(_sureness(results, rows.given)), "sureness")


def _quizzes(results: Results, attempts: pd.DataFrame, rows: _Rows) -> Iterator[Block]:
    lines, unsafe = [], []
    for row in attempts.itertuples(index=False):
        first = rows.first[rows.first["attempt"] == row.attempt]
        lines.append(
            (
                results.work_title(Work(row.quiz, row.track, row.mode)),
                f"{row.started_at.day} {row.started_at:%B %Y}",
                f"{row.answered} of {row.asked}", f"{int((first['raw_score'] == 1).sum())}",
                f"{100 * row.score:.0f} %", f"{100 * row.pass_mark:.0f} %",
            )
        )  # fmt: skip
        unsafe += _open_safety(results, rows.best[rows.best["attempt"] == row.attempt])
    heads = ("Quiz", "Begun on", "Answered", "Right at first", "Score", "Pass mark")
    yield Table(
        "Your attempts; a score counts each question's best answer", heads, tuple(lines), (2, 3, 4, 5)
    )
    if unsafe:
        yield Warn("Not right yet, though somebody's safety may hang on it: read about these first.")
        yield Points(
            tuple((f"“{shown(results.stem(id), 300)}”", _where(results, id)) for id in dict.fromkeys(unsafe))
        )


def _open_safety(results: Results, best: pd.DataFrame) -> list[str]:
    return [id for id in best[best["raw_score"] < 1]["item"] if _is_critical(results, id)]


def _is_critical(results: Results, item: str) -> bool:
    return item in results.items and results.items[item].safety_critical


def _where(results: Results, item: str) -> str:
    place = section_of(results.course, results.items[item])
    return f"{place.title}{f', “{place.heading}”' if place.heading else ''} ({place.notebook})"


def _missed(results: Results, first: pd.DataFrame) -> pd.Series:
    """Of each known item the marks missed in the first answer, all of them where there is none."""
    known = first[first["item"].isin(list(results.items))]
    return 1 - known.groupby("item", sort=False)["raw_score"].mean()


def _read_again(results: Results, first: pd.DataFrame) -> Iterator[Block]:
    missed = _missed(results, first)
    missed = missed[missed > 0]
    if missed.empty:
        yield "Nothing: every first answer was right."
        return
    by_place = missed.groupby([_where(results, id) for id in missed.index]).agg(["sum", "size"])
    by_place = by_place.sort_values(["sum", "size"], ascending=False).head(MOST_READ_AGAIN)
    yield "Lessons and sections, beginning with the one where you missed most:"
    yield Points(
        tuple(
            (place, f"{row['size']:.0f} question{'s' if row['size'] > 1 else ''} not fully right at first")
            for place, row in by_place.iterrows()
        ),
        is_ordered=True,
    )


def _objectives(results: Results, attempts: pd.DataFrame, answers: pd.DataFrame) -> Table:
    """Over all attempts that count; what is not answered counts nothing, as in the score."""
    of_attempts = results.asked[results.asked["attempt"].isin(attempts["attempt"])]
    asked = [results.items[id] for id in dict.fromkeys(of_attempts["item"]) if id in results.items]
    given = [
        Response(row.item, row.item_hash, None, row.score, row.raw_score)
        for row in answers.itertuples(index=False)
    ]
    found = result(asked, 1, given).objectives
    rows = tuple(
        (results.course.objectives[one.objective].plain, str(one.asked), f"{100 * one.score:.0f} %")
        for one in sorted(found, key=lambda one: one.score)
        if one.objective in results.course.objectives
    )
    heads = ("Objective", "Questions", "Earned")
    return Table(
        "The weakest first; a question may serve several. Few questions say little", heads, rows, (1, 2)
    )


def _sureness(results: Results, answers: pd.DataFrame) -> Iterator[Block]:
    first = first_given(answers)
    first = first[first["sureness"].isin(("guess", "think", "know"))]
    if first.empty:
        yield "You did not say how sure you were."
        return
    right = first["raw_score"] == 1
    told = [
        f"{int(right[here].sum())} of {int(here.sum())} that you marked “{name}”"
        for name in ("know", "think", "guess")
        for here in [first["sureness"] == name]
        if here.any()
    ]
    yield f"Right at first: {listed(told)}."
    wrong = [id for id in first[(first["sureness"] == "know") & ~right]["item"] if id in results.items]
    if wrong:
        yield "You were sure of these, and they were not fully right. Look at them first:"
        yield Points(
            tuple((f"“{shown(results.stem(id), 300)}”", _where(results, id)) for id in dict.fromkeys(wrong))[
                :MOST_SURE
            ]
        )
