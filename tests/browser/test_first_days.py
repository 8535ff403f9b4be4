"""The suggestion of the first days and the card after six weeks, on a plain page, with Python beside them."""

import pytest

import widgets
from course import history
from tests.browser.axe import violations
from tests.browser.people import Here, answers_questions, has_screened
from tests.browser.standalone import show

pytestmark = pytest.mark.browser

TAKE, KEEP = "Do the first-week routine", "Go on with what I chose"


@pytest.fixture
def page(context):
    return context.new_page()


@pytest.fixture
def asked(page, home):
    """A beginner has pressed Start on an evening and answered the questions."""
    has_screened(Here(home), in_first_days=True)
    show(page, widgets.SessionTimer(routine="evening", get_ready_seconds=3))
    answers_questions(page)
    page.get_by_text("A suggestion first").wait_for()
    return page


def heading(page) -> str:
    page.get_by_role("button", name="Stop, it hurts").wait_for()
    return page.locator("#el h3").inner_text()


def test_the_first_week_is_one_tap_away(asked):
    """Both plans are told with their minutes, nothing runs yet, and the first week begins."""
    assert asked.get_by_text("About 5 min 33 s").is_visible()
    assert asked.get_by_text("What you chose: Evening, all six").is_visible()
    assert not asked.get_by_role("button", name="Stop, it hurts").is_visible()
    assert violations(asked) == []
    asked.get_by_role("button", name=TAKE).click()
    assert heading(asked) == "First week"


def test_going_on_is_one_tap_away_and_not_asked_again(asked):
    """What was chosen begins; the next start goes straight on."""
    asked.get_by_role("button", name=KEEP).click()
    assert heading(asked) == "Evening, all six"
    asked.get_by_role("button", name="End early").click()
    asked.get_by_role("button", name="Back to the start").click()
    answers_questions(asked)
    assert heading(asked) == "Evening, all six"


def test_not_now_leads_back(asked):
    """Neither of the two: the timer is as it was, and asks again next time."""
    asked.get_by_role("button", name="Not now").click()
    answers_questions(asked)
    asked.get_by_text("A suggestion first").wait_for()


def test_a_demonstration_does_not_ask(page):
    """On a projector it simply begins."""
    show(page, widgets.SessionTimer(routine="evening", demonstration=True))
    page.get_by_role("button", name="Start", exact=True).click()
    assert heading(page) == "Evening, all six"


@pytest.mark.parametrize("due", [True, False])
def test_the_card_after_six_weeks(page, monkeypatch, due):
    """The map holds it when it is due, and no empty box otherwise."""
    monkeypatch.setattr(history, "no_better", lambda *_: due)
    show(page, widgets.CourseMap())
    page.get_by_text("Lessons opened").wait_for()
    assert page.get_by_role("heading", name="Time to ask a professional").is_visible() is due
    assert violations(page) == []
