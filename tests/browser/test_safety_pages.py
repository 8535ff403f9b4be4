"""What the safety check and the questions before a session close, on plain pages with their real Python."""

import pytest
from playwright.sync_api import expect

import widgets
from course.journal import Journal
from tests.browser.people import (
    Here,
    answers_questions,
    answers_screening,
    has_checked_today,
    has_screened,
    rows,
)
from tests.browser.standalone import show

pytestmark = pytest.mark.browser

TILT = {"stretch": "pelvic-tilt", "get_ready_seconds": 1}


def test_pain_of_seven_starts_nothing_today(page, home):
    """Strong pain now: no session, but kind advice."""
    has_screened(Here(home))
    show(page, widgets.SessionTimer(**TILT))
    answers_questions(page, pain=7)
    page.get_by_role("alert").get_by_text("pain").wait_for()
    assert not page.locator("body > .bedstretch-bar").is_visible()


def test_mistaken_tap_is_taken_back(page, home):
    """Within a minute a mistaken tap is undone, and the questions are asked again."""
    show(page, widgets.SafetyCheck())
    answers_screening(page, chest_breath_collapse="Fainting")
    page.get_by_role("button", name="take it back").click()
    page.get_by_text("Question 1 of 14").wait_for()
    assert rows(Here(home), "emergency")[0]["undone_at"]


def test_screening_leaves_out_and_the_journal_keeps_no_tick(context, page, home):
    """Thin bones: deep bends are left out, the tilt stays; what was ticked is nowhere on the disk."""
    show(page, widgets.SafetyCheck())
    answers_screening(page, bones="steroid")
    page.get_by_text("Some stretches wait").wait_for()
    assert "Single knee to chest" in page.locator("#el").inner_text()
    second = context.new_page()
    show(second, widgets.SessionTimer("single-knee-to-chest"))
    second.get_by_text("leaves it out").wait_for()
    expect(second.get_by_role("button", name="Start", exact=True)).to_be_disabled()
    content = Journal(home).file.read_bytes()
    assert b"bones" in content and b"steroid" not in content
    assert "steroid" not in page.evaluate("() => JSON.stringify(localStorage)")


def test_a_check_made_today_does_not_stand_in_the_way(page, home):
    """The journal, not the page, knows that today's check was made; a session starts and is stored once."""
    has_screened(Here(home))
    has_checked_today(Here(home))
    show(page, widgets.SessionTimer(**TILT))
    answers_questions(page)
    page.get_by_role("button", name="End early").click()
    page.get_by_text("Ended early").wait_for()
    assert len(rows(Here(home), "session")) == 1


def test_a_demonstration_stores_nothing(page, home):
    """For a class: marked, starts without questions; nothing reaches the journal or the browser's storage."""
    wish = {"hold_seconds": 2, "sets": 1, "get_ready_seconds": 1}
    show(page, widgets.SessionTimer("happy-baby", demonstration=True, **wish))
    page.get_by_text("Demonstration").first.wait_for()
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Stop, it hurts").wait_for()
    skip = page.get_by_role("button", name="Skip").last
    while skip.is_visible():
        skip.click()
        page.wait_for_timeout(60)
    page.get_by_text("nothing was stored").wait_for()
    keys = page.evaluate("() => Object.keys(localStorage).filter((key) => key.startsWith('bedstretch:'))")
    assert keys == [] and rows(Here(home), "session") == []
