"""May this start now? Every way in is shut until screening and today's check say yes."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from course import gate, standing
from course.errors import Refused
from course.gate import DailyCheck
from course.journal import Journal, stamp
from course.screening import Verdict

CET = timezone(timedelta(hours=1))
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=CET)
SECOND, MINUTE, HOUR, DAY = (timedelta(seconds=n) for n in (1, 60, 3600, 86400))

GO = Verdict()
SIX = (
    "single-knee-to-chest", "double-knees-to-chest", "supine-spinal-twist", "pelvic-tilt",
    "figure-four", "happy-baby",
)  # fmt: skip
SCALES = ("pain-nrs", "stiffness-nrs", "morning-stiffness-min", "psfs", "sleep-nrs")
BODY = (
    "knee-chest-cm", "twist-height-cm", "sit-reach-cm", "active-knee-extension-deg",
    "straight-leg-raise-deg", "fingertip-floor-cm", "modified-schober-cm",
)  # fmt: skip
LATER = ("twist-height-cm", "sit-reach-cm", "fingertip-floor-cm", "modified-schober-cm")


class Gate:
    def __init__(self, course):
        self.journal, self.course = Journal(), course

    def screened(self, verdict=GO, at=NOON):
        with self.journal.writing() as db:
            standing.record_verdict(db, verdict, at)
        return self

    def checked(self, pain=2, new_signs=False, up_an_hour=True, at=NOON):
        with self.journal.writing() as db:
            gate.record_daily_check(db, DailyCheck(at, new_signs, pain, up_an_hour))
        return self

    def stopped(self, at=NOON):
        with self.journal.writing() as db:
            standing.open_new_emergency(db, None, "stop-button", at)

    def move(self, moment=NOON):
        with self.journal.reading() as db:
            return gate.may_move(db, self.course, moment)

    def measure(self, id, moment=NOON):
        with self.journal.reading() as db:
            return gate.may_measure(db, self.course, id, moment)

    def todays(self, moment=NOON):
        with self.journal.reading() as db:
            return gate.todays_check(db, self.course, moment)


@pytest.fixture
def door(course):
    return Gate(course)


# --- sessions ----------------------------------------------------------------------------------------------


def test_screened_and_checked_may_move(door):
    """With a valid screening and today's check a session may start."""
    permission = door.screened().checked().move()
    assert (permission.allowed, permission.code, permission.reason) == (True, "ok", None)


def test_without_a_screening_nobody_moves(door):
    """Today's check alone opens nothing."""
    assert door.checked().move().code == "screening-needed"


def test_without_todays_check_nobody_moves(door):
    """A valid screening alone opens nothing."""
    permission = door.screened().move()
    assert (permission.allowed, permission.code) == (False, "check-needed") and permission.reason


def test_an_old_screening_opens_nothing(door):
    """After thirty days the check of the day does not help."""
    later = NOON + 30 * DAY
    assert door.screened().checked(at=later).move(later).code == "screening-needed"


def test_an_emergency_stands_before_everything(door):
    """Screened, checked, no pain: an open emergency still shuts the door."""
    door.screened().checked().stopped()
    permission = door.move()
    assert (permission.allowed, permission.code) == (False, "emergency") and permission.reason


def test_ask_first_about_all_shuts_the_door(door):
    """Where all six wait for a clinician, no session starts."""
    door.screened(Verdict(outcome="ask-first", scope="all", leave_out=SIX)).checked()
    assert door.move().code == "ask-first" and not door.move().allowed


def test_ask_first_about_some_leaves_the_rest_open(door):
    """What is left out is the plan's business; a session may start."""
    door.screened(Verdict(outcome="ask-first", scope="some", leave_out=SIX[:2])).checked()
    assert door.move().allowed


@pytest.mark.parametrize("pain, code", [(0, "ok"), (3, "ok"), (4, "ok"), (6, "ok"), (7, "pain-too-high"),
                                        (10, "pain-too-high")])  # fmt: skip
def test_pain_of_seven_or_more_is_no_day_for_it(door, pain, code):
    """Up to 6 a session may start, from 7 on it waits, and says what helps instead."""
    permission = door.screened().checked(pain=pain).move()
    assert (permission.code, permission.allowed) == (code, code == "ok")
    assert code == "ok" or "short walks" in permission.reason.replace("\n", " ")


@pytest.mark.parametrize("pain, effect", [(0, "as-planned"), (3, "as-planned"), (4, "easier"), (6, "easier"),
                                          (7, "no-session"), (10, "no-session")])  # fmt: skip
def test_pain_bands(course, pain, effect):
    """Each number from 0 to 10 lies in the band that the rules name."""
    assert gate.pain_band(course, pain).effect == effect


@pytest.mark.parametrize("pain", [-1, 11, 100])
def test_pain_outside_the_scale_is_refused(door, pain):
    """A number that the scale does not have is refused with the range, and nothing is stored."""
    with pytest.raises(Refused, match="0 to 10"):
        door.screened().checked(pain=pain)
    assert door.todays() is None


def test_a_new_sign_voids_the_screening(door):
    """A yes to the first of the three taps closes the session and asks all again."""
    door.screened().checked(new_signs=True)
    assert door.move().code == "screening-needed"
    with door.journal.reading() as db:
        assert standing.current(db, door.course, NOON).code == "void"


def test_after_a_new_sign_and_a_new_screening_the_day_is_checked_again(door):
    """The check that voided the screening does not open the door; a fresh one does."""
    door.screened().checked(new_signs=True).screened(at=NOON + MINUTE)
    assert not door.move(NOON + MINUTE).allowed
    assert door.checked(at=NOON + 2 * MINUTE).move(NOON + 2 * MINUTE).allowed


def test_the_newest_check_counts(door):
    """Pain that has grown since the morning closes what was open."""
    door.screened().checked(pain=1).checked(pain=8, at=NOON + HOUR)
    assert door.move(NOON + HOUR).code == "pain-too-high"


def test_a_check_counts_on_its_day_only(door):
    """At midnight, as the learner's clock shows it, the three questions are asked anew."""
    late = datetime(2026, 11, 22, 23, 50, tzinfo=CET)
    door.screened().checked(at=late)
    assert door.move(late + 9 * MINUTE).allowed
    assert door.move(late + 11 * MINUTE).code == "check-needed"


def test_a_check_does_not_count_on_the_same_date_of_another_month(door):
    """The day is a date, not a day of the week or month."""
    door.screened().checked(at=NOON)
    assert door.screened(at=NOON + 30 * DAY).move(NOON + 30 * DAY).code == "check-needed"


def test_the_day_is_the_one_of_the_check(door):
    """A kernel that runs in another time zone reads the same day."""
    late = datetime(2026, 11, 22, 23, 30, tzinfo=CET)
    door.screened().checked(at=late)
    assert door.move((late + 20 * MINUTE).astimezone(UTC)).allowed
    assert door.move((late + 20 * MINUTE).astimezone(timezone(timedelta(hours=10)))).allowed
    assert door.move((late + 40 * MINUTE).astimezone(UTC)).code == "check-needed"


def test_a_check_from_the_future_does_not_count(door):
    """A small slip of the clock is forgiven, more is not."""
    door.screened(at=NOON - HOUR).checked(at=NOON + 4 * MINUTE)
    assert door.move(NOON).allowed
    door.checked(at=NOON + HOUR)
    assert door.move(NOON).code == "check-needed"


def test_what_todays_check_said_is_read_back(door):
    """The check comes back as it was given, with its offset."""
    door.checked(pain=5, up_an_hour=False)
    assert door.todays() == DailyCheck(NOON, False, 5, False)
    assert door.todays().at.utcoffset() == timedelta(hours=1)


# --- measures ----------------------------------------------------------------------------------------------


def test_the_two_kinds_of_measure(course):
    """Scales and body measures are what this file takes them for."""
    assert {id for id, measure in course.measures.items() if measure.body} == set(BODY)
    assert {id for id, measure in course.measures.items() if not measure.body} == set(SCALES)
    assert {id for id, measure in course.measures.items() if measure.not_before_up_an_hour} == set(LATER)


@pytest.mark.parametrize("id", SCALES)
def test_scales_are_always_open(door, id):
    """Pain and stiffness can be noted without a screening, in pain, and in an emergency."""
    assert door.measure(id).allowed
    door.screened(Verdict(outcome="ask-first", scope="all", leave_out=SIX, measures_out=BODY)).checked(pain=9)
    assert door.measure(id).allowed
    door.stopped()
    assert door.measure(id).allowed


@pytest.mark.parametrize("id", BODY)
def test_body_measures_are_guarded_like_sessions(door, id):
    """No screening, no check, too much pain or an emergency: no body measure."""
    assert door.measure(id).code == "screening-needed"
    assert door.screened().measure(id).code == "check-needed"
    assert door.checked(pain=7).measure(id).code == "pain-too-high"
    assert door.checked(pain=6).measure(id).allowed
    door.stopped()
    assert door.measure(id).code == "emergency"


def test_a_measure_that_is_left_out_is_not_taken(door):
    """What the screening leaves out is refused by name; the others stay open."""
    door.screened(Verdict(outcome="ask-first", scope="some", measures_out=("knee-chest-cm",))).checked()
    refused = door.measure("knee-chest-cm")
    assert refused.code == "left-out" and door.course.measures["knee-chest-cm"].name in refused.reason
    assert door.measure("twist-height-cm").allowed


@pytest.mark.parametrize("id", BODY)
def test_bends_and_the_full_twist_wait_for_an_hour(door, id):
    """Before one has been up for an hour, neither forward bends nor the full twist are measured."""
    door.screened().checked(up_an_hour=False)
    expected = "not-yet-up" if id in LATER else "ok"
    assert door.measure(id).code == expected
    assert door.checked(up_an_hour=True).measure(id).allowed


# --- after a stop ------------------------------------------------------------------------------------------


def stop(door, answer, at=NOON):
    with door.journal.writing() as db:
        db.execute(
            "INSERT INTO stop (id, session_id, at, stretch, answer) VALUES ('a', 'b', ?, NULL, ?)",
            (stamp(at), answer),
        )


@pytest.mark.parametrize(
    ("answer", "waits"),
    [("down-the-leg", BODY), ("pinch", ("knee-chest-cm",)), ("cramp-or-too-much", ()), ("sharp", ())],
)
def test_measures_wait_after_a_stop_as_the_stretches_do(door, answer, waits):
    """What pulls where it hurt is not measured either for those days; scales stay open."""
    door.screened().checked()
    stop(door, answer)
    assert {id for id in BODY if not door.measure(id).allowed} == set(waits)
    assert all(door.measure(id).allowed for id in SCALES)
    for id in waits:
        assert door.measure(id).code == "after-stop"


def test_measures_come_back_when_the_days_after_a_stop_are_over(door):
    """A week later the body measures are open again."""
    stop(door, "down-the-leg", NOON - 7 * DAY)
    door.screened().checked()
    assert all(door.measure(id).allowed for id in BODY)
