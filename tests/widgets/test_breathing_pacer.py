"""The pace of a breath: one in the content, in the pacer and in what the browser takes as usual."""

import re

import pytest

import widgets
from course import load_course
from course.errors import PlainError
from widgets._assets import HERE

SETTINGS = (HERE / "page" / "session_settings.js").read_text(encoding="utf-8")


def test_the_usual_breath_is_the_contents():
    """Holds are paced by the browser's setting and repetitions by the plan: unless changed, alike."""
    timing = load_course().timing
    usual = {name: int(value) for name, value in re.findall(r"(inSeconds|outSeconds): (\d+)", SETTINGS)}
    assert usual == {"inSeconds": timing.breath_in_seconds, "outSeconds": timing.breath_out_seconds}
    pacer = widgets.BreathingPacer()
    assert (pacer.in_seconds, pacer.out_seconds) == (timing.breath_in_seconds, timing.breath_out_seconds)
    assert repr(pacer) == "BreathingPacer()"


@pytest.mark.parametrize("given", [{"in_seconds": 1}, {"out_seconds": 13}, {"in_seconds": 2.5}])
def test_a_length_outside_its_limits_is_refused(given):
    with pytest.raises(PlainError, match="expected whole seconds, 2 to 12"):
        widgets.BreathingPacer(**given)
