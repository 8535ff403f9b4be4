"""What is not told yet: the first of two parallel forms says nothing until the second is done, or it would
teach what the second is to measure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from course.classroom.analysis.before_after import FORMS

if TYPE_CHECKING:
    import pandas as pd


def is_withheld(attempts: pd.DataFrame) -> pd.Series:
    """For each row of the store's `attempts` whether its student has not submitted both forms yet."""
    on_forms = attempts["form"].isin(FORMS)
    done = attempts[on_forms & attempts["submitted_at"].notna()]
    forms = done.groupby(["student", "quiz"])["form"].nunique()
    both = set(forms[forms == len(FORMS)].index)
    pairs = zip(attempts["student"], attempts["quiz"], strict=True)
    return on_forms & np.array([pair not in both for pair in pairs], bool)
