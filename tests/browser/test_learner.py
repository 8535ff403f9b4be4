"""What a learner does, from the first notebook on, with an empty journal and the course's own notebooks."""

import os
import signal

import pytest

from tests.browser.lab import LabPage
from tests.browser.people import answers_check, answers_screening, rows, sessions, waits_for

pytestmark = pytest.mark.browser

SHORT_TIMER = (
    'SessionTimer("single-knee-to-chest", hold_seconds=2, sets=1, get_ready_seconds=1)'
)


def run_until(lab: LabPage, text: str) -> int:
    """Runs the notebook's cells in order, up to the one that holds `text`; returns its index."""
    last = lab.cell_index(text)
    for index, kind in enumerate(lab.kinds()[: last + 1]):
        if kind == "code":
            lab.run(index)
    return last


def play_to_the_end(lab: LabPage) -> None:
    """Holds are held; what lies between is skipped."""
    bar = lab.bar()
    skip = lab.page.get_by_role("button", name="Skip").last
    while bar.is_visible():
        if "Hold" not in bar.inner_text() and skip.is_visible():
            skip.click()
        lab.page.wait_for_timeout(150)


def answer_quiz(lab: LabPage) -> int:
    """Answers every question somehow; returns how many there were."""
    quiz = lab.widget("quiz")
    answered = 0
    for _ in range(60):
        field = quiz.get_by_role("textbox")
        boxes = quiz.locator("input[type=radio], input[type=checkbox]")
        if field.count():
            field.fill("60")
        elif boxes.count():
            boxes.first.check()
        submit = quiz.get_by_role("button", name="Check")
        if submit.count() and submit.is_enabled():
            submit.click()
            answered += 1
            quiz.get_by_text("Why").or_(quiz.get_by_role("status")).first.wait_for()
        onward = quiz.get_by_role("button", name="Next")
        if not onward.count() or not onward.is_enabled():
            break
        onward.click()
    return answered


def test_first_lessons_then_restart_and_reload(own_server, own_lab):
    """Screening, two sessions, the quiz, three measures; then LessonStart and CourseMap alone show all of it."""
    lab, server = own_lab, own_server
    lab.open("notebooks/00_start_here.ipynb")
    run_until(lab, "CourseMap(")
    lab.page.get_by_role("link", name="Stay safe").first.click()
    lab.wait_ready("01_stay_safe.ipynb")
    run_until(lab, "SafetyCheck(")
    answers_screening(lab)
    lab.widget("safety-check").get_by_text("All clear").wait_for()

    lab.open("notebooks/03_bring_knees_to_chest.ipynb")
    timer = run_until(lab, "SessionTimer(")
    lab.set_source(timer, SHORT_TIMER)
    lab.run(timer)
    answers_check(lab)
    lab.bar().get_by_role("button", name="Stop, it hurts").wait_for()
    lab.insert_and_run(timer + 1, "import time; time.sleep(6)")
    play_to_the_end(lab)
    waits_for(lab, lambda: len(sessions(server)) == 1)

    if hasattr(signal, "SIGSTOP"):
        lab.widget("session-timer").get_by_role("button", name="Back to the start").click()
        answers_check(lab)
        lab.bar().get_by_role("button", name="Stop, it hurts").wait_for()
        kernel = server.kernel_pid("notebooks/03_bring_knees_to_chest.ipynb")
        os.kill(kernel, signal.SIGSTOP)
        play_to_the_end(lab)
        os.kill(kernel, signal.SIGCONT)
        waits_for(lab, lambda: len(sessions(server)) == 2)
    assert {row["outcome"] for row in sessions(server)} == {"finished", "ended-early"} or {
        row["outcome"] for row in sessions(server)
    } == {"finished"}

    quiz = lab.cell_index("Quiz(")
    lab.run(quiz)
    answered = answer_quiz(lab)
    assert answered >= 12
    waits_for(lab, lambda: len(rows(server, "quiz_response")) == answered)

    lab.open("notebooks/09_track_your_progress.ipynb")
    run_until(lab, "LogForm(")
    log_three_measures(lab)
    waits_for(lab, lambda: len(rows(server, "measurement")) >= 3)
    plots = lab.cell_index("ProgressPlots(")
    lab.run(plots)
    picture = lab.widget("progress-plots").locator("img")
    picture.wait_for()
    assert "1 " in picture.get_attribute("alt") or "one" in picture.get_attribute("alt").lower()

    lab.restart_kernel()
    lab.discard_and_reload("notebooks/09_track_your_progress.ipynb")
    for text in ("import", "LessonStart(", "CourseMap("):
        lab.run(lab.cell_index(text))
    shown = lab.page.locator(".jp-OutputArea .bedstretch-course-map").last
    shown.wait_for()
    waits_for(lab, lambda: "2" in shown.inner_text() or "1" in shown.inner_text())
    text = shown.inner_text().lower()
    assert "session" in text and "measure" in text and "safety check" in text


def log_three_measures(lab: LabPage) -> None:
    """Stiffness, pain, and one body measure; each is saved."""
    form = lab.widget("log-form")
    for points in ("3", "5"):
        form.get_by_label(points, exact=True).first.check()
        form.get_by_role("button", name="Save").click()
        form.get_by_text("Saved").first.wait_for()
