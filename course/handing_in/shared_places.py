"""Where a learner's shared logs were put, and under which names: so that each of them can be taken back.

A journal may come from elsewhere, so nothing that it says is taken for a place before it was looked at.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from course.errors import PlainError
from course.handing_in import shared_log
from course.handing_in.student_name import as_student
from course.journal import Journal

SHARED_FILES = "shared-log-files"
"""A setting of the journal: JSON, a list of [file, student], the latest last."""
MOST_PLACES = 100


class Place(NamedTuple):
    """A shared log was put into `file` under the name `student`; it may be gone by now."""

    file: Path
    student: str

    def is_there(self) -> bool:
        """Whether a shared log of this student lies there: any other file is none of ours. One that was
        altered since is told by its name."""
        try:
            return shared_log.read(self.file.read_bytes()).student == self.student
        except PlainError:
            return self.file.name == shared_log.file_name(self.student)
        except (OSError, ValueError):
            return False


def places(journal: Journal) -> tuple[Place, ...]:
    """All that are remembered, each once; what is no file with a name is left out."""
    try:
        kept = json.loads(journal.setting(SHARED_FILES) or "[]")
    except (ValueError, RecursionError):
        return ()
    found = map(_place, kept if isinstance(kept, list) else ())
    return tuple(dict.fromkeys(filter(None, found)))


def _place(entry: object) -> Place | None:
    match entry:
        case [str(file), student]:
            try:
                return Place(Path(file), as_student(student))
            except PlainError:
                return None
    return None


def remember_place(journal: Journal, file: Path, student: str) -> None:
    """Adds a place to those before; the oldest of very many goes."""
    kept = dict.fromkeys([*places(journal), Place(file.resolve(), student)])
    newest = [[str(place.file), place.student] for place in kept][-MOST_PLACES:]
    journal.set_setting(SHARED_FILES, json.dumps(newest))
