"""A page for each student, with nothing of any other."""

import os
import re
import stat
from collections import Counter

import pytest

from course.classroom.report.feedback_pages import feedback_pages, write_feedback
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
                  "that you marked “know”", "not right yet"):  # fmt: skip
        assert words.lower() in page.lower(), words
    assert "<script" not in page and "default-src 'none'" in page


def test_the_scores_are_the_students_own(demo_results, pages):
    """Every page has the last attempt's scores of its student, and a pass mark only where there is one."""
    last = (
        demo_results.attempts[demo_results.attempts["form"].isna()]
        .sort_values("started_at")
        .drop_duplicates(["student", "quiz"], keep="last")
    )
    for student, rows in last.groupby("student"):
        cells = re.findall(
            r'class="number">(\d+) %</td><td class="number">80 %', pages[f"feedback-{student}.html"]
        )
        assert Counter(cells) == Counter(f"{100 * score:.0f}" for score in rows["score"])


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


def test_what_was_left_unanswered_is_told(course):
    """Submitted with two questions of safety left open: neither all right, nor nothing to read."""
    quiz = course.quizzes["before-you-begin"]
    critical = [item.id for item in quiz.items if item.safety_critical][:2]
    other = next(item.id for item in quiz.items if not item.safety_critical)
    group = Class()
    group.attempt("ana", [other, *critical], scores={other: 1})
    group.attempt("bo", [other, *critical], scores={other: 1}, submitted=False, mode="practice")
    pages = dict(feedback_pages(results_of(course, group)))
    ana, bo = pages["feedback-ana.html"], pages["feedback-bo.html"]
    assert "Not right yet, though somebody" in ana and "every first answer was right" not in ana
    assert len(re.findall(r"not fully right at first", ana)) >= 1
    assert "Not right yet, though somebody" not in bo, "practice that goes on is no miss yet"


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
