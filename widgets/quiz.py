"""A quiz at the end of a module, for practice.

Quiz("before-you-begin")
"""

from __future__ import annotations

from typing import get_args
from uuid import uuid4

import traitlets

from course import load_course, quizzes
from course.errors import PlainError
from course.journal import Journal
from course.quiz_items import items_for, public_item
from course.schema import Track
from widgets._assets import script, style
from widgets._base import CourseWidget, UnknownName, request
from widgets._static import bullets, paragraph, section, title


class Quiz(CourseWidget):
    """Asks one question at a time and says at once what was right, and why.

    `quiz` is the quiz's id. `track`: "learner", or "student" for the questions of both tracks. Raises
    `UnknownName` for a quiz or track that the course does not have.

    Running the cell again resumes the attempt that was begun last. No trait holds a key or an answer: what
    was answered stands in the journal, and the view asks for it.
    """

    _esm = script("quiz")
    _css = style("quiz")

    head = traitlets.Dict(
        help="From the content: `quiz` (id), `title`, `track`, and `pass_mark` (share of full marks, 0 to 1)."
    ).tag(sync=True)
    attempt = traitlets.Unicode(help="Id of the attempt that is shown; answers are stored under it.").tag(
        sync=True
    )
    items = traitlets.List(
        help="The questions without their keys, in order; options stand as this attempt shuffles them."
    ).tag(sync=True)
    stored = traitlets.Int(
        0, help="How many events were stored through this widget; a new number makes the view ask again."
    ).tag(sync=True)

    def __init__(self, quiz: str, *, track: Track = "learner"):
        course = load_course()
        if quiz not in course.quizzes:
            raise UnknownName("quiz", quiz, course.quizzes)
        if track not in get_args(Track):
            raise UnknownName("track", track, get_args(Track))
        self._quiz, self._track, self._is_begun_here = course.quizzes[quiz], track, False
        if not items_for(self._quiz, track):
            raise PlainError(f"All questions of '{quiz}' are for students: ask for track 'student'.")
        with Journal().reading() as db:
            attempt = quizzes.newest_attempt(db, quiz) or uuid4().hex
        super().__init__(head=self._head(), attempt=attempt, items=self._items(attempt))

    @request
    def look_up(self) -> dict:
        """The attempt as the journal has it: `attempt`, `answers` (feedback by item), `result`."""
        with self._journal.reading() as db:
            newest = quizzes.newest_attempt(db, self._quiz.id)
            if newest and not self._is_begun_here:
                self._turn_to(newest)
            given = quizzes.responses(db, self.attempt)
        so_far = quizzes.result(self._quiz, self._track, given)
        return {
            "attempt": self.attempt,
            "answers": quizzes.answers(self._course, self._quiz, self.attempt, given),
            "result": quizzes.result_in_words(self._course, so_far),
        }

    @request
    def start_over(self) -> dict:
        """Begins a new attempt. The one before stays in the journal with its scores."""
        self._is_begun_here = True
        self._turn_to(uuid4().hex)
        return self.look_up()

    def _turn_to(self, attempt: str) -> None:
        if attempt != self.attempt:
            with self.hold_sync():
                self.attempt = attempt
                self.items = self._items(attempt)

    def _after_event(self, kind: str) -> None:
        if kind == "quiz-answered":
            self.stored += 1

    def _head(self) -> dict:
        quiz = self._quiz
        return {"quiz": quiz.id, "title": quiz.title, "track": self._track, "pass_mark": quiz.pass_mark}

    def _items(self, seed: str) -> list[dict]:
        return [public_item(item, seed) for item in items_for(self._quiz, self._track)]

    def _static_html(self) -> str:
        items = self._items("print")
        return title(self._quiz.title) + "".join(_static_item(n, item) for n, item in enumerate(items, 1))

    def _names(self) -> str:
        track = "" if self._track == "learner" else f", track={self._track!r}"
        return f"{self._quiz.id!r}{track}"


def _static_item(number: int, item: dict) -> str:
    about_safety = ", about safety" if item["safety_critical"] else ""
    return section(f"Question {number}{about_safety}", paragraph(item["stem"]), _STATIC[item["kind"]](item))


def _static_options(item: dict) -> str:
    return bullets(option["text"] for option in item["options"])


def _static_number(item: dict) -> str:
    return paragraph(f"Answer in {item['unit']}: __________")


_STATIC = {"choice": _static_options, "multiple": _static_options, "number": _static_number}
