"""Where a learner stands: how long it counts, what closes the course, and what opens it again."""

import re
from datetime import date, datetime, timedelta, timezone

import pytest

from course import standing
from course.diary import read_diary
from course.errors import Refused
from course.journal import Journal
from course.screening import Answer, Verdict, screen

CET = timezone(timedelta(hours=1))
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=CET)
TODAY = NOON.date()
SECOND, HOUR, DAY = timedelta(seconds=1), timedelta(hours=1), timedelta(days=1)

GO = Verdict()
EMERGENCY = Verdict(outcome="emergency", urgency="hospital-today", causes=("injury",))
BONES = Verdict(
    outcome="ask-first",
    scope="some",
    leave_out=("single-knee-to-chest", "double-knees-to-chest", "happy-baby"),
    change={"pelvic-tilt": ("small",)},
    measures_out=("knee-chest-cm", "sit-reach-cm"),
    causes=("bones",),
)


@pytest.fixture
def where(course):
    """An empty journal, with the questions and deeds of this module on it."""
    return Where(Journal(), course)


class Where:
    def __init__(self, journal, course):
        self.journal, self.course = journal, course

    def now(self, moment=NOON):
        with self.journal.reading() as db:
            return standing.current(db, self.course, moment)

    def screened(self, verdict, at=NOON):
        with self.journal.writing() as db:
            return standing.record_verdict(db, verdict, at)

    def void(self, at=NOON):
        with self.journal.writing() as db:
            standing.void_screening(db, "new-signs", at)

    def stopped(self, at=NOON):
        with self.journal.writing() as db:
            standing.open_new_emergency(db, None, "stop-button", at)
            standing.void_screening(db, "stop-button", at)

    def undo(self, at=NOON):
        with self.journal.writing() as db:
            standing.undo_emergency(db, self.course, at)

    def checked(self, on=TODAY, at=NOON):
        with self.journal.writing() as db:
            standing.clear_emergency(db, on, at)

    def asked(self, stretches=(), measures=(), whom="physiotherapist", on=TODAY, at=NOON):
        with self.journal.writing() as db:
            standing.clear_ask_first(db, self.course, whom, on, stretches, measures, at)

    def count(self, table):
        with self.journal.reading() as db:
            return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


# --- how long it counts ------------------------------------------------------------------------------------


def test_without_a_screening_nothing_counts(where):
    """An empty journal is no permission."""
    assert where.now().code == "none" and not where.now().is_valid


def test_go_counts_for_thirty_days(where):
    """A screening counts up to, and not beyond, thirty days."""
    where.screened(GO)
    assert where.now().code == "go" and where.now().is_valid
    assert where.now().valid_until == NOON + 30 * DAY
    assert where.now(NOON + 30 * DAY - SECOND).is_valid
    assert where.now(NOON + 30 * DAY).code == "expired"
    assert not where.now(NOON + 30 * DAY).is_valid


def test_ask_first_runs_out_too(where):
    """What was left out is not kept for ever: after thirty days all is asked again."""
    where.screened(BONES)
    assert where.now(NOON + 29 * DAY).code == "ask-first-some"
    assert where.now(NOON + 31 * DAY).code == "expired"


def test_pain_of_seven_counts_for_a_day(where):
    """A verdict that lasts for hours runs out after them, and then all is asked again."""
    where.screened(Verdict(outcome="ask-first", scope="all", leave_out=tuple(SIX), lasts_hours=24))
    assert where.now(NOON + 24 * HOUR - SECOND).code == "ask-first-all"
    assert where.now(NOON + 24 * HOUR).code == "expired"


def test_a_clock_put_back_does_not_prolong(where):
    """A screening from the future, by more than a small slip of the clock, does not count."""
    where.screened(GO, NOON)
    assert where.now(NOON - 4 * timedelta(minutes=1)).is_valid
    assert where.now(NOON - HOUR).code == "expired"


def test_the_offset_of_the_clock_does_not_matter(where):
    """Thirty days are counted from the same instant, wherever the learner has travelled since."""
    where.screened(GO, NOON)
    for hours in (-11, 0, 5.5, 13):
        there = timezone(timedelta(hours=hours))
        assert where.now((NOON + 30 * DAY - SECOND).astimezone(there)).is_valid
        assert where.now((NOON + 30 * DAY).astimezone(there)).code == "expired"


def test_a_time_without_offset_is_never_stored(where):
    """A screening at a time whose zone nobody knows is refused."""
    with pytest.raises(ValueError, match="no UTC offset"):
        where.screened(GO, NOON.replace(tzinfo=None))
    assert where.now().code == "none"


def test_a_new_screening_replaces_the_old(where):
    """The last screening counts, milder or stricter."""
    where.screened(BONES, NOON)
    where.screened(GO, NOON + HOUR)
    assert where.now(NOON + HOUR).code == "go"
    where.screened(BONES, NOON + 2 * HOUR)
    assert where.now(NOON + 2 * HOUR).leave_out == set(BONES.leave_out)


def test_new_signs_void_the_screening(where):
    """Once something is new, the old answers no longer count, until all is asked again."""
    where.screened(GO)
    where.void(NOON + HOUR)
    assert where.now(NOON + HOUR).code == "void" and not where.now(NOON + HOUR).is_valid
    where.screened(GO, NOON + 2 * HOUR)
    assert where.now(NOON + 2 * HOUR).is_valid


def test_a_void_screening_does_not_uncover_an_older_one(where):
    """Voiding the newest leaves no earlier go to fall back on."""
    where.screened(GO, NOON - DAY)
    where.screened(BONES, NOON)
    where.void(NOON)
    assert where.now(NOON).code == "void"


# --- an emergency ------------------------------------------------------------------------------------------


def test_an_emergency_closes_everything(where, course):
    """All stretches and all body measures are out; the scales stay."""
    where.screened(EMERGENCY)
    now = where.now()
    assert (now.code, now.urgency, now.is_valid) == ("emergency", "hospital-today", False)
    assert now.leave_out == set(course.stretches)
    assert now.measures_out == {measure.id for measure in course.measures.values() if measure.body}


def test_an_emergency_holds_through_a_second_screening(where):
    """Fourteen times no afterwards is refused, is not stored, and changes nothing."""
    where.screened(EMERGENCY)
    with pytest.raises(Refused, match="does not change that"):
        where.screened(GO, NOON + HOUR)
    assert where.now(NOON + HOUR).code == "emergency"
    assert where.count("screening") == 1


@pytest.mark.parametrize(
    "first, second, shown",
    [
        ("hospital-today", "ambulance-now", "ambulance-now"),
        ("maternity-now", "urgent-care-today", "maternity-now"),
        ("hospital-today", None, None),
        (None, "urgent-care-today", None),
    ],
)
def test_of_two_emergencies_the_more_urgent_is_shown(where, first, second, shown):
    """One after the other: the page is that of the worse; None, from the stop button, shows the worst."""
    with where.journal.writing() as db:
        for urgency in (first, second):
            found_by = "screening" if urgency else "stop-button"
            standing.open_new_emergency(db, urgency, found_by, NOON)
    assert (where.now().code, where.now().urgency) == ("emergency", shown)


@pytest.mark.parametrize("later", [SECOND, DAY, 31 * DAY, 400 * DAY])
def test_an_emergency_never_runs_out(where, course, later):
    """Time alone, or opening the journal again, does not lift it."""
    where.screened(EMERGENCY)
    assert Where(Journal(), course).now(NOON + later).code == "emergency"


def test_new_signs_do_not_lift_an_emergency(where):
    """Voiding the screening leaves the emergency open."""
    where.screened(EMERGENCY)
    where.void(NOON + HOUR)
    assert where.now(NOON + HOUR).code == "emergency"


def test_an_emergency_beats_a_valid_screening(where):
    """A sign found by the stop button counts more than the go of the same morning."""
    where.screened(GO)
    where.stopped(NOON + HOUR)
    assert where.now(NOON + HOUR).code == "emergency"
    assert where.now(NOON + HOUR).urgency is None, "the stop button does not ask which sign it was"


@pytest.mark.parametrize("on", [TODAY - DAY, TODAY + 4 * DAY, date(1990, 1, 1)])
def test_the_day_of_the_check_lies_between_the_emergency_and_today(where, on):
    """A date before the emergency, or in the future, is refused with the range; nothing is opened."""
    where.screened(EMERGENCY)
    with pytest.raises(Refused, match="2026-11-22 to today, 2026-11-25"):
        where.checked(on=on, at=NOON + 3 * DAY)
    assert where.now(NOON + 3 * DAY).code == "emergency"


@pytest.mark.parametrize("after", [0 * DAY, 2 * DAY, 3 * DAY])
def test_a_check_by_a_clinician_ends_it_and_all_is_asked_again(where, after):
    """From the day of the emergency to today is accepted; then the screening is void, not valid."""
    where.screened(EMERGENCY)
    at = NOON + 3 * DAY
    where.checked(on=(NOON + after).date(), at=at)
    assert where.now(at).code == "void"
    where.screened(GO, at)
    assert where.now(at).code == "go"


def test_a_check_ends_all_that_is_open(where):
    """Two emergencies end together, by a check that is not before the later one."""
    where.screened(EMERGENCY, NOON)
    where.stopped(NOON + 2 * DAY)
    with pytest.raises(Refused, match="2026-11-24 to today"):
        where.checked(on=TODAY + DAY, at=NOON + 2 * DAY)
    where.checked(on=TODAY + 2 * DAY, at=NOON + 2 * DAY)
    assert where.now(NOON + 2 * DAY).code == "void"


def test_a_check_is_stated_only_while_something_is_open(where):
    """A date stored in advance would be a way round the next emergency."""
    with pytest.raises(Refused, match="nothing open"):
        where.checked()
    where.screened(EMERGENCY)
    where.checked()
    with pytest.raises(Refused, match="nothing open"):
        where.checked()
    where.screened(EMERGENCY, NOON + HOUR)
    assert where.now(NOON + HOUR).code == "emergency"


def test_a_check_after_a_flight_westwards(where):
    """Who crosses the date line is not shut out by a day that has not come there yet."""
    tonga, hawaii = timezone(timedelta(hours=13)), timezone(timedelta(hours=-10))
    at = datetime(2026, 11, 22, 1, 0, tzinfo=tonga)
    landed = (at + 9 * HOUR).astimezone(hawaii)
    where.screened(EMERGENCY, at)
    assert landed.date() == date(2026, 11, 21)
    where.checked(on=landed.date(), at=landed)
    assert where.now(landed).code == "void"


def test_a_mistaken_tap_can_be_taken_back_for_a_minute(where):
    """Within sixty seconds it is undone, and all is asked again."""
    where.screened(EMERGENCY)
    where.undo(NOON + 60 * SECOND)
    assert where.now(NOON + 60 * SECOND).code == "void"
    where.screened(GO, NOON + 90 * SECOND)
    assert where.now(NOON + 90 * SECOND).code == "go"


@pytest.mark.parametrize("after", [61 * SECOND, HOUR, -HOUR])
def test_after_a_minute_it_cannot_be_taken_back(where, after):
    """Later, or with the clock put back, only a clinician's check ends it."""
    where.screened(EMERGENCY)
    with pytest.raises(Refused, match="60 seconds only"):
        where.undo(NOON + after)
    assert where.now(NOON + after).code == "emergency"


def test_a_slip_at_the_stop_button_can_be_taken_back(where):
    """For a minute, like a mistaken tap in the screening; then only a clinician's check ends it."""
    where.screened(GO)
    where.stopped()
    with pytest.raises(Refused, match="60 seconds only"):
        where.undo(NOON + 61 * SECOND)
    where.undo(NOON + SECOND)
    assert where.now().code == "void"


def test_taking_back_the_last_leaves_the_one_before(where):
    """Of two, one undo takes back the newer."""
    where.screened(EMERGENCY)
    where.stopped(NOON + SECOND)
    where.undo(NOON + 2 * SECOND)
    assert where.now(NOON + 2 * SECOND).urgency == EMERGENCY.urgency


def test_there_may_be_nothing_to_take_back(where):
    """Undo without an emergency is refused and voids nothing."""
    where.screened(GO)
    with pytest.raises(Refused, match="nothing to take back"):
        where.undo()
    assert where.now().code == "go"


def test_a_minute_is_a_minute_at_any_offset(where):
    """The minute is counted in real time, not in what two clocks show."""
    where.screened(EMERGENCY, NOON)
    later = (NOON + 2 * timedelta(minutes=1)).astimezone(timezone(timedelta(hours=-5)))
    with pytest.raises(Refused):
        where.undo(later)
    where.undo((NOON + 30 * SECOND).astimezone(timezone(timedelta(hours=-5))))
    assert where.now().code == "void"


# --- ask first ---------------------------------------------------------------------------------------------

SIX = (
    "single-knee-to-chest", "double-knees-to-chest", "supine-spinal-twist", "pelvic-tilt",
    "figure-four", "happy-baby",
)  # fmt: skip
ALL = Verdict(outcome="ask-first", scope="all", leave_out=SIX, measures_out=("sit-reach-cm",))


def test_ask_first_leaves_out_and_changes(where):
    """What the verdict named is what stands, with the questions behind it."""
    where.screened(BONES)
    now = where.now()
    assert (now.code, now.is_valid) == ("ask-first-some", True)
    assert now.leave_out == set(BONES.leave_out) and now.measures_out == set(BONES.measures_out)
    assert now.change == {"pelvic-tilt": ("small",)} and now.causes == ("bones",)


def test_a_clearance_frees_only_what_was_allowed(where):
    """One stretch and one measure allowed by a physiotherapist: the others stay out, changes stay."""
    where.screened(BONES)
    where.asked(stretches=["single-knee-to-chest"], measures=["knee-chest-cm"], on=TODAY - DAY)
    now = where.now()
    assert now.leave_out == {"double-knees-to-chest", "happy-baby"}
    assert now.measures_out == {"sit-reach-cm"}
    assert now.change == {"pelvic-tilt": ("small",)}
    assert now.code == "ask-first-some"


def test_clearances_add_up(where):
    """A second talk frees more, without repeating the first."""
    where.screened(BONES)
    where.asked(stretches=["single-knee-to-chest"])
    where.asked(stretches=["happy-baby"])
    assert where.now().leave_out == {"double-knees-to-chest"}


def test_some_allowed_of_all_opens_those(where):
    """Where nothing was to be practised, what is allowed may be, and nothing else."""
    where.screened(ALL)
    assert where.now().code == "ask-first-all" and not where.now().is_valid
    where.asked(stretches=["pelvic-tilt"])
    now = where.now()
    assert now.is_valid and now.leave_out == set(SIX) - {"pelvic-tilt"}
    assert now.measures_out == {"sit-reach-cm"}


def test_asking_without_an_allowance_frees_nothing(where):
    """A talk in which nothing was allowed is recorded and changes nothing."""
    where.screened(ALL)
    where.asked()
    assert where.now().code == "ask-first-all"
    assert where.count("clearance") == 1


def test_a_clearance_belongs_to_its_screening(where):
    """After a new screening with the same answers, it is asked anew."""
    where.screened(BONES, NOON)
    where.asked(stretches=["single-knee-to-chest"])
    where.screened(BONES, NOON + HOUR)
    assert where.now(NOON + HOUR).leave_out == set(BONES.leave_out)


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"stretches": ["pelvic-tilt"]}, "Not among what is left out: pelvic-tilt"),
        ({"stretches": ["handstand"]}, "Not among what is left out: handstand"),
        ({"measures": ["pain-nrs"]}, "Not among what is left out: pain-nrs"),
        ({"whom": "neighbour"}, "expected one of doctor, physiotherapist, midwife, surgeon"),
        ({"on": TODAY + DAY}, "expected a date in the last year"),
        ({"on": TODAY - 366 * DAY}, "expected a date in the last year"),
    ],
)
def test_a_clearance_that_does_not_fit_is_refused(where, wrong, message):
    """What was not left out, an unknown adviser or an odd date is refused and nothing is stored."""
    where.screened(BONES)
    with pytest.raises(Refused, match=message):
        where.asked(**({"stretches": ["happy-baby"]} | wrong))
    assert where.count("clearance") == 0
    assert where.now().leave_out == set(BONES.leave_out)


def test_only_an_open_question_can_be_cleared(where):
    """Before a screening, after go, once run out or voided, there is nothing that anyone could allow."""
    with pytest.raises(Refused, match="no open question"):
        where.asked()
    where.screened(GO)
    with pytest.raises(Refused, match="no open question"):
        where.asked()
    where.screened(BONES, NOON)
    with pytest.raises(Refused, match="no open question"):
        where.asked(at=NOON + 31 * DAY)
    where.void()
    with pytest.raises(Refused, match="no open question"):
        where.asked()


def test_an_emergency_is_not_cleared_like_an_ask_first(where):
    """The milder way out is closed while something has to be checked today."""
    where.screened(BONES, NOON - DAY)
    where.screened(EMERGENCY)
    with pytest.raises(Refused, match="no open question"):
        where.asked(stretches=["pelvic-tilt"])
    assert where.now().code == "emergency"


# --- what is kept ------------------------------------------------------------------------------------------


def test_what_was_ticked_is_not_in_the_journal(where, course):
    """After every sign of every question, no id and no text of a sign stands in the journal's bytes."""
    questions = course.safety.questions
    for number, question in enumerate(questions):
        if question.id == "saddle-bladder-bowel":
            continue  # an emergency would close the rest; it comes last
        for tick in question.ticks:
            answers = {q.id: Answer(answer="no") for q in questions}
            answers[question.id] = Answer(answer="yes", ticks=frozenset({tick.id}))
            at = NOON + number * 2 * timedelta(minutes=1)
            verdict = screen(course, answers)
            where.screened(verdict, at)
            if verdict.outcome == "emergency":
                where.undo(at + SECOND)
    assert where.count("screening") == sum(len(q.ticks) for q in questions) - 4
    data = where.journal.file.read_bytes().decode("utf-8", errors="replace")
    for question in questions:
        assert question.ask not in data
        for tick in question.ticks:
            assert tick.text not in data
            assert not re.search(rf"(?<![\w-]){tick.id}(?![\w-])", data), tick.id
            assert f"{question.id}/{tick.id}" not in data


def test_two_signs_that_mean_the_same_leave_the_same_trace(where, course):
    """From what is stored nobody can tell which of a question's signs it was."""
    for tick in ("cancer", "infection-risk", "weight-loss"):
        answers = {q.id: Answer(answer="no") for q in course.safety.questions}
        answers["whole-body"] = Answer(answer="yes", ticks=frozenset({tick}))
        where.screened(screen(course, answers))
    with where.journal.reading() as db:
        rows = {tuple(row)[1:] for row in db.execute("SELECT * FROM screening")}
    assert len(rows) == 1


def test_the_sentence_says_why_it_is_asked_again(where):
    """After a clinician's check the person is thanked, not told that something has changed."""
    where.screened(EMERGENCY)
    where.checked()
    assert where.now(NOON + 2 * SECOND).code == "void"
    assert "clinician has checked it" in where.now(NOON + 2 * SECOND).sentence


# --- more range is no aim ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("signs", "known"),
    [
        ((), False),
        (("joints-and-mornings/bendy-joints",), True),
        (("joints-and-mornings/bendy-joints", "bones/thin-bones"), True),
        (("joints-and-mornings/shoulder",), False),
        (("bones/thin-bones",), False),
    ],
)
def test_bendy_joints_are_known_by_what_they_change(signs, known, where):
    """No single answer is stored; what the check changed tells, with other signs beside it too."""
    answers = {question.id: Answer(answer="no") for question in where.course.safety.questions}
    for sign in signs:
        id, _, tick = sign.partition("/")
        answers[id] = Answer(answer="yes", ticks=answers[id].ticks | {tick})
    where.screened(screen(where.course, answers))
    with where.journal.reading() as db:
        assert standing.range_is_no_aim(db, where.course) is known
        assert read_diary(db, where.course).range_is_no_aim is known


def test_bendy_joints_do_not_run_out(where):
    """Joints stay as they are when a safety check expires; without one nothing is known."""
    with where.journal.reading() as db:
        assert not standing.range_is_no_aim(db, where.course)
    answers = {question.id: Answer(answer="no") for question in where.course.safety.questions}
    answers["joints-and-mornings"] = Answer(answer="yes", ticks={"bendy-joints"})
    where.screened(screen(where.course, answers), NOON - 400 * DAY)
    assert where.now().code == "expired"
    with where.journal.reading() as db:
        assert standing.range_is_no_aim(db, where.course)
