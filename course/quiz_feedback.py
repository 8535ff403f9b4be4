"""What is told once an answer is in, as the browser shows it: only here may a key leave Python."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from course.calculated import as_number
from course.grading import Feedback, Grade, Line, grade_or_zero
from course.quiz_items import GROUPS, AtStage, at_stage, item_hash, mask, masked, public_question
from course.quiz_results import Asked, Response, Result
from course.rich_text import to_html, to_inline_html, to_plain
from course.schema import AnyItem, CalculatedItem, CaseItem, Course, Track

VERDICTS = {"right": "Right", "partly": "Partly right", "not-yet": "Not yet"}
_CHANGED_SINCE = "This question was changed after you answered it. Your score for it is kept."


def mark_of(raw_score: float) -> str:
    return "right" if raw_score == 1 else "partly" if raw_score > 0 else "not-yet"


def feedback(
    course: Course, item: AnyItem, response: Response, seed: str, best: float | None = None
) -> dict[str, Any]:
    """All that is told about one stored answer, with what was answered.

    `best`: the best raw score that this item has had in the attempt, where there were other answers. An item
    that was changed since is told with its old score and without its new key.
    """
    is_same = response.item_hash == item_hash(item)
    graded = grade_or_zero(item, response.response, seed) if is_same else Grade(response.raw_score)
    told = _told(item, graded, seed) if is_same else {"general": to_html(_CHANGED_SINCE)}
    mark = mark_of(response.raw_score)
    return {
        "mark": mark,
        "best_mark": mark_of(max(response.raw_score, best or 0.0)),
        "verdict": VERDICTS[mark],
        "score": response.score,
        "hint_cost": round(response.raw_score - response.score, 6),
        "sureness": response.sureness,
        "sure": _about_sureness(response),
        "response": masked(item, response.response) if is_same else None,
        "general": None,
        "options": [],
        "lines": [],
        "stages": [],
        **told,
        "explanation": _explanation(item, seed) if is_same else None,
        "sources": [str(course.references[id]) for id in item.sources] if is_same else [],
        "lesson": lesson_in_words(course, item.lesson, item.section),
    }


def _told(item: AnyItem, graded: Grade, seed: str) -> dict[str, Any]:
    question = as_number(item, seed) if isinstance(item, CalculatedItem) else item
    return {
        **_on_question(item, question, graded.feedback, seed),
        "stages": [
            stage_feedback(item, index, one, seed) for index, one in enumerate(graded.feedback.stages)
        ],
    }


def stage_feedback(item: CaseItem, index: int, graded: Grade, seed: str) -> dict[str, Any]:
    """What is told about one stage of a case."""
    stage = item.stages[index]
    mark = mark_of(graded.score)
    return {
        "mark": mark,
        "verdict": VERDICTS[mark],
        **_on_question(at_stage(item, stage), stage.ask, graded.feedback, f"{seed}/{stage.id}"),
        "explanation": to_html(stage.explanation) if stage.explanation else None,
    }


def _on_question(item: AnyItem | AtStage, question: Any, said: Feedback, seed: str) -> dict[str, Any]:
    return {
        "general": to_html(said.general) if said.general else None,
        "answered": said.answered,
        "answer": said.answer,
        "options": _options_as_shown(item, question, said, seed),
        "lines": [_line(line) for line in said.lines],
    }


def _options_as_shown(
    item: AnyItem | AtStage, question: Any, said: Feedback, seed: str
) -> list[dict[str, Any]]:
    if not said.options:
        return []
    group = GROUPS[question.kind][1]
    by_mask = {mask(item, group, option.id): option for option in said.options}
    return [
        {
            "id": shown["id"],
            "text": shown["text"],
            "chosen": by_mask[shown["id"]].chosen,
            "correct": by_mask[shown["id"]].correct,
            "feedback": to_html(by_mask[shown["id"]].text),
        }
        for shown in public_question(question, item, seed)["options"]
    ]


def _line(line: Line) -> dict[str, Any]:
    return {
        "about": to_inline_html(line.about),
        "answered": to_inline_html(line.answered),
        "correct": line.correct,
        "answer": to_inline_html(line.answer),
        "feedback": to_html(line.feedback) if line.feedback else None,
    }


def _explanation(item: AnyItem, seed: str) -> str:
    shown = as_number(item, seed) if isinstance(item, CalculatedItem) else item
    return to_html(shown.explanation)


def _about_sureness(response: Response) -> str | None:
    """Confident and wrong is what to look at first; a right guess is not yet known."""
    if response.sureness == "know" and response.raw_score < 1:
        return "You were sure of this one. Look at it again first: it is the kind that stays in mind."
    if response.sureness == "guess" and response.raw_score == 1:
        return "A good guess. It comes back soon, so that next time you know it."
    return None


def lesson_in_words(course: Course, id: str, section: str | None = None) -> dict[str, str]:
    """A lesson's `name` in words, and the `notebook` and `section` that the browser may open."""
    lesson = course.lessons.get(id)
    name = f"“{lesson.title}”" if lesson else id
    return {
        "name": f"{name}, section “{section}”" if section else name,
        "notebook": f"{id}.ipynb",
        "section": section or "",
    }


def objective_in_words(course: Course, id: str, track: Track) -> str:
    objective = course.objectives.get(id)
    if objective is None:
        return id
    return objective.text if track == "student" else objective.plain


def result_in_words(course: Course, of: Result, items: Iterable[Asked], track: Track) -> dict[str, Any]:
    """A result for the browser: lessons and objectives by their words, items by their questions."""
    stems = {item.id: to_plain(item.stem) for item in items}
    return {
        **asdict(of),
        "safety_open": list(of.safety_open),
        "not_right": list(of.not_right),
        "sure_but_wrong": [stems.get(id, id) for id in of.sure_but_wrong],
        "read_again": [lesson_in_words(course, id) for id in of.read_again],
        "objectives": [
            {
                "text": objective_in_words(course, one.objective, track),
                "asked": one.asked,
                "score": one.score,
            }
            for one in of.objectives
        ],
    }
