"""How far the bells are off in a tab that is really hidden for seven minutes, beside a usual timer.

Playwright keeps every page visible. Here Chromium is driven through its own DevTools address: the course is
in one tab, another is brought to the front, and nothing is attached while the session plays. It counts only
where the page says that it is hidden and its own timers were slowed to one call a minute.
"""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import quote

import websocket

import start
from course.plan import Wish
from tests.bench import bells
from tests.bench.table import CannotMeasure, Row
from tests.browser.lab import CHROMIUM_ARGUMENTS, TOKEN, LabServer, wait_until
from tests.browser.people import has_screened

WISH = Wish(routine="class", hold_seconds=14, get_ready_seconds=18)
"""420 seconds: Chromium begins to slow a hidden tab's timers to once a minute after five minutes."""
SLOWED_FROM = 300
SLOWED_GAP_MS = 55_000

_READY = """(path) => {
    const session = window.jupyterapp?.shell?.currentWidget?.sessionContext;
    return Boolean(session?.isReady && session.session?.path?.endsWith(path)
        && session.session?.kernel?.status === "idle");
}"""

_VOLUME_0 = """() => localStorage.setItem("bedstretch:session-settings", '{"volume": 0}')"""
"""The harder case: a tab that is heard is slowed less. The bells are rendered, and measured, as ever."""

_RUN = """async (index) => {
    jupyterapp.shell.currentWidget.content.activeCellIndex = index;
    await jupyterapp.commands.execute("notebook:run-cell");
}"""


class RawChromium:
    """A Chromium that no driver holds in front."""

    def __init__(self, path: str, folder: Path):
        self.folder = folder
        own = ["--headless=new", "--remote-debugging-port=0", f"--user-data-dir={folder}"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        self.process = subprocess.Popen([path, *CHROMIUM_ARGUMENTS, *own, "about:blank"], **quiet)
        address = folder / "DevToolsActivePort"
        wait_until(lambda: address.exists() and address.read_text().strip(), 60, "Chromium to answer")
        self.port = int(address.read_text().split()[0])

    def _http(self, method: str, path: str) -> bytes:
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}/json/{path}", method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.read()

    def new_tab(self, url: str) -> dict:
        return json.loads(self._http("PUT", f"new?{quote(url, safe='')}"))

    def bring_to_front(self, tab: dict) -> None:
        self._http("GET", f"activate/{tab['id']}")

    def evaluate(self, tab: dict, function: str, argument: object = None) -> object:
        """Calls a JavaScript function in the tab, as if by a gesture; attached no longer than that takes."""
        line = websocket.create_connection(tab["webSocketDebuggerUrl"], suppress_origin=True, timeout=120)
        try:
            call = {
                "expression": f"({function})({json.dumps(argument)})",
                "awaitPromise": True,
                "returnByValue": True,
                "userGesture": True,
            }
            line.send(json.dumps({"id": 1, "method": "Runtime.evaluate", "params": call}))
            while (answer := json.loads(line.recv())).get("id") != 1:
                pass
        finally:
            line.close()
        result = answer["result"]
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"].get("description", result))
        return result["result"].get("value")

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()


@contextmanager
def _lab_and_raw_chromium() -> Iterator[tuple[LabServer, RawChromium]]:
    path = start.find_chromium()
    if path is None:
        raise CannotMeasure(start.lacks("Chromium"))
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        server = LabServer(Path(folder) / "lab")
        chromium = RawChromium(path, Path(folder) / "profile")
        try:
            yield server, chromium
        finally:
            chromium.stop()
            server.end_all_kernels()
            server.stop()


def measure() -> list[Row]:
    """Off in either direction, in ms. Raises CannotMeasure where the tab cannot really be hidden."""
    with _lab_and_raw_chromium() as (server, chromium):
        has_screened(server)
        notebook = server.add_notebook("hidden", *bells.cells(WISH))
        tab = chromium.new_tab(f"{server.url}/lab/tree/{notebook}?reset&token={TOKEN}")
        wait_until(lambda: chromium.evaluate(tab, _READY, notebook), 120, "the notebook")
        chromium.evaluate(tab, _VOLUME_0)
        chromium.evaluate(tab, bells.LISTEN)
        chromium.evaluate(tab, _RUN, 0)
        chromium.evaluate(tab, _RUN, 1)
        drawn = "() => Boolean(document.querySelector('.jp-OutputArea .widget-label'))"
        wait_until(lambda: chromium.evaluate(tab, drawn), 60, "the label")
        chromium.evaluate(tab, bells.BEGIN)
        chromium.evaluate(tab, bells.WATCH)
        chromium.evaluate(tab, _RUN, 2)
        chromium.bring_to_front(chromium.new_tab("about:blank"))
        time.sleep(2)
        _require_hidden(chromium, tab)
        time.sleep(bells.moments(WISH)[-1] / 1000 + 10)
        _require_hidden(chromium, tab)
        played = bells.Played.read(chromium.evaluate(tab, bells.HEARD), WISH)
    if played.gap < SLOWED_GAP_MS:
        raise CannotMeasure(f"the hidden tab's own timers were never slowed: {played.gap:.0f} ms at most")
    everything = played.bells_off(WISH)
    session = f"{bells.moments(WISH)[-1] // 1000} s session in a hidden tab"
    slowed = played.start + SLOWED_FROM * 1000
    return [
        Row(f"{session}: bells off, worst of {len(everything)}", "ms", [max(everything)], aim=150),
        Row(f"{session}: bells off, median", "ms", [median(everything)]),
        Row("hidden tab: bells (theirs: a thread's Label)", "ms", everything, played.labels_off(WISH)),
        Row(
            "hidden tab, timers slowed: bells (theirs: Label)", "ms",
            played.bells_off(WISH, slowed), played.labels_off(WISH, slowed),
        ),
        Row("hidden tab: first bell, after the tap in front", "ms", [played.first_bell_off()]),
        Row("hidden tab: longest gap of the page's own setInterval(250)", "ms", [played.gap]),
    ]  # fmt: skip


def _require_hidden(chromium: RawChromium, tab: dict) -> None:
    seen = chromium.evaluate(tab, "() => document.visibilityState")
    if seen != "hidden":
        raise CannotMeasure(f"the tab behind another one calls itself {seen}")
