"""Reads files in the order in which they come; of a large class some at once, in processes beside this one.

A file is checked and graded in about the time that the store takes to write it, so two processes that read
keep one that writes busy.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from course.classroom.store.reading import Content, read
from course.classroom.store.regrade import Grader
from course.errors import PlainError

ALONE_FILES = 500
"""So many are read before help is called: it takes a second or two to come."""
MOST_WORKERS = 2
CHUNK_FILES = 16
CHUNK_BYTES = 1_000_000
WINDOW_CHUNKS = 24
"""How far ahead files are read, so that nobody waits while the store writes."""

Job = TypeVar("Job")
Outcome = Content | str | None
"""Of a file: what it says, or why it is refused; None where there was nothing to be read."""
Files = Iterable[tuple[Job, bytes | None]]


def usual_workers() -> int:
    """How many processes help on this computer: none where it has one processor only."""
    has = getattr(os, "sched_getaffinity", None)
    processors = len(has(0)) if has else os.cpu_count() or 1
    return MOST_WORKERS if processors > 1 else 0


def read_in_order(files: Files[Job], grader: Grader, workers: int) -> Iterator[tuple[Job, Outcome]]:
    """Each file's outcome in its place. No more than a window of them is held at a time.

    `workers` are started by importing the main module, so a script that asks for them guards its own start
    (`if __name__ == "__main__"`). Whatever they cannot do is done here.
    """
    files = iter(files)
    alone = ALONE_FILES if workers else -1
    while alone and (one := next(files, None)):
        job, content = one
        yield job, _outcome(content, grader)
        alone -= content is not None
    yield from _with_help(files, grader, workers)


def _with_help(files: Files[Job], grader: Grader, workers: int) -> Iterator[tuple[Job, Outcome]]:
    chunks = _chunks(files)
    if (first := next(chunks, None)) is None:
        return
    with TemporaryDirectory() as folder:
        pool = _pool(_written(grader, Path(folder)), workers)
        try:
            waiting: deque = deque([(first, _asked(pool, first))])
            while waiting:
                while len(waiting) < WINDOW_CHUNKS and (chunk := next(chunks, None)):
                    waiting.append((chunk, _asked(pool, chunk)))
                chunk, asked = waiting.popleft()
                outcomes = _answered(asked) or [_outcome(content, grader) for _, content in chunk]
                yield from zip((job for job, _ in chunk), outcomes, strict=True)
        finally:
            pool.shutdown(cancel_futures=True)


def _chunks(files: Files[Job]) -> Iterator[list[tuple[Job, bytes | None]]]:
    """Some files together, as each message to another process costs more than a small file."""
    chunk, size = [], 0
    for job, content in files:
        chunk.append((job, content))
        size += len(content or b"")
        if len(chunk) >= CHUNK_FILES or size >= CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _outcome(content: bytes | None, grader: Grader) -> Outcome:
    if content is None:
        return None
    try:
        return read(content, grader)
    except PlainError as error:
        return str(error)


# --- the processes that help -------------------------------------------------------------------------------


def _written(grader: Grader, folder: Path) -> Path:
    """A pipe would make this process wait until the new one has imported all that the grader is made of."""
    file = folder / "grader"
    file.write_bytes(pickle.dumps(grader))
    return file


def _pool(grader: Path, workers: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(workers, get_context("spawn"), _begin, (grader,))


def _asked(pool: ProcessPoolExecutor, chunk: Sequence[tuple[object, bytes | None]]) -> Future | None:
    try:
        return pool.submit(_outcomes, [content for _, content in chunk])
    except (BrokenExecutor, OSError):
        return None


def _answered(asked: Future | None) -> list[Outcome] | None:
    """None where the process was ended from outside, or could not start."""
    try:
        return asked.result() if asked else None
    except BrokenExecutor:
        return None


_grader: Grader


def _begin(grader: Path) -> None:
    """In the new process, which leaves it to the first one what an interrupt means."""
    global _grader
    _grader = pickle.loads(grader.read_bytes())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.disable()  # as in `gather`


def _outcomes(contents: Sequence[bytes | None]) -> list[Outcome]:
    return [_outcome(content, _grader) for content in contents]
