"""Doubtful questions left out of a class's scores, as if nobody had been asked them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

import pandas as pd

from course.classroom.report.blocks import listed, shown
from course.errors import PlainError

if TYPE_CHECKING:
    from course.classroom.report.results import Results

NEAR = 3
STEM_CHARACTERS = 120


def leave_out(results: Results, items: Sequence[str]) -> Results:
    """The results without these questions; scores, what is passed and what was answered are counted anew.

    An attempt that asked nothing else is left out too. `PlainError` for an id that neither the class was
    asked nor the course has, with those that are near it.
    """
    if isinstance(items, str):
        raise PlainError(f"Expected a list of questions' ids; found the text '{items}'.")
    items = tuple(dict.fromkeys(items))
    _all_known(results, items)
    if not items:
        return results
    attempts, answers, asked = results.attempts, results.answers, results.asked
    touched = set(asked[asked["item"].isin(items)]["attempt"])
    asked, answers = asked[~asked["item"].isin(items)], answers[~answers["item"].isin(items)]
    kept = attempts[~attempts["attempt"].isin(touched - set(asked["attempt"]))]
    critical = [id for id, item in results.items.items() if item.safety_critical]
    counted = _counted(kept[kept["attempt"].isin(touched)], answers, asked, critical)
    attempts = kept.copy()
    attempts.loc[counted.index, counted.columns] = counted
    return replace(
        results, attempts=attempts, answers=answers, asked=asked, without=(*results.without, *items)
    )


def _counted(
    attempts: pd.DataFrame, answers: pd.DataFrame, asked: pd.DataFrame, critical: Sequence[str]
) -> pd.DataFrame:
    """The columns that follow from what was asked and answered, by the rules of `regrade.py`."""
    rows = asked[asked["attempt"].isin(attempts["attempt"])]
    given = answers[answers["attempt"].isin(attempts["attempt"])]
    best = given.groupby(["attempt", "item"])[["score", "raw_score"]].max().reset_index()
    rows = rows.merge(best, how="left", on=["attempt", "item"])
    rows["is_open"] = rows["item"].isin(critical) & (rows["raw_score"].fillna(0) < 1)
    by_attempt = rows.fillna({"score": 0.0}).groupby("attempt").agg(
        asked=("item", "size"), score=("score", "mean"), is_open=("is_open", "any")
    )  # fmt: skip
    answered = given[given["response"] != "null"].groupby("attempt")["item"].nunique()
    ungraded = given[~given["known"]].groupby("attempt").size()
    found = by_attempt.assign(answered=answered, ungraded=ungraded).reindex(attempts["attempt"])
    found = found.fillna({"answered": 0, "ungraded": 0}).set_axis(attempts.index)
    found["passed"] = (
        ~found["is_open"] & (found["ungraded"] == 0) & (found["score"] >= attempts["pass_mark"] - 1e-9)
    )
    kinds = {name: attempts[name].dtype for name in ("asked", "answered", "score", "ungraded", "passed")}
    return found[list(kinds)].astype(kinds)


def _all_known(results: Results, items: Sequence[str]) -> None:
    known = {*results.items, *results.asked["item"].unique(), *results.without}
    unknown = [id for id in items if id not in known]
    if not unknown:
        return
    told = []
    for id in unknown:
        near = get_close_matches(str(id), sorted(known), NEAR)
        told.append(f"'{shown(id)}'{f' (near it: {listed(near)})' if near else ''}")
    what = "question" if len(unknown) == 1 else "questions"
    raise PlainError(
        f"There is no {what} {', '.join(told)}; expected the id of a question that the class was asked, as"
        " the report gives it in brackets."
    )


def left_out_in_words(results: Results, with_ids: bool = True) -> str:
    """What was left out, in one sentence; nothing where nothing was."""
    if not results.without:
        return ""
    stems = (
        f"“{shown(results.stem(id), STEM_CHARACTERS)}”" + (f" ({id})" if with_ids else "")
        for id in results.without
    )
    count = len(results.without)
    what = "one doubtful question" if count == 1 else f"{count} doubtful questions"
    return f"Left out of all scores here: {what}, {listed(stems)}."
