"""How sure students were against how often they were right."""

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from course.classroom.analysis.calibration import calibration, calibration_by_item
from tests.course.classroom.class_frames import Class


def a_class(*given):
    """(sureness, score) of one item each, a student each."""
    group = Class()
    for number, (sure, score) in enumerate(given):
        group.attempt(f"s{number}", ["p"], {"p": "x"}, scores={"p": score}, sureness=sure)
    return group.answers


def test_each_level_has_its_share_right():
    """With Wilson's interval; answers without a sureness are counted apart."""
    given = [("guess", 0)] * 3 + [("guess", 1)] + [("think", 1)] * 2 + [("know", 1)] * 5 + [(None, 1)] * 2
    found = calibration(a_class(*given))
    assert [(level.sureness, level.answers, level.right.value) for level in found.levels] == [
        ("guess", 4, 0.25), ("think", 2, 1.0), ("know", 5, 1.0),
    ]  # fmt: skip
    assert found.without == 2 and found.levels[0].right.has_interval
    assert found.mean_sureness.value == pytest.approx((2 * 0.5 + 5) / 11)


def test_sure_and_wrong_is_a_share_of_all_who_said_it():
    """Part of the marks is not right yet."""
    found = calibration(a_class(("know", 0), ("know", 0.5), ("know", 1), ("guess", 0)))
    assert found.sure_and_wrong.value == 0.5 and found.sure_and_wrong.n == 4


def test_only_first_answers_in_first_attempts_count():
    """What is answered again after feedback says little of sureness; an empty answer says nothing."""
    frame = a_class(("know", 0), ("know", 1))
    again = frame.assign(nth=2)
    later = frame.assign(number=2)
    empty = frame.assign(response="null")
    assert calibration(again).mean_sureness.value is None
    assert calibration(later).mean_sureness.value is None
    assert calibration(empty).without == 0


def test_words_claim_no_more_than_the_intervals():
    """Clear, reversed, of too few, too little, and nothing."""
    clear = calibration(a_class(*[("guess", 0)] * 20, *[("know", 1)] * 20)).in_words()
    assert "more often than those who guessed" in clear
    turned = calibration(a_class(*[("guess", 1)] * 20, *[("know", 0)] * 20)).in_words()
    assert "less often" in turned
    assert "no difference can be claimed" in calibration(a_class(("guess", 0), ("know", 1))).in_words()
    assert "too little" in calibration(a_class(("think", 1))).in_words()
    assert calibration(a_class((None, 1))).in_words() == "Nobody has said how sure they were."


def test_the_difference_is_what_is_judged():
    """50 of 100 against 65 of 100: both intervals hold 58 %, and yet the difference has one without 0."""
    given = [("guess", n < 50) for n in range(100)] + [("know", n < 65) for n in range(100)]
    found = calibration(a_class(*given))
    guess, _, know = (level.right for level in found.levels)
    assert guess.holds(0.58) and know.holds(0.58)
    interval = confint_proportions_2indep(65, 100, 50, 100, method="newcomb")
    told = [f"{100 * end:.0f}" for end in interval]
    assert interval[0] > 0 and f"15 points of 100 ({told[0]} to {told[1]} points of 100)" in found.in_words()
    assert "more often than those who guessed" in found.in_words()


def test_answers_of_one_student_hang_together():
    """Ten students who are ten times right or ten times not are ten: no difference, and a wider mean."""
    levels = (("guess", 4), ("know", 7))
    frame = a_class(*[(sure, n % 10 < most) for sure, most in levels for n in range(100)])
    alone = calibration(frame)
    frame["student"] = [f"{sure}-{n % 10}" for sure in ("guess", "know") for n in range(100)]
    together = calibration(frame)
    assert "more often" in alone.in_words() and "no difference can be claimed" in together.in_words()
    for one, other in zip(alone.levels, together.levels, strict=True):
        assert one.right.value == other.right.value and one.answers == other.answers
    assert together.mean_sureness.low < alone.mean_sureness.low
    assert together.sure_and_wrong.high > alone.sure_and_wrong.high


def test_each_item_has_its_own():
    """By item id."""
    frame = a_class(("know", 1), ("guess", 0))
    frame.loc[1, "item"] = "q"
    found = calibration_by_item(frame)
    assert found["p"].levels[2].answers == 1 and found["q"].levels[0].answers == 1
