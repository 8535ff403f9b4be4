"""The journal: kept whole, whoever writes, whenever it is cut off."""

import os
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course import journal as journal_module
from course.journal import Journal, JournalError, home, now, stamp

ROOT = Path(journal_module.__file__).parent.parent


def rows(journal, table):
    with journal.reading() as db:
        return [tuple(row) for row in db.execute(f"SELECT * FROM {table}")]


START = """
    import itertools, sys, types
    # The content is not needed here; without it, fifty starts take half the time.
    sys.modules["course"] = types.ModuleType("course")
    sys.modules["course"].__path__ = ["course"]
    from course.journal import Journal

    name, folder = sys.argv[1:]
    journal = Journal(folder)
    print("ready", flush=True)
    sys.stdin.readline() or sys.exit()
"""


class Writer:
    """Another process with the journal of `folder` open, waiting for the word to go on with `script`."""

    def __init__(self, script, name, folder):
        code = textwrap.dedent(START) + textwrap.dedent(script)
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, name, str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT,
        )  # fmt: skip

    def go(self):
        assert self.process.stdout.readline() == "ready\n"
        print("go", file=self.process.stdin, flush=True)

    def wait(self):
        code = self.process.wait(timeout=60)
        self.process.stdin.close()
        self.process.stdout.close()
        return code

    def is_killed_after_one_line(self, seconds):
        """Everything that it told, up to the moment at which it was terminated."""
        first = self.process.stdout.readline()
        time.sleep(seconds)
        self.process.kill()
        told = [first, *self.process.stdout]
        assert self.wait() != 0, "it was still writing"
        return [line.strip() for line in told if line.endswith("\n")]


@pytest.fixture
def start():
    """Starts writers, and ends those that a test leaves behind when it breaks off."""
    writers = []

    def begin(*arguments):
        writers.append(Writer(*arguments))
        return writers[-1]

    yield begin
    for writer in writers:
        writer.process.kill()
        writer.wait()


@pytest.fixture
def folder(tmp_path):
    """For a thousand writes: in memory where there is such a place, as none of this is about the disk."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK):
        yield tmp_path
    else:
        with tempfile.TemporaryDirectory(dir=memory) as made:
            yield Path(made)


def is_sound(file):
    with closing(sqlite3.connect(file)) as db:
        return db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


# --- making and finding it ---------------------------------------------------------------------------------


def test_it_is_made_on_first_use(home):
    """The folder and the file come into being, with a name of its own."""
    journal = Journal()
    assert journal.file == home / "journal.sqlite" and journal.file.is_file()
    assert len(journal.id) == 32
    assert datetime.fromisoformat(journal.setting("created-at")).utcoffset() is not None


def test_its_name_stays(home, tmp_path):
    """Opened again it has the same name, by which the browser knows it; another journal has another."""
    journal = Journal()
    assert Journal().id == Journal(home).id == journal.id
    assert Journal(tmp_path / "other").id != journal.id


def test_the_folder_can_be_chosen(monkeypatch, tmp_path):
    """BEDSTRETCH_HOME names it; without that it is a folder of the user's own data."""
    monkeypatch.setenv("BEDSTRETCH_HOME", str(tmp_path / "chosen"))
    assert home() == tmp_path / "chosen"
    monkeypatch.delenv("BEDSTRETCH_HOME")
    assert home().name == "bedstretch" and home().is_absolute()


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's data folder private by itself")
def test_it_is_private():
    """On a shared computer nobody else may look into the folder."""
    assert Journal().file.parent.stat().st_mode & 0o077 == 0


def test_it_keeps_a_rollback_journal():
    """A write-ahead log would break on a network home."""
    with Journal().reading() as db:
        assert db.execute("PRAGMA journal_mode").fetchone()[0] == "delete"


# --- round trips -------------------------------------------------------------------------------------------


def test_a_setting_comes_back():
    """What was set is read back by another journal object; set again it is replaced; unset it is None."""
    Journal().set_setting("region", "gb")
    assert Journal().setting("region") == "gb"
    Journal().set_setting("region", "eu")
    assert Journal().setting("region") == "eu"
    assert Journal().setting("colour") is None


@settings(max_examples=40, deadline=None, database=None)
@given(st.text(max_size=50))
def test_any_text_comes_back(text):
    """Quotes, umlauts, emoji and control characters are stored as they are."""
    journal = Journal()
    journal.set_setting("any", text)
    assert journal.setting("any") == text


@settings(max_examples=100, deadline=None, database=None)
@given(
    st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2100, 1, 1)),
    st.integers(-14 * 60, 14 * 60),
)
def test_any_time_comes_back_with_its_offset(moment, minutes):
    """A stored time is the same second, and shows the learner's own clock."""
    moment = moment.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    read = datetime.fromisoformat(stamp(moment))
    assert read == moment.replace(microsecond=0)
    assert read.utcoffset() == moment.utcoffset()


def test_a_time_without_offset_is_refused():
    """Nobody could tell later when it was."""
    with pytest.raises(ValueError, match="no UTC offset"):
        stamp(datetime(2026, 11, 22, 12, 0))


def test_now_has_an_offset():
    """The present moment is the learner's own, to be stored."""
    assert datetime.fromisoformat(stamp(now())).utcoffset() is not None


def test_an_opened_lesson_is_noted():
    """Each opening is one row with its time."""
    journal = Journal()
    journal.record_lesson_opened("01_stay_safe")
    journal.record_lesson_opened("01_stay_safe")
    noted = rows(journal, "lesson_opened")
    assert [lesson for lesson, _ in noted] == ["01_stay_safe"] * 2
    assert all(abs(now() - datetime.fromisoformat(at)) < timedelta(minutes=1) for _, at in noted)


# --- whole or not at all -----------------------------------------------------------------------------------


def test_a_write_that_is_broken_off_leaves_nothing():
    """An error in the middle takes back what was written before it; the journal goes on working."""
    journal = Journal()
    with pytest.raises(ZeroDivisionError), journal.writing() as db:
        db.execute("INSERT INTO lesson_opened VALUES ('half', 'now')")
        1 / 0  # noqa: B018
    assert rows(journal, "lesson_opened") == []
    journal.record_lesson_opened("whole")
    assert len(rows(journal, "lesson_opened")) == 1


def test_a_row_that_belongs_to_nothing_is_refused():
    """Practice without its session is an error, told as one of the journal."""
    with pytest.raises(JournalError, match="FOREIGN KEY"), Journal().writing() as db:
        db.execute("INSERT INTO practice VALUES ('nowhere', 'figure-four', '[]', NULL, 1, 1, 0)")


def test_reading_sees_one_moment():
    """What is read on one connection belongs together, even if another writes in between."""
    journal = Journal()
    with journal.reading() as db:
        assert db.execute("SELECT count(*) FROM lesson_opened").fetchone()[0] == 0
        writer = threading.Thread(target=journal.record_lesson_opened, args=("later",))
        writer.start()
        writer.join(timeout=0.2)
        assert db.execute("SELECT count(*) FROM lesson_opened").fetchone()[0] == 0
    writer.join()
    assert len(rows(journal, "lesson_opened")) == 1


def test_a_journal_that_stays_busy_is_told(monkeypatch):
    """When another program does not let go, the error says so and that nothing was written."""
    journal = Journal()
    monkeypatch.setattr(journal_module, "BUSY_TIMEOUT_SECONDS", 0.1)
    with (
        journal.writing(),
        pytest.raises(JournalError, match="another program has kept the journal busy"),
    ):
        Journal().record_lesson_opened("01_stay_safe")
    assert rows(journal, "lesson_opened") == []


# --- what cannot be opened ---------------------------------------------------------------------------------


def test_a_newer_journal_is_left_alone():
    """One written by a later version is refused with what to do, and not one byte is changed."""
    journal = Journal()
    with closing(sqlite3.connect(journal.file)) as db:
        db.execute("PRAGMA user_version = 99")
        db.commit()
    before = journal.file.read_bytes()
    with pytest.raises(JournalError, match="newer Bedstretch.*version 99.*Update"):
        Journal()
    assert journal.file.read_bytes() == before


def is_told_and_set_aside(home, caught):
    """The one file that was set aside; nothing was begun in its place, and the text names it."""
    (aside,) = home.glob("journal-unreadable-*.sqlite")
    assert f"is kept as {aside.name}" in str(caught.value) and not (home / "journal.sqlite").exists()
    return aside


@pytest.mark.parametrize("content", [b"This is a shopping list.\n" * 300, os.urandom(8192)])
def test_a_file_that_is_no_journal_is_set_aside(home, content):
    """A foreign file under that name is kept byte for byte, and the error says where and what to do."""
    home.mkdir()
    (home / "journal.sqlite").write_bytes(content)
    for _ in range(2):
        with pytest.raises(JournalError, match="no good back-up.*To begin a new one, move") as caught:
            Journal()
        assert is_told_and_set_aside(home, caught).read_bytes() == content


def test_a_journal_that_was_cut_off_is_set_aside(home):
    """Half a file, as a full disk or a broken copy leaves it, is told in one sentence."""
    file = Journal().file
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(JournalError) as caught:
        rows(Journal(), "session")
    assert is_told_and_set_aside(home, caught).read_bytes() == whole[: len(whole) // 2]


def test_an_empty_file_becomes_a_journal(home):
    """A file of no bytes, left by a crash at the very beginning, is no obstacle."""
    home.mkdir()
    (home / "journal.sqlite").touch()
    assert Journal().id


def test_a_file_where_the_folder_should_be_is_told(home):
    """Nothing can be made there; the error names the place."""
    home.write_text("in the way")
    with pytest.raises(JournalError, match="cannot make the folder") as caught:
        Journal()
    assert str(home) in str(caught.value)


def test_a_folder_where_the_file_should_be_is_told(home):
    """What cannot be opened for writing is told with a remedy, not with a traceback."""
    (home / "journal.sqlite").mkdir(parents=True)
    with pytest.raises(JournalError, match="cannot be written"):
        Journal()


def test_a_journal_that_may_not_be_written_is_told(monkeypatch):
    """Where it may be read only, what is there is read, and a write is refused with a remedy."""
    journal = Journal()
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda file, **given: connect(f"{file.as_uri()}?mode=ro", uri=True, **given)
    )
    assert Journal().id == journal.id
    with pytest.raises(JournalError, match="cannot be written.*yours to write in"):
        journal.record_lesson_opened("01_stay_safe")


# --- newer tables ------------------------------------------------------------------------------------------


@pytest.fixture
def migrations(monkeypatch, tmp_path):
    """The course's own first script and room for a second."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    first = next(journal_module.MIGRATIONS.glob("0001*.sql"))
    (folder / first.name).write_bytes(first.read_bytes())
    monkeypatch.setattr(journal_module, "MIGRATIONS", folder)
    return folder


def test_an_older_journal_is_brought_forward(migrations):
    """A new script runs once, on what is already there, and loses nothing."""
    Journal().record_lesson_opened("01_stay_safe")
    (migrations / "0002_mood.sql").write_text(
        "-- A comment; with a semicolon.\nCREATE TABLE mood (at TEXT);\nINSERT INTO mood VALUES ('a;b');\n",
        encoding="utf-8",
    )
    for _ in range(2):
        journal = Journal()
        assert len(rows(journal, "lesson_opened")) == 1 and rows(journal, "mood") == [("a;b",)]
    with journal.reading() as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 2


def test_a_step_forward_that_breaks_changes_nothing(migrations):
    """If the second statement is impossible, the first is taken back and the version stays."""
    journal = Journal()
    journal.record_lesson_opened("01_stay_safe")
    script = migrations / "0002_mood.sql"
    script.write_text("CREATE TABLE mood (at TEXT);\nALTER TABLE nowhere ADD COLUMN x;\n", encoding="utf-8")
    with pytest.raises(JournalError):
        Journal()
    script.unlink()
    assert len(rows(Journal(), "lesson_opened")) == 1
    with pytest.raises(JournalError, match="no such table"):
        rows(journal, "mood")


def test_every_script_is_complete_statements():
    """No script ends in the middle of a statement, which would be passed over in silence."""
    for script in journal_module.MIGRATIONS.glob("*.sql"):
        text = script.read_text(encoding="utf-8")
        assert text.count(";") > 0 and text.rstrip().endswith(";"), script.name
        assert script.name[:4].isdigit()


# --- several at once ---------------------------------------------------------------------------------------


def test_threads_write_at_once(folder):
    """Callbacks come on several threads: one journal object takes them all."""
    journal = Journal(folder)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: journal.record_lesson_opened(f"lesson-{n}"), range(120)))
    assert {lesson for lesson, _ in rows(journal, "lesson_opened")} == {f"lesson-{n}" for n in range(120)}


def test_threads_make_it_at_once(home):
    """Eight first uses at the same moment make one journal with one name."""
    with ThreadPoolExecutor(8) as pool:
        ids = set(pool.map(lambda _: Journal().id, range(8)))
    assert len(ids) == 1


WRITES_500 = """
    for number in range(500):
        journal.record_lesson_opened(f"{name}-{number}")
"""


def test_two_processes_write_500_rows_each(folder, start):
    """Two kernels that write at the same time lose nothing: a thousand rows, each once."""
    writers = [start(WRITES_500, name, folder) for name in ("a", "b")]
    for writer in writers:
        writer.go()
    assert [writer.wait() for writer in writers] == [0, 0]
    lessons = [lesson for lesson, _ in rows(Journal(folder), "lesson_opened")]
    assert len(lessons) == 1000 and len(set(lessons)) == 1000


WRITES_FOR_EVER = """
    for number in itertools.count():
        id = f"{name}-{number}"
        with journal.writing() as db:
            db.execute("INSERT INTO session VALUES (?, NULL, 'figure-four', 't', 't', 'finished', 1)", (id,))
            for side in ("left", "right", None):
                db.execute("INSERT INTO practice VALUES (?, 'figure-four', '[]', ?, 30, 1, 0)", (id, side))
        print(id, flush=True)
"""


def test_a_writer_is_terminated_hard_fifty_times(folder, start):
    """However often a writing process is killed: no half session, no lost one, no broken file."""
    journal, told = Journal(folder), []
    waiting = deque(start(WRITES_FOR_EVER, f"{number}", folder) for number in range(4))
    for number in range(50):
        waiting.append(start(WRITES_FOR_EVER, f"{number + 4}", folder))
        writer = waiting.popleft()
        writer.go()
        told += writer.is_killed_after_one_line(seconds=number % 10 / 2000)
        assert is_sound(journal.file)
    with journal.reading() as db:
        stored = {row["id"] for row in db.execute("SELECT id FROM session")}
        parts = [row[0] for row in db.execute("SELECT count(*) FROM practice GROUP BY session_id")]
    assert len({id.rpartition("-")[0] for id in told}) == 50
    assert set(told) <= stored, "what was told as stored is stored"
    assert len(parts) == len(stored) and set(parts) == {3}
