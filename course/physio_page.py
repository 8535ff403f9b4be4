"""One page that a learner can hand to a physiotherapist: what it says, as plain sections.

It tells what was done and measured, how large the error is, and what was left out. It claims no cause.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from course import history, log
from course.diary import Diary, Session, read_diary
from course.errors import PlainError
from course.held import minutes_a_day, minutes_by_stretch
from course.journal import Journal, now
from course.practice import Stop
from course.sample import MARK
from course.schema import Course, Measure
from course.standing import Standing, current
from course.trend import Trend, trend_of

WEEKS = 12
MOST_EVENTS = 6
TITLE = "Bedstretch: a page for my physiotherapist"

NOT_FITTED = (
    "Flexibility and pain stand apart on purpose and are never fitted against each other: in a review of "
    "16 trials with 1,476 people, changes in mobility were unrelated to changes in pain in 9 of 10 "
    "analyses (Steiger et al., Eur Spine J 2012). One person's curve cannot tell the effect of stretching"
    " from natural recovery or from a return to the usual."
)
HOW_MEASURED = (
    "Self-measured at home. The band is 1.96 × SEM × √(1 + 1/k) round the mean of the first k days after "
    "two practice days. Published errors come from trained testers, so they are “at least”. “More than "
    "noise”: two or more measuring days running outside the band. More range is not everyone's aim, and "
    "none is praised."
)


@dataclass(frozen=True)
class Section:
    """`rows` is a table, its first row the heads; either part may be empty."""

    heading: str
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class PhysioPage:
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    is_sample: bool = False


def physio_page(course: Course, diary: Diary, standing: Standing, moment: datetime) -> PhysioPage:
    """The page about the last twelve weeks before the diary's newest entry, made at `moment`."""
    newest = max([*diary.logged().values(), *(s.started_at for s in diary.sessions[-1:])], default=moment)
    since = newest - timedelta(weeks=WEEKS)
    sessions = [session for session in diary.sessions if session.started_at >= since]
    stops = [stop for stop in diary.stops if stop.at >= since]
    span = f"{_day(since)} to {_day(newest)}. Made on {_day(moment)}"
    sections = (
        _practice(course, sessions),
        Section("Measures, with their error", (HOW_MEASURED,), _measures(course, diary, since, moment)),
        _events(course, diary, sessions, stops),
        _left_out(course, standing, diary.is_sample),
        Section("What this page does not say", (NOT_FITTED,)),
    )
    return PhysioPage(
        TITLE,
        f"{MARK}. {span}." if diary.is_sample else f"{span} from the learner's own log.",
        sections,
        diary.is_sample,
    )


def own_page(db: sqlite3.Connection, course: Course, moment: datetime) -> PhysioPage:
    """The page of the learner whose journal this is."""
    return physio_page(course, read_diary(db, course), current(db, course, moment), moment)


def page_bytes(page: PhysioPage, kind: str) -> bytes:
    """The file's content. `PlainError` for a kind other than html and pdf."""
    if kind == "html":
        from course.physio_page_html import html_page

        return html_page(page).encode()
    if kind == "pdf":
        from course.physio_page_pdf import pdf_page

        return pdf_page(page)
    raise PlainError(f"A report is written as html or pdf; found '{kind}'.")


def export_report(journal: Journal, course: Course, file: Path) -> None:
    """Writes the page as a new file. Raises `PlainError` where it cannot, or for another ending."""
    from course.exchange.whole_file import write_new

    with journal.reading() as db:
        page = own_page(db, course, now())
    write_new(file, page_bytes(page, file.suffix.lower().lstrip(".")), private=True)


def _practice(course: Course, sessions: Sequence[Session]) -> Section:
    minutes = minutes_a_day(course, sessions)
    if not minutes:
        return Section("Practice", ("No session in this time.",))
    outcomes = [sum(session.outcome == kind for session in sessions) for kind in ("ended-early", "stopped")]
    weeks = max(1, -(-((max(minutes) - min(minutes)).days + 1) // 7))
    text = (
        f"{len(minutes)} days with practice since {_day(min(minutes))},"
        f" {_number(sum(minutes.values()))} minutes held or repeated in"
        f" {len(sessions)} sessions; {outcomes[0]} ended early, {outcomes[1]} stopped."
        " Held on one side, mean minutes a week:"
    )
    each = [
        f"{course.stretches[id].name}{f' {side}' if side else ''} {log.number(sum(held.values()) / weeks, 1)}"
        for (id, side), held in minutes_by_stretch(course, sessions).items()
    ]
    return Section("Practice", (" ".join([text, "; ".join(each) or "none"]) + ".",))


def _measures(course: Course, diary: Diary, since: datetime, moment: datetime) -> tuple[tuple[str, ...], ...]:
    """In the order of the course. Counted is what was read `since`; baseline and error are those of all."""
    rows = []
    for measure in course.measures.values():
        records = diary.readings.get(measure.id, ())
        for side in measure.sides:
            trend = trend_of(measure, records, side, since=since, range_is_no_aim=diary.range_is_no_aim)
            if trend.records:
                rows.append(_measure_row(measure, trend, moment.year))
    heads = ("Measure", "Count", "Baseline and band", "Newest comparable day", "What it shows")
    return (heads, *rows) if rows else ()


def _measure_row(measure: Measure, trend: Trend, year: int) -> tuple[str, ...]:
    name = f"{measure.name}, {trend.side}" if trend.side else measure.name
    count = str(len(trend.records))
    if trend.baseline is None:
        return (name, count, "none yet", "", "too early to say")
    baseline = log.amount(measure, trend.baseline.value)
    newest = list(trend.comparable.items())[-1]
    last = f"{log.amount(measure, newest[1])} on {_short(newest[0], year)}"
    if trend.band is None:
        return (name, count, f"{baseline}, error not known", last, "error not known")
    least = "at least " if trend.is_published else ""
    band = f"{baseline}, {least}±{log.difference(measure, trend.half_width)}"
    return (name, count, band, last, _shows(trend, year))


def _shows(trend: Trend, year: int) -> str:
    if not trend.changes:
        return "no change beyond noise"
    last = trend.changes[-1]
    now = last.days[-1] == list(trend.comparable)[-1]
    noticed = "" if last.noticed is None else ", beyond MIC" if last.noticed else ", below MIC"
    which = "higher" if last.is_higher else "lower"
    first, end = (_short(day, year) for day in (last.days[0], last.days[-1]))
    when = f"since {first}" if now else f"{first} to {end}"
    return f"{which}, more than noise{noticed}, {when}"


def _events(course: Course, diary: Diary, sessions: Sequence[Session], stops: Sequence[Stop]) -> Section:
    answers = {answer.id: answer.text for answer in course.safety.stop.answers}
    rule = course.over_days.pain_up
    found = [(stop.at, f"stopped, {_stretch(course, stop)}{answers[stop.answer]}") for stop in stops]
    for rated in history.rated(rule, sessions, diary.readings.get(rule.measure, ())):
        if rated.after - rated.before >= rule.points:
            found.append(
                (rated.rated_at, f"pain {rated.before:g} before a session, {rated.after:g} after it")
            )
    found.sort(reverse=True)
    lines = [f"{_day(at)}: {what}" for at, what in found[:MOST_EVENTS]]
    if len(found) > MOST_EVENTS:
        lines.append(f"and {len(found) - MOST_EVENTS} earlier ones")
    head = f"Stops, and sessions after which pain was {rule.points:g} points or more higher"
    return Section(head, tuple(lines) or ("None in this time.",))


def _stretch(course: Course, stop: Stop) -> str:
    return f"{course.stretches[stop.stretch].name}: " if stop.stretch in course.stretches else ""


def _left_out(course: Course, standing: Standing, is_sample: bool) -> Section:
    heading = "What the safety check leaves out or changes, and why"
    if is_sample:
        return Section(heading, ("A sample has no safety check.",))
    lines = [standing.sentence]
    out = [course.stretches[id].name for id in course.stretches if id in standing.leave_out]
    measures = [course.measures[id].name for id in course.measures if id in standing.measures_out]
    changed = [
        f"{course.stretches[id].name} ({', '.join(course.stretches[id].variant(v).name for v in variants)})"
        for id, variants in standing.change.items()
        if id not in standing.leave_out
    ]
    for what, names in (("Left out", out + measures), ("Changed", changed)):
        if names:
            lines.append(f"{what}: {', '.join(names)}.")
    titles = [question.title for question in course.safety.questions if question.id in standing.causes]
    if titles:
        lines.append(f"Because of the questions about: {'; '.join(titles)}. Single answers are never stored.")
    return Section(heading, tuple(lines))


def _short(day: date, year: int) -> str:
    """With its year, unless that is the page's own."""
    return f"{day.day} {day:%b}" if day.year == year else f"{day.day} {day:%b %Y}"


def _day(day: datetime) -> str:
    return f"{day.day} {day:%B %Y}"


def _number(value: float) -> str:
    return log.number(value, 0)
