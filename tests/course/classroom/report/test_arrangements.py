"""Who has more time: told with names, when it is asked for, and never else."""

from dataclasses import replace

import pytest

from course.classroom.report.arrangements import NOBODY, arrangements
from course.classroom.report.names import names_of
from course.classroom.report.page import class_report, write_report
from course.errors import PlainError
from course.journal import now
from tests.course.classroom.small_class import HOSTILE, hostile_class, text_of


@pytest.fixture
def results(course):
    """s0 has half as much again, s1 something agreed, s2 something that is no text to run; s3 is usual."""
    results = hostile_class(course)
    people = results.students.astype({"accommodations": "object"}).set_index("student")
    people.loc["s0", "time_multiplier"] = 1.5
    people.loc["s1", "accommodations"] = "a break before teaching"
    people.loc["s2", "accommodations"] = HOSTILE[1]
    people.loc["s4", "time_multiplier"] = float("nan")
    return replace(results, students=people.reset_index())


def test_time_and_what_was_agreed(results):
    """Six minutes at the station become nine; a quiz against the clock has its minutes worked out."""
    timed = next(iter(results.course.quizzes.values()))
    rules = timed.graded.model_copy(update={"minutes": 25})
    quizzes = {timed.id: timed.model_copy(update={"graded": rules})}
    results = replace(results, course=results.course.model_copy(update={"quizzes": quizzes}))
    table = arrangements(results, names_of(results.students, False)).blocks[1]
    assert table.rows[0] == ("s0", "× 1.5", "9 min", f"{timed.title}: 38 min", "–")
    assert table.rows[1][1:3] == ("× 1", "6 min") and table.rows[1][4] == "a break before teaching"
    assert [row[0] for row in table.rows] == ["s0", "s1", "s2"]


def test_nobody_has_any(course):
    """Then a sentence says so."""
    results = hostile_class(course)
    assert NOBODY in text_of(arrangements(results, names_of(results.students, True)))


def test_a_report_tells_them_with_names_when_asked(results, tmp_path):
    """Not without being asked, not without names; what is told runs nowhere."""
    words = "a break before teaching"
    for given in ((False,), (True,)):
        assert words not in "\n".join(map(text_of, class_report(results, now(), *given).sections))
    with pytest.raises(PlainError, match="with names only"):
        class_report(results, now(), with_arrangements=True)
    report = class_report(results, now(), True, with_arrangements=True)
    write_report(report, tmp_path / "report.html")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert words in page and "do not hand this page on" in page and "<script" not in page
