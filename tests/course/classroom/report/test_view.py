"""One name for all that a teacher looks at in a notebook."""

import re
import subprocess
import sys
from datetime import date

import pytest

from course.classroom import class_results
from course.classroom.report.blocks import Section
from course.classroom.report.view import ClassView
from course.classroom.store.class_store import ClassStore
from course.errors import PlainError
from tests.course.classroom.small_class import HOSTILE, hostile_class, text_of


def test_every_part_is_shown(demo_results):
    """Each as a section that JupyterLab shows."""
    view = ClassView(demo_results)
    parts = [
        view.what_first(), view.teach_again(), view.who_did_what(), view.questions(view.papers[0]),
        view.sureness(), *view.changes(), view.station(), view.shared_logs(date(2026, 6, 1)),
    ]  # fmt: skip
    assert all(isinstance(part, Section) and part._repr_html_() for part in parts)
    assert len({part.heading for part in parts}) == len(parts) >= 7
    assert repr(view).startswith("60 students, ")


def test_names_only_where_they_are_asked_for(course):
    """In each part alike."""
    results = hostile_class(course)
    for with_names in (False, True):
        view = ClassView(results, with_names)
        assert (HOSTILE[0] in text_of(view.who_did_what())) is with_names
        assert view.narrowed("open-the-hips").with_names is with_names


def test_without_doubtful_questions(demo_results):
    """By id, as from the shell; each part is of what is left."""
    view = ClassView(demo_results).without("where-the-knees-pull", "seven-and-eighteen")
    assert view.results.without == ("where-the-knees-pull", "seven-and-eighteen")
    assert "No question looks broken." in text_of(view.what_first())
    with pytest.raises(PlainError, match="near it: seven-and-eighteen"):
        view.without("seven-and-eightee")


def test_it_opens_a_store_by_its_path(tmp_path, monkeypatch):
    """An empty one says so; what is no path or no store is told in a sentence."""
    ClassStore(tmp_path / "class.sqlite", create=True)
    assert "Nobody has handed in anything yet" in text_of(
        class_results(tmp_path / "class.sqlite").what_first()
    )
    with pytest.raises(PlainError, match="no such class store"):
        class_results(str(tmp_path / "other.sqlite"))
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PlainError, match=re.escape(f"looked at {tmp_path / 'other.sqlite'}")):
        class_results("other.sqlite")
    with pytest.raises(PlainError, match="path of a class store, or None; found a list"):
        class_results(["class.sqlite"])


def test_a_students_computer_loads_none_of_it():
    """The package is also where hand-ins come from."""
    script = "import sys, course.handing_in.giving; print({'pandas', 'scipy'} & set(sys.modules))"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    assert run.stdout.strip() == "set()", run.stderr
