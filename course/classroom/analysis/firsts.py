"""First attempts and first answers, and what was left unanswered: the one rule for whoever counts answers."""

from __future__ import annotations

import pandas as pd


def first_attempts(
    attempts: pd.DataFrame,
    quiz: str | None = None,
    track: str | None = None,
    form: str | None = None,
    mode: str | None = None,
) -> pd.DataFrame:
    """Each student's first attempt among these; of one quiz, track, form or mode where it is given."""
    chosen = pd.Series(True, attempts.index)
    for column, wanted in (("quiz", quiz), ("track", track), ("form", form), ("mode", mode)):
        if wanted is not None:
            chosen &= attempts[column] == wanted
    return attempts[chosen].sort_values("number", kind="stable").drop_duplicates("student")


def is_first_sitting(attempts: pd.DataFrame) -> pd.Series:
    """For each row whether it is the first of two parallel forms, which was sat before anything was taught.

    Of several attempts at one form the first counts as the sitting; whoever took one form only had no second.
    """
    on_forms = attempts[attempts["form"].notna()].sort_values("started_at", kind="stable")
    begun = on_forms.drop_duplicates(["student", "quiz"]).set_index(["student", "quiz"])
    keys = pd.MultiIndex.from_frame(on_forms[["student", "quiz"]])
    is_first = on_forms["form"].to_numpy(str) == begun["form"].reindex(keys).to_numpy(str)
    return pd.Series(is_first, on_forms.index).reindex(attempts.index, fill_value=False)


def first_given(answers: pd.DataFrame) -> pd.DataFrame:
    """Of every attempt the first answer to each item."""
    return answers[answers["nth"] == 1]


def best_given(answers: pd.DataFrame) -> pd.DataFrame:
    """Of every attempt and item what its best answer earned: attempt, item, raw_score."""
    return answers.groupby(["attempt", "item"], sort=False)["raw_score"].max().reset_index()


def placed(given: pd.DataFrame, attempts: pd.DataFrame, asked: pd.DataFrame) -> pd.DataFrame:
    """A row for each item asked in `attempts`, beside what `given` (one row an attempt and item) has of it.

    What was submitted without an answer earned 0; what is still open has no row.
    """
    rows = asked[asked["attempt"].isin(attempts["attempt"])].merge(given, how="left", on=["attempt", "item"])
    rows = rows.merge(attempts[["attempt", "student", "submitted_at", "started_at"]], on="attempt")
    rows = rows[rows["raw_score"].notna() | rows["submitted_at"].notna()]
    return rows.fillna({"score": 0.0, "raw_score": 0.0, "response": "null"})
