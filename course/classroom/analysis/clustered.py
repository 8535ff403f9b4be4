"""Intervals of numbers that rest on many answers of few people.

Answers of one person hang together, people do not: the intervals come from how much people differ (the
linearised variance of a ratio, one cluster a person; Cochran, "Sampling Techniques", chapter 11), and a
person with many answers weighs as their answers do.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, sqrt
from typing import Any

import numpy as np
import pandas as pd

from course.classroom.analysis.estimates import Estimate, Z, none, t_quantile, wilson
from course.classroom.analysis.item_sums import NO_SPREAD


def share_by_people(earned: Sequence[float], people: Sequence[Any]) -> Estimate:
    """What share of all answers is so: `earned` has 0, 1 or a part of a mark for each answer of `people`.

    Wilson's interval with the number of answers that would say as much if they were independent, Student's t
    for the spread: no more than there are answers; no fewer than if each person always answered alike. It is
    that fewest where all do the same, as their spread then says nothing.
    """
    parts, answers = _by_person(earned, people)
    if not len(answers):
        return none("nobody was asked")
    return _share(parts, answers, float(answers.sum()))


def mean_share(shares: Sequence[float], answers: int) -> Estimate:
    """The mean of the shares of people, each counting once, which rest on so many `answers` in all."""
    shares = np.asarray(shares, float)
    return _share(shares, np.ones(len(shares)), float(answers)) if len(shares) else none("nobody was asked")


def mean_by_people(
    values: Sequence[float], people: Sequence[Any], least: float = -inf, most: float = inf
) -> Estimate:
    """The mean of all `values` with its t interval, cut off at `least` and `most`, which no value can pass.

    With one value a person it is that of `estimates.mean`.
    """
    sums, counts = _by_person(values, people)
    n = len(counts)
    if n == 0:
        return none("there is no value")
    middle = float(sums.sum() / counts.sum())
    if n == 1:
        return Estimate(middle, n=1, why_none="one student has no spread")
    half = t_quantile(n - 1) * sqrt(_variance(sums, counts, middle))
    return Estimate(middle, max(least, middle - half), min(most, middle + half), n, "t, by students")


def effective_answers(parts: np.ndarray, answers: np.ndarray, most: float) -> float:
    """How many independent answers would say as much as these: sums of marks, and answers, by person."""
    n, value = len(answers), float(parts.sum() / answers.sum())
    if n >= most:  # one answer each
        return float(n)
    fewest = float(answers.sum() ** 2 / (answers**2).sum())
    variance = _variance(parts, answers, value) if n > 1 else 0.0
    if variance < NO_SPREAD:
        return fewest
    found = value * (1 - value) / variance * (Z / t_quantile(n - 1)) ** 2
    return float(np.clip(found, fewest, most))


def _share(parts: np.ndarray, answers: np.ndarray, most: float) -> Estimate:
    value = float(np.clip(parts.sum() / answers.sum(), 0, 1))
    low, high = wilson(value, effective_answers(parts, answers, most))
    return Estimate(value, float(low), float(high), len(answers), "Wilson, by students")


def _variance(sums: np.ndarray, counts: np.ndarray, middle: float) -> float:
    n = len(counts)
    return n / (n - 1) * float(((sums - middle * counts) ** 2).sum()) / float(counts.sum()) ** 2


def _by_person(values: Sequence[float], people: Sequence[Any]) -> tuple[np.ndarray, np.ndarray]:
    """The sum of values, and how many there are, of each person; whole numbers from 0 are people as well."""
    people = np.asarray(people)
    codes = people if people.dtype.kind == "i" else pd.factorize(people)[0]
    counts = np.bincount(codes).astype(float)
    return np.bincount(codes, np.asarray(values, float))[counts > 0], counts[counts > 0]
