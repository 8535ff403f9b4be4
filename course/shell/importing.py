"""`bedstretch import`."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path
from typing import get_args

from course.errors import PlainError
from course.folders import bank_folder
from course.loader import load_course
from course.schema import Bloom, Track

BROWSER_WAITS = (
    "Your browser may still hold entries that were waiting to be stored. They go into this journal as soon "
    "as a course cell is shown. If they are not to, first clear the site data of the course's address "
    "(127.0.0.1) in the browser's settings."
)


def add_import(commands: argparse._SubParsersAction) -> None:
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


def _import_journal(given: Namespace) -> None:
    from course.exchange.journal_file import import_journal

    aside = import_journal(given.file)
    print(f"{given.file}: is your journal now. Run the cells of open notebooks again.")
    if aside:
        print(f"What was there before is kept as {aside}")
    print(BROWSER_WAITS)
