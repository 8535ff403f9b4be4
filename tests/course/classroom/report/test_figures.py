"""Pictures of a report, and the words that say what they show."""

import re

import numpy as np
import pytest

from course.classroom.analysis.before_after import before_after
from course.classroom.analysis.calibration import calibration
from course.classroom.analysis.practical import practical
from course.classroom.report import figures
from course.plots.look import figure_of
from tests.course.classroom.class_frames import Class


def axes(drawing):
    """Drawn for real."""
    return figure_of(drawing).axes[0]


@pytest.fixture(scope="module")
def paper(demo_results):
    return demo_results.papers[1]


def test_scores(paper):
    """Bars count every student; the words give the same median."""
    drawing = figures.drawing_of_scores(paper, 0.8)
    assert sum(bar.get_height() for bar in axes(drawing).patches) == paper.students
    assert f"median {np.median(100 * paper.matrix.shares):.0f} %" in drawing.words


def test_items_to_look_at_have_a_shape_and_a_number(paper):
    """The planted item is a triangle with its number in the table, below 0."""
    drawing = figures.drawing_of_items(paper)
    ax = axes(drawing)
    triangle = next(one for one in ax.collections if one.get_gid() == "look first")
    assert len(triangle.get_offsets()) == 1 and triangle.get_offsets()[0][1] < 0
    assert "1" in [text.get_text() for text in ax.texts] and "1 (where-the-knees-pull)" in drawing.words


def test_axes_have_units(demo_results, paper):
    """Whoever reads a picture alone knows what it counts."""
    drawings = [
        figures.drawing_of_scores(paper, 0.8), figures.drawing_of_items(paper),
        figures.drawing_of_objectives(demo_results.objectives),
        figures.drawing_of_calibration(calibration(demo_results.answers)),
    ]  # fmt: skip
    for drawing in drawings:
        ax = axes(drawing)
        assert re.search("%|−1 to 1", ax.get_xlabel() + ax.get_ylabel()), drawing.name


def test_labels_lie_inside_the_picture(demo_results):
    """The counts of answers were cut off at the left once."""
    figure = figure_of(figures.drawing_of_calibration(calibration(demo_results.answers)))
    figure.canvas.draw()
    assert min(label.get_window_extent().x0 for label in figure.axes[0].get_yticklabels()) >= 0


def test_before_and_after_tells_orders_apart_without_colour():
    """Full lines with dots, dashed lines with squares."""
    group = Class()
    for number in range(6):
        for form in "ab" if number % 2 else "ba":
            group.attempt(f"s{number}", ["p"], scores={"p": number / 10}, form=form)
    ax = axes(figures.drawing_of_before_after(before_after(group.attempts)))
    assert {(line.get_linestyle(), line.get_marker()) for line in ax.lines[:6]} == {("-", "o"), ("--", "s")}


def test_pass_mark(demo_results):
    """The words name the same mark as the dashed line."""
    sheet = demo_results.course.practical_sheet
    found = practical(demo_results.marks, sheet.ratings, {one.id: one.objectives for one in sheet.criteria})
    drawing = figures.drawing_of_pass_mark(found, sheet.ratings)
    assert f"{found.pass_mark.points.value:.1f}" in drawing.words
    dashed = [line for line in axes(drawing).lines if line.get_linestyle() == "--"]
    assert dashed[0].get_ydata()[0] == pytest.approx(found.pass_mark.points.value)


def test_nothing_yet_is_said_in_the_picture(course):
    """An empty picture is none."""
    assert axes(figures.drawing_of_objectives(())).texts[0].get_text() == "nobody has answered anything yet"
    group = Class()
    group.attempt("ana", ["p"], scores={"p": 1}, form="a")
    empty = figures.drawing_of_before_after(before_after(group.attempts))
    assert axes(empty).texts[0].get_text() == "nobody has taken both forms yet"
