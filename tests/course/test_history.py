"""What earlier days say about the next session: pain after sessions, the first days, six weeks."""

from datetime import UTC, datetime, timedelta, timezone
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as some

from course import history
from course.history import Rise, Session, Spell, change, gentle_until, is_no_better, rises, spell
from course.journal import Journal, stamp
from course.log import Record

CET = timezone(timedelta(hours=1))
EVENING = datetime(2026, 11, 22, 21, 0, tzinfo=CET)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def session(at=EVENING, minutes=10, practised=True):
    return Session(at, at + minutes * MINUTE, practised)


def rating(at, value, around=None):
    return Record(at, value, (value,), around=around)


def rated(start, before, after):
    """The ratings round a session of ten minutes that began at `start`."""
    return [rating(start - MINUTE, before, "before"), rating(start + 11 * MINUTE, after, "after")]


@pytest.fixture
def pain(course):
    return course.over_days.pain_up


@pytest.fixture
def first(course):
    return course.over_days.first_days


@pytest.fixture
def six(course):
    return course.over_days.no_better


# --- which ratings belong to a session ---------------------------------------------------------------------


def points(pain, sessions, ratings):
    return [rise.points for rise in rises(pain, sessions, sorted(ratings, key=lambda r: r.at))]


def test_a_session_has_its_rise(pain):
    """Pain 2 before and 5 after is a rise of 3, told when it was rated after."""
    assert rises(pain, [session()], rated(EVENING, 2, 5)) == [Rise(EVENING + 11 * MINUTE, 3)]


@pytest.mark.parametrize(
    "at, counts",
    [
        (-2 * HOUR - SECOND, False),
        (-2 * HOUR, True),
        (0 * SECOND, True),
        (2 * SECOND, True),
        (MINUTE, True),
        (MINUTE + SECOND, False),
    ],
)
def test_before_reaches_back_two_hours(pain, at, counts):
    """A rating up to two hours before the start, or a moment after it, as the page tells it, is 'before'."""
    ratings = [rating(EVENING + at, 2, "before"), rating(EVENING + 11 * MINUTE, 5, "after")]
    assert points(pain, [session()], ratings) == ([3] if counts else [])


@pytest.mark.parametrize(
    "after_end, counts",
    [(-SECOND, False), (0 * SECOND, True), (3 * HOUR, True), (3 * HOUR + SECOND, False)],
)
def test_after_reaches_on_three_hours(pain, after_end, counts):
    """A rating from the end of the session to three hours on is 'after'; next morning's is not."""
    ratings = [rating(EVENING, 2, "before"), rating(EVENING + 10 * MINUTE + after_end, 5, "after")]
    assert points(pain, [session()], ratings) == ([3] if counts else [])


def test_the_nearest_ratings_count(pain):
    """Of several, the last one before and the first one after."""
    others = [rating(EVENING - HOUR, 9, "before"), rating(EVENING + HOUR, 0, "after")]
    assert points(pain, [session()], [*rated(EVENING, 2, 5), *others]) == [3]


def test_two_sessions_do_not_share_a_rating(pain):
    """What was rated round the first session of an hour is not taken for the second one, nor turned round."""
    sessions = [session(), session(EVENING + 30 * MINUTE)]
    assert points(pain, sessions, rated(EVENING, 2, 5)) == [3]
    only_round_both = [rating(EVENING, 2, "before"), rating(EVENING + HOUR, 5, "after")]
    assert points(pain, sessions, only_round_both) == []


def test_ratings_that_say_neither_make_no_pair(pain):
    """A rating from the log that is neither before nor after a session stays out."""
    ratings = [rating(EVENING - MINUTE, 2), rating(EVENING + 11 * MINUTE, 5)]
    assert points(pain, [session()], ratings) == []


def test_a_session_in_which_nothing_was_done_has_no_rise(pain):
    """Begun and ended at once: the pain is not from stretching."""
    assert points(pain, [session(practised=False)], rated(EVENING, 2, 5)) == []


def test_pairs_go_by_moments(pain):
    """Ratings noted with another offset belong to the same session."""
    ratings = [
        rating(r.at.astimezone(timezone(timedelta(hours=-9))), r.value, r.around)
        for r in rated(EVENING, 2, 5)
    ]
    assert points(pain, [session()], ratings) == [3]


# --- two sessions running ----------------------------------------------------------------------------------


def risen(*points):
    """One session a day, the last one today; each with its rise."""
    return [Rise(EVENING - (len(points) - 1 - i) * DAY, by) for i, by in enumerate(points)]


@pytest.mark.parametrize(
    "rises, gentle",
    [
        ([], False),
        ([2], False),
        ([9], False),
        ([2, 2], True),
        ([1.9, 2], False),
        ([2, 1.9], False),
        ([2, 0, 2], False),
        ([3, 2, 0], True),
        ([0, 2, 5], True),
        ([-2, -2], False),
    ],
)
def test_two_running_and_two_points(pain, rises, gentle):
    """One session is not two, 1.9 is not 2, a better session between breaks the row, and none undoes it."""
    assert (gentle_until(pain, risen(*rises), EVENING) is not None) is gentle


def test_it_lasts_seven_days(pain):
    """Seven days after the second session are gentle, the eighth is not; a better session changes nothing."""
    up = risen(2, 2)
    until = (EVENING + 7 * DAY).date()
    for later in (HOUR, DAY, 7 * DAY, 7 * DAY + 2 * HOUR):
        assert gentle_until(pain, [*up, Rise(EVENING + later, 0)], EVENING + later) == until
    assert gentle_until(pain, up, EVENING + 8 * DAY) is None
    assert gentle_until(pain, up, EVENING + 7 * DAY + 3 * HOUR) is None, "midnight"


def test_the_newest_row_counts(pain):
    """Up again in the gentle days: seven more from then."""
    up = [*risen(2, 2), Rise(EVENING + 3 * DAY, 2)]
    assert gentle_until(pain, up, EVENING + 9 * DAY) == (EVENING + 10 * DAY).date()


def test_days_are_those_of_the_learners_clock(pain):
    """A kernel in UTC or in Tokyo counts the same days as the clock on the wall."""
    up = risen(2, 2)
    before_midnight, after_midnight = EVENING + 7 * DAY + 2.9 * HOUR, EVENING + 7 * DAY + 3.1 * HOUR
    for zone in (UTC, timezone(timedelta(hours=9)), timezone(timedelta(hours=-9))):
        assert gentle_until(pain, up, before_midnight.astimezone(zone))
        assert gentle_until(pain, up, after_midnight.astimezone(zone)) is None


def test_two_points_lie_inside_the_error_of_one_pair(course, pain):
    """Why two running: the published error of a pair is larger, and the text says so."""
    assert pain.points < course.measures[pain.measure].mdc95.value < 3
    assert "nearly 3 points" in pain.say and "our choice" in pain.say and "two sessions running" in pain.say


# --- first days and breaks ---------------------------------------------------------------------------------


def test_before_the_first_session_it_is_day_one(first):
    """Nothing practised yet, or nothing but starts: the first days have not begun to pass."""
    assert spell(first, [], EVENING) == Spell(None)
    assert spell(first, [session(EVENING - 30 * DAY, practised=False)], EVENING) == Spell(None)
    assert Spell(None).day(EVENING) == 1


def test_day_seven_and_day_eight(first):
    """The day of the first session is day 1, at whatever hour; midnight makes the next."""
    now = spell(first, [session()], EVENING)
    assert [now.day(EVENING + days * DAY) for days in (0, 6, 7)] == [1, 7, 8]
    assert now.day(EVENING + 3 * HOUR) == 2
    assert now.day((EVENING + 2.9 * HOUR).astimezone(timezone(timedelta(hours=9)))) == 1


@pytest.mark.parametrize("days, broken", [(13, False), (14, True), (300, True)])
def test_a_break_is_two_weeks(first, days, broken):
    """13 days after the last session practice goes on; 14 days after it begins anew."""
    start, again = EVENING, EVENING + days * DAY
    assert spell(first, [session(start)], again) == (Spell(None, True) if broken else Spell(start))
    resumed = spell(first, [session(start), session(again)], again + 3 * DAY)
    assert resumed == (Spell(again, True) if broken else Spell(start))
    assert resumed.day(again + 3 * DAY) == (4 if broken else days + 4)


def test_a_start_alone_ends_no_break(first):
    """A session in which nothing was done is no practice."""
    sessions = [session(), session(EVENING + 10 * DAY, practised=False)]
    assert spell(first, sessions, EVENING + 14 * DAY) == Spell(None, True)


# --- six weeks ---------------------------------------------------------------------------------------------


BEGUN = EVENING - 42 * DAY


def weeks(start, end, begun=BEGUN, around="before"):
    """Ratings of three days at the beginning and of three at the end."""
    early = [rating(begun + day * DAY, value, around) for day, value in enumerate(start)]
    late = [rating(EVENING - day * DAY, value, around) for day, value in enumerate(end)]
    return [*early, *reversed(late)]


@pytest.mark.parametrize("days, due", [(41, False), (42, True), (100, True)])
def test_it_is_said_after_six_weeks(six, days, due):
    """After 41 days nothing is said; from 42 on it is."""
    begun = EVENING - days * DAY
    assert is_no_better(six, begun, [weeks([5, 5, 5], [5, 5, 5], begun)], EVENING) is due


@pytest.mark.parametrize(
    "end, better", [([3, 3, 3], True), ([3.1, 3.1, 3.1], False), ([8, 8, 8], False), ([0, 3, 9], True)]
)
def test_better_is_two_points_of_the_middle_rating(six, end, better):
    """From 5 to 3 is better; to 3.1 is not, nor is worse. One bad day does not decide."""
    assert is_no_better(six, BEGUN, [weeks([5, 5, 5], end)], EVENING) is not better


def test_one_measure_that_is_better_is_enough(six):
    """Stiffness lower, pain as before: nothing is said."""
    pain, stiffness = weeks([5, 5, 5], [5, 5, 5]), weeks([6, 6, 6], [2, 2, 2])
    assert not is_no_better(six, BEGUN, [pain, stiffness], EVENING)
    assert is_no_better(six, BEGUN, [pain, weeks([6, 6, 6], [6, 6, 6])], EVENING)


def test_what_was_low_from_the_first_cannot_tell(six):
    """Pain of 1 cannot fall by 2: alone it says nothing, beside stiffness that stays it hides nothing."""
    low = weeks([1, 1, 1], [1, 1, 1])
    assert change(six, BEGUN, low, EVENING) is None
    assert not is_no_better(six, BEGUN, [low, []], EVENING)
    assert is_no_better(six, BEGUN, [low, weeks([6, 6, 6], [6, 6, 6])], EVENING)
    assert is_no_better(six, BEGUN, [weeks([1, 1, 1], [4, 4, 4]), []], EVENING), "it grew"


@pytest.mark.parametrize("start, end", [([5, 5], [5, 5, 5]), ([5, 5, 5], [5, 5]), ([], [])])
def test_too_few_days_say_nothing(six, start, end):
    """At either end three days are needed."""
    assert not is_no_better(six, BEGUN, [weeks(start, end)], EVENING)


def test_each_day_counts_once(six):
    """Many ratings of one day are one day."""
    often = [rating(BEGUN + minute * MINUTE, 5) for minute in range(9)]
    assert change(six, BEGUN, [*often, *weeks([], [5, 5, 5])], EVENING) is None


def test_ratings_after_sessions_are_left_aside(six):
    """They would compare another moment of the day."""
    after = weeks([9, 9, 9], [0, 0, 0], around="after")
    assert change(six, BEGUN, after, EVENING) is None
    assert change(six, BEGUN, [*after, *weeks([5, 5, 5], [5, 5, 5])], EVENING) == 0


def test_the_weeks_end_where_they_should(six):
    """The first week ends with its seventh day, the last one begins six days ago."""
    seventh = weeks([], [5, 5, 5]) + [rating(BEGUN + day * DAY, 5) for day in (0, 3, 6)]
    eighth = weeks([], [5, 5, 5]) + [rating(BEGUN + day * DAY, 5) for day in (0, 3, 7)]
    assert change(six, BEGUN, seventh, EVENING) == 0 and change(six, BEGUN, eighth, EVENING) is None
    early = weeks([5, 5, 5], [])
    for oldest, told in ((6, 0), (7, None)):
        late = [rating(EVENING - day * DAY, 5) for day in (oldest, 3, 0)]
        assert change(six, BEGUN, [*early, *late], EVENING) == told


def test_nothing_is_said_without_practice(six):
    """No session, or the last one two weeks ago."""
    assert not is_no_better(six, None, [weeks([5, 5, 5], [5, 5, 5])], EVENING)


def test_two_points_are_more_than_noise(course, six):
    """Between the middles of three days each, the published error of one rating makes less than 2 points."""
    pain = course.measures["pain-nrs"]
    spread_of_a_middle_of_three = 0.67
    noise = 1.96 * sqrt(2) * spread_of_a_middle_of_three * pain.sem.value
    assert six.least_days == 3 and noise < six.points == pain.mic.value


@given(some.lists(some.integers(0, 10), min_size=3, max_size=7), some.integers(0, 10))
def test_ratings_that_stay_are_never_better(course, values, by):
    """Whatever they are: the same week twice is told, or cannot tell; never taken for a fall."""
    six = course.over_days.no_better
    assert change(six, BEGUN, weeks(values, values), EVENING) in (0, None)


# --- from the journal --------------------------------------------------------------------------------------


def store(journal, at, before, after, number, measure="pain-nrs", practised=True):
    """One session as the page and the events leave it."""
    with journal.writing() as db:
        id = f"session-{number:04}"
        row = (id, "evening", None, stamp(at), stamp(at + 10 * MINUTE), "finished", 600)
        db.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)", row)
        if practised:
            db.execute("INSERT INTO practice VALUES (?, 'pelvic-tilt', '[]', NULL, 30, 1, 0)", (id,))
        for around, when, value in (("before", at, before), ("after", at + 10 * MINUTE, after)):
            db.execute(
                "INSERT INTO measurement VALUES (?, ?, ?, NULL, ?, ?, NULL, ?)",
                (f"{id}-{around}", stamp(when), measure, value, f"[{value}]", around),
            )


def read(function, course, moment, journal=None):
    with (journal or Journal()).reading() as db:
        return function(db, course, moment)


def test_gentle_days_are_read(course):
    """Sessions and ratings of the journal, in true order whatever their offsets sort like."""
    journal = Journal()
    store(journal, EVENING.astimezone(timezone(timedelta(hours=-9))), 1, 3, 2)
    store(journal, EVENING - DAY, 2, 4, 1)
    assert read(history.gentle_days, course, EVENING + DAY) == (EVENING + 7 * DAY).date()
    store(journal, EVENING - HOUR, 2, 2, 3)
    assert read(history.gentle_days, course, EVENING + DAY) is None, "a session between the two"


def test_other_measures_make_no_gentle_days(course):
    """Stiffness that rises is no pain that rises."""
    journal = Journal()
    store(journal, EVENING - DAY, 2, 9, 1, "stiffness-nrs")
    store(journal, EVENING, 2, 9, 2, "stiffness-nrs")
    assert read(history.gentle_days, course, EVENING + DAY) is None


def test_the_first_days_end(course):
    """On day 7 they are on, on day 8 over, after two weeks on again."""
    journal = Journal()
    assert read(history.first_days, course, EVENING) == Spell(None)
    store(journal, EVENING, 1, 1, 1)
    on = [day for day in range(16) if read(history.first_days, course, EVENING + day * DAY)]
    assert on == [0, 1, 2, 3, 4, 5, 6, 14, 15]
    assert read(history.first_days, course, EVENING + 14 * DAY).after_break


def test_who_went_on_is_not_asked_for_a_week(course):
    """Kept on day 3: nothing more in these first days. After a break it is asked again."""
    journal = Journal()
    store(journal, EVENING, 1, 1, 1)
    with journal.writing() as db:
        history.keep_as_chosen(db, EVENING + 2 * DAY)
    assert [day for day in range(15) if read(history.first_days, course, EVENING + day * DAY)] == [0, 1, 14]


def test_no_better_is_read(course):
    """Six weeks of sessions whose pain before them stays at 5."""
    journal = Journal()
    for number, day in enumerate(range(0, 43, 2)):
        store(journal, BEGUN + day * DAY, 5, 5, number)
    assert read(history.no_better, course, EVENING)
    assert not read(history.no_better, course, EVENING - DAY)
    assert not read(history.no_better, course, EVENING + 14 * DAY), "a break"
