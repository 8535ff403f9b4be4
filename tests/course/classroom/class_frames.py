"""Frames as the class store gives them, made by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from course.classroom.analysis.score_matrix import ScoreMatrix

BEGUN = pd.Timestamp("2026-03-02T09:00:00Z")


def matrix(rows, items: Sequence[str] | None = None) -> ScoreMatrix:
    """A score matrix of these rows; students are s0, s1 and so on, items i0, i1."""
    scores = np.array(rows, float)
    names = tuple(items or (f"i{number}" for number in range(scores.shape[1])))
    return ScoreMatrix(scores, tuple(f"s{number}" for number in range(len(scores))), names)


class Class:
    """Collects attempts, and gives the frames."""

    def __init__(self) -> None:
        self.attempt_rows: list[dict] = []
        self.answer_rows: list[dict] = []
        self.asked_rows: list[dict] = []

    def attempt(
        self,
        student: str,
        items: Sequence[str],
        answers: Mapping[str, object] | None = None,
        *,
        scores: Mapping[str, float] | None = None,
        sureness: str | Mapping[str, str | None] | None = None,
        submitted: bool = True,
        quiz: str = "before-you-begin",
        track: str = "learner",
        mode: str = "graded",
        form: str | None = None,
        hash: str = "h1",
        score: float | None = None,
        ungraded: int = 0,
    ) -> str:
        """One attempt. `scores` by item (an item without one is not answered); `answers` by item."""
        scores = scores or {}
        id = f"attempt-{len(self.attempt_rows):06d}"
        number = 1 + sum(
            (row["student"], row["quiz"], row["track"]) == (student, quiz, track) for row in self.attempt_rows
        )
        started = BEGUN + pd.Timedelta(minutes=len(self.attempt_rows))
        common = {
            "student": student, "group": "a", "attempt": id, "number": number, "quiz": quiz, "track": track,
            "mode": mode, "form": form,
        }  # fmt: skip
        mean = sum(scores.values()) / max(1, len(items))
        self.attempt_rows.append(
            common
            | {
                "started_at": started,
                "submitted_at": started + pd.Timedelta(minutes=20) if submitted else pd.NaT,
                "pass_mark": 0.8,
                "asked": len(items),
                "answered": len(scores),
                "score": mean if score is None else score,
                "passed": False,
                "seconds": 600.0,
                "ungraded": ungraded,
            }
        )
        self.asked_rows += [{"attempt": id, "item": item, "place": n} for n, item in enumerate(items, 1)]
        for item, earned in scores.items():
            sure = sureness.get(item) if isinstance(sureness, Mapping) else sureness
            self.answer_rows.append(
                common
                | {
                    "item": item,
                    "item_hash": hash,
                    "at": started,
                    "response": json.dumps((answers or {}).get(item, "x")),
                    "score": float(earned),
                    "raw_score": float(earned),
                    "sureness": sure,
                    "seconds": 30.0,
                    "nth": 1,
                    "known": not ungraded,
                }
            )
        return id

    @property
    def attempts(self) -> pd.DataFrame:
        frame = pd.DataFrame(self.attempt_rows)
        return frame.assign(submitted_at=pd.to_datetime(frame["submitted_at"], utc=True))

    @property
    def answers(self) -> pd.DataFrame:
        return pd.DataFrame(self.answer_rows)

    @property
    def asked(self) -> pd.DataFrame:
        return pd.DataFrame(self.asked_rows)

    @property
    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
        """answers, attempts, asked."""
        return self.answers, self.attempts, self.asked
