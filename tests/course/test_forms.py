"""Two sittings with two forms: who begins with which, and that the first result waits."""

import json
from datetime import timedelta

import pytest

from course import attempts, forms, quizzes, review
from course.certificate import certificate
from course.errors import Refused
from course.forms import first_form
from tests.course.two_sittings import ID, START, Student


@pytest.fixture
def student(course):
    return Student(course)


# --- who begins with which ---------------------------------------------------------------------------------


def test_the_coin_is_fair_and_falls_the_same_again():
    """Of 4,000 journals about half begin with A (within four standard errors), each always with its own."""
    ids = [f"{n:032x}" for n in range(4000)]
    thrown = [first_form(id, ID) for id in ids]
    assert thrown == [first_form(id, ID) for id in ids]
    assert abs(thrown.count("a") - 2000) < 4 * (4000 * 0.25) ** 0.5


def test_the_attempt_changes_nothing(student):
    """Whoever begins anew, by deleting the attempt, meets the same form again."""
    met = set()
    for _ in range(5):
        met.add(student.begins().form)
        with student.journal.writing() as db:
            db.execute("DELETE FROM quiz_attempt")
    assert len(met) == 1


def test_the_second_sitting_has_the_other_form(course, tmp_path):
    """Whatever came first; the items are those of the form, and no third sitting begins."""
    firsts = set()
    for n in range(12):
        student = Student(course, tmp_path / str(n))
        student.sits()
        student.sits()
        one, two = student.tried()
        firsts.add(one.form)
        assert {one.form, two.form} == {"a", "b"}
        for attempt in (one, two):
            assert sorted(attempt.items) == sorted(student.quiz.forms[attempt.form])
        with pytest.raises(Refused, match="Both sittings"):
            student.begins()
    assert firsts == {"a", "b"}


def test_no_second_sitting_while_the_first_runs(student):
    """A form that is not submitted goes on."""
    student.begins()
    with pytest.raises(Refused, match="not submitted yet"):
        student.begins()


# --- the first result waits --------------------------------------------------------------------------------


def test_the_first_result_waits_for_the_second(student):
    """No score in the reply, nor in what is kept of it; after the second there are both."""
    reply = student.sits().reply
    assert reply == {"attempt": "attempt-0001", "result": None}
    kept = student.reads(lambda db: [json.loads(row["reply"]) for row in db.execute("SELECT * FROM event")])
    assert kept == [reply]
    (first,) = student.tried()
    assert first.is_withheld
    assert student.reads(attempts.results, student.course, student.quiz, "student") == ()
    assert student.reads(attempts.best_score, student.course, student.quiz, "student") is None
    second = student.sits(START + timedelta(days=60))
    assert second.reply["result"]["asked"] == 12
    assert not any(attempt.is_withheld for attempt in student.tried())
    assert len(student.reads(attempts.results, student.course, student.quiz, "student")) == 2


def test_nothing_of_the_first_form_comes_to_review_before(student):
    """Cards are made when the results are told, of both forms."""
    student.sits()
    assert student.cards() == set()
    later = START + timedelta(days=60)
    assert student.reads(review.due, student.course, "student", later) == ()
    student.sits(later)
    assert student.cards() == {id for form in student.quiz.forms.values() for id in form}


def test_what_was_met_since_keeps_its_newer_review(student):
    """An answer from before the course does not set back what was learnt in it."""
    student.sits()
    item = student.tried()[0].items[0]
    with student.journal.writing() as db:
        review.learn(db, item, 1.0, "know", 5.0, START + timedelta(days=20))
    student.sits(START + timedelta(days=60))
    logs = "SELECT at, rating FROM review_log WHERE item = ?"
    assert len(student.reads(lambda db: db.execute(logs, (item,)).fetchall())) == 1


def test_time_that_runs_out_keeps_the_promise(student):
    """A first form that is closed by its deadline waits as well; a second one that is, tells both."""
    late = START + timedelta(hours=2)
    for is_withheld, at in ((True, START), (False, late)):
        attempt = student.begins(at)
        with student.journal.writing() as db:
            assert quizzes.close_overdue(db, student.course, attempt, at + timedelta(hours=1))
        assert [one.is_withheld for one in student.tried()][-1] is is_withheld
    assert student.cards()


def test_closing_without_a_second_sitting_is_noted(student):
    """The result is told, the moment is kept, and there is no second sitting."""
    student.sits()
    moment = START + timedelta(days=9)
    with student.journal.writing() as db:
        forms.close(db, attempts.every(db, student.course, ID, "student"), moment)
    (first,) = student.tried()
    assert first.released_at == moment and not first.is_withheld
    assert student.cards() == set(first.items)
    with pytest.raises(Refused, match="closed this"):
        student.begins()


@pytest.mark.parametrize(("sittings", "why"), [(0, "no result that waits"), (2, "second sitting has begun")])
def test_closing_at_other_times_is_refused(student, sittings, why):
    """Before the first is submitted, and once the second runs."""
    for _ in range(sittings - 1):
        student.sits()
    if sittings:
        student.begins()
    with student.journal.writing() as db, pytest.raises(Refused, match=why):
        forms.close(db, attempts.every(db, student.course, ID, "student"), START)


def test_forms_earn_no_certificate(student):
    """It is no exam, and a certificate would tell the score."""
    student.sits()
    with student.journal.reading() as db, pytest.raises(Refused, match="not been passed"):
        certificate(db, student.course, student.quiz, "student", "Kim")
