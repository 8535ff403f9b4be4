"""A deck of slides from a file, with the network off, as in a lecture room without a connection."""

import json

import pytest
from axe_playwright_python.sync_playwright import Axe

from course.classroom.material.slides import NOTEBOOKS, slides_page

pytestmark = pytest.mark.browser


@pytest.fixture
def deck(chromium, tmp_path):
    """One lesson's slides; at the end nothing may have been asked of a network, and no script failed."""
    file = tmp_path / "deck.slides.html"
    notebook = json.loads((NOTEBOOKS / "06_cross_a_figure_four.ipynb").read_text("utf-8"))
    file.write_text(slides_page(notebook, "Cross one leg into a figure four"), "utf-8")
    context = chromium.new_context(offline=True, viewport={"width": 1120, "height": 700})
    requests, errors = [], []
    context.on("request", lambda request: requests.append(request.url))
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(file.as_uri())
    page.wait_for_function("Reveal.isReady()")
    yield page
    asked = [url for url in requests if not url.startswith(("file:", "data:", "about:"))]
    context.close()
    assert asked == [] and errors == []


def test_slides_turn_by_key_and_fit_the_screen(deck):
    """Each key press shows the next; what is on it fits, or is set at 16 and scrolls."""
    for _ in range(deck.evaluate("Reveal.getTotalSlides()") * 2):
        deck.wait_for_timeout(50)
        height = deck.evaluate("Reveal.getCurrentSlide().scrollHeight")
        size = deck.evaluate("parseFloat(getComputedStyle(Reveal.getCurrentSlide()).fontSize)")
        assert height <= 655 or size <= 16
        seen = deck.evaluate("Reveal.getCurrentSlide().getBoundingClientRect().toJSON()")
        assert seen["width"] > 900 and seen["top"] >= 0 and seen["bottom"] <= 700
        assert deck.evaluate("Reveal.getCurrentSlide().innerText.trim().length") > 10
        deck.keyboard.press("Space")
    assert deck.evaluate("Reveal.isLastSlide()")


def test_pictures_are_drawn(deck):
    """From the file itself."""
    widths = deck.evaluate("[...document.images].map((image) => [image.naturalWidth, image.alt.length])")
    assert len(widths) >= 4 and all(width > 100 and alt > 20 for width, alt in widths)


def test_a_computed_answer_waits_for_a_key(deck):
    """It is not to be seen together with its question."""
    fragments = deck.locator(".fragment")
    assert fragments.count() >= 1
    at = deck.evaluate("Reveal.getIndices(document.querySelector('.fragment').closest('section section'))")
    deck.evaluate(f"Reveal.slide({at['h']}, {at['v']})")
    assert not fragments.first.evaluate("element => element.classList.contains('visible')")
    deck.keyboard.press("Space")
    assert fragments.first.evaluate("element => element.classList.contains('visible')")


def test_the_speaker_sees_the_notes(deck):
    """S opens a window with the answer that the slide keeps back."""
    number = deck.evaluate(
        "Reveal.getSlides().findIndex("
        "(slide) => slide.querySelector('aside.notes')?.textContent.includes('Compare'))"
    )
    deck.evaluate(f"Reveal.slide({number})")
    assert "Compare" not in deck.evaluate("Reveal.getCurrentSlide().innerText")
    with deck.context.expect_page() as opened:
        deck.keyboard.press("s")
    opened.value.wait_for_selector(".speaker-controls-notes .value >> text=Compare")


def test_a_deck_passes_axe(deck):
    """Language, contrast, names and headings."""
    found = Axe().run(deck).response["violations"]
    assert [
        (each["id"], each["nodes"][0]["html"][:90])
        for each in found
        if each["impact"] in ("serious", "critical")
    ] == []
