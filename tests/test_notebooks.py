"""The notebooks as files: what they carry, how long they are, and that each has the bones of its kind."""

import json
import re
from pathlib import Path

import pytest

import widgets

ROOT = Path(__file__).resolve().parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))


def cells(notebook):
    return json.loads(notebook.read_text(encoding="utf-8"))["cells"]


def code_cells(notebook):
    return [cell for cell in cells(notebook) if cell["cell_type"] == "code"]


def test_there_are_notebooks():
    """The lessons of the content are files of this name."""
    assert {"00_start_here", "01_stay_safe"} <= {notebook.stem for notebook in NOTEBOOKS}


def test_every_lesson_has_its_notebook(course):
    """A lesson's id is the name of its notebook."""
    assert set(course.lessons) == {notebook.stem for notebook in (ROOT / "notebooks").glob("*.ipynb")}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_notebooks_carry_only_outputs_that_are_compared(notebook):
    """A cell is stored cleared, or it is tagged so that its output is compared; no pictures, no widgets."""
    for cell in code_cells(notebook):
        source = "".join(cell["source"])
        if "nbval-check-output" in cell["metadata"].get("tags", []):
            assert cell["outputs"], source
            kinds = {kind for output in cell["outputs"] for kind in output.get("data", {})}
            assert kinds <= {"text/plain"}, source
            assert all(output["output_type"] != "error" for output in cell["outputs"]), source
        else:
            assert cell["outputs"] == [] and cell["execution_count"] is None, source


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_notebooks_carry_no_other_metadata(notebook):
    """The kernel's name, tags, slides and hidden sources; nothing of a machine, no widget state."""
    data = json.loads(notebook.read_text(encoding="utf-8"))
    assert set(data["metadata"]) <= {"kernelspec", "language_info"}
    assert set(data["metadata"].get("language_info", {})) <= {"name"}
    assert data["metadata"]["kernelspec"]["name"] == "python3"
    for cell in data["cells"]:
        assert set(cell["metadata"]) <= {"tags", "slideshow", "jupyter", "editable"}, cell["source"]
        assert cell.get("attachments", {}) == {}


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_cells_are_short(notebook):
    """A cell is one to five lines of code that read as a sentence."""
    for cell in code_cells(notebook):
        lines = [line for line in "".join(cell["source"]).splitlines() if line.strip()]
        assert 1 <= len(lines) <= 5, lines


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda file: file.stem)
def test_links_lead_somewhere(notebook):
    """A link from lesson to lesson, or to a file, is relative and its target is there."""
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "markdown":
            for target in re.findall(r"\]\(([^)#\s]+)", "".join(cell["source"])):
                if not re.match(r"https?://|doi:|attachment:", target):
                    assert (notebook.parent / target).exists(), target


# --- lessons -----------------------------------------------------------------------------------------------

STRETCH_BONES = [
    "LessonStart", "MuscleMap", "StretchCard", "SessionTimer", "ArticleAndStudies", "LogForm", "CourseMap",
    "Sources",
]  # fmt: skip


def source(cell):
    return "".join(cell["source"])


def whole(notebook):
    return "\n\n".join(source(cell) for cell in cells(notebook))


def called(notebook):
    """Names of the course's widgets that its cells call, in order."""
    return [
        name for cell in code_cells(notebook) for name in re.findall(r"^([A-Z]\w+)\(", source(cell), re.M)
    ]


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda file: file.stem)
def test_a_lesson_is_of_one_sitting(notebook):
    """25 to 60 cells."""
    assert 25 <= len(cells(notebook)) <= 60


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda file: file.stem)
def test_a_lesson_opens_and_closes_like_the_others(notebook):
    """Its own head first; at the end the map, the way on, and the sources; key points before them."""
    names = called(notebook)
    assert (names[0], names[-2:]) == ("LessonStart", ["CourseMap", "Sources"])
    for name in ("LessonStart", "Sources", "ArticleAndStudies"):
        for shown in re.findall(rf'^{name}\("([^"]+)"\)', whole(notebook), re.M):
            assert shown == notebook.stem
    assert "## Key points" in whole(notebook)
    assert "not yet reviewed by a clinician" in whole(notebook).lower()


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda file: file.stem)
def test_a_lesson_has_its_widgets_folded(notebook):
    """A cell that shows a widget keeps its line folded; one that computes shows it."""
    for cell in code_cells(notebook):
        is_widget = any(f"\n{name}(" in f"\n{source(cell)}" for name in widgets.__all__)
        if is_widget and "SessionTimer(" not in source(cell):
            assert cell["metadata"].get("jupyter") == {"source_hidden": True}, source(cell)


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda file: file.stem)
def test_shown_code_is_not_cut_off(notebook):
    """100 characters fit beside the file list on a screen 1280 wide; what is longer hides behind the edge."""
    for cell in code_cells(notebook):
        if not cell["metadata"].get("jupyter", {}).get("source_hidden"):
            assert [line for line in source(cell).splitlines() if len(line) > 100] == []


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda file: file.stem)
def test_a_learner_does_something_before_reading_on(notebook):
    """At least twice an answer waits in a fold, or a number can be changed."""
    folds = whole(notebook).count("<summary>Compare") + whole(notebook).count("<summary>One good answer")
    numbers = sum("nbval-check-output" in cell["metadata"].get("tags", []) for cell in code_cells(notebook))
    assert folds + numbers >= 2


def test_a_lesson_on_stretches_has_all_its_bones(course):
    """Muscles, card, timer and log, slips and easier forms, and who leaves it out."""
    for id, lesson in course.lessons.items():
        if lesson.stretches and id != "00_start_here":
            notebook = ROOT / "notebooks" / f"{id}.ipynb"
            assert set(STRETCH_BONES) <= set(called(notebook)), id
            for heading in (
                "Why",
                "step by step",
                "slips",
                "Easier",
                "Not for you if",
                "Check yourself",
                "Your situation",
            ):
                assert heading.lower() in whole(notebook).lower(), (id, heading)
            for stretch in lesson.stretches:
                assert f'StretchCard("{stretch}")' in whole(notebook)
                assert f'SessionTimer("{stretch}"' in whole(notebook)


@pytest.mark.parametrize("notebook", LESSONS, ids=lambda file: file.stem)
def test_every_lesson_goes_to_the_phone(notebook):
    """A button for the phone in each, as nobody takes JupyterLab to bed; the calendar where routines are."""
    assert "SendToPhone" in called(notebook)
    assert ("Reminders" in called(notebook)) == (notebook.stem == "08_build_a_routine")


def test_each_module_ends_with_its_quiz(course):
    """The quiz stands in the last lesson of its module, and every lesson is tied to objectives."""
    last = {lesson.module: id for id, lesson in sorted(course.lessons.items()) if lesson.module}
    for quiz in (one for one in course.quizzes.values() if not one.forms):
        assert course.lessons[last[quiz.module]].quiz == quiz.id
        assert f'Quiz("{quiz.id}")' in whole(ROOT / "notebooks" / f"{last[quiz.module]}.ipynb")
    assert all(lesson.objectives for lesson in course.lessons.values())


def test_each_sitting_stands_where_it_belongs():
    """The first before the lessons, the second at their end; it is said that nothing is told in between."""
    first, second = whole(LESSONS[0]), whole(LESSONS[-1])
    assert 'Quiz("before-and-after", track="student")' in first and "Nothing is told after" in first
    assert 'Quiz("before-and-after", track="student", sitting=2)' in second


def test_special_situations_have_their_section():
    """Each situation is told about in a cell of that name, somewhere."""
    told = "\n".join(
        source(cell) for notebook in LESSONS for cell in cells(notebook) if "special-situations" in cell["id"]
    ).lower()
    for words in (
        "pregnan",
        "older",
        "bendy|mobile joints",
        "soft",
        "floor",
        "asleep beside|sleeps beside",
        "lie flat",
    ):
        assert re.search(words, told), words
