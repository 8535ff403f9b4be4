"""`bedstretch class report`, `gradebook` and `feedback`: what a class store gives back."""

from __future__ import annotations

import argparse
from argparse import ArgumentParser, Namespace
from pathlib import Path
from typing import TYPE_CHECKING

from course.shell.class_store import opened, takes_store
from course.shell.content import chosen_course, takes_bank

if TYPE_CHECKING:
    from course.classroom.report.results import Results

WHICH = ("best", "first", "last")


def add_class_results(what: argparse._SubParsersAction) -> None:
    report = what.add_parser(
        "report", help="what to look at first, what to teach again, each quiz and question"
    )
    report.add_argument("file", type=Path, metavar="OUT.html|OUT.pdf")
    takes_store(report)
    report.add_argument("--names", action="store_true", help="the roster's names beside the pseudonyms")
    report.add_argument(
        "--arrangements",
        action="store_true",
        help="with --names: who has more time, and what else was agreed",
    )
    _takes_narrowing(report)
    report.set_defaults(run=_do_report)
    _add_gradebook(what)
    _add_feedback(what)


def _add_gradebook(what: argparse._SubParsersAction) -> None:
    one = what.add_parser("gradebook", help="scores in per cent, as CSV for Moodle's or Canvas's gradebook")
    one.add_argument("file", type=Path, metavar="OUT.csv")
    takes_store(one)
    one.add_argument("--for", dest="system", required=True, choices=("moodle", "canvas"))
    _takes_attempt(one)
    one.add_argument("--mode", choices=("graded", "practice"), help="only these; graded where there are any")
    one.add_argument("--names", action="store_true", help="the roster's names in a column of their own")
    _takes_narrowing(one)
    one.set_defaults(run=_do_gradebook)


def _add_feedback(what: argparse._SubParsersAction) -> None:
    one = what.add_parser("feedback", help="a page for each student, with nothing about any other")
    one.add_argument("folder", type=Path, metavar="DIR")
    takes_store(one)
    _takes_attempt(one)
    one.add_argument("--names", action="store_true", help="the roster's name on the student's own page")
    _takes_narrowing(one)
    one.set_defaults(run=_do_feedback)


def _takes_attempt(parser: ArgumentParser) -> None:
    parser.add_argument(
        "--attempt",
        choices=WHICH,
        default="best",
        help="of several attempts, which one counts: best by default, in gradebook and feedback alike",
    )


def _takes_narrowing(parser: ArgumentParser) -> None:
    parser.add_argument("--quiz", metavar="ID", help="only this quiz")
    parser.add_argument("--group", metavar="G", help="only this group")
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        metavar="ITEM-ID",
        help="leave a doubtful question out of all scores; may be given again",
    )
    takes_bank(parser)


def _read(given: Namespace) -> Results:
    """What is chosen of the store."""
    from course.classroom.report.results import read_results

    results = read_results(opened(given.store), chosen_course(given), given.without)
    return results.narrowed(given.quiz, given.group)


def _do_report(given: Namespace) -> None:
    from course.classroom.report.page import class_report, write_report
    from course.journal import now

    results = _read(given)
    about = [f"Group {given.group}."] if given.group is not None else []
    about += [f"Only the quiz {results.title(given.quiz)}."] if given.quiz is not None else []
    report = class_report(results, now(), given.names, " ".join([*about, ""]), given.arrangements)
    write_report(report, given.file)
    print(f"{given.file}: {len(results.students)} in the class. Begin with its first half page.")


def _do_gradebook(given: Namespace) -> None:
    from course.classroom.report.gradebook import gradebook, write_gradebook

    book = gradebook(_read(given), given.system, given.attempt, given.names, given.mode)
    write_gradebook(book, given.file)
    print(f"{given.file}: " + "\n".join(book.lines()))


def _do_feedback(given: Namespace) -> None:
    from course.classroom.report.feedback_pages import write_feedback

    count = write_feedback(_read(given), given.folder, given.attempt, given.names)
    print(f"{given.folder}: one page a student, {count} in all. Read one before you hand them out.")
