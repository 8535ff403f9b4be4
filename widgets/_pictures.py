"""Pictures on their way to the browser: whole, as addresses, so that the page asks no server for them."""

from __future__ import annotations

import base64
import json
from typing import Any

from course.folders import picture_file
from course.schema import Course, Film, LabelledPicture, Picture, Stretch


def picture_data(course: Course, picture: Picture, *, is_small: bool = False) -> dict:
    """`url` and `alt`; of a film also `frames` and `columns`, of labelled muscles their `labels`."""
    file = picture.phone_file if is_small and isinstance(picture, Film) else picture.file
    more = {}
    if isinstance(picture, Film):
        more = {"frames": picture.frames, "columns": picture.columns}
    elif isinstance(picture, LabelledPicture):
        more = {"labels": muscle_labels(course, picture)}
    return {"url": data_url(file), "alt": picture.alt, **more}


def session_figure(stretch: Stretch, form: str) -> dict | None:
    """The film of `stretch`, or the still of that form, and which side it shows; None without either."""
    pictures = stretch.pictures
    picture = pictures.film if form == "standard" else pictures.forms.get(form)
    if picture is None:
        return None
    side = {"shown_side": pictures.shown_side if stretch.two_sided else ""}
    if isinstance(picture, Film):
        return {"url": data_url(picture.phone_file), "alt": picture.alt, "frames": picture.frames,
                "columns": picture.columns, **side}  # fmt: skip
    return {"url": data_url(picture.file), "alt": picture.alt, **side}


def muscle_labels(course: Course, picture: LabelledPicture) -> list[dict]:
    """Name, role and place of what the picture shows, from the file that was drawn with it."""
    points = json.loads(picture_file(picture.labels).read_text(encoding="utf-8"))["points"]
    return [
        {**point, "name": course.muscles[point["id"]].name}
        for point in points
        if point["id"] in course.muscles
    ]


def data_url(file: str) -> str:
    """The whole picture as an address, so that the page asks no server for it."""
    kind = {"svg": "svg+xml"}.get(file.rpartition(".")[2], file.rpartition(".")[2])
    content = base64.b64encode(picture_file(file).read_bytes()).decode("ascii")
    return f"data:image/{kind};base64,{content}"


PAPER = ' color="#222" style="background:#fff"'
"""What a sketch has that stands alone, as an image: dark lines on white paper, in any theme."""


def sketch_svg(picture: Picture) -> str:
    """A sketch to be put into a page, where it takes the colour of the text round it."""
    return picture_file(picture.file).read_text(encoding="utf-8").replace(PAPER, "", 1)


def picture_names(shown: Any) -> list[str]:
    """Every picture file that stands anywhere in what is shown."""
    if isinstance(shown, dict):
        own = [shown["file"]] if isinstance(shown.get("file"), str) else []
        return own + [name for value in shown.values() for name in picture_names(value)]
    if isinstance(shown, list):
        return [name for value in shown for name in picture_names(value)]
    return []
