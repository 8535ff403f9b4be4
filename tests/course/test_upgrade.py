"""A journal of every version that there ever was opens, keeps every row, and works."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from course import attempts, backups, corrections, history, log, standing
from course.events import deliver
from course.exchange.journal_file import import_journal
from course.exchange.log_export import export_log
from course.exchange.log_import import import_log
from course.journal import MIGRATIONS, Journal, newest_version
from course.progress import progress

KEPT = {
    int(file.stem.rpartition("-")[2]): file for file in (Path(__file__).parent / "journals").glob("*.sql")
}
MOMENT = datetime.fromisoformat("2026-02-20T12:00:00+01:00")


@pytest.fixture(params=sorted(KEPT))
def old(request, home):
    """A journal of one version where the course looks for it, and the version."""
    home.mkdir()
    with closing(sqlite3.connect(home / "journal.sqlite")) as db:
        db.executescript(KEPT[request.param].read_text(encoding="utf-8"))
    return request.param


def rows(file):
    """Every row of every table, as a mapping by column."""
    with closing(sqlite3.connect(file)) as db:
        db.row_factory = sqlite3.Row
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            name: [dict(row) for row in db.execute(f"SELECT * FROM {name} ORDER BY rowid")] for name in names
        }


def tables(file):
    with closing(sqlite3.connect(file)) as db:
        return set(db.execute("SELECT type, name, sql FROM sqlite_master"))


def test_every_version_is_kept():
    """Whoever adds a script also keeps a journal of its version here."""
    assert sorted(KEPT) == [int(script.name[:4]) for script in sorted(MIGRATIONS.glob("*.sql"))]


def test_every_row_is_kept(old, home, tmp_path):
    """Each old row is there with all that it said, in the tables that a new journal has."""
    before = rows(home / "journal.sqlite")
    assert all(before.values()), "each table has a row"
    journal = Journal()
    after = rows(journal.file)
    for table, old_rows in before.items():
        shared = [
            {key: row[key] for key in old_row} for old_row, row in zip(old_rows, after[table], strict=True)
        ]
        assert shared == old_rows, table
    assert tables(journal.file) == tables(Journal(tmp_path / "new").file)
    assert journal.id == f"{old:032x}" and journal.setting("region") == "gb"


def test_the_old_one_is_backed_up(old, home):
    """As it was, but for the newest version, which needs no upgrade."""
    before = rows(home / "journal.sqlite")
    upgrades = [one for one in backups.newest_first(Journal().file) if one.stem.endswith("-upgrade")]
    assert [rows(one) for one in upgrades] == ([before] if old < newest_version() else [])


def test_it_works(old, course, tmp_path):
    """Readings, rules over days, standing and the map read it; events are known and new ones are taken."""
    journal = Journal()
    knee = (33.0, "right", "after") if old >= 3 else (34.5, "left", None)
    assert [(r.value, r.side, r.around) for r in log.records(journal, course, "knee-chest-cm")] == [knee]
    with journal.reading() as db:
        assert standing.current(db, course, MOMENT).code == "go"
        assert history.gentle_days(db, course, MOMENT) is None
    assert progress(journal, course, MOMENT).sessions.times == 1
    event = {"id": "event-0001", "kind": "measured", "occurred_at": "2026-02-11T08:00:00+01:00"}
    payload = {"measure": "pain-nrs", "trials": [3]}
    assert deliver(journal, course, event | {"payload": payload}).reply["text"] == "3 out of 10, 08:00"
    change = {"id": "event-0009", "kind": "measured-corrected", "occurred_at": "2026-08-11T08:00:00+01:00"}
    payload = {"reading": "reading-2", "side": "left", "trials": [30]}
    assert deliver(journal, course, change | {"payload": payload}).refused is None
    assert [r.value for r in log.records(journal, course, "knee-chest-cm")] == [30]
    export_log(journal, course, tmp_path / "log.csv")
    assert import_log(Journal(tmp_path / "other"), course, tmp_path / "log.csv").refused == 0


def test_a_form_goes_on_waiting(old, course):
    """Attempts from before there were forms have none; one whose result waits keeps its form, and waits."""
    with Journal().reading() as db:
        plain = attempts.find(db, course, "attempt-01")
        form = attempts.find(db, course, "attempt-02")
    assert plain.form is None and not plain.is_withheld
    assert (form is not None) == (old >= 4)
    assert form is None or (form.form == "a" and form.is_withheld)


def test_it_can_be_imported(old, home, course, tmp_path, monkeypatch):
    """On another computer, as a file; the file itself is left as it was."""
    source = home / "journal.sqlite"
    before = source.read_bytes()
    monkeypatch.setenv("BEDSTRETCH_HOME", str(tmp_path / "other"))
    import_journal(source)
    assert Journal().id == f"{old:032x}" and source.read_bytes() == before
    with Journal().reading() as db:
        assert len(corrections.history(db, "reading-2")) == (1 if old >= 3 else 0)
