"""Every test has a journal folder of its own."""

import pytest

from course import load_course


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
