"""The hand-in file: what is in it, what never is, and what is refused."""

import json
import random
from datetime import UTC, datetime

import pytest
from jsonschema import Draft202012Validator

from course.errors import PlainError
from course.handing_in import hand_in, sealed_file
from course.handing_in.hand_in import (
    MAX_FILE_BYTES,
    SCHEMA_FILE,
    build,
    read,
    schema,
    write,
    written_schema,
)
from course.handing_in.sealed_file import seal
from tests.course.handing_in.full_journal import AT, PRIVATE, answer

MADE_AT = datetime(2026, 11, 25, 12, 0, 7, 999, tzinfo=UTC)
VALIDATOR = Draft202012Validator(schema())


def built(journal, course, **given):
    with journal.reading() as db:
        return build(db, course, given.pop("student", "grey heron"), made_at=MADE_AT, **given)


@pytest.fixture
def data(journal, course, items):
    """A file with one attempt and two answers."""
    return write(built(journal, course))


def changed(data, change):
    """The file with its content changed by a function, and sealed anew as a fraud would."""
    content = json.loads(data)
    change(content)
    content.pop("checksum", None)
    body = json.dumps(content, indent=1).removesuffix("\n}")
    seal_of = sealed_file.hashlib.sha256(body.encode()).hexdigest()
    return f'{body},\n "checksum": "{seal_of}"\n}}\n'.encode()


# --- what is in it -----------------------------------------------------------------------------------------


def test_it_holds_the_answers_as_the_journal_has_them(journal, course, items):
    """Item, hash, time, response, scores, sureness and seconds; items in the order asked."""
    (attempt,) = built(journal, course).attempts
    assert (attempt.id, attempt.quiz, attempt.track, attempt.mode) == (
        "attempt-0001", "make-it-a-habit", "student", "practice",
    )  # fmt: skip
    assert attempt.items == tuple(item.id for item in items) and attempt.started_at == AT
    first, second = attempt.answers
    assert (first.item, first.response, first.score, first.sureness) == (items[0].id, "an-option", 1.0, None)
    assert (second.response, second.raw_score, second.sureness, second.seconds) == (
        ["a", {"b": "c"}], 0.25, "know", 12.5,
    )  # fmt: skip


def test_it_holds_nothing_else_of_the_journal(journal, course, items, data):
    """Of a journal with every kind of row no screening, check, stop, session, reading, draft or review."""
    with journal.reading() as db:
        tables = [row["name"] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        empty = [name for name in tables if not db.execute(f"SELECT 1 FROM {name}").fetchone()]
    assert empty == []
    everything = journal.file.read_bytes().decode(errors="replace")
    for word in PRIVATE:
        assert word in everything and word not in data.decode()


def test_what_is_read_is_what_was_written(journal, course, data):
    """The file read again is equal, and other ends of lines or a byte order mark are no damage."""
    assert read(data) == built(journal, course)
    assert read(b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n") + b"\n\n") == read(data)


def test_only_the_chosen_quizzes_are_in_it(journal, course, items):
    """None chosen is none handed in; without a choice all are."""
    assert built(journal, course, quizzes=["before-you-begin"]).attempts == ()
    assert len(built(journal, course, quizzes=["make-it-a-habit"]).attempts) == 1


def test_it_says_who_when_and_which_course(journal, course, data):
    told = json.loads(data)
    assert (told["format"], told["version"], told["course"]) == ("bedstretch-hand-in", 1, "bedstretch")
    assert (told["student"], told["made_at"]) == ("grey heron", "2026-11-25T12:00:07Z")
    assert (
        list(told)[-1] == "checksum"
        and hand_in.file_name("grey heron") == "bedstretch-grey_heron.handin.json"
    )


@pytest.mark.parametrize(
    "typed",
    ['"' + "x" * 5000 + '"', '"\\ud800"', "NaN", "1e999", "1" * 400, '[[[[[["deep"]]]]]]',
     json.dumps(list(range(500))), json.dumps({"k" * 900: "v"}), "null", "true"],
)  # fmt: skip
def test_whatever_was_typed_can_be_handed_in(journal, course, items, typed):
    """An answer of any length or depth is cut to what a file holds, and the file can be read."""
    with journal.writing() as db:
        answer(db, "attempt-0002", items[3], typed, 0.0, AT)
    data = write(built(journal, course))
    assert len(read(data).attempts) == 2 and list(VALIDATOR.iter_errors(json.loads(data))) == []


def test_an_item_that_left_the_bank_is_handed_in_all_the_same(journal, course, items):
    """It was answered, so it was asked."""
    with journal.writing() as db:
        db.execute("UPDATE quiz_attempt SET items = ?, asked = NULL", (json.dumps([items[0].id]),))
    (attempt,) = built(journal, course).attempts
    assert attempt.items == (items[0].id, items[1].id)


# --- the schema --------------------------------------------------------------------------------------------


def test_the_file_is_the_schemas_own():
    """`python -m course.handing_in.hand_in` has been run since the models changed."""
    assert SCHEMA_FILE.read_text(encoding="utf-8") == written_schema()


def test_every_file_fits_the_schema(data):
    Draft202012Validator.check_schema(schema())
    assert list(VALIDATOR.iter_errors(json.loads(data))) == []


SPOILED = {
    "another format": (
        lambda c: c.update(format="bedstretch-shared-log"), "format: .*; expected bedstretch-hand-in",
    ),
    "a newer version": (lambda c: c.update(version=2), "version"),
    "another course": (lambda c: c.update(course="other"), "course"),
    "a key too many": (lambda c: c.update(group="A"), "group"),
    "an answer's key too many": (
        lambda c: _first(c).update(group="A"), "answers.0: Object contains unknown field `group`",
    ),
    "an answer's key too few": (
        lambda c: _first(c).pop("score"), "answers.0: Object missing required field `score`",
    ),
    "an answer as a list": (
        lambda c: c["attempts"][0].update(answers=[list(_first(c).values())]), "attempts.0.answers.0",
    ),
    "no student": (lambda c: c.pop("student"), "student"),
    "a long name": (lambda c: c.update(student="x" * 61), "student"),
    "a number for a name": (lambda c: c.update(student=5), "student"),
    "a score too high": (lambda c: _first(c).update(score=1.01), "attempts.0.answers.0.score"),
    "a score in words": (lambda c: _first(c).update(score="1"), "attempts.0.answers.0.score"),
    "a true score": (lambda c: _first(c).update(score=True), "attempts.0.answers.0.score"),
    "a long response": (lambda c: _first(c).update(response="x" * 501), "answers.0.response"),
    "an odd item": (lambda c: _first(c).update(item="../etc"), "attempts.0: answers.0.item"),
    "an odd hash": (lambda c: _first(c).update(item_hash="AB"), "attempts.0.answers.0.item_hash"),
    "an odd attempt": (lambda c: c["attempts"][0].update(id="a b"), "attempts.0.id"),
    "another sureness": (lambda c: _first(c).update(sureness="very"), "attempts.0.answers.0.sureness"),
    "negative seconds": (lambda c: _first(c).update(seconds=-1), "attempts.0.answers.0.seconds"),
    "attempts as a mapping": (lambda c: c.update(attempts={}), "attempts"),
    "too many items": (
        lambda c: c["attempts"][0]["items"].extend(f"i-{n}" for n in range(500)), "attempts.0.items",
    ),
}  # fmt: skip
ONLY_READ = {
    "a name spaced otherwise": (lambda c: c.update(student="grey  heron"), "student: .*'grey heron'"),
    "a formula": (lambda c: c.update(student="=1+1"), "student"),
    "a tag": (lambda c: c.update(student="<script>"), "student"),
    "no number": (lambda c: _first(c).update(score=float("nan")), "malformed"),
    "an endless response": (lambda c: _first(c).update(response=[float("inf")]), "malformed"),
    "a huge response": (lambda c: _first(c).update(response=10**300), "attempts.0"),
    "a deep response": (lambda c: _first(c).update(response=_deep(6)), "attempts.0"),
    "a very deep response": (lambda c: _first(c).update(response=_deep(400)), r"response\.0\.0\.0\.0"),
    "an item not asked": (lambda c: _first(c).update(item="another"), "attempts.0"),
    "an item asked twice": (lambda c: c["attempts"][0].update(items=["a", "a"], answers=[]), "attempts.0"),
    "an attempt twice": (lambda c: c["attempts"].append(c["attempts"][0]), "each id once"),
    "a time without offset": (lambda c: c.update(made_at="2026-11-25T12:00:07"), "made_at"),
    "a time as a number": (lambda c: c.update(made_at=1_700_000_000), "made_at"),
    "the year 1": (lambda c: _first(c).update(at="0001-01-01T00:00:00+14:00"), "attempts.0: answers.0.at"),
    "a key that steers": (lambda c: c.update({"\x1b[2J": 1}), r"\?\[2J"),
}


def _first(content):
    return content["attempts"][0]["answers"][0]


def _deep(levels):
    return "x" if levels == 0 else [_deep(levels - 1)]


@pytest.mark.parametrize("name", [*SPOILED, *ONLY_READ])
def test_what_does_not_fit_is_refused(data, name):
    """With the place in the file, though its checksum is right; of the form the schema says the same."""
    change, where = (SPOILED | ONLY_READ)[name]
    spoiled = changed(data, change)
    with pytest.raises(PlainError, match=where) as refused:
        read(spoiled)
    assert len(str(refused.value)) < 320 and str(refused.value).isprintable()
    if name in SPOILED:
        assert list(VALIDATOR.iter_errors(json.loads(spoiled)))


def test_a_fraud_can_reckon_the_checksum_anew(data):
    """It tells damage, not fraud: what was changed on purpose and sealed again is read."""
    better = read(changed(data, lambda c: _first(c).update(score=0.75)))
    assert better.attempts[0].answers[0].score == 0.75


def test_damage_is_told(data):
    """Two hundred files with one byte changed, and cut-off ones: none is read as if nothing had happened."""
    chance = random.Random(8)
    for _ in range(200):
        place = chance.randrange(len(data.rstrip()))
        spoiled = bytearray(data)
        spoiled[place] ^= 1 << chance.randrange(8)
        with pytest.raises(PlainError, match="checksum"):
            read(bytes(spoiled))
    for length in (0, 1, len(data) // 2, len(data.rstrip()) - 1):
        with pytest.raises(PlainError, match="expected JSON that ends with its checksum"):
            read(data[:length])


def test_a_file_too_large_is_not_looked_into():
    with pytest.raises(PlainError, match=r"has 8,000,001 bytes; expected at most 8,000,000"):
        read(b" " * (MAX_FILE_BYTES + 1))


def test_more_than_a_file_holds_is_told_before_it_is_written(journal, course, items, monkeypatch):
    """In a sentence with what to do."""
    monkeypatch.setattr(hand_in, "MAX_FILE_BYTES", 100)
    with pytest.raises(PlainError, match="choose fewer quizzes"):
        built(journal, course)
    with journal.writing() as db:
        db.execute("UPDATE quiz_attempt SET started_at = '1970-01-01T00:00:00+00:00'")
    with pytest.raises(PlainError, match="other than a file holds: started_at"):
        built(journal, course)


def test_the_seal_is_of_the_content(data):
    """The same content sealed again has the same checksum, other content another."""
    told = read(data)
    fields = {name: getattr(told, name) for name in type(told).__struct_fields__ if name != "checksum"}
    assert seal(type(told), **fields) == told
    assert seal(type(told), **(fields | {"student": "x"})).checksum != told.checksum
