"""A first form: its file tells the student no score, and the teacher's side grades it all the same."""

import json
from datetime import timedelta

import pytest
from jsonschema import Draft202012Validator

from course import attempts, forms
from course.classroom.demo.answers import right_answer
from course.classroom.report.withheld import is_withheld
from course.classroom.store.class_store import ClassStore
from course.classroom.store.gather import gather
from course.handing_in import hand_in
from course.handing_in.giving import prepare_hand_in
from course.quiz_items import masked
from tests.course.classroom.class_files import answer, attempt, choices, handed_in, right
from tests.course.two_sittings import ID, START, Student

LATER = START + timedelta(days=60)


@pytest.fixture
def student(course):
    return Student(course)


def all_right(student, sat):
    items = {item.id: item for item in student.quiz.items}
    keys = {id: right_answer(items[id], sat.id) for id in sat.items}
    return {id: {"response": masked(items[id], key), "changed_ms": 1} for id, key in keys.items()}


def sits(student, at=START):
    sat = student.begins(at)
    assert student.submits(sat, at, all_right(student, sat)).refused is None


def file_of(student, made_at=LATER):
    """What is handed in on a day."""
    return hand_in.write(student.reads(hand_in.build, student.course, "grey heron", None, made_at))


def gathered(student, content, tmp_path, name):
    (tmp_path / "uploads").mkdir(exist_ok=True)
    (tmp_path / "uploads" / name).write_bytes(content)
    store = ClassStore(tmp_path / "class.sqlite", create=not (tmp_path / "class.sqlite").exists())
    return store, gather(store, student.course, tmp_path / "uploads", LATER.date())


def test_a_first_form_has_no_scores_in_the_file(student):
    """Null by the schema, and said in words; the answers themselves are there."""
    sits(student)
    content, said = file_of(student), student.reads(prepare_hand_in, student.course, "heron").in_words()
    Draft202012Validator(hand_in.schema()).validate(json.loads(content))
    (sat,) = hand_in.read(content).attempts
    assert sat.form == student.tried()[0].form and len(sat.answers) == 12
    assert {one.score for one in sat.answers} == {one.raw_score for one in sat.answers} == {None}
    assert all(one.response is not None for one in sat.answers)
    assert "told after the second sitting" in said and "1.00" not in said


def test_both_have_scores_after_the_second(student):
    """So has a first one that was closed without a second."""
    sits(student)
    sits(student, LATER)
    for sat in hand_in.read(file_of(student)).attempts:
        assert [one.score for one in sat.answers] == [1] * 12


def test_closed_early_it_has_scores(student):
    """The student has seen them."""
    sits(student)
    with student.journal.writing() as db:
        forms.close(db, attempts.every(db, student.course, ID, "student"), LATER)
    (sat,) = hand_in.read(file_of(student)).attempts
    assert [one.score for one in sat.answers] == [1] * 12


def test_the_teachers_side_grades_it(student, tmp_path):
    """Nothing differs, nothing is ungraded; the store knows that it is not to be told until both are in."""
    sits(student)
    store, report = gathered(student, file_of(student, START), tmp_path, "one.json")
    assert report.differing == 0 and not report.ungraded and not report.unscored
    assert store.attempts()["score"].tolist() == [1] and is_withheld(store.attempts()).tolist() == [True]
    sits(student, LATER)
    store, report = gathered(student, file_of(student), tmp_path, "two.json")
    assert report.differing == 0 and len(report.of("read")) + len(report.of("updated")) == 1
    assert store.attempts()["score"].tolist() == [1, 1] and not is_withheld(store.attempts()).any()


def first_form(id, hash=None, **changed):
    """A hand-in's attempt at a form, without scores; `hash` of items that the course does not have so."""
    given = (answer(item, right(item), id, **({"item_hash": hash} if hash else {})) for item in choices()[:3])
    return hand_in.untold(attempt(id, given, form="a", **changed))


def test_what_nobody_can_score_is_left_out_and_told(student, tmp_path):
    """Questions that the course has otherwise: the report names the file; what was known of it stays."""
    known = attempt("seed-0001", form="a")
    store, report = gathered(student, handed_in("wren", known), tmp_path, "known.json")
    later = handed_in("wren", first_form("seed-0001", "0" * 64), first_form("seed-0002"), made_at=LATER)
    store, report = gathered(student, later, tmp_path, "later.json")
    assert list(report.unscored.values()) == [1], list(report.lines())
    assert any("First forms left out" in line for line in report.lines())
    assert store.attempts()["attempt"].tolist() == ["seed-0001", "seed-0002"]
    assert store.attempts()["score"].tolist() == [1, 1]


@pytest.mark.parametrize(("form", "scores"), [(None, (None, None)), ("a", (None, 1.0)), ("a", (1.0, None))])
def test_a_score_is_left_out_in_a_form_alone(form, scores):
    """Elsewhere, and for one of the two numbers, it is a mistake."""
    item = choices()[0]
    half = answer(item, right(item), **dict(zip(("score", "raw_score"), scores, strict=True)))
    with pytest.raises(ValueError, match="answers.0.score: expected a number; null for a first form alone"):
        attempt("seed-0001", [half], form=form)
