"""Students by items: what everybody's first answers in their first attempt at one quiz earned.

An item that was asked and not answered counts 0 in an attempt that was submitted. An attempt that is neither
submitted nor answered to its end says nothing yet, and its student is left out. What was never asked is
missing (NaN), and stays so.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from course.classroom.analysis.firsts import first_attempts, first_given
from course.classroom.analysis.item_sums import ItemSums


@dataclass(frozen=True)
class ScoreMatrix:
    """`scores` has a row for each student and a column for each item, from 0 to 1; NaN: not asked.

    `unfinished` are the students who have begun and not yet finished, and have no row.
    """

    scores: np.ndarray
    students: tuple[str, ...]
    items: tuple[str, ...]
    unfinished: tuple[str, ...] = ()

    @cached_property
    def is_common_form(self) -> bool:
        """Whether everybody was asked the same items."""
        return self.scores.size > 0 and not np.isnan(self.totals).any()

    @cached_property
    def common_form(self) -> ScoreMatrix | None:
        """The students who were asked the items that most were asked, and these items.

        The matrix itself where everybody was; None where not more than half were, as on sampled forms.
        """
        if self.is_common_form or not self.scores.size:
            return self if self.is_common_form else None
        was_asked = ~np.isnan(self.scores)
        asked, count = Counter(row.tobytes() for row in was_asked).most_common(1)[0]
        items = np.frombuffer(asked, bool)
        if 2 * count <= len(self.students) or not items.any():
            return None
        students = (was_asked == items).all(axis=1)
        return ScoreMatrix(
            self.scores[np.ix_(students, items)],
            tuple(np.array(self.students, object)[students]),
            tuple(np.array(self.items, object)[items]),
        )

    @cached_property
    def totals(self) -> np.ndarray:
        """Each student's sum of marks; NaN where they were not asked every item."""
        return self.scores.sum(axis=1)

    @cached_property
    def asked(self) -> np.ndarray:
        """How many students were asked each item."""
        if self.is_common_form:
            return np.full(len(self.items), len(self.students))
        return (~np.isnan(self.scores)).sum(axis=0)

    @cached_property
    def shares(self) -> np.ndarray:
        """Each student's share of the marks of the items that they were asked."""
        return self.totals / len(self.items) if self.is_common_form else _row_means(self.scores)

    @cached_property
    def sums(self) -> ItemSums:
        return ItemSums(self.scores, self.asked, self.totals if self.is_common_form else None)


def _row_means(scores: np.ndarray) -> np.ndarray:
    known = ~np.isnan(scores)
    with np.errstate(invalid="ignore"):
        return np.where(known, scores, 0).sum(axis=1) / known.sum(axis=1)


def score_matrix(
    answers: pd.DataFrame,
    attempts: pd.DataFrame,
    asked: pd.DataFrame,
    quiz: str,
    track: str | None = None,
    form: str | None = None,
    mode: str | None = None,
) -> ScoreMatrix:
    """From the class store's frames of the same names. Items stand in the order in which they are asked."""
    first = first_attempts(attempts, quiz, track, form, mode)
    known = pd.Index(first["attempt"])
    was_asked = asked[asked["attempt"].isin(known)]
    given = first_given(answers[answers["attempt"].isin(known)])
    items = pd.Index(was_asked.sort_values("place", kind="stable")["item"].unique())
    scores = np.full((len(known), len(items)), np.nan)
    _fill(scores, was_asked, known, items, 0.0)
    open_items = ~np.isnan(scores)
    _fill(scores, given, known, items, given["score"].to_numpy(float))
    _fill(open_items, given, known, items, False)
    finished = first["submitted_at"].notna().to_numpy() | ~open_items.any(axis=1)
    students = first["student"].to_numpy(str)
    return ScoreMatrix(
        scores[finished],
        tuple(students[finished].tolist()),
        tuple(items),
        tuple(students[~finished].tolist()),
    )


def _fill(target: np.ndarray, rows: pd.DataFrame, attempts: pd.Index, items: pd.Index, values) -> None:
    """Writes a value for each row; an answer to an item that was not asked counts nothing."""
    row, column = attempts.get_indexer(rows["attempt"]), items.get_indexer(rows["item"])
    there = column >= 0
    target[row[there], column[there]] = values[there] if isinstance(values, np.ndarray) else values
