"""How the students of a class are called on a page: by pseudonym, or by the roster's names where wanted."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from course.classroom.report.blocks import shown

if TYPE_CHECKING:
    import pandas as pd

Names = Callable[[str], str]
"""From the id that hand-ins carry to what is shown."""


def names_of(students: pd.DataFrame, with_names: bool) -> Names:
    """`students` as the store gives them. Somebody without a name in the roster keeps the id."""
    if not with_names:
        return shown
    known = students.dropna(subset=["name"])
    names = {row.student: f"{shown(row.name)} ({shown(row.student)})" for row in _rows(known)}
    return lambda student: names.get(student, shown(student))


def _rows(frame: pd.DataFrame):
    # `itertuples` with an index would take the place of the column `name`.
    return frame[["student", "name"]].itertuples(index=False)
