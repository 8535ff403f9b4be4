"""The screening as a widget: what the page gets, and what never leaves it."""

import json
import re
from datetime import date, datetime, timedelta, timezone

import pytest

from course import standing
from course.errors import Refused
from course.journal import Journal
from widgets import SafetyCheck, SessionTimer, safety_check, session_timer
from widgets._base import escaped
from widgets._static import review_line

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=1)))
NO_PAIN = {"new_signs": False, "pain": 0, "up_an_hour": True}


class Clock:
    """The moment that the widgets take for now."""

    moment = NOON

    def __call__(self):
        return self.moment

    def later(self, **passed):
        self.moment += timedelta(**passed)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(safety_check, "now", clock)
    monkeypatch.setattr(session_timer, "now", clock)
    return clock


@pytest.fixture
def check():
    return SafetyCheck()


def answers(course, **yes):
    """No to all, but yes with these ticks to the questions named (with _ for -)."""
    given = {question.id: {"answer": "no", "ticks": []} for question in course.safety.questions}
    for id, ticks in yes.items():
        given[id.replace("_", "-")] = {"answer": "yes", "ticks": ticks}
    return given


def count(table):
    with Journal().reading() as db:
        return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


# --- what the page gets ------------------------------------------------------------------------------------


def test_the_page_gets_questions_without_rules(check, course):
    """Words to ask and signs to tick go to the browser; what follows from them stays in Python."""
    assert [question["id"] for question in check.questions] == [q.id for q in course.safety.questions]
    for question in check.questions:
        assert set(question) == {"id", "title", "ask", "ticks", "other_answers"}
        assert all(set(tick) == {"id", "text", "urgency"} for tick in question["ticks"])


def test_urgent_signs_are_marked(check, course):
    """Exactly the signs that mean an emergency get a second look before they count."""
    for shown, question in zip(check.questions, course.safety.questions, strict=True):
        for tick_shown, tick in zip(shown["ticks"], question.ticks, strict=True):
            rule = tick.rule or question.rule
            assert tick_shown["urgency"] == rule.urgency


def test_it_says_who_has_reviewed_it(check, course):
    """Until a clinician signs, the page and the printed version say that nobody has."""
    safety = course.safety
    assert check.review == review_line([safety]) and check.review in check._static_html()
    unsigned = safety.model_copy(update={"reviewed_by": None, "reviewed_on": None})
    assert review_line([unsigned]) == "Not yet reviewed by a clinician."
    signed = safety.model_copy(update={"reviewed_by": "A. Nurse", "reviewed_on": NOON.date()})
    assert review_line([signed]) == "Reviewed by A. Nurse on 22 November 2026."


def test_the_printed_version_asks_everything(check, course):
    """On paper all fourteen questions stand, with all signs."""
    html = check._static_html()
    for question in course.safety.questions:
        assert escaped(question.ask) in html
        assert all(escaped(tick.text) in html for tick in question.ticks)


def test_every_reply_can_be_sent(check, course):
    """Whatever the verdict, what goes to the page is plain JSON."""
    for yes in ({}, {"bones": ["thin-bones"]}, {"anything_else": ["told-not-to"]}, {"fever": []}):
        assert json.loads(json.dumps(check.submit(answers(course, **yes))))["sentence"]


def test_before_the_first_time(check):
    """Without a screening the state is 'none', and nothing is left out."""
    state = check.state()
    assert (state["code"], state["leave_out"], state["pages"], state["undo_seconds"]) == ("none", [], [], 0)


# --- answers -----------------------------------------------------------------------------------------------


def test_no_to_everything_is_go(check, course):
    """Fourteen times no: go, with the date until which it counts."""
    shown = check.submit(answers(course))
    assert shown["code"] == "go" and "22 December 2026" in shown["sentence"]
    assert SafetyCheck().state()["code"] == "go"


def test_ask_first_names_titles_and_stretches(check, course):
    """The page tells which subjects were the reason, what is left out or changed, and what to do."""
    shown = check.submit(answers(course, bones=["thin-bones"]))
    assert shown["code"] == "ask-first-some" and shown["causes"] == ["your bones"]
    assert {"id": "happy-baby", "name": course.stretches["happy-baby"].name} in shown["leave_out"]
    tilt = course.stretches["pelvic-tilt"]
    assert f"{tilt.name}: {tilt.variant('small').name}" in shown["change"]
    assert len(shown["measures_out"]) == 5 and len(shown["say"]) == 1


def test_what_to_do_is_said_once(check, course):
    """The advice belongs to the moment of the answers; it is not stored, so a reload shows the rest only."""
    check.submit(answers(course, bones=["thin-bones"]))
    again = SafetyCheck().state()
    assert again["code"] == "ask-first-some" and again["say"] == [] and again["notes"] == []


def test_an_emergency_shows_its_page(check, course):
    """As soon as one sign is an emergency, the page says what to do, with the number, unfinished or not."""
    shown = check.submit({"fever": {"answer": "yes", "ticks": ["fever-or-very-ill"]}})
    assert (shown["code"], shown["undo_seconds"]) == ("emergency", 60)
    assert shown["emergency_day"] == "2026-11-22"
    assert [page["title"] for page in shown["pages"]] == ["Get medical advice today"]
    assert "{local_number}" not in json.dumps(shown)
    assert len(shown["leave_out"]) == 6 and len(shown["measures_out"]) == 7


def test_the_local_number_can_be_set(check, course):
    """The chosen region's number stands in every emergency text, now and later."""
    check.set_region("gb")
    shown = check.submit(answers(course, chest_breath_collapse=["chest-pain"]))
    assert shown["region"] == "gb"
    assert "999" in shown["say"][0] and any("999" in line for line in shown["pages"][0]["do"])
    assert SafetyCheck().state()["region"] == "gb"


def test_an_unknown_region_is_refused(check):
    """A region that the course has no number for changes nothing."""
    with pytest.raises(Refused, match="expected one of default, eu, gb"):
        check.set_region("mars")
    assert check.state()["region"] == "default"


@pytest.mark.parametrize(
    "given",
    [
        None, [], "no", 3, {"bones": "no"}, {"bones": None}, {"bones": {"answer": "no", "tick": []}},
        {"bones": {"ticks": []}}, {"bones": {"answer": True}}, {"bones": {"answer": "no", "ticks": 5}},
        {"bones": {"answer": "no", "ticks": []}},
    ],
)  # fmt: skip
def test_answers_that_cannot_be_read_are_refused(check, given):
    """Anything but answers is refused with a sentence, and nothing is stored."""
    with pytest.raises(Refused):
        check.submit(given)
    assert count("screening") == 0


# --- an emergency stays ------------------------------------------------------------------------------------


@pytest.fixture
def in_emergency(check, course):
    check.submit(answers(course, saddle_bladder_bowel=["bowel"]))
    return check


def test_a_second_screening_does_not_lift_it(in_emergency, course, clock):
    """Only no, by another widget, later: refused, and the page stays."""
    clock.later(minutes=5)
    with pytest.raises(Refused):
        SafetyCheck().submit(answers(course))
    assert SafetyCheck().state()["code"] == "emergency"


def test_no_timer_starts(in_emergency, clock):
    """Neither a timer drawn before or after, nor a demonstration, starts."""
    for timer in (SessionTimer("pelvic-tilt"), SessionTimer(routine="class", demonstration=True)):
        assert not timer.state()["allowed"]
        with pytest.raises(Refused, match="checked by a clinician"):
            timer.start(NO_PAIN)


def test_a_timer_drawn_before_does_not_start(check, course):
    """A timer asks afresh, so what it was told earlier does not count."""
    check.submit(answers(course))
    timer = SessionTimer("pelvic-tilt")
    assert timer.start(NO_PAIN)["session_id"]
    check.submit(answers(course, injury=["hard-knock"]))
    with pytest.raises(Refused, match="checked by a clinician"):
        timer.start(NO_PAIN)
    with pytest.raises(Refused, match="checked by a clinician"):
        timer.start()


def test_a_mistaken_tap_is_taken_back(in_emergency, clock, course):
    """The seconds left count down; within them it is undone and all is asked again."""
    clock.later(seconds=42)
    assert in_emergency.state()["undo_seconds"] == 18
    assert in_emergency.undo()["code"] == "void"
    assert in_emergency.submit(answers(course))["code"] == "go"


def test_after_a_minute_no_tap_is_taken_back(in_emergency, clock):
    """At zero seconds the offer is gone, and Python refuses as well."""
    clock.later(seconds=61)
    assert in_emergency.state()["undo_seconds"] == 0
    with pytest.raises(Refused):
        in_emergency.undo()


def test_a_clinicians_check_ends_it(in_emergency, clock, course):
    """With the date of the check all is asked again; without a fitting date it stays."""
    clock.later(days=2)
    for wrong in ("2026-11-21", "2026-11-25", "22.11.2026", "", None, "2026-02-30"):
        with pytest.raises(Refused):
            in_emergency.clear_emergency(wrong)
    assert in_emergency.state()["code"] == "emergency"
    assert in_emergency.clear_emergency("2026-11-23")["code"] == "void"
    assert in_emergency.submit(answers(course))["code"] == "go"


def test_the_days_to_choose_from_are_those_that_are_taken(check, course, clock):
    """After a flight westwards, and with a later emergency, the first day offered is one that is accepted."""
    clock.moment = datetime(2026, 11, 22, 1, 0, tzinfo=timezone(timedelta(hours=13)))
    check.submit(answers(course, injury=["hard-knock"]))
    clock.moment = (NOON - timedelta(hours=14)).astimezone(timezone(timedelta(hours=-10)))
    assert clock.moment.date() == date(2026, 11, 21)
    assert check.state()["emergency_day"] == "2026-11-21"
    assert check.clear_emergency(check.state()["emergency_day"])["code"] == "void"


def test_the_later_of_two_emergencies_gives_the_first_day(check, course, clock):
    """A check between two emergencies is not enough, so its day is not offered."""
    check.submit(answers(course, injury=["hard-knock"]))
    clock.later(days=3)
    with Journal().writing() as db:
        standing.open_new_emergency(db, None, "stop-button", clock.moment)
    clock.later(days=1)
    assert check.state()["emergency_day"] == "2026-11-25"
    assert check.clear_emergency("2026-11-25")["code"] == "void"


# --- ask first ---------------------------------------------------------------------------------------------


def test_a_clearance_opens_what_was_allowed(check, course):
    """Told whom, when and what, the page shows what is left; the timer obeys."""
    check.submit(answers(course, bones=["thin-bones"]))
    with pytest.raises(Refused):
        SessionTimer("happy-baby").start(NO_PAIN)
    shown = check.clear_ask_first("physiotherapist", "2026-11-20", ["happy-baby"], ["sit-reach-cm"])
    assert "happy-baby" not in {entry["id"] for entry in shown["leave_out"]}
    assert "sit-reach-cm" not in {entry["id"] for entry in shown["measures_out"]}
    assert SessionTimer("happy-baby").start(NO_PAIN)["session_id"]
    with pytest.raises(Refused):
        SessionTimer("double-knees-to-chest").start(NO_PAIN)


@pytest.mark.parametrize(
    "given",
    [
        ("neighbour", "2026-11-20", ["happy-baby"], []),
        ("doctor", "tomorrow", ["happy-baby"], []),
        ("doctor", "2026-11-20", ["pelvic-tilt"], []),
        ("doctor", "2026-11-20", "happy-baby", []),
        ("doctor", "2026-11-20", [], [{"id": "sit-reach-cm"}]),
    ],
)
def test_a_clearance_that_does_not_fit_is_refused(check, course, given):
    """Nothing is opened by half of an answer."""
    before = check.submit(answers(course, bones=["thin-bones"]))["leave_out"]
    with pytest.raises(Refused):
        check.clear_ask_first(*given)
    assert check.state()["leave_out"] == before and count("clearance") == 0


# --- what never leaves the page ----------------------------------------------------------------------------


def test_ticks_stay_out_of_the_journal_and_the_traits(check, course):
    """After a screening with ticks neither the file nor what the notebook saves knows of them."""
    before = check.get_state()
    yes = {question.id.replace("-", "_"): [tick.id for tick in question.ticks]
           for question in course.safety.questions[5:]}  # fmt: skip
    check.submit(answers(course, **yes))
    assert check.get_state() == before
    data = b"".join(file.read_bytes() for file in Journal().file.parent.iterdir())
    text = data.decode("utf-8", errors="replace")
    for question in course.safety.questions:
        for tick in question.ticks:
            assert tick.text not in text
            assert not re.search(rf"(?<![\w-]){tick.id}(?![\w-])", text), tick.id


def test_no_reply_repeats_a_tick(check, course):
    """What comes back names subjects and advice, and no sign by its id."""
    shown = json.dumps(check.submit(answers(course, whole_body=["cancer"], bones=["steroids"])))
    assert "cancer" not in shown and not re.search(r'"steroids"', shown)
