"""The flexibility log, drawn.

ProgressPlots()
ProgressPlots("knee-chest-cm")
ProgressPlots(sample=True)
"""

from __future__ import annotations

import asyncio
import base64
import math
import threading
from collections.abc import Mapping
from contextlib import suppress
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Any

import traitlets

from course import load_course
from course.diary import Diary, Reader
from course.journal import now
from course.sample import MARK, sample_diary
from course.trend import PERIODS
from widgets._assets import script, style
from widgets._base import CourseWidget, UnknownName, request
from widgets._static import paragraph, title

WIDEST_PX, NARROWEST_PX = 720, 240
BESIDE_PX = 620
"""From this width on, the trends of two sides stand beside each other."""
GAP_PX = 30
KEPT = 8
"""Answers that are kept: the page asks again whenever it comes into sight, mostly for what it has."""
_ONE_AT_A_TIME = threading.Lock()
"""Requests may come on several threads; matplotlib draws on one."""

PICTURES = ("trend", "before-after", "practice", "left-right")
UPS = {"any": "any", "yes": True, "no": False}
"""The answers to "up for an hour?" that readings are picked by, as the view names them."""
_TYPES = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "html": "text/html",
}


class ProgressPlots(CourseWidget):
    """Draws the log, each picture with the sentence that says the same in words, and saves what it draws.

    `measure` is the id of the measure that is shown first; without one, the measure that was logged last.
    `sample` shows a made-up learner instead, marked so in every picture. Raises `UnknownName`. A picture is
    drawn when it is asked for and is no trait, since traits may be saved with the notebook, and the learner's
    data is not for that.
    """

    _esm = script("progress_plots")
    _css = style("progress_plots")

    measure = traitlets.Unicode(
        help="Id of the measure that is shown first; empty: the one that was logged last."
    ).tag(sync=True)
    sample = traitlets.Bool(False, help="Whether a made-up learner is shown.").tag(sync=True)
    stored = traitlets.Int(
        0, help="How many events were stored through this widget; a new number makes the view draw again."
    ).tag(sync=True)

    def __init__(self, measure: str | None = None, *, sample: bool = False):
        measures = load_course().measures
        if measure is not None and measure not in measures:
            raise UnknownName("measure", measure, measures)
        super().__init__(measure=measure or "", sample=bool(sample))
        self._reader = Reader(self._journal, self._course)
        self._drawn_once = lru_cache(KEPT)(self._drawn)

    @request
    def draw(
        self,
        measure: str | None = None,
        side: str | None = None,
        width_px: int = WIDEST_PX,
        picture: str = "trend",
        period: str = "all",
        up: str = "any",
    ) -> dict:
        """The pictures of a wish, to fit into `width_px`, or what can be chosen.

        `picture`, `period` and `up` are among `PICTURES`, `PERIODS` and `UPS`; `side` None: both. Replies
        with `choices` [{id, name}], the `measure`, the `side` shown and the `sides` there are, and, where
        something is logged, a `summary` in words and `pictures` [{name, svg, alt}]. Raises `UnknownName`.
        """
        as_it_is = (self._reader.mark(), self.measure, self.sample)
        return self._drawn_once(as_it_is, measure, side, _fitting(width_px), picture, period, up)

    def _drawn(self, as_it_is: tuple, measure, side, width_px: int, picture, period, up) -> dict:
        """What `draw` replies, while journal and traits are as they are."""
        answer, found = self._wished(measure, side, picture, period, up)
        if found is None:
            return answer
        if len(found) > 1 and width_px >= BESIDE_PX and picture == "trend":
            width_px = (width_px - GAP_PX) // 2
        pictures = [
            {
                "name": one.name,
                "svg": self._shown(one, width_px),
                "alt": self._marked(one.words),
            }
            for one in found
        ]
        return {
            **answer,
            "pictures": pictures,
            "summary": self._marked("\n\n".join(one.words for one in found)),
        }

    @request
    def save(
        self,
        name: str,
        kind: str,
        measure: str | None = None,
        side: str | None = None,
        picture: str = "trend",
        period: str = "all",
        up: str = "any",
        width_px: int = WIDEST_PX,
    ) -> dict:
        """One picture of a wish, by its `name`, as a file: `name`, `type`, and its content as `base64`.

        `kind` is svg, png or pdf. Raises `UnknownName`.
        """
        _known("kind of file", kind, ("svg", "png", "pdf"))
        found = self._wished(measure, side, picture, period, up)[1] or []
        named = {one.name: one for one in found}
        _known("picture", name, named)
        return self._as_file(name, kind, self._file(named[name], kind, _fitting(width_px)))

    @request
    def report(self, kind: str) -> dict:
        """The page for a physiotherapist as a file, like `save`. `kind`: html or pdf."""
        from course.physio_page import own_page, page_bytes, physio_page
        from course.standing import current

        _known("kind of file", kind, ("html", "pdf"))
        with self._journal.reading() as db:
            if self.sample:
                page = physio_page(self._course, self._sample, current(db, self._course, now()), now())
            else:
                page = own_page(db, self._course, now())
        with _ONE_AT_A_TIME:
            return self._as_file("for-my-physiotherapist", kind, page_bytes(page, kind))

    def _wished(self, measure, side, picture, period, up) -> tuple[dict, list | None]:
        """What is chosen and can be, and the drawings; None where nothing is logged to draw a trend of."""
        for what, name, known in (
            ("picture", picture, PICTURES),
            ("period", period, PERIODS),
            ("answer", up, UPS),
        ):
            _known(what, name, known)
        if side is not None:
            _known("side", side, ("left", "right"))
        newest = self._newest()
        asks = picture in ("trend", "left-right")
        chosen = measure or self.measure
        if chosen:
            _known("measure", chosen, self._course.measures)
        suits = self._suits(picture)
        if chosen not in suits or (chosen not in newest and chosen != self.measure and measure is None):
            chosen = max((id for id in newest if id in suits), key=newest.get, default="")
        two_sided = bool(chosen) and self._course.measures[chosen].two_sided
        has_sides = picture == "trend" and two_sided
        answer = {
            "choices": self._choices(newest, chosen, suits) if asks else [],
            "measure": chosen if asks else "",
            "side": side if has_sides else None,
            "sides": ["left", "right"] if has_sides else [],
        }
        if asks and chosen not in newest:
            return answer, None
        return answer, self._drawings(picture, chosen, answer["side"], period, up)

    def _drawings(self, picture: str, measure: str, side: str | None, period: str, up: str) -> list:
        from course.plots.gallery import RATED, Wish, drawings

        needed = {"practice": (), "before-after": RATED}.get(picture, (measure,))
        wish = Wish(picture, measure, side, period, UPS[up])
        return drawings(self._course, self._diary(needed), wish)

    def _file(self, drawing, kind: str, width_px: int) -> bytes:
        from course.plots.look import figure_of, saved

        with _ONE_AT_A_TIME:
            return saved(figure_of(drawing, width_px, self.sample), kind)

    def _shown(self, drawing, width_px: int) -> str:
        from course.plots.look import figure_of, shown

        with _ONE_AT_A_TIME:
            return shown(figure_of(drawing, width_px, self.sample))

    def _as_file(self, name: str, kind: str, content: bytes) -> dict:
        stem = f"sample-{name}" if self.sample else name
        encoded = base64.b64encode(content).decode()
        return {"name": f"bedstretch-{stem}.{kind}", "type": _TYPES[kind], "base64": encoded}

    @cached_property
    def _sample(self) -> Diary:
        return sample_diary(self._course)

    def _diary(self, measures) -> Diary:
        if self.sample:
            return self._sample
        return self._reader.read(measures)

    def _newest(self) -> Mapping:
        return self._sample.logged() if self.sample else self._reader.logged()

    def _suits(self, picture: str) -> list[str]:
        """The measures that a picture can show."""
        every = self._course.measures.values()
        return [measure.id for measure in every if picture != "left-right" or measure.two_sided]

    def _choices(self, logged: Mapping, chosen: str, suits: list[str]) -> list[dict]:
        """What can be drawn, in the order of the course; and the chosen one, even if it has no readings."""
        shown = [self._course.measures[id] for id in suits if id in logged or id == chosen]
        return [{"id": measure.id, "name": measure.name} for measure in shown]

    def _marked(self, words: str) -> str:
        return f"{MARK}. {words}" if self.sample else words

    def _repr_mimebundle_(self, **kwargs) -> Any:
        """Once it is shown, the page builds its view and then asks for a picture: the kernel loads meanwhile
        what draws it. On its own thread, since a learner's cell may import the same right after."""
        with suppress(RuntimeError):  # no kernel, nobody waits
            asyncio.get_running_loop().call_soon(_load_what_draws)
        return super()._repr_mimebundle_(**kwargs)

    def _after_event(self, kind: str) -> None:
        self.stored += 1

    def _static_html(self) -> str:
        return title("Your log, drawn") + "".join(map(paragraph, HOW_TO_READ))

    def _names(self) -> str:
        named = [repr(self.measure)] if self.measure else []
        return ", ".join([*named, *(["sample=True"] if self.sample else [])])


HOW_TO_READ = (
    "Run in JupyterLab, this draws what you have logged: one point a reading.",
    "A grey band marks how much of a change may be measurement noise. A published error comes from trained "
    "testers, so when you measure yourself, count on at least as much; where none is published, or your own "
    "is clearly larger, the band comes from your own first days, six or more.",
    "The first two measuring days are for practice, and the baseline starts on the third.",
    "Two days running outside the band are more than noise; one alone is a question.",
    "Compare readings that were taken alike: at the same time of day, after as long up, before a session.",
)


def _load_what_draws() -> None:
    with suppress(ImportError):  # whoever asks for a picture is told
        for module in ("course.plots.gallery", "matplotlib.backends.backend_svg", "PIL.PngImagePlugin"):
            import_module(module)


def _known(what: str, name: object, known) -> None:
    if name not in known:
        raise UnknownName(what, name, known)


def _fitting(width_px: object) -> int:
    """A width that a picture can have; the browser may ask for any."""
    if not isinstance(width_px, int | float) or not math.isfinite(width_px):
        return WIDEST_PX
    return min(max(int(width_px), NARROWEST_PX), WIDEST_PX)
