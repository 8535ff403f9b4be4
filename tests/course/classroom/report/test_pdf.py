"""The report as PDF."""

import io

import pytest
from pypdf import PdfReader

from course.classroom.report.blocks import Report, Section, Table
from course.classroom.report.page import TITLE, class_report
from course.classroom.report.pdf import pdf_pages
from course.journal import now
from tests.course.classroom.small_class import hostile_class


def read(content):
    return PdfReader(io.BytesIO(content))


def words(pdf):
    return " ".join(" ".join(page.extract_text() for page in pdf.pages).split())


@pytest.fixture(scope="module")
def pdf(course):
    """With the roster's names, which are hostile."""
    return read(pdf_pages(class_report(hostile_class(course), now(), with_names=True)))


def test_title_language_and_outline(pdf):
    """So that readers and search find their way."""
    assert pdf.metadata.title == TITLE
    assert pdf.trailer["/Root"]["/Lang"] == "en-GB"
    assert "What to look at first" in [entry.title for entry in pdf.outline]


def test_hostile_names_are_text(pdf):
    """Nothing that acts: no script, no link, no form; the letters alone."""
    raw = str(pdf.trailer["/Root"])
    assert "/JavaScript" not in raw and "/AcroForm" not in raw and "/Launch" not in raw
    assert all("/Annots" not in page for page in pdf.pages)
    text = words(pdf)
    assert "=HYPERLINK" in text and "<script>" in text and "\u202e" not in text and "A" * 61 not in text


def test_heads_stand_on_every_page_of_a_table():
    """A table of 200 rows."""
    rows = tuple((f"row {number}", str(number)) for number in range(200))
    table = Table("Long", ("Student", "Attempts"), rows, (1,))
    pages = read(pdf_pages(Report("T", "s", (Section("Long table", (table,), "x"),)))).pages
    assert len(pages) > 2 and all("Attempts" in page.extract_text() for page in pages)
    assert "row 199" in pages[-1].extract_text()


def lines(page):
    """The text of each line of a page, by its height."""
    found = {}

    def take(text, _, matrix, *rest):
        if text.strip():
            found[round(matrix[5])] = found.get(round(matrix[5]), "") + text.strip()

    page.extract_text(visitor_text=take)
    return found.values()


def test_a_number_with_its_interval_stands_on_one_line():
    """In the widest table of the report; texts take the room that is left, however they were shared."""
    interval = "0.88 (0.81 to 0.94)"
    heads = ("No.", "Question", *(f"Discrimination {n}" for n in range(5)), "SD", "n")
    row = ("1", "What is stretched here, and what is not? " * 2, *[interval] * 5, "0.40", "41")
    table = Table("Wide", heads, (row,), tuple(range(2, 9)), (12, 2, 1, 1, 1, 1, 1, 9, 9))
    (page,) = read(pdf_pages(Report("T", "s", (Section("h", (table,), "x"),)))).pages
    assert any(line.count(interval) == 5 for line in lines(page))


def test_what_is_left_out_is_said_once_a_quiz():
    """Two folded sections that follow each other are one omission."""
    folded = [Section("f", ("hidden",), "f", 3, True)] * 2
    sections = (Section("a", ("x",), "a"), *folded, Section("b", ("y",), "b"), *folded)
    text = words(read(pdf_pages(Report("T", "s", sections))))
    assert text.count("stands in the HTML report") == 2 and "hidden" not in text


def test_scripts_that_the_font_lacks_are_boxes():
    """A name in Chinese, or with a new emoji, ends no report."""
    pdf = read(pdf_pages(Report("T", "王小明 \U0001faf6 Ann", (Section("h", ("x",), "x"),))))
    assert "□□□ □ Ann" in words(pdf)
