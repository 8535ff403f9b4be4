"""Joins a widget's browser files into the one script and the one style sheet that anywidget takes.

anywidget loads a script from a blob, from where nothing relative can be imported. So `import … from
"./page/clock.js"` is resolved here: each file stands once, before the files that need it, without its
`import` lines and `export` marks. Under node the same files are plain modules.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

HERE = Path(__file__).parent

_IMPORT = re.compile(r"^import \{[^}]*\} from \"(\.[^\"]+)\";\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const|class|let)", re.MULTILINE)


@cache
def script(name: str) -> str:
    """The whole script of `widgets/<name>.js`, for `_esm`."""
    parts: dict[Path, str] = {}
    _collect((HERE / f"{name}.js").resolve(), parts)
    *shared, widget = parts.values()
    return "\n".join([*(_EXPORT.sub("", text) for text in shared), widget])


@cache
def style(name: str) -> str:
    """The shared look and `widgets/<name>.css`, for `_css`."""
    own = HERE / f"{name}.css"
    shared = (HERE / "page" / "theme.css").read_text(encoding="utf-8")
    bar = (HERE / "page" / "session_bar.css").read_text(encoding="utf-8")
    return shared + bar + (own.read_text(encoding="utf-8") if own.exists() else "")


def _collect(file: Path, parts: dict[Path, str]) -> None:
    if file in parts:
        return
    text = file.read_text(encoding="utf-8")
    for target in _IMPORT.findall(text):
        _collect((file.parent / target).resolve(), parts)
    parts[file] = _IMPORT.sub("", text)
