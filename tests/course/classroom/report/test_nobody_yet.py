"""A store in which nobody has handed in anything: every analysis says so, and none breaks."""

import json
from datetime import date

import pandas as pd
import pytest

from course.classroom.analysis.agreement import agreement
from course.classroom.analysis.before_after import before_after
from course.classroom.analysis.calibration import calibration, calibration_by_item
from course.classroom.analysis.class_error import TooFew, class_error
from course.classroom.analysis.distractors import all_distractors, thirds
from course.classroom.analysis.flags import flags, versions
from course.classroom.analysis.item_analysis import item_statistics
from course.classroom.analysis.practical import practical
from course.classroom.analysis.reliability import reliability
from course.classroom.analysis.score_matrix import score_matrix
from course.classroom.analysis.teach_again import by_objective, first_answers, misconceptions
from tests.course.classroom.analysis.test_class_error import a_measure, records
from tests.course.classroom.analysis.test_practical import MOST, OBJECTIVES, RATINGS, marked
from tests.course.classroom.class_frames import Class


@pytest.fixture
def frames():
    """The store's frames with their columns and types, and no row."""
    group = Class()
    group.attempt("ana", ["p"], {"p": "x"}, scores={"p": 1})
    return tuple(frame.iloc[:0] for frame in group.frames)


def test_a_quiz_that_nobody_took(frames):
    """Empty tables, reasons instead of numbers, no flag."""
    matrix = score_matrix(*frames, "before-you-begin")
    statistics = item_statistics(matrix)
    assert statistics.empty and thirds(matrix).empty and all_distractors({}, matrix, frames[0]) == {}
    assert reliability(matrix).alpha.value is None
    assert calibration(frames[0]).mean_sureness.value is None and calibration_by_item(frames[0]) == {}
    assert flags(statistics) == () and versions(frames[0]) == {}


def test_nothing_to_teach_again(frames, course):
    """Two empty lists."""
    rows = first_answers(*frames)
    assert by_objective(rows, course) == () and misconceptions(rows, course) == ()


def test_no_forms(frames):
    """No pair, and the sentence says so."""
    assert before_after(frames[1]).in_words().startswith("No change can be told")


def test_no_marks():
    """No candidate, no pass mark, no agreement."""
    marks = pd.DataFrame(marked("ana", MOST, "good")).iloc[:0]
    found = practical(marks, RATINGS, OBJECTIVES)
    assert found.candidates.empty and found.pass_mark.points.value is None and found.by_objective == {}
    assert agreement(marks, RATINGS).double_marked == 0


def test_no_shared_log():
    """Nothing is shown of nobody."""
    with pytest.raises(TooFew):
        class_error(records().iloc[:0], a_measure(), date(2026, 6, 1))


def test_nothing_but_empty_answers(course):
    """Everybody submitted, nobody answered: numbers are nought, and there is no misconception."""
    group = Class()
    for student in ("ana", "ben", "cem"):
        group.attempt(
            student, ["numb-when-wiping"], {"numb-when-wiping": None}, scores={"numb-when-wiping": 0}
        )
    assert json.loads(group.answers["response"].iloc[0]) is None
    rows = first_answers(*group.frames)
    assert by_objective(rows, course)[0].not_right.value == 1 and misconceptions(rows, course) == ()
