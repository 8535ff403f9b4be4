"""`bedstretch class`: what a teacher does with a class."""

from __future__ import annotations

import argparse

from course.shell.class_store import add_class_store


def add_class(commands: argparse._SubParsersAction) -> None:
    klass = commands.add_parser("class", help="for teachers: hand out, gather, see, give back")
    what = klass.add_subparsers(required=True, metavar="what")
    add_class_store(what)
