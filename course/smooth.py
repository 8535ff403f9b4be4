"""A smooth line through readings that one odd day does not pull away: LOWESS.

Cleveland, "Robust locally weighted regression and smoothing scatterplots", J Am Stat Assoc
1979;74(368):829-36. Every point is fitted by a straight line through its neighbours, near ones counting most;
then points far from the line count less, and it is fitted again.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from numpy import ndarray

SHARE = 2 / 3
"""Of all points, how many are neighbours."""

ROUNDS = 3
"""How often it is fitted again."""

ANCHORS = 80
"""With more points than this, lines are fitted at so many of them, evenly spread, and joined straight."""


def lowess(x: Sequence[float], y: Sequence[float], share: float = SHARE, rounds: int = ROUNDS) -> ndarray:
    """The fitted values in the order of `x`, which has to grow or stay; any unit. None of it is extrapolated.

    ValueError for fewer than two points, unequal lengths, an `x` that falls, or a share outside 0 to 1.
    """
    import numpy as np

    x, y = np.asarray(x, float), np.asarray(y, float)
    if len(x) != len(y) or len(x) < 2 or (np.diff(x) < 0).any() or not 0 < share <= 1:
        raise ValueError("expected two or more points, x that does not fall, and a share above 0 up to 1")
    anchors = _anchors(x)
    neighbours = max(2, int(share * len(x) + 1e-7))
    rows = _rows(x, anchors, neighbours)
    near_x, near_y, wide = x[rows], y[rows], 0.001 * (x[-1] - x[0])
    near = _near(np.abs(near_x - x[anchors, None]), neighbours)
    trust = np.ones(len(x))
    for _ in range(rounds + 1):
        lines = _lines(near_x, near_y, x[anchors], near * trust[rows], near, wide)
        fitted = np.interp(x, x[anchors], lines)
        trust = _trust(np.abs(y - fitted), 1e-12 * np.abs(y).max())
        if trust is None:
            break
    return fitted


def _anchors(x: ndarray) -> ndarray:
    import numpy as np

    each = np.unique(x, return_index=True)[1]
    if len(each) <= ANCHORS:
        return each
    return each[np.unique(np.linspace(0, len(each) - 1, ANCHORS).round().astype(int))]


def _rows(x: ndarray, anchors: ndarray, neighbours: int) -> ndarray:
    """Which points can be among the neighbours of each anchor: so many to each side, and all at its own x.

    One row of indices an anchor, of equal length, so some hold points further away.
    """
    import numpy as np

    first = np.maximum(anchors - neighbours + 1, 0)
    after = np.maximum(np.minimum(anchors + neighbours, len(x)), np.searchsorted(x, x[anchors], "right"))
    length = (after - first).max()
    return np.minimum(first, len(x) - length)[:, None] + np.arange(length)


def _near(distances: ndarray, neighbours: int) -> ndarray:
    """Tricube weights, one row an anchor; the width is the distance of the last neighbour."""
    import numpy as np

    width = np.partition(distances, neighbours - 1, axis=1)[:, neighbours - 1 : neighbours]
    share = distances / np.where(width > 0, width, 1)
    rest = 1 - share * share * share
    weights = np.where(share <= 0.999, rest * rest * rest, 0)
    return np.where(width > 0, weights, distances == 0)


def _lines(x: ndarray, y: ndarray, at: ndarray, weights: ndarray, fallback: ndarray, wide: float) -> ndarray:
    """At each anchor the value of the weighted line through its row of `x` and `y`; the mean of the row where
    it spreads over no more than `wide`."""
    import numpy as np

    sums = weights.sum(axis=1, keepdims=True)
    weights = np.where(sums > 0, weights, fallback)  # all that is near was called odd
    weights = weights / weights.sum(axis=1, keepdims=True)
    middle, mean = (weights * x).sum(axis=1), (weights * y).sum(axis=1)
    aside = x - middle[:, None]
    pull = weights * aside
    spread, tilt = (pull * aside).sum(axis=1), (pull * y).sum(axis=1)
    is_wide = np.sqrt(spread) > wide
    return mean + np.where(is_wide, (at - middle) * tilt / np.where(is_wide, spread, 1), 0)


def _trust(residuals: ndarray, rounding: float) -> ndarray | None:
    """Bisquare weights: 0 from six times the middle residual on. None where the line already fits, to within
    what `rounding` of the numbers makes."""
    import numpy as np

    scale = 6 * np.median(residuals)
    if scale <= max(1e-7 * residuals.mean(), rounding):
        return None
    share = residuals / scale
    weights = (1 - np.minimum(share, 1) ** 2) ** 2
    return np.where(share <= 0.001, 1, np.where(share > 0.999, 0, weights))
