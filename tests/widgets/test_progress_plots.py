import base64
import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest

import widgets
from course.journal import Journal, now, stamp
from course.sample import MARK
from widgets._base import UnknownName
from widgets.progress_plots import NARROWEST_PX, PERIODS, PICTURES, UPS, WIDEST_PX, ProgressPlots


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
    assert "chest, left" in answer["pictures"][0]["alt"] and "right" not in answer["pictures"][0]["alt"]
    assert "chest, left" in answer["summary"] and "chest, right" in answer["summary"]


def test_one_side(logged):
    """The side that was asked for, alone."""
    answer = ProgressPlots().draw(measure="knee-chest-cm", side="right")
    assert answer["side"] == "right" and answer["sides"] == ["left", "right"]
    assert len(answer["pictures"]) == 1 and "chest, left" not in answer["summary"]


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


def test_what_draws_is_loaded_once_the_widget_is_shown():
    """In a kernel, after the cell: the first picture need not wait for it. Elsewhere nothing is loaded."""
    code = (
        "import asyncio, sys; from widgets import ProgressPlots; plots = ProgressPlots(sample=True)\n"
        "plots._repr_mimebundle_(); assert 'matplotlib' not in sys.modules\n"
        "async def cell(): plots._repr_mimebundle_(); assert 'matplotlib' not in sys.modules\n"
        "asyncio.run(cell()); before = set(sys.modules); assert 'matplotlib.axes' in before\n"
        "plots.draw(); late = {name for name in set(sys.modules) - before if 'matplotlib' in name}\n"
        "sys.exit(str(late) if late else 0)"
    )
    run = subprocess.run([sys.executable, "-c", code], cwd=".", capture_output=True, text=True)
    assert run.returncode == 0, run.stderr


def test_an_unchanged_picture_is_not_drawn_again(logged, monkeypatch):
    """The page asks whenever it comes into sight; after a new reading, or for another wish, it is drawn."""
    from course.plots import look

    drawn = []
    monkeypatch.setattr(look, "shown", lambda figure: drawn.append(figure) or "<svg/>")
    widget = ProgressPlots("stiffness-nrs")
    first = widget.draw()
    assert widget.draw() == first and len(drawn) == 1
    widget.draw(width_px=500)
    assert len(drawn) == 2
    with Journal().writing() as db:
        put(db, "stiffer", stamp(now()), "stiffness-nrs", None, 6)
    assert "6 out of 10" in widget.draw()["summary"] and len(drawn) == 3


def test_words_stay_text_on_the_page_and_are_outlines_in_a_file(logged):
    """A page's own fonts show them; a file may be opened where the font is missing."""
    from matplotlib import rcParams

    widget = ProgressPlots("stiffness-nrs")
    [picture] = widget.draw()["pictures"]
    assert ">Stiffness</text>" in picture["svg"]
    assert b"<text" not in base64.b64decode(widget.save(picture["name"], "svg")["base64"])
    assert rcParams["svg.fonttype"] == "path"


def test_static_version_is_content(logged):
    """Print and export explain the picture and show nothing of the journal."""
    html = ProgressPlots()._static_html()
    assert "measurement noise" in html and "svg" not in html


# --- other pictures, files, the report, the sample ---------------------------------------------------------


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("picture", PICTURES)
def test_every_picture_of_every_period(picture, period, logged):
    """Each has its SVG and its words, with readings and without sessions."""
    answer = ProgressPlots().draw(picture=picture, period=period)
    assert answer["summary"] and all(one["svg"] and one["alt"] for one in answer["pictures"])


def test_left_right_offers_measures_with_sides_only(logged):
    """The newest measure has no sides, so the newest one that has is drawn."""
    answer = ProgressPlots().draw(picture="left-right")
    assert (answer["measure"], [one["id"] for one in answer["choices"]]) == (
        "knee-chest-cm",
        ["knee-chest-cm"],
    )


def test_up_for_an_hour_filters(logged):
    """All were up: none is left that was not."""
    assert "5 readings" in ProgressPlots("knee-chest-cm").draw(up="yes", side="left")["summary"]
    assert "fits this choice" in ProgressPlots("knee-chest-cm").draw(up="no", side="left")["summary"]


@pytest.mark.parametrize(("kind", "begins"), [("png", b"\x89PNG"), ("pdf", b"%PDF"), ("svg", b"<?xml")])
def test_a_picture_is_saved_as_it_is_drawn(kind, begins, logged):
    """By its name, as a file of the kind that was asked for."""
    widget = ProgressPlots("knee-chest-cm")
    [left, _] = widget.draw()["pictures"]
    file = widget.save(left["name"], kind, measure="knee-chest-cm")
    assert file["name"] == f"bedstretch-trend-knee-chest-cm-left.{kind}"
    assert base64.b64decode(file["base64"]).startswith(begins)


@pytest.mark.parametrize(("kind", "begins"), [("html", b"<!doctype html>"), ("pdf", b"%PDF")])
def test_report_is_one_request(kind, begins, logged):
    """Of the learner's own log, and of the sample."""
    for widget in (ProgressPlots(), ProgressPlots(sample=True)):
        assert base64.b64decode(widget.report(kind)["base64"]).startswith(begins)


def test_sample_is_marked_everywhere_and_stored_nowhere(home):
    """In every picture, every sentence, every file's name; and the journal stays empty."""
    widget = ProgressPlots(sample=True)
    for picture in PICTURES:
        answer = widget.draw(picture=picture)
        assert answer["summary"].startswith(MARK)
        assert all(one["svg"].count(MARK) >= 2 or "sample" in one["svg"] for one in answer["pictures"])
    assert widget.report("html")["name"].startswith("bedstretch-sample-")
    assert ProgressPlots().draw()["choices"] == []


def test_browser_and_python_offer_the_same():
    """The lists in the view are those of the requests."""
    text = (Path(widgets.__file__).parent / "progress_plots_logic.js").read_text("utf-8")
    for choices in (PICTURES, PERIODS, UPS):
        assert all(f'value: "{value}"' in text for value in choices)


def test_unknown_wishes_are_refused(logged):
    """A request may ask for anything."""
    for wish in ({"picture": "pie"}, {"period": "ever"}, {"up": "maybe"}):
        with pytest.raises(UnknownName):
            ProgressPlots().draw(**wish)
    for file in (("trend-stiffness-nrs", "gif"), ("no-such", "png")):
        with pytest.raises(UnknownName):
            ProgressPlots().save(*file)


def test_repr_is_stable():
    """As one would type it."""
    assert repr(ProgressPlots()) == "ProgressPlots()"
    assert repr(ProgressPlots("pain-nrs")) == "ProgressPlots('pain-nrs')"
    assert repr(ProgressPlots(sample=True)) == "ProgressPlots(sample=True)"
