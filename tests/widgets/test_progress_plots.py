import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from course.journal import Journal, now, stamp
from widgets._base import UnknownName
from widgets.progress_plots import NARROWEST_PX, WIDEST_PX, ProgressPlots


@pytest.fixture
def logged(home):
    """A learner with five days of knee-to-chest on both sides, and yesterday's stiffness."""
    with Journal().writing() as db:
        for day in range(5):
            at = stamp(now() - timedelta(days=20 - day))
            for side, value in (("left", 20 + day), ("right", 30)):
                put(db, f"{side}-{day}", at, "knee-chest-cm", side, value)
        put(db, "stiff", stamp(now() - timedelta(days=1)), "stiffness-nrs", None, 4)


def put(db, id, at, measure, side, value):
    row = (id, at, measure, side, value, json.dumps([value]), 1, None)
    db.execute("INSERT INTO measurement VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def width_of(picture):
    return float(picture["svg"].split('width="', 1)[1].split("pt", 1)[0]) / 0.75


def test_empty_log():
    """Nothing to choose, no picture, no error."""
    answer = ProgressPlots().draw()
    assert answer == {"choices": [], "measure": "", "side": None, "sides": []}


def test_named_measure_without_readings():
    """It can be chosen, and there is no picture of it yet."""
    answer = ProgressPlots("sit-reach-cm").draw()
    assert answer["choices"] == [{"id": "sit-reach-cm", "name": "Sit and reach"}]
    assert "pictures" not in answer


def test_newest_measure_is_shown_first(logged):
    """Without a name, what was logged last; the rest can be chosen."""
    answer = ProgressPlots().draw()
    assert answer["measure"] == "stiffness-nrs"
    assert [choice["id"] for choice in answer["choices"]] == ["stiffness-nrs", "knee-chest-cm"]
    assert len(answer["pictures"]) == 1 and answer["sides"] == []


def test_two_sides_are_two_pictures(logged):
    """Side by side on a page, each with its own words; the summary holds both."""
    answer = ProgressPlots("knee-chest-cm").draw(width_px=720)
    assert len(answer["pictures"]) == 2
    assert [width_of(picture) for picture in answer["pictures"]] == [345, 345]
    assert "Left: 5 readings" in answer["pictures"][0]["alt"] and "Right" not in answer["pictures"][0]["alt"]
    assert "Left: 5 readings" in answer["summary"] and "Right: 5 readings" in answer["summary"]


def test_one_side(logged):
    """The side that was asked for, alone."""
    answer = ProgressPlots().draw(measure="knee-chest-cm", side="right")
    assert answer["side"] == "right" and answer["sides"] == ["left", "right"]
    assert len(answer["pictures"]) == 1 and "Left" not in answer["summary"]


@pytest.mark.parametrize(
    ("asked", "drawn"),
    [(320, 320), (5, NARROWEST_PX), (1e9, WIDEST_PX), (float("nan"), WIDEST_PX), ("a", WIDEST_PX)],
)
def test_any_width_gives_a_picture(asked, drawn, logged):
    """Widths that no picture can have are brought to the nearest that it can."""
    assert width_of(ProgressPlots().draw(width_px=asked)["pictures"][0]) == drawn


def test_pictures_are_content_without_scripts(logged):
    """The SVG runs nothing and fetches nothing."""
    svg = ProgressPlots().draw()["pictures"][0]["svg"]
    assert "<script" not in svg
    assert 'href="http' not in svg


def test_many_threads_at_once(logged):
    """Requests may come on several threads; each gets its whole picture."""
    widget = ProgressPlots()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: widget.draw(), range(8)))
    assert all(answer["pictures"][0]["svg"].rstrip().endswith("</svg>") for answer in answers)


def test_traits_hold_nothing_of_the_journal(logged):
    """Traits may be saved with a notebook; the picture is none."""
    widget = ProgressPlots()
    widget.draw()
    assert not any(
        "svg" in str(value) for key, value in widget.get_state().items() if key not in ("_esm", "_css")
    )


def test_unknown_names_are_refused(logged):
    """With the nearest one that there is."""
    with pytest.raises(UnknownName, match="Did you mean 'knee-chest-cm'"):
        ProgressPlots("knee-chest")
    with pytest.raises(UnknownName, match="measure"):
        ProgressPlots().draw(measure="nonsense")
    with pytest.raises(UnknownName, match="side"):
        ProgressPlots("knee-chest-cm").draw(side="top")


def test_matplotlib_is_loaded_at_the_first_picture():
    """Import, build and an empty draw do without it."""
    code = (
        "import sys; from widgets import ProgressPlots, LogForm; LogForm(); ProgressPlots().draw();"
        "sys.exit('matplotlib' in sys.modules or 'numpy' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], cwd=".").returncode == 0


def test_static_version_is_content(logged):
    """Print and export explain the picture and show nothing of the journal."""
    html = ProgressPlots()._static_html()
    assert "measurement noise" in html and "svg" not in html


def test_repr_is_stable():
    """As one would type it."""
    assert repr(ProgressPlots()) == "ProgressPlots()"
    assert repr(ProgressPlots("pain-nrs")) == "ProgressPlots('pain-nrs')"
