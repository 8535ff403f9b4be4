"""An emergency sign, and then every way round it: none starts anything."""

import pytest
from playwright.sync_api import expect

from tests.browser.people import (
    TIMER,
    answers_stop,
    has_checked_today,
    has_screened,
    rows,
    sessions,
    starts_session,
    waits_for,
)

pytestmark = pytest.mark.browser

IMPORT = "from widgets import LogForm, SafetyCheck, SessionTimer"
ALL_NO = "{question['id']: {'answer': 'no', 'ticks': []} for question in check.questions}"
CHECK = "{'new_signs': False, 'pain': 0, 'up_an_hour': True}"
TRY = f"""\
from course.errors import PlainError
def tried(what):
    try:
        what()
        print('WENT THROUGH')
    except PlainError as error:
        print('refused:', error)
check = SafetyCheck()
from course.events import deliver
from course.journal import now, stamp
knee = {{'measure': 'knee-chest-cm', 'side': 'left', 'trials': [20.0], 'up_an_hour': True, 'around': None}}
event = {{'id': 'event-by-hand', 'kind': 'measured', 'occurred_at': stamp(now()), 'payload': knee}}
print('refused:', deliver(check._journal, check._course, event).refused)
tried(lambda: check.submit({ALL_NO}))
tried(lambda: SessionTimer('pelvic-tilt').start({CHECK}))
tried(lambda: SessionTimer('pelvic-tilt').start())
tried(lambda: SessionTimer('pelvic-tilt', demonstration=True).start())
"""


def in_trouble(lab):
    """The timer refuses, whatever is answered before."""
    widget = lab.widget("session-timer")
    widget.get_by_text("checked by a clinician").first.wait_for()
    expect(widget.get_by_role("button", name="Start", exact=True)).to_be_disabled()
    assert not lab.bar().is_visible()


def test_no_way_round_an_emergency(server, lab):
    """A second screening, reload, restart, another notebook, a timer drawn before, Python itself, LogForm."""
    has_screened(server)
    has_checked_today(server)
    path = server.add_notebook("scratch", IMPORT, TIMER, "SafetyCheck()", "LogForm()", TRY)
    other = server.add_notebook("other", IMPORT, TIMER)
    lab.open(path)
    for index in range(4):
        lab.run(index)
    drawn_before = lab.widget("session-timer")
    drawn_before.get_by_role("button", name="Start", exact=True).click()

    check = lab.widget("safety-check")
    check.get_by_role("button", name="Do the safety check again").click()
    check.get_by_label("No, none of these").check()
    check.get_by_role("button", name="Next").click()
    check.get_by_label("Yes", exact=True).check()
    check.get_by_label("Numb or tingling between the legs").check()
    check.get_by_role("button", name="Next").click()
    check.get_by_role("button", name="Yes, that is so").click()
    check.get_by_text("Get checked today").wait_for()
    assert check.get_by_role("button", name="Begin the safety check").count() == 0

    groups = drawn_before.get_by_role("group")
    groups.nth(0).get_by_label("No", exact=True).check()
    groups.nth(1).get_by_label("0", exact=True).check()
    groups.nth(2).get_by_label("Yes").check()
    drawn_before.get_by_role("button", name="Begin").click()
    in_trouble(lab)

    lab.run(4)
    output = lab.page.locator(".jp-OutputArea-output pre").last
    output.get_by_text("refused").first.wait_for()
    said = output.inner_text()
    assert said.count("refused:") == 5 and "None" not in said and "WENT THROUGH" not in said

    form = lab.widget("log-form")
    form.get_by_role("combobox").wait_for()
    lab.run(3)
    form.get_by_text("Not offered now").wait_for()
    offered = form.locator("option").evaluate_all("options => options.map((option) => option.value)")
    assert "stiffness-nrs" in offered and "knee-chest-cm" not in offered

    lab.page.reload()
    lab.wait_ready()
    lab.run(0)
    lab.run(1)
    in_trouble(lab)
    lab.restart_kernel()
    lab.run(0)
    lab.run(1)
    in_trouble(lab)
    lab.open(other)
    lab.run(0)
    lab.run(1)
    in_trouble(lab)
    assert sessions(server) == []


def test_emergency_at_the_stop_button_with_a_dead_kernel(server, lab):
    """The browser closes every start first; when Python is back it is told before anything may start."""
    has_screened(server)
    path = server.add_notebook("scratch", IMPORT, TIMER)
    lab.open(path)
    lab.run(0)
    lab.run(1)
    starts_session(lab)
    server.end_all_kernels()
    lab.page.keyboard.press("Escape")
    answers_stop(lab.page, "Numb between the legs")
    lab.dialog().get_by_text("Please get help now").wait_for()
    assert rows(server, "emergency") == []
    lab.open(path)
    lab.run(0)
    lab.run(1)
    waits_for(lab, lambda: len(rows(server, "emergency")) == 1)
    in_trouble(lab)
    assert [row["outcome"] for row in sessions(server)] == ["stopped"]
    lab.errors.clear()  # JupyterLab itself reports the kernel that was taken away


def test_emergency_in_the_screening_with_a_dead_kernel(server, lab):
    """Confirmed while no kernel hears it: the page says what to do, and nothing starts in any notebook."""
    has_screened(server)
    path = server.add_notebook("scratch", IMPORT, TIMER, "SafetyCheck()")
    lab.open(path)
    for index in range(3):
        lab.run(index)
    check = lab.widget("safety-check")
    check.get_by_role("button", name="Do the safety check again").click()
    server.end_all_kernels()
    check.get_by_label("Yes", exact=True).check()
    check.get_by_label("Fainting").check()
    check.get_by_role("button", name="Next").click()
    check.get_by_role("button", name="Yes, that is so").click()
    check.get_by_text("Get help now").wait_for()
    assert rows(server, "emergency") == []
    lab.open(path)
    lab.run(0)
    lab.run(1)
    waits_for(lab, lambda: [row["urgency"] for row in rows(server, "emergency")] == ["ambulance-now"])
    in_trouble(lab)
    lab.errors.clear()  # JupyterLab itself reports the kernel that was taken away
