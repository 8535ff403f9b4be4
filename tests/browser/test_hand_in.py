"""Handing in on a plain page with its real Python: by keyboard, in both themes, at phone width."""

import json
from pathlib import Path

import pytest

import widgets
from course import load_course
from course.journal import Journal
from tests.browser.axe import violations_in_both_themes
from tests.browser.standalone import draw, show
from tests.course.handing_in.full_journal import fill

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror='globalThis.ran = 1'>"


@pytest.fixture
def hand_in(page, tmp_path, monkeypatch):
    """The widget over a full journal, drawn."""
    monkeypatch.chdir(tmp_path)

    def draw():
        form = widgets.HandIn()
        fill(form._journal, load_course())
        with form._journal.writing() as db:
            db.execute("UPDATE quiz_response SET response = ?", (json.dumps(HOSTILE),))
        show(page, form)
        page.get_by_role("heading", name="For students: hand in").click()
        page.get_by_role("textbox", name="Your name").wait_for()
        return page.locator(".bedstretch-hand-in")

    return draw


def unfold(page):
    page.evaluate("() => document.querySelectorAll('details').forEach((fold) => (fold.open = true))")


def test_axe_finds_nothing(page, hand_in):
    """Empty, with contents shown and written, all folds open; nothing is wider than a phone."""
    form = hand_in()
    assert violations_in_both_themes(page) == []
    form.get_by_role("heading", name="For students: hand in").click()
    assert violations_in_both_themes(page) == []
    form.get_by_role("heading", name="For students: hand in").click()
    form.get_by_role("textbox", name="Your name").fill("grey heron")
    form.get_by_role("button", name="Look at what is in it").first.click()
    form.get_by_role("button", name="Write the file").click()
    form.get_by_text("Written:").wait_for()
    unfold(page)
    form.get_by_role("checkbox", name="Knee to chest").check()
    form.get_by_role("button", name="Look at what is in it").last.click()
    form.get_by_role("checkbox", name="I agree").wait_for()
    unfold(page)
    assert violations_in_both_themes(page) == []
    page.set_viewport_size({"width": 400, "height": 800})
    assert violations_in_both_themes(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 400
    assert page.evaluate("() => globalThis.ran") is None


def test_a_student_hands_in_by_keyboard(page, hand_in, tmp_path):
    """Name, look, read, write, download: the copy is the file, and the file is what was shown."""
    form = hand_in()
    form.get_by_role("textbox", name="Your name").focus()
    page.keyboard.type("grey heron")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    form.get_by_text("Nothing is written yet").wait_for()
    assert list(tmp_path.glob("*.json")) == []
    unfold(page)
    assert form.get_by_role("row").count() == 3
    raw = form.locator("pre").inner_text()
    form.get_by_role("button", name="Write the file").press("Enter")
    with page.expect_download() as saved:
        form.get_by_role("button", name="Download a copy").press("Enter")
    (file,) = tmp_path.glob("*.json")
    assert saved.value.suggested_filename == file.name == "bedstretch-grey_heron.handin.json"
    assert Path(saved.value.path()).read_bytes() == file.read_bytes()
    assert json.loads(raw) == json.loads(file.read_bytes())


def test_what_changes_is_looked_at_again(page, hand_in, tmp_path):
    """Another name after the look: nothing can be written until it is shown anew; a missing one is said."""
    form = hand_in()
    look = form.get_by_role("button", name="Look at what is in it").first
    look.click()
    form.get_by_text("Write your name or a pseudonym first").wait_for()
    form.get_by_role("textbox", name="Your name").fill("<b>")
    look.click()
    form.get_by_text("expected 1 to 60 characters").wait_for()
    form.get_by_role("textbox", name="Your name").fill("grey heron")
    look.click()
    form.get_by_role("button", name="Write the file").wait_for()
    form.get_by_role("textbox", name="Your name").fill("grey heron 2")
    form.get_by_role("button", name="Write the file").wait_for(state="hidden")
    assert list(tmp_path.glob("*.json")) == []


def test_the_log_waits_for_consent_and_is_taken_back(page, hand_in, tmp_path):
    """Nothing is ticked at first; another choice asks for consent anew; taking back leaves the notice."""
    form = hand_in()
    form.get_by_role("textbox", name="Your name").fill("grey heron")
    unfold(page)
    for name in ("Pain", "Knee to chest"):
        assert not form.get_by_role("checkbox", name=name).is_checked()
    form.get_by_role("checkbox", name="Knee to chest").check()
    form.get_by_role("button", name="Look at what is in it").last.click()
    write = form.get_by_role("button", name="Write the file").last
    write.wait_for()
    assert write.is_disabled()
    agrees = form.get_by_role("checkbox", name="I agree")
    agrees.check()
    form.get_by_role("checkbox", name="Pain").check()
    form.get_by_role("button", name="Look at what is in it").last.click()
    write.wait_for()
    assert write.is_disabled() and not agrees.is_checked()
    agrees.check()
    write.click()
    form.get_by_text("Written:").wait_for()
    assert [file.name for file in tmp_path.glob("*.json")] == ["bedstretch-grey_heron.sharedlog.json"]
    form.get_by_role("button", name="Take back").click()
    form.get_by_text("deleted here").wait_for()
    assert [file.name for file in tmp_path.glob("*.json")] == ["bedstretch-grey_heron.withdrawn.json"]


def test_what_was_answered_since_is_there_when_it_is_opened_again(page, hand_in, tmp_path):
    """The list is asked for anew, and the name that was typed stays."""
    form = hand_in()
    heading = form.get_by_role("heading", name="For students: hand in")
    form.get_by_role("textbox", name="Your name").fill("grey heron")
    heading.click()
    with Journal().writing() as db:
        db.execute("DELETE FROM quiz_response")
    heading.click()
    form.get_by_text("No question has been answered yet").wait_for()
    assert form.get_by_role("textbox", name="Your name").input_value() == "grey heron"


def test_shown_again_it_keeps_what_the_student_has_begun(page, hand_in, tmp_path):
    """Shut and opened, and the cell run again: name, ticks and the look stay; consent is asked for anew."""
    form = hand_in()
    form.get_by_role("textbox", name="Your name").fill("grey heron")
    form.get_by_text("Share some of my log").click()
    form.get_by_role("checkbox", name="Knee to chest").check()
    form.get_by_role("button", name="Look at what is in it").last.click()
    form.get_by_role("checkbox", name="I agree").check()
    form.get_by_role("button", name="Look at what is in it").first.click()
    form.get_by_text("Nothing is written yet").nth(1).wait_for()
    for _ in range(2):
        form.get_by_role("heading", name="For students: hand in").click()
    page.wait_for_timeout(300)
    assert form.get_by_text("Nothing is written yet").count() == 2
    assert form.get_by_role("checkbox", name="I agree").is_checked()
    page.evaluate("() => document.getElementById('el').replaceChildren()")
    draw(page, widgets.HandIn())
    form.get_by_text("Nothing is written yet").nth(1).wait_for()
    assert form.get_by_role("textbox", name="Your name").input_value() == "grey heron"
    assert form.get_by_role("checkbox", name="Knee to chest").is_checked()
    assert not form.get_by_role("checkbox", name="I agree").is_checked()
    form.get_by_role("button", name="Write the file").first.click()
    form.get_by_text("Written:").wait_for()
    assert [file.name for file in tmp_path.glob("*.json")] == ["bedstretch-grey_heron.handin.json"]
