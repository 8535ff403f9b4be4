"""`bedstretch check` and `bedstretch preview`."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path

from course.folders import bank_folder
from course.loader import load_course
from course.shell.content import chosen_course, takes_bank


def add_check(commands: argparse._SubParsersAction) -> None:
    check = commands.add_parser("check", help="check all content; lists every mistake, then counts")
    folder = "a folder of YAML files instead of the course's own"
    check.add_argument("--content", type=Path, metavar="DIR", help=folder)
    takes_bank(check)
    check.set_defaults(run=_check)
    what = check.add_subparsers(metavar="")
    certificate = what.add_parser("certificate", help="check a certificate against a journal or class store")
    certificate.add_argument("file", type=Path, metavar="FILE")
    store = "a class store to check it against; this computer's journal without one"
    certificate.add_argument("--store", metavar="FILE", help=store)
    certificate.set_defaults(run=_check_certificate)


def add_preview(commands: argparse._SubParsersAction) -> None:
    preview = commands.add_parser("preview", help="open one quiz alone in JupyterLab; nothing is kept")
    preview.add_argument("quiz", metavar="QUIZ")
    preview.add_argument("--no-browser", action="store_true", help="print the address instead of opening it")
    takes_bank(preview)
    preview.set_defaults(run=_preview)


def _check(given: Namespace) -> None:
    from course.report import report

    print("\n".join(report(chosen_course(given))))


def _check_certificate(given: Namespace) -> None:
    from course.certificate import check_certificate
    from course.journal import Journal

    if given.store is not None:
        _check_in_store(given)
        return
    with Journal().reading() as db:
        print(check_certificate(db, load_course(), given.file))


def _check_in_store(given: Namespace) -> None:
    from course.classroom.store.class_certificate import check_in_store
    from course.classroom.store.class_store import ClassStore

    print(check_in_store(ClassStore(given.store), load_course(), given.file))


def _preview(given: Namespace) -> None:
    from course.preview import preview

    preview(chosen_course(given), given.quiz, given.bank or bank_folder(), not given.no_browser)
