"""How long it takes to run a whole lesson until every widget is drawn, in a fresh kernel that is ready.

It is compared with its twin: the same prose and the same number of cells, with a trivial widget in place of
each of ours, so that what JupyterLab itself needs for a cell is the same on both sides.
"""

from __future__ import annotations

import nbformat
from anywidget import AnyWidget

import widgets
from tests.bench.browser import TRIVIAL, TRIVIAL_DRAWN, lab_and_chromium, milliseconds_until_drawn, opened
from tests.bench.table import Row
from tests.browser.lab import LabServer

RUNS = 5
LESSON = "03_bring_knees_to_chest"
OURS_DRAWN = ".jp-OutputArea .bedstretch > .bedstretch-card"


def measure() -> list[Row]:
    """Ours and theirs by turns; the first turn warms caches and is not counted."""
    with lab_and_chromium() as (server, browser):
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        ours, theirs = f"notebooks/{LESSON}.ipynb", "notebooks/theirs.ipynb"
        count = add_twin(server, ours, theirs)
        turns = [
            (
                _once(server, context, ours, OURS_DRAWN, count),
                _once(server, context, theirs, TRIVIAL_DRAWN, count),
            )
            for _ in range(1 + RUNS)
        ]
    row = Row(f"lesson 03: all {count} widgets drawn", "ms", *zip(*turns[1:], strict=True), ratio_aim=1.5)
    return [row]


def add_twin(server: LabServer, lesson: str, twin: str) -> int:
    """Writes the copy, in which nothing knows the course; returns the number of widgets."""
    notebook = nbformat.read(server.root / lesson, as_version=4)
    ours = [name for name in widgets.__all__ if issubclass(getattr(widgets, name), AnyWidget)]
    names = tuple(f"{name}(" for name in ours)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    drawing = [cell for cell in code if cell.source.splitlines()[-1].startswith(names)]
    for cell in code:
        if cell in drawing:
            cell.source = "Counter()" if cell is not drawing[0] else TRIVIAL
        elif "course" in cell.source:
            cell.source = "pass"
    nbformat.write(notebook, server.root / twin)
    return len(drawing)


def _once(server: LabServer, context, notebook: str, drawn: str, count: int) -> float:
    with opened(server, context, notebook) as lab:
        return milliseconds_until_drawn(lab, drawn, count=count, command="notebook:run-all-cells")
