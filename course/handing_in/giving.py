"""What a student gives away, shown before it is written: the hand-in, the shared log, and its withdrawal."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from course import log
from course.bank import bank
from course.errors import PlainError
from course.exchange.whole_file import make_folder, write_new, write_whole
from course.handing_in import hand_in, shared_log
from course.handing_in.hand_in import HandIn, HandInAnswer, HandInAttempt
from course.handing_in.shared_log import SharedLog
from course.handing_in.shared_places import Place, places, remember_place
from course.handing_in.student_name import as_student
from course.journal import Journal, home, now
from course.rich_text import to_plain
from course.schema import Course

STUDENT = "student"
"""A setting of the journal: what the student was called last."""

CONSENT = (
    "You may share some readings of your log with your class, so that it can see how much such readings "
    "wobble. No mark depends on it, and nobody has to. Your teacher gets the file under the name that you "
    "write above, and can see each reading; in class only pictures of five people or more are shown. After "
    "the day that you choose it is shown to nobody: the class file drops it when it is next opened, and your "
    "teacher is asked to delete the upload. You can take it back before, without giving a reason."
)
ANSWER_HEADER = ("question", "your answer", "score", "how sure", "seconds", "when")
RECORD_HEADER = ("measure", "side", "value", "trials", "up for an hour", "when")


@dataclass(frozen=True)
class Table:
    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Prepared:
    """A file as it would be written, whose it is, and all that it says in words."""

    name: str
    student: str
    content: bytes
    checksum: str
    facts: tuple[tuple[str, str], ...]
    tables: tuple[Table, ...]

    def in_words(self) -> str:
        """Facts and tables as plain lines."""
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield from (f"{name}: {value}" for name, value in self.facts)
        for table in self.tables:
            yield f"\n{table.title}\n  {' | '.join(table.header)}"
            yield from (f"  {' | '.join(row)}" for row in table.rows)

    def write_to(self, where: Path) -> Path:
        """Writes it as a new file, or into a folder under its own name, in the place of an earlier one.

        A name that does not end with .json is a folder's, which is made where it is missing. Returns the
        file. Raises `PlainError`; nothing is half written.
        """
        if where.suffix.casefold() != ".json":
            make_folder(where)
        if where.is_dir():
            write_whole(where / self.name, self.content, private=True)
            return where / self.name
        write_new(where, self.content, private=True)
        return where


def usual_folder() -> Path:
    """Beside the notebook where one is open; the journal's folder where that cannot be written."""
    here = Path.cwd()
    return here if os.access(here, os.W_OK) else home()


# --- the hand-in -------------------------------------------------------------------------------------------


def handable(db: sqlite3.Connection, course: Course) -> dict[str, int]:
    """The quizzes that have something to hand in, by id, with how many attempts."""
    found: dict[str, int] = {}
    for attempt in hand_in.attempts_of(db, course):
        found[attempt.quiz] = found.get(attempt.quiz, 0) + 1
    return found


def prepare_hand_in(
    db: sqlite3.Connection, course: Course, student: str, quizzes: Collection[str] | None = None
) -> Prepared:
    """The hand-in, not written yet. Raises `PlainError` for no name, and where nothing is in it."""
    whole = hand_in.build(db, course, student, quizzes)
    if not whole.attempts:
        raise PlainError("There is nothing to hand in yet: no question of these quizzes has been answered.")
    return Prepared(
        hand_in.file_name(whole.student),
        whole.student,
        hand_in.write(whole),
        whole.checksum,
        _hand_in_facts(whole),
        tuple(_attempt_table(course, attempt) for attempt in whole.attempts),
    )


def _hand_in_facts(whole: HandIn) -> tuple[tuple[str, str], ...]:
    answers = sum(len(attempt.answers) for attempt in whole.attempts)
    return (
        ("Student", whole.student),
        ("Made", _moment(whole.made_at)),
        ("Course", f"{whole.course} {whole.course_version}"),
        ("Attempts", f"{len(whole.attempts)}, with {answers} answers"),
        ("Checksum", whole.checksum),
    )


def _attempt_table(course: Course, attempt: HandInAttempt) -> Table:
    known = bank(course, "student")
    stems = {id: to_plain(known[id].stem) if id in known else id for id in attempt.items}
    answered = len({answer.item for answer in attempt.answers})
    quiz = course.quizzes[attempt.quiz].title if attempt.quiz in course.quizzes else attempt.quiz
    title = (
        f"{quiz} ({attempt.mode}, {attempt.track} track), {_moment(attempt.started_at)}: "
        f"{answered} of {len(attempt.items)} questions answered"
    )
    return Table(title, ANSWER_HEADER, tuple(_answer_row(stems[one.item], one) for one in attempt.answers))


def _answer_row(stem: str, answer: HandInAnswer) -> tuple[str, ...]:
    return (
        stem,
        in_short(answer.response),
        "told after the second sitting" if answer.score is None else f"{answer.score:.2f}",
        answer.sureness or "not said",
        "not known" if answer.seconds is None else f"{answer.seconds:.0f}",
        _moment(answer.at),
    )


def in_short(response: object) -> str:
    """A response as one line: ids and words, without the marks of JSON where these tell nothing."""
    if isinstance(response, str):
        return response
    if isinstance(response, list):
        return "; ".join(map(in_short, response))
    if isinstance(response, dict):
        return "; ".join(f"{key}: {in_short(value)}" for key, value in response.items())
    return "no answer" if response is None else json.dumps(response)


# --- the shared log ----------------------------------------------------------------------------------------


def sharable(db: sqlite3.Connection, course: Course) -> dict[str, int]:
    """The measures that have readings, by id, with how many."""
    logged = log.logged(db, course)
    return {id: len(log.records(db, course, id)) for id in course.measures if id in logged}


def prepare_log(
    db: sqlite3.Connection, course: Course, student: str, measures: Collection[str], keep_until: str | None
) -> Prepared:
    """The shared log, not written yet. Raises `PlainError` for what cannot be shared so."""
    return _prepared_log(course, shared_log.build(db, course, student, measures, _day(keep_until)))


def consented(course: Course, seen: Prepared, at: datetime | None = None) -> Prepared:
    """The log that was seen, sealed with the moment at which its student agreed. Raises `PlainError`."""
    log = shared_log.read(seen.content)
    whole = shared_log.shared_log_of(log.student, log.records, at or now(), log.keep_until)
    return _prepared_log(course, whole)


def _prepared_log(course: Course, whole: SharedLog) -> Prepared:
    return Prepared(
        shared_log.file_name(whole.student),
        whole.student,
        shared_log.write(whole),
        whole.checksum,
        _log_facts(whole),
        (_record_table(course, whole),),
    )


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise PlainError(f"{text!r} is no day; expected YYYY-MM-DD, such as 2027-06-30.") from error


def _log_facts(whole: SharedLog) -> tuple[tuple[str, str], ...]:
    return (
        ("Student", whole.student),
        ("Consent given", _moment(whole.consented_at)),
        ("Kept until", whole.keep_until.isoformat()),
        ("Course", f"{whole.course} {whole.course_version}"),
        ("Readings", str(len(whole.records))),
        ("Checksum", whole.checksum),
    )


def _record_table(course: Course, whole: SharedLog) -> Table:
    said = {None: "not noted", True: "yes", False: "no"}
    rows = tuple(
        (
            course.measures[one.measure].name,
            one.side or "–",
            log.amount(course.measures[one.measure], one.value),
            "; ".join(f"{trial:g}" for trial in one.trials),
            said[one.up_an_hour],
            _moment(one.at),
        )
        for one in whole.records
    )
    return Table("The readings", RECORD_HEADER, rows)


def put_log(journal: Journal, prepared: Prepared, where: Path) -> Path:
    """Writes the shared log and remembers where, so that it can be taken back. Raises `PlainError`."""
    file = prepared.write_to(where)
    remember_place(journal, file, prepared.student)
    return file


def withdraw(journal: Journal, student: str, folder: Path) -> tuple[tuple[Prepared, ...], str]:
    """Removes every shared log that was written from here, and prepares the notices for the teacher.

    A notice is for the name under which the log was shared, whatever the student is called by now; for
    `student` where nothing is known of any. Returns them with a sentence of what was done. Raises
    `PlainError`.
    """
    name = as_student(student)
    known = places(journal)
    here = Place((folder / shared_log.file_name(name)).resolve(), name)
    found = [place for place in dict.fromkeys([*known, here]) if place.is_there()]
    for place in found:
        shared_log.remove_file(place.file)
    names = dict.fromkeys(place.student for place in (*known, *found)) or (name,)
    notices = tuple(map(_notice, names))
    return notices, f"{_gone(len(found))} {_upload(notices, name)}"


def _notice(student: str) -> Prepared:
    notice = shared_log.withdrawal_of(student)
    facts = (
        ("Student", notice.student),
        ("Withdrawn", _moment(notice.withdrawn_at)),
        ("Checksum", notice.checksum),
    )
    file_name = shared_log.withdrawn_file_name(student)
    return Prepared(file_name, student, shared_log.write(notice), notice.checksum, facts, ())


def _gone(count: int) -> str:
    if count > 1:
        return f"All {count} files were deleted here."
    return "The file was deleted here." if count else "There is no such file here any more."


def _upload(notices: tuple[Prepared, ...], name: str) -> str:
    what = "the notice" if len(notices) == 1 else "the notices"
    files = " and ".join(notice.name for notice in notices)
    told = f"If you have uploaded it, upload {what} {files} in the same place."
    others = [notice.student for notice in notices if notice.student != name]
    return f"{told} You had shared as {' and '.join(others)}." if others else told


# --- both --------------------------------------------------------------------------------------------------


def remember_student(journal: Journal, student: str) -> None:
    """Keeps the name for the next time."""
    journal.set_setting(STUDENT, as_student(student))


def _moment(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"
