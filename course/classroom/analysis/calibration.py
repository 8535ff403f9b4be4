"""Whether students know what they know: how sure they said they were, against how often they were right."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from course.classroom.analysis.clustered import mean_by_people, share_by_people
from course.classroom.analysis.estimates import Estimate, difference
from course.classroom.analysis.firsts import first_given

SURENESS = {"guess": 0.0, "think": 0.5, "know": 1.0}
"""The three answers to "how sure are you?", on a scale from 0 to 1 for their mean."""

NOTE = "Answers of one student hang together; the intervals allow for that."


@dataclass(frozen=True)
class Level:
    """Of the answers given at one sureness, the share that was right (full marks)."""

    sureness: str
    answers: int
    right: Estimate


@dataclass(frozen=True)
class Calibration:
    """`mean_sureness` from 0 (all guessed) to 1 (all known); `sure_and_wrong` is a share of all answers that
    have a sureness; `without` is the number of answers that have none."""

    levels: tuple[Level, ...]
    mean_sureness: Estimate
    sure_and_wrong: Estimate
    without: int

    def in_words(self) -> str:
        """One sentence a level, and whether those who knew were right more often than those who guessed."""
        told = [
            f"Of {level.answers} answers marked “{level.sureness}”, {level.right.as_percent()} were right."
            for level in self.levels
            if level.answers
        ]
        return " ".join([*told, self._verdict()]) if told else "Nobody has said how sure they were."

    def _verdict(self) -> str:
        by_name = {level.sureness: level.right for level in self.levels}
        guess, know = by_name["guess"], by_name["know"]
        if not (guess.has_interval and know.has_interval):
            return "That is too little to compare levels."
        more = difference(know, guess)
        told = f"the difference is {more.in_words(' points of 100', 100)}"
        if more.low > 0:
            return f"Those who said that they knew were right more often than those who guessed: {told}."
        if more.high < 0:
            return (
                f"Those who said that they knew were right less often than those who guessed: {told}. Talk"
                " about it."
            )
        return f"Between “know” and “guess” {told}; that holds 0, so no difference can be claimed."


def calibration(answers: pd.DataFrame) -> Calibration:
    """Of the first answers (`nth` 1) in first attempts among these rows of the store's `answers`."""
    return _calibration(*_columns(_first(answers)))


def calibration_by_item(answers: pd.DataFrame) -> dict[str, Calibration]:
    """The same for each item that has answers."""
    first = _first(answers)
    said, right, students = _columns(first)
    places = first.reset_index(drop=True).groupby("item", sort=False).indices
    return {str(item): _calibration(said[rows], right[rows], students[rows]) for item, rows in places.items()}


def _columns(first: pd.DataFrame) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """How sure, whether right, and a number for the student."""
    codes, _ = pd.factorize(first["student"])
    return first["sureness"].to_numpy(object), (first["raw_score"] == 1).to_numpy(), codes


def _first(answers: pd.DataFrame) -> pd.DataFrame:
    first = first_given(answers)
    return first[(first["number"] == 1) & (first["response"] != "null")]


def _calibration(said: np.ndarray, right: np.ndarray, students: np.ndarray) -> Calibration:
    at = {name: said == name for name in SURENESS}
    levels = tuple(
        Level(name, int(here.sum()), share_by_people(right[here], students[here]))
        for name, here in at.items()
    )
    scale = sum(value * at[name] for name, value in SURENESS.items())
    told = at["guess"] | at["think"] | at["know"]
    wrong = (at["know"] & ~right)[told]
    return Calibration(
        levels, mean_by_people(scale[told], students[told], 0, 1), share_by_people(wrong, students[told]),
        int((~told).sum()),
    )  # fmt: skip
