"""Reads Moodle XML. Whoever wrote the file: nothing in it is fetched, opened, expanded or run.

A new type of question is one function here and one line in `READERS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from math import isfinite
from string import ascii_lowercase
from typing import Any

from lxml import etree
from pydantic import TypeAdapter, ValidationError

from course.errors import PlainError, first_problem
from course.exchange.from_html import escaped, to_markdown
from course.exchange.imported import (
    MAX_QUESTIONS,
    NO_EXPLANATION,
    NO_FEEDBACK,
    NO_UNIT,
    Imported,
    Skipped,
    kebab,
)
from course.rich_text import to_plain
from course.schema import AnyItem

EXPECTED = "expected Moodle XML as Moodle's question bank exports it"
NO_TITLE = "Questions from Moodle"
FILL_THE_GAPS = "Fill the gaps."

_NO_QUESTIONS = ("category", "description")
_PLACEHOLDER = re.compile(r"\[\[(\d{1,3})\]\]")
_NOT_SHOWN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_COMMON = {
    "id": "x",
    "track": "student",
    "bloom": "understand",
    "objectives": ["x"],
    "lesson": "00_x",
    "certainty": "textbook",
    "sources": ["x"],
    "explanation": NO_EXPLANATION,
}
"""What a teacher says later; here only so that the schema can judge the rest."""


def read_moodle(content: bytes, where: str) -> Imported:
    """The questions of one file. One that cannot be taken along is listed with its line and the reason.

    Raises `PlainError` where the file as a whole is not Moodle XML, or holds a DOCTYPE or too many questions.
    """
    questions = [q for q in _root(content, where).iterchildren("question")]
    asking = [q for q in questions if q.get("type") not in _NO_QUESTIONS]
    if len(asking) > MAX_QUESTIONS:
        raise PlainError(f"{where}: holds {len(asking):,} questions; expected {MAX_QUESTIONS:,} at most")
    items, skipped, changed = [], [], []
    for question in asking:
        reading = _Reading(question)
        try:
            items.append(reading.item([item["id"] for item in items]))
            changed += [reading.listed(what) for what in reading.lost]
        except ValueError as error:
            skipped.append(reading.listed(str(error)))
    return Imported(_title(questions), tuple(items), tuple(skipped), tuple(changed))


def _root(content: bytes, where: str) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.LxmlError, ValueError, LookupError) as error:
        raise PlainError(f"{where}: cannot be read as XML ({error}); {EXPECTED}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise PlainError(f"{where}: holds a DOCTYPE, which can hide other files or too much text; {EXPECTED}")
    if root.tag != "quiz":
        raise PlainError(f"{where}: begins with <{root.tag}>, not with <quiz>; {EXPECTED}")
    return root


def _title(questions: list[etree._Element]) -> str:
    """The last part of the first category's path."""
    for question in questions:
        path = _name(question.find("category"))
        if name := re.split(r"(?<!/)/(?!/)", path)[-1].replace("//", "/").strip():
            return name[:100]
    return NO_TITLE


@cache
def _schema() -> TypeAdapter:
    return TypeAdapter(AnyItem)


# --- one question -------------------------------------------------------------------------------------------


@dataclass
class _Reading:
    """One question on its way; `lost` is what of it could not be taken along."""

    question: etree._Element
    lost: list[str] = field(default_factory=list)

    def listed(self, what: str) -> Skipped:
        name = _name(self.question.find("name")) or "(no name)"
        return Skipped(f"line {self.question.sourceline}", name[:80], what)

    def item(self, taken: list[str]) -> Mapping[str, Any]:
        """The item in our fields, as the schema wants them. Raises ValueError with the reason otherwise."""
        kind = (self.question.get("type") or "")[:40]
        if kind not in READERS:
            raise ValueError(NOT_READ.get(kind, f"questions of type “{kind}” are not read"))
        item = {"id": self._id(taken), **READERS[kind](self), **self._around()}
        if len(list(self.question.iter("file"))):
            self.lost.append(
                "its pictures or files; lay them into the bank's media/ and name them in the item"
            )
        try:
            _schema().validate_python(_COMMON | item)
        except ValidationError as error:
            raise ValueError(first_problem(error)) from error
        return item

    def _id(self, taken: list[str]) -> str:
        own = (self.question.findtext("idnumber") or "").strip() or _name(self.question.find("name"))
        return kebab(own, taken)

    def _around(self) -> dict[str, Any]:
        around: dict[str, Any] = {}
        if explanation := self.text("generalfeedback"):
            around["explanation"] = explanation
        hints = [hint for hint in map(_markdown, self.question.findall("hint")) if hint]
        if hints:
            costs = _number_or(self.question.findtext("penalty"), 0.25)
            around["hint"] = {"text": hints[0], "costs": costs if 0 < costs < 1 else 0.25}
        if len(hints) > 1:
            self.lost.append("its hints after the first")
        return around

    def text(self, tag: str, otherwise: str = "") -> str:
        return _markdown(self.question.find(tag)) or otherwise

    def stem(self) -> str:
        if stem := self.text("questiontext"):
            return stem
        raise ValueError("there is no question text")

    def flag(self, tag: str, otherwise: str) -> bool:
        return (self.question.findtext(tag) or otherwise).strip() not in ("false", "0")

    def answers(self) -> list[tuple[etree._Element, float]]:
        """The answers with their shares in per cent."""
        return [
            (answer, _number(answer.get("fraction") or "0", "an answer's fraction"))
            for answer in self.question.findall("answer")
        ]

    def kept_order(self, tag: str = "shuffleanswers") -> dict[str, bool]:
        return {} if self.flag(tag, "true") else {"keep_order": True}


def _multichoice(reading: _Reading) -> dict[str, Any]:
    single, answers = reading.flag("single", "true"), reading.answers()
    shares = [share for _, share in answers]
    if single and shares.count(100) != 1:
        raise ValueError(f"one answer earns 100 % in a single choice; here {shares.count(100)} do")
    if any(share not in (0, 100) for share in shares) if single else len({s for s in shares if s > 0}) > 1:
        reading.lost.append("the shares of its answers; here an answer is right or wrong")
    options = [
        {
            "id": _letter(number),
            "text": _markdown(answer),
            "correct": share == 100 if single else share > 0,
            "feedback": _feedback(answer),
        }
        for number, (answer, share) in enumerate(answers)
    ]
    kind = "choice" if single else "multiple"
    return {"kind": kind, "stem": reading.stem(), "options": options} | reading.kept_order()


def _truefalse(reading: _Reading) -> dict[str, Any]:
    """Ours asks for a reason, which Moodle's does not have: it becomes a choice of two."""
    answers = reading.answers()
    if len(answers) != 2 or sorted(share == 100 for _, share in answers) != [False, True]:
        raise ValueError("a true/false question has two answers, one of which earns 100 %")
    if {_plain(answer).lower() for answer, _ in answers} != {"true", "false"}:
        raise ValueError("its answers are not called true and false")
    options = [
        {
            "id": (name := _plain(answer).lower()),
            "text": name.capitalize(),
            "correct": share == 100,
            "feedback": _feedback(answer),
        }
        for answer, share in answers
    ]
    return {"kind": "choice", "stem": reading.stem(), "options": options, "keep_order": True}


def _numerical(reading: _Reading) -> dict[str, Any]:
    answers = [(answer, share, _plain(answer)) for answer, share in reading.answers()]
    right = [(answer, value) for answer, share, value in answers if share == 100]
    if len(right) != 1 or right[0][1] == "*":
        raise ValueError(f"one number is right in ours; here {len(right)} answers earn 100 %")
    if any(0 < share < 100 for _, share, _ in answers):
        reading.lost.append("part marks for other numbers; they count as slips")
    answer, value = right[0]
    nears, rest = _slips([(other, text) for other, share, text in answers if share != 100])
    return {
        "kind": "number",
        "stem": reading.stem(),
        "answer": _number(value, "the answer"),
        "tolerance": _number(answer.findtext("tolerance") or "0", "the tolerance"),
        **_units(reading),
        "feedback_right": _feedback(answer),
        "feedback_wrong": rest,
        "near_misses": nears,
    }


def _slips(others: list[tuple[etree._Element, str]]) -> tuple[list[dict[str, Any]], str]:
    """Feedback on single wrong numbers, and on all the rest, which Moodle calls `*`."""
    nears = [
        {"value": _number(text, "an answer"), "feedback": _feedback(other)}
        for other, text in others
        if text != "*" and _markdown(other.find("feedback"))
    ]
    return nears, next((_feedback(other) for other, text in others if text == "*"), NO_FEEDBACK)


def _units(reading: _Reading) -> dict[str, Any]:
    """Moodle's multiplier says how many of the unit are one of the answer's; our factor is the inverse."""
    units = {}
    for unit in reading.question.iterfind("units/unit"):
        name = (unit.findtext("unit_name") or "").strip()
        multiplier = _number(unit.findtext("multiplier") or "1", "a unit's multiplier")
        if not name or not 1e-12 <= multiplier <= 1e12:
            raise ValueError("a unit has no name, or no multiplier between 1e-12 and 1e12")
        units[name] = multiplier
    if not units:
        reading.lost.append(f"it names no unit, so the item says “{NO_UNIT}”; write the right one there")
        return {"unit": NO_UNIT}
    main = next((name for name, multiplier in units.items() if multiplier == 1), None)
    if main is None:
        raise ValueError("none of its units has the multiplier 1, which is that of the answer")
    return {"unit": main, "units": {n: float(f"{1 / m:.12g}") for n, m in units.items() if n != main}}


def _matching(reading: _Reading) -> dict[str, Any]:
    lines = [
        (_markdown(line), escaped(_plain(line.find("answer"))))
        for line in reading.question.findall("subquestion")
    ]
    texts = list(dict.fromkeys(answer for _, answer in lines if answer))
    ids = {text: _letter(number) for number, text in enumerate(texts)}
    if any(text and not answer for text, answer in lines):
        raise ValueError("a line has no partner")
    pairs = [
        {"id": f"line-{number}", "text": text, "partner": ids[answer], "feedback": NO_FEEDBACK}
        for number, (text, answer) in enumerate(lines, 1)
        if text
    ]
    partners = [{"id": id, "text": text} for text, id in ids.items()]
    stem = reading.stem()
    return {"kind": "match", "stem": stem, "pairs": pairs, "partners": partners} | reading.kept_order()


def _ordering(reading: _Reading) -> dict[str, Any]:
    answers = sorted(reading.answers(), key=lambda answer: answer[1])
    parts = [{"id": f"step-{n}", "text": _markdown(answer)} for n, (answer, _) in enumerate(answers, 1)]
    return {
        "kind": "order",
        "stem": reading.stem(),
        "parts": parts,
        "feedback_right": reading.text("correctfeedback", NO_FEEDBACK),
        "feedback_wrong": reading.text("incorrectfeedback", NO_FEEDBACK),
    }


def _gaps(reading: _Reading) -> dict[str, Any]:
    """Also Moodle's “drag and drop into text”, which differs in how the words are moved alone."""
    choices = [*reading.question.findall("selectoption"), *reading.question.findall("dragbox")]
    if len({choice.findtext("group") for choice in choices}) > 1:
        reading.lost.append("the groups of its words; here all gaps are filled from one bank")
    words = [{"id": f"word-{n}", "text": escaped(_plain(word))} for n, word in enumerate(choices, 1)]
    gaps = []

    def gap(found: re.Match) -> str:
        gaps.append({"id": f"gap-{len(gaps) + 1}", "word": f"word-{found[1]}", "feedback": NO_FEEDBACK})
        return f"{{gap-{len(gaps)}}}"

    stem, _, text = reading.stem().partition("\n\n")
    if not text or _PLACEHOLDER.search(stem):
        stem, text = FILL_THE_GAPS, reading.stem()
    text = _PLACEHOLDER.sub(gap, text)
    made = {"kind": "cloze", "stem": stem, "text": text, "words": words, "gaps": gaps}
    return made | reading.kept_order()


READERS: Mapping[str, Callable[[_Reading], dict[str, Any]]] = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "numerical": _numerical,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "gapselect": _gaps,
    "ddwtos": _gaps,
}

NOT_READ = {
    "shortanswer": "free text is not graded here",
    "essay": "free text is not graded here",
    "calculated": "calculated questions are not read; its formula would need ranges that the file lacks",
    "cloze": "embedded answers (cloze) are not read; ask one thing in each question",
    "multianswer": "embedded answers (cloze) are not read; ask one thing in each question",
    "": "it has no type",
}
"""Why a type of question stays behind, where more can be said than that it does."""


# --- what stands in a field ---------------------------------------------------------------------------------


def _raw(element: etree._Element | None) -> str:
    if element is None:
        return ""
    text = element.findtext("text")
    return _NOT_SHOWN.sub("", (element.text if text is None else text) or "")


def _plain(element: etree._Element | None) -> str:
    """A field without its marks, on one line."""
    return to_plain(_as_markdown(_raw(element), "html"))


def _name(element: etree._Element | None) -> str:
    """What a question is called, whatever its length: names go into messages and ids alone."""
    return to_plain(_as_markdown(_raw(element)[:300], "html"))


def _markdown(element: etree._Element | None) -> str:
    format = "html" if element is None else element.get("format", "html")
    return _as_markdown(_raw(element), format)


def _as_markdown(text: str, format: str) -> str:
    return to_markdown(text, format) if text.strip() else ""


def _feedback(answer: etree._Element) -> str:
    return _markdown(answer.find("feedback")) or NO_FEEDBACK


def _letter(number: int) -> str:
    return ascii_lowercase[number] if number < 26 else f"z{number}"


def _number(text: str, what: str) -> float:
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = float("nan")
    if not isfinite(value):
        raise ValueError(f"{what} is no number: “{text.strip()[:40]}”")
    return value


def _number_or(text: str | None, otherwise: float) -> float:
    try:
        return _number(text or "", "it")
    except ValueError:
        return otherwise
