"""The guided session.

    SessionTimer("single-knee-to-chest")
    SessionTimer("figure-four", hold_seconds=20, sets=1)
    SessionTimer(routine="evening")
    SessionTimer(routine="class", demonstration=True)

The plan is computed in `course.plan`; the page plays it (`page/session_owner.js`); this widget asks the three
questions before a start, asks Python for the plan, and shows where the session is.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import traitlets
from pydantic import ValidationError

from course import emergency, gate, history, standing
from course.adapt import Adaptation, adaptation
from course.errors import Refused, first_problem
from course.journal import now
from course.plan import Plan, Wish, easier_forms, plan_session
from course.suggest import Suggestion, gentle_wish, suggestion
from widgets._assets import script, style
from widgets._base import CourseWidget, PlainValueError, UnknownName, request
from widgets._daily_check import check_texts, read_check, record_check
from widgets._plan_words import outline
from widgets._static import bullets, paragraph, title

DEMONSTRATION = Adaptation(most_hold_seconds={"*": 10}, most_sets={"*": 1})
_CHECK_STAYS_FRESH = timedelta(minutes=10)


class SessionTimer(CourseWidget):
    """Leads through one stretch or one routine.

    Args:
        stretch: id of a stretch, or
        routine: id of a routine; exactly one of the two.
        option: id of one of that routine's options, another dose for its holds.
        hold_seconds: length of each hold, instead of the plan's own (within the course's limits).
        sets: 1 to 6, instead of the plan's own.
        get_ready_seconds: time to lie down before the first movement, 0 to 120.
        rest_seconds: pause between holds, 0 to 120; none by default, as the other side is the rest.
        demonstration: for a projector: marked, short holds, nothing screened, nothing stored.

    Raises:
        UnknownName: no such stretch, routine or option.
        ValueError: both or neither given, or a number outside its limits.
    """

    _esm = script("session_timer")
    _css = style("session_timer")

    title = traitlets.Unicode(help="Name of the stretch or routine.").tag(sync=True)
    outline = traitlets.Dict(help="The plan as asked for: `minutes`, and `parts`, one line for each.").tag(
        sync=True
    )
    check = traitlets.Dict(help="Texts of the three questions before a start; empty in a demonstration.").tag(
        sync=True
    )
    asked = traitlets.Unicode(help="What this timer was made for, as in its repr.").tag(sync=True)
    demonstration = traitlets.Bool(help="For a projector: nothing screened, nothing stored.").tag(sync=True)

    def __init__(
        self,
        stretch: str | None = None,
        *,
        routine: str | None = None,
        option: str | None = None,
        hold_seconds: int | None = None,
        sets: int | None = None,
        get_ready_seconds: int | None = None,
        rest_seconds: int = 0,
        demonstration: bool = False,
    ):
        self._demonstrates = bool(demonstration)
        super().__init__(demonstration=self._demonstrates)
        try:
            self._wish = Wish(
                stretch=stretch,
                routine=routine,
                option=option,
                hold_seconds=hold_seconds,
                sets=sets,
                get_ready_seconds=get_ready_seconds,
                rest_seconds=rest_seconds,
            )
        except ValidationError as error:
            raise PlainValueError(first_problem(error)) from error
        self._refuse_unfit()
        plan = plan_session(self._course, self._wish, DEMONSTRATION if self._demonstrates else None)
        self.title = plan.title
        self.asked = self._names()
        self.outline = outline(plan)
        self.check = {} if self._demonstrates else check_texts(self._course)

    def _refuse_unfit(self) -> None:
        wish, course, timing = self._wish, self._course, self._course.timing
        if (wish.stretch is None) == (wish.routine is None):
            raise PlainValueError('Give one stretch or one routine, e.g. SessionTimer("pelvic-tilt").')
        if wish.stretch is not None and wish.stretch not in course.stretches:
            raise UnknownName("stretch", wish.stretch, course.stretches)
        if wish.routine is not None and wish.routine not in course.routines:
            raise UnknownName("routine", wish.routine, course.routines)
        options = [option.id for option in course.routines[wish.routine].options] if wish.routine else []
        if wish.option is not None and wish.option not in options:
            raise UnknownName("option of what you asked for", wish.option, options)
        _within("hold_seconds", wish.hold_seconds, timing.shortest_hold_seconds, timing.longest_hold_seconds)
        _within("sets", wish.sets, 1, 6)
        _within("get_ready_seconds", wish.get_ready_seconds, 0, 120)
        _within("rest_seconds", wish.rest_seconds, 0, 120)

    @request
    def state(self) -> dict:
        """Whether a session could start now, short of today's questions: {allowed, code, reason, notes}.

        `notes` are sentences on what would differ from what was asked for.
        """
        if self._demonstrates:
            return self._demonstration_allowed()
        moment = now()
        with self._journal.reading() as db:
            permission = gate.may_move(db, self._course, moment)
            suits = adaptation(db, self._course, moment, with_check=False)
        asks_only = permission.code in ("check-needed", "pain-too-high")
        notes: tuple[str, ...] = ()
        if permission.allowed or asks_only:
            try:
                notes = plan_session(self._course, self._wish, suits).notes
            except Refused as refused:
                return {"allowed": False, "code": "left-out", "reason": str(refused), "notes": []}
        return {
            "allowed": permission.allowed or asks_only,
            "code": permission.code,
            "reason": None if asks_only else _with_where(permission),
            "notes": list(notes),
        }

    @request
    def start(self, check: dict | None = None, choice: str | None = None) -> dict:
        """Asked afresh at every start: the plan and its texts for the page.

        `check` holds today's answers {new_signs: bool, pain: 0-10, up_an_hour: bool}; None repeats a start
        whose check was answered in the last ten minutes. Raises `Refused`, with the reason, for a no.

        In the first days the answer may hold a `suggestion`; `choice` then says what the person took:
        "gentle", or "chosen" for what this timer was made for, after which it is not asked for some days.
        """
        if choice not in (None, "gentle", "chosen"):
            raise Refused(f"The choice is 'gentle' or 'chosen'; found {choice!r}.")
        if self._demonstrates:
            allowed = self._demonstration_allowed()
            if not allowed["allowed"]:
                raise Refused(allowed["reason"])
            return self._started(plan_session(self._course, self._wish, DEMONSTRATION))
        moment = now()
        if check is not None:
            record_check(self._journal, self._course, read_check(check, moment))
        with self._journal.reading() as db:
            permission = gate.may_move(db, self._course, moment)
            if permission.allowed and check is None:
                permission = self._still_fresh(db, moment)
            if not permission.allowed:
                raise Refused(permission.reason)
            suits = adaptation(db, self._course, moment)
            wish = gentle_wish(self._course, self._wish) if choice == "gentle" else self._wish
            plan = plan_session(self._course, wish, suits)
            offered = suggestion(db, self._course, wish, plan, suits, moment) if choice is None else None
        if choice == "chosen":
            with self._journal.writing() as db:
                history.keep_as_chosen(db, moment)
        return self._started(plan, offered)

    def _still_fresh(self, db, moment) -> gate.Permission:
        answered = gate.todays_check(db, self._course, moment)
        if moment - answered.at <= _CHECK_STAYS_FRESH:
            return gate.ALLOWED
        return gate.Permission(False, "check-needed", "First today's three quick questions, please.")

    def _demonstration_allowed(self) -> dict:
        """Even a demonstration does not run on a computer on which something is still to be checked."""
        with self._journal.reading() as db:
            where = standing.current(db, self._course, now())
        blocked = where.code == "emergency"
        reason = where.sentence if blocked else None
        return {"allowed": not blocked, "code": where.code, "reason": reason, "notes": []}

    def _suggested(self, offered: Suggestion) -> dict:
        rule = self._course.over_days.first_days
        return {
            "say": offered.say,
            "title": offered.plan.title,
            "outline": outline(offered.plan),
            "take": rule.take,
            "keep": rule.keep,
        }

    def _started(self, plan: Plan, offered: Suggestion | None = None) -> dict:
        safety = self._course.safety
        number = emergency.local_number(self._journal, safety)
        return {
            "session_id": uuid.uuid4().hex,
            "asked": self._names(),
            "plan": {**plan.model_dump(mode="json"), "outline": outline(plan)},
            "easier": {
                stretch: form.model_dump(mode="json")
                for stretch, form in easier_forms(self._course, plan).items()
            },
            "stop": _with_number(safety.stop.model_dump(mode="json"), number),
            "texts": {
                "emergency": emergency.pages(safety, None, number),
                "soreness": safety.stop.soreness.text,
            },
            "demonstration": self._demonstrates,
            "suggestion": self._suggested(offered) if offered else None,
        }

    def _static_html(self) -> str:
        parts = bullets(self.outline["parts"], ordered=True)
        return title(f"Guided session: {self.title}") + paragraph(f"About {self.outline['minutes']}.") + parts

    def _names(self) -> str:
        given = self._wish.model_dump(exclude_defaults=True)
        first = [repr(given.pop("stretch"))] if "stretch" in given else []
        if self._demonstrates:
            given["demonstration"] = True
        return ", ".join([*first, *(f"{name}={value!r}" for name, value in given.items())])


def _with_where(permission: gate.Permission) -> str | None:
    """The reason, and in which lesson to do something about it."""
    where = gate.WHERE.get(permission.code)
    return " ".join(part for part in (permission.reason, where) if part) or None


def _within(name: str, value: Any, low: int, high: int) -> None:
    if value is not None and not low <= value <= high:
        raise PlainValueError(f"{name} is {value}; expected {low} to {high}.")


def _with_number(data: Any, number: str) -> Any:
    if isinstance(data, str):
        return emergency.with_number(data, number)
    if isinstance(data, dict):
        return {key: _with_number(value, number) for key, value in data.items()}
    if isinstance(data, list | tuple):
        return [_with_number(value, number) for value in data]
    return data
