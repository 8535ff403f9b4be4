"""Scores for the gradebooks of Moodle and Canvas."""

import csv

import pytest

from course.classroom.report.gradebook import gradebook, write_gradebook
from course.classroom.report.left_out import leave_out
from course.errors import PlainError
from tests.course.classroom.class_frames import Class
from tests.course.classroom.small_class import HOSTILE, hostile_class, results_of


@pytest.fixture
def results(course):
    """Ana has two attempts, Bo one that is not done, Cy nothing, Di the first of two forms."""
    group = Class()
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 0})
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 1})
    group.attempt("ana", ["p", "q"], scores={"p": 0, "q": 0})
    group.attempt("bo", ["p", "q"], scores={"p": 1}, submitted=False)
    group.attempt("di", ["p", "q"], scores={"p": 1, "q": 1}, form="a")
    return results_of(course, group, {"cy": "Cy"})


def rows(book, file):
    write_gradebook(book, file)
    return list(csv.reader(file.read_text(encoding="utf-8").splitlines()))


def test_moodle(results, tmp_path):
    """The column that Moodle maps to its ID number, then one a quiz; no grade is an empty cell."""
    assert rows(gradebook(results, "moodle"), tmp_path / "m.csv") == [
        ["ID number", "Before you begin"], ["ana", "100.00"], ["bo", ""], ["cy", ""], ["di", ""],
    ]  # fmt: skip


def test_canvas(results, tmp_path):
    """The five columns that Canvas reads by their place, the row of points, the id in both SIS columns."""
    found = rows(gradebook(results, "canvas"), tmp_path / "c.csv")
    assert found[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "Before you begin"]
    assert found[1] == ["    Points Possible", "", "", "", "", "100"]
    assert found[2] == ["ana", "", "ana", "ana", "a", "100.00"]


@pytest.mark.parametrize(("which", "score"), [("best", "100.00"), ("first", "50.00"), ("last", "0.00")])
def test_which_attempt_counts(results, which, score):
    """The best by default."""
    assert gradebook(results, "moodle", which).rows[1] == ("ana", score)
    assert gradebook(results, "moodle").which == "best"


@pytest.fixture
def both_modes(course):
    """Ana got 25 % graded and all of it in practice; Bo has only practised; Ana took the student's too."""
    group = Class()
    items = ["p", "q", "r", "s"]
    group.attempt("ana", items, scores={"p": 1, "q": 0, "r": 0, "s": 0})
    for student in ("ana", "bo"):
        group.attempt(student, items, scores=dict.fromkeys(items, 1), mode="practice")
    group.attempt("ana", ["p"], scores={"p": 1}, track="student")
    group.attempt("bo", ["p"], scores={"p": 1}, quiz="open-the-hips", mode="practice")
    return results_of(course, group)


def test_practice_never_stands_for_a_grade(both_modes):
    """Feedback in between makes its scores others; it has a column only where nobody was graded."""
    book = gradebook(both_modes, "moodle")
    assert book.rows == (
        ("ID number", "Before you begin, learner questions", "Before you begin, student questions",
         "Open the hips (practice)"),
        ("ana", "25.00", "100.00", ""),
        ("bo", "", "", "100.00"),
    )  # fmt: skip
    text = "\n".join(book.lines())
    assert (
        "practice is no grade: 1 student." in text
        and "feedback in between: Open the hips (practice)." in text
    )


@pytest.mark.parametrize(
    ("mode", "ana", "bo"),
    [("graded", ("25.00", "100.00"), ("", "")), ("practice", ("100.00", ""), ("100.00",) * 2)],
)
def test_one_mode_alone(both_modes, mode, ana, bo):
    """Where it is asked for."""
    book = gradebook(both_modes, "moodle", mode=mode)
    assert book.rows[1:] == (("ana", *ana), ("bo", *bo))
    with pytest.raises(PlainError, match="no mode 'exam'. Known: graded, practice"):
        gradebook(both_modes, "moodle", mode="exam")


def test_what_is_left_empty_is_told(results):
    """Begun and not finished; a first form whose second is open."""
    book = gradebook(results, "moodle")
    assert book.unfinished == {"Before you begin": ("bo",)}
    assert book.withheld == {"Before you begin": ("di",)}
    text = "\n".join(book.lines())
    assert "not finished: 1 student.\n  Before you begin, 1: bo" in text and "both forms are done" in text
    assert "Of several attempts the best counts" in text and "Synthetic" not in text


def test_the_gate_is_told_once(course):
    """A score is no pass: who has the marks and a safety question open is named by quiz."""
    critical = next(item.id for item in course.quizzes["before-you-begin"].items if item.safety_critical)
    group = Class()
    others = [f"q{number}" for number in range(9)]
    group.attempt("ana", [*others, critical], scores=dict.fromkeys(others, 1))
    group.attempt("bo", ["p"], scores={"p": 0.5})
    group.attempt("cy", ["p"], scores={"p": 0.9}, form="a")
    group.attempt("cy", ["p"], scores={"p": 0.9}, form="b")
    book = gradebook(results_of(course, group), "moodle")
    assert book.held_back == {"Before you begin": ("ana",)}
    text = "\n".join(book.lines())
    assert text.count("Passed means two things") == 1
    assert "not yet passed because of a safety question: 1 student." in text


def test_what_was_left_out_is_told(results):
    """And the scores are those without it."""
    book = gradebook(leave_out(results, ["q"]), "moodle", "first")
    assert "Left out of all scores here: one doubtful question, “q” (q)." in "\n".join(book.lines())
    assert book.rows[1] == ("ana", "100.00")


def test_a_synthetic_class_is_called_so(demo_results):
    """Nobody takes it for people."""
    assert "Synthetic data" in "\n".join(gradebook(demo_results, "moodle").lines())


def test_what_cannot_be_graded_is_no_grade(course):
    """A score that only the file says stays out, whichever attempt counts; a made-up quiz is no column."""
    group = Class()
    group.attempt("ana", ["p"], scores={"p": 1}, ungraded=1)
    group.attempt("bo", ["p"], scores={"p": 0})
    group.attempt("bo", ["p"], scores={"p": 1}, ungraded=1)
    group.attempt("cy", ["p"], scores={"p": 1}, quiz="midterm-exam")
    for which in ("best", "last"):
        book = gradebook(results_of(course, group), "moodle", which)
        assert book.rows == (("ID number", "Before you begin"), ("ana", ""), ("bo", "0.00"), ("cy", ""))
        assert book.ungraded == {"Before you begin": ("ana",)}
        assert book.unknown == ("midterm-exam",) and book.unfinished == {}
        text = "\n".join(book.lines())
        assert (
            "as they were asked: 1 student.\n  Before you begin, 1: ana" in text
            and "left out: midterm-exam" in text
        )


def test_hostile_names_run_nowhere(course, tmp_path):
    """No cell begins like a formula, names are off by default, and ids stay as the LMS knows them."""
    results = hostile_class(course)
    for system in ("moodle", "canvas"):
        found = rows(gradebook(results, system, with_names=True), tmp_path / f"{system}.csv")
        assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for row in found for cell in row)
        assert "'" + HOSTILE[0] in [cell for row in found for cell in row]
        assert {f"s{number}" for number in range(5)} <= {cell for row in found for cell in row}
        assert "HYPERLINK" not in str(gradebook(results, system).rows)


def test_another_system_is_told(results):
    """With what there is."""
    with pytest.raises(PlainError, match="Known: moodle, canvas"):
        gradebook(results, "ilias")
