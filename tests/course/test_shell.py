"""`bedstretch`: exit codes 0, 1 and 2, the reason on stderr, and never a traceback."""

import argparse
import re
import subprocess
import sys
from pathlib import Path

import pytest

from course import shell
from course.errors import PlainError
from course.folders import DATA
from course.shell import checking, main


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such"], ["check", "certificate"], ["check", "--bank"], ["preview"], ["preview", "a", "b"],
        ["export"], ["export", "moodle"], ["export", "word", "x"], ["export", "log"],
        ["export", "journal"], ["import", "journal"], ["delete", "--yes"],
        ["import"], ["import", "quiz"], ["import", "log"], ["import", "log", "a.csv", "b.csv"],
        ["import", "quiz", "x.json"], ["import", "quiz", "x.json", "--lesson", "01_stay_safe"],
        ["import", "quiz", "x", "--lesson", "y", "--objective", "z", "--source", "s", "--track", "teacher"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_2(arguments, capsys):
    """A command that is not there, or of which a part is missing, prints its usage."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    out, err = capsys.readouterr()
    assert caught.value.code == 2 and out == "" and "usage: bedstretch" in err


def test_without_a_command_all_are_listed(capsys):
    """With the code of wrong usage."""
    assert main([]) == 2
    out, err = capsys.readouterr()
    assert out == "" and "usage: bedstretch" in err and "for teachers" in err


@pytest.mark.parametrize(
    "arguments", [["--help"], ["check", "--help"], ["preview", "--help"], ["import", "quiz", "-h"]]
)
def test_help_is_0(arguments, capsys):
    """Help is no mistake."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    out, err = capsys.readouterr()
    assert caught.value.code == 0 and "usage: bedstretch" in out and err == ""


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "--bank", "nowhere"], ["check", "--content", "nowhere"],
        ["preview", "before-you-begin", "--bank", "no"],
        ["preview", "no-such"],
        ["check", "certificate", "nowhere.pdf"],
        ["import", "log", "nowhere.csv"], ["import", "journal", "nowhere.sqlite"],
        ["import", "log", "."], ["export", "log", "no/such/folder.csv"],
        ["import", "quiz", "nowhere.json", "--lesson", "01_stay_safe",
         "--objective", "name-muscles", "--source", "textbook-anatomy"],
        ["import", "quiz", "nowhere.json", "--to", "bank", "--lesson", "01_stay_safe",
         "--objective", "name-muscles", "--source", "textbook-anatomy"],
    ],
    ids=lambda arguments: " ".join(arguments[:4]),
)  # fmt: skip
def test_bad_input_is_1(arguments, capsys, tmp_path, monkeypatch):
    """One line on stderr says what is wrong; nothing is written and nothing is opened."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("BEDSTRETCH_BANK", raising=False)
    assert main(arguments) == 1
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1
    assert [file.name for file in tmp_path.iterdir() if file.name != "home"] == []


@pytest.mark.parametrize(
    ("error", "code"),
    [(None, 0), (PlainError("One sentence."), 1), (KeyboardInterrupt(), 1), (BrokenPipeError(), 0)],
)
def test_codes_of_what_happens_while_a_command_runs(error, code, monkeypatch, capsys):
    """A pipe that is closed is no mistake; what a person stops and what is wrong are told."""

    def check(given):
        if error is not None:
            raise error

    monkeypatch.setattr(checking, "_check", check)
    assert main(["check"]) == code
    told = {PlainError: "One sentence.\n", KeyboardInterrupt: "Stopped.\n"}
    assert capsys.readouterr().err == told.get(type(error), "")


def test_a_broken_journal_is_told(home, capsys, tmp_path):
    """A journal that cannot be read is bad input for the check of a certificate."""
    home.mkdir()
    (home / "journal.sqlite").write_bytes(b"no database" * 999)
    assert main(["check", "certificate", str(tmp_path / "x.pdf")]) == 1
    assert "the journal could not be read and is kept as" in capsys.readouterr().err


def test_an_imported_journal_says_what_the_browser_may_still_add(home, capsys, tmp_path):
    """Entries that wait in the browser go into whichever journal is there when they come."""
    file = str(tmp_path / "mine.sqlite")
    assert main(["export", "journal", file]) == main(["import", "journal", file]) == 0
    told = capsys.readouterr().out
    assert "waiting to be stored" in told and "127.0.0.1" in told


def test_module_runs_as_a_command():
    """`python -m course.shell` is the same command."""
    run = subprocess.run(
        [sys.executable, "-m", "course.shell", "preview", "no-such"],
        capture_output=True, text=True, cwd=DATA.parent.parent, timeout=60,
    )  # fmt: skip
    assert (run.returncode, run.stdout) == (1, "") and run.stderr.startswith("There is no quiz 'no-such'")


def test_every_command_is_documented():
    """The README names each command with its own words, and the parser knows each one that it names."""
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^bedstretch ((?:[a-z]+(?:-[a-z]+)* ?)+)", readme, re.MULTILINE))
    assert {name.strip() for name in named} == set(commands(shell._parser()))


def commands(parser, before=""):
    """Every command that can be run, in words."""
    below = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if parser.get_default("run") or not below:
        yield before
    for action in below:
        for name, child in action.choices.items():
            yield from commands(child, f"{before} {name}".strip())
