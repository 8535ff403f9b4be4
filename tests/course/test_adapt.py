"""How screening, today's check and earlier stops change the next plan."""

from datetime import datetime, timedelta, timezone

import pytest

from course.adapt import Adaptation, adapt, adaptation
from course.errors import Refused
from course.events import deliver
from course.gate import DailyCheck
from course.journal import Journal
from course.plan import Wish, plan_session
from course.practice import Stop
from course.standing import Standing

CET = timezone(timedelta(hours=1))
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=CET)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

SK, DK, TW = "single-knee-to-chest", "double-knees-to-chest", "supine-spinal-twist"
PT, F4, HB = "pelvic-tilt", "figure-four", "happy-baby"
SIX = [SK, DK, TW, PT, F4, HB]
EASIER = {
    SK: "hands-behind-thigh",
    DK: "hands-behind-thigh",
    TW: "pillow-under-knees",
    PT: "small",
    F4: "foot-down",
    HB: "hold-thighs",
}
FREE = Standing("go", "")


def check(pain=0, up_an_hour=True):
    return DailyCheck(NOON, False, pain, up_an_hour)


def after_stops(course, *stops, moment=NOON):
    """The adaptation after stops, each (how long ago, stretch, answer), oldest first."""
    return adapt(
        course,
        FREE,
        check(),
        [Stop(moment - ago, stretch, answer) for ago, stretch, answer in stops],
        moment,
    )


def test_nothing_special_changes_nothing(course):
    """Screened, no pain, up for hours, no stops: the plan is as it stands."""
    assert adapt(course, FREE, check(), [], NOON) == Adaptation()


# --- screening ---------------------------------------------------------------------------------------------


def test_the_screening_leaves_out_and_changes(course):
    """What the standing names is left out with a reason, and changed."""
    where = Standing(
        "ask-first-some", "", leave_out=frozenset({DK, HB}), change={PT: ("small",), SK: ("mid-range",)}
    )
    found = adapt(course, where, check(), [], NOON)
    assert set(found.left_out) == {DK, HB} and all("clinician" in why for why in found.left_out.values())
    assert found.variants == {PT: ("small",), SK: ("mid-range",)}


def test_left_out_beats_changed(course):
    """A stretch that is left out keeps no form, whoever asks for one."""
    where = Standing("ask-first-some", "", leave_out=frozenset({SK}), change={SK: ("mid-range",)})
    found = adapt(course, where, check(pain=5), [], NOON)
    assert SK in found.left_out and SK not in found.variants


# --- today's check -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("pain", [4, 5, 6])
def test_some_pain_makes_everything_easier(course, pain):
    """Pain of 4 to 6: each stretch in its easier form, one set, holds of at most 20 seconds, and a note."""
    found = adapt(course, FREE, check(pain=pain), [], NOON)
    assert found.variants == {id: (variant,) for id, variant in EASIER.items()}
    assert found.hold(SK, 30) == 20 and found.hold(SK, 10) == 10
    assert found.sets(SK, 2) == 1
    assert not found.left_out and not found.morning and len(found.notes) == 1


@pytest.mark.parametrize("pain", [0, 3])
def test_little_pain_changes_nothing(course, pain):
    """Up to 3 it is as planned."""
    assert adapt(course, FREE, check(pain=pain), [], NOON) == Adaptation()


def test_a_plan_in_pain(course):
    """The short evening with pain of 5 is one hold of 20 seconds a side, in the easier forms."""
    plan = plan_session(course, Wish(routine="evening-short"), adapt(course, FREE, check(pain=5), [], NOON))
    holds = [step for step in plan.steps if step.phase == "hold"]
    assert [(step.seconds, step.sets) for step in holds] == [(20, 1)] * 6
    assert all(step.variants == (EASIER[step.do],) for step in holds)


def test_no_plan_in_pain_holds_a_harder_form(course):
    """With pain of 5 no routine asks for a form that is harder than the standard."""
    for routine in course.routines:
        plan = plan_session(course, Wish(routine=routine), adapt(course, FREE, check(pain=5), [], NOON))
        forms = {(step.do, id) for step in plan.steps for id in step.variants}
        assert [f for f in forms if course.stretches[f[0]].variant(f[1]).eases == "harder"] == [], routine


def test_screening_and_pain_both_count(course):
    """Two forms of one stretch, one from each, both apply."""
    where = Standing("ask-first-some", "", change={SK: ("mid-range",), PT: ("side-lying",)})
    found = adapt(course, where, check(pain=5), [], NOON)
    assert found.variants[SK] == ("hands-behind-thigh", "mid-range")
    assert found.variants[PT] == ("small", "side-lying")


def test_not_yet_up_for_an_hour(course):
    """Before one has been up for an hour only the morning's stretches are left, in the morning's forms."""
    found = adapt(course, FREE, check(up_an_hour=False), [], NOON)
    assert found.morning
    assert set(found.left_out) == {DK, F4, HB} and all("an hour" in why for why in found.left_out.values())
    assert found.variants == {PT: ("small",), TW: ("knee-rocks",), SK: ("mid-range",)}
    assert len(found.notes) == 1


@pytest.mark.parametrize("stretch", [DK, F4, HB])
def test_deep_bends_do_not_start_in_the_first_hour(course, stretch):
    """A stretch that the morning leaves for later does not start alone either."""
    with pytest.raises(Refused, match="an hour"):
        plan_session(course, Wish(stretch=stretch), adapt(course, FREE, check(up_an_hour=False), [], NOON))


def test_the_twist_in_the_first_hour_is_a_rocking(course):
    """Asked for alone on waking, the twist is repeated knee rocks without a hold."""
    plan = plan_session(course, Wish(stretch=TW), adapt(course, FREE, check(up_an_hour=False), [], NOON))
    assert [step.phase for step in plan.steps] == ["get-ready", "preview", "repetitions"]


# --- earlier stops -----------------------------------------------------------------------------------------


def test_sharp_pain_ends_the_stretch_for_today(course):
    """Stopped for sharp pain an hour ago: left out today, the others as they were."""
    found = after_stops(course, (HOUR, F4, "sharp"))
    assert set(found.left_out) == {F4} and "tomorrow" in found.left_out[F4]
    assert not found.variants


def test_after_sharp_pain_it_comes_back_easier(course):
    """On the next day: the easier form, one set, at most 10 seconds, for this stretch alone."""
    found = after_stops(course, (DAY, F4, "sharp"))
    assert not found.left_out
    assert found.variants == {F4: ("foot-down",)}
    assert (found.hold(F4, 30), found.sets(F4, 2)) == (10, 1)
    assert (found.hold(SK, 30), found.sets(SK, 2)) == (30, 2)


def test_today_is_the_day_of_the_stop(course):
    """Midnight is read from the clock that the stop was noted with, wherever the kernel runs."""
    late = datetime(2026, 11, 22, 23, 30, tzinfo=CET)
    stop = [Stop(late, F4, "sharp")]
    same = adapt(course, FREE, None, stop, (late + HOUR / 4).astimezone(timezone(timedelta(hours=9))))
    following = adapt(course, FREE, None, stop, (late + HOUR).astimezone(timezone(timedelta(hours=-9))))
    assert F4 in same.left_out
    assert F4 not in following.left_out and following.variants == {F4: ("foot-down",)}


@pytest.mark.parametrize("answer, waiting", [("pinch", {DK, HB}), ("cramp-or-too-much", set())])
@pytest.mark.parametrize("ago", [HOUR, DAY, 6 * DAY])
def test_a_pinch_or_too_much_makes_it_easier(course, answer, waiting, ago):
    """The stretch stays, in its easier form, now and next time; after a pinch the deepest bends wait."""
    found = after_stops(course, (ago, F4, answer))
    assert set(found.left_out) == waiting and found.variants == {F4: ("foot-down",)}


@pytest.mark.parametrize("stretch", [HB, DK, SK])
def test_after_a_pinch_the_deepest_bends_wait(course, stretch):
    """As in the screening: both knees and happy baby are left out for the week, wherever it pinched."""
    found = after_stops(course, (DAY, stretch, "pinch"))
    assert set(found.left_out) == {DK, HB} and all("pinch" in why for why in found.left_out.values())
    assert not after_stops(course, (DAY, stretch, "cramp-or-too-much")).left_out


def test_twice_in_a_week_leaves_it_out(course):
    """The same stretch stopped twice within seven days is left out, with advice to talk to someone."""
    found = after_stops(course, (6 * DAY, F4, "cramp-or-too-much"), (DAY, F4, "cramp-or-too-much"))
    assert set(found.left_out) == {F4}
    assert "talk to someone" in found.left_out[F4].replace("\n", " ")


def test_a_second_pinch_the_same_day_leaves_it_out(course):
    """A pinch in the easier form too: left out today."""
    assert F4 in after_stops(course, (HOUR, F4, "pinch"), (HOUR / 2, F4, "pinch")).left_out


def test_two_different_stretches_are_not_twice(course):
    """One stop each of two stretches leaves neither out."""
    found = after_stops(course, (2 * DAY, SK, "cramp-or-too-much"), (DAY, F4, "cramp-or-too-much"))
    assert not found.left_out and set(found.variants) == {SK, F4}


@pytest.mark.parametrize("stretch", [SK, PT, None])
@pytest.mark.parametrize("ago", [HOUR, DAY])
def test_after_pain_down_the_leg_only_the_tilt(course, stretch, ago):
    """Whatever was being done, next time it is the pelvic tilt alone."""
    found = after_stops(course, (ago, stretch, "down-the-leg"))
    assert set(found.left_out) == set(SIX) - {PT}
    assert all("down the leg" in why for why in found.left_out.values())


def test_a_routine_after_pain_down_the_leg(course):
    """The evening becomes breathing and the tilt; a stretch alone is refused."""
    found = after_stops(course, (DAY, SK, "down-the-leg"))
    plan = plan_session(course, Wish(routine="evening"), found)
    assert {step.do for step in plan.steps} == {None, "breathing", PT}
    with pytest.raises(Refused, match="down the leg"):
        plan_session(course, Wish(stretch=SK), found)


def test_a_later_stop_does_not_lift_pain_down_the_leg(course):
    """A cramp after it leaves it at the tilt alone."""
    found = after_stops(course, (DAY, SK, "down-the-leg"), (HOUR, PT, "cramp-or-too-much"))
    assert set(found.left_out) == set(SIX) - {PT}


def test_dizziness_changes_no_stretch(course):
    """One dizzy spell ends a session; the next is as planned."""
    assert after_stops(course, (DAY, SK, "dizzy")) == Adaptation()


@pytest.mark.parametrize("stretch", [None, "breathing", "a stretch that was renamed"])
def test_stops_outside_a_stretch_change_none(course, stretch):
    """A stop while breathing, or in a stretch that the course no longer has, breaks nothing."""
    assert after_stops(course, (HOUR, stretch, "sharp"), (HOUR, stretch, "pinch")) == Adaptation()


def test_the_stricter_limit_counts(course):
    """Pain of 5 today and sharp pain yesterday: the shorter of the two holds."""
    stop = [Stop(NOON - DAY, F4, "sharp")]
    found = adapt(course, FREE, check(pain=5), stop, NOON)
    assert (found.hold(F4, 30), found.hold(SK, 30)) == (10, 20)


# --- pain after sessions -----------------------------------------------------------------------------------


UNTIL = NOON.date() + 7 * DAY


def gentle(course, where=FREE, up_an_hour=True):
    return adapt(course, where, check(up_an_hour=up_an_hour), [], NOON, gentle_until=UNTIL)


@pytest.mark.parametrize("routine", ["first-week", "evening-short", "evening", "day-break", "class"])
@pytest.mark.parametrize("dose", [{}, {"hold_seconds": 60, "sets": 3}])
def test_gentle_days_are_the_first_week(course, routine, dose):
    """Whatever larger routine is asked for, in any dose: the first week, and a note to talk to someone."""
    plan = plan_session(course, Wish(routine=routine, **dose), gentle(course))
    assert plan.steps == plan_session(course, Wish(routine="first-week")).steps
    assert (plan.routine, plan.may_add_sets) == ("first-week", False)
    assert "talk to someone" in plan.notes[0] and "29 November" in plan.notes[0]


@pytest.mark.parametrize("stretch", [SK, TW, PT])
def test_gentle_days_of_one_stretch(course, stretch):
    """What the first week holds may be done alone, in its form and its dose."""
    wish = Wish(stretch=stretch, hold_seconds=60, sets=3)
    plan = plan_session(course, wish, gentle(course))
    week = plan_session(course, Wish(routine="first-week")).steps
    assert {s.variants for s in plan.steps if s.do} == {s.variants for s in week if s.do == stretch}
    holds = [(s.seconds, s.sets) for s in plan.steps if s.phase == "hold"]
    assert holds == [(s.seconds, s.sets) for s in week if s.do == stretch and s.phase == "hold"]
    assert "talk to someone" in plan.notes[0]


@pytest.mark.parametrize("stretch", [DK, F4, HB])
def test_gentle_days_leave_out_the_others(course, stretch):
    """What the first week does not hold waits, and why is said with the day."""
    with pytest.raises(Refused, match="until 29 November is over"):
        plan_session(course, Wish(stretch=stretch), gentle(course))


def test_gentle_days_in_the_first_hour(course):
    """Not up for an hour: the morning takes the place of both, no longer than the first week."""
    for routine in ("evening", "morning"):
        plan = plan_session(course, Wish(routine=routine), gentle(course, up_an_hour=False))
        assert plan.routine == "morning"
        assert {(s.seconds, s.sets) for s in plan.steps if s.phase == "hold"} == {(20, 1)}


def test_gentle_days_propped_up(course):
    """Who asks for the propped routine is not sent to lie flat: it is as short, and loses what waits."""
    plan = plan_session(course, Wish(routine="propped"), gentle(course))
    assert plan.routine == "propped"
    assert {s.do for s in plan.steps} & set(SIX) == {PT, SK}
    assert all("propped" in s.variants for s in plan.steps if s.do in (PT, SK))


def test_gentle_days_obey_the_screening(course):
    """What the screening leaves out or changes is left out and changed here too."""
    where = Standing("ask-first-some", "", leave_out=frozenset({TW}), change={SK: ("mid-range",)})
    plan = plan_session(course, Wish(routine="evening"), gentle(course, where))
    assert {s.do for s in plan.steps} & set(SIX) == {PT, SK}
    assert {s.variants for s in plan.steps if s.do == SK} == {("hands-behind-thigh", "mid-range")}


# --- from the journal --------------------------------------------------------------------------------------


def stop(journal, course, at, stretch, answer):
    deliver(
        journal,
        course,
        {
            "id": f"stop-{at:%d-%H-%M}-{answer}",
            "kind": "stop-answered",
            "occurred_at": at.isoformat(),
            "payload": {"session_id": "session-0001", "stretch": stretch, "answer": answer},
        },
    )


def read(journal, course, moment):
    with journal.reading() as db:
        return adaptation(db, course, moment)


def test_stops_of_the_last_seven_days_are_read(course):
    """A stop counts for seven days, then no more."""
    journal = Journal()
    stop(journal, course, NOON, F4, "sharp")
    assert set(read(journal, course, NOON + HOUR).left_out) == {F4}
    assert read(journal, course, NOON + 6 * DAY).variants == {F4: ("foot-down",)}
    assert read(journal, course, NOON + 7 * DAY + HOUR).variants == {}


def test_twice_counts_within_seven_days_only(course):
    """Two stops of one stretch eight days apart are not twice in a week."""
    journal = Journal()
    stop(journal, course, NOON - 8 * DAY, F4, "cramp-or-too-much")
    stop(journal, course, NOON - HOUR, F4, "cramp-or-too-much")
    assert read(journal, course, NOON).left_out == {}
    stop(journal, course, NOON - 2 * DAY, F4, "cramp-or-too-much")
    assert set(read(journal, course, NOON).left_out) == {F4}


def test_pain_after_two_sessions_is_read(course):
    """Two sessions stored with their ratings: the next plan is gentle for seven days."""
    journal = Journal()
    for day in (0, 1):
        begun = NOON + day * DAY
        ended = begun + HOUR / 6
        session = {
            "session_id": f"session-000{day}", "routine": "evening", "outcome": "finished",
            "started_at": begun.isoformat(), "ended_at": ended.isoformat(), "planned_seconds": 600,
            "practised": [{"stretch": PT, "held_seconds": 60, "sets": 1, "repetitions": 6}],
        }  # fmt: skip
        told = [
            ("measured", begun, {"measure": "pain-nrs", "trials": [1], "around": "before"}),
            ("session-ended", ended, session),
            ("measured", ended, {"measure": "pain-nrs", "trials": [3], "around": "after"}),
        ]
        assert not read(journal, course, ended).gentle
        for number, (kind, at, payload) in enumerate(told):
            event = {"id": f"event-{day}-{number}", "kind": kind, "occurred_at": at.isoformat()}
            assert deliver(journal, course, event | {"payload": payload}).refused is None
    assert read(journal, course, ended).gentle and read(journal, course, NOON + 8 * DAY).gentle
    assert not read(journal, course, NOON + 9 * DAY).gentle
