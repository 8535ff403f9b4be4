"""What learners do in these tests, in one place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from course import history, load_course, standing
from course.gate import DailyCheck, record_daily_check
from course.journal import Journal, now
from course.screening import Answer, screen
from tests.browser.lab import LabPage, LabServer

BANK = Path(__file__).parent / "bank"
"""A teacher's bank with one quiz, `all-kinds`: one item of each kind."""

SHORT = "hold_seconds=2, sets=1, get_ready_seconds=1"
"""36 seconds in all for a two-sided stretch."""

TWO_CLOCKS = """() => {
    const ahead = { steady: 0, wall: 0 };
    const steady = performance.now.bind(performance);
    const wall = Date.now;
    performance.now = () => steady() + ahead.steady;
    Date.now = () => wall() + ahead.wall;
    globalThis.ahead = ahead;
}"""
"""Lets a test put each of the page's two clocks ahead, as a sleep or a new date does."""

QUICK_CLOCKS = """([times, ago]) => {
    const steady = performance.now.bind(performance);
    const Real = Date;
    const [steady0, wall0] = [steady(), Date.now() - ago];
    let [passed, seen] = [0, steady0];
    setInterval(() => {
        passed += Math.min((steady() - seen) * times, 1000);
        seen = steady();
    }, 10);
    const now = () => Math.floor(wall0 + passed);
    performance.now = () => steady0 + passed;
    globalThis.Date = class extends Real {
        constructor(...given) { given.length ? super(...given) : super(now()); }
        static now() { return now(); }
    };
}"""

TIMER = f'SessionTimer("single-knee-to-chest", {SHORT})'
TILT = 'SessionTimer("pelvic-tilt", get_ready_seconds=1)'


class Here:
    """A journal folder, as a server has one."""

    def __init__(self, home: Path):
        self.home = home


def quick_clocks(times: int, ago_ms: int = 0) -> str:
    """A script after which both of a page's clocks run `times` as fast, together, from `ago_ms` ago.

    Where the computer is busy they wait for it: to the page a stall is no sleep.
    """
    return f"({QUICK_CLOCKS})([{times}, {ago_ms}])"


def has_screened(server: LabServer | Here, in_first_days: bool = False, **signs: str) -> None:
    """The learner has done the safety check some time ago; `signs`: question (with _) = tick.

    Unless they are `in_first_days`, the first week is not suggested to them any more.
    """
    course = load_course()
    ticked = {question.replace("_", "-"): tick for question, tick in signs.items()}
    answers = {
        question.id: Answer(answer="yes", ticks={ticked[question.id]})
        if question.id in ticked
        else Answer(answer="no")
        for question in course.safety.questions
    }
    with Journal(server.home).writing() as db:
        standing.record_verdict(db, screen(course, answers), now() - timedelta(hours=1))
        if not in_first_days:
            history.keep_as_chosen(db, now())


def has_checked_today(server: LabServer | Here, pain: int = 2, up_an_hour: bool = True) -> None:
    """The learner has answered today's three questions."""
    with Journal(server.home).writing() as db:
        record_daily_check(db, DailyCheck(now(), False, pain, up_an_hour))


def answers_screening(widget, **yes: str) -> None:
    """Answers the safety check, in its widget or on a plain page: no to all, but for `question=sign text`."""
    widget.get_by_role("button", name="Begin the safety check").click()
    questions = load_course().safety.questions
    for question in questions:
        sign = yes.get(question.id.replace("-", "_"))
        if sign:
            widget.get_by_label("Yes", exact=True).check()
            widget.get_by_label(sign).check()
            widget.get_by_role("button", name="Next").click()
            if widget.get_by_text("Let us look at this twice").is_visible():
                widget.get_by_role("button", name="Yes, that is so").click()
                return
        else:
            widget.get_by_label("No, none of these").check()
            widget.get_by_role("button", name="Finish" if question is questions[-1] else "Next").click()


def answers_check(lab: LabPage, pain: int = 2, new_signs: str = "No", up: str = "Yes") -> None:
    """The three questions before a session, up to the press on Begin."""
    answers_questions(lab.widget("session-timer"), pain, new_signs, up)


def answers_questions(timer, pain: int = 2, new_signs: str = "No", up: str = "Yes") -> None:
    """The same in whatever shows one timer: a widget's root, or a plain page."""
    timer.get_by_role("button", name="Start", exact=True).click()
    groups = timer.get_by_role("group")
    groups.nth(0).get_by_label(new_signs, exact=True).check()
    groups.nth(1).get_by_label(str(pain), exact=True).check()
    groups.nth(2).get_by_label(up).check()
    timer.get_by_role("button", name="Begin").click()


def answers_stop(page, answer: str) -> None:
    """Presses a button of the stop dialog once it takes answers; an emergency sign twice, as it asks."""
    page.wait_for_timeout(600)
    dialog = page.locator("body > dialog.bedstretch-dialog")
    dialog.get_by_role("button", name=answer).click()
    if answer.startswith("Numb"):
        page.wait_for_timeout(600)
        dialog.get_by_role("button", name="Yes, one of these").click()


def starts_session(lab: LabPage) -> None:
    """Starts the session of the last timer on the page, and waits until it runs."""
    answers_check(lab)
    lab.bar().get_by_role("button", name="Stop, it hurts").wait_for()


def skips_to(lab: LabPage, word: str) -> None:
    """Skips steps until the bar says `word`."""
    bar = lab.bar()
    for _ in range(12):
        if word in bar.inner_text():
            return
        lab.page.get_by_role("button", name="Skip").last.click()
        lab.page.wait_for_timeout(120)
    raise AssertionError(f"no step says {word!r}: {bar.inner_text()}")


def lets_pass(page, seconds: int) -> None:
    """Time passes for a page with `TWO_CLOCKS`, in steps too small for a sleep, and hardly any here."""
    for _ in range(0, seconds, 4):
        page.evaluate("() => { ahead.steady += 4000; ahead.wall += 4000; }")
        page.wait_for_timeout(250)


def sessions(server: LabServer | Here) -> list[dict]:
    """The stored sessions."""
    with Journal(server.home).reading() as db:
        return [dict(row) for row in db.execute("SELECT * FROM session")]


def rows(server: LabServer | Here, table: str) -> list[dict]:
    with Journal(server.home).reading() as db:
        return [dict(row) for row in db.execute(f"SELECT * FROM {table}")]


def waits_for(lab: LabPage, condition, seconds: float = 20) -> None:
    """Lets the page go on until `condition()` holds."""
    for _ in range(int(seconds * 10)):
        if condition():
            return
        lab.page.wait_for_timeout(100)
    raise AssertionError("waited in vain")
