"""The house as a whole: which way imports run, and what no file of it holds."""

import ast
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

import widgets

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "notebooks/teach/README.md")
HEAVY = ("matplotlib", "pandas", "numpy", "scipy", "IPython", "ipywidgets", "anywidget", "traitlets")


@cache
def files():
    """Every file that belongs to the project, as text where it is text."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    names = listed.stdout.split("\0") if listed.returncode == 0 else _walk()
    found = {}
    for name in filter(None, names):
        try:
            found[name] = (ROOT / name).read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError):  # a picture, or deleted in the working copy
            continue
    return found


def _walk():
    """Where there is no git: everything but what is made on the way."""
    made = {".venv", ".git", "__pycache__", ".ipynb_checkpoints", ".hypothesis", "build", "dist"}
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in made and not name.startswith(".venv")]
        yield from (Path(folder, name).relative_to(ROOT).as_posix() for name in names)


def imported(text):
    """The first part of every module that a Python text imports, at any depth."""
    names = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.partition(".")[0])
        elif isinstance(node, ast.ImportFrom):
            names.add(".")
    return names


def code_cells(notebook):
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def modules(folder):
    return sorted((ROOT / folder).rglob("*.py"))


# --- imports run one way -----------------------------------------------------------------------------------


@pytest.mark.parametrize("file", modules("course"), ids=lambda file: file.name)
def test_the_course_knows_no_widget(file):
    """Nothing in course/ imports a widget, a browser tool, JupyterLab or a notebook."""
    above = {"widgets", "notebooks", "tests", "start", "anywidget", "ipywidgets", "traitlets", "IPython",
             "jupyterlab", "jupyter_core", "playwright", "."}  # fmt: skip
    assert imported(file.read_text(encoding="utf-8")) & above == set()


@pytest.mark.parametrize("file", modules("widgets"), ids=lambda file: file.name)
def test_widgets_know_no_notebook(file):
    """Nothing in widgets/ imports notebooks, tests or the way in."""
    assert imported(file.read_text(encoding="utf-8")) & {"notebooks", "tests", "start", "."} == set()


def test_the_way_in_needs_only_the_standard_library():
    """start.py runs before anything is installed."""
    assert imported((ROOT / "start.py").read_text(encoding="utf-8")) <= sys.stdlib_module_names


def test_the_course_loads_light():
    """Reading all content loads nothing that draws or shows."""
    script = "import sys, course; course.load_course(); print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    loaded = set(run.stdout.split())
    assert run.returncode == 0 and "course.loader" in loaded
    assert loaded & set(HEAVY) == set()


def test_a_learner_needs_nothing_of_the_teachers_room():
    """What hands in loads no module of course/classroom."""
    script = "import sys, widgets.hand_in, course.handing_in.giving; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.returncode == 0 and "course.handing_in.giving" in run.stdout
    assert "course.classroom" not in run.stdout


def test_the_widgets_load_light():
    """Naming the package loads no widget, and building one loads nothing that draws plots."""
    script = (
        "import sys, widgets; print(*sys.modules, sep=' ', end='|');"
        "widgets.SessionTimer('pelvic-tilt'); print(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=60)
    named, built = (set(part.split()) for part in run.stdout.split("|"))
    assert run.returncode == 0 and "widgets.session_timer" in built - named
    assert named & set(HEAVY) == set()
    assert built & {"matplotlib", "pandas", "scipy"} == set()


# --- names that are promised -------------------------------------------------------------------------------


def test_every_public_name_is_there():
    """Each name that `widgets` promises can be imported from it."""
    for name in widgets.__all__:
        assert getattr(widgets, name).__name__ == name
    assert set(widgets.__all__) <= set(dir(widgets))


def imports_from_here(code):
    """(module, name) of everything that code imports from the project."""
    lines = [line for line in code.splitlines() if not line.lstrip().startswith(("%", "!"))]
    for node in ast.walk(ast.parse("\n".join(lines))):
        if isinstance(node, ast.ImportFrom) and node.module.partition(".")[0] in ("widgets", "course"):
            yield from ((node.module, alias.name) for alias in node.names)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_notebooks_import_public_names(notebook):
    """What a learner's cell imports is a public name of widgets, or something that course has."""
    for cell in code_cells(notebook):
        for module, name in imports_from_here("".join(cell["source"])):
            assert module.partition(".")[0] != "widgets" or (module == "widgets" and name in widgets.__all__)
            assert hasattr(__import__(module, fromlist=[name]), name), f"{module}.{name}"


def test_the_documents_name_what_there_is():
    """A widget, module or file that a document names is there, and so is each heading that it links to."""
    for name in DOCUMENTS:
        text = (ROOT / name).read_text(encoding="utf-8")
        for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
            for module, imported_name in imports_from_here(block):
                assert hasattr(__import__(module, fromlist=[imported_name]), imported_name), imported_name
        for path in re.findall(r"`((?:course|widgets|tests|notebooks)/[\w./-]*)`", text):
            assert "NNNN" in path or (ROOT / path).exists(), f"{name}: {path}"
        for target, heading in re.findall(r"\]\(([\w./-]*)(?:#([\w-]+))?\)", text):
            file = (ROOT / name).parent / target if target else ROOT / name
            assert file.exists(), f"{name}: {target}"
            assert not heading or heading in headings(file), f"{name}: {target}#{heading}"


def headings(file):
    """What links may name after the #, as GitHub makes it of each heading of a Markdown file."""
    found = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in found}


# --- what no file holds ------------------------------------------------------------------------------------


def test_no_file_names_a_package_registry():
    """Where packages come from is set up on each computer, not in the project."""
    # Each in two parts, so that this file names none.
    parts = ["py|pi.", "python|hosted", "npm|js.", "anaconda|.org", "jsdel|ivr", "un|pkg", "esm|.sh"]
    settings = ["index[-_]|url", "trusted[-_]|host", r"registry\s*|=\s*[\"']?http"]
    hosts = [re.escape(part.replace("|", "")) for part in parts]
    pattern = re.compile("|".join([*hosts, *(part.replace("|", "") for part in settings)]), re.IGNORECASE)
    assert [name for name, text in files().items() if pattern.search(text)] == []


def test_no_file_names_a_place_on_this_computer():
    """No path of the machine that it was written on has slipped in."""
    here = {str(ROOT), str(Path.home()), os.path.realpath(ROOT)}
    here = {re.escape(place) for place in here if place.count(os.sep) > 1}
    patterns = [*here, r"/home/" + r"[a-z]", r"/Users/" + r"[a-zA-Z]", r"[A-Z]:\\" + r"Users\\"]
    pattern = re.compile("(?:" + "|".join(patterns) + r")")
    own = Path(__file__).relative_to(ROOT).as_posix()
    assert [name for name, text in files().items() if name != own and pattern.search(text)] == []


def test_names_of_files_are_plain():
    """Every file can be checked out on Windows too: no odd letters, no two names that differ in case only."""
    names = list(files())
    assert [name for name in names if not re.fullmatch(r"[\w./-]+", name, re.ASCII)] == []
    assert len({name.lower() for name in names}) == len(names)
