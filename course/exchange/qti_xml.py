"""The small words of which QTI 2.1 is written: elements, texts, and the expressions that score an answer."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from lxml import etree, html

from course.folders import picture_file
from course.rich_text import to_html, to_plain
from course.schema.stretches import Picture

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold, not even written as numbers."""

SHORT = 256
"""QTI's limit for labels and for texts that stand for a picture."""

Part = etree._Element | str


def element(tag: str, *parts: Part, ns: str = QTI, **attributes: Any) -> etree._Element:
    """One element with what it holds; attributes that are None are left away."""
    made = etree.Element(f"{{{ns}}}{tag}", nsmap={None: ns})
    for name, value in attributes.items():
        if value is not None:
            made.set(name.rstrip("_"), written(value))
    for part in parts:
        if isinstance(part, str):
            _append_text(made, clean(part))
        else:
            made.append(part)
    return made


def _append_text(made: etree._Element, text: str) -> None:
    if len(made):
        made[-1].tail = (made[-1].tail or "") + text
    else:
        made.text = (made.text or "") + text


def written(value: Any) -> str:
    """A value as XML Schema writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.15g}" if isinstance(value, int | float) else clean(value)


def clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)


def name(role: str, id: str) -> str:
    """An identifier: unlike the ids of the bank it begins with a letter and differs between roles."""
    return f"{role}-{id}"


def to_bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


# --- texts and pictures ------------------------------------------------------------------------------------

Fill = Callable[[str], Iterable[Part]]


def blocks(text: str, fill: Fill = lambda text: (text,)) -> list[etree._Element]:
    """Our Markdown as paragraphs and lists; `fill` puts something else in place of parts of a text."""
    found = html.fragments_fromstring(to_html(clean(text)))
    return [_copied(node, fill) if not isinstance(node, str) else element("p", node) for node in found]


def _copied(node: Any, fill: Fill) -> etree._Element:
    parts: list[Part] = [*fill(node.text or "")]
    for child in node:
        parts += [_copied(child, fill), *fill(child.tail or "")]
    return element(node.tag, *parts)


def plain(text: str) -> str:
    """The text in one line without marks, where QTI takes no more."""
    return to_plain(clean(text))


def short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[: SHORT - 1]}…"


def picture(shown: Picture | None) -> list[etree._Element]:
    """A paragraph with the picture, where there is one."""
    if shown is None:
        return []
    return [element("p", element("img", src=picture_path(shown.file), alt=short(plain(shown.alt))))]


def picture_path(file: str) -> str:
    """Where a picture lies in the package."""
    return f"media/{file}"


def media_type(file: str) -> str:
    return {"webp": "image/webp", "png": "image/png", "svg": "image/svg+xml"}[file.rpartition(".")[2]]


def picture_size(file: str) -> tuple[int, int]:
    """Width and height in pixels. Raises OSError or ValueError where the picture cannot be read."""
    path = picture_file(file)
    if path.suffix == ".svg":
        box = etree.parse(path, etree.XMLParser(resolve_entities=False, no_network=True)).getroot()
        width, height = re.split(r"[\s,]+", box.get("viewBox", "").strip())[2:4]
        return round(float(width)), round(float(height))
    from PIL import Image

    with Image.open(path) as image:
        return image.size


# --- expressions and rules ---------------------------------------------------------------------------------


def variable(identifier: str) -> etree._Element:
    return element("variable", identifier=identifier)


def value(kind: str, content: Any) -> etree._Element:
    return element("baseValue", written(content), baseType=kind)


def is_right(response: str) -> etree._Element:
    return element("match", variable(response), element("correct", identifier=response))


def put(outcome: str, expression: etree._Element) -> etree._Element:
    return element("setOutcomeValue", expression, identifier=outcome)


def score(share: float) -> etree._Element:
    return put("SCORE", value("float", share))


def when(
    condition: etree._Element,
    *rules: etree._Element,
    otherwise: Iterable[etree._Element] = (),
    or_when: Iterable[tuple[etree._Element, etree._Element]] = (),
) -> etree._Element:
    """If, else if (pairs of a condition and a rule), else."""
    branches = [element("responseIf", condition, *rules)]
    branches += [element("responseElseIf", *branch) for branch in or_when]
    if otherwise := list(otherwise):
        branches.append(element("responseElse", *otherwise))
    return element("responseCondition", *branches)


def share_of(conditions: list[etree._Element]) -> list[etree._Element]:
    """Rules by which the score is the share of `conditions` that hold: counted first, so that all give 1."""
    one_more = [
        when(condition, put("SCORE", element("sum", variable("SCORE"), value("float", 1))))
        for condition in conditions
    ]
    return [*one_more, put("SCORE", element("divide", variable("SCORE"), value("float", len(conditions))))]
