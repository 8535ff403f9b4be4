"""Where each muscle lies in the two pictures of the standing figure; made with them by
`course.illustrate`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course.folders import MEDIA

Point = tuple[float, float]
VIEWS = ("front", "back")


@dataclass(frozen=True)
class Region:
    """One muscle of one side in one view. `polygons` hold points as shares of the picture, from its top
    left."""

    muscle: str
    side: str
    is_deep: bool
    polygons: tuple[tuple[Point, ...], ...]

    def holds(self, x: float, y: float) -> bool:
        return any(_inside(polygon, x, y) for polygon in self.polygons)


@dataclass(frozen=True)
class View:
    file: str
    width: int
    height: int
    regions: tuple[Region, ...]


@cache
def load_body_map(media: Path = MEDIA) -> Mapping[str, View]:
    """The views `front` and `back`. Raises OSError where the file is missing, ValueError where it is
    damaged."""
    raw = json.loads((media / "body-map.json").read_text(encoding="utf-8"))
    return {name: _view(raw[name]) for name in VIEWS}


def muscles_at(view: View, x: float, y: float) -> tuple[str, ...]:
    """Ids of what lies at that place, each once, the smallest drawn region first. `x`, `y` as shares of the
    picture."""
    found = sorted(
        (r for r in view.regions if r.holds(x, y)), key=lambda region: sum(map(_area, region.polygons))
    )
    return tuple(dict.fromkeys(region.muscle for region in found))


def _view(raw: dict) -> View:
    regions = (
        Region(
            muscle=region["muscle"],
            side=region["side"],
            is_deep=region["kind"] == "deep",
            polygons=tuple(tuple((float(x), float(y)) for x, y in polygon) for polygon in region["polygons"]),
        )
        for region in raw["regions"]
    )
    return View(file=raw["file"], width=raw["width"], height=raw["height"], regions=tuple(regions))


def _inside(polygon: tuple[Point, ...], x: float, y: float) -> bool:
    inside = False
    for (x1, y1), (x2, y2) in zip(polygon, (*polygon[1:], polygon[0]), strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            inside = not inside
    return inside


def _area(polygon: tuple[Point, ...]) -> float:
    pairs = zip(polygon, (*polygon[1:], polygon[0]), strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2
