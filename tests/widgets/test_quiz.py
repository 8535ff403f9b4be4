"""The quiz widget: what goes to the browser and when, and that an attempt is taken up again."""

import json
from datetime import datetime
from types import SimpleNamespace

import pytest

from course.errors import PlainError
from course.journal import now
from course.schema import Quiz as QuizContent
from widgets import _base, quiz
from widgets._base import UnknownName
from widgets.quiz import Quiz


def item(kind: str, id: str, **more) -> dict:
    common = {
        "id": id,
        "kind": kind,
        "stem": f"Stem of {id}",
        "track": "learner",
        "bloom": "apply",
        "objectives": ["an-objective"],
        "lesson": "01_stay_safe",
        "explanation": f"SECRET why of {id}",
        "certainty": "textbook",
        "sources": ["a-book"],
    }
    number = {
        "answer": 4321,
        "tolerance": 0,
        "unit": "s",
        "feedback_right": "SECRET right",
        "feedback_wrong": "SECRET wrong",
    }
    options = [
        {"id": f"secret-{n}", "text": f"Text {n}", "correct": n == 0, "feedback": f"SECRET {n}"}
        for n in range(4)
    ]
    return common | (number if kind == "number" else {"options": options}) | more


@pytest.fixture(autouse=True)
def content(monkeypatch):
    """A course of two small quizzes; the second is for students alone."""
    items = [
        item("choice", "choose", safety_critical=True),
        item("multiple", "tick"),
        item("number", "count", stem="<b>How many</b> seconds?"),
        item("choice", "nerve", track="student"),
    ]
    made = {
        id: QuizContent.model_validate({"id": id, "title": f"All of {id}", "module": "m", "items": some})
        for id, some in (("small-quiz", items), ("nerves", [items[3] | {"id": "another-nerve"}]))
    }
    course = SimpleNamespace(quizzes=made, lessons={}, references={"a-book": "A book"})
    monkeypatch.setattr(_base, "load_course", lambda: course)
    monkeypatch.setattr(quiz, "load_course", lambda: course)
    return course


def traits(widget: Quiz) -> str:
    """All that the browser, a saved notebook or an export gets of the widget's state, but for its code."""
    state = widget.get_state()
    return json.dumps({name: state[name] for name in state if not name.startswith("_")})


def talk(widget: Quiz, message: dict) -> list[dict]:
    """Sends a message as the browser would; returns what is sent back."""
    sent = []
    widget.send = sent.append
    widget._receive(widget, message, [])
    return sent


def asks(widget: Quiz, name: str) -> dict:
    return talk(widget, {"kind": "request", "id": "r1", "name": name, "arguments": {}})[0]["result"]


def answered(widget: Quiz, id: str, response, number: int = 1) -> dict:
    shown = next(item for item in widget.items if item["id"] == id)
    payload = {
        "attempt_id": widget.attempt,
        "quiz": widget.head["quiz"],
        "item": id,
        "item_hash": shown["hash"],
        "response": response,
        "seconds": None,
        "track": widget.head["track"],
    }
    event = {
        "id": f"event-{widget.attempt}-{number}",
        "kind": "quiz-answered",
        "occurred_at": now().isoformat(),
        "payload": payload,
    }
    return {"kind": "event", "event": event}


def test_no_key_in_any_trait():
    """Neither before an answer nor after it does a trait hold a key, feedback or what was answered."""
    widget = Quiz("small-quiz", track="student")
    before = traits(widget)
    talk(widget, answered(widget, "count", "4321"))
    assert "SECRET" not in before and "secret" not in before and "4321" not in before
    assert "SECRET" not in traits(widget) and "4321" not in traits(widget)


def test_no_key_in_any_message_before_the_answer():
    """What Python sends on request says nothing of items that are not answered."""
    widget = Quiz("small-quiz")
    assert "SECRET" not in json.dumps(asks(widget, "look_up")) + json.dumps(asks(widget, "start_over"))
    talk(widget, answered(widget, "count", "1"))
    told = json.dumps(asks(widget, "look_up"))
    assert "SECRET wrong" in told and "SECRET why of count" in told
    assert "of choose" not in told and "SECRET 0" not in told and "SECRET right" not in told


def test_no_key_in_repr_and_static_version():
    """Print and export show title, questions and options as text, and nothing else."""
    widget = Quiz("small-quiz")
    html = widget._static_html()
    assert "SECRET" not in html + repr(widget) and "4321" not in html
    assert "All of small-quiz" in html and "Stem of tick" in html and "Text 3" in html
    assert "&lt;b&gt;How many&lt;/b&gt;" in html and "<b>" not in html
    assert html == Quiz("small-quiz")._static_html()


def test_no_key_of_the_real_bank_leaves_python(monkeypatch, course):
    """Every item of every quiz: no explanation and no feedback is in what the browser gets."""
    monkeypatch.setattr(_base, "load_course", lambda: course)
    monkeypatch.setattr(quiz, "load_course", lambda: course)
    for id, content in course.quizzes.items():
        widget = Quiz(id, track="student")
        shown = traits(widget) + widget._static_html()
        for one in content.items:
            texts = [one.explanation, *(option.feedback for option in getattr(one, "options", ()))]
            texts += [getattr(one, "feedback_right", None), getattr(one, "feedback_wrong", None)]
            assert not [text for text in texts if text and json.dumps(text)[1:-1] in shown], one.id


def test_answer_is_acknowledged_with_feedback():
    """The event comes back as stored, graded; the view is told to look again."""
    widget = Quiz("small-quiz")
    message = talk(widget, answered(widget, "count", "4321"))[0]
    assert (message["kind"], message["refused"]) == ("stored", None)
    assert message["reply"]["feedback"]["general"] == "SECRET right"
    assert message["reply"]["result"]["answered"] == 1
    assert widget.stored == 1


def test_cell_run_again_resumes_the_attempt():
    """A new widget has the same attempt, the same order of options, and the answers on request."""
    first = Quiz("small-quiz")
    reply = talk(first, answered(first, "count", "1"))[0]["reply"]
    again = Quiz("small-quiz")
    assert (again.attempt, again.items) == (first.attempt, first.items)
    found = asks(again, "look_up")
    assert found["answers"] == {"count": reply["feedback"]}
    assert found["result"] == reply["result"]


def test_start_over_is_a_new_attempt():
    """Nothing is answered in it, and the old one stays in the journal."""
    widget = Quiz("small-quiz")
    talk(widget, answered(widget, "count", "4321"))
    old = widget.attempt
    found = asks(widget, "start_over")
    assert found["attempt"] == widget.attempt != old
    assert (found["answers"], found["result"]["answered"]) == ({}, 0)
    assert Quiz("small-quiz").attempt == old


def test_attempt_that_was_started_over_is_kept():
    """A late answer to the attempt before does not bring that one back."""
    widget = Quiz("small-quiz")
    late = answered(widget, "count", "4321")
    new = asks(widget, "start_over")["attempt"]
    talk(widget, late)
    assert asks(widget, "look_up")["attempt"] == new


def test_answer_from_before_a_restart_is_taken_up():
    """The first answer waited in the browser while Python died: its attempt goes on in the new widget."""
    dead = Quiz("small-quiz")
    waiting = answered(dead, "count", "4321")
    widget = Quiz("small-quiz")
    assert widget.attempt != dead.attempt
    talk(widget, waiting)
    found = asks(widget, "look_up")
    assert found["attempt"] == widget.attempt == dead.attempt
    assert list(found["answers"]) == ["count"]
    assert widget.items == dead.items


def test_tracks():
    """A learner is not asked what is for students; a student is asked all of it, marked."""
    assert [item["id"] for item in Quiz("small-quiz").items] == ["choose", "tick", "count"]
    marked = {item["id"]: item["for_students"] for item in Quiz("small-quiz", track="student").items}
    assert marked == {"choose": False, "tick": False, "count": False, "nerve": True}


def test_safety_questions_are_marked():
    """So that the view can say which ones are needed to pass."""
    assert [item["safety_critical"] for item in Quiz("small-quiz").items] == [True, False, False]


def test_unknown_names_are_refused():
    """A quiz, a track or a keyword that does not exist, each with what there is."""
    with pytest.raises(UnknownName, match="no quiz 'smal-quiz'. Did you mean 'small-quiz'"):
        Quiz("smal-quiz")
    with pytest.raises(UnknownName, match="no track 'teacher'"):
        Quiz("small-quiz", track="teacher")
    with pytest.raises(TypeError):
        Quiz("small-quiz", colour="green")
    with pytest.raises(TypeError):
        Quiz("small-quiz", "student")


def test_quiz_for_students_alone_says_so():
    """A learner who asks for it gets a sentence instead of an empty card."""
    with pytest.raises(PlainError, match="for students"):
        Quiz("nerves")
    assert len(Quiz("nerves", track="student").items) == 1


def test_repr_is_stable():
    """What one would type, and no address in memory."""
    assert repr(Quiz("small-quiz")) == "Quiz('small-quiz')"
    assert repr(Quiz("small-quiz", track="student")) == "Quiz('small-quiz', track='student')"


def test_events_of_other_kinds_do_not_make_the_view_ask():
    """Only an answer does."""
    widget = Quiz("small-quiz")
    widget._after_event("measured")
    assert widget.stored == 0


def test_seen_order_is_not_the_order_of_the_file():
    """Over some attempts the key stands in every place."""
    places = set()
    for _ in range(40):
        texts = [option["text"] for option in Quiz("small-quiz").items[0]["options"]]
        places.add(texts.index("Text 0"))
    assert places == {0, 1, 2, 3}


def test_time_of_an_answer_is_the_learners(content):
    """The row keeps the moment of the tap with its offset, not the moment of delivery."""
    widget = Quiz("small-quiz")
    event = answered(widget, "count", "4321")
    event["event"]["occurred_at"] = "2026-11-22T07:30:00.250+01:00"
    talk(widget, event)
    with widget._journal.reading() as db:
        at = db.execute("SELECT at FROM quiz_response").fetchone()["at"]
    assert datetime.fromisoformat(at) == datetime.fromisoformat("2026-11-22T07:30:00+01:00")
