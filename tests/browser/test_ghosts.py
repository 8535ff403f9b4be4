"""One clock, one session, stored once: whatever happens to cells, kernels, tabs and pages."""

import os
import signal

import pytest
from playwright.sync_api import TimeoutError

from course.journal import Journal
from tests.browser.lab import LabPage
from tests.browser.people import (
    TIMER,
    TWO_CLOCKS,
    answers_check,
    answers_stop,
    has_screened,
    lets_pass,
    rows,
    sessions,
    skips_to,
    starts_session,
    waits_for,
)

pytestmark = pytest.mark.browser
needs_sigstop = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="processes cannot be stopped here")


@pytest.fixture
def timer(server, lab):
    """A notebook with a timer in its second cell, run once, the learner screened."""
    has_screened(server)
    path = server.add_notebook("scratch", "from widgets import SessionTimer, LessonStart", TIMER)
    server.add_notebook("other", "from widgets import LessonStart", 'LessonStart("00_start_here")')
    lab.open(path)
    lab.run(0)
    lab.run(1)
    return lab


def time_left(lab: LabPage) -> int:
    return int(lab.bar().locator(".bedstretch-bar-time").inner_text())


def not_saved(lab: LabPage):
    """The line that says that something waits for Python."""
    return lab.page.locator("body > .bedstretch-toast[role=alert]").get_by_text("is kept in this browser")


def finish(lab: LabPage) -> None:
    """Skips through to the end."""
    skip = lab.page.get_by_role("button", name="Skip").last
    while skip.is_visible():
        try:
            skip.click()
        except TimeoutError:  # the session ended between the look and the click
            assert not skip.is_visible()
        lab.page.wait_for_timeout(60)


def test_cell_run_twice_has_one_clock(timer, server):
    """A cell that is run again adopts the running session: no second clock, no jump, one stored session."""
    starts_session(timer)
    skips_to(timer, "Next")
    before = time_left(timer)
    timer.run(1)
    timer.widget("session-timer").get_by_role("button", name="Pause").wait_for()
    assert before - 3 <= time_left(timer) <= before
    assert timer.page.locator("body > .bedstretch-bar").count() == 1
    timer.page.wait_for_timeout(2000)
    assert before - 6 <= time_left(timer) <= before - 1
    finish(timer)
    waits_for(timer, lambda: len(sessions(server)) == 1)


def test_kernel_restarted_and_cell_run(timer, server):
    """The hold goes on while the kernel restarts; the cell run again shows it; it is stored once."""
    starts_session(timer)
    skips_to(timer, "Next")
    timer.restart_kernel()
    assert timer.bar().get_by_role("button", name="Stop, it hurts").is_visible()
    timer.run(0)
    timer.run(1)
    timer.widget("session-timer").get_by_role("button", name="Pause").wait_for()
    finish(timer)
    waits_for(timer, lambda: len(sessions(server)) == 1)


def test_notebook_closed_while_a_hold_runs(timer, server):
    """The bar with Stop stays, and what it stops is stored by the next course widget drawn."""
    starts_session(timer)
    timer.execute("application:close")
    discard = timer.page.get_by_role("button", name="Discard")
    if discard.is_visible(timeout=3000):
        discard.click()
    stop = timer.bar().get_by_role("button", name="Stop, it hurts")
    assert stop.is_visible()
    stop.click()
    answers_stop(timer.page, "Cramp")
    answers_stop(timer.page, "End the session here")
    timer.execute("docmanager:open", {"path": "notebooks/other.ipynb"})
    timer.wait_ready("other.ipynb")
    timer.run(0)
    timer.run(1)
    waits_for(timer, lambda: [row["outcome"] for row in sessions(server)] == ["stopped"])


def test_second_tab_follows_commands_and_takes_over(timer, server, context):
    """A second tab shows the one session, pauses it and lets it go on; left alone, it keeps it, paused."""
    starts_session(timer)
    second = LabPage(context, server)
    second.open("notebooks/other.ipynb")
    second.run(0)
    second.run(1)
    second.bar().get_by_role("button", name="Pause").click()
    timer.bar().get_by_role("button", name="Go on").wait_for()
    left = time_left(timer)
    timer.page.wait_for_timeout(1500)
    assert time_left(timer) == left
    timer.bar().get_by_role("button", name="Go on").click()
    second.bar().get_by_role("button", name="Pause").wait_for()
    finish(timer)
    waits_for(timer, lambda: len(sessions(server)) == 1)
    waits_for(second, lambda: not second.bar().is_visible())

    timer.widget("session-timer").get_by_role("button", name="Back to the start").click()
    starts_session(timer)
    second.bar().get_by_role("button", name="Pause").wait_for()
    timer.page.close()
    second.bar().get_by_role("button", name="Continue").click()
    second.bar().get_by_role("button", name="Stop, it hurts").wait_for()
    assert second.errors == []


def test_reload_in_a_hold(timer, server):
    """A reload pauses and keeps the session; nothing goes on by itself; Continue goes on and finishes it."""
    starts_session(timer)
    skips_to(timer, "Move in")
    timer.page.wait_for_timeout(1200)
    timer.page.reload()
    timer.wait_ready()
    timer.run(0)
    timer.run(1)
    go_on = timer.bar().get_by_role("button", name="Continue")
    go_on.wait_for()
    timer.page.wait_for_timeout(1500)
    assert go_on.is_visible() and sessions(server) == []
    go_on.click()
    timer.bar().get_by_role("button", name="Stop, it hurts").wait_for()
    finish(timer)
    waits_for(timer, lambda: len(sessions(server)) == 1)


def test_kernel_killed_and_never_back(timer, server):
    """The hold runs to its end without a kernel; another notebook stores the session exactly once."""
    starts_session(timer)
    server.end_all_kernels()
    finish(timer)
    assert sessions(server) == []
    timer.open("notebooks/other.ipynb")
    timer.run(0)
    timer.run(1)
    waits_for(timer, lambda: len(sessions(server)) == 1)
    timer.run(1)
    timer.page.wait_for_timeout(5000)
    assert len(sessions(server)) == 1
    timer.errors.clear()  # JupyterLab itself reports the kernel that was taken away


@needs_sigstop
def test_a_kernel_deaf_for_a_minute_does_not_stop_a_hold(timer, server):
    """The session plays to its end; what waits is told; once the kernel hears again it is stored, once."""
    timer.page.evaluate(TWO_CLOCKS)
    starts_session(timer)
    kernel = server.kernel_pid("notebooks/scratch.ipynb")
    with Journal(server.home).writing():  # so that the kernel is not stopped while it holds the journal
        os.kill(kernel, signal.SIGSTOP)
    lets_pass(timer.page, 16)
    assert timer.bar().is_visible() and "Get ready" not in timer.bar().inner_text()
    lets_pass(timer.page, 44)
    timer.widget("session-timer").get_by_text("Done. Well rested is well done.").wait_for()
    not_saved(timer).wait_for()
    assert sessions(server) == []
    os.kill(kernel, signal.SIGCONT)
    waits_for(timer, lambda: len(sessions(server)) == 1)
    timer.page.wait_for_timeout(4500)  # longer than what waits is sent again
    assert [row["outcome"] for row in sessions(server)] == ["finished"]
    assert [row["held_seconds"] for row in rows(server, "practice")] == [2, 2]


@needs_sigstop
def test_kernel_killed_in_a_hold(timer, server):
    """Under JupyterLab's own dialog it goes on, and Escape stops it; the cell run again stores it once."""
    starts_session(timer)
    skips_to(timer, "Move in")
    os.kill(server.kernel_pid("notebooks/scratch.ipynb"), signal.SIGKILL)
    theirs = timer.page.locator(".jp-Dialog")
    theirs.get_by_text("died").wait_for()
    left = time_left(timer)
    waits_for(timer, lambda: time_left(timer) != left)
    timer.page.keyboard.press("Escape")
    answers_stop(timer.page, "Cramp")
    answers_stop(timer.page, "End the session here")
    theirs.get_by_role("button", name="Ok").click()
    not_saved(timer).wait_for(timeout=20_000)
    assert sessions(server) == []
    timer.wait_ready()
    timer.run(0)
    timer.run(1)
    waits_for(timer, lambda: [row["outcome"] for row in sessions(server)] == ["stopped"])
    waits_for(timer, lambda: len(rows(server, "stop")) == 1)
    timer.errors.clear()  # JupyterLab itself reports the kernel that died
    server.complaints()


def test_server_stopped_and_started(timer, server):
    """The hold runs to its end with no server at all; when it is back, the session is stored, once."""
    timer.page.evaluate(TWO_CLOCKS)
    starts_session(timer)
    server.stop()
    lets_pass(timer.page, 16)
    assert timer.bar().get_by_role("button", name="Stop, it hurts").is_visible()
    lets_pass(timer.page, 24)
    timer.widget("session-timer").get_by_text("Done. Well rested is well done.").wait_for()
    not_saved(timer).wait_for(timeout=20_000)
    server.start_again()
    timer.open("notebooks/scratch.ipynb")
    timer.run(0)
    timer.run(1)
    waits_for(timer, lambda: [row["outcome"] for row in sessions(server)] == ["finished"])
    timer.errors.clear()  # JupyterLab itself reports the server that was away
    server.complaints()


@needs_sigstop
def test_no_answer_no_start(timer, server):
    """Every start asks Python; a kernel that does not answer starts nothing, and the reason is shown."""
    kernel = server.kernel_pid("notebooks/scratch.ipynb")
    widget = timer.widget("session-timer")
    widget.get_by_role("button", name="Start", exact=True).wait_for()
    os.kill(kernel, signal.SIGSTOP)
    try:
        answers_check(timer)
        widget.get_by_text("No answer from Python").wait_for(timeout=15_000)
        assert not timer.bar().is_visible()
    finally:
        os.kill(kernel, signal.SIGCONT)
