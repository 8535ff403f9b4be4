"""One file, read without a store: what it says, graded, in the columns that the store has."""

import json
import pickle
from datetime import timedelta

import pytest

from course.classroom.store.answer_columns import NAMES, AnswerColumns, unpacked
from course.classroom.store.reading import read
from course.classroom.store.regrade import Grader
from course.classroom.store.tables import ATTEMPT
from course.errors import PlainError
from tests.course.classroom.class_files import (
    AT,
    answer,
    attempt,
    choices,
    handed_in,
    log_of,
    right,
    withdrawn,
    wrong,
)


@pytest.fixture
def grader(course):
    return Grader(course)


def test_a_hand_in_in_the_columns_of_the_store(grader):
    """Every column has its value, apart from keys and what is known of the file."""
    items = choices()[:2]
    given = [
        answer(items[0], wrong(items[0])),
        answer(items[0], right(items[0]), at=AT + timedelta(seconds=5)),
        answer(items[1], right(items[1]), sureness=None, seconds=None),
    ]
    content = read(handed_in("fox", attempt("foxs-attempt", given, items=items)), grader)
    assert (content.kind, content.student, content.log) == ("hand-in", "fox", None)
    (one,) = content.attempts
    facts = dict(zip(ATTEMPT.c.keys()[5:-2], one.facts, strict=True))
    assert (facts["asked"], facts["answered"], facts["score"], facts["seconds"]) == (2, 2, 1.0, 25.0)
    columns = unpacked(one.answers)
    assert list(one.items) == [(each.item, each.item_hash) for each in given]
    assert columns.nth == [1, 2, 1] and columns.score == [0.0, 1.0, 1.0]
    assert list(map(json.loads, columns.response)) == [each.response for each in given]
    assert columns.sureness == ["think", "think", None] and columns.seconds == [12.5, 12.5, None]
    assert one.answer_count == 3 and not one.differences and not one.ungraded


def test_an_attempt_without_an_answer_has_empty_columns(grader):
    """As many as any other."""
    (one,) = read(handed_in("fox", attempt("foxs-attempt", [])), grader).attempts
    assert unpacked(one.answers) == AnswerColumns(*[[]] * len(NAMES)) and one.answer_count == 0


def test_what_differs_and_what_cannot_be_graded(grader):
    """Both are told of the attempt, with the number in the file and ours."""
    item = choices()[0]
    given = [
        answer(item, wrong(item), score=1.0, raw_score=1.0),
        answer(item, right(item), item_hash="0" * 64, score=0.5, raw_score=0.5),
    ]
    (one,) = read(handed_in("fox", attempt("foxs-attempt", given, pass_mark=0.1)), grader).attempts
    (wrong_score, pass_mark), ungraded = one.differences, one.ungraded
    assert wrong_score == (item.id, 1.0, 0.0) and pass_mark[:2] == ("pass mark", 0.1) and ungraded == 1


def test_logs_and_withdrawals(grader):
    """Each with the moment by which it is newer or older than others."""
    log, withdrawal = read(log_of("fox", 1), grader), read(withdrawn("fox", AT), grader)
    assert (log.kind, log.made_at, len(log.log.records)) == ("shared-log", AT, 1)
    assert (withdrawal.kind, withdrawal.made_at, withdrawal.attempts) == ("withdrawal", AT, ())


@pytest.mark.parametrize("content", [b"{}", b'{"format": "other"}', b'{"format": "bedstretch-hand-in"}'])
def test_what_is_no_file_of_the_course(grader, content):
    """One sentence says so."""
    with pytest.raises(PlainError, match="is no file"):
        read(content, grader)


def test_it_can_be_sent_to_another_process(grader):
    """So can the grader, which takes no answer along."""
    content = read(handed_in("fox", attempt("foxs-attempt")), grader)
    assert pickle.loads(pickle.dumps(content)) == content
    assert read(handed_in("fox", attempt("foxs-attempt")), pickle.loads(pickle.dumps(grader))) == content
