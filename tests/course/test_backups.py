"""Back-ups of the journal: when they are made, which are kept, and how one comes back."""

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta

import pytest

from course import backups
from course import journal as journal_module
from course.errors import PlainError
from course.exchange.journal_file import delete_journal, export_journal, import_journal
from course.journal import Journal, JournalError, now, stamp
from course.shell import main

UTC = UTC
NOON = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch):
    """The journal's clock, which a test sets: `clock(moment)`."""

    def at(moment):
        monkeypatch.setattr(journal_module, "now", lambda: moment)

    at(NOON)
    return at


def lessons(file):
    with closing(sqlite3.connect(file)) as db:
        return [lesson for (lesson,) in db.execute("SELECT lesson FROM lesson_opened ORDER BY rowid")]


def opened():
    """The journal, once its back-up is made where one was due."""
    journal = Journal()
    if journal.weekly:
        journal.weekly.join()
    return journal


def names(journal):
    return [one.name for one in backups.newest_first(journal.file)]


def damage(file):
    """Overwrites the middle of a journal, whose beginning stays in order."""
    whole = bytearray(file.read_bytes())
    whole[4096 : len(whole)] = os.urandom(len(whole) - 4096)
    file.write_bytes(whole)


# --- once a week -------------------------------------------------------------------------------------------


def test_a_new_journal_has_no_back_up(clock):
    """There is nothing to keep yet, and nothing is made on the way to the first widget."""
    journal = Journal()
    assert journal.weekly is None and not backups.folder_of(journal.file).exists()


def test_one_a_week(clock):
    """When the journal is opened a week after the last one, and not a second before."""
    opened().record_lesson_opened("01_stay_safe")
    week, second = timedelta(days=7), timedelta(seconds=1)
    for after, count in ((week - second, 0), (week, 1), (2 * week - second, 1), (2 * week, 2)):
        clock(NOON + after)
        journal = opened()
        assert len(names(journal)) == count
    assert names(journal)[-1] == "2026-12-02T120000Z-weekly.sqlite"
    assert lessons(backups.newest_first(journal.file)[0]) == ["01_stay_safe"]


def test_the_last_three_are_kept(clock):
    """Older ones go, but what was set aside before an import stays."""
    journal = opened()
    export_journal(journal, journal.file.parent / "mine.sqlite")
    import_journal(journal.file.parent / "mine.sqlite", NOON)
    for week in range(1, 6):
        clock(NOON + timedelta(weeks=week))
        opened()
    days = [name[:10] for name in names(journal)]
    assert days == ["2026-12-30", "2026-12-23", "2026-12-16", "2026-11-25"]
    assert names(journal)[-1].endswith("-import.sqlite")


def test_a_clock_that_was_wrong_does_not_stop_them(clock):
    """Back-ups that seem to lie years ahead count for nothing, and do not push out the new one."""
    opened()
    for year in (2030, 2031, 2032):
        clock(NOON.replace(year=year))
        opened()
    clock(NOON + timedelta(days=1))
    opened()
    clock(NOON + timedelta(days=9))
    assert names(opened())[-1].startswith("2026-12-04")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps a user's data folder private by itself")
def test_back_ups_are_private(clock):
    """They hold what the journal holds."""
    opened()
    clock(NOON + timedelta(days=8))
    (one,) = backups.newest_first(opened().file)
    assert one.stat().st_mode & 0o077 == 0 and one.parent.stat().st_mode & 0o077 == 0


def test_no_room_for_a_back_up_does_not_keep_the_journal_shut(clock, monkeypatch):
    """The course goes on; the next opening tries again."""
    opened()
    clock(NOON + timedelta(days=8))

    def full(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(backups, "copy", full)
        journal = opened()
        journal.record_lesson_opened("01_stay_safe")
    assert names(journal) == [] and len(names(opened())) == 1


def test_a_damaged_journal_pushes_out_no_good_back_up(clock):
    """The weekly copy finds the damage that no reading has met yet; the good one stays."""
    journal = opened()
    for number in range(300):
        journal.record_lesson_opened(f"lesson-{number}")
    clock(NOON + timedelta(days=8))
    opened()
    whole = bytearray(journal.file.read_bytes())
    start = whole.rindex(b"lesson-299")
    whole[start - 200 : start] = b"\xff" * 200
    journal.file.write_bytes(whole)
    assert not backups.is_sound(journal.file)
    clock(NOON + timedelta(days=16))
    with suppress(JournalError):
        opened()
    assert [name[:10] for name in names(journal)] == ["2026-12-03"]
    with pytest.raises(JournalError, match="could not be read and is kept as journal-unreadable-2026-12-11"):
        Journal()


# --- before an upgrade -------------------------------------------------------------------------------------


@pytest.fixture
def older(monkeypatch, tmp_path):
    """A journal of one version earlier; returns the folder of scripts, to which a new one was added."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    for script in journal_module.MIGRATIONS.glob("*.sql"):
        (folder / script.name).write_bytes(script.read_bytes())
    monkeypatch.setattr(journal_module, "MIGRATIONS", folder)
    Journal().record_lesson_opened("01_stay_safe")
    (folder / "0099_mood.sql").write_text("CREATE TABLE mood (at TEXT);\n", encoding="utf-8")
    return folder


def test_an_upgrade_leaves_the_old_one(older):
    """What was there before is kept as it was, in its old version."""
    (one,) = backups.newest_first(Journal().file)
    assert one.stem.endswith("-upgrade") and lessons(one) == ["01_stay_safe"]
    with closing(sqlite3.connect(one)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] < 99


def test_no_back_up_no_upgrade(older, monkeypatch):
    """Where there is no room for it, the old journal stays as it is, and the reason is told."""

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "copy", full)
    before = (journal_module.home() / "journal.sqlite").read_bytes()
    with pytest.raises(JournalError, match="disk is full; nothing was written. Free some space"):
        Journal()
    assert (journal_module.home() / "journal.sqlite").read_bytes() == before


# --- out and in --------------------------------------------------------------------------------------------


@pytest.fixture
def exported(tmp_path):
    """A file with one lesson in it; the journal has gone on to a second one."""
    journal = Journal()
    journal.record_lesson_opened("first")
    export_journal(journal, tmp_path / "mine.sqlite")
    journal.record_lesson_opened("second")
    return tmp_path / "mine.sqlite"


def test_there_and_back(exported, capsys):
    """The exported state is back; what was there meanwhile is kept, and named."""
    journal = Journal()
    assert main(["import", "journal", str(exported)]) == 0
    (aside,) = backups.newest_first(journal.file)
    assert str(aside) in capsys.readouterr().out
    assert lessons(journal.file) == ["first"] and lessons(aside) == ["first", "second"]
    journal.record_lesson_opened("third")
    assert lessons(journal.file) == ["first", "third"]


def test_onto_a_computer_without_a_journal(exported, tmp_path, monkeypatch):
    """The same journal, with the id by which the browser knows it."""
    id = Journal().id
    monkeypatch.setenv("BEDSTRETCH_HOME", str(tmp_path / "other"))
    assert import_journal(exported) is None
    assert Journal().id == id and lessons(Journal().file) == ["first"]


def test_no_file_is_overwritten(exported, capsys):
    """An export never replaces anything."""
    before = exported.read_bytes()
    assert main(["export", "journal", str(exported)]) == 1
    assert "is there already" in capsys.readouterr().err and exported.read_bytes() == before


def test_an_export_that_cannot_be_written(tmp_path, capsys):
    """One line, and nothing is left behind."""
    assert main(["export", "journal", str(tmp_path / "no" / "folder.sqlite")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1


def shopping_list(file):
    file.write_bytes(b"bread, milk\n" * 900)


def empty(file):
    file.write_bytes(b"")


def cut_off(file):
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def execute(sql):
    def change(file):
        with closing(sqlite3.connect(file)) as db:
            db.executescript(sql)

    return change


UNFIT = {
    "is no journal": shopping_list,
    "is no journal of": empty,
    "(is not whole|a broken one)": damage,
    "(is not whole |or a broken one )": cut_off,
    "newer Bedstretch": execute("PRAGMA user_version = 99"),
    "no journal, or": execute("DROP TABLE setting"),
    "has not the tables": execute("DROP TABLE practice"),
    "has not the tables of": execute("CREATE TRIGGER t AFTER INSERT ON stop BEGIN DELETE FROM stop; END"),
}


@pytest.mark.parametrize("reason", UNFIT)
def test_what_is_no_journal_changes_nothing(reason, exported, capsys):
    """One clear error, the present journal as it was, and no copy of it made."""
    UNFIT[reason](exported)
    journal = Journal()
    before = journal.file.read_bytes()
    with pytest.raises(PlainError, match=f"{exported.name}: .*{reason}.*nothing was changed"):
        import_journal(exported)
    assert journal.file.read_bytes() == before and not backups.folder_of(journal.file).exists()
    assert [file.name for file in journal.file.parent.iterdir()] == ["journal.sqlite"]


def test_the_journal_itself_cannot_be_imported():
    """It would be set aside and come back, for nothing."""
    with pytest.raises(PlainError, match="present journal itself"):
        import_journal(Journal().file)


def test_no_room_to_import(exported, monkeypatch):
    """The present journal stays."""
    before = Journal().file.read_bytes()

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(backups, "copy", full)
    with pytest.raises(JournalError, match="disk is full"):
        import_journal(exported)
    assert Journal().file.read_bytes() == before


@pytest.mark.parametrize("lock", ["IMMEDIATE", "EXCLUSIVE"])
def test_a_busy_journal_is_not_replaced(lock, exported, monkeypatch):
    """While another program writes, the import waits, and then says so; busy is not damaged."""
    monkeypatch.setattr("course.exchange.journal_file.BUSY_TIMEOUT_SECONDS", 0.1)
    journal = Journal()
    with journal._connection(f"BEGIN {lock}"), pytest.raises(JournalError, match="kept the journal busy"):
        import_journal(exported)
    assert lessons(journal.file) == ["first", "second"]


def test_an_older_journal_is_brought_forward_on_import(exported):
    """A copy from before an upgrade is as good as a new one."""
    first = next(journal_module.MIGRATIONS.glob("0001*.sql")).read_text(encoding="utf-8")
    old = exported.with_name("old.sqlite")
    with closing(sqlite3.connect(old)) as db:
        db.executescript(f"{first} PRAGMA user_version = 1;")
        db.execute("INSERT INTO setting VALUES ('journal-id', 'old'), ('created-at', ?)", (stamp(now()),))
        db.execute("INSERT INTO lesson_opened VALUES ('old lesson', 'then')")
        db.commit()
    import_journal(old)
    assert Journal().id == "old" and lessons(Journal().file) == ["old lesson"]
    with closing(sqlite3.connect(old)) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == 1


# --- damaged -----------------------------------------------------------------------------------------------


@pytest.fixture
def damaged(clock):
    """A journal with a back-up of one lesson, which was damaged after the second; returns its file."""
    opened().record_lesson_opened("first")
    clock(NOON + timedelta(days=8))
    journal = opened()
    journal.record_lesson_opened("second")
    damage(journal.file)
    return journal.file


def test_the_newest_good_back_up_is_offered(damaged, capsys):
    """One that is damaged itself is passed over; the command in the text brings the journal back."""
    bad = backups.folder_of(damaged) / "2026-12-03T130000Z-weekly.sqlite"
    bad.write_bytes(b"bad" * 999)
    for _ in range(2):
        with pytest.raises(JournalError, match="from the back-up of 2026-12-03, run in a terminal") as told:
            Journal()
    assert not damaged.exists()
    command = str(told.value).rpartition(": bedstretch ")[2]
    assert main([part.strip('" ') for part in command.split(" ", 2)]) == 0
    assert lessons(Journal().file) == ["first"]
    (aside,) = backups.damaged(damaged)
    assert aside.name == "journal-unreadable-2026-12-03T120000Z.sqlite"


def test_an_open_notebook_is_told_too(damaged, course):
    """What is entered meanwhile stays in the browser: it is answered that it was not stored, and why."""
    from widgets.log_form import LogForm

    whole = next(iter(backups.newest_first(damaged))).read_bytes()
    broken = damaged.read_bytes()
    damaged.write_bytes(whole)
    form, sent = LogForm(), []
    form.send = sent.append
    damaged.write_bytes(broken)
    payload = {"measure": "pain-nrs", "trials": [3]}
    event = {"id": "event-0001", "kind": "measured", "occurred_at": stamp(now()), "payload": payload}
    for _ in range(2):
        form._receive(form, {"kind": "event", "event": event}, [])
        assert sent[-1]["kind"] == "not-stored" and "bedstretch import journal" in sent[-1]["error"]
    import_journal(backups.newest_good(damaged))
    form._receive(form, {"kind": "event", "event": event}, [])
    assert sent[-1]["kind"] == "stored"


def test_a_lost_journal_with_back_ups_is_no_new_beginning(damaged):
    """Somebody's clean-up took the file: nothing is begun in its place, and the back-up is offered."""
    for empty in (False, True):
        damaged.unlink()
        if empty:
            damaged.touch()
        with pytest.raises(JournalError, match="the journal is gone. To go on from the back-up"):
            Journal()
        damaged.touch()


def test_a_new_beginning_is_the_learners_choice(damaged, tmp_path):
    """Once the old files are moved away, as the text says, a new journal is begun."""
    with pytest.raises(JournalError):
        Journal()
    damaged.parent.rename(tmp_path / "elsewhere")
    assert lessons(Journal().file) == []


# --- deleting ----------------------------------------------------------------------------------------------


@pytest.fixture
def typed(monkeypatch):
    """What the person types, one answer a question; then nothing more."""

    def type(*answers):
        given = iter(answers)

        def answer(question):
            try:
                return next(given)
            except StopIteration:
                raise EOFError from None

        monkeypatch.setattr("builtins.input", answer)

    return type


@pytest.mark.parametrize("answers", [(), ("",), ("no",), ("yes",), ("yes", "yes"), ("delete",)])
def test_deleting_is_asked_twice(answers, typed, capsys):
    """Anything but both words, and nothing is deleted; so too where nobody can be asked."""
    journal = Journal()
    typed(*answers)
    assert main(["delete"]) == 1
    assert "Nothing was deleted." in capsys.readouterr().err and journal.file.exists()


def test_everything_is_deleted(damaged, typed, capsys):
    """Journal, back-ups, damaged ones; what is not ours stays, and the browser's part is told."""
    with pytest.raises(JournalError):
        Journal()
    import_journal(backups.newest_good(damaged))
    (damaged.parent / "notes.txt").write_text("mine")
    typed("yes", "Delete")
    assert main(["delete"]) == 0
    out = capsys.readouterr().out
    assert str(damaged) in out and "clear the site data" in out
    assert [file.name for file in damaged.parent.iterdir()] == ["notes.txt"]
    assert main(["delete"]) == 0 and "nothing to delete" in capsys.readouterr().out


def test_a_notebook_that_is_still_open_begins_nothing(home):
    """After the journal was deleted, an old widget's entry is not stored in a file without tables."""
    journal = Journal()
    delete_journal(journal.file)
    with pytest.raises(JournalError, match="Run the cell again"):
        journal.record_lesson_opened("01_stay_safe")
    assert not journal.file.exists() and Journal().id != journal.id
