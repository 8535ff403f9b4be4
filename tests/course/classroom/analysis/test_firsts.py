"""First attempts and first answers, in one place."""

import pandas as pd
import pytest

from course.classroom.analysis.firsts import best_given, first_attempts, first_given, placed
from tests.course.classroom.class_frames import Class


@pytest.fixture
def frames():
    """Ana practised, then was graded and left q open; Bo goes on."""
    group = Class()
    group.attempt("ana", ["p", "q"], scores={"p": 1, "q": 1}, mode="practice")
    group.attempt("ana", ["p", "q"], scores={"p": 0})
    group.attempt("bo", ["p", "q"], scores={"p": 0}, submitted=False)
    answers, attempts, asked = group.frames
    again = answers.iloc[[2]].assign(nth=2, raw_score=1.0, score=1.0)
    return pd.concat([answers, again], ignore_index=True), attempts, asked


def test_the_first_attempt_is_the_first_of_what_is_asked_for(frames):
    """Over all, or of one mode."""
    _, attempts, _ = frames
    assert first_attempts(attempts)["attempt"].tolist() == ["attempt-000000", "attempt-000002"]
    assert first_attempts(attempts, "before-you-begin", mode="graded")["attempt"].tolist() == [
        "attempt-000002", "attempt-000001",
    ]  # fmt: skip
    assert first_attempts(attempts, "open-the-hips").empty


def test_first_and_best_answer(frames):
    """Answered again after feedback: the first says what was known, the best how it stands."""
    answers = frames[0][lambda rows: rows["attempt"] == "attempt-000001"]
    assert first_given(answers)["raw_score"].tolist() == [0.0]
    assert best_given(answers)["raw_score"].tolist() == [1.0]


def test_left_open_counts_once_submitted(frames):
    """Ana's q earned 0; Bo's is no row yet."""
    answers, attempts, asked = frames
    rows = placed(first_given(answers)[["attempt", "item", "raw_score"]], attempts, asked)
    found = rows[["student", "item", "raw_score"]].itertuples(index=False, name=None)
    assert sorted(found) == [
        ("ana", "p", 0.0), ("ana", "p", 1.0), ("ana", "q", 0.0), ("ana", "q", 1.0), ("bo", "p", 0.0),
    ]  # fmt: skip
