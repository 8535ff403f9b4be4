"""Checked content is kept for the next kernel, and never outlives what it was made of."""

import shutil

import pytest

from course import content_cache, loader
from course.folders import DATA, MEDIA


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A place of its own for what is kept."""
    monkeypatch.setattr(content_cache, "FOLDER", tmp_path / "kept")
    return tmp_path / "kept"


@pytest.fixture
def content(tmp_path):
    """A copy of the content that a test may change."""
    shutil.copytree(DATA, tmp_path / "data")
    return tmp_path / "data"


def loads(content):
    """Loads as a new kernel would."""
    return loader._load.__wrapped__(content, None)


def test_what_was_checked_is_not_checked_again(content, monkeypatch):
    """The second kernel reads no YAML, and gets the same course."""
    first = loads(content)
    monkeypatch.setattr(loader, "read_content", None)
    assert loads(content) == first


def test_a_change_is_seen(content):
    """An edited file is read again, though its size and time stay as they were."""
    loads(content)
    file = content / "objectives.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Name the primary", "Tell the primary"), encoding="utf-8")
    assert loads(content).objectives["name-muscles"].text.startswith("Tell the primary")


def test_a_mistake_is_told_each_time(content):
    """Content with a mistake is not kept."""
    (content / "objectives.yaml").write_text("- id: x", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(loader.ContentError):
            loads(content)


def test_a_picture_that_goes_is_noticed(tmp_path):
    """The names of the pictures are part of the key."""
    before = content_cache.fingerprint([DATA], [MEDIA])
    (tmp_path / "extra.webp").touch()
    assert content_cache.fingerprint([DATA], [MEDIA, tmp_path]) != before


@pytest.mark.parametrize("kept", [b"", b"nonsense", b"\x00" * 40])
def test_what_is_broken_is_made_anew(content, folder, kept):
    """A file that was cut short or overwritten costs only time."""
    first = loads(content)
    for file in folder.iterdir():
        file.write_bytes(file.read_bytes()[:32] + kept)
    assert loads(content) == first


def test_a_folder_that_cannot_be_written_costs_only_time(content, monkeypatch, tmp_path):
    """Nothing is kept, and nothing is said."""
    (tmp_path / "file").touch()
    monkeypatch.setattr(content_cache, "FOLDER", tmp_path / "file")
    assert loads(content) == loads(content)
