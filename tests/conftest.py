"""Every test has a journal folder of its own."""

import os

import pytest
from hypothesis import settings

from course import load_course

# A full run judges a commit: the same commit gets the same examples. Elsewhere new ones are looked for.
settings.register_profile("full-run", derandomize=True, deadline=None)
settings.register_profile("search", deadline=None)
settings.load_profile("full-run" if os.environ.get("BEDSTRETCH_REQUIRE_ALL") else "search")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    """An empty folder for the journal, named by BEDSTRETCH_HOME."""
    folder = tmp_path / "home"
    monkeypatch.setenv("BEDSTRETCH_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def course():
    """The real content."""
    return load_course()
