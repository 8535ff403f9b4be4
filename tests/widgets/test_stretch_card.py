"""The card of a stretch: its words, its static version, and what it tells the person before it."""

import json
from datetime import date
from html.parser import HTMLParser

import pytest

from course import standing
from course.journal import Journal, now, stamp
from course.schema import Picture, Pictures
from course.screening import Verdict
from course.standing import Standing
from widgets import _pictures
from widgets._base import UnknownName
from widgets._static import CERTAINTY, NOT_REVIEWED
from widgets._stretch_static import static_card
from widgets._stretch_words import dose, stretch_words
from widgets.stretch_card import StretchCard, for_person

ALL_SIX = (
    "single-knee-to-chest",
    "double-knees-to-chest",
    "supine-spinal-twist",
    "pelvic-tilt",
    "figure-four",
    "happy-baby",
)
DOT = b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 4 3'><circle r='1'/></svg>"


class Text(HTMLParser):
    """All text of some HTML, and its tags in order."""

    def __init__(self, html: str):
        super().__init__()
        self.text, self.tags = "", []
        self.feed(html)

    def handle_data(self, data):
        self.text += data

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)


@pytest.fixture
def pictured(monkeypatch, tmp_path, course):
    """A card whose content names two pictures that exist."""
    (tmp_path / "dot.svg").write_bytes(DOT)
    monkeypatch.setattr(_pictures, "picture_file", tmp_path.joinpath)
    card = StretchCard("figure-four")
    pictures = Pictures(
        start=Picture(file="dot.svg", alt="The start"),
        end=Picture(file="dot.svg", alt="The end"),
        forms={"foot-down": Picture(file="dot.svg", alt="Foot down")},
    )
    card._stretch = card._stretch.model_copy(update={"pictures": pictures})
    card.words = stretch_words(course, card._stretch)
    return card


@pytest.mark.parametrize("stretch", ALL_SIX)
def test_static_version_has_everything(stretch, course):
    """Print shows every step, slip, form, caution and source, in words alone."""
    content = course.stretches[stretch]
    text = Text(StretchCard(stretch)._static_html()).text
    expected = [step.text for step in content.steps] + [slip.instead for slip in content.slips]
    expected += [variant.how for variant in content.variants] + [caution.why for caution in content.cautions]
    expected += [fact.text for fact in content.evidence] + list(content.set_up)
    for words in expected:
        assert words in text
    assert "None" not in text


@pytest.mark.parametrize("stretch", ALL_SIX)
def test_words_are_json(stretch):
    """The trait holds nothing that the browser cannot be sent."""
    words = StretchCard(stretch).words
    assert json.loads(json.dumps(words)) == words


def test_unknown_stretch_is_refused():
    """A stretch that does not exist is refused with the nearest name."""
    with pytest.raises(UnknownName, match="Did you mean 'figure-four'"):
        StretchCard("figure-for")


def test_unknown_keyword_is_refused():
    """What the widget does not know, it does not silently drop."""
    with pytest.raises(TypeError):
        StretchCard("figure-four", side="left")


def test_every_muscle_stands_under_its_role(course):
    """Each target is named once, primary ones first."""
    stretch = course.stretches["pelvic-tilt"]
    groups = stretch_words(course, stretch)["muscles"]
    named = [row["name"] for group in groups for row in group["rows"]]
    assert sorted(named) == sorted(course.muscles[target.muscle].name for target in stretch.targets)
    assert groups[0]["kind"].startswith("primary")


def test_cautions_are_grouped_by_advice(course):
    """Nothing gets lost between 'not for you' and 'stop'."""
    stretch = course.stretches["single-knee-to-chest"]
    groups = stretch_words(course, stretch)["cautions"]
    assert [group["kind"] for group in groups] == ["leave-out", "ask-first", "change", "stop"]
    assert sum(len(group["rows"]) for group in groups) == len(stretch.cautions)


def test_angles_are_called_approximate(course):
    """No joint angle stands there as if it had been measured."""
    for stretch in course.stretches.values():
        words = stretch_words(course, stretch)
        assert all(angle["degrees"].startswith("about ") for angle in words["angles"])
        assert "Approximate joint angles" in static_card(words)


def test_certainty_is_worded(course):
    """Each note on the evidence says how sure we are, and names its sources in short."""
    stretch = course.stretches["single-knee-to-chest"]
    for fact, claim in zip(stretch.evidence, stretch_words(course, stretch)["evidence"], strict=True):
        assert claim["sure"].startswith(CERTAINTY[fact.certainty])
        assert ("(" in claim["sure"]) == bool(fact.sources)


@pytest.mark.parametrize(
    ("stretch", "words"),
    [
        ("pelvic-tilt", "repetitions"),
        ("single-knee-to-chest", "seconds on each side."),
        ("double-knees-to-chest", "seconds."),
    ],
)
def test_dose_in_words(course, stretch, words):
    """Repetitions, holds on two sides, and holds of both at once."""
    assert words in dose(course.stretches[stretch])


def test_says_when_nobody_has_reviewed_it(course):
    """The line goes once a clinician has signed the stretch off."""
    stretch = course.stretches["figure-four"]
    unreviewed = stretch.model_copy(update={"reviewed_by": None, "reviewed_on": None})
    reviewed = stretch.model_copy(update={"reviewed_by": "A. Clinician", "reviewed_on": date(2027, 3, 1)})
    assert NOT_REVIEWED in static_card(stretch_words(course, unreviewed))
    assert NOT_REVIEWED not in static_card(stretch_words(course, reviewed))


def test_content_is_escaped(course):
    """A tag in the content is shown as text."""
    stretch = course.stretches["figure-four"].model_copy(update={"in_short": "<img src=x onerror=alert(1)>"})
    assert "img" not in Text(static_card(stretch_words(course, stretch))).tags


@pytest.mark.parametrize(
    ("where", "line", "forms"),
    [
        (Standing("none", ""), "", []),
        (Standing("go", ""), "", []),
        (Standing("ask-first-some", "", leave_out=frozenset({"happy-baby"})), "", []),
        (Standing("ask-first-some", "", leave_out=frozenset({"figure-four"})), "leaves this stretch out", []),
        (
            Standing("ask-first-some", "", change={"figure-four": ("foot-down",)}),
            "another form",
            ["foot-down"],
        ),
        (Standing("emergency", "", urgency="hospital-today"), "Get checked today", []),
        (Standing("emergency", ""), "Leave the stretches", []),
    ],
)
def test_line_for_the_person(course, where, line, forms):
    """One calm line for those whose safety check leaves the stretch out or changes it; silence for others."""
    found = for_person(course, course.stretches["figure-four"], where)
    assert line in found["line"] and bool(line) == bool(found["line"])
    assert found["forms"] == forms


def test_leaving_out_beats_changing(course):
    """Who leaves a stretch out is not offered a form of it."""
    where = Standing(
        "ask-first-some", "", leave_out=frozenset({"figure-four"}), change={"figure-four": ("foot-down",)}
    )
    assert for_person(course, course.stretches["figure-four"], where)["forms"] == []


def test_line_is_asked_for_and_never_saved(course):
    """The journal is read on request; the static version and the traits stay the same for everybody."""
    card = StretchCard("figure-four")
    before = card._static_html(), card.words
    assert card.for_me() == {"line": "", "forms": []}
    verdict = Verdict(outcome="ask-first", scope="some", leave_out=("figure-four",))
    with Journal().writing() as db:
        standing.record_verdict(db, verdict, now())
    assert "leaves this stretch out" in card.for_me()["line"]
    assert (card._static_html(), card.words) == before


def test_a_stop_of_the_last_days_is_told():
    """The card says what the timer would: why this stretch waits after a stop."""
    with Journal().writing() as db:
        standing.record_verdict(db, Verdict(), now())
        db.execute("INSERT INTO stop VALUES ('one', 'session', ?, NULL, 'down-the-leg')", (stamp(now()),))
    assert "for a week only the pelvic tilt" in StretchCard("figure-four").for_me()["line"]
    assert StretchCard("pelvic-tilt").for_me()["line"] == ""


def test_no_picture_no_frame():
    """Where the content names no picture, none is shown."""
    card = StretchCard("figure-four")
    card._stretch = card._stretch.model_copy(update={"pictures": Pictures()})
    assert "<img" not in card._static_html()


def test_static_version_shows_one_picture(pictured):
    """The end of the movement, whole, with the text that says what is to be seen."""
    html = pictured._static_html()
    assert Text(html).tags.count("img") == 1
    assert "data:image/svg+xml;base64," in html and 'alt="The end"' in html


def test_pictures_come_on_request(pictured):
    """The browser asks for each picture that the content names; any other is refused."""
    assert [tab["id"] for tab in pictured.words["pictures"]["tabs"]] == ["start", "end"]
    assert pictured.words["pictures"]["others"] == ["form-foot-down"]
    assert pictured.picture("start")["url"].startswith("data:image/svg+xml;base64,")
    with pytest.raises(UnknownName):
        pictured.picture("muscles")


def test_repr_is_what_one_types():
    """The text of an output is stable, without an address."""
    assert repr(StretchCard("figure-four")) == "StretchCard('figure-four')"
