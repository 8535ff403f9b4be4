"""Where shared logs were put is remembered, and what a journal says of it is not believed unseen."""

import json

import pytest

from course.handing_in import shared_places
from course.handing_in.shared_places import SHARED_FILES, Place, places, remember_place
from tests.course.classroom.class_files import log_of


def test_every_place_is_remembered_once(journal, tmp_path):
    """In the order of their first time, with the name of then."""
    for name, student in (("a", "fox"), ("b", "owl"), ("a", "fox"), ("a", "owl")):
        remember_place(journal, tmp_path / name, student)
    assert [(place.file.name, place.student) for place in places(journal)] == [
        ("a", "fox"), ("b", "owl"), ("a", "owl"),
    ]  # fmt: skip


def test_the_oldest_of_very_many_go(journal, tmp_path, monkeypatch):
    """So that the setting stays small."""
    monkeypatch.setattr(shared_places, "MOST_PLACES", 2)
    for name in "abc":
        remember_place(journal, tmp_path / name, "fox")
    assert [place.file.name for place in places(journal)] == ["b", "c"]


@pytest.mark.parametrize(
    "kept", ["", "{", "3", "{}", '[3, null, ["a"], ["a", 3], [3, "fox"], ["a", "<b>"], "ab"]', "[" * 100_000]
)
def test_what_is_no_place_is_left_out(journal, kept):
    """A journal from elsewhere may say anything."""
    journal.set_setting(SHARED_FILES, kept)
    assert places(journal) == ()


def test_only_a_students_own_log_is_there(tmp_path):
    """Or one by its name that was altered; not another's, no other file, no folder, no impossible name."""
    for name in ("any.json", "bedstretch-owl.sharedlog.json"):
        (tmp_path / name).write_bytes(log_of("fox", 1))
    (tmp_path / "bedstretch-fox.sharedlog.json").write_bytes(log_of("fox", 1)[:-9])
    (tmp_path / "letter.txt").write_text("mine")
    (tmp_path / "twice.json").write_text(json.dumps([]))
    assert Place(tmp_path / "any.json", "fox").is_there()
    assert Place(tmp_path / "bedstretch-fox.sharedlog.json", "fox").is_there()
    for name in ("bedstretch-owl.sharedlog.json", "letter.txt", "twice.json", "gone.json", "", "a\0b"):
        assert not Place(tmp_path / name, "owl").is_there()
