"""`bedstretch`: what needs no notebook.

Exit codes: 0 all is well, 1 bad input (the reason is on stderr), 2 wrong usage. Never a traceback.
"""

from __future__ import annotations

import argparse
import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import entry_points
from pathlib import Path
from typing import get_args

from course.errors import PlainError
from course.folders import bank_folder
from course.loader import load_course
from course.schema import Bloom, Course, Track


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; returns the exit code."""
    given = _parser().parse_args(arguments)
    try:
        given.run(given)
        return 0
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0


def _parser() -> ArgumentParser:
    parser = ArgumentParser(prog="bedstretch", description="The Bedstretch course, from the shell.")
    commands = parser.add_subparsers(title="commands", required=True, metavar="command")
    _add_check(commands)
    _add_preview(commands)
    _add_export(commands)
    _add_import(commands)
    delete = commands.add_parser("delete", help="delete your journal and its back-ups; asks twice")
    delete.set_defaults(run=_delete)
    return parser


def _add_check(commands: argparse._SubParsersAction) -> None:
    check = commands.add_parser("check", help="check all content; lists every mistake, then counts")
    folder = "a folder of YAML files instead of the course's own"
    check.add_argument("--content", type=Path, metavar="DIR", help=folder)
    _takes_bank(check)
    check.set_defaults(run=_check)
    what = check.add_subparsers(metavar="")
    certificate = what.add_parser("certificate", help="check a certificate against this computer's journal")
    certificate.add_argument("file", type=Path, metavar="FILE")
    certificate.set_defaults(run=_check_certificate)


def _add_preview(commands: argparse._SubParsersAction) -> None:
    preview = commands.add_parser("preview", help="open one quiz alone in JupyterLab; nothing is kept")
    preview.add_argument("quiz", metavar="QUIZ")
    preview.add_argument("--no-browser", action="store_true", help="print the address instead of opening it")
    _takes_bank(preview)
    preview.set_defaults(run=_preview)


def _add_export(commands: argparse._SubParsersAction) -> None:
    export = commands.add_parser("export", help="write quizzes, the log, reminders or a phone page")
    what = export.add_subparsers(required=True, metavar="what")
    for name, ending, run in (("moodle", "xml", _export_moodle), ("qti", "zip", _export_qti)):
        one = what.add_parser(name, help=f"the bank of questions as FILE.{ending}")
        one.add_argument("file", type=Path, metavar=f"FILE.{ending}")
        one.add_argument("--quiz", action="append", metavar="ID", help="only this quiz; may be given again")
        _takes_bank(one)
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


def _add_import(commands: argparse._SubParsersAction) -> None:
    what = commands.add_parser("import", help="take in a log, or others' questions").add_subparsers(
        required=True, metavar="what"
    )
    quiz = what.add_parser("quiz", help="questions from jupyterquiz (JSON) or Moodle (XML), into a bank")
    quiz.add_argument("file", type=Path, metavar="FILE")
    quiz.add_argument(
        "--to", type=Path, metavar="BANK", help="the bank's folder (BEDSTRETCH_BANK by default)"
    )
    quiz.add_argument("--id", metavar="ID", help="the new quiz's id (made of the file's name by default)")
    quiz.add_argument("--lesson", required=True, metavar="LESSON", help="the lesson that teaches them")
    quiz.add_argument("--objective", required=True, action="append", metavar="ID")
    quiz.add_argument(
        "--source", required=True, action="append", metavar="ID", help="an id of references.yaml"
    )
    quiz.add_argument("--track", choices=get_args(Track), default="student")
    quiz.add_argument("--bloom", choices=get_args(Bloom), default="understand")
    quiz.set_defaults(run=_import_quiz)
    log = what.add_parser(
        "log", help="measurements, sessions and stops from CSV, into this computer's journal"
    )
    log.add_argument("file", type=Path, metavar="FILE.csv")
    log.set_defaults(run=_import_log)
    journal = what.add_parser(
        "journal", help="a whole journal, in the place of this computer's, which is set aside"
    )
    journal.add_argument("file", type=Path, metavar="FILE.sqlite")
    journal.set_defaults(run=_import_journal)


def _takes_bank(parser: ArgumentParser) -> None:
    parser.add_argument("--bank", type=Path, metavar="DIR", help="a bank outside the course, with quizzes/")


# --- what the commands do ----------------------------------------------------------------------------------


def _check(given: Namespace) -> None:
    from course.report import report

    print("\n".join(report(_course(given))))


def _check_certificate(given: Namespace) -> None:
    from course.certificate import check_certificate
    from course.journal import Journal

    with Journal().reading() as db:
        print(check_certificate(db, load_course(), given.file))


def _preview(given: Namespace) -> None:
    from course.preview import preview

    preview(_course(given), given.quiz, given.bank or bank_folder(), not given.no_browser)


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


def _import_journal(given: Namespace) -> None:
    from course.exchange.journal_file import import_journal

    aside = import_journal(given.file)
    print(f"{given.file}: is your journal now. Run the cells of open notebooks again.")
    if aside:
        print(f"What was there before is kept as {aside}")


BROWSER_KEEPS = (
    "Your browser may still hold entries that were waiting to be stored, drafts and settings. To delete "
    "those too, clear the site data of the course's address (127.0.0.1) in the browser's settings."
)


def _delete(given: Namespace) -> None:
    from course.backups import everything
    from course.exchange.journal_file import delete_journal
    from course.journal import home

    file = home() / "journal.sqlite"
    found = list(everything(file))
    if not found:
        print(f"{file}: there is no journal; nothing to delete.")
        return
    print("\n".join(["This deletes your journal and its back-ups:", *(f"  {one}" for one in found)]))
    print("Files that you exported stay. To keep a copy first: bedstretch export journal FILE.sqlite")
    _confirm("Delete them?", "yes")
    _confirm("Nothing can bring them back. Really?", "delete")
    print(f"Deleted {delete_journal(file)} files. {BROWSER_KEEPS}")


def _confirm(question: str, word: str) -> None:
    """Raises `PlainError` unless the word is typed."""
    try:
        typed = input(f"{question} Type {word}: ")
    except EOFError:
        print()
        typed = ""
    if typed.strip().casefold() != word:
        raise PlainError("Nothing was deleted.")


def _export_report(given: Namespace) -> None:
    from course.journal import Journal
    from course.physio_page import export_report

    export_report(Journal(), load_course(), given.file)
    print(f"{given.file}: one page; read it before you hand it over")


def _export(given: Namespace, write: Callable[[Course, Sequence[str], Path], Sequence[str]]) -> None:
    """Writes the file and lists what it could not hold."""
    course = _course(given)
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


def _import_quiz(given: Namespace) -> None:
    from course.exchange.imported import Said, kebab, quiz_of, write_quiz
    from course.exchange.readers import read_quiz

    bank = given.to or bank_folder()
    if bank is None:
        raise PlainError("No bank is named: give --to DIR, or set BEDSTRETCH_BANK.")
    course = load_course(bank=bank if any((bank / "quizzes").glob("*.yaml")) else None)
    imported = read_quiz(given.file)
    said = Said(given.lesson, tuple(given.objective), tuple(given.source), given.track, given.bloom)
    written = None
    if imported.items:
        id = given.id or kebab(given.file.stem, course.quizzes)
        written = write_quiz(quiz_of(imported, id, said, course), bank)
    for skipped in imported.skipped:
        print(f"left out: {skipped}")
    for changed in imported.changed:
        print(f"changed: {changed}")
    if written is None:
        raise PlainError(f"{given.file}: no question that could be taken along; nothing was written")
    print(f"{written}: {len(imported.items)} questions, {len(imported.skipped)} left out")


def _import_log(given: Namespace) -> None:
    from course.exchange.log_import import import_log
    from course.journal import Journal

    report = import_log(Journal(), load_course(), given.file)
    print("\n".join([f"{given.file}: {report.summary()}", *report.notes]))
    if report.refused:
        raise PlainError("\n".join(["These rows were not taken in:", *report.in_words()]))


def _course(given: Namespace) -> Course:
    for folder, holds in (
        (getattr(given, "content", None), "the content's YAML files"),
        (given.bank, "quizzes/"),
    ):
        if folder is not None and not folder.is_dir():
            raise PlainError(f"{folder}: no such folder; expected one that holds {holds}")
    return load_course(getattr(given, "content", None), given.bank)


if __name__ == "__main__":
    sys.exit(main())
