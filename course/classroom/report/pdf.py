"""A class report as PDF: A4, tables with their heads repeated on each page, pictures with their words.

What is folded on the HTML page is left out, and the foot of its quiz says so.
"""

from __future__ import annotations

import io
from functools import cache

from fpdf import FontFace
from fpdf.enums import TableCellFillMode
from matplotlib.ft2font import FT2Font

from course.classroom.material.sheet_pdf import FONTS, INK, PALE, Sheet
from course.classroom.report.blocks import Block, Picture, Points, Report, Section, Table, Warn
from course.plots.look import figure_of, saved

FOOT = "Bedstretch, results of a class: keep it where only teachers can read it"
PICTURE_PX = 620
PICTURE_MM = 145
MANY_COLUMNS = 7
LEFT_OUT = "Who picked what in the other questions stands in the HTML report."


def pdf_pages(report: Report) -> bytes:
    """The file's content."""
    sheet = Sheet(_drawable(report.title), FOOT)
    sheet.set_creator(report.generator)
    sheet.text_block(_drawable(report.subtitle))
    for section in report.sections:
        _section(sheet, section)
    return bytes(sheet.output())


def _section(sheet: Sheet, section: Section) -> None:
    if section.is_extra:
        sheet.text_block(LEFT_OUT, "I")
        return
    sheet.heading(_drawable(section.heading), 60)
    sheet.start_section(_drawable(section.heading), strict=False)
    for block in section.blocks:
        _block(sheet, block)


def _block(sheet: Sheet, block: Block) -> None:
    match block:
        case str():
            if block.endswith(":") and sheet.will_page_break(25):
                sheet.add_page()
            sheet.text_block(_drawable(block))
        case Warn():
            sheet.text_block(_drawable(block.text), "B")
        case Points():
            _points(sheet, block)
        case Table():
            _table(sheet, block)
        case Picture():
            _picture(sheet, block)


def _points(sheet: Sheet, points: Points) -> None:
    left = sheet.l_margin
    for place, (lead, *lines) in enumerate(points.items, 1):
        if sheet.will_page_break(16):
            sheet.add_page()
        sheet.set_font("DejaVu", "B", 9.5)
        sheet.set_x(left)
        sheet.cell(6, 4.75, f"{place}." if points.is_ordered else "•")
        sheet.set_left_margin(left + 6)
        sheet.multi_cell(0, 4.75, _drawable(lead), new_x="LMARGIN", new_y="NEXT", align="L")
        for line in filter(None, map(str.strip, lines)):
            sheet.set_x(left + 6)
            sheet.text_block(_drawable(line), size=9)
        sheet.set_left_margin(left)
        sheet.ln(0.6)
    sheet.set_x(left)


def _table(sheet: Sheet, table: Table) -> None:
    size = 6.4 if len(table.heads) > MANY_COLUMNS else 7.6
    if sheet.will_page_break(32):
        sheet.add_page()
    sheet.text_block(_drawable(table.caption), "B", 8.5)
    sheet.set_font("DejaVu", "", size)
    sheet.set_draw_color(140)
    align = tuple("RIGHT" if at in table.numbers else "LEFT" for at in range(len(table.heads)))
    with sheet.table(
        col_widths=table.widths or None, line_height=size * 0.5, text_align=align, padding=0.6,
        headings_style=FontFace(emphasis="BOLD", fill_color=PALE, color=INK, size_pt=size),
        cell_fill_mode=TableCellFillMode.NONE, borders_layout="HORIZONTAL_LINES",
    ) as rows:  # fmt: skip
        for cells in (table.heads, *table.rows):
            rows.row(list(map(_drawable, cells)))
    sheet.ln(3)


def _picture(sheet: Sheet, picture: Picture) -> None:
    drawing = picture.make()
    figure = figure_of(drawing, PICTURE_PX)
    wide, high = figure.get_size_inches()
    height = PICTURE_MM * high / wide
    if sheet.will_page_break(height + 14):
        sheet.add_page()
    sheet.image(io.BytesIO(saved(figure, "png")), w=PICTURE_MM, h=height, alt_text=_drawable(drawing.words))
    sheet.ln(1)
    sheet.text_block(_drawable(drawing.words), size=8.5)


def _drawable(text: str) -> str:
    """What the font has, and a box for what it has not: a name in another script breaks nothing."""
    return "".join(letter if ord(letter) in _letters() else "□" for letter in text)


@cache
def _letters() -> frozenset[int]:
    """The code points that the plain and the bold font both have."""
    fonts = (FT2Font(str(FONTS / name)) for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"))
    return frozenset.intersection(*(frozenset(font.get_charmap()) for font in fonts))
