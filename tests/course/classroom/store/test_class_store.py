"""The class store: what goes in comes out as frames, and nothing else is taken for one."""

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import select

from course.classroom.store.class_store import ClassStore, StoreError, insert_rows, next_key
from course.classroom.store.tables import ATTEMPT, SETTING, STUDENT, UPLOAD, VERSION
from course.journal import Journal
from tests.course.classroom import class_rows

STORES = Path(__file__).parents[1] / "stores"
KEPT = sorted(int(file.stem.rpartition("-")[2]) for file in STORES.glob("*.sql"))
READS = ("students", "attempts", "answers", "asked", "marks", "shared_records")


@pytest.fixture
def file(tmp_path):
    return tmp_path / "class.sqlite"


@pytest.fixture
def store(file):
    return ClassStore(file, create=True)


@pytest.fixture
def filled(store):
    class_rows.fill(store)
    return store


def test_students_of_the_roster_and_who_handed_in(filled):
    """Whoever is in the roster is listed, and so is whoever handed in without being there."""
    frame = filled.students().set_index("student")
    assert list(frame.index) == ["elk", "fox", "owl"]
    assert frame["in_roster"].tolist() == [True, True, False]
    assert frame["has_handed_in"].tolist() == [False, True, True]
    assert frame.loc["fox", "name"] == "Ann Lee" and frame.loc["fox", "time_multiplier"] == 1.25
    assert pd.isna(frame.loc["owl", "name"]) and pd.isna(frame.loc["owl", "time_multiplier"])


def test_attempts_are_numbered_by_the_moment_they_began(filled):
    """Noon two hours east of Greenwich is before noon one hour east."""
    frame = filled.attempts().set_index("attempt")
    assert frame["number"].to_dict() == {"first-attempt": 1, "later-attempt": 2, "owls-attempt": 1}
    assert frame.loc["first-attempt", "started_at"] == pd.Timestamp("2026-11-02T10:00Z")
    assert frame.loc["later-attempt", ["group", "asked", "score", "seconds"]].tolist() == ["A", 2, 0.5, 12.5]
    assert not frame["passed"].any()


def test_answers_stand_beside_their_attempt_and_item(filled):
    """Each answer carries its student, attempt and item; a second answer to an item is the second."""
    frame = filled.answers()
    assert frame["student"].tolist() == ["fox", "fox", "owl"]
    assert frame["item"].tolist() == ["one", "one", "two"]
    assert frame["nth"].tolist() == [1, 2, 1] and frame["number"].tolist() == [2, 2, 1]
    assert frame["score"].tolist() == [0.0, 1.0, 1.0]
    assert frame["response"].tolist() == ['"right"'] * 3


def test_answers_of_one_quiz_and_track(filled):
    """Only what is asked for is read."""
    assert filled.answers(quiz="loosen-the-spine")["student"].tolist() == ["owl"]
    assert len(filled.answers(quiz="loosen-the-spine", track="student")) == 1
    assert filled.answers(quiz="loosen-the-spine", track="learner").empty


def test_items_asked_and_never_answered_are_told(filled):
    """What was asked has a row, in the order in which it was asked."""
    frame = filled.asked()
    mine = frame[frame["attempt"] == "first-attempt"]
    assert list(zip(mine["item"], mine["place"], strict=True)) == [("one", 1), ("two", 2)]
    assert len(frame) == 5


def test_marks_and_shared_records(filled):
    """Practical marks carry the student's group; shared readings carry the day they are to be removed."""
    (mark,) = filled.marks().to_dict("records")
    assert mark["student"] == "fox" and mark["group"] == "A" and mark["critical_failed"] is False
    (record,) = filled.shared_records().to_dict("records")
    assert record["value"] == 4.0 and record["keep_until"] == pd.Timestamp("2126-11-30T00:00Z")


@pytest.mark.parametrize("read", READS)
def test_an_empty_store_has_the_same_columns(filled, tmp_path, read):
    """Whoever reads an empty class finds each column with its kind."""
    empty = getattr(ClassStore(tmp_path / "empty.sqlite", create=True), read)()
    assert len(empty) == 0
    assert empty.dtypes.to_dict() == getattr(filled, read)().dtypes.to_dict()


def test_reading_in_chunks_gives_the_same(filled, monkeypatch):
    """A large class is read piece by piece."""
    whole = filled.answers()
    monkeypatch.setattr("course.classroom.store.frames.CHUNK_ATTEMPTS", 1)
    pd.testing.assert_frame_equal(filled.answers(), whole)


def test_a_write_is_kept_whole_or_not_at_all(store):
    """What fails half-way leaves nothing behind."""
    with pytest.raises(StoreError), store.writing() as db:
        insert_rows(db, STUDENT, [class_rows.student(1, "fox")])
        insert_rows(db, STUDENT, [class_rows.student(1, "owl")])
    assert store.students().empty
    with store.reading() as db:
        assert next_key(db, STUDENT) == 1


def test_an_attempt_needs_its_student(store):
    """Nothing refers to what is not there."""
    with pytest.raises(StoreError, match="FOREIGN KEY"), store.writing() as db:
        insert_rows(db, ATTEMPT, [class_rows.attempt(1, "nobodys-attempt", 9, class_rows.at(12))])


def test_opened_again_it_holds_the_same(filled, file):
    """Nothing is begun anew in a file that is there."""
    assert len(ClassStore(file, create=True).attempts()) == 3
    assert len(ClassStore(file).attempts()) == 3


def test_a_store_is_for_its_owner_alone(store, file):
    """It holds names and scores."""
    assert file.stat().st_mode & 0o077 == 0


def test_only_a_store_is_taken_for_one(tmp_path, home):
    """A journal, a text, a folder and nothing at all are each refused, and left as they are."""
    journal = Journal().file
    before = journal.read_bytes()
    text = tmp_path / "essay.txt"
    text.write_text("An essay, by far too long to be a database. " * 50)
    for where in (journal, text, tmp_path, tmp_path / "nothing.sqlite", tmp_path / "no" / "class.sqlite"):
        with pytest.raises(StoreError, match=str(where)):
            ClassStore(where)
    for where in (journal, text, tmp_path / "no" / "class.sqlite"):
        with pytest.raises(StoreError):
            ClassStore(where, create=True)
    assert journal.read_bytes() == before
    assert not (tmp_path / "nothing.sqlite").exists()


@pytest.mark.parametrize(
    "url", ["nosuch://class", "postgresql+nosuch://me:secret@here/class", "://", "a://:b:c"]
)
def test_a_database_that_cannot_be_had_is_told(url):
    """A URL may name any database; its password is told to nobody."""
    with pytest.raises(StoreError) as told:
        ClassStore(url)
    assert "secret" not in str(told.value)


def test_a_url_of_sqlite_is_a_store_too(filled, file):
    """The same file by its address."""
    assert len(ClassStore(f"sqlite:///{file}").attempts()) == 3


def test_a_newer_store_is_left_alone(store, file):
    """This Bedstretch does not guess at tables that it does not know."""
    with store.writing() as db:
        db.execute(SETTING.update().values(value="999"))
    with pytest.raises(StoreError, match="newer Bedstretch"):
        ClassStore(file)


@pytest.mark.parametrize("version", KEPT)
def test_an_older_store_is_brought_forward(tmp_path, version):
    """Every version that there ever was opens with all its rows, in the tables of a new one."""
    file = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(file)) as db:
        db.executescript((STORES / f"version-{version}.sql").read_text(encoding="utf-8"))
    for _ in range(2):
        store = ClassStore(file, today=date(2026, 11, 20))
        assert [len(getattr(store, read)()) for read in READS] == [3, 3, 3, 5, 1, 1]
    assert store.attempts()["ungraded"].tolist() == [0, 0, 0] and store.answers()["known"].all()
    assert store.answers()[["item", "nth", "response", "score"]].values.tolist() == [
        ["one", 1, '"right"', 0.0], ["one", 2, '"right"', 1.0], ["two", 1, '"right"', 1.0],
    ]  # fmt: skip
    with store.reading() as db:
        days = db.execute(select(UPLOAD.c.kind, UPLOAD.c.keep_until).order_by(UPLOAD.c.key)).all()
    assert days[-1] == ("shared-log", "2026-11-30") and {day for _, day in days[:-1]} == {None}
    ClassStore(tmp_path / "new.sqlite", create=True)
    assert columns(file) == columns(tmp_path / "new.sqlite")


def columns(file):
    with closing(sqlite3.connect(file)) as db:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [row[1:4] for row in db.execute(f"PRAGMA table_info({name})")] for name in names}


def test_every_version_is_kept():
    """Whoever changes the tables keeps a store of before here."""
    assert list(range(1, VERSION)) == KEPT


def test_opening_removes_what_is_past_its_last_day(filled, file):
    """To the last byte; on that day itself it is there."""
    last = date(2126, 11, 30)
    assert len(ClassStore(file, today=last).shared_records()) == 1
    assert b"stiffness-nrs" in file.read_bytes()
    later = ClassStore(file, today=last + timedelta(days=1))
    assert later.expired == 1 and len(later.shared_records()) == 0
    assert b"stiffness-nrs" not in file.read_bytes()


def test_what_is_past_is_not_shown_where_it_cannot_be_removed(filled, file, monkeypatch):
    """A store that stays open over the day, or that another program keeps busy."""
    later = ClassStore(file, today=date(2126, 11, 30))
    later._today += timedelta(days=1)
    assert len(later.shared_records()) == 0 and b"stiffness-nrs" in file.read_bytes()
    monkeypatch.setattr("course.classroom.store.class_store.BUSY_TIMEOUT_SECONDS", 0)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        later = ClassStore(file, today=date(2126, 12, 1))
        assert later.expired == 0 and len(later.shared_records()) == 0


def test_a_damaged_store_is_told(filled, file):
    """Bytes turned over in the middle give one sentence, not a traceback."""
    filled.close()
    content = bytearray(file.read_bytes())
    content[100:] = bytes(len(content) - 100)
    file.write_bytes(content)
    with pytest.raises(StoreError):
        ClassStore(file).attempts()


def test_a_busy_store_is_told(store, file, monkeypatch):
    """Another program that writes is waited for, and then named as the reason."""
    monkeypatch.setattr("course.classroom.store.class_store.BUSY_TIMEOUT_SECONDS", 0)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="busy"):
            ClassStore(file)


def test_what_is_deleted_leaves_no_byte(filled, file):
    """After a row is deleted and the room given back, its text is nowhere in the file."""
    assert b"Ann Lee" in file.read_bytes()
    with filled.writing() as db:
        db.execute(STUDENT.update().where(STUDENT.c.id == "fox").values(name=None))
    filled.shrink()
    assert b"Ann Lee" not in file.read_bytes()
