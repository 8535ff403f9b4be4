"""Today's three questions, for every widget that asks them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from course.emergency import local_number, with_number
from course.errors import Refused
from course.gate import DailyCheck, record_daily_check
from course.journal import Journal
from course.schema import Course


def check_texts(course: Course) -> dict:
    """What `page/daily_check.js` shows."""
    check = course.safety.daily_check
    return {
        "new_signs_ask": check.new_signs_ask,
        "new_signs": list(check.new_signs),
        "pain_ask": check.pain_ask,
        "up_an_hour_ask": check.up_an_hour_ask,
    }


def read_check(answers: Any, moment: datetime) -> DailyCheck:
    """The answers {new_signs: bool, pain: 0-10, up_an_hour: bool} as given in the page. Raises `Refused`."""
    given = answers if isinstance(answers, dict) else {}
    new_signs, pain, up_an_hour = (given.get(key) for key in ("new_signs", "pain", "up_an_hour"))
    if not isinstance(new_signs, bool) or not isinstance(up_an_hour, bool) or type(pain) is not int:
        raise Refused("All three questions need an answer: yes or no, 0 to 10, yes or no.")
    return DailyCheck(moment, new_signs, pain, up_an_hour)


def record_check(journal: Journal, course: Course, check: DailyCheck) -> None:
    """Stores today's answers. Raises `Refused`, once they are stored, when there is a new sign."""
    with journal.writing() as db:
        record_daily_check(db, check)
    if check.new_signs:
        advice = course.safety.daily_check.new_signs_if_yes
        raise Refused(with_number(advice, local_number(journal, course.safety)))
