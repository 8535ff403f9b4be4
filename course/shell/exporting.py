"""`bedstretch export`."""

from __future__ import annotations

import argparse
import os
from argparse import Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path

from course.errors import PlainError
from course.loader import load_course
from course.schema import Course
from course.shell.content import chosen_course, takes_bank


def add_export(commands: argparse._SubParsersAction) -> None:
    export = commands.add_parser("export", help="write quizzes, the log, reminders or a phone page")
    what = export.add_subparsers(required=True, metavar="what")
    for name, ending, run in (("moodle", "xml", _export_moodle), ("qti", "zip", _export_qti)):
        one = what.add_parser(name, help=f"the bank of questions as FILE.{ending}")
        one.add_argument("file", type=Path, metavar=f"FILE.{ending}")
        one.add_argument("--quiz", action="append", metavar="ID", help="only this quiz; may be given again")
        takes_bank(one)
        one.set_defaults(run=run)
    references = what.add_parser("references", help="the bibliography as CSL-JSON, for Zotero and the like")
    references.add_argument("file", type=Path, metavar="FILE.json")
    references.set_defaults(run=_export_references)
    _add_export_calendar(what)
    phone = what.add_parser("phone", help="a session as one page for the phone, FILE.html")
    phone.add_argument("file", type=Path, metavar="FILE.html")
    one = phone.add_mutually_exclusive_group(required=True)
    one.add_argument("--routine", metavar="ID")
    one.add_argument("--stretch", metavar="ID")
    phone.set_defaults(run=_export_phone)
    log = what.add_parser(
        "log", help="your measurements, sessions and stops as FILE.csv, with a data dictionary"
    )
    log.add_argument("file", type=Path, metavar="FILE.csv")
    log.set_defaults(run=_export_log)
    journal = what.add_parser("journal", help="your whole journal as FILE.sqlite")
    journal.add_argument("file", type=Path, metavar="FILE.sqlite")
    journal.set_defaults(run=_export_journal)
    report = what.add_parser("report", help="one page for a physiotherapist as FILE.html or FILE.pdf")
    report.add_argument("file", type=Path, metavar="FILE.html|FILE.pdf")
    report.set_defaults(run=_export_report)
    _add_export_for_class(what)


def _add_export_for_class(what: argparse._SubParsersAction) -> None:
    slides = what.add_parser("slides", help="one deck of slides a lesson, in DIR")
    slides.add_argument("folder", type=Path, metavar="DIR")
    slides.set_defaults(run=_export_slides)
    sheets = what.add_parser(
        "worksheets", help="worksheets, marking sheets, and the half page for screening, in DIR"
    )
    sheets.add_argument("folder", type=Path, metavar="DIR")
    sheets.add_argument("--roster", type=Path, metavar="CSV", help="a row for each of them in marks.csv")
    sheets.set_defaults(run=_export_worksheets)


def _add_export_calendar(what: argparse._SubParsersAction) -> None:
    calendar = what.add_parser("calendar", help="repeating reminders of a routine as FILE.ics")
    calendar.add_argument("file", type=Path, metavar="FILE.ics")
    calendar.add_argument("--routine", required=True, metavar="ID")
    calendar.add_argument("--at", default="20:30", metavar="HH:MM", help="time of day (20:30 by default)")
    calendar.add_argument("--days", default="MO,TU,WE,TH,FR", metavar="MO,WE,…")
    calendar.add_argument("--weeks", type=int, default=6)
    calendar.add_argument(
        "--zone", metavar="NAME", help="time zone, such as Europe/Berlin (this computer's by default)"
    )
    calendar.set_defaults(run=_export_calendar)


def _export_moodle(given: Namespace) -> None:
    from course.exchange.moodle import export_moodle

    _export(given, export_moodle)


def _export_qti(given: Namespace) -> None:
    from course.exchange.qti import export_qti

    _export(given, export_qti)


def _export_references(given: Namespace) -> None:
    from course.exchange.csl import export_references

    references = load_course().references.values()
    export_references(references, given.file)
    print(f"{given.file}: {len(references)} references")


def _export_calendar(given: Namespace) -> None:
    from course.exchange.calendar import export_calendar, here, time_of_day

    export_calendar(
        load_course(),
        given.routine,
        given.file,
        given.zone or here(),
        at=time_of_day(given.at),
        days=tuple(given.days.upper().split(",")),
        weeks=given.weeks,
    )
    print(f"{given.file}: reminders for {given.routine}")


def _export_phone(given: Namespace) -> None:
    # Made of the widgets' own files, which nothing in here may import: found by its name as installed.
    (found,) = entry_points(group="bedstretch.export", name="phone")
    size = found.load()(load_course(), given.file, routine=given.routine, stretch=given.stretch)
    print(f"{given.file}: {size / 1e6:.1f} MB, works without a network")


def _export_log(given: Namespace) -> None:
    from course.exchange.log_export import export_log
    from course.journal import Journal

    count, dictionary = export_log(Journal(), load_course(), given.file)
    print(f"{given.file}: {count} records\n{dictionary}: what each column means")


def _export_journal(given: Namespace) -> None:
    from course.exchange.journal_file import export_journal
    from course.journal import Journal

    export_journal(Journal(), given.file)
    print(f"{given.file}: your whole journal. It holds health data: keep it where only you can read it.")


def _export_report(given: Namespace) -> None:
    from course.journal import Journal
    from course.physio_page import export_report

    export_report(Journal(), load_course(), given.file)
    print(f"{given.file}: one page; read it before you hand it over")


def _export_slides(given: Namespace) -> None:
    from course.classroom.material.slides import export_slides

    files = export_slides(load_course(), given.folder)
    print(f"{given.folder}: {len(files)} decks of slides; S shows the speaker's notes, ?print-pdf prints")


def _export_worksheets(given: Namespace) -> None:
    from course.classroom.material.worksheets import export_worksheets

    students, problems = _roster(given.roster)
    files = export_worksheets(load_course(), given.folder, students)
    print(f"{given.folder}: {len(files) - 1} PDFs; those that begin with answers- are for you")
    print("half-page.pdf is for everybody, before a class moves; marks.csv is for the station's marks.")
    print(*problems, sep="\n", end="\n" if problems else "")


def _roster(file: Path | None) -> tuple[Sequence[str], Sequence[str]]:
    """The ids in a roster, and its lines that cannot be read."""
    from course.classroom.store.roster import read_roster

    if file is None:
        return (), ()
    roster = read_roster(file)
    return tuple(roster.rows), [f"{file}: {problem}" for problem in roster.report.problems]


def _export(given: Namespace, write: Callable[[Course, Sequence[str], Path], Sequence[str]]) -> None:
    """Writes the file and lists what it could not hold."""
    course = chosen_course(given)
    known = [quiz.id for quiz in course.quizzes.values() if quiz.items and _is_asked_for(quiz.id, given)]
    chosen = given.quiz or known
    if unknown := [id for id in chosen if id not in course.quizzes]:
        raise PlainError(f"There is no quiz '{unknown[0]}'. Known: {', '.join(course.quizzes)}.")
    with _pictures_of(given.bank):
        lost = write(course, chosen, given.file)
    count = sum(len(course.quizzes[id].items) for id in chosen)
    print(f"{given.file}: {count} questions")
    if lost:
        print("\n".join(["What the format does not hold:", *(f"  {line}" for line in lost)]))


@contextmanager
def _pictures_of(bank: Path | None) -> Iterator[None]:
    """Pictures are looked for beside this bank too, as if `BEDSTRETCH_BANK` named it."""
    before = os.environ.get("BEDSTRETCH_BANK")
    if bank:
        os.environ["BEDSTRETCH_BANK"] = str(bank)
    try:
        yield
    finally:
        if bank:
            os.environ.pop("BEDSTRETCH_BANK")
        if before is not None:
            os.environ["BEDSTRETCH_BANK"] = before


def _is_asked_for(quiz_id: str, given: Namespace) -> bool:
    """With a bank, its own quizzes alone; without one, the course's."""
    return given.bank is None or (given.bank / "quizzes" / f"{quiz_id}.yaml").is_file()
