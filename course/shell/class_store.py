"""`bedstretch class gather`, `marks` and `forget`: what changes a class store."""

from __future__ import annotations

import argparse
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from course.errors import PlainError
from course.loader import load_course
from course.shell.confirming import confirm
from course.shell.content import chosen_course, takes_bank

if TYPE_CHECKING:
    from course.classroom.store.class_store import ClassStore


def add_class_store(what: argparse._SubParsersAction) -> None:
    gather = what.add_parser(
        "gather", help="take in what was handed in, from a folder or zip, into a class store"
    )
    gather.add_argument("folder", type=Path, metavar="FOLDER", help="or the zip file, as the LMS gives it")
    takes_store(gather, "made where it is not there yet")
    gather.add_argument(
        "--roster", type=Path, metavar="CSV", help="id, name, group, time_multiplier, accommodations"
    )
    takes_bank(gather)
    gather.set_defaults(run=_do_gather)
    marks = what.add_parser("marks", help="take in the marks of a practical station")
    marks.add_argument("file", type=Path, metavar="OSCE.csv")
    takes_store(marks)
    marks.set_defaults(run=_do_marks)
    forget = what.add_parser("forget", help="remove a person from the class store")
    forget.add_argument("student", metavar="STUDENT", help="the id, or the name in the roster")
    takes_store(forget)
    forget.add_argument("--yes", action="store_true", help="without being asked")
    forget.set_defaults(run=_do_forget)


def takes_store(parser: ArgumentParser, more: str = "as `class gather` made it") -> None:
    parser.add_argument("--store", required=True, metavar="FILE", help=f"the class store, {more}")


def opened(where: str) -> ClassStore:
    """The store, with a word on stderr where opening it removed what was past its last day."""
    from course.classroom.store.class_store import ClassStore

    store = ClassStore(where)
    if store.expired:
        text = f"{store.expired:,} shared readings were removed: their last day is past."
        print(f"{text} `class gather` names the uploads to delete.", file=sys.stderr)
    return store


def _do_gather(given: Namespace) -> None:
    from course.classroom.store.gather import gather
    from course.classroom.store.reading_ahead import usual_workers
    from course.classroom.store.roster import keep_roster, read_roster
    from course.classroom.store.submissions import EXPECTED, size_on_disk

    course, size = chosen_course(given), size_on_disk(given.folder)
    roster = read_roster(given.roster) if given.roster is not None else None
    with _made_where_needed(given.store) as store:
        if roster is not None:
            _print(f"{given.roster}: the roster", keep_roster(store, roster).lines())
        with _progress(given.folder, size) as progress:
            report = gather(store, course, given.folder, progress=progress, workers=usual_workers())
        _print(f"{given.folder} into {given.store}", report.lines())
        if not report.outcomes:
            raise PlainError(f"{given.folder}: there is no file in it; {EXPECTED}.")
        if len(report.of("refused")) == len(report.outcomes):
            raise PlainError("Nothing was taken in, as every file was refused.")


@contextmanager
def _made_where_needed(where: str) -> Iterator[ClassStore]:
    """The store; a new one in which nobody stands at the end leaves no file behind."""
    from course.classroom.store.class_store import ClassStore

    is_new = not Path(where).exists()
    store = ClassStore(where, create=True)
    try:
        yield store
    finally:
        is_empty = is_new and store.has_nobody()
        store.close()
        if is_empty:
            Path(where).unlink(missing_ok=True)


@contextmanager
def _progress(folder: Path, size: int) -> Iterator[Callable[[int], None]]:
    """A bar where somebody looks on, a line where not."""
    from tqdm import tqdm

    if not sys.stderr.isatty():
        print(f"Gathering {folder} …", file=sys.stderr, flush=True)
        yield lambda count: None
        return
    with tqdm(total=size, unit="B", unit_scale=True, desc="Gathering", leave=False) as bar:
        yield bar.update


def _do_marks(given: Namespace) -> None:
    from course.classroom.store.practical_marks import import_marks

    _print(str(given.file), import_marks(opened(given.store), load_course(), given.file).lines())


def _do_forget(given: Namespace) -> None:
    from course.classroom.store.forget import forget, who_is

    store = opened(given.store)
    student = who_is(store, given.student)
    if not given.yes:
        print(f"This removes {student} with all answers, marks and shared readings; it cannot be undone.")
        confirm("Remove?", "yes", "Nothing was removed. Type yes when you are asked, or give --yes.")
    print("\n".join(forget(store, student).lines()))


def _print(heading: str, lines: Iterator[str]) -> None:
    print(f"{heading}: " + "\n".join(lines))
