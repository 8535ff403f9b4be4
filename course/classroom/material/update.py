"""Brings a student's copy up to a newer hand-out, and loses nothing that the student wrote.

`python start.py update FOLDER|ZIP` runs this file by its path, before anything may be installed, so it
needs the standard library alone. Cells are known by their ids, which JupyterLab keeps. What changed is told
by hashes that the hand-out noted, so no older version has to be at hand. Files that no hand-out lists
(`.venv`, the journal, a student's own) are never touched.
"""

import hashlib
import json
import os
import re
import shutil
import sys
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

MANIFEST = "hand-out.json"
FORMAT = "bedstretch-hand-out"
STAGE = ".update"
"""Folder in which an update is made ready; what still lies there after an interruption had not been moved."""
FOLDERS = ("course", "notebooks", "widgets")
FILES = ("CITATION.cff", "LICENSE", "README.md", "environment.yml", "pyproject.toml", "start.py")
PATH = re.compile(
    rf"(?:{'|'.join(map(re.escape, FILES))}|(?:{'|'.join(FOLDERS)})(?:/\w[\w-]*(?:\.[\w-]+)*)+)", re.ASCII
)
MOST_FILES, MOST_BYTES = 5_000, 100_000_000
NEW_VERSION = "New version of the cell above; yours was kept."


class Trouble(Exception):
    """What the person at the keyboard can put right, in one sentence."""


def file_hash(content):
    return hashlib.sha256(content).hexdigest()


def source_of(cell):
    return "".join(cell.get("source", ""))


def cell_hash(cell):
    """Of what was written, not of what came out when it was run."""
    return file_hash(f"{cell['cell_type']}\n{source_of(cell)}".encode())[:16]


def cell_hashes(content):
    """The cells of a notebook's content: id to hash, in order."""
    return {cell["id"]: cell_hash(cell) for cell in json.loads(content)["cells"]}


def notebook_text(notebook):
    """A notebook as JupyterLab writes it."""
    return (json.dumps(notebook, indent=1, ensure_ascii=False) + "\n").encode()


# Merging one notebook


def merge(mine, base, new):
    """The new notebook with all that `mine` has changed or added; how many cells both sides had changed.

    `base` holds the hashes of the version that both came from. A cell that both changed stands there twice,
    the student's first.
    """
    theirs = {cell["id"]: cell for cell in new["cells"]}
    written = {cell["id"]: cell for cell in mine["cells"]}
    if len(written) < len(mine["cells"]):
        raise ValueError("two cells have one id")
    cells, conflicts = [], 0
    for cell in new["cells"]:
        chosen = _cell(written.get(cell["id"]), base.get(cell["id"]), cell)
        conflicts += len(chosen) > 1
        cells += [each for each in chosen if each["id"] not in written or each["id"] == cell["id"]]
    before = None
    for cell in mine["cells"]:
        if cell["id"] not in theirs and base.get(cell["id"]) != cell_hash(cell):
            _insert_after(before, cell, cells)
        if any(each["id"] == cell["id"] for each in cells):
            before = cell["id"]
    return {**new, "cells": cells}, conflicts


def _cell(mine, base, new):
    """What stands in the place of one new cell: none, one, or the student's and the new one."""
    is_new = cell_hash(new) != base
    if mine is None:
        return [new] if is_new else []
    if cell_hash(mine) == cell_hash(new) or not is_new:
        return [mine]
    if cell_hash(mine) == base:
        return [new]
    return [mine, _marked(new)]


def _marked(new):
    """The new version under an id and with a first line of its own."""
    mark = f"# {NEW_VERSION}\n" if new["cell_type"] == "code" else f"*{NEW_VERSION}*\n\n"
    lines = (mark + source_of(new)).splitlines(keepends=True)
    return {**new, "id": f"{new['id'][:50]}-new-{cell_hash(new)[:8]}", "source": lines}


def _insert_after(before, cell, cells):
    """After the cell that it stood behind, and behind that one's new version."""
    ids = [each["id"] for each in cells]
    at = ids.index(before) + 1 if before in ids else 0
    while at and at < len(ids) and ids[at].startswith(f"{before[:50]}-new-"):
        at += 1
    cells.insert(at, cell)


# Reading what was handed out


def read_manifest(content, where):
    """What a hand-out says of itself: `files` path to hash, `cells` notebook to its cells' hashes."""
    try:
        manifest = json.loads(content)
        fits = (
            manifest["format"] == FORMAT and manifest["version"] == 1 and len(manifest["files"]) <= MOST_FILES
        )
        fits = fits and all(
            PATH.fullmatch(path) and isinstance(of, str) for path, of in manifest["files"].items()
        )
        fits = fits and all(
            path in manifest["files"] and all(isinstance(one, str) for one in cells.values())
            for path, cells in manifest["cells"].items()
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        fits = False
    if not fits:
        raise Trouble(f"{where}: is no hand-out of this course, or one of a later kind.")
    return manifest


def read_hand_out(source):
    """The manifest and the files that it lists, path to content, from a folder or a ZIP; each is whole."""
    if source.is_dir():
        top = (
            source
            if (source / MANIFEST).is_file()
            else next(iter(sorted(source.glob(f"*/{MANIFEST}"))), source).parent
        )
        return _read(lambda path: (top / path).read_bytes(), source)
    try:
        with zipfile.ZipFile(source) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_BYTES:
                raise Trouble(f"{source}: is larger than any hand-out ({MOST_BYTES // 10**6} MB).")
            tops = [
                name
                for name in archive.namelist()
                if re.fullmatch(rf"(?:[^/]+/)?{re.escape(MANIFEST)}", name)
            ]
            top = min(tops, key=len, default=MANIFEST)[: -len(MANIFEST)]
            return _read(lambda path: archive.read(top + path), source)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise Trouble(f"{source}: is neither a hand-out's folder nor its ZIP.") from error


def _read(read, source):
    try:
        content = read(MANIFEST)
    except (KeyError, FileNotFoundError, NotADirectoryError) as error:
        raise Trouble(
            f"{source}: is no hand-out, as there is no {MANIFEST} in it; expected the ZIP that your teacher "
            "gave you, or the folder that it unpacks to."
        ) from error
    manifest = read_manifest(content, source)
    try:
        files = {path: read(path) for path in manifest["files"]}
    except (KeyError, FileNotFoundError, NotADirectoryError) as error:
        raise Trouble(f"{source}: a file of the hand-out is missing ({error.args[-1]}).") from error
    for path, content in files.items():
        if file_hash(content) != manifest["files"][path]:
            raise Trouble(f"{source}: {path} is damaged; get the hand-out once more.")
    return manifest, files


def _settled(root):
    """The manifest of the copy as it lies there; what an interrupted update had moved is noted in it."""
    if not (root / MANIFEST).is_file():
        raise Trouble(
            f"{root}: was not handed out by a teacher; with git, `git pull` brings the newest course."
        )
    manifest = read_manifest((root / MANIFEST).read_bytes(), root)
    if (root / STAGE / MANIFEST).is_file():
        begun = read_manifest((root / STAGE / MANIFEST).read_bytes(), root / STAGE)
        for path in begun["files"]:
            if not (root / STAGE / path).exists():
                for part in ("files", "cells"):
                    if path in begun[part]:
                        manifest[part][path] = begun[part][path]
        _write_manifest(root, manifest)
    shutil.rmtree(root / STAGE, ignore_errors=True)
    return manifest


def _write_manifest(folder, manifest):
    (folder / f"{MANIFEST}.part").write_text(json.dumps(manifest, indent=1) + "\n", "utf-8")
    os.replace(folder / f"{MANIFEST}.part", folder / MANIFEST)


# Updating the copy


@dataclass
class Plan:
    """What an update will do; `notes` tell the person of what they had changed."""

    write: dict = field(default_factory=dict)
    remove: list = field(default_factory=list)
    keep_safe: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def plan_update(root, old, files):
    """Decides on every file; touches none."""
    plan = Plan()
    for path, content in files.items():
        now, before = _content(root / path), old["files"].get(path)
        if now is None or (now != content and file_hash(now) == before):
            plan.write[path] = content
        elif now != content and file_hash(content) != before:
            plan.keep_safe.append(path)
            plan.write[path] = _merged(path, now, old["cells"].get(path, {}), content, plan.notes)
    for path in sorted(old["files"].keys() - files.keys()):
        now = _content(root / path)
        if now is not None and file_hash(now) == old["files"][path]:
            plan.remove.append(path)
        elif now is not None:
            plan.notes.append(f"{path}: no longer part of the course; yours stays, as you have worked in it.")
    return plan


def _content(file):
    return file.read_bytes() if file.is_file() else None


def _merged(path, now, base, content, notes):
    """The student's file and the new one as one; where that cannot be, the new one."""
    if not path.endswith(".ipynb"):
        notes.append(f"{path}: replaced; your changed file is in the back-up.")
        return content
    try:
        merged, conflicts = merge(json.loads(now), base, json.loads(content))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        notes.append(f"{path}: could not be read as a notebook, so it is new; yours is in the back-up.")
        return content
    both = (
        f"; {conflicts} changed on both sides: yours stands first, the new one after it" if conflicts else ""
    )
    notes.append(f"{path}: new version, with what you wrote{both}.")
    return notebook_text(merged)


def update(root, source):
    """Updates the copy at `root` from a hand-out; the lines that tell what happened.

    Raises Trouble where one of them is no hand-out. Interrupted at any point, the same command goes on.
    """
    old = _settled(root)
    new, files = read_hand_out(source)
    plan = plan_update(root, old, files)
    kept = _back_up(root, plan.keep_safe)
    _stage(root / STAGE, plan.write, new)
    for path in plan.write:
        _move(root / STAGE / path, root / path)
    for path in plan.remove:
        (root / path).unlink(missing_ok=True)
    _move(root / STAGE / MANIFEST, root / MANIFEST)
    shutil.rmtree(root / STAGE)
    where = [f"Back-up of your files as they were: {kept}"] if kept else []
    return [f"{len(plan.write)} files new or changed, {len(plan.remove)} removed.", *plan.notes, *where]


def _back_up(root, paths):
    """A dated folder with these files as they are now; None where there are none."""
    if not paths:
        return None
    folder = root / f"before-update-{datetime.now():%Y-%m-%d-%H%M%S-%f}"
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(root / path, folder / path)
    return folder


def _stage(stage, write, manifest):
    """Makes everything ready beside the copy; the manifest last, as it says that all is there."""
    for path, content in write.items():
        (stage / path).parent.mkdir(parents=True, exist_ok=True)
        (stage / path).write_bytes(content)
    stage.mkdir(exist_ok=True)
    _write_manifest(stage, manifest)


def _move(staged, place):
    place.parent.mkdir(parents=True, exist_ok=True)
    os.replace(staged, place)


def main(arguments):
    """`update.py ROOT SOURCE`; the exit code."""
    try:
        print("\n".join(update(*map(Path, arguments))))
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except OSError as error:
        print(
            f"{error.filename}: {error.strerror}. Run the same command again when that is mended.",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
