"""Whether a class is the synthetic one, which every page of it has to say."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from course.classroom.demo.people import PSEUDONYM

if TYPE_CHECKING:
    import pandas as pd


def is_synthetic(student: str) -> bool:
    return re.fullmatch(PSEUDONYM.replace("{:02d}", r"\d{2,}"), student) is not None


def synthetic_in_words(students: pd.DataFrame) -> str:
    """One sentence where there are synthetic students; nothing where there are none."""
    made_up = sum(map(is_synthetic, students["student"]))
    if not made_up:
        return ""
    if made_up == len(students):
        return "Synthetic data: this class is made up."
    return (
        f"{made_up} of {len(students)} students are synthetic, of `class demo`: do not mix them with a class."
    )
