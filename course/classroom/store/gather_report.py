"""What came of gathering a folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from course.classroom.store.submissions import as_shown
from course.safe_text import told

What = Literal["read", "updated", "unchanged", "superseded", "refused"]

MAX_TOLD = 200
"""Lines of one kind that are printed or kept; all are counted."""


@dataclass(frozen=True)
class Outcome:
    """One file. `reason` says why it was refused, or by which file it is superseded."""

    where: str
    what: What
    student: str | None = None
    reason: str | None = None

    def __str__(self) -> str:
        of = f" ({self.student})" if self.student else ""
        return f"{self.where}{of}: {self.reason}"


@dataclass(frozen=True)
class Difference:
    """A number in a file that is not what the course reckons; the course's own counts."""

    where: str
    student: str
    attempt: str
    what: str
    in_file: float
    ours: float

    def __str__(self) -> str:
        return (
            f"{self.where}: {self.student}, attempt {self.attempt}, {self.what}: "
            f"{self.in_file:g} in the file, {self.ours:g} by the grading"
        )


@dataclass
class GatherReport:
    """`differences` holds the first ones, `differing` counts all; `ungraded` counts, by file, answers to
    questions that this course does not have as they were asked: their scores are those of the file.
    `unscored` counts attempts that were left out, as neither file nor course has a score for each answer.
    `unknown_quizzes` counts attempts by quiz, `to_delete` are uploads that may be held no longer; both of all
    that was ever gathered."""

    outcomes: list[Outcome] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    differing: int = 0
    ungraded: Counter[str] = field(default_factory=Counter)
    unscored: Counter[str] = field(default_factory=Counter)
    expired: int = 0
    not_in_roster: tuple[str, ...] = ()
    unknown_quizzes: Mapping[str, int] = field(default_factory=dict)
    to_delete: tuple[str, ...] = ()

    def of(self, what: What) -> list[Outcome]:
        return [outcome for outcome in self.outcomes if outcome.what == what]

    def differ(self, difference: Difference) -> None:
        self.differing += 1
        if len(self.differences) < MAX_TOLD:
            self.differences.append(difference)

    def summary(self) -> str:
        counted = Counter(outcome.what for outcome in self.outcomes)
        kinds: tuple[What, ...] = ("read", "updated", "unchanged", "superseded", "refused")
        return ", ".join(f"{counted[kind]:,} {kind}" for kind in kinds)

    def lines(self) -> Iterator[str]:
        """The summary, then whatever a teacher should look at."""
        yield self.summary()
        yield from _listed("Refused:", self.of("refused"))
        yield from _listed("Handed in, and not in the roster:", self.not_in_roster)
        yield from _listed(
            "Superseded (attempts are put together by their ids, so that none of these is lost):",
            self.of("superseded"),
        )
        yield from _listed(
            "The score in the file differs from the grading, which counts:", self.differences, self.differing
        )
        yield from _listed(
            "Answers to questions that this course does not have as they were asked; their scores are those "
            "of the files, and the gradebook leaves these attempts out. Questions of your own: --bank DIR.",
            [f"{where}: {count:,} answers" for where, count in self.ungraded.items()],
        )
        yield from _listed(
            "First forms left out: a file tells no score before the second sitting, and these questions are "
            "not as this course has them. Questions of your own: --bank DIR.",
            [f"{where}: {count:,} attempts" for where, count in self.unscored.items()],
        )
        yield from _listed(
            "Quizzes that this course does not have; the gradebook leaves them out:",
            [f"{quiz}: {count:,} attempts" for quiz, count in self.unknown_quizzes.items()],
        )
        if self.expired:
            yield f"{self.expired:,} shared readings were removed: their last day is past."
        if self.to_delete:
            yield "These uploads hold readings that were taken back or are past their last day. Delete them:"
            yield from (f"  {as_shown(file)}" for file in self.to_delete)


def _listed(heading: str, entries, count: int | None = None) -> Iterator[str]:
    count = len(entries) if count is None else count
    if count:
        yield heading
        yield from (f"  {told(str(entry))}" for entry in entries[:MAX_TOLD])
    if count > MAX_TOLD:
        yield f"  and {count - MAX_TOLD:,} more"
