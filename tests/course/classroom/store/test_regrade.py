"""Answers are graded here once more, and what a file says is only compared."""

import json
import random

import pytest

from course.bank import bank
from course.classroom.store import regrade
from course.classroom.store.regrade import NO_ANSWERS, Graded, Grader
from course.grading import grade_or_zero
from course.handing_in.hand_in import HandInAttempt
from course.quiz_items import GROUPS
from course.quiz_results import Response, result
from tests.course.classroom.class_files import AT, answer, attempt, choices, right, wrong


@pytest.fixture
def grader(course):
    return Grader(course)


def graded(grader, attempt_id, one):
    """One answer, as it is graded."""
    (found,) = map(Graded._make, zip(*grader.graded(attempt_id, [one]), strict=True))
    return found


def some_response(question, chance):
    """An answer that somebody might give to a question of any kind."""
    if question.kind == "case":
        return [some_response(stage.ask, chance) for stage in question.stages]
    keys, values = GROUPS[question.kind]
    if values is None:
        return str(chance.choice([30, 60, 90, "1.5 min", "2,5"]))
    ids = [part.id for part in getattr(question, values)]
    if keys:
        return {part.id: chance.choice(ids) for part in getattr(question, keys)}
    if question.kind == "order":
        return chance.sample(ids, len(ids))
    if question.kind == "true-false":
        return {"verdict": chance.choice(["true", "false"]), "reason": chance.choice(ids)}
    return chance.sample(ids, 2) if question.kind == "multiple" else chance.choice(ids)


def test_every_question_of_the_course_is_graded_as_the_course_grades_it(course, grader):
    """Every kind, first and remembered, with numbers drawn by the attempt."""
    chance = random.Random(3)
    for item in bank(course, "student").values():
        for id in ("attempt-0001", "attempt-0002", "attempt-0003") * 2:
            given = answer(item, some_response(item, chance), id)
            found = graded(grader, id, given)
            assert found.known and found.raw_score == grade_or_zero(item, given.response, id).score
            assert json.loads(found.response) == given.response
            assert not found.differs


def test_a_changed_score_is_seen(grader):
    """A wrong answer with full marks counts nothing."""
    item = choices()[0]
    found = graded(grader, "attempt-0001", answer(item, wrong(item), score=1.0, raw_score=1.0))
    assert (found.score, found.raw_score, found.differs) == (0.0, 0.0, True)
    assert not graded(grader, "attempt-0001", answer(item, wrong(item))).differs


def test_a_hint_costs_what_it_costs(course, grader):
    """A lower score is a hint taken, and costs what the question says, not what the file says."""
    item = next(item for item in bank(course, "student").values() if item.kind == "choice" and item.hint)
    costs = item.hint.costs
    honest = graded(grader, "attempt-0001", answer(item, right(item), score=1 - costs))
    assert honest.score == 1 - costs and not honest.differs
    odd = graded(grader, "attempt-0001", answer(item, right(item), score=0.999))
    assert odd.score == 1 - costs and odd.differs


@pytest.mark.parametrize("change", [{"item_hash": "0" * 64}, {"item": "no-such-question"}])
def test_what_the_course_does_not_know_keeps_its_score(grader, change):
    """A question that was changed since cannot be graded as it was asked."""
    item = choices()[0]
    one = answer(item, wrong(item), score=0.25, raw_score=0.5, **change)
    found = graded(grader, "attempt-0001", one)
    assert found == ((one.item, one.item_hash), json.dumps(wrong(item)), 0.25, 0.5, False, False)


def test_values_that_python_takes_for_equal_are_kept_apart(grader):
    """1, 1.0 and true are three answers, and none of them is the text 1."""
    item = choices()[0]
    texts = [
        graded(grader, "a", answer(item, value)).response for value in (1, 1.0, True, "1", [1], [True], "[1]")
    ]
    assert texts == ["1", "1.0", "true", '"1"', "[1]", "[true]", '"[1]"']


def test_what_is_remembered_has_an_end(grader, monkeypatch):
    """A class of a million inventions fills no memory."""
    monkeypatch.setattr(regrade, "MAX_KEPT", 5)
    item = choices()[0]
    for number in range(20):
        assert graded(grader, "a", answer(item, f"invented-{number}")).raw_score == 0
    assert len(grader._kept) <= 5


def test_long_inventions_are_not_remembered(grader):
    """Each of a class's files could be full of them."""
    item = choices()[0]
    assert graded(grader, "a", answer(item, ["x" * 300] * 50)).raw_score == 0
    assert not grader._kept


def test_an_attempt_stands_as_the_course_would_say(course, grader):
    """Scores, passing and safety agree with the course's own reckoning, on attempts made by chance."""
    chance = random.Random(5)
    known = list(bank(course, "student").values())
    passes = 0
    for number in range(60):
        items = chance.sample(known, chance.randint(1, 12))
        good = chance.choice([0.4, 1.0])
        given = [
            answer(
                item,
                right(item)
                if item.kind == "choice" and chance.random() < good
                else some_response(item, chance),
            )
            for item in chance.choices(items, k=chance.randint(0, 25))
        ]
        if number % 3 == 0:
            items = [item for item in known if item.kind == "choice"][: number // 3 + 1]
            given = [answer(item, right(item)) for item in items]
        one = attempt("attempt-0001", given, items=items, quiz="a-bank-of-their-own", pass_mark=0.8)
        found = grader.graded(one.id, given)
        ours = grader.standing(one, found)
        responses = [
            Response(a.item, a.item_hash, a.response, score, raw_score)
            for a, score, raw_score in zip(given, found.scores, found.raw_scores, strict=True)
        ]
        theirs = result(items, 0.8, responses)
        assert ours.score == pytest.approx(theirs.score, abs=1e-12)
        assert (ours.passed, ours.answered) == (theirs.passed, theirs.answered)
        passes += ours.passed
    assert 0 < passes < 60


def test_nothing_answered_and_nothing_asked(grader):
    """No answer counts as one, no time is made up, and nothing is divided by nothing."""
    item = choices()[0]
    one = attempt("attempt-0001", [answer(item, None, seconds=None)])
    standing = grader.standing(one, grader.graded(one.id, one.answers))
    assert standing == regrade.Standing(0, 0.0, False, None)
    empty = HandInAttempt(
        id="attempt-0001",
        quiz="x",
        track="student",
        mode="graded",
        started_at=AT,
        pass_mark=0.8,
        items=(),
        answers=(),
    )
    assert grader.standing(empty, NO_ANSWERS).score == 0.0


def test_the_pass_mark_is_the_courses(course, grader):
    """A file cannot lower it; a quiz that the course does not have keeps its own."""
    quiz = course.quizzes["open-the-hips"]
    assert grader.pass_mark(attempt("attempt-0001", pass_mark=0.0)) == quiz.pass_mark
    assert grader.pass_mark(attempt("attempt-0001", quiz="elsewhere", pass_mark=0.1)) == 0.1
