"""Sheets of A4 to print: headings, text, lines to write on, tables, pictures with numbers to label."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import matplotlib
from fpdf import FPDF, FontFace, ViewerPreferences
from fpdf.enums import TableCellFillMode

FONTS = Path(matplotlib.get_data_path(), "fonts/ttf")
INK, BLUE, PALE = (31, 31, 31), (11, 79, 121), (232, 238, 242)
LINE_MM = 7.5
"""Between lines that somebody writes on by hand."""
HEIGHT_OF_WIDTH = 750 / 1200
"""Of every picture of the course."""


class Sheet(FPDF):
    """A document with its title, language and page numbers; lengths in millimetres."""

    def __init__(self, title: str, foot: str) -> None:
        super().__init__(format="A4")
        self.foot = foot
        for style, name in (("", "DejaVuSans"), ("B", "DejaVuSans-Bold"), ("I", "DejaVuSans-Oblique")):
            self.add_font("DejaVu", style, FONTS / f"{name}.ttf")
        self.set_title(title)
        self.set_lang("en-GB")
        self.set_author("Bedstretch")
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_margins(18, 15)
        self.set_auto_page_break(True, margin=18)
        self.set_text_color(*INK)
        self.add_page()
        self.title_block(title)

    def title_block(self, title: str) -> None:
        """The title as a line of its own."""
        self.set_font("DejaVu", "B", 17)
        self.set_text_color(*BLUE)
        self.multi_cell(0, 8, title, new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(*INK)
        self.ln(1)

    def footer(self) -> None:
        self.set_y(-13)
        self.set_font("DejaVu", "", 7.5)
        self.cell(0, 5, f"{self.foot}  ·  page {self.page_no()}", align="C")

    def heading(self, text: str, room_mm: float = 25) -> None:
        """A heading that does not stand alone at a page's end."""
        if self.will_page_break(room_mm):
            self.add_page()
        self.ln(3)
        self.set_font("DejaVu", "B", 11.5)
        self.set_text_color(*BLUE)
        self.multi_cell(0, 6, text, new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(*INK)
        self.ln(0.5)

    def text_block(self, text: str, style: str = "", size: float = 9.5) -> None:
        self.set_font("DejaVu", style, size)
        self.multi_cell(0, size * 0.5, text, new_x="LMARGIN", new_y="NEXT", align="L")
        self.ln(1)

    def blank_lines(self, count: int) -> None:
        """Lines to write on."""
        for _ in range(count):
            if self.will_page_break(LINE_MM):
                self.add_page()
            self.ln(LINE_MM)
            self.set_draw_color(140)
            self.line(self.l_margin, self.y, self.w - self.r_margin, self.y)
        self.ln(2)

    def rows(
        self,
        head: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: Sequence[float],
        height_mm: float = 5.5,
    ) -> None:
        """A table with its head repeated on each page; `widths` are shares."""
        self.set_font("DejaVu", "", 8.5)
        self.set_draw_color(140)
        bold = FontFace(emphasis="BOLD", fill_color=PALE, color=INK)
        with self.table(
            col_widths=tuple(widths), line_height=height_mm, headings_style=bold, text_align="LEFT",
            cell_fill_mode=TableCellFillMode.NONE, padding=0.6,
        ) as table:  # fmt: skip
            for cells in (head, *rows):
                row = table.row()
                for cell in cells:
                    row.cell(cell)
        self.ln(2)

    def labelled_picture(
        self, picture: Path, alt: str, points: Sequence[tuple[float, float]], width_mm: float = 128
    ) -> None:
        """A picture with numbers at its edges and lines to their points, which are shares of its size."""
        height = width_mm * HEIGHT_OF_WIDTH
        if self.will_page_break(height + 6):
            self.add_page()
        left, top = (self.w - width_mm) / 2, self.y + 2
        self.image(picture, x=left, y=top, w=width_mm, h=height, alt_text=alt)
        for number, (x, y), (at_x, at_y) in _numbered(points):
            self.set_draw_color(*INK)
            self.set_line_width(0.2)
            edge_x, edge_y = left + at_x * width_mm, top + at_y * height
            self.line(edge_x, edge_y, left + x * width_mm, top + y * height)
            self.set_fill_color(*INK)
            self.circle(left + x * width_mm, top + y * height, 0.5, style="F")
            self.set_fill_color(255, 255, 255)
            self.circle(edge_x, edge_y, 3, style="DF")
            self.set_font("DejaVu", "B", 8)
            self.set_xy(edge_x - 3, edge_y - 2)
            self.cell(6, 4, str(number), align="C")
        self.set_xy(self.l_margin, top + height + 3)


def _numbered(points: Sequence[tuple[float, float]]):
    """Number, point, and where its number stands: half of them left and half right, each from above down."""
    by_x = sorted(range(len(points)), key=lambda at: points[at][0])
    half = (len(points) + 1) // 2
    for edge_x, side in ((-0.06, by_x[:half]), (1.06, by_x[half:])):
        for place, at in enumerate(sorted(side, key=lambda at: points[at][1])):
            yield at + 1, points[at], (edge_x, (place + 0.5) / max(len(side), 1))
