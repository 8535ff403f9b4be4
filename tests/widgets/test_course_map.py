"""The course map: links as Markdown, the learner's state only on request."""

import json
import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from course import history, standing
from course.journal import Journal, now, stamp
from course.screening import Verdict
from widgets import course_map
from widgets.course_map import CourseMap, markdown_links
from widgets.lesson_start import LessonStart


@pytest.fixture
def outputs(monkeypatch):
    """What was displayed, one mimebundle an output."""
    shown = []
    monkeypatch.setattr(course_map, "display", lambda data, **_: shown.append(data))
    return shown


@pytest.fixture
def sent(monkeypatch):
    """What the map sends to the browser."""
    messages = []
    monkeypatch.setattr(CourseMap, "send", lambda self, message, buffers=None: messages.append(message))
    return messages


def test_every_lesson_has_a_markdown_link(course):
    """One relative link a lesson, to the notebook of its name."""
    links = markdown_links(course)
    for lesson in course.lessons.values():
        assert f"]({lesson.id}.ipynb)" in links


def test_titles_cannot_break_the_markdown(course):
    """A title from outside stays a title: no link, no tag, no formula of its own."""
    nasty = course.lessons["00_start_here"].model_copy(update={"title": "a](https://x) <b> $x$"})
    links = markdown_links(SimpleNamespace(lessons={"00_start_here": nasty}))
    assert r"[a\](https://x) \<b\> \$x\$](00_start_here.ipynb)" in links


def test_displays_a_widget_and_the_links(outputs):
    """The first output is the widget, the second is Markdown."""
    CourseMap()._ipython_display_()
    assert "application/vnd.jupyter.widget-view+json" in outputs[0]
    assert list(outputs[1]) == ["text/markdown", "text/plain"]


def test_outputs_and_traits_hold_nothing_of_the_journal(outputs):
    """What is saved with the notebook or exported is the same for everybody."""

    def saved(widget):
        widget._ipython_display_()
        state = {
            key: value for key, value in widget.get_state().items() if key not in ("layout", "journal_id")
        }
        return state, [{k: v for k, v in o.items() if "widget-view" not in k} for o in outputs[-2:]]

    before = saved(CourseMap())
    LessonStart("03_bring_knees_to_chest")
    after = CourseMap()
    after.look_up()
    assert saved(after) == before


def test_look_up_tells_the_journal(course):
    """The answer to the view has the next step, five facts, and a row for each lesson, all JSON."""
    LessonStart("00_start_here")
    found = CourseMap().look_up()
    assert json.loads(json.dumps(found)) == found
    assert found["next"]["notebook"] == "01_stay_safe.ipynb"
    assert {"name": "Lessons opened", "words": f"1 of {len(course.lessons)}"} in found["facts"]
    rows = {row["title"]: row for row in found["lessons"]}
    assert rows[course.lessons["00_start_here"].title]["isOpened"]
    assert not rows[course.lessons["01_stay_safe"].title]["isOpened"]


def test_counts_are_told_with_their_day():
    """Sessions and measurements say how many and when the last was; or that there are none yet."""
    words = {fact["name"]: fact["words"] for fact in CourseMap().look_up()["facts"]}
    assert words["Guided sessions"] == words["Measurements"] == "none yet"
    with Journal().writing() as db:
        at = "2026-11-22T07:30:00+01:00"
        db.execute("INSERT INTO session VALUES ('one', NULL, 'pelvic-tilt', ?, ?, 'finished', 60)", (at, at))
    words = {fact["name"]: fact["words"] for fact in CourseMap().look_up()["facts"]}
    assert words["Guided sessions"] == "1, the last on 22 November 2026"


def test_what_waits_after_a_stop_stands_in_the_map():
    """The map says the same as the timers do: which stretches wait, and why; nothing where none waits."""
    with Journal().writing() as db:
        standing.record_verdict(db, Verdict(), now())
    assert "Waits for now" not in [fact["name"] for fact in CourseMap().look_up()["facts"]]
    with Journal().writing() as db:
        db.execute("INSERT INTO stop VALUES ('one', 'session', ?, NULL, 'down-the-leg')", (stamp(now()),))
    words = {fact["name"]: fact["words"] for fact in CourseMap().look_up()["facts"]}["Waits for now"]
    assert words.startswith("Single knee to chest, ") and "Pelvic tilt," not in words
    assert words.endswith("after pain going down the leg, for a week only the pelvic tilt.")


def test_time_to_ask_is_told_in_the_map(course, monkeypatch):
    """After six weeks without change the map holds a card; otherwise it holds none."""
    assert CourseMap().look_up()["ask"] is None
    monkeypatch.setattr(history, "no_better", lambda *_: True)
    rule = course.over_days.no_better
    assert CourseMap().look_up()["ask"] == {"title": rule.title, "say": rule.say}


def test_an_open_question_of_safety_comes_alone(course, monkeypatch):
    """While something has to be checked today the map does not also speak of six weeks."""
    monkeypatch.setattr(history, "no_better", lambda *_: True)
    with Journal().writing() as db:
        standing.open_new_emergency(db, None, "stop-button", now())
    assert CourseMap().look_up()["ask"] is None


def test_missed_days_are_not_shown():
    """A session long ago is told by its day: no row of days, no count of what was missed, nothing in red."""
    with Journal().writing() as db:
        at = "2020-11-22T07:30:00+01:00"
        db.execute("INSERT INTO session VALUES ('one', NULL, 'pelvic-tilt', ?, ?, 'finished', 60)", (at, at))
    found = json.dumps(CourseMap().look_up())
    assert "1, the last on 22 November 2020" in found
    assert not re.search(r"miss|streak|in a row|behind|days ago", found, re.IGNORECASE)
    for widget in ("course_map", "progress_plots"):
        css = (Path(course_map.__file__).parent / f"{widget}.css").read_text(encoding="utf-8")
        assert not re.search(r"--bs-stop|\bred\b|#[ef][0-9a-f]?[0-4]", css), widget


def test_event_delivered_through_the_map_makes_it_look_again(sent):
    """A session that waited in the browser is stored when the map is drawn, and the map shows it."""
    widget = CourseMap()
    at = "2026-11-22T07:30:00+01:00"
    payload = {
        "session_id": "session-0001", "started_at": at, "ended_at": at, "outcome": "finished",
        "planned_seconds": 60, "stretch": "pelvic-tilt",
    }  # fmt: skip
    event = {"id": "event-0001", "kind": "session-ended", "occurred_at": at, "payload": payload}
    widget._receive(widget, {"kind": "event", "event": event}, [])
    assert sent[-1]["kind"] == "stored"
    assert widget.stored == 1
    widget._receive(widget, {"kind": "request", "id": "1", "name": "look_up", "arguments": {}}, [])
    assert {"name": "Guided sessions", "words": "1, the last on 22 November 2026"} in sent[-1]["result"][
        "facts"
    ]


def test_unknown_keyword_is_refused():
    """What the map does not know, it does not silently drop."""
    with pytest.raises(TypeError):
        CourseMap(lesson="00_start_here")


def test_repr_is_what_one_types():
    """The text of an output is stable, without an address."""
    assert repr(CourseMap()) == "CourseMap()"
