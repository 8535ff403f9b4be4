"""The article's claims beside what studies say, and a lesson's sources."""

import re

import pytest

from widgets import ArticleAndStudies, Sources
from widgets._base import UnknownName

FOURTEEN = {
    "reaches-the-hamstrings", "awakens-the-deep-core", "decompresses-the-spine", "improves-posture",
    "improves-flexibility", "relieves-pain", "improves-circulation", "calms-and-improves-sleep",
    "piriformis-and-sciatica", "sudden-pain-is-urgent", "soft-mattress", "first-thing-in-the-morning",
    "twenty-to-thirty-seconds", "twist-mobilises-the-spine",
}  # fmt: skip


def text(html):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", html))


def test_the_fourteen_claims_are_there(course):
    """Each checked claim of the article has a card, shown in a lesson."""
    assert set(course.claims) >= FOURTEEN


def test_every_claim_is_shown_where_it_says(course):
    """The table of each lesson holds the article's words, the findings with how sure, and our own words."""
    for claim in course.claims.values():
        for lesson in claim.lessons:
            shown = ArticleAndStudies(lesson)._repr_html_()
            for words in (claim.article_says, claim.course_says, *(f.text for f in claim.studies_say)):
                assert words.replace('"', "&quot;").replace("'", "&#x27;") in shown
    assert "(Confirmed; Wilke and colleagues 1999)" in text(
        ArticleAndStudies("07_rest_in_happy_baby")._repr_html_()
    )


def test_a_lesson_without_claims_is_refused():
    """The error names the lessons that meet some."""
    with pytest.raises(UnknownName, match="04_twist_the_spine"):
        ArticleAndStudies("00_start_here")


def test_sources_list_the_lesson_and_its_claims(course):
    """What the prose and the cards rest on, each once, with a link where a DOI is known."""
    lesson = course.lessons["07_rest_in_happy_baby"]
    html = Sources(lesson.id)._repr_html_()
    assert html.count("<li>") == int(re.search(r"Sources \((\d+)\)", html)[1])
    for id in (*lesson.sources, "wilke-1999", "who-2023"):
        assert course.references[id].about.replace("'", "&#x27;") in html
    assert 'href="https://doi.org/10.1093/ptj/65.10.1501"' in Sources("03_bring_knees_to_chest")._repr_html_()


def test_sources_of_no_lesson_are_refused():
    """A misspelt lesson is offered the nearest."""
    with pytest.raises(UnknownName, match="Did you mean '05_tilt_the_pelvis'"):
        Sources("05_tilt_the_pelvi")


def test_their_reprs_are_stable():
    """As one types them."""
    assert repr(Sources("00_start_here")) == "Sources('00_start_here')"
    assert repr(ArticleAndStudies("01_stay_safe")) == "ArticleAndStudies('01_stay_safe')"
