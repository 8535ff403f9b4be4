"""`bedstretch preview`: one quiz alone, with a journal of its own that is thrown away."""

import json
import os
import sys
from pathlib import Path
from types import MappingProxyType, SimpleNamespace

import nbformat
import pytest

from course import preview as module
from course.errors import PlainError
from course.preview import preview, preview_notebook
from course.shell import main
from tests.course.quiz_examples import EXAMPLES, make_quiz

QUIZ = "before-you-begin"


@pytest.fixture
def runs(monkeypatch):
    """What would have been run: command, environment and the notebook as it lay there."""
    seen = []

    def run(command, env):
        root = next(one for one in command if one.startswith("--ServerApp.root_dir="))
        (notebook,) = Path(root.partition("=")[2]).glob("*.ipynb")
        assert f"--LabApp.default_url=/lab/tree/{notebook.name}" in command
        shown = json.loads(notebook.read_text())
        seen.append(SimpleNamespace(command=command, env=env, folder=notebook.parent, notebook=shown))
        return SimpleNamespace(returncode=0)

    monkeypatch.setattr(module.subprocess, "run", run)
    return seen


def with_quiz(course, quiz):
    return course.model_copy(update={"quizzes": MappingProxyType({**course.quizzes, quiz.id: quiz})})


def sources(course, id):
    return [cell["source"] for cell in preview_notebook(course, id)["cells"]]


def test_notebook_shows_the_quiz_for_each_track(course):
    """A valid notebook: a line on what it is, the import, and the quiz for learner and student."""
    notebook = preview_notebook(course, QUIZ)
    nbformat.validate(notebook)
    texts = sources(course, QUIZ)
    assert QUIZ in texts[0] and "Nothing that you answer is kept" in texts[0]
    assert texts[1:] == [
        "from widgets import Quiz",
        f'Quiz("{QUIZ}", track="learner")',
        f'Quiz("{QUIZ}", track="student")',
    ]
    assert all(cell.get("outputs", []) == [] for cell in notebook["cells"])


def test_tracks_without_an_item_are_left_out(course):
    """A quiz for students alone has no cell that would be empty."""
    quiz = make_quiz({**EXAMPLES["choice"].raw, "track": "student"})
    assert sources(with_quiz(course, quiz), quiz.id)[2:] == ['Quiz("a-quiz", track="student")']


def test_tracks_without_a_blueprint_are_left_out(course):
    """A drawn quiz is shown for the tracks that it has a blueprint for."""
    cell = {"objective": "name-muscles", "levels": ["remember"], "items": 1}
    quiz = make_quiz(blueprint={"student": [cell]})
    assert sources(with_quiz(course, quiz), quiz.id)[2:] == ['Quiz("a-quiz", track="student")']
    assert len(sources(course, "show-what-you-know")) == 4


def test_jupyterlab_is_opened_with_an_empty_journal(course, runs, home, tmp_path):
    """Journal and notebook lie in a folder of their own, gone afterwards."""
    preview(course, QUIZ, None)
    (run,) = runs
    assert run.command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert run.notebook == preview_notebook(course, QUIZ)
    folder = run.folder
    assert Path(run.env["BEDSTRETCH_HOME"]).parent == folder != home
    assert not folder.exists() and not home.exists()
    assert run.env["PATH"] == os.environ["PATH"] and "--no-browser" not in run.command


def test_bank_and_no_browser_reach_jupyterlab(course, runs, tmp_path, monkeypatch):
    """A bank is named in full, wherever JupyterLab runs; without one the environment stays as it is."""
    monkeypatch.delenv("BEDSTRETCH_BANK", raising=False)
    monkeypatch.chdir(tmp_path)
    preview(course, QUIZ, Path("my-bank"), open_browser=False)
    preview(course, QUIZ, None)
    assert runs[0].env["BEDSTRETCH_BANK"] == str(tmp_path.resolve() / "my-bank")
    assert "--no-browser" in runs[0].command
    assert "BEDSTRETCH_BANK" not in runs[1].env


def test_unknown_quiz_names_the_known_ones(course, runs):
    """Nothing is opened for a quiz that is not there."""
    with pytest.raises(PlainError, match=f"There is no quiz 'no-such'. Known: .*{QUIZ}"):
        preview(course, "no-such", None)
    assert runs == []


def test_preview_from_the_shell(runs, capsys):
    """Closed as one closes it, it gives 0; an unknown quiz gives 1 and one line."""
    assert main(["preview", QUIZ, "--no-browser"]) == 0
    assert main(["preview", "no-such"]) == 1
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == 1
