"""Quizzes as Moodle XML (docs.moodle.org/en/Moodle_XML_format), for Moodle 4.4 and later.

    lost = export_moodle(course, ["open-the-hips"], Path("hips.xml"))

One category a quiz, or a form of one; one question an item, and one a stage of a case. A new kind of item is
one function here and one line in `WRITERS`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from lxml import etree

from course.body_map import load_body_map
from course.calculated import as_number, drawn_values, evaluate
from course.exchange.moodle_formula import plain_number, to_moodle
from course.exchange.moodle_xml import add_child, add_combined_feedback, add_rich, add_text, as_list
from course.exchange.quiz_parts import lost_with_forms, parts_of
from course.exchange.whole_file import write_new
from course.rich_text import to_html, to_inline_html, to_plain
from course.schema import Course, Picture, Quiz
from course.schema.quizzes import PLACE

DRAWS = 20
"""So many sets of numbers a calculated question takes along: Moodle draws one of them for each attempt."""

RIGHT_SHARES = {
    1: ["100"],
    2: ["50"] * 2,
    3: ["33.33333"] * 3,
    4: ["25"] * 4,
    5: ["20"] * 5,
    6: ["16.66667"] * 6,
    7: ["14.28571"] * 7,
    8: ["12.5"] * 8,
    9: ["11.11111"] * 9,
    10: ["10"] * 10,
    11: ["10"] * 9 + ["5"] * 2,
}
"""By the number of right options, what each earns. Moodle refuses fractions outside its own list."""

_GAP = re.compile("\ue000(\\d+)\ue001")


def export_moodle(course: Course, quiz_ids: Sequence[str], file: Path) -> list[str]:
    """Writes the quizzes into a new file, whole or not at all.

    Returns a line for each thing that Moodle XML does not hold: `item-id: what, and why`. Raises `PlainError`
    where the file is there already or cannot be written, or a picture is gone.
    """
    root, lost = etree.Element("quiz"), []
    for id in quiz_ids:
        _add_quiz(root, course, id, lost)
    write_new(file, etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True))
    return lost


def _add_quiz(root: etree._Element, course: Course, id: str, lost: list[str]) -> None:
    quiz = course.quizzes[id]
    if not quiz.items:
        lost.append(
            f"{id}: its blueprint; Moodle draws at random by category and tag, set up in Moodle's quiz"
        )
        return
    lost.append(
        f"{id}: pass mark, mode, attempts and time; they are settings of Moodle's quiz, not of questions"
    )
    lost += lost_with_forms(quiz)
    for part in parts_of(quiz):
        _add_category(root, part)
        for item in part.items:
            _Place(root, course, item, lost, item.id).add(item)


def _add_category(root: etree._Element, part: Quiz) -> None:
    category = etree.SubElement(root, "question", type="category")
    title = part.title.replace("/", "//")
    add_text(category, "category", f"$course$/top/Bedstretch/{title}")
    add_text(category, "info", f"<p>{html.escape(part.title)} ({part.id})</p>", format="html")
    add_child(category, "idnumber", part.id)


# --- a question ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Place:
    """Where a question goes, and the item that it is made of: the whole of it, or one stage of a case."""

    root: etree._Element
    course: Course
    item: Any
    lost: list[str]
    name: str
    title: str = ""
    before: str = ""
    marks: str = "1"
    picture: Picture | None = None
    explanation: str | None = None
    """In place of the item's own, for a stage."""

    def add(self, asked: Any) -> None:
        WRITERS[asked.kind](self, asked)

    def lose(self, what: str) -> None:
        line = f"{self.item.id}: {what}"
        if line not in self.lost:
            self.lost.append(line)

    def begin(
        self,
        kind: str,
        asked: Any,
        more: str = "",
        told: Iterable[tuple[str, str | None]] = (),
        picture: Picture | None = None,
    ) -> etree._Element:
        """The fields of every kind. `more` follows the stem; `told` is feedback that has no own place."""
        question = etree.SubElement(self.root, "question", type=kind)
        add_text(question, "name", self.title or self.name)
        shown = (self.before + to_html(asked.stem)).replace("[[", "[&#91;") + more
        add_rich(question, "questiontext", shown, self.picture, picture or asked.picture)
        add_rich(question, "generalfeedback", self._in_general(told))
        add_child(question, "defaultgrade", self.marks)
        add_child(question, "penalty", plain_number(self.item.hint.costs if self.item.hint else 0))
        add_child(question, "hidden", "0")
        add_child(question, "idnumber", self.name[:100])
        if self.item.hint:
            add_rich(question, "hint", to_html(self.item.hint.text))
            self.lose(
                "what the hint costs; Moodle shows it after a wrong try and takes its share for the try"
            )
        self._tag(question)
        return question

    def _in_general(self, told: Iterable[tuple[str, str | None]]) -> str:
        item, course = self.item, self.course
        lines = [(about, text) for about, text in told if text]
        words = item.explanation if self.explanation is None else self.explanation
        shown = to_html(words) if words else ""
        if lines:
            shown += as_list(f"{html.escape(about)}: {to_inline_html(text)}" for about, text in lines)
            self.lose("feedback by part; Moodle has none there, so it stands in the general feedback")
        lesson = course.lessons[item.lesson].title + (f", “{item.section}”" if item.section else "")
        shown += f"<p>Read again: {html.escape(lesson)}</p>"
        sources = [str(course.references[id]) for id in item.sources]
        return shown + (f"<p>Sources:</p>{as_list(map(html.escape, sources))}" if sources else "")

    def _tag(self, question: etree._Element) -> None:
        item = self.item
        names = [f"item:{item.id}", f"kind:{item.kind}", f"track:{item.track}", f"level:{item.bloom}"]
        names += [f"objective:{id}" for id in item.objectives] + [f"lesson:{item.lesson}"]
        if item.safety_critical:
            names.append("safety-critical")
            self.lose("safety-critical; Moodle has no item that must be right to pass, so it is only a tag")
        tags = etree.SubElement(question, "tags")
        for name in names:
            add_text(tags, "tag", name)

    @property
    def shuffle(self) -> str:
        return "false" if self.item.keep_order else "true"


# --- kind by kind -------------------------------------------------------------------------------------------

Answer = tuple[str, str, str, Picture | None]
"""HTML, share in per cent, feedback as HTML, picture."""


def _choice(place: _Place, asked: Any) -> None:
    answers = [_answer(option, "100" if option.correct else "0") for option in asked.options]
    _multichoice(place, place.begin("multichoice", asked), answers)


def _multiple(place: _Place, asked: Any) -> None:
    """Moodle adds up the shares and stops at nought, as our grading does."""
    right = sum(option.correct for option in asked.options)
    shares = iter(RIGHT_SHARES[right])
    taken = f"-{RIGHT_SHARES[min(right, len(asked.options) - right)][0]}"
    answers = [_answer(option, next(shares) if option.correct else taken) for option in asked.options]
    if right == 11:
        place.lose(
            "equal shares; Moodle has no eleventh, so two of the right answers earn 5 %, the others 10 %"
        )
    _multichoice(place, place.begin("multichoice", asked), answers, single=False)


def _true_false(place: _Place, asked: Any) -> None:
    """Verdict and reason as one choice, with the marks that the two earn together."""
    place.lose(
        "two separate answers; Moodle's true/false takes no reason, so each verdict with each reason is one"
    )
    told = f"The statement is {'true' if asked.is_true else 'false'}."
    answers = []
    for verdict in (True, False):
        for reason in asked.reasons:
            share = "0" if verdict != asked.is_true else "100" if reason.correct else "50"
            text, _, feedback, picture = _answer(reason, share)
            answers.append((f"<p>{verdict}, because:</p>{text}", share, f"<p>{told}</p>{feedback}", picture))
    more = "<p>True or false, and why?</p>"
    _multichoice(place, place.begin("multichoice", asked, more), answers)


def _hotspot(place: _Place, asked: Any) -> None:
    place.lose(
        "tapping in the picture; Moodle's markers hold no feedback by place, so the places are a choice"
    )
    picture = asked.picture
    if asked.body_view:
        alt = f"A plain standing figure seen from the {asked.body_view}, with some places outlined."
        picture = Picture(file=load_body_map()[asked.body_view].file, alt=alt)
    answers = [_answer(spot, "100" if spot.correct else "0") for spot in asked.spots]
    _multichoice(place, place.begin("multichoice", asked, picture=picture), answers)


def _answer(option: Any, share: str) -> Answer:
    return to_html(option.text), share, to_html(option.feedback), getattr(option, "picture", None)


def _multichoice(place: _Place, question: etree._Element, answers: list[Answer], single: bool = True) -> None:
    add_child(question, "single", "true" if single else "false")
    add_child(question, "shuffleanswers", place.shuffle)
    add_child(question, "answernumbering", "none")
    add_child(question, "showstandardinstruction", "0" if single else "1")
    add_combined_feedback(question)
    for text, share, feedback, picture in answers:
        answer = add_rich(question, "answer", text, picture, fraction=share)
        add_rich(answer, "feedback", feedback)


def _number(place: _Place, asked: Any) -> None:
    question = place.begin("numerical", asked, _in_units(asked))
    values = [("100", asked.answer, asked.feedback_right)]
    values += [("0", near.value, near.feedback) for near in asked.near_misses]
    for share, value, feedback in values:
        _numeric_answer(question, share, plain_number(value), asked.tolerance, feedback)
    _numeric_answer(question, "0", "*", 0, asked.feedback_wrong)
    _units(place, question, asked)


def _calculated(place: _Place, asked: Any) -> None:
    try:
        formula = to_moodle(asked.formula, asked.variables)
    except ValueError as error:
        place.lose(f"the formula '{asked.formula}': {error}; exported with one draw of its numbers")
        drawn = as_number(asked, "moodle")
        return _number(replace(place, item=drawn), drawn)
    draws = _draws(asked)
    place.lose(f"numbers drawn anew for each attempt; Moodle picks one of {len(draws)} drawn sets")
    question = place.begin("calculated", asked, _in_units(asked))
    add_child(question, "synchronize", "0")
    add_combined_feedback(question)
    digits = str(_digits(evaluate(asked.formula, values) for values in draws))
    answers = [
        ("100", formula, asked.feedback_right),
        *_slips(place, asked),
        ("0", "*", asked.feedback_wrong),
    ]
    for share, formula, feedback in answers:
        tolerance = 0 if formula == "*" else asked.tolerance
        answer = _numeric_answer(question, share, formula, tolerance, feedback)
        for name, value in (
            ("tolerancetype", "2"),
            ("correctanswerformat", "1"),
            ("correctanswerlength", digits),
        ):
            add_child(answer, name, value)
    _units(place, question, asked)
    _datasets(question, asked, draws)


def _slips(place: _Place, asked: Any) -> Iterator[tuple[str, str, str]]:
    for near in asked.near_misses:
        try:
            yield "0", to_moodle(near.formula, asked.variables), near.feedback
        except ValueError as error:
            place.lose(f"the feedback on the slip '{near.formula}': {error}")


def _draws(asked: Any) -> list[Mapping[str, float]]:
    """Sets of numbers, each another, as many as there are up to `DRAWS`."""
    drawn = (drawn_values(asked, f"moodle-{number}") for number in range(10 * DRAWS))
    return list({tuple(values.items()): values for values in drawn}.values())[:DRAWS]


def _digits(values: Iterable[float]) -> int:
    """Decimals that show each of the values, four at most."""
    return max(len(plain_number(round(value, 4)).partition(".")[2]) for value in values)


def _datasets(question: etree._Element, asked: Any, draws: list[Mapping[str, float]]) -> None:
    definitions = etree.SubElement(question, "dataset_definitions")
    for name, drawn in asked.variables.items():
        one = etree.SubElement(definitions, "dataset_definition")
        digits = _digits([drawn.low, drawn.step])
        add_text(one, "status", "private")
        add_text(one, "name", name)
        add_child(one, "type", "calculated")
        add_text(one, "distribution", "uniform")
        add_text(one, "minimum", plain_number(drawn.low))
        add_text(one, "maximum", plain_number(drawn.high))
        add_text(one, "decimals", str(digits))
        add_child(one, "itemcount", str(len(draws)))
        values = etree.SubElement(one, "dataset_items")
        for number, draw in enumerate(draws, 1):
            value = etree.SubElement(values, "dataset_item")
            add_child(value, "number", str(number))
            add_child(value, "value", plain_number(draw[name]))
        add_child(one, "number_of_items", str(len(draws)))


def _numeric_answer(question, share: str, value: str, tolerance: float, feedback: str) -> etree._Element:
    answer = add_text(question, "answer", value, fraction=share, format="moodle_auto_format")
    add_rich(answer, "feedback", to_html(feedback))
    add_child(answer, "tolerance", plain_number(tolerance))
    return answer


def _in_units(asked: Any) -> str:
    return f"<p>Answer in {html.escape(' or '.join([asked.unit, *asked.units]))}.</p>"


def _units(place: _Place, question: etree._Element, asked: Any) -> None:
    """Moodle divides by a unit's multiplier where we multiply by its factor."""
    place.lose("other spellings of a unit; Moodle takes the unit only as it is written here, or none")
    add_child(question, "unitgradingtype", "0")
    add_child(question, "unitpenalty", "0")
    add_child(question, "showunits", "0")
    add_child(question, "unitsleft", "0")
    units = etree.SubElement(question, "units")
    for name, factor in {asked.unit: 1.0, **asked.units}.items():
        unit = etree.SubElement(units, "unit")
        add_child(unit, "multiplier", plain_number(1 / factor))
        add_child(unit, "unit_name", name)


def _order(place: _Place, asked: Any) -> None:
    """Graded by neighbours that follow each other, the last left out: our own way."""
    told = [(to_plain(part.text), part.feedback) for part in asked.parts]
    question = place.begin("ordering", asked, told=told)
    for name, value in (
        ("layouttype", "VERTICAL"),
        ("selecttype", "ALL"),
        ("selectcount", "0"),
        ("gradingtype", "RELATIVE_NEXT_EXCLUDE_LAST"),
        ("showgrading", "SHOW"),
        ("numberingstyle", "none"),
    ):
        add_child(question, name, value)
    add_combined_feedback(question, asked.feedback_right, asked.feedback_wrong)
    for number, part in enumerate(asked.parts, 1):
        add_rich(question, "answer", to_html(part.text), fraction=str(number))


def _match(place: _Place, asked: Any) -> None:
    told = [(to_plain(pair.text), pair.feedback) for pair in asked.pairs]
    question = place.begin("matching", asked, told=told)
    add_child(question, "shuffleanswers", place.shuffle)
    add_combined_feedback(question)
    if any(to_plain(partner.text) != partner.text for partner in asked.partners):
        place.lose("emphasis in the partners; Moodle shows them in a menu of plain text")
    if len(asked.partners) < 3:
        place.lose("nothing, but Moodle's editor asks for a third partner before it saves the question again")
    partners = {partner.id: to_plain(partner.text) for partner in asked.partners}
    for pair in asked.pairs:
        line = add_rich(question, "subquestion", to_html(pair.text), pair.picture)
        add_text(line, "answer", partners[pair.partner])
    wanted = {pair.partner for pair in asked.pairs}
    for id, text in partners.items():
        if id not in wanted:
            add_text(add_rich(question, "subquestion", ""), "answer", text)


def _cloze(place: _Place, asked: Any) -> None:
    """`[[2]]` in the text is a gap that the second word fills."""
    numbers = {word.id: number for number, word in enumerate(asked.words, 1)}
    fills = {gap.id: numbers[gap.word] for gap in asked.gaps}
    text = PLACE.sub(lambda gap: f"\ue000{fills[gap[1]]}\ue001", asked.text)
    shown = _GAP.sub(r"[[\1]]", to_html(text).replace("[[", "[&#91;"))
    told = [(f"Gap {number}", gap.feedback) for number, gap in enumerate(asked.gaps, 1)]
    question = place.begin("gapselect", asked, shown, told)
    add_child(question, "shuffleanswers", "0" if place.item.keep_order else "1")
    add_combined_feedback(question)
    for word in asked.words:
        add_child(add_text(question, "selectoption", to_plain(word.text)), "group", "1")


def _case(place: _Place, asked: Any) -> None:
    count, told = len(asked.stages), to_html(asked.stem)
    place.lose("unfolding; Moodle's questions stand alone, so each stage is one and repeats the story so far")
    if any(stage.after for stage in asked.stages):
        place.lose("what is told after an earlier answer; a question in Moodle does not know the one before")
    for number, stage in enumerate(asked.stages, 1):
        told += to_html(stage.story)
        title = f"{place.item.id} stage {number} of {count}"
        words = [stage.explanation, asked.explanation if number == count else None]
        replace(
            place,
            name=f"{place.item.id}-{number}",
            title=title,
            before=f"<p><em>Stage {number} of {count}</em></p>{told}",
            marks=f"{1 / count:.7f}",
            picture=asked.picture,
            explanation="\n\n".join(filter(None, words)),
        ).add(stage.ask)


WRITERS: Mapping[str, Callable[[_Place, Any], None]] = {
    "choice": _choice,
    "multiple": _multiple,
    "true-false": _true_false,
    "number": _number,
    "calculated": _calculated,
    "order": _order,
    "match": _match,
    "hotspot": _hotspot,
    "cloze": _cloze,
    "case": _case,
}
