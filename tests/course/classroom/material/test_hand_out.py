"""A copy for students: complete enough to work, and without what is the teacher's."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from course.classroom.material import hand_out as handing
from course.classroom.material.hand_out import ROOT, hand_out
from course.classroom.material.update import update
from course.errors import PlainError
from course.shell import main

CHOSEN = ["03_bring_knees_to_chest", "06_cross_a_figure_four"]


@pytest.fixture(scope="module")
def copy(course, tmp_path_factory):
    """A hand-out of two lessons."""
    folder = tmp_path_factory.mktemp("class") / "copy"
    hand_out(course, folder, CHOSEN)
    return folder


def files(folder):
    return {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}


def text_of(notebook):
    return "\n".join("".join(cell["source"]) for cell in json.loads(notebook.read_text("utf-8"))["cells"])


def test_what_is_the_teachers_stays_with_the_teacher(copy):
    """No notebook for teachers, no tests, no settings of ours, no caches."""
    parts = {part for path in files(copy) for part in Path(path).parts}
    assert parts & {"teach", "tests", ".ci", "CONTRIBUTING.md", "__pycache__", ".git"} == set()


def test_the_chosen_lessons_are_there_and_the_safety_check_always_is(copy, course):
    """Each lesson that was left out is one plain cell, so that links to it do no harm."""
    lengths = {
        id: len(json.loads((copy / f"notebooks/{id}.ipynb").read_bytes())["cells"]) for id in course.lessons
    }
    assert {id for id, length in lengths.items() if length > 1} == {*handing.ALWAYS, *CHOSEN}


def test_every_link_in_a_copy_leads_somewhere(copy):
    """Between lessons and to pictures."""
    for notebook in (copy / "notebooks").glob("*.ipynb"):
        for target in re.findall(r"\]\(([^)#\s]+)", text_of(notebook)):
            assert re.match(r"https?://|doi:", target) or (notebook.parent / target).exists(), target


def test_a_copy_works(copy, tmp_path):
    """All content is read and a widget opens, with nothing of the clone on Python's path."""
    script = (
        "import course, widgets, course.shell; from pathlib import Path; c = course.load_course();"
        "assert Path(course.__file__).parents[1] == Path.cwd(), course.__file__;"
        "shown = widgets.StretchCard('figure-four')._repr_mimebundle_()[0]['text/html'];"
        "print(len(c.stretches), len(shown) > 500)"
    )
    environment = {
        **os.environ,
        "PYTHONPATH": str(copy),
        "BEDSTRETCH_HOME": str(tmp_path),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=copy, env=environment, capture_output=True, text=True
    )
    assert run.stdout.split() == ["6", "True"], run.stderr


def test_pyproject_finds_all_its_packages_in_a_copy(copy):
    """What it installs is there, or the first start would stop."""
    import tomllib

    project = tomllib.loads((copy / "pyproject.toml").read_text("utf-8"))
    for package in project["tool"]["setuptools"]["packages"]:
        assert (copy / package.replace(".", "/") / "__init__.py").is_file(), package
    assert (copy / project["project"]["readme"]).is_file()


def test_cells_for_teachers_and_links_to_their_notebooks_go(course, tmp_path):
    """A cell tagged `teacher` is left out, and what cells showed; a link to teach/ becomes its words."""
    root = tmp_path / "root"
    for top in ("course", "widgets", "notebooks"):
        shutil.copytree(ROOT / top, root / top, ignore=shutil.ignore_patterns("__pycache__"))
    for name in handing.update.FILES:
        shutil.copy(ROOT / name, root / name)
    lesson = root / "notebooks/00_start_here.ipynb"
    notebook = json.loads(lesson.read_text("utf-8"))
    notebook["cells"][3]["metadata"]["tags"] = ["teacher"]
    code = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    code |= {"outputs": [{"output_type": "stream", "name": "stdout", "text": ["mine"]}], "execution_count": 7}
    lesson.write_text(json.dumps(notebook), "utf-8")
    hand_out(course, tmp_path / "copy", root=root)
    text = text_of(tmp_path / "copy/notebooks/00_start_here.ipynb")
    assert "".join(notebook["cells"][3]["source"]) not in text
    assert "have a look at run a class first" in text
    whole = (tmp_path / "copy/notebooks/00_start_here.ipynb").read_text("utf-8")
    assert '"mine"' not in whole and '"execution_count": 7' not in whole


@pytest.mark.parametrize(("lessons", "is_told"), [(["03_bring_knees_to_chest"], True), ([], False)])
def test_lessons_with_nothing_to_hand_in_are_told(course, tmp_path, lessons, is_told):
    """Quizzes and hand-ins stand at the end of some lessons; a class with none of them would wait in vain."""
    lines = hand_out(course, tmp_path / "copy", lessons).lines
    assert any("hand-in" in line for line in lines) == is_told
    assert any("second stands in 10" in line for line in lines) == is_told
    assert "HandIn()" in (tmp_path / "copy/README.md").read_text("utf-8")


def test_a_later_hand_out_of_more_lessons_reaches_the_student(course, tmp_path):
    """The teacher updates the folder, the student updates from it: an edit stays, a placeholder gives way."""
    teachers, students = tmp_path / "teachers", tmp_path / "students"
    hand_out(course, teachers, CHOSEN[:1])
    shutil.copytree(teachers, students)
    lesson = students / f"notebooks/{CHOSEN[0]}.ipynb"
    notebook = json.loads(lesson.read_text("utf-8"))
    notebook["cells"][2]["source"] = ["my own words"]
    lesson.write_text(json.dumps(notebook), "utf-8")
    assert hand_out(course, teachers, is_update=True).lines[0].startswith("0 files")
    hand_out(course, teachers, CHOSEN, is_update=True)
    update(students, teachers)
    assert "my own words" in text_of(lesson)
    assert len(json.loads((students / f"notebooks/{CHOSEN[1]}.ipynb").read_bytes())["cells"]) > 1
    assert sorted(path.name for path in tmp_path.iterdir()) in (
        ["students", "teachers"],
        ["home", "students", "teachers"],
    )


def test_folders_that_do_not_suit(course, tmp_path):
    """One that is in use, one inside the course, and an update of nothing; each is left as it is."""
    (tmp_path / "used").mkdir()
    (tmp_path / "used/mine.txt").write_text("mine")
    for folder, is_update, told in (
        (tmp_path / "used", False, "--update"), (ROOT / "course/copy", False, "inside the course"),
        (tmp_path / "used", True, "nothing was handed out"),
    ):  # fmt: skip
        with pytest.raises(PlainError, match=told):
            hand_out(course, folder, is_update=is_update)
    assert files(tmp_path / "used") == {"mine.txt"} and not (ROOT / "course/copy").exists()


def test_a_bank_of_the_teachers_own_is_left_out(tmp_path, monkeypatch, capsys):
    """Not one of its words is in the copy, and the shell says why."""
    bank = ROOT / "tests/browser/bank"
    ids = [file.stem for file in (bank / "quizzes").glob("*.yaml")]
    monkeypatch.setenv("BEDSTRETCH_BANK", str(bank))
    assert main(["class", "hand-out", str(tmp_path / "copy"), "--lesson", CHOSEN[0]]) == 0
    assert "own bank was left out" in capsys.readouterr().out
    assert ids and not {Path(path).stem for path in files(tmp_path / "copy")} & set(ids)


def test_an_unknown_lesson_is_told(tmp_path, capsys):
    """Exit code 1, and the known ones in one line."""
    assert main(["class", "hand-out", str(tmp_path / "copy"), "--lesson", "99_none"]) == 1
    assert "There is no lesson '99_none'. Known: 00_start_here" in capsys.readouterr().err
    assert not (tmp_path / "copy").exists()
