"""Before and after the course, in a browser: nothing of a key reaches the page before the second sitting."""

import re

import pytest
from playwright.sync_api import expect

import widgets
from course import load_course
from course.crosscheck import models_in
from course.rich_text import to_plain
from tests.browser.axe import violations_in_both_themes
from tests.browser.people import Here, rows
from tests.browser.standalone import show

pytestmark = pytest.mark.browser

QUIZ = load_course().quizzes["before-and-after"]
FIRST = 'Quiz("before-and-after", track="student")'
SECOND = 'Quiz("before-and-after", track="student", sitting=2)'


def plain(text: str) -> str:
    """Letters alone: however a message is encoded, its words come in their order."""
    return re.sub(r"\\u[0-9a-f]{4}|[^a-z]", "", text.lower())


def keys() -> list[str]:
    """What is told with a key: feedback on every part, and explanations."""
    told = ("feedback", "explanation", "feedback_right", "feedback_wrong")
    texts = [getattr(model, name, None) for _, model in models_in(QUIZ.items) for name in told]
    return [plain(to_plain(text))[:40] for text in texts if text]


def leaves_all_open(quiz) -> None:
    quiz.get_by_role("button", name="Submit", exact=True).click()
    quiz.get_by_role("button", name="Submit all answers").click()


def opens(quiz) -> None:
    if not quiz.locator("> details").evaluate("(fold) => fold.open"):
        quiz.locator("> details > summary").click()


def test_no_key_reaches_the_page_before_the_second(lab, server):
    """Whatever JupyterLab hears, from kernel and server, and keeps, in its storage and in the notebook."""
    heard = []
    lab.page.on(
        "websocket",
        lambda socket: socket.on(
            "framereceived",
            lambda data: heard.append(data if isinstance(data, str) else data.decode("utf-8", "replace")),
        ),
    )
    lab.open(server.add_notebook("sittings", "from widgets import Quiz", FIRST, SECOND))
    for index in range(3):
        lab.run(index)
    first, second = (lab.page.locator(".jp-OutputArea .bedstretch-quiz").nth(place) for place in (0, 1))
    opens(first)
    first.get_by_role("button", name="Begin the first sitting").click()
    first.get_by_label("I know it").check()
    leaves_all_open(first)
    first.get_by_role("heading", name="Your first sitting is stored").wait_for()
    assert first.get_by_text("Nothing is told yet").is_visible()
    opens(second)
    lab.run(2)
    second.get_by_role("button", name="Begin the second sitting").click()
    second.get_by_role("button", name="Submit", exact=True).wait_for()
    lab.execute("docmanager:save")
    kept = lab.page.evaluate("() => JSON.stringify([{ ...localStorage }, document.body.outerHTML])")
    saved = (server.root / "notebooks/sittings.ipynb").read_text(encoding="utf-8")
    assert "Two sittings" in saved or "before-and-after" in saved
    before = plain("".join(heard)) + plain(kept) + plain(saved)
    assert plain("Begin the second sitting") in before, "frames were heard"
    assert [key for key in keys() if key in before] == []
    leaves_all_open(second)
    second.get_by_role("heading", name="Your result").wait_for()
    after = plain("".join(heard))
    assert sum(key in after for key in keys()) >= 12, "the search finds what is told"
    assert [row["form"] for row in rows(server, "quiz_attempt")] in (["a", "b"], ["b", "a"])


def draws(page, sitting: int):
    show(page, widgets.Quiz("before-and-after", track="student", sitting=sitting))
    quiz = page.locator(".bedstretch-quiz")
    quiz.locator("> details > summary").wait_for()
    opens(quiz)
    quiz.locator(".bedstretch-quiz-heading").first.wait_for()
    return quiz


def fits_a_phone(page) -> None:
    assert violations_in_both_themes(page) == []
    page.set_viewport_size({"width": 400, "height": 800})
    assert violations_in_both_themes(page) == []
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 400


@pytest.fixture
def next_page(context):
    """A further plain page, as of another notebook."""
    return context.new_page


def test_axe_finds_nothing_in_either_sitting(page, next_page, home):
    """Before the first, once it is stored, and when both are told with all folds open; at phone width."""
    quiz = draws(page, 1)
    fits_a_phone(page)
    quiz.get_by_role("button", name="Begin the first sitting").click()
    leaves_all_open(quiz)
    quiz.get_by_role("heading", name="Your first sitting is stored").wait_for()
    quiz.get_by_text("No second sitting?").click()
    fits_a_phone(page)
    other = next_page()
    quiz = draws(other, 2)
    fits_a_phone(other)
    quiz.get_by_role("button", name="Begin the second sitting").click()
    leaves_all_open(quiz)
    quiz.get_by_role("heading", name="Your result").wait_for()
    other.evaluate("() => document.querySelectorAll('details').forEach((fold) => (fold.open = true))")
    fits_a_phone(other)
    assert len(rows(Here(home), "quiz_response")) == 24


def test_from_one_result_to_the_other(page, next_page):
    """By keyboard: the table names both sittings, and its button turns to the other with its feedback."""
    quiz = draws(page, 1)
    quiz.get_by_role("button", name="Begin the first sitting").click()
    leaves_all_open(quiz)
    quiz.get_by_role("heading", name="Your first sitting is stored").wait_for()
    other = next_page()
    quiz = draws(other, 2)
    quiz.get_by_role("button", name="Begin the second sitting").click()
    leaves_all_open(quiz)
    table = quiz.get_by_role("table", name="Both sittings")
    expect(table.get_by_role("row")).to_have_count(3)
    table.get_by_role("button", name="Look at the first sitting").press("Enter")
    table.get_by_role("button", name="Look at the second sitting").wait_for()
    quiz.get_by_role("button", name="Question 1:").first.click()
    quiz.locator(".bedstretch-quiz-feedback").wait_for()


def test_closed_without_a_second_sitting(page):
    """The way out is folded; after it the result is there, and nothing begins any more."""
    quiz = draws(page, 1)
    quiz.get_by_role("button", name="Begin the first sitting").click()
    leaves_all_open(quiz)
    quiz.get_by_role("heading", name="Your first sitting is stored").wait_for()
    assert not quiz.get_by_role("button", name="See my result").is_visible()
    quiz.get_by_text("No second sitting?").click()
    quiz.get_by_role("button", name="See my result without a second sitting").click()
    quiz.get_by_role("heading", name="Your result").wait_for()
    assert quiz.get_by_role("table", name="Your sitting").is_visible()
    assert quiz.get_by_role("button", name="Begin").count() == 0
