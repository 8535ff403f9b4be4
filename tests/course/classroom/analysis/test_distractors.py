"""Who picks what, by thirds of the class."""

import numpy as np
import pytest

from course.classroom.analysis.distractors import all_distractors, distractors, thirds
from course.classroom.analysis.score_matrix import score_matrix
from tests.course.classroom.class_frames import Class, matrix
from tests.course.quiz_examples import EXAMPLES

OTHERS = ["o1", "o2", "o3"]


def a_class(kind, given):
    """Nine students in clear order, the best first, with these answers to one item."""
    group = Class()
    item = EXAMPLES[kind].item
    for number, response in enumerate(given):
        others = {id: 1.0 if number <= 2 * place else 0.0 for place, id in enumerate(OTHERS, 1)}
        scores = others | ({item.id: 0.0} if response != "absent" else {})
        group.attempt(f"s{number}", [item.id, *OTHERS], {item.id: response}, scores=scores)
    return item, group


def table(kind, given):
    item, group = a_class(kind, given)
    third = thirds(score_matrix(*group.frames, "before-you-begin"))
    return distractors(item, group.answers, third)


def test_thirds_keep_the_same_score_together():
    """Students with the same score are never parted."""
    found = thirds(matrix([[1, 1]] * 4 + [[1, 0]] * 4 + [[0, 0]] * 4))
    assert found.tolist() == ["upper"] * 4 + ["middle"] * 4 + ["lower"] * 4
    assert set(thirds(matrix([[1, 0]] * 6))) == {"middle"}


def test_every_option_has_a_row_whether_picked_or_not():
    """Counts by third, the share of all with its interval, the key marked."""
    found = table("choice", ["key-a"] * 3 + ["key-a", "wrong-b", "wrong-b"] + ["wrong-b"] * 3)
    assert [row.id for row in found.rows] == ["key-a", "wrong-b", "wrong-c"]
    key, other, idle = found.rows
    assert key.is_key and not other.is_key
    assert (key.total, other.total, idle.total) == (4, 5, 0)
    assert key.upper + key.middle + key.lower == 4 and key.upper >= key.lower
    assert other.share.value == pytest.approx(5 / 9) and other.share.has_interval
    assert other.feedback == "SECRET feedback 1"


def test_ticks_count_each():
    """Of a multiple item each tick is a pick, so shares add up to more than one."""
    found = table("multiple", [["key-a", "key-b"]] * 4 + [["key-a", "wrong-c"]] * 5)
    assert {row.id: row.total for row in found.rows} == {
        "key-a": 9, "key-b": 4, "wrong-c": 5, "wrong-d": 0,
    }  # fmt: skip


def test_true_or_false_tells_verdict_and_reason():
    """Two verdicts and each reason."""
    found = table("true-false", [{"verdict": "false", "reason": "wrong-b"}] * 9)
    assert [(row.about, row.text, row.total) for row in found.rows[:2]] == [
        ("The statement", "true", 0), ("The statement", "false", 9),
    ]  # fmt: skip
    assert [row.total for row in found.rows[2:]] == [0, 9, 0]


def test_spots_are_options():
    """A hotspot's spots are told like options."""
    found = table("hotspot", ["key-a"] * 5 + ["wrong-b"] * 4)
    assert found.has_options and [row.total for row in found.rows] == [5, 4]


@pytest.mark.parametrize("kind", ["number", "order", "match", "cloze", "case"])
def test_other_kinds_tell_their_most_frequent_slips(kind):
    """What was given most often and was not right, most frequent first; nothing that was right."""
    example = EXAMPLES[kind]
    found = table(kind, [example.wrong] * 5 + [example.key] * 4)
    assert not found.has_options and found.rows[0].total == 5
    assert not any(row.is_key for row in found.rows)
    assert [row.total for row in found.rows] == sorted((row.total for row in found.rows), reverse=True)


def test_left_out_and_unreadable_answers_are_counted_apart():
    """An empty answer is no answer, and one to another version of the item is said to be so."""
    found = table("choice", ["key-a", None, "gone", "wrong-b", "key-a"])
    assert (found.not_answered, found.unreadable, sum(found.answered.values())) == (1, 1, 3)


def test_items_that_the_content_no_longer_has_are_skipped():
    """Only what is in the bank can be told."""
    item, group = a_class("choice", ["key-a", "wrong-b", "wrong-b"])
    found = all_distractors({item.id: item}, score_matrix(*group.frames, "before-you-begin"), group.answers)
    assert list(found) == [item.id]
    assert found[item.id].rows[1].total == 2


def test_a_later_attempt_does_not_count_whatever_the_order_of_rows():
    """A store may hold the second attempt before the first."""
    item, group = a_class("choice", ["wrong-b", "wrong-b", "wrong-b"])
    for number in range(3):
        group.attempt(f"s{number}", [item.id, *OTHERS], {item.id: "key-a"}, scores={item.id: 1})
    backwards = group.answers.iloc[::-1]
    found = distractors(item, backwards, thirds(score_matrix(*group.frames, "before-you-begin")))
    assert [row.total for row in found.rows] == [0, 3, 0]


def test_students_without_a_row_do_not_count():
    """Who has not finished is in no third."""
    item, group = a_class("choice", ["key-a", "key-a", "key-a"])
    group.attempt("late", [item.id, *OTHERS], {item.id: "wrong-b"}, scores={item.id: 0}, submitted=False)
    found = distractors(item, group.answers, thirds(score_matrix(*group.frames, "before-you-begin")))
    assert found.rows[1].total == 0 and np.sum(list(found.answered.values())) == 3
