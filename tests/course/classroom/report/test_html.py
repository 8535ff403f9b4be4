"""The report as one HTML file."""

import re
from html.parser import HTMLParser

import pytest

from course.classroom.report.blocks import Picture, Points, Report, Section, Table, Warn
from course.classroom.report.html import html_page, section_html
from course.classroom.report.page import class_report
from course.journal import now
from course.plots.look import Drawing
from tests.course.classroom.small_class import HOSTILE, hostile_class


class Tags(HTMLParser):
    """Every tag with its attributes."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))

    def of(self, tag):
        return [attrs for name, attrs in self.found if name == tag]


@pytest.fixture(scope="module")
def page(course):
    """With the roster's names, which are hostile."""
    return html_page(class_report(hostile_class(course), now(), with_names=True))


def test_nothing_runs_and_nothing_is_fetched(page):
    """No script, no handler, no address but data; and a policy that says so."""
    tags = Tags(page)
    assert tags.of("script") == [] and tags.of("link") == [] and tags.of("iframe") == []
    assert all(name not in ("onerror", "onclick", "onload") for _, attrs in tags.found for name in attrs)
    assert all(attrs["src"].startswith("data:image/svg+xml;base64,") for attrs in tags.of("img"))
    policy = next(attrs for attrs in tags.of("meta") if attrs.get("http-equiv"))["content"]
    assert policy.startswith("default-src 'none'") and "script-src" not in policy


def test_hostile_names_are_text(page):
    """Escaped, on one line, without marks that turn the writing, and cut."""
    assert "&lt;script&gt;alert(1)" in page and "=HYPERLINK(&quot;http" in page
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200e\u200f\0]", page)
    assert "A" * 61 not in page


def test_tables_and_pictures_can_be_heard(page):
    """Caption, scopes, a name for each region that scrolls, words for each picture, the page's language."""
    tags = Tags(page)
    assert tags.of("html")[0]["lang"] == "en"
    assert len(tags.of("table")) == len(tags.of("caption")) > 0
    assert {attrs["scope"] for attrs in tags.of("th")} == {"col", "row"}
    assert all(attrs["alt"] for attrs in tags.of("img"))
    ids = [attrs["id"] for _, attrs in tags.found if "id" in attrs]
    assert len(ids) == len(set(ids))
    assert {attrs["href"].lstrip("#") for attrs in tags.of("a")} <= set(ids)


def test_names_are_off_by_default(course):
    """Pseudonyms alone."""
    page = html_page(class_report(hostile_class(course), now()))
    assert "HYPERLINK" not in page and "AAAA" not in page and "s0" in page


def test_every_kind_of_block_is_escaped():
    """Whatever stands in it."""
    bad = "<b>&\"'</b>"
    drawing = Drawing("x", lambda ax: ax, bad)
    blocks = (
        bad,
        Warn(bad),
        Points(((bad, bad),)),
        Table(bad, (bad, bad), ((bad, bad),)),
        Picture(lambda: drawing),
    )
    for section in (Section(bad, blocks, bad), Section(bad, blocks, bad, 3, True)):
        assert "<b>" not in html_page(Report(bad, bad, (section,)))
        assert "<b>" not in section_html(section) and "<b>" not in section._repr_html_()


def test_the_hostile_names_are_all_tried(page):
    """Each of them left its harmless part behind."""
    assert len(HOSTILE) == 5 and "gnp.exe Ann" in page and "@SUM(A1)" in page
