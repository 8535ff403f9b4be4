"""The log as CSV: what goes out comes in again, also through a spreadsheet, and nothing unfit comes in."""

import csv
import io
import json
import os
import stat
from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from course import gate, log, standing
from course.errors import PlainError, Refused
from course.events import deliver
from course.exchange import log_cells, log_import
from course.exchange.log_columns import COLUMNS, MEANINGS, guarded, plain_number, unguarded
from course.exchange.log_export import all_records, dictionary_of, export_log, log_csv
from course.exchange.log_import import EMERGENCY, import_log
from course.exchange.log_rows import MAX_CELL_CHARACTERS
from course.gate import ALLOWED
from course.journal import Journal, stamp
from course.screening import Verdict
from course.shell import main

CET = timezone(timedelta(hours=1))
NOON = datetime(2024, 11, 25, 12, 0, tzinfo=CET)
TABLES = {
    "measurement": "id",
    "session": "id",
    "practice": "session_id, rowid",
    "stop": "id",
    "correction": "id",
}
PRACTISED = [
    {
        "stretch": "figure-four",
        "variants": ["foot-down", '=SUM(A1) "ü"; x', "half a character: \ud83d"],
        "side": "left",
        "held_seconds": 40.5,
        "sets": 2,
        "repetitions": 0,
    },
    {
        "stretch": "pelvic-tilt",
        "variants": [],
        "side": None,
        "held_seconds": 0,
        "sets": 1,
        "repetitions": 10,
    },
]
READING = {"record": "measure", "id": "reading-1", "at": "2024-11-20T08:00:00+01:00"}
KNEE = READING | {"measure": "knee-chest-cm", "side": "left", "trials": "12 12.5 12"}
PAIN = READING | {"id": "reading-2", "measure": "pain-nrs", "value": "3"}
SESSION = {
    "record": "session",
    "id": "session-1",
    "routine": "evening",
    "started_at": "2024-11-20T20:00:00+01:00",
    "ended_at": "2024-11-20T20:11:00+01:00",
    "outcome": "finished",
    "planned_seconds": "660",
    "practised": json.dumps(PRACTISED),
}
STOP = {
    "record": "stop",
    "id": "stopped-1",
    "at": "2024-11-20T20:11:00+01:00",
    "session": "session-1",
    "stretch": "happy-baby",
    "answer": "pinch",
}
SIGN = STOP | {"id": "stopped-9", "answer": "emergency-sign"}


@pytest.fixture
def journal(home):
    return Journal()


@pytest.fixture
def full(home, course, monkeypatch):
    """A journal that was filled by the browser's events, with everything that a log can hold."""
    monkeypatch.setattr(gate, "may_measure", lambda *_: ALLOWED)
    journal = Journal()
    for number, (kind, payload) in enumerate(lived()):
        at = f"2024-11-{20 + number % 4:02d}T08:{number:02d}:30+01:00"
        event = {"id": f"-vent-{number:04d}", "kind": kind, "occurred_at": at, "payload": payload}
        assert deliver(journal, course, event).refused is None
    return journal


def lived():
    yield "measured", {"measure": "pain-nrs", "trials": [0], "around": "before"}
    yield "measured", {"measure": "knee-chest-cm", "side": "right", "trials": [12, 12.5, 12]}
    yield "measured", {"measure": "sit-reach-cm", "trials": [-3.5, -2.0], "up_an_hour": True}
    yield (
        "measured",
        {"measure": "modified-schober-cm", "trials": [6.3], "in_class": True, "up_an_hour": True},
    )
    yield "measured", {"measure": "sleep-nrs", "trials": [7], "up_an_hour": False, "around": "after"}
    session = {
        "started_at": "2024-11-20T20:00:00Z",
        "ended_at": "2024-11-20T20:11:00Z",
        "planned_seconds": 660,
    }
    yield "session-ended", session | {"session_id": "session-2", "outcome": "stopped", "practised": PRACTISED}
    yield "session-ended", session | {"session_id": "session-1", "outcome": "finished", "routine": "evening"}
    one = {"session_id": "session-3", "outcome": "ended-early", "stretch": "figure-four"}
    yield "session-ended", session | one | {"practised": PRACTISED[::-1]}
    for answer in ("pinch", "emergency-sign"):
        yield "stop-answered", {"session_id": "session-2", "stretch": "figure-four", "answer": answer}
    yield "stop-answered", {"session_id": "never-ended", "answer": "dizzy"}
    knee = {"reading": "-vent-0001", "side": "left"}
    yield "measured-corrected", knee | {"trials": [11, 11.5], "around": "before"}
    yield "measured-corrected", knee | {"trials": [11.0], "up_an_hour": True}
    yield "measured-withdrawn", {"reading": "-vent-0002"}


def written(journal):
    with journal.reading() as db:
        return log_csv(all_records(db))


def tables(journal):
    with journal.reading() as db:
        return {
            name: [tuple(row) for row in db.execute(f"SELECT * FROM {name} ORDER BY {order}")]
            for name, order in TABLES.items()
        }


def count(journal):
    return sum(len(rows) for name, rows in tables(journal).items() if name != "practice")


def as_csv(*rows, columns=COLUMNS, separator=",", end="\r\n"):
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=separator, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


@pytest.fixture
def take(journal, course, tmp_path):
    """Imports rows or a whole text into the journal; returns the report."""

    def take(*rows, text=None, content=None, **form):
        file = tmp_path / "log.csv"
        file.write_bytes(content or (as_csv(*rows, **form) if text is None else text).encode())
        return import_log(journal, course, file, NOON)

    return take


# --- there and back ----------------------------------------------------------------------------------------


def test_round_trip(full, course, tmp_path):
    """Journal, file, empty journal, file: the same tables and the same bytes."""
    export_log(full, course, tmp_path / "a.csv")
    other = Journal(tmp_path / "other")
    report = import_log(other, course, tmp_path / "a.csv")
    assert (report.new, report.known, report.refused) == (14, 0, 0) and report.notes == [EMERGENCY]
    assert tables(other) == tables(full)
    export_log(other, course, tmp_path / "b.csv")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_one_row_a_record_in_the_order_of_time(full):
    """A session with several stretches is one row; times are in order whatever their offset."""
    rows = list(csv.DictReader(io.StringIO(written(full).decode(), newline="")))
    assert tuple(rows[0]) == COLUMNS and len(rows) == 14
    at = [datetime.fromisoformat(row["changed_at"] or row["at"] or row["started_at"]) for row in rows]
    assert at == sorted(at)
    (stopped,) = [row for row in rows if row["id"] == "session-2"]
    assert json.loads(stopped["practised"]) == PRACTISED and stopped["outcome"] == "stopped"
    assert stopped["practised"].startswith('[{"stretch":"figure-four","variants":["foot-down",')


def test_twice_changes_nothing(full, course, tmp_path):
    """Ids decide: into the journal that it came from, everything is known."""
    export_log(full, course, tmp_path / "a.csv")
    before = tables(full)
    report = import_log(full, course, tmp_path / "a.csv")
    assert (report.new, report.known, report.refused, report.notes) == (0, 14, 0, [])
    assert tables(full) == before


def test_an_event_that_comes_after_its_row_changes_nothing(full, course, tmp_path):
    """The browser may still hold what was written, moved and imported meanwhile."""
    export_log(full, course, tmp_path / "a.csv")
    other = Journal(tmp_path / "other")
    import_log(other, course, tmp_path / "a.csv")
    before = tables(other)
    with full.reading() as db:
        events = [dict(row) for row in db.execute("SELECT id, kind, occurred_at, payload FROM event")]
    for event in events:
        assert deliver(other, course, event | {"payload": json.loads(event["payload"])}).refused is None
    assert tables(other) == before


def test_what_counts_can_be_told_from_the_file(full, course):
    """A row that a later one replaces says so; those that say nothing are what the log holds now."""
    rows = list(csv.DictReader(io.StringIO(written(full).decode(), newline="")))
    readings = [row for row in rows if row["record"] in ("measure", "correction")]
    assert [unguarded(row["corrects"]) for row in readings if row["record"] == "correction"] == [
        "-vent-0001"
    ] * 2
    counting = {}
    for row in readings:
        if not row["replaced"]:
            counting.setdefault(row["measure"], []).append(float(row["value"]))
    logged = {id: [r.value for r in log.records(full, course, id)] for id in log.logged(full, course)}
    assert counting == logged and logged["knee-chest-cm"] == [11] and "sit-reach-cm" not in logged


CORRECTION = KNEE | {"record": "correction", "id": "changed-1", "corrects": "reading-1"}
CORRECTION |= {"trials": "13", "changed_at": "2024-11-21T08:00:00+01:00"}
WITHDRAWAL = {"record": "withdrawal", "id": "changed-2", "corrects": "reading-1"}
WITHDRAWAL |= {"changed_at": "2024-11-22T08:00:00+01:00"}


def test_changes_come_in_before_their_reading_too(take, journal, course):
    """Somebody sorted the file; the order of changes is that of their times."""
    assert take(WITHDRAWAL, CORRECTION, KNEE).summary() == "3 new, 0 known already"
    assert log.records(journal, course, "knee-chest-cm") == []
    assert take(KNEE, CORRECTION, WITHDRAWAL).summary() == "0 new, 3 known already"


def test_a_file_from_before_a_correction_changes_nothing(take, journal, course):
    """The old row is known, and the newer value goes on to count."""
    take(KNEE, CORRECTION)
    assert take(KNEE).summary() == "0 new, 1 known already"
    assert [record.value for record in log.records(journal, course, "knee-chest-cm")] == [13]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"corrects": "reading-7"}, "line 3, corrects: there is no reading 'reading-7'"),
        ({"corrects": ""}, "line 3, corrects: is empty or missing"),
        ({"changed_at": ""}, "line 3, changed_at: is empty or missing"),
        ({"changed_at": "2031-01-01"}, "line 3, changed_at: '2031-01-01' has not come yet"),
        ({"trials": "61"}, "line 3, trials: 61 is outside the range"),
        ({"trials": ""}, "line 3, value: is empty or missing"),
        ({"measure": "pain-nrs", "side": "", "trials": "3"}, "line 3, measure: 'reading-1' is of"),
        ({"at": "2024-11-20T09:00:00+01:00"}, "line 3, at: 'reading-1' was taken at"),
    ],
)  # fmt: skip
def test_a_change_that_does_not_fit_is_told(change, told, take, journal, course):
    """With its line, column and reason; the reading goes on to say what it said."""
    report = take(KNEE, CORRECTION | change)
    assert (report.new, report.refused) == (1, 1) and told in str(report.problems[0])
    (record,) = log.records(journal, course, "knee-chest-cm")
    assert record.trials == (12, 12.5, 12)


def test_another_change_under_a_known_id_is_refused(take):
    """An id names one change; a correction cannot become a withdrawal."""
    take(KNEE, CORRECTION)
    report = take(CORRECTION | {"trials": "14"}, WITHDRAWAL | {"id": "changed-1"})
    assert [problem.line for problem in report.problems] == [2, 3]
    assert "known already with another trials" in report.problems[0].reason


def test_an_empty_log_is_a_header(journal, take):
    """Nothing was logged: no rows, and nothing to take in."""
    assert written(journal).decode().split("\r\n") == [",".join(COLUMNS), ""]
    assert (take().new, take().refused) == (0, 0)


def test_the_dictionary_explains_every_column(full, course, tmp_path):
    """It lies beside the log, and names the columns in their order."""
    _, dictionary = export_log(full, course, tmp_path / "log.csv")
    assert dictionary == tmp_path / "log-data-dictionary.csv"
    rows = list(csv.DictReader(io.StringIO(dictionary.read_text("utf-8-sig"), newline="")))
    assert tuple(row["column"] for row in rows) == COLUMNS == tuple(MEANINGS)
    assert all(row["meaning"] and row["unit or format"] and row["filled for"] for row in rows)
    assert "knee-chest-cm: 0 to 60 cm, in steps of 0.5" in rows[COLUMNS.index("value")]["allowed values"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has other rights")
def test_the_log_is_the_owners_alone(full, course, tmp_path):
    """It holds health data, as the journal that it comes from."""
    export_log(full, course, tmp_path / "log.csv")
    assert stat.S_IMODE((tmp_path / "log.csv").stat().st_mode) == 0o600


@pytest.mark.parametrize("there", ["log.csv", "log-data-dictionary.csv"])
def test_no_file_is_overwritten(there, journal, course, tmp_path):
    """One of the two is there already: neither is written."""
    (tmp_path / there).write_text("mine")
    with pytest.raises(PlainError, match=f"{there}: is there already"):
        export_log(journal, course, tmp_path / "log.csv")
    assert [file.name for file in tmp_path.glob("*.csv")] == [there] and (
        tmp_path / there
    ).read_text() == "mine"


def test_half_an_export_is_none(journal, course, tmp_path, monkeypatch):
    """Where the dictionary cannot be written, the log does not stay alone."""
    monkeypatch.setattr("course.exchange.log_export.dictionary_of", lambda file: tmp_path / "no" / "d.csv")
    with pytest.raises(PlainError, match="cannot be written"):
        export_log(journal, course, tmp_path / "log.csv")
    assert list(tmp_path.glob("*.csv*")) == []


# --- what spreadsheets do ----------------------------------------------------------------------------------

ROWS = (KNEE, PAIN, SESSION, STOP)


@pytest.fixture
def plain(take, journal):
    """The tables as a plain file gives them, and a journal that is empty again."""
    assert take(*ROWS).refused == 0
    found = tables(journal)
    with journal.writing() as db:
        for name in ("practice", "session", "stop", "correction", "measurement"):
            db.execute(f"DELETE FROM {name}")
    return found


def quoted(text):
    return "\r\n".join(",".join(f'"{cell}"' for cell in line.split(",")) for line in text.split("\r\n"))


@pytest.mark.parametrize(
    "change",
    [
        lambda: as_csv(*ROWS).encode("utf-8-sig"),
        lambda: as_csv(*ROWS, separator=";").encode(),
        lambda: as_csv(*ROWS, separator="\t").encode("utf-16"),
        lambda: ("sep=;\r\n" + as_csv(*ROWS, separator=";")).encode(),
        lambda: as_csv(*ROWS, end="\n").encode(),
        lambda: as_csv(*ROWS, end="\r").encode(),
        lambda: ("\n\n" + as_csv(*ROWS, end="\n")).rstrip().encode(),
        lambda: as_csv(*ROWS, columns=sorted(COLUMNS)).encode(),
        lambda: as_csv(*ROWS, columns=[name for name in COLUMNS if name[:2] not in ("ar", "up")]).encode(),
        lambda: as_csv(*ROWS).replace("\r\n", ",,,\r\n").encode(),
        lambda: (as_csv(*ROWS) + (",,,,\r\n" * 9) + "\r\n  \r\n").encode(),
        lambda: as_csv(*ROWS).replace("started_at", " Started At ").replace("d,id", "D,ID").encode(),
        lambda: as_csv(*ROWS).replace(KNEE["id"], f" {KNEE['id']} ").encode(),
    ],
    ids=[
        "byte order mark", "semicolons", "UTF-16 with tabs", "sep line", "LF", "CR", "empty lines before",
        "reordered", "optional columns missing", "empty columns", "empty rows", "other letters", "blanks",
    ],
)  # fmt: skip
def test_a_file_that_a_spreadsheet_saved(change, plain, take, journal):
    """The same rows in another form are the same records."""
    report = take(content=change())
    assert (report.new, report.refused) == (4, 0) and tables(journal) == plain


@pytest.mark.parametrize(
    "cells",
    [
        KNEE | {"trials": "12,0 12,5 12"}, KNEE | {"trials": "+12 12.50 012"}, KNEE | {"value": "12,17"},
        KNEE | {"value": "12.1666666667"}, KNEE | {"side": "Left"}, KNEE | {"record": "Measure"},
        KNEE | {"trials": "'12 12.5 12"}, KNEE | {"at": "2024-11-20T07:00:00Z"},
        KNEE | {"at": "20.11.2024 8:00 +01:00"}, KNEE | {"at": "11/20/2024, 8:00:00 AM +0100"},
        SESSION | {"planned_seconds": "660.0"}, SESSION | {"outcome": "FINISHED"},
        SESSION | {"started_at": "20/11/2024 20:00+01:00"},
        SESSION | {"practised": json.dumps(PRACTISED, indent=1)},
    ],
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_rewrote(cells, plain, take, journal):
    """The same number, word or time in another form is the same."""
    assert take(*ROWS).new == 4
    report = take(cells)
    assert (report.known, report.refused) == (1, 0) and tables(journal) == plain


@pytest.mark.parametrize(
    ("text", "stored"),
    [("yes", 1), ("TRUE", 1), ("1", 1), ("No", 0), ("False", 0), ("0", 0), ("", None)],
)
def test_yes_and_no(text, stored, take, journal):
    """As words, as a spreadsheet's truth, as digits; or not noted."""
    take(KNEE | {"up_an_hour": text})
    ((*_, up, _),) = tables(journal)["measurement"]
    assert up == stored


@pytest.mark.parametrize(
    ("text", "wall"),
    [
        ("2024-11-20 20:30", "2024-11-20T20:30:00"), ("2024-11-20T20:30:15.250", "2024-11-20T20:30:15"),
        ("2024/11/2 20:30", "2024-11-02T20:30:00"), ("20.11.2024 20:30", "2024-11-20T20:30:00"),
        ("03.04.2024 20:30", "2024-04-03T20:30:00"), ("20/11/2024", "2024-11-20T00:00:00"),
        ("11/20/2024 8:30 pm", "2024-11-20T20:30:00"), ("11/20/2024 12:30 a.m.", "2024-11-20T00:30:00"),
        ("20-11-2024 20:30", "2024-11-20T20:30:00"), ("05/05/2024 07:00", "2024-05-05T07:00:00"),
    ],
)  # fmt: skip
def test_local_times(text, wall, take, journal):
    """A time without an offset is this computer's, and that is said once."""
    report = take(PAIN | {"at": text}, PAIN | {"id": "reading-3", "at": text})
    assert (report.new, report.refused) == (2, 0)
    assert tables(journal)["measurement"][0][1] == stamp(datetime.fromisoformat(wall).astimezone())
    assert report.notes.count(log_cells.in_this_zone()) == 1
    assert (log_cells.NO_CLOCK in report.notes) == (":" not in text)


def test_unknown_columns_and_cells_out_of_place_are_told(take):
    """They are left out, and the rows are taken in."""
    columns = [*COLUMNS, "mood\x1b[31m", "", "weather"]
    report = take(PAIN | {"weather": "rain", "answer": "pinch"}, STOP | {"value": "3"}, columns=columns)
    assert (report.new, report.refused) == (2, 0)
    assert report.notes == [
        "Columns that the log does not have were left out: mood?[31m, weather.",
        "What measure rows have under answer was left out: it says nothing there.",
        "What stop rows have under value was left out: it says nothing there.",
    ]


def test_letters_of_an_older_code_page(take):
    """A file that is not UTF-8 is read, and that is said."""
    report = take(content=as_csv(PAIN | {"answer": "ü"}).encode("cp1252"))
    assert report.new == 1 and report.notes[0].startswith("The file is not UTF-8")


# --- what is refused ---------------------------------------------------------------------------------------


def practised(**change):
    return json.dumps([PRACTISED[0] | change])


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        (KNEE | {"record": "measurement"}, "record", "expected one of measure, correction, withdrawal"),
        (KNEE | {"record": ""}, "record", "is empty or missing; expected one word"),
        (KNEE | {"id": ""}, "id", "expected 8 to 64 letters"),
        (KNEE | {"id": "short"}, "id", "'short' is no id; expected 8 to 64 letters"),
        (KNEE | {"id": "reading_1;"}, "id", "no id"),
        (KNEE | {"at": ""}, "at", "expected ISO 8601"),
        (KNEE | {"at": "yesterday"}, "at", "no date and time; expected a time such as 2026-"),
        (KNEE | {"at": "03/04/2024 20:30"}, "at", "in two ways, as 2024-04-03 or 2024-03-04; expected"),
        (KNEE | {"at": "03-04-2024"}, "at", "in two ways"),
        (KNEE | {"at": "25.11.26 20:30"}, "at", "no date and time"),
        (KNEE | {"at": "31.11.2025 20:30"}, "at", "day is out of range"),
        (KNEE | {"at": "13/13/2025"}, "at", "month must be in"),
        (KNEE | {"at": "2025-11-20 24:30"}, "at", "hour must be in"),
        (KNEE | {"at": "2025-11-20 13:30 pm"}, "at", "1 to 12"),
        (KNEE | {"at": "2025-11-20T13:30+99:00"}, "at", "no date and time"),
        (KNEE | {"at": "0001-01-01T00:00+14:00"}, "at", "lies before 1970"),
        (KNEE | {"at": "46351.85"}, "at", "no date and time"),
        (KNEE | {"at": "2024-11-25T12:06:00+01:00"}, "at", "has not come yet; expected a time up to now"),
        (KNEE | {"measure": "knee"}, "measure", "there are pain-nrs"),
        (KNEE | {"measure": ""}, "measure", "expected id of a measure"),
        (KNEE | {"side": ""}, "side", "left or right?"),
        (KNEE | {"side": "both"}, "side", "expected one of left, right"),
        (PAIN | {"side": "left"}, "side", "has no left and right"),
        (KNEE | {"trials": "12 12 12 12"}, "trials", "takes at most 3 trials; found 4"),
        (KNEE | {"trials": "12 61"}, "trials", "61 is outside the range: Knee to chest takes 0 to 60 cm"),
        (KNEE | {"trials": "12.25"}, "trials", "lies between two steps"),
        (KNEE | {"trials": "twelve"}, "trials", "'twelve' is no number; expected one such as 34.5"),
        (KNEE | {"trials": "12 cm"}, "trials", "without a unit"),
        (KNEE | {"trials": "1e999"}, "trials", "not a number that can be measured"),
        (KNEE | {"trials": "nan"}, "trials", "no number"),
        (KNEE | {"trials": "1_2"}, "trials", "no number"),
        (KNEE | {"value": "13"}, "value", "not what the trials give; expected 12.167, or an empty cell"),
        (KNEE | {"value": "x"}, "value", "no number"),
        (PAIN | {"value": "11"}, "value", "outside the range: Pain takes 0 to 10"),
        (PAIN | {"value": "-1"}, "value", "outside the range"),
        (PAIN | {"value": ""}, "value", "is empty or missing; expected number"),
        (KNEE | {"up_an_hour": "perhaps"}, "up_an_hour", "neither yes nor no"),
        (READING | {"measure": "sit-reach-cm", "value": "3"}, "up_an_hour", "waits until"),
        (PAIN | {"around": "during"}, "around", "expected one of before, after"),
        (SESSION | {"routine": "evning"}, "routine", "No routine 'evning'"),
        (SESSION | {"stretch": "x"}, "stretch", "No stretch 'x'"),
        (SESSION | {"started_at": ""}, "started_at", "is empty"),
        (SESSION | {"ended_at": "2024-12-01T20:00:00+01:00"}, "ended_at", "has not come yet"),
        (SESSION | {"ended_at": "2024-11-20T19:00:00+01:00"}, "ended_at", "ends before it starts"),
        (SESSION | {"outcome": "done"}, "outcome", "expected one of finished, ended-early, stopped"),
        (SESSION | {"planned_seconds": "-1"}, "planned_seconds", "no whole number"),
        (SESSION | {"planned_seconds": "1,200"}, "planned_seconds", "expected one such as 600"),
        (SESSION | {"planned_seconds": "9999"}, "planned_seconds", "less than or equal to 7200"),
        (SESSION | {"practised": "left 40 s"}, "practised", "is no JSON"),
        (SESSION | {"practised": "{}"}, "practised", "not a list; expected JSON: a list of objects"),
        (SESSION | {"practised": "[" * 90_000}, "practised", "is no JSON"),
        (SESSION | {"practised": practised(held_seconds=9999)}, "practised", "0.held_seconds"),
        (SESSION | {"practised": practised(held_seconds=float("nan"))}, "practised", "finite"),
        (SESSION | {"practised": practised(stretch="cobra")}, "practised", "No stretch 'cobra'"),
        (SESSION | {"practised": practised(mood="fine")}, "practised", "0.mood"),
        (SESSION | {"practised": practised(variants=[7])}, "practised", "0.variants"),
        (SESSION | {"practised": json.dumps([PRACTISED[1]] * 61)}, "practised", "at most 60"),
        (STOP | {"session": ""}, "session", "expected id of a session"),
        (STOP | {"session": "x"}, "session", "match pattern"),
        (STOP | {"stretch": "cobra"}, "stretch", "No stretch 'cobra'"),
        (STOP | {"answer": "hurts"}, "answer", "known are emergency-sign"),
    ],
)  # fmt: skip
def test_a_row_that_does_not_fit(row, column, reason, take, journal):
    """It is told with its line, column and reason; the rows around it are taken in."""
    before, after = PAIN | {"id": "before-01"}, STOP | {"id": "stopped-2"}
    report = take(before, row, after)
    assert (report.new, report.refused) == (2, 1) and count(journal) == 2
    (problem,) = report.problems
    assert (problem.line, problem.column) == (3, column) and reason in problem.reason
    assert str(problem).startswith(f"line 3, {column}: ") and len(str(problem)) < 450


def test_lines_are_those_of_the_file(take):
    """Also after a cell over several lines, and an empty line."""
    text = as_csv(
        SESSION | {"practised": json.dumps(PRACTISED, indent=1)}, PAIN | {"value": "12"}, end="\r\n"
    )
    height = json.dumps(PRACTISED, indent=1).count("\n")
    (problem,) = take(text="\r\n" + text).problems
    assert problem.line == 4 + height


def test_a_row_that_was_shifted_by_a_comma(take):
    """A decimal comma without quotation marks makes one cell too many."""
    bare = as_csv(KNEE | {"trials": "12"}).replace(",12,", ",12,1,")
    (problem,) = take(text=bare).problems
    assert (
        problem.column is None and f"has {len(COLUMNS) + 1} cells; expected {len(COLUMNS)}" in problem.reason
    )


def test_quotation_marks_that_do_not_match(take):
    """Rows before are kept, and the end of the file is not lost in silence."""
    good = as_csv(PAIN)
    report = take(text=good + 'measure,"reading-7,x\r\n' + good)
    assert report.new == 1 and report.problems[0].line == 3 and "never closed" in report.problems[0].reason
    report = take(text=good + 'measure,"reading"-7,x\r\n' + as_csv(STOP).split("\r\n")[1])
    assert report.new == 1 and "to be written twice" in report.problems[0].reason


def test_a_cell_without_end(take):
    """A cell of more than 100,000 characters costs its own row only."""
    report = take(PAIN | {"around": "x" * (MAX_CELL_CHARACTERS + 1)}, STOP)
    assert report.new == 1 and str(report.problems[0]).startswith("line 2, around: has 100,001 characters")
    assert csv.field_size_limit() == 131_072


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "no record"), (b"\r\n\r\n", "expected a first line with the columns record, id, at"),
        (b"a,b,c\r\n1,2,3\r\n", "no id and no record"), (b"record,when\r\nmeasure,x\r\n", "is no log"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\xff", "is no log"), (b"PK\x03\x04" + bytes(99), "is no log"),
        (b"record,id,at,at\r\n", "column at more than once"), (b"\xff\xfe\x00", "is no log"),
        (b'"record,id\r\n', "is no log"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_log(content, told, journal, course, tmp_path):
    """One clear error, and nothing is stored."""
    file = tmp_path / "x.csv"
    file.write_bytes(content)
    with pytest.raises(PlainError, match=told):
        import_log(journal, course, file)
    assert count(journal) == 0


def test_a_file_that_cannot_be_read(journal, course, tmp_path):
    """None, a folder, one that is too large."""
    large = tmp_path / "large.csv"
    with large.open("wb") as file:
        file.truncate(20_000_001)
    for file in (tmp_path / "none.csv", tmp_path, large):
        with pytest.raises(PlainError, match=file.name):
            import_log(journal, course, file)


def test_many_problems_are_counted(take):
    """The first fifty are told."""
    report = take(*(PAIN | {"id": f"reading-{n}", "value": "99"} for n in range(70)), STOP)
    assert report.new == 1 and report.summary() == "1 new, 0 known already, 70 refused"
    told = report.in_words()
    assert len(told) == 51 and told[-1] == "and 20 more" and told[0].startswith("line 2, value: ")


@pytest.mark.parametrize(
    ("row", "change", "differing"),
    [
        (PAIN, {"value": "4"}, "trials"), (KNEE, {"trials": "12 12"}, "trials"),
        (KNEE, {"side": "right"}, "side"), (PAIN, {"measure": "stiffness-nrs"}, "measure"),
        (PAIN, {"at": "2024-11-20T08:00:01+01:00", "around": "after"}, "at and around"),
        (SESSION, {"outcome": "stopped"}, "outcome"), (SESSION, {"practised": "[]"}, "practised"),
        (SESSION, {"practised": practised(sets=1)}, "practised"), (SESSION, {"routine": ""}, "routine"),
        (STOP, {"answer": "sharp"}, "answer"), (STOP, {"session": "session-2"}, "session"),
    ],
)  # fmt: skip
def test_a_known_id_with_other_content(row, change, differing, take, journal):
    """It is told and not overwritten, in a second file as in the same one."""
    report = take(row, row | change)
    assert (report.new, report.refused) == (1, 1)
    before = tables(journal)
    report = take(row | change)
    assert (report.new, report.known, report.refused) == (0, 0, 1) and tables(journal) == before
    assert report.problems[0].column == "id" and f"with another {differing};" in report.problems[0].reason


def test_nothing_half_is_kept(take, journal, monkeypatch):
    """An error on the way takes all rows back."""

    def fail(*_):
        raise Refused("The disk is full.")

    monkeypatch.setattr(log_import.practice, "store_stop", fail)
    with pytest.raises(Refused):
        take(*ROWS)
    assert count(journal) == 0


# --- texts that look like formulas -------------------------------------------------------------------------


@pytest.mark.parametrize("start", ["=1+1", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'", "''x", "'=1"])
def test_a_formula_is_only_text(start):
    """It goes out with an apostrophe before it, and comes back whole."""
    cell = guarded("answer", start)
    assert cell == f"'{start}" and unguarded(cell) == start


def test_a_number_stays_a_number():
    """A spreadsheet may reckon with it; two numbers in a cell are a text, and may look like a sum."""
    assert guarded("value", "-3.5") == "-3.5" and guarded("trials", "-3") == "-3"
    assert guarded("trials", "-3.5 -2") == "'-3.5 -2" and guarded("id", "-1234567") == "'-1234567"


@given(st.text())
def test_every_text_comes_back(text):
    """Whatever it begins with; blanks around it alone are lost where nothing guards them."""
    assert unguarded(guarded("answer", text)) in (text, text.strip())
    assert not guarded("answer", text).startswith(("=", "+", "-", "@", "\t", "\r"))


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_every_number_comes_back(value):
    """As the shortest text."""
    if abs(value) < 1e16:
        assert log_cells.read_number(plain_number(value)) == value


# --- an emergency sign -------------------------------------------------------------------------------------


@pytest.fixture
def where(journal, course):
    """Asks for the standing, and does what the learner can do, in a journal with a valid screening."""
    with journal.writing() as db:
        standing.record_verdict(db, Verdict(), NOON - timedelta(days=1))
    return Where(journal, course)


class Where:
    def __init__(self, journal, course):
        self.journal, self.course = journal, course

    @property
    def code(self):
        with self.journal.reading() as db:
            return standing.current(db, self.course, NOON).code

    def emergencies(self):
        with self.journal.reading() as db:
            return [(row["at"], row["found_by"]) for row in standing.open_emergencies(db)]

    def found_and_checked(self, found, on, told):
        with self.journal.writing() as db:
            standing.open_new_emergency(db, None, "stop-button", found)
            standing.clear_emergency(db, on, told)


def test_an_emergency_sign_closes_the_course(where, take):
    """As in the page: an emergency is open, and after it all questions are asked anew; again is not twice."""
    assert where.code == "go"
    report = take(SIGN, SIGN | {"id": "stopped-8", "at": "2024-11-19T20:11:00+01:00"}, SESSION)
    assert report.new == 3 and report.notes == [EMERGENCY]
    assert where.code == "emergency"
    assert sorted(where.emergencies()) == [
        ("2024-11-19T20:11:00+01:00", "stop-button"),
        ("2024-11-20T20:11:00+01:00", "stop-button"),
    ]
    with where.journal.reading() as db:
        assert not gate.may_move(db, where.course, NOON).allowed
    with where.journal.writing() as db:
        standing.clear_emergency(db, date(2024, 11, 20), NOON)
    assert where.code == "void"
    assert take(SIGN).notes == [] and where.code == "void"


def test_an_emergency_sign_counts_though_a_clock_was_ahead(where, take):
    """From now on, as a live one does; a stop of another kind from the future is refused."""
    ahead = {"at": (NOON + timedelta(days=400)).isoformat()}
    report = take(SIGN | ahead, STOP | ahead)
    assert (report.new, len(report.problems)) == (1, 1)
    assert where.code == "emergency" and where.emergencies() == [(NOON.isoformat(), "stop-button")]


def test_other_stops_close_nothing(where, take):
    """They change the next sessions, as live ones do."""
    assert take(STOP).notes == [] and where.code == "go"


@pytest.mark.parametrize(
    ("found", "checked_on", "told", "is_covered"),
    [
        (19, 21, 22, True),  # the sign of the 20th is older than the check
        (19, 20, 20, True),  # on the same day, told later that day
        (19, 19, 22, False),  # the check was the day before the sign
        (18, 18, 19, False),  # all of it was before
    ],
)
def test_a_sign_that_a_clinician_has_checked_since(found, checked_on, told, is_covered, where, take):
    """It is history; one that came after the check, or after what was told of it, is not."""
    at = (datetime(2024, 11, day, 23, tzinfo=CET) for day in (found, told))
    where.found_and_checked(next(at), date(2024, 11, checked_on), next(at))
    report = take(SIGN)
    assert report.new == 1 and (EMERGENCY in report.notes) != is_covered
    assert bool(where.emergencies()) != is_covered


def test_a_new_screening_does_not_cover_an_older_sign(where, take):
    """Only a clinician's check does."""
    take(SIGN | {"at": "2024-01-01T10:00:00+01:00"})
    assert where.code == "emergency"


def test_a_sign_under_a_known_id_is_pointed_out(where, take):
    """The stop that is known stays as it is, and the person learns of the other."""
    (problem,) = take(STOP, STOP | {"answer": "emergency-sign"}).problems
    assert problem.reason.endswith("please mend it and import it.") and where.code == "go"


@pytest.mark.parametrize("change", [{"at": "03/04/2024"}, {"stretch": "cobra"}, {"id": "x"}, {"session": ""}])
def test_a_sign_in_a_row_that_cannot_be_taken_in_is_pointed_out(change, where, take):
    """The person who mends the row learns what it is about."""
    (problem,) = take(SIGN | change).problems
    assert problem.reason.endswith("tells of an emergency sign: please mend it and import it.")


# --- from the shell ----------------------------------------------------------------------------------------


def test_from_the_shell(full, course, tmp_path, capsys, monkeypatch):
    """Out of one journal and into another; again changes nothing."""
    file = str(tmp_path / "log.csv")
    assert main(["export", "log", file]) == 0
    out = capsys.readouterr().out
    assert f"{file}: 14 records" in out and str(dictionary_of(tmp_path / "log.csv")) in out
    monkeypatch.setenv("BEDSTRETCH_HOME", str(tmp_path / "other"))
    assert main(["import", "log", file]) == 0
    out, err = capsys.readouterr()
    assert out == f"{file}: 14 new, 0 known already\n{EMERGENCY}\n" and err == ""
    assert main(["import", "log", file]) == 0
    assert capsys.readouterr().out == f"{file}: 0 new, 14 known already\n"
    assert tables(Journal()) == tables(full)


def test_refused_rows_from_the_shell(tmp_path, capsys, home):
    """Exit code 1 with the reasons on stderr; what is good stays."""
    file = tmp_path / "log.csv"
    file.write_text(as_csv(PAIN | {"at": "2025-01-01T08:00Z"}, STOP | {"at": "soon"}), newline="")
    assert main(["import", "log", str(file)]) == 1
    out, err = capsys.readouterr()
    assert out == f"{file}: 1 new, 0 known already, 1 refused\n"
    assert err.splitlines()[1].startswith("line 3, at: 'soon' is no date and time; expected")
    assert count(Journal()) == 1


# --- files that were tampered with -------------------------------------------------------------------------

ODD = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ['"', '""', ",", ";", "\t", "\r\n", "\n", "\0", "'", "=1", "-999", "9e99", "inf", "NaN", "1e-9", "[]",
         "[{}]", "null", "true", "left", "0001-01-01", "9999-12-31T23:59:59-23:59", "2024-11-25", "1/1/2024",
         "-0", "61", "−5", "emergency-sign", "session", "measure", "stop", "\ufeff", "\ud7ff", "٣"]
    ),
)  # fmt: skip
ANY_ROW = st.sampled_from([KNEE, PAIN, SESSION, STOP, SIGN]).flatmap(
    lambda row: st.dictionaries(st.sampled_from(COLUMNS), ODD, max_size=3).map(lambda odd: row | odd)
)


@st.composite
def mutated(draw):
    """A log's bytes with odd cells, in any form, with pieces put in or cut out anywhere."""
    rows = draw(st.lists(ANY_ROW, max_size=6))
    separator = draw(st.sampled_from([",", ";", "\t"]))
    content = as_csv(*rows, separator=separator, columns=draw(st.permutations(COLUMNS))).encode()
    for _ in range(draw(st.integers(0, 2))):
        place = draw(st.integers(0, len(content)))
        piece = draw(st.one_of(st.binary(max_size=4), ODD.map(str.encode)))
        content = content[:place] + piece + content[place + draw(st.integers(0, 9)) :]
    return content


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(content=mutated())
def test_no_file_breaks_anything(content, journal, course, tmp_path):
    """Whatever a file holds: rows are taken in or refused; what is in the journal fits and goes out again."""
    file = tmp_path / "log.csv"
    file.write_bytes(content)
    try:
        report = import_log(journal, course, file, NOON)
    except PlainError:
        return
    assert report.refused >= len(report.problems) and all(map(str, report.problems))
    for _, at, name, side, value, trials, up, around in tables(journal)["measurement"]:
        measure = course.measures[name]
        log.refuse_unfit_side(measure, side)
        log.refuse_unfit_trials(measure, json.loads(trials))
        assert measure.minimum <= value <= measure.maximum
        assert datetime.fromisoformat(at) <= NOON + log.CLOCK_SLACK
        assert up in (0, 1, None) and around in ("before", "after", None)
    file.write_bytes(written(journal))
    again = import_log(journal, course, file, NOON)
    assert (again.new, again.refused) == (0, 0)
