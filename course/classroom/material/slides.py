"""Slides from the lessons: one HTML file each, with reveal.js and all pictures in it; it asks no network.

What is shown is told by the cells' `slideshow` marks, as JupyterLab writes them; a cell without one is left
out. Of a marked cell the slide shows what can be taken in from the back row: heading, picture, table, list,
lines that begin in bold, and for whom an exercise is not; where none of these tells anything, its first
paragraph. Other prose goes to the speaker's notes, and so does every fold, since it holds the answer.
"""

from __future__ import annotations

import base64
import copy
import html
import io
import json
import os
import re
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from course.errors import PlainError
from course.exchange.whole_file import make_folder, write_new
from course.folders import MEDIA
from course.schema import Course

NOTEBOOKS = Path(__file__).resolve().parents[3] / "notebooks"
SHOWN = ("slide", "subslide", "fragment", "-")
_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\([^)\s]+\.ipynb[^)]*\)")
_PICTURE = re.compile(r'src="\.\./course/media/([\w.-]+)\.webp"')
_FOLD = re.compile(r"<(/?)details>")
_ON_THE_SLIDE = re.compile(r"\s*(?:#|\||!\[|[-*] |\d+\. |\*\*|>|\*[^*]|[a-h]\) )")
_TELLS_NOTHING = re.compile(r"\s*(?:#|!\[|\*[^*])")
_LIST = re.compile(r"^\s*(?:[-*]|\d+\.) ", re.MULTILINE)
_CAUTION = re.compile(
    r"\bleaves?\s(?:it|this|both|the\stwist|happy\sbaby|this\sstretch)\sout\b|picture\sit\sinstead"
    r"|safety\scheck\s(?:gave|names?|offers)\b|then\sonly\sread\b",
    re.IGNORECASE,
)
_OF_THE_PAGE = re.compile(r"\*\*New here\?\*\*|The card ")
"""Speaks to somebody who sits before the lesson, of what stands around it there."""
_PRESS = re.compile(
    r" (?:Then press \*\*▶\*\*\.|before you (?:press(?: ▶)?|open the answer)(?=[.:*]))|, press ▶[^.]*"
)
QUIET = "--log-level=ERROR"
"""The kernel warns of every port that it opens, which are ports of this computer alone."""
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
    "frame-src 'self' file:"
)

STYLE = """\
:root { --ink: #1f1f1f; --blue: #0b4f79; --pale: #e8eef2 }
html, body, main { height: 100% }
body { margin: 0; background: #fff; color: var(--ink) }
.reveal { font: 26px/1.35 "Segoe UI", "Helvetica Neue", "DejaVu Sans", Arial, sans-serif; color: var(--ink) }
.reveal .slides { text-align: left }
.reveal .slides section section { max-height: 650px; overflow-y: auto; box-sizing: border-box;
  padding: 0 12px }
.reveal h1 { font-size: 1.9em; line-height: 1.15; color: var(--blue); margin: 0 0 .5em }
.reveal h2, .reveal h3, .reveal h4 { font-size: 1.4em; line-height: 1.2; color: var(--blue);
  margin: 0 0 .5em }
.reveal p, .reveal ul, .reveal ol, .reveal blockquote { margin: 0 0 .6em }
.reveal li { margin: 0 0 .3em }
.reveal img { display: block; max-width: 100%; max-height: var(--tall, 450px); margin: 0 auto .5em }
.reveal section:has(ol, ul, p ~ p ~ p):not(:has(table)) img { float: right; max-width: 45%;
  margin: 0 0 .5em 1em }
.reveal section:has(table) img { max-height: calc(var(--tall, 450px) * .58) }
.reveal table { border-collapse: collapse; font-size: .85em; width: 100%; margin-bottom: .6em }
.reveal th, .reveal td { border-bottom: 1px solid #8c8c8c; padding: .25em .5em; vertical-align: top;
  text-align: left !important }
.reveal th { background: var(--pale) }
.reveal .slides section .fragment { transition: none }  /* else it is measured at the size of before */
.reveal blockquote { border-left: 6px solid var(--blue); padding: 0 .8em }
.reveal pre { font: .95em/1.3 "DejaVu Sans Mono", Consolas, monospace; background: var(--pale); padding: .5em;
  margin: 0; white-space: pre-wrap }
.reveal .controls { font-size: 5.5px }
.reveal .slide-number { right: auto; left: 8px; font-size: 12px; background: #1f1f1f; color: #fff }
.anchor-link, .jp-InputPrompt, .jp-OutputPrompt, .jp-Collapser { display: none }
"""

FIT = """\
function fit({ currentSlide: slide }) {
  for (let size = 40; size > 15; size--) {
    slide.style.fontSize = `${size}px`;
    slide.style.setProperty("--tall", `${size * 450 / 26}px`);
    if (slide.scrollHeight <= 650) return;
  }
  slide.tabIndex = 0;
}
Reveal.on("ready", fit);
Reveal.on("slidechanged", fit);
"""
"""A slide is set as large as what stands on it allows, its pictures too; what is still too long scrolls.
Under it there is room for the arrows."""

TEMPLATE = """\
{%- extends 'base.html.j2' -%}
{%- block header -%}
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{{ resources.bedstretch.policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{ resources.bedstretch.title }}</title>
<style>{{ resources.bedstretch.css }}</style>
</head>
{%- endblock header -%}
{%- block body_header -%}
<body>
<main><div class="reveal"><div class="slides">
{%- endblock body_header -%}
{%- block body_footer -%}
</div></div></main>
<script>{{ resources.bedstretch.scripts }}</script>
<script>
{{ resources.bedstretch.fit }}
Reveal.initialize({ hash: true, slideNumber: "c/t", width: 1120, height: 700, margin: 0.05, center: false,
  transition: "none", pdfSeparateFragments: false, plugins: [RevealNotes] });
</script>
</body>
{%- endblock body_footer -%}
{%- block footer -%}
</html>
{%- endblock footer -%}
"""


def export_slides(course: Course, folder: Path, notebooks: Path = NOTEBOOKS) -> list[Path]:
    """Writes one file a lesson into a new folder, or one that has none of them; the files.

    Raises `PlainError` where the folder does not suit or the course was installed without its notebooks.
    """
    if not notebooks.is_dir():
        raise PlainError("The course here has no notebooks beside it; export slides from a clone of it.")
    files = {id: folder / f"{id}.slides.html" for id in course.lessons}
    if there := [file for file in files.values() if file.exists()]:
        raise PlainError(f"{there[0]}: is there already; choose another folder, or move it aside")
    make_folder(folder)
    for id, file in files.items():
        notebook = with_outputs(
            json.loads((notebooks / f"{id}.ipynb").read_text(encoding="utf-8")), notebooks
        )
        write_new(file, slides_page(notebook, course.lessons[id].title).encode())
    return list(files.values())


def slides_page(notebook: dict[str, Any], title: str) -> str:
    """A lesson's notebook as one page that needs nothing else."""
    from nbconvert.exporters import SlidesExporter

    exporter = SlidesExporter(exclude_input=True, exclude_output_prompt=True)
    exporter.raw_template = TEMPLATE
    extra = {"title": html.escape(title), "policy": POLICY, "css": _reveal("reveal.css") + STYLE, "fit": FIT}
    extra["scripts"] = _reveal("reveal.js") + "\n" + _reveal("plugin/notes.js")
    source = io.StringIO(json.dumps(for_slides(notebook)))
    page, _ = exporter.from_file(source, resources={"bedstretch": extra})
    return _PICTURE.sub(_embedded, page)


def _reveal(name: str) -> str:
    """A file of reveal.js as pyreveal ships it; nothing of pyreveal is run."""
    found = find_spec("pyreveal")
    if found is None or found.origin is None:
        raise PlainError("Slides need the package pyreveal, which brings reveal.js: pip install pyreveal")
    text = (Path(found.origin).parent / "revealjs/dist" / name).read_text(encoding="utf-8")
    return text.replace("</script", "<\\/script")


def _embedded(found: re.Match[str]) -> str:
    content = base64.b64encode((MEDIA / f"{found[1]}.webp").read_bytes()).decode()
    return f'src="data:image/webp;base64,{content}"'


def for_slides(notebook: dict[str, Any]) -> dict[str, Any]:
    """The notebook with the marked cells alone, each followed by the notes that were split off it."""
    cells = []
    for cell in copy.deepcopy(notebook["cells"]):
        mark = _mark(cell)
        if mark == "notes" and cell["cell_type"] == "markdown":
            cells.append(_notes(cell, _without_folds("".join(cell["source"]))[0]))
        elif mark in SHOWN and cell["cell_type"] == "markdown":
            shown, told = split("".join(cell["source"]))
            cells.append({**cell, "source": shown})
            cells += [_notes(cell, told)] if told else []
        elif mark in SHOWN:
            cells.append({**cell, "outputs": [_static(output) for output in cell["outputs"]]})
    return {**notebook, "cells": cells}


def with_outputs(notebook: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The notebook with what its marked cells show: run anew with an empty journal, whatever was stored."""
    marked = [
        at for at, cell in enumerate(notebook["cells"])
        if cell["cell_type"] == "code" and _mark(cell) in SHOWN
    ]  # fmt: skip
    if not marked:
        return notebook
    import nbformat
    from nbclient import NotebookClient

    cells = notebook["cells"][: marked[-1] + 1]
    code = [{**cell, "source": "".join(cell["source"])} for cell in cells if cell["cell_type"] == "code"]
    run = nbformat.from_dict({**notebook, "cells": code})
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        client = NotebookClient(run, resources={"metadata": {"path": str(folder)}}, extra_arguments=[QUIET])
        client.execute(env={**os.environ, "BEDSTRETCH_HOME": home})
    outputs = {cell["id"]: cell["outputs"] for cell in run["cells"]}
    filled = [{**c, "outputs": outputs[c["id"]]} if c["id"] in outputs else c for c in notebook["cells"]]
    return {**notebook, "cells": filled}


def _mark(cell: dict[str, Any]) -> str | None:
    return cell["metadata"].get("slideshow", {}).get("slide_type")


def _static(output: dict[str, Any]) -> dict[str, Any]:
    """A widget's printed version in place of the widget."""
    data = output.get("data", {})
    return {**output, "data": {"text/html": data["text/html"]}} if "text/html" in data else output


def _notes(cell: dict[str, Any], text: str) -> dict[str, Any]:
    metadata = {"slideshow": {"slide_type": "notes"}}
    id, source = f"{cell['id'][:50]}-notes", _LINK.sub(r"\1", text)
    return {"cell_type": "markdown", "id": id, "metadata": metadata, "source": source}


def split(text: str) -> tuple[str, str]:
    """What a slide shows of a cell's Markdown, and what is told with it."""
    open_text, folds = _without_folds(text)
    blocks = [block for block in re.split(r"\n\s*\n", _LINK.sub(r"\1", open_text)) if block.strip()]
    for_class = [block for block in blocks if not _OF_THE_PAGE.match(block)]
    shown = [block for block in for_class if _ON_THE_SLIDE.match(block) or _CAUTION.search(block)]
    if all(_TELLS_NOTHING.match(block) for block in shown):
        prose = [block for block in for_class if block not in shown][:1]
        shown = [block for block in for_class if block in shown or block in prose]
    told = [block for block in blocks if block not in shown]
    return _PRESS.sub("", "\n\n".join(_picture_beside_text(shown))), "\n\n".join([*told, *folds])


def _picture_beside_text(blocks: list[str]) -> list[str]:
    """Pictures behind the heading, where the style sets them beside a list or some paragraphs."""
    texts = [block for block in blocks if not re.match(r"\s*(?:#|!\[|\|)", block)]
    if len(texts) < 2 and not any(_LIST.search(text) for text in texts):
        return blocks
    pictures = [block for block in blocks if block.lstrip().startswith("![")]
    others = [block for block in blocks if block not in pictures]
    heads = len(others[:1]) if others[0].startswith("#") else 0
    return [*others[:heads], *pictures, *others[heads:]]


def _without_folds(text: str) -> tuple[str, list[str]]:
    """The text outside of all folds, and each outer fold's text; folds may stand inside of folds."""
    outside, folds, depth, at = "", [], 0, 0
    for mark in _FOLD.finditer(text):
        if depth == 0:
            outside += text[at : mark.start()]
            at = mark.end()
        depth += -1 if mark[1] else 1
        if depth == 0:
            folds.append(_fold_text(text[at : mark.start()]))
            at = mark.end()
    return outside + text[at:], folds


def _fold_text(text: str) -> str:
    """Its summary in bold, then what it hides; indented folds of a list come to the margin."""
    text = re.sub(r"</?details>", "", text)
    text = re.sub(r"<summary>(.*?)</summary>", r"\n\n**\1**\n\n", text)
    return "\n".join(
        line.strip() if not re.match(r"\s*[-*|\d]", line) else line for line in text.splitlines()
    ).strip()
