"""Files read by several processes: in their order, in bounded room, and whatever becomes of the processes."""

import os
import random
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from datetime import date
from multiprocessing import get_context

import pandas as pd
import pytest

from course.classroom.store import reading_ahead
from course.classroom.store.class_store import ClassStore
from course.classroom.store.gather import gather
from course.classroom.store.reading_ahead import read_in_order, usual_workers
from course.classroom.store.regrade import Grader
from tests.course.classroom.class_files import answer, attempt, choices, handed_in, log_of, wrong
from tests.course.classroom.store.test_hostile_files import made_up

TODAY = date(2026, 11, 25)


@pytest.fixture
def soon(monkeypatch):
    """Help is called after two files, and the window is small."""
    monkeypatch.setattr(reading_ahead, "ALONE_FILES", 2)
    monkeypatch.setattr(reading_ahead, "CHUNK_FILES", 3)
    monkeypatch.setattr(reading_ahead, "WINDOW_CHUNKS", 2)


@pytest.fixture
def class_folder(tmp_path):
    """Honest files, forged ones, two who share an attempt, logs, and hostile files among them."""
    folder, chance, item = tmp_path / "uploads", random.Random(6), choices()[0]
    folder.mkdir()
    forged = [answer(item, wrong(item), score=1.0, raw_score=1.0)]
    for number in range(12):
        (folder / f"{number}.json").write_bytes(
            handed_in(
                f"student-{number}", attempt(f"attempt-{number:04}", forged if number % 5 == 0 else None)
            )
        )
        (folder / f"{number}-changed").write_bytes(made_up(chance))
    (folder / "z.json").write_bytes(handed_in("owl", attempt("attempt-0003")))
    (folder / "zz.json").write_bytes(log_of("owl", 1, 2))
    return folder


def gathered(course, folder, file, workers):
    store = ClassStore(file, create=True)
    report = gather(store, course, folder, TODAY, workers=workers)
    return report, [store.students(), store.attempts(), store.answers(), store.shared_records()]


def assert_same(one, other):
    assert one[0] == other[0]
    for ours, theirs in zip(one[1], other[1], strict=True):
        pd.testing.assert_frame_equal(ours, theirs)


def test_two_processes_make_the_same_store_and_report(course, class_folder, tmp_path, soon):
    """Refusals, differences and their order too."""
    alone = gathered(course, class_folder, tmp_path / "alone.sqlite", 0)
    assert alone[0].of("read") and alone[0].of("refused") and alone[0].differing
    assert_same(gathered(course, class_folder, tmp_path / "helped.sqlite", 2), alone)


def test_a_process_that_is_ended_loses_nothing(course, class_folder, tmp_path, soon, monkeypatch):
    """What it had been given is read here."""
    alone = gathered(course, class_folder, tmp_path / "alone.sqlite", 0)
    monkeypatch.setattr(
        reading_ahead, "_pool", lambda *_: ProcessPoolExecutor(1, get_context("spawn"), os._exit, (1,))
    )
    assert_same(gathered(course, class_folder, tmp_path / "helped.sqlite", 2), alone)


@pytest.fixture
def beside(course, monkeypatch):
    """Threads in the place of processes; what they were shut down with."""
    grader, shut = Grader(course), []

    class Pool(ThreadPoolExecutor):
        def shutdown(self, **how):
            shut.append(how)
            super().shutdown(**how)

    monkeypatch.setattr(reading_ahead, "_grader", grader, raising=False)
    monkeypatch.setattr(reading_ahead, "_pool", lambda *_: Pool(2))
    return grader, shut


def test_no_more_than_a_window_is_held(beside, soon):
    """However many there are; what is not to be read keeps its place."""
    taken = []
    content = handed_in("fox", attempt("foxs-attempt"))
    files = ((taken.append(number) or number, content if number % 3 else None) for number in range(60))
    for place, (number, outcome) in enumerate(read_in_order(files, beside[0], 2)):
        assert number == place and (outcome is None) == (number % 3 == 0)
        assert len(taken) <= number + 1 + 2 * 3
    assert place == 59


def test_large_files_go_alone(beside, soon, monkeypatch):
    """Their sizes count, not only their number."""
    monkeypatch.setattr(reading_ahead, "CHUNK_BYTES", 10)
    assert [len(chunk) for chunk in reading_ahead._chunks((0, b"x" * 10) for _ in range(4))] == [1, 1, 1, 1]


def test_whoever_stops_half_way_stops_the_processes(beside, soon):
    """What waits for its turn is not read first."""
    files = ((number, b"{}") for number in range(60))
    outcomes = read_in_order(files, beside[0], 2)
    assert [next(outcomes)[0] for _ in range(4)] == [0, 1, 2, 3]
    outcomes.close()
    assert beside[1] == [{"cancel_futures": True}]


def test_small_folders_and_single_processors_need_none(course, monkeypatch):
    """Nothing is started for a class of three hundred, nor where there is one processor."""
    monkeypatch.setattr(reading_ahead, "_pool", lambda *_: pytest.fail("help was called"))
    files = [(number, b"{}") for number in range(300)]
    assert len(list(read_in_order(files, Grader(course), 2))) == 300
    assert len(list(read_in_order(files * 3, Grader(course), 0))) == 900
    monkeypatch.setattr(reading_ahead.os, "sched_getaffinity", lambda _: {0}, raising=False)
    assert usual_workers() == 0
    monkeypatch.setattr(reading_ahead.os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    assert usual_workers() == 2
