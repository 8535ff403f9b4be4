"""What was read from another program's file, and the quiz that is written of it into a teacher's bank."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from course.errors import PlainError
from course.exchange.whole_file import write_new
from course.loader import load_course
from course.schema import Course

MAX_FILE_BYTES = 20_000_000
MAX_QUESTIONS = 1_000
NO_FEEDBACK = "No feedback was written for this answer."
NO_EXPLANATION = "No explanation was written for this question."
NO_UNIT = "(no unit)"


@dataclass(frozen=True)
class Skipped:
    """A question that was not taken along, or not whole: where it stands in the file, its name, and why."""

    where: str
    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.where}  {self.name}: {self.reason}"


@dataclass(frozen=True)
class Imported:
    """Items as their kind's own fields (`kind`, `stem`, `options` …), without what only a teacher can say.

    `changed` lists what of the items taken along is not as it was, a line for each reason.
    """

    title: str
    items: tuple[Mapping[str, Any], ...]
    skipped: tuple[Skipped, ...] = ()
    changed: tuple[Skipped, ...] = ()
    """Questions that were taken along, but for something: a picture, part marks."""


@dataclass(frozen=True)
class Said:
    """What the other program's file does not hold, and a teacher says once for all of its questions."""

    lesson: str
    objectives: tuple[str, ...]
    sources: tuple[str, ...]
    track: str = "student"
    bloom: str = "understand"
    certainty: str = "textbook"
    module: str = "imported"


def read_bytes(file: Path, expected: str = "a quiz") -> bytes:
    """The whole file. Raises `PlainError` where it cannot be read or is too large for what is expected."""
    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise PlainError(f"{file}: larger than {MAX_FILE_BYTES // 1_000_000} MB; expected {expected}")
        return file.read_bytes()
    except OSError as error:
        raise PlainError(f"{file}: cannot be read ({error.strerror}).") from error


def kebab(text: str, taken: Iterable[str] = (), longest: int = 60) -> str:
    """An id made of a text, different from those that are `taken`."""
    taken = set(taken)
    stem = "-".join(re.findall(r"[a-z0-9]+", text.lower()))[:longest].strip("-") or "question"
    found, number = stem, 1
    while found in taken:
        number += 1
        found = f"{stem}-{number}"
    return found


def quiz_of(imported: Imported, id: str, said: Said, course: Course) -> dict[str, Any]:
    """The quiz as its file will hold it; items get ids that the course does not use."""
    taken = {item.id for quiz in course.quizzes.values() for item in quiz.items}
    items = []
    for item in imported.items:
        name = kebab(str(item.get("id") or item["stem"]), taken)
        taken.add(name)
        common = {
            "id": name,
            "track": said.track,
            "bloom": said.bloom,
            "objectives": list(said.objectives),
            "lesson": said.lesson,
            "certainty": said.certainty,
            "sources": list(said.sources),
            "explanation": NO_EXPLANATION,
        }
        items.append({**common, **item, "id": name})
    return {"id": id, "title": imported.title, "module": said.module, "items": items}


def write_quiz(quiz: Mapping[str, Any], bank: Path) -> Path:
    """Writes `bank/quizzes/<id>.yaml` whole or not at all, once the bank with it passes the check.

    Raises `PlainError` where there is such a file already, or `ContentError` with every mistake; nothing is
    written then.
    """
    folder = bank / "quizzes"
    target = folder / f"{quiz['id']}.yaml"
    if target.exists():
        raise PlainError(f"{target}: is there already; choose another --id, or move it aside")
    text = yaml.safe_dump(dict(quiz), sort_keys=False, allow_unicode=True, width=100)
    try:
        with tempfile.TemporaryDirectory() as trial:
            _try(Path(trial), bank, target.name, text)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PlainError(f"{target}: cannot be written ({error.strerror}).") from error
    write_new(target, text.encode())
    return target


def _try(trial: Path, bank: Path, name: str, text: str) -> None:
    """Checks the bank as it would be; of its pictures the names are enough."""
    for folder in ("quizzes", "media"):
        (trial / folder).mkdir()
    for picture in (bank / "media").glob("*"):
        (trial / "media" / picture.name).touch()
    for other in (bank / "quizzes").glob("*.yaml"):
        (trial / "quizzes" / other.name).write_bytes(other.read_bytes())
    (trial / "quizzes" / name).write_text(text, encoding="utf-8")
    load_course(bank=trial)
