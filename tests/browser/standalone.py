"""A widget on a plain page, with its real Python beside it: no JupyterLab, so axe can see its colours."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ADDRESS = "http://localhost/bedstretch-test"
THEMES = Path(sys.prefix) / "share/jupyter/lab/themes/@jupyterlab"

PAGE = """<!doctype html><html lang="en"><head><title>Widget</title><meta charset="utf-8">
<style id="light">{light}</style><style id="dark" media="not all">{dark}</style><style>{style}</style></head>
<body data-jp-theme-light="true"
 style="background: var(--jp-layout-color0); color: var(--jp-ui-font-color0)">
<main class="jp-OutputArea"><h1>Widget</h1><h2>Card</h2><div id="el"></div></main></body></html>"""

RENDER = """async ({script, traits}) => {
    const heard = {};
    const tell = (name, value) => (heard[name] ?? []).forEach((listener) => listener(value));
    const model = {
        get: (name) => traits[name],
        on: (names, listener) => names.split(' ').forEach((name) => (heard[name] ??= []).push(listener)),
        off() {},
        send: async (message) => {
            const { answers, changed } = await toPython(message);
            Object.assign(traits, changed);
            for (const name of Object.keys(changed)) tell(`change:${name}`, changed[name]);
            for (const answer of answers) tell('msg:custom', answer);
        },
    };
    const url = URL.createObjectURL(new Blob([script], { type: 'text/javascript' }));
    const widget = (await import(url)).default;
    await widget.render({ model, el: document.getElementById('el') });
}"""


def show(page, widget) -> None:
    """Draws `widget` on `page`, in the light theme; its requests and events go to its real Python."""
    said: list[dict] = []
    widget.send = lambda content, buffers=None: said.append(content)

    def to_python(message: dict) -> dict:
        said.clear()
        before = _traits(widget)
        widget._receive(widget, message, None)
        after = _traits(widget)
        changed = {name: after[name] for name in after if after[name] != before[name]}
        return {"answers": json.loads(json.dumps(said)), "changed": changed}

    page.expose_function("toPython", to_python)
    html = PAGE.format(light=_theme("light"), dark=_theme("dark"), style=widget._css)
    page.route(ADDRESS, lambda route: route.fulfill(body=html, content_type="text/html"))
    page.goto(ADDRESS)
    draw(page, widget)


def draw(page, widget) -> None:
    """Draws a widget that `show` has shown once more, on the same page loaded again."""
    page.evaluate(RENDER, {"script": widget._esm, "traits": _traits(widget)})


def set_theme(page, dark: bool) -> None:
    """JupyterLab's dark theme, or its light one, for what is drawn."""
    page.evaluate(
        """(dark) => {
            document.getElementById("light").media = dark ? "not all" : "";
            document.getElementById("dark").media = dark ? "" : "not all";
            document.body.dataset.jpThemeLight = String(!dark);
        }""",
        dark,
    )


def _theme(name: str) -> str:
    return (THEMES / f"theme-{name}-extension/index.css").read_text(encoding="utf-8")


def _traits(widget) -> dict:
    traits = {name: getattr(widget, name) for name in widget.keys if not name.startswith("_")}
    return json.loads(json.dumps(traits, default=str))
