"""What is due today.

Review()
"""

from __future__ import annotations

from datetime import datetime
from sqlite3 import Connection
from typing import get_args

from course import attempts, load_course, review
from course.attempts import Attempt
from course.journal import Journal, now
from course.schema import Track
from widgets._assets import script, style
from widgets._base import UnknownName
from widgets._sitting import Sitting
from widgets._static import paragraph, title


class Review(Sitting):
    """Questions that were met before and are due again: ten minutes at most, modules mixed.

    `track`: "learner", or "student" for the questions of both tracks; by default what was met so far. Raises
    `UnknownName` for another. Which questions come back, and when, follows from how they were answered, how
    sure the learner was, and how long it took.
    """

    _esm = script("review")
    _css = style("quiz")

    def __init__(self, *, track: Track | None = None):
        if track is not None and track not in get_args(Track):
            raise UnknownName("track", track, get_args(Track))
        if track is None:
            with Journal().reading() as db:
                track = review.track_met(db, load_course())
        self._quiz_id, self._track, self._mode = review.REVIEW, track, "practice"
        super().__init__(
            head={
                "quiz": review.REVIEW,
                "title": "Review",
                "track": track,
                "mode": "practice",
                "pass_mark": None,
                "minutes": None,
                "layout": "one",
                "needs_begin": True,
                "begin": "Begin the review",
                "again": "Review more",
                "kept": "Each question comes back when it is time to meet it again.",
            }
        )
        with self._journal.reading() as db:
            newest = self._current(db)
        if newest:
            self._turn_to(newest)

    def _needs_begin(self) -> bool:
        return True

    def _current(self, db: Connection) -> Attempt | None:
        """An unfinished review, or one that was finished today and whose result may still be looked at."""
        newest = super()._current(db)
        if newest is None:
            return None
        standing = attempts.standing_of(db, self._course, newest)
        if standing.answered < standing.asked:
            return newest
        last = db.execute(
            "SELECT at FROM quiz_response WHERE attempt_id = ? ORDER BY rowid DESC LIMIT 1", (newest.id,)
        ).fetchone()
        moment = now()
        ended = datetime.fromisoformat(last["at"]) if last else newest.started_at
        return newest if ended.astimezone(moment.tzinfo).date() == moment.date() else None

    def _more(self, db: Connection, attempt: Attempt | None, moment: datetime) -> dict:
        due = review.due(db, self._course, self._track, moment)
        minutes = max(1, round(min(review.MAX_MINUTES, len(due) * review.usual_seconds(db) / 60)))
        coming = review.next_due(db, self._course, self._track)
        if due:
            heading = f"{len(due)} {'question is' if len(due) == 1 else 'questions are'} due today"
            lines = [f"About {minutes} {'minute' if minutes == 1 else 'minutes'} now, an estimate."]
        elif coming:
            heading = "Nothing is due today"
            lines = [f"The next question comes back on {_day(coming.astimezone(moment.tzinfo))}."]
        else:
            heading = "Nothing to review yet"
            lines = ["Every question that you answer in a quiz comes back here when it is time."]
        return {"heading": heading, "lines": lines, "can_begin": bool(due)}

    def _static_html(self) -> str:
        return title("Review") + paragraph(
            "Run in JupyterLab, this asks again what you have met before, when it is time to."
        )

    def _names(self) -> str:
        return "" if self._track == "learner" else f"track={self._track!r}"


def _day(moment: datetime) -> str:
    return f"{moment:%A}, {moment.day} {moment:%B}"
