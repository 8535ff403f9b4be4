"""The panel in which a teacher looks at a class's results."""

import pytest

import widgets
from course.classroom.report.view import ClassView
from course.errors import PlainError
from tests.course.classroom.class_frames import Class
from tests.course.classroom.small_class import hostile_class, results_of
from widgets import class_results


@pytest.fixture
def panel(course):
    return widgets.ClassResults(hostile_class(course))


def test_every_list_has_a_label_and_a_choice(panel):
    """What a screen reader hears, and no empty list at the beginning."""
    lists = [panel.part, panel.module, panel.group, panel.attempt]
    assert [one.description for one in lists] == ["Show", "Module", "Group", "Attempt"]
    assert [one.label for one in lists] == ["What to look at first", "all", "all", "first"]


def test_a_choice_changes_what_is_shown(panel):
    """Each part has its own heading; another attempt than the first is noted."""
    assert "What to look at first" in panel.shown.value
    for part, heading in (
        ("Who did what", "Students and quizzes"),
        ("Quizzes and questions", "All questions of"),
    ):
        panel.part.value = part
        assert heading in panel.shown.value
    assert "Item statistics are made for first attempts" not in panel.shown.value
    panel.attempt.value = "last"
    assert "Item statistics are made for first attempts" in panel.shown.value


def test_while_a_choice_is_worked_out_it_is_said(panel, monkeypatch):
    """For eyes and screen readers; and no longer, even where it cannot be worked out."""
    told = []

    def slow(*_):
        told.append((panel.busy.value, "is-busy" in panel._dom_classes))
        raise ValueError

    monkeypatch.setitem(class_results.PARTS, "Who did what", slow)
    with pytest.raises(ValueError):
        panel.part.value = "Who did what"
    assert told == [(class_results.STATUS.format("Working it out …"), True)]
    assert panel.busy.value == class_results.STATUS.format("") and "is-busy" not in panel._dom_classes


def test_without_a_doubtful_question(course):
    """Left out and told on every part; one that there is not is a sentence."""
    results = hostile_class(course)
    id = results.asked["item"].iloc[0]
    panel = widgets.ClassResults(results, without=[id])
    for part in class_results.PARTS:
        panel.part.value = part
        assert panel.shown.value.count("Left out of all scores here: one doubtful question") == 1
    with pytest.raises(PlainError, match="near it: "):
        widgets.ClassResults(results, without=[id[:-1]])


@pytest.fixture
def two_by_two(course):
    """Ana of group a and Bo of group b, each at two quizzes; Ana has a second attempt."""
    group = Class()
    for student in ("ana", "bo"):
        for quiz in ("open-the-hips", "loosen-the-spine"):
            group.attempt(student, ["p", "q"], scores={"p": 1, "q": 0}, quiz=quiz)
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 1}, quiz="open-the-hips")
    results = results_of(course, group)
    results.students["group"] = ["a", "b"]
    for frame in (results.attempts, results.answers):
        frame["group"] = frame["student"].map({"ana": "a", "bo": "b"})
    panel = widgets.ClassResults(results)
    panel.part.value = "Who did what"
    return panel


def test_the_module_narrows(two_by_two):
    """To the chosen quiz, and back."""
    everything = two_by_two.shown.value
    assert "Loosen the spine 2 of 2" in everything and "Open the hips 2 of 2" in everything
    two_by_two.module.label = "Open the hips"
    assert "Open the hips 2 of 2" in two_by_two.shown.value
    assert "Loosen the spine" not in two_by_two.shown.value
    two_by_two.module.label = "all"
    assert two_by_two.shown.value == everything


def test_the_group_narrows(two_by_two):
    """To its members."""
    two_by_two.group.label = "b"
    assert "Open the hips 1 of 1" in two_by_two.shown.value
    assert ">bo<" in two_by_two.shown.value and ">ana<" not in two_by_two.shown.value


def test_the_attempt_changes_the_numbers(two_by_two):
    """And what they are called."""
    two_by_two.part.value, two_by_two.module.label = "Quizzes and questions", "Open the hips"
    assert "2 students finished a first attempt" in two_by_two.shown.value
    assert "Mean 50 %" in two_by_two.shown.value
    two_by_two.attempt.value = "last"
    assert "of each the last attempt counts" in two_by_two.shown.value
    assert "first attempt." not in two_by_two.shown.value and "Mean 75 %" in two_by_two.shown.value


def test_names_only_where_wanted(course):
    """And then as text."""
    results = hostile_class(course)
    for with_names in (False, True):
        panel = widgets.ClassResults(results, with_names)
        panel.part.value = "Who did what"
        assert ("HYPERLINK" in panel.shown.value) is with_names and "<script" not in panel.shown.value


def test_it_takes_whatever_class_results_takes(course, tmp_path):
    """A view, or a path; what is no store is told in a sentence."""
    results = hostile_class(course)
    shown = widgets.ClassResults(ClassView(results)).shown.value
    assert shown == widgets.ClassResults(results).shown.value
    for wrong, reason in (
        (tmp_path / "none.sqlite", "no such class store"),
        (7, "Expected the path .* a int"),
    ):
        with pytest.raises(PlainError, match=reason):
            widgets.ClassResults(wrong)


def test_repr_is_stable(panel):
    """No address of memory, and nothing of the class, in a notebook's text."""
    assert repr(panel) == "ClassResults()"
