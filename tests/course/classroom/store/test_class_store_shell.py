"""`bedstretch class gather`, `marks` and `forget` from the shell."""

import sys

import pytest

from course.classroom.store.class_store import ClassStore
from course.shell import main
from tests.course.classroom.class_files import AT, attempt, handed_in, log_of


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with one student's hand-in, a roster and an essay, in which the shell stands."""
    folder = tmp_path / "here"
    (folder / "uploads").mkdir(parents=True)
    (folder / "uploads/a.json").write_bytes(handed_in("fox", attempt("foxs-attempt")))
    (folder / "uploads/b.pdf").write_bytes(b"%PDF")
    (folder / "roster.csv").write_text("id,name\nfox,Ann\n,Bo\n")
    monkeypatch.chdir(folder)
    return folder


def gathers(*more):
    return main(["class", "gather", "uploads", "--store", "class.sqlite", *more])


def test_gather_reports_and_is_0(here, capsys):
    """What was read and what was refused, on the way out a plain line where nobody looks at a terminal."""
    assert gathers("--roster", "roster.csv") == 0
    out, err = capsys.readouterr()
    assert "1 read, 0 updated, 0 unchanged, 0 superseded, 1 refused" in out
    assert "b.pdf: is no file of the course" in out and "line 3, id: is empty" in out
    assert err == "Gathering uploads …\n"
    assert ClassStore("class.sqlite").students()["name"].tolist() == ["Ann"]


def test_a_bar_where_somebody_looks_on(here, capsys, monkeypatch):
    """On a terminal, and on stderr alone."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert gathers() == 0
    out, err = capsys.readouterr()
    assert "Gathering:" in err and "%" in err and "Gathering" not in out


def test_what_cannot_be_gathered_is_1_and_makes_no_store(here, capsys):
    """A folder that is not there; a roster or a store that is none."""
    assert main(["class", "gather", "nowhere", "--store", "class.sqlite"]) == 1
    assert "nowhere: no such folder" in capsys.readouterr().err
    assert gathers("--roster", "uploads/b.pdf") == 1
    (here / "uploads/a.json").unlink()
    assert gathers() == 1 and "every file was refused" in capsys.readouterr().err
    (here / "empty").mkdir()
    assert main(["class", "gather", "empty", "--store", "class.sqlite"]) == 1
    assert "empty: there is no file in it; expected a hand-in" in capsys.readouterr().err
    assert not (here / "class.sqlite").exists()
    assert main(["class", "gather", "uploads", "--store", "roster.csv"]) == 1
    assert "is no class store" in capsys.readouterr().err


def test_a_roster_stays_where_nothing_else_comes_in(here):
    """It was told as taken in; and a store that is there already is never removed."""
    (here / "empty").mkdir()
    for _ in range(2):
        assert main(["class", "gather", "empty", "--store", "s.sqlite", "--roster", "roster.csv"]) == 1
        assert ClassStore("s.sqlite").students()["student"].tolist() == ["fox"]


@pytest.mark.parametrize("typed", ["", "no", None])
def test_forget_asks_once(here, capsys, monkeypatch, typed):
    """Who it is and what goes stands in the question; without a yes, or where nobody can type, all stays."""
    gathers("--roster", "roster.csv")

    def answer(question):
        if typed is None:
            raise EOFError
        return typed

    monkeypatch.setattr("builtins.input", answer)
    assert main(["class", "forget", "ann", "--store", "class.sqlite"]) == 1
    out, err = capsys.readouterr()
    assert "This removes fox" in out and "cannot be undone" in out
    assert err.endswith("Nothing was removed. Type yes when you are asked, or give --yes.\n")
    assert ClassStore("class.sqlite").students()["student"].tolist() == ["fox"]
    monkeypatch.setattr("builtins.input", lambda question: "Yes")
    assert main(["class", "forget", "ann", "--store", "class.sqlite"]) == 0


def test_forget_is_0_and_tells_what_is_left(here, capsys):
    """Then 1, as there is nobody of that name any more."""
    gathers("--roster", "roster.csv")
    assert main(["class", "forget", "ann", "--store", "class.sqlite", "--yes"]) == 0
    out = capsys.readouterr().out
    assert "Removed fox" in out and str(here / "uploads/a.json") in out
    assert main(["class", "forget", "ann", "--store", "class.sqlite", "--yes"]) == 1
    assert "nobody" in capsys.readouterr().err


def test_whoever_opens_a_store_is_told_what_went(here, capsys, monkeypatch):
    """On stderr, once, by whichever command is the first to open it; `gather` says it in its report."""
    (here / "uploads/c.json").write_bytes(log_of("fox", 1, 2))
    gathers("--roster", "roster.csv")
    later = AT.replace(year=2028)
    monkeypatch.setattr("course.classroom.store.class_store.now", lambda: later)
    capsys.readouterr()
    for told in (True, False):
        main(["class", "gradebook", f"{told}.csv", "--store", "class.sqlite", "--for", "moodle"])
        assert ("2 shared readings were removed" in capsys.readouterr().err) is told
    gathers()
    assert str(here / "uploads/c.json") in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [
        ["marks", "no.csv", "--store", "class.sqlite"],
        ["marks", "roster.csv", "--store", "class.sqlite"],
        ["marks", "roster.csv", "--store", "no.sqlite"],
        ["forget", "fox", "--store", "no.sqlite"],
        ["forget", "fox", "--store", "."],
        ["gather", "uploads", "--store", "no/such/class.sqlite"],
        ["gather", "uploads", "--store", "."],
        ["gather", "uploads", "--store", "class.sqlite", "--bank", "nowhere"],
        ["gather", "uploads", "--store", "nosuch://here"],
    ],
    ids=" ".join,
)
def test_bad_input_is_1_with_the_reason(here, capsys, arguments):
    """One line, never a traceback."""
    gathers()
    capsys.readouterr()
    assert main(["class", *arguments]) == 1
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [["gather", "x"], ["marks", "x"], ["forget", "--store", "x"], ["gather"]]
)
def test_wrong_usage_is_2(arguments):
    """A part is missing."""
    with pytest.raises(SystemExit) as caught:
        main(["class", *arguments])
    assert caught.value.code == 2
