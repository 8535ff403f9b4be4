"""Marks of the practical station come in by the course's own sheet."""

import csv
import io

import pandas as pd
import pytest

from course.classroom.store.class_store import ClassStore
from course.classroom.store.practical_marks import columns_of, empty_marks, import_marks
from course.errors import PlainError
from tests.course.classroom import class_rows


@pytest.fixture
def store(tmp_path):
    store = ClassStore(tmp_path / "class.sqlite", create=True)
    class_rows.fill(store)
    with store.writing() as db:
        from course.classroom.store.tables import MARK

        db.execute(MARK.delete())
    return store


@pytest.fixture
def imported(store, course, tmp_path):
    """Writes rows under the sheet's columns, and imports them."""

    def imported(*rows, columns=None):
        text = io.StringIO()
        writer = csv.DictWriter(text, columns or columns_of(course.practical_sheet), extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        file = tmp_path / "OSCE.csv"
        file.write_text(text.getvalue(), encoding="utf-8")
        return import_marks(store, course, file)

    return imported


@pytest.fixture
def row(course):
    """A good row, with changes."""
    full = {one.id.replace("-", "_"): one.max_points for one in course.practical_sheet.criteria}
    good = {"student": "fox", "stretch": "happy-baby", "rater": "Dr Who", "global_rating": "good"}
    good |= {"red_flag_questions_critical": "no", "stop_rule_and_safety_net_critical": "no"}
    return lambda **changed: good | full | changed


def numbers(report):
    return report.new, report.updated, report.unchanged, report.refused


def test_a_table_that_was_only_begun(store, course, tmp_path, imported, row):
    """It has the columns and a row a student; rows that nobody has filled in are passed over and counted."""
    file = tmp_path / "marks.csv"
    file.write_bytes(empty_marks(course.practical_sheet, ["fox", "owl", "élan"]))
    report = import_marks(store, course, file)
    assert numbers(report) == (0, 0, 0, 0)
    assert report.notes == ["3 rows with nothing but the student were passed over."]
    header, *rows = file.read_text("utf-8-sig").splitlines()
    assert header.split(",") == list(columns_of(course.practical_sheet)) and rows[2].strip(",") == "élan"
    assert numbers(imported({"student": "owl"}, row())) == (1, 0, 0, 0)


def test_points_flags_and_rating_come_in(imported, row, store, course):
    """One row a criterion, with its most points, and the group."""
    assert numbers(
        imported(row(calm_words="0,5", red_flag_questions_critical="YES", at="2026-11-20T10:00:00+01:00"))
    ) == (1, 0, 0, 0)
    marks = store.marks().set_index("criterion")
    assert set(marks.index) == {one.id for one in course.practical_sheet.criteria}
    assert marks["points"].sum() == 19.5 and marks["max_points"].sum() == 20
    assert marks.loc["calm-words", ["student", "group", "stretch", "rater"]].tolist() == [
        "fox",
        "A",
        "happy-baby",
        "Dr Who",
    ]
    assert marks["critical_failed"].to_dict() == {id: id == "red-flag-questions" for id in marks.index}
    assert set(marks["global_rating"]) == {"good"} and set(marks["at"]) == {pd.Timestamp("2026-11-20T09:00Z")}


def test_again_changes_nothing_and_a_correction_updates(imported, row, store):
    """By student, stretch and rater."""
    rows = [row(), row(rater="Dr Why"), row(stretch="pelvic-tilt"), row(student="owl")]
    assert numbers(imported(*rows)) == (4, 0, 0, 0)
    before = store.marks()
    assert numbers(imported(*rows)) == (0, 0, 4, 0)
    pd.testing.assert_frame_equal(store.marks(), before)
    assert numbers(imported(row(calm_words=0))) == (0, 1, 0, 0)
    assert store.marks()["points"].sum() == before["points"].sum() - 1


def test_a_student_may_be_named(imported, row, store):
    """By the roster's name, in capitals or not, where it is one person's."""
    imported(row(student="ANN LEE"))
    assert set(store.marks()["student"]) == {"fox"}


@pytest.mark.parametrize("word", ["not yet", "Not Yet", "not-yet", "fail", "FAIL"])
def test_a_rating_may_stand_in_the_words_of_the_printed_sheet(imported, row, store, word):
    """Whoever types in what was ticked on paper is not refused."""
    assert numbers(imported(row(global_rating=word))) == (1, 0, 0, 0)
    assert set(store.marks()["global_rating"]) == {"fail"}


def test_each_bad_cell_is_told(imported, row):
    """With line and column; a row with any of them is not taken."""
    report = imported(
        row(),
        row(student="nobody"),
        row(stretch="splits", rater="=cmd"),
        row(student="elk", calm_words=2, set_up_bed_modesty="", cues_move_breathe_feel="1.3"),
        row(
            student="owl", global_rating="superb", stop_rule_and_safety_net_critical="perhaps", at="tomorrow"
        ),
        row(),
    )
    assert numbers(report) == (1, 0, 0, 5)
    assert [(one.line, one.column) for one in report.problems] == [
        (3, "student"), (4, "stretch"), (4, "rater"),
        (5, "set_up_bed_modesty"), (5, "cues_move_breathe_feel"), (5, "calm_words"),
        (6, "global_rating"), (6, "at"), (6, "stop_rule_and_safety_net_critical"),
        (7, None),
    ]  # fmt: skip


@pytest.mark.parametrize("missing", ["calm_words", "red_flag_questions_critical", "rater"])
def test_a_column_that_is_missing_is_told(imported, row, course, missing):
    """No criterion counts as nothing because nobody wrote it down."""
    columns = [name for name in columns_of(course.practical_sheet) if name != missing]
    with pytest.raises(PlainError, match=f"has no {missing}"):
        imported(row(), columns=columns)


def test_headers_as_the_sheet_writes_them(store, course, row, tmp_path):
    """Ids with hyphens, blanks and capitals are the same columns."""
    names = [name.replace("_", "-").title() for name in row()]
    file = tmp_path / "OSCE.csv"
    file.write_text(";".join(names) + "\n" + ";".join(map(str, row().values())) + "\n")
    assert numbers(import_marks(store, course, file)) == (1, 0, 0, 0)
