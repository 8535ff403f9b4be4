"""A class report as PDF: A4, tables with their heads repeated on each page, pictures with their words.

What is folded on the HTML page is left out, and the foot of its quiz says so.
"""

from __future__ import annotations

import io
from functools import cache

from fpdf import FontFace
from fpdf.enums import TableCellFillMode
from matplotlib.ft2font import FT2Font

from course.classroom.report.blocks import Block, Picture, Points, Report, Section, Table, Warn
from course.classroom.sheet_pdf import FONTS, INK, PALE, Sheet
from course.plots.look import figure_of, saved

FOOT = "Bedstretch, results of a class: keep it where only teachers can read it"
PICTURE_PX = 620
PICTURE_MM = 118
"""Narrower than the page, so that it leaves no half page empty before it."""
ROOM_MM, ROOM_WITH_PICTURE_MM = 60, 125
"""What a section begins with has to fit below its heading, else it begins on the next page."""
PADDING_MM, PADDING_OF_MANY_MM = (0.6, 1.8), (0.6, 0.9)
NARROW_MM = 12
"""A column of text that is no wider is never broken into lines."""
MANY_COLUMNS = 7
LEFT_OUT = "Who picked what in the other questions stands in the HTML report."


def pdf_pages(report: Report) -> bytes:
    """The file's content."""
    sheet = Sheet(_drawable(report.title), FOOT)
    sheet.set_creator(report.generator)
    sheet.text_block(_drawable(report.subtitle))
    for before, section in zip((None, *report.sections), report.sections, strict=False):
        if not section.is_extra:
            _section(sheet, section)
        elif not before.is_extra:
            sheet.text_block(LEFT_OUT, "I")
    return bytes(sheet.output())


def _section(sheet: Sheet, section: Section) -> None:
    is_drawn = any(isinstance(block, Picture) for block in section.blocks[:3])
    sheet.heading(_drawable(section.heading), ROOM_WITH_PICTURE_MM if is_drawn else ROOM_MM)
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
    size, padding = (6.2, PADDING_OF_MANY_MM) if len(table.heads) > MANY_COLUMNS else (7.6, PADDING_MM)
    if sheet.will_page_break(32):
        sheet.add_page()
    sheet.text_block(_drawable(table.caption), "B", 8.5)
    sheet.set_font("DejaVu", "", size)
    sheet.set_draw_color(140)
    align = tuple("RIGHT" if at in table.numbers else "LEFT" for at in range(len(table.heads)))
    with sheet.table(
        col_widths=_widths(sheet, table, padding[1]), line_height=size * 0.5, padding=padding,
        text_align=align,
        headings_style=FontFace(emphasis="BOLD", fill_color=PALE, color=INK, size_pt=size),
        cell_fill_mode=TableCellFillMode.NONE, borders_layout="HORIZONTAL_LINES",
    ) as rows:  # fmt: skip
        for cells in (table.heads, *table.rows):
            rows.row(list(map(_drawable, cells)))
    sheet.ln(3)


def _widths(sheet: Sheet, table: Table, padding: float) -> tuple[float, ...]:
    """Columns in mm: numbers and short texts on one line, other texts by the table's shares of what is left.

    The font is set. Where all fits, columns share alike what is over.
    """
    sides = 2 * padding + 0.2
    columns = range(len(table.heads))
    whole = [max((_width(sheet, row[at]) for row in table.rows), default=0) + sides for at in columns]
    words = [max(_width(sheet, word, "B") for word in head.split() or [""]) + sides for head in table.heads]
    wanted = [max(pair) for pair in zip(whole, words, strict=True)]
    if (over := sheet.epw - sum(wanted)) >= 0:
        return tuple(width + over / len(wanted) for width in wanted)
    shares = table.widths or (1,) * len(wanted)
    texts = [at for at in columns if at not in table.numbers and wanted[at] > NARROW_MM]
    left = sheet.epw - sum(wanted[at] for at in columns if at not in texts)
    if not texts or left < len(texts) * NARROW_MM:
        return tuple(map(float, shares))
    of = sum(shares[at] for at in texts)
    return tuple(left * shares[at] / of if at in texts else wanted[at] for at in columns)


def _width(sheet: Sheet, text: str, style: str = "") -> float:
    sheet.set_font(style=style)
    width = sheet.get_string_width(_drawable(text))
    sheet.set_font(style="")
    return width


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
