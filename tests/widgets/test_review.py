"""The review widget: what is due, begun on purpose, taken up again on the same day."""

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from course import attempts, load_course, review
from course.calculated import as_number
from course.journal import Journal, now
from course.quiz_items import masked
from widgets import _base
from widgets._base import UnknownName
from widgets.review import Review

BANK = Path(__file__).parent.parent / "browser" / "bank"
KEY_MARKS = ("SECRET", "LATER", "key-", "wrong-")
RIGHT = {
    "a-choice": "key-right",
    "a-multiple": ["key-seven", "key-nine"],
    "a-true-false": {"verdict": "false", "reason": "key-slack"},
    "a-number": "1,5 min",
    "an-order": ["key-first", "key-second", "key-third", "key-fourth"],
    "a-match": {"key-hip": "key-thigh", "key-knee": "key-shin"},
    "a-hotspot": "key-buttock",
    "a-cloze": {"key-in": "key-four", "key-out": "key-six"},
    "a-case": ["key-both", "40"],
}
KINDS = [*RIGHT, "a-calculated"]


class Clock:
    """A moment that tests move on, at noon so that no day ends by chance."""

    def __init__(self):
        self.moment = now().replace(hour=12, minute=0, second=0, microsecond=0)

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture(autouse=True)
def clock(monkeypatch) -> Clock:
    """The present, wherever a review asks for it, over a course with one item of each kind."""
    clock = Clock()
    for place in ("widgets._sitting.now", "widgets.review.now", "course.events.now"):
        monkeypatch.setattr(place, clock)
    monkeypatch.setattr(_base, "load_course", lambda: load_course(bank=BANK))
    return clock


def meet(clock: Clock, *items: str, days_ago: float = 3) -> None:
    with Journal().writing() as db:
        for item in items:
            review.learn(db, item, 0, None, None, clock.moment - timedelta(days=days_ago))


def talk(widget: Review, message: dict) -> list[dict]:
    sent = []
    widget.send = sent.append
    widget._receive(widget, message, [])
    return json.loads(json.dumps(sent))


def reply(widget: Review, name: str, /, **arguments) -> dict:
    (answer,) = talk(widget, {"kind": "request", "id": "r1", "name": name, "arguments": arguments})
    return answer


def asks(widget: Review, name: str, /, **arguments) -> dict:
    return reply(widget, name, **arguments)["result"]


def answers(widget: Review, clock: Clock, id: str, response=None) -> dict:
    """Answers as the page does, right unless a response is given."""
    item = next(one for one in widget._course.quizzes["all-kinds"].items if one.id == id)
    right = f"{as_number(item, widget.attempt).answer:g}" if id == "a-calculated" else masked(item, RIGHT[id])
    payload = {
        "attempt_id": widget.attempt,
        "quiz": "review",
        "item": id,
        "item_hash": next(one["hash"] for one in widget.items if one["id"] == id),
        "response": right if response is None else response,
        "track": widget.head["track"],
    }
    event = {
        "id": f"{widget.attempt}-{id}",
        "kind": "quiz-answered",
        "occurred_at": clock.moment.isoformat(),
        "payload": payload,
    }
    (stored,) = talk(widget, {"kind": "event", "event": event})
    assert stored["refused"] is None
    return stored["reply"]


def traits(widget: Review) -> str:
    state = widget.get_state()
    return json.dumps({name: state[name] for name in state if not name.startswith("_")})


def holds_no_key(*texts: str) -> bool:
    return not [mark for mark in KEY_MARKS for text in texts if mark in text]


# --- what is due -------------------------------------------------------------------------------------------


def test_nothing_met_yet():
    """Before the first answer there is nothing to begin, and it is said where questions come from."""
    widget = Review()
    told = asks(widget, "look_up")
    assert (told["heading"], told["can_begin"], told["is_begun"]) == ("Nothing to review yet", False, False)
    assert (widget.items, widget.attempt) == ([], "")
    assert reply(widget, "begin")["error"] == "Nothing is due today."


def test_nothing_due(clock):
    """What was met today comes back on a day that is named."""
    meet(clock, "a-choice", days_ago=0)
    widget = Review()
    told = asks(widget, "look_up")
    tomorrow = clock.moment + timedelta(days=1)
    assert told["heading"] == "Nothing is due today" and not told["can_begin"]
    assert told["lines"] == [f"The next question comes back on {tomorrow:%A}, {tomorrow.day} {tomorrow:%B}."]
    assert reply(widget, "begin")["error"] == "Nothing is due today."


def test_due(clock):
    """How many questions and about how many minutes, in words for one and for more."""
    meet(clock, "a-choice")
    assert asks(Review(), "look_up")["heading"] == "1 question is due today"
    meet(clock, *KINDS[1:])
    told = asks(Review(), "look_up")
    assert told["heading"] == "10 questions are due today" and told["can_begin"]
    assert told["lines"] == ["About 8 minutes now, an estimate."]


def test_only_items_that_left_the_bank(clock):
    """Cards of questions that are gone are neither due nor promised for a day in the past."""
    meet(clock, "gone-for-good")
    told = asks(Review(), "look_up")
    assert (told["heading"], told["can_begin"]) == ("Nothing to review yet", False)


def test_ten_minutes_at_most(clock):
    """Who has not come for long is not asked everything at once."""
    course = load_course(bank=BANK)
    meet(clock, *[item.id for quiz in course.quizzes.values() for item in quiz.items])
    widget = Review(track="student")
    assert asks(widget, "look_up")["lines"] == ["About 10 minutes now, an estimate."]
    asks(widget, "begin")
    assert len(widget.items) == 13


def test_students_items_are_not_asked_of_learners(clock):
    """Each track has a review of its own; without a name it is that of what was met."""
    course = load_course(bank=BANK)
    students = next(i.id for i in course.quizzes["loosen-the-spine"].items if i.track == "student")
    meet(clock, students)
    assert not asks(Review(track="learner"), "look_up")["can_begin"]
    student = Review()
    asks(student, "begin")
    assert [item["id"] for item in student.items] == [students]
    assert Review(track="learner").attempt == "" and Review().attempt == student.attempt


# --- answering ---------------------------------------------------------------------------------------------


def test_no_key_before_the_answer(clock):
    """All ten kinds due: beginning, looking up, drafting and asking for pictures tell no key."""
    meet(clock, *KINDS)
    widget = Review()
    said = [asks(widget, "look_up"), asks(widget, "begin")]
    drafts = {id: {"response": "x", "changed_ms": 1} for id in KINDS}
    said += [asks(widget, "save_drafts", attempt=widget.attempt, drafts=drafts), asks(widget, "look_up")]
    said += [asks(widget, "pictures", files=["body-back.webp"])]
    assert {item["id"] for item in widget.items} == set(KINDS)
    assert holds_no_key(json.dumps(said), traits(widget), repr(widget), widget._static_html())
    assert said[-1]["body-back.webp"].startswith("data:image/webp;base64,")


def test_all_kinds_are_answered(clock):
    """Each answer is graded at once, moves its card on, and leaves nothing due at the end."""
    meet(clock, *KINDS)
    widget = Review()
    asks(widget, "begin")
    for count, id in enumerate(KINDS, 1):
        told = answers(widget, clock, id)
        assert told["feedback"]["mark"] == "right" and told["result"]["answered"] == count
    told = asks(widget, "look_up")
    assert set(told["answers"]) == set(KINDS) and told["result"]["score"] == 1
    assert not told["can_begin"] and told["heading"] == "Nothing is due today"
    assert holds_no_key(traits(widget))


def test_answer_does_not_count_for_the_quiz(clock):
    """A review is no attempt at the quiz that its questions are from."""
    meet(clock, "a-choice")
    widget = Review()
    asks(widget, "begin")
    answers(widget, clock, "a-choice")
    quiz = widget._course.quizzes["all-kinds"]
    with widget._journal.reading() as db:
        assert attempts.best_score(db, widget._course, quiz) is None


def test_drafts_need_a_review_that_was_begun():
    """There is no attempt to keep them under, and none is opened."""
    told = reply(Review(), "save_drafts", attempt="0" * 32, drafts={})
    assert "begun" in told["error"]


# --- taken up again ----------------------------------------------------------------------------------------


def test_unfinished_review_is_resumed(clock):
    """Also days later: the same questions in the same order, with the answers so far."""
    meet(clock, *KINDS[:3])
    first = Review()
    asks(first, "begin")
    answers(first, clock, "a-choice")
    clock.moment += timedelta(days=4)
    again = Review()
    assert (again.attempt, again.items) == (first.attempt, first.items)
    told = asks(again, "look_up")
    assert told["is_begun"] and list(told["answers"]) == ["a-choice"]


def test_finished_review_of_today_is_shown(clock):
    """Its result may still be looked at, and what fell due meanwhile may be begun."""
    meet(clock, "a-choice")
    first = Review()
    asks(first, "begin")
    answers(first, clock, "a-choice")
    clock.moment += timedelta(hours=3)
    again = Review()
    assert again.attempt == first.attempt and asks(again, "look_up")["is_begun"]
    meet(clock, "a-number")
    assert asks(again, "look_up")["can_begin"]
    assert asks(again, "begin")["attempt"] != first.attempt
    assert [item["id"] for item in again.items] == ["a-number"]


def test_finished_review_of_yesterday_is_not_shown(clock):
    """A new day begins with what is due, in the widget that stayed open too."""
    meet(clock, "a-choice")
    first = Review()
    asks(first, "begin")
    answers(first, clock, "a-choice")
    clock.moment += timedelta(days=1)
    again = Review()
    assert (again.attempt, again.items) == ("", [])
    for widget in (first, again):
        told = asks(widget, "look_up")
        assert not told["is_begun"] and told["answers"] == {}


def test_review_over_midnight_shows_its_result(clock):
    """Begun before midnight and finished after it, it is one of the new day."""
    meet(clock, "a-choice")
    clock.moment = clock.moment.replace(hour=23, minute=55)
    widget = Review()
    asks(widget, "begin")
    clock.moment += timedelta(minutes=10)
    answers(widget, clock, "a-choice")
    told = asks(widget, "look_up")
    assert told["is_begun"] and set(told["answers"]) == {"a-choice"}
    assert Review().attempt == widget.attempt


def test_attempt_of_the_browser_is_not_taken_up():
    """A review is begun on purpose; what the browser kept of an unknown one has no questions."""
    widget = Review()
    assert not asks(widget, "look_up", local_attempt="0" * 32)["is_begun"]
    assert widget.items == []


def test_item_that_leaves_the_bank_ends_no_review(clock):
    """An unfinished review whose last open question is gone counts as finished."""
    meet(clock, "a-choice", "a-number")
    widget = Review()
    asks(widget, "begin")
    answers(widget, clock, "a-choice")
    with widget._journal.writing() as db:
        asked = db.execute("SELECT asked FROM quiz_attempt").fetchone()["asked"]
        db.execute(
            "UPDATE quiz_attempt SET items = ?, asked = ?",
            (json.dumps(["a-choice", "gone-for-good"]), asked.replace("a-number", "gone-for-good")),
        )
    again = Review()
    told = asks(again, "look_up")
    assert [item["id"] for item in again.items] == ["a-choice"]
    assert (told["result"]["asked"], told["result"]["answered"]) == (1, 1)
    clock.moment += timedelta(days=1)
    assert Review().attempt == ""


# --- names -------------------------------------------------------------------------------------------------


def test_names():
    """What one types, and what is refused."""
    assert repr(Review()) == "Review()" and repr(Review(track="student")) == "Review(track='student')"
    with pytest.raises(UnknownName, match="no track 'teacher'. Known: learner, student"):
        Review(track="teacher")
    with pytest.raises(TypeError):
        Review("learner")
    with pytest.raises(TypeError):
        Review(quiz="all-kinds")


def test_wrong_requests_get_one_sentence(clock):
    """Whatever is asked in a wrong way: a sentence, and the review goes on."""
    meet(clock, "a-choice")
    widget = Review()
    asks(widget, "begin")
    for name, arguments in (
        ("take_hint", {"item": "a-number"}),
        ("unfold", {"item": "a-choice", "responses": []}),
        ("save_drafts", {"attempt": "x", "drafts": {}}),
        ("certificate", {"name": "x"}),
        ("begin", {"track": "student"}),
    ):
        answer = reply(widget, name, **arguments)
        assert "result" not in answer and answer["error"].endswith("."), name
    assert asks(widget, "look_up")["is_begun"]
