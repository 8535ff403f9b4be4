"""Where a learner is in the course: read from the journal, changing nothing.

progress(Journal(), load_course(), now()).next_step.sentence
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import get_args

from course import adapt, attempts, emergency, history, practice, review, standing
from course.journal import Journal
from course.schema import Course, Lesson, Track
from course.standing import Standing

STAY_SAFE = "01_stay_safe"
TRACK = "09_track_your_progress"


@dataclass(frozen=True)
class Count:
    """How often, and when first and last; no moments when never."""

    times: int = 0
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True)
class QuizResult:
    """The best attempt at one quiz. Scores run from 0 to 1; None before the first try."""

    quiz: str
    best_score: float | None
    pass_mark: float
    passed: bool

    def __str__(self) -> str:
        if self.best_score is None:
            return "not tried yet"
        best = percent(self.best_score)
        if self.passed:
            return f"passed, best {best}"
        if self.best_score >= self.pass_mark:
            return f"best {best} so far, with a safety question still open"
        return f"best {best} so far, {percent(self.pass_mark)} passes"


@dataclass(frozen=True)
class LessonProgress:
    lesson: str
    opened: Count
    quiz: QuizResult | None

    @property
    def is_opened(self) -> bool:
        return self.opened.times > 0


@dataclass(frozen=True)
class NextStep:
    """One thing to do next, as a sentence, and the id of the lesson where it is done."""

    sentence: str
    lesson: str


@dataclass(frozen=True)
class Progress:
    """`lessons` in the order of the course. A session counts however it ended.

    `no_better`: after six weeks of practice the ratings are no lower, by the rule of `course.history`; not
    told beside something that has to be checked first.

    `waiting`: by stretch, why it waits for some days although the safety check allows it.
    """

    lessons: tuple[LessonProgress, ...]
    screening: Standing
    sessions: Count
    measurements: Count
    reviews_due: int
    next_step: NextStep
    no_better: bool = False
    waiting: Mapping[str, str] = field(default_factory=dict)


def progress(journal: Journal, course: Course, moment: datetime) -> Progress:
    """What the course map shows, as it stands at `moment` (with UTC offset). Raises `JournalError`."""
    with journal.reading() as db:
        where = standing.current(db, course, moment)
        opened = _counts(db, "lesson", "at", "lesson_opened")
        lessons = tuple(
            LessonProgress(id, opened.get(id, Count()), _quiz(db, course, course.lessons[id].quiz))
            for id in sorted(course.lessons)
        )
        sessions = _counts(db, "'all'", "ended_at", "session").get("all", Count())
        measurements = _counts(db, "'all'", "at", "reading").get("all", Count())
        reviews_due = len(review.due(db, course, "student", moment))
        practised = {row["stretch"] for row in db.execute("SELECT DISTINCT stretch FROM practice")}
        left_out = adapt.adaptation(db, course, moment, with_check=False).left_out
        may_try = set() if _stopped_today(db, moment) else set(course.stretches) - set(left_out)
        no_better = where.code != "emergency" and history.no_better(db, course, moment)
    next_step = _next_step(course, lessons, where, practised, may_try, measurements)
    waits = left_out.keys() - where.leave_out if where.is_valid else set()
    waiting = {id: left_out[id] for id in course.stretches if id in waits}
    return Progress(lessons, where, sessions, measurements, reviews_due, next_step, no_better, waiting)


def _stopped_today(db: sqlite3.Connection, moment: datetime) -> bool:
    """Whoever stopped today is not sent to a timer again on the same day."""
    recent = practice.stops_since(db, moment - timedelta(days=1))
    return any(stop.at.date() == moment.astimezone(stop.at.tzinfo).date() for stop in recent)


def _counts(db: sqlite3.Connection, by: str, at: str, table: str) -> Mapping[str, Count]:
    """`julianday`, because texts with different UTC offsets do not sort by time."""
    rows = db.execute(f"SELECT {by} AS name, {at} AS at FROM {table} ORDER BY julianday({at})")
    moments: dict[str, list[str]] = {}
    for row in rows:
        moments.setdefault(row["name"], []).append(row["at"])
    return {
        name: Count(len(all), datetime.fromisoformat(all[0]), datetime.fromisoformat(all[-1]))
        for name, all in moments.items()
    }


def _quiz(db: sqlite3.Connection, course: Course, id: str | None) -> QuizResult | None:
    if id is None:
        return None
    quiz = course.quizzes[id]
    tracks = get_args(Track)
    scores = [attempts.best_score(db, course, quiz, track) for track in tracks]
    best = max((score for score in scores if score is not None), default=None)
    passed = any(attempts.passed(db, course, quiz, track) for track in tracks)
    return QuizResult(id, best, quiz.pass_mark, passed)


def _next_step(
    course: Course,
    lessons: tuple[LessonProgress, ...],
    where: Standing,
    practised: set[str],
    may_try: set[str],
    measurements: Count,
) -> NextStep:
    """Onward from the last lesson that was opened; what was skipped before it comes after all the others."""
    here = max((index for index, lesson in enumerate(lessons) if lesson.is_opened), default=0)
    steps = [*_before_anything_else(course, lessons[here], where)]
    for state in (*lessons[here:], *lessons[:here]):
        steps += _steps_in(course.lessons[state.lesson], state, where, practised, may_try)
        if state.lesson == TRACK and not measurements.times:
            steps.append(NextStep(f"Write down your first numbers in {_title(course, TRACK)}.", TRACK))
    return steps[0] if steps else _all_done(course, lessons[-1].lesson)


def _before_anything_else(course: Course, furthest: LessonProgress, where: Standing) -> Iterator[NextStep]:
    if STAY_SAFE not in course.lessons:
        return
    title = _title(course, STAY_SAFE)
    if where.code == "emergency":
        yield NextStep(
            f"{what_first(course, where)}. {title} says how. "
            "When a clinician has checked it, note the day there. Reading stays open.",
            STAY_SAFE,
        )
    elif where.code in ("none", "void", "expired") and furthest.is_opened and furthest.lesson >= STAY_SAFE:
        again = "" if where.code == "none" else " again"
        yield NextStep(f"Do the safety check{again} in {title}. It takes about three minutes.", STAY_SAFE)


def what_first(course: Course, where: Standing) -> str:
    """The title of the page that an open emergency shows, such as 'Get checked today'."""
    return emergency.pages(course.safety, where.urgency, "")[0]["title"]


def _steps_in(
    lesson: Lesson, state: LessonProgress, where: Standing, practised: set[str], may_try: set[str]
) -> Iterator[NextStep]:
    title = f"“{lesson.title}”"
    if not state.is_opened:
        yield NextStep(f"Open {title}. It takes about {lesson.minutes} minutes.", lesson.id)
    stretches = set(lesson.stretches)
    if where.is_valid and may_try & stretches and not practised & stretches:
        yield NextStep(f"Try the guided timer in {title}.", lesson.id)
    if state.quiz and state.quiz.best_score is None:
        yield NextStep(f"Check yourself with the quiz in {title}.", lesson.id)
    elif state.quiz and not state.quiz.passed:
        yield NextStep(f"Take the quiz in {title} once more: {state.quiz}.", lesson.id)


def _all_done(course: Course, last: str) -> NextStep:
    lesson = TRACK if TRACK in course.lessons else last
    return NextStep(
        f"You have been through everything here. Practise as you like, and measure now and then in "
        f"{_title(course, lesson)}.",
        lesson,
    )


def _title(course: Course, lesson: str) -> str:
    return f"“{course.lessons[lesson].title}”"


def percent(share: float) -> str:
    """0.834 as '83 %'. Rounded down, so that no score looks like a pass that it is not."""
    return f"{int(share * 100 + 1e-9)}\N{NO-BREAK SPACE}%"
