"""What a browser lacks, refuses or forgets in a session: it goes on, or is paused and kept, and says so.

On a plain page with the timer's real Python beside it; what a kernel may do is in `test_ghosts.py`.
"""

import pytest
from playwright.sync_api import expect

import widgets
from course.journal import Journal
from tests.browser.people import TWO_CLOCKS, Here, answers_questions, answers_stop, has_screened
from tests.browser.standalone import draw, show

pytestmark = pytest.mark.browser

FILL_UP = """() => {
    for (let size = 2 ** 20; size >= 1; size /= 2) {
        try {
            for (let n = 0; ; n += 1) localStorage.setItem(`filler-${size}-${n}`, "x".repeat(size));
        } catch { /* No room for one of this size: a smaller one. */ }
    }
}"""

SCREEN_LOCKS = """() => {
    globalThis.screenLocks = [];
    const request = WakeLock.prototype.request;
    WakeLock.prototype.request = async function (kind) {
        const lock = await request.call(this, kind);
        globalThis.screenLocks.push(lock);
        return lock;
    };
}"""

LOCKED_AUDIO = """() => {
    let tapped = false;
    const signs = { keydown: () => true, pointerdown: (event) => event.pointerType === "mouse",
                    pointerup: (event) => event.pointerType !== "mouse" };
    for (const [sign, counts] of Object.entries(signs)) {
        addEventListener(sign, (event) => { tapped ||= event.isTrusted && counts(event); }, true);
    }
    globalThis.AudioContext = class extends AudioContext {
        constructor() { super(); if (!tapped) this.suspend(); }
        get state() { return tapped ? super.state : "suspended"; }
        resume() { return tapped ? super.resume() : new Promise(() => {}); }
    };
}"""
"""Chromium's rule for sound, which Playwright's own calls would lift: they count as a person's gestures."""

AUDIO = "() => [...globalThis[Symbol.for('bedstretch.pages.2')].values()][0].sound.state()"

CAN_RING_NO_BELL = "This browser can ring no bell. Keep the screen in sight."
TAP_ONCE = "This browser lets no sound out yet. Tap anywhere once."
SCREEN = "This browser cannot keep the screen on."
LOADED_AGAIN = "Paused: the page was closed or loaded again. Class follow-along is kept."
SLEPT = "Paused: the computer slept, or its clock was changed. Pelvic tilt is kept."


@pytest.fixture
def journal(home):
    """The learner has been screened."""
    has_screened(Here(home))
    return Journal(home)


def stored(journal, table: str) -> list[dict]:
    with journal.reading() as db:
        return [dict(row) for row in db.execute(f"SELECT * FROM {table}")]


def script(body: str) -> str:
    """Runs before anything else on the page."""
    return f"({body})()"


def bar(page):
    return page.locator("body > .bedstretch-bar")


def begins(page, **more):
    """A session that runs; returns its widget."""
    wish = {"stretch": "pelvic-tilt", "get_ready_seconds": 60, **more}
    widget = widgets.SessionTimer(**wish)
    show(page, widget)
    answers_questions(page)
    bar(page).get_by_role("button", name="Stop, it hurts").wait_for()
    return widget


def lies_ready(page) -> None:
    """A demonstration that has not begun."""
    show(page, widgets.SessionTimer("pelvic-tilt", demonstration=True, get_ready_seconds=60))


def test_loaded_again(page, journal):
    """Paused and kept, with one line that says why; the question after Stop and its answer stay as well."""
    wish = {"stretch": None, "routine": "class", "hold_seconds": 60, "rest_seconds": 20}
    widget = begins(page, **wish)
    where = bar(page).locator(".bedstretch-bar-where")

    def load_again():
        page.reload()
        draw(page, widget)

    phases = [
        "Get ready",
        "Next",
        "Repeat",
        "Move in",
        "Hold",
        "Come out",
        "Rest",
        "Switch side",
        "Slow breathing",
    ]
    for phase in [*phases, "Getting up"]:
        bar(page).get_by_role("button", name="Pause").click()
        for _ in range(40):
            if where.inner_text().startswith(f"Paused · {phase}"):
                break
            page.get_by_role("button", name="Skip").first.click()
        load_again()
        expect(where).to_have_text(LOADED_AGAIN)
        bar(page).get_by_role("button", name="Continue").click()
        bar(page).get_by_role("button", name="Pause").wait_for()
        assert where.inner_text().startswith(phase)
    page.keyboard.press("Escape")
    load_again()
    answers_stop(page, "Cramp")
    page.get_by_role("button", name="End the session here").wait_for()
    load_again()
    answers_stop(page, "End the session here")
    load_again()
    page.get_by_role("button", name="Start", exact=True).wait_for()
    assert not bar(page).is_visible()
    assert [row["outcome"] for row in stored(journal, "session")] == ["stopped"]
    assert len(stored(journal, "stop")) == 1


def test_a_laptop_that_slept(page, journal):
    """Whichever of the two clocks is ahead of the other, or both after a freeze: paused, said, and asked."""
    page.add_init_script(script(TWO_CLOCKS))
    begins(page)
    hour = 3_600_000
    for steady, wall in ((0, hour), (0, -hour), (hour, 0), (hour, hour)):
        page.evaluate("([steady, wall]) => { ahead.steady += steady; ahead.wall += wall; }", [steady, wall])
        expect(bar(page).locator(".bedstretch-bar-where")).to_have_text(SLEPT)
        left = page.locator(".bedstretch-number").inner_text()
        page.evaluate("() => { ahead.wall = ahead.steady = 0; }")
        bar(page).get_by_role("button", name="Continue").click()
        bar(page).get_by_role("button", name="Pause").wait_for()
        assert int(left.split(":")[0]) <= 1 and left != "0"
    page.get_by_role("button", name="End early").click()
    page.get_by_text("Ended early").wait_for()
    assert len(stored(journal, "session")) == 1


def test_storage_is_full(page, journal):
    """The session runs and is stored; what a closed page would lose is told at once, and can be put away."""
    widget = widgets.SessionTimer("pelvic-tilt", get_ready_seconds=60)
    show(page, widget)
    page.evaluate(FILL_UP)
    answers_questions(page)
    bar(page).get_by_role("button", name="Pause").wait_for()
    alert = page.locator("body > .bedstretch-toast[role=alert]")
    expect(alert).to_contain_text("storage is full")
    alert.get_by_role("button", name="Close").click()
    assert alert.is_hidden()
    page.get_by_role("button", name="End early").click()
    page.get_by_text("Ended early").wait_for()
    expect(alert).to_contain_text("The browser's storage is full: this entry is lost if you close the page")
    page.wait_for_function("() => !Object.keys(localStorage).some((key) => key.includes(':event:'))")
    assert [row["outcome"] for row in stored(journal, "session")] == ["ended-early"]
    assert [row["measure"] for row in stored(journal, "measurement")] == ["pain-nrs"]


def test_without_locks_two_tabs_have_one_clock(context, page, journal):
    """A browser without Web Locks (plain http): the second tab follows, commands, and takes over, paused."""
    gone = script("() => Object.defineProperty(Navigator.prototype, 'locks', { get: () => undefined })")
    context.add_init_script(gone)
    begins(page)
    second = context.new_page()
    show(second, widgets.SessionTimer("pelvic-tilt", get_ready_seconds=60))
    assert second.evaluate("() => navigator.locks === undefined")
    bar(second).get_by_role("button", name="Pause").click()
    bar(page).get_by_role("button", name="Go on").click()
    bar(second).get_by_role("button", name="Pause").wait_for()
    page.close()
    expect(bar(second).locator(".bedstretch-bar-where")).to_contain_text("Paused: the page was closed")
    bar(second).get_by_role("button", name="Continue").click()
    bar(second).get_by_role("button", name="Stop, it hurts").wait_for()
    second.get_by_role("button", name="End early").click()
    second.get_by_text("Ended early").wait_for()
    assert len(stored(journal, "session")) == 1


def test_the_screen_is_kept_on_again_after_another_tab(page):
    """A tab that is left loses its lock: seen again, it takes one anew, and lets go of it at the end."""
    page.add_init_script(script(SCREEN_LOCKS))
    lies_ready(page)
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_function("() => screenLocks.length === 1 && !screenLocks[0].released")
    page.evaluate("() => screenLocks[0].release()")
    page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))")
    page.wait_for_function("() => screenLocks.length === 2 && !screenLocks[1].released")
    page.get_by_role("button", name="End early").click()
    page.wait_for_function("() => screenLocks.every((lock) => lock.released)")
    assert page.evaluate("() => screenLocks.length") == 2


@pytest.mark.parametrize(
    "lacking",
    [
        "() => Object.defineProperty(Navigator.prototype, 'wakeLock', { get: () => undefined })",
        "() => { WakeLock.prototype.request = async () => { throw new Error('Battery saver'); }; }",
    ],
    ids=["missing", "refused"],
)
def test_a_screen_that_goes_dark_is_told_about(page, lacking):
    """Where the screen cannot be kept on, the bar says what to do, beside what else there is to say."""
    page.add_init_script(script(lacking))
    lies_ready(page)
    page.get_by_role("button", name="Start", exact=True).click()
    note = bar(page).locator(".bedstretch-bar-note[role=status]")
    expect(note).to_contain_text(SCREEN)
    expect(note).to_contain_text("has no voice of its own")


def test_without_audio_the_screen_leads(page):
    """No AudioContext: one line, no error, and nothing that says that a bell leads."""
    page.add_init_script(script("() => { delete globalThis.AudioContext; }"))
    lies_ready(page)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(bar(page).locator(".bedstretch-bar-note")).to_have_text(CAN_RING_NO_BELL)


def test_sound_waits_for_the_first_tap(page):
    """Started without a gesture, the browser lets no sound out; one tap anywhere does, and the line goes."""
    page.add_init_script(script(LOCKED_AUDIO))
    lies_ready(page)
    page.evaluate(
        "() => [...document.querySelectorAll('button')].find((b) => b.textContent === 'Start').click()"
    )
    note = bar(page).locator(".bedstretch-bar-note")
    expect(note).to_contain_text(TAP_ONCE)
    assert page.evaluate(AUDIO) == "locked"
    page.get_by_role("heading", name="Widget").click()
    expect(note).not_to_contain_text(TAP_ONCE)
    assert page.evaluate(AUDIO) == "on"


@pytest.mark.parametrize("by", ["mouse", "finger", "key"])
def test_continue_lets_the_sound_out(chromium, journal, by):
    """After a reload the tap on Continue is the first: no second one is asked of somebody who lies down."""
    context = chromium.new_context(has_touch=by == "finger")
    page = context.new_page()
    page.add_init_script(script(LOCKED_AUDIO))
    widget = begins(page)
    page.reload()
    draw(page, widget)
    go_on = bar(page).get_by_role("button", name="Continue")
    go_on.wait_for()
    if by == "finger":
        go_on.tap()
    elif by == "mouse":
        go_on.click()
    else:
        go_on.press("Enter")
    bar(page).get_by_role("button", name="Pause").wait_for()
    page.wait_for_function(f"() => ({AUDIO})() === 'on'")
    expect(bar(page).locator(".bedstretch-bar-note")).not_to_contain_text(TAP_ONCE)
    context.close()
