"""Readings that were entered by mistake: corrected or withdrawn, with what they said before kept."""

import uuid
from datetime import datetime

import pytest

from course import corrections, gate, history, log
from course.events import deliver
from course.gate import ALLOWED, Permission
from course.journal import Journal
from course.progress import progress

AT = "2026-05-04T08:12:30+02:00"
LATER = "2026-05-04T08:14:00+02:00"


@pytest.fixture
def journal(home, monkeypatch):
    """A journal of somebody who may measure everything."""
    monkeypatch.setattr(gate, "may_measure", lambda *_: ALLOWED)
    return Journal()


@pytest.fixture
def tell(journal, course):
    """Delivers one event as the browser would; returns the answer."""

    def tell(kind, at=LATER, id=None, **payload):
        event = {"id": id or uuid.uuid4().hex, "kind": kind, "occurred_at": at, "payload": payload}
        return deliver(journal, course, event)

    return tell


@pytest.fixture
def knee(tell):
    """The id of one reading of the left knee."""
    told = tell("measured", AT, measure="knee-chest-cm", side="left", trials=[34, 35, 36])
    assert told.refused is None
    return told.id


def values(journal, course, measure="knee-chest-cm"):
    return [record.value for record in log.records(journal, course, measure)]


def changes(journal, reading):
    with journal.reading() as db:
        return corrections.history(db, reading)


def first(journal, reading):
    with journal.reading() as db:
        return log.stored(db, reading)[1]


# --- correcting --------------------------------------------------------------------------------------------


def test_the_newest_value_counts_and_the_old_one_stays(journal, course, tell, knee):
    """Everything but the measure and the time can be put right; what was first entered is kept."""
    answer = tell("measured-corrected", reading=knee, side="right", trials=[24, 25], around="after")
    assert answer.refused is None and answer.reply == {"value": 24.5, "text": "24.5 cm, right, 08:12"}
    (record,) = log.records(journal, course, "knee-chest-cm")
    assert record == log.Record(datetime.fromisoformat(AT), 24.5, (24, 25), "right", None, "after")
    assert first(journal, knee).trials == (34, 35, 36)
    assert [change.record for change in changes(journal, knee)] == [record]


def test_every_step_is_kept(journal, course, tell, knee):
    """Corrected twice: the last one counts, both stand in the history, oldest first."""
    for trial in (30, 31):
        tell("measured-corrected", reading=knee, side="left", trials=[trial])
    assert values(journal, course) == [31]
    assert [change.record.value for change in changes(journal, knee)] == [30, 31]


def test_a_clock_moved_back_does_not_turn_the_order(journal, course, tell, knee):
    """The correction made last counts, although its clock says that it came first."""
    tell("measured-corrected", "2026-05-06T08:00:00+02:00", reading=knee, side="left", trials=[30])
    tell("measured-corrected", "2026-05-05T08:00:00+02:00", reading=knee, side="left", trials=[31])
    assert values(journal, course) == [31]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"trials": [61]}, "61 is outside the range: Knee to chest takes 0 to 60 cm, in steps of 0.5."),
        ({"trials": [1.3]}, "between two steps"),
        ({"trials": [1, 2, 3, 4]}, "at most 3 trials"),
        ({"trials": []}, "trials"),
        ({"side": None}, "left or right"),
        ({"measure": "pain-nrs"}, "measure"),
        ({"reading": "no-such-reading"}, "no such entry"),
        ({"trials": [34, 35, 36]}, "says already"),
    ],
)
def test_the_rules_are_those_of_a_first_entry(change, reason, journal, course, tell, knee):
    """What could not be entered cannot be made of an entry either; nothing changes then."""
    payload = {"reading": knee, "side": "left", "trials": [30]} | change
    assert reason in tell("measured-corrected", **payload).refused
    assert values(journal, course) == [35] and changes(journal, knee) == []


def test_a_bend_of_the_back_still_needs_its_hour(tell):
    """Nobody makes a bending measure of the first hour by a correction."""
    told = tell("measured", AT, measure="sit-reach-cm", trials=[3], up_an_hour=True)
    assert "an hour" in tell("measured-corrected", reading=told.id, trials=[4]).refused


def test_it_is_not_asked_again_whether_it_was_allowed(tell, knee, monkeypatch, journal, course):
    """The measuring has been done; putting its number right is open also while the gate is closed."""
    monkeypatch.setattr(gate, "may_measure", lambda *_: Permission(False, "emergency", "Ask first."))
    assert tell("measured-corrected", reading=knee, side="left", trials=[30]).refused is None
    assert values(journal, course) == [30]


def test_told_twice_it_is_stored_once(journal, tell, knee):
    """Events come again; the second time changes nothing and is answered as the first."""
    payload = {"reading": knee, "side": "left", "trials": [30]}
    told = [tell("measured-corrected", id="again-again", **payload) for _ in range(2)]
    assert told[0] == told[1] and len(changes(journal, knee)) == 1


# --- withdrawing -------------------------------------------------------------------------------------------


def test_a_withdrawn_reading_counts_nowhere(journal, course, tell, knee):
    """It is gone from the log, the map and the list; what it said is kept."""
    answer = tell("measured-withdrawn", reading=knee)
    assert answer.refused is None and answer.reply == {"value": 35, "text": "35 cm, left, 08:12"}
    assert values(journal, course) == [] and log.logged(journal, course) == {}
    assert progress(journal, course, datetime.fromisoformat(LATER)).measurements.times == 0
    with journal.reading() as db:
        assert corrections.newest(db, course, "knee-chest-cm") == []
    assert first(journal, knee).value == 35 and [c.record for c in changes(journal, knee)] == [None]


def test_a_withdrawn_reading_cannot_be_changed(tell, knee):
    """It is said that it was withdrawn already."""
    tell("measured-withdrawn", reading=knee)
    assert "withdrawn already" in tell("measured-withdrawn", reading=knee).refused
    assert "withdrawn already" in tell("measured-corrected", reading=knee, side="left", trials=[3]).refused


def test_pain_after_sessions_goes_by_what_counts(journal, course, tell):
    """A slip in a rating does not stay in the rules over days once it is withdrawn."""
    told = tell("measured", AT, measure="pain-nrs", trials=[9])
    tell("measured", LATER, measure="pain-nrs", trials=[2])
    tell("measured-withdrawn", reading=told.id)
    with journal.reading() as db:
        assert [r.value for r in log.records(db, course, course.over_days.pain_up.measure)] == [2]
        assert history.gentle_days(db, course, datetime.fromisoformat(LATER)) is None


# --- what is offered for a change --------------------------------------------------------------------------


def test_the_ten_newest_of_a_measure(journal, course, tell):
    """Newest first by the moment, not by the text of its time; corrected ones tell what they first said."""
    ids = []
    for hour in range(12):
        ids.append(
            tell(
                "measured", f"2026-05-04T{8 + hour:02d}:00:00+02:00", measure="pain-nrs", trials=[hour % 10]
            ).id
        )
    early = tell("measured", "2026-05-04T16:00:00+09:00", measure="pain-nrs", trials=[5]).id
    tell("measured-corrected", reading=ids[11], trials=[7])
    with journal.reading() as db:
        found = corrections.newest(db, course, "pain-nrs")
    assert [entry.id for entry in found] == ids[:1:-1]
    assert early not in {entry.id for entry in found}
    assert (found[0].record.value, found[0].first.value, found[1].first) == (7, 1, None)
