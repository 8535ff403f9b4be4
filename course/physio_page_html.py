"""The page for a physiotherapist as one HTML file: all in it, nothing that runs, every text escaped."""

from __future__ import annotations

from html import escape

from course.physio_page import PhysioPage, Section
from course.sample import MARK

STYLE = """
@page { size: A4; margin: 14mm }
body { font: 10.5pt/1.35 system-ui, sans-serif; color: #1f1f1f; background: #fff;
  max-width: 46em; margin: 1em auto; padding: 0 1em }
h1 { font-size: 1.4em; margin: 0 } h2 { font-size: 1.05em; margin: 0.9em 0 0.2em } p { margin: 0.2em 0 }
.sample { border: 2px solid; padding: 0.2em 0.6em; font-weight: bold; display: inline-block }
table { border-collapse: collapse; width: 100%; font-size: 0.92em }
th, td { border-bottom: 1px solid #8c8c8c; padding: 0.15em 0.5em 0.15em 0; text-align: left;
  vertical-align: top }
""".strip()
POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def html_page(page: PhysioPage) -> str:
    """The whole file."""
    mark = f'<p class="sample">{escape(MARK)}</p>' if page.is_sample else ""
    body = "".join(map(_section, page.sections))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width">'
        f"<title>{escape(page.title)}</title><style>{STYLE}</style></head>\n<body>{mark}"
        f"<h1>{escape(page.title)}</h1><p>{escape(page.subtitle)}</p>\n{body}</body></html>\n"
    )


def _section(section: Section) -> str:
    lines = "".join(f"<p>{escape(line)}</p>" for line in section.lines)
    return f"<h2>{escape(section.heading)}</h2>{lines}{_table(section.rows)}\n"


def _table(rows: tuple[tuple[str, ...], ...]) -> str:
    if not rows:
        return ""
    heads, *others = rows
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in others)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
