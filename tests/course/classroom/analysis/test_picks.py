"""What a stored answer chose, for every kind, and for what cannot be read."""

import json

import pytest

from course.calculated import drawn_values
from course.classroom.analysis import picks as module
from course.classroom.analysis.picks import picks, picks_of_many
from tests.course.quiz_examples import EXAMPLES, SEED


def picked(kind, response):
    return picks(EXAMPLES[kind].item, json.dumps(response), SEED)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_right_answer_is_right_in_every_part(kind):
    """And says what was chosen."""
    found = picked(kind, EXAMPLES[kind].key)
    assert found and all(pick.is_right and pick.said for pick in found)


@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_wrong_answer_has_a_part_that_is_not_right(kind):
    """Whatever the kind, something can be told of it."""
    assert any(not pick.is_right for pick in picked(kind, EXAMPLES[kind].wrong))


@pytest.mark.parametrize("kind", EXAMPLES)
def test_many_answers_say_what_each_of_them_says(kind):
    """In their order, by the numbers that each attempt drew, and what cannot be read too."""
    item, texts = (
        EXAMPLES[kind].item,
        [json.dumps(EXAMPLES[kind].key), json.dumps(EXAMPLES[kind].wrong), "[", "1"],
    )
    given = [(text, f"seed-{number % 5}") for number in range(4) for text in texts]
    assert list(picks_of_many(item, given)) == [picks(item, *one) for one in given]


def test_equal_answers_are_read_once(monkeypatch):
    """A class of thousands gives a handful of different ones."""
    read = []
    monkeypatch.setattr(module, "picks", lambda *one: read.append(one) or ())
    assert len(list(picks_of_many(EXAMPLES["choice"].item, [('"a"', SEED), ('"b"', SEED)] * 50))) == 100
    assert len(read) == 2


def test_options_bring_their_feedback():
    """So that a teacher reads what the student was told."""
    (pick,) = picked("choice", "wrong-b")
    assert (pick.id, pick.said, pick.feedback) == ("wrong-b", "Text 1", "SECRET feedback 1")


def test_verdict_and_reason_are_parts_of_their_own():
    """A right verdict for a reason that does not hold."""
    verdict, reason = picked("true-false", {"verdict": "false", "reason": "wrong-b"})
    assert (verdict.about, verdict.said, verdict.is_right) == ("The statement", "false", True)
    assert (reason.about, reason.id, reason.is_right) == ("The reason", "wrong-b", False)


def test_a_case_says_which_stage():
    """Each stage's parts carry its number."""
    found = picked("case", EXAMPLES["case"].wrong)
    assert found[0].about == "Stage 1" and found[1].about == "Stage 2"
    assert found[-1].about == "Stage 4" and found[-1].said == "30 s"


def test_a_slip_in_a_calculation_is_told_by_its_formula():
    """Students with other numbers made the same slip."""
    item = EXAMPLES["calculated"].item
    said = set()
    for seed in ("one-attempt", "another-attempt"):
        values = drawn_values(item, seed)
        (pick,) = picks(item, json.dumps(str(values["sets"] + values["hold"])), seed)
        said.add((pick.said, pick.is_right))
    assert said == {("what sets + hold gives", False)}


@pytest.mark.parametrize(
    "stored", ["null", "", "{", '"gone"', "[[[[", "17", '{"verdict": []}', "NaN", "[" * 5000 + "]" * 5000]
)
@pytest.mark.parametrize("kind", ["choice", "multiple", "true-false", "number", "match", "case"])
def test_what_cannot_be_read_gives_nothing(kind, stored):
    """An answer to another version, or a broken one, is no error."""
    assert picks(EXAMPLES[kind].item, stored, SEED) == ()
