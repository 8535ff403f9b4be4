"""`bedstretch class`: what a teacher does with a class."""

from __future__ import annotations

import argparse


def add_class(commands: argparse._SubParsersAction) -> None:
    what = commands.add_parser("class", help="for teachers: hand out, gather, see, give back")
    what.add_subparsers(required=True, metavar="what")
