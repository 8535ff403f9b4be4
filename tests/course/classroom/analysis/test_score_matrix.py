"""Students by items: first attempts only, what is not answered, what was never asked."""

import numpy as np
import pytest

from course.classroom.analysis.score_matrix import score_matrix
from tests.course.classroom.class_frames import Class, matrix

QUIZ = "before-you-begin"


@pytest.fixture
def group():
    return Class()


def test_each_student_is_a_row_and_each_item_a_column(group):
    """In the order in which the items are asked."""
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 0.5})
    group.attempt("ben", ["p", "q"], scores={"p": 0, "q": 1})
    found = score_matrix(*group.frames, QUIZ)
    assert (found.students, found.items) == (("ana", "ben"), ("p", "q"))
    assert found.scores.tolist() == [[1, 0.5], [0, 1]]
    assert found.is_common_form and found.asked.tolist() == [2, 2]


def test_only_the_first_attempt_counts(group):
    """A second attempt, another quiz and another track change nothing."""
    group.attempt("ana", ["p"], scores={"p": 0})
    group.attempt("ana", ["p"], scores={"p": 1})
    group.attempt("ana", ["p"], scores={"p": 1}, quiz="other")
    group.attempt("ana", ["p"], scores={"p": 1}, track="student")
    assert score_matrix(*group.frames, QUIZ, "learner").scores.tolist() == [[0]]


def test_only_the_first_answer_counts(group):
    """In practice an item may be answered again; that is practice."""
    group.attempt("ana", ["p"], scores={"p": 0})
    again = group.answer_rows[0] | {"nth": 2, "score": 1.0}
    group.answer_rows.append(again)
    assert score_matrix(*group.frames, QUIZ).scores.tolist() == [[0]]


def test_not_answered_counts_nought_once_submitted(group):
    """Who leaves an item out of a submitted attempt earns nothing for it."""
    group.attempt("ana", ["p", "q"], scores={"p": 1})
    assert score_matrix(*group.frames, QUIZ).scores.tolist() == [[1, 0]]


def test_an_open_attempt_says_nothing_yet(group):
    """Neither submitted nor answered to its end: left out, and told; answered to its end it counts."""
    group.attempt("ana", ["p", "q"], scores={"p": 1}, submitted=False)
    group.attempt("ben", ["p", "q"], scores={"p": 1, "q": 0}, submitted=False)
    found = score_matrix(*group.frames, QUIZ)
    assert (found.students, found.unfinished) == (("ben",), ("ana",))


def test_never_asked_is_missing(group):
    """Sampled forms have holes, and are no common form."""
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 1})
    group.attempt("ben", ["q", "r"], scores={"q": 0, "r": 1})
    found = score_matrix(*group.frames, QUIZ)
    assert not found.is_common_form
    assert dict(zip(found.items, found.asked, strict=True)) == {"p": 1, "q": 2, "r": 1}
    assert np.isnan(found.scores).sum() == 2 and found.shares.tolist() == [1, 0.5]


def test_the_common_form_is_that_of_more_than_half():
    """Half and half, and sampled forms, have none; who was asked other items is not in it."""
    nan = np.nan
    found = matrix([(1, 0, nan), (0, 1, nan), (1, nan, 1)]).common_form
    assert (found.students, found.items, found.scores.tolist()) == (
        ("s0", "s1"),
        ("i0", "i1"),
        [[1, 0], [0, 1]],
    )
    assert matrix([(1, nan), (nan, 1)]).common_form is None and matrix([(nan,), (nan,)]).common_form is None
    whole = matrix([(1, 0), (0, 1)])
    assert whole.common_form is whole and matrix(np.empty((0, 0))).common_form is None


def test_a_form_is_a_quiz_of_its_own(group):
    """Form B taken second is the first attempt at form B."""
    group.attempt("ana", ["p"], scores={"p": 0}, form="a")
    group.attempt("ana", ["q"], scores={"q": 1}, form="b")
    found = score_matrix(*group.frames, QUIZ, form="b")
    assert (found.items, found.scores.tolist()) == (("q",), [[1]])


def test_nobody_is_an_empty_matrix(group):
    """A quiz that nobody has taken gives no row, no error, and is no common form."""
    group.attempt("ana", ["p"], scores={"p": 0})
    found = score_matrix(*group.frames, "unknown")
    assert found.scores.shape == (0, 0) and not found.is_common_form


def test_an_answer_to_what_was_not_asked_counts_nothing(group):
    """A stray row moves no score."""
    group.attempt("ana", ["p"], scores={"p": 1})
    group.attempt("ben", ["p", "q"], scores={"p": 1, "q": 1})
    group.answer_rows.append(group.answer_rows[0] | {"item": "stray", "score": 0.0})
    assert score_matrix(*group.frames, QUIZ).items == ("p", "q")


def test_sums_of_both_ways_agree():
    """The quick way for common forms gives what the way with holes gives."""
    from course.classroom.analysis.item_sums import ItemSums

    scores = np.random.default_rng(3).choice([0, 0.5, 1], size=(30, 6))
    asked = np.full(6, 30)
    quick, slow = ItemSums(scores, asked, scores.sum(axis=1)), ItemSums(scores, asked, None)
    for name in ("mean", "variance", "covariance", "rest_variance", "correlation"):
        assert getattr(quick, name) == pytest.approx(getattr(slow, name), abs=1e-12), name
    assert matrix(scores).sums.mean == pytest.approx(scores.mean(axis=0))
