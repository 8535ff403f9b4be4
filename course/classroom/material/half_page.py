"""The half page by which everybody in a class screens themselves before it moves; nobody collects it."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import fill

from course.classroom.sheet_pdf import Sheet
from course.schema import Safety

FOOT = "Bedstretch  ·  content under CC BY 4.0"
TITLE_MM, HALF_MM = 9, 297 / 2
LINE_WIDTH = 110


def half_page(safety: Safety) -> bytes:
    """A sheet of A4 as PDF with the half page twice, to be cut."""
    sheet = Sheet(safety.half_page.title, FOOT)
    for top in (None, HALF_MM + TITLE_MM):
        if top is not None:
            sheet.set_y(top)
            sheet.title_block(safety.half_page.title)
        for heading, text in _parts(safety):
            marked = f"**{heading}** {text}" if heading else text
            sheet.set_font("DejaVu", "", 7.7)
            sheet.multi_cell(0, 3.45, marked, new_x="LMARGIN", new_y="NEXT", align="L", markdown=True)
            sheet.ln(1.1)
    sheet.set_draw_color(140)
    sheet.set_dash_pattern(dash=2, gap=2)
    sheet.line(0, HALF_MM, sheet.w, HALF_MM)
    return bytes(sheet.output())


def half_page_in_words(safety: Safety) -> str:
    """The same as plain text, in lines of at most `LINE_WIDTH` characters."""
    parts = [fill(f"{heading} {text}".strip(), LINE_WIDTH) for heading, text in _parts(safety)]
    return "\n\n".join([safety.half_page.title.upper(), *parts])


def _parts(safety: Safety) -> Iterator[tuple[str, str]]:
    """Each part's heading, or none, and its text: the three questions first, then who does what."""
    page, daily = safety.half_page, safety.daily_check
    yield page.note, "" if safety.reviewed_by else "Not yet reviewed by a clinician."
    yield f"1. {daily.new_signs_ask}", f"{' · '.join(daily.new_signs)}. {page.if_new}"
    yield f"2. {daily.pain_ask}", ""
    yield f"3. {daily.up_an_hour_ask}", ""
    for group in page.groups:
        yield group.title, group.parts[0]
        yield from (("", part) for part in group.parts[1:])
