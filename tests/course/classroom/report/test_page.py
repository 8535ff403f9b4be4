"""The report of the synthetic class as a whole."""

import os
import stat
from dataclasses import replace

import pytest
from pypdf import PdfReader

from course.classroom.report.feedback_pages import feedback_pages
from course.classroom.report.page import class_report, is_report, report_bytes, write_report
from course.errors import PlainError
from course.journal import now
from tests.course.classroom.small_class import hostile_class, text_of


def test_the_order_of_sections(demo_results):
    """What to look at first is first; then what to teach again; then who, the quizzes, and the rest."""
    report = class_report(demo_results, now())
    ids = [section.id for section in report.sections if not section.is_extra]
    assert ids[:3] == ["first", "teach-again", "who"] and ids[-5:] == [
        "sureness",
        "before-after-before-and-after",
        "station",
        "logs",
        "how-to-read",
    ]
    assert len([id for id in ids if id.startswith("quiz-")]) == 7


def test_no_name_of_the_roster_without_names(demo_results):
    """In no word of no section."""
    report = class_report(demo_results, now())
    text = "\n".join(map(text_of, report.sections))
    assert not any(name in text for name in demo_results.students["name"])
    assert "pseudonyms, no names" in report.subtitle


def test_another_ending_is_refused(course, tmp_path):
    """With what there is; nothing is written."""
    report = class_report(hostile_class(course), now())
    with pytest.raises(PlainError, match="as html or pdf; found 'docx'"):
        write_report(report, tmp_path / "report.docx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["html", "pdf"])
def test_a_report_made_before_gives_way_to_the_newer(course, tmp_path, kind):
    """Under the same name, whole, and for its owner's eyes as before."""
    file = tmp_path / f"report.{kind}"
    for students in (5, 4):
        results = hostile_class(course)
        results = replace(results, students=results.students.head(students))
        write_report(class_report(results, now()), file)
    assert is_report(file)
    text = file.read_text("utf-8") if kind == "html" else PdfReader(file).pages[0].extract_text()
    assert "4 students, pseudonyms" in text and "5 students, pseudonyms" not in text
    assert os.name == "nt" or stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [one.name for one in tmp_path.iterdir() if one.name != "home"] == [file.name]


def test_a_file_that_is_there_stays(course, tmp_path):
    """No report takes the place of something else, be it a student's page."""
    (tmp_path / "report.html").write_text("mine")
    with pytest.raises(PlainError, match="is there already"):
        write_report(class_report(hostile_class(course), now()), tmp_path / "report.html")
    assert (tmp_path / "report.html").read_text() == "mine"
    name, page = next(feedback_pages(hostile_class(course)))
    (tmp_path / name).write_text(page, encoding="utf-8")
    with pytest.raises(PlainError, match="is there already"):
        write_report(class_report(hostile_class(course), now()), tmp_path / name)


def test_an_empty_store_has_a_report(course):
    """Of nobody, in both kinds."""
    empty = hostile_class(course).narrowed("before-you-begin")
    empty = type(empty)(course, empty.students.iloc[:0], *(
        getattr(empty, name) for name in ("attempts", "answers", "asked", "marks", "shared")
    ))  # fmt: skip
    report = class_report(empty, now())
    assert report_bytes(report, "html") and report_bytes(report, "pdf").startswith(b"%PDF")
