"""One quiz alone, opened in JupyterLab with an empty journal, for the person who writes it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from course.errors import PlainError
from course.schema import Course

ARGUMENTS = (
    "--LabApp.news_url=None",
    "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    "--LabApp.extension_manager=readonly",
)


def preview(course: Course, quiz_id: str, bank: Path | None, open_browser: bool = True) -> None:
    """Opens the quiz and waits until JupyterLab is closed.

    Nothing that is answered is kept. Raises `PlainError` for a quiz that is not there, or where JupyterLab
    ends with an error.
    """
    if quiz_id not in course.quizzes:
        raise PlainError(f"There is no quiz '{quiz_id}'. Known: {', '.join(course.quizzes)}.")
    with tempfile.TemporaryDirectory(prefix="bedstretch-preview-", ignore_cleanup_errors=True) as folder:
        notebook = Path(folder, f"preview-{quiz_id}.ipynb")
        notebook.write_text(json.dumps(preview_notebook(course, quiz_id)), encoding="utf-8")
        environment = {**os.environ, "BEDSTRETCH_HOME": str(Path(folder, "journal"))}
        if bank is not None:
            environment["BEDSTRETCH_BANK"] = str(bank.resolve())
        browser = () if open_browser else ("--no-browser",)
        address = (f"--ServerApp.root_dir={folder}", f"--LabApp.default_url=/lab/tree/{notebook.name}")
        as_root = ("--allow-root",) if getattr(os, "geteuid", lambda: 1)() == 0 else ()
        command = [sys.executable, "-m", "jupyterlab", *address, *ARGUMENTS, *as_root, *browser]
        try:
            code = subprocess.run(command, env=environment).returncode
        except KeyboardInterrupt:  # the way to close it
            return
        if code:
            raise PlainError(f"JupyterLab ended with an error ({code}); what it said stands above.")


def preview_notebook(course: Course, quiz_id: str) -> dict:
    """A notebook that shows the quiz as a learner and, where they are asked more, as a student meets it; one
    with two forms in both sittings."""
    quiz = course.quizzes[quiz_id]
    tracks = tuple(quiz.blueprint or dict.fromkeys(item.track for item in quiz.items))
    sittings = ("", ", sitting=2") if quiz.forms else ("",)
    sources = [
        ("markdown", f"# Preview of `{quiz_id}`\n\nRun the cells below. Nothing that you answer is kept."),
        ("code", "from widgets import Quiz"),
        *(("code", f'Quiz("{quiz_id}", track="{track}"{more})') for track in tracks for more in sittings),
    ]
    cells = [_cell(number, kind, source) for number, (kind, source) in enumerate(sources)]
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": cells, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def _cell(number: int, kind: str, source: str) -> dict:
    code = {"execution_count": None, "outputs": []} if kind == "code" else {}
    return {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": source, **code}
