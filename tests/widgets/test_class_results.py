"""The panel in which a teacher looks at a class's results."""

import pytest

import widgets
from tests.course.classroom.small_class import hostile_class


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


def test_module_and_group_narrow(panel):
    """By what the class has."""
    panel.part.value = "Who did what"
    panel.module.label, panel.group.label = "Open the hips", "a"
    assert "Open the hips 5 of 5" in panel.shown.value


def test_names_only_where_wanted(course):
    """And then as text."""
    results = hostile_class(course)
    for with_names in (False, True):
        panel = widgets.ClassResults(results, with_names)
        panel.part.value = "Who did what"
        assert ("HYPERLINK" in panel.shown.value) is with_names and "<script" not in panel.shown.value


def test_repr_is_stable(panel):
    """No address of memory, and nothing of the class, in a notebook's text."""
    assert repr(panel) == "ClassResults()"
