"""A page for each student: their own scores, what to read again, how sure they were. Of nobody else anything.

A first form whose second is not done is not told (`withheld.py`), and no key is. What was not answered
is never told as wrong.
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
from course.classroom.report.blocks import Block, Points, Report, Section, Table, Warn, listed, many, shown
from course.classroom.report.html import html_page
from course.classroom.report.left_out import left_out_in_words
from course.classroom.report.names import names_of
from course.classroom.report.results import USUAL, Results, Which, Work, counted, is_finished
from course.classroom.report.standing import FORMS_HAVE_NONE, GATE, has_pass_mark, standing
from course.classroom.report.synthetic import is_synthetic
from course.classroom.report.withheld import is_withheld
from course.exchange.whole_file import new_folder, write_new
from course.handing_in.student_name import file_stem
from course.quiz_results import Response, result

MOST_READ_AGAIN = 8
MOST_SURE = 6
STEM_CHARACTERS = 300
TITLE = "Bedstretch: your results"
WHAT_FOR = (
    "These questions are there to learn from. A page like this shows what to read again; it says nothing"
    " about how good a physiotherapist you will be."
)
SYNTHETIC = "Synthetic data: there is no such person."


def feedback_pages(
    results: Results, which: Which = USUAL, with_names: bool = False
) -> Iterator[tuple[str, str]]:
    """File name and HTML for everybody who has handed in something that may be told."""
    names = names_of(results.students, with_names)
    hidden = is_withheld(results.attempts)
    told = counted(results.attempts[~hidden], which)
    rows = _Rows.of(results, told)
    waiting = set(results.attempts[hidden]["student"])
    known = set(told["student"]) | waiting
    for student in (id for id in results.students["student"] if id in known):
        page = _page(results, rows.of_student(student), student in waiting, which)
        made_up = f"{SYNTHETIC} " if is_synthetic(student) else ""
        report = Report(TITLE, f"{made_up}For {names(student)}. {WHAT_FOR}", tuple(page))
        yield f"feedback-{file_stem(student)}.html", html_page(report)


def write_feedback(results: Results, folder: Path, which: Which = USUAL, with_names: bool = False) -> int:
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
    """The attempts that count, all answers in them, and for each item asked the first and the best answer.

    In these two what was submitted without an answer has the `response` null and earned 0; what is still to
    come has no row.
    """

    attempts: pd.DataFrame
    given: pd.DataFrame
    first: pd.DataFrame
    best: pd.DataFrame

    @classmethod
    def of(cls, results: Results, attempts: pd.DataFrame) -> _Rows:
        attempts = attempts.assign(is_finished=is_finished(attempts))
        attempts = attempts.sort_values("quiz", key=lambda ids: ids.map(results.quizzes.index), kind="stable")
        given = results.answers[results.answers["attempt"].isin(attempts["attempt"])]
        columns = ["attempt", "item", "raw_score", "response"]
        first = placed(first_given(given)[columns], attempts, results.asked)
        best = given.sort_values("raw_score", kind="stable").drop_duplicates(columns[:2], keep="last")
        return cls(attempts, given, first, placed(best[columns], attempts, results.asked))

    @property
    def _frames(self) -> tuple[pd.DataFrame, ...]:
        return self.attempts, self.given, self.first, self.best

    @cached_property
    def _by_student(self) -> tuple[dict[str, pd.DataFrame], ...]:
        return tuple(dict(tuple(rows.groupby("student"))) for rows in self._frames)

    def of_student(self, student: str) -> _Rows:
        frames = zip(self._by_student, self._frames, strict=True)
        return _Rows(*(found.get(student, rows.iloc[:0]) for found, rows in frames))


def _page(results: Results, rows: _Rows, is_waiting: bool, which: Which) -> Iterator[Section]:
    """`rows` are this student's."""
    if is_waiting:
        forms = " and ".join(FORMS)
        wait = f"A quiz on forms {forms} is told once both forms are done, so that the first teaches nothing."
        yield Section("Not told yet", (wait,), "waiting")
    if rows.attempts.empty:
        return
    yield Section("Your quizzes", tuple(_quizzes(results, rows, which)), "quizzes")
    yield Section("What to read again", tuple(_read_again(results, rows.first)), "read-again")
    yield Section("By objective", (_objectives(results, rows),), "objectives")
    yield Section("How sure you were", tuple(_sureness(results, rows.given)), "sureness")


def _quizzes(results: Results, rows: _Rows, which: Which) -> Iterator[Block]:
    right = rows.first[rows.first["raw_score"] == 1]["attempt"].value_counts().to_dict()
    attempts = list(rows.attempts.itertuples(index=False))
    counts = "A score counts each question's best answer; what is not answered earns nothing."
    yield f"Of several attempts the {which} counts. {counts}"
    if any(map(has_pass_mark, attempts)):
        yield GATE
    if not all(map(has_pass_mark, attempts)):
        yield FORMS_HAVE_NONE
    yield Points(tuple(_quiz(results, row, right.get(row.attempt, 0)) for row in attempts))
    if left_out := left_out_in_words(results, with_ids=False):
        yield left_out
    if unsafe := _open_safety(results, rows.best):
        yield Warn("Still open, though somebody's safety may hang on it: read about these first.")
        yield _by_place(results, unsafe)


def _quiz(results: Results, row, right: int) -> tuple[str, str]:
    """One attempt: how it stands, and in a line what that is made of."""
    work = results.work_title(Work(row.quiz, row.track, row.mode))
    score = f"{100 * row.score:.0f} %" if row.is_finished else f"{100 * row.score:.0f} % so far"
    how = f", {standing(row, row.is_finished)}" if has_pass_mark(row) else ""
    open_ = row.asked - row.answered
    left = ""
    if open_:
        left = f", {open_} not answered" if row.is_finished else f", {open_} not reached yet"
    mark = f" Pass mark {100 * row.pass_mark:.0f} %." if has_pass_mark(row) else ""
    begun = f"Begun on {row.started_at.day} {row.started_at:%B %Y}."
    return (
        f"{work}: {score}{how}",
        f"{begun} {row.answered} of {row.asked} answered, {right} right at first{left}.{mark}",
    )


def _open_safety(results: Results, best: pd.DataFrame) -> dict[str, str]:
    """Items on which safety hangs and that are not right, each with a word where it was not answered."""
    open_ = best[(best["raw_score"] < 1) & best["item"].map(lambda id: _is_critical(results, id))]
    return {
        row.item: " (not answered)" if row.response == "null" else "" for row in open_.itertuples(index=False)
    }


def _is_critical(results: Results, item: str) -> bool:
    return item in results.items and results.items[item].safety_critical


def _by_place(results: Results, items: dict[str, str]) -> Points:
    """Questions under the place that answers them, which is named once; `items` says what is to be added."""
    found: dict[str, list[str]] = {}
    for id, more in items.items():
        heading = section_of(results.course, results.items[id]).heading
        place = f"{_lesson(results, id)}{f', “{heading}”' if heading else ''}"
        found.setdefault(place, []).append(f"“{shown(results.stem(id), STEM_CHARACTERS)}”{more}")
    return Points(tuple((place, *stems) for place, stems in found.items()))


def _lesson(results: Results, item: str) -> str:
    place = section_of(results.course, results.items[item])
    return f"{place.title} ({place.notebook})"


def _read_again(results: Results, first: pd.DataFrame) -> Iterator[Block]:
    """By lesson and section, those with most missed marks first; what was not answered is told apart."""
    known = first[first["item"].isin(list(results.items))].assign(open=first["response"] == "null")
    by_item = known.groupby("item", sort=False).agg(earned=("raw_score", "mean"), open=("open", "all"))
    missed = by_item[by_item["earned"] < 1].copy()
    if missed.empty:
        yield "Nothing: every first answer was right."
        return
    missed["lost"] = 1 - missed["earned"]
    missed["lesson"] = [_lesson(results, id) for id in missed.index]
    missed["heading"] = [section_of(results.course, results.items[id]).heading or "" for id in missed.index]
    places = missed.groupby(["lesson", "heading"]).agg(
        lost=("lost", "sum"), open=("open", "sum"), size=("lost", "size")
    )
    places = places.sort_values(["lost", "size"], ascending=False).head(MOST_READ_AGAIN).reset_index()
    by_lesson = places.groupby("lesson", sort=False)["lost"].sum().sort_values(ascending=False, kind="stable")
    yield "Lessons and their sections, beginning with the one where most is to be won:"
    yield Points(
        tuple(
            (lesson, *map(_place, places[places["lesson"] == lesson].itertuples(index=False)))
            for lesson in by_lesson.index
        ),
        is_ordered=True,
    )


def _place(row) -> str:
    told = []
    if wrong := row.size - row.open:
        told.append(f"{many(wrong, 'question')} not fully right at first")
    if row.open:
        told.append(f"{many(row.open, 'question')} not answered")
    return f"{f'“{row.heading}”: ' if row.heading else ''}{', '.join(told)}"


def _objectives(results: Results, rows: _Rows) -> Table:
    """Over all attempts that count; what was submitted without an answer counts nothing, as in the score, and
    what is still to come is not in it."""
    asked = [results.items[id] for id in dict.fromkeys(rows.first["item"]) if id in results.items]
    given = [
        Response(row.item, row.item_hash, None, row.score, row.raw_score)
        for row in rows.given.itertuples(index=False)
    ]
    is_open = (rows.first["response"] == "null").groupby(rows.first["item"]).all()
    found = result(asked, 1, given).objectives
    lines = tuple(
        (
            results.course.objectives[one.objective].plain, str(one.asked),
            str(sum(bool(is_open[item.id]) for item in asked if one.objective in item.objectives)),
            f"{100 * one.score:.0f} %",
        )
        for one in sorted(found, key=lambda one: one.score)
        if one.objective in results.course.objectives
    )  # fmt: skip
    return Table(
        "The weakest first; a question may serve several, and few questions say little",
        ("Objective", "Questions", "Not answered", "Earned"), lines, (1, 2, 3),
    )  # fmt: skip


def _sureness(results: Results, answers: pd.DataFrame) -> Iterator[Block]:
    first = first_given(answers)
    first = first[first["sureness"].isin(("guess", "think", "know")) & (first["response"] != "null")]
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
        yield _by_place(results, dict.fromkeys(list(dict.fromkeys(wrong))[:MOST_SURE], ""))
