"""Means, variances and covariances that item analysis and reliability both rest on."""

from __future__ import annotations

import numpy as np

NO_SPREAD = 1e-12
"""A variance below this is the dust of binary fractions: everybody has the same."""


class ItemSums:
    """Means, variances and covariances of each item with the rest; one pass over the matrix each.

    The rest is the mean of the student's other items: the same correlation as with their sum where all were
    asked the same, and comparable where they were not. A student who was asked one item only has no rest.
    `totals` are the sums of the rows, or None where not all were asked the same. `in_part` is the sum of x −
    x² over all marks: 0 where none lies between 0 and 1.
    """

    def __init__(self, scores: np.ndarray, asked: np.ndarray, totals: np.ndarray | None) -> None:
        self.n = asked.astype(float)
        with np.errstate(divide="ignore", invalid="ignore"):
            if totals is None:
                self._sampled(scores)
            else:
                self._common(scores, totals)
            self.sd = np.sqrt(self.variance)
            spreads = (self.variance > NO_SPREAD) & (self.rest_variance > NO_SPREAD)
            correlation = self.covariance / np.sqrt(self.variance * self.rest_variance)
            self.correlation = np.clip(np.where(spreads, correlation, np.nan), -1, 1)

    def _common(self, scores: np.ndarray, totals: np.ndarray) -> None:
        """From covariances with the total: neither the rests nor the matrix of all pairs are needed."""
        students, items = scores.shape
        freedom = students - 1 if students > 1 else np.nan
        total = totals - totals.mean()
        self.mean = scores.mean(axis=0)
        squares = np.einsum("ij,ij->j", scores, scores)
        self.in_part = float(totals.sum() - squares.sum())
        self.variance = np.maximum(squares - students * self.mean**2, 0) / freedom
        self.with_total = weighted_sums(total, scores) / freedom
        self.total_variance = np.einsum("i,i", total, total) / freedom
        others = max(1, items - 1)
        self.covariance = (self.with_total - self.variance) / others
        rest = self.total_variance - 2 * self.with_total + self.variance
        self.rest_variance = rest / others**2 if items > 1 else np.zeros(items)

    def _sampled(self, scores: np.ndarray) -> None:
        known = ~np.isnan(scores)
        filled = np.where(known, scores, 0.0)
        self.in_part = float(filled.sum() - np.vdot(filled, filled))
        self.mean = filled.sum(axis=0) / self.n
        centred = np.where(known, scores - self.mean, 0.0)
        freedom = np.where(self.n > 1, self.n - 1, np.nan)
        self.variance = (centred**2).sum(axis=0) / freedom
        rest = _rests(filled, known)
        rest = np.where(known, rest - rest.sum(axis=0) / self.n, 0.0)
        self.covariance = (centred * rest).sum(axis=0) / freedom
        self.rest_variance = (rest**2).sum(axis=0) / freedom
        self.with_total = np.full(len(self.n), np.nan)
        self.total_variance = np.nan


def weighted_sums(weights: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Of each column. Not by `@`, whose threads wait for one another on a busy computer."""
    return np.einsum("i,ij->j", weights, scores)


def _rests(filled: np.ndarray, known: np.ndarray) -> np.ndarray:
    others = np.maximum(known.sum(axis=1, keepdims=True) - 1, 1)
    return np.where(known, (filled.sum(axis=1, keepdims=True) - filled) / others, 0.0)
