"""The flexibility log, drawn.

ProgressPlots()
ProgressPlots("knee-chest-cm")
"""

from __future__ import annotations

import math
import threading

import traitlets

from course import load_course, log
from course.schema import Measure
from widgets._assets import script, style
from widgets._base import CourseWidget, UnknownName, request
from widgets._static import paragraph, title

WIDEST_PX, NARROWEST_PX = 720, 240
BESIDE_PX = 620
"""From this width on, left and right stand beside each other."""
GAP_PX = 30
_ONE_AT_A_TIME = threading.Lock()
"""Requests may come on several threads; matplotlib draws on one."""


class ProgressPlots(CourseWidget):
    """Draws one measure of the log over time, with the sentence that says the same in words.

    `measure` is the id of the measure that is shown first; without one, the measure that was logged last.
    Raises `UnknownName`. The picture is drawn when it is asked for and is no trait, since traits may be saved
    with the notebook, and the learner's data is not for that.
    """

    _esm = script("progress_plots")
    _css = style("progress_plots")

    measure = traitlets.Unicode(
        help="Id of the measure that is shown first; empty: the one that was logged last."
    ).tag(sync=True)
    stored = traitlets.Int(
        0, help="How many events were stored through this widget; a new number makes the view draw again."
    ).tag(sync=True)

    def __init__(self, measure: str | None = None):
        measures = load_course().measures
        if measure is not None and measure not in measures:
            raise UnknownName("measure", measure, measures)
        super().__init__(measure=measure or "")

    @request
    def draw(self, measure: str | None = None, side: str | None = None, width_px: int = WIDEST_PX) -> dict:
        """The pictures of a measure and side (None: both), to fit into `width_px`, or what can be chosen.

        Replies with `choices` [{id, name}], the `measure`, the `side` shown and the `sides` there are, and,
        where something is logged, a `summary` in words and `pictures` [{svg, alt}]. Raises `UnknownName`.
        """
        newest = log.logged(self._journal, self._course)
        chosen = measure or self.measure or max(newest, key=newest.get, default="")
        answer = {"choices": self._choices(newest, chosen), "measure": chosen, "side": None, "sides": []}
        if chosen not in newest:
            return answer
        what = self._course.measures[chosen]
        answer["side"] = _known_side(what, side)
        answer["sides"] = ["left", "right"] if what.two_sided else []
        return {**answer, **self._drawn(what, answer["side"], _fitting(width_px))}

    def _drawn(self, measure: Measure, side: str | None, width_px: int) -> dict:
        from course import plots

        records = log.records(self._journal, self._course, measure.id)
        sides = ("left", "right") if measure.two_sided and side is None else (side,)
        if len(sides) > 1 and width_px >= BESIDE_PX:
            width_px = (width_px - GAP_PX) // 2
        with _ONE_AT_A_TIME:
            pictures = [
                {
                    "svg": plots.measure_svg(self._course, measure.id, records, one, width_px),
                    "alt": plots.describe_measure(self._course, measure.id, records, one),
                }
                for one in sides
            ]
        return {
            "pictures": pictures,
            "summary": plots.describe_measure(self._course, measure.id, records, side),
        }

    def _choices(self, logged: dict, chosen: str) -> list[dict]:
        """What can be drawn, in the order of the course; and the chosen one, even if it has no readings."""
        if chosen and chosen not in self._course.measures:
            raise UnknownName("measure", chosen, self._course.measures)
        shown = [m for m in self._course.measures.values() if m.id in logged or m.id == chosen]
        return [{"id": measure.id, "name": measure.name} for measure in shown]

    def _after_event(self, kind: str) -> None:
        self.stored += 1

    def _static_html(self) -> str:
        return title("Your log, drawn") + "".join(map(paragraph, HOW_TO_READ))

    def _names(self) -> str:
        return repr(self.measure) if self.measure else ""


HOW_TO_READ = (
    "Run in JupyterLab, this draws what you have logged: one point a reading.",
    "A grey band marks how much of a change may be measurement noise, where an error is published. "
    "It comes from trained testers, so when you measure yourself, count on at least as much.",
    "The first two measuring days are for practice, and the baseline starts on the third.",
    "Compare readings that were taken alike: at the same time of day, after as long up, before a session.",
)


def _known_side(measure: Measure, side: str | None) -> str | None:
    if side is not None and side not in ("left", "right"):
        raise UnknownName("side", side, ("left", "right"))
    return side if measure.two_sided else None


def _fitting(width_px: object) -> int:
    """A width that a picture can have; the browser may ask for any."""
    if not isinstance(width_px, int | float) or not math.isfinite(width_px):
        return WIDEST_PX
    return min(max(int(width_px), NARROWEST_PX), WIDEST_PX)
