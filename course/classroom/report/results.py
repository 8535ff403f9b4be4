"""What a class store says, computed once for whoever shows it: the report, the notebook, the panel.

results = read_results(ClassStore("class.sqlite"), load_course())
results.narrowed(group="A").papers
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np

from course.bank import bank
from course.classroom.analysis.before_after import FORMS, BeforeAfter, before_after
from course.classroom.analysis.calibration import Calibration, calibration, calibration_by_item
from course.classroom.analysis.distractors import Distractors, all_distractors
from course.classroom.analysis.firsts import best_given, first_attempts, is_first_sitting, placed
from course.classroom.analysis.flags import Flag, flags, versions
from course.classroom.analysis.guessing import random_guess
from course.classroom.analysis.item_analysis import item_statistics
from course.classroom.analysis.practical import Practical, practical
from course.classroom.analysis.reliability import Reliability, reliability
from course.classroom.analysis.score_matrix import ScoreMatrix, score_matrix
from course.classroom.analysis.teach_again import (
    Misconception,
    ObjectiveAgain,
    by_objective,
    first_answers,
    misconceptions,
)
from course.classroom.report.left_out import leave_out
from course.classroom.report.standing import has_pass_mark
from course.errors import PlainError
from course.schema import Course

if TYPE_CHECKING:
    import pandas as pd

    from course.classroom.store.class_store import ClassStore

Which = Literal["first", "best", "last"]
WHICH: tuple[Which, ...] = ("first", "best", "last")
USUAL: Which = "best"
"""The attempt that counts in gradebook and feedback alike, where nobody says otherwise."""


class Work(NamedTuple):
    """A quiz as one track does it in one mode. Practice tells in between what is right, so that its scores
    never stand for graded ones."""

    quiz: str
    track: str
    mode: str


WORK = list(Work._fields)


@dataclass(frozen=True)
class Paper:
    """One quiz as one track took it in one mode and form, with all that item analysis says of it."""

    quiz: str
    track: str
    mode: str
    form: str | None
    title: str
    matrix: ScoreMatrix
    statistics: pd.DataFrame
    reliability: Reliability
    distractors: Mapping[str, Distractors]
    calibrations: Mapping[str, Calibration]
    calibration: Calibration
    flags: tuple[Flag, ...]
    which: Which = "first"

    @property
    def students(self) -> int:
        return len(self.matrix.students)

    @property
    def flagged(self) -> dict[str, tuple[Flag, ...]]:
        """The flags of each item that has any, the most pressing item first."""
        found: dict[str, tuple[Flag, ...]] = {}
        for flag in self.flags:
            found[flag.item] = (*found.get(flag.item, ()), flag)
        return found


@dataclass(frozen=True)
class Results:
    """The frames of a class store (`class_store.py` tells their columns), and what follows from them.

    Narrowed to another attempt than the first, `attempts` holds that one of each student, `every` all.
    `without` are the ids of questions that were left out (`left_out.py`).
    """

    course: Course
    students: pd.DataFrame
    attempts: pd.DataFrame
    answers: pd.DataFrame
    asked: pd.DataFrame
    marks: pd.DataFrame
    shared: pd.DataFrame
    which: Which = "first"
    every: pd.DataFrame | None = None
    without: tuple[str, ...] = ()

    @property
    def tries(self) -> pd.DataFrame:
        """All attempts, whichever counts."""
        return self.attempts if self.every is None else self.every

    @cached_property
    def items(self) -> dict[str, Any]:
        """Every item of the content, by id."""
        return bank(self.course, "student")

    @cached_property
    def quizzes(self) -> tuple[str, ...]:
        """Ids of quizzes, in the content's order of modules; last those that only the store knows."""
        taken = dict.fromkeys(self.attempts["quiz"])
        lessons = [lesson.quiz for _, lesson in sorted(self.course.lessons.items()) if lesson.quiz]
        return tuple(dict.fromkeys([*lessons, *self.course.quizzes, *taken]))

    def title(self, quiz: str) -> str:
        return self.course.quizzes[quiz].title if quiz in self.course.quizzes else quiz

    @cached_property
    def works(self) -> tuple[Work, ...]:
        """What somebody took, in the order of `quizzes`; graded before practice."""
        taken = [Work(*row) for row in self.attempts[WORK].drop_duplicates().itertuples(index=False)]
        return tuple(sorted(taken, key=lambda work: (self.quizzes.index(work.quiz), *work[1:])))

    def work_title(self, work: Work) -> str:
        """The quiz's title, with the track where there are several; practice is always called so."""
        tracks = {one.track for one in self.works if one.quiz == work.quiz}
        more = f", {work.track} questions" if len(tracks) > 1 else ""
        return f"{self.title(work.quiz)}{more}{' (practice)' if work.mode == 'practice' else ''}"

    def pass_mark(self, paper: Paper) -> float | None:
        """A share of all marks; None of forms, and of a quiz that the course does not have."""
        quiz = self.course.quizzes.get(paper.quiz)
        return quiz.pass_mark if quiz and has_pass_mark(paper) else None

    def stem(self, item: str) -> str:
        """What the item asks, in plain text, with … for a number that it draws; without content, its id."""
        from course.rich_text import to_plain

        return re.sub(r"\{\w+\}", "…", to_plain(self.items[item].stem)) if item in self.items else item

    @cached_property
    def papers(self) -> tuple[Paper, ...]:
        """One for each quiz, track, mode and form that somebody took, those of one quiz together."""
        keys = ["quiz", "track", "mode", "form"]
        taken = self.attempts[keys].drop_duplicates().fillna({"form": ""})
        rows = sorted(taken.itertuples(index=False), key=lambda row: (self.quizzes.index(row.quiz), *row[1:]))
        return tuple(self._paper(*row, is_only=_is_only(row, rows)) for row in rows)

    def _paper(self, quiz: str, track: str, mode: str, form: str, is_only: bool) -> Paper:
        own = self.answers[self._of_paper(self.answers, quiz, track, mode, form)]
        attempts = self.attempts[self._of_paper(self.attempts, quiz, track, mode, form)]
        matrix = score_matrix(own, attempts, self.asked, quiz)
        guesses = {id: random_guess(self.items[id]) for id in matrix.items if id in self.items}
        statistics, trust = item_statistics(matrix, guesses), reliability(matrix)
        first = own[own["attempt"].isin(first_attempts(attempts)["attempt"])].assign(number=1)
        picked, sure = all_distractors(self.items, matrix, first), calibration_by_item(first)
        more = [] if is_only else [f"{track} questions", mode]
        title = ", ".join([self.title(quiz), *([f"form {form}"] if form else []), *more])
        return Paper(
            quiz, track, mode, form or None, title, matrix, statistics, trust, picked, sure,
            calibration(first), flags(statistics, picked, sure, trust, versions(own) if len(own) else {}),
            self.which,
        )  # fmt: skip

    @staticmethod
    def _of_paper(frame: pd.DataFrame, quiz: str, track: str, mode: str, form: str) -> pd.Series:
        return (
            (frame["quiz"] == quiz)
            & (frame["track"] == track)
            & (frame["mode"] == mode)
            & (frame["form"].fillna("") == form)
        )

    @cached_property
    def first_answers(self) -> pd.DataFrame:
        return first_answers(self.answers, self.attempts, self.asked)

    @cached_property
    def best_answers(self) -> pd.DataFrame:
        """Each item of each attempt with the `raw_score` of its best answer; 0 if submitted without one."""
        return placed(best_given(self.answers), self.attempts, self.asked)

    @cached_property
    def objectives(self) -> tuple[ObjectiveAgain, ...]:
        """What to teach again, the most pressing first."""
        return by_objective(self.first_answers, self.course)

    @cached_property
    def misconceptions(self) -> tuple[Misconception, ...]:
        return misconceptions(self.first_answers, self.course)

    @cached_property
    def station(self) -> Practical:
        """The practical station's marks and pass mark."""
        sheet = self.course.practical_sheet
        return practical(self.marks, sheet.ratings, {one.id: one.objectives for one in sheet.criteria})

    @cached_property
    def changes(self) -> dict[str, BeforeAfter]:
        """Before and after, by quiz, of those that were taken on forms."""
        with_forms = self.attempts[self.attempts["form"].isin(FORMS)]
        return {quiz: before_after(with_forms, quiz) for quiz in with_forms["quiz"].drop_duplicates()}

    def narrowed(self, quiz: str | None = None, group: str | None = None, which: Which = "first") -> Results:
        """Of one quiz, of one group, and with each student's best or last attempt in the place of the first.

        Raises `PlainError` for a quiz or a group that there is not.
        """
        _known("quiz", quiz, self.quizzes)
        _known("group", group, sorted(self.students["group"].dropna().unique()))
        people, tries = self.students, self.tries
        marks, shared = self.marks, self.shared
        if group is not None:
            people, tries = people[people["group"] == group], tries[tries["group"] == group]
            marks = marks[marks["group"] == group]
            shared = shared[shared["student"].isin(people["student"])]
        if quiz is not None:
            tries = tries[tries["quiz"] == quiz]
        attempts = tries
        if which != "first":
            attempts = counted(tries, which, (*WORK, "form")).assign(number=1)
        answers = self.answers[self.answers["attempt"].isin(attempts["attempt"])]
        if which != "first":
            answers = answers.assign(number=1)
        asked = self.asked[self.asked["attempt"].isin(attempts["attempt"])]
        return replace(
            self, students=people, attempts=attempts, answers=answers, asked=asked, marks=marks,
            shared=shared, which=which, every=None if which == "first" else tries,
        )  # fmt: skip


def read_results(store: ClassStore, course: Course, without: Sequence[str] = ()) -> Results:
    """Everything in the store, but for the questions whose ids are in `without`.

    Raises `StoreError` where it cannot be read, `PlainError` for a question that there is not.
    """
    found = Results(
        course, store.students(), store.attempts(), store.answers(), store.asked(), store.marks(),
        store.shared_records(),
    )  # fmt: skip
    return leave_out(found, without)


def is_finished(attempts: pd.DataFrame) -> pd.Series:
    """Submitted, or answered to the end: practice has no moment of submission."""
    return attempts["submitted_at"].notna() | (attempts["answered"] >= attempts["asked"])


def counted(attempts: pd.DataFrame, which: Which, of: Sequence[str] = WORK) -> pd.DataFrame:
    """One attempt of each student at each work: the first, the last, or the best (the earlier of equals).

    One that is not finished counts only where no other is. Of two parallel forms the second sitting counts,
    whichever attempt is asked for, unless `of` has each form apart.
    """
    if which not in WHICH:
        raise PlainError(f"There is no attempt '{which}'. Known: {', '.join(WHICH)}.")
    order, ascending = {
        "first": (["started_at"], [True]),
        "last": (["started_at"], [False]),
        "best": (["score", "started_at"], [False, True]),
    }[which]
    if "form" not in of:
        attempts = attempts[~_has_sat_again(attempts)]
    found = attempts.sort_values(order, ascending=ascending, kind="stable")
    found = found.loc[(~is_finished(found)).sort_values(kind="stable").index]
    return found.drop_duplicates(["student", *of]).sort_index()


def _has_sat_again(attempts: pd.DataFrame) -> pd.Series:
    """First sittings whose second is finished."""
    first = is_first_sitting(attempts)
    again = attempts[attempts["form"].notna() & ~first & is_finished(attempts)]
    pairs = zip(attempts["student"], attempts["quiz"], strict=True)
    done = set(zip(again["student"], again["quiz"], strict=True))
    return first & np.array([pair in done for pair in pairs], bool)


def _is_only(row: Any, rows: list) -> bool:
    return sum(other.quiz == row.quiz and other.form == row.form for other in rows) == 1


def _known(what: str, name: str | None, known: Any) -> None:
    if name is not None and name not in known:
        raise PlainError(f"There is no {what} '{name}'. Known: {', '.join(known) or 'none'}.")
