"""Content that a test may change."""

import shutil

import pytest

from course import loader
from course.folders import DATA
from tests.course.content_copy import Copy, parsed_once


@pytest.fixture
def copy(tmp_path, monkeypatch):
    """Fresh in every test; what a test leaves as it was is parsed once for all of them."""
    monkeypatch.setattr(loader, "MarkedYaml", parsed_once)
    return Copy(shutil.copytree(DATA, tmp_path / "content"))
