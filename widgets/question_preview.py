"""A question while it is being written.

QuestionPreview()
"""

from __future__ import annotations

from typing import Any

import traitlets

from course.errors import Refused
from course.grading import grade
from course.loader import read_question
from course.quiz_feedback import feedback, stage_feedback
from course.quiz_items import item_hash, public_item, unmasked
from course.quiz_results import Response
from course.schema import AnyItem, CaseItem
from widgets._assets import script, style
from widgets._base import CourseWidget, request
from widgets._pictures import data_url, picture_names
from widgets._static import paragraph, title

MAX_CHARACTERS = 20_000
SEED = "preview"
EXAMPLE = """\
- id: longest-hold
  kind: choice
  track: learner
  bloom: remember
  objectives: [prescribe-a-dose]
  lesson: 03_bring_knees_to_chest
  certainty: textbook
  sources: [textbook-physiotherapy]
  stem: What tells you that a stretch is far enough?
  options:
    - id: mild-pull
      text: A mild pull
      correct: true
      feedback: Right. More is not better.
    - id: sharp-pain
      text: A sharp pain
      feedback: That is a reason to let go.
  explanation: A stretch stops at the first mild pull.
"""


class QuestionPreview(CourseWidget):
    """A text field for one question in YAML and, beside it, its mistakes or the question as it will be asked.

    `text` is what stands in the field at first. Answers are graded and told, and stored nowhere.
    """

    _esm = script("question_preview")
    _css = style("quiz")

    text = traitlets.Unicode(help="The question in YAML, as it stands in a quiz.").tag(sync=True)

    def __init__(self, text: str = EXAMPLE):
        super().__init__(text=text)

    @request
    def check(self, text: str) -> dict:
        """`mistakes`, each with its line; or `item` as the browser may see it."""
        item, mistakes = self._read(text)
        if item is None:
            return {"item": None, "mistakes": [f"line {one.line}: {_words(one)}" for one in mistakes]}
        return {"item": public_item(item, SEED), "mistakes": []}

    @request
    def answer(self, text: str, response: Any) -> dict:
        """What would be told about this answer. Raises `Refused` for what is none."""
        item = self._question(text)
        given = unmasked(item, response)
        graded = grade(item, given, SEED)
        stored = Response(item.id, item_hash(item), given, graded.score, graded.score)
        return feedback(self._course, item, stored, SEED)

    @request
    def unfold(self, text: str, responses: list) -> dict:
        """The next stage of a case."""
        item = self._question(text)
        if not isinstance(item, CaseItem):
            raise Refused("This question has no stages.")
        given = unmasked(item, responses)
        graded = grade(item, given, SEED)
        told = [stage_feedback(item, n, one, SEED) for n, one in enumerate(graded.feedback.stages)]
        return {"stages": public_item(item, SEED, given)["stages"], "feedback": told}

    @request
    def pictures(self, text: str, files: list) -> dict:
        """The pictures of the question, as addresses by file name."""
        item = self._question(text)
        known = set(picture_names(public_item(item, SEED)))
        return {name: data_url(name) for name in files if name in known}

    def _question(self, text: str) -> AnyItem:
        item, _ = self._read(text)
        if item is None:
            raise Refused("This question still has mistakes.")
        return item

    def _read(self, text: str) -> tuple:
        if not isinstance(text, str) or len(text) > MAX_CHARACTERS:
            raise Refused(f"A question has at most {MAX_CHARACTERS:,} characters.")
        return read_question(text)

    def _static_html(self) -> str:
        return title("A question while it is being written") + paragraph("Run in JupyterLab, this checks it.")


def _words(mistake: Any) -> str:
    where = f"{mistake.field}: " if mistake.field else ""
    return f"{where}found {mistake.found}; expected {mistake.expected}"
