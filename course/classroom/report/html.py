"""A class report as one HTML file: all in it, nothing that runs, every text escaped."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from html import escape

from course.classroom.report.blocks import Block, Picture, Points, Report, Section, Table, Warn

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
PICTURE_PX = 720

SECTION_STYLE = """
.class-report { font: 15px/1.5 system-ui, sans-serif; overflow-wrap: anywhere }
.class-report h2 { font-size: 1.4em; line-height: 1.25; margin: 2em 0 0.5em; padding-top: 0.6em;
  border-top: 2px solid }
.class-report h3 { font-size: 1.1em; margin: 1.4em 0 0.4em }
.class-report p { max-width: 75ch; margin: 0.5em 0 }
.class-report ol, .class-report ul { max-width: 75ch; padding-left: 1.6em; margin: 0.5em 0 }
.class-report li { margin: 0.5em 0 } .class-report li p { margin: 0.15em 0 }
.class-report .warn { border-left: 5px solid #b45a00; padding: 0.3em 0.8em; font-weight: 600 }
.class-report .wide { overflow-x: auto; margin: 1em 0; max-width: 100% }
.class-report table { border-collapse: collapse; font-size: 0.88em; text-align: left }
.class-report caption { text-align: left; font-weight: 600; padding: 0.3em 0; max-width: 75ch }
.class-report .wide th, .class-report .wide td { padding: 0.25em 0.7em 0.25em 0; vertical-align: top;
  text-align: left; background: none; border-bottom: 1px solid #8c8c8c; overflow-wrap: break-word }
.class-report .wide thead th { vertical-align: bottom; border-bottom-width: 2px }
.class-report .wide tbody th { font-weight: 500; min-width: 7em; max-width: 34em }
.class-report .wide .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.class-report .wide thead .number { white-space: normal; min-width: 5em }
.class-report .wide td:not(.number) { min-width: 9em; max-width: 34em }
.class-report figure { margin: 1em 0; max-width: 45em }
.class-report img { max-width: 100%; height: auto; background: #fff; border-radius: 4px; display: block }
.class-report figcaption { font-size: 0.9em; margin-top: 0.3em }
.class-report summary { cursor: pointer; padding: 0.4em 0 } .class-report summary h3 { display: inline }
""".strip()

PAGE_STYLE = """
@page { size: A4; margin: 14mm }
:root { color-scheme: light dark }
html { background: #fff; color: #1f1f1f; -webkit-text-size-adjust: 100% } a { color: #0b4f79 }
body { margin: 0 auto; max-width: 66rem; padding: 1rem clamp(0.8rem, 3vw, 2rem) 4rem }
h1 { font-size: 1.7em; line-height: 1.2; margin: 0.5em 0 0.1em }
nav ul { columns: 16em; padding-left: 1.2em }
#first { border: 2px solid; border-radius: 8px; padding: 0 1.2em 0.6em; margin-top: 1.2em }
#first h2 { border: 0; margin-top: 0.2em }
@media (prefers-color-scheme: dark) {
  html { background: #17191c; color: #e8e8e8 } a { color: #8fc7ee }
}
@media print {
  html { background: #fff; color: #000 } nav, details { display: none }
  .class-report { font-size: 9.5pt } .class-report .wide { overflow: visible }
  .class-report table { font-size: 7.5pt; width: 100% } .class-report .wide .number { white-space: normal }
  .class-report .wide td:not(.number), .class-report .wide tbody th, .class-report .wide thead .number {
    min-width: 0 }
  thead { display: table-header-group } tr, figure, li { break-inside: avoid }
  h2, h3, caption { break-after: avoid }
}
""".strip()


def html_page(report: Report) -> str:
    """The whole file."""
    links = "".join(
        f'<li><a href="#{escape(one.id)}">{escape(one.heading)}</a></li>'
        for one in report.sections
        if not one.is_extra
    )
    body = "".join(map(_section, report.sections))
    generator = f'<meta name="generator" content="{escape(report.generator)}">' if report.generator else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
        f"{generator}"
        f"<title>{escape(report.title)}</title><style>{SECTION_STYLE}\n{PAGE_STYLE}</style></head>\n"
        f'<body class="class-report"><header><h1>{escape(report.title)}</h1><p>{escape(report.subtitle)}</p>'
        f'<nav aria-label="On this page"><ul>{links}</ul></nav></header>\n<main>{body}</main></body></html>\n'
    )


def section_html(section: Section) -> str:
    """One section alone, as a notebook shows it."""
    return f'<style>{SECTION_STYLE}</style><div class="class-report">{_section(section)}</div>'


def _section(section: Section) -> str:
    head = f"<h{section.level}>{escape(section.heading)}</h{section.level}>"
    inside = blocks_html(section.blocks)
    id = f' id="{escape(section.id)}"' if section.id else ""
    if section.is_extra:
        return f"<details{id}><summary>{head}</summary>{inside}</details>\n"
    return f"<section{id}>{head}{inside}</section>\n"


def blocks_html(blocks: Iterable[Block]) -> str:
    """Paragraphs, lists, tables and pictures."""
    return "".join(map(_block, blocks))


def _block(block: Block) -> str:
    match block:
        case str():
            return f"<p>{escape(block)}</p>"
        case Warn():
            return f'<p class="warn">{escape(block.text)}</p>'
        case Points():
            return _points(block)
        case Table():
            return _table(block)
        case Picture():
            return _picture(block)


def _points(points: Points) -> str:
    tag = "ol" if points.is_ordered else "ul"
    items = (
        f"<li><strong>{escape(lead)}</strong>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</li>"
        for lead, *lines in points.items
    )
    return f"<{tag}>{''.join(items)}</{tag}>"


def _table(table: Table) -> str:
    caption = escape(table.caption)
    heads = "".join(
        f'<th scope="col"{_kind(table, at)}>{escape(head)}</th>' for at, head in enumerate(table.heads)
    )
    rows = "".join(f"<tr>{_row(table, row)}</tr>" for row in table.rows)
    return (
        f'<div class="wide" role="region" tabindex="0" aria-label="{caption}"><table>'
        f"<caption>{caption}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _row(table: Table, row: tuple[str, ...]) -> str:
    first, *others = row
    cells = "".join(f"<td{_kind(table, at)}>{escape(cell)}</td>" for at, cell in enumerate(others, 1))
    return f'<th scope="row">{escape(first)}</th>{cells}'


def _kind(table: Table, at: int) -> str:
    return ' class="number"' if at in table.numbers else ""


def _picture(picture: Picture) -> str:
    """The words stand under it for everybody; a screen reader hears them once, as the picture's."""
    from course.plots.look import figure_of, saved

    drawing = picture.make()
    data = base64.b64encode(saved(figure_of(drawing, PICTURE_PX), "svg")).decode()
    words = escape(drawing.words)
    return (
        f'<figure><img src="data:image/svg+xml;base64,{data}" alt="{words}">'
        f'<figcaption aria-hidden="true">{words}</figcaption></figure>'
    )
