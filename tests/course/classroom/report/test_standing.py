"""How an attempt stands, in words."""

from types import SimpleNamespace

import pytest

from course.classroom.report.standing import standing


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"passed": True}, "passed"),
        ({}, "not yet: the safety questions"),
        ({"score": 0.7}, "not yet"),
        ({"ungraded": 1}, "not graded in full"),
        ({"form": "a"}, "–"),
    ],
)
def test_each_standing(told, words):
    """The gate is named where it alone is the reason; forms are neither passed nor not."""
    row = {"form": None, "passed": False, "score": 0.9, "pass_mark": 0.8, "ungraded": 0}
    assert standing(SimpleNamespace(**row | told)) == words


def test_what_goes_on_is_not_judged():
    """Begun and not finished."""
    row = SimpleNamespace(form=None, passed=False, score=0.2, pass_mark=0.8, ungraded=0)
    assert standing(row, is_finished=False) == "not finished"
