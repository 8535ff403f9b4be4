"""The class report and a feedback page in a real browser."""

import pytest

from course.classroom.report.feedback_pages import feedback_pages
from course.classroom.report.html import html_page
from course.classroom.report.page import class_report
from course.journal import now
from tests.browser.axe import violations
from tests.course.classroom.class_frames import Class
from tests.course.classroom.small_class import hostile_class, results_of

pytestmark = pytest.mark.browser


@pytest.fixture(params=["report", "feedback"])
def address(request, course, tmp_path):
    """A file as a teacher or a student opens it, with hostile names in it."""
    results = hostile_class(course)
    if request.param == "report":
        text = html_page(class_report(results, now(), with_names=True))
    else:
        _, text = next(feedback_pages(results, with_names=True))
    file = tmp_path / "page.html"
    file.write_text(text, encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1400, 400])
def test_axe_finds_nothing_and_nothing_is_wider_than_the_page(page, address, width, scheme):
    """Wide and narrow, light and dark; nothing is asked of the network, nothing runs."""
    asked = []
    page.on("request", lambda one: asked.append(one.url))
    page.on("dialog", lambda dialog: pytest.fail(dialog.message))
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(address)
    for fold in page.locator("details").all():
        fold.evaluate("one => { one.open = true }")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert violations(page) == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_a_feedback_page_fits_a_phone(page, course, tmp_path):
    """No table has a column outside of it, and each lesson is named once in a list."""
    ids = [item.id for item in course.quizzes["before-you-begin"].items]
    group = Class()
    group.attempt("ana", ids, scores=dict.fromkeys(ids[:-2], 0), sureness="know")
    file = tmp_path / "page.html"
    ((_, text),) = feedback_pages(results_of(course, group))
    file.write_text(text, encoding="utf-8")
    page.set_viewport_size({"width": 400, "height": 900})
    page.goto(file.as_uri())
    outside = "(tables) => tables.filter((one) => one.scrollWidth > one.clientWidth).length"
    assert page.locator(".wide").count() == 1 and page.locator(".wide").evaluate_all(outside) == 0
    for section in page.locator("section").all():
        for points in section.locator("ol, ul").all():
            leads = points.locator("strong").all_inner_texts()
            assert len(leads) == len(set(leads))
