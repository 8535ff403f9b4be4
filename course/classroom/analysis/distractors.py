"""Who picks what: each option by thirds of the class, or the most frequent answers that are not right.

The thirds are by the whole score of the quiz. Students with the same score are in the same third, so that
thirds may differ in size.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from course.classroom.analysis.estimates import Estimate, share
from course.classroom.analysis.firsts import first_given
from course.classroom.analysis.picks import Pick, options_of, picks_of_many
from course.classroom.analysis.score_matrix import ScoreMatrix
from course.rich_text import to_plain

THIRDS = ("lower", "middle", "upper")
BY_OPTION = ("choice", "multiple", "true-false", "hotspot")
MOST_ANSWERS = 5
"""How many frequent answers are told of an item without options."""


@dataclass(frozen=True)
class Picked:
    """One option, or one answer that is not right: how many of each third picked it.

    `total` counts everybody, `share` is of all who answered (Wilson). `about` is the part of the item.
    """

    id: str
    about: str
    text: str
    is_key: bool
    lower: int
    middle: int
    upper: int
    total: int
    share: Estimate
    feedback: str = ""


@dataclass(frozen=True)
class Distractors:
    """Of one item. `answered` counts by third; `not_answered` were submitted empty, and `unreadable` are
    answers to another version of the item.

    `rows` are all options in the order of the file (`has_options`), or the most frequent answers that are
    not right, the most frequent first. Several ticks count each, so their shares may add up to more than 1.
    """

    item: str
    has_options: bool
    rows: tuple[Picked, ...]
    answered: Mapping[str, int]
    not_answered: int
    unreadable: int


def thirds(matrix: ScoreMatrix) -> pd.Series:
    """`lower`, `middle` or `upper` for each student with a row in the matrix; same score, same third."""
    shares = pd.Series(np.round(matrix.shares, 12), index=pd.Index(matrix.students, name="student"))
    place = (shares.rank(method="average") - 0.5) / max(1, len(shares))
    return pd.cut(place, [-np.inf, 1 / 3, 2 / 3, np.inf], labels=list(THIRDS)).astype(object)


def distractors(item: Any, answers: pd.DataFrame, third: pd.Series) -> Distractors:
    """Of rows of the store's `answers`: each student's first answer to this item, of those in `third`."""
    own = first_given(answers[answers["item"] == item.id]).sort_values("number", kind="stable")
    group_of = third.to_dict()
    first = {
        student: (group_of[student], response, attempt)
        for student, response, attempt in zip(
            *(reversed(own[name].tolist()) for name in ("student", "response", "attempt")), strict=True
        )
        if student in group_of
    }
    given = [one for one in first.values() if one[1] != "null"]
    told = picks_of_many(item, ((response, attempt) for _, response, attempt in given))
    found = [(group, picked) for (group, _, _), picked in zip(given, told, strict=True)]
    readable = [(group, picked) for group, picked in found if picked]
    answered = {name: sum(group == name for group, _ in readable) for name in THIRDS}
    counts = _counts(readable)
    has_options = item.kind in BY_OPTION
    keys = _options(item) if has_options else _frequent(counts)
    rows = tuple(_row(key, counts[_key(key)], len(readable)) for key in keys)
    return Distractors(
        item.id, has_options, rows, answered, len(first) - len(given), len(found) - len(readable)
    )


def all_distractors(
    items: Mapping[str, Any], matrix: ScoreMatrix, answers: pd.DataFrame
) -> dict[str, Distractors]:
    """Of every item of the matrix that the content still holds.

    `items` is the bank, by id; `answers` are those of the matrix's quiz, track and form.
    """
    third = thirds(matrix)
    by_item = dict(tuple(first_given(answers).groupby("item", sort=False)))
    none_given = answers.iloc[:0]
    return {
        id: distractors(items[id], by_item.get(id, none_given), third) for id in matrix.items if id in items
    }


def _key(pick: Pick) -> tuple[str, str, str]:
    return pick.about, pick.id, pick.said


def _counts(found: list[tuple[str, tuple[Pick, ...]]]) -> dict[tuple, Counter]:
    counts: dict[tuple, Counter] = _Counts()
    for group, picked in found:
        for pick in picked:
            counts[_key(pick)][group] += 1
            counts.picks.setdefault(_key(pick), pick)
    return counts


class _Counts(dict):
    """Counts by what was picked, and one pick of each."""

    def __init__(self) -> None:
        super().__init__()
        self.picks: dict[tuple, Pick] = {}

    def __missing__(self, key: tuple) -> Counter:
        self[key] = Counter()
        return self[key]


def _options(item: Any) -> list[Pick]:
    """Everything that could have been picked, whether somebody did or not."""
    about = "The reason" if item.kind == "true-false" else ""
    verdicts = [
        Pick("The statement", verdict, item.is_true == (verdict == "true")) for verdict in ("true", "false")
    ] if item.kind == "true-false" else []  # fmt: skip
    return verdicts + [
        Pick(about, to_plain(part.text), part.correct, to_plain(part.feedback), part.id)
        for part in options_of(item)
    ]


def _frequent(counts: _Counts) -> list[Pick]:
    wrong = [key for key in counts if not counts.picks[key].is_right]
    wrong.sort(key=lambda key: (-counts[key].total(), key))
    return [counts.picks[key] for key in wrong[:MOST_ANSWERS]]


def _row(pick: Pick, by_third: Counter, answered: int) -> Picked:
    total = by_third.total()
    return Picked(
        pick.id, pick.about, pick.said, pick.is_right, *(by_third[name] for name in THIRDS), total,
        share(total, answered), pick.feedback,
    )  # fmt: skip
