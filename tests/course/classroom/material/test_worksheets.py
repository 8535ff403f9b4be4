"""Worksheets and marking sheets, read back from their PDFs: asked of students what the content answers."""

import io
from itertools import combinations
from math import dist

import pytest
from pypdf import PdfReader

from course.classroom.material.half_page import half_page, half_page_in_words
from course.classroom.material.marking_sheet import marking_sheet
from course.classroom.material.worksheets import cases_of, dose_questions, labels_of, worksheet
from course.shell import main

STRETCHES = [
    "pelvic-tilt", "single-knee-to-chest", "double-knees-to-chest", "supine-spinal-twist", "figure-four",
    "happy-baby",
]  # fmt: skip


def words(content):
    """All that a PDF says, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages).split())


@pytest.mark.parametrize("id", STRETCHES)
def test_what_is_asked_is_answered_on_the_teachers_sheet_alone(course, id):
    """No muscle of the picture and no answer stands on the student's sheet; all stand on the teacher's."""
    stretch = course.stretches[id]
    asked, answered = words(worksheet(course, stretch)), words(worksheet(course, stretch, with_answers=True))
    for question, answer in [*dose_questions(course, stretch), *cases_of(stretch)]:
        assert " ".join(question.split()) in asked and " ".join(answer.split()) not in asked
        assert " ".join(answer.split()) in answered
    named = [course.muscles[muscle] for muscle, _, _ in labels_of(stretch)[0]]
    given = {target.muscle for target in stretch.targets}
    assert len(named) >= 4 and {muscle.id for muscle in named} <= given
    hidden = [m.name for m in named if len(m.name) > 12 and m.name not in asked]
    assert hidden or len(named) <= 4
    for muscle in named:
        assert muscle.name.split()[0] in answered


@pytest.mark.parametrize("id", STRETCHES)
def test_what_cannot_be_told_apart_is_asked_in_words(course, id):
    """No two numbers point at one spot; nothing the picture shows is lost for it."""
    stretch = course.stretches[id]
    shown, behind = labels_of(stretch)
    gaps = [dist((x, y * 0.625), (u, v * 0.625)) for (_, x, y), (_, u, v) in combinations(shown, 2)]
    assert min(gaps) >= 0.018 and len(shown) >= 4
    asked, answered = words(worksheet(course, stretch)), words(worksheet(course, stretch, with_answers=True))
    assert (f"Name {len(behind)} more" in asked) == bool(behind)
    for muscle in behind:
        assert course.muscles[muscle].name in answered


def test_the_dose_is_worked_out_from_the_content(course):
    """Figure four: two holds of 30 seconds a side; the tilt is counted in repetitions."""
    answers = [answer for _, answer in dose_questions(course, course.stretches["figure-four"])]
    assert answers[:2] == ["2 × 30 s = 60 s", "5 × 60 s = 300 s = 5 min"]
    assert dose_questions(course, course.stretches["pelvic-tilt"])[0][1] == "6 × 10 s = 60 s"


@pytest.mark.parametrize("id", STRETCHES)
def test_a_marking_sheet_has_the_station_and_this_stretch(course, id):
    """Criteria with points, a tick for each critical line and rater, and this stretch's cues and slips."""
    stretch, station = course.stretches[id], course.practical_sheet
    text = words(marking_sheet(course, stretch))
    for criterion in station.criteria:
        assert " ".join(criterion.text.split()) in text
        assert criterion.critical is None or " ".join(criterion.critical.split()) in text
    for rating in station.ratings[1:]:
        assert rating in text
    assert text.count("☐") == 2 * sum(criterion.critical is not None for criterion in station.criteria)
    assert "Rater 1" in text and "Rater 2" in text and f"Sum {station.max_points}" in text
    for told in (stretch.cues.hold, stretch.slips[0].instead, stretch.easier[0].text):
        assert " ".join(told.split()) in text


@pytest.mark.parametrize("make", [worksheet, marking_sheet])
def test_a_sheet_says_its_title_and_language_and_fills_two_pages(course, make):
    """For screen readers and file lists; a sheet is printed on both sides of one paper."""
    for stretch in course.stretches.values():
        pdf = PdfReader(io.BytesIO(make(course, stretch)))
        assert pdf.metadata.title.startswith(stretch.name) and pdf.trailer["/Root"]["/Lang"] == "en-GB"
        assert len(pdf.pages) == 2
        assert pdf.pages[0].mediabox.width == pytest.approx(595.3, abs=0.5)


def alternatives(node):
    """Every text that stands for a picture, from a PDF's structure tree."""
    node = node.get_object()
    below = node.get("/K", []) if hasattr(node, "get") else []
    for child in below if isinstance(below, list) else [below]:
        yield from alternatives(child)
    if hasattr(node, "get") and "/Alt" in node:
        yield str(node["/Alt"])


def test_the_picture_has_its_text(course):
    """What a screen reader says of it is in the file."""
    content = worksheet(course, course.stretches["figure-four"])
    root = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert any("plain figure" in alt for alt in alternatives(root["/StructTreeRoot"]))


def test_the_half_page_says_who_does_what_on_one_side_twice(course):
    """The three questions before every start, then who gets help, who watches; no line crosses the cut."""
    content, page = half_page(course.safety), course.safety.half_page
    (sheet,) = PdfReader(io.BytesIO(content)).pages
    text = words(content)
    daily = course.safety.daily_check
    said = [daily.new_signs_ask, *daily.new_signs, daily.pain_ask, daily.up_an_hour_ask, page.if_new]
    for part in [*said, *(part for group in page.groups for part in (group.title, *group.parts))]:
        assert text.count(" ".join(part.split())) == 2, part
        assert part.split()[0] in half_page_in_words(course.safety)
    heights = []
    sheet.extract_text(visitor_text=lambda text, _, matrix, *rest: text.strip() and heights.append(matrix[5]))
    middle = float(sheet.mediabox.height) / 2
    assert all(abs(height - middle) > 15 for height in heights)


def test_the_table_for_marks_has_the_roster(tmp_path, capsys):
    """In its order; a line that cannot be read is told, and a roster that is none writes nothing."""
    (tmp_path / "roster.csv").write_text("id,name\nowl,Bo\nfox,Ann\n,Cy\n")
    folder = tmp_path / "sheets"
    assert main(["export", "worksheets", str(folder), "--roster", str(tmp_path / "roster.csv")]) == 0
    assert "line 4, id: is empty" in capsys.readouterr().out
    rows = (folder / "marks.csv").read_text("utf-8-sig").splitlines()
    assert [row.split(",")[0] for row in rows] == ["student", "owl", "fox"]
    (tmp_path / "no.csv").write_text("a,b\n")
    assert main(["export", "worksheets", str(tmp_path / "x"), "--roster", str(tmp_path / "no.csv")]) == 1
    assert not (tmp_path / "x").exists()


def test_the_shell_writes_three_sheets_a_stretch_and_never_over_a_file(tmp_path, capsys):
    """A second call changes nothing and says so."""
    folder = tmp_path / "sheets"
    assert main(["export", "worksheets", str(folder)]) == 0
    names = {file.name for file in folder.iterdir()}
    sheets = {f"{kind}-{id}.pdf" for kind in ("worksheet", "answers", "marking") for id in STRETCHES}
    assert names == sheets | {"half-page.pdf", "marks.csv"}
    before = {file.name: file.stat().st_mtime_ns for file in folder.iterdir()}
    assert main(["export", "worksheets", str(folder)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert {file.name: file.stat().st_mtime_ns for file in folder.iterdir()} == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path, capsys):
    """One line, no traceback."""
    (tmp_path / "file").write_text("x")
    assert main(["export", "worksheets", str(tmp_path / "file" / "folder")]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
