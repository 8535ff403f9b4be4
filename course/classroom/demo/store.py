"""The synthetic class, gathered: to try the analysis before anybody has handed in."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from pathlib import Path

from course.classroom.demo.made_up import HAND_INS, SHARED, write_demo
from course.classroom.store.class_store import ClassStore
from course.classroom.store.gather import gather
from course.classroom.store.practical_marks import import_marks
from course.classroom.store.roster import import_roster
from course.schema import Course


def demo_store(course: Course, folder: Path | None = None) -> ClassStore:
    """Makes the class in a new or empty `folder`, or in a temporary one that goes when Python ends, and takes
    in all of it."""
    folder = folder or _temporary()
    write_demo(course, folder)
    store = ClassStore(folder / "demo.sqlite", create=True)
    import_roster(store, folder / "roster.csv")
    for part in (HAND_INS, SHARED):
        gather(store, course, folder / part)
    import_marks(store, course, folder / "osce.csv")
    return store


def _temporary() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="bedstretch-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
