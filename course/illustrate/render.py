"""From poses to picture files: solves every frame, has Blender draw what is missing, and puts films together.

What is drawn is kept in a cache folder under a name made of all that it depends on, so that a run that was
broken off goes on where it stopped, and a changed pose draws its own pictures anew and no others.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from course.illustrate import props
from course.illustrate.body import Body, load_body
from course.illustrate.clothes import covers, cut
from course.illustrate.highlight import deep_now, labels, painted
from course.illustrate.poses import POSES, Camera, Poses, load_poses
from course.illustrate.solve import Solver, full_mesh, goal_of, solved_angles

STILL, SMALLER, FRAME, PHONE_FRAME = (1200, 750), (900, 563), (480, 300), (240, 150)
FRAMES, COLUMNS = 24, 6
SAMPLES = {STILL: 16, SMALLER: 16, FRAME: 16}
SCENE = Path(__file__).with_name("scene.py")


@dataclass
class Shot:
    """One picture to draw: of which frame, from where, how large, and the file in media/ that it becomes."""

    frame: int
    name: str
    size: tuple[int, int]
    camera: Camera
    pose_props: list[dict] = field(default_factory=list)
    backrest_degrees: float = 0
    is_anatomy: bool = False
    deep: list[dict] = field(default_factory=list)


class Studio:
    """Draws one stretch after the other. `cache` keeps bodies and finished pictures."""

    def __init__(self, course, media: Path, cache: Path):
        self._course, self._media, self._cache = course, media, cache
        self._solvers: dict[str, Solver] = {}

    def draw(self, stretch: str) -> list[Path]:
        """All pictures of that stretch, written into media/; returns their files."""
        poses = load_poses(stretch)
        self._media.mkdir(exist_ok=True)
        written = self._stills(poses, "standard")
        if poses.larger_body:
            written += self._stills(poses, "larger")
        return written + self._film(poses)

    def _solver(self, phenotype: str) -> Solver:
        if phenotype not in self._solvers:
            self._solvers[phenotype] = Solver(load_body(phenotype, self._cache))
        return self._solvers[phenotype]

    def _stills(self, poses: Poses, phenotype: str) -> list[Path]:
        solver, shots, meshes = self._solver(phenotype), [], []
        paint = painted(self._course, poses, solver.body) if phenotype == "standard" else None
        landmarks, found = {}, {}

        def add(name: str, pose_name: str, size, camera=None, *, is_anatomy=False):
            pose = poses.poses[pose_name]
            goal = goal_of(pose)
            unknowns, _ = solver.solve(goal, steps=250)
            vertices, placed = full_mesh(solver, goal, unknowns)
            found[pose_name] = solved_angles(solver, goal, unknowns)
            shot = Shot(
                len(meshes),
                f"{poses.stretch}-{name}",
                size,
                camera or poses.camera,
                props.placed(pose.props, vertices, solver.body),
                pose.backrest_degrees,
                is_anatomy,
            )
            if is_anatomy:
                shot.deep = deep_now(self._course, poses, solver.body, placed)
                landmarks["labels"] = labels(self._course, poses, solver.body, vertices, placed, shot.camera)
            meshes.append(vertices)
            shots.append(shot)

        if phenotype == "larger":
            add("larger-body", poses.larger_body, SMALLER)
        else:
            add("start", poses.strip[0], STILL)
            add("end", poses.strip[-1], STILL)
            muscles = poses.views.get("muscles")
            add("muscles", poses.strip[-1], STILL, muscles and muscles.camera, is_anatomy=True)
            for form, pose in poses.forms.items():
                add(f"form-{form}", pose, SMALLER)
            for slip, pose in poses.slips.items():
                add(f"slip-{slip}", pose, SMALLER)
            for name, view in poses.views.items():
                if name != "muscles":
                    add(f"view-{name}", view.pose, SMALLER, view.camera)
        if phenotype == "standard":
            good = (poses.strip[-1], *poses.forms.values())
            _write_solved(poses.stretch, {pose: found[pose] for pose in dict.fromkeys(good)})
        pictures = drawn(self._cache, solver.body, np.stack(meshes), shots, paint)
        written = []
        for shot, picture in zip(shots, pictures, strict=True):
            written.append(self._media / f"{shot.name}.webp")
            save_picture(without_grain(Image.open(picture)), written[-1], quality=82)
        if "labels" in landmarks:
            written.append(self._media / f"{poses.stretch}-muscles.json")
            written[-1].write_text(json.dumps(landmarks["labels"], indent=1) + "\n")
        return written

    def _film(self, poses: Poses) -> list[Path]:
        solver = self._solver("standard")
        keys = [goal_of(poses.poses[name]) for name in poses.strip]
        meshes = [full_mesh(solver, goal, found)[0] for goal, found in solver.film(keys, FRAMES)]
        shots = [Shot(n, f"{poses.stretch}-frame-{n:02}", FRAME, poses.camera) for n in range(FRAMES)]
        frames = [
            without_grain(Image.open(f))
            for f in drawn(self._cache, solver.body, np.stack(meshes), shots, None)
        ]
        large, phone = (self._media / f"{poses.stretch}-film{end}.webp" for end in ("", "-phone"))
        save_picture(filmstrip(frames, FRAME), large, quality=78)
        save_picture(
            filmstrip([f.resize(PHONE_FRAME, Image.LANCZOS) for f in frames], PHONE_FRAME), phone, quality=70
        )
        return [large, phone]


def _write_solved(stretch: str, found: dict[str, dict[str, float]]) -> None:
    """Beside the pose, what was found for it: a test holds it against the content's end angles."""
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(angles)}" for name, angles in found.items())
    (POSES / f"{stretch}-solved.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")


def drawn(cache: Path, body: Body, meshes: np.ndarray, shots: list[Shot], paint) -> list[Path]:
    """The raw picture of each shot, drawn unless it is there already. `meshes` (N, V, 3) m."""
    arrays = {
        "vertices": meshes.astype(np.float32),
        "faces": body.faces,
        "head": np.flatnonzero(body.following("head") > 0.6),
    }
    for garment, inside in covers(body).items():
        arrays[f"{garment}_inside"] = inside
        arrays[f"{garment}_faces"], arrays[f"{garment}_pairs"], arrays[f"{garment}_shares"] = cut(
            body.faces, inside
        )
    if paint is not None:
        arrays["paint_targets"], arrays["see_targets"] = paint
    files = []
    job = {"arrays": str(cache / f"{shots[0].name}.npz"), "pictures": []}
    for shot in shots:
        picture = {
            "frame": shot.frame, "width": shot.size[0], "height": shot.size[1],
                "samples": SAMPLES.get(shot.size, 26),
            "threads": os.cpu_count() or 1, "at_metres": shot.camera.at_metres,
            "towards_metres": shot.camera.towards_metres, "width_metres": shot.camera.width_metres,
            "backrest_degrees": shot.backrest_degrees, "props": shot.pose_props,
            "is_anatomy": shot.is_anatomy, "deep": shot.deep, "paint": "targets",
        }  # fmt: skip
        seen = hashlib.sha256(json.dumps({**picture, "frame": 0, "threads": 0}, default=list).encode())
        seen.update(np.round(meshes[shot.frame], 4).astype(np.float32).tobytes() + SCENE.read_bytes())
        if shot.is_anatomy:
            seen.update(np.round(paint[0], 3).tobytes())
        files.append(cache / "pictures" / f"{shot.name}-{seen.hexdigest()[:12]}.png")
        job["pictures"].append({**picture, "file": str(files[-1])})
    job["pictures"] = [p for p in job["pictures"] if not Path(p["file"]).exists()]
    if job["pictures"]:
        (cache / "pictures").mkdir(parents=True, exist_ok=True)
        np.savez(job["arrays"], **arrays)
        _blender(cache, job)
    return files


def _blender(cache: Path, job: dict) -> None:
    program = shutil.which("blender")
    if program is None:
        raise SystemExit("Blender 3.4 or newer is needed (Debian: apt install blender python3-numpy).")
    told = cache / "job.json"
    told.write_text(json.dumps(job))
    start = time.monotonic()
    run = subprocess.Popen([program, "--background", "--python-exit-code", "1", "--python", str(SCENE),
        "--",
                            str(told)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                text=True)  # fmt: skip
    last = []
    for line in run.stdout:
        last = [*last[-15:], line]
        if line.startswith("drawn"):
            print(f"  {line.strip()}  ({time.monotonic() - start:.0f} s)", flush=True)
    if run.wait():
        raise SystemExit("Blender stopped:\n" + "".join(last))


def render_mesh(
    body: Body, vertices: np.ndarray, name: str, size: tuple[int, int], camera: Camera, cache: Path
):
    """The plain figure alone, with nothing highlighted; the file of the raw picture."""
    nothing = (np.zeros((len(body.vertices), 4)), np.zeros(len(body.vertices)))
    return drawn(cache, body, vertices[None], [Shot(0, name, size, camera, is_anatomy=True)], nothing)[0]


def filmstrip(frames: list[Image.Image], size: tuple[int, int]) -> Image.Image:
    """One picture, `COLUMNS` frames wide, row by row."""
    rows = -(-len(frames) // COLUMNS)
    sheet = Image.new("RGBA", (size[0] * COLUMNS, size[1] * rows))
    for number, frame in enumerate(frames):
        sheet.paste(frame, (size[0] * (number % COLUMNS), size[1] * (number // COLUMNS)))
    return sheet


def without_grain(picture: Image.Image, strength: float = 6) -> Image.Image:
    """The picture without the noise that few samples leave; its outline as it was."""
    pixels = np.array(picture.convert("RGBA"))
    flat = cv2.fastNlMeansDenoisingColored(
        np.ascontiguousarray(pixels[..., 2::-1]), None, strength, strength, 5, 15
    )
    pixels[..., :3] = flat[..., ::-1]
    return Image.fromarray(pixels)


def save_picture(picture: Image.Image, file: Path, *, quality: int) -> None:
    part = file.with_suffix(".part")
    picture.save(part, "WEBP", quality=quality, method=6)
    part.replace(file)
