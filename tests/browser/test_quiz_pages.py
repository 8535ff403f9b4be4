"""Quizzes on a plain page, with their real Python: axe, narrow screens, touch, print, and hostile content."""

import pytest
from playwright.sync_api import expect

import widgets
from course.journal import Journal
from tests.browser.answers import IDS, RIGHT, WRONG, item, shown_answer, submits
from tests.browser.axe import violations_in_both_themes
from tests.browser.people import BANK, Here, rows
from tests.browser.standalone import show

pytestmark = pytest.mark.browser

HOSTILE = """
id: hostile
title: <script>globalThis.ran = 1</script>
module: before-you-begin
items:
  - id: script
    kind: choice
    track: learner
    bloom: apply
    objectives: [prescribe-a-dose]
    lesson: 03_bring_knees_to_chest
    certainty: textbook
    sources: [textbook-physiotherapy]
    stem: >-
      <img src=x onerror='globalThis.ran = 2'> **bold** [link](javascript:globalThis.ran=3) שלום 😀
    picture: {file: figure-four-end.webp, alt: "\\" onload=\\"globalThis.ran = 4"}
    hint: {text: "<svg onload='globalThis.ran = 5'>"}
    options:
      - id: a
        text: <script>globalThis.ran = 6</script>
        correct: true
        feedback: <a href='javascript:globalThis.ran=7'>x</a>
      - {id: b, text: "`<b>`", feedback: "<iframe srcdoc='<script>parent.ran = 8</script>'></iframe>"}
    explanation: "<style>* { display: none }</style>"
"""


@pytest.fixture
def all_kinds(page, monkeypatch):
    """The quiz with one item of each kind, all on one page."""
    monkeypatch.setenv("BEDSTRETCH_BANK", str(BANK))

    def draw():
        show(page, widgets.Quiz("all-kinds", layout="all"))
        page.get_by_role("region", name="Question 1", exact=True).wait_for()
        return page.locator(".bedstretch-quiz")

    return draw


def test_axe_finds_nothing_in_any_kind(page, all_kinds):
    """Asked, hinted, half right and wrong, with all folds open; nothing is wider than a phone."""
    quiz = all_kinds()
    page.wait_for_timeout(400)
    assert violations_in_both_themes(page) == []
    item(quiz, "a-choice").get_by_role("button", name="Hint").click()
    for id in IDS:
        WRONG[id](item(quiz, id))
        submits(item(quiz, id))
    page.evaluate("() => document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
    assert violations_in_both_themes(page) == []
    page.set_viewport_size({"width": 400, "height": 800})
    assert violations_in_both_themes(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 400


def test_axe_finds_nothing_in_a_graded_attempt(page, monkeypatch):
    """Before it begins, while it runs, and when its result is told."""
    monkeypatch.setenv("BEDSTRETCH_BANK", str(BANK))
    quiz = graded_attempt(page)
    assert violations_in_both_themes(page) == []
    page.get_by_role("button", name="Submit all answers").click()
    quiz.get_by_role("heading", name="Your result").wait_for()
    page.evaluate("() => document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
    assert violations_in_both_themes(page) == []


def graded_attempt(page):
    """Begun, with one question handed in empty."""
    show(page, widgets.Quiz("all-kinds", mode="graded"))
    page.get_by_role("button", name="Begin").wait_for()
    page.wait_for_timeout(300)
    assert violations_in_both_themes(page) == []
    page.get_by_role("button", name="Begin").click()
    quiz = page.locator(".bedstretch-quiz")
    quiz.get_by_role("button", name="Submit", exact=True).click()
    return quiz


def test_right_answers_are_told_as_right(page, all_kinds):
    """Each kind's key, given by hand, earns full marks."""
    quiz = all_kinds()
    for id in RIGHT:
        RIGHT[id](item(quiz, id))
        submits(item(quiz, id))
        verdict = item(quiz, id).locator(".bedstretch-quiz-feedback > .bedstretch-quiz-said > p").first
        assert "Right" in verdict.inner_text(), id


def test_steps_are_dragged_by_pointer(page, all_kinds):
    """The first step, dragged below the last, becomes the last."""
    part = item(all_kinds(), "an-order")
    before = shown_answer(part)
    part.locator("li").last.scroll_into_view_if_needed()
    first, last = part.locator("li").first.bounding_box(), part.locator("li").last.bounding_box()
    page.mouse.move(first["x"] + 60, first["y"] + 10)
    page.mouse.down()
    page.mouse.move(first["x"] + 60, last["y"] + last["height"], steps=5)
    page.mouse.up()
    assert shown_answer(part) == [*before[1:], before[0]]


def test_a_tap_in_the_picture_chooses(page, all_kinds):
    """A tap on a muscle in the figure chooses its line in the list, which says where it is."""
    part = item(all_kinds(), "a-hotspot")
    part.locator("img[src]").wait_for()
    page.wait_for_function("() => document.querySelector('.bedstretch-quiz-hotspot img').naturalWidth > 0")
    box = part.locator(".bedstretch-quiz-hotspot path").first.bounding_box()
    part.locator("svg").scroll_into_view_if_needed()
    box = part.locator(".bedstretch-quiz-hotspot path").first.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    assert len(shown_answer(part)) == 1


def test_hostile_content_is_shown_as_text(page, tmp_path, monkeypatch):
    """Scripts in title, stem, alt, option, hint, feedback and explanation are words, and nothing runs."""
    (tmp_path / "quizzes").mkdir()
    (tmp_path / "quizzes" / "hostile.yaml").write_text(HOSTILE, encoding="utf-8")
    monkeypatch.setenv("BEDSTRETCH_BANK", str(tmp_path))
    show(page, widgets.Quiz("hostile"))
    page.get_by_role("button", name="Hint").click()
    page.get_by_label("<b>").check()
    page.get_by_role("button", name="Answer", exact=True).click()
    page.locator(".bedstretch-quiz-feedback").wait_for()
    page.evaluate("() => document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
    page.wait_for_timeout(300)
    text = page.locator(".bedstretch-quiz").inner_text()
    for words in ("<img src=x", "<script>globalThis.ran = 6", "<iframe", "<svg", "<style>", "שלום", "😀"):
        assert words in text, words
    assert page.evaluate("() => globalThis.ran ?? null") is None
    assert page.locator(".bedstretch-quiz :is(script, iframe, style, a, svg)").count() == 0


def test_retry_needs_no_extra_click(all_kinds, home):
    """A wrong answer stays to be read; another choice and one press answer again, after a right one too."""
    part = item(all_kinds(), "a-choice")
    for answer, verdict in ((WRONG, "Not yet"), (RIGHT, "Right"), (WRONG, "Not yet")):
        answer["a-choice"](part)
        part.get_by_role("button", name="Answer").click()
        expect(part.locator(".bedstretch-quiz-verdict")).to_contain_text(verdict)
        assert shown_answer(part)
    assert [row["score"] for row in rows(Here(home), "quiz_response")] == [0, 1, 0]


def test_review_asks_what_is_due(context, all_kinds, home):
    """An item that was met is due on its day, and the review asks it."""
    part = item(all_kinds(), "a-number")
    WRONG["a-number"](part)
    submits(part)
    with Journal(home).writing() as db:
        db.execute("UPDATE review_card SET due_at = '2026-01-01T00:00:00+00:00'")
    review = context.new_page()
    show(review, widgets.Review())
    review.get_by_role("button", name="Begin the review").click()
    review.get_by_role("textbox").fill("90")
    review.get_by_role("button", name="Answer", exact=True).click()
    expect(review.locator(".bedstretch-quiz-verdict")).to_contain_text("Right")
    assert [row["rating"] for row in rows(Here(home), "review_log")] == [1, 3]
