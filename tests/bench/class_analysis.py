"""All item statistics, alpha and alpha-if-dropped of a large class, beside alpha with plain pandas.

Both begin with the matrix in memory. The peak is of what is allocated on top of it.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable

import numpy as np
import pandas as pd

from course.classroom.analysis.item_analysis import item_statistics
from course.classroom.analysis.reliability import reliability
from course.classroom.analysis.score_matrix import ScoreMatrix
from tests.bench.table import Row

STUDENTS, ITEMS = 10_000, 100
RUNS = 15


def measure() -> list[Row]:
    scores = _scores()
    _ours(scores), _theirs(scores)  # what is loaded on first use is no part of it
    ours, theirs = [], []
    for _ in range(RUNS):
        ours.append(_milliseconds(_ours, scores))
        theirs.append(_milliseconds(_theirs, scores))
    what = f"item analysis, {STUDENTS:,} students × {ITEMS} items; alpha by pandas"
    return [
        Row(what, "ms", ours, theirs, ratio_aim=1.5),
        Row("item analysis, peak memory", "MB", [_peak_mb(_ours, scores)], [_peak_mb(_theirs, scores)]),
    ]


def _scores() -> np.ndarray:
    """Marks of 0, 0.5 and 1 of a class with abilities, the same on every run."""
    rng = np.random.default_rng(7)
    right = 1 / (1 + np.exp(rng.normal(size=(1, ITEMS)) - rng.normal(size=(STUDENTS, 1))))
    scores = (rng.random((STUDENTS, ITEMS)) < right).astype(float)
    return np.where(rng.random(scores.shape) < 0.1, 0.5, scores)


def _ours(scores: np.ndarray) -> None:
    matrix = ScoreMatrix(scores, STUDENT_IDS, ITEM_IDS)
    item_statistics(matrix)
    reliability(matrix)


def _theirs(scores: np.ndarray) -> float:
    frame = pd.DataFrame(scores)
    return ITEMS / (ITEMS - 1) * (1 - frame.var().sum() / frame.sum(axis=1).var())


STUDENT_IDS = tuple(f"student-{number}" for number in range(STUDENTS))
ITEM_IDS = tuple(f"item-{number}" for number in range(ITEMS))


def _milliseconds(run: Callable[[np.ndarray], object], scores: np.ndarray) -> float:
    begun = time.perf_counter()
    run(scores)
    return 1000 * (time.perf_counter() - begun)


def _peak_mb(run: Callable[[np.ndarray], object], scores: np.ndarray) -> float:
    tracemalloc.start()
    run(scores)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6
