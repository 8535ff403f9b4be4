"""The same notebooks in Notebook 7."""

import pytest

from tests.browser.lab import LabPage, LabServer
from tests.browser.people import answers_stop, has_screened, starts_session

pytestmark = pytest.mark.browser

NOTEBOOKS_OWN = "reading 'schema'"
"""Notebook 7.6 says this of its own settings when it opens any notebook, an empty one too."""


@pytest.fixture
def classic(tmp_path):
    server = LabServer(tmp_path / "notebook", app="notebook")
    yield server
    server.end_all_kernels()
    server.stop()


def test_notebook_7_smoke(classic, context):
    """A card and a timer are drawn, a session starts and stops, and nothing goes wrong in the browser."""
    has_screened(classic)
    path = classic.add_notebook(
        "scratch",
        "from widgets import SessionTimer, StretchCard",
        'StretchCard("pelvic-tilt")',
        'SessionTimer("pelvic-tilt", get_ready_seconds=1)',
    )
    page = LabPage(context, classic, view="notebooks")
    page.open(path)
    for index in range(3):
        page.run(index)
    page.widget("stretch-card").get_by_text("Pelvic tilt").first.wait_for()
    starts_session(page)
    page.page.keyboard.press("Escape")
    answers_stop(page.page, "None of these")
    page.widget("session-timer").get_by_text("Letting go was right").wait_for()
    assert [error for error in page.errors if NOTEBOOKS_OWN not in error] == []
    assert page.elsewhere == []
