"""The course map among the notebooks of the course."""

import json

import pytest

from course.journal import Journal, now, stamp
from tests.browser.lab import LabPage
from tests.browser.people import sessions, waits_for

pytestmark = pytest.mark.browser


@pytest.fixture
def course_map(server, kept_lab) -> LabPage:
    """A notebook with the course map, drawn, beside the notebooks of the course."""
    for lesson in ("00_start_here", "01_stay_safe"):
        if not (server.root / "notebooks" / f"{lesson}.ipynb").exists():
            server.add_notebook(lesson, "1")
    kept_lab.open_here(server.add_notebook("map", "from widgets import CourseMap", "CourseMap()"))
    kept_lab.run(0)
    kept_lab.run(1)
    kept_lab.widget("course-map").get_by_text("Next step").wait_for()
    return kept_lab


def open_path(lab: LabPage) -> str:
    return lab.page.evaluate("() => jupyterapp.shell.currentWidget.context.path")


def test_links_and_button_open_lessons_in_the_same_page(course_map):
    """A Markdown link opens its lesson beside the map, the button that of the next step; no reload."""
    lab = course_map
    lab.page.evaluate("() => { window.notReloaded = true; }")
    lab.widget("course-map").get_by_role("button", name="Open the lesson").click()
    waits_for(lab, lambda: open_path(lab).endswith("00_start_here.ipynb"))
    lab.execute("docmanager:open", {"path": "notebooks/map.ipynb"})
    waits_for(lab, lambda: open_path(lab).endswith("map.ipynb"))
    lab.page.locator('.jp-OutputArea .jp-RenderedMarkdown a[href*="01_stay_safe.ipynb"]').click()
    waits_for(lab, lambda: open_path(lab).endswith("01_stay_safe.ipynb"))
    assert lab.page.evaluate("() => window.notReloaded")


def test_button_says_when_one_is_there_already(server, kept_lab):
    """In the lesson of the next step itself, the button does not seem dead."""
    (server.root / "notebooks" / "apart").mkdir()
    lab = kept_lab
    lab.open_here(server.add_notebook("apart/00_start_here", "from widgets import CourseMap", "CourseMap()"))
    lab.run(0)
    lab.run(1)
    shown = lab.widget("course-map")
    shown.get_by_role("button", name="Open the lesson").click()
    shown.get_by_text("You are in this lesson now").wait_for()


def test_map_knows_the_news_when_it_is_seen_again(course_map, server):
    """What another notebook wrote meanwhile is there when one comes back to the map."""
    lab = course_map
    lab.execute("docmanager:open", {"path": "notebooks/00_start_here.ipynb"})
    waits_for(lab, lambda: open_path(lab).endswith("00_start_here.ipynb"))
    Journal(server.home).record_lesson_opened("00_start_here")
    lab.execute("docmanager:open", {"path": "notebooks/map.ipynb"})
    lab.widget("course-map").get_by_text("1 of").first.wait_for()


def test_map_delivers_what_waited_in_the_browser(course_map, server):
    """A session that no kernel took is stored, once, when the map is drawn again, and the map counts it."""
    lab, at = course_map, stamp(now())
    payload = {
        "session_id": "session-0001",
        "started_at": at,
        "ended_at": at,
        "outcome": "finished",
        "planned_seconds": 60,
        "stretch": "pelvic-tilt",
    }
    event = {"id": "event-0001", "kind": "session-ended", "occurred_at": at, "payload": payload}
    key = f"bedstretch:{Journal(server.home).id}:event:event-0001"
    lab.page.evaluate("([key, value]) => localStorage.setItem(key, value)", [key, json.dumps(event)])
    lab.run(1)
    lab.widget("course-map").get_by_text("1, the last on").wait_for()
    assert len(sessions(server)) == 1
    assert lab.page.evaluate("(key) => localStorage.getItem(key)", key) is None
