"""The phone page as a file: whole, small, closed to the network, readable without running anything."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest

from course import load_course
from course.errors import PlainError
from course.plan import Wish, plan_session
from widgets.phone_page import MOST_BYTES, export_phone, phone_page

COURSE = load_course()
WISHES = [Wish(routine=id) for id in COURSE.routines] + [Wish(stretch=id) for id in COURSE.stretches]


class Parts(HTMLParser):
    """Elements with their attributes, the text of scripts and styles, and all other text."""

    def __init__(self, page):
        super().__init__()
        self.elements, self.inside, self.code, self.text = [], [], {}, ""
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag in ("script", "style"):
            self.inside.append(f"{tag} {dict(attributes).get('type', '')}".strip())

    def handle_endtag(self, tag):
        if tag in ("script", "style"):
            self.inside.pop()

    def handle_data(self, data):
        if self.inside:
            self.code[self.inside[-1]] = self.code.get(self.inside[-1], "") + data
        else:
            self.text += data


@pytest.fixture(scope="module")
def evening():
    return phone_page(COURSE, Wish(routine="evening"))


@pytest.mark.parametrize("wish", WISHES, ids=lambda wish: wish.routine or wish.stretch)
def test_each_page_is_small_and_says_its_plan(wish):
    """Below 3 MB; every part of the plan stands in the text that needs no script, with its picture."""
    page = phone_page(COURSE, wish)
    assert len(page.encode("utf-8")) < MOST_BYTES
    parts = Parts(page)
    plan = plan_session(COURSE, wish)
    stretches = {step.name for step in plan.steps if step.do in COURSE.stretches}
    assert all(name in parts.text for name in {step.name for step in plan.steps if step.name})
    pictures = [attributes for tag, attributes in parts.elements if tag == "img"]
    assert len(pictures) == len(stretches) and all(picture["alt"] for picture in pictures)
    for answer in COURSE.safety.stop.answers:
        assert answer.text in parts.text and answer.do in parts.text


def test_the_policy_allows_this_script_and_nothing_else(evening):
    """The hashes are those of the page's script and style; no address of any kind is allowed or named."""
    parts = Parts(evening)
    policy = next(
        a["content"] for tag, a in parts.elements if a.get("http-equiv") == "Content-Security-Policy"
    )
    rules = {words[0]: words[1:] for words in (rule.split() for rule in policy.split(";"))}
    for kind, code in (("script-src", "script module"), ("style-src", "style")):
        digest = hashlib.sha256(parts.code[code].encode("utf-8")).digest()
        assert rules[kind] == [f"'sha256-{base64.b64encode(digest).decode()}'"]
    assert rules["default-src"] == ["'none'"] and "connect-src" not in rules
    assert rules["img-src"] == ["data:"]
    for _, attributes in parts.elements:
        assert "style" not in attributes and not any(name.startswith("on") for name in attributes)
        assert attributes.get("src", "data:").startswith("data:") and "href" not in attributes


def test_the_data_cannot_end_its_element(evening):
    """Text that looks like an end tag stays text: what is read is what was written."""
    data = Parts(evening).code["script application/json"]
    assert "</" not in data
    content = json.loads(data)
    assert len(content["safety"]["questions"]) == len(COURSE.safety.questions)
    assert content["wish"] == {"routine": "evening", "stretch": None}


def test_nothing_of_a_key_or_a_person_is_in_it(evening):
    """Content alone: no quiz, no journal, no source list."""
    assert not re.search(r"agrees_with|journal\.sqlite|populations", evening)


def test_the_page_is_a_function_of_content():
    """The same twice: nothing of the moment or of chance."""
    assert phone_page(COURSE, Wish(stretch="figure-four")) == phone_page(COURSE, Wish(stretch="figure-four"))


@pytest.mark.parametrize(
    "given, reason",
    [
        ({}, "exactly one"),
        ({"routine": "evening", "stretch": "figure-four"}, "exactly one"),
        ({"routine": "evenings"}, "Did you mean 'evening'"),
        ({"stretch": "figure-for"}, "Did you mean 'figure-four'"),
    ],
)
def test_what_is_not_there_is_refused(tmp_path, given, reason):
    """One clear error, and no file."""
    with pytest.raises(PlainError, match=reason):
        export_phone(COURSE, tmp_path / "page.html", **given)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_kept(tmp_path):
    """Nothing is written over."""
    file = tmp_path / "page.html"
    file.write_text("mine")
    with pytest.raises(PlainError, match="is there already"):
        export_phone(COURSE, file, routine="evening")
    assert file.read_text() == "mine"
