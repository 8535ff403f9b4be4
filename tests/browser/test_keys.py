"""JupyterLab's own keys stay out of the widgets' controls, and each control does what its key says."""

import pytest

from tests.browser.people import BANK, answers_questions, answers_stop, has_checked_today, has_screened

pytestmark = pytest.mark.browser

KEYS = ["a", "b", "x", "d", "d", "m", "1", "Space", "Escape"]
OPENS_A_LESSON = ["a", "b", "x", "d", "d", "m", "1", "Escape"]
"""Where a button opens a lesson on Space, as it says."""

WIDGETS = {
    "breathing-pacer": "BreathingPacer()",
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

FOCUS = """(widget, [kind, index]) => {
    const control = widget.querySelectorAll(kind)[index];
    control?.focus();
    return control !== undefined && document.activeElement === control;
}"""
"""Whether a control can be used: what is disabled or hidden takes no focus."""


@pytest.fixture(scope="module")
def all_drawn(module_tab, one_server, tmp_path_factory):
    """A notebook with all these widgets, the learner screened and checked; no test changes it."""
    one_server.home = tmp_path_factory.mktemp("keys")
    one_server.complaints()
    has_screened(one_server)
    has_checked_today(one_server)
    setting = f"%env BEDSTRETCH_BANK={BANK}\nfrom widgets import *"
    module_tab.open(one_server.add_notebook("keys", setting, *WIDGETS.values()))
    for index in range(len(WIDGETS) + 1):
        module_tab.run(index)
    for name in WIDGETS:
        module_tab.widget(name).wait_for()
    yield module_tab
    assert module_tab.wrongs() == []
    one_server.end_all_kernels()


@pytest.fixture
def drawn(request, all_drawn):
    """One of the widgets, drawn anew."""
    all_drawn.run(1 + list(WIDGETS).index(request.param))
    widget = all_drawn.widget(request.param)
    widget.wait_for()
    return all_drawn, widget


def presses(lab, widget, kind: str, keys: list[str]) -> None:
    """Focus on controls of this kind, and all keys that JupyterLab would take."""
    for index in range(min(widget.locator(kind).count(), 3)):
        for key in keys:
            if widget.evaluate(FOCUS, [kind, index]):
                lab.page.keyboard.press(key)


def test_keys_on_every_kind_of_control(all_drawn):
    """`a b x d d m 1 Space Escape` on buttons, radios, ticks, lists, fields and folds change no cell."""
    lab = all_drawn
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
    answers_stop(lab.page, "Cramp")
    answers_stop(lab.page, "End the session here")


@pytest.mark.parametrize("drawn", ["stretch-card"], indirect=True)
def test_a_fold_takes_its_keys(drawn):
    """With the focus on a fold, letters do nothing to the notebook, and Space opens and closes the fold."""
    lab, card = drawn
    folds = card.locator("summary")
    before = lab.cells()
    for index in range(folds.count()):
        folds.nth(index).focus()
        for key in (*KEYS[:-2], "s", "Escape"):
            lab.page.keyboard.press(key)
        folds.nth(index).focus()
        lab.page.keyboard.press("Space")
        assert card.locator("details").nth(index).evaluate("(fold) => fold.open")
    assert lab.cells() == before


@pytest.mark.parametrize("drawn", ["log-form"], indirect=True)
def test_a_field_takes_its_keys(drawn):
    """Letters and digits typed into a field stand in the field."""
    lab, widget = drawn
    widget.get_by_role("combobox").select_option("knee-chest-cm")
    field = widget.get_by_role("textbox").first
    field.focus()
    lab.page.keyboard.type("1d8,5")
    assert field.input_value() == "1d8,5"
