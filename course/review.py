"""Spaced repetition: when to meet an item again, scheduled by `fsrs`.

The first answer to an item in an attempt is a review of it; trying again right after is not.
"""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, time, timedelta
from functools import cache
from statistics import median
from typing import TYPE_CHECKING

from course.bank import bank, quiz_of
from course.journal import stamp
from course.quiz_results import Sureness
from course.schema import Course, Track

if TYPE_CHECKING:
    from fsrs import Rating, Scheduler

REVIEW = "review"
"""What attempts at a review are stored under, where others have the quiz's id."""

MAX_MINUTES = 10
USUAL_SECONDS = 45
"""How long an item takes somebody of whom nothing is known yet: our estimate."""

SLOW = 3
"""This many times the usual time was not known off-hand."""


def usual_seconds(db: sqlite3.Connection) -> float:
    """How long this learner's answers take: the median of the last hundred, an estimate before the tenth."""
    rows = db.execute(
        "SELECT seconds FROM quiz_response WHERE seconds IS NOT NULL ORDER BY rowid DESC LIMIT 100"
    ).fetchall()
    return max(5.0, median(row["seconds"] for row in rows)) if len(rows) >= 10 else float(USUAL_SECONDS)


def rating(raw_score: float, sureness: Sureness | None, seconds: float | None, usual: float) -> Rating:
    """How well it was remembered, from correctness, sureness and time.

    Less than half right: again. Partly right, a right guess, or right after long thought: hard. Right, known
    and quick: easy. Right otherwise: good.
    """
    from fsrs import Rating

    if raw_score < 0.5:
        return Rating.Again
    is_slow = seconds is not None and seconds > SLOW * usual
    if raw_score < 1 or sureness == "guess" or (is_slow and sureness != "know"):
        return Rating.Hard
    is_quick = seconds is not None and seconds <= usual
    return Rating.Easy if sureness == "know" and is_quick else Rating.Good


def learn(
    db: sqlite3.Connection,
    item: str,
    raw_score: float,
    sureness: Sureness | None,
    seconds: float | None,
    at: datetime,
) -> None:
    """Moves the item's card on, inside the caller's transaction. `at` has a UTC offset."""
    from fsrs import Card

    row = db.execute("SELECT card FROM review_card WHERE item = ?", (item,)).fetchone()
    card = Card.from_json(row["card"]) if row else Card()
    how_well = rating(raw_score, sureness, seconds, usual_seconds(db))
    card, log = _scheduler().review_card(card, how_well, at.astimezone(UTC))
    db.execute(
        "INSERT OR REPLACE INTO review_card (item, due_at, card) VALUES (?, ?, ?)",
        (item, stamp(card.due), card.to_json()),
    )
    db.execute(
        "INSERT INTO review_log (item, at, rating, log) VALUES (?, ?, ?, ?)",
        (item, stamp(at), int(how_well), log.to_json()),
    )


def due(db: sqlite3.Connection, course: Course, track: Track, moment: datetime) -> tuple[str, ...]:
    """Ids of the items to meet again by the end of this day, the longest overdue first."""
    midnight = datetime.combine(moment.date() + timedelta(days=1), time(), moment.tzinfo)
    rows = db.execute(
        "SELECT item FROM review_card WHERE julianday(due_at) < julianday(?)"
        " ORDER BY julianday(due_at), item",
        (stamp(midnight),),
    )
    known = bank(course, track)
    return tuple(row["item"] for row in rows if row["item"] in known)


def track_met(db: sqlite3.Connection, course: Course) -> Track:
    """The track of what was met so far: a student's, once one question for students was among it."""
    learners = bank(course, "learner")
    students = bank(course, "student").keys() - learners.keys()
    met = {row["item"] for row in db.execute("SELECT item FROM review_card")}
    return "student" if met & students else "learner"


def next_due(db: sqlite3.Connection, course: Course, track: Track) -> datetime | None:
    """When the next item that can be asked is due, with UTC offset; None before anything was met."""
    known = bank(course, track)
    rows = db.execute("SELECT item, due_at FROM review_card ORDER BY julianday(due_at)")
    return next((datetime.fromisoformat(row["due_at"]) for row in rows if row["item"] in known), None)


def sitting(
    db: sqlite3.Connection, course: Course, track: Track, moment: datetime, seed: str
) -> tuple[str, ...]:
    """What to ask today: the longest overdue that fit into ten minutes, modules mixed."""
    count = max(1, int(MAX_MINUTES * 60 // usual_seconds(db)))
    return mixed({id: _module(course, id) for id in due(db, course, track, moment)[:count]}, seed)


def mixed(modules: Mapping[str, str], seed: str) -> tuple[str, ...]:
    """Ids in an order in which neighbours come from different modules, as far as that goes."""
    chance = random.Random(seed)
    piles: dict[str, list[str]] = {}
    for id, module in modules.items():
        piles.setdefault(module, []).append(id)
    for pile in piles.values():
        chance.shuffle(pile)
    order: list[str] = []
    last = None
    while any(piles.values()):
        others = [module for module, pile in piles.items() if pile and module != last]
        last = max(others or [module for module, pile in piles.items() if pile], key=lambda m: len(piles[m]))
        order.append(piles[last].pop())
    return tuple(order)


def _module(course: Course, item_id: str) -> str:
    quiz = quiz_of(course, item_id)
    return quiz.module if quiz else ""


@cache
def _scheduler() -> Scheduler:
    """In whole days: a learner who reads a lesson is not asked the same again a minute later."""
    from fsrs import Scheduler

    return Scheduler(learning_steps=(), relearning_steps=(), enable_fuzzing=False)
