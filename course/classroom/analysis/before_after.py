"""What changed between two parallel forms of a test, taken in either order.

Half of the class takes form A first, half form B: what differs between the forms then cancels out of the mean
change, and can be told apart from it (Jones and Kenward, "Design and Analysis of Cross-Over Trials").
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt

import numpy as np
import pandas as pd

from course.classroom.analysis.estimates import (
    LEVEL,
    Estimate,
    mean,
    none,
    small_class_warning,
    t_quantile,
)

FORMS = ("a", "b")
LEAST_PAIRS = 3
LEAST_EACH_ORDER = 2
BOOTSTRAPS = 4999
SEED = 20260
LEAST_FOR_BOOTSTRAP = 10


@dataclass(frozen=True)
class BeforeAfter:
    """All differences are in shares of the whole score (0.1 is ten points of a hundred).

    `change` is after less before, with both orders weighing the same where there are two; `plain` is the mean
    of all differences with its t interval, `bootstrap` the same mean with a bootstrap interval (BCa), which
    asks nothing of the shape. `form` is how much easier form B is than form A, `order` how much better those
    who began with form A did, over both forms, than those who began with B. `pairs` has a row for each
    student with both forms: student, first_form, before, after, difference. `one_form_only` are the students
    left out. `caution` says why a difference between the forms is part of `change`, where it is.
    """

    change: Estimate
    plain: Estimate
    bootstrap: Estimate
    form: Estimate
    order: Estimate
    pairs: pd.DataFrame
    one_form_only: tuple[str, ...]
    warning: str | None
    caution: str | None = None

    def in_words(self) -> str:
        """What may be claimed, with the numbers."""
        if self.change.value is None:
            return f"No change can be told: {self.change.why_none}."
        told = f"{self.change.in_words(' points of 100', 100)}, {self.change.n} students"
        if self.caution:
            why = f"No change can be told from a difference between the forms: {self.caution}"
            return f"{why}. Both together: {told}."
        if self.change.holds(0):
            return f"No change can be claimed: the mean difference is {told}, and its interval holds 0."
        direction = "higher" if self.change.value > 0 else "lower"
        return (
            f"Scores were {direction} afterwards: the mean difference is {told}. Without a class that was not"
            " taught, this does not say what caused it."
        )


def before_after(attempts: pd.DataFrame, quiz: str | None = None) -> BeforeAfter:
    """From the store's `attempts`: the first submitted attempt of each student at each form.

    `quiz` narrows it to one quiz. Before is the form that a student took first.
    """
    pairs, left_out = _pairs(attempts, quiz)
    differences = pairs["difference"].to_numpy(float)
    by_order = [pairs.loc[pairs["first_form"] == form, "difference"].to_numpy(float) for form in FORMS]
    sums = [
        (rows["before"] + rows["after"]).to_numpy(float)
        for form in FORMS
        for rows in [pairs[pairs["first_form"] == form]]
    ]
    plain = _plain(differences)
    return BeforeAfter(
        change=_change(plain, by_order),
        plain=plain,
        bootstrap=_bootstrap(differences),
        form=_half_difference(by_order[0], by_order[1]),
        order=_half_difference(sums[0], sums[1]),
        pairs=pairs,
        one_form_only=left_out,
        warning=small_class_warning(len(pairs)),
        caution=_caution([len(group) for group in by_order]) if plain.value is not None else None,
    )


def _pairs(attempts: pd.DataFrame, quiz: str | None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    taken = attempts[attempts["form"].isin(FORMS) & attempts["submitted_at"].notna()]
    if quiz is not None:
        taken = taken[taken["quiz"] == quiz]
    taken = taken.sort_values("started_at", kind="stable").drop_duplicates(["student", "form"])
    rows = [
        (student, both["form"].iloc[0], *both["score"].iloc[:2])
        for student, both in taken.groupby("student")
        if len(both) == len(FORMS)
    ]
    pairs = pd.DataFrame(rows, columns=["student", "first_form", "before", "after"])
    pairs["difference"] = pairs["after"].astype(float) - pairs["before"].astype(float)
    return pairs, tuple(sorted(set(taken["student"]) - set(pairs["student"])))


def _plain(differences: np.ndarray) -> Estimate:
    if len(differences) < LEAST_PAIRS:
        return none(f"fewer than {LEAST_PAIRS} students have taken both forms", len(differences))
    return mean(differences)


def _change(plain: Estimate, by_order: list[np.ndarray]) -> Estimate:
    """The mean of the two orders' means, so that a form that is easier moves nothing; else the plain mean."""
    if plain.value is None:
        return plain
    if min(map(len, by_order)) < LEAST_EACH_ORDER:
        return replace(plain, method="t, forms not balanced")
    sum_of_means = _contrast(by_order[0], by_order[1], +1)
    return Estimate(*(number / 2 for number in sum_of_means), plain.n, "t (Welch), both orders alike")


def _caution(began: list[int]) -> str | None:
    """`began` counts those who began with each of the forms."""
    if min(began) >= LEAST_EACH_ORDER:
        return None
    few = min(began)
    first, other = (name.upper() for _, name in sorted(zip(began, FORMS, strict=True), reverse=True))
    if few == 0:
        return f"all {max(began)} students began with form {first}"
    return f"only {few} of {sum(began)} students began with form {other}"


def _half_difference(one: np.ndarray, other: np.ndarray) -> Estimate:
    """Half the difference of two groups' means, with Welch's interval."""
    n = len(one) + len(other)
    if min(len(one), len(other)) < LEAST_EACH_ORDER:
        return none(f"fewer than {LEAST_EACH_ORDER} students began with one of the forms", n)
    return Estimate(*(number / 2 for number in _contrast(one, other, -1)), n, "t (Welch)")


def _contrast(one: np.ndarray, other: np.ndarray, sign: int) -> tuple[float, float, float]:
    """Mean of one plus or minus the mean of the other, with its t interval (Welch's degrees of freedom)."""
    value = float(one.mean() + sign * other.mean())
    parts = [group.var(ddof=1) / len(group) for group in (one, other)]
    error = sqrt(sum(parts))
    if error == 0:
        return value, value, value
    freedom = sum(parts) ** 2 / sum(
        part**2 / (len(group) - 1) for part, group in zip(parts, (one, other), strict=True)
    )
    half = t_quantile(freedom) * error
    return value, value - half, value + half


def _bootstrap(differences: np.ndarray) -> Estimate:
    """Bias-corrected and accelerated, drawn with a seed: the same class gives the same interval."""
    from scipy.stats import bootstrap

    n = len(differences)
    if n < LEAST_FOR_BOOTSTRAP:
        return none(f"a bootstrap of fewer than {LEAST_FOR_BOOTSTRAP} students promises too much", n)
    if np.ptp(differences) < 1e-12:
        return none("all students changed by the same", n)
    found = bootstrap(
        (differences,),
        np.mean,
        n_resamples=BOOTSTRAPS,
        confidence_level=LEVEL,
        rng=np.random.default_rng(SEED),
    ).confidence_interval
    return Estimate(float(differences.mean()), float(found.low), float(found.high), n, "bootstrap (BCa)")
