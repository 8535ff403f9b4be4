"""What guessing earns: by formula, and by really guessing."""

import random

import pytest

from course.classroom.analysis.guessing import random_guess
from course.grading import grade_or_zero
from tests.course.quiz_examples import EXAMPLES, make_quiz


def item(kind):
    return make_quiz(EXAMPLES[kind].raw).items[0]


def guess(question, chance):
    """One answer drawn at random, from what the question offers."""
    ids = lambda parts: [part.id for part in parts]  # noqa: E731
    match question.kind:
        case "choice":
            return chance.choice(ids(question.options))
        case "hotspot":
            return chance.choice(ids(question.spots))
        case "multiple":
            while True:
                ticked = [id for id in ids(question.options) if chance.random() < 0.5]
                if ticked:
                    return ticked
        case "true-false":
            return {
                "verdict": chance.choice(["true", "false"]),
                "reason": chance.choice(ids(question.reasons)),
            }
        case "order":
            return chance.sample(ids(question.parts), len(question.parts))
        case "match":
            return {pair.id: chance.choice(ids(question.partners)) for pair in question.pairs}
        case "cloze":
            return {gap.id: chance.choice(ids(question.words)) for gap in question.gaps}
        case "case":
            return [guess(stage.ask, chance) for stage in question.stages]
    return "0.123"


@pytest.mark.parametrize("kind", EXAMPLES)
def test_guessing_earns_what_is_said(kind):
    """The mean of many real guesses, graded, lies close to the random-guess score."""
    question, chance = item(kind), random.Random(kind)
    rounds = 100 if kind in ("number", "calculated") else 2000
    scores = [grade_or_zero(question, guess(question, chance), "s").score for _ in range(rounds)]
    assert sum(scores) / len(scores) == pytest.approx(random_guess(question), abs=0.04)


def test_every_item_of_the_course_has_one(course):
    """From 0 to less than 1, whatever the kind."""
    items = [item for quiz in course.quizzes.values() for item in quiz.items]
    assert all(0 <= random_guess(item) < 1 for item in items)
