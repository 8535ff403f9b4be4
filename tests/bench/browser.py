"""A JupyterLab and a Chromium for measurements, and a stopwatch that runs inside the page."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

import start
from tests.bench.table import CannotMeasure
from tests.browser.lab import CHROMIUM_ARGUMENTS, LabPage, LabServer

TRIVIAL = '''\
import anywidget
import traitlets

class Counter(anywidget.AnyWidget):
    _esm = """
    export default { render({ model, el }) {
      const button = document.createElement("button");
      button.className = "trivial";
      const draw = () => { button.textContent = model.get("count"); };
      button.onclick = () => { model.set("count", model.get("count") + 1); model.save_changes(); };
      model.on("change:count", draw);
      draw();
      el.append(button);
    } };"""
    count = traitlets.Int(0).tag(sync=True)

Counter()'''
"""What the course's widgets are compared with: about the least that an anywidget can be."""

TRIVIAL_DRAWN = ".jp-OutputArea .trivial"

SECONDS_TO_WAIT = 90

_STOPWATCH = """([command, cell, selector, count, seconds]) => new Promise((resolve, reject) => {
    const enough = () => document.querySelectorAll(selector).length >= count;
    const afterPaint = (then) => requestAnimationFrame(() => setTimeout(then));
    const observer = new MutationObserver(() => {
        if (!enough()) return;
        observer.disconnect();
        afterPaint(() => resolve(performance.now() - started));
    });
    setTimeout(() => {
        const seen = document.querySelectorAll(selector).length;
        reject(new Error(`${seen} of ${count} drawn after ${seconds} s: ${selector}`));
    }, seconds * 1000);
    observer.observe(document.body, { subtree: true, childList: true });
    jupyterapp.shell.currentWidget.content.activeCellIndex = cell;
    const started = performance.now();
    jupyterapp.commands.execute(command);
})"""


@contextmanager
def lab_and_chromium() -> Iterator[tuple[LabServer, Browser]]:
    """Both, for as long as needed. Raises CannotMeasure where there is no Chromium."""
    chromium = start.find_chromium()
    if chromium is None:
        raise CannotMeasure(start.lacks("Chromium"))
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a learner's second kernel compiles nothing
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=CHROMIUM_ARGUMENTS)
        server = LabServer(Path(folder) / "lab")
        try:
            yield server, browser
        finally:
            server.end_all_kernels()
            server.stop()
            browser.close()


@contextmanager
def opened(server: LabServer, context, notebook: str) -> Iterator[LabPage]:
    """A notebook in a new tab, its kernel fresh and idle; both are ended afterwards."""
    server.end_all_kernels()
    lab = LabPage(context, server)
    try:
        lab.open(notebook)
        yield lab
    finally:
        lab.page.close()


def milliseconds_until_drawn(
    lab: LabPage, selector: str, *, count: int = 1, cell: int = 0, command: str = "notebook:run-cell"
) -> float:
    """From the command to run the cell (or all cells) until `count` elements are there and painted."""
    return lab.page.evaluate(_STOPWATCH, [command, cell, selector, count, SECONDS_TO_WAIT])
