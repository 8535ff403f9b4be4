"""Spaced repetition: what counts as a review, when it is due, and what a sitting asks."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from fsrs import Rating
from hypothesis import given
from hypothesis import strategies as some

from course import attempts, load_course, review
from course.errors import Refused
from course.events import deliver
from course.journal import Journal, stamp
from course.quiz_items import item_hash
from course.schema import Course

BANK = Path(__file__).parent.parent / "browser" / "bank"
BERLIN = timezone(timedelta(hours=1))
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=BERLIN)
DAY = timedelta(days=1)


@pytest.fixture
def course() -> Course:
    return load_course(bank=BANK)


@pytest.fixture
def journal() -> Journal:
    return Journal()


def meet(journal: Journal, *items: str, score: float = 0, at: datetime = NOON, **more) -> None:
    """Reviews these items, wrong unless `score` says otherwise."""
    with journal.writing() as db:
        for item in items:
            review.learn(db, item, score, more.get("sureness"), more.get("seconds"), at)


def set_due(journal: Journal, **days: float) -> None:
    """Makes cards that are due so many days after noon; `_` in a name is a hyphen."""
    for item in days:
        meet(journal, item.replace("_", "-"))
    with journal.writing() as db:
        for item, count in days.items():
            moment = stamp(NOON.astimezone(UTC) + count * DAY)
            db.execute("UPDATE review_card SET due_at = ? WHERE item = ?", (moment, item.replace("_", "-")))


def read(journal: Journal, function, *arguments):
    with journal.reading() as db:
        return function(db, *arguments)


def log(journal: Journal) -> list[tuple[str, int]]:
    rows = read(journal, lambda db: db.execute("SELECT item, rating FROM review_log ORDER BY id").fetchall())
    return [(row["item"], row["rating"]) for row in rows]


def answer(journal: Journal, course: Course, response: str, number: int, attempt: str = "attempt-0001"):
    item = next(one for one in course.quizzes["all-kinds"].items if one.id == "a-number")
    payload = {
        "attempt_id": attempt,
        "quiz": "all-kinds",
        "item": item.id,
        "item_hash": item_hash(item),
        "response": response,
        "seconds": 10,
    }
    event = {"id": f"event-{number:04}", "kind": "quiz-answered", "occurred_at": stamp(NOON)}
    return deliver(journal, course, event | {"payload": payload})


# --- how well it was remembered ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw_score", "sureness", "seconds", "expected"),
    [
        (0, None, 5, Rating.Again),
        (0, "know", 5, Rating.Again),
        (0.49, "guess", None, Rating.Again),
        (0.5, "know", 5, Rating.Hard),
        (0.99, None, None, Rating.Hard),
        (1, "guess", 5, Rating.Hard),
        (1, None, 61, Rating.Hard),
        (1, "think", 61, Rating.Hard),
        (1, "know", 61, Rating.Good),
        (1, None, 60, Rating.Good),
        (1, None, None, Rating.Good),
        (1, None, 5, Rating.Good),
        (1, "think", 5, Rating.Good),
        (1, "know", 21, Rating.Good),
        (1, "know", None, Rating.Good),
        (1, "know", 20, Rating.Easy),
    ],
)
def test_rating(raw_score, sureness, seconds, expected):
    """From correctness, sureness and time, where 20 seconds are usual."""
    assert review.rating(raw_score, sureness, seconds, 20) == expected


@given(
    some.floats(0, 1),
    some.floats(0, 1),
    some.sampled_from([None, "guess", "think", "know"]),
    some.none() | some.floats(0, 1e5),
)
def test_better_answers_are_never_rated_worse(one, other, sureness, seconds):
    """All else equal, a higher score gives no lower rating."""
    low, high = sorted((one, other))
    assert review.rating(low, sureness, seconds, 30) <= review.rating(high, sureness, seconds, 30)


def test_usual_seconds(journal, course):
    """An estimate before the tenth answer, then the median of the last hundred, and never under five."""
    assert read(journal, review.usual_seconds) == review.USUAL_SECONDS

    def answers(seconds: float, times: int) -> None:
        with journal.writing() as db:
            attempts.practising(db, course, "all-kinds", "learner", "attempt-0001", NOON)
            count = db.execute("SELECT count(*) FROM quiz_response").fetchone()[0]
            db.executemany(
                "INSERT INTO quiz_response (id, attempt_id, item, item_hash, at, response, score, seconds)"
                " VALUES (?, 'attempt-0001', 'a-number', '', ?, '1', 1, ?)",
                [(f"row-{count + n}", stamp(NOON), seconds) for n in range(times)],
            )

    answers(20, 9)
    assert read(journal, review.usual_seconds) == review.USUAL_SECONDS
    answers(40, 1)
    assert read(journal, review.usual_seconds) == 20
    answers(1, 100)
    assert read(journal, review.usual_seconds) == 5
    with journal.writing() as db:
        db.execute("UPDATE quiz_response SET seconds = NULL")
    assert read(journal, review.usual_seconds) == review.USUAL_SECONDS


# --- what is a review --------------------------------------------------------------------------------------


def test_first_answer_is_a_review_and_a_retry_is_not(journal, course):
    """Trying again right after being told says nothing of memory."""
    answer(journal, course, "80", 1)
    answer(journal, course, "90", 2)
    assert log(journal) == [("a-number", Rating.Again)]
    answer(journal, course, "90", 3, attempt="attempt-0002")
    assert log(journal) == [("a-number", Rating.Again), ("a-number", Rating.Good)]


def test_refused_answer_is_no_review(journal, course):
    """What was not understood was not remembered wrongly."""
    assert answer(journal, course, "ninety", 1).refused
    assert log(journal) == [] and read(journal, review.next_due, course, "learner") is None


def test_event_that_comes_again_is_one_review(journal, course):
    """Delivered twice, reviewed once."""
    answer(journal, course, "90", 1)
    answer(journal, course, "90", 1)
    assert len(log(journal)) == 1


def test_every_item_of_a_graded_attempt_is_met(journal, course):
    """Ten items, ten reviews, those left open as not remembered."""
    with journal.writing() as db:
        attempts.begin(db, course, "all-kinds", "learner", "graded", "attempt-0001", NOON)
    given = {"a-number": {"response": "90"}}
    payload = {"attempt_id": "attempt-0001", "quiz": "all-kinds", "answers": given}
    event = {"id": "event-0001", "kind": "quiz-submitted", "occurred_at": stamp(NOON), "payload": payload}
    deliver(journal, course, event)
    ratings = dict(log(journal))
    assert len(ratings) == 10 and ratings.pop("a-number") == Rating.Good
    assert set(ratings.values()) == {Rating.Again}


def test_better_remembered_comes_back_later(journal):
    """Again, hard, good and easy, in this order; nothing comes back on the same day."""
    meet(journal, "again", score=0)
    meet(journal, "hard", score=0.5)
    meet(journal, "good", score=1)
    meet(journal, "easy", score=1, sureness="know", seconds=3)
    rows = read(journal, lambda db: db.execute("SELECT item, due_at FROM review_card").fetchall())
    due = {row["item"]: datetime.fromisoformat(row["due_at"]) for row in rows}
    assert NOON + DAY <= due["again"] <= due["hard"] < due["good"] < due["easy"]


def test_intervals_grow(journal):
    """Remembered each time it is due, an item comes back after ever longer."""
    at, gaps = NOON, []
    for _ in range(4):
        meet(journal, "an-item", score=1, at=at)
        row = read(journal, lambda db: db.execute("SELECT due_at FROM review_card").fetchone())
        due = datetime.fromisoformat(row["due_at"])
        gaps.append(due - at)
        at = due
    assert gaps == sorted(set(gaps))


def test_answer_that_was_delivered_late_does_no_harm(journal):
    """An answer from last week arrives after today's: no crash, and the card is due some day."""
    meet(journal, "an-item", score=1)
    meet(journal, "an-item", score=0, at=NOON - 7 * DAY)
    assert len(log(journal)) == 2


# --- what is due -------------------------------------------------------------------------------------------


def test_due_by_the_end_of_the_local_day(journal, course):
    """What falls due this evening is asked this morning; what falls due after midnight is not."""
    set_due(journal, a_choice=0.49, a_number=0.51, a_match=-3)
    morning = NOON - timedelta(hours=5)
    assert read(journal, review.due, course, "learner", morning) == ("a-match", "a-choice")


def test_day_ends_where_the_learner_is(journal, course):
    """Due at 09:30 UTC on the 23rd: in Honolulu that is still the 22nd, in Tokyo the 23rd has begun."""
    meet(journal, "a-choice", at=datetime(2026, 11, 22, 9, 30, tzinfo=UTC))
    honolulu, tokyo = timezone(timedelta(hours=-10)), timezone(timedelta(hours=9))

    def due(hour: int, zone: timezone) -> tuple[str, ...]:
        at = datetime(2026, 11, 22, hour, 0, tzinfo=UTC)
        return read(journal, review.due, course, "learner", at.astimezone(zone))

    assert due(12, UTC) == due(23, UTC) == due(9, honolulu) == due(14, tokyo) == ()
    assert due(10, honolulu) == due(15, tokyo) == ("a-choice",)


def test_offsets_sort_by_time(journal, course):
    """Texts with different offsets are compared as moments: the longest overdue comes first."""
    set_due(journal, a_choice=0, a_number=0)
    with journal.writing() as db:
        for item, due in (
            ("a-choice", "2026-11-22T09:00:00+00:00"),
            ("a-number", "2026-11-22T10:00:00+09:00"),
        ):
            db.execute("UPDATE review_card SET due_at = ? WHERE item = ?", (due, item))
    assert read(journal, review.due, course, "learner", NOON) == ("a-number", "a-choice")


def test_students_items_are_due_for_students(journal, course):
    """A learner's review does not ask for a nerve."""
    students = next(i.id for i in course.quizzes["loosen-the-spine"].items if i.track == "student")
    meet(journal, students, "a-choice")
    later = NOON + DAY
    assert read(journal, review.due, course, "learner", later) == ("a-choice",)
    assert set(read(journal, review.due, course, "student", later)) == {"a-choice", students}


def test_item_that_left_the_bank_does_no_harm(journal, course):
    """Its card stays and is not asked; no date is told for its sake."""
    set_due(journal, gone_for_good=-5, a_choice=3)
    assert read(journal, review.due, course, "learner", NOON) == ()
    assert read(journal, review.sitting, course, "learner", NOON, "seed") == ()
    assert read(journal, review.next_due, course, "learner") == NOON + 3 * DAY


def test_next_due(journal, course):
    """The earliest card of one's own track, as a moment with its offset; None before anything was met."""
    assert read(journal, review.next_due, course, "learner") is None
    set_due(journal, a_choice=3, a_number=2)
    found = read(journal, review.next_due, course, "learner")
    assert found == NOON + 2 * DAY and found.utcoffset() is not None


# --- a sitting ---------------------------------------------------------------------------------------------


def test_ten_minutes_at_most(journal, course):
    """At the usual 45 seconds that is thirteen questions, the longest overdue ones."""
    items = [item.id for quiz in course.quizzes.values() for item in quiz.items if item.track == "learner"]
    assert len(items) > 13
    set_due(journal, **{id.replace("-", "_"): -days for days, id in enumerate(items)})
    asked = read(journal, review.sitting, course, "learner", NOON, "seed")
    assert len(asked) == 13 and set(asked) == set(items[::-1][:13])


def test_slow_answers_leave_fewer_questions(journal, course, monkeypatch):
    """Who takes four minutes a question is asked two; there is always one."""
    set_due(journal, a_choice=-1, a_number=-1, a_match=-1, an_order=-1)
    for seconds, count in ((240, 2), (601, 1), (100_000, 1), (5, 4)):
        monkeypatch.setattr(review, "usual_seconds", lambda db, seconds=seconds: float(seconds))
        assert len(read(journal, review.sitting, course, "learner", NOON, "seed")) == count


def test_modules_are_mixed(journal, course):
    """Neighbours come from different modules where there are enough of both."""
    two = ("before-you-begin", "loosen-the-spine")
    ours = {id: [item.id for item in course.quizzes[id].items if item.track == "learner"][:3] for id in two}
    module = {id: course.quizzes[quiz].module for quiz, ids in ours.items() for id in ids}
    assert len(set(module.values())) == 2
    meet(journal, *module)
    asked = read(journal, review.sitting, course, "learner", NOON + DAY, "seed")
    assert set(asked) == set(module)
    assert all(module[one] != module[other] for one, other in zip(asked, asked[1:], strict=False))


@given(
    some.dictionaries(some.integers(0, 30).map(str), some.sampled_from("abcd"), max_size=20),
    some.text(max_size=4),
)
def test_mixed_as_far_as_that_goes(modules, seed):
    """Every item once; neighbours of one module only where that module holds more than half of all."""
    order = review.mixed(modules, seed)
    assert sorted(order) == sorted(modules) and order == review.mixed(modules, seed)
    neighbours = sum(modules[a] == modules[b] for a, b in zip(order, order[1:], strict=False))
    largest = max((list(modules.values()).count(one) for one in modules.values()), default=0)
    assert neighbours == max(0, 2 * largest - 1 - len(modules))


def test_review_is_begun_with_what_is_due(journal, course):
    """An attempt of its own, in practice, without a deadline; with nothing due it is refused."""
    with journal.writing() as db, pytest.raises(Refused, match="Nothing is due"):
        attempts.begin(db, course, review.REVIEW, "learner", "practice", "attempt-0001", NOON)
    set_due(journal, a_choice=-1, a_number=0)
    with journal.writing() as db:
        begun = attempts.begin(db, course, review.REVIEW, "learner", "practice", "attempt-0002", NOON)
    assert set(begun.items) == {"a-choice", "a-number"}
    assert (begun.quiz, begun.mode, begun.deadline_at) == (review.REVIEW, "practice", None)


def test_review_needs_to_be_begun(journal, course):
    """An answer under an attempt that no review was begun with is refused."""
    with journal.writing() as db, pytest.raises(Refused, match="not been begun"):
        attempts.practising(db, course, review.REVIEW, "learner", "attempt-0001", NOON)
