"""The article that the course grew from is covered: each point by a cell of a lesson and by a quiz item."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SAFE, BREATH, KNEES, TWIST, TILT, FOUR, BABY, ROUTINE = (
    "01_stay_safe", "02_breathe_and_hold", "03_bring_knees_to_chest", "04_twist_the_spine",
    "05_tilt_the_pelvis", "06_cross_a_figure_four", "07_rest_in_happy_baby", "08_build_a_routine",
)  # fmt: skip

COVERED = {
    # five considerations
    "listen to your body": (SAFE, "listen-to-your-body", "gentle pull", "how-it-should-feel"),
    "consult a professional": (SAFE, "ask-a-professional", "Ask a doctor", "see-someone-first"),
    "bed surface": (SAFE, "the-bed", "mattress", "which-mattress"),
    "breathing": (SAFE, "the-breath", "breath \\*\\*out", "breathe-out-to-deepen"),
    "hold time": (SAFE, "the-hold", "20 to 30 seconds", "seconds-a-side"),
    # the stretches, with their steps
    "single knee to chest": (KNEES, "one-knee-steps", "draw one knee up", "where-the-knees-pull"),
    "double knees to chest": (KNEES, "both-knees-steps", "one knee up, then the other", "both-knees-how"),
    "supine spinal twist": (TWIST, "steps", "shoulders", "twist-in-order"),
    "pelvic tilts": (TILT, "steps", "tailbone", "tilt-in-words"),
    "figure-four": (FOUR, "steps", "ankle", "figure-four-in-order"),
    "happy baby": (BABY, "steps", "ankles", "happy-baby-in-words"),
    # three times of day
    "in the morning": (ROUTINE, "the-trial-and-our-choice", "hour", "early-morning-bend"),
    "before sleep": (ROUTINE, "would-you-believe-it", "sleep a little better", "stretching-and-sleep"),
    "throughout the day": (ROUTINE, "day-break", "After long sitting", "three-times-of-day"),
    # six benefits
    "less stiffness": (BREATH, "six-benefits", "stiff", "feeling-stiff"),
    "flexibility": (BREATH, "six-benefits", "flexib", "honest-sentence"),
    "pain relief": (BREATH, "six-benefits", "pain", "stretching-alone"),
    "posture": (BREATH, "six-benefits", "posture", "stretching-and-posture"),
    "relaxation": (BREATH, "six-benefits", "calm|relax", "six-benefits"),
    "accessibility": (BREATH, "six-benefits", "floor|equipment", "six-benefits"),
    # five warnings
    "acute pain": (SAFE, "article-and-studies", "", "every-new-pain-to-hospital"),
    "pain worsens": (SAFE, "stop-table", "going \\*\\*down a leg", "tingling-down-the-leg"),
    "numbness or tingling": (SAFE, "level-today", "numbness between the legs", "numb-when-wiping"),
    "recent injury or surgery": (SAFE, "level-ask-first", "operation in the last 12 weeks", "who-asks-first"),
    "no improvement": (SAFE, "afterwards", "no improvement", "no-better-after-weeks"),
    # five frequent questions
    "how long to hold": (BREATH, "dose-table-read", "Thirty seconds twice", "dose-of-sixty"),
    "before sleep?": (ROUTINE, "before-sleep", "evening", "stretching-and-sleep"),
    "when to avoid it": (SAFE, "three-levels", "Warning signs", "signs-for-today"),
    "which stretches": ("00_start_here", "the-six", "Happy baby", "slips-and-kinder-ways"),
    "which benefits": ("00_start_here", "what-to-expect", "more flexible", "what-do-you-tell-a-friend"),
}
"""Point of the article: the lesson, the cell's id, words that the cell has, the quiz item."""


def cell(lesson, id):
    cells = json.loads((ROOT / "notebooks" / f"{lesson}.ipynb").read_text(encoding="utf-8"))["cells"]
    return next("".join(cell["source"]) for cell in cells if cell["id"] == id)


@pytest.mark.parametrize("point", COVERED)
def test_a_point_of_the_article_is_covered(course, point):
    """The cell says it, and the item asks it, in a quiz whose items lead back to that lesson's module."""
    lesson, id, words, item = COVERED[point]
    assert re.search(words, cell(lesson, id)), f"{lesson} {id}: {words}"
    assert item in {one.id for quiz in course.quizzes.values() for one in quiz.items}
