"""What the browser may see of an item, what follows from an answer, and how an attempt stands."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import quizzes
from course.events import deliver
from course.journal import Journal
from course.quiz_items import item_hash, items_for, public_item
from course.schema import Lesson, Quiz, Reference

SECRETS = ("explanation", "feedback", "correct", "answer", "near_misses", "tolerance", "sources", "certainty")


def item(kind: str, id: str, **more) -> dict:
    common = {
        "id": id,
        "kind": kind,
        "stem": f"Stem of {id}",
        "track": "learner",
        "bloom": "apply",
        "objectives": ["an-objective"],
        "lesson": "01_stay_safe",
        "explanation": f"Explanation of {id}.",
        "certainty": "textbook",
        "sources": ["a-book"],
    }
    if kind == "number":
        common |= {
            "answer": 90,
            "tolerance": 0,
            "unit": "s",
            "units": {"min": 60},
            "feedback_right": "Feedback when right.",
            "feedback_wrong": "Feedback when not.",
            "near_misses": [{"value": 180, "feedback": "Feedback on both sides."}],
        }
    else:
        correct = {"choice": ["right"], "multiple": ["right", "right-too"]}[kind]
        common["options"] = [
            {"id": o, "text": f"Text {n}", "correct": o in correct, "feedback": f"Feedback {n} of {id}."}
            for n, o in enumerate(["right", "wrong", "right-too", "also-wrong"])
        ]
    return common | more


def make_quiz(*items: dict, **more) -> Quiz:
    return Quiz.model_validate(
        {"id": "a-quiz", "title": "A quiz", "module": "a-module", "items": items, **more}
    )


@pytest.fixture
def quiz() -> Quiz:
    """One item of each kind, the first one safety-critical, and one for students."""
    return make_quiz(
        item("choice", "choose", safety_critical=True),
        item("multiple", "tick", lesson="03_bring_knees_to_chest"),
        item("number", "count"),
        item("choice", "nerve", track="student"),
    )


def course_with(quiz: Quiz) -> SimpleNamespace:
    lesson = Lesson(id="01_stay_safe", title="Stay safe", minutes=5, goals=("A goal.",))
    book = Reference(id="a-book", kind="textbook", authors="Someone", year=2001, about="A book.")
    return SimpleNamespace(quizzes={quiz.id: quiz}, lessons={lesson.id: lesson}, references={book.id: book})


class Learner:
    """Someone who answers in a browser: sees items as it does, and sends events as it does."""

    def __init__(self, quiz: Quiz, attempt: str = "attempt-0001"):
        self.journal, self.quiz, self.attempt, self.sent = Journal(), quiz, attempt, 0
        self.course = course_with(quiz)

    def sees(self, id: str) -> dict:
        return next(public_item(item, self.attempt) for item in self.quiz.items if item.id == id)

    def masks(self, id: str, *texts: str) -> list[str]:
        return [option["id"] for option in self.sees(id)["options"] if option["text"] in texts]

    def event(self, id: str, response, **more) -> dict:
        self.sent += 1
        payload = {
            "attempt_id": self.attempt,
            "quiz": self.quiz.id,
            "item": id,
            "item_hash": self.sees(id)["hash"],
            "response": response,
            "seconds": 12.5,
            **more,
        }
        at = datetime(2026, 11, 22, 7, 30, self.sent, tzinfo=UTC).isoformat()
        return {
            "id": f"{self.quiz.id}-{self.attempt}-{self.sent:04}",
            "kind": "quiz-answered",
            "occurred_at": at,
            "payload": payload,
        }

    def answers(self, id: str, response, **more):
        return deliver(self.journal, self.course, self.event(id, response, **more))

    def answers_all_right(self, *but: str) -> None:
        right = {
            "choose": lambda: self.masks("choose", "Text 0")[0],
            "tick": lambda: self.masks("tick", "Text 0", "Text 2"),
            "count": lambda: "90",
            "nerve": lambda: self.masks("nerve", "Text 0")[0],
        }
        for id, response in right.items():
            if id not in but:
                assert self.answers(id, response()).refused is None

    def rows(self) -> list[dict]:
        with self.journal.reading() as db:
            return [dict(row) for row in db.execute("SELECT * FROM quiz_response ORDER BY rowid")]

    def read(self, function, *arguments):
        with self.journal.reading() as db:
            return function(db, *arguments)


@pytest.fixture
def learner(quiz) -> Learner:
    return Learner(quiz)


# --- what the browser may see ------------------------------------------------------------------------------

secret_texts = st.text("abcdefghij", min_size=12, max_size=20).map("SECRET-{}".format)


@given(st.sampled_from(["choice", "multiple", "number"]), secret_texts, st.text(max_size=8))
def test_public_item_holds_no_key(kind, secret, seed):
    """Whatever the explanation and the feedback say, none of it is in what the browser gets."""
    raw = item(kind, "an-item", explanation=secret)
    for option in raw.get("options", ()):
        option["feedback"] = secret
    if kind == "number":
        raw |= {"feedback_right": secret, "feedback_wrong": secret, "answer": 123.25, "near_misses": []}
    seen = public_item(make_quiz(raw).items[0], seed)
    text = json.dumps(seen)
    assert "SECRET" not in text and "123.25" not in text
    assert not set(SECRETS) & set(seen)
    assert all(set(option) == {"id", "text"} for option in seen.get("options", ()))


def test_names_of_options_tell_nothing(learner):
    """The author's ids, `right` and `wrong` here, stay in Python."""
    text = json.dumps(learner.sees("choose"))
    assert '"right' not in text and "wrong" not in text


def test_options_are_shuffled_by_attempt(quiz):
    """One order for one attempt, others for others; always the same options."""
    orders = {
        seed: [o["text"] for o in public_item(quiz.items[0], f"{seed}")["options"]] for seed in range(40)
    }
    assert orders[0] == [o["text"] for o in public_item(quiz.items[0], "0")["options"]]
    assert len({tuple(order) for order in orders.values()}) > 10
    assert all(sorted(order) == [f"Text {n}" for n in range(4)] for order in orders.values())


def test_hash_changes_with_every_word_and_not_without():
    """Any edit of an item, its feedback included, gives another hash; reading it again does not."""
    one = make_quiz(item("choice", "an-item")).items[0]
    edited = make_quiz(item("choice", "an-item", explanation="Another explanation.")).items[0]
    assert item_hash(one) == item_hash(one.model_copy())
    assert item_hash(one) != item_hash(edited)


def test_learners_get_learner_items_and_students_all(quiz):
    """The person with the stiff back is not asked for a nerve."""
    assert [i.id for i in items_for(quiz, "learner")] == ["choose", "tick", "count"]
    assert [i.id for i in items_for(quiz, "student")] == ["choose", "tick", "count", "nerve"]
    assert public_item(quiz.items[3])["for_students"]


# --- what follows from an answer ---------------------------------------------------------------------------


def test_answer_is_stored_once(learner):
    """The same event twice: one row, and the same feedback again."""
    event = learner.event("choose", learner.masks("choose", "Text 0")[0])
    first = deliver(learner.journal, learner.course, event)
    again = deliver(learner.journal, learner.course, event)
    assert again == first and first.refused is None
    assert len(learner.rows()) == 1


def test_stored_row_holds_the_item_as_it_was_seen(learner):
    """Hash, score, seconds, and the answer by the author's ids."""
    learner.answers("tick", learner.masks("tick", "Text 0", "Text 2"))
    row = learner.rows()[0]
    assert row["item_hash"] == item_hash(learner.quiz.items[1])
    assert (row["score"], row["seconds"], sorted(json.loads(row["response"]))) == (
        1,
        12.5,
        ["right", "right-too"],
    )
    assert row["at"] == "2026-11-22T07:30:01+00:00"


def test_feedback_names_what_was_chosen(learner):
    """Verdict in words, options as this attempt shows them, explanation, sources and lesson as text."""
    mask = learner.masks("choose", "Text 1")[0]
    feedback = learner.answers("choose", mask).reply["feedback"]
    assert (feedback["mark"], feedback["verdict"], feedback["score"]) == ("not-yet", "Not yet", 0)
    assert [o["text"] for o in feedback["options"]] == [o["text"] for o in learner.sees("choose")["options"]]
    chosen = next(o for o in feedback["options"] if o["chosen"])
    assert chosen == {
        "text": "Text 1", "chosen": True, "correct": False, "feedback": "Feedback 1 of choose."
    }  # fmt: skip
    assert feedback["explanation"] == "Explanation of choose."
    assert feedback["sources"] == ["Someone (2001)"]
    assert feedback["lesson"] == "“Stay safe” (01_stay_safe)"


def test_feedback_speaks_of_the_answered_item_only(learner):
    """Nothing about another item comes with it."""
    text = json.dumps(learner.answers("count", "3 min").reply["feedback"])
    assert "Feedback on both sides." in text and "3 min = 180 s" in text
    assert "of choose" not in text and "of tick" not in text


def test_partly_right_is_a_verdict_of_its_own(learner):
    """One of two found."""
    feedback = learner.answers("tick", learner.masks("tick", "Text 0")).reply["feedback"]
    assert (feedback["verdict"], feedback["score"]) == ("Partly right", 0.5)


def test_changed_item_is_refused(learner):
    """An answer to an item that was edited since it was shown is not graded; the sentence says what to do."""
    event = learner.event("choose", learner.masks("choose", "Text 0")[0])
    edited = make_quiz(item("choice", "choose", stem="Another stem"), *[item("number", "count")])
    answer = deliver(learner.journal, course_with(edited), event)
    assert "has changed since it was shown. Run the cell again" in answer.refused
    assert learner.rows() == []


@pytest.mark.parametrize(
    "change",
    [
        {"quiz": "no-such-quiz"},
        {"item": "no-such-item"},
        {"item_hash": "0" * 64},
        {"item_hash": "x"},
        {"attempt_id": "short"},
        {"seconds": -1},
        {"seconds": 1e9},
        {"response": None},
        {"response": "option-0000000000"},
        {"track": "teacher"},
        {"unknown": 1},
    ],
)
def test_what_does_not_fit_is_refused_and_costs_nothing(learner, change):
    """A sentence, no row, no attempt begun."""
    event = learner.event("choose", learner.masks("choose", "Text 0")[0])
    event["payload"] |= change
    assert deliver(learner.journal, learner.course, event).refused
    assert learner.rows() == []
    assert learner.read(quizzes.newest_attempt, "a-quiz") is None


def test_refused_number_may_be_written_again(learner):
    """What was not understood costs nothing: the next try is the first answer."""
    assert "not understood" in learner.answers("count", "ninety").refused
    assert learner.answers("count", "90").reply["result"]["right_at_first"] == 1


def test_item_may_be_answered_again_until_it_is_right(learner):
    """The last answer counts; once right, another answer is refused and changes nothing."""
    assert learner.answers("count", "80").reply["result"]["right"] == 0
    result = learner.answers("count", "90").reply["result"]
    assert (result["right"], result["right_at_first"], result["answered"]) == (1, 0, 1)
    assert "right already" in learner.answers("count", "80").refused
    assert [row["score"] for row in learner.rows()] == [0, 1]


def test_attempt_belongs_to_one_quiz(learner, quiz):
    """An attempt's id cannot carry answers to another quiz."""
    learner.answers("count", "90")
    other = Learner(quiz.model_copy(update={"id": "another-quiz"}))
    assert "belongs to another quiz" in other.answers("count", "90").refused


# --- how an attempt stands ---------------------------------------------------------------------------------


def test_nothing_answered_is_no_score(learner, quiz):
    """Before the first answer there is neither a best nor a last score."""
    assert learner.read(quizzes.best_score, quiz) is None
    assert learner.read(quizzes.last_score, quiz) is None
    assert learner.read(quizzes.passed, quiz) is False


def test_all_right_passes_for_ones_own_track(learner, quiz):
    """A learner passes without the students' item, a student does not."""
    learner.answers_all_right("nerve")
    assert learner.read(quizzes.best_score, quiz) == 1
    assert learner.read(quizzes.passed, quiz)
    assert learner.read(quizzes.best_score, quiz, "student") == 0.75
    assert not learner.read(quizzes.passed, quiz, "student")


def test_safety_critical_item_is_needed_to_pass(quiz):
    """Above the pass mark, but the safety item is not right: not passed, and it is named."""
    learner = Learner(quiz.model_copy(update={"pass_mark": 0.5}))
    learner.answers_all_right("choose", "nerve")
    reply = learner.answers("choose", learner.masks("choose", "Text 1")[0]).reply
    assert reply["result"]["safety_open"] == ["choose"]
    assert not learner.read(quizzes.passed, learner.quiz)
    learner.answers("choose", learner.masks("choose", "Text 0")[0])
    assert learner.read(quizzes.passed, learner.quiz)


def test_pass_mark_itself_passes(quiz):
    """Exactly the share that the file asks for is enough."""
    learner = Learner(quiz.model_copy(update={"pass_mark": 2 / 3}))
    learner.answers_all_right("count", "nerve")
    assert learner.read(quizzes.passed, learner.quiz)


def test_best_and_last_score(learner, quiz):
    """The best attempt stays the best when a later one is worse, and stays passed."""
    learner.answers_all_right("nerve")
    second = Learner(quiz, attempt="attempt-0002")
    second.answers("count", "80")
    assert learner.read(quizzes.best_score, quiz) == 1
    assert learner.read(quizzes.last_score, quiz) == 0
    assert learner.read(quizzes.passed, quiz)
    assert learner.read(quizzes.newest_attempt, "a-quiz") == "attempt-0002"


def test_read_again_names_the_lessons_of_what_is_not_right(learner):
    """Lessons of items that are not right, each once; unknown ones by their id."""
    learner.answers("count", "80")
    result = learner.answers("tick", learner.masks("tick", "Text 1")).reply["result"]
    assert result["read_again"] == ["“Stay safe” (01_stay_safe)", "03_bring_knees_to_chest"]
    assert result["not_right"] == ["tick", "count"]


def test_answers_come_back_as_they_were_given(learner, quiz):
    """What the view shows after a restart is what it showed at once."""
    said = {id: learner.answers(id, response).reply["feedback"] for id, response in (
        ("choose", learner.masks("choose", "Text 3")[0]), ("count", "2 min"),
    )}  # fmt: skip
    given = learner.read(quizzes.responses, learner.attempt)
    assert quizzes.answers(learner.course, quiz, learner.attempt, given) == said


def test_later_edit_keeps_the_score_and_tells_no_new_key(learner):
    """An item edited after it was answered keeps its old score; its new explanation is not given away."""
    learner.answers("count", "80")
    edited = make_quiz(item("number", "count", explanation="The new explanation."))
    given = learner.read(quizzes.responses, learner.attempt)
    shown = quizzes.answers(course_with(edited), edited, learner.attempt, given)["count"]
    assert shown["score"] == 0 and "was changed after you answered it" in shown["general"]
    assert "new explanation" not in json.dumps(shown)
    assert learner.read(quizzes.best_score, edited) == 0


def test_removed_item_does_no_harm(learner):
    """Answers to an item that is gone are kept and no longer counted."""
    learner.answers_all_right("nerve")
    shorter = make_quiz(item("number", "count"))
    assert learner.read(quizzes.best_score, shorter) == 1
    given = learner.read(quizzes.responses, learner.attempt)
    assert set(quizzes.answers(course_with(shorter), shorter, learner.attempt, given)) == {"count"}
