"""The contact sheet: a row a stretch, three pictures each, the main targets named."""

from PIL import Image

from course import load_course
from course.folders import MEDIA
from course.illustrate.sheet import COLUMNS, contact_sheet, write_contact_sheet


def test_every_stretch_has_a_row_with_its_pictures():
    """Titles are the stretches' names in the course's order, and each place holds a picture."""
    course = load_course()
    figure = contact_sheet(course, MEDIA)
    titles = [axes.get_title(loc="left") for axes in figure.axes if axes.get_title(loc="left")]
    assert titles == [s.name for s in sorted(course.stretches.values(), key=lambda s: s.position)]
    assert sum(len(axes.images) for axes in figure.axes) == len(COLUMNS) * len(course.stretches)
    names = {text.get_text() for axes in figure.axes for text in axes.texts}
    assert "Piriformis" in names and "Gluteus maximus" in names


def test_the_sheet_is_written_as_one_picture(tmp_path):
    """A file that opens, wider than a phone."""
    for file in MEDIA.iterdir():
        (tmp_path / file.name).symlink_to(file)
    (tmp_path / "contact-sheet.webp").unlink(missing_ok=True)
    with Image.open(write_contact_sheet(load_course(), tmp_path)) as image:
        assert image.width > 900
