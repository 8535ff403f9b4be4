"""Which pictures there are, and what is drawn for a wish: the way from a diary to drawings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from course import history
from course.diary import Diary, Session
from course.held import minutes_a_day
from course.plots.before_after import describe_before_after, draw_before_after
from course.plots.calendar import describe_calendar, draw_calendar
from course.plots.held_minutes import ROW_INCHES, describe_held, draw_held, rows_by_muscle, rows_by_stretch
from course.plots.left_right import describe_left_right, draw_left_right
from course.plots.look import Drawing
from course.plots.trend import describe_trend, draw_trend
from course.schema import Course, Side
from course.sides import sides_of
from course.trend import AnyAnswer, since_of, trend_of

RATED = ("stiffness-nrs", "pain-nrs")
"""The ratings that are taken before and after a session."""

BY_STRETCH = "Held by stretch"
BY_MUSCLE = "Held by muscle"


@dataclass(frozen=True)
class Wish:
    """What somebody wants to see. `side` None: both; `up`: those with that answer to "up for an hour?"."""

    picture: str = "trend"
    measure: str = ""
    side: Side | None = None
    period: str = "all"
    up: bool | AnyAnswer | None = "any"


def drawings(course: Course, diary: Diary, wish: Wish) -> list[Drawing]:
    """The drawings of one wish, in order; KeyError for a picture or period that there is not."""
    return _MAKERS[wish.picture](course, diary, wish)


def _newest(diary: Diary) -> datetime | None:
    moments = [*diary.logged().values(), *(session.started_at for session in diary.sessions[-1:])]
    return max(moments, default=None)


def _since(diary: Diary, wish: Wish) -> datetime | None:
    return since_of(wish.period, _newest(diary))


def _sessions(diary: Diary, wish: Wish) -> list[Session]:
    since = _since(diary, wish)
    return [session for session in diary.sessions if since is None or session.started_at >= since]


def _trend(course: Course, diary: Diary, wish: Wish) -> list[Drawing]:
    measure, found = course.measures[wish.measure], []
    records = diary.readings.get(wish.measure, ())
    since, no_aim = _since(diary, wish), diary.range_is_no_aim
    trends = [trend_of(measure, records, side, wish.up, since, no_aim) for side in measure.sides]
    for trend in trends:
        if wish.side not in (None, trend.side):
            continue
        draw = partial(draw_trend, measure=measure, trend=trend, sessions=diary.sessions, beside=trends)
        name = "-".join(filter(None, ["trend", measure.id, trend.side]))
        found.append(Drawing(name, draw, describe_trend(measure, trend)))
    return found


def _before_after(course: Course, diary: Diary, wish: Wish) -> list[Drawing]:
    rule, found = course.over_days.pain_up, []
    sessions = _sessions(diary, wish)
    for id in RATED:
        measure = course.measures[id]
        rated = history.rated(rule, sessions, diary.readings.get(id, ()))
        draw = partial(draw_before_after, measure=measure, rated=rated)
        found.append(Drawing(f"before-after-{id}", draw, describe_before_after(measure, rated), right=1.0))
    return found


def _practice(course: Course, diary: Diary, wish: Wish) -> list[Drawing]:
    sessions = _sessions(diary, wish)
    minutes = minutes_a_day(course, sessions)
    found = [
        Drawing("calendar", partial(draw_calendar, minutes=minutes), describe_calendar(minutes), high=1.7)
    ]
    for title, rows in (
        (BY_STRETCH, rows_by_stretch(course, sessions)),
        (BY_MUSCLE, rows_by_muscle(course, sessions)),
    ):
        draw = partial(draw_held, title=title, rows=rows)
        name = title.lower().replace(" ", "-")
        high = max(1.2, ROW_INCHES * len(rows))
        found.append(Drawing(name, draw, describe_held(title, rows), high=high, left=1.65))
    return found


def _left_right(course: Course, diary: Diary, wish: Wish) -> list[Drawing]:
    measure = course.measures[wish.measure]
    sides = sides_of(measure, diary.readings.get(wish.measure, ()), wish.up, _since(diary, wish))
    draw, words = partial(draw_left_right, measure=measure, sides=sides), describe_left_right(measure, sides)
    return [Drawing(f"left-right-{measure.id}", draw, words, widest=5, high=3.3, is_square=True)]


_MAKERS: dict[str, Callable[[Course, Diary, Wish], list[Drawing]]] = {
    "trend": _trend,
    "before-after": _before_after,
    "practice": _practice,
    "left-right": _left_right,
}
