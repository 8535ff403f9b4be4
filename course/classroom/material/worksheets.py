"""A printed worksheet a stretch, its answers on a sheet of their own, and the station's marking sheet;
the half page for screening in private, and the table into which the station's marks are typed.

All of it comes from the content, so that what is asked is what the lessons teach.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import zip_longest
from math import hypot
from pathlib import Path

from course.classroom.material.half_page import half_page
from course.classroom.material.marking_sheet import marking_sheet
from course.classroom.sheet_pdf import HEIGHT_OF_WIDTH, Sheet
from course.classroom.store.practical_marks import empty_marks
from course.errors import PlainError
from course.exchange.whole_file import make_folder, write_new
from course.folders import picture_file
from course.schema import Course, Stretch

NOT_REVIEWED = "Not yet reviewed by a clinician. Teaching material; it informs and does not diagnose."
FOOT = "Bedstretch  ·  content under CC BY 4.0"
DAYS = 5
ADVICE = {
    "leave-out": "Leave it out", "ask-first": "Ask first", "change": "Another form", "stop": "Stop",
}  # fmt: skip
DECIDE = "Leave it out · ask first · another form · stop. A person's own safety check comes first."
CASES, SLIPS, ATTACHMENTS = 4, 3, 3
"""How many of each a sheet asks for, so that it fills two pages."""

APART = 0.018
"""Two points closer than this share of the picture's width, 2.3 mm in print, look like one."""


def export_worksheets(course: Course, folder: Path, students: Iterable[str] = ()) -> list[Path]:
    """Writes worksheet, answers and marking sheet of every stretch, three PDFs each, the half page, and
    `marks.csv` with a row a student; the files.

    Raises `PlainError` where one of them is there already or the folder takes none.
    """
    sheets = {
        folder / "half-page.pdf": half_page(course.safety),
        folder / "marks.csv": empty_marks(course.practical_sheet, students),
    }
    for id, stretch in course.stretches.items():
        sheets[folder / f"worksheet-{id}.pdf"] = worksheet(course, stretch)
        sheets[folder / f"answers-{id}.pdf"] = worksheet(course, stretch, with_answers=True)
        sheets[folder / f"marking-{id}.pdf"] = marking_sheet(course, stretch)
    if there := [file for file in sheets if file.exists()]:
        raise PlainError(f"{there[0]}: is there already; choose another folder, or move it aside")
    make_folder(folder)
    for file, content in sheets.items():
        write_new(file, content)
    return list(sheets)


def worksheet(course: Course, stretch: Stretch, *, with_answers: bool = False) -> bytes:
    """The sheet as PDF: to label, to work out, to decide, to say; with answers, it is the teacher's."""
    title = f"{stretch.name}: answers, for the teacher" if with_answers else f"{stretch.name}: worksheet"
    sheet = Sheet(title, FOOT)
    if not with_answers:
        sheet.text_block("Name or pseudonym: ______________________________     Date: ________________")
    if stretch.reviewed_by is None:
        sheet.text_block(NOT_REVIEWED, "I", 8.5)
    _labels(sheet, course, stretch, with_answers)
    _attachments(sheet, course, stretch, with_answers)
    _questions(sheet, "3  Work out the dose", "", dose_questions(course, stretch), with_answers)
    _questions(
        sheet,
        "4  Who does what? Decide, and say why in one sentence",
        DECIDE,
        cases_of(stretch),
        with_answers,
    )
    slips = [(slip.slip, slip.instead) for slip in stretch.slips[:SLIPS]]
    _questions(sheet, "5  You see this slip. What do you say?", "", slips, with_answers)
    return bytes(sheet.output())


def _labels(sheet: Sheet, course: Course, stretch: Stretch, with_answers: bool) -> None:
    points, behind = labels_of(stretch)
    sheet.heading("1  Label the picture")
    sheet.text_block("Name what each number points at. Then write L for lengthened or W for working.")
    picture = stretch.pictures.muscles
    places = [(x, y) for _, x, y in points]
    sheet.labelled_picture(picture_file(picture.file), picture.alt, places)
    how = {target.muscle: target.how for target in stretch.targets}
    answers = [
        (course.muscles[id].name, how[id][0].upper()) if with_answers else ("", "") for id, _, _ in points
    ]
    rows = [(str(n), *answer) for n, answer in enumerate(answers, 1)]
    half = (len(rows) + 1) // 2
    both = [(*left, *right) for left, right in zip_longest(rows[:half], rows[half:], fillvalue=("", "", ""))]
    sheet.rows(("No.", "Name", "L/W", "No.", "Name", "L/W"), both, (7, 36, 7, 7, 36, 7))
    if behind:
        names = ", ".join(course.muscles[id].name for id in behind)
        question = f"Name {len(behind)} more that lie too close to these to be pointed at: "
        sheet.text_block(question + (names if with_answers else "_" * 40))


def labels_of(stretch: Stretch) -> tuple[list[tuple[str, float, float]], list[str]]:
    """The targets that the picture can tell apart, and the ids of those closer than `APART` to one of them.

    The first as muscle id and place, in shares of the picture's size; the main ones come first.
    """
    points = json.loads(picture_file(stretch.pictures.muscles.labels).read_text(encoding="utf-8"))["points"]
    targets = {target.muscle for target in stretch.targets}
    shown: list[tuple[str, float, float]] = []
    behind = []
    for id, x, y in ((point["id"], point["x"], point["y"]) for point in points if point["id"] in targets):
        if any(hypot(x - at_x, (y - at_y) * HEIGHT_OF_WIDTH) < APART for _, at_x, at_y in shown):
            behind.append(id)
        else:
            shown.append((id, x, y))
    return shown, behind


def _attachments(sheet: Sheet, course: Course, stretch: Stretch, with_answers: bool) -> None:
    muscles = [course.muscles[target.muscle] for target in stretch.targets]
    muscles = [muscle for muscle in muscles if muscle.kind == "muscle"][:ATTACHMENTS]
    sheet.heading("2  From memory: attachments, action, nerve", room_mm=60)
    blank = "\n\n\n"
    facts = [(muscle.origin, muscle.insertion, muscle.action, muscle.innervation) for muscle in muscles]
    rows = [
        (muscle.name, *(fact if with_answers else (blank,) * 4))
        for muscle, fact in zip(muscles, facts, strict=True)
    ]
    sheet.rows(("Muscle", "Origin", "Insertion", "Action", "Nerve"), rows, (18, 24, 20, 20, 18), 4.6)


def dose_questions(course: Course, stretch: Stretch) -> list[tuple[str, str]]:
    """Questions on the stretch's own dose, each with its answer worked out."""
    if stretch.mode == "repetitions":
        each = course.timing.repetition_seconds
        once = stretch.repetitions * each
        first = f"{stretch.repetitions} repetitions of {each} seconds: how many seconds of movement is that?"
        return [
            (first, f"{stretch.repetitions} × {each} s = {once} s"),
            (f"And on {DAYS} evenings, in minutes?", _minutes(once)),
        ]
    side = " on each side" if stretch.two_sided else ""
    once = stretch.hold_seconds * stretch.sets
    first = f"Holds of {stretch.hold_seconds} seconds, {stretch.sets} of them{side}: how many seconds{side}?"
    more = [(f"On {DAYS} evenings, in minutes{side}?", _minutes(once))]
    if stretch.two_sided:
        both = f"2 × {once} s = {2 * once} s, changing over not counted"
        more.append(("Both sides together, in one evening?", both))
    return [(first, f"{stretch.sets} × {stretch.hold_seconds} s = {once} s"), *more]


def _minutes(seconds: int) -> str:
    return f"{DAYS} × {seconds} s = {DAYS * seconds} s = {DAYS * seconds / 60:g} min"


def cases_of(stretch: Stretch) -> list[tuple[str, str]]:
    """Who, and what is advised and why: as many kinds of advice as there are, in the content's order."""
    kinds = dict.fromkeys(caution.advice for caution in stretch.cautions)
    picked = [next(c for c in stretch.cautions if c.advice == kind) for kind in kinds]
    picked += [caution for caution in stretch.cautions if caution not in picked]
    return [(f"{c.who}.", f"{ADVICE[c.advice]}. {c.why}") for c in picked[:CASES]]


def _questions(
    sheet: Sheet, heading: str, task: str, pairs: list[tuple[str, str]], with_answers: bool
) -> None:
    """Each question, then its answer or a line to write it on."""
    sheet.heading(heading, room_mm=40)
    if task:
        sheet.text_block(task)
    for letter, (question, answer) in zip("abcdefgh", pairs, strict=False):
        if sheet.will_page_break(18):
            sheet.add_page()
        sheet.text_block(f"{letter})  {question}")
        if with_answers:
            sheet.text_block(answer, "B")
        else:
            sheet.blank_lines(1)
