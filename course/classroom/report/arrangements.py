"""Of a class report, where it is asked for with names: who has more time, and what else was agreed."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, isnan
from typing import TYPE_CHECKING, Any

from course.classroom.report.blocks import Section, Table, shown
from course.classroom.report.names import Names
from course.classroom.report.people import MOST_ROWS
from course.classroom.store.roster import MAX_ACCOMMODATIONS_CHARACTERS

if TYPE_CHECKING:
    from course.classroom.report.results import Results

WHY = (
    "Kept in the roster so that everybody has the time and the room that were agreed, at the practical"
    " station and in quizzes against the clock. For whoever examines, and for nobody else: do not hand this"
    " page on. A timed quiz ends after its own minutes on every computer; more time has to stand under"
    " minutes in the file of a bank of your own."
)
NOBODY = "The roster has no arrangements for anybody here."


def arrangements(results: Results, names: Names) -> Section:
    """One row for each student with more time, or with something else that was agreed."""
    rows = tuple(_rows(results, names))
    heads = ("Student", "Time", "At the station", "Timed quizzes", "Agreed")
    table = Table("Arrangements", heads, rows, (1, 2), (24, 8, 12, 24, 32))
    return Section("Arrangements", (WHY, table) if rows else (NOBODY,), "arrangements")


def _rows(results: Results, names: Names) -> Iterator[tuple[str, ...]]:
    timed = [quiz for quiz in results.course.quizzes.values() if quiz.graded.minutes]
    station = results.course.practical_sheet.minutes
    columns = ["student", "time_multiplier", "accommodations"]
    for row in results.students[columns].head(MOST_ROWS).itertuples(index=False):
        times, agreed = _times(row.time_multiplier), row.accommodations
        has_agreed = isinstance(agreed, str) and bool(agreed)
        if times > 1 or has_agreed:
            yield (
                names(row.student),
                f"× {times:g}",
                f"{station * times:g} min",
                "; ".join(f"{quiz.title}: {ceil(quiz.graded.minutes * times)} min" for quiz in timed) or "–",
                shown(agreed, MAX_ACCOMMODATIONS_CHARACTERS) if has_agreed else "–",
            )


def _times(multiplier: Any) -> float:
    """Whoever is in no roster has the usual time."""
    return 1.0 if multiplier is None or isnan(multiplier) else float(multiplier)
