"""The large display of a session, its sound and the pacer, in a real Chromium."""

import pytest

import widgets
from tests.browser.axe import violations_in_both_themes
from tests.browser.standalone import show

pytestmark = pytest.mark.browser

LISTEN = """() => {
    globalThis.started = [];
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (at) {
        globalThis.started.push([at - this.context.currentTime, this.frequency.value]);
        return start.call(this, at);
    };
}"""


@pytest.fixture
def running(page):
    """A demonstration that runs, large, with every bell written down."""

    def begin(**more):
        show(page, widgets.SessionTimer("figure-four", demonstration=True, get_ready_seconds=4, **more))
        page.evaluate(LISTEN)
        page.get_by_role("button", name="Start", exact=True).click()
        page.get_by_role("button", name="Fill the screen").click()
        return page.get_by_role("region", name="Stretching session, large")

    return begin


def test_the_large_display_is_accessible_and_fits(page, running):
    """Axe has nothing against it, wide and on a phone; all its buttons can be reached."""
    stage = running()
    for width, height in ((1400, 900), (400, 800)):
        page.set_viewport_size({"width": width, "height": height})
        page.wait_for_timeout(300)
        assert violations_in_both_themes(page) == []
        for name in ("Back", "Skip", "Smaller"):
            assert stage.get_by_role("button", name=name).is_visible()
    stage.get_by_role("button", name="Smaller").click()
    assert stage.is_hidden()


def test_a_tap_anywhere_pauses_and_stop_stays_in_reach(page, running):
    """A hand finds the screen with closed eyes: the session pauses. The red Stop lies above the display."""
    stage = running()
    stage.click(position={"x": 200, "y": 200})
    stage.get_by_text("Paused").wait_for()
    page.get_by_role("region", name="Stretching session", exact=True).get_by_role(
        "button", name="Go on"
    ).click()
    page.get_by_role("button", name="Stop, it hurts").click()
    page.get_by_role("button", name="Cramp").wait_for()
    assert stage.is_hidden()


def test_bells_are_planned_ahead_and_a_pause_takes_them_back(page, running):
    """Right after the start all bells of the plan lie on the audio clock; paused, none is left."""
    running()
    page.wait_for_function("() => globalThis.started.length > 10")
    ahead = page.evaluate("() => Math.max(...globalThis.started.map(([after]) => after))")
    assert ahead > 30
    page.keyboard.press("Space")
    page.wait_for_timeout(200)
    before = page.evaluate("() => globalThis.started.length")
    page.wait_for_timeout(600)
    assert page.evaluate("() => globalThis.started.length") == before


def test_without_a_voice_the_bell_leads_and_says_so(page, running):
    """Chromium here has no voice: one line in the bar, no error."""
    running()
    page.get_by_text("has no voice of its own").wait_for()


def test_the_pacer_breathes_in_sight_and_in_sound(page):
    """Started, it names the half of the breath and counts; stopped, it is silent."""
    show(page, widgets.BreathingPacer(in_seconds=2, out_seconds=2))
    page.evaluate(LISTEN)
    page.get_by_role("button", name="Breathe along").click()
    page.get_by_text("Out ").wait_for()
    page.get_by_text("Breath 2").wait_for()
    assert page.evaluate("() => globalThis.started.length") > 20
    page.get_by_role("button", name="Stop", exact=True).click()
    page.get_by_text("Stopped.").wait_for()


def test_choices_of_sound_are_kept(page):
    """What is chosen in one widget holds in the next, after a reload too."""
    show(page, widgets.BreathingPacer())
    page.get_by_text("Sound and light").click()
    page.get_by_label("A soft tick only").check()
    page.reload()
    assert (
        page.evaluate("() => JSON.parse(localStorage.getItem('bedstretch:session-settings')).way") == "tick"
    )


def test_the_quiet_mode_offers_what_wakes_nobody(page):
    """Voice and bell cannot be chosen in it, and trying the sound rings no bell."""
    show(page, widgets.BreathingPacer())
    page.evaluate(
        """() => {
            globalThis.hertz = [];
            const set = AudioParam.prototype.setValueAtTime;
            AudioParam.prototype.setValueAtTime = function (value, at) {
                if (value > 20) globalThis.hertz.push(value);
                return set.call(this, value, at);
            };
        }"""
    )
    page.get_by_text("Sound and light").click()
    page.get_by_label("Quiet mode").check()
    assert page.get_by_label("Bell only").is_disabled() and page.get_by_label("Silent").is_enabled()
    page.get_by_role("button", name="Try the sound").click()
    page.get_by_text("This is the start of a hold.").wait_for()
    assert page.evaluate("() => globalThis.hertz") == [880]
    page.get_by_label("Quiet mode").uncheck()
    page.get_by_role("button", name="Try the sound").click()
    page.wait_for_function("() => globalThis.hertz.length > 1")
    assert page.evaluate("() => globalThis.hertz") == [880, 523]
