"""A slip in the log: undone, corrected, withdrawn, with keys alone, and nothing that axe objects to."""

import pytest

import widgets
from course import load_course, log
from course.journal import Journal
from tests.browser.axe import violations_in_both_themes
from tests.browser.standalone import show

pytestmark = pytest.mark.browser


def stiffness():
    return [record.value for record in log.records(Journal(), load_course(), "stiffness-nrs")]


def press(page, name):
    """With the keyboard, as somebody without a mouse does."""
    page.get_by_role("button", name=name).focus()
    page.keyboard.press("Enter")


def save(page, value):
    page.get_by_label(value, exact=True).first.check()
    press(page, "Save")
    page.get_by_text(f"Saved: {value} out of 10").wait_for()


def test_undo(page):
    """What was saved counts no longer and stands in the form again; the button is gone."""
    show(page, widgets.LogForm())
    save(page, "6")
    press(page, "Undo")
    page.get_by_text("Taken back: 6 out of 10").wait_for()
    assert stiffness() == [] and page.get_by_role("button", name="Undo").count() == 0
    assert page.get_by_label("6", exact=True).first.is_checked()
    save(page, "7")
    assert stiffness() == [7]


def test_correct_and_withdraw(page):
    """In the fold with the last entries, at 400 px; what is refused is told, and cancelled is as before."""
    page.set_viewport_size({"width": 400, "height": 900})
    show(page, widgets.LogForm())
    for value in ("6", "3"):
        save(page, value)
    page.get_by_text("Your last entries").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Correct").first.wait_for()
    assert violations_in_both_themes(page) == []
    press_first(page, "Correct")
    assert violations_in_both_themes(page) == []
    page.keyboard.type("1")
    assert page.locator("li input:focus").input_value() == "1"
    page.locator("li input:focus").fill("11")
    press(page, "Save the correction")
    page.get_by_text("11 is outside the range").wait_for()
    page.locator("li input").first.fill("4")
    press(page, "Save the correction")
    page.get_by_text("Corrected: 4 out of 10").wait_for()
    page.get_by_text("(first noted:").wait_for()
    assert 4 in stiffness() and len(stiffness()) == 2
    press_first(page, "Correct")
    press(page, "Cancel")
    assert page.get_by_role("button", name="Correct").first.evaluate("e => e === document.activeElement")
    press_first(page, "Withdraw")
    assert violations_in_both_themes(page) == []
    assert page.evaluate("() => document.activeElement.textContent") == "No, keep it"
    press(page, "Yes, withdraw it")
    page.get_by_text("Withdrawn: ").wait_for()
    page.wait_for_function("() => document.querySelectorAll('.bedstretch-log-form-entries li').length === 1")
    assert len(stiffness()) == 1
    assert violations_in_both_themes(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 400


def press_first(page, name):
    page.get_by_role("button", name=name).first.focus()
    page.keyboard.press("Enter")
