"""`bedstretch class demo`: a made-up class, in files as an LMS and a teacher have them, to try all.

Everything in it is marked as synthetic: each name, each pseudonym, each folder, and its README.txt.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from random import Random

from course.classroom.demo.people import MISSING, Class, Person, made_up
from course.classroom.demo.station import osce_rows
from course.exchange.whole_file import new_folder
from course.handing_in import hand_in, shared_log
from course.handing_in.shared_log import SharedRecord
from course.journal import now
from course.schema import Course, Measure

SEED = 8
MARK = "Synthetic data – no such people"
WEEKS = 10
SHARERS = 14
WITHDREW = 1
"""How many of those who shared their log took it back."""
SHARED_MEASURES = ("knee-chest-cm", "stiffness-nrs")
DAYS_MEASURED = 8
HAND_INS, SHARED = "hand-ins", "shared-logs"


@dataclass(frozen=True)
class Demo:
    """Where it lies, and what a report has to find in it. `wrong_key` and `negative` are ids of items."""

    folder: Path
    students: int
    missing: tuple[str, ...]
    wrong_key: str
    chosen_instead: str
    negative: str


def write_demo(course: Course, folder: Path, seed: int = SEED, today: datetime | None = None) -> Demo:
    """Writes the class into a new or empty folder, whole or not at all; the same for the same seed and day.

    Raises `PlainError` where the folder has something in it, or cannot be written.
    """
    today = today or now()
    monday = datetime.combine(
        today.date() - timedelta(days=today.weekday(), weeks=WEEKS), time(), today.tzinfo
    )
    found = made_up(course, seed, monday)
    planted = found.planted
    demo = Demo(
        folder, len(found.people), MISSING, planted.wrong_key, planted.chosen_instead, planted.negative
    )
    with new_folder(folder) as part:
        _write_files(part, _files(course, found, demo, Random(f"{seed}/files"), monday))
    return demo


def _write_files(root: Path, files: Iterable[tuple[str, bytes]]) -> None:
    for name, content in files:
        file = root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def _files(
    course: Course, found: Class, demo: Demo, chance: Random, monday: datetime
) -> Iterator[tuple[str, bytes]]:
    """Each file's name in the folder, and its content."""
    made_at = monday + timedelta(weeks=WEEKS - 1, hours=12)
    for person in found.people:
        if person.id in found.attempts:
            attempts = found.attempts[person.id]
            content = hand_in.write(hand_in.hand_in_of(person.id, attempts, made_at))
            yield f"{_upload(HAND_INS, person)}/{hand_in.file_name(person.id)}", content
    yield from _earlier(found, made_at - timedelta(weeks=2))
    yield from _logs(course, found, chance, monday)
    yield "roster.csv", _csv(_roster(found.people))
    yield "osce.csv", _csv(osce_rows(course, found, chance, monday + timedelta(weeks=WEEKS - 1)))
    yield "README.txt", _readme(demo).encode()


def _upload(kind: str, person: Person) -> str:
    """The folder of one upload, as Moodle's "Download all submissions" names it."""
    number = 12300 + int(person.id.rpartition("-")[2])
    return f"{kind}/{person.name}_{number}_assignsubmission_file_"


def _earlier(found: Class, made_at: datetime) -> Iterator[tuple[str, bytes]]:
    """One student handed in twice; the browser named the second file."""
    person = next(one for one in found.people if one.id in found.attempts)
    attempts = (hand_in.untold(one) if one.form else one for one in found.attempts[person.id][:2])
    content = hand_in.write(hand_in.hand_in_of(person.id, tuple(attempts), made_at))
    name = hand_in.file_name(person.id).replace(hand_in.ENDING, f" (1){hand_in.ENDING}")
    yield f"{_upload(HAND_INS, person)}/{name}", content


def _logs(course: Course, found: Class, chance: Random, monday: datetime) -> Iterator[tuple[str, bytes]]:
    """The logs of those who share them; some have taken theirs back."""
    sharers = chance.sample([one for one in found.people if one.id in found.attempts], SHARERS)
    consented = monday + timedelta(weeks=WEEKS - 2, hours=20)
    for number, person in enumerate(sharers):
        records = tuple(sorted(_records(course, monday, chance), key=lambda record: record.at))
        log = shared_log.shared_log_of(person.id, records, consented, shared_log.usual_end(consented.date()))
        folder = _upload(SHARED, person)
        yield f"{folder}/{shared_log.file_name(person.id)}", shared_log.write(log)
        if number < WITHDREW:
            notice = shared_log.withdrawal_of(person.id, consented + timedelta(days=3))
            yield f"{folder}/{shared_log.withdrawn_file_name(person.id)}", shared_log.write(notice)


def _records(course: Course, monday: datetime, chance: Random) -> Iterator[SharedRecord]:
    """Steady days: what differs from day to day is measurement error."""
    for id in SHARED_MEASURES:
        measure = course.measures[id]
        usual = chance.uniform(measure.typical_minimum, measure.typical_maximum)
        spread = measure.sem.value if measure.sem else 3 * measure.step
        for side in ("left", "right") if measure.two_sided else (None,):
            for day in range(DAYS_MEASURED):
                true = usual + chance.gauss(0, spread)
                trials = tuple(_read_off(measure, true, chance) for _ in range(measure.trials))
                yield SharedRecord(
                    measure=id,
                    side=side,
                    at=monday + timedelta(days=3 * day, hours=19, minutes=chance.randrange(60)),
                    value=sum(trials) / len(trials) if measure.keep == "mean" else trials[0],
                    trials=trials,
                    up_an_hour=True if measure.not_before_up_an_hour else None,
                )


def _read_off(measure: Measure, true: float, chance: Random) -> float:
    """A trial, read to the measure's step and within its limits."""
    read = true + chance.gauss(0, measure.step)
    steps = round((read - measure.minimum) / measure.step)
    most = round((measure.maximum - measure.minimum) / measure.step)
    return measure.minimum + measure.step * min(max(steps, 0), most)


def _roster(people: Sequence[Person]) -> Iterator[Sequence[object]]:
    yield "id", "name", "group", "time_multiplier", "accommodations"
    for one in people:
        yield one.id, one.name, one.group, f"{one.time_multiplier:g}", one.accommodations


def _csv(rows: Iterable[Sequence[object]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _readme(demo: Demo) -> str:
    return f"""{MARK.upper()}
{"=" * len(MARK)}

A class of {demo.students}, made up by a program (bedstretch class demo), so that you can try all of it
before term. Nobody in it exists. Do not mix it with a real class: gather it into a store of its own.

What lies here
  {HAND_INS}/     {demo.students - len(demo.missing)} hand-ins, in folders as Moodle's "Download all
                submissions" makes them; one student handed in twice,
                {len(demo.missing)} of the roster not at all
  {SHARED}/  {SHARERS} logs that students chose to share; {WITHDREW} of them was taken back
  roster.csv    who is in the class: groups A and B, and three with more time or other needs
  osce.csv      marks of the practical station; two raters for the first five candidates

What to try, in a terminal in this folder. The command lies in the course's folder, as .venv/bin/bedstretch
(on Windows .venv\\Scripts\\bedstretch): type it with that folder before it, or activate .venv first.

  bedstretch class gather {HAND_INS} --store demo.store --roster roster.csv
  bedstretch class gather {SHARED} --store demo.store
  bedstretch class marks osce.csv --store demo.store
  bedstretch class report --store demo.store report.html
  bedstretch class gradebook --store demo.store scores.csv --for moodle
  bedstretch class feedback --store demo.store pages

What the report should find
  {demo.wrong_key}: most of the best chose {demo.chosen_instead}, as if the key were wrong
  {demo.negative}: the less a student knows, the more often it is right
  before and after the course: scores are higher afterwards
  missing: {", ".join(demo.missing)}
"""
