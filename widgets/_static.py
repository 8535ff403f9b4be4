"""Pieces of the static versions: what print and exported HTML show. All text is escaped in here."""

from __future__ import annotations

from collections.abc import Iterable

from course.schema import Course, Reference, Reviewed, Sourced
from widgets._base import escaped

CERTAINTY = {
    "confirmed": "Confirmed: read in an abstract, a table or a page that reports it",
    "textbook": "Textbook knowledge",
    "estimate": "Our estimate",
}
"""How sure the course is of a claim, in words."""

NOT_REVIEWED = "Not yet reviewed by a clinician."


def review_line(contents: Iterable[Reviewed]) -> str:
    """Who checked this advice, and when; or that some of it has not been checked yet."""
    contents = list(contents)
    if any(content.reviewed_by is None for content in contents):
        return NOT_REVIEWED
    checks = [f"{c.reviewed_by} on {c.reviewed_on.day} {c.reviewed_on:%B %Y}" for c in contents]
    return f"Reviewed by {', '.join(dict.fromkeys(checks))}."


def cite(course: Course, sources: Iterable[str]) -> str:
    """References in short: 'Bohannon 1985; Standard anatomy textbooks'."""
    return "; ".join(dict.fromkeys(_in_short(course.references[id]) for id in sources))


def how_sure(course: Course, claim: Sourced) -> str:
    """How sure we are of a claim, and from where, in short: 'Confirmed; Neto and colleagues 2015'."""
    sources = cite(course, claim.sources)
    return "; ".join(filter(None, [CERTAINTY[claim.certainty].partition(":")[0], sources]))


def _in_short(reference: Reference) -> str:
    if reference.kind == "seed":
        return "the article that this course grew from"
    return f"{reference.authors.split(',')[0]} {reference.year or ''}".strip()


def title(text: str) -> str:
    return f"<h3>{escaped(text)}</h3>"


def paragraph(text: str) -> str:
    return f"<p>{escaped(text)}</p>"


def bullets(items: Iterable[str], ordered: bool = False) -> str:
    """A list; nothing at all when there are no items."""
    tag = "ol" if ordered else "ul"
    rows = "".join(f"<li>{escaped(item)}</li>" for item in items)
    return f"<{tag}>{rows}</{tag}>" if rows else ""


def section(heading: str, *parts: str) -> str:
    """A heading and what stands under it; nothing at all when that is empty."""
    body = "".join(parts)
    return f"<h4>{escaped(heading)}</h4>{body}" if body else ""


def table(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table with a header row; nothing at all when there are no rows."""
    body = "".join(f"<tr>{_cells('td', row)}</tr>" for row in rows)
    return (
        f"<table><thead><tr>{_cells('th', header)}</tr></thead><tbody>{body}</tbody></table>" if body else ""
    )


def _cells(tag: str, texts: Iterable[str]) -> str:
    """To the left, where words begin; notebooks push them to the right, as for numbers."""
    return "".join(f'<{tag} style="text-align: left">{escaped(text)}</{tag}>' for text in texts)
