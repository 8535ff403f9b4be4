import uuid

import pytest

from course import gate
from course.crosscheck import models_in
from course.gate import ALLOWED, DailyCheck, Permission
from course.journal import Journal, now, stamp
from course.schema import Sourced
from widgets.log_form import LogForm


@pytest.fixture
def open_gate(monkeypatch):
    """A learner who may measure everything."""
    monkeypatch.setattr(gate, "may_measure", lambda *_: ALLOWED)


def talk(widget, message):
    """Sends a message as the browser would; returns what is sent back."""
    sent = []
    widget.send = sent.append
    widget._receive(widget, message, [])
    return sent[0]


def measured(**payload):
    event = {"id": uuid.uuid4().hex, "kind": "measured", "occurred_at": stamp(now()), "payload": payload}
    return {"kind": "event", "event": event}


def test_stiffness_stands_first():
    """Whoever only wants to note stiffness finds it chosen: a number, then Save."""
    first = LogForm().measures[0]
    assert first["id"] == "stiffness-nrs"
    assert first["is_scale"] and not first["body"]
    assert (first["minimum"], first["maximum"], first["step"]) == (0, 10, 1)


def test_measures_are_content(course):
    """Every measure for oneself is described with its protocol, unit and limits."""
    by_id = {measure["id"]: measure for measure in LogForm().measures}
    assert set(by_id) == {measure.id for measure in course.measures.values() if not measure.class_only}
    knee = by_id["knee-chest-cm"]
    assert knee["accepted"] == "0 to 60 cm, in steps of 0.5"
    assert knee["usual"] == "2 to 40 cm"
    assert (knee["two_sided"], knee["trials"], knee["keep"]) == (True, 3, "mean")
    assert knee["protocol"] == list(course.measures["knee-chest-cm"].protocol)


def test_what_is_known_of_a_measure_is_told(course):
    """Published errors are "at least", what people notice is not; all notes, with their marks and sources."""
    by_id = {measure["id"]: measure for measure in LogForm(in_class=True).measures}
    raised = " ".join(by_id["straight-leg-raise-deg"]["known"])
    for words in (
        "SEM, the wobble of one reading: at least 2.6°.", "at least 7°.", "second reading: at least 10.2°.",
        "below the knee in this test is a nerve sign", "(Confirmed; Neto and colleagues 2015)",
    ):  # fmt: skip
        assert words in raised
    assert any("tend to notice: 2 points. Or 30 %." in text for text in by_id["pain-nrs"]["known"])
    for id, measure in course.measures.items():
        told = " ".join(by_id[id]["known"])
        facts = [measure.said_above, *measure.notes] if measure.said_above else measure.notes
        assert all(fact.text in told for fact in facts)
        assert told.count("at least ") >= sum(
            bool(one) for one in (measure.sem, measure.mdc95, measure.mdc95_other_tester)
        )


def test_lesson_09_lists_what_the_form_cites(course):
    """The form names studies in short; the lesson that holds it gives them in full."""
    claims = [claim for one in course.measures.values() for _, claim in models_in(one)]
    cited = {id for claim in claims if isinstance(claim, Sourced) for id in claim.sources}
    assert cited <= set(course.lessons["09_track_your_progress"].sources)


def test_class_measures_are_shown_in_class():
    """They are there for a class only."""
    ids = {measure["id"] for measure in LogForm(in_class=True).measures}
    assert {"fingertip-floor-cm", "modified-schober-cm"} <= ids


def test_traits_hold_nothing_of_the_journal(open_gate):
    """Traits may be saved with a notebook, so a learner's state is no trait."""
    before = LogForm().get_state()
    with Journal().writing() as db:
        gate.record_daily_check(db, DailyCheck(now(), False, 7, True))
    after = LogForm().get_state()
    same = {key for key in before if not key.startswith("_") and key not in ("layout", "tabbable", "tooltip")}
    assert {key: before[key] for key in same} == {key: after[key] for key in same}


def test_offered_on_an_empty_journal():
    """The scales, and why the others wait."""
    answer = talk(LogForm(), {"kind": "request", "id": "1", "name": "offered", "arguments": {}})["result"]
    assert "stiffness-nrs" in answer["ids"] and "knee-chest-cm" not in answer["ids"]
    assert "safety check" in answer["left_out"][0]
    assert answer["up_an_hour"] is None


def test_offered_follows_the_gate(monkeypatch):
    """What the screening leaves out is not offered, and is named."""
    left_out = Permission(False, "left-out", "Left out.")
    monkeypatch.setattr(
        gate, "may_measure", lambda db, c, id, m: left_out if id == "twist-height-cm" else ALLOWED
    )
    answer = LogForm().offered()
    assert "twist-height-cm" not in answer["ids"] and "knee-chest-cm" in answer["ids"]
    assert answer["left_out"] == ["Left out because of your safety check: Twist height."]


def test_three_questions_are_stored():
    """Answered here, they count as today's check and are not asked again."""
    form = LogForm()
    arguments = {"new_signs": False, "pain": 2, "up_an_hour": True}
    answer = talk(form, {"kind": "request", "id": "1", "name": "answer_check", "arguments": arguments})
    assert answer["result"]["up_an_hour"] is True
    with Journal().reading() as db:
        assert gate.todays_check(db, form._course, now()).pain == 2


@pytest.mark.parametrize(
    "wrong", [{"new_signs": None}, {"pain": 11}, {"pain": "2"}, {"pain": True}, {"up_an_hour": 1}]
)
def test_three_questions_need_an_answer_each(wrong):
    """Anything else is refused with a sentence, and nothing is stored."""
    form = LogForm()
    arguments = {"new_signs": False, "pain": 2, "up_an_hour": True} | wrong
    answer = talk(form, {"kind": "request", "id": "1", "name": "answer_check", "arguments": arguments})
    assert answer["error"] and "unexpected" not in answer["error"]
    with Journal().reading() as db:
        assert gate.todays_check(db, form._course, now()) is None


def test_event_is_stored_and_the_view_asks_again():
    """A reading goes into the journal, and the counter tells the view to look again."""
    form = LogForm()
    answer = talk(form, measured(measure="stiffness-nrs", trials=[6]))
    assert answer["kind"] == "stored" and answer["reply"]["value"] == 6
    assert form.stored == 1


def test_python_decides_again_when_it_is_stored():
    """A body measure that the form should not have offered is refused all the same."""
    answer = talk(LogForm(), measured(measure="knee-chest-cm", side="left", trials=[30]))
    assert answer["kind"] == "stored" and "safety check" in answer["refused"]


def test_last_entries_can_be_changed():
    """They are listed newest first, with what they said before; withdrawn ones are gone."""
    form = LogForm()
    ids = []
    for trials in ([6], [3]):
        message = measured(measure="stiffness-nrs", trials=trials, around="before")
        ids.append(message["event"]["id"])
        talk(form, message)
    change = measured(reading=ids[0], trials=[5])
    change["event"]["kind"] = "measured-corrected"
    assert talk(form, change)["reply"]["value"] == 5 and form.stored == 3
    ask = {"kind": "request", "id": "1", "name": "entries", "arguments": {"measure": "stiffness-nrs"}}
    result = talk(form, ask)["result"]
    entry = next(entry for entry in result["entries"] if entry["id"] == ids[0])
    assert entry["text"].endswith(": 5 out of 10") and entry["first"] == "6 out of 10, before a session"
    assert (entry["trials"], entry["side"], entry["around"]) == ([5], None, None)
    withdraw = measured(reading=ids[1])
    withdraw["event"]["kind"] = "measured-withdrawn"
    talk(form, withdraw)
    result = talk(form, ask)["result"]
    assert [entry["id"] for entry in result["entries"]] == ids[:1] and result["measures"] == ["stiffness-nrs"]


def test_entries_of_what_is_no_measure():
    """A question about one that is not there is answered with a sentence."""
    ask = {"kind": "request", "id": "1", "name": "entries", "arguments": {"measure": "handstand"}}
    assert "There is no measure" in talk(LogForm(), ask)["error"]


def test_static_version_is_content(course):
    """Print and export show the protocols, and nothing of the journal."""
    html = LogForm()._static_html()
    assert "Knee to chest (0 to 60 cm, in steps of 0.5)" in html
    assert course.measures["knee-chest-cm"].protocol[1] in html
    assert "Fingertip" not in html
    talk(LogForm(), measured(measure="stiffness-nrs", trials=[6]))
    assert LogForm()._static_html() == html


def test_repr_is_stable():
    """As one would type it."""
    assert repr(LogForm()) == "LogForm()"
    assert repr(LogForm(in_class=True)) == "LogForm(in_class=True)"


def test_unknown_arguments_are_refused():
    """A slip in a notebook is told at once."""
    with pytest.raises(TypeError):
        LogForm(measure="knee-chest-cm")
