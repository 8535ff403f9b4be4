"""Gathering 10,000 students with 100 answers each, beside reading the same files with the standard library.

Each run has a process of its own, so that its peak of memory is its own; the peaks of the processes that help
it are added.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from multiprocessing import active_children
from pathlib import Path

from course import load_course
from course.bank import bank
from course.classroom.store.reading_ahead import usual_workers
from course.grading import grade_or_zero
from course.handing_in import hand_in
from course.quiz_items import item_hash
from tests.bench.quiz_grading import _some_response
from tests.bench.table import CannotMeasure, Row

STUDENTS = 10_000
ANSWERS = 100
MADE = 200
"""So many are made up; the others are their doubles under names of their own."""
RUNS = 2
RATIO_AIM = 2
LOOK_EVERY_FILES = 500
AT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def measure(students: int = STUDENTS) -> list[Row]:
    """Seconds and peak megabytes of both, and of gathering the same folder again."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        uploads = Path(folder) / "uploads"
        uploads.mkdir()
        for number, content in enumerate(_files(students)):
            (uploads / f"{number:05}.handin.json").write_bytes(content)
        runs = [
            [_in_its_own_process(what, uploads) for what in ("helped", "alone", "read")] for _ in range(RUNS)
        ]
    helped, alone, theirs = zip(*runs, strict=True)
    what = f"{students:,} hand-ins × {ANSWERS} answers"
    by = f"with {usual_workers()} processes that help"
    return [
        Row(f"gathering {what} {by}", "s", *_two(helped, theirs, "seconds"), ratio_aim=RATIO_AIM),
        Row(f"gathering {what} in one process", "s", *_two(alone, theirs, "seconds")),
        Row(f"gathering {what} {by}: memory of all", "MB", *_two(helped, theirs, "megabytes")),
        Row(f"gathering {what} in one process: memory", "MB", *_two(alone, theirs, "megabytes")),
        Row(f"gathering {what} a second time", "s", *_two(alone, theirs, "again")),
    ]


def _two(ours: tuple, theirs: tuple, what: str) -> tuple[list[float], list[float]]:
    return [one[what] for one in ours], [one.get(what, one["seconds"]) for one in theirs]


def _in_its_own_process(what: str, uploads: Path) -> dict[str, float]:
    run = subprocess.run(
        [sys.executable, "-m", "tests.bench.class_gather", what, str(uploads)], capture_output=True, text=True
    )
    if run.returncode:
        raise CannotMeasure(f"{what} ended with {run.returncode}: {run.stderr[-500:]}")
    return json.loads(run.stdout)


def _read(uploads: Path) -> dict[str, float]:
    begun = time.perf_counter()
    for file in uploads.iterdir():
        json.loads(file.read_bytes())
    return {"seconds": time.perf_counter() - begun, "megabytes": _peak()}


def _gather(uploads: Path, workers: int) -> dict[str, float]:
    from course.classroom.store.class_store import ClassStore
    from course.classroom.store.gather import gather

    course = load_course()
    with tempfile.TemporaryDirectory(dir=uploads.parent) as folder:
        store = ClassStore(Path(folder) / "class.sqlite", create=True)
        begun = time.perf_counter()
        helpers = _Helpers()
        report = gather(store, course, uploads, AT.date(), helpers.look, workers)
        seconds, megabytes = time.perf_counter() - begun, _peak() + helpers.megabytes
        if len(report.of("read")) != len(report.outcomes) or report.differing:
            raise SystemExit(report.summary())
        begun = time.perf_counter()
        gather(store, course, uploads, AT.date(), workers=workers)
        again = time.perf_counter() - begun
    return {"seconds": seconds, "megabytes": megabytes, "again": again}


def _peak() -> float:
    """Of this process so far; macOS counts bytes, others kibibytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


class _Helpers:
    """The peaks of the processes beside this one, looked at now and then; known on Linux alone.

    (`RUSAGE_CHILDREN` counts what a child shared with its parent before it began.)"""

    def __init__(self) -> None:
        self.calls, self.peaks = 0, {}

    def look(self, _: int) -> None:
        self.calls += 1
        for child in active_children() if self.calls % LOOK_EVERY_FILES == 0 else ():
            status = Path(f"/proc/{child.pid}/status")
            if status.exists():
                kibibytes = re.search(r"VmHWM:\s+(\d+)", status.read_text())
                self.peaks[child.pid] = int(kibibytes[1]) / 1e3 if kibibytes else 0.0

    @property
    def megabytes(self) -> float:
        return sum(self.peaks.values())


def _files(students: int) -> Iterator[bytes]:
    items = list(bank(load_course(), "student").values())[:ANSWERS]
    hashes = {item.id: item_hash(item) for item in items}
    made = [_hand_in(number, items, hashes) for number in range(min(MADE, students))]
    for number in range(students):
        yield _double(made[number % len(made)], number % len(made), number)


def _hand_in(number: int, items: list, hashes: dict[str, str]) -> bytes:
    """Somebody who is right about half of the time, and knows no answer where an attempt draws its numbers,
    as a double draws others."""
    chance, id = random.Random(number), _id(number)
    answers = []
    for place, item in enumerate(items):
        response = "I do not know" if item.kind == "calculated" else _some_response(item, chance)
        score = grade_or_zero(item, response, id).score
        answers.append(
            hand_in.HandInAnswer(
                item=item.id, item_hash=hashes[item.id], at=AT + timedelta(seconds=30 * place),
                response=response, score=score, raw_score=score,
                sureness=chance.choice(["guess", "think", "know"]), seconds=round(chance.uniform(3, 60), 1),
            )
        )  # fmt: skip
    attempt = hand_in.HandInAttempt(
        id=id, quiz="a-quiz-of-their-own", track="student", mode="graded", started_at=AT,
        submitted_at=AT + timedelta(hours=1), pass_mark=0.8, items=tuple(hashes), answers=tuple(answers),
    )  # fmt: skip
    return hand_in.write(hand_in.hand_in_of(_student(number), (attempt,), AT + timedelta(hours=2)))


def _double(content: bytes, of: int, number: int) -> bytes:
    """The same hand-in from another student, with a checksum that fits."""
    renamed = content.replace(_student(of).encode(), _student(number).encode())
    body, mark, _ = renamed.replace(_id(of).encode(), _id(number).encode()).rpartition(b',\n "checksum": "')
    return body + mark + hashlib.sha256(body).hexdigest().encode() + b'"\n}\n'


def _student(number: int) -> str:
    return f"student-{number:05}"


def _id(number: int) -> str:
    return f"attempt-of-{number:05}"


if __name__ == "__main__":
    what, where = sys.argv[1], Path(sys.argv[2])
    workers = usual_workers() if what == "helped" else 0
    print(json.dumps(_read(where) if what == "read" else _gather(where, workers)))
