"""JupyterLab's own keys stay out of the widgets' controls, and each control does what its key says."""

import pytest

from tests.browser.people import BANK, answers_questions, has_checked_today, has_screened

pytestmark = pytest.mark.browser

KEYS = ["a", "b", "x", "d", "d", "m", "1", "Space", "Escape"]
OPENS_A_LESSON = ["a", "b", "x", "d", "d", "m", "1", "Escape"]
"""Where a button opens a lesson on Space, as it says."""

WIDGETS = {
    "safety-check": "SafetyCheck()",
    "session-timer": 'SessionTimer("figure-four")',
    "review": "Review()",
    "question-preview": "QuestionPreview()",
    "quiz": 'Quiz("all-kinds", layout="all")',
    "log-form": "LogForm()",
    "progress-plots": "ProgressPlots()",
    "course-map": "CourseMap()",
    "stretch-card": 'StretchCard("figure-four")',
    "lesson-start": 'LessonStart("01_stay_safe")',
}


@pytest.fixture
def drawn(request, server, lab):
    """One widget in a notebook, drawn, and its controls."""
    draw(server, lab, [request.param])
    return lab, lab.widget(request.param)


def draw(server, lab, names: list[str]) -> None:
    """A notebook with these widgets, the learner screened and checked."""
    has_screened(server)
    has_checked_today(server)
    setting = f"%env BEDSTRETCH_BANK={BANK}\nfrom widgets import *"
    lab.open(server.add_notebook("scratch", setting, *(WIDGETS[name] for name in names)))
    for index in range(len(names) + 1):
        lab.run(index)
    for name in names:
        lab.widget(name).wait_for()
    lab.page.wait_for_timeout(500)


def presses(lab, widget, kind: str, keys: list[str]) -> None:
    """Focus on controls of this kind, and all keys that JupyterLab would take."""
    for index in range(min(widget.locator(kind).count(), 3)):
        control = widget.locator(kind).nth(index)
        for key in keys:
            if control.count() and control.is_visible() and control.is_enabled():
                control.focus()
                lab.page.keyboard.press(key)


def test_keys_on_every_kind_of_control(server, lab):
    """`a b x d d m 1 Space Escape` on buttons, radios, ticks, lists, fields and folds change no cell."""
    draw(server, lab, list(WIDGETS))
    before = lab.cells()
    for name in WIDGETS:
        for kind in ("summary", "select", "input", "button", "textarea"):
            keys = OPENS_A_LESSON if name in ("course-map", "question-preview") else KEYS
            presses(lab, lab.widget(name), kind, keys)
        assert lab.cells() == before and lab.kinds() == ["code"] * len(before), name


@pytest.mark.parametrize("drawn", ["safety-check"], indirect=True)
def test_space_and_arrows_choose_answers(drawn):
    """Space chooses the focused radio, ArrowDown the next, and the focus stays in the group."""
    lab, widget = drawn
    widget.get_by_role("button", name="Do the safety check again").click()
    first = widget.get_by_label("No, none of these")
    first.focus()
    lab.page.keyboard.press("Space")
    assert first.is_checked()
    lab.page.keyboard.press("ArrowDown")
    assert widget.get_by_label("Yes", exact=True).is_checked()
    lab.page.keyboard.press("Tab")
    lab.page.keyboard.press("Space")
    assert widget.locator("input[type=checkbox]").first.is_checked()


@pytest.mark.parametrize("drawn", ["session-timer"], indirect=True)
def test_keys_of_a_running_session(drawn):
    """Page-wide, wherever the focus is: space pauses and goes on, the arrow skips, Escape stops and asks."""
    lab, widget = drawn
    answers_questions(widget)
    lab.bar().get_by_role("button", name="Pause").wait_for()
    cells = lab.cells()
    lab.page.evaluate("() => document.activeElement.blur()")
    lab.page.keyboard.press("Space")
    lab.bar().get_by_role("button", name="Go on").wait_for()
    lab.page.evaluate("() => document.activeElement.blur()")
    lab.page.keyboard.press("Space")
    lab.bar().get_by_role("button", name="Pause").wait_for()
    before = lab.bar().inner_text()
    lab.page.evaluate("() => document.activeElement.blur()")
    lab.page.keyboard.press("ArrowRight")
    lab.page.wait_for_timeout(300)
    assert "Get ready" in before and "Get ready" not in lab.bar().inner_text()
    lab.page.keyboard.press("Escape")
    lab.dialog().get_by_role("button", name="Cramp").wait_for()
    for key in ("b", "d", "d", "Escape"):
        lab.page.keyboard.press(key)
    assert lab.dialog().is_visible() and lab.cells() == cells


@pytest.mark.parametrize("drawn", ["log-form"], indirect=True)
def test_a_field_takes_its_keys(drawn):
    """Letters and digits typed into a field stand in the field."""
    lab, widget = drawn
    widget.get_by_role("combobox").select_option("knee-chest-cm")
    field = widget.get_by_role("textbox").first
    field.focus()
    lab.page.keyboard.type("1d8,5")
    assert field.input_value() == "1d8,5"
