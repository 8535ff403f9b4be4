"""Today's measures.

LogForm()
"""

from __future__ import annotations

import traitlets

from course import corrections, log
from course.journal import now
from course.schema import Course, Measure
from widgets._assets import script, style
from widgets._base import CourseWidget, escaped, request
from widgets._daily_check import check_texts, read_check, record_check
from widgets._measure_words import known_of
from widgets._pictures import sketch_svg
from widgets._static import bullets, paragraph, section, title

QUICKEST = "stiffness-nrs"
"""Stands first, so that whoever only wants to note it needs two taps."""


class LogForm(CourseWidget):
    """A form for one measure at a time: how it is taken, its trials, its sides, and under which conditions.

    What may be measured now depends on the screening and on today's check. It is asked for each time the
    form comes into sight and after each entry, and is no trait, since traits may be saved with the notebook.
    The last entries, each to be corrected or withdrawn, are asked for when their fold is opened.
    Python decides again when an entry is stored, whatever the form offered.

    `in_class=True` also offers the measures that need a partner.
    """

    _esm = script("log_form")
    _css = style("log_form")

    measures = traitlets.List(
        help="All measures that this form knows, the quickest first: how each is taken, its unit and limits."
    ).tag(sync=True)
    check = traitlets.Dict(help="Texts of today's three questions, which open the body measures.").tag(
        sync=True
    )
    in_class = traitlets.Bool(
        False, help="Whether the measures that are taken in a class, with a partner, are offered too."
    ).tag(sync=True)
    stored = traitlets.Int(
        0, help="How many events were stored through this form; a new number makes the view ask again."
    ).tag(sync=True)

    def __init__(self, *, in_class: bool = False):
        super().__init__(in_class=in_class)
        self.measures = [_for_the_form(self._course, one) for one in _known(self._course, in_class)]
        self.check = check_texts(self._course)

    @request
    def offered(self) -> dict:
        """`ids` that may be measured now, `left_out`: why others wait, `check_helps`, `up_an_hour`."""
        with self._journal.reading() as db:
            offer = log.offer(db, self._course, now(), self.in_class)
        return {
            "ids": [measure.id for measure in offer.measures],
            "left_out": list(offer.left_out),
            "check_helps": offer.check_helps,
            "up_an_hour": offer.up_an_hour,
        }

    @request
    def answer_check(self, new_signs: bool, pain: int, up_an_hour: bool) -> dict:
        """Stores today's three answers and tells what is offered now. Raises `Refused`."""
        answers = {"new_signs": new_signs, "pain": pain, "up_an_hour": up_an_hour}
        record_check(self._journal, self._course, read_check(answers, now()))
        return self.offered()

    @request
    def entries(self, measure: str) -> dict:
        """`entries` of a measure that can be corrected or withdrawn, newest first; `measures` that have any.

        Raises `Refused` for an unknown measure.
        """
        with self._journal.reading() as db:
            found = corrections.newest(db, self._course, measure)
            logged = log.logged(db, self._course)
        of = self._course.measures[measure]
        return {"measures": list(logged), "entries": [_for_the_fold(of, entry) for entry in found]}

    def _after_event(self, kind: str) -> None:
        self.stored += 1

    def _static_html(self) -> str:
        sheets = "".join(_sheet(self._course, one) for one in _known(self._course, self.in_class))
        return title("What you can log") + sheets

    def _names(self) -> str:
        return "in_class=True" if self.in_class else ""


def _known(course: Course, in_class: bool) -> list[Measure]:
    known = [measure for measure in course.measures.values() if in_class or not measure.class_only]
    return sorted(known, key=lambda measure: measure.id != QUICKEST)


def _for_the_form(course: Course, measure: Measure) -> dict:
    """What the browser needs to know of a measure; numbers in its unit, `accepted` and `usual` in words."""
    return {
        "id": measure.id,
        "name": measure.name,
        "body": measure.body,
        "unit": log.unit_after(measure),
        "minimum": measure.minimum,
        "maximum": measure.maximum,
        "step": measure.step,
        "typical_minimum": measure.typical_minimum,
        "typical_maximum": measure.typical_maximum,
        "accepted": log.accepted(measure),
        "usual": log.span(measure, measure.typical_minimum, measure.typical_maximum),
        "is_scale": log.is_scale(measure),
        "two_sided": measure.two_sided,
        "trials": measure.trials,
        "keep": measure.keep,
        "better": measure.better,
        "needs_up_an_hour": measure.not_before_up_an_hour,
        "needs": list(measure.needs),
        "protocol": list(measure.protocol),
        "known": known_of(course, measure),
        "sketch": {"svg": sketch_svg(measure.picture), "alt": measure.picture.alt},
    }


def _for_the_fold(measure: Measure, entry: corrections.Entry) -> dict:
    """One entry as the browser shows and corrects it; `first` is what was noted before it was corrected."""
    record, first = entry.record, entry.first
    day = f"{record.at.day} {record.at:%B %Y}"
    return {
        "id": entry.id,
        "text": f"{day}, {record.at:%H:%M}: " + ", ".join(_said(measure, record)),
        "first": ", ".join(_said(measure, first)) if first else None,
        "trials": list(record.trials),
        "side": record.side,
        "up_an_hour": record.up_an_hour,
        "around": record.around,
    }


def _said(measure: Measure, record: log.Record) -> list[str]:
    around = f"{record.around} a session" if record.around else None
    return list(filter(None, [log.amount(measure, record.value), record.side, around]))


def _sheet(course: Course, measure: Measure) -> str:
    needs = paragraph(f"You need {' and '.join(measure.needs)}.") if measure.needs else ""
    return section(
        f"{measure.name} ({log.accepted(measure)})",
        _sketch(measure),
        needs,
        bullets(measure.protocol, ordered=True),
        bullets(known_of(course, measure)),
    )


def _sketch(measure: Measure) -> str:
    alt = escaped(measure.picture.alt)
    return f'<div role="img" aria-label="{alt}" style="max-width: 26em">{sketch_svg(measure.picture)}</div>'
