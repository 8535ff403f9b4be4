"""What a whole short session says, aloud and to a screen reader, in a real Chromium."""

import pytest
from playwright.sync_api import expect

import widgets
from course import load_course
from course.plan import Wish, plan_session
from tests.browser.people import Here, answers_questions, answers_stop, has_screened, quick_clocks
from tests.browser.standalone import show
from tests.browser.test_session_faults import bar, script

pytestmark = pytest.mark.browser

WISH = {"stretch": "pelvic-tilt", "get_ready_seconds": 2}
SHORT = {"stretch": "single-knee-to-chest", "hold_seconds": 2, "sets": 1, "get_ready_seconds": 2}

VOICE = """() => {
    const voices = [
        { name: "Far", lang: "en-US", localService: false, default: true },
        { name: "Here", lang: "en-GB", localService: true, default: false },
    ];
    globalThis.spoken = [];
    globalThis.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
    const synthesis = {
        getVoices: () => voices,
        cancel() {},
        speak({ text, voice, lang }) {
            const page = [...globalThis[Symbol.for("bedstretch.pages.2")].values()][0];
            const { index, intoMs } = page.session.view();
            globalThis.spoken.push({ text, voice: voice.name, lang, index, intoMs });
        },
    };
    Object.defineProperty(globalThis, "speechSynthesis", { get: () => synthesis });
}"""
"""A stand-in for the browser's voice, as Debian's Chromium has none: writes down what is said, and when."""

ANNOUNCED = """() => {
    globalThis.announced = [];
    const line = document.querySelector("body > .bedstretch-unseen[role=status][aria-live=polite]");
    const note = () => globalThis.announced.push(line.textContent);
    new MutationObserver(note).observe(line, { childList: true });
}"""

LOUDEST = """() => {
    const connect = AudioNode.prototype.connect;
    AudioNode.prototype.connect = function (to, ...more) {
        if (to === this.context.destination) {
            const meter = new AnalyserNode(this.context, { fftSize: 2048 });
            connect.call(this, meter);
            const samples = new Float32Array(2048);
            let peak = 0;
            setInterval(() => {
                meter.getFloatTimeDomainData(samples);
                peak = Math.max(peak, ...samples.map(Math.abs));
            }, 20);
            globalThis.loudest = () => {
                const since = peak;
                peak = 0;
                return since;
            };
        }
        return connect.call(this, to, ...more);
    };
}"""
"""How loud it was since it was asked last, as it is rendered."""


def steps_of(**wish) -> list:
    return list(plan_session(load_course(), Wish(**wish)).steps)


def announcement(step) -> str:
    side = f" · {step.side} side" if step.side else ""
    return f"{step.title}{side}. {step.say}"


def test_a_whole_session_is_spoken_and_announced_step_by_step(page, home):
    """Each line once, by the device's own voice, as its step begins; each step once to a screen reader."""
    has_screened(Here(home))
    page.add_init_script(quick_clocks(6))
    page.add_init_script(script(VOICE))
    show(page, widgets.SessionTimer(**SHORT))
    page.evaluate(ANNOUNCED)
    answers_questions(page)
    page.get_by_text("Done. Well rested is well done.").wait_for(timeout=120_000)
    steps = steps_of(**SHORT)
    spoken = page.evaluate("() => spoken")
    assert [(line["text"], line["index"]) for line in spoken] == [
        (step.say, index) for index, step in enumerate(steps)
    ]
    assert {(line["voice"], line["lang"]) for line in spoken} == {("Here", "en-GB")}
    assert all(0 <= line["intoMs"] < 1500 for line in spoken)  # by the page's own, quickened clock
    assert page.evaluate("() => announced") == [announcement(step) for step in steps]
    assert bar(page).locator(".bedstretch-bar-note").text_content() == ""


def test_voices_that_arrive_late_take_over_from_the_bell(page):
    """Until then one line says that the bell leads; then the step is spoken and the line goes."""
    late = VOICE.replace("getVoices: () => voices", "getVoices: () => globalThis.arrived ? voices : []")
    page.add_init_script(script(late))
    show(page, widgets.SessionTimer("pelvic-tilt", demonstration=True, get_ready_seconds=60))
    page.get_by_role("button", name="Start", exact=True).click()
    note = bar(page).locator(".bedstretch-bar-note")
    expect(note).to_contain_text("has no voice of its own")
    page.evaluate("() => { globalThis.arrived = true; }")
    expect(note).not_to_contain_text("has no voice of its own")
    assert [line["text"] for line in page.evaluate("() => spoken")] == [steps_of(**WISH)[0].say]


def test_without_a_voice_the_bells_are_heard(page):
    """Debian's Chromium has no voice: said once, for the whole session, and the bells really sound."""
    page.add_init_script(script(LOUDEST))
    show(page, widgets.SessionTimer("pelvic-tilt", demonstration=True, get_ready_seconds=60))
    assert page.evaluate("() => speechSynthesis.getVoices().length") == 0
    page.evaluate("""() => {
        globalThis.said = [];
        new MutationObserver((changes) => changes.forEach((change) => change.addedNodes.forEach((node) => {
            if (node.parentElement?.matches(".bedstretch-bar-note")) said.push(node.textContent);
        }))).observe(document.body, { subtree: true, childList: true });
    }""")
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_function("() => loudest() > 0.05")
    for phase in ("Next", "Repeat"):
        page.get_by_role("button", name="Skip").click()
        bar(page).get_by_text(phase).wait_for()
        page.wait_for_function("() => loudest() > 0.05")
    page.get_by_role("button", name="Pause").first.click()
    page.wait_for_function("() => loudest() === 0")
    page.get_by_role("button", name="Go on").first.click()
    page.wait_for_function("() => loudest() > 0.01")
    assert page.evaluate("() => said") == [
        "This device has no voice of its own for English, so the bell leads."
    ]


def test_stop_advice_is_announced_at_once(page, home):
    """Politely: each step and each pause, once. At once: what Stop says, and the advice after the answer."""
    has_screened(Here(home))
    show(page, widgets.SessionTimer("pelvic-tilt", get_ready_seconds=60))
    page.evaluate(ANNOUNCED)
    answers_questions(page)
    bar(page).get_by_role("button", name="Pause").click()
    bar(page).get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Skip").click()
    page.wait_for_timeout(700)  # several ticks: none of them says it again
    ready, preview = (announcement(step) for step in steps_of(**{**WISH, "get_ready_seconds": 60})[:2])
    assert page.evaluate("() => announced") == [ready, "Paused.", ready, preview]
    stop = load_course().safety.stop
    page.keyboard.press("Escape")
    alert = page.locator("body > dialog [role=alert]")
    expect(alert).to_have_text(stop.now)
    assert page.evaluate("() => document.activeElement.textContent") == stop.now
    answers_stop(page, "Cramp")
    cramp = next(answer for answer in stop.answers if answer.text.startswith("Cramp"))
    expect(alert).to_have_text(cramp.do)
    assert page.evaluate("() => announced.length") == 4
