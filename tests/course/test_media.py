"""The pictures that the content names: there, whole, of the size that was promised, and no others."""

import json

import pytest
from lxml import etree
from PIL import Image

from course import load_course
from course.folders import MEDIA
from course.schema import Film, LabelledPicture
from widgets._pictures import PAPER

STRETCHES, MEASURES = load_course().stretches, load_course().measures
PICTURES = [
    (id, name, picture) for id, s in STRETCHES.items() for name, picture in s.pictures.named().items()
]
STILLS = {"start": 1200, "end": 1200, "muscles": 1200}
SMALLER = 900
DRAWING = {
    "viewBox", "font-family", "font-size", "font-weight", "fill", "stroke", "stroke-width", "stroke-linecap",
    "stroke-linejoin", "stroke-dasharray", "opacity", "d", "x", "y", "cx", "cy", "r", "rx", "ry", "width",
    "height", "transform", "text-anchor",
}  # fmt: skip
OTHERS = {"contact-sheet.webp", "body-front.webp", "body-back.webp", "body-map.json"}


@pytest.mark.parametrize("stretch", sorted(STRETCHES))
def test_the_main_pictures_are_there(stretch):
    """Start, end, muscles and the film of every stretch."""
    assert {"start", "end", "muscles", "film"} <= set(STRETCHES[stretch].pictures.named())


@pytest.mark.parametrize("stretch", sorted(STRETCHES))
def test_every_form_and_a_slip_are_shown(stretch):
    """People who were screened see the form that was chosen for them."""
    pictures = STRETCHES[stretch].pictures
    assert set(pictures.forms) == {v.id for v in STRETCHES[stretch].variants} - {"standard"}
    assert pictures.slips


@pytest.mark.parametrize("stretch, name, picture", PICTURES, ids=[f"{s}-{n}" for s, n, _ in PICTURES])
def test_a_picture_opens_and_has_its_size(stretch, name, picture):
    """8 to 5, as wide as promised, see-through where there is nothing, and under its own stretch's name."""
    assert picture.file.startswith(f"{stretch}-")
    with Image.open(MEDIA / picture.file) as image:
        image.load()
        assert image.mode == "RGBA" and image.getpixel((0, 0))[3] == 0
        if not isinstance(picture, Film):
            assert image.width == STILLS.get(name, SMALLER)
            assert abs(image.width / image.height - 1.6) < 0.01
        else:
            rows = -(-picture.frames // picture.columns)
            assert (image.width / picture.columns) / (image.height / rows) == 1.6


@pytest.mark.parametrize("stretch", sorted(STRETCHES))
def test_the_film_has_frames_enough_and_a_small_form(stretch):
    """24 frames or more; the phone's form is at most 250 KB."""
    film = STRETCHES[stretch].pictures.film
    assert film.frames >= 24
    assert (MEDIA / film.phone_file).stat().st_size <= 250_000


@pytest.mark.parametrize("stretch", sorted(STRETCHES))
def test_labels_point_at_targets_inside_the_picture(stretch):
    """Each label is a muscle that the stretch reaches, in its role, at a place in the picture."""
    picture = STRETCHES[stretch].pictures.muscles
    assert isinstance(picture, LabelledPicture)
    roles = {(target.muscle, target.role) for target in STRETCHES[stretch].targets}
    points = json.loads((MEDIA / picture.labels).read_text())["points"]
    assert points
    for point in points:
        assert (point["id"], point["role"]) in roles
        assert 0 <= point["x"] <= 1 and 0 <= point["y"] <= 1


@pytest.mark.parametrize("measure", sorted(MEASURES))
def test_a_sketch_only_draws_and_takes_the_colour_of_the_text(measure):
    """It is put into pages whole: shapes and words, one colour of its own where it stands alone, no code."""
    file = MEDIA / MEASURES[measure].picture.file
    assert file.name == f"measure-{measure}.svg" and file.read_text().count(PAPER) == 1
    for element in etree.fromstring(file.read_text().replace(PAPER, "").encode()).iter():
        assert etree.QName(element).localname in {"svg", "g", "path", "circle", "ellipse", "rect", "text"}
        assert set(element.attrib) <= DRAWING
        assert {element.get("fill"), element.get("stroke")} <= {None, "none", "currentColor"}


def test_sketches_are_small():
    """150 KB for all of them."""
    assert sum((MEDIA / measure.picture.file).stat().st_size for measure in MEASURES.values()) <= 150_000


def test_media_stay_small():
    """1 MB a file, 12 MB in all."""
    sizes = [file.stat().st_size for file in MEDIA.iterdir()]
    assert max(sizes) <= 1_000_000 and sum(sizes) <= 12_000_000


def test_no_file_that_nothing_names():
    """Nothing is left over, and no picture is kept for the mirrored side."""
    named = OTHERS | {measure.picture.file for measure in MEASURES.values()}
    for _, _, picture in PICTURES:
        named |= {getattr(picture, key) for key in ("file", "phone_file", "labels") if hasattr(picture, key)}
    assert {file.name for file in MEDIA.iterdir()} <= named


@pytest.mark.parametrize("stretch", sorted(STRETCHES))
def test_steps_follow_the_film_to_its_end(stretch):
    """The film begins with the first step and ends while a step is under way."""
    places = [step.film_at for step in STRETCHES[stretch].steps if step.film_at is not None]
    assert places[0] == 0 and places[-1] == 1
