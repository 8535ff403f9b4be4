"""The screening.

    SafetyCheck()

The answers live in the page while they are given and go to Python once; the journal keeps the merged verdict
and the questions that caused it, never what was ticked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import traitlets
from pydantic import ValidationError

from course import emergency, standing
from course.errors import Refused, first_problem
from course.journal import now
from course.schema import Question
from course.screening import Answer, Verdict, screen
from course.standing import Standing
from widgets._assets import script, style
from widgets._base import CourseWidget, request
from widgets._static import bullets, paragraph, review_line, section, title


class SafetyCheck(CourseWidget):
    """The safety questions, what they mean for the course, and how what is open gets cleared."""

    _esm = script("safety_check")
    _css = style("safety_check")

    questions = traitlets.List(
        help="The questions: id, ask, ticks [{id, text, urgency}], other_answers [{id, text}]."
    ).tag(sync=True)
    regions = traitlets.Dict(help="Emergency number by region id.").tag(sync=True)
    review = traitlets.Unicode(help="Whether a clinician has reviewed these questions.").tag(sync=True)
    asked_whom = traitlets.List(help="Who may have been asked, for clearing an 'ask first'.").tag(sync=True)

    def __init__(self):
        super().__init__()
        safety = self._course.safety
        self.questions = [asked_question(question) for question in safety.questions]
        self.regions = dict(safety.local_numbers)
        self.review = review_line([safety])
        self.asked_whom = list(standing.ASKED)

    @request
    def state(self) -> dict:
        """Where the learner stands now, as texts for the page."""
        moment = now()
        with self._journal.reading() as db:
            where = standing.current(db, self._course, moment)
            open_rows = standing.open_emergencies(db)
        return self._shown(where, open_rows, moment, None)

    @request
    def submit(self, answers: dict) -> dict:
        """Screens the answers {question id: {answer, ticks}} and stores the verdict. Raises `Refused`."""
        verdict = screen(self._course, _read_answers(answers))
        moment = now()
        with self._journal.writing() as db:
            standing.record_verdict(db, verdict, moment)
            where = standing.current(db, self._course, moment)
            open_rows = standing.open_emergencies(db)
        return self._shown(where, open_rows, moment, verdict)

    @request
    def undo(self) -> dict:
        """Takes back a mistaken tap that led to an emergency, within a minute."""
        with self._journal.writing() as db:
            standing.undo_emergency(db, self._course, now())
        return self.state()

    @request
    def clear_emergency(self, checked_on: str) -> dict:
        """The learner states that a clinician has checked it on that day (YYYY-MM-DD)."""
        with self._journal.writing() as db:
            standing.clear_emergency(db, _read_date(checked_on), now())
        return self.state()

    @request
    def clear_ask_first(self, asked_whom: str, asked_on: str, stretches: list, measures: list) -> dict:
        """Records whom the learner asked, when, and what was allowed."""
        with self._journal.writing() as db:
            standing.clear_ask_first(
                db,
                self._course,
                str(asked_whom),
                _read_date(asked_on),
                map(str, stretches),
                map(str, measures),
                now(),
            )
        return self.state()

    @request
    def set_region(self, region: str) -> dict:
        """Sets whose emergency number all texts show."""
        emergency.set_region(self._journal, self._course.safety, str(region))
        return self.state()

    def _shown(self, where: Standing, open_rows: list, moment: datetime, verdict: Verdict | None) -> dict:
        safety, course = self._course.safety, self._course
        number = emergency.local_number(self._journal, safety)
        titles = {question.id: question.title for question in safety.questions}
        return {
            "code": where.code,
            "sentence": where.sentence,
            "region": emergency.region(self._journal, safety),
            "pages": emergency.pages(safety, where.urgency, number) if where.code == "emergency" else [],
            "pages_by_urgency": {
                urgency: emergency.pages(safety, urgency, number) for urgency in safety.urgency_order
            },
            "undo_seconds": _undo_left(open_rows, moment, safety.undo_seconds),
            "emergency_day": open_rows and standing.first_day_of_a_check(open_rows, moment).isoformat(),
            "causes": [titles[id] for id in where.causes if id in titles],
            "leave_out": _named(course.stretches, where.leave_out),
            "change": _changes(course, where),
            "measures_out": _named(course.measures, where.measures_out),
            "say": [emergency.with_number(text, number) for text in verdict.say] if verdict else [],
            "notes": list(verdict.notes) if verdict else [],
            "keep_moving": safety.keep_moving.text,
            "still_open": list(safety.still_open),
        }

    def _static_html(self) -> str:
        asks = [
            section(question.ask, bullets(tick.text for tick in question.ticks))
            for question in self._course.safety.questions
        ]
        return title("Safety check") + paragraph(self.review) + "".join(asks)


def asked_question(question: Question) -> dict:
    """A question as the page asks it; signs with an `urgency` get a second look before they count."""
    return {
        "id": question.id,
        "title": question.title,
        "ask": question.ask,
        "ticks": [
            {
                "id": tick.id,
                "text": tick.text,
                "urgency": (tick.rule or question.rule).urgency,
            }
            for tick in question.ticks
        ],
        "other_answers": [{"id": other.id, "text": other.text} for other in question.other_answers],
    }


def _read_answers(answers: Any) -> Mapping[str, Answer]:
    try:
        return {str(id): Answer.model_validate(answer) for id, answer in dict(answers).items()}
    except (ValidationError, TypeError, ValueError) as error:
        problem = first_problem(error) if isinstance(error, ValidationError) else "not a list of answers"
        raise Refused(f"These answers cannot be read: {problem}") from error


def _read_date(text: Any) -> date:
    if not text:
        raise Refused("Please choose the day.")
    try:
        return date.fromisoformat(str(text))
    except ValueError as error:
        raise Refused(f"'{text}' is not a date; expected year-month-day, such as 2026-11-22.") from error


def _undo_left(open_rows: list, moment: datetime, undo_seconds: int) -> int:
    if not open_rows:
        return 0
    passed = int((moment - datetime.fromisoformat(open_rows[-1]["at"])) / timedelta(seconds=1))
    return max(0, undo_seconds - passed) if passed >= 0 else 0


def _named(entries: Mapping[str, Any], ids: Iterable[str]) -> list[dict]:
    return [{"id": id, "name": entry.name} for id, entry in entries.items() if id in set(ids)]


def _changes(course: Any, where: Standing) -> list[str]:
    return [
        f"{stretch.name}: {', '.join(stretch.variant(v).name for v in where.change[id])}"
        for id, stretch in course.stretches.items()
        if id in where.change and id not in where.leave_out
    ]
