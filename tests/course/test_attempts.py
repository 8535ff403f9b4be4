"""Attempts: begun with their items and their time, drafted, submitted once, taken up by later versions."""

import json
import sqlite3
from datetime import datetime, timedelta, timezone
from functools import cache
from pathlib import Path

import pytest

from course import attempts, load_course, quizzes
from course.attempts import GRACE_SECONDS, Draft
from course.calculated import as_number
from course.errors import PlainError, Refused
from course.events import Event, deliver
from course.journal import MIGRATIONS, Journal, now, stamp
from course.quiz_items import item_hash, masked
from course.schema import Course, Quiz

BANK = Path(__file__).parent.parent / "browser" / "bank"
START = datetime(2026, 11, 22, 12, 0, tzinfo=timezone(timedelta(hours=1)))
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


@cache
def course_with(**graded) -> Course:
    """The course with one item of each kind, graded by these rules, and a final drawn from them."""
    found = load_course(bank=BANK)
    every = found.quizzes["all-kinds"]
    rules = {"attempts": 2, "minutes": 10} | graded
    final = {
        "id": "final",
        "title": "Final",
        "module": "final",
        "mode": "graded",
        "blueprint": {
            "learner": [{"objective": "prescribe-a-dose", "levels": ["apply", "remember"], "items": 2}]
        },
    }
    quizzes = {
        "all-kinds": every.model_copy(update={"graded": type(every.graded)(**rules)}),
        "final": Quiz.model_validate(final),
    }
    return found.model_copy(update={"quizzes": quizzes})


class Sitter:
    """Someone at a quiz: begins, drafts and submits as the page does."""

    def __init__(self, course: Course | None = None, quiz: str = "all-kinds", track: str = "learner"):
        self.journal, self.course, self.quiz, self.track = Journal(), course or course_with(), quiz, track
        self.sent = 0

    def begins(self, id: str = "attempt-0001", at: datetime = START, mode: str = "graded"):
        with self.journal.writing() as db:
            return attempts.begin(db, self.course, self.quiz, self.track, mode, id, at)

    def drafts(self, id: str, at_ms: int = 1, **responses) -> None:
        with self.journal.writing() as db:
            attempt = attempts.find(db, self.course, id)
            drafts = {item.replace("_", "-"): Draft(r, None, False, at_ms) for item, r in responses.items()}
            attempts.save_drafts(db, attempt, drafts)

    def event(self, kind: str, payload: dict, at: datetime):
        self.sent += 1
        return {"id": f"event-{self.sent:04}", "kind": kind, "occurred_at": stamp(at), "payload": payload}

    def submits(self, id: str = "attempt-0001", at: datetime = START, answers: dict | None = None, **more):
        payload = {"attempt_id": id, "quiz": self.quiz, "answers": answers or {}, **more}
        return deliver(self.journal, self.course, self.event("quiz-submitted", payload, at))

    def given(self, id: str = "attempt-0001", **changed) -> dict:
        """Everything right, as the page names it, but for what is `changed`."""
        items = {item.id: item for item in self.course.quizzes["all-kinds"].items}
        number = as_number(items["a-calculated"], id).answer
        right = RIGHT | {"a-calculated": f"{number:g}"} | changed
        return {
            item: {"response": masked(items[item], response), "changed_ms": 1}
            for item, response in right.items()
        }

    def read(self, function, *arguments):
        with self.journal.reading() as db:
            return function(db, *arguments)

    def count(self, table: str) -> int:
        return self.read(lambda db: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0])

    def found(self, id: str = "attempt-0001"):
        return self.read(attempts.find, self.course, id)

    def result(self, id: str = "attempt-0001"):
        return self.read(attempts.standing_of, self.course, self.found(id))


@pytest.fixture
def sitter() -> Sitter:
    return Sitter()


# --- beginning ---------------------------------------------------------------------------------------------


def test_graded_items_are_shuffled_by_the_attempt():
    """The same attempt has the same order for ever; others have others, of the same items."""
    sitter = Sitter(course_with(attempts=None))
    orders = [sitter.begins(f"attempt-{number:04}").items for number in range(6)]
    assert len(set(orders)) > 3 and len({frozenset(order) for order in orders}) == 1
    again = Sitter(sitter.course)
    with again.journal.writing() as db:
        db.execute("DELETE FROM quiz_attempt")
    assert [again.begins(f"attempt-{number:04}").items for number in range(6)] == orders


def test_practice_items_stand_in_the_order_of_the_file(sitter):
    """A lesson's quiz follows its lesson; practice has neither a deadline nor a limit."""
    attempt = sitter.begins(mode="practice")
    assert list(attempt.items) == [item.id for item in sitter.course.quizzes["all-kinds"].items]
    assert attempt.deadline_at is None
    for number in range(2, 6):
        sitter.begins(f"attempt-{number:04}", mode="practice")


def test_begun_attempt_is_found_as_it_was(sitter):
    """What the journal gives back is what was begun, items and times included."""
    attempt = sitter.begins()
    assert sitter.found() == attempt
    assert attempt.deadline_at - attempt.started_at == timedelta(minutes=10)
    assert sitter.read(attempts.newest, sitter.course, "all-kinds", "learner", "graded") == attempt
    assert sitter.read(attempts.newest, sitter.course, "all-kinds", "learner", "practice") is None
    assert sitter.read(attempts.newest, sitter.course, "all-kinds", "student", "graded") is None


def test_attempts_are_limited(sitter):
    """Two are allowed: the third is refused and leaves no trace; practice and other tracks do not count."""
    quiz = sitter.course.quizzes["all-kinds"]
    sitter.begins("attempt-0000", mode="practice")
    assert sitter.read(attempts.attempts_left, sitter.course, quiz, "learner") == 2
    sitter.begins("attempt-0001")
    sitter.begins("attempt-0002")
    assert sitter.read(attempts.attempts_left, sitter.course, quiz, "learner") == 0
    with pytest.raises(Refused, match="All 2 attempts"):
        sitter.begins("attempt-0003")
    assert sitter.found("attempt-0003") is None
    assert sitter.read(attempts.attempts_left, sitter.course, quiz, "student") == 2


def test_no_limits_without_rules():
    """A quiz whose file says nothing of attempts and minutes has neither."""
    sitter = Sitter(course_with(attempts=None, minutes=None))
    assert sitter.begins().deadline_at is None
    quiz = sitter.course.quizzes["all-kinds"]
    assert sitter.read(attempts.attempts_left, sitter.course, quiz, "learner") is None


def test_drawn_items_differ_from_those_of_the_attempt_before():
    """A final asks two of four that fit, and then the two others."""
    sitter = Sitter(quiz="final")
    first, second = sitter.begins("attempt-0001").items, sitter.begins("attempt-0002").items
    assert len(first) == len(second) == 2 and not set(first) & set(second)


def test_same_seed_draws_the_same(tmp_path):
    """The attempt's id settles what is drawn, on any machine."""
    drawn = {Sitter(quiz="final").begins(f"attempt-{1:04}").items}
    other = Sitter(quiz="final")
    other.journal = Journal(tmp_path / "elsewhere")
    assert {other.begins("attempt-0001").items} == drawn


def test_bank_that_is_too_small_is_told():
    """A blueprint that cannot be filled begins nothing."""
    course = course_with()
    cell = course.quizzes["final"].blueprint["learner"][0].model_copy(update={"items": 20})
    final = course.quizzes["final"].model_copy(update={"blueprint": {"learner": (cell,)}})
    sitter = Sitter(course.model_copy(update={"quizzes": {**course.quizzes, "final": final}}), quiz="final")
    with pytest.raises(PlainError, match="too few items for prescribe-a-dose"):
        sitter.begins()
    assert sitter.count("quiz_attempt") == 0


# --- submitting --------------------------------------------------------------------------------------------


def test_all_kinds_right(sitter):
    """One item of each of the ten kinds, answered as the page answers: full marks, passed."""
    sitter.begins()
    answer = sitter.submits(answers=sitter.given())
    assert answer.refused is None
    assert answer.reply["attempt"] == "attempt-0001"
    result = answer.reply["result"]
    assert (result["score"], result["right"], result["asked"], result["passed"]) == (1, 10, 10, True)
    assert sitter.found().submitted_at == START
    assert sitter.read(attempts.passed, sitter.course, sitter.course.quizzes["all-kinds"])


def test_unanswered_items_score_nothing(sitter):
    """An empty submission has a row for every item, each 0, and costs no crash."""
    sitter.begins()
    result = sitter.submits().reply["result"]
    assert (result["score"], result["answered"], result["asked"]) == (0, 10, 10)
    rows = sitter.read(attempts.responses, "attempt-0001")
    assert [row.item for row in rows] == list(sitter.found().items)
    assert {row.raw_score for row in rows} == {0.0}


def test_half_a_case_counts_half(sitter):
    """A case whose last stage was not reached keeps what its first stage earned."""
    sitter.begins()
    sitter.submits(answers=sitter.given(**{"a-case": ["key-both"]}))
    case = next(row for row in sitter.read(attempts.responses, "attempt-0001") if row.item == "a-case")
    assert case.raw_score == 0.5


@pytest.mark.parametrize("response", ["", 3, [], {}, [[]], {"a": 1}, "x" * 1000, ["key-both", None], True])
def test_absurd_answers_are_graded_not_crashed(sitter, response):
    """Whatever stands where an answer should be counts nothing, and the rest is graded as ever."""
    sitter.begins()
    answers = {item: {"response": response} for item in sitter.found().items}
    answer = sitter.submits(answers=answers)
    assert answer.refused is None and answer.reply["result"]["right"] == 0


def test_submitting_twice_changes_nothing(sitter):
    """What was counted at first stays; the second submission is refused in a sentence."""
    sitter.begins()
    sitter.submits()
    before = sitter.read(attempts.responses, "attempt-0001"), sitter.found()
    assert "submitted already" in sitter.submits(answers=sitter.given()).refused
    assert (sitter.read(attempts.responses, "attempt-0001"), sitter.found()) == before


def test_event_that_comes_again_is_answered_as_before(sitter):
    """The page sends a submission until it is acknowledged: one set of rows, one and the same answer."""
    sitter.begins()
    event = sitter.event(
        "quiz-submitted",
        {"attempt_id": "attempt-0001", "quiz": "all-kinds", "answers": sitter.given()},
        START,
    )
    first = deliver(sitter.journal, sitter.course, event)
    assert deliver(sitter.journal, sitter.course, event) == first
    assert sitter.count("quiz_response") == 10


def test_answers_to_a_graded_attempt_come_together(sitter):
    """One by one they are refused, so that nothing tells what is right before the end."""
    sitter.begins()
    item = sitter.course.quizzes["all-kinds"].items[0]
    payload = {
        "attempt_id": "attempt-0001",
        "quiz": "all-kinds",
        "item": item.id,
        "item_hash": item_hash(item),
        "response": masked(item, "key-right"),
    }
    answer = deliver(sitter.journal, sitter.course, sitter.event("quiz-answered", payload, START))
    assert "submitted together" in answer.refused and "SECRET" not in answer.model_dump_json()
    assert sitter.count("quiz_response") == 0


def test_only_what_was_begun_is_submitted(sitter):
    """An unknown attempt, a practice attempt and one of another quiz are refused."""
    assert "was not begun" in sitter.submits("attempt-0009").refused
    sitter.begins("attempt-0008", mode="practice")
    assert "was not begun" in sitter.submits("attempt-0008").refused
    sitter.begins()
    sitter.quiz = "final"
    assert "was not begun" in sitter.submits("attempt-0001").refused
    assert sitter.count("quiz_response") == 0


@pytest.mark.parametrize(
    "change",
    [
        {"attempt_id": "x"},
        {"answers": []},
        {"answers": {"a-choice": "key-right"}},
        {"answers": {"a-choice": {"sureness": "perhaps"}}},
        {"answers": {f"item-{n}": {} for n in range(201)}},
        {"more": 1},
    ],
)
def test_submission_that_cannot_be_read_is_refused(sitter, change):
    """A sentence, and the attempt stays open."""
    sitter.begins()
    payload = {"attempt_id": "attempt-0001", "quiz": "all-kinds", "answers": {}} | change
    answer = deliver(sitter.journal, sitter.course, sitter.event("quiz-submitted", payload, START))
    assert answer.refused.startswith("This attempt could not be read")
    assert sitter.found().submitted_at is None


def test_hint_and_sureness_count_in_a_graded_attempt(sitter):
    """The hint costs its share, sureness is stored, and answers to items not asked are left aside."""
    sitter.begins()
    item = next(one for one in sitter.course.quizzes["all-kinds"].items if one.hint)
    with sitter.journal.writing() as db:
        attempts.take_hint(db, attempts.find(db, sitter.course, "attempt-0001"), item, START)
    answers = sitter.given() | {"numb-when-wiping": {"response": "tonight"}}
    answers[item.id] |= {"sureness": "know", "seconds": 4.5, "is_flagged": True}
    sitter.submits(answers=answers)
    row = next(one for one in sitter.read(attempts.responses, "attempt-0001") if one.item == item.id)
    assert (row.score, row.raw_score, row.sureness) == (0.75, 1, "know")
    assert sitter.count("quiz_response") == 10


ABSURD = [
    None, True, 3, 1e308, float("nan"), "", "x" * 5000, "\ud800", "1e999999", [], {}, [[]], [{}], [None],
    ["x", "x"], [3, "40"], {"x": "y"}, {"verdict": ["true"], "reason": {}}, {"verdict": "true", "reason": []},
]  # fmt: skip


@pytest.mark.parametrize("id", [*RIGHT, "a-calculated"])
def test_absurd_answers_in_practice_are_refused(sitter, id):
    """Whatever comes instead of an answer, of any kind, costs nothing, is no crash, and tells no key."""
    item = next(one for one in sitter.course.quizzes["all-kinds"].items if one.id == id)
    right = sitter.given()[id]["response"]
    spoilt = [right * 2, [*right, None]] if isinstance(right, list) else [[right], {"x": right}]
    if isinstance(right, dict):
        spoilt += [dict.fromkeys(right, []), dict.fromkeys(right)]
    payload = {"attempt_id": "attempt-0001", "quiz": "all-kinds", "item": id, "item_hash": item_hash(item)}

    def answer(db, response):
        event = sitter.event("quiz-answered", payload | {"response": response}, START)
        return quizzes.answered(db, sitter.course, Event.model_validate(event))

    with sitter.journal.writing() as db:
        for response in [*ABSURD, *spoilt]:
            with pytest.raises(Refused, match=r"^[^\n]+[.)]$") as refusal:
                answer(db, response)
            assert not any(mark in str(refusal.value) for mark in ("SECRET", "key-"))
        assert answer(db, right)["feedback"]["mark"] == "right"


# --- the deadline ------------------------------------------------------------------------------------------

DEADLINE = START + timedelta(minutes=10)
GRACE = timedelta(seconds=GRACE_SECONDS)
LATE = DEADLINE + GRACE + timedelta(seconds=1)


@pytest.mark.parametrize("at", [DEADLINE, DEADLINE + GRACE])
def test_grace_is_given(sitter, at):
    """At the deadline and in the minute after it, what is submitted counts."""
    sitter.begins()
    assert sitter.submits(at=at, answers=sitter.given()).reply["result"]["score"] == 1


def test_late_submission_is_graded_as_it_was_drafted(sitter):
    """What came too late does not count; what lay in the journal by then does."""
    sitter.begins()
    sitter.drafts("attempt-0001", a_choice="key-right", a_number="90")
    answer = sitter.submits(at=LATE, answers=sitter.given())
    assert answer.refused is None and answer.reply["result"]["right"] == 2


def test_overdue_attempt_is_closed_with_its_drafts(sitter):
    """Nobody came back: it ends at its deadline, once, with what was saved."""
    sitter.begins()
    sitter.drafts("attempt-0001", a_choice="key-right", a_number="80")
    with sitter.journal.writing() as db:
        attempt = attempts.find(db, sitter.course, "attempt-0001")
        assert not quizzes.close_overdue(db, sitter.course, attempt, DEADLINE + GRACE)
        assert quizzes.close_overdue(db, sitter.course, attempt, LATE)
        closed = attempts.find(db, sitter.course, "attempt-0001")
        assert not quizzes.close_overdue(db, sitter.course, closed, LATE)
    assert closed.submitted_at == DEADLINE
    assert (sitter.result().right, sitter.count("quiz_response")) == (1, 10)
    assert "submitted already" in sitter.submits(at=LATE, answers=sitter.given()).refused


def test_deadline_holds_across_time_zones(sitter):
    """A learner who travels has no more time than others."""
    sitter.begins()
    sitter.drafts("attempt-0001", a_choice="key-right")
    tokyo = timezone(timedelta(hours=9))
    assert sitter.submits(at=LATE.astimezone(tokyo), answers=sitter.given()).reply["result"]["right"] == 1


def test_attempt_without_a_deadline_is_never_over():
    """A year later it can still be submitted."""
    sitter = Sitter(course_with(minutes=None))
    attempt = sitter.begins()
    assert not attempt.is_over(START + timedelta(days=365))


# --- drafts ------------------------------------------------------------------------------------------------


def test_newer_draft_wins(sitter):
    """By the browser's clock, whatever order they arrive in; of two from the same moment the last to come."""
    sitter.begins()
    for at_ms, response in ((20, "second"), (10, "first"), (20, "third")):
        sitter.drafts("attempt-0001", at_ms, a_number=response)
        kept = sitter.read(attempts.drafts, "attempt-0001")["a-number"]
        assert kept.response == ("third" if response == "third" else "second")


def test_items_of_other_attempts_are_not_drafted(sitter):
    """An id that this attempt does not ask is left out, and the rest is kept."""
    sitter.begins()
    sitter.drafts("attempt-0001", a_number="90", numb_when_wiping="tonight", no_such_item="x")
    assert set(sitter.read(attempts.drafts, "attempt-0001")) == {"a-number"}


@pytest.mark.parametrize(
    "response", [None, "90", ["key-seven"], {"verdict": "true"}, ["key-both", "4"], "\ud800", "🦵"]
)
def test_draft_comes_back_as_it_was(sitter, response):
    """Every kind of response, with sureness, flag and seconds."""
    sitter.begins()
    draft = Draft(response, "think", True, 7, 3.5)
    with sitter.journal.writing() as db:
        attempts.save_drafts(db, attempts.find(db, sitter.course, "attempt-0001"), {"a-number": draft})
    assert sitter.read(attempts.drafts, "attempt-0001") == {"a-number": draft}


def test_draft_is_kept_under_the_ids_of_the_content(sitter):
    """The page's names are undone on the way in; an unknown item has no draft worth keeping."""
    items = {item.id: item for item in sitter.course.quizzes["all-kinds"].items}
    for id, response in RIGHT.items():
        given = quizzes.Given(response=masked(items[id], response), changed_ms=3)
        assert quizzes.draft_from(sitter.course, id, given) == Draft(response, None, False, 3)
    assert quizzes.draft_from(sitter.course, "no-such", quizzes.Given(response="x")).response is None


def test_drafts_of_two_attempts_are_apart(sitter):
    """The same question in another attempt has a draft of its own."""
    sitter.begins("attempt-0001")
    sitter.begins("attempt-0002")
    sitter.drafts("attempt-0001", a_number="90")
    assert sitter.read(attempts.drafts, "attempt-0002") == {}


# --- a journal from before ---------------------------------------------------------------------------------


def journal_of_version_1(home: Path) -> None:
    """As the first release wrote it: a learner's attempt, a student's, one event each."""
    home.mkdir(parents=True)
    with sqlite3.connect(home / "journal.sqlite") as db:
        db.executescript((MIGRATIONS / "0001_journal.sql").read_text(encoding="utf-8"))
        db.execute("PRAGMA user_version = 1")
        db.execute("INSERT INTO setting VALUES ('journal-id', 'the-old-one'), ('created-at', '2026-01-01')")
        for track, score in (("learner", 1.0), ("student", 0.5)):
            attempt = f"attempt-{track}"
            payload = {"attempt_id": attempt, "quiz": "all-kinds", "item": "a-choice", "track": track}
            event = (f"event-{track}", "quiz-answered", stamp(START), stamp(START), json.dumps(payload))
            db.execute("INSERT INTO event VALUES (?, ?, ?, ?, ?, '{}', NULL)", event)
            db.execute("INSERT INTO quiz_attempt VALUES (?, 'all-kinds', ?)", (attempt, stamp(START)))
            row = (f"event-{track}", attempt, "a-choice", stamp(START), '"key-right"', score)
            db.execute("INSERT INTO quiz_response VALUES (?, ?, ?, 'a-hash', ?, ?, ?, 12.5)", row)
        other = (stamp(START), stamp(START), json.dumps({"session_id": "s", "track": "student"}))
        db.execute("INSERT INTO event VALUES ('event-other', 'stop-answered', ?, ?, ?, '{}', NULL)", other)
    db.close()


def test_journal_of_version_1_is_upgraded(home):
    """Attempts and answers are all there, with what they scored and whose they were."""
    journal_of_version_1(home)
    sitter = Sitter()
    assert sitter.journal.id == "the-old-one"
    for track, score in (("learner", 1.0), ("student", 0.5)):
        (attempt,) = sitter.read(attempts.every, sitter.course, "all-kinds", track)
        assert (attempt.id, attempt.track, attempt.mode) == (f"attempt-{track}", track, "practice")
        assert (attempt.started_at, attempt.deadline_at, attempt.submitted_at) == (START, None, None)
        assert len(attempt.items) == 10
        (response,) = sitter.read(attempts.responses, attempt.id)
        assert (response.item, response.response) == ("a-choice", "key-right")
        assert (response.score, response.raw_score, response.sureness) == (score, score, None)


def test_upgraded_attempt_goes_on(home):
    """An old attempt takes new answers, drafts and hints, and counts what it held before."""
    journal_of_version_1(home)
    sitter = Sitter()
    sitter.drafts("attempt-learner", a_number="90")
    item = sitter.course.quizzes["all-kinds"].items[3]
    payload = {
        "attempt_id": "attempt-learner",
        "quiz": "all-kinds",
        "item": item.id,
        "item_hash": item_hash(item),
        "response": "90",
    }
    answer = deliver(sitter.journal, sitter.course, sitter.event("quiz-answered", payload, now()))
    assert answer.refused is None and answer.reply["result"]["right"] == 2


def test_upgrade_happens_once(home):
    """Opening the journal again changes nothing."""
    journal_of_version_1(home)
    before = Journal().file.read_bytes()
    assert Journal().file.read_bytes() == before


# --- what a fresh reader found -----------------------------------------------------------------------------


def test_a_stale_page_wipes_nothing(sitter):
    """What another tab saved later counts, though an older page submits."""
    sitter.begins()
    sitter.drafts("attempt-0001", at_ms=5000, a_choice="key-right")
    sitter.submits(answers={"a-choice": {"response": None, "changed_ms": 10}})
    assert sitter.result().right == 1


def test_a_stage_that_was_gone_on_from_stays(sitter):
    """What was answered before the next stage was seen is graded, whatever is sent later."""
    sitter.begins()
    with sitter.journal.writing() as db:
        attempts.keep_stages(db, sitter.found(), "a-case", ["wrong-age"])
        attempts.keep_stages(db, sitter.found(), "a-case", ["key-both"])
    sitter.submits(answers=sitter.given())
    (case,) = (one for one in sitter.read(attempts.responses, "attempt-0001") if one.item == "a-case")
    assert (case.response, case.raw_score) == (["wrong-age", "40"], 0.5)


def test_a_stage_answered_alone_counts_in_the_end(sitter):
    """A case of which only the first stage was gone on from counts half."""
    sitter.begins()
    with sitter.journal.writing() as db:
        attempts.keep_stages(db, sitter.found(), "a-case", ["key-both"])
    sitter.submits(answers={})
    assert sitter.result().score == pytest.approx(0.05)
