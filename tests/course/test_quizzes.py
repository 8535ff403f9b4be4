"""What the browser may see of an item, what follows from an answer, and how an attempt stands."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course import attempts
from course.events import deliver
from course.journal import Journal
from course.quiz_feedback import feedback, result_in_words
from course.quiz_items import item_hash, items_for, masked, public_item
from course.quiz_results import Response, as_asked, result
from course.schema import Lesson, Objective, Quiz, Reference

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
    lesson = Lesson(
        id="01_stay_safe", title="Stay safe", minutes=5, goals=("A goal.",), objectives=("explain-calmly",)
    )
    book = Reference(id="a-book", kind="textbook", authors="Someone", year=2001, about="A book.")
    goal = Objective(id="an-objective", bloom="apply", text="Perform it.", plain="Do it well.", prompt="How?")
    return SimpleNamespace(
        quizzes={quiz.id: quiz},
        lessons={lesson.id: lesson},
        references={book.id: book},
        objectives={goal.id: goal},
    )


class Learner:
    """Someone who answers in a browser: sees items as it does, and sends events as it does."""

    def __init__(self, quiz: Quiz, attempt: str = "attempt-0001", track: str = "learner"):
        self.journal, self.quiz, self.attempt, self.sent = Journal(), quiz, attempt, 0
        self.track = track
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
            "track": self.track,
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

    def newest(self) -> attempts.Attempt | None:
        return self.read(attempts.newest, self.course, self.quiz.id, self.track)

    def told(self) -> dict[str, dict]:
        """The feedback to each last answer, as it is made from the journal."""
        items = {item.id: item for item in self.quiz.items}
        return {
            given.item: feedback(self.course, items[given.item], given, self.attempt)
            for given in self.read(attempts.responses, self.attempt)
        }

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
    assert all(set(option) == {"id", "text", "title", "picture"} for option in seen.get("options", ()))


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
        "id": mask, "text": "Text 1", "chosen": True, "correct": False,
        "feedback": "<p>Feedback 1 of choose.</p>",
    }  # fmt: skip
    assert feedback["explanation"] == "<p>Explanation of choose.</p>"
    assert feedback["sources"] == ["Someone (2001)"]
    assert feedback["lesson"] == {
        "name": "“Stay safe”", "notebook": "01_stay_safe.ipynb", "section": "",
    }  # fmt: skip


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
        {"sureness": "perhaps"},
        {"response": {"a": ["b"]}},
        {"response": [["right"]]},
        {"unknown": 1},
    ],
)
def test_what_does_not_fit_is_refused_and_costs_nothing(learner, change):
    """A sentence, no row, no attempt begun."""
    event = learner.event("choose", learner.masks("choose", "Text 0")[0])
    event["payload"] |= change
    assert deliver(learner.journal, learner.course, event).refused
    assert learner.rows() == []
    assert learner.newest() is None


def test_refused_number_may_be_written_again(learner):
    """What was not understood costs nothing: the next try is the first answer."""
    assert "not understood" in learner.answers("count", "ninety").refused
    assert learner.answers("count", "90").reply["result"]["right_at_first"] == 1


def test_item_may_be_answered_again_as_often_as_one_likes(learner):
    """The best answer counts, right at first is the first one alone, and nothing is refused after success."""
    assert learner.answers("count", "80").reply["result"]["right"] == 0
    for response in ("90", "80", "90"):
        answer = learner.answers("count", response)
        assert answer.refused is None
        result = answer.reply["result"]
        assert (result["right"], result["right_at_first"], result["answered"]) == (1, 0, 1)
        assert result["score"] == pytest.approx(1 / 3)
    assert [row["score"] for row in learner.rows()] == [0, 1, 0, 1]


def test_worse_answer_after_success_takes_nothing_away(learner):
    """Right at first stays right, whatever is tried later; the feedback is that of the later answer."""
    learner.answers("count", "90")
    reply = learner.answers("count", "80").reply
    assert (reply["result"]["right"], reply["result"]["right_at_first"]) == (1, 1)
    assert reply["feedback"]["mark"] == "not-yet" and reply["result"]["not_right"] == []


def test_what_was_answered_comes_back_under_the_names_of_the_page(learner):
    """So that a view can show it again; never under the author's ids."""
    ticked = learner.masks("tick", "Text 0", "Text 1")
    feedback = learner.answers("tick", ticked).reply["feedback"]
    assert feedback["response"] == ticked
    assert learner.answers("count", "1,5 min").reply["feedback"]["response"] == "1,5 min"


def test_attempt_belongs_to_one_quiz(learner, quiz):
    """An attempt's id cannot carry answers to another quiz."""
    learner.answers("count", "90")
    other = Learner(quiz.model_copy(update={"id": "another-quiz"}))
    assert "belongs to another quiz" in other.answers("count", "90").refused


def test_item_of_another_track_is_no_part_of_the_attempt(learner):
    """An attempt on the learner's track takes no answer to a question for students."""
    assert "no longer part" in learner.answers("nerve", learner.masks("nerve", "Text 0")[0]).refused
    assert learner.newest() is None


def test_answer_clears_its_draft_and_leaves_the_flag(learner):
    """What was chosen is answered now; that one wants to come back to it is not over."""
    learner.answers("count", "80")
    with learner.journal.writing() as db:
        attempt = attempts.find(db, learner.course, learner.attempt)
        drafts = {id: attempts.Draft("90", "know", True, 5) for id in ("count", "choose")}
        attempts.save_drafts(db, attempt, drafts)
    learner.answers("count", "90")
    drafts = learner.read(attempts.drafts, learner.attempt)
    assert drafts["count"] == attempts.Draft(None, None, True, 5)
    assert drafts["choose"].response == "90"


# --- hints and sureness ------------------------------------------------------------------------------------


def with_hint() -> Learner:
    return Learner(make_quiz(item("number", "count", hint={"text": "A hint.", "costs": 0.25})))


def take_hint(learner: Learner) -> None:
    with learner.journal.writing() as db:
        at = datetime(2026, 11, 22, tzinfo=UTC)
        attempt = attempts.practising(db, learner.course, "a-quiz", "learner", learner.attempt, at)
        attempts.take_hint(db, attempt, learner.quiz.items[0], at)
        attempts.take_hint(db, attempt, learner.quiz.items[0], at)


def test_hint_costs_its_share_once():
    """The answer itself is right, what counts of it is less; looking twice costs once."""
    learner = with_hint()
    take_hint(learner)
    reply = learner.answers("count", "90").reply
    row = learner.rows()[0]
    assert (row["score"], row["raw_score"]) == (0.75, 1)
    assert (reply["feedback"]["mark"], reply["feedback"]["score"]) == ("right", 0.75)
    assert reply["feedback"]["hint_cost"] == 0.25
    assert (reply["result"]["score"], reply["result"]["right"], reply["result"]["right_at_first"]) == (
        0.75, 1, 1,
    )  # fmt: skip


def test_hint_after_the_answer_takes_nothing_from_it():
    """What was right without help stays so; only later answers cost."""
    learner = with_hint()
    learner.answers("count", "90")
    take_hint(learner)
    assert learner.answers("count", "90").reply["result"]["score"] == 1
    assert [row["score"] for row in learner.rows()] == [1, 0.75]


def test_hint_of_another_attempt_costs_nothing():
    """Starting over, one may try without it."""
    learner = with_hint()
    take_hint(learner)
    second = Learner(learner.quiz, attempt="attempt-0002")
    assert second.answers("count", "90").reply["result"]["score"] == 1


@pytest.mark.parametrize(
    ("sureness", "response", "word"),
    [
        ("know", "80", "You were sure"),
        ("guess", "90", "A good guess"),
        ("know", "90", None),
        ("guess", "80", None),
        ("think", "80", None),
        (None, "80", None),
    ],
)
def test_sureness_is_stored_and_told(learner, sureness, response, word):
    """Sure but wrong is to be looked at first, a right guess is not known yet; all else needs no words."""
    reply = learner.answers("count", response, sureness=sureness).reply
    assert reply["feedback"]["sureness"] == learner.rows()[0]["sureness"] == sureness
    said = reply["feedback"]["sure"]
    assert said is None if word is None else said.startswith(word)
    is_sure_but_wrong = sureness == "know" and response == "80"
    assert reply["result"]["sure_but_wrong"] == (["Stem of count"] if is_sure_but_wrong else [])


def test_sure_but_wrong_is_about_the_first_answer(learner):
    """Mended later, it is still what to look at first; sure and wrong only later is not."""
    learner.answers("count", "80", sureness="know")
    assert learner.answers("count", "90").reply["result"]["sure_but_wrong"] == ["Stem of count"]
    second = Learner(learner.quiz, attempt="attempt-0002")
    second.answers("count", "80", sureness="guess")
    assert second.answers("count", "80", sureness="know").reply["result"]["sure_but_wrong"] == []


# --- how an attempt stands ---------------------------------------------------------------------------------


def test_nothing_answered_is_no_score(learner, quiz):
    """Before the first answer there is no score, and nothing is passed."""
    assert learner.read(attempts.best_score, learner.course, quiz) is None
    assert learner.read(attempts.passed, learner.course, quiz) is False


def test_all_right_passes_for_ones_own_track(learner, quiz):
    """A learner passes without the students' item; a student's attempt is one of its own."""
    learner.answers_all_right("nerve")
    assert learner.read(attempts.best_score, learner.course, quiz) == 1
    assert learner.read(attempts.passed, learner.course, quiz)
    assert learner.read(attempts.best_score, learner.course, quiz, "student") is None
    student = Learner(quiz, attempt="attempt-0002", track="student")
    student.answers_all_right("nerve")
    assert learner.read(attempts.best_score, learner.course, quiz, "student") == 0.75
    assert not learner.read(attempts.passed, learner.course, quiz, "student")


def test_safety_critical_item_is_needed_to_pass(quiz):
    """Above the pass mark, but the safety item is not right: not passed, and it is named."""
    learner = Learner(quiz.model_copy(update={"pass_mark": 0.5}))
    learner.answers_all_right("choose", "nerve")
    reply = learner.answers("choose", learner.masks("choose", "Text 1")[0]).reply
    assert reply["result"]["safety_open"] == ["choose"] and not reply["result"]["passed"]
    assert not learner.read(attempts.passed, learner.course, learner.quiz)
    reply = learner.answers("choose", learner.masks("choose", "Text 0")[0]).reply
    assert reply["result"]["safety_open"] == [] and reply["result"]["passed"]
    assert learner.read(attempts.passed, learner.course, learner.quiz)


def test_safety_critical_item_with_a_hint_is_right_all_the_same():
    """Safety asks whether it was found in the end, not what the hint cost."""
    made = make_quiz(item("number", "count", safety_critical=True, hint={"text": "A hint."}), pass_mark=0.7)
    learner = Learner(made)
    take_hint(learner)
    reply = learner.answers("count", "90").reply
    assert reply["result"]["safety_open"] == [] and reply["result"]["passed"]


def test_safety_is_not_made_up_by_two_halves():
    """The safety item is right in one attempt, the rest in another: neither is passed."""
    made = make_quiz(item("choice", "choose", safety_critical=True), item("number", "count"), pass_mark=0.5)
    one, two = Learner(made), Learner(made, attempt="attempt-0002")
    one.answers("count", "90")
    two.answers("choose", two.masks("choose", "Text 1")[0])
    assert not one.read(attempts.passed, one.course, made)


def test_pass_mark_itself_passes(quiz):
    """Exactly the share that the file asks for is enough."""
    learner = Learner(quiz.model_copy(update={"pass_mark": 2 / 3}))
    learner.answers_all_right("count", "nerve")
    assert learner.read(attempts.passed, learner.course, learner.quiz)


def test_best_attempt_counts(learner, quiz):
    """The best attempt stays the best when a later one is worse, and stays passed."""
    learner.answers_all_right("nerve")
    second = Learner(quiz, attempt="attempt-0002")
    second.answers("count", "80")
    assert learner.read(attempts.best_score, learner.course, quiz) == 1
    assert learner.read(attempts.passed, learner.course, quiz)
    assert learner.newest().id == "attempt-0002"
    assert [one.score for one in learner.read(attempts.results, learner.course, quiz, "learner")] == [1, 0]


def test_read_again_names_the_lessons_of_what_is_not_right(learner):
    """Lessons of items that are not right, each once; unknown ones by their id."""
    learner.answers("count", "80")
    result = learner.answers("tick", learner.masks("tick", "Text 1")).reply["result"]
    assert [lesson["name"] for lesson in result["read_again"]] == [
        "“Stay safe”", "03_bring_knees_to_chest",
    ]  # fmt: skip
    assert result["not_right"] == ["tick", "count"]


def test_result_by_objective(learner):
    """Each goal in the learner's words with its own mean; what is not answered counts nothing."""
    made = make_quiz(
        item("number", "count", objectives=["an-objective", "another"]),
        item("number", "count-too", objectives=["another"]),
    )
    learner = Learner(made)
    told = learner.answers("count", "90").reply["result"]["objectives"]
    assert told == [
        {"text": "Do it well.", "asked": 1, "score": 1.0},
        {"text": "another", "asked": 2, "score": 0.5},
    ]


@given(
    st.lists(
        st.tuples(st.sampled_from(["choose", "tick", "count", "gone"]), st.sampled_from([0, 0.25, 0.5, 1])),
        max_size=12,
    )
)
def test_result_is_never_out_of_bounds(given_scores):
    """Whatever was answered in whatever order: shares from 0 to 1, counts that fit, and order of the rest."""
    items = make_quiz(item("choice", "choose"), item("multiple", "tick"), item("number", "count")).items
    found = result(items, 0.8, [Response(id, "", None, score, score) for id, score in given_scores])
    best = {id: max(score for other, score in given_scores if other == id) for id, _ in given_scores}
    assert found.score == pytest.approx(sum(best.get(one.id, 0) for one in items) / 3)
    assert found.right_at_first <= found.right <= found.answered <= found.asked == 3
    assert found.right == sum(best.get(one.id) == 1 for one in items)
    assert {one.objective: one.score for one in found.objectives} == {
        "an-objective": pytest.approx(found.score)
    }


def test_empty_attempt_is_not_passed():
    """All its questions are gone: no score, no division by nothing."""
    found = result((), 0.8, ())
    assert (found.asked, found.score, found.passed, found.objectives) == (0, 0, False, ())


def test_answers_come_back_as_they_were_given(learner, quiz):
    """What the view shows after a restart is what it showed at once."""
    for id, response in (("choose", learner.masks("choose", "Text 3")[0]), ("count", "2 min")):
        said = learner.answers(id, response).reply["feedback"]
        assert learner.told()[id] == said


def test_later_edit_keeps_the_score_and_tells_no_new_key(learner):
    """An item edited after it was answered keeps its old score; its new explanation is not given away."""
    learner.answers("count", "80")
    edited = make_quiz(item("number", "count", explanation="The new explanation."))
    course = course_with(edited)
    given = learner.read(attempts.responses, learner.attempt)[0]
    shown = feedback(course, edited.items[0], given, learner.attempt)
    assert shown["score"] == 0 and "was changed after you answered it" in shown["general"]
    assert "new explanation" not in json.dumps(shown) and "90" not in json.dumps(shown["general"])
    assert (shown["response"], shown["explanation"], shown["options"], shown["lines"]) == (None, None, [], [])
    assert learner.read(attempts.best_score, course, edited) == 0


def test_removed_item_does_no_harm(learner):
    """An item that was answered and is gone still counts as it did; it is only asked no more."""
    learner.answers_all_right("nerve")
    shorter = make_quiz(item("number", "count"))
    course = course_with(shorter)
    assert learner.read(attempts.best_score, course, shorter) == 1
    attempt = learner.read(attempts.find, course, learner.attempt)
    assert [one.id for one in attempts.items_of(course, attempt)] == ["count"]
    told = result_in_words(
        course,
        learner.read(attempts.standing_of, course, attempt),
        attempts.items_of(course, attempt),
        "learner",
    )
    assert (told["asked"], told["answered"]) == (3, 3)


def test_removed_quiz_does_no_harm(learner):
    """An attempt at a quiz that is gone is still read, and counts nothing."""
    learner.answers("count", "90")
    with learner.journal.writing() as db:
        db.execute("UPDATE quiz_attempt SET items = NULL, asked = NULL, pass_mark = NULL")
    course = course_with(make_quiz(item("number", "other"), id="other-quiz"))
    attempt = learner.read(attempts.find, course, learner.attempt)
    assert attempt.items == ()
    assert learner.read(attempts.standing_of, course, attempt).asked == 0


@pytest.mark.parametrize("response", [None, 3, "x", [1, None], {"a": {}}, [["right"]], {"right": 1}])
def test_masking_leaves_alone_what_it_does_not_know(quiz, response):
    """Absurd responses pass through both ways without a crash."""
    for one in quiz.items:
        assert masked(one, response) == response or response == {"right": 1}


# --- what a fresh reader found -----------------------------------------------------------------------------


def test_right_with_a_hint_is_right():
    """A better paid half answer does not hide that the item was answered right later, with its hint."""
    given = [response("count", 0.8, 0.8), response("count", 0.75, 1.0)]
    found = result([as_asked(item_of("count", safety_critical=True))], 0.5, given)
    assert (found.right, found.safety_open, found.not_right) == (1, (), ())


def test_a_later_edit_changes_no_old_score(learner):
    """An item that leaves the quiz, another goal, a higher pass mark: the attempt stands as it stood."""
    learner.answers("count", "90")
    edited = course_with(make_quiz(item("number", "count", objectives=["another"]), pass_mark=1.0))
    attempt = learner.read(attempts.find, edited, learner.attempt)
    after = learner.read(attempts.standing_of, edited, attempt)
    assert attempt.pass_mark == 0.8
    assert [one.objective for one in after.objectives] == ["an-objective"]
    assert (after.right, after.score) == (1, 1.0)


def response(item, score, raw_score):
    return Response(item, "hash", None, score, raw_score)


def item_of(id, **more):
    return make_quiz(item("number", id, **more)).items[0]
