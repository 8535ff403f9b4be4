"""Reads the questions of jupyterquiz: a JSON list, in the form that its README and its scripts define."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import floor, isfinite, log10
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from course.errors import PlainError, first_problem
from course.exchange.html_text import TextReader
from course.exchange.imported import MAX_QUESTIONS, NO_FEEDBACK, Imported, Skipped, kebab
from course.schema.quizzes import ChoiceQuestion, MultipleQuestion, NumberQuestion

NO_UNIT = "(no unit)"
"""jupyterquiz knows no units, and a number item needs one."""

NAME_CHARACTERS = 60


class Unfit(Exception):
    """Why a question cannot come along."""


def read_jupyterquiz(content: bytes, where: str) -> Imported:
    """The questions that fit; each of the others is skipped with its number and the reason.

    Raises `PlainError` where the file is no list of questions.
    """
    questions = _parsed(content, where)
    items, skipped, changed = [], [], []
    for number, question in enumerate(questions, 1):
        place, name = f"question {number}", _name(question)
        reader = TextReader()
        try:
            items.append(_item(question, reader))
        except Unfit as reason:
            skipped.append(Skipped(place, name, str(reason)))
            continue
        changed += [Skipped(place, name, line) for line in reader.lost]
    return Imported(Path(where).stem or "Imported quiz", tuple(items), tuple(skipped), tuple(changed))


def _parsed(content: bytes, where: str) -> list[Any]:
    wanted = "expected a JSON list of jupyterquiz questions, not encoded"
    try:
        questions = json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise PlainError(f"{where}: is not UTF-8 text; {wanted}") from error
    except RecursionError as error:
        raise PlainError(f"{where}: lists within lists without end; {wanted}") from error
    except json.JSONDecodeError as error:
        raise PlainError(f"{where}: line {error.lineno}: {error.msg}; {wanted}") from error
    except ValueError as error:  # a number of thousands of digits
        raise PlainError(f"{where}: holds a number that cannot be read; {wanted}") from error
    if not isinstance(questions, list):
        raise PlainError(f"{where}: {wanted}")
    if len(questions) > MAX_QUESTIONS:
        raise PlainError(f"{where}: more than {MAX_QUESTIONS:,} questions; split the file")
    return questions


def _name(question: Any) -> str:
    asked = question.get("question") if isinstance(question, dict) else None
    text = " ".join(asked[:1000].split()) if isinstance(asked, str) else ""
    text = text.encode(errors="replace").decode()
    return (
        text
        if len(text) <= NAME_CHARACTERS
        else f"{text[: NAME_CHARACTERS - 1]}…"
        if text
        else "without text"
    )


def _item(question: Any, reader: TextReader) -> Mapping[str, Any]:
    """The question as our schema has it. Raises `Unfit` with the reason where it has no place there."""
    if not isinstance(question, dict):
        raise Unfit("is not an object with question, type and answers")
    kind = question.get("type")
    if kind == "string":
        raise Unfit("an answer typed as words: there is no such kind here")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Unfit(f"type {str(kind)[:40]!r} is unknown; known: {', '.join(KINDS)}")
    answers = question.get("answers")
    if not isinstance(answers, list) or not all(isinstance(answer, dict) for answer in answers):
        raise Unfit("answers is not a list of objects")
    read, model = KINDS[kind]
    try:
        item = {"stem": _words(question, "question", reader), **read(question, answers, reader)}
        model.model_validate(item)
    except ValidationError as error:
        raise Unfit(first_problem(error)) from error
    except ValueError as error:
        raise Unfit(str(error)) from error
    return item


def _words(holder: Mapping[str, Any], key: str, reader: TextReader) -> str:
    """A text and the code that stands under it."""
    parts = (
        reader.markdown(_text(holder, key)),
        reader.code(code) if (code := _text(holder, "code")) else "",
    )
    words = "\n\n".join(part for part in parts if part)
    if not words:
        raise Unfit(f"has no text under {key}")
    return words


def _text(holder: Mapping[str, Any], key: str) -> str:
    text = holder.get(key, "")
    if not isinstance(text, str):
        raise Unfit(f"{key} is not a text")
    return text


def _feedback(answer: Mapping[str, Any], reader: TextReader) -> str:
    return reader.markdown(_text(answer, "feedback")) or NO_FEEDBACK


def _is_correct(answer: Mapping[str, Any]) -> bool:
    """jupyterquiz takes an answer that does not say so for a wrong one."""
    correct = answer.get("correct", False)
    if not isinstance(correct, bool):
        raise Unfit("correct is neither true nor false")
    return correct


# --- choices -----------------------------------------------------------------------------------------------


def _choice(question: dict, answers: list[dict], reader: TextReader) -> dict[str, Any]:
    options = _options(answers, reader)
    if (right := sum(option["correct"] for option in options)) != 1:
        raise Unfit(f"{right} of its answers are right; one is in a choice")
    return {"kind": "choice", "options": options}


def _many(question: dict, answers: list[dict], reader: TextReader) -> dict[str, Any]:
    return {"kind": "multiple", "options": _options(answers, reader)}


def _options(answers: list[dict], reader: TextReader) -> list[dict[str, Any]]:
    if len(answers) > 12:
        raise Unfit(f"{len(answers)} answers; at most 12 have room")
    options: list[dict[str, Any]] = []
    for answer in answers:
        text = _words(answer, "answer", reader)
        id = kebab(text, [option["id"] for option in options], longest=40)
        feedback = _feedback(answer, reader)
        options.append({"id": id, "text": text, "correct": _is_correct(answer), "feedback": feedback})
    return options


# --- numbers -----------------------------------------------------------------------------------------------


def _number(question: dict, answers: list[dict], reader: TextReader) -> dict[str, Any]:
    """The one right value or range; wrong values become near misses."""
    digits = _digits(question)
    named = [answer for answer in answers if "value" in answer or "range" in answer]
    spans = [(answer, *_span(answer, digits)) for answer in named]
    right, low, high = _the_right_one(spans)
    if digits and "range" in right:
        reader.lost[f"an answer is not rounded to {digits} digits before it is compared"] = None
    if "range" in right:
        reader.lost["the upper end of the right range counts as right here"] = None
    reader.lost[f"it has no unit: {NO_UNIT} stands in its place"] = None
    centre, tolerance = _tidy((low + high) / 2), _tidy((high - low) / 2)
    default = next((one for one in answers if one not in named and one.get("type") == "default"), {})
    return {
        "kind": "number",
        "answer": centre,
        "tolerance": tolerance,
        "unit": NO_UNIT,
        "feedback_right": _feedback(right, reader),
        "feedback_wrong": _feedback(default, reader),
        "near_misses": _near_misses(spans, (right, low, high), reader),
    }


def _digits(question: dict) -> int | None:
    """Significant digits that an answer is rounded to before it is compared."""
    digits = question.get("precision")
    if digits is None or (type(digits) is int and 1 <= digits <= 15):
        return digits
    raise Unfit("precision is not a whole number from 1 to 15")


def _span(answer: dict, digits: int | None) -> tuple[float, float]:
    """From where to where an answer counts as this one."""
    if "value" in answer:
        value = _real(answer["value"], "value")
        if digits is None or value == 0:
            return value, value
        value = float(f"{value:.{digits}g}")
        half = 0.5 * 10.0 ** (floor(log10(abs(value))) - digits + 1)
        return value - half, value + half
    span = answer["range"]
    if not isinstance(span, list) or len(span) != 2:
        raise Unfit("a range is not a list of two numbers")
    low, high = (_real(end, "an end of a range") for end in span)
    if low >= high:
        raise Unfit("a range does not run from low to high")
    return low, high


def _real(value: Any, what: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unfit(f"{what} is not a number")
    if not isfinite(value) or abs(value) > 1e12:
        raise Unfit(f"{what} is larger than a number can be here")
    return float(value)


def _the_right_one(spans: list[tuple[dict, float, float]]) -> tuple[dict, float, float]:
    """The right answer that holds all others. jupyterquiz goes by the first that fits, so what was wrong
    within it before it came does not fit a number here."""
    rights = [place for place, span in enumerate(spans) if _is_correct(span[0])]
    if not rights:
        raise Unfit("none of its answers is right")
    widest = max(rights, key=lambda place: spans[place][2] - spans[place][1])
    _, low, high = spans[widest]
    if any(spans[place][1] < low or spans[place][2] > high for place in rights):
        raise Unfit("several right values apart from each other; a number has one here")
    for answer, one, other in spans[:widest]:
        touches = one <= high and other >= low and not (other == low and "range" in answer)
        if touches and not _is_correct(answer):
            raise Unfit("a wrong answer lies within the right range")
    return spans[widest]


def _near_misses(spans: list, right: tuple, reader: TextReader) -> list[dict[str, Any]]:
    """Wrong values, with what is said of them."""
    near = []
    for answer, low, high in spans:
        if answer is right[0]:
            continue
        if "range" in answer or _is_correct(answer):
            reader.lost[f"what is said of answers from {low:g} to {high:g} is left away"] = None
        elif not right[1] <= low <= high <= right[2]:
            near.append({"value": _tidy((low + high) / 2), "feedback": _feedback(answer, reader)})
    return near


def _tidy(value: float) -> float:
    """Without the dust of binary fractions: 0.1 + 0.2 is 0.3."""
    return float(f"{value:.12g}")


KINDS: Mapping[str, tuple[Callable[[dict, list[dict], TextReader], dict[str, Any]], Any]] = {
    "multiple_choice": (_choice, ChoiceQuestion),
    "many_choice": (_many, MultipleQuestion),
    "numeric": (_number, NumberQuestion),
}
