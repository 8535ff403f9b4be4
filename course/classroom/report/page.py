"""What a class report says, as plain sections; `html.py` and `pdf.py` write it out."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from course.classroom.report.arrangements import arrangements
from course.classroom.report.blocks import GENERATOR, Report, Section, many
from course.classroom.report.first import what_first
from course.classroom.report.items import paper_sections
from course.classroom.report.names import names_of
from course.classroom.report.people import who_did_what
from course.classroom.report.reading import how_to_read
from course.classroom.report.results import Results
from course.classroom.report.teach import teach_again
from course.classroom.report.whole_class import changes, shared_logs, station, sureness
from course.errors import PlainError

TITLE = "Bedstretch: results of a class"
LOOKED_AT_BYTES = 8192


def class_report(
    results: Results,
    moment: datetime,
    with_names: bool = False,
    about: str = "",
    with_arrangements: bool = False,
) -> Report:
    """All of it, made at `moment`. Students are called by their pseudonyms unless `with_names`; `about` says
    what `results` were narrowed to. `with_arrangements` adds who has more time; `PlainError` without names.
    """
    if with_arrangements and not with_names:
        raise PlainError("Arrangements are told with names only: a report without names is for other eyes.")
    names = names_of(results.students, with_names)
    sections: list[Section] = [what_first(results, names), teach_again(results), who_did_what(results, names)]
    for paper in results.papers:
        sections += paper_sections(results, paper)
    sections += [
        sureness(results),
        *changes(results, names),
        station(results, names),
        *([arrangements(results, names)] if with_arrangements else []),
        shared_logs(results, moment.date()),
        how_to_read(),
    ]
    count = len(results.students)
    who = "names from the roster" if with_names else "pseudonyms, no names"
    subtitle = f"{about}{many(count, 'student')}, {who}. Made on {moment.day} {moment:%B %Y}."
    return Report(TITLE, subtitle, tuple(sections), GENERATOR)


def report_bytes(report: Report, kind: str) -> bytes:
    """The file's content. `PlainError` for a kind other than html and pdf."""
    if kind == "html":
        from course.classroom.report.html import html_page

        return html_page(report).encode()
    if kind == "pdf":
        from course.classroom.report.pdf import pdf_pages

        return pdf_pages(report)
    raise PlainError(f"A class report is written as html or pdf; found '{kind}'.")


def write_report(report: Report, file: Path) -> None:
    """Writes a file by its ending, for its owner's eyes. A report that was made here before gives way to the
    newer one; raises `PlainError` where anything else is there, or it cannot be written."""
    from course.exchange.whole_file import write_new, write_whole

    content = report_bytes(report, file.suffix.lower().lstrip("."))
    write = write_whole if is_report(file) else write_new
    write(file, content, private=True)


def is_report(file: Path) -> bool:
    """Whether a class report lies there: an HTML file says so at its beginning, a PDF at its end."""
    try:
        with open(file, "rb") as opened:
            begin = opened.read(LOOKED_AT_BYTES)
            opened.seek(max(0, file.stat().st_size - LOOKED_AT_BYTES))
            return GENERATOR.encode() in begin + opened.read()
    except OSError:
        return False
