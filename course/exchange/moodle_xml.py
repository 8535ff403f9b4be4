"""The XML of Moodle's questions: a text, a text in HTML with its pictures, feedback on the whole answer."""

from __future__ import annotations

import base64
import html
import re
from collections.abc import Iterable

from lxml import etree

from course.errors import PlainError
from course.folders import picture_file
from course.rich_text import to_html
from course.schema import Picture

_NOT_IN_XML = re.compile(r"[^\t\n\r\x20-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


def add_child(parent: etree._Element, tag: str, text: str) -> etree._Element:
    child = etree.SubElement(parent, tag)
    child.text = _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    return child


def add_text(parent: etree._Element, tag: str, text: str, **attributes: str) -> etree._Element:
    child = etree.SubElement(parent, tag, attributes)
    add_child(child, "text", text)
    return child


def add_rich(
    parent: etree._Element, tag: str, shown: str, *pictures: Picture | None, **attributes: str
) -> etree._Element:
    """A text in HTML, with its pictures beside it."""
    files = {picture.file: picture for picture in pictures if picture}
    for name, picture in files.items():
        shown += f'<p><img src="@@PLUGINFILE@@/{name}" alt="{html.escape(picture.alt)}"></p>'
    child = add_text(parent, tag, shown, **attributes, format="html")
    for name, picture in files.items():
        file = add_child(child, "file", base64.b64encode(_content(picture)).decode())
        file.attrib.update({"name": name, "path": "/", "encoding": "base64"})
    return child


def _content(picture: Picture) -> bytes:
    try:
        return picture_file(picture.file).read_bytes()
    except OSError as error:
        raise PlainError(f"{picture.file}: no such picture; expected it in the bank's media/") from error


def add_combined_feedback(
    question: etree._Element, right: str | None = None, wrong: str | None = None
) -> None:
    for tag, words in (
        ("correctfeedback", right),
        ("partiallycorrectfeedback", wrong),
        ("incorrectfeedback", wrong),
    ):
        add_rich(question, tag, to_html(words) if words else "")


def as_list(lines: Iterable[str]) -> str:
    return "<ul>" + "".join(f"<li>{line}</li>" for line in lines) + "</ul>"
