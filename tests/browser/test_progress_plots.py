"""The plots in a real browser: each control redraws, each button saves."""

import pytest
from playwright.sync_api import expect

import widgets
from tests.browser.standalone import show

pytestmark = pytest.mark.browser


@pytest.fixture
def plots(page, home):
    show(page, widgets.ProgressPlots(sample=True))
    page.locator("img").first.wait_for()
    return page


def choose(page, control: str, option: str, words: str) -> None:
    """From a focused list, until the words under the picture say it."""
    page.get_by_label(control, exact=True).focus()
    page.get_by_label(control, exact=True).select_option(label=option)
    expect(page.get_by_role("status")).to_contain_text(words)


def test_each_picture_is_drawn_with_its_words(plots):
    """Four pictures, each told to a screen reader in the same words as the image's own."""
    choose(plots, "Picture", "Before and after sessions", "The median change is")
    choose(plots, "Picture", "Practice", "days with practice")
    expect(plots.locator("img")).to_have_count(3)
    choose(plots, "Picture", "Left against right", "left against right")
    choose(plots, "Picture", "One measure over time", "in ")
    choose(plots, "Measure", "Knee to chest", "Knee to chest, right")
    plots.get_by_role("radio", name="Left", exact=True).check()
    expect(plots.locator("img")).to_have_count(1)
    choose(plots, "Period", "The last 4 weeks", "since 2")
    choose(plots, "Readings", "Up for less than an hour", "fits this choice")
    assert plots.locator("img").get_attribute("alt").startswith("Sample data – not yours.")


def test_a_choice_keeps_the_focus(plots):
    """Who redraws by keyboard goes on from the same control."""
    choose(plots, "Picture", "Practice", "days with practice")
    expect(plots.get_by_label("Picture", exact=True)).to_be_focused()


def test_files_are_saved(plots):
    """A picture in three kinds and the page for a physiotherapist in two, each whole."""
    for kind, begins in (("PNG", b"\x89PNG"), ("SVG", b"<?xml"), ("PDF", b"%PDF")):
        with plots.expect_download() as found:
            plots.get_by_role("button", name=f"Save this picture as {kind}").first.click()
        with open(found.value.path(), "rb") as file:
            assert file.read().startswith(begins)
        assert found.value.suggested_filename.startswith("bedstretch-sample-trend-")
    for kind in ("HTML", "PDF"):
        with plots.expect_download() as found:
            plots.get_by_role("button", name=f"Save as {kind}").click()
        assert found.value.suggested_filename == f"bedstretch-sample-for-my-physiotherapist.{kind.lower()}"
