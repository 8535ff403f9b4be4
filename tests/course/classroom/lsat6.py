"""Law School Admission Test, section 6: 1,000 people, five items, as 32 response patterns with their counts.

Bock and Lieberman, "Fitting a response model for n dichotomously scored items", Psychometrika
1970;35:179-197; the counts are those of the R packages psych (`bock.table`, column Ob6) and ltm (`LSAT`).
"""

from __future__ import annotations

from itertools import product

import numpy as np

COUNTS = (
    3, 6, 2, 11, 1, 1, 3, 4, 1, 8, 0, 16, 0, 3, 2, 15,
    10, 29, 14, 81, 3, 28, 15, 80, 16, 56, 21, 173, 11, 61, 28, 298,
)  # fmt: skip
"""Of the patterns 00000, 00001, 00010 … 11111."""


def lsat6() -> np.ndarray:
    """1,000 rows of 0 and 1, five columns."""
    return np.repeat(np.array(list(product((0.0, 1.0), repeat=5))), COUNTS, axis=0)
