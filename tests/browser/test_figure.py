"""The pictures on the card and the map of muscles, by mouse, by keys and without motion."""

import pytest

import widgets
from course import load_course
from tests.browser.people import Here, has_screened
from tests.browser.standalone import show

pytestmark = pytest.mark.browser


def place_of(page):
    return page.locator(".bedstretch-film-frame").evaluate("(e) => e.style.backgroundPosition")


def test_the_slider_scrubs_the_film(page):
    """From the first frame in one corner to the last in the other, by keys alone."""
    show(page, widgets.StretchCard("figure-four"))
    slider = page.get_by_role("slider", name="From start to end")
    slider.focus()
    assert place_of(page) == "0% 0%"
    page.keyboard.press("End")
    assert place_of(page) == "100% 100%"
    assert "long and slow" in page.locator("li[aria-current=step]").inner_text()
    assert slider.get_attribute("aria-valuetext") == "100 percent of the way"


def test_without_motion_play_shows_the_end_at_once(page):
    """Who asked for less motion gets the two ends and nothing between."""
    page.emulate_media(reduced_motion="reduce")
    show(page, widgets.StretchCard("figure-four"))
    page.get_by_role("button", name="Play").click()
    assert place_of(page) == "100% 100%"
    assert page.get_by_role("button", name="Play").is_visible()


def test_play_moves_and_can_be_paused(page):
    """The button says what it does next."""
    show(page, widgets.StretchCard("figure-four"))
    page.get_by_role("button", name="Play").click()
    page.wait_for_function("() => document.querySelector('input[type=range]').value > 5")
    page.get_by_role("button", name="Pause").click()
    stopped = place_of(page)
    page.wait_for_timeout(200)
    assert place_of(page) == stopped


def test_arrows_go_through_the_tabs_and_the_other_side_is_mirrored(page):
    """Arrow keys change the picture; names stay readable when the picture is turned."""
    show(page, widgets.StretchCard("figure-four"))
    page.get_by_role("tab", name="Movement").focus()
    for name in ("Start", "End", "Muscles"):
        page.keyboard.press("ArrowRight")
        assert page.get_by_role("tab", name=name, exact=True).get_attribute("aria-selected") == "true"
    label = page.locator(".bedstretch-labels-column span", has_text="Piriformis")
    label.wait_for()
    page.get_by_role("button", name="Show the right side").click()
    page.locator(".bedstretch-labels-picture img.is-mirrored").wait_for()
    assert label.evaluate("(e) => getComputedStyle(e.closest('.bedstretch-labels')).transform") == "none"


def test_forms_and_slips_come_when_their_fold_opens(page):
    """Nothing is fetched for a fold that stays closed."""
    show(page, widgets.StretchCard("figure-four"))
    image = page.get_by_role("img", name="The left ankle rests on the right shin just below the knee")
    assert image.count() == 0
    page.get_by_text("All forms", exact=True).click()
    image.wait_for()


def test_a_muscle_tells_about_itself_by_tap_and_by_key(page):
    """The list and the picture say the same."""
    show(page, widgets.MuscleMap("figure-four"))
    page.locator("path.is-primary").first.wait_for(state="attached")
    page.get_by_role("button", name="Piriformis").focus()
    assert page.locator("path.is-lit").count() > 0
    page.keyboard.press("Enter")
    about = page.locator(".bedstretch-muscle-map-about")
    assert "Nerve to piriformis" in about.inner_text()
    page.locator("path", has_text="Erector spinae").first.dispatch_event("click")
    assert "Erector spinae" in about.inner_text()


def test_card_has_a_line_for_the_person(context, home):
    """Who has told of thin bones reads that this stretch is left out, and how another one is changed."""
    has_screened(Here(home), bones="thin-bones")
    for stretch, line in (
        ("single-knee-to-chest", "leaves this stretch out"),
        ("pelvic-tilt", "suggests another form"),
    ):
        page = context.new_page()
        show(page, widgets.StretchCard(stretch))
        page.get_by_text(line).wait_for()


@pytest.mark.parametrize("stretch", load_course().stretches)
def test_the_columns_of_a_wide_card_end_near_each_other(page, stretch):
    """Steps on one side, who leaves it out and when to stop on the other: neither is a third blank."""
    page.set_viewport_size({"width": 960, "height": 900})
    show(page, widgets.StretchCard(stretch))
    main = page.locator(".bedstretch-stretch-card-main")
    main.locator(".is-stop").wait_for()
    ends = main.evaluate(
        """(main) => {
            const { top, height } = main.getBoundingClientRect();
            const end = (part) => (main.querySelector(part).getBoundingClientRect().bottom - top) / height;
            return [end(".bedstretch-stretch-card-how"), end(".is-stop")];
        }"""
    )
    assert min(ends) > 2 / 3, ends
