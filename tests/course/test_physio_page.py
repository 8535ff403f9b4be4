"""The page that a learner can hand to a physiotherapist."""

import io
import os
import re
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from pypdf import PdfReader

from course.diary import Diary
from course.errors import PlainError
from course.journal import Journal, now
from course.log import Record
from course.physio_page import PhysioPage, Section, export_report, page_bytes, physio_page
from course.sample import MARK, sample_diary
from course.screening import Verdict
from course.standing import Standing, record_verdict


@pytest.fixture
def page(course):
    return physio_page(course, sample_diary(course), Standing("none", ""), now())


def told(page):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", page_bytes(page, "html").decode())))


def test_it_holds_what_a_physiotherapist_asks(page):
    """Practice, measures with error, stops and pain, and why range and pain stand apart."""
    text = told(page)
    for words in (
        "days with practice", "±2.1 cm", "at least ±3.3 cm", "no change beyond noise", "Supine spinal twist:",
        "pain 2 before a session, 4 after it", "never fitted against each other", "16 trials",
    ):  # fmt: skip
        assert words in text


def test_days_of_another_year_have_it(course):
    """A change may be years old: a page of the next year names the year, one of the same year need not."""
    for year, day in (
        (2026, "on 22 May "),
        (2027, "on 22 May 2026"),
    ):
        moment = datetime(year, 6, 1, tzinfo=UTC)
        text = told(physio_page(course, sample_diary(course), Standing("none", ""), moment))
        assert day in text and ("since 13 May 2026" in text) is (year == 2027)
        assert "20.8 cm, ±2.1 cm" in text


def test_every_measure_stands_there_in_the_order_of_the_course(course):
    """However many were logged, and whatever order the journal has them in."""
    ids = reversed(course.measures)
    diary = Diary({id: readings(course.measures[id], range(5)) for id in ids})
    rows = physio_page(course, diary, Standing("none", ""), now()).sections[1].rows[1:]
    assert list(dict.fromkeys(row[0].partition(",")[0] for row in rows)) == [
        measure.name for measure in course.measures.values()
    ]
    assert len(rows) == 16


def test_readings_are_counted_in_the_weeks_of_the_page(course):
    """What was read before them still makes the baseline; a measure that was dropped since is no row."""
    pain, sleep = course.measures["pain-nrs"], course.measures["sleep-nrs"]
    diary = Diary({pain.id: readings(pain, [0, 1, 2, 3, 4, 400, 401]), sleep.id: readings(sleep, range(5))})
    (row,) = physio_page(course, diary, Standing("none", ""), now()).sections[1].rows[1:]
    assert row[:2] == ("Pain", "2") and row[2].startswith("0 out of 10")


def readings(measure, days):
    """The same value every evening, of each side that there is."""
    begin, value = datetime(2025, 3, 1, 20, tzinfo=UTC), max(measure.minimum, 0)
    return [
        Record(begin + timedelta(days=day), value, (value,), side) for day in days for side in measure.sides
    ]


def test_what_was_left_out_and_why(course):
    """Stretches and measures by name, the questions by their title; what was ticked is in no journal."""
    verdict = Verdict(
        outcome="ask-first", scope="some", leave_out=("happy-baby",), change={"figure-four": ("foot-down",)},
        measures_out=("sit-reach-cm",), causes=("joints-and-mornings",),
    )  # fmt: skip
    with Journal().writing() as db:
        record_verdict(db, verdict, now())
    with Journal().reading() as db:
        from course.physio_page import own_page

        text = told(own_page(db, course, now()))
    assert "Left out: Happy baby (modified), Sit and reach." in text
    assert "Changed: Figure-four stretch (" in text
    assert "joints, and stiffness in the morning" in text and "bendy" not in text


def test_more_range_is_not_spoken_well_of_where_it_is_no_aim(course):
    """Nothing on the page calls a change of range important; nor does it tell of bendy joints."""
    diary = replace(sample_diary(course), range_is_no_aim=True)
    mic = course.measures["pain-nrs"].mic
    measures = {id: one.model_copy(update={"mic": mic}) for id, one in course.measures.items()}
    with_mics = course.model_copy(update={"measures": measures})
    text = told(physio_page(with_mics, diary, Standing("none", ""), now()))
    rows = re.findall(r"Knee to chest, (?:left|right).*?(?=Knee|Sit and)", text)
    assert len(rows) == 2 and not any("MIC" in row for row in rows) and "bendy" not in text
    assert "MIC" in told(physio_page(with_mics, sample_diary(course), Standing("none", ""), now()))


def test_one_page_of_a4_whatever_there_is(course, page):
    """The sample, an empty log, and ten times as much all fit."""
    full = PhysioPage(page.title, page.subtitle, page.sections[:3] * 3 + page.sections[3:])
    empty = physio_page(course, Diary(), Standing("none", "Not yet."), now())
    for one in (page, empty, full):
        pdf = PdfReader(io.BytesIO(page_bytes(one, "pdf")))
        assert len(pdf.pages) == 1
        assert [float(side) for side in pdf.pages[0].mediabox[2:]] == pytest.approx([595, 842], abs=1)
        words = re.sub(r"\s+", " ", pdf.pages[0].extract_text())
        assert "from a return to the usual" in words


def test_sample_is_marked(page):
    """In both forms."""
    assert told(page).count(MARK) >= 2
    assert MARK in PdfReader(io.BytesIO(page_bytes(page, "pdf"))).pages[0].extract_text()


def test_html_is_one_file_without_scripts(page):
    """Nothing runs, nothing is fetched, and what stands in it is escaped."""
    evil = PhysioPage("<script>x</script>", '"><img src=x>', (Section("<b>", ("<i>",), (("<u>",), ("&",))),))
    text = page_bytes(evil, "html").decode()
    assert not re.search(r"<(script|img|b|i|u)\b", text)
    assert "default-src 'none'" in text and "http" not in text.replace("http-equiv", "")


def test_no_praise(page):
    """Neither range nor pain is called better or good."""
    assert not re.search(r"\b(better|improv\w*|good|great|progress|well done)\b", told(page).lower())


def test_export_writes_by_the_ending(course, tmp_path):
    """HTML or PDF, a new file only, its owner's alone; any other ending is refused."""
    for name, begins in (("a.html", b"<!doctype"), ("a.pdf", b"%PDF")):
        export_report(Journal(), course, tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begins)
        assert os.name == "nt" or stat.S_IMODE((tmp_path / name).stat().st_mode) == 0o600
        with pytest.raises(PlainError, match="is there already"):
            export_report(Journal(), course, tmp_path / name)
    with pytest.raises(PlainError, match="html or pdf"):
        export_report(Journal(), course, tmp_path / "a.docx")
