"""How an attempt stands, in words: passed, not yet, or not yet because of the safety questions."""

from __future__ import annotations

from typing import Any

import pandas as pd

GATE = (
    "Passed means two things: the marks reach the pass mark, and every question on which somebody's safety"
    " may hang is right."
)
FORMS_HAVE_NONE = "Before and after the course nothing is passed or not: these forms have no pass mark."
PASSED, NOT_YET, SAFETY = "passed", "not yet", "not yet: the safety questions"


def has_pass_mark(row: Any) -> bool:
    """`row` is one of the store's attempts, or a paper. Parallel forms tell what changed: none is passed."""
    return not isinstance(row.form, str)


def is_held_back(row: Any) -> bool:
    """Whether the marks reach the pass mark, and it is not passed all the same."""
    return has_pass_mark(row) and not row.passed and row.score >= row.pass_mark - 1e-9


def standing(row: Any, is_finished: bool = True) -> str:
    """Of one attempt."""
    if not has_pass_mark(row):
        return "–"
    if row.passed:
        return PASSED
    if not is_finished:
        return "not finished"
    if is_held_back(row):
        return "not graded in full" if row.ungraded else SAFETY
    return NOT_YET


def held_back(attempts: pd.DataFrame) -> pd.DataFrame:
    """Of these the attempts that safety alone keeps from being passed."""
    rows = [is_held_back(row) and not row.ungraded for row in attempts.itertuples(index=False)]
    return attempts[rows] if rows else attempts
