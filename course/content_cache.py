"""Checked content, kept so that the next kernel need not check it again.

Reading and checking all YAML took about half of what a learner waits for at a first widget. What came
out of it is kept beside Python's own compiled files, and is trusted exactly as far as those are: whoever can
write there can change the code itself. It counts only for the very same content, schema and versions.
"""

from __future__ import annotations

import hashlib
import os
import pickle
import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pydantic

FOLDER = Path(__file__).parent / "__pycache__"
CODE = Path(__file__).parent


def fingerprint(folders: Iterable[Path], media: Iterable[Path]) -> bytes:
    """32 bytes that change with every file of content, the names of the pictures, the body map, the code that
    checks, and the versions of Python and pydantic."""
    digest = hashlib.sha256(f"{sys.version} {pydantic.VERSION}".encode())
    for file in _files(folders):
        content = file.read_bytes()
        digest.update(f"{file} {len(content)}\n".encode() + content)
    for folder in media:
        names = sorted(os.listdir(folder)) if folder.is_dir() else []
        digest.update("\n".join([str(folder), *names]).encode())
        if "body-map.json" in names:
            digest.update((folder / "body-map.json").read_bytes())
    return digest.digest()


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.rglob("*.yaml"))
    yield from sorted((CODE / "schema").glob("*.py"))
    for name in ("loader", "crosscheck", "keys", "plan", "calculated", "yaml_marks", "body_map"):
        yield CODE / f"{name}.py"


def load(name: str, key: bytes) -> Any | None:
    """What was kept under this name for exactly this key, or None."""
    try:
        kept = _file(name).read_bytes()
        return pickle.loads(kept[len(key) :]) if kept.startswith(key) else None
    except Exception:  # gone, cut short, or from a class that is no more: it is read from the content then
        return None


def keep(name: str, key: bytes, content: Any) -> None:
    """Keeps it whole or not at all; a folder that cannot be written costs only time."""
    try:
        FOLDER.mkdir(exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=FOLDER, prefix="content-", delete=False) as file:
            file.write(key + pickle.dumps(content, pickle.HIGHEST_PROTOCOL))
        os.replace(file.name, _file(name))
    except OSError:
        return


def _file(name: str) -> Path:
    return FOLDER / f"content-{hashlib.sha256(name.encode()).hexdigest()[:16]}.pickle"
