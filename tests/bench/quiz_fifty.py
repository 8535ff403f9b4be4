"""Fifty choice questions, ours beside jupyterquiz's with the same words, in JupyterLab.

How long from running the cell to the first and to all questions, how many bytes stand in the page, and how
long from an answer to its feedback. A cold kernel has imported neither; a warm one has shown one quiz before.
"""

from __future__ import annotations

import importlib.util
import tempfile
from pathlib import Path

import yaml

from tests.bench.browser import SECONDS_TO_WAIT, lab_and_chromium, milliseconds_until_drawn, opened
from tests.bench.table import CannotMeasure, Row

RUNS = 1
COUNT = 50
OPTIONS = 4
OURS = ".jp-OutputArea .bedstretch-quiz-item"
THEIRS = ".jp-OutputArea .Quiz"

_FEEDBACK = """([button, said, seconds]) => new Promise((resolve, reject) => {
    const target = document.querySelector(button);
    const done = () => [...document.querySelectorAll(said)].some((one) => one.textContent.trim());
    const observer = new MutationObserver(() => {
        if (!done()) return;
        observer.disconnect();
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - started)));
    });
    setTimeout(() => reject(new Error(`no feedback after ${seconds} s`)), seconds * 1000);
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    const started = performance.now();
    target.click();
})"""
_BYTES = """() => [...document.querySelectorAll('.jp-OutputArea')]
    .reduce((sum, one) => sum + one.innerHTML.length, 0)"""


def measure() -> list[Row]:
    """Ours and theirs by turns; the first turn warms caches and is not counted."""
    if importlib.util.find_spec("jupyterquiz") is None:
        raise CannotMeasure("jupyterquiz is not installed: pip install -e .[bench]")
    with tempfile.TemporaryDirectory() as folder, lab_and_chromium() as (server, browser):
        _write_bank(Path(folder))
        context = browser.new_context(viewport={"width": 1400, "height": 900})
        turns = [_turn(server, context, Path(folder), turn) for turn in range(1 + RUNS)]
    return [_row(name, [turn[name] for turn in turns[1:]]) for name in turns[0]]


def _turn(server, context, folder: Path, turn: int) -> dict[str, tuple[float, float]]:
    """One measurement of each, with a journal that nobody has answered in."""
    taken = {}
    for layout, count in (("one", 1), ("all", COUNT)):
        server.home = folder / f"home-{turn}-{layout}"
        cell = f'from widgets import Quiz\n\nQuiz("fifty", layout="{layout}")'
        path = server.add_notebook(f"ours-{turn}-{layout}", f"%env BEDSTRETCH_BANK={folder}", cell, cell)
        taken[layout] = _ours(server, context, path, count)
    show = f"from jupyterquiz import display_quiz\n\ndisplay_quiz({_theirs()!r})"
    path = server.add_notebook(f"theirs-{turn}", "pass", show, show)
    first, everything = (_theirs_taken(server, context, path, count) for count in (1, COUNT))
    return {
        "first question, cold": (taken["one"]["cold"], first["cold"]),
        "first question, warm": (taken["one"]["warm"], first["warm"]),
        "all on one page, cold": (taken["all"]["cold"], everything["cold"]),
        "all on one page, warm": (taken["all"]["warm"], everything["warm"]),
        "in the page, one at a time": (taken["one"]["bytes"], first["bytes"]),
        "in the page, all": (taken["all"]["bytes"], everything["bytes"]),
        "answer to feedback": (taken["one"]["feedback"], first["feedback"]),
    }


def _row(name: str, taken: list[tuple[float, float]]) -> Row:
    mine, other = zip(*taken, strict=True)
    unit = "KB" if name.startswith("in the page") else "ms"
    aim = 100 if name.startswith("answer") else None
    return Row(
        f"50 choices: {name}", unit, mine, other, ratio_aim=1 if name.startswith("first") else None, aim=aim
    )


def _ours(server, context, notebook: str, count: int) -> dict[str, float]:
    with opened(server, context, notebook) as lab:
        lab.run(0)
        cold = milliseconds_until_drawn(lab, OURS, count=count, cell=1)
        warm = milliseconds_until_drawn(lab, OURS, count=2 * count, cell=2)
        kilobytes = lab.page.evaluate(_BYTES) / 2000
        quiz = lab.page.locator(".bedstretch-quiz").last
        quiz.locator("form input").first.check()
        quiz.locator("form button[type=submit]").first.evaluate("(one) => { one.id = 'answer-it'; }")
        feedback = lab.page.evaluate(_FEEDBACK, ["#answer-it", ".bedstretch-quiz-verdict", SECONDS_TO_WAIT])
    return {"cold": cold, "warm": warm, "bytes": kilobytes, "feedback": feedback}


def _theirs_taken(server, context, notebook: str, count: int) -> dict[str, float]:
    with opened(server, context, notebook) as lab:
        lab.run(0)
        cold = milliseconds_until_drawn(lab, THEIRS, count=count, cell=1)
        lab.page.wait_for_function(
            "(n) => document.querySelectorAll('.jp-OutputArea .Quiz').length >= n", arg=COUNT
        )
        warm = milliseconds_until_drawn(lab, THEIRS, count=COUNT + count, cell=2)
        lab.page.wait_for_timeout(500)
        kilobytes = lab.page.evaluate(_BYTES) / 2000
        feedback = lab.page.evaluate(_FEEDBACK, [".MCButton", ".Feedback", SECONDS_TO_WAIT])
    return {"cold": cold, "warm": warm, "bytes": kilobytes, "feedback": feedback}


def _words(number: int) -> tuple[str, list[tuple[str, bool, str]]]:
    options = [
        (f"Answer {option} to {number}", option == number % OPTIONS, f"Why {option} of {number}.")
        for option in range(OPTIONS)
    ]
    return f"Question {number}: which of these belongs to it?", options


def _theirs() -> list[dict]:
    return [
        {
            "question": stem,
            "type": "multiple_choice",
            "answers": [
                {"answer": text, "correct": correct, "feedback": why} for text, correct, why in options
            ],
        }
        for stem, options in map(_words, range(COUNT))
    ]


def _write_bank(folder: Path) -> None:
    items = [
        {
            "id": f"question-{number}",
            "kind": "choice",
            "track": "learner",
            "bloom": "remember",
            "objectives": ["prescribe-a-dose"],
            "lesson": "01_stay_safe",
            "certainty": "textbook",
            "sources": ["textbook-physiotherapy"],
            "stem": stem,
            "options": [
                {"id": f"option-{index}", "text": text, "correct": correct, "feedback": why}
                for index, (text, correct, why) in enumerate(options)
            ],
            "explanation": "Because.",
        }
        for number, (stem, options) in enumerate(map(_words, range(COUNT)))
    ]
    quiz = {"id": "fifty", "title": "Fifty", "module": "bench", "items": items}
    (folder / "quizzes").mkdir()
    (folder / "quizzes" / "fifty.yaml").write_text(yaml.safe_dump(quiz), encoding="utf-8")
