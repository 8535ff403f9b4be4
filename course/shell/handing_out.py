"""`bedstretch class hand-out`."""

from __future__ import annotations

import argparse
from argparse import Namespace
from pathlib import Path

from course.folders import bank_folder
from course.loader import load_course


def add_hand_out(what: argparse._SubParsersAction) -> None:
    one = what.add_parser("hand-out", help="a copy of the course for students")
    one.add_argument("folder", type=Path, metavar="DIR")
    one.add_argument("--lesson", action="append", metavar="ID", help="only this lesson; may be given again")
    one.add_argument("--update", action="store_true", help="bring an earlier hand-out in DIR up to date")
    one.set_defaults(run=_do_hand_out)


def _do_hand_out(given: Namespace) -> None:
    from course.classroom.material.hand_out import hand_out

    done = hand_out(load_course(), given.folder, given.lesson or (), is_update=given.update)
    print(f"{done.folder}: {len(done.lessons)} lessons, for students", *done.lines, sep="\n")
    if bank_folder():
        print(
            "Your own bank was left out: it is graded where it is answered, so its keys would go along.\n"
            "What counts for a mark belongs in your LMS: bedstretch export moodle, bedstretch export qti."
        )
