"""The quiz widget: what goes to the browser and when, and that an attempt is taken up again."""

import json
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from unittest.mock import ANY

import pytest

from course import attempts, load_course
from course.calculated import as_number
from course.errors import PlainError
from course.journal import now
from course.quiz_items import masked
from course.schema import Course
from course.schema import Quiz as QuizContent
from widgets import _base, quiz
from widgets._base import UnknownName
from widgets.quiz import Quiz

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
PICTURE = {"file": "figure-four-start.webp", "alt": "Someone lies on their back."}


@cache
def content() -> Course:
    """One item of each kind, also for students alone; a final; a case that shows a picture at its end."""
    found = load_course(bank=BANK)
    every = found.quizzes["all-kinds"]
    case = next(item for item in every.items if item.kind == "case")
    raw = json.loads(case.model_dump_json(exclude_none=True))
    raw["stages"][1]["ask"]["picture"] = PICTURE
    nerve = json.loads(every.items[0].model_dump_json(exclude_none=True)) | {
        "id": "nerve",
        "track": "student",
    }
    cell = {"objective": "prescribe-a-dose", "levels": ["apply", "remember"], "items": 2}
    plain = {"module": "m", "title": "A title"}
    made = [
        every.model_copy(update={"graded": type(every.graded)(attempts=2, minutes=10)}),
        QuizContent.model_validate(plain | {"id": "nerves", "items": [nerve]}),
        QuizContent.model_validate(plain | {"id": "pictured", "items": [raw | {"id": "pictured-case"}]}),
        QuizContent.model_validate(
            plain | {"id": "final", "mode": "graded", "blueprint": {"learner": [cell]}}
        ),
    ]
    return found.model_copy(update={"quizzes": {quiz.id: quiz for quiz in made}})


@pytest.fixture(autouse=True)
def small_course(monkeypatch):
    monkeypatch.setattr(_base, "load_course", content)
    monkeypatch.setattr(quiz, "load_course", content)


class Clock:
    """A moment that tests move on."""

    def __init__(self):
        self.moment = now()

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock(monkeypatch) -> Clock:
    """Stands for the present wherever a sitting asks for it."""
    clock = Clock()
    for place in ("widgets._sitting.now", "course.events.now"):
        monkeypatch.setattr(place, clock)
    return clock


# --- talking to a widget as the page does ------------------------------------------------------------------


def traits(widget: Quiz) -> str:
    """All that the browser, a saved notebook or an export gets of the widget's state, but for its code."""
    state = widget.get_state()
    return json.dumps({name: state[name] for name in state if not name.startswith("_")})


def talk(widget: Quiz, message: dict) -> list[dict]:
    """Sends a message as the browser would; returns what is sent back."""
    sent = []
    widget.send = sent.append
    widget._receive(widget, message, [])
    return json.loads(json.dumps(sent))


def reply(widget: Quiz, name: str, /, **arguments) -> dict:
    (answer,) = talk(widget, {"kind": "request", "id": "r1", "name": name, "arguments": arguments})
    return answer


def asks(widget: Quiz, name: str, /, **arguments) -> dict:
    return reply(widget, name, **arguments)["result"]


def item_of(widget: Quiz, id: str):
    return next(item for item in widget._course.quizzes["all-kinds"].items if item.id == id)


def right(widget: Quiz, id: str):
    """The right response as the page names it."""
    item = item_of(widget, id)
    if id == "a-calculated":
        return f"{as_number(item, widget.attempt).answer:g}"
    return masked(item, RIGHT[id])


def answered(widget: Quiz, id: str, response, number: int = 1, **more) -> dict:
    shown = next(item for item in widget.items if item["id"] == id)
    payload = {
        "attempt_id": widget.attempt,
        "quiz": widget.head["quiz"],
        "item": id,
        "item_hash": shown["hash"],
        "response": response,
        "seconds": None,
        "track": widget.head["track"],
    }
    event = {
        "id": f"event-{widget.attempt}-{number}",
        "kind": "quiz-answered",
        "occurred_at": now().isoformat(),
        "payload": payload | more,
    }
    return {"kind": "event", "event": event}


def submitted(widget: Quiz, answers: dict, number: int = 1) -> dict:
    event = {
        "id": f"event-{widget.attempt}-{number}",
        "kind": "quiz-submitted",
        "occurred_at": now().isoformat(),
        "payload": {"attempt_id": widget.attempt, "quiz": widget.head["quiz"], "answers": answers},
    }
    return {"kind": "event", "event": event}


def draft(response, changed_ms: int = 1, **more) -> dict:
    return {"response": response, "sureness": None, "is_flagged": False, "changed_ms": changed_ms} | more


def graded(**more) -> Quiz:
    """A graded attempt that has begun."""
    widget = Quiz("all-kinds", mode="graded", **more)
    asks(widget, "begin")
    return widget


def holds_no_key(*texts: str) -> bool:
    return not [mark for mark in KEY_MARKS for text in texts if mark in text]


# --- no key before the answer ------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["practice", "graded"])
@pytest.mark.parametrize("layout", ["one", "all"])
def test_no_key_in_traits_repr_and_static_version(mode, layout):
    """All ten kinds: nothing that a notebook saves, prints or exports tells a key, begun or not."""
    widget = Quiz("all-kinds", mode=mode, layout=layout)
    assert holds_no_key(traits(widget), repr(widget), widget._static_html())
    asks(widget, "begin")
    assert len(widget.items) == 10
    assert holds_no_key(traits(widget), repr(widget), widget._static_html())


def test_no_key_in_any_trait_after_the_answer():
    """What was answered and what was said of it stand in the journal, never in the notebook."""
    widget = Quiz("all-kinds")
    before = traits(widget)
    for number, id in enumerate(KINDS, 1):
        (stored,) = talk(widget, answered(widget, id, right(widget, id), number))
        assert stored["refused"] is None and stored["reply"]["feedback"]["mark"] == "right"
        assert traits(widget).replace(f'"stored": {number}', '"stored": 0') == before


def test_static_version_shows_every_question():
    """Title, questions and options as text, the same at every run, with the first stage of a case alone."""
    html = Quiz("all-kinds")._static_html()
    for words in ("One of each kind", "Question 10, about safety", "hip: __________", "One leg or both",
                  "Words to choose from:", "in 2 stages", "Answer in s:"):  # fmt: skip
        assert words in html
    assert html == Quiz("all-kinds", mode="graded")._static_html()
    assert "draws its questions" in Quiz("final")._static_html()


def all_but_answering(widget: Quiz) -> str:
    """Everything that Python says when each request is made, with drafts, and nothing is answered."""
    said = [asks(widget, "look_up"), asks(widget, "begin"), asks(widget, "look_up", local_attempt="x" * 32)]
    drafts = {id: draft(right(widget, id), sureness="know", is_flagged=True) for id in KINDS}
    drafts["a-case"] = draft(right(widget, "a-case")[:1])
    said.append(asks(widget, "save_drafts", attempt=widget.attempt, drafts=drafts))
    said.append(asks(widget, "look_up"))
    said.append(
        reply(widget, "pictures", files=["body-back.webp", "all-kinds.yaml", "../quizzes/all-kinds.yaml"])
    )
    return json.dumps(said)


@pytest.mark.parametrize("mode", ["practice", "graded"])
def test_no_key_in_any_message_before_the_answer(mode):
    """Looking up, beginning, saving drafts and asking for pictures tell nothing, of none of the ten kinds."""
    said = all_but_answering(Quiz("all-kinds", mode=mode))
    assert holds_no_key(said)
    assert "data:image/webp" in said and "all-kinds.yaml" not in said


def test_feedback_is_of_the_answered_item_alone():
    """Every SECRET that comes back belongs to what was answered."""
    widget = Quiz("all-kinds")
    for number, id in enumerate(KINDS):
        (stored,) = talk(widget, answered(widget, id, right(widget, id), number))
        said = json.dumps(stored["reply"]["feedback"])
        assert "SECRET" in said and "key-" not in said and "wrong-" not in said
        looked_up = asks(widget, "look_up")
        assert set(looked_up["answers"]) == set(KINDS[: number + 1])
        assert looked_up["answers"][id] == stored["reply"]["feedback"]
    assert asks(widget, "look_up")["result"]["passed"]


def test_hint_is_of_the_asked_item_alone():
    """The hint comes on demand, stays with the attempt, and tells nothing else."""
    widget = Quiz("all-kinds")
    told = asks(widget, "take_hint", item="a-choice")
    assert told == {"hint": "<p>SECRET shorter than a kettle</p>"}
    looked_up = asks(Quiz("all-kinds"), "look_up")
    assert looked_up.pop("hints") == {"a-choice": told["hint"]}
    assert holds_no_key(json.dumps(looked_up))
    assert "no hint" in reply(widget, "take_hint", item="a-number")["error"]


# --- a case unfolds ----------------------------------------------------------------------------------------


def test_unfold_shows_only_the_next_stage():
    """Practice: what is said of the first stage, and the second; not the end of the case."""
    widget = Quiz("all-kinds")
    told = asks(widget, "unfold", item="a-case", responses=right(widget, "a-case")[:1])
    assert len(told["stages"]) == 2 and len(told["feedback"]) == 1
    said = json.dumps(told)
    assert "LATER One leg" in said and "SECRET both legs matter" in said
    assert "LATER He laughs" not in said and "SECRET right" not in said and "SECRET twenty" not in said


def test_later_stage_answers_to_what_was_chosen():
    """The story goes on from the answer."""
    widget = Quiz("all-kinds")
    wrong = masked(item_of(widget, "a-case"), ["wrong-age"])
    assert "LATER He laughs" in json.dumps(asks(widget, "unfold", item="a-case", responses=wrong))


def test_graded_case_unfolds_without_feedback():
    """Graded: the next stage, and nothing of whether the one before was right."""
    widget = graded()
    said = json.dumps(asks(widget, "unfold", item="a-case", responses=right(widget, "a-case")[:1]))
    assert "LATER One leg" in said and "SECRET" not in said and "Right" not in said


@pytest.mark.parametrize("mode", ["practice", "graded"])
def test_case_does_not_unfold_without_an_answer(mode):
    """What is none of the options offered opens no further stage."""
    widget = Quiz("all-kinds", mode=mode)
    asks(widget, "begin")
    for responses in ([], [None], [""], ["part-0000000000"], [["a"]], [{}], [{"a": 1}], [3]):
        told = reply(widget, "unfold", item="a-case", responses=responses)
        assert "result" not in told and holds_no_key(json.dumps(told)), responses


def test_last_stage_is_answered_and_not_unfolded():
    """With all stages answered there is nothing to unfold, and nothing is told."""
    widget = Quiz("all-kinds")
    told = reply(widget, "unfold", item="a-case", responses=right(widget, "a-case"))
    assert told["error"] == "That was the last stage."
    assert "no stages" in reply(widget, "unfold", item="a-choice", responses=["x"])["error"]


@pytest.mark.parametrize("mode", ["practice", "graded"])
def test_choice_at_a_stage_is_not_yet_an_answer_to_it(mode):
    """What is only drafted at the first stage opens no second one when the page is loaded again."""
    widget = Quiz("all-kinds", mode=mode)
    asks(widget, "begin")
    drafts = {"a-case": draft(right(widget, "a-case")[:1])}
    asks(widget, "save_drafts", attempt=widget.attempt, drafts=drafts)
    told = asks(Quiz("all-kinds", mode=mode), "look_up")
    assert told["drafts"]["a-case"]["response"] == drafts["a-case"]["response"]
    assert holds_no_key(json.dumps(told))


def test_case_that_went_on_is_unfolded_again():
    """A page that is loaded again shows the stage that was gone on to, and what was said before it."""
    widget = Quiz("all-kinds")
    asks(widget, "unfold", item="a-case", responses=right(widget, "a-case")[:1])
    told = asks(widget, "look_up")["unfolded"]["a-case"]
    assert len(told["stages"]) == 2 and len(told["feedback"]) == 1
    assert "SECRET right" not in json.dumps(told)


def test_picture_of_a_later_stage():
    """It is sent once its stage is seen, also to a page that was loaded again, and not before."""
    widget = Quiz("pictured")
    case = widget._course.quizzes["pictured"].items[0]
    files = [PICTURE["file"], "happy-baby-start.webp"]
    assert asks(widget, "pictures", files=files) == {}
    asks(widget, "unfold", item="pictured-case", responses=masked(case, ["key-both"]))
    assert set(asks(widget, "pictures", files=files)) == {PICTURE["file"]}
    talk(widget, answered(widget, "pictured-case", masked(case, ["key-both", "40"])))
    again = Quiz("pictured")
    assert asks(again, "look_up")["unfolded"]
    assert set(asks(again, "pictures", files=files)) == {PICTURE["file"]}


# --- graded ------------------------------------------------------------------------------------------------


def test_graded_quiz_is_begun_on_purpose():
    """Before that nothing is asked and nothing runs; afterwards the clock does."""
    widget = Quiz("all-kinds", mode="graded")
    told = asks(widget, "look_up")
    assert (widget.attempt, widget.items, told["is_begun"]) == ("", [], False)
    assert told["attempts_left"] == 2 and "10 minutes" in " ".join(told["lines"])
    assert widget.head["needs_begin"]
    begun = asks(widget, "begin")
    assert begun["attempt"] == widget.attempt and begun["is_begun"] and not begun["is_submitted"]
    assert begun["attempts_left"] == 1 and 599 <= begun["seconds_left"] <= 600
    assert {item["id"] for item in widget.items} == set(KINDS)


def test_everything_is_told_after_the_submission():
    """Feedback to all items, the result, and no drafts needed to see what was answered."""
    widget = graded()
    answers = {id: draft(right(widget, id), seconds=3) for id in KINDS} | {"a-number": draft("80")}
    (stored,) = talk(widget, submitted(widget, answers))
    assert stored["refused"] is None and stored["reply"]["result"]["right"] == 9
    for other in (widget, Quiz("all-kinds", mode="graded")):
        told = asks(other, "look_up")
        assert told["is_submitted"] and told["seconds_left"] is None and set(told["answers"]) == set(KINDS)
        marks = {id: answer["mark"] for id, answer in told["answers"].items()}
        assert marks == dict.fromkeys(KINDS, "right") | {"a-number": "not-yet"}
        assert told["answers"]["a-choice"]["response"] == right(widget, "a-choice")
        assert "SECRET both legs matter" in json.dumps(told["answers"]["a-case"])


def test_drafts_of_a_graded_attempt_come_back(clock):
    """Page and kernel are gone: a new widget has choices, sureness, flags and the time that is left."""
    widget = graded()
    drafts = {id: draft(right(widget, id), 5, sureness="think", is_flagged=True) for id in KINDS}
    asks(widget, "save_drafts", attempt=widget.attempt, drafts=drafts)
    clock.moment += timedelta(minutes=4)
    again = Quiz("all-kinds", mode="graded")
    told = asks(again, "look_up")
    assert (again.attempt, again.items) == (widget.attempt, widget.items)
    assert told["drafts"] == drafts and told["answers"] == {} and told["result"] is None
    assert told["seconds_left"] == pytest.approx(360, abs=2)


def test_overdue_attempt_is_closed_when_looked_up(clock):
    """Hours later the attempt is over, with what was saved in time; what is saved later is too late."""
    widget = graded()
    asks(widget, "save_drafts", attempt=widget.attempt, drafts={"a-number": draft("90")})
    clock.moment += timedelta(hours=3)
    told = asks(Quiz("all-kinds", mode="graded"), "look_up")
    assert told["is_submitted"] and told["result"]["right"] == 1
    asks(
        widget,
        "save_drafts",
        attempt=widget.attempt,
        drafts={"a-choice": draft(right(widget, "a-choice"), 9)},
    )
    assert asks(widget, "look_up")["result"]["right"] == 1


def test_drafts_after_the_time_is_up_do_not_count(clock):
    """A page that stayed open past the deadline cannot slip answers in before it submits."""
    widget = graded()
    asks(widget, "save_drafts", attempt=widget.attempt, drafts={"a-number": draft("90")})
    clock.moment += timedelta(hours=3)
    drafts = {"a-choice": draft(right(widget, "a-choice"), 9)}
    asks(widget, "save_drafts", attempt=widget.attempt, drafts=drafts)
    assert asks(widget, "look_up")["result"]["right"] == 1


def test_beginning_twice_is_one_attempt():
    """A double click, or a second notebook, uses up no attempt while one is running."""
    widget = graded()
    first = widget.attempt
    assert asks(widget, "begin")["attempt"] == first
    assert asks(Quiz("all-kinds", mode="graded"), "begin")["attempt"] == first
    assert asks(widget, "look_up")["attempts_left"] == 1


def test_attempts_run_out():
    """After the last one there is a sentence, and the last result stays in sight."""
    widget = graded()
    talk(widget, submitted(widget, {}))
    second = asks(widget, "begin")
    assert second["attempts_left"] == 0 and second["answers"] == {} and not second["is_submitted"]
    talk(widget, submitted(widget, {}, 2))
    assert "All 2 attempts" in reply(widget, "begin")["error"]
    told = asks(widget, "look_up")
    assert (told["attempt"], told["is_submitted"], told["attempts_left"]) == (second["attempt"], True, 0)


def test_practice_and_graded_attempts_are_apart():
    """Practising beforehand leaves no trace in the graded attempt."""
    practice = Quiz("all-kinds")
    talk(practice, answered(practice, "a-number", "90"))
    assert asks(graded(), "look_up")["answers"] == {}
    assert set(asks(Quiz("all-kinds"), "look_up")["answers"]) == {"a-number"}


def test_final_draws_its_items():
    """A blueprint's attempt asks as many as its cells say, and is graded without being told to."""
    widget = Quiz("final")
    assert repr(widget) == "Quiz('final')" and widget.head["mode"] == "graded"
    assert asks(widget, "look_up")["lines"][0].startswith("2 questions.")
    asks(widget, "begin")
    assert len(widget.items) == 2 and holds_no_key(traits(widget))
    practice = Quiz("final", mode="practice")
    assert asks(practice, "look_up")["is_begun"] is False
    assert asks(practice, "begin")["is_begun"] and len(practice.items) == 2


# --- practice ----------------------------------------------------------------------------------------------


def test_answer_is_acknowledged_with_feedback():
    """The event comes back as stored, graded; the view is told to look again."""
    widget = Quiz("all-kinds")
    (message,) = talk(widget, answered(widget, "a-number", "180", sureness="know"))
    assert (message["kind"], message["refused"]) == ("stored", None)
    assert message["reply"]["feedback"]["general"] == "<p>SECRET both sides</p>"
    assert message["reply"]["feedback"]["sure"].startswith("You were sure")
    assert message["reply"]["result"]["answered"] == 1
    assert widget.stored == 1


def test_cell_run_again_resumes_the_attempt():
    """Each kind: a new widget has the same attempt, the same order, and the answer as it was given."""
    first = Quiz("all-kinds")
    said = {}
    for number, id in enumerate(KINDS):
        (stored,) = talk(first, answered(first, id, right(first, id), number))
        said[id] = stored["reply"]["feedback"]
    again = Quiz("all-kinds")
    assert (again.attempt, again.items) == (first.attempt, first.items)
    found = asks(again, "look_up")
    assert found["answers"] == said and found["result"] == stored["reply"]["result"]
    assert {id: answer["response"] for id, answer in said.items()} == {id: right(first, id) for id in KINDS}


def test_begin_again_is_a_new_attempt():
    """Nothing is answered in it, and the old one stays in the journal until something is."""
    widget = Quiz("all-kinds")
    talk(widget, answered(widget, "a-number", "90"))
    old = widget.attempt
    found = asks(widget, "begin")
    assert found["attempt"] == widget.attempt != old and found["is_begun"]
    assert (found["answers"], found["result"]) == ({}, None)
    assert asks(widget, "look_up")["attempt"] == widget.attempt
    assert Quiz("all-kinds").attempt == old
    talk(widget, answered(widget, "a-number", "80"))
    assert Quiz("all-kinds").attempt == widget.attempt


def test_attempt_that_was_begun_is_kept():
    """A late answer to the attempt before does not bring that one back."""
    widget = Quiz("all-kinds")
    late = answered(widget, "a-number", "90")
    new = asks(widget, "begin")["attempt"]
    talk(widget, late)
    told = asks(widget, "look_up")
    assert told["attempt"] == widget.attempt == new and told["answers"] == {}


def test_answer_from_before_a_restart_is_taken_up():
    """The first answer waited in the browser while Python died: its attempt goes on in the new widget."""
    dead = Quiz("all-kinds")
    waiting = answered(dead, "a-number", "90")
    widget = Quiz("all-kinds")
    assert widget.attempt != dead.attempt
    talk(widget, waiting)
    found = asks(widget, "look_up")
    assert found["attempt"] == widget.attempt == dead.attempt
    assert list(found["answers"]) == ["a-number"]
    assert widget.items == dead.items


def test_attempt_of_the_browser_is_taken_up():
    """Drafts that Python never got name an attempt that the journal does not know: it goes on."""
    dead, widget = Quiz("all-kinds"), Quiz("all-kinds")
    found = asks(widget, "look_up", local_attempt=dead.attempt)
    assert found["attempt"] == widget.attempt == dead.attempt
    assert widget.items == dead.items


def test_journal_knows_better_than_the_browser():
    """Where an attempt is in the journal, an unknown one of the browser is left aside."""
    first = Quiz("all-kinds")
    talk(first, answered(first, "a-number", "90"))
    widget = Quiz("all-kinds")
    assert asks(widget, "look_up", local_attempt="0" * 32)["attempt"] == first.attempt


def test_broken_attempt_of_the_browser_is_not_taken_up():
    """Under an id that no answer may have, nothing could ever be stored."""
    widget = Quiz("all-kinds")
    before = widget.attempt
    for broken in ("x", "../../etc", "a b c d e f g", "x" * 10_000, f"{before}\n", 7, None, [], {}):
        reply(widget, "look_up", local_attempt=broken)
        assert widget.attempt == before
    (stored,) = talk(widget, answered(widget, "a-number", "90"))
    assert stored["refused"] is None


def test_graded_quiz_takes_up_no_attempt_of_the_browser():
    """An attempt that was not begun in the journal has no items and no time."""
    widget = Quiz("all-kinds", mode="graded")
    assert asks(widget, "look_up", local_attempt="0" * 32)["is_begun"] is False
    assert widget.items == []


def test_drafts_come_back():
    """Each kind: what was chosen and not answered is there in a new widget, under the page's own names."""
    widget = Quiz("all-kinds")
    kept = {id: draft(right(widget, id), 7, sureness="guess", is_flagged=True) for id in KINDS}
    asks(widget, "save_drafts", attempt=widget.attempt, drafts=kept)
    again = Quiz("all-kinds")
    told = asks(again, "look_up")
    assert again.attempt == widget.attempt
    assert (told["drafts"], told["answers"]) == (kept, {})


# --- what does not fit -------------------------------------------------------------------------------------

MANY = {f"item-{n}": {"response": "x"} for n in range(10_000)}


WRONG = [
    ("look_up", {"attempt": "x"}),
    ("begin", {"mode": "graded"}),
    ("save_drafts", {}),
    ("save_drafts", {"attempt": "0" * 32, "drafts": MANY}),
    ("save_drafts", {"attempt": "0" * 32, "drafts": []}),
    ("save_drafts", {"attempt": "0" * 32, "drafts": 3}),
    ("save_drafts", {"attempt": "0" * 32, "drafts": None}),
    ("save_drafts", {"attempt": "0" * 32, "drafts": {"a-choice": "x"}}),
    ("save_drafts", {"attempt": "0" * 32, "drafts": {"a-choice": {"changed_ms": -1}}}),
    ("save_drafts", {"attempt": "0" * 32, "drafts": {"a-choice": {"more": 1}}}),
    ("save_drafts", {"attempt": "", "drafts": {}}),
    ("save_drafts", {"attempt": "x y", "drafts": {}}),
    ("save_drafts", {"attempt": None, "drafts": {}}),
    ("save_drafts", {"attempt": ["a"], "drafts": {}}),
    ("save_drafts", {"attempt": 3, "drafts": {}}),
    ("take_hint", {}),
    ("take_hint", {"item": "no-such"}),
    ("take_hint", {"item": "numb-when-wiping"}),
    ("take_hint", {"item": ["a-choice"]}),
    ("take_hint", {"item": None}),
    ("unfold", {"item": "no-such", "responses": []}),
    ("unfold", {"item": "a-case", "responses": "x"}),
    ("unfold", {"item": "a-case", "responses": None}),
    ("unfold", {"item": "a-case", "responses": {"0": "x"}}),
    ("unfold", {"item": "a-case", "responses": ["x"] * 10_000}),
    ("unfold", {"item": {"a": 1}, "responses": []}),
    ("pictures", {"files": 3}),
    ("pictures", {"files": None}),
    ("pictures", {"files": [["a"], {}]}),
    ("certificate", {"name": 3}),
    ("start_over", {}),
    ("_told", {}),
    ("_item", {"id": "a-choice"}),
]


@pytest.mark.parametrize("mode", ["practice", "graded"])
def test_wrong_requests_get_one_sentence(mode, caplog):
    """Wrong types, far too much, items that are none: a sentence, no traceback, no key, and all goes on."""
    widget = Quiz("all-kinds", mode=mode)
    begun = asks(widget, "begin")
    for name, arguments in WRONG:
        answer = reply(widget, name, **arguments)
        assert "result" not in answer and answer["error"].endswith("."), name
        for word in ("Traceback", "Error", "object", "sqlite", "SECRET"):
            assert word not in answer["error"], (name, answer)
    assert asks(widget, "look_up") == begun | {"seconds_left": ANY}
    with widget._journal.reading() as db:
        count = db.execute("SELECT count(*) FROM quiz_attempt").fetchone()[0]
    assert count == (1 if mode == "graded" else 0)


def test_drafts_of_another_quiz_are_refused():
    """An attempt of another quiz is not touched through this one."""
    other, widget = Quiz("pictured"), Quiz("all-kinds")
    asks(other, "save_drafts", attempt=other.attempt, drafts={})
    told = reply(widget, "save_drafts", attempt=other.attempt, drafts={"a-choice": draft("x")})
    assert "another quiz" in told["error"]


def test_draft_of_a_submitted_attempt_changes_nothing():
    """A draft that was under way when the attempt was submitted is dropped in silence."""
    widget = graded()
    talk(widget, submitted(widget, {}))
    assert asks(widget, "save_drafts", attempt=widget.attempt, drafts={"a-number": draft("90")}) == {}
    told = asks(widget, "look_up")
    assert told["drafts"] == {} and told["result"]["right"] == 0


def test_unknown_names_are_refused():
    """A quiz, track, mode, layout or keyword that does not exist, each with what there is."""
    with pytest.raises(UnknownName, match="no quiz 'all-kindz'. Did you mean 'all-kinds'"):
        Quiz("all-kindz")
    with pytest.raises(UnknownName, match="no track 'teacher'"):
        Quiz("all-kinds", track="teacher")
    with pytest.raises(UnknownName, match="no mode 'exam'. Known: practice, graded"):
        Quiz("all-kinds", mode="exam")
    with pytest.raises(UnknownName, match="no layout 'two'. Known: one, all"):
        Quiz("all-kinds", layout="two")
    with pytest.raises(TypeError):
        Quiz("all-kinds", colour="green")
    with pytest.raises(TypeError):
        Quiz("all-kinds", "student")


def test_quiz_for_students_alone_says_so():
    """A learner who asks for it gets a sentence instead of an empty card."""
    with pytest.raises(PlainError, match="no questions for track 'learner'; try track 'student'"):
        Quiz("nerves")
    assert [item["for_students"] for item in Quiz("nerves", track="student").items] == [True]
    with pytest.raises(PlainError, match="no questions for track 'student'"):
        Quiz("final", track="student")


def test_tracks_have_attempts_of_their_own():
    """What was answered as a student is not the learner's attempt."""
    student = Quiz("all-kinds", track="student")
    talk(student, answered(student, "a-number", "90"))
    assert Quiz("all-kinds").attempt != student.attempt
    assert Quiz("all-kinds", track="student").attempt == student.attempt


def test_safety_questions_are_marked():
    """So that the view can say which ones are needed to pass."""
    marked = [item["id"] for item in Quiz("all-kinds").items if item["safety_critical"]]
    assert marked == ["a-case"]


def test_repr_is_stable():
    """What one would type, and no address in memory."""
    assert repr(Quiz("all-kinds")) == "Quiz('all-kinds')"
    assert repr(Quiz("all-kinds", track="student", mode="graded", layout="all")) == (
        "Quiz('all-kinds', track='student', mode='graded')"
    )


def test_events_of_other_kinds_do_not_make_the_view_ask():
    """Only an answer or a submission does."""
    widget = Quiz("all-kinds")
    for kind in ("measured", "quiz-answered", "quiz-submitted"):
        widget._after_event(kind)
    assert widget.stored == 2


def test_seen_order_is_not_the_order_of_the_file():
    """Over some attempts the key stands in every place."""
    places = set()
    widget = Quiz("all-kinds")
    for _ in range(40):
        asks(widget, "begin")
        texts = [option["text"] for option in widget.items[0]["options"]]
        places.add(texts.index("About half a minute"))
    assert places == {0, 1, 2}


def test_time_of_an_answer_is_the_learners():
    """The row keeps the moment of the tap with its offset, not the moment of delivery."""
    widget = Quiz("all-kinds")
    event = answered(widget, "a-number", "90")
    event["event"]["occurred_at"] = "2026-11-22T07:30:00.250+01:00"
    talk(widget, event)
    with widget._journal.reading() as db:
        at = db.execute("SELECT at FROM quiz_response").fetchone()["at"]
        begun = attempts.find(db, widget._course, widget.attempt).started_at
    assert datetime.fromisoformat(at) == begun == datetime.fromisoformat("2026-11-22T07:30:00+01:00")


def test_no_key_of_the_real_bank_leaves_python(monkeypatch, course):
    """Every item of every quiz: no explanation, no feedback and no hint is in what the browser gets."""
    monkeypatch.setattr(_base, "load_course", lambda: course)
    monkeypatch.setattr(quiz, "load_course", lambda: course)
    for id, bank in course.quizzes.items():
        if not bank.items:
            continue
        widget = Quiz(id, track="student", mode="graded" if bank.forms else "practice")
        if bank.forms:
            asks(widget, "begin")
        shown = traits(widget) + widget._static_html() + json.dumps(asks(widget, "look_up"))
        for one in bank.items:
            assert not [text for text in _secrets(json.loads(one.model_dump_json())) if text in shown], one.id


def _secrets(value, name: str = "") -> list[str]:
    """Every text under a key that is not for the browser yet, as JSON writes it."""
    if isinstance(value, dict):
        return [text for key, one in value.items() for text in _secrets(one, key if key in HIDDEN else name)]
    if isinstance(value, list):
        return [text for one in value for text in _secrets(one, name)]
    is_words = isinstance(value, str) and len(value) > 20 and " " in value
    return [json.dumps(value)[1:-1]] if name in HIDDEN and is_words else []


HIDDEN = {"feedback", "feedback_right", "feedback_wrong", "explanation", "hint"}


# --- what a browser kept -----------------------------------------------------------------------------------


def kept(response, changed_ms: int) -> dict:
    return {"response": response, "sureness": None, "is_flagged": False, "changed_ms": changed_ms}


def test_attempt_that_only_the_browser_knows_is_taken_up():
    """Begun anew with the kernel gone: its drafts are later than the journal's attempt."""
    widget = Quiz("all-kinds")
    talk(widget, answered(widget, "a-number", "90"))
    later = {"a-number": kept("80", int((now().timestamp() + 60) * 1000))}
    told = asks(Quiz("all-kinds"), "look_up", local_attempt="attempt-of-the-browser", drafts=later)
    assert (told["attempt"], told["answers"]) == ("attempt-of-the-browser", {})
    earlier = {"a-number": kept("80", 1)}
    told = asks(Quiz("all-kinds"), "look_up", local_attempt="attempt-of-the-browser", drafts=earlier)
    assert told["attempt"] == widget.attempt


@pytest.mark.parametrize(
    "drafts", [{"a-number": {"odd": 1}}, {"a-number": 3}, [], "x", {"gone": kept("1", 5)}]
)
def test_broken_drafts_of_a_browser_hide_no_attempt(drafts):
    """They are left aside, and the attempt is shown as the journal has it."""
    widget = Quiz("all-kinds")
    talk(widget, answered(widget, "a-number", "90"))
    told = asks(Quiz("all-kinds"), "look_up", local_attempt=widget.attempt, drafts=drafts)
    assert told["answers"]["a-number"]["mark"] == "right"
