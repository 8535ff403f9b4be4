"""Items as QTI 2.1 writes them: a question with its feedback, and what the format does not hold of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from course.calculated import as_number
from course.errors import PlainError
from course.exchange.qti_kinds import KINDS, Question, cut
from course.exchange.qti_xml import (
    NOT_IN_XML,
    blocks,
    element,
    name,
    picture,
    plain,
    put,
    value,
)
from course.schema import CalculatedItem, CaseItem

SEED = "export"
"""By which the one set of numbers of a calculated item is drawn."""

TITLE_CHARACTERS = 100


@dataclass(frozen=True)
class Written:
    """One assessmentItem. `weight` is its share of the item in the bank: less than 1 for stages of a case."""

    identifier: str
    title: str
    root: etree._Element
    interactions: tuple[str, ...]
    pictures: tuple[str, ...]
    weight: float = 1


def write_item(item: Any) -> tuple[list[Written], list[str]]:
    """The item, or one for each stage of a case, and what QTI does not hold of it.

    Raises `PlainError` where a picture is gone or cannot be read.
    """
    lost = _lost_by_every_kind(item)
    if isinstance(item, CaseItem):
        written = [_stage(item, place, lost) for place in range(len(item.stages))]
        lost.append(
            f"the story unfolds: its {len(item.stages)} stages are items in a row, each with the story so far"
        )
        return written, lost
    if isinstance(item, CalculatedItem):
        item = as_number(item, SEED)
        lost.append("numbers drawn anew for each attempt: one set of them was drawn")
    question = _question(item, item, lost)
    body = [*blocks(item.stem), *(picture(item.picture) if item.kind != "hotspot" else ()), *question.body]
    feedback = {**question.feedback, "explanation": blocks(item.explanation)}
    return [_assembled(name("item", item.id), item, question, [*_hint(item), *body], feedback)], lost


def _lost_by_every_kind(item: Any) -> list[str]:
    lost = []
    if item.hint:
        lost.append(
            f"the hint that costs {item.hint.costs:.0%}: kept as a note that only authors and tutors see"
        )
    if any(NOT_IN_XML.search(text) for text in _texts(item.model_dump())):
        lost.append("control characters in its texts: XML allows none")
    return lost + cut("the text for a picture", _texts(item.model_dump(), {"alt"}))


def _texts(value: Any, keys: Container[str] = (), key: str = "") -> Iterable[str]:
    """Every text in it; with `keys`, those that stand under one of these."""
    if isinstance(value, str):
        if not keys or key in keys:
            yield value
    elif isinstance(value, Mapping):
        for one, part in value.items():
            yield from _texts(part, keys, one)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _texts(part, keys, key)


def _hint(item: Any) -> list[etree._Element]:
    return [_note(blocks(item.hint.text))] if item.hint else []


def _note(content: list[etree._Element]) -> etree._Element:
    return element("rubricBlock", *content, view="author tutor")


def _question(asked: Any, item: Any, lost: list[str]) -> Question:
    try:
        question = KINDS[asked.kind](asked, not item.keep_order)
    except (OSError, ValueError) as error:
        raise PlainError(f"{item.id}: its picture cannot be read ({error}).") from error
    lost += question.lost
    return question


def _stage(item: CaseItem, place: int, lost: list[str]) -> Written:
    """A stage with the story up to it; the case's explanation comes with the last."""
    stage, is_last = item.stages[place], place == len(item.stages) - 1
    inner: list[str] = []
    question = _question(stage.ask, item, inner)
    lost += [f"stage {stage.id}: {line}" for line in inner]
    body = [*blocks(item.stem), *picture(item.picture)]
    for told in item.stages[: place + 1]:
        body += blocks(told.story)
    if stage.after:
        lost.append(
            f"stage {stage.id}: what is told after an earlier answer: kept as a note for authors and tutors"
        )
        body += [
            _note([element("p", f"{after.stage}, {after.option}:"), *blocks(after.text)])
            for after in stage.after
        ]
    body += [*blocks(stage.ask.stem), *picture(stage.ask.picture), *question.body]
    told = [
        *(blocks(stage.explanation) if stage.explanation else ()),
        *(blocks(item.explanation) if is_last else ()),
    ]
    feedback = {**question.feedback, **({"explanation": told} if told else {})}
    notes = _hint(item) if place == 0 else []
    identifier = f"{name('item', item.id)}_{stage.id}"
    return _assembled(identifier, stage.ask, question, [*notes, *body], feedback, 1 / len(item.stages))


def _assembled(
    identifier: str, asked: Any, question: Question, body: list, feedback: dict, weight: float = 1
) -> Written:
    title = plain(asked.stem)[:TITLE_CHARACTERS] or identifier
    shown = [*question.shown, *([value("identifier", "explanation")] if "explanation" in feedback else ())]
    root = element(
        "assessmentItem",
        *question.declarations,
        _outcome("SCORE", "single", "float", 0, normalMaximum=1.0),
        _outcome("MAXSCORE", "single", "float", 1),
        _outcome("FEEDBACK", "multiple", "identifier"),
        element("itemBody", *body),
        element("responseProcessing", *question.scoring, put("FEEDBACK", element("multiple", *shown))),
        *(_modal(identifier, content) for identifier, content in feedback.items()),
        identifier=identifier,
        title=title,
        adaptive=False,
        timeDependent=False,
    )
    return Written(identifier, title, root, _interactions(root), _pictures(root), weight)


def _outcome(identifier: str, cardinality: str, kind: str, default: float | None = None, **more: Any) -> Any:
    values = () if default is None else (element("defaultValue", element("value", f"{default:g}")),)
    return element(
        "outcomeDeclaration", *values, identifier=identifier, cardinality=cardinality, baseType=kind, **more
    )


def _modal(identifier: str, content: list[etree._Element]) -> etree._Element:
    return element(
        "modalFeedback", *content, outcomeIdentifier="FEEDBACK", identifier=identifier, showHide="show"
    )


def _interactions(root: etree._Element) -> tuple[str, ...]:
    names = (etree.QName(node).localname for node in root.iter(etree.Element))
    return tuple(dict.fromkeys(found for found in names if found.endswith("Interaction")))


def _pictures(root: etree._Element) -> tuple[str, ...]:
    found = root.xpath("//*[local-name()='img']/@src | //*[local-name()='object']/@data")
    return tuple(dict.fromkeys(str(path).removeprefix("media/") for path in found))
