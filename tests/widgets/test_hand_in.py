"""The widget for handing in: only what was shown is written, and the log apart and with consent."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

import widgets
from course import load_course
from course.errors import PlainError, Refused
from course.handing_in import giving, hand_in, shared_log
from course.journal import now
from tests.course.handing_in.full_journal import PRIVATE, fill


@pytest.fixture
def form(tmp_path, monkeypatch):
    """The widget over a journal with every kind of row, in an empty folder."""
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    form = widgets.HandIn()
    fill(form._journal, load_course())
    return form


def written():
    return {file.name: file.read_bytes() for file in Path.cwd().iterdir()}


def test_it_offers_what_there_is_to_give(form):
    """Modules with answers, measures with readings, and the days between which one may choose."""
    known = form.start()
    assert known["student"] == ""
    assert known["quizzes"] == [{"id": "make-it-a-habit", "name": "Make it a habit", "count": 1}]
    assert [one["id"] for one in known["measures"]] == ["pain-nrs", "knee-chest-cm"]
    assert known["earliest"] < known["usual"] < known["latest"]


def test_what_was_shown_is_written_byte_for_byte(form):
    """Beside the notebook, and the same for the browser; the name is kept for the next time."""
    shown = form.look("grey heron", ["make-it-a-habit"])
    assert written() == {}
    file = form.put(shown["checksum"])
    assert written() == {"bedstretch-grey_heron.handin.json": shown["raw"].encode()}
    assert file["content"] == shown["raw"] and file["name"] in written()
    assert file["where"] == str(Path.cwd() / file["name"])
    assert form.start()["student"] == "grey heron"


def test_the_table_shows_every_answer_of_the_file(form):
    """Each answer of the file is a row, and nothing private stands in what is shown."""
    shown = form.look("grey heron", ["make-it-a-habit"])
    answers = [one for attempt in hand_in.read(shown["raw"].encode()).attempts for one in attempt.answers]
    assert sum(len(table["rows"]) for table in shown["tables"]) == len(answers) == 2
    assert all(word not in json.dumps(shown) for word in PRIVATE)


def test_nothing_is_written_that_was_not_shown(form):
    """An old checksum, one that never was, or none at all."""
    first = form.look("grey heron", ["make-it-a-habit"])
    form.look("other", ["make-it-a-habit"])
    for checksum in (first["checksum"], "0" * 64, None):
        with pytest.raises(Refused, match="Look at it again"):
            form.put(checksum)
    with pytest.raises(Refused, match="Look at it again"):
        form.put_log(first["checksum"], True)
    assert written() == {}


@pytest.mark.parametrize(
    "student, quizzes, reason",
    [("", ["make-it-a-habit"], "expected 1 to 60"), ("../x", ["make-it-a-habit"], "expected 1 to 60"),
     ("a", [], "nothing to hand in"), ("a", ["open-the-hips", {}], "nothing to hand in"),
     (None, ["make-it-a-habit"], "found None")],
)  # fmt: skip
def test_what_cannot_be_handed_in_is_said(form, student, quizzes, reason):
    with pytest.raises(PlainError, match=reason):
        form.look(student, quizzes)


def test_the_log_needs_consent(form, monkeypatch):
    """Without it nothing is written; with it the file holds what was ticked, no more, and its moment."""
    shown = form.look_at_log("grey heron", ["knee-chest-cm"], form.start()["usual"])
    for consents in (False, None, "yes"):
        with pytest.raises(Refused, match="without your consent"):
            form.put_log(shown["checksum"], consents)
    assert written() == {}
    later = now() + timedelta(minutes=5)
    monkeypatch.setattr(giving, "now", lambda: later)
    file = form.put_log(shown["checksum"], True)
    assert shared_log.read(file["content"].encode()).consented_at == later.replace(microsecond=0)
    assert file["shown"]["raw"] == file["content"] and file["shown"]["tables"] == shown["tables"]
    assert list(written()) == [file["name"]] == ["bedstretch-grey_heron.sharedlog.json"]
    assert "pain" not in file["content"] and len(shared_log.read(file["content"].encode()).records) == 1


def test_what_was_shared_is_taken_back(form, tmp_path, monkeypatch):
    """The file goes, though the notebook and the name are others by now; a notice is there to be uploaded."""
    shown = form.look_at_log("grey heron", ["pain-nrs"], form.start()["usual"])
    file = Path(form.put_log(shown["checksum"], True)["where"])
    monkeypatch.chdir(tmp_path)
    taken = form.withdraw("anna m")
    (notice,) = taken["notices"]
    assert not file.exists() and "deleted here" in taken["said"] and notice["name"] in taken["said"]
    assert shared_log.read_withdrawal(Path(notice["where"]).read_bytes()).student == "grey heron"
    with pytest.raises(Refused, match="Look at it again"):
        form.put_log(shown["checksum"], True)


def test_no_trait_and_no_export_says_anything_of_the_journal(form):
    """What the notebook may save holds content only."""
    form.put(form.look("grey heron", ["make-it-a-habit"])["checksum"])
    saved = json.dumps(form.get_state(["head"])) + form._static_html()
    assert "heron" not in saved and "an-option" not in saved and all(word not in saved for word in PRIVATE)
    assert "No mark depends on it" in form._static_html()


def test_it_loads_nothing_that_only_a_teacher_needs():
    """No store, no table library: a learner's kernel stays light."""
    script = "import sys, widgets; widgets.HandIn(); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=120)
    loaded = set(run.stdout.split())
    assert "course.handing_in.hand_in" in loaded, run.stderr
    assert not loaded & {"sqlalchemy", "pandas", "numpy", "scipy", "matplotlib", "fpdf"}
