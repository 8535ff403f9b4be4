"""A slip in the log: undone, corrected, withdrawn, with keys alone, and nothing that axe objects to."""

import pytest

import widgets
from course import load_course, log
from course.journal import Journal
from tests.browser.axe import violations_in_both_themes
from tests.browser.people import Here, has_checked_today, has_screened
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


def test_a_reading_of_this_morning(page):
    """Entered later: its own time stands in the log, and the field is empty for the next one."""
    show(page, widgets.LogForm())
    page.get_by_label("Taken earlier today?").fill("00:00")
    save(page, "6")
    (record,) = log.records(Journal(), load_course(), "stiffness-nrs")
    assert f"{record.at:%H:%M:%S}" == "00:00:00"
    assert page.get_by_label("Taken earlier today?").input_value() == ""


def test_what_is_known_of_a_measure(page):
    """Folded below Save: published errors and what they tell, of the measure that is chosen; 400 px wide."""
    page.set_viewport_size({"width": 400, "height": 900})
    show(page, widgets.LogForm())
    page.get_by_label("What do you want to note?").select_option(label="Pain")
    page.get_by_text("How exact it is").click()
    page.get_by_text("MIC, the change that people tend to notice: 2 points.").wait_for()
    assert violations_in_both_themes(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 400
    page.get_by_label("What do you want to note?").select_option(label="Morning stiffness")
    page.get_by_label("Reading").fill("35")
    press(page, "Save")
    page.locator(".is-notice", has_text="Berlin signs").wait_for()


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


def test_a_guided_measuring_with_keys_alone(page, home):
    """Choose, type, Enter to the next trial and side, on to Save; a slip and an odd value are asked about."""
    has_screened(Here(home))
    has_checked_today(Here(home))
    show(page, widgets.LogForm())
    what = page.get_by_label("What do you want to note?")
    page.locator("option", has_text="Knee to chest").wait_for(state="attached")
    what.focus()
    page.keyboard.type("Kn")
    page.get_by_text("Take one knee in both hands").wait_for()
    page.keyboard.press("Tab")
    for value in ("20", "20.5", "21,5", "19", "19", "99"):
        page.keyboard.type(value)
        page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_text("99 is outside the range").wait_for()
    page.keyboard.press("Control+a")
    page.keyboard.type("50")
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    page.get_by_text("Really 50 cm?").wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("Saved: 29.3 cm, right").wait_for()
    left, right = log.records(Journal(), load_course(), "knee-chest-cm")
    assert (left.trials, right.trials) == ((20, 20.5, 21.5), (19, 19, 50)) and left.up_an_hour


def test_words_in_a_sketch_can_be_read_on_a_phone(page, home):
    """At 300 px, the room that JupyterLab leaves of 400: no smaller than 10 px, none beyond the page."""
    has_screened(Here(home))
    has_checked_today(Here(home))
    page.set_viewport_size({"width": 300, "height": 900})
    show(page, widgets.LogForm(in_class=True))
    page.locator("option", has_text="Schober").wait_for(state="attached")
    what = page.get_by_label("What do you want to note?")
    ids = what.evaluate("e => [...e.options].map((option) => option.value)")
    assert len(ids) == 12
    for id in ids:
        what.select_option(value=id)
        page.locator("details:has(svg)").evaluate_all("all => all.forEach((one) => { one.open = true; })")
        words = page.locator(".bedstretch-log-form-sketch text")
        words.first.wait_for()
        found = words.evaluate_all(
            """all => all.map((one) => {
                const { left, right } = one.getBoundingClientRect();
                const svg = one.ownerSVGElement;
                const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
                return [one.textContent, left, right, scale * parseFloat(getComputedStyle(one).fontSize)];
            })"""
        )
        for text, left, right, px in found:
            assert left >= 0 and right <= 300 and px >= 10, (id, text, left, right, px)
