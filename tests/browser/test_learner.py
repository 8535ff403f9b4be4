"""What a learner does, from the first notebook on, with an empty journal and the course's own notebooks."""

import os
import signal

import pytest
from playwright.sync_api import expect

from tests.browser.answers import answers_somehow
from tests.browser.lab import LabPage
from tests.browser.people import answers_check, answers_screening, rows, sessions, waits_for

pytestmark = pytest.mark.browser

BREATH = "notebooks/02_breathe_and_hold.ipynb"
KNEES = "notebooks/03_bring_knees_to_chest.ipynb"
PROGRESS = "notebooks/09_track_your_progress.ipynb"
SHORT_TIMER = 'SessionTimer("single-knee-to-chest", hold_seconds=2, sets=1, get_ready_seconds=1)'


def test_first_lessons_then_restart_and_reload(own_server, own_lab):
    """Screening, two sessions, quiz, three measures; then LessonStart and CourseMap alone show all of it."""
    lab, server = own_lab, own_server
    screen(lab)
    play_twice(lab, server)
    answered = answer_quiz(lab)
    assert answered >= 12
    waits_for(lab, lambda: len(rows(server, "quiz_response")) == answered)
    log_three_measures(lab)
    waits_for(lab, lambda: len(rows(server, "measurement")) == 6)  # and the pain before each session
    see_them_in_the_plot(lab)

    lab.restart_kernel()
    lab.open(KNEES)
    lab.run("LessonStart(")
    lab.run("CourseMap(")
    shown = lab.widget("course-map")
    expect(shown).to_contain_text("5 of 11")
    expect(shown).to_contain_text("2, the last on")
    expect(shown).to_contain_text("6, the last on")
    expect(shown).to_contain_text("It counts until")
    expect(shown).to_contain_text("Quiz")


def screen(lab: LabPage) -> None:
    """Opens 00, follows its link to 01, runs the cells and answers the screening."""
    lab.open("notebooks/00_start_here.ipynb")
    lab.run_until("CourseMap(")
    lab.page.locator('.jp-RenderedMarkdown a[href*="01_stay_safe"]').first.click()
    lab.wait_ready("01_stay_safe.ipynb")
    lab.run_until("SafetyCheck(")
    answers_screening(lab.widget("safety-check"))
    expect(lab.widget("safety-check")).to_contain_text("All clear")


def play_twice(lab: LabPage, server) -> None:
    """A session with short holds while a cell sleeps, and one while the kernel is stopped."""
    lab.open_here(KNEES)
    timer = lab.run_until("SessionTimer(")
    lab.set_source(timer, SHORT_TIMER)
    lab.run(timer)
    answers_check(lab)
    lab.bar().get_by_role("button", name="Stop, it hurts").wait_for()
    lab.insert_and_run(timer + 1, "import time; time.sleep(5)")
    hold_to_the_end(lab)
    waits_for(lab, lambda: len(sessions(server)) == 1)

    lab.widget("session-timer").get_by_role("button", name="Back to the start").click()
    answers_check(lab)
    lab.bar().get_by_role("button", name="Stop, it hurts").wait_for()
    with stopped(server.kernel_pid(KNEES)):
        hold_to_the_end(lab)
    waits_for(lab, lambda: len(sessions(server)) == 2)
    assert [row["sets"] for row in rows(server, "practice")] == [1, 1, 1, 1]


class stopped:
    """Within this a process hears nothing, on systems that can do that."""

    def __init__(self, pid: int):
        self.pid = pid

    def _send(self, name: str) -> None:
        if hasattr(signal, name):
            os.kill(self.pid, getattr(signal, name))

    def __enter__(self):
        self._send("SIGSTOP")

    def __exit__(self, *_):
        self._send("SIGCONT")


def hold_to_the_end(lab: LabPage) -> None:
    """Holds are held; what lies between is skipped."""
    bar = lab.bar()
    skip = lab.page.get_by_role("button", name="Skip").last
    while bar.is_visible():
        if "Hold" not in bar.inner_text() and skip.is_visible():
            skip.click()
        lab.page.wait_for_timeout(150)


def answer_quiz(lab: LabPage) -> int:
    """Answers every question somehow; returns how many there were."""
    lab.open_here(BREATH)
    lab.run_until("Quiz(")
    quiz = lab.widget("quiz")
    quiz.get_by_role("button", name="Skip for now").wait_for()
    count = quiz.locator(".bedstretch-quiz-strip button").count() - 1
    for number in range(count):
        answers_somehow(quiz.get_by_role("region", name=f"Question {number + 1}", exact=True))
        onward = "Overview" if number == count - 1 else "Next"
        quiz.locator(".bedstretch-quiz-steps").get_by_role("button", name=onward, exact=True).click()
    expect(quiz.get_by_role("heading", name="Your result")).to_be_visible()
    return count


def log_three_measures(lab: LabPage) -> None:
    """Stiffness, pain, and one body measure on both sides; each is saved."""
    lab.open_here(PROGRESS)
    lab.run_until("LogForm(")
    form = lab.widget("log-form")
    what = form.get_by_role("combobox")
    for measure, points in (("stiffness-nrs", "3"), ("pain-nrs", "5")):
        what.select_option(measure)
        form.get_by_role("radio", name=points, exact=True).check()
        conditions(form)
        form.get_by_role("button", name="Save").click()
        expect(form).to_contain_text("Saved:")
    what.select_option("knee-chest-cm")
    for field in form.get_by_role("textbox").all():
        field.fill("18,5")
    conditions(form)
    form.get_by_role("button", name="Save").click()
    expect(form).to_contain_text("18.5 cm")


def conditions(form) -> None:
    """Up for an hour, before the session, where the form asks."""
    for name in ("Yes", "Before"):
        choice = form.get_by_role("radio", name=name, exact=True)
        if choice.count():
            choice.first.check()


def see_them_in_the_plot(lab: LabPage) -> None:
    lab.run("ProgressPlots(")
    picture = lab.widget("progress-plots").locator("img").first
    picture.wait_for()
    assert "18.5 cm" in picture.get_attribute("alt")
