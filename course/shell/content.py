"""The content that a command works on, as `--content` and `--bank` name it."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from pathlib import Path

from course.errors import PlainError
from course.loader import load_course
from course.schema import Course


def takes_bank(parser: ArgumentParser) -> None:
    parser.add_argument("--bank", type=Path, metavar="DIR", help="a bank outside the course, with quizzes/")


def chosen_course(given: Namespace) -> Course:
    """Raises `PlainError` for a folder that is not there, or mistakes in the content."""
    for folder, holds in (
        (getattr(given, "content", None), "the content's YAML files"),
        (given.bank, "quizzes/"),
    ):
        if folder is not None and not folder.is_dir():
            raise PlainError(f"{folder}: no such folder; expected one that holds {holds}")
    return load_course(getattr(given, "content", None), given.bank)
