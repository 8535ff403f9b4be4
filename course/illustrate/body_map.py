"""The standing figure from front and back, and where each muscle lies in the two pictures.

Picture and regions come from one mesh and one camera, so that they cannot disagree.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image
from shapely.geometry import LineString, MultiPolygon, Point, Polygon
from shapely.ops import unary_union

from course.illustrate.body import Body, load_body
from course.illustrate.highlight import projected
from course.illustrate.muscles import deep_bodies, surface_weights, vertex_normals
from course.illustrate.poses import Camera
from course.illustrate.render import render_mesh, save_picture, without_grain

SIZE = (700, 1400)
CAMERA = Camera(at_metres=(0, -40, -1.0), towards_metres=(0, 0, -1.0), width_metres=0.93)
"""Far enough to be as good as parallel; below the bed's level, where no bed is drawn."""
BELOW_ANOTHER = {"internal-oblique", "transversus-abdominis"}
"""Drawn as a part of the skin, and yet covered by another muscle."""
COARSE = 0.0012


def write_body_map(media: Path, cache: Path) -> list[Path]:
    """body-front.webp, body-back.webp and body-map.json in `media`."""
    body = load_body("standard", cache)
    written, views = [], {}
    for view, turn in (("front", 1.0), ("back", -1.0)):
        posed = body.vertices * (turn, turn, 1) - (0, 0, 1.06)
        picture = render_mesh(body, posed, f"body-{view}", SIZE, CAMERA, cache)
        written.append(media / f"body-{view}.webp")
        save_picture(without_grain(Image.open(picture)), written[-1], quality=85)
        views[view] = {"file": written[-1].name, "width": SIZE[0], "height": SIZE[1],
                       "regions": regions(body, posed, turn)}  # fmt: skip
    written.append(media / "body-map.json")
    written[-1].write_text(json.dumps(views, separators=(",", ":")) + "\n")
    return written


def regions(body: Body, posed: np.ndarray, turn: float) -> list[dict]:
    """Of one view, every muscle that is seen from there: id, side, kind and outlines as shares of the
    picture."""
    triangles = body.faces[:, :3]
    facing = -vertex_normals(body)[:, 1] * turn
    flat = np.array([_in_picture(point) for point in posed])
    out = []
    for (muscle, side), weight in surface_weights(body).items():
        shown = (weight[triangles].mean(1) > 0.45) & (facing[triangles].mean(1) > 0.12)
        if shown.sum() > 6:
            shape = unary_union([Polygon(corners).buffer(0.0008) for corners in flat[triangles[shown]]])
            shape = _rounded(shape)
            out.append(_region(muscle, side, "deep" if muscle in BELOW_ANOTHER else "surface", shape))
    for (muscle, side), part in deep_bodies(body).items():
        if (np.mean([part.a[1], part.b[1]]) < 0) == (turn > 0):
            ends = [_in_picture(np.asarray(p) * (turn, turn, 1) - (0, 0, 1.06)) for p in (part.a, part.b)]
            middle = Point(np.mean(ends, axis=0))
            radius = part.radius_m / CAMERA.width_metres * 1.2
            shape = unary_union([LineString(ends).buffer(radius * 0.5), middle.buffer(radius)]).convex_hull
            out.append(_region(muscle, side, "deep", shape))
    return [region for region in out if region["polygons"]]


def _in_picture(point) -> tuple[float, float]:
    """As shares of the width both ways, so that shapes keep their form until they are written."""
    x, y = projected(np.asarray(point), CAMERA, SIZE[0] / SIZE[1])
    return x, y * SIZE[1] / SIZE[0]


def _rounded(shape):
    """Without the saw teeth of single triangles; as it was, where nothing would be left."""
    round_shape = shape.buffer(0.012).buffer(-0.020).buffer(0.008)
    return shape if round_shape.is_empty else round_shape


def _region(muscle: str, side: str, kind: str, shape) -> dict:
    smooth = shape.simplify(COARSE)
    parts = smooth.geoms if isinstance(smooth, MultiPolygon) else [smooth]
    outlines = [
        [[round(x, 4), round(y * SIZE[0] / SIZE[1], 4)] for x, y in part.exterior.coords[:-1]]
        for part in parts
        if part.area > 2e-4
    ]
    return {"muscle": muscle, "side": side, "kind": kind, "polygons": outlines}
