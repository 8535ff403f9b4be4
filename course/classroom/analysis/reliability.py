"""How far the whole score of a quiz can be trusted: Cronbach's alpha, which for items that are right or wrong
is KR-20, and the standard error of measurement.

Only on a common form: alpha compares the spread of the whole score with that of its items, and that says
nothing where students were asked different ones. A few who were asked others are left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
import pandas as pd

from course.classroom.analysis.estimates import Estimate, f_quantiles, none
from course.classroom.analysis.item_sums import NO_SPREAD
from course.classroom.analysis.score_matrix import ScoreMatrix

LEAST_STUDENTS = 3
LEAST_ITEMS = 2


@dataclass(frozen=True)
class Reliability:
    """`alpha` with Feldt's interval; `name` is KR-20 where every item is right or wrong.

    `sem` is the standard error of measurement of the whole score, as a share of all marks (0 to 1); its
    interval follows from alpha's, the standard deviation taken as it is. `if_dropped` is alpha without each
    item (NaN where that is not defined), `constant` the items on which everybody earned the same: they stay
    in, and pull nothing. All these are of the common form; `left_out` is the number of students who were
    asked other items. `students`, `items`, `mean` and `sd` (shares of all marks) are of everybody.
    """

    name: str
    students: int
    items: int
    mean: float
    sd: float
    alpha: Estimate
    sem: Estimate
    if_dropped: pd.Series
    constant: tuple[str, ...]
    left_out: int = 0


def reliability(matrix: ScoreMatrix) -> Reliability:
    """Of the students who finished their first attempt. What does not exist says why (`why_none`)."""
    form = matrix.common_form or matrix
    sums, why = form.sums, _why_none(form)
    alpha = none(why, len(form.students)) if why else _alpha(form)
    students, shares = len(matrix.students), matrix.shares
    constant = tuple(np.array(form.items, dtype=object)[np.nan_to_num(sums.variance) <= NO_SPREAD])
    return Reliability(
        "KR-20" if abs(sums.in_part) < 1e-6 else "Cronbach's alpha",
        students, len(matrix.items), float(shares.mean()) if students else float("nan"), _sd(shares),
        alpha, _sem(alpha, _sd(form.shares)), _if_dropped(form, bool(why)), constant,
        students - len(form.students),
    )  # fmt: skip


def _sd(shares: np.ndarray) -> float:
    return float(shares.std(ddof=1)) if len(shares) > 1 else float("nan")


def _why_none(matrix: ScoreMatrix) -> str:
    students, items = len(matrix.students), len(matrix.items)
    if students < LEAST_STUDENTS:
        return f"fewer than {LEAST_STUDENTS} students have finished"
    if not matrix.is_common_form:
        return "students were asked different items, so there is no common form"
    if items < LEAST_ITEMS:
        return "one item alone has no internal consistency"
    return "all students have the same score" if matrix.sums.total_variance <= NO_SPREAD else ""


def _alpha(matrix: ScoreMatrix) -> Estimate:
    """Feldt, Woodruff and Salih (1987): (1 − alpha) / (1 − estimate) follows an F distribution."""
    students, items = matrix.scores.shape
    alpha = items / (items - 1) * (1 - matrix.sums.variance.sum() / matrix.sums.total_variance)
    freedom = (students - 1, (students - 1) * (items - 1))
    lower, upper = f_quantiles(*freedom)
    low, high = 1 - (1 - alpha) * upper, 1 - (1 - alpha) * lower
    return Estimate(float(alpha), float(low), float(high), students, "Feldt")


def _sem(alpha: Estimate, sd: float) -> Estimate:
    """SD × √(1 − alpha). Below 0 alpha counts as 0: the score then holds nothing but error."""
    if alpha.value is None:
        return alpha
    # Items that say all the same have an alpha of 1, which the computer's arithmetic may put a hair above.
    held = (min(1.0, max(0.0, a)) for a in (alpha.high, alpha.value, alpha.low))
    small, middle, large = (sd * sqrt(1 - a) for a in held)
    return Estimate(middle, small, large, alpha.n, "from alpha's interval")


def _if_dropped(matrix: ScoreMatrix, is_undefined: bool) -> pd.Series:
    """From the variance of the rest, which is that of the total less what the item takes part in."""
    items, sums = len(matrix.items), matrix.sums
    index = pd.Index(matrix.items, name="item")
    if is_undefined or items - 1 < LEAST_ITEMS:
        return pd.Series(np.nan, index)
    left = items - 1
    rest = sums.rest_variance * left**2
    with np.errstate(divide="ignore", invalid="ignore"):
        dropped = left / (left - 1) * (1 - (sums.variance.sum() - sums.variance) / rest)
    return pd.Series(np.where(rest > NO_SPREAD, dropped, np.nan), index)
