"""Slides: what a lesson's marks put on them, what goes to the speaker, and that nothing is fetched."""

import json
import re

import pytest

from course.classroom.material.slides import (
    NOTEBOOKS,
    SHOWN,
    STYLE,
    for_slides,
    slides_page,
    split,
    with_outputs,
)
from course.shell import main

LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))


def lesson(path):
    return json.loads(path.read_text("utf-8"))


def marked(path, *marks):
    return [c for c in lesson(path)["cells"] if c["metadata"].get("slideshow", {}).get("slide_type") in marks]


def test_prose_and_folds_go_to_the_speaker():
    """A slide keeps heading, picture, list and the question; the answer, a nested one too, is told."""
    text = (
        "## Try it\n\nSome prose.\n\n1. One\n2. Two\n\n**Which?**\n\n![A knee](k.webp)\n\n"
        "<details><summary>Compare</summary>\n\nThe left.\n\n"
        "<details><summary>Why</summary>\n\nSo.\n\n</details>\n\n"
        "</details>\n\nSee [Stay safe](01_stay_safe.ipynb)."
    )
    shown, told = split(text)
    assert shown == "## Try it\n\n![A knee](k.webp)\n\n1. One\n2. Two\n\n**Which?**"
    assert all(
        part in told
        for part in ("Some prose.", "**Compare**", "The left.", "**Why**", "So.", "See Stay safe.")
    )


@pytest.mark.parametrize(
    ("number", "cell_says", "caution"),
    [
        ("03", "Test it on yourself", "Leave it out if leg pain"),
        ("04", "You need a scarf", "picture it instead"),
        ("04", "Let the knees sink to one side", "Then only read this"),
        ("05", "your safety check gave you", "your safety check gave you"),
        ("05", "awakening the **deep**", "Leave this out if the tilt is not for you today"),
        ("06", "Sit upright on a firm chair", "picture it instead"),
        ("06", "behind the thigh, or on top of the shin", "Only if your safety check offers you"),
        ("07", "Slide your free hand", "leave it out if happy baby is not offered"),
    ],
)
def test_for_whom_an_exercise_is_not_stands_on_its_slide(number, cell_says, caution):
    """The class sees it, whatever the speaker reads out."""
    [path] = (path for path in LESSONS if path.name.startswith(number))
    texts = ["".join(cell["source"]) for cell in marked(path, *SHOWN)]
    slides = [
        " ".join(split(text)[0].lower().split()) for text in texts if cell_says in " ".join(text.split())
    ]
    assert any(caution.lower() in slide for slide in slides)


def test_what_speaks_of_the_lesson_around_it_goes_to_the_speaker():
    """A slide has no card below it, no ▶, and no safety check to open."""
    text = "## How\n\n**New here?** First the check.\n\nThe card below has all.\n\n"
    text += "**Guess.** Then press **▶**."
    shown, told = split(text)
    assert shown == "## How\n\n**Guess.**"
    assert "New here" in told and "card below" in told


def test_a_summary_tells_something_beside_its_picture():
    """Neither a picture nor "not yet reviewed" is what the lesson is in short."""
    text = "## In short\n\nYou lie down.\n\n*Not yet reviewed.*\n\n![A bed](../course/media/x.webp)"
    shown, told = split(text)
    assert shown.split("\n\n") == [
        "## In short", "![A bed](../course/media/x.webp)", "You lie down.", "*Not yet reviewed.*",
    ]  # fmt: skip
    assert told == ""
    beside = split("## How\n\n1. Bend.\n2. Breathe.\n\n![Bent](x.webp)\n\nAnd so on.")
    assert beside == ("## How\n\n![Bent](x.webp)\n\n1. Bend.\n2. Breathe.", "And so on.")
    question = "## Look\n\n**Which one?** Tap.\n\n![Six](x.webp)"
    assert split(question)[0] == question


def test_a_slide_never_stands_with_its_heading_alone():
    """Its first paragraph comes along."""
    assert split("# Begin\n\nGently.\n\nMore.")[0] == "# Begin\n\nGently."


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_every_lesson_makes_a_deck(path):
    """Title first, key points among the last, eight to 25 slides, most of the prose left out."""
    slides = marked(path, "slide", "subslide")
    assert (
        7 <= len(slides) <= 25
        and slides[0]["id"] == "title"
        and "key-points" in [c["id"] for c in slides[-2:]]
    )
    shown = [
        c for c in for_slides(lesson(path))["cells"] if c["metadata"]["slideshow"]["slide_type"] != "notes"
    ]
    words = sum(len("".join(cell["source"]).split()) for cell in shown if cell["cell_type"] == "markdown")
    whole = sum(
        len("".join(c["source"]).split()) for c in lesson(path)["cells"] if c["cell_type"] == "markdown"
    )
    assert words < whole / 2


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_no_answer_stands_on_a_slide(path):
    """No fold, no cell that reads an output; what is computed comes only when asked for, as a fragment."""
    for cell in for_slides(lesson(path))["cells"]:
        kind = cell["metadata"]["slideshow"]["slide_type"]
        if kind in SHOWN:
            assert "<details>" not in cell["source"] and "Compare" not in "".join(cell["source"])
            assert cell["id"] == "how-to-read" or not cell["id"].endswith("-read")
    cells = lesson(path)["cells"]
    for before, cell in zip(cells, cells[1:], strict=False):
        if (
            cell in marked(path, *SHOWN)
            and cell["cell_type"] == "code"
            and before["id"].startswith("predict")
        ):
            assert cell["metadata"]["slideshow"]["slide_type"] == "fragment"


def test_a_page_holds_all_that_it_needs():
    """Pictures and scripts are inside, a policy forbids the rest, and no code of the lesson is shown."""
    page = slides_page(lesson(NOTEBOOKS / "06_cross_a_figure_four.ipynb"), "A <b> & c")
    assert "data:image/webp;base64," in page and "Content-Security-Policy" in page
    assert '<html lang="en">' in page and "<title>A &lt;b&gt; &amp; c</title>" in page
    outside = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", page, flags=re.DOTALL)
    assert re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', outside) == []
    assert "load_course" not in outside and "Reveal.initialize" in page


def test_a_quotation_has_its_rule():
    """Each declaration of the style begins with a name that a browser knows, so that none is dropped."""
    names = re.findall(r"[{;]\s*([\w-]+)\s*:", STYLE)
    assert [name for name in names if re.match(r"-(?!-)", name)] == [] and "border-left" in names


def with_a_cell(code, outputs=()):
    """A notebook of one marked cell."""
    cell = {
        "cell_type": "code",
        "id": "card",
        "metadata": {"slideshow": {"slide_type": "slide"}},
        "outputs": list(outputs),
        "execution_count": None,
        "source": code.splitlines(keepends=True),
    }
    return {**lesson(LESSONS[0]), "cells": [cell]}


def test_a_widget_shows_its_printed_version():
    """A marked cell is run, with an empty journal and not the teacher's own, whatever it showed before."""
    before = {"output_type": "stream", "name": "stdout", "text": ["of yesterday"]}
    notebook = with_a_cell("from widgets import StretchCard\nStretchCard('figure-four')", [before])
    page = slides_page(with_outputs(notebook, NOTEBOOKS), "Card")
    assert "The ankle lies on the kneecap" in page and "widget-view" not in page
    assert "of yesterday" not in page


def test_running_a_cell_says_nothing_in_the_terminal(capfd):
    """A teacher who makes slides is not told of the kernel behind them."""
    with_outputs(with_a_cell("print(1)"), NOTEBOOKS)
    assert capfd.readouterr().err == ""


def test_what_prints_into_a_widget_can_be_run():
    """As a slider with its result does."""
    code = "from ipywidgets import Output\nbox = Output()\nwith box:\n    print(1)\nprint('done')"
    [cell] = with_outputs(with_a_cell(code), NOTEBOOKS)["cells"]
    assert "done" in json.dumps(cell["outputs"])


def test_the_shell_never_writes_over_a_deck(tmp_path, capsys):
    """It is told before anything is made."""
    (tmp_path / "09_track_your_progress.slides.html").write_text("mine")
    assert main(["export", "slides", str(tmp_path)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir() if file.is_file()] == [
        "09_track_your_progress.slides.html"
    ]
