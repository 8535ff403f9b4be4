"""The panel of a class's results in JupyterLab."""

import pytest

pytestmark = pytest.mark.browser

LISTS = ".bedstretch-class-results select"
CUT = f"""() => [...document.querySelectorAll('{LISTS}')].filter((list) => {{
    const text = document.createElement('canvas').getContext('2d');
    text.font = getComputedStyle(list).font;
    const widest = Math.max(...[...list.options].map((one) => text.measureText(one.text).width));
    return list.clientWidth < widest + 16; // the arrow
}}).map((list) => list.value)"""
WATCH = """() => {
    globalThis.busy = new Set();
    const line = document.querySelector('.bedstretch-class-busy').closest('.widget-html');
    new MutationObserver(() => busy.add(line.textContent.trim())).observe(line, {
        subtree: true, childList: true, characterData: true });
}"""


def test_lists_show_their_words_and_arrows_in_both_themes_and_say_when_they_are_busy(kept_lab):
    """No entry is cut; the arrow is the browser's own, in the theme's colours; a slow choice is announced."""
    lab, page = kept_lab, kept_lab.page
    lab.open(lab.server.add_notebook("panel", "from widgets import ClassResults\nClassResults(None)"))
    lab.run_all()
    page.get_by_text("have handed in.").wait_for(timeout=60000)
    page.evaluate(WATCH)
    for scheme in ("dark", "light"):
        page.evaluate("(is) => { document.body.dataset.jpThemeLight = String(is) }", scheme == "light")
        looks = "(one) => [getComputedStyle(one).colorScheme, getComputedStyle(one).backgroundImage]"
        for one in page.locator(LISTS).all():
            assert one.evaluate(looks) == [scheme, "none"]
    assert page.evaluate(CUT) == []
    page.get_by_label("Show", exact=True).select_option("Who did what")
    page.get_by_text("Students and quizzes").wait_for()
    page.wait_for_function("() => busy.has('Working it out …') && busy.has('')")
    assert page.locator(".bedstretch-class-results.is-busy").count() == 0
