"""How long it takes to run a whole lesson until every widget is drawn, in a fresh kernel."""

from __future__ import annotations

import nbformat

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
    """Writes a copy whose widgets are trivial ones, without any other code; returns their number."""
    notebook = nbformat.read(server.root / lesson, as_version=4)
    names = tuple(f"{name}(" for name in widgets.__all__)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    drawing = [cell for cell in code if cell.source.splitlines()[-1].startswith(names)]
    for index, cell in enumerate(drawing):
        cell.source = "Counter()" if index else TRIVIAL
    notebook.cells = [cell for cell in notebook.cells if cell not in code or cell in drawing]
    nbformat.write(notebook, server.root / twin)
    return len(drawing)


def _once(server: LabServer, context, notebook: str, drawn: str, count: int) -> float:
    with opened(server, context, notebook) as lab:
        return milliseconds_until_drawn(lab, drawn, count=count, command="notebook:run-all-cells")
