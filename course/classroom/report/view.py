"""What a teacher looks at in a notebook: every part of the report, under one name.

`course.classroom.class_results` makes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from course.classroom.report import first, items, people, teach, whole_class
from course.classroom.report.blocks import Section
from course.classroom.report.left_out import leave_out
from course.classroom.report.names import Names, names_of
from course.classroom.report.results import Paper, Results, Which, read_results
from course.errors import PlainError
from course.loader import load_course


class ClassView:
    """The results of a class; `results` holds the frames below, `papers` each quiz with its statistics."""

    def __init__(self, results: Results, with_names: bool = False):
        self.results = results
        self.with_names = with_names

    def __repr__(self) -> str:
        found = self.results
        counts = (len(found.students), len(found.attempts), len(found.answers))
        return "{:,} students, {:,} attempts, {:,} answers".format(*counts)

    @cached_property
    def names(self) -> Names:
        return names_of(self.results.students, self.with_names)

    @property
    def papers(self) -> tuple[Paper, ...]:
        """One for each quiz, track, mode and form that somebody took."""
        return self.results.papers

    def narrowed(
        self, quiz: str | None = None, group: str | None = None, which: Which = "first"
    ) -> ClassView:
        """Of one quiz, of one group, of another attempt. Raises `PlainError` for what there is not."""
        return ClassView(self.results.narrowed(quiz, group, which), self.with_names)

    def without(self, *items: str) -> ClassView:
        """With these questions, by id, left out of all scores. Raises `PlainError` for one there is not."""
        return ClassView(leave_out(self.results, items), self.with_names)

    def what_first(self) -> Section:
        """Half a page for somebody who has ten minutes."""
        return first.what_first(self.results, self.names)

    def teach_again(self) -> Section:
        """By objective and by misconception, each with its place in the lessons."""
        return teach.teach_again(self.results)

    def who_did_what(self) -> Section:
        """Students by quizzes, and what is missing."""
        return people.who_did_what(self.results, self.names)

    def questions(self, paper: Paper) -> Section:
        """All numbers of one of `papers`, question by question."""
        return next(iter(items.paper_sections(self.results, paper)))

    def sureness(self) -> Section:
        """Whether they know what they know."""
        return whole_class.sureness(self.results)

    def changes(self) -> Iterable[Section]:
        """A section for each quiz that was taken on both forms."""
        return list(whole_class.changes(self.results, self.names))

    def station(self) -> Section:
        """The practical station: pass mark, marks, raters."""
        return whole_class.station(self.results, self.names)

    def shared_logs(self, today: date | None = None) -> Section:
        """The class's own measurement error; nothing of fewer than five."""
        return whole_class.shared_logs(self.results, today or date.today())


def view_of(
    store: str | Path | None,
    bank: Path | None = None,
    with_names: bool = False,
    without: Sequence[str] = (),
) -> ClassView:
    """The results in the class store at this path, or of the synthetic class, without these questions."""
    from course.classroom.demo.store import demo_store
    from course.classroom.store.class_store import ClassStore

    if not isinstance(store, str | Path | None):
        raise PlainError(f"Expected the path of a class store, or None; found a {type(store).__name__}.")
    course = load_course(bank=bank)
    opened = demo_store(course) if store is None else ClassStore(store)
    return ClassView(read_results(opened, course, without), with_names)
