"""What pictures of ten years of daily data cost, against bare matplotlib drawing as many points, and pandas
reading the same rows from CSV.

The first picture is taken in a fresh process each time, as after a kernel's start; the widget stands by then.
Once with all imports, and once as in JupyterLab, where the kernel loads what draws while the page builds its
view. Each redraw is of another width, since an unchanged picture is not drawn again. Processor time stands
beside: on a busy computer it tells more.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from course import load_course
from course.diary import read_diary
from course.journal import Journal, now, stamp
from tests.bench.table import CannotMeasure, Row
from widgets import ProgressPlots
from widgets.progress_plots import WIDEST_PX

ROOT = Path(__file__).resolve().parents[2]
RUNS = 5
DAYS = 3650
DAILY = (("stiffness-nrs", None), ("pain-nrs", None), ("sit-reach-cm", None), ("knee-chest-cm", "left"),
         ("knee-chest-cm", "right"))  # fmt: skip
SHOWN = "sit-reach-cm"

FIRST = f"""
import time
from widgets import ProgressPlots
plots = ProgressPlots("{SHOWN}")
begun = time.perf_counter()
plots.draw()
print(time.perf_counter() - begun)
"""
SHOWN_FIRST = f"""
import asyncio, time
from widgets import ProgressPlots
plots = ProgressPlots("{SHOWN}")
async def cell():
    plots._repr_mimebundle_()
asyncio.run(cell())
begun = time.perf_counter()
plots.draw()
print(time.perf_counter() - begun)
"""
BARE = f"""
import io, time
begun = time.perf_counter()
from matplotlib.figure import Figure
figure = Figure(figsize=(7.5, 4))
figure.subplots().plot(range({DAYS}), [i % 9 for i in range({DAYS})], "o")
figure.savefig(io.StringIO(), format="svg")
print(time.perf_counter() - begun)
"""


def measure() -> list[Row]:
    """In a journal of its own."""
    before = os.environ.get("BEDSTRETCH_HOME")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        os.environ["BEDSTRETCH_HOME"] = home
        try:
            return _rows(_fill(Journal()))
        finally:
            os.environ.pop("BEDSTRETCH_HOME")
            if before:
                os.environ["BEDSTRETCH_HOME"] = before


def _rows(count: int) -> list[Row]:
    first, shown, bare_first = [], [], []
    for _ in range(RUNS):
        first.append(_told_by(FIRST))
        shown.append(_told_by(SHOWN_FIRST))
        bare_first.append(_told_by(BARE))
    rows = [
        Row(f"first picture of {DAYS:,} points, in a fresh process", "ms", first, bare_first, aim=600),
        Row("the same, once the page has built its view", "ms", shown, bare_first, aim=600),
    ]
    plots = ProgressPlots(SHOWN)
    plots.draw()
    for picture in ("trend", "left-right", "before-after", "practice"):
        rows += _redraws(plots, picture)
    again = [_milliseconds(plots.draw)[0] for _ in range(RUNS)]
    rows.append(Row("asked again, nothing changed", "ms", again))
    return [*rows, _reading(count)]


def _redraws(plots: ProgressPlots, picture: str) -> list[Row]:
    """By the clock on the wall and by that of the processor, each against bare matplotlib."""
    wish = {"measure": "knee-chest-cm" if picture == "left-right" else SHOWN, "picture": picture}
    ours, theirs = [], []
    for run in range(RUNS):
        ours.append(_milliseconds(lambda width_px=WIDEST_PX - run: plots.draw(**wish, width_px=width_px)))
        theirs.append(_milliseconds(_bare))
    (wall, busy), (bare_wall, bare_busy) = zip(*ours, strict=True), zip(*theirs, strict=True)
    return [
        Row(f"redraw: {picture}", "ms", wall, bare_wall, aim=200),
        Row(f"redraw: {picture}, processor time", "ms", busy, bare_busy),
    ]


def _reading(count: int) -> Row:
    """All rows into a diary, against pandas from CSV; without pandas, ours alone."""
    try:
        import pandas
    except ImportError:
        pandas = None
    journal, course = Journal(), load_course()

    def read() -> None:
        with journal.reading() as db:
            read_diary(db, course)

    text, ours, theirs = _csv(journal), [], []
    for _ in range(RUNS):
        ours.append(_milliseconds(read)[0])
        if pandas:
            theirs.append(_milliseconds(lambda: pandas.read_csv(io.StringIO(text), parse_dates=["at"]))[0])
    suffix = "" if pandas else " (pandas is not installed: pip install -e .[bench])"
    return Row(f"read {count:,} rows{suffix}", "ms", ours, theirs)


def _csv(journal: Journal) -> str:
    out = io.StringIO()
    with journal.reading() as db:
        found = db.execute("SELECT * FROM measurement")
        writer = csv.writer(out)
        writer.writerow([column[0] for column in found.description])
        writer.writerows(map(tuple, found))
        for row in db.execute("SELECT id, started_at FROM session"):
            writer.writerow([*row, "session", "", 0, "", "", ""])
        for row in db.execute("SELECT session_id, '2020-01-01', stretch, side, held_seconds FROM practice"):
            writer.writerow([*row, "", "", ""])
    return out.getvalue()


def _bare() -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.5, 4))
    figure.subplots().plot(range(DAYS), [i % 9 for i in range(DAYS)], "o")
    figure.savefig(io.StringIO(), format="svg")


def _told_by(script: str) -> float:
    run = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    if run.returncode:
        raise CannotMeasure(run.stderr.strip().splitlines()[-1])
    return float(run.stdout) * 1000


def _milliseconds(work: Callable[[], object]) -> tuple[float, float]:
    """By the clock on the wall, and of this process."""
    begun, busy = time.perf_counter(), time.process_time()
    work()
    return (time.perf_counter() - begun) * 1000, (time.process_time() - busy) * 1000


def _fill(journal: Journal) -> int:
    """Ten years: seven readings a day, a session with two rows of practice; returns the number of rows."""
    begin = now() - timedelta(days=DAYS)
    readings, sessions, practice = [], [], []
    for day in range(DAYS):
        at = begin + timedelta(days=day)
        for measure, side in DAILY:
            around = "before" if measure.endswith("nrs") else None
            readings.append((at - timedelta(minutes=10), measure, side, float(2 + (day * 7) % 5), around))
        for measure in ("stiffness-nrs", "pain-nrs"):
            readings.append((at + timedelta(minutes=12), measure, None, float(1 + day % 5), "after"))
        sessions.append((f"session-{day}", None, "figure-four", stamp(at), stamp(at + timedelta(minutes=10)),
                         "finished", 600))  # fmt: skip
        practice += [(f"session-{day}", "figure-four", "[]", side, 60, 2, 0) for side in ("left", "right")]
    with journal.writing() as db:
        db.executemany(
            "INSERT INTO measurement (id, at, measure, side, value, trials, up_an_hour, around)"
            " VALUES (?, ?, ?, ?, ?, ?, 1, ?)",
            [(f"reading-{i}", stamp(at), measure, side, value, json.dumps([value]), around)
             for i, (at, measure, side, value, around) in enumerate(readings)],
        )  # fmt: skip
        db.executemany("INSERT INTO session VALUES (?, ?, ?, ?, ?, ?, ?)", sessions)
        db.executemany("INSERT INTO practice VALUES (?, ?, ?, ?, ?, ?, ?)", practice)
    return len(readings) + len(sessions) + len(practice)
