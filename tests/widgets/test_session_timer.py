"""The guided session as a widget: every start asks afresh."""

import json
from datetime import datetime, timedelta, timezone

import pytest

from course import emergency, standing
from course.errors import PlainError, Refused
from course.events import deliver
from course.journal import Journal
from course.screening import Verdict
from widgets import SessionTimer, session_timer
from widgets._base import UnknownName

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=1)))
CHECK = {"new_signs": False, "pain": 1, "up_an_hour": True}
SIX = (
    "single-knee-to-chest", "double-knees-to-chest", "supine-spinal-twist", "pelvic-tilt",
    "figure-four", "happy-baby",
)  # fmt: skip


class Clock:
    """The moment that the timer takes for now."""

    moment = NOON

    def __call__(self):
        return self.moment

    def later(self, **passed):
        self.moment += timedelta(**passed)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(session_timer, "now", clock)
    return clock


@pytest.fixture
def screened(course):
    """Stores a verdict, go by default."""

    def screen(verdict=None):
        with Journal().writing() as db:
            standing.record_verdict(db, verdict or Verdict(), NOON)

    return screen


def rows(table):
    with Journal().reading() as db:
        return [tuple(row) for row in db.execute(f"SELECT * FROM {table}")]


# --- what it refuses to be ---------------------------------------------------------------------------------


def test_an_unknown_stretch_offers_the_nearest():
    """A misspelt id is refused with what may have been meant."""
    with pytest.raises(UnknownName, match="no stretch 'figure-for'. Did you mean 'figure-four'"):
        SessionTimer("figure-for")


def test_an_unknown_routine_offers_the_nearest():
    """A misspelt routine is refused with those that there are."""
    with pytest.raises(UnknownName, match="no routine 'evenin'. Did you mean 'evening'.*first-week"):
        SessionTimer(routine="evenin")


@pytest.mark.parametrize("given", [{}, {"stretch": "pelvic-tilt", "routine": "evening"}])
def test_one_of_both_is_needed(given):
    """Neither, or both, of stretch and routine is refused with an example."""
    with pytest.raises(ValueError, match="one stretch or one routine"):
        SessionTimer(**given)


@pytest.mark.parametrize(
    "given, limits",
    [
        ({"hold_seconds": 1}, "hold_seconds is 1; expected 2 to 120"),
        ({"hold_seconds": 121}, "hold_seconds is 121; expected 2 to 120"),
        ({"sets": 0}, "sets is 0; expected 1 to 6"),
        ({"sets": 7}, "sets is 7; expected 1 to 6"),
        ({"get_ready_seconds": -1}, "get_ready_seconds is -1; expected 0 to 120"),
        ({"rest_seconds": 121}, "rest_seconds is 121; expected 0 to 120"),
    ],
)
def test_numbers_have_limits(given, limits):
    """A number outside its limits is refused, and the limits are told."""
    with pytest.raises(ValueError, match=limits) as caught:
        SessionTimer("figure-four", **given)
    assert isinstance(caught.value, PlainError)


@pytest.mark.parametrize(
    "option, given",
    [
        ("hold_seconds", {"stretch": "figure-four", "hold_seconds": "long"}),
        ("hold_seconds", {"stretch": "figure-four", "hold_seconds": 20.5}),
        ("sets", {"stretch": "figure-four", "sets": [2]}),
        ("stretch", {"stretch": 5}),
        ("routine", {"routine": ["evening"]}),
    ],
)
def test_values_of_another_type_are_told_in_one_line(option, given):
    """A word where a number belongs is refused in one plain line that names the option."""
    with pytest.raises(ValueError) as caught:
        SessionTimer(**given)
    assert isinstance(caught.value, PlainError)
    assert option in str(caught.value) and "\n" not in str(caught.value)


@pytest.mark.parametrize("given", [{"hold": 20}, {"seconds": 20}, {"demo": True}])
def test_an_unknown_option_is_refused(given):
    """An option that is not there is never dropped in silence."""
    with pytest.raises(TypeError, match=f"unexpected keyword argument '{next(iter(given))}'"):
        SessionTimer("figure-four", **given)


def test_options_are_named():
    """A second value without a name is refused, as nobody could read what it means."""
    with pytest.raises(TypeError):
        SessionTimer("figure-four", 20)


# --- what stops a start ------------------------------------------------------------------------------------


def refused(timer, check=CHECK):
    with pytest.raises(Refused) as caught:
        timer.start(check)
    return str(caught.value)


def test_nothing_starts_without_a_screening():
    """A direct call from Python is asked like everybody else."""
    timer = SessionTimer("pelvic-tilt")
    assert "safety check" in refused(timer) and "safety check" in refused(timer, None)
    assert timer.state() == {
        "allowed": False, "code": "screening-needed",
        "reason": "You have not done the safety check yet. It takes about three minutes. "
        "The safety check stands in Start here and in lesson 01, Stay safe.",
        "notes": [],
    }  # fmt: skip


def test_nothing_starts_without_todays_check(screened):
    """After the screening the three questions are still needed."""
    screened()
    assert "three quick questions" in refused(SessionTimer("pelvic-tilt"), None)


def test_nothing_starts_in_an_emergency(screened):
    """An open emergency beats a fresh check."""
    screened(Verdict(outcome="emergency", urgency="hospital-today", leave_out=SIX))
    timer = SessionTimer("pelvic-tilt")
    assert "checked by a clinician" in refused(timer) and "checked by a clinician" in refused(timer, None)
    assert timer.state()["code"] == "emergency"


def test_a_sign_in_a_session_closes_the_next_start(screened, course):
    """After the top answer of Stop the same timer does not start again."""
    screened()
    timer = SessionTimer("pelvic-tilt")
    session = timer.start(CHECK)["session_id"]
    stop = {"session_id": session, "stretch": "pelvic-tilt", "answer": "emergency-sign"}
    event = {"id": "event-0001", "kind": "stop-answered", "occurred_at": NOON.isoformat(), "payload": stop}
    deliver(Journal(), course, event)
    assert "checked by a clinician" in refused(timer, None)


def test_nothing_starts_while_all_waits_for_a_clinician(screened):
    """Ask first, about all six: no session."""
    screened(Verdict(outcome="ask-first", scope="all", leave_out=SIX))
    assert "ask a clinician" in refused(SessionTimer("pelvic-tilt"))


def test_nothing_starts_in_strong_pain(screened):
    """With 7 or more, it says what helps instead; a lower number later opens it again."""
    screened()
    timer = SessionTimer("pelvic-tilt")
    assert "short walks" in refused(timer, CHECK | {"pain": 7}).replace("\n", " ")
    assert "short walks" in refused(timer, None).replace("\n", " ")
    assert timer.start(CHECK)["session_id"]


def test_a_new_sign_stops_the_start_and_voids_the_screening(screened, course):
    """A yes to the first question sends the learner back to all fourteen."""
    screened()
    timer = SessionTimer("pelvic-tilt")
    refused(timer, CHECK | {"new_signs": True})
    assert "asked again" in refused(timer)
    assert rows("screening")[0][-1] == "new-signs"


def test_a_stretch_that_is_left_out_does_not_start(screened):
    """The reason is told; the others start."""
    screened(Verdict(outcome="ask-first", scope="some", leave_out=("happy-baby",)))
    assert "clinician" in refused(SessionTimer("happy-baby"))
    assert SessionTimer("figure-four").start(CHECK)["session_id"]


@pytest.mark.parametrize(
    "wrong",
    [
        {}, {"pain": 1}, {**CHECK, "pain": None}, {**CHECK, "pain": "1"}, {**CHECK, "pain": 1.5},
        {**CHECK, "pain": True}, {**CHECK, "new_signs": None}, {**CHECK, "new_signs": "no"},
        {**CHECK, "up_an_hour": 1}, {**CHECK, "pain": -1}, {**CHECK, "pain": 11},
    ],
)  # fmt: skip
def test_a_check_with_a_gap_is_refused(screened, wrong):
    """All three answers are needed, each of its own kind; nothing is stored or started."""
    screened()
    assert refused(SessionTimer("pelvic-tilt"), wrong)
    assert rows("daily_check") == []


def test_a_repeated_start_needs_a_check_of_the_last_ten_minutes(screened, clock):
    """Without a new check the last one counts for ten minutes."""
    screened()
    timer = SessionTimer("pelvic-tilt")
    timer.start(CHECK)
    clock.later(minutes=10)
    assert timer.start()["session_id"]
    clock.later(seconds=1)
    assert "three quick questions" in refused(timer, None)


def test_a_screening_that_ran_out_stops_a_timer_drawn_before(screened, clock):
    """Thirty days after the screening the timer in yesterday's notebook does not start."""
    screened()
    timer = SessionTimer("pelvic-tilt")
    clock.later(days=30)
    assert "run out" in refused(timer)


# --- a start -----------------------------------------------------------------------------------------------


def test_a_start_gives_the_plan_and_its_texts(screened, course):
    """The page gets all that it needs to go on without Python, as plain JSON."""
    screened()
    started = json.loads(json.dumps(SessionTimer(routine="evening").start(CHECK)))
    assert sum(step["seconds"] for step in started["plan"]["steps"]) == 860
    assert [answer["id"] for answer in started["stop"]["answers"]][0] == "emergency-sign"
    assert len(started["stop"]["answers"]) == 6 and started["demonstration"] is False
    assert len(started["texts"]["emergency"]) == 2, "the stop button does not ask which sign it was"
    assert "{local_number}" not in json.dumps(started)


def test_the_local_number_stands_in_the_texts(screened):
    """The number of the learner's region is in what the page keeps for an emergency."""
    screened()
    Journal().set_setting("region", "us")
    assert "911" in json.dumps(SessionTimer("pelvic-tilt").start(CHECK)["texts"]["emergency"])


def test_each_start_is_a_session_of_its_own(screened):
    """Two starts have two ids, each fit to name a session in the journal."""
    screened()
    timer = SessionTimer("pelvic-tilt")
    ids = {timer.start(CHECK)["session_id"] for _ in range(3)}
    assert len(ids) == 3 and all(8 <= len(id) <= 64 and id.isalnum() for id in ids)


def test_a_start_stores_todays_check_and_nothing_else(screened):
    """What was answered is kept once; a session is stored when it ends, not when it begins."""
    screened()
    timer = SessionTimer("pelvic-tilt")
    timer.start(CHECK)
    timer.start()
    assert [row[1:] for row in rows("daily_check")] == [("2026-11-22T12:00:00+01:00", 0, 1, 1)]
    assert rows("session") == [] and rows("event") == []


def test_the_plan_obeys_screening_and_pain(screened):
    """What is left out is dropped with a note; with pain of 5 the rest is easier, one set of 20 seconds."""
    screened(Verdict(outcome="ask-first", scope="some", leave_out=("happy-baby",),
                     change={"pelvic-tilt": ("flatten-only",)}))  # fmt: skip
    plan = SessionTimer(routine="evening", hold_seconds=60).start(CHECK | {"pain": 5})["plan"]
    steps = plan["steps"]
    assert not [step for step in steps if step["do"] == "happy-baby"]
    assert {step["seconds"] for step in steps if step["phase"] == "hold"} == {20}
    assert {step["sets"] for step in steps if step["phase"] == "hold"} == {1}
    tilt = [step["variants"] for step in steps if step["do"] == "pelvic-tilt"]
    assert tilt == [["small", "flatten-only"]] * 2
    assert any("left out" in note for note in plan["notes"])


def test_the_first_hour_has_its_own_routine(screened):
    """Not yet up for an hour: the evening becomes the morning routine."""
    screened()
    plan = SessionTimer(routine="evening").start(CHECK | {"up_an_hour": False})["plan"]
    assert plan["routine"] == "morning" and sum(step["seconds"] for step in plan["steps"]) == 460


def test_the_outline_follows_the_plan_of_today(screened):
    """The lines that the page shows are those of the plan that starts, not of the one asked for."""
    screened(Verdict(outcome="ask-first", scope="some", leave_out=("figure-four",)))
    timer = SessionTimer(routine="evening-short")
    outline = timer.start(CHECK)["plan"]["outline"]
    assert timer.outline["minutes"] == "11 min" and outline["minutes"] == "8 min 10 s"
    assert len(outline["parts"]) == len(timer.outline["parts"]) - 1


# --- the first days ----------------------------------------------------------------------------------------


def practised(at, id="session-0001"):
    """A session of this moment in the journal, in which a little was done."""
    with Journal().writing() as db:
        row = (id, None, "pelvic-tilt", at.isoformat(), at.isoformat(), "finished", 60)
        db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        db.execute("INSERT INTO practice VALUES (?, 'pelvic-tilt', '[]', NULL, 0, 1, 6)", (id,))


@pytest.mark.parametrize(
    "wish",
    [
        {"routine": "evening-short"},
        {"routine": "evening"},
        {"routine": "day-break"},
        {"routine": "class"},
        {"routine": "first-week", "sets": 2},
        {"stretch": "happy-baby"},
        {"stretch": "figure-four", "hold_seconds": 30, "sets": 1},
    ],
)
def test_more_than_the_first_week_is_asked_about(screened, wish, course):
    """In the first days the answer holds a suggestion; the plan that was asked for is there as well."""
    screened()
    started = json.loads(json.dumps(SessionTimer(**wish).start(CHECK)))
    offered, rule = started["suggestion"], course.over_days.first_days
    assert (offered["say"], offered["take"], offered["keep"]) == (rule.say_new, rule.take, rule.keep)
    assert offered["outline"]["minutes"] == "5 min 50 s"
    assert started["plan"]["routine"] == wish.get("routine")


@pytest.mark.parametrize(
    "wish",
    [
        {"routine": "first-week"},
        {"routine": "morning"},
        {"routine": "propped"},
        {"stretch": "pelvic-tilt"},
        {"stretch": "single-knee-to-chest", "hold_seconds": 20, "sets": 1},
        {"stretch": "happy-baby", "hold_seconds": 20, "sets": 1},
    ],
)
def test_what_is_no_more_is_not_asked_about(screened, wish):
    """The first week itself, the morning, the propped one, and a try of 20 seconds as in the lessons."""
    screened()
    assert SessionTimer(**wish).start(CHECK)["suggestion"] is None


def test_the_first_hour_suggests_nothing(screened):
    """Not up for an hour: the morning takes its place already."""
    screened()
    for wish in ({"routine": "evening"}, {"stretch": "single-knee-to-chest"}):
        assert SessionTimer(**wish).start(CHECK | {"up_an_hour": False})["suggestion"] is None


def test_taking_the_first_week(screened):
    """The plan is then the first week, for the timer that was pressed; the next start asks again."""
    screened()
    timer = SessionTimer(routine="evening", hold_seconds=60, get_ready_seconds=5)
    timer.start(CHECK)
    started = timer.start(None, "gentle")
    assert started["plan"]["routine"] == "first-week" and started["suggestion"] is None
    assert started["asked"] == "routine='evening', hold_seconds=60, get_ready_seconds=5"
    assert sum(step["seconds"] for step in started["plan"]["steps"]) == 335
    assert timer.start(CHECK)["suggestion"]


def test_going_on_is_kept_for_a_week(screened, clock):
    """Whoever goes on as chosen gets it, and is not asked by any timer for seven days."""
    screened()
    timer = SessionTimer(routine="evening")
    timer.start(CHECK)
    started = timer.start(None, "chosen")
    assert started["plan"]["routine"] == "evening" and started["suggestion"] is None
    clock.later(days=6)
    assert SessionTimer("happy-baby").start(CHECK)["suggestion"] is None
    clock.later(days=1)
    assert SessionTimer("happy-baby").start(CHECK)["suggestion"], "still no session, a week later"


@pytest.mark.parametrize("days, asks", [(6, True), (7, False), (13, False), (14, True)])
def test_days_and_breaks(screened, clock, course, days, asks):
    """Day 7 asks, day 8 does not; 13 days without practice do not, 14 do, in other words."""
    screened()
    practised(NOON)
    clock.later(days=days)
    offered = SessionTimer(routine="evening").start(CHECK)["suggestion"]
    assert bool(offered) is asks
    if days == 14:
        assert offered["say"] == course.over_days.first_days.say_after_break


def test_a_refused_start_keeps_no_choice(screened, clock):
    """What does not begin is no going on."""
    screened()
    timer = SessionTimer(routine="evening")
    with pytest.raises(Refused):
        timer.start(None, "chosen")
    assert timer.start(CHECK)["suggestion"]


@pytest.mark.parametrize("choice", ["first-week", "", 1, True, ["gentle"]])
def test_an_unknown_choice_is_refused(screened, choice):
    """Only the two answers count."""
    screened()
    with pytest.raises(Refused, match="gentle"):
        SessionTimer(routine="evening").start(CHECK, choice)


def test_nothing_is_suggested_that_could_not_be_done(screened):
    """Where the screening leaves too little of the first week, there is no such suggestion."""
    screened(Verdict(outcome="ask-first", scope="some", leave_out=("pelvic-tilt", "single-knee-to-chest")))
    assert SessionTimer("figure-four").start(CHECK)["suggestion"] is None


def test_a_nap_is_asked_about_at_every_start(screened, clock):
    """An earlier 'up for an hour' does not outlive a nap: each start has its own three answers.

    The page sends them with every press on Start; without them nothing starts after ten minutes, far less
    than the nap of more than an hour that the question speaks of.
    """
    screened()
    timer = SessionTimer(routine="evening-short")
    assert timer.start(CHECK)["plan"]["routine"] == "evening-short"
    clock.later(minutes=90)
    assert "three quick questions" in refused(timer, None)
    assert "nap" in timer.check["up_an_hour_ask"]
    assert timer.start(CHECK | {"up_an_hour": False})["plan"]["routine"] == "morning"


# --- a demonstration ---------------------------------------------------------------------------------------


def test_a_demonstration_stores_nothing():
    """For a projector: it starts without a screening, and the journal is as it was."""
    timer = SessionTimer(routine="class", demonstration=True)
    before = Journal().file.read_bytes()
    started = timer.start(CHECK)
    assert timer.state()["allowed"] and timer.check == {} and started["demonstration"] is True
    assert Journal().file.read_bytes() == before
    assert rows("daily_check") == [] and rows("screening") == []


@pytest.mark.parametrize("choice", [None, "gentle", "chosen"])
def test_a_demonstration_suggests_nothing(choice):
    """In the first days too it shows what it was made for, and keeps no choice."""
    started = SessionTimer(routine="evening", demonstration=True).start(None, choice)
    assert started["suggestion"] is None and started["plan"]["routine"] == "evening"
    assert [row for row in rows("setting") if row[0].startswith("first")] == []


@pytest.mark.parametrize("routine", ["class", "evening", "morning"])
def test_a_demonstration_is_short(routine):
    """Holds are cut to ten seconds and one set, whatever was asked for."""
    timer = SessionTimer(routine=routine, demonstration=True, hold_seconds=60, sets=3)
    holds = [step for step in timer.start()["plan"]["steps"] if step["phase"] == "hold"]
    assert holds and {step["seconds"] for step in holds} == {10} and {step["sets"] for step in holds} == {1}


def test_a_demonstration_stops_at_an_emergency(screened):
    """On a computer on which something has to be checked, not even a demonstration runs."""
    screened(Verdict(outcome="emergency", urgency="hospital-today", leave_out=SIX))
    timer = SessionTimer(routine="class", demonstration=True)
    assert timer.state()["allowed"] is False
    assert "checked by a clinician" in refused(timer, None)


def test_a_demonstration_stays_one():
    """The page cannot make a demonstration of a session, which would start it unscreened."""
    timer = SessionTimer("pelvic-tilt")
    timer.set_state({"demonstration": True})
    assert refused(timer)


# --- what is seen without a browser ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make, text",
    [
        (lambda: SessionTimer("figure-four"), "SessionTimer('figure-four')"),
        (
            lambda: SessionTimer("figure-four", hold_seconds=20, sets=1),
            "SessionTimer('figure-four', hold_seconds=20, sets=1)",
        ),
        (lambda: SessionTimer(routine="evening"), "SessionTimer(routine='evening')"),
        (
            lambda: SessionTimer(routine="class", demonstration=True),
            "SessionTimer(routine='class', demonstration=True)",
        ),
    ],
)
def test_the_repr_is_what_one_types(make, text):
    """The same in every run, and what was typed."""
    assert repr(make()) == text


def test_the_outline_reads_like_a_plan():
    """Minutes and one line for each part, with its dose."""
    timer = SessionTimer(routine="first-week")
    assert timer.outline["minutes"] == "5 min 50 s"
    parts = timer.outline["parts"]
    assert parts[0] == "Slow breathing: 6 times, 10 s each"
    assert parts[2].endswith(": 20 s on each side") and parts[-1] == "Getting up: 60 s"
    assert SessionTimer("happy-baby").outline["parts"][0].endswith(": 2 × 30 s")


def test_the_printed_version_is_the_plan_as_asked_for(screened):
    """On paper the plan stands without anything of the journal."""
    before = SessionTimer(routine="evening")._static_html()
    screened(Verdict(outcome="ask-first", scope="some", leave_out=("happy-baby",)))
    timer = SessionTimer(routine="evening")
    timer.start(CHECK | {"pain": 5})
    assert timer._static_html() == before
    assert "14 min 20 s" in before and before.count("<li>") == 7


def test_a_left_out_stretch_is_told_before_anything_is_asked(screened):
    """The timer of a stretch that the screening leaves out says so at once; another one may start."""
    screened(Verdict(outcome="ask-first", scope="some", leave_out=("figure-four",)))
    assert SessionTimer("figure-four").state()["code"] == "left-out"
    assert SessionTimer("pelvic-tilt").state()["allowed"]


def test_a_routine_that_gets_shorter_says_so_before_anything_is_asked(screened):
    """What the screening takes out of a routine is told at once, not first after the three questions."""
    screened()
    assert SessionTimer(routine="evening").state()["notes"] == []
    screened(Verdict(outcome="ask-first", scope="some", leave_out=("figure-four",)))
    (note,) = SessionTimer(routine="evening").state()["notes"]
    assert note.startswith("Figure-four stretch is left out: your safety check")


def test_the_stop_pages_say_which_signs_they_are_for(screened, course):
    """Two pages stand together after the stop button: each names its signs. Alone it does not."""
    titles = [page["title"] for page in emergency.pages(course.safety, None, "112")]
    assert [title.split(":")[0] for title in titles] == [
        course.safety.urgency_pages[urgency].signs for urgency in emergency.STOP_BUTTON_URGENCIES
    ]
    assert emergency.pages(course.safety, "hospital-today", "112")[0]["title"] == "Get checked today"
