"""A page for each student, with nothing of any other."""

import os
import re
import stat
from collections import Counter

import pytest

from course.classroom.report.feedback_pages import feedback_pages, write_feedback
from course.classroom.report.left_out import leave_out
from course.classroom.report.results import counted
from course.errors import PlainError
from tests.course.classroom.class_frames import Class
from tests.course.classroom.small_class import hostile_class, results_of


@pytest.fixture(scope="module")
def pages(demo_results):
    """Of the synthetic class, with names, which is the worst case."""
    return dict(feedback_pages(demo_results, with_names=True))


def test_no_page_names_anybody_else(demo_results, pages):
    """Neither by id nor by name; the three who handed in nothing have no page."""
    assert len(pages) == 57
    people = dict(zip(demo_results.students["student"], demo_results.students["name"], strict=True))
    for file, page in pages.items():
        own = file.removeprefix("feedback-").removesuffix(".html")
        found = set(re.findall(r"synthetic-\d\d", page)), set(re.findall(r"Synthetic Person \d\d", page))
        assert found == ({own}, {people[own]})


def test_without_names_the_pseudonym_alone(demo_results):
    """The default."""
    file, page = next(feedback_pages(demo_results.narrowed("open-the-hips")))
    assert "synthetic-01" in page and "Synthetic Person" not in page


def test_what_it_says(pages):
    """Scores, what to read again with lesson and section, objectives in plain words, sureness."""
    page = pages["feedback-synthetic-01.html"]
    for words in ("Before you begin", "91 %", "What to read again", "01_stay_safe.ipynb", "By objective",
                  "that you marked “know”", "still open", "Synthetic data"):  # fmt: skip
        assert words.lower() in page.lower(), words
    assert "<script" not in page and "default-src 'none'" in page


def test_the_scores_are_the_students_own(demo_results, pages):
    """Every page has the best attempt's scores of its student, and forms have no pass mark."""
    last = counted(demo_results.attempts[demo_results.attempts["form"].isna()], "best")
    for student, rows in last.groupby("student"):
        page = pages[f"feedback-{student}.html"]
        cells = re.findall(r": (\d+) %(?: so far)?, (?:passed|not yet|not finished)", page)
        assert Counter(cells) == Counter(f"{100 * score:.0f}" for score in rows["score"])
        assert page.count("Pass mark 80 %.") == len(rows)


def test_forms_are_neither_passed_nor_not(course):
    """Before and after have no pass mark; the second sitting is the one that is told."""
    group = Class()
    for form, score in (("a", 0.9), ("b", 0.85)):
        group.attempt("ana", ["p"], scores={"p": score}, form=form)
    ((_, page),) = feedback_pages(results_of(course, group))
    assert "85 %" in page and "90 %" not in page and "80 %" not in page


def test_a_first_form_is_not_told(course):
    """Until the second is done; the page says why."""
    item = course.quizzes["before-you-begin"].items[0].id
    group = Class()
    group.attempt("ana", [item], scores={item: 0.123}, form="a")
    group.attempt("bo", [item], scores={item: 0.5}, form="a")
    group.attempt("bo", [item], scores={item: 0.75}, form="b")
    pages = dict(feedback_pages(results_of(course, group)))
    assert "12 %" not in pages["feedback-ana.html"] and "Not told yet" in pages["feedback-ana.html"]
    assert "75 %" in pages["feedback-bo.html"] and "Not told yet" not in pages["feedback-bo.html"]


def test_what_was_not_answered_is_never_told_as_wrong(course):
    """Submitted with two questions of safety left open: not right, not wrong; what goes on is no miss."""
    quiz = course.quizzes["before-you-begin"]
    critical = [item.id for item in quiz.items if item.safety_critical][:2]
    other = next(item.id for item in quiz.items if not item.safety_critical)
    group = Class()
    group.attempt("ana", [other, *critical], scores={other: 1})
    group.attempt("bo", [other, *critical], scores={other: 1}, submitted=False, mode="practice")
    pages = dict(feedback_pages(results_of(course, group)))
    ana, bo = pages["feedback-ana.html"], pages["feedback-bo.html"]
    assert "Still open, though somebody" in ana and "every first answer was right" not in ana
    assert ana.count("(not answered)") == 2 and "1 right at first, 2 not answered" in ana
    assert re.search(r"[12] questions? not answered", ana) and "not fully right" not in ana
    assert "Still open, though somebody" not in bo and "every first answer was right" in bo
    assert "33 % so far, not finished" in bo and "1 of 3 answered, 1 right at first, 2 not reached yet" in bo
    assert ">100 %<" in bo, "of what was reached"


def test_the_safety_gate_is_told_once(course):
    """Calmly, with the pass mark, where it alone keeps an attempt from being passed."""
    critical = next(item.id for item in course.quizzes["before-you-begin"].items if item.safety_critical)
    others = [f"q{number}" for number in range(9)]
    group = Class()
    group.attempt("ana", [*others, critical], scores=dict.fromkeys(others, 1) | {critical: 0})
    ((_, page),) = feedback_pages(results_of(course, group))
    assert "Before you begin: 90 %, not yet: the safety questions" in page and "Pass mark 80 %" in page
    assert page.count("Passed means two things") == 1


def test_the_attempt_that_counts_is_told(course):
    """The best by default, as in the gradebook."""
    group = Class()
    for score in (0.9, 0.4):
        group.attempt("ana", ["p"], scores={"p": score})
    results = results_of(course, group)
    ((_, best),), ((_, last),) = feedback_pages(results), feedback_pages(results, "last")
    assert "Of several attempts the best counts" in best and "90 %" in best and "40 %" not in best
    assert "Of several attempts the last counts" in last and "40 %" in last


def test_what_was_left_out_and_what_is_synthetic_is_told(course):
    """On the page of whom it concerns, without an id."""
    id = next(iter(course.quizzes["before-you-begin"].items)).id
    group = Class()
    for student in ("ana", "synthetic-07"):
        group.attempt(student, ["p", id], scores={"p": 1, id: 0})
    pages = dict(feedback_pages(leave_out(results_of(course, group), [id])))
    for page in pages.values():
        assert "Left out of all scores here: one doubtful question" in page and f"({id})" not in page
    told = {file: "Synthetic data" in page for file, page in pages.items()}
    assert told == {"feedback-ana.html": False, "feedback-synthetic-07.html": True}


@pytest.mark.parametrize("id", ["..", "a/../../b", "C:evil", "con", ".hidden", "ü ñ"])
def test_file_names_are_no_paths(course, tmp_path, id):
    """Whatever an id looks like, its page lies in the folder under a plain name."""
    group = Class()
    group.attempt(id, ["p"], scores={"p": 1})
    assert write_feedback(results_of(course, group), tmp_path / "out") == 1
    (file,) = (tmp_path / "out").iterdir()
    assert re.fullmatch(r"feedback-[\w-]+\.html", file.name, re.ASCII)
    assert [one.name for one in tmp_path.iterdir() if one.name != "home"] == ["out"]
    if os.name != "nt":
        assert [stat.S_IMODE(one.stat().st_mode) for one in (file.parent, file)] == [0o700, 0o600]


def test_ids_that_look_alike_have_pages_of_their_own(course):
    """What differs in marks or capitals alone is kept apart, on every kind of disk."""
    group = Class()
    for id in ("a b", "a_b", "a.b", "a-b", "ä-b", "A-b", "A-B"):
        group.attempt(id, ["p"], scores={"p": 1})
    assert len({name.casefold() for name, _ in feedback_pages(results_of(course, group))}) == 7


def test_hostile_names_are_text(course):
    """On the student's own page."""
    for _, page in feedback_pages(hostile_class(course), with_names=True):
        assert "<script" not in page and "onerror=alert" not in page.replace(
            "&lt;img src=x onerror=alert", ""
        )
        assert not re.search("[\u202a-\u202e\u2066-\u2069\u200f]", page)


def test_a_filled_folder_is_refused(course, tmp_path):
    """And left as it is."""
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(PlainError, match="expected a new name or an empty folder"):
        write_feedback(hostile_class(course), tmp_path)
    assert [one.name for one in tmp_path.iterdir() if one.name != "home"] == ["mine.txt"]
