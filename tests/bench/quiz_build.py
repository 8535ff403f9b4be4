"""How long a learner waits for a quiz: import, build and draw, in a fresh kernel that is ready."""

from __future__ import annotations

from tests.bench.browser import TRIVIAL, TRIVIAL_DRAWN, lab_and_chromium, milliseconds_until_drawn, opened
from tests.bench.table import Row

RUNS = 7
OURS = 'from widgets import Quiz\n\nQuiz("before-you-begin")'
OURS_DRAWN = ".jp-OutputArea .bedstretch-quiz .bedstretch-quiz-heading"


def measure() -> list[Row]:
    """Ours and theirs by turns; the first turn warms caches and is not counted."""
    with lab_and_chromium() as (server, browser):
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        ours = server.add_notebook("ours", "pass", OURS)
        theirs = server.add_notebook("theirs", "pass", TRIVIAL)
        turns = [
            (_once(server, context, ours, OURS_DRAWN), _once(server, context, theirs, TRIVIAL_DRAWN))
            for _ in range(1 + RUNS)
        ]
    return [Row("quiz: import, build, draw", "ms", *zip(*turns[1:], strict=True), ratio_aim=2)]


def _once(server, context, notebook: str, drawn: str) -> float:
    with opened(server, context, notebook) as lab:
        lab.run(0)
        return milliseconds_until_drawn(lab, drawn, cell=1)
