"""How far the bells of ten minutes are off in a tab in front, whatever the kernel does, beside a usual timer.

Four minutes with an idle kernel; then it is stopped for one; two minutes later it is killed for good.
"""

from __future__ import annotations

import contextlib
import os
import signal
from statistics import median

from course.plan import Wish
from tests.bench import bells
from tests.bench.browser import lab_and_chromium, opened
from tests.bench.table import CannotMeasure, Row
from tests.browser.people import has_screened

WISH = Wish(routine="evening", sets=1, hold_seconds=37, get_ready_seconds=24)
"""600 seconds."""
FAULTS = {240: "SIGSTOP", 300: "SIGCONT", 420: "SIGKILL"}
"""What the kernel gets, at which second."""


def measure() -> list[Row]:
    """Off in either direction, in ms; a label that never changed is infinitely late."""
    if not hasattr(signal, "SIGSTOP"):
        raise CannotMeasure("a process cannot be stopped on this system")
    with lab_and_chromium() as (server, browser):
        has_screened(server)
        notebook = server.add_notebook("bells", *bells.cells(WISH))
        with opened(server, browser.new_context(), notebook) as lab:
            lab.page.evaluate(bells.LISTEN)
            lab.run(0)
            lab.run(1)
            lab.page.locator(".jp-OutputArea .widget-label").wait_for()
            lab.page.evaluate(bells.BEGIN)
            lab.page.evaluate(bells.WATCH)
            lab.run(2)
            stopped, again, killed = _faults(lab.page, server.kernel_pid(notebook))
            lab.bar().wait_for(state="hidden", timeout=1000 * 300)
            lab.page.wait_for_timeout(3000)  # the label may have begun a little later
            played = bells.Played.read(lab.page.evaluate(bells.HEARD), WISH)
    everything = played.bells_off(WISH)
    session = f"{bells.moments(WISH)[-1] // 1000} s session in front"

    def beside(what: str, since: float, until: float) -> Row:
        ours, theirs = played.bells_off(WISH, since, until), played.labels_off(WISH, since, until)
        return Row(f"{what}: bells (theirs: a thread's Label)", "ms", ours, theirs)

    return [
        Row(f"{session}: bells off, worst of {len(everything)}", "ms", [max(everything)], aim=50),
        Row(f"{session}: bells off, median", "ms", [median(everything)]),
        Row(f"{session}: first bell, after the tap", "ms", [played.first_bell_off()]),
        beside("kernel idle", 0, stopped),
        beside("kernel stopped for 60 s", stopped, again),
        beside("kernel killed", killed, float("inf")),
    ]


def _faults(page, kernel: int) -> list[float]:
    """Stops, wakes and kills the kernel at its times; returns those on the page's clock."""
    at = []
    for seconds, sign in FAULTS.items():
        start = page.evaluate("() => benchHeard.starts[0]")
        page.wait_for_timeout(max(0, start + seconds * 1000 - page.evaluate("() => performance.now()")))
        with contextlib.suppress(ProcessLookupError):
            os.kill(kernel, getattr(signal, sign))
        at.append(page.evaluate("() => performance.now()"))
    return at
