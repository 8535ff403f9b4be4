"""The gentle routine, offered in the first days before anything that asks for more. No safety lock."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from course import history
from course.adapt import Adaptation
from course.errors import Refused
from course.plan import Plan, Wish, is_more_than_gentle, plan_session
from course.schema import Course


@dataclass(frozen=True)
class Suggestion:
    """Another plan than the one asked for, and why, in a sentence for the person."""

    plan: Plan
    say: str


def gentle_wish(course: Course, wish: Wish) -> Wish:
    """The gentle routine in its own dose, with the time to get ready and the rests of what was asked for."""
    return Wish(
        routine=course.over_days.gentle_routine,
        get_ready_seconds=wish.get_ready_seconds,
        rest_seconds=wish.rest_seconds,
    )


def suggestion(
    db: sqlite3.Connection, course: Course, wish: Wish, plan: Plan, adaptation: Adaptation, moment: datetime
) -> Suggestion | None:
    """What to offer before `plan` begins, which was made of `wish`; mostly None.

    None where the plan is no more than the gentle routine, nor before one has been up for an hour: there the
    morning's own limits hold.
    """
    if adaptation.morning or (plan.routine and course.routines[plan.routine].suits_morning):
        return None
    spell = history.first_days(db, course, moment)
    if spell is None or not is_more_than_gentle(course, plan):
        return None
    try:
        gentle = plan_session(course, gentle_wish(course, wish), adaptation)
    except Refused:
        return None
    rule = course.over_days.first_days
    return Suggestion(gentle, rule.say_after_break if spell.after_break else rule.say_new)
