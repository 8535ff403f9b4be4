"""One sheet of all stretches, from the pictures in media/: to look them over, and for the README."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from course.schema import Course, Stretch

COLUMNS = ("start", "end", "muscles")
FILE = "contact-sheet.webp"


def contact_sheet(course: Course, media: Path) -> Figure:
    """A row a stretch: start, end, and what it reaches with the names of the main targets."""
    stretches = sorted(course.stretches.values(), key=lambda stretch: stretch.position)
    figure = Figure(figsize=(12, 2.7 * len(stretches)), facecolor="white", layout="constrained")
    rows = figure.subplots(len(stretches), len(COLUMNS), squeeze=False)
    for axes, stretch in zip(rows, stretches, strict=True):
        named = stretch.pictures.named()
        for place, which in zip(axes, COLUMNS, strict=True):
            place.set_axis_off()
            if which in named:
                with Image.open(media / named[which].file) as image:
                    place.imshow(image.convert("RGBA").resize((600, 375)))
        axes[0].set_title(stretch.name, loc="left", fontsize=13, fontweight="bold")
        if "muscles" in named:
            _label(axes[2], course, stretch, media)
    return figure


def _label(axes, course: Course, stretch: Stretch, media: Path) -> None:
    """Leader lines to the main targets, names stacked at the right."""
    points = json.loads((media / stretch.pictures.muscles.labels).read_text(encoding="utf-8"))["points"]
    main = sorted((point for point in points if point["role"] == "primary"), key=lambda point: point["y"])
    for number, point in enumerate(main):
        axes.annotate(
            course.muscles[point["id"]].name,
            xy=(point["x"] * 600, point["y"] * 375),
            xytext=(1.0, 0.95 - number * 0.9 / max(1, len(main))),
            textcoords="axes fraction",
            fontsize=7,
            va="center",
            arrowprops={"arrowstyle": "-", "linewidth": 0.6, "color": "#444444"},
        )


def write_contact_sheet(course: Course, media: Path) -> Path:
    """Writes the sheet into `media` and returns its file."""
    figure = contact_sheet(course, media)
    canvas = FigureCanvasAgg(figure)
    figure.set_dpi(90)
    canvas.draw()
    picture = Image.fromarray(np.asarray(canvas.buffer_rgba())).convert("RGB")
    picture.save(media / FILE, "WEBP", quality=80, method=6)
    return media / FILE
