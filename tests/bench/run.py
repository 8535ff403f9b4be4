"""Runs the measurements and prints one table.

    python start.py bench                     all of them, 25 minutes, 18 of them for the sessions' bells
    python start.py bench journal quiz_build  only these

Values are medians, with the lowest and the highest run behind them; ours and theirs are taken by turns, so
that whatever else the computer does meets both. On a busy computer the ratio of the best runs tells more. A
missed aim is no failure: the exit code is 1 only where something could not be measured, 2 for a name that is
none.
"""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
from importlib import import_module
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[2])

from tests.bench.table import CannotMeasure, Row, table  # noqa: E402

NAMES = (
    "quiz_build", "quiz_fifty", "quiz_grading", "notebook_open", "course_nbval", "session_drift", "journal",
    "session_bells", "session_hidden",
    "ten_years",
    "progress_plots",
    "class_gather", "class_analysis",
)  # fmt: skip


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        print(f"No measurement is called {unknown[0]!r}; there are {', '.join(NAMES)}.", file=sys.stderr)
        return 2
    chosen = [name for name in NAMES if name in names or not names]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        os.environ["BEDSTRETCH_HOME"] = home
        results = [measured(name) for name in chosen]
    if any(results):
        print(table([row for rows in results if rows for row in rows]))
    return int(None in results)


def measured(name: str) -> list[Row] | None:
    """The rows of one measurement; None, with the reason on stderr, where it could not be taken."""
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    try:
        return import_module(f"tests.bench.{name}").measure()
    except CannotMeasure as reason:
        print(f"{name} could not be measured: {reason}", file=sys.stderr)
    except Exception:
        traceback.print_exc()
        print(f"{name} could not be measured; the lines above say why.", file=sys.stderr)
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
