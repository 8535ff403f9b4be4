"""Quizzes in a real JupyterLab: nothing is lost, nothing is told too soon, and a keyboard is enough."""

import json
import os
import re
import signal

import pytest
from playwright.sync_api import expect

from tests.browser.answers import IDS, RIGHT, WRONG, item, shown_answer, submits
from tests.browser.people import BANK, rows, waits_for

pytestmark = pytest.mark.browser
SETTING = f"%env BEDSTRETCH_BANK={BANK}\nfrom widgets import Quiz"


@pytest.fixture
def scratch(server, lab):
    """Opens a notebook with this quiz in its second cell and runs it; returns the quiz."""

    def open_quiz(source: str):
        lab.open(server.add_notebook("scratch", SETTING, source))
        return drawn(lab)

    open_quiz.again = lambda: drawn(lab)
    return open_quiz


@pytest.fixture
def kept_quiz(server, kept_lab):
    """One item of each kind, in the tab that this module keeps."""
    kept_lab.open_here(server.add_notebook("kinds", SETTING, 'Quiz("all-kinds")'))
    return drawn(kept_lab)


def drawn(lab):
    """The quiz of the notebook that is open."""
    lab.run(0)
    lab.run(1)
    quiz = lab.page.locator(".jp-OutputArea .bedstretch-quiz").last
    quiz.locator(".bedstretch-quiz-heading").first.wait_for()
    return quiz


def reload_with_dead_kernel(lab, server) -> None:
    """The kernel is killed, and the page is loaded again without saving."""
    for pid in server.kernel_pids():
        os.kill(pid, signal.SIGKILL)
    server.end_all_kernels()
    lab.open("notebooks/scratch.ipynb")


def test_every_kind_comes_back(scratch, lab, server):
    """Answer each kind, kill the kernel, reload without saving, run the cell: all answers are back, once."""
    quiz = scratch('Quiz("all-kinds", layout="all")')
    for id in IDS:
        WRONG[id](item(quiz, id))
        submits(item(quiz, id))
    before = {id: shown_answer(item(quiz, id)) for id in IDS}
    assert all(before.values())
    waits_for(lab, lambda: len(rows(server, "quiz_response")) == len(IDS))
    reload_with_dead_kernel(lab, server)
    quiz = scratch.again()
    expect(quiz.locator(".bedstretch-quiz-feedback")).to_have_count(len(IDS))
    assert {id: shown_answer(item(quiz, id)) for id in IDS} == before
    assert len(rows(server, "quiz_response")) == len(IDS)
    assert len(rows(server, "quiz_attempt")) == 1


def test_drafts_come_back_and_a_dead_kernel_says_so(scratch, lab, server):
    """What is chosen, and answered, while the kernel is dead is there after a reload, and stored once."""
    quiz = scratch('Quiz("all-kinds", layout="all")')
    WRONG["a-match"](item(quiz, "a-match"))
    waits_for(lab, lambda: len(rows(server, "quiz_draft")) == 1)
    server.end_all_kernels()
    WRONG["an-order"](item(quiz, "an-order"))
    RIGHT["a-choice"](item(quiz, "a-choice"))
    item(quiz, "a-choice").get_by_role("button", name="Answer").click()
    expect(item(quiz, "a-choice").get_by_text("Saved in this browser")).to_be_visible()
    drafted = {id: shown_answer(item(quiz, id)) for id in ("a-match", "an-order")}
    lab.errors.clear()  # JupyterLab's own words about the kernel that is gone
    lab.open("notebooks/scratch.ipynb")
    quiz = scratch.again()
    item(quiz, "a-choice").locator(".bedstretch-quiz-verdict", has_text="Right").wait_for()
    assert {id: shown_answer(item(quiz, id)) for id in drafted} == drafted
    waits_for(lab, lambda: len(rows(server, "quiz_response")) == 1)
    assert len(rows(server, "quiz_attempt")) == 1


def test_no_key_leaves_python_before_submission(scratch, lab, server):
    """Page, notebook, every message: no key, feedback, hint or later stage before an attempt is in."""
    heard = []
    lab.page.on(
        "websocket", lambda socket: socket.on("framereceived", lambda frame: heard.append(str(frame)))
    )
    quiz = scratch('Quiz("all-kinds", mode="graded", layout="all")')
    quiz.get_by_role("button", name="Begin").click()
    parts = quiz.get_by_role("region").filter(has=lab.page.locator(".bedstretch-quiz-heading"))
    expect(parts).to_have_count(len(IDS))
    texts = parts.all_inner_texts()
    number = next(index for index, text in enumerate(texts) if "Three holds" in text)
    parts.nth(number).get_by_role("textbox").fill("90")
    waits_for(lab, lambda: len(rows(server, "quiz_draft")) == 1)
    lab.execute("docmanager:save")
    lab.page.wait_for_timeout(500)
    saved = (server.root / "notebooks/scratch.ipynb").read_text()
    everything = json.dumps(heard) + lab.page.content() + saved
    ids = re.findall(r"(?:key|wrong)-[a-z]+", (BANK / "quizzes/all-kinds.yaml").read_text(encoding="utf-8"))
    assert len(ids) > 20
    for secret in ("SECRET", "LATER", *ids):
        assert secret not in everything, secret
    quiz.get_by_role("button", name="Submit all answers").click()
    quiz.get_by_role("heading", name="Your result").wait_for()
    assert "SECRET" in lab.page.content()


def test_a_graded_attempt_waits_for_a_dead_kernel(scratch, lab, server):
    """Submitted with the kernel gone: it says so, waits in the browser, and is stored once later."""
    quiz = scratch('Quiz("all-kinds", mode="graded", layout="all")')
    quiz.get_by_role("button", name="Begin").click()
    quiz.get_by_role("button", name="Submit all answers").wait_for()
    server.end_all_kernels()
    quiz.get_by_role("button", name="Submit all answers").click()
    expect(quiz.get_by_text("Saved in this browser").first).to_be_visible()
    lab.errors.clear()  # JupyterLab's own words about the kernel that is gone
    lab.open("notebooks/scratch.ipynb")
    quiz = scratch.again()
    quiz.get_by_role("heading", name="Your result").wait_for()
    assert len(rows(server, "quiz_response")) == len(IDS)
    assert [row["submitted_at"] is not None for row in rows(server, "quiz_attempt")] == [True]


def test_a_whole_assessment_by_keyboard(kept_quiz, kept_lab, server):
    """Tab, arrows, Space and Enter are enough for every kind, one at a time, and each answer is announced."""
    quiz, lab = kept_quiz, kept_lab
    keys = lab.page.keyboard
    announced = []
    quiz.locator(".bedstretch-quiz-heading").focus()
    for number, id in enumerate(IDS, 1):
        _answer_by_keyboard(lab, quiz, id)
        _tab_to(lab, "Answer")
        keys.press("Enter")
        said = quiz.locator(".bedstretch-unseen").first
        expect(said).to_contain_text(f"Question {number}")
        announced.append(said.inner_text())
        quiz.locator(".bedstretch-quiz-feedback").wait_for()
        _tab_to(lab, "Overview" if number == len(IDS) else "Next")
        keys.press("Enter")
    quiz.get_by_role("heading", name="Your result").wait_for()
    assert len(announced) == len(IDS) == len(rows(server, "quiz_response"))
    assert lab.kinds() == ["code", "code"]


def _tab_to(lab, name: str) -> None:
    """Presses Tab until the button of this name has the focus."""
    for _ in range(60):
        lab.page.keyboard.press("Tab")
        if lab.page.evaluate("() => document.activeElement.textContent.trim()") == name:
            return
    raise AssertionError(f"no way to {name}")


def _tab_to_kind(lab, selector: str) -> None:
    for _ in range(60):
        lab.page.keyboard.press("Tab")
        if lab.page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"no way to {selector}")


def _answer_by_keyboard(lab, quiz, id: str) -> None:
    keys = lab.page.keyboard
    if id in ("a-number", "a-calculated"):
        _tab_to_kind(lab, "input[type=text]")
        keys.type("90")
    elif id == "an-order":
        _tab_to_kind(lab, "button.is-down:not(:disabled)")
        keys.press("Space")
    elif id in ("a-match", "a-cloze"):
        for _ in range(2):
            _tab_to_kind(lab, "select")
            keys.press("ArrowDown")
    elif id == "a-multiple":
        _tab_to_kind(lab, "input[type=checkbox]")
        keys.press("Space")
    elif id == "a-case":
        _tab_to_kind(lab, "input[type=radio]")
        keys.press("Space")
        _tab_to(lab, "Go on with the case")
        keys.press("Enter")
        quiz.get_by_role("textbox").wait_for()
        expect(quiz.get_by_role("textbox")).to_be_focused()
        keys.type("40")
    else:
        _tab_to_kind(lab, "input[type=radio]")
        keys.press("Space")
        if id == "a-true-false":
            _tab_to_kind(lab, "input[type=radio]")
            keys.press("Space")


def test_a_lesson_opens_beside_the_quiz(kept_quiz, kept_lab):
    """The way from feedback to the lesson opens its notebook in JupyterLab, without loading the page anew."""
    question = kept_quiz.get_by_role("region", name="Question 1", exact=True)
    WRONG["a-choice"](question)
    submits(question)
    kept_lab.page.evaluate("() => { globalThis.isSamePage = true; }")
    question.get_by_role("button", name="Bring your knees to your chest").click()
    kept_lab.wait_ready("03_bring_knees_to_chest.ipynb")
    assert kept_lab.page.evaluate("() => globalThis.isSamePage")
