"""A made-up class of 60: who is in it, how able each is, and what each answers. Made with a seed.

Each item has a difficulty and each student an ability; what is not known is guessed. Two items are planted:
in one most of the best choose an option that is not the key, as if the key were wrong; the other is the more
often right, the less a student knows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import exp
from random import Random
from typing import Any

import msgspec

from course.bank import bank, draw, pool
from course.classroom.demo.answers import guess_share, right_answer, wrong_answer
from course.forms import OTHER
from course.grading import grade
from course.handing_in.hand_in import HandInAnswer, HandInAttempt, untold
from course.quiz_items import item_hash, items_for
from course.quiz_results import Sureness
from course.schema import AnyItem, Course, Quiz, Track

SIZE = 60
PSEUDONYM = "synthetic-{:02d}"
"""By which whoever reads the class's results knows it as made up."""
MISSING = ("synthetic-09", "synthetic-27", "synthetic-44")
"""On the roster, and nothing came from them."""
TRACK: Track = "student"
LEAST_OPTIONS = 4
SKIPS = 0.05
"""How often a module is not done, as often the final quiz, and as often the second of two forms."""
LEARNT = 0.8
"""By how much the course moves an ability, in standard deviations of the class: made up."""


@dataclass(frozen=True)
class Person:
    """`ability` is standard normal over the class; `confidence` moves how sure somebody says to be."""

    id: str
    name: str
    group: str
    time_multiplier: float
    accommodations: str
    ability: float
    confidence: float


@dataclass(frozen=True)
class Planted:
    """Ids of the two planted items, and the option that most of the best choose in the first."""

    wrong_key: str
    chosen_instead: str
    negative: str


@dataclass(frozen=True)
class Class:
    people: tuple[Person, ...]
    planted: Planted
    attempts: Mapping[str, tuple[HandInAttempt, ...]]
    """By student; of those who hand in."""


def people(chance: Random) -> tuple[Person, ...]:
    """The roster: groups A and B, three with more time."""
    extra = {12: (1.25, "rest break"), 30: (1.5, "screen reader"), 51: (1.25, "")}
    return tuple(
        Person(
            PSEUDONYM.format(n), f"Synthetic Person {n:02d}", "AB"[n % 2], *extra.get(n, (1.0, "")),
            ability=chance.gauss(0, 1), confidence=chance.gauss(0, 0.8),
        )
        for n in range(1, SIZE + 1)
    )  # fmt: skip


def planted(course: Course) -> Planted:
    """The same items for every seed, from two quizzes."""
    second, third = [quiz for quiz in course.quizzes.values() if quiz.items and not quiz.forms][1:3]
    wrong_key, negative = _first_choice(second), _first_choice(third)
    other = next(option.id for option in wrong_key.options if not option.correct)
    return Planted(wrong_key.id, other, negative.id)


def _first_choice(quiz: Quiz) -> AnyItem:
    fit = (item for item in items_for(quiz, TRACK) if item.kind == "choice" and not item.safety_critical)
    return next(item for item in fit if len(item.options) >= LEAST_OPTIONS)


def made_up(course: Course, seed: int, monday: datetime) -> Class:
    """The class with all its attempts, from the week before `monday` to the ninth (with UTC offset)."""
    chance = Random(seed)
    roster = people(chance)
    nature = _nature(course, seed, chance)
    attempts = {
        person.id: _attempts(course, person, nature, monday, f"{seed}/{person.id}")
        for person in roster
        if person.id not in MISSING
    }
    return Class(roster, nature.planted, attempts)


@dataclass(frozen=True)
class _Nature:
    """What is true of the items."""

    planted: Planted
    difficulty: Mapping[str, float]
    slope: Mapping[str, float]
    hashes: Mapping[str, str]

    def knows(self, person: Person, item: AnyItem) -> float:
        """The probability that the person knows it."""
        if item.id == self.planted.negative:
            return _logistic(-1.8 * person.ability)
        return _logistic(self.slope[item.id] * (person.ability - self.difficulty[item.id]))

    def response(self, person: Person, item: AnyItem, attempt: str, chance: Random) -> tuple[Any, float]:
        """What is answered, and how likely it was to be known."""
        p = self.knows(person, item)
        if item.id == self.planted.wrong_key and chance.random() < _logistic(3 * (person.ability - 0.2)):
            return self.planted.chosen_instead, p
        if chance.random() < p + (1 - p) * guess_share(item):
            return right_answer(item, attempt), p
        if item.id == self.planted.negative:
            return chance.choice([option.id for option in item.options if not option.correct]), p
        return wrong_answer(item, attempt, chance), p


def _nature(course: Course, seed: int, chance: Random) -> _Nature:
    """Items of forms have a chance of their own, so that a further form changes no other item."""
    known = bank(course, TRACK)
    others = pool(course, TRACK)
    difficulty, slope = _difficulties(sorted(others), chance)
    of_forms = _difficulties(sorted(known.keys() - others.keys()), Random(f"{seed}/forms"))
    hashes = {id: item_hash(item) for id, item in known.items()}
    return _Nature(planted(course), difficulty | of_forms[0], slope | of_forms[1], hashes)


def _difficulties(ids: Sequence[str], chance: Random) -> tuple[dict[str, float], dict[str, float]]:
    difficulty = {id: chance.gauss(-0.7, 0.8) for id in ids}
    return difficulty, {id: chance.uniform(0.8, 1.8) for id in ids}


def _attempts(
    course: Course, person: Person, nature: _Nature, monday: datetime, seed: str
) -> tuple[HandInAttempt, ...]:
    """All of one person, in the order of time."""
    made = [
        *_all_of(course, person, nature, monday, Random(seed)),
        *_before_and_after(course, person, nature, monday, Random(f"{seed}/forms")),
    ]
    return tuple(sorted(made, key=lambda attempt: attempt.started_at))


def _logistic(x: float) -> float:
    return 1 / (1 + exp(-x))


def _all_of(
    course: Course, person: Person, nature: _Nature, monday: datetime, chance: Random
) -> Iterator[HandInAttempt]:
    in_turn = [quiz for quiz in course.quizzes.values() if not quiz.forms]
    for week, quiz in enumerate(in_turn):
        begun = monday + timedelta(
            days=14 * week + chance.randrange(7), minutes=chance.randrange(8 * 60, 20 * 60)
        )
        if chance.random() < SKIPS:
            continue
        id = f"{person.id}-{quiz.id}"
        if quiz.items:
            yield _practised(quiz, id, person, nature, begun, chance)
        else:
            yield _graded(course, quiz, id, person, nature, begun, chance)


def _before_and_after(
    course: Course, person: Person, nature: _Nature, monday: datetime, chance: Random
) -> Iterator[HandInAttempt]:
    """Both forms, in the order that a coin gives; some take the first alone, and its scores are not told."""
    known = bank(course, TRACK)
    for quiz in (one for one in course.quizzes.values() if one.forms):
        first = chance.choice(("a", "b"))
        wiser = replace(person, ability=person.ability + LEARNT)
        sat = []
        for week, form, who in ((-1, first, person), (8, OTHER[first], wiser)):
            begun = monday + timedelta(weeks=week, days=chance.randrange(5), hours=chance.randrange(8, 20))
            items = [known[item] for item in quiz.forms[form]]
            made = _sat(quiz, f"{person.id}-{quiz.id}-{form}", items, who, nature, begun, chance)
            sat.append(msgspec.structs.replace(made, form=form))
        yield from sat if chance.random() >= SKIPS else (untold(sat[0]),)


def _practised(
    quiz: Quiz, id: str, person: Person, nature: _Nature, begun: datetime, chance: Random
) -> HandInAttempt:
    """All items in their order; some stop before the end, and some answer again what was not right."""
    items = items_for(quiz, TRACK)
    done = len(items) if chance.random() < 0.9 else chance.randrange(len(items) // 2, len(items))
    answers = _answers(items[:done], id, person, nature, begun, chance)
    again = {answer.item for answer in answers if answer.score < 1 and chance.random() < 0.4}
    later = begun + timedelta(hours=2)
    retried = _answers([one for one in items if one.id in again], id, _wiser(person), nature, later, chance)
    return _attempt(quiz, id, "practice", items, (*answers, *retried), begun)


def _wiser(person: Person) -> Person:
    """The same after the feedback."""
    return replace(person, ability=person.ability + 1.5)


def _graded(
    course: Course, quiz: Quiz, id: str, person: Person, nature: _Nature, begun: datetime, chance: Random
) -> HandInAttempt:
    """Items drawn by the blueprint."""
    known = pool(course, TRACK)
    items = [known[one] for one in draw(quiz.blueprint[TRACK], known, id)]
    return _sat(quiz, id, items, person, nature, begun, chance)


def _sat(
    quiz: Quiz,
    id: str,
    items: Sequence[AnyItem],
    person: Person,
    nature: _Nature,
    begun: datetime,
    chance: Random,
) -> HandInAttempt:
    """These items, submitted together before the time is up."""
    minutes = (quiz.graded.minutes or 60) * person.time_multiplier
    end = begun + timedelta(minutes=round(minutes * chance.uniform(0.5, 0.95)))
    answers = tuple(
        msgspec.structs.replace(answer, at=end)
        for answer in _answers(items, id, person, nature, begun, chance)
    )
    return _attempt(quiz, id, "graded", items, answers, begun, begun + timedelta(minutes=minutes), end)


def _attempt(
    quiz: Quiz,
    id: str,
    mode: Any,
    items: Sequence[AnyItem],
    answers: tuple[HandInAnswer, ...],
    begun: datetime,
    deadline: datetime | None = None,
    end: datetime | None = None,
) -> HandInAttempt:
    return HandInAttempt(
        id=id,
        quiz=quiz.id,
        track=TRACK,
        mode=mode,
        started_at=begun,
        deadline_at=deadline,
        submitted_at=end,
        pass_mark=quiz.pass_mark,
        items=tuple(item.id for item in items),
        answers=answers,
    )


def _answers(
    items: Sequence[AnyItem], attempt: str, person: Person, nature: _Nature, begun: datetime, chance: Random
) -> tuple[HandInAnswer, ...]:
    found, at = [], begun
    for item in items:
        response, p = nature.response(person, item, attempt, chance)
        seconds = round(min(600.0, chance.lognormvariate(3.4 - 0.2 * person.ability, 0.5)), 1)
        at += timedelta(seconds=round(seconds))
        score = grade(item, response, attempt).score
        found.append(
            HandInAnswer(
                item=item.id,
                item_hash=nature.hashes[item.id],
                at=at,
                response=response,
                score=score,
                raw_score=score,
                sureness=_sureness(p, person, chance),
                seconds=seconds,
            )
        )
    return tuple(found)


def _sureness(p: float, person: Person, chance: Random) -> Sureness | None:
    """Nearer to what is known than to what is right; now and then nothing is said."""
    if chance.random() < 0.08:
        return None
    felt = 4 * (p - 0.5) + 0.5 * person.confidence + chance.gauss(0, 0.8)
    return "know" if felt > 0.8 else "guess" if felt < -0.8 else "think"
