"""The sheet of the practical station is content like any other."""

import pytest

from course import ContentError, load_course
from course.folders import DATA
from tests.course.content_copy import Copy


@pytest.fixture
def content(tmp_path):
    """A copy of the content in which a test may break the sheet."""
    import shutil

    return Copy(shutil.copytree(DATA, tmp_path / "data"))


def test_twenty_points_over_known_objectives(course):
    """The points add up to twenty; two criteria end the station; every objective is one of the course."""
    sheet = course.practical_sheet
    assert sheet.max_points == 20
    assert [one.id for one in sheet.criteria if one.critical] == [
        "red-flag-questions",
        "stop-rule-and-safety-net",
    ]
    objectives = {objective for one in sheet.criteria for objective in one.objectives}
    assert objectives == {
        "instruct-and-correct",
        "screen-for-red-flags",
        "decide-for-a-case",
        "explain-calmly",
    }
    assert sheet.ratings[0] == "fail" and sheet.ratings[-1] == "excellent"


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ("objectives: [instruct-and-correct]", "objectives: [no-such]", "one of the objectives that exist"),
        ("max_points: 2", "max_points: 0", "greater than or equal to 1"),
        ("id: calm-words", "id: consent-intro", "'consent-intro' stands more than once"),
        ("borderline, pass", "pass, pass", "'pass' stands more than once"),
    ],
)
def test_a_slip_in_the_sheet_is_told_with_its_file(content, old, new, wanted):
    """`bedstretch check` reads the sheet as it reads the rest."""
    content.replace("practical_sheet.yaml", old, new)
    with pytest.raises(ContentError) as told:
        load_course(content.folder)
    assert "practical_sheet.yaml:" in str(told.value) and wanted in str(told.value)
