"""The plan of a session: its length, its order, and what it obeys."""

from itertools import groupby

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import load_course
from course.adapt import Adaptation
from course.errors import Refused
from course.plan import Plan, Wish, plan_session

examples = settings(max_examples=80, deadline=None, database=None)

ROUTINES = {
    "first-week": 350,
    "morning": 460,
    "evening-short": 660,
    "evening": 860,
    "day-break": 360,
    "class": 470,
    "propped": 370,
}
ALONE = {
    "single-knee-to-chest": 20 + 10 + 4 * 40,
    "double-knees-to-chest": 20 + 10 + 2 * 40,
    "supine-spinal-twist": 20 + 10 + 4 * 40,
    "pelvic-tilt": 20 + 10 + 6 * 10,
    "figure-four": 20 + 10 + 4 * 40,
    "happy-baby": 20 + 10 + 2 * 40,
}
TWO_SIDED = {"single-knee-to-chest", "supine-spinal-twist", "figure-four"}
REASON = "a clinician has not been asked."


def done(plan, *phases):
    return [step for step in plan.steps if step.phase in (phases or ("hold", "repetitions", "extra"))]


def order(plan):
    """What is done, each part once, in order."""
    return [do for do, _ in groupby(step.do for step in done(plan))]


# --- lengths -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("routine", ROUTINES)
def test_routines_last_as_long_as_they_say(course, routine):
    """The seven routines have their lengths, computed from their holds and repetitions."""
    assert plan_session(course, Wish(routine=routine)).total_seconds == ROUTINES[routine]


def test_there_are_seven_routines(course):
    """No routine of the content is without an expectation here."""
    assert list(course.routines) == list(ROUTINES)


@pytest.mark.parametrize("stretch", ALONE)
def test_one_stretch_alone(course, stretch):
    """A single stretch has its own dose, after getting ready and a preview."""
    plan = plan_session(course, Wish(stretch=stretch))
    assert plan.total_seconds == ALONE[stretch]
    assert (plan.stretch, plan.routine, plan.title) == (stretch, None, course.stretches[stretch].name)


def test_one_long_hold_for_those_who_like_it(course):
    """The evening with one hold of 60 seconds takes 780 seconds."""
    assert plan_session(course, Wish(routine="evening", option="one-long-hold")).total_seconds == 780


def test_an_own_number_beats_the_option(course):
    """Who asks for an option and for holds of 40 seconds gets 40 seconds, in the option's sets."""
    plan = plan_session(course, Wish(routine="evening", option="one-long-hold", hold_seconds=40))
    assert {(step.seconds, step.sets) for step in done(plan, "hold")} == {(40, 1)}


@pytest.mark.parametrize("dose", [{"option": "one-long-hold"}, {"hold_seconds": 60, "sets": 3}])
def test_the_morning_form_keeps_its_own_dose(course, dose):
    """Not up for an hour: the gentle routine takes the place of the evening, with its own shorter holds."""
    plan = plan_session(course, Wish(routine="evening", **dose), Adaptation(morning=True))
    assert plan.routine == "morning"
    assert plan.total_seconds == ROUTINES["morning"]


def test_three_holds_of_twenty_are_the_same_dose(course):
    """Three times 20 seconds give each side the same 60 seconds as twice 30."""
    for wish in (Wish(routine="evening"), Wish(routine="evening", option="three-short-holds")):
        plan = plan_session(course, wish)
        for stretch in TWO_SIDED:
            for side in ("left", "right"):
                held = [s.seconds for s in done(plan, "hold") if (s.do, s.side) == (stretch, side)]
                assert sum(held) == 60


def test_getting_ready_can_be_longer_or_left_away(course):
    """The time to lie down is the learner's own choice, none included."""
    usual = plan_session(course, Wish(stretch="pelvic-tilt")).total_seconds
    longer = plan_session(course, Wish(stretch="pelvic-tilt", get_ready_seconds=90))
    none = plan_session(course, Wish(stretch="pelvic-tilt", get_ready_seconds=0))
    assert longer.total_seconds == usual + 70
    assert none.total_seconds == usual - 20 and none.steps[0].phase == "preview"


def test_rests_stand_between_holds_only(course):
    """A rest of 15 seconds comes between the four holds: three times, and none at the end."""
    plan = plan_session(course, Wish(stretch="figure-four", rest_seconds=15))
    assert [step.seconds for step in done(plan, "rest")] == [15, 15, 15]
    assert plan.steps[-1].phase == "move-out"


# --- forms -------------------------------------------------------------------------------------------------


def test_the_order_of_one_stretch(course):
    """Get ready, preview, then left and right in turn, each with a way in and a way out."""
    plan = plan_session(course, Wish(stretch="single-knee-to-chest"))
    assert [(step.phase, step.side, step.set_number) for step in plan.steps] == [
        ("get-ready", None, None),
        ("preview", None, None),
        ("move-in", "left", 1), ("hold", "left", 1), ("move-out", "left", 1),
        ("switch-side", "right", 1), ("hold", "right", 1), ("move-out", "right", 1),
        ("switch-side", "left", 2), ("hold", "left", 2), ("move-out", "left", 2),
        ("switch-side", "right", 2), ("hold", "right", 2), ("move-out", "right", 2),
    ]  # fmt: skip


def test_a_stretch_without_sides_has_none(course):
    """Both knees at once are held in two sets, with no left and right."""
    plan = plan_session(course, Wish(stretch="double-knees-to-chest"))
    assert [(step.phase, step.side) for step in plan.steps[2:]] == [
        ("move-in", None), ("hold", None), ("move-out", None),
    ] * 2  # fmt: skip


def test_repetitions_follow_the_breath(course):
    """The tilt is repeated six times, ten seconds each: out six, in four."""
    (step,) = done(plan_session(course, Wish(stretch="pelvic-tilt")))
    assert (step.phase, step.repetitions, step.repetition_seconds, step.seconds) == ("repetitions", 6, 10, 60)


def test_knee_rocks_are_repeated_not_held(course):
    """A hold whose form is a repetition becomes one, with the dose of that form."""
    rocks = Adaptation(variants={"supine-spinal-twist": ("knee-rocks",)})
    (step,) = done(plan_session(course, Wish(stretch="supine-spinal-twist"), rocks))
    form = course.stretches["supine-spinal-twist"].variant("knee-rocks")
    assert (step.phase, step.repetitions) == ("repetitions", form.repetitions)
    assert step.seconds == form.repetitions * form.repetition_seconds


def test_the_morning_routine_never_bends_deeply(course):
    """What the morning leaves for later is not in it, and the twist is a small rocking."""
    plan = plan_session(course, Wish(routine="morning"))
    assert order(plan) == [
        "breathing", "ankle-pumps", "pelvic-tilt", "supine-spinal-twist", "single-knee-to-chest", "get-up",
    ]  # fmt: skip
    rocks = next(step for step in done(plan) if step.do == "supine-spinal-twist")
    assert (rocks.phase, rocks.variants, rocks.repetitions) == ("repetitions", ("knee-rocks",), 12)
    knee = [step.seconds for step in done(plan) if step.do == "single-knee-to-chest"]
    assert knee == [20] * 4


def test_every_other_routine_gives_way_to_the_morning(course):
    """Before one has been up for an hour any routine becomes the morning's, and says why."""
    for routine in set(ROUTINES) - {"morning"}:
        plan = plan_session(course, Wish(routine=routine), Adaptation(morning=True))
        assert (plan.routine, plan.total_seconds) == ("morning", 460)
        assert any("less than an hour" in note for note in plan.notes)


def test_the_spoken_words_name_the_side(course):
    """No placeholder is ever spoken; the words on the way in name left or right where there are sides."""
    for routine in ROUTINES:
        for step in plan_session(course, Wish(routine=routine)).steps:
            assert step.say and "{" not in step.say and "  " not in step.say
            if step.phase in ("move-in", "switch-side") and step.side:
                assert step.side in step.say.lower()


def test_a_changed_form_is_named_and_explained(course):
    """Title, name and words of the preview tell which form it is and how to do it."""
    changed = Adaptation(variants={"figure-four": ("foot-down",)})
    form = course.stretches["figure-four"].variant("foot-down")
    plan = plan_session(course, Wish(stretch="figure-four"), changed)
    preview = plan.steps[1]
    assert form.how in preview.say
    for step in plan.steps[1:]:
        assert step.variants == ("foot-down",) and form.name in step.name
    assert form.cues is None or plan.steps[3].say == form.cues.hold


def test_an_easier_form_replaces_the_harder_form_of_a_routine(course):
    """Where screening or pain asks for a milder form, the routine's own harder one is dropped."""
    mild = Adaptation(variants={"single-knee-to-chest": ("mid-range",)})
    knee = [
        step.variants
        for step in plan_session(course, Wish(routine="day-break"), mild).steps
        if step.do == "single-knee-to-chest"
    ]
    assert set(knee) == {("mid-range",)}


def test_the_form_of_a_routine_stands_beside_that_of_the_screening(course):
    """A mild form of the routine and one of the screening both apply."""
    mild = Adaptation(variants={"single-knee-to-chest": ("mid-range",)})
    steps = plan_session(course, Wish(routine="first-week"), mild).steps
    forms = {step.variants for step in steps if step.do == "single-knee-to-chest"}
    assert forms == {("hands-behind-thigh", "mid-range")}


# --- what is left out --------------------------------------------------------------------------------------


def test_a_stretch_that_is_left_out_is_refused_alone(course):
    """Asked for by itself, it does not start, and says why."""
    with pytest.raises(Refused, match=rf"Figure.four.*: {REASON}"):
        plan_session(course, Wish(stretch="figure-four"), Adaptation(left_out={"figure-four": REASON}))


def test_what_is_left_out_leaves_a_gap(course):
    """The rest keeps its order and dose, the total shrinks by exactly that part, and a note says so."""
    plan = plan_session(course, Wish(routine="evening"), Adaptation(left_out={"figure-four": REASON}))
    assert order(plan) == [
        "pelvic-tilt", "single-knee-to-chest", "double-knees-to-chest", "happy-baby", "supine-spinal-twist",
        "breathing",
    ]  # fmt: skip
    assert plan.total_seconds == 860 - 170
    assert plan.notes == (f"{course.stretches['figure-four'].name} is left out: {REASON}",)


def test_one_stretch_left_is_breathing_and_the_tilt(course):
    """With fewer than two left, the session is breathing and the tilt in its small form."""
    left_out = {id: REASON for id in course.stretches if id not in ("pelvic-tilt", "happy-baby")}
    plan = plan_session(course, Wish(routine="evening-short"), Adaptation(left_out=left_out))
    assert order(plan) == ["breathing", "pelvic-tilt"]
    assert {step.variants for step in done(plan, "repetitions")} == {("small",)}


def test_one_stretch_left_without_the_tilt_is_no_session(course):
    """Where the tilt is not allowed either, nothing starts, and each reason is told."""
    left_out = {id: REASON for id in course.stretches if id != "figure-four"}
    with pytest.raises(Refused, match="Pelvic tilt is left out"):
        plan_session(course, Wish(routine="evening"), Adaptation(left_out=left_out))


def test_nothing_left_is_no_session(course):
    """With all six left out no routine starts at all."""
    left_out = {id: REASON for id in course.stretches}
    for routine in ROUTINES:
        with pytest.raises(Refused):
            plan_session(course, Wish(routine=routine), Adaptation(left_out=left_out))


# --- any wish, any adaptation ------------------------------------------------------------------------------


@st.composite
def wishes(draw):
    stretch = draw(st.sampled_from([None, *ALONE]))
    return Wish(
        stretch=stretch,
        routine=None if stretch else draw(st.sampled_from(list(ROUTINES))),
        hold_seconds=draw(st.none() | st.integers(2, 120)),
        sets=draw(st.none() | st.integers(1, 6)),
        get_ready_seconds=draw(st.none() | st.integers(0, 120)),
        rest_seconds=draw(st.sampled_from([0, 0, 5, 120])),
    )


@st.composite
def adaptations(draw):
    stretches = load_course().stretches
    left_out = draw(st.sets(st.sampled_from(list(ALONE)), max_size=draw(st.sampled_from([0, 2, 6]))))
    forms = [
        (id, form.id)
        for id, stretch in stretches.items()
        for form in stretch.variants
        if form.eases in ("easier", "other")
    ]
    named = draw(st.sets(st.sampled_from(forms), max_size=3))
    variants = {
        id: tuple(form.id for form in stretch.variants if (id, form.id) in named)
        for id, stretch in stretches.items()
        if id not in left_out and id in {stretch for stretch, _ in named}
    }
    keys = st.sampled_from(["*", *ALONE])
    return Adaptation(
        left_out={id: REASON for id in sorted(left_out)},
        variants=variants,
        most_hold_seconds={draw(keys): draw(st.sampled_from([10, 20]))},
        most_sets={draw(keys): draw(st.sampled_from([1, 6]))},
        morning=draw(st.booleans()),
    )


def planned(wish, adaptation):
    """The plan, or None where it is refused for a good reason."""
    try:
        return plan_session(load_course(), wish, adaptation)
    except Refused:
        entries = [wish.stretch] if wish.stretch else [e.do for e in _routine(wish, adaptation).entries]
        left = [id for id in entries if id in ALONE and id not in adaptation.left_out]
        assert len(left) < 2 and (wish.stretch or "pelvic-tilt" in adaptation.left_out)
        return None


def _routine(wish, adaptation):
    routine = load_course().routines[wish.routine]
    return load_course().routines["morning"] if adaptation.morning else routine


@examples
@given(wishes(), adaptations())
def test_a_plan_is_as_long_as_its_steps(wish, adaptation):
    """The total is the sum of the steps, each of them takes time, and all of it can go to the page."""
    plan = planned(wish, adaptation)
    if plan:
        assert plan.total_seconds == sum(step.seconds for step in plan.steps) > 0
        assert all(step.seconds > 0 for step in plan.steps)
        assert Plan.model_validate_json(plan.model_dump_json()) == plan


@examples
@given(wishes(), adaptations())
def test_what_is_left_out_is_never_planned(wish, adaptation):
    """No step belongs to a stretch that is left out, and no stretch comes in to fill the gap."""
    plan = planned(wish, adaptation)
    if plan:
        assert not {step.do for step in plan.steps} & set(adaptation.left_out)
        asked = [wish.stretch] if wish.stretch else [e.do for e in _routine(wish, adaptation).entries]
        kept = [do for do in asked if do not in adaptation.left_out]
        stretches_kept = [do for do in kept if do in ALONE]
        stretches_asked = [do for do in asked if do in ALONE]
        if len(stretches_kept) >= min(2, len(stretches_asked)):
            assert order(plan) == kept
        else:
            assert order(plan) == ["breathing", "pelvic-tilt"]


@examples
@given(wishes(), adaptations())
def test_both_sides_get_the_same(wish, adaptation):
    """Where a stretch has sides, they take turns, and left and right are held for equally long."""
    plan = planned(wish, adaptation)
    for id in TWO_SIDED if plan else ():
        holds = [step for step in done(plan, "hold") if step.do == id]
        sides = [step.side for step in holds]
        assert sides == ["left", "right"] * (len(holds) // 2)
        assert len({step.seconds for step in holds}) <= 1
    for step in done(plan, "hold") if plan else ():
        assert (step.side is not None) == (step.do in TWO_SIDED)


@examples
@given(wishes(), adaptations())
def test_the_limits_of_today_are_obeyed(wish, adaptation):
    """No hold is longer and no set more than what pain or an earlier stop allows, whatever was wished."""
    plan = planned(wish, adaptation)
    for step in done(plan, "hold") if plan else ():
        for key in (step.do, "*"):
            assert step.seconds <= adaptation.most_hold_seconds.get(key, 600)
            assert step.sets <= adaptation.most_sets.get(key, 6)
        if wish.hold_seconds:
            assert step.seconds <= wish.hold_seconds
        if wish.sets:
            assert step.sets <= wish.sets
    for id in ALONE if plan else ():
        holds = [step for step in done(plan, "hold") if step.do == id]
        assert not holds or len(holds) == holds[0].sets * (2 if id in TWO_SIDED else 1)


@examples
@given(wishes(), adaptations())
def test_every_hold_has_a_way_in_and_a_way_out(wish, adaptation):
    """Each hold stands between moving in and coming out on the same side."""
    plan = planned(wish, adaptation)
    steps = plan.steps if plan else ()
    for before, hold, after in zip(steps, steps[1:], steps[2:], strict=False):
        if hold.phase == "hold":
            assert before.phase in ("move-in", "switch-side") and after.phase == "move-out"
            assert (before.do, before.side) == (hold.do, hold.side) == (after.do, after.side)


@examples
@given(wishes(), adaptations())
def test_every_change_is_in_the_steps(wish, adaptation):
    """A form that screening or pain asks for is named by each step of that stretch, never with 'standard'."""
    plan, course = planned(wish, adaptation), load_course()
    for step in plan.steps if plan else ():
        if step.do in ALONE:
            assert set(step.variants) >= set(adaptation.variants.get(step.do, ()))
            assert len(step.variants) == 1 or "standard" not in step.variants
            for id in step.variants:
                form = course.stretches[step.do].variant(id)
                assert id == "standard" or form.name in step.name
            rocks = [course.stretches[step.do].variant(id).mode == "repetitions" for id in step.variants]
            assert not (any(rocks) and step.phase == "hold")
