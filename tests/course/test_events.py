"""Events from the browser: each stored once, answered alike, and never half applied."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course import events, standing
from course.errors import Refused
from course.events import MAX_EVENT_CHARACTERS, deliver
from course.journal import Journal, JournalError
from course.screening import Verdict

CET = timezone(timedelta(hours=1))
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=CET)


def session(**changes):
    """The payload of a finished session of two rows."""
    row = {"stretch": "figure-four", "variants": ["foot-down"], "held_seconds": 40.5, "sets": 2,
           "repetitions": 0}  # fmt: skip
    return {
        "session_id": "session-0001",
        "routine": None,
        "stretch": "figure-four",
        "started_at": "2026-11-22T11:50:00+01:00",
        "ended_at": "2026-11-22T11:59:30+01:00",
        "outcome": "finished",
        "planned_seconds": 190,
        "practised": [row | {"side": "left"}, row | {"side": "right"}],
    } | changes


def stop(answer, **changes):
    return {"session_id": "session-0001", "stretch": "figure-four", "answer": answer} | changes


def event(payload, kind="session-ended", id="event-0001", at="2026-11-22T12:00:00+01:00"):
    return {"id": id, "kind": kind, "occurred_at": at, "payload": payload}


@pytest.fixture
def journal():
    return Journal()


def rows(journal, table):
    with journal.reading() as db:
        return [dict(row) for row in db.execute(f"SELECT * FROM {table}")]


# --- once --------------------------------------------------------------------------------------------------


def test_an_event_delivered_twice_is_stored_once(journal, course):
    """The second delivery, through another journal object, is answered as the first and changes nothing."""
    first = deliver(journal, course, event(session()))
    again = deliver(Journal(), course, event(session()))
    assert first == again and first.refused is None and first.reply == {"stored": True}
    assert [len(rows(journal, table)) for table in ("event", "session", "practice")] == [1, 1, 2]


def test_the_id_decides_not_the_content(journal, course):
    """A known id with another payload, kind or time is answered as before."""
    first = deliver(journal, course, event(session()))
    other = deliver(journal, course, event(stop("emergency-sign"), kind="stop-answered"))
    assert other == first
    assert rows(journal, "stop") == [] and rows(journal, "emergency") == []


def test_many_deliveries_at_once_are_one(journal, course):
    """Several notebooks that deliver the same event at the same moment store it once, with one answer."""
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: deliver(Journal(), course, event(session())), range(16)))
    assert all(answer == answers[0] for answer in answers)
    assert len(rows(journal, "session")) == 1 and len(rows(journal, "practice")) == 2


def test_a_session_told_under_two_ids_stands_once(journal, course):
    """Two pages that both tell of one session: one session, both events kept and acknowledged."""
    assert deliver(journal, course, event(session())).reply == {"stored": True}
    second = deliver(journal, course, event(session(outcome="stopped"), id="event-0002"))
    assert second.refused is None and second.reply == {"stored": False}
    assert [row["outcome"] for row in rows(journal, "session")] == ["finished"]
    assert len(rows(journal, "practice")) == 2 and len(rows(journal, "event")) == 2


# --- what is stored ----------------------------------------------------------------------------------------


def test_a_session_is_stored_as_it_was_done(journal, course):
    """Times keep the learner's offset; each stretch and side has its own row."""
    deliver(journal, course, event(session()))
    (stored,) = rows(journal, "session")
    assert stored == {
        "id": "session-0001",
        "routine": None,
        "stretch": "figure-four",
        "started_at": "2026-11-22T11:50:00+01:00",
        "ended_at": "2026-11-22T11:59:30+01:00",
        "outcome": "finished",
        "planned_seconds": 190,
    }
    assert [(r["side"], r["held_seconds"], r["sets"], r["variants"]) for r in rows(journal, "practice")] == [
        ("left", 40.5, 2, '["foot-down"]'), ("right", 40.5, 2, '["foot-down"]'),
    ]  # fmt: skip


def test_an_event_is_kept_with_its_times(journal, course):
    """When it happened and when it was received are two things, both with an offset."""
    deliver(journal, course, event(session(), at="2026-11-20T23:30:00-08:00"))
    (stored,) = rows(journal, "event")
    assert stored["occurred_at"] == "2026-11-20T23:30:00-08:00"
    assert datetime.fromisoformat(stored["received_at"]).utcoffset() is not None
    assert json.loads(stored["payload"]) == session() and stored["refused"] is None


def test_an_empty_session_is_a_session(journal, course):
    """One that was ended before the first hold is stored without rows."""
    answer = deliver(journal, course, event(session(practised=[], outcome="ended-early")))
    assert answer.refused is None
    assert len(rows(journal, "session")) == 1 and rows(journal, "practice") == []


# --- what is refused ---------------------------------------------------------------------------------------

NOT_FITTING = [
    ({"stretch": "handstand"}, "No stretch 'handstand'"),
    ({"routine": "marathon", "stretch": None}, "No routine 'marathon'"),
    ({"practised": [session()["practised"][0] | {"stretch": "handstand"}]}, "No stretch 'handstand'"),
    ({"practised": [session()["practised"][0] | {"held_seconds": -1}]}, "held_seconds"),
    ({"practised": [session()["practised"][0] | {"held_seconds": "NaN"}]}, "held_seconds"),
    ({"practised": [session()["practised"][0] | {"side": "both"}]}, "side"),
    ({"practised": [session()["practised"][0]] * 61}, "practised"),
    ({"ended_at": "2026-11-22T11:49:59+01:00"}, "ends before it starts"),
    ({"ended_at": "2026-11-22T11:59:30"}, "ended_at"),
    ({"outcome": "abandoned"}, "outcome"),
    ({"session_id": "../../etc"}, "session_id"),
    ({"planned_seconds": 10_000_000}, "planned_seconds"),
    ({"note": "hello"}, "note"),
]


@pytest.mark.parametrize("changes, reason", NOT_FITTING)
def test_a_session_that_does_not_fit_is_refused_and_kept(journal, course, changes, reason):
    """The event is stored with the reason, so that nothing is lost; no session comes of it."""
    answer = deliver(journal, course, event(session(**changes)))
    assert reason in answer.refused and answer.reply == {}
    assert deliver(journal, course, event(session(**changes))) == answer
    assert [row["refused"] for row in rows(journal, "event")] == [answer.refused]
    assert rows(journal, "session") == [] and rows(journal, "practice") == []


def test_what_is_refused_leaves_no_half(journal, course, monkeypatch):
    """A handler that wrote before it refused has written nothing but the refusal."""

    def writes_then_refuses(db, course, event):
        db.execute("INSERT INTO lesson_opened VALUES ('half', 'now')")
        raise Refused("not like this")

    monkeypatch.setitem(events.HANDLERS, "session-ended", writes_then_refuses)
    assert deliver(journal, course, event({})).refused == "not like this"
    assert rows(journal, "lesson_opened") == [] and len(rows(journal, "event")) == 1


def test_what_breaks_is_not_acknowledged(journal, course, monkeypatch):
    """A fault in Python stores nothing at all: the browser keeps the event, and it works once mended."""

    def writes_then_breaks(db, course, event):
        db.execute("INSERT INTO lesson_opened VALUES ('half', 'now')")
        raise KeyError("a fault")

    with monkeypatch.context() as patch:
        patch.setitem(events.HANDLERS, "session-ended", writes_then_breaks)
        with pytest.raises(KeyError):
            deliver(journal, course, event(session()))
    assert rows(journal, "lesson_opened") == [] and rows(journal, "event") == []
    assert deliver(journal, course, event(session())).reply == {"stored": True}


def test_what_the_journal_cannot_take_is_not_acknowledged(journal, course, monkeypatch):
    """A row that the tables refuse is an error of the journal, not a stored event."""
    monkeypatch.setitem(
        events.HANDLERS,
        "session-ended",
        lambda db, course, event: db.execute("INSERT INTO daily_check VALUES (1, 'now', 7, 99, 0)"),
    )
    with pytest.raises(JournalError):
        deliver(journal, course, event({}))
    assert rows(journal, "event") == []


GARBAGE = [
    None, 3, "event", [], {}, [event(session())],
    event(session()) | {"id": None},
    event(session()) | {"id": "short"},
    event(session()) | {"id": "x" * 65},
    event(session()) | {"id": "../../../home"},
    event(session()) | {"kind": "make-coffee"},
    event(session()) | {"kind": None},
    event(session()) | {"kind": "__class__"},
    event(session()) | {"occurred_at": "yesterday"},
    event(session()) | {"occurred_at": "2026-11-22T12:00:00"},
    event(session()) | {"payload": []},
    event(session()) | {"payload": None},
    event(session()) | {"priority": "high"},
    event(session(note="x" * MAX_EVENT_CHARACTERS)),
    {key: value for key, value in event(session()).items() if key != "payload"},
]  # fmt: skip


@pytest.mark.parametrize("message", GARBAGE)
def test_what_is_no_event_is_refused_and_not_stored(journal, course, message):
    """Anything but an event with a known kind is refused with a sentence, and nothing is written."""
    with pytest.raises(Refused) as caught:
        deliver(journal, course, message)
    assert "event" in str(caught.value).lower()
    assert rows(journal, "event") == []


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@settings(
    max_examples=25, deadline=None, database=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(json_like, st.sampled_from([*events.HANDLERS]))
def test_any_payload_is_refused_or_stored(journal, course, payload, kind):
    """Whatever the payload is, the answer is an acknowledgement or a refusal, never an accident."""
    with journal.writing() as db:
        db.execute("DELETE FROM event")
    for given_payload in (payload, {"session_id": payload, "answer": payload, "measure": payload}):
        try:
            answer = deliver(journal, course, event(given_payload, kind=kind))
        except Refused:
            assert not isinstance(given_payload, dict) or rows(journal, "event")
        else:
            assert answer.refused is not None or kind == "emergency-found"


# --- the stop button ---------------------------------------------------------------------------------------


def stand(journal, course, moment=NOON):
    with journal.reading() as db:
        return standing.current(db, course, moment)


def test_an_emergency_sign_opens_an_emergency(journal, course):
    """The top answer of the stop button voids the screening and closes everything, once."""
    with journal.writing() as db:
        standing.record_verdict(db, Verdict(), NOON - timedelta(hours=1))
    assert stand(journal, course).code == "go"
    answer = deliver(journal, course, event(stop("emergency-sign"), kind="stop-answered"))
    deliver(journal, course, event(stop("emergency-sign"), kind="stop-answered"))
    assert answer.reply == {"effect": "emergency"}
    assert stand(journal, course).code == "emergency"
    assert len(rows(journal, "emergency")) == len(rows(journal, "stop")) == 1
    assert rows(journal, "screening")[0]["void_because"] == "stop-button"
    assert rows(journal, "emergency")[0] == {
        "id": 1, "at": "2026-11-22T12:00:00+01:00", "urgency": None, "found_by": "stop-button",
        "undone_at": None, "cleared_at": None, "checked_on": None,
    }  # fmt: skip


def test_an_emergency_sign_that_arrives_late_still_counts(journal, course):
    """Told days later, after a new screening, it closes everything all the same."""
    with journal.writing() as db:
        standing.record_verdict(db, Verdict(), NOON)
    sign = event(stop("emergency-sign"), kind="stop-answered", at="2026-11-20T12:00:00+01:00")
    deliver(journal, course, sign)
    assert stand(journal, course).code == "emergency"


def found(**changes):
    """A sign of the screening that was ticked and confirmed."""
    return event({"question": "injury", "urgency": "hospital-today"} | changes, kind="emergency-found")


def test_a_confirmed_sign_opens_an_emergency_before_the_last_question(journal, course):
    """It voids the screening and closes everything, once; the event names the question, not the sign."""
    with journal.writing() as db:
        standing.record_verdict(db, Verdict(), NOON - timedelta(hours=1))
    for _ in range(2):
        assert deliver(journal, course, found()).refused is None
    now = stand(journal, course)
    assert (now.code, now.urgency, len(rows(journal, "emergency"))) == ("emergency", "hospital-today", 1)
    assert rows(journal, "screening")[0]["void_because"] == "emergency-found"
    assert json.loads(rows(journal, "event")[0]["payload"]) == found()["payload"]
    with journal.writing() as db, pytest.raises(Refused):
        standing.record_verdict(db, Verdict(), NOON)


def test_a_confirmed_sign_can_be_taken_back_for_a_minute(journal, course):
    """The minute counts from the tap, not from when the event arrived."""
    deliver(journal, course, found())
    with journal.writing() as db, pytest.raises(Refused):
        standing.undo_emergency(db, course, NOON + timedelta(seconds=61))
    with journal.writing() as db:
        standing.undo_emergency(db, course, NOON + timedelta(seconds=60))
    assert stand(journal, course).code != "emergency"


@pytest.mark.parametrize("changes", [{"urgency": "whenever"}, {"urgency": None}, {"question": 5}])
def test_a_confirmed_sign_that_does_not_fit_still_closes_all(journal, course, changes):
    """An urgency that has no page, or a question that is no id, counts as one of unknown urgency."""
    assert deliver(journal, course, found(**changes)).refused is None
    assert [row["urgency"] for row in rows(journal, "emergency")] == [None]


@pytest.mark.parametrize("answer", ["down-the-leg", "sharp", "pinch", "dizzy", "cramp-or-too-much"])
def test_the_other_answers_open_none(journal, course, answer):
    """Each of the five milder answers is stored and leaves the screening as it was."""
    with journal.writing() as db:
        standing.record_verdict(db, Verdict(), NOON)
    reply = deliver(journal, course, event(stop(answer), kind="stop-answered")).reply
    assert reply["effect"] == next(a.effect for a in course.safety.stop.answers if a.id == answer)
    assert stand(journal, course).code == "go"
    assert [row["answer"] for row in rows(journal, "stop")] == [answer]


def test_an_unknown_stop_answer_is_refused(journal, course):
    """An answer that the course does not have changes nothing, and the known ones are named."""
    answer = deliver(journal, course, event(stop("tickled"), kind="stop-answered"))
    assert "No stop answer 'tickled'" in answer.refused and "down-the-leg" in answer.refused
    assert rows(journal, "stop") == []


def test_the_six_answers_are_in_order(course):
    """The most serious answer stands on top, and there are six."""
    assert [answer.id for answer in course.safety.stop.answers] == [
        "emergency-sign", "down-the-leg", "sharp", "pinch", "dizzy", "cramp-or-too-much",
    ]  # fmt: skip
