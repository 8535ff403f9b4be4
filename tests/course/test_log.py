import json
import uuid
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course import gate, load_course, log, standing
from course.events import deliver
from course.gate import ALLOWED, DailyCheck, Permission
from course.journal import Journal, now, stamp
from course.screening import Answer, screen

READINGS = json.loads((Path(__file__).parents[1] / "js" / "readings.json").read_text("utf-8"))
MEASURES = load_course().measures


@pytest.fixture
def open_gate(monkeypatch):
    """A learner who may measure everything, up for an hour."""
    monkeypatch.setattr(gate, "may_measure", lambda *_: ALLOWED)


@pytest.fixture
def journal(home):
    return Journal()


def enter(journal, course, at="2026-05-04T08:12:30+02:00", **payload):
    """Delivers one `measured` event as the browser would."""
    event = {"id": uuid.uuid4().hex, "kind": "measured", "occurred_at": at, "payload": payload}
    return deliver(journal, course, event)


def fitting(measure, **more):
    """A payload that fits the measure, but for what `more` says."""
    payload = {
        "measure": measure.id,
        "trials": [measure.typical_minimum],
        "up_an_hour": True,
        "in_class": measure.class_only,
    }
    return payload | ({"side": "left"} if measure.two_sided else {}) | more


def values_of(measure):
    """All values on the measure's steps, both ends included."""
    steps = round((measure.maximum - measure.minimum) / measure.step)
    return st.integers(0, steps).map(lambda step: round(measure.minimum + step * measure.step, 6))


# --- what goes in comes out --------------------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_round_trip(data, journal, course, open_gate):
    """A value on a step, ends included, comes out as it went in, with its side, time and conditions."""
    measure = data.draw(st.sampled_from(list(MEASURES.values())))
    value = data.draw(values_of(measure))
    side = data.draw(st.sampled_from(["left", "right"])) if measure.two_sided else None
    up = True if measure.not_before_up_an_hour else data.draw(st.sampled_from([True, False, None]))
    around = data.draw(st.sampled_from(["before", "after", None]))
    before = log.records(journal, course, measure.id, side)
    answer = enter(
        journal, course, **fitting(measure, trials=[value], side=side, up_an_hour=up, around=around)
    )
    assert answer.refused is None
    assert answer.reply["value"] == value
    new = [record for record in log.records(journal, course, measure.id, side) if record not in before]
    expected = log.Record(
        datetime.fromisoformat("2026-05-04T08:12:30+02:00"), value, (value,), side, up, around
    )
    assert new == [expected] or expected in before


@pytest.mark.parametrize("id", MEASURES)
def test_ends_are_accepted_and_what_lies_beyond_is_not(id, journal, course, open_gate):
    """Minimum and maximum are taken; one step further is refused with the range and step."""
    measure = MEASURES[id]
    for value in (measure.minimum, measure.maximum):
        assert enter(journal, course, **fitting(measure, trials=[value])).refused is None
    for value in (measure.minimum - measure.step, measure.maximum + measure.step):
        refused = enter(journal, course, **fitting(measure, trials=[value])).refused
        assert "outside the range" in refused and log.accepted(measure) in refused


@pytest.mark.parametrize("reading", READINGS, ids=lambda r: f"{r['measure']} {r['text']}")
def test_same_readings_fit_as_in_the_browser(reading, journal, course, open_gate):
    """Python and the form agree on what fits; the same list is run under node."""
    measure = MEASURES[reading["measure"]]
    if reading["value"] is not None:
        refused = enter(journal, course, **fitting(measure, trials=[reading["value"]])).refused
        assert (refused is None) is reading["fits"]


@pytest.mark.parametrize("trial", [float("nan"), float("inf"), float("-inf"), True, "34", None, [1]])
def test_what_is_no_number_is_refused(trial, journal, course, open_gate):
    """Nothing but finite numbers gets in."""
    assert enter(journal, course, **fitting(MEASURES["knee-chest-cm"], trials=[trial])).refused
    assert log.records(journal, course, "knee-chest-cm") == []


# --- trials ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "trials", "value"),
    [
        ("knee-chest-cm", [34, 34.5, 35.5], 104 / 3),
        ("sit-reach-cm", [1, 3.5, 2], 3.5),
        ("stiffness-nrs", [6], 6),
    ],
)
def test_value_is_kept_as_the_protocol_says(id, trials, value, journal, course, open_gate):
    """Mean, best or the only one; the trials are stored too."""
    assert enter(journal, course, **fitting(MEASURES[id], trials=trials)).reply["value"] == pytest.approx(
        value
    )
    assert log.records(journal, course, id)[0].trials == tuple(trials)


def test_best_of_a_measure_where_lower_is_better():
    """The best is then the smallest."""
    measure = MEASURES["knee-chest-cm"].model_copy(update={"keep": "best"})
    assert log.kept_value(measure, [3, 2, 4]) == 2


@pytest.mark.parametrize("trials", [[], [1, 2, 3, 4]])
def test_too_few_or_too_many_trials(trials, journal, course, open_gate):
    """None is nothing to store, and more than the protocol has are refused."""
    assert enter(journal, course, **fitting(MEASURES["sit-reach-cm"], trials=trials)).refused


# --- what does not fit -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"measure": "handstand"}, "There is no measure 'handstand'"),
        ({"side": None}, "left or right"),
        ({"side": "middle"}, "side"),
        ({"around": "during"}, "around"),
        ({"up_an_hour": "yes"}, "up_an_hour"),
        ({"colour": "red"}, "colour"),
        ({"measured_at": "2026-05-04T08:00:00"}, "measured_at"),
        ({"measured_at": "2026-05-05T08:00:00+02:00"}, "has not come yet"),
    ],
)
def test_refused_with_the_reason(change, reason, journal, course, open_gate):
    """A refusal says what does not fit."""
    assert reason in enter(journal, course, **fitting(MEASURES["knee-chest-cm"]) | change).refused


def test_a_side_where_there_is_none(journal, course, open_gate):
    """A measure of the whole body takes no side."""
    assert "no left and right" in enter(journal, course, measure="pain-nrs", trials=[3], side="left").refused


def test_class_measures_need_a_class(journal, course, open_gate):
    """What needs a partner is refused to someone alone."""
    measure = MEASURES["fingertip-floor-cm"]
    assert "class" in enter(journal, course, **fitting(measure, in_class=False)).refused
    assert enter(journal, course, **fitting(measure)).refused is None


@pytest.mark.parametrize("up", [False, None])
def test_bending_measures_wait_an_hour(up, journal, course, open_gate):
    """Forward-bending measures need a yes to 'up for an hour'."""
    assert "hour" in enter(journal, course, **fitting(MEASURES["sit-reach-cm"], up_an_hour=up)).refused


# --- the gate ----------------------------------------------------------------------------------------------


def test_gate_is_asked_for_body_measures_only(journal, course, monkeypatch):
    """A closed gate refuses each body measure with its reason; scales stay open."""
    monkeypatch.setattr(gate, "may_measure", lambda *_: Permission(False, "emergency", "Ask first."))
    for measure in MEASURES.values():
        refused = enter(journal, course, **fitting(measure)).refused
        assert refused == ("Ask first." if measure.body else None)


def test_gate_is_asked_for_the_moment_of_entry(journal, course, monkeypatch):
    """An earlier time of measuring does not open what is closed now."""
    asked = []
    monkeypatch.setattr(gate, "may_measure", lambda db, course, id, moment: asked.append(moment) or ALLOWED)
    enter(journal, course, **fitting(MEASURES["knee-chest-cm"]), measured_at="2026-05-01T09:00:00+02:00")
    assert asked == [datetime.fromisoformat("2026-05-04T08:12:30+02:00")]
    assert log.records(journal, course, "knee-chest-cm")[0].at.day == 1


def test_nobody_measures_the_body_without_a_screening(journal, course):
    """On an empty journal the real gate closes all body measures."""
    for measure in MEASURES.values():
        refused = enter(journal, course, at=stamp(now()), **fitting(measure)).refused
        assert bool(refused) is measure.body


def test_what_the_screening_leaves_out_stays_out(journal, course):
    """After thin bones in the screening and today's check, left-out measures are refused, others taken."""
    answers = {question.id: Answer(answer="no") for question in course.safety.questions}
    bones = next(question for question in course.safety.questions if question.id == "bones")
    answers["bones"] = Answer(answer="yes", ticks={bones.ticks[0].id})
    with journal.writing() as db:
        standing.record_verdict(db, screen(course, answers), now())
        gate.record_daily_check(db, DailyCheck(now(), False, 2, True))
    left_out = [measure for measure in MEASURES.values() if measure.id in bones.rule.measures_out]
    assert left_out
    for measure in MEASURES.values():
        refused = enter(journal, course, at=stamp(now()), **fitting(measure)).refused
        assert bool(refused) is (measure in left_out)
    assert set(left_out).isdisjoint(offered(journal, course, in_class=True).measures)


# --- what is offered ---------------------------------------------------------------------------------------


def offered(journal, course, **more):
    with journal.reading() as db:
        return log.offer(db, course, now(), **more)


def test_offer_on_an_empty_journal(journal, course):
    """The scales are offered, and one sentence says what the others wait for."""
    offer = offered(journal, course)
    assert all(not measure.body for measure in offer.measures)
    assert (
        len(offer.left_out) == 1
        and "safety check" in offer.left_out[0]
        and "Knee to chest" in offer.left_out[0]
    )
    assert not offer.check_helps


@pytest.mark.parametrize(
    ("code", "helps"),
    [("check-needed", True), ("not-yet-up", True), ("pain-too-high", True), ("left-out", False)],
)
def test_offer_says_whether_the_three_questions_help(code, helps, journal, course, monkeypatch):
    """The button for them is shown only where it can change something."""
    monkeypatch.setattr(gate, "may_measure", lambda *_: Permission(False, code, "A reason."))
    assert offered(journal, course).check_helps is helps


def test_offer_of_a_class(journal, course, open_gate):
    """Class measures are offered in a class only."""
    assert "fingertip-floor-cm" not in {m.id for m in offered(journal, course).measures}
    assert "fingertip-floor-cm" in {m.id for m in offered(journal, course, in_class=True).measures}


def test_offer_knows_who_is_up(journal, course):
    """Today's yes to 'up for an hour' is not asked again."""
    with journal.writing() as db:
        gate.record_daily_check(db, DailyCheck(now(), False, 2, True))
    assert offered(journal, course).up_an_hour is True


@pytest.mark.parametrize("minutes, known", [(59, True), (61, None)])
def test_offer_asks_again_when_a_nap_may_lie_between(journal, course, minutes, known):
    """A yes from more than an hour ago is not filled in: the person says it anew."""
    at = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=1)))
    with journal.writing() as db:
        gate.record_daily_check(db, DailyCheck(at, False, 2, True))
    with journal.reading() as db:
        assert log.offer(db, course, at + timedelta(minutes=minutes)).up_an_hour is known


# --- coming out --------------------------------------------------------------------------------------------


def test_records_are_in_true_order(journal, course):
    """Times of different offsets sort by the moment, not by their text."""
    enter(journal, course, at="2026-05-04T09:00:00+09:00", measure="pain-nrs", trials=[1])
    enter(journal, course, at="2026-05-04T08:00:00-07:00", measure="pain-nrs", trials=[3])
    enter(journal, course, at="2026-05-04T08:30:00+02:00", measure="pain-nrs", trials=[2])
    found = log.records(journal, course, "pain-nrs")
    assert [record.value for record in found] == [1, 2, 3]
    assert [record.at.utcoffset() for record in found] == [timedelta(hours=h) for h in (9, 2, -7)]


def test_records_of_one_side(journal, course, open_gate):
    """One side alone, or both."""
    for side, value in (("left", 10), ("right", 20)):
        enter(journal, course, **fitting(MEASURES["knee-chest-cm"], side=side, trials=[value]))
    assert [r.value for r in log.records(journal, course, "knee-chest-cm", "right")] == [20]
    assert len(log.records(journal, course, "knee-chest-cm")) == 2


def test_stored_line(journal, course, open_gate):
    """The reply holds the line that the person reads, by their own clock."""
    reply = enter(journal, course, **fitting(MEASURES["knee-chest-cm"], trials=[34.5])).reply
    assert reply == {"value": 34.5, "text": "34.5 cm, left, 08:12"}


def test_a_long_morning_stiffness_has_a_word_said(journal, course):
    """Above half an hour, and not at it: a Berlin sign that a clinician should hear of."""
    at_it, above = (enter(journal, course, measure="morning-stiffness-min", trials=[m]) for m in (30, 35))
    assert "say" not in at_it.reply
    assert "Berlin" in above.reply["say"] and "mention it to a clinician" in above.reply["say"]


def test_same_event_twice(journal, course):
    """An event that arrives again is stored once."""
    at = datetime(2026, 5, 4, 8, 0, tzinfo=timezone(timedelta(hours=2)))
    event = {
        "id": "again-again",
        "kind": "measured",
        "occurred_at": stamp(at),
        "payload": {"measure": "pain-nrs", "trials": [4]},
    }
    assert deliver(journal, course, event) == deliver(journal, course, event)
    assert len(log.records(journal, course, "pain-nrs")) == 1


def test_logged_names_the_newest(journal, course):
    """Each measure that has readings, with the time of its last one."""
    enter(journal, course, at="2026-05-04T08:00:00+02:00", measure="pain-nrs", trials=[1])
    enter(journal, course, at="2026-05-06T08:00:00+02:00", measure="pain-nrs", trials=[1])
    assert log.logged(journal, course) == {"pain-nrs": datetime.fromisoformat("2026-05-06T08:00:00+02:00")}


# --- in words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("id", "value", "words"),
    [
        ("knee-chest-cm", 34.5, "34.5 cm"),
        ("knee-chest-cm", 34.666, "34.7 cm"),
        ("sit-reach-cm", -3, "−3 cm"),
        ("sit-reach-cm", -0.01, "0 cm"),
        ("straight-leg-raise-deg", 70, "70°"),
        ("stiffness-nrs", 10, "10 out of 10"),
        ("morning-stiffness-min", 40, "40 min"),
    ],
)
def test_amount(id, value, words):
    """Numbers are written as people read them."""
    assert log.amount(MEASURES[id], value) == words


def test_a_difference_of_one_is_one_point():
    """Also where it is one only once it is rounded."""
    told = [log.difference(MEASURES["pain-nrs"], value) for value in (1, 1.02, 2.8)]
    assert told == ["1 point", "1 point", "2.8 points"]


def test_accepted_in_words():
    """Range, unit and step in one phrase."""
    assert log.accepted(MEASURES["knee-chest-cm"]) == "0 to 60 cm, in steps of 0.5"
    assert log.accepted(MEASURES["pain-nrs"]) == "0 to 10, whole numbers"
