"""How long all notebooks take under nbval, beside as many bare kernels that start, run one cell and stop."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from jupyter_client.manager import start_new_kernel

from tests.bench.table import CannotMeasure, Row
from tests.browser.lab import ROOT

RUNS = 3
NOTEBOOKS = sorted((ROOT / "notebooks").rglob("*.ipynb"))


def measure() -> list[Row]:
    """Ours and theirs by turns; the first turn warms caches and is not counted."""
    turns = [(_nbval(), _bare_kernels()) for _ in range(1 + RUNS)]
    name = f"the course under nbval: {len(NOTEBOOKS)} notebooks"
    return [Row(name, "s", *zip(*turns[1:], strict=True), ratio_aim=3)]


def _nbval() -> float:
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "--nbval-current-env", "-q", "notebooks"]
    started = time.perf_counter()
    run = subprocess.run(command, cwd=ROOT, env={**os.environ}, capture_output=True, text=True)
    if run.returncode:
        raise CannotMeasure(f"a notebook does not pass:\n{run.stdout[-2000:]}")
    return time.perf_counter() - started


def _bare_kernels() -> float:
    started = time.perf_counter()
    for _ in NOTEBOOKS:
        manager, client = start_new_kernel()
        client.execute_interactive("pass", timeout=60)
        client.stop_channels()
        manager.shutdown_kernel(now=True)
    return time.perf_counter() - started
