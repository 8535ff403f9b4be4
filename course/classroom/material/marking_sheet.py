"""The marking sheet of the practical station for one stretch: two raters, points, a global rating.

The criteria are the course's practical sheet, the same that `bedstretch class marks` reads; on its back
stands what this stretch asks for.
"""

from __future__ import annotations

from collections.abc import Iterator

from course.classroom.sheet_pdf import Sheet
from course.schema import Course, Stretch
from course.schema.practical import RATING_WORDS, PracticalSheet

FOOT = "Bedstretch  ·  practical station  ·  no health detail of anybody belongs on this sheet"
TICK = "\u2610"


def marking_sheet(course: Course, stretch: Stretch) -> bytes:
    """The sheet as PDF."""
    station = course.practical_sheet
    sheet = Sheet(f"{stretch.name}: practical station", FOOT)
    sheet.text_block(
        "Candidate: ______________________   Date: __________   Rater 1: ______   Rater 2: ______"
    )
    sheet.text_block(f"{station.task} Here: {stretch.name}. {station.minutes} minutes, "
                     f"and {station.feedback_minutes} for feedback.")  # fmt: skip
    sheet.heading("Global rating, before any adding up")
    ratings = [RATING_WORDS.get(rating, rating) for rating in station.ratings]
    sheet.rows(("", *ratings), [("Rater 1", *[""] * len(ratings)), ("Rater 2", *[""] * len(ratings))],
               (14, *[17] * len(ratings)))  # fmt: skip
    sheet.heading("Points, whole or half")
    sheet.rows(("What the rater looks for", "Of", "Rater 1", "Rater 2"),
               [*_rows(station), ("Sum", str(station.max_points), "", "")], (62, 8, 15, 15), 4.8)  # fmt: skip
    if any(criterion.critical for criterion in station.criteria):
        text = "A critical line that is ticked ends the station as not yet passed, whatever the sum."
        sheet.text_block(text, "B", 9)
    for text in ("One thing to keep:", "One thing to change:"):
        sheet.text_block(text, "B")
        sheet.blank_lines(1)
    sheet.add_page()
    _what_to_look_for(sheet, stretch)
    sheet.heading("How it is run")
    for text in (station.raters, station.accommodations, station.at_a_distance):
        sheet.text_block(text, size=8.5)
    return bytes(sheet.output())


def _rows(station: PracticalSheet) -> Iterator[tuple[str, ...]]:
    """A critical line is a row of its own, as it is a column of its own in the CSV."""
    for criterion in station.criteria:
        yield criterion.text, str(criterion.max_points), "", ""
        if criterion.critical:
            yield f"CRITICAL, tick if so: {criterion.critical}", "", TICK, TICK


def _what_to_look_for(sheet: Sheet, stretch: Stretch) -> None:
    """Cues, feeling, slips, easier forms and stop signs, as the content has them."""
    sheet.heading("This stretch: cues", room_mm=30)
    for cue in (stretch.cues.move_in, stretch.cues.hold, stretch.cues.move_out):
        sheet.text_block(f"·  {cue.format(side='left')}", size=9)
    sheet.text_block(f"·  Felt: {stretch.feel.text}", size=9)
    sheet.heading("This stretch: slips, and the kinder way", room_mm=30)
    rows = [(slip.slip, slip.instead, "") for slip in stretch.slips]
    sheet.rows(("Slip", "Instead", "Seen"), rows, (40, 50, 10), 4.8)
    sheet.heading("This stretch: easier forms", room_mm=30)
    for form in stretch.easier:
        sheet.text_block(f"·  {form.text}", size=9)
    sheet.heading("This stretch: when it ends at once", room_mm=30)
    for caution in stretch.cautions:
        if caution.advice == "stop":
            sheet.text_block(f"·  {caution.who}. {caution.why}", size=9)
