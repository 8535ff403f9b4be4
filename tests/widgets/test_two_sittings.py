"""Two sittings: what is said in each place, and that nothing of a key leaves Python before the second."""

import json
from datetime import timedelta

import pytest

from course import load_course
from course.classroom.demo.answers import right_answer
from course.crosscheck import models_in
from course.errors import PlainError
from course.journal import now
from course.quiz_items import masked
from course.rich_text import to_plain
from widgets.quiz import Quiz

ID = "before-and-after"
QUIZ = load_course().quizzes[ID]
TOLD_LATER = ("feedback", "explanation", "feedback_right", "feedback_wrong")


class Seat:
    """A student at one of the two cells; keeps everything that Python sent."""

    def __init__(self, sitting, sent=None):
        self.sent = [] if sent is None else sent
        self.widget = Quiz(ID, track="student", sitting=sitting)
        self.widget.send = lambda message: self.sent.append(json.loads(json.dumps(message)))

    def asks(self, name, /, **arguments):
        message = {"kind": "request", "id": "r1", "name": name, "arguments": arguments}
        self.widget._receive(self.widget, message, [])
        answer = self.sent[-1]
        return answer.get("result", answer.get("error"))

    def begins(self):
        return self.asks("begin")

    def submits(self):
        """All of it right, in the names that the page knows."""
        items = {item.id: item for item in QUIZ.items}
        asked = [item["id"] for item in self.widget.items]
        answers = {id: masked(items[id], right_answer(items[id], self.widget.attempt)) for id in asked}
        given = {id: {"response": one, "sureness": "know", "changed_ms": 1} for id, one in answers.items()}
        payload = {"attempt_id": self.widget.attempt, "quiz": ID, "answers": given}
        event = {"id": f"event-{self.widget.attempt}", "kind": "quiz-submitted", "payload": payload}
        event |= {"occurred_at": now().isoformat()}
        self.widget._receive(self.widget, {"kind": "event", "event": event}, [])
        assert self.sent[-1]["refused"] is None, self.sent[-1]
        return self.sent[-1]["reply"]

    def sits(self):
        self.begins()
        return self.submits()

    def everything(self):
        """All that was sent, and all that the page, a saved notebook or an export has."""
        state = self.widget.get_state()
        mine = {name: state[name] for name in state if not name.startswith("_")}
        return json.dumps([self.sent, mine, self.widget._static_html()], ensure_ascii=False)


def keys():
    """Sentences that are told with a key, in pieces that no escaping changes."""
    for _, model in models_in(QUIZ.items):
        for name in TOLD_LATER:
            if text := getattr(model, name, None):
                yield max(to_plain(text).replace("\n", " ").split('"'), key=len)[:60]


@pytest.fixture
def first():
    return Seat(1)


def test_nothing_of_a_key_leaves_before_the_second_is_done(first):
    """No feedback, no score and no result in anything that was sent, whatever is asked for in between."""
    sent = first.sent
    assert first.sits() == {"attempt": first.widget.attempt, "result": None}
    told = first.asks("look_up")
    assert (
        told["answers"] == told["drafts"] == told["hints"] == told["unfolded"] == {}
        and told["result"] is None
    )
    assert first.widget.items == [] and not told["sittings"]
    for name, arguments in (
        ("certificate", {"name": "Kim"}),
        ("show_sitting", {"number": 1}),
        ("take_hint", {"item": QUIZ.items[0].id}),
        ("unfold", {"item": QUIZ.items[0].id, "responses": []}),
        ("begin", {}),
    ):
        assert isinstance(first.asks(name, **arguments), str), name
    second = Seat(2, sent)
    second.begins()
    found = first.everything() + second.everything()
    assert [key for key in keys() if key in found] == []
    assert '"score"' not in found and '"correct"' not in found
    second.submits()
    second.asks("look_up")
    assert [key for key in keys() if key in second.everything()], "the search finds what is told"


def test_each_place_offers_its_own_sitting(first):
    """The first one at the beginning; the second at the end, once there is something to compare with."""
    second = Seat(2)
    assert first.asks("look_up")["can_begin"] and not second.asks("look_up")["can_begin"]
    assert "no first sitting" in second.begins()
    first.sits()
    there, here = first.asks("look_up"), second.asks("look_up")
    assert there["heading"] == "Your first sitting is stored" and not there["can_begin"]
    assert here["can_begin"] and here["begin"] == "Begin the second sitting"
    assert "end of the course" in first.begins()
    second.begins()
    assert not first.asks("look_up")["can_close"] and first.widget.items == []
    assert len(second.widget.items) == 12


def test_a_second_click_goes_on_with_the_first(first):
    """In another tab that still shows the button; once the time is up, nothing is begun there."""
    first.begins()
    other = Seat(1)
    assert other.begins()["attempt"] == first.widget.attempt and len(other.widget.items) == 12


def test_no_second_sitting_begins_in_the_first_place(first, monkeypatch):
    """Not even by a click on a page that was drawn before the first one's time was up."""
    first.begins()
    late = now() + timedelta(hours=2)
    for place in ("widgets._sitting.now", "widgets.quiz.now"):
        monkeypatch.setattr(place, lambda: late)
    assert "end of the course" in first.begins()
    assert Seat(2).asks("look_up")["heading"] == "The second sitting"


def test_the_first_goes_on_where_the_second_is_offered(first):
    """Whoever opened the last lesson while the clock ran does not lose the attempt."""
    first.begins()
    there = Seat(2)
    told = there.asks("look_up")
    assert told["is_begun"] and there.widget.attempt == first.widget.attempt and len(there.widget.items) == 12


def test_both_results_after_the_second(first):
    """With feedback, and the way from one to the other; neither begins anew."""
    first.sits()
    second = Seat(2)
    assert second.sits()["result"]["score"] == 1
    told = second.asks("look_up")
    assert len(told["answers"]) == 12 and not told["can_begin"]
    assert [(row["score"], row["is_shown"]) for row in told["sittings"]] == [
        ("100\N{NO-BREAK SPACE}%, 12 of 12 right", False),
        ("100\N{NO-BREAK SPACE}%, 12 of 12 right", True),
    ]
    turned = second.asks("show_sitting", number=1)
    assert turned["attempt"] == first.widget.attempt and turned["sittings"][0]["is_shown"]
    assert len(turned["answers"]) == 12
    assert "no result to show" in second.asks("show_sitting", number=3)
    assert "no result to show" in second.asks("show_sitting", number="1")


def test_closed_without_a_second(first):
    """The first result is told, in both places, and there is no second sitting any more."""
    first.sits()
    told = first.asks("close_early")
    assert told["result"]["score"] == 1 and len(told["answers"]) == 12 and len(first.widget.items) == 12
    there = Seat(2)
    assert len(there.asks("look_up")["sittings"]) == 1
    assert "closed this" in there.begins()


def test_time_that_ran_out_is_told_as_little(first, monkeypatch):
    """The first form is closed by its deadline, and waits."""
    first.begins()
    late = now() + timedelta(hours=2)
    monkeypatch.setattr("widgets._sitting.now", lambda: late)
    told = first.asks("look_up")
    assert told["heading"] == "Your first sitting is stored" and told["result"] is None
    assert first.widget.items == []


def test_words_before_and_between(first):
    """How many questions, that nothing is told, and why; nobody has to pass."""
    said = " ".join(first.asks("look_up")["lines"])
    for words in ("12 questions now", "Nothing is told", "40 minutes", "nobody can take a mark"):
        assert words in said
    assert first.widget.head["pass_mark"] is None and "first sitting" in first.widget.head["fold"]
    assert repr(first.widget) == "Quiz('before-and-after', track='student')"
    assert repr(Seat(2).widget) == "Quiz('before-and-after', track='student', sitting=2)"
    assert "Two sittings" in first.widget._static_html()


@pytest.mark.parametrize(("quiz", "sitting"), [("before-you-begin", 2), (ID, 3), (ID, "1")])
def test_a_sitting_that_there_is_not_is_refused(quiz, sitting):
    """One line that says what there is."""
    with pytest.raises(PlainError, match="no sitting"):
        Quiz(quiz, track="student", sitting=sitting)
