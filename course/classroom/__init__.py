"""What only a teacher needs: material for a class, what it handed in gathered, looked into and given back.

from course.classroom import class_results

found = class_results("class.sqlite")
found.what_first()
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from course.classroom.report.view import ClassView


def class_results(
    store: str | Path | None = None,
    *,
    bank: Path | None = None,
    with_names: bool = False,
    without: Sequence[str] = (),
) -> ClassView:
    """What the class store at this path says, part by part; without a path, the synthetic class.

    `bank` is a folder of own questions with `quizzes/`; `without` are ids of doubtful questions that are left
    out of all scores. Raises `PlainError` where there is no such store or question.
    """
    # Loaded here, as pandas comes with it.
    from course.classroom.report.view import view_of

    return view_of(store, bank, with_names, without)
