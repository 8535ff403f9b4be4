"""What a student wrote outlives an update: cells edited, added and deleted, lessons that come and go, and
interruptions at every point."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from course.classroom.material import update as updating
from course.classroom.material.update import Trouble, cell_hashes, file_hash, merge, notebook_text, update

ROOT = Path(__file__).resolve().parents[4]
LESSON = "notebooks/02_breathe.ipynb"


def cell(id, source, kind="markdown", **more):
    made = {"cell_type": kind, "id": id, "metadata": {}, "source": source.splitlines(keepends=True), **more}
    return {"outputs": [], "execution_count": None, **made} if kind == "code" else made


def notebook(*cells):
    return {"cells": list(cells), "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


OLD = notebook(cell("title", "# Breathe"), cell("count", "print(1)", "code"), cell("end", "The end"))
NEW = notebook(
    cell("title", "# Breathe"),
    cell("count", "print(2)", "code"),
    cell("more", "More"),
    cell("end", "The end"),
)


def hand_out_at(folder, files):
    """A hand-out with these files, path to notebook or text."""
    contents = {p: c.encode() if isinstance(c, str) else notebook_text(c) for p, c in files.items()}
    for path, content in contents.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    manifest = {
        "format": updating.FORMAT, "version": 1,
        "files": {path: file_hash(content) for path, content in contents.items()},
        "cells": {path: cell_hashes(content) for path, content in contents.items() if path.endswith("ipynb")},
    }  # fmt: skip
    (folder / updating.MANIFEST).write_text(json.dumps(manifest))
    return folder


@pytest.fixture
def mine(tmp_path):
    """A student's copy."""
    return hand_out_at(tmp_path / "mine", {"start.py": "old", LESSON: OLD, "course/a.py": "a = 1\n"})


@pytest.fixture
def newer(tmp_path):
    """What the teacher sends next."""
    return hand_out_at(tmp_path / "newer", {"start.py": "new", LESSON: NEW, "course/b.py": "b = 1\n"})


def cells(folder, path=LESSON):
    return {c["id"]: "".join(c["source"]) for c in json.loads((folder / path).read_bytes())["cells"]}


def rewrite(folder, change, path=LESSON):
    """What the student does to a notebook."""
    content = json.loads((folder / path).read_bytes())
    change(content["cells"])
    (folder / path).write_text(json.dumps(content))


def backups(folder):
    return sorted(folder.glob("before-update-*"))


def test_an_untouched_copy_becomes_the_new_one(mine, newer):
    """Changed files are replaced, new ones come, old ones go, and no back-up is needed."""
    update(mine, newer)
    assert (mine / "start.py").read_text() == "new" and (mine / LESSON).read_bytes() == (
        newer / LESSON
    ).read_bytes()
    assert (mine / "course/b.py").exists() and not (mine / "course/a.py").exists()
    assert backups(mine) == [] and not (mine / updating.STAGE).exists()


def test_twice_the_same_changes_nothing(mine, newer):
    """The second update finds all in place."""
    rewrite(mine, lambda cells: cells.append(cell("own", "my note")))
    update(mine, newer)
    before = (mine / LESSON).read_bytes()
    assert update(mine, newer)[0].startswith("0 files")
    assert (mine / LESSON).read_bytes() == before and len(backups(mine)) == 1


def test_what_the_student_wrote_stays(mine, newer):
    """An edited cell, an added one and outputs stay beside what is new; the file as it was is kept."""

    def change(cells):
        cells[0]["source"] = ["# Breathe, Ana"]
        cells.insert(1, cell("own", "my note"))

    rewrite(mine, change)
    was = (mine / LESSON).read_bytes()
    update(mine, newer)
    assert cells(mine) == {
        "title": "# Breathe, Ana", "own": "my note", "count": "print(2)", "more": "More", "end": "The end"
    }  # fmt: skip
    assert (backups(mine)[0] / LESSON).read_bytes() == was


def test_where_both_changed_a_cell_the_students_stands_first(mine, newer):
    """The new version follows, marked; a further update does not add it again."""
    rewrite(mine, lambda cells: cells[1].update(source=["print(99)"]))
    lines = update(mine, newer)
    texts = list(cells(mine).values())
    assert texts[1] == "print(99)" and texts[2] == f"# {updating.NEW_VERSION}\nprint(2)"
    assert any("1 changed on both sides" in line for line in lines)
    again = (mine / LESSON).read_bytes()
    update(mine, newer)
    assert (mine / LESSON).read_bytes() == again


def test_outputs_of_a_cell_that_says_the_same_stay():
    """A run cell keeps what came out; one with new code loses what the old code gave."""
    out = [{"output_type": "stream", "name": "stdout", "text": ["1\n"]}]
    same, changed = cell("same", "print(1)", "code"), cell("changed", "print(1)", "code")
    base = {c["id"]: updating.cell_hash(c) for c in (same, changed)}
    merged, _ = merge(
        notebook(same | {"outputs": out}, changed | {"outputs": out}), base,
        notebook(same, cell("changed", "print(2)", "code")),
    )  # fmt: skip
    assert [c["outputs"] for c in merged["cells"]] == [out, []]


def test_a_deleted_cell_stays_away_until_it_says_something_new():
    """What the student threw out does not come back by itself; what the teacher changed does."""
    base = {c["id"]: updating.cell_hash(c) for c in OLD["cells"]}
    merged, _ = merge(notebook(OLD["cells"][0]), base, NEW)
    assert [c["id"] for c in merged["cells"]] == ["title", "count", "more"]


def test_own_cells_keep_their_order_and_place():
    """Three in a row behind one cell stay three in a row, also where that cell is gone from the course."""
    base = {c["id"]: updating.cell_hash(c) for c in OLD["cells"]}
    own = [cell(f"own-{n}", str(n)) for n in range(3)]
    merged, _ = merge(
        notebook(*OLD["cells"][:2], *own, OLD["cells"][2]), base, notebook(NEW["cells"][0], NEW["cells"][3])
    )
    assert [c["id"] for c in merged["cells"]] == ["title", "own-0", "own-1", "own-2", "end"]


def test_a_lesson_that_was_renamed_leaves_the_students_own(mine, tmp_path):
    """The new name comes; the old file stays where the student had worked in it, and is told of."""
    rewrite(mine, lambda cells: cells.append(cell("own", "my note")))
    renamed = hand_out_at(tmp_path / "renamed", {"start.py": "old", "notebooks/02_breathing.ipynb": NEW})
    lines = update(mine, renamed)
    assert "own" in cells(mine) and "more" in cells(mine, "notebooks/02_breathing.ipynb")
    assert any(LESSON in line and "yours stays" in line for line in lines)


def test_a_lesson_that_was_removed_goes_where_it_is_untouched(mine, tmp_path):
    """Nothing of the student's is in it."""
    update(mine, hand_out_at(tmp_path / "fewer", {"start.py": "old"}))
    assert not (mine / LESSON).exists()


def test_what_no_hand_out_lists_is_never_touched(mine, newer):
    """.venv, a journal, checkpoints and a student's own files are byte for byte the same."""
    own = [
        ".venv/bedstretch.json",
        "home/journal.sqlite",
        "notebooks/.ipynb_checkpoints/x.ipynb",
        "notebooks/my.ipynb",
    ]
    for path in own:
        (mine / path).parent.mkdir(parents=True, exist_ok=True)
        (mine / path).write_text("mine")
    update(mine, newer)
    assert [(mine / path).read_text() for path in own] == ["mine"] * len(own)


@pytest.mark.parametrize("broken", ["", "{", "[]", '{"cells": [1]}', '{"cells": [{"cell_type": "code"}]}'])
def test_a_notebook_that_cannot_be_read_is_kept_safe(mine, newer, broken):
    """The new one takes its place, and the student's lies in the back-up."""
    (mine / LESSON).write_text(broken)
    lines = update(mine, newer)
    assert "more" in cells(mine) and (backups(mine)[0] / LESSON).read_text() == broken
    assert any("could not be read" in line for line in lines)


def test_an_interrupted_update_goes_on(mine, newer, monkeypatch, tmp_path):
    """Broken off at any move: an edit made meanwhile is kept, and a later version merges clean."""
    latest = hand_out_at(
        tmp_path / "latest", {"start.py": "latest", LESSON: NEW | {"cells": NEW["cells"][:3]}}
    )
    rewrite(mine, lambda cells: cells.append(cell("own", "my note")))
    real, begun = os.replace, 0
    for point in range(1, 20):
        copy = tmp_path / f"copy-{point}"
        shutil.copytree(mine, copy)
        calls = iter(range(1, 100))

        def replace(a, b, calls=calls, point=point):
            if next(calls) == point:
                raise KeyboardInterrupt
            real(a, b)

        monkeypatch.setattr(os, "replace", replace)
        try:
            update(copy, newer)
            break
        except KeyboardInterrupt:
            begun += 1
        finally:
            monkeypatch.setattr(os, "replace", real)
        rewrite(copy, lambda cells: cells.append(cell("meanwhile", "written in between")))
        update(copy, latest)
        assert sorted(cells(copy)) == ["count", "meanwhile", "more", "own", "title"]
        assert (copy / "start.py").read_text() == "latest"
        assert not any("-new-" in id for id in cells(copy)) and not (copy / updating.STAGE).exists()
    assert begun >= 4


def test_a_zip_does_as_well(mine, newer, tmp_path):
    """With the hand-out at its top or in one folder, as file managers pack it."""
    for top in ("", "bedstretch/"):
        packed = tmp_path / "newer.zip"
        with zipfile.ZipFile(packed, "w") as archive:
            for file in newer.rglob("*"):
                archive.write(file, top + file.relative_to(newer).as_posix())
        update(mine, packed)
        assert "more" in cells(mine)


def test_a_path_that_leads_out_is_refused(mine, newer, tmp_path):
    """So is one that names what is not the course's; nothing is written."""
    for path in (
        "../evil.py",
        "course/../../evil.py",
        "/evil",
        "home/journal.sqlite",
        "course/.hidden",
        "C:/evil.py",
    ):
        manifest = json.loads((newer / updating.MANIFEST).read_text())
        manifest["files"] = {path: file_hash(b"")}
        manifest["cells"] = {}
        (newer / updating.MANIFEST).write_text(json.dumps(manifest))
        with pytest.raises(Trouble, match="no hand-out"):
            update(mine, newer)
    assert (mine / "start.py").read_text() == "old"


def test_what_is_damaged_or_strange_changes_nothing(mine, newer, tmp_path):
    """One sentence says what it is instead."""
    (newer / LESSON).write_text("cut")
    (tmp_path / "text.zip").write_text("no zip")
    (tmp_path / "empty").mkdir()
    for source, told in (
        (newer, "damaged"),
        (tmp_path / "text.zip", "neither"),
        (tmp_path / "empty", "is no hand-out, as there is no hand-out.json in it; expected the ZIP"),
    ):
        with pytest.raises(Trouble, match=told):
            update(mine, source)
    assert (mine / "start.py").read_text() == "old"
    with pytest.raises(Trouble, match="git pull"):
        update(tmp_path / "empty", newer)


def test_a_student_updates_with_start(mine, newer):
    """`python start.py update FOLDER`, in a copy that has nothing installed."""
    for name in ("start.py", "course/classroom/material/update.py"):
        (mine / name).parent.mkdir(parents=True, exist_ok=True)
        (mine / name).write_bytes((ROOT / name).read_bytes())
    rewrite(mine, lambda cells: cells.append(cell("own", "my note")))
    command = [sys.executable, "start.py", "update"]
    done = subprocess.run([*command, str(newer)], cwd=mine, capture_output=True, text=True)
    assert done.returncode == 0 and "with what you wrote" in done.stdout, done.stderr
    assert "own" in cells(mine) and "more" in cells(mine)


def test_start_tells_what_is_wrong_with_the_source(mine):
    """Exit code 1, one line, no traceback."""
    for name in ("start.py", "course/classroom/material/update.py"):
        (mine / name).parent.mkdir(parents=True, exist_ok=True)
        (mine / name).write_bytes((ROOT / name).read_bytes())
    command = [sys.executable, "start.py", "update", "nowhere.zip"]
    done = subprocess.run(command, cwd=mine, capture_output=True, text=True)
    assert done.returncode == 1 and len(done.stderr.splitlines()) == 1 and "nowhere.zip" in done.stderr
