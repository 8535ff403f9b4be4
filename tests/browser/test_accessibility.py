"""axe finds nothing: rules and contrast on plain pages, in both themes, wide and narrow."""

import pytest

import widgets
from tests.browser.axe import violations_in_both_themes
from tests.browser.people import answers_stop
from tests.browser.standalone import show

pytestmark = pytest.mark.browser

MAKERS = {
    "BreathingPacer": lambda: widgets.BreathingPacer(),
    "SafetyCheck": lambda: widgets.SafetyCheck(),
    "SessionTimer": lambda: widgets.SessionTimer("figure-four"),
    "Quiz": lambda: widgets.Quiz("loosen-the-spine"),
    "Reminders": lambda: widgets.Reminders("evening"),
    "Review": lambda: widgets.Review(),
    "SendToPhone": lambda: widgets.SendToPhone(routine="evening"),
    "QuestionPreview": lambda: widgets.QuestionPreview(),
    "LogForm": lambda: widgets.LogForm(),
    "ProgressPlots": lambda: widgets.ProgressPlots(),
    "ProgressPlots sample": lambda: widgets.ProgressPlots("knee-chest-cm", sample=True),
    "CourseMap": lambda: widgets.CourseMap(),
    "MuscleMap": lambda: widgets.MuscleMap("figure-four"),
    "StretchCard": lambda: widgets.StretchCard("figure-four"),
    "LessonStart": lambda: widgets.LessonStart("03_bring_knees_to_chest"),
}


@pytest.mark.parametrize("name", MAKERS)
def test_first_view(page, name):
    """As it is first drawn, at 1400 and at 400 px; nothing is wider than the page."""
    show(page, MAKERS[name]())
    page.wait_for_timeout(400)
    assert violations_in_both_themes(page) == []
    page.set_viewport_size({"width": 400, "height": 800})
    assert violations_in_both_themes(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 400


def test_screening_and_its_pages(page):
    """A question with its ticks, the second look, the page that says what to do, and the way on."""
    show(page, widgets.SafetyCheck())
    page.get_by_role("button", name="Begin the safety check").click()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_role("checkbox").first.check()
    assert violations_in_both_themes(page) == []
    page.get_by_role("button", name="Next").click()
    assert violations_in_both_themes(page) == []
    page.get_by_role("button", name="Yes, that is so").click()
    page.get_by_text("A clinician has checked this since").first.click()
    assert violations_in_both_themes(page) == []


def test_session_bar_and_stop_dialog(page):
    """The running session, its bar, the six answers, what to do then, and the page for an emergency sign."""
    show(page, widgets.SessionTimer("happy-baby", demonstration=True))
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Stop, it hurts").wait_for()
    assert violations_in_both_themes(page) == []
    page.keyboard.press("Escape")
    assert violations_in_both_themes(page) == []
    answers_stop(page, "Cramp")
    assert violations_in_both_themes(page) == []
    answers_stop(page, "I am fine")
    page.keyboard.press("Escape")
    answers_stop(page, "Numb between the legs")
    page.get_by_text("Please get help now").wait_for()
    assert violations_in_both_themes(page) == []
