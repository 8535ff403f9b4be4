"""`bedstretch class`: what a student hands in, and what a teacher does with a class."""

from __future__ import annotations

import argparse
from argparse import Namespace
from collections.abc import Iterable
from pathlib import Path

from course.errors import PlainError
from course.loader import load_course
from course.shell.class_results import add_class_results
from course.shell.class_store import add_class_store
from course.shell.handing_out import add_hand_out


def add_class(commands: argparse._SubParsersAction) -> None:
    klass = commands.add_parser("class", help="for teachers: hand out, gather, see, give back")
    what = klass.add_subparsers(required=True, metavar="what")
    add_hand_out(what)
    _add_hand_in(what)
    _add_demo(what)
    add_class_store(what)
    add_class_results(what)


def _add_hand_in(what: argparse._SubParsersAction) -> None:
    one = what.add_parser("hand-in", help="for students: your attempts at quizzes as one file to hand in")
    one.add_argument("file", nargs="?", type=Path, metavar="FILE|DIR", help="a new file, or a folder for it")
    one.add_argument("--student", metavar="NAME", help="your name or pseudonym; kept for the next time")
    one.add_argument("--quiz", action="append", metavar="ID", help="only this quiz; may be given again")
    log = one.add_argument_group("your log: a file of its own, shared if you like; no mark depends on it")
    log.add_argument("--share-log", type=Path, metavar="FILE|DIR")
    log.add_argument("--measure", action="append", metavar="ID", help="what to share; may be given again")
    log.add_argument("--keep-until", metavar="YYYY-MM-DD", help="the last day on which it may be kept")
    log.add_argument("--i-consent", action="store_true", help="without it nothing of your log is written")
    log.add_argument("--withdraw-log", type=Path, metavar="DIR", help="take back what you shared")
    one.set_defaults(run=_do_hand_in)


def _add_demo(what: argparse._SubParsersAction) -> None:
    one = what.add_parser("demo", help="a made-up class of 60 in files, to try everything with")
    one.add_argument("folder", type=Path, metavar="DIR")
    one.add_argument("--seed", type=int, metavar="N", help="another class")
    one.set_defaults(run=_do_demo)


def _do_hand_in(given: Namespace) -> None:
    from course.handing_in import giving
    from course.journal import Journal

    if given.file is None and given.share_log is None and given.withdraw_log is None:
        raise PlainError("Give a FILE or folder for the hand-in, or --share-log, or --withdraw-log.")
    journal, course = Journal(), load_course()
    student = given.student or journal.setting(giving.STUDENT)
    if not student:
        raise PlainError('Give your name or a pseudonym: --student "grey heron"')
    if given.file is not None:
        with journal.reading() as db:
            _known_quizzes(given.quiz or (), {*course.quizzes, *giving.handable(db, course)})
            prepared = giving.prepare_hand_in(db, course, student, given.quiz)
        print(prepared.in_words())
        print(f"\n{prepared.write_to(given.file)}: this is what you hand in.")
    if given.share_log is not None:
        _share_log(given, journal, student)
    if given.withdraw_log is not None:
        notices, told = giving.withdraw(journal, student, given.withdraw_log)
        for notice in notices:
            print(f"{notice.write_to(given.withdraw_log)}: the notice for {notice.student}.")
        print(told)
    giving.remember_student(journal, student)


def _known_quizzes(chosen: Iterable[str], known: set[str]) -> None:
    if wrong := [id for id in chosen if id not in known]:
        raise PlainError(f"There is no quiz '{wrong[0]}'. Known: {', '.join(sorted(known))}.")


def _share_log(given: Namespace, journal, student: str) -> None:
    from course.handing_in import giving

    if not given.i_consent:
        raise PlainError(f"{giving.CONSENT}\nNothing of your log was written. If you agree, add --i-consent.")
    with journal.reading() as db:
        prepared = giving.prepare_log(db, load_course(), student, given.measure or (), given.keep_until)
    print(prepared.in_words())
    print(f"\n{giving.put_log(journal, prepared, given.share_log)}: this is what you share.")


def _do_demo(given: Namespace) -> None:
    from course.classroom.demo.made_up import MARK, SEED, write_demo

    demo = write_demo(load_course(), given.folder, SEED if given.seed is None else given.seed)
    print(f"{demo.folder}: a class of {demo.students}. {MARK}. Its README.txt says what to try.")
