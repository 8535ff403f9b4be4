"""The certificate of self-study: one page of PDF, and the check of one against the journal it came from."""

from __future__ import annotations

import io
import json
import logging
import sqlite3
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path
from textwrap import wrap
from typing import Any

from course import attempts
from course.attempts import Attempt
from course.errors import PlainError, Refused
from course.quiz_feedback import objective_in_words
from course.quiz_results import Result
from course.schema import Course, Quiz, Track

MAX_NAME_CHARACTERS = 80
MAX_FILE_BYTES = 2_000_000
A4_INCHES = (8.27, 11.69)
SELF_STUDY = (
    "This certifies self-study. The questions were answered on the learner's own computer, without "
    "supervision, and the course has not been accredited. It is not a qualification to treat anybody."
)


class NotThisCertificate(PlainError):
    """The file is no certificate of this course, or the journal tells otherwise; the text says which."""


def certificate(db: sqlite3.Connection, course: Course, quiz: Quiz, track: Track, name: str) -> bytes:
    """A PDF for the best passed attempt at `quiz`. Raises `Refused` for a name that cannot be printed, or
    where no attempt has passed."""
    name = _printable(name)
    passed = [
        (attempt, result)
        for attempt in attempts.every(db, course, quiz.id, track)
        if attempt.mode == "graded"
        and attempt.submitted_at is not None
        and attempt.form is None
        and (result := attempts.standing_of(db, course, attempt)).passed
    ]
    if not passed:
        raise Refused(f"“{quiz.title}” has not been passed yet on this computer.")
    attempt, result = max(passed, key=lambda one: one[1].score)
    return _drawn(course, quiz, name, attempt, result)


def facts_of(attempt: Attempt, result: Result) -> dict[str, Any]:
    """What a certificate carries besides what is printed, for the check."""
    ended = attempt.submitted_at or attempt.started_at
    return {
        "attempt": attempt.id,
        "quiz": attempt.quiz,
        "track": attempt.track,
        "date": ended.date().isoformat(),
        "score": round(result.score, 4),
        "objectives": {one.objective: round(one.score, 4) for one in result.objectives},
    }


def check_certificate(db: sqlite3.Connection, course: Course, file: Path) -> str:
    """One sentence that its facts and what is printed agree with the journal; the name is nobody's to check.

    Raises `NotThisCertificate` with what does not agree.
    """

    def found(attempt_id: str) -> tuple[Attempt, Result] | None:
        attempt = attempts.find(db, course, attempt_id)
        if attempt is None or attempt.is_withheld:
            return None
        return attempt, attempts.standing_of(db, course, attempt)

    agrees = compared(file, found, "journal")
    return f"{agrees} The name is not in the journal and was not compared."


def compared(file: Path, find: Callable[[str], tuple[Attempt, Result] | None], what: str) -> str:
    """One sentence that a certificate agrees with the attempt that `find` finds by its id.

    `what` is called what it looks in. Raises `NotThisCertificate` with what does not agree.
    """
    told, printed = _read(file)
    found = find(str(told.get("attempt")))
    if found is None:
        raise NotThisCertificate(f"{file}: the attempt that it names is not in this {what}.")
    known = facts_of(*found)
    for key, value in known.items():
        if told.get(key) != value:
            raise NotThisCertificate(f"{file}: {key} reads {told.get(key)!r}; the {what} has {value!r}.")
    line = _passed_line(known["date"], known["score"])
    if line not in printed:
        raise NotThisCertificate(f"{file}: what is printed differs; the {what} has “{line}”.")
    score = _floor_percent(known["score"])
    return f"{file}: agrees with the attempt of {known['date']} in this {what}, score {score}."


def _printable(name: str) -> str:
    from matplotlib.font_manager import FontProperties, findfont, get_font

    name = " ".join(str(name).split())
    if not 1 <= len(name) <= MAX_NAME_CHARACTERS:
        raise Refused(f"Write a name of 1 to {MAX_NAME_CHARACTERS} characters.")
    known = get_font(findfont(FontProperties())).get_charmap()
    missing = sorted({letter for letter in name if ord(letter) not in known})
    if missing:
        raise Refused(f"The certificate's font has no {' '.join(missing)}. Write the name in other letters.")
    return name


def _drawn(course: Course, quiz: Quiz, name: str, attempt: Attempt, result: Result) -> bytes:
    from matplotlib.backends.backend_pdf import FigureCanvasPdf
    from matplotlib.figure import Figure

    facts = facts_of(attempt, result)
    figure = Figure(figsize=A4_INCHES)
    FigureCanvasPdf(figure)
    y = 0.90
    for text, size, gap in (
        ("Bedstretch", 13, 0.05),
        ("Certificate of self-study", 26, 0.07),
        (name, 20, 0.06),
        (f"has passed “{quiz.title}”", 13, 0.035),
        (_passed_line(facts["date"], result.score), 13, 0.07),
    ):
        figure.text(0.5, y, text, size=size, ha="center", va="top", parse_math=False)
        y -= gap
    figure.text(0.1, y, "Score by goal", size=12, weight="bold")
    y -= 0.03
    for one in result.objectives:
        score = f"{_floor_percent(one.score)} of {one.asked}"
        y = _goal(figure, y, objective_in_words(course, one.objective, attempt.track), score)
    for line in wrap(SELF_STUDY, 95):
        y -= 0.02
        figure.text(0.1, y - 0.02, line, size=9.5, parse_math=False)
    course_version = version("bedstretch")
    figure.text(0.1, 0.05, f"Course version {course_version}. Attempt {attempt.id}.", size=8.5)
    out = io.BytesIO()
    figure.savefig(
        out,
        format="pdf",
        metadata={
            "Title": "Certificate of self-study",
            "Author": "Bedstretch",
            "Subject": quiz.title,
            "Keywords": json.dumps({**facts, "version": course_version}),
            "CreationDate": None,
        },
    )
    return out.getvalue()


def _goal(figure: Any, y: float, text: str, score: str) -> float:
    lines = wrap(text, 78)
    figure.text(0.9, y, score, size=10, ha="right", parse_math=False)
    for line in lines:
        figure.text(0.1, y, line, size=10, parse_math=False)
        y -= 0.018
    return y - 0.008


def _in_words(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.day} {day:%B %Y}"


def _passed_line(iso: str, score: float) -> str:
    return f"on {_in_words(iso)} with {_floor_percent(score)}"


def _floor_percent(share: float) -> str:
    """Rounded down, as everywhere: no score looks like a pass that it is not."""
    return f"{int(share * 100 + 1e-9)} %"


def _read(file: Path) -> tuple[dict[str, Any], str]:
    """The facts that the file carries, and the words that it shows."""
    from pypdf import PdfReader

    try:
        if file.stat().st_size > MAX_FILE_BYTES:
            raise NotThisCertificate(f"{file}: larger than a certificate can be.")
        logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # what it says of a damaged file is no help
        pdf = PdfReader(file)
        told = json.loads((pdf.metadata or {}).get("/Keywords", ""))
        printed = " ".join(" ".join(page.extract_text() for page in pdf.pages).split())
    except NotThisCertificate:
        raise
    except OSError as error:
        raise NotThisCertificate(f"{file}: cannot be read ({error.strerror}).") from error
    except Exception as error:  # pypdf raises many kinds for a file that is damaged
        raise NotThisCertificate(f"{file}: not a certificate of this course.") from error
    if not isinstance(told, dict):
        raise NotThisCertificate(f"{file}: not a certificate of this course.")
    return told, printed
