"""A quiz at the end of a module, for practice or graded.

Quiz("before-you-begin")
"""

from __future__ import annotations

import base64
from datetime import datetime
from sqlite3 import Connection
from typing import Literal, get_args
from uuid import uuid4

from course import attempts, forms, load_course
from course.attempts import Attempt, Mode
from course.errors import PlainError, Refused
from course.journal import now
from course.progress import percent
from course.quiz_items import items_for, public_item
from course.schema import Track
from widgets import _two_sittings
from widgets._assets import script, style
from widgets._base import UnknownName, request
from widgets._quiz_static import static_item
from widgets._sitting import Sitting
from widgets._static import paragraph, title
from widgets._two_sittings import SittingNumber

Layout = Literal["one", "all"]

FORMATIVE = (
    "The questions and their keys lie on this computer, so this is for learning: "
    "nobody can take a mark from it."
)


class Quiz(Sitting):
    """Asks the questions of one quiz.

    `quiz` is the quiz's id. `track`: "learner", or "student" for the questions of both tracks. `mode`:
    "practice" says at once what was right, and why; "graded" says it after the end, with the limits of
    attempts and time that the quiz has; the quiz's own mode by default. `layout`: "one" question at a time,
    or "all" on a page. Raises `UnknownName` for what is none of these.

    A quiz with two forms is sat twice, and `sitting` says which of the two is offered here: 1 or 2. Both
    results are told after the second, with feedback.

    Running the cell again resumes the attempt that was begun last.
    """

    _esm = script("quiz")
    _css = style("quiz")

    _shown_sitting: str | None = None
    """The attempt that was turned to, once both may be seen."""

    def __init__(
        self,
        quiz: str,
        *,
        track: Track = "learner",
        mode: Mode | None = None,
        layout: Layout = "one",
        sitting: SittingNumber = 1,
    ):
        course = load_course()
        for what, value, known in (
            ("quiz", quiz, course.quizzes),
            ("track", track, get_args(Track)),
            ("mode", mode or "practice", get_args(Mode)),
            ("layout", layout, get_args(Layout)),
        ):
            if value not in known:
                raise UnknownName(what, value, known)
        self._quiz, self._quiz_id, self._track = course.quizzes[quiz], quiz, track
        self._mode, self._sitting = mode or self._quiz.mode, sitting
        if sitting not in (get_args(SittingNumber) if self._quiz.forms else (1,)):
            raise PlainError(
                f"'{quiz}' has no sitting {sitting!r}; leave `sitting` out, or say 1 or 2 of two forms."
            )
        if not items_for(self._quiz, track) and not self._quiz.blueprint.get(track):
            raise PlainError(f"'{quiz}' has no questions for track '{track}'; try track 'student'.")
        if self._mode == "practice" and not self._quiz.graded.may_be_practised:
            raise PlainError(f"'{quiz}' is for marks and cannot be practised; leave `mode` out.")
        super().__init__(head=self._head(layout))
        with self._journal.reading() as db:
            newest = self._current(db)
        if newest or not self._needs_begin():
            self._turn_to(newest or self._lazy_attempt(uuid4().hex))

    @request
    def certificate(self, name: str) -> dict:
        """The certificate of the best passed attempt: `url`, and `file` as its name."""
        from course.certificate import certificate

        with self._journal.reading() as db:
            made = certificate(db, self._course, self._quiz, self._track, name)
        return {
            "url": "data:application/pdf;base64," + base64.b64encode(made).decode("ascii"),
            "file": f"bedstretch-{self._quiz.id}.pdf",
        }

    # --- two sittings ---

    @request
    def begin(self) -> dict:
        """Begins a new attempt; of two sittings the one that is offered here. Raises `Refused`."""
        if self._quiz.forms:
            self._close_overdue(now())
            with self._journal.reading() as db:
                _two_sittings.may_begin(self._sittings(db), self._sitting)
        return super().begin()

    @request
    def close_early(self) -> dict:
        """Tells the first sitting's result without a second one, which there is not any more then."""
        with self._journal.writing() as db:
            forms.close(db, self._sittings(db), now())
        return self.look_up()

    @request
    def show_sitting(self, number: int) -> dict:
        """Turns to the first or the second sitting, once their results are told."""
        with self._journal.reading() as db:
            told = [attempt for attempt in self._sittings(db) if attempt.released_at is not None]
        if number not in range(1, len(told) + 1):
            raise Refused("This sitting has no result to show yet.")
        self._shown_sitting = told[number - 1].id
        return self.look_up()

    def _sittings(self, db: Connection) -> tuple[Attempt, ...]:
        if not self._quiz.forms:
            return ()
        return attempts.every(db, self._course, self._quiz.id, self._track)

    def _current(self, db: Connection) -> Attempt | None:
        if not self._quiz.forms:
            return super()._current(db)
        if self._shown_sitting:
            return attempts.find(db, self._course, self._shown_sitting)
        return _two_sittings.place(self._sittings(db), self._sitting)

    # --- what is told ---

    def _needs_begin(self) -> bool:
        return self._mode == "graded" or bool(self._quiz.blueprint)

    def _head(self, layout: Layout) -> dict:
        quiz = self._quiz
        return {
            "quiz": quiz.id,
            "title": quiz.title,
            "track": self._track,
            "mode": self._mode,
            "pass_mark": quiz.pass_mark,
            "minutes": quiz.graded.minutes if self._mode == "graded" else None,
            "layout": layout,
            "needs_begin": self._needs_begin(),
            "again": "Begin another attempt" if self._needs_begin() else None,
            **(_two_sittings.head(self._sitting) if quiz.forms else {}),
        }

    def _more(self, db: Connection, attempt: Attempt | None, moment: datetime) -> dict:
        if self._quiz.forms:
            return self._more_of_two(db, attempt)
        is_graded = self._mode == "graded"
        left = attempts.attempts_left(db, self._course, self._quiz, self._track) if is_graded else None
        return {
            "lines": self._lines(),
            "attempts_left": left,
            "has_certificate": bool(self._quiz.blueprint) and is_graded and self._has_passed(db),
        }

    def _more_of_two(self, db: Connection, attempt: Attempt | None) -> dict:
        tried, minutes = self._sittings(db), self._quiz.graded.minutes
        rules = [*([_clock_line(minutes)] if minutes else []), FORMATIVE]
        return {
            **_two_sittings.words(self._quiz, tried, self._sitting, rules),
            "sittings": _two_sittings.results(db, self._course, tried, attempt),
        }

    def _has_passed(self, db: Connection) -> bool:
        tried = attempts.every(db, self._course, self._quiz.id, self._track)
        graded = (one for one in tried if one.mode == "graded" and one.submitted_at is not None)
        return any(attempts.standing_of(db, self._course, one).passed for one in graded)

    def _lines(self) -> list[str]:
        quiz = self._quiz
        count = sum(cell.items for cell in quiz.blueprint.get(self._track, ())) or len(
            items_for(quiz, self._track)
        )
        mark = percent(quiz.pass_mark)
        lines = [f"{count} questions. {mark} passes, with every question about safety right."]
        if self._mode == "graded":
            if quiz.graded.minutes:
                lines.append(_clock_line(quiz.graded.minutes))
            lines.append(
                "You can change every answer until you submit; in a case, each part is fixed once you go on. "
                "What is right is told after you submit."
            )
            lines.append(FORMATIVE)
        return lines

    def _static_html(self) -> str:
        if self._quiz.forms:
            return title(self._quiz.title) + paragraph(_two_sittings.STATIC)
        if self._quiz.blueprint:
            drawn = "Each attempt draws its questions anew from all that the course asks, in JupyterLab."
            return title(self._quiz.title) + paragraph(drawn)
        items = [public_item(item, "print") for item in items_for(self._quiz, self._track)]
        return title(self._quiz.title) + "".join(static_item(n, item) for n, item in enumerate(items, 1))

    def _names(self) -> str:
        track = "" if self._track == "learner" else f", track={self._track!r}"
        mode = "" if self._mode == self._quiz.mode else f", mode={self._mode!r}"
        sitting = "" if self._sitting == 1 else f", sitting={self._sitting}"
        return f"{self._quiz.id!r}{track}{mode}{sitting}"


def _clock_line(minutes: int) -> str:
    return (
        f"You have {minutes} minutes from the moment you begin. The clock goes on if "
        "you close the page; what you chose is kept, and counted when the time is up."
    )
