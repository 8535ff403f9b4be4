"""A copy of the course for students: the lessons that a class works through, and the code that they need.

Left out are the teacher's notebooks, cells tagged `teacher`, the tests, and the teacher's own bank. A bank is
graded on the student's computer, so that its keys could not be kept from there; what counts goes into an LMS.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from course.classroom.material import update
from course.errors import PlainError
from course.exchange.whole_file import is_filled, new_folder
from course.schema import Course

ROOT = Path(__file__).resolve().parents[3]
ALWAYS = ("00_start_here", "01_stay_safe")
"""Lessons that every copy holds: the safety check and the warning signs."""
TEACHER = "teacher"
NOTHING_TO_HAND_IN = (
    "None of these lessons has a quiz with a hand-in: they stand at the end of 02, 05, 07 and 09, and in 10."
)
NO_SECOND_SITTING = (
    "Start here offers the first sitting of “Before and after the course”; the second stands in 10, which is "
    "not handed out yet."
)
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((teach/[^)\s]+)\)")
_PASSED_OVER = re.compile(r"/__pycache__/|\.sqlite")

README = """\
# Bedstretch

Six gentle lower-back stretches that you can do in bed, as lessons to work through. Your teacher handed this
out.

## Start

You need Python 3.11 or newer, on Linux, macOS or Windows. In this folder:

```
python start.py
```

(`python3 start.py` where `python` is not found.) The first start sets everything up in `.venv`, which takes
a minute or two, and opens the first lesson in your browser. The safety check comes first; its answers stay
with you.

## Hand in

At the end of some lessons, and in `notebooks/10_show_what_you_know.ipynb`, a cell with `HandIn()` shows what
would be in your file, and writes it where you say. Upload it where your teacher asked. The same from a
terminal, in this folder: `.venv/bin/bedstretch class hand-in FOLDER --student NAME` (on Windows
`.venv\\Scripts\\bedstretch`).

## When your teacher sends a newer version

Stop the course (Ctrl+C in its window). Then, in this folder, with the ZIP or folder that you got:

```
python start.py update FILE.zip
```

What you wrote into the lessons stays. Where you and the new version changed the same cell, yours stands
first and the new one after it. Your files as they were lie in a folder `before-update-…`. If it was
interrupted, run the same line again.

## Where your data lies

One file, `journal.sqlite`, in your user data folder (`~/.local/share/bedstretch` on Linux,
`~/Library/Application Support/bedstretch` on macOS, `%LOCALAPPDATA%\\bedstretch` on Windows). No update
touches it, and nothing leaves the computer unless you send it.

The course informs and never diagnoses. Code is under the MIT licence, content under CC BY 4.0: see LICENSE.
"""


@dataclass(frozen=True)
class HandedOut:
    """What was written: the lessons that it holds in full, and lines that tell of an update."""

    folder: Path
    lessons: tuple[str, ...]
    lines: tuple[str, ...] = ()


def hand_out(
    course: Course, folder: Path, lessons: Sequence[str] = (), *, is_update: bool = False, root: Path = ROOT
) -> HandedOut:
    """Writes a copy into a new folder, or brings one that was handed out up to date.

    `lessons` are ids; without any, all, or in an update those that the copy has. Raises `PlainError` where a
    lesson is unknown, the folder does not suit, or the course was installed without its notebooks.
    """
    _check_folder(folder, is_update, root)
    chosen = _chosen(course, lessons or (_lessons_of(folder) if is_update else ()))
    if is_update:
        return _updated(folder, course, chosen, root)
    with new_folder(folder) as part:
        _write(part, course, chosen, root)
        return HandedOut(folder, chosen, tuple(_what_lacks(part, chosen)))


def _updated(folder: Path, course: Course, chosen: tuple[str, ...], root: Path) -> HandedOut:
    try:
        with tempfile.TemporaryDirectory(prefix=".bedstretch-", dir=folder.parent) as made:
            part = Path(made)
            _write(part, course, chosen, root)
            return HandedOut(folder, chosen, (*update.update(folder, part), *_what_lacks(part, chosen)))
    except update.Trouble as trouble:
        raise PlainError(str(trouble)) from trouble
    except OSError as error:
        raise PlainError(f"{error.filename}: cannot be written ({error.strerror}).") from error


def _what_lacks(folder: Path, chosen: Sequence[str]) -> Iterator[str]:
    """What students could not do with these lessons alone."""
    lessons = [(folder / f"notebooks/{id}.ipynb").read_text(encoding="utf-8") for id in chosen]
    if not any("HandIn()" in lesson for lesson in lessons):
        yield NOTHING_TO_HAND_IN
    if not any("sitting=2)" in lesson for lesson in lessons):
        yield NO_SECOND_SITTING


def _check_folder(folder: Path, is_update: bool, root: Path) -> None:
    if not (root / "notebooks").is_dir() or not (root / "start.py").is_file():
        raise PlainError(
            "The course here has no notebooks beside it; hand it out from a clone of its repository."
        )
    if any(folder.resolve().is_relative_to(root / own) for own in update.FOLDERS):
        raise PlainError(f"{folder}: lies inside the course; choose a folder outside of it.")
    if is_update and not (folder / update.MANIFEST).is_file():
        raise PlainError(f"{folder}: nothing was handed out there; leave out --update.")
    if not is_update and is_filled(folder):
        raise PlainError(f"{folder}: is there already; --update brings a hand-out up to date.")


def _lessons_of(folder: Path) -> Sequence[str]:
    try:
        manifest = update.read_manifest((folder / update.MANIFEST).read_bytes(), folder)
    except (update.Trouble, OSError) as error:
        raise PlainError(str(error)) from error
    return [str(lesson) for lesson in manifest.get("lessons", ())]


def _chosen(course: Course, lessons: Sequence[str]) -> tuple[str, ...]:
    """In the course's order."""
    if unknown := [id for id in lessons if id not in course.lessons]:
        raise PlainError(f"There is no lesson '{unknown[0]}'. Known: {', '.join(course.lessons)}.")
    return tuple(id for id in course.lessons if not lessons or id in lessons or id in ALWAYS)


def _write(folder: Path, course: Course, chosen: Sequence[str], root: Path) -> None:
    files = dict(_files(course, chosen, root))
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    manifest = {
        "format": update.FORMAT,
        "version": 1,
        "course_version": version("bedstretch"),
        "made_at": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "lessons": list(chosen),
        "files": {path: update.file_hash(content) for path, content in files.items()},
        "cells": {
            path: update.cell_hashes(content) for path, content in files.items() if path.endswith(".ipynb")
        },
    }
    (folder / update.MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _files(course: Course, chosen: Sequence[str], root: Path) -> Iterator[tuple[str, bytes]]:
    """Path and content of all that a student gets."""
    for name in update.FILES:
        yield name, README.encode() if name == "README.md" else (root / name).read_bytes()
    for top in ("course", "widgets"):
        for file in sorted((root / top).rglob("*")):
            path = file.relative_to(root).as_posix()
            if file.is_file() and update.PATH.fullmatch(path) and not _PASSED_OVER.search(path):
                yield path, file.read_bytes()
    for id, lesson in course.lessons.items():
        path = f"notebooks/{id}.ipynb"
        yield path, _for_students((root / path).read_bytes()) if id in chosen else _placeholder(lesson.title)


def _for_students(content: bytes) -> bytes:
    """A lesson without what is for teachers, and not run yet; links to their notebooks become plain words."""
    notebook = json.loads(content)
    cells = [cell for cell in notebook["cells"] if TEACHER not in cell["metadata"].get("tags", [])]
    for cell in cells:
        if cell["cell_type"] == "markdown":
            cell["source"] = _LINK.sub(r"\1", update.source_of(cell)).splitlines(keepends=True)
        else:
            cell |= {"outputs": [], "execution_count": None}
    return update.notebook_text({**notebook, "cells": cells})


def _placeholder(title: str) -> bytes:
    """Stands where a lesson was left out, so that every link to it, a widget's too, leads to a plain word."""
    text = (
        f"# {title}\n\nYour class does not use this lesson, or not yet. Your teacher may send it later.\n\n"
    )
    text += "Back to [the start](00_start_here.ipynb)."
    cell = {
        "cell_type": "markdown",
        "id": "not-handed-out",
        "metadata": {},
        "source": text.splitlines(keepends=True),
    }
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return update.notebook_text({"cells": [cell], "metadata": metadata, "nbformat": 4, "nbformat_minor": 5})
