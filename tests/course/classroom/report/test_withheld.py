"""A first form tells nothing before the second is done."""

from course.classroom.report.withheld import is_withheld
from tests.course.classroom.class_frames import Class


def test_until_both_forms_are_submitted():
    """One form, or the second only begun: withheld. Both: told. No form: told."""
    group = Class()
    group.attempt("one", ["p"], scores={"p": 1}, form="a")
    group.attempt("begun", ["p"], scores={"p": 1}, form="b")
    group.attempt("begun", ["p"], scores={"p": 1}, form="a", submitted=False)
    group.attempt("both", ["p"], scores={"p": 1}, form="b")
    group.attempt("both", ["p"], scores={"p": 1}, form="a")
    group.attempt("none", ["p"], scores={"p": 1})
    assert is_withheld(group.attempts).tolist() == [True, True, True, False, False, False]


def test_forms_of_another_quiz_do_not_count():
    """Form a of one quiz and form b of another."""
    group = Class()
    group.attempt("ana", ["p"], scores={"p": 1}, form="a")
    group.attempt("ana", ["p"], scores={"p": 1}, form="b", quiz="open-the-hips")
    assert is_withheld(group.attempts).tolist() == [True, True]
