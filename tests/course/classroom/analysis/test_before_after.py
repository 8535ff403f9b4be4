"""Before and after on parallel forms: the paired difference, form and order, and what may be claimed."""

import numpy as np
import pytest
from scipy import stats

from course.classroom.analysis.before_after import before_after
from tests.course.classroom.class_frames import Class


def taken(rows):
    """(student, first form, before, after) as attempts."""
    group = Class()
    for student, first, before, after in rows:
        for form, score in ((first, before), ("b" if first == "a" else "a", after)):
            if score is not None:
                group.attempt(student, ["p"], scores={"p": 1}, form=form, score=score)
    return group.attempts


def random_class(change, form=0.0, students=24, seed=3, noise=0.08):
    """Balanced; form B easier by `form`, everybody better by `change` the second time."""
    rng = np.random.default_rng(seed)
    rows = []
    for number in range(students):
        first, level = "ab"[number % 2], rng.uniform(0.3, 0.6)
        easier = form if first == "b" else -form
        before = level + easier / 2 + rng.normal(0, noise)
        after = level + change - easier / 2 + rng.normal(0, noise)
        rows.append((f"s{number:02d}", first, before, after))
    return rows


def test_the_plain_difference_is_scipys_paired_t():
    """Equal to scipy.stats.ttest_rel, with its interval."""
    rows = random_class(0.1)
    found = before_after(taken(rows))
    expected = stats.ttest_rel([row[3] for row in rows], [row[2] for row in rows])
    interval = expected.confidence_interval()
    assert found.plain.value == pytest.approx(np.mean([row[3] - row[2] for row in rows]))
    assert (found.plain.low, found.plain.high) == pytest.approx((interval.low, interval.high))


def test_a_form_that_is_easier_moves_no_change():
    """In an unbalanced class too: the change stays, the form's effect is told apart."""
    rows = random_class(0.1, form=0.2, noise=1e-3)
    rows = [row for row in rows if row[1] == "a"] + [row for row in rows if row[1] == "b"][:4]
    found = before_after(taken(rows))
    assert found.change.value == pytest.approx(0.1, abs=2e-3)
    assert found.form.value == pytest.approx(0.2, abs=2e-3)
    assert abs(found.plain.value - 0.1) > 0.05


def test_change_and_form_have_welchs_interval():
    """The form's effect is half of scipy's Welch interval for the two orders' differences."""
    rows = random_class(0.05, form=0.1)
    found = before_after(taken(rows))
    one, other = ([row[3] - row[2] for row in rows if row[1] == form] for form in "ab")
    interval = stats.ttest_ind(one, other, equal_var=False).confidence_interval()
    assert (found.form.low, found.form.high) == pytest.approx((interval.low / 2, interval.high / 2))


def test_the_order_tells_whether_the_groups_were_alike():
    """Who began with A scored higher on both forms."""
    rows = [(f"a{n}", "a", 0.6 + n / 100, 0.7 + n / 100) for n in range(6)]
    rows += [(f"b{n}", "b", 0.4 + n / 100, 0.5 + n / 100) for n in range(6)]
    assert before_after(taken(rows)).order.value == pytest.approx(0.2)


def test_no_change_can_be_claimed_where_the_interval_holds_nought():
    """And a change that is clear is told without saying what caused it."""
    assert before_after(taken(random_class(0.0))).in_words().startswith("No change can be claimed")
    told = before_after(taken(random_class(0.2))).in_words()
    assert told.startswith("Scores were higher afterwards") and "does not say what caused it" in told
    assert "lower" in before_after(taken(random_class(-0.2))).in_words()


def test_who_took_one_form_only_is_listed():
    """Left out of the pairs, by name."""
    rows = [*random_class(0.1, students=6), ("only-a", "a", 0.5, None), ("only-b", "b", 0.4, None)]
    found = before_after(taken(rows))
    assert found.one_form_only == ("only-a", "only-b") and len(found.pairs) == 6


def test_a_second_try_at_a_form_and_open_attempts_do_not_count():
    """The first submitted attempt at each form."""
    group = Class()
    for student in ("s1", "s2", "s3"):
        group.attempt(student, ["p"], scores={"p": 1}, form="a", score=0.2)
        group.attempt(student, ["p"], scores={"p": 1}, form="a", score=0.9)
        group.attempt(student, ["p"], scores={"p": 1}, form="b", score=0.1, submitted=False)
        group.attempt(student, ["p"], scores={"p": 1}, form="b", score=0.4)
    found = before_after(group.attempts)
    assert found.plain.value == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("firsts", "caution"),
    [
        ("a" * 5, "all 5 students began with form A"),
        ("b" * 21, "all 21 students began with form B"),
        ("a" * 20 + "b", "only 1 of 21 students began with form B"),
    ],
)
def test_one_order_alone_claims_no_direction(firsts, caution):
    """The change cannot be freed from the forms: so says the sentence, with numbers and how they began."""
    rows = [(f"s{n}", first, 0.3, 0.5 + n / 500) for n, first in enumerate(firsts)]
    found = before_after(taken(rows))
    assert found.caution == caution and found.change.has_interval and not found.change.why_none
    told = found.in_words()
    assert told.startswith("No change can be told from a difference between the forms") and caution in told
    assert "higher" not in told and "points of 100" in told
    assert "not balanced" in found.change.method and found.form.value is None


def test_two_of_each_order_need_no_caution():
    """Then both orders weigh alike."""
    assert before_after(taken(random_class(0.1, students=4))).caution is None


@pytest.mark.parametrize("students", [0, 1, 2])
def test_two_pairs_are_too_few(students):
    """No number, the reason, and a warning."""
    rows = [*random_class(0.1, students=students), ("only", "a", 0.5, None)]
    found = before_after(taken(rows))
    assert found.change.value is None and found.in_words().startswith("No change can be told")
    assert found.warning


def test_the_bootstrap_is_the_same_each_time():
    """Seeded, near the t interval, and none for a small class."""
    frame = taken(random_class(0.1))
    one, other = before_after(frame).bootstrap, before_after(frame).bootstrap
    assert (one.low, one.high) == (other.low, other.high)
    plain = before_after(frame).plain
    assert (one.low, one.high) == pytest.approx((plain.low, plain.high), abs=0.02)
    assert before_after(taken(random_class(0.1, students=6))).bootstrap.value is None


def test_other_quizzes_can_be_left_aside():
    """By the quiz's id."""
    assert len(before_after(taken(random_class(0.1)), quiz="other").pairs) == 0
