"""When bells are heard, and when a label changes, against one plan.

A bell that is planned and measured on the same clock is never late. So what counts here is the sound as it is
rendered: each tone is also led into an AudioWorklet, which notes the sample at which it rises out of silence;
`getOutputTimestamp()` says when that sample leaves the computer, on the clock of the page.

Beside it runs a timer as it is usually built: a Python thread that sleeps and sets the text of a `Label`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from course import load_course
from course.plan import Wish, plan_session

FAR_OFF_MS = 5000
"""A bell that is not heard within this is not heard at all."""

LISTEN = """() => {
    const heard = (globalThis.benchHeard = { onsets: [], labels: [], starts: [], gap: 0 });
    const source = URL.createObjectURL(new Blob([`
        registerProcessor("onsets", class extends AudioWorkletProcessor {
            recent = new Array(12).fill(0);
            last = -1;
            process([[samples]]) {
                const loudest = samples ? samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0) : 0;
                const least = Math.max(0.001, 3 * Math.max(...this.recent));
                if (loudest > least && currentTime - this.last > 0.1) {
                    this.last = currentTime + samples.findIndex((one) => Math.abs(one) > least) / sampleRate;
                    this.port.postMessage(this.last);
                }
                this.recent.shift();
                this.recent.push(loudest);
                return true;
            }
        });`], { type: "text/javascript" }));
    globalThis.AudioContext = class extends AudioContext {
        constructor() {
            super();
            this.ear = new GainNode(this);
            this.audioWorklet.addModule(source).then(() => {
                const mono = { channelCount: 1, channelCountMode: "explicit" };
                const ear = new AudioWorkletNode(this, "onsets", mono);
                connect.call(this.ear, ear);
                connect.call(ear, this.destination); // It gives silence: what leads nowhere is not rendered.
                ear.port.onmessage = ({ data: seconds }) => {
                    const now = this.getOutputTimestamp();
                    heard.onsets.push(now.performanceTime + (seconds - now.contextTime) * 1000);
                };
                globalThis.benchListens = true;
            });
        }
    };
    const connect = AudioNode.prototype.connect;
    const ramp = AudioParam.prototype.linearRampToValueAtTime;
    const rising = new WeakSet();
    const bells = new WeakSet();
    AudioParam.prototype.linearRampToValueAtTime = function (...all) {
        rising.add(this);
        return ramp.apply(this, all);
    };
    AudioNode.prototype.connect = function (to, ...more) {
        const isBreath = this instanceof OscillatorNode && rising.has(this.frequency);
        if (this instanceof OscillatorNode && !isBreath) bells.add(to);
        if (bells.has(this)) connect.call(this, this.context.ear);
        return connect.call(this, to, ...more);
    };
    let before = performance.now();
    setInterval(() => {
        const now = performance.now();
        heard.gap = Math.max(heard.gap, now - before);
        before = now;
    }, 250);
}"""
"""To be run before a page of the course makes its first sound. The breath's tones are left out: they swell.

`gap`: the longest time between two calls of a timer of the page's own, in ms.
"""

WATCH = """() => {
    const heard = globalThis.benchHeard;
    const page = [...globalThis[Symbol.for("bedstretch.pages.1")].values()][0];
    page.session.subscribe(() => {
        const now = page.session.view();
        if (now.status !== "running" || now.done) return;
        const start = performance.now() - now.positionMs;
        if (Math.abs(start - (heard.starts.at(-1) ?? -1e9)) > 20) heard.starts.push(start);
    });
    const label = document.querySelector(".jp-OutputArea .widget-label");
    new MutationObserver(() => heard.labels.push([label.textContent, performance.now()]))
        .observe(label, { childList: true, characterData: true, subtree: true });
}"""
"""Notes when, on the page's clock, the session stood at 0 (again, should it ever move), and the label."""

HEARD = "() => globalThis.benchHeard"

BEGIN = """async () => {
    const root = [...document.querySelectorAll(".jp-OutputArea .bedstretch-session-timer")].at(-1);
    const until = async (find) => {
        for (;;) {
            const found = find();
            if (found) return found;
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    };
    const buttons = () => [...root.querySelectorAll("button")];
    const button = (text) => () => buttons().find((one) => one.textContent === text);
    (await until(button("Try the sound"))).click();
    await until(() => globalThis.benchListens);
    (await until(button("Start"))).click();
    await until(button("Begin"));
    const choose = (group, text) => [...root.querySelectorAll("fieldset")][group].querySelectorAll("label")
        .forEach((label) => label.textContent.startsWith(text) && label.querySelector("input").click());
    choose(0, "No");
    choose(1, "2");
    choose(2, "Yes");
    button("Begin")().click();
    const bar = document.querySelector("body > .bedstretch-bar");
    await until(() => !bar.hidden);
}"""
"""Starts the session as a learner does, its three questions answered; needs a gesture, for the sound."""


@dataclass(frozen=True)
class Played:
    """What one session came to, in ms of the page's clock."""

    start: float
    """When the session stood at 0."""
    onsets: list[float]
    labels: list[float]
    """When the label showed each step; infinite where it never did."""
    gap: float

    @classmethod
    def read(cls, heard: dict, wish: Wish) -> Played:
        if len(heard["starts"]) != 1:
            raise RuntimeError(f"the session was moved while it was measured: {heard['starts']}")
        shown = {text: at for text, at in reversed(heard["labels"])}
        labels = [shown.get(text, math.inf) for text in label_texts(wish)]
        return cls(heard["starts"][0], heard["onsets"], labels, heard["gap"])

    def bells_off(self, wish: Wish, since: float = 0, until: float = math.inf) -> list[float]:
        """By how much the bell of each step and of the end was off, of those due from `since` to `until`.

        Not the very first: it answers the tap on Begin, and cannot be planned ahead.
        """
        due = [self.start + at for at in moments(wish)[1:]]
        return [self._off(at) for at in due if since <= at < until]

    def first_bell_off(self) -> float:
        """After the tap on Begin was allowed."""
        return self._off(self.start)

    def _off(self, due: float) -> float:
        off = min((abs(onset - due) for onset in self.onsets), default=math.inf)
        return off if off < FAR_OFF_MS else math.inf

    def labels_off(self, wish: Wish, since: float = 0, until: float = math.inf) -> list[float]:
        """The same for the label, counted from when it first showed a step: its way there is a gift."""
        first = self.labels[0]
        due = [first + at for at in moments(wish)][1:]
        shown = zip(due, self.labels[1:], strict=True)
        return [abs(at - when) for when, at in shown if since <= when < until]


def moments(wish: Wish) -> list[int]:
    """When each step begins, and the end, in ms from the start of the plan."""
    at = [0]
    for step in plan_session(load_course(), wish).steps:
        at.append(at[-1] + step.seconds * 1000)
    return at


def label_texts(wish: Wish) -> list[str]:
    """What the usual timer shows: no two steps the same, so that each change is one."""
    steps = plan_session(load_course(), wish).steps
    return [*(f"{number} {step.title}" for number, step in enumerate(steps)), "done"]


def cells(wish: Wish) -> list[str]:
    """Of a notebook with both timers; the last cell starts the usual one."""
    seconds = [step.seconds for step in plan_session(load_course(), wish).steps]
    asked = ", ".join(f"{name}={value!r}" for name, value in wish.model_dump(exclude_defaults=True).items())
    return [
        f"from widgets import SessionTimer\n\nSessionTimer({asked})",
        "import threading, time\nfrom ipywidgets import Label\n\nlabel = Label('not yet')\nlabel",
        f"""\
texts, seconds = {label_texts(wish)!r}, {seconds!r}
def play():
    for text, wait in zip(texts, seconds):
        label.value = text
        time.sleep(wait)
    label.value = texts[-1]
threading.Thread(target=play, daemon=True).start()""",
    ]
