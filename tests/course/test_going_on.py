"""Whether an interrupted session may go on."""

from datetime import datetime, timedelta, timezone

import pytest

from course import gate, standing
from course.adapt import may_go_on
from course.journal import Journal
from course.plan import Wish, plan_session
from course.screening import Verdict

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=1)))
MINUTE = timedelta(minutes=1)


@pytest.fixture
def journal():
    """The learner has screened and checked at noon."""
    journal = Journal()
    with journal.writing() as db:
        gate.record_daily_check(db, gate.DailyCheck(NOON, False, 2, True))
    return journal


def screened(journal, course, verdict=None):
    with journal.writing() as db:
        standing.record_verdict(db, verdict or Verdict(), NOON)


def steps(course, stretch="happy-baby"):
    return plan_session(course, Wish(stretch=stretch)).model_dump(mode="json")["steps"]


def asks(journal, course, after=MINUTE, stretch="happy-baby"):
    return may_go_on(journal, course, NOON, steps(course, stretch), NOON + after)


def test_it_may_go_on_for_an_hour(journal, course):
    """What was begun within an hour goes on; later, or before it began, it is started anew.

    A nap of more than an hour may lie in a longer pause, and after it one counts as not yet up.
    """
    screened(journal, course)
    assert asks(journal, course, timedelta(hours=1)).allowed
    assert "anew" in asks(journal, course, timedelta(hours=1, seconds=1)).reason
    assert not asks(journal, course, -timedelta(hours=1)).allowed


def test_it_asks_like_a_start(journal, course):
    """Without a screening, or with an emergency found meanwhile, nothing goes on."""
    assert not asks(journal, course).allowed
    with journal.writing() as db:
        standing.open_new_emergency(db, None, "stop-button", NOON)
    assert asks(journal, course).code == "emergency"


def test_what_the_screening_leaves_out_since_then_does_not_go_on(journal, course):
    """A new screening that leaves the stretch out, or changes its form, ends what was begun before."""
    screened(journal, course, Verdict(outcome="ask-first", scope="some", leave_out=("happy-baby",)))
    assert asks(journal, course).code == "left-out"
    assert asks(journal, course, stretch="figure-four").allowed
    change = {"figure-four": ("foot-down",)}
    screened(journal, course, Verdict(outcome="ask-first", scope="some", change=change))
    assert asks(journal, course, stretch="figure-four").code == "left-out"


@pytest.mark.parametrize("pain, up", [(5, True), (2, False)])
def test_todays_answers_since_then_count(journal, course, pain, up):
    """More pain, or not yet up for an hour: the plan of before does not fit any more."""
    screened(journal, course)
    with journal.writing() as db:
        gate.record_daily_check(db, gate.DailyCheck(NOON + MINUTE, False, pain, up))
    assert asks(journal, course, 2 * MINUTE).code == "left-out"
