"""How far a one-minute session is from its plan: at its end, and where one phase gives way to the next."""

from __future__ import annotations

from statistics import median

from course import load_course
from course.plan import Wish, plan_session
from tests.bench.browser import lab_and_chromium
from tests.bench.table import Row
from tests.browser.lab import LabPage
from tests.browser.people import answers_check, has_screened

RUNS = 3
"""Side by side, each in a browser profile of its own, so that all of them take one minute."""

WISH = Wish(stretch="single-knee-to-chest", hold_seconds=12, sets=1, get_ready_seconds=5)
CELL = """\
from widgets import SessionTimer

SessionTimer({stretch!r}, hold_seconds={hold_seconds}, sets={sets}, get_ready_seconds={get_ready_seconds})"""

_WATCH = """() => {
    const marks = (window.benchMarks = []);
    let last = null;
    const mark = (where) => {
        if (where === last) return;
        last = where;
        marks.push({ where, steady: performance.now(), wall: Date.now() });
    };
    new MutationObserver(() => {
        const bar = document.querySelector("body > .bedstretch-bar");
        if (bar && !bar.hidden) mark(bar.querySelector(".bedstretch-bar-where").textContent);
        else if (marks.length) mark(null);
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
}"""
"""Notes both clocks of the page whenever the bar says something new, and when it goes."""


def measure() -> list[Row]:
    """What the bar at the foot of the page shows, against the plan."""
    steps = plan_session(load_course(), WISH).steps
    with lab_and_chromium() as (server, browser):
        has_screened(server)
        notebook = server.add_notebook("session", CELL.format(**WISH.model_dump()))
        labs = [LabPage(browser.new_context(), server) for _ in range(RUNS)]
        for lab in labs:
            _begin(lab, notebook)
        marks = [_marks_at_the_end(lab, steps) for lab in labs]
    ends = {clock: [abs(_late(run, steps, clock)[-1]) for run in marks] for clock in ("steady", "wall")}
    changes = [[abs(late) for late in _late(run, steps, "steady")[:-1]] for run in marks]
    seconds = sum(step.seconds for step in steps)
    return [
        Row(f"{seconds} s session: end off, performance.now", "ms", ends["steady"], aim=50),
        Row(f"{seconds} s session: end off, Date.now", "ms", ends["wall"], aim=50),
        Row(f"change of phase off, median of {len(steps) - 1}", "ms", [median(run) for run in changes]),
        Row(f"change of phase off, worst of {len(steps) - 1}", "ms", [max(run) for run in changes]),
    ]


def _begin(lab: LabPage, notebook: str) -> None:
    lab.open(notebook)
    lab.page.evaluate(_WATCH)
    lab.run(0)
    answers_check(lab)
    lab.bar().get_by_role("button", name="Stop, it hurts").wait_for()


def _marks_at_the_end(lab: LabPage, steps) -> list[dict]:
    lab.bar().wait_for(state="hidden", timeout=1000 * (sum(step.seconds for step in steps) + 30))
    marks = lab.page.evaluate("() => window.benchMarks")
    if len(marks) != len(steps) + 1:
        raise RuntimeError(f"{len(steps)} steps, but the bar showed: {[mark['where'] for mark in marks]}")
    return marks


def _late(marks: list[dict], steps, clock: str) -> list[float]:
    """Milliseconds by which each step ended late (or early, negative), counted from the session's start."""
    planned, late = 0, []
    for step, mark in zip(steps, marks[1:], strict=True):
        planned += step.seconds * 1000
        late.append(mark[clock] - marks[0][clock] - planned)
    return late
