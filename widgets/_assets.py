"""Joins a widget's browser files into the one script and the one style sheet that anywidget takes.

anywidget loads a script from a blob, from where nothing relative can be imported. So `import … from
"./page/clock.js"` is resolved here: each file stands once, before the files that need it, without its
`import` lines and `export` marks; `import timer from "./session_timer.js"` makes a constant of that file's
default export. Under node the same files are plain modules.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent

_IMPORT = re.compile(r"^import (?:\{[^}]*\}|(\w+)) from \"(\.[^\"]+)\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|class|let)", re.MULTILINE)


@cache
def script(name: str) -> str:
    """The whole script of `widgets/<name>.js`, for `_esm`."""
    parts: dict[Path, str] = {}
    _collect((HERE / f"{name}.js").resolve(), parts)
    *shared, widget = parts.values()
    return "\n".join([*(_EXPORT.sub("", text) for text in shared), widget])


@cache
def style(*names: str) -> str:
    """The shared look and each `widgets/<name>.css` that there is, for `_css`."""
    files = [HERE / "page" / "theme.css", HERE / "page" / "session_bar.css"]
    files += [file for name in names if (file := HERE / f"{name}.css").exists()]
    return "".join(file.read_text(encoding="utf-8") for file in files)


def _collect(file: Path, parts: dict[Path, str]) -> None:
    if file in parts:
        return
    text = file.read_text(encoding="utf-8")
    for named_default, target in _IMPORT.findall(text):
        needed = (file.parent / target).resolve()
        _collect(needed, parts)
        if named_default:
            parts[needed] = parts[needed].replace("export default ", f"const {named_default} = ", 1)
    parts[file] = _IMPORT.sub("", text)
