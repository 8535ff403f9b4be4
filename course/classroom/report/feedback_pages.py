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
from course.classroom.report.blocks import Block, Points, Report, Section, Table, Warn, listed, shown
from course.classroom.report.html import html_page
from course.classroom.report.names import names_of
from course.classroom.report.results import Results, Which, Work, counted
from course.classroom.report.withheld import is_withheld
from course.exchange.whole_file import new_folder, write_new
from course.handing_in.student_name import file_stem
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
        page = _page(results, rows.of_student(student), student in waiting)
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
    """The attempts that count, what they asked, all answers, and for each item asked the first and the best.
    What was submitted without an answer earned 0 in these two, and is in no `given`."""

    attempts: pd.DataFrame
    asked: pd.DataFrame
    given: pd.DataFrame
    first: pd.DataFrame
    best: pd.DataFrame

    @classmethod
    def of(cls, results: Results, attempts: pd.DataFrame) -> _Rows:
        attempts = attempts.sort_values("quiz", key=lambda ids: ids.map(results.quizzes.index), kind="stable")
        given = results.answers[results.answers["attempt"].isin(attempts["attempt"])]
        first = placed(first_given(given)[["attempt", "item", "raw_score"]], attempts, results.asked)
        best = results.best_answers
        return cls(
            attempts, results.asked.merge(attempts[["attempt", "student"]], on="attempt"), given, first,
            best[best["attempt"].isin(attempts["attempt"])],
        )  # fmt: skip

    @property
    def _frames(self) -> tuple[pd.DataFrame, ...]:
        return self.attempts, self.asked, self.given, self.first, self.best

    @cached_property
    def _by_student(self) -> tuple[dict[str, pd.DataFrame], ...]:
        return tuple(dict(tuple(rows.groupby("student"))) for rows in self._frames)

    def of_student(self, student: str) -> _Rows:
        frames = zip(self._by_student, self._frames, strict=True)
        return _Rows(*(found.get(student, rows.iloc[:0]) for found, rows in frames))


def _page(results: Results, rows: _Rows, is_waiting: bool) -> Iterator[Section]:
    """`rows` are this student's."""
    if is_waiting:
        forms = " and ".join(FORMS)
        wait = f"A quiz on forms {forms} is told once both forms are done, so that the first teaches nothing."
        yield Section("Not told yet", (wait,), "waiting")
    if rows.attempts.empty:
        return
    yield Section("Your quizzes", tuple(_quizzes(results, rows)), "quizzes")
    yield Section("What to read again", tuple(_read_again(results, rows.first)), "read-again")
    yield Section("By objective", (_objectives(results, rows),), "objectives")
    yield Section("How sure you were", tuple(_sureness(results, rows.given)), "sureness")


def _quizzes(results: Results, rows: _Rows) -> Iterator[Block]:
    right = rows.first[rows.first["raw_score"] == 1]["attempt"].value_counts().to_dict()
    lines = tuple(
        (
            results.work_title(Work(row.quiz, row.track, row.mode)),
            f"{row.started_at.day} {row.started_at:%B %Y}", f"{row.answered} of {row.asked}",
            f"{right.get(row.attempt, 0)}", f"{100 * row.score:.0f} %", f"{100 * row.pass_mark:.0f} %",
        )
        for row in rows.attempts.itertuples(index=False)
    )  # fmt: skip
    heads = ("Quiz", "Begun on", "Answered", "Right at first", "Score", "Pass mark")
    yield Table("Your attempts; a score counts each question's best answer", heads, lines, (2, 3, 4, 5))
    if unsafe := _open_safety(results, rows.best):
        yield Warn("Not right yet, though somebody's safety may hang on it: read about these first.")
        yield Points(tuple((f"“{shown(results.stem(id), 300)}”", _where(results, id)) for id in unsafe))


def _open_safety(results: Results, best: pd.DataFrame) -> list[str]:
    open_ = dict.fromkeys(best[best["raw_score"] < 1]["item"])
    return [id for id in open_ if _is_critical(results, id)]


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


def _objectives(results: Results, rows: _Rows) -> Table:
    """Over all attempts that count; what is not answered counts nothing, as in the score."""
    asked = [results.items[id] for id in dict.fromkeys(rows.asked["item"]) if id in results.items]
    given = [
        Response(row.item, row.item_hash, None, row.score, row.raw_score)
        for row in rows.given.itertuples(index=False)
    ]
    found = result(asked, 1, given).objectives
    lines = tuple(
        (results.course.objectives[one.objective].plain, str(one.asked), f"{100 * one.score:.0f} %")
        for one in sorted(found, key=lambda one: one.score)
        if one.objective in results.course.objectives
    )
    heads = ("Objective", "Questions", "Earned")
    return Table(
        "The weakest first; a question may serve several. Few questions say little", heads, lines, (1, 2)
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
