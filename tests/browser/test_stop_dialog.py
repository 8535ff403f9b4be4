"""The question after Stop, on a plain page: panic presses, held keys and slips of a thumb."""

import pytest

import widgets
from course import load_course
from course.journal import Journal
from tests.browser.people import Here, answers_questions, answers_stop, has_screened
from tests.browser.standalone import RENDER, show

pytestmark = pytest.mark.browser


@pytest.fixture
def page(context):
    return context.new_page()


@pytest.fixture
def running(page, home):
    """A session that runs, the learner screened; returns the journal."""
    has_screened(Here(home))
    show(page, widgets.SessionTimer("pelvic-tilt", get_ready_seconds=3))
    begin(page)
    return Journal(home)


def begin(page) -> None:
    answers_questions(page)
    page.get_by_role("button", name="Stop, it hurts").wait_for()


def count(journal, table: str) -> int:
    with journal.reading() as db:
        return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_escape_hammered_keeps_the_question(page, running):
    """However often Escape is pressed, the question what it was stays until it is answered."""
    for _ in range(8):
        page.keyboard.press("Escape")
    page.wait_for_timeout(100)
    assert page.get_by_role("button", name="Sharp").is_visible()


def test_enter_held_on_stop_answers_nothing(page, running):
    """A key that is still held down when the question opens is no answer."""
    page.get_by_role("button", name="Stop, it hurts").focus()
    for _ in range(12):
        page.keyboard.down("Enter")
        page.wait_for_timeout(30)
    page.keyboard.up("Enter")
    page.wait_for_timeout(700)
    assert page.get_by_role("button", name="Sharp").is_visible()
    assert count(running, "emergency") == count(running, "stop") == 0


def test_an_emergency_sign_gets_a_second_look(page, running):
    """One slip of a thumb does not close the course; a second yes does, and nothing is left running."""
    page.keyboard.press("Escape")
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Numb between the legs").click()
    page.wait_for_timeout(600)
    page.get_by_role("button", name="No, it was something else").click()
    assert count(running, "emergency") == 0
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Numb between the legs").click()
    page.wait_for_timeout(600)
    page.get_by_role("button", name="Yes, one of these").click()
    page.get_by_text("Please get help now").wait_for()
    page.wait_for_timeout(300)
    assert count(running, "emergency") == count(running, "session") == 1


def test_going_on_is_spoken_of_only_where_something_is_left(page, home):
    """One stretch alone is over with sharp pain: neither the question nor the end speaks of what is left."""
    has_screened(Here(home))
    show(page, widgets.SessionTimer("figure-four", get_ready_seconds=3))
    begin(page)
    page.keyboard.press("Escape")
    answers_stop(page, "Sharp or strong pain")
    dialog = page.locator("body > dialog.bedstretch-dialog")
    assert "calves on pillows" in dialog.inner_text() and "left of this session" not in dialog.inner_text()
    page.wait_for_timeout(600)
    dialog.get_by_role("button", name="End the session here").click()
    page.get_by_text("Stopped. Letting go was right.").wait_for()
    assert "left" not in page.locator(".bedstretch-session-timer").inner_text()


def test_a_routine_goes_on_with_its_quiet_parts(page, home):
    """Where something is left, the answer says from when on."""
    has_screened(Here(home))
    show(page, widgets.SessionTimer(routine="evening-short"))
    begin(page)
    page.keyboard.press("Escape")
    answers_stop(page, "Sharp or strong pain")
    dialog = page.locator("body > dialog.bedstretch-dialog")
    assert "You may go on with what is left of this session once the pain" in dialog.inner_text()
    assert dialog.get_by_role("button", name="I am fine: go on with what is left").is_visible()


def test_pause_keeps_the_focus_in_the_bar_and_is_spoken(page, running):
    """Whoever pauses by keyboard can go on by keyboard, and hears that it is paused."""
    page.locator(".bedstretch-bar").get_by_role("button", name="Pause").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.textContent") == "Go on"
    assert page.locator(".bedstretch-unseen[role=status]").inner_text() == "Paused."
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.textContent") == "Pause"


def test_only_the_timer_that_was_asked_shows_the_end(page, home):
    """Another stretch's timer on the page is ready to start, not 'done'."""
    has_screened(Here(home))
    show(page, widgets.SessionTimer("figure-four", sets=1, hold_seconds=20, get_ready_seconds=3))
    begin(page)
    page.get_by_role("button", name="End early").click()
    page.get_by_text("Ended early").wait_for()
    page.evaluate("() => document.getElementById('el').replaceChildren()")
    show_beside(page, widgets.SessionTimer("pelvic-tilt"))
    assert page.get_by_role("button", name="Start", exact=True).is_visible()


def show_beside(page, widget) -> None:
    """A second widget on the same page, without Python: what it first draws."""
    traits = {name: getattr(widget, name) for name in widget.keys if not name.startswith("_")}
    traits = {name: value for name, value in traits.items() if isinstance(value, str | dict | bool)}
    page.evaluate(RENDER, {"script": widget._esm, "traits": traits})


def test_new_signs_then_a_new_screening_then_a_start(page, home):
    """After a yes to new signs the advice shows; once screened again the same timer starts."""
    has_screened(Here(home))
    show(page, widgets.SessionTimer("pelvic-tilt", get_ready_seconds=3))
    answers_questions(page, new_signs="Yes")
    page.get_by_text("all 14 questions").wait_for()
    assert not page.locator("body > .bedstretch-bar").is_visible()
    check = widgets.SafetyCheck()
    check.submit({q.id: {"answer": "no", "ticks": []} for q in load_course().safety.questions})
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_timeout(300)
    begin(page)


def test_an_emergency_that_python_finds_closes_the_browser_too(page, home):
    """Cancer and pain like a band mean more together: the page closes when Python says so."""
    has_screened(Here(home))
    show(page, widgets.SafetyCheck())
    page.get_by_role("button", name="Do the safety check again").click()
    for question in load_course().safety.questions:
        if question.id == "whole-body":
            page.get_by_label("Yes", exact=True).check()
            boxes = page.get_by_role("checkbox")
            ids = [tick.id for tick in question.ticks]
            boxes.nth(ids.index("cancer")).check()
            boxes.nth(ids.index("upper-back-or-band")).check()
        else:
            page.get_by_label("No, none of these").check()
        page.get_by_role("button", name="Next").or_(page.get_by_role("button", name="Finish")).click()
    page.get_by_text("Get checked today").wait_for()
    keys = page.evaluate("() => Object.keys(localStorage)")
    assert any(key.endswith(":void") for key in keys)
