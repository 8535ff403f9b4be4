"""The results of a class, for the teacher: one part at a time, by module, group and attempt.

ClassResults("class.sqlite")
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

import ipywidgets

from course.classroom import class_results
from course.classroom.report.blocks import Section, shown
from course.classroom.report.first import what_first
from course.classroom.report.html import section_html
from course.classroom.report.items import paper_sections
from course.classroom.report.left_out import leave_out, left_out_in_words
from course.classroom.report.names import names_of
from course.classroom.report.people import who_did_what
from course.classroom.report.results import WHICH, Results, Which
from course.classroom.report.teach import teach_again
from course.classroom.report.view import ClassView
from course.classroom.report.whole_class import sureness

NOT_FIRST = (
    "Item statistics are made for first attempts. Of other attempts they say how it stands after feedback,"
    " not how good a question is."
)
FIRST = "What to look at first"
STATUS = '<p class="bedstretch-class-busy" role="status">{}</p>'
STYLE = Path(__file__).with_suffix(".css").read_text(encoding="utf-8")
EVERYTHING = {"all": ""}
"""A value of None would leave the list without a choice."""


class ClassResults(ipywidgets.VBox):
    """Four lists to choose from, and the chosen part of the report below them.

    `given` is what `course.classroom.class_results` gives, or the path of a class store; None shows the
    synthetic class. Names of the roster only `with_names`; `without` are ids of doubtful questions that are
    left out of all scores. Raises `PlainError` where there is no such store or question.
    """

    def __init__(
        self,
        given: ClassView | Results | str | Path | None,
        with_names: bool = False,
        without: Sequence[str] = (),
    ):
        results = leave_out(_results_of(given), without)
        self._names = names_of(results.students, with_names)
        self._narrowed = cache(results.narrowed)
        self.part = _choice("Show", {name: name for name in PARTS})
        taken = set(results.attempts["quiz"])
        modules = {results.title(id): id for id in results.quizzes if id in taken}
        self.module = _choice("Module", EVERYTHING | modules)
        groups = sorted(results.students["group"].dropna().unique())
        self.group = _choice("Group", EVERYTHING | {shown(one): one for one in groups})
        self.attempt = _choice("Attempt", {name: name for name in WHICH})
        self.shown, self.busy = ipywidgets.HTML(), ipywidgets.HTML(STATUS.format(""))
        choices = [self.part, self.module, self.group, self.attempt]
        row = ipywidgets.Box(choices, layout=ipywidgets.Layout(flex_flow="row wrap"))
        super().__init__([ipywidgets.HTML(f"<style>{STYLE}</style>"), row, self.busy, self.shown])
        for part, name in ((self, "results"), (row, "choices"), (self.shown, "shown")):
            part.add_class(f"bedstretch-class-{name}")
        for choice in choices:
            choice.observe(self._show, names="value")
        self._show()

    def __repr__(self) -> str:
        return "ClassResults()"

    def _show(self, _change: object = None) -> None:
        """A large class takes seconds, so that it is said while it lasts."""
        self.busy.value = STATUS.format("Working it out …")
        self.add_class("is-busy")
        try:
            self.shown.value = self._chosen()
        finally:
            self.busy.value = STATUS.format("")
            self.remove_class("is-busy")

    def _chosen(self) -> str:
        which: Which = self.attempt.value
        results = self._narrowed(self.module.value or None, self.group.value or None, which)
        parts = PARTS[self.part.value](results, self._names)
        return "".join(map(section_html, [*self._notes(results, which), *parts]))

    def _notes(self, results: Results, which: Which) -> Iterator[Section]:
        """What else has to be known of any part; the first says itself what was left out."""
        if which != "first":
            yield Section("Not first attempts", (NOT_FIRST,), level=3)
        if results.without and self.part.value != FIRST:
            yield Section("Left out", (left_out_in_words(results),), level=3)


def _results_of(given: ClassView | Results | str | Path | None) -> Results:
    if isinstance(given, Results):
        return given
    return (given if isinstance(given, ClassView) else class_results(given)).results


def _choice(label: str, options: dict) -> ipywidgets.Dropdown:
    """`description` becomes the label that a screen reader hears."""
    return ipywidgets.Dropdown(description=label, options=list(options.items()))


def _questions(results: Results, _names: object) -> Iterable[Section]:
    return [part for paper in results.papers for part in paper_sections(results, paper)]


PARTS: dict[str, Callable[..., Iterable[Section]]] = {
    FIRST: lambda results, names: [what_first(results, names)],
    "What to teach again": lambda results, names: [teach_again(results)],
    "Who did what": lambda results, names: [who_did_what(results, names)],
    "Quizzes and questions": _questions,
    "How sure they are": lambda results, names: [sureness(results)],
}
