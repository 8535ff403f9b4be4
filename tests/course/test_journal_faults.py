"""What goes wrong on a computer: no room, no right to write, another program, a crash."""

import os
import sqlite3
import tempfile
import threading
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from course import journal as journal_module
from course.journal import Journal, JournalError, now, stamp
from widgets.log_form import LogForm


@contextmanager
def full_disk(monkeypatch, file):
    """No database can grow beyond its present size, as on a disk without room; what has room is stored."""
    connect = sqlite3.connect
    with closing(connect(file)) as db:
        pages = db.execute("PRAGMA page_count").fetchone()[0]

    def limited(*arguments, **named):
        db = connect(*arguments, **named)
        db.execute(f"PRAGMA max_page_count = {pages}")
        return db

    with monkeypatch.context() as patched:
        patched.setattr(sqlite3, "connect", limited)
        yield


def long_entry(number):
    payload = {"measure": "pain-nrs", "trials": [3]}
    event = {"id": f"event-{number:04d}", "kind": "measured", "occurred_at": stamp(now()), "payload": payload}
    return {"kind": "event", "event": event}


def stored(journal, table="measurement"):
    with journal.reading() as db:
        return db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


# --- no room -----------------------------------------------------------------------------------------------


def test_a_full_disk_loses_nothing(monkeypatch):
    """The browser is told that nothing was stored, and keeps it; once there is room it is stored, once."""
    form, sent = LogForm(), []
    form.send = sent.append
    journal = Journal()
    with full_disk(monkeypatch, journal.file):
        for number in range(200):
            form._receive(form, long_entry(number), [])
        refused = [answer for answer in sent if answer["kind"] == "not-stored"]
        assert refused and all("the disk is full; nothing was written" in a["error"] for a in refused)
        assert stored(journal) == stored(journal, "event") == len(sent) - len(refused)
    for number in range(200):
        form._receive(form, long_entry(number), [])
    assert [answer["kind"] for answer in sent[200:]] == ["stored"] * 200
    assert stored(journal) == stored(journal, "event") == 200


def test_a_full_disk_in_the_middle_of_a_write_leaves_nothing_of_it(monkeypatch):
    """A session whose parts find no room is not stored by half."""
    journal = Journal()
    with (
        full_disk(monkeypatch, journal.file),
        pytest.raises(JournalError, match="disk is full"),
        journal.writing() as db,
    ):
        for number in range(10_000):
            db.execute("INSERT INTO lesson_opened VALUES (?, 'now')", (f"lesson-{number}",))
    assert stored(journal, "lesson_opened") == 0


def test_no_room_for_a_first_journal(monkeypatch, home):
    """It is told, and with room again the journal is begun as if nothing had been."""

    def touch(*_, **__):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "touch", touch)
        with pytest.raises(JournalError, match="the disk is full"):
            Journal()
    assert Journal().id


# --- no right to write -------------------------------------------------------------------------------------


def as_somebody_without_rights(work):
    """What `work` returns in a process that may not write where it does not own; root may write anywhere."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.geteuid() == 0:
                os.setgroups([])
                os.setgid(65534)
                os.setuid(65534)
            said = work()
        except BaseException as error:
            said = f"{type(error).__name__}: {error}"
        os.write(writes, said.encode())
        os._exit(0)
    os.close(writes)
    with os.fdopen(reads, "rb") as told:
        said = told.read().decode()
    os.waitpid(child, 0)
    return said


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has other rights on folders")
@pytest.mark.parametrize("is_there", [True, False], ids=["a journal is there", "none yet"])
def test_a_read_only_folder(is_there):
    """What is there can be read; what is written is refused with a remedy, and nothing changes."""
    with tempfile.TemporaryDirectory() as folder:
        if is_there:
            Journal(folder).record_lesson_opened("01_stay_safe")
            os.chmod(Path(folder) / "journal.sqlite", 0o444)
        os.chmod(folder, 0o555)
        try:

            def write():
                Journal(folder).record_lesson_opened("02_breathe_and_hold")
                return "written"

            def read():
                return Journal(folder).id

            said = as_somebody_without_rights(write)
            assert said.startswith("JournalError: ") and "cannot be written" in said
            assert "check that the folder is yours to write in" in said
            if is_there:
                assert as_somebody_without_rights(read) == Journal(folder).id
        finally:
            os.chmod(folder, 0o755)
        left = list(Path(folder).iterdir())
        assert [file.name for file in left] == (["journal.sqlite"] if is_there else [])
        assert not is_there or stored(Journal(folder), "lesson_opened") == 1


# --- another program ---------------------------------------------------------------------------------------


def test_a_journal_that_another_program_keeps_locked(monkeypatch):
    """Opening, reading and writing wait, then say so; the browser keeps its entry; nothing is set aside."""
    monkeypatch.setattr(journal_module, "BUSY_TIMEOUT_SECONDS", 0.1)
    form, sent = LogForm(), []
    form.send = sent.append
    journal = Journal()
    with closing(sqlite3.connect(journal.file, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for use in (Journal, lambda: journal.setting("region"), lambda: stored(journal)):
            with pytest.raises(JournalError, match="another program has kept the journal busy"):
                use()
        form._receive(form, long_entry(1), [])
    assert sent[-1]["kind"] == "not-stored" and "another program" in sent[-1]["error"]
    form._receive(form, long_entry(1), [])
    assert sent[-1]["kind"] == "stored" and stored(journal) == 1
    assert [file.name for file in journal.file.parent.iterdir()] == ["journal.sqlite"]


def test_a_short_lock_is_waited_for():
    """Another notebook that writes for a moment is not even noticed."""
    journal = Journal()
    other = sqlite3.connect(journal.file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    threading.Timer(0.3, other.rollback).start()
    journal.record_lesson_opened("01_stay_safe")
    other.close()
    assert stored(journal, "lesson_opened") == 1


# --- a crash -----------------------------------------------------------------------------------------------


def test_a_crash_in_a_write_is_no_damage(home, tmp_path):
    """A journal that was left half written is made whole by SQLite, and not set aside."""
    journal = Journal()
    journal.record_lesson_opened("kept")
    with closing(sqlite3.connect(journal.file, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 1")
        db.execute("PRAGMA cache_spill = 1")
        db.execute("BEGIN IMMEDIATE")
        for number in range(2000):
            db.execute("INSERT INTO lesson_opened VALUES (?, 'now')", (f"lost-{number}" * 9,))
        crashed = tmp_path / "crashed"
        crashed.mkdir()
        for file in home.iterdir():
            (crashed / file.name).write_bytes(file.read_bytes())
        db.rollback()
    assert (crashed / "journal.sqlite-journal").exists()
    assert stored(Journal(crashed), "lesson_opened") == 1
    assert [file.name for file in crashed.iterdir()] == ["journal.sqlite"]
