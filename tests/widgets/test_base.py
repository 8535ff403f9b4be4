"""What all widgets share: messages from the browser, refusals, a static version, a stable repr."""

from uuid import UUID

import pytest
import traitlets

import widgets
from course.errors import PlainError, Refused
from course.journal import Journal, now, stamp
from course.screening import Verdict
from course.standing import record_verdict
from widgets._base import CourseWidget, UnknownName, escaped, request

MAKERS = {
    "BreathingPacer": lambda: widgets.BreathingPacer(),
    "CourseMap": lambda: widgets.CourseMap(),
    "MuscleMap": lambda: widgets.MuscleMap("figure-four"),
    "HandIn": lambda: widgets.HandIn(),
    "LessonStart": lambda: widgets.LessonStart("00_start_here"),
    "LogForm": lambda: widgets.LogForm(),
    "ProgressPlots": lambda: widgets.ProgressPlots(),
    "Quiz": lambda: widgets.Quiz("before-you-begin"),
    "QuestionPreview": lambda: widgets.QuestionPreview(),
    "Reminders": lambda: widgets.Reminders("evening"),
    "Review": lambda: widgets.Review(),
    "SafetyCheck": lambda: widgets.SafetyCheck(),
    "SendToPhone": lambda: widgets.SendToPhone(routine="evening"),
    "SessionTimer": lambda: widgets.SessionTimer("pelvic-tilt"),
    "StretchCard": lambda: widgets.StretchCard("figure-four"),
}
EVENT = {
    "id": "event-0001",
    "kind": "stop-answered",
    "occurred_at": "2026-11-22T12:00:00+01:00",
    "payload": {"session_id": "session-0001", "stretch": "figure-four", "answer": "pinch"},
}


class Example(CourseWidget):
    """A widget with one request of each kind, and a memory of what it sent."""

    _esm = "export default { render() {} }"
    _css = ""

    def __init__(self):
        self.sent, self.after = [], []
        super().__init__()

    def send(self, content, buffers=None):
        self.sent.append(content)

    def receive(self, message):
        """What is sent in answer to one message."""
        self.sent.clear()
        self._receive(self, message, [])
        return list(self.sent)

    @request
    def twice(self, number):
        return {"twice": 2 * number, "sent_before": len(self.sent)}

    @request
    def refuse(self):
        raise Refused("Not today.")

    @request
    def stumble(self):
        raise RuntimeError("secret detail")

    def private(self):
        return "never"

    def _after_event(self, kind):
        self.after.append(kind)

    def _static_html(self):
        return "<p>An example</p>"

    def _names(self):
        return "'example'"


@pytest.fixture
def example():
    return Example()


def ask(name, **arguments):
    return {"kind": "request", "id": "r1", "name": name, "arguments": arguments}


def stored(table):
    with Journal().reading() as db:
        return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


# --- requests ----------------------------------------------------------------------------------------------


def test_a_request_is_answered(example):
    """A marked method is called with its arguments, and the answer carries the request's id."""
    assert example.receive(ask("twice", number=21)) == [
        {"kind": "reply", "id": "r1", "result": {"twice": 42, "sent_before": 0}}
    ]


def test_a_refusal_is_told_in_its_own_words(example):
    """What Python refuses reaches the person as it was written."""
    assert example.receive(ask("refuse")) == [{"kind": "reply", "id": "r1", "error": "Not today."}]


def test_a_fault_is_told_without_details(example, caplog):
    """An unexpected error is logged for the developer; the person gets a calm sentence."""
    (reply,) = example.receive(ask("stumble"))
    assert "unexpected" in reply["error"] and "secret" not in reply["error"]
    assert "secret detail" in caplog.text


@pytest.mark.parametrize(
    "name",
    [
        "private",
        "close",
        "_receive",
        "__init__",
        "__class__",
        "send",
        "keys",
        "no_such",
        "",
        None,
        "journal_id",
    ],
)
def test_only_marked_methods_can_be_called(example, name):
    """The browser cannot call anything that was not made for it."""
    (reply,) = example.receive({"kind": "request", "id": "r1", "name": name, "arguments": {}})
    assert "has no request" in reply["error"] and "result" not in reply


@pytest.mark.parametrize("arguments", [None, [], "number=1", 3])
def test_arguments_are_named(example, arguments):
    """Arguments that are no mapping are refused."""
    (reply,) = example.receive({"kind": "request", "id": "r1", "name": "twice", "arguments": arguments})
    assert "error" in reply and "result" not in reply


def test_wrong_arguments_are_no_accident(example):
    """An argument that the method does not have is answered with an error, not with silence."""
    (reply,) = example.receive(ask("twice", amount=3))
    assert reply["kind"] == "reply" and "error" in reply


@pytest.mark.parametrize("message", [None, [], "hello", 7, {}, {"kind": "nonsense"}, {"kind": None}])
def test_what_is_no_message_is_left_alone(example, message):
    """Nothing is sent, nothing is stored and nothing breaks."""
    assert example.receive(message) == []
    assert stored("event") == 0


# --- events ------------------------------------------------------------------------------------------------


def test_an_event_is_stored_and_acknowledged(example):
    """The answer names the event, so that the browser may delete it; the widget hears of it."""
    (answer,) = example.receive({"kind": "event", "event": EVENT})
    assert (answer["kind"], answer["id"], answer["refused"]) == ("stored", "event-0001", None)
    assert answer["reply"] == {"effect": "easier-now"}
    assert stored("stop") == 1 and example.after == ["stop-answered"]


def test_any_widget_carries_any_event(example):
    """An event that waited is delivered by whatever widget is drawn next, once."""
    example.receive({"kind": "event", "event": EVENT})
    Example().receive({"kind": "event", "event": EVENT})
    assert stored("stop") == stored("event") == 1


@pytest.mark.parametrize("event", [None, [], {}, "x", EVENT | {"kind": "unheard-of"}, EVENT | {"id": "x"}])
def test_an_event_that_is_none_is_told(example, event):
    """What cannot be stored is not acknowledged; the reason is sent instead."""
    (answer,) = example.receive({"kind": "event", "event": event})
    assert answer["kind"] == "not-stored" and answer["error"]
    assert stored("event") == 0 and example.after == []


def test_a_fault_while_storing_is_not_acknowledged(example, monkeypatch, caplog):
    """If Python stumbles, the browser keeps the event."""

    def stumble(*_):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("widgets._base.deliver", stumble)
    (answer,) = example.receive({"kind": "event", "event": EVENT})
    assert (answer["kind"], answer["id"]) == ("not-stored", "event-0001")
    assert "secret" not in answer["error"] and "secret detail" in caplog.text


def test_events_that_ride_along_come_first(example):
    """A request waits until the events that came with it are stored."""
    answers = example.receive(ask("twice", number=1) | {"events": [EVENT]})
    assert [answer["kind"] for answer in answers] == ["stored", "reply"]
    assert answers[1]["result"]["sent_before"] == 1


# --- going on ----------------------------------------------------------------------------------------------


def test_any_widget_says_whether_a_session_may_go_on(example, course):
    """Without today's check a paused session does not go on, and the reason is told."""
    with Journal().writing() as db:
        record_verdict(db, Verdict(), now())
    (reply,) = example.receive(ask("may_continue", started_at=stamp(now()), steps=[]))
    assert "three" in reply["error"]


@pytest.mark.parametrize("started_at", ["yesterday", "", None, 5, "2026-11-22T12:00:00"])
def test_a_start_that_cannot_be_read_does_not_go_on(example, started_at):
    """Whatever the page sends as the time of the start, the answer is no."""
    (reply,) = example.receive(ask("may_continue", started_at=started_at, steps=[]))
    assert "error" in reply and "result" not in reply


# --- what is shown without a browser -----------------------------------------------------------------------


def test_the_repr_is_what_one_types(example):
    """No memory address, so that two runs print the same."""
    assert repr(example) == "Example('example')"


def test_exported_pages_hold_the_static_version(example):
    """Beside the widget there is plain text and static HTML."""
    data, _ = example._repr_mimebundle_()
    assert data["text/plain"] == "Example('example')" and data["text/html"] == "<p>An example</p>"
    assert "application/vnd.jupyter.widget-view+json" in data


def test_text_is_escaped():
    """What came from outside stays text."""
    assert escaped("<b onclick='x'>\"&") == "&lt;b onclick=&#x27;x&#x27;&gt;&quot;&amp;"


def test_an_unknown_name_offers_the_nearest():
    """The error says what there is, and what may have been meant."""
    error = UnknownName("stretch", "figure-for", ["figure-four", "happy-baby"])
    assert isinstance(error, ValueError) and isinstance(error, PlainError)
    assert str(error) == (
        "There is no stretch 'figure-for'. Did you mean 'figure-four'? Known: figure-four, happy-baby."
    )
    assert "Did you mean" not in str(UnknownName("stretch", "zzz", ["figure-four"]))


def test_an_error_stands_alone_in_a_notebook():
    """The learner sees the sentence, not the lines of code that led to it."""
    assert Refused("Not today.")._render_traceback_() == ["Not today."]


# --- every widget of the course ----------------------------------------------------------------------------


def test_every_public_name_is_tried_here():
    """A new widget is added to the tests below; what only shows content has tests of its own."""
    assert set(MAKERS) | {"ArticleAndStudies", "ClassResults", "Sources"} == set(widgets.__all__)


def test_an_unknown_widget_is_told():
    """A name that the package does not have is told with those that it has."""
    with pytest.raises(AttributeError, match="no 'SessionTime'; it has .*SessionTimer"):
        _ = widgets.SessionTime


@pytest.mark.parametrize("name", MAKERS)
def test_a_widget_is_built_like_the_others(name):
    """Docstring, script, style and a line of help for each of its own traits."""
    kind = getattr(widgets, name)
    assert issubclass(kind, CourseWidget) and kind.__doc__ and kind._esm and kind._css
    own = {n: t for n, t in kind.class_traits().items() if n not in CourseWidget.class_traits()}
    assert [n for n, trait in own.items() if not n.startswith("_") and not trait.help] == []
    assert kind._static_html is not CourseWidget.__dict__.get("_static_html")


@pytest.mark.parametrize("name", MAKERS)
def test_an_unknown_keyword_is_refused(name):
    """A misspelt option is never dropped in silence; the error names it."""
    with pytest.raises((TypeError, ValueError, PlainError), match="colour"):
        getattr(widgets, name)(colour="red")


@pytest.mark.parametrize("name", MAKERS)
def test_the_journal_has_its_name_in_the_page(name):
    """The browser keeps unsent events under the journal's own name."""
    assert MAKERS[name]().journal_id == Journal().id


@pytest.mark.parametrize("name", MAKERS)
def test_nothing_of_the_journal_is_saved_with_a_notebook(name, course, monkeypatch, tmp_path):
    """Traits, static HTML and repr are the same for an empty journal and for a full one."""

    def saved():
        widget = MAKERS[name]()
        state = {k: v for k, v in widget.get_state().items() if k not in ("journal_id", "layout")}
        return state, widget._static_html(), repr(widget)

    # A quiz that nobody has begun draws a new attempt, and with it the order of the options.
    monkeypatch.setattr("widgets.quiz.uuid4", lambda: UUID(int=7))
    monkeypatch.setenv("BEDSTRETCH_HOME", str(tmp_path / "empty"))
    empty = saved()
    monkeypatch.setenv("BEDSTRETCH_HOME", str(tmp_path / "full"))
    bones = Verdict(outcome="ask-first", scope="some", leave_out=("happy-baby",), causes=("bones",))
    with Journal().writing() as db:
        record_verdict(db, bones, now())
        db.execute("INSERT INTO daily_check VALUES (1, ?, 0, 5, 1)", (stamp(now()),))
        db.execute("INSERT INTO lesson_opened VALUES ('01_stay_safe', ?)", (stamp(now()),))
        db.execute(
            "INSERT INTO measurement VALUES ('m1', ?, 'pain-nrs', NULL, 5, '[5]', 1, NULL)", (stamp(now()),)
        )
    Example().receive({"kind": "event", "event": EVENT})
    assert saved() == empty


@pytest.mark.parametrize("name", MAKERS)
def test_static_html_holds_no_script_and_no_link(name):
    """What is printed or exported runs nothing and loads nothing."""
    html = MAKERS[name]()._static_html().replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert html.strip() and "<script" not in html and "://" not in html and "onclick" not in html
    assert "0x" not in repr(MAKERS[name]())


def test_traits_are_told_to_the_page():
    """The trait that names the journal is one that the page sees."""
    trait = CourseWidget.class_traits(sync=True)["journal_id"]
    assert isinstance(trait, traitlets.Unicode) and trait.help
