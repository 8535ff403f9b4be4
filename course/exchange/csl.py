"""The references as a bibliography that other programs read: CSL-JSON, for Zotero, Pandoc and the like.

Source of the format: the citation style language's schema for data (`csl-data`), version 1.0.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from course.exchange.whole_file import write_new
from course.schema import Reference

_TYPES = {
    "article": "article-journal",
    "review": "article-journal",
    "position-stand": "article-journal",
    "guideline": "report",
    "textbook": "book",
    "web-page": "webpage",
    "seed": "webpage",
}
_OTHERS = re.compile(r" and colleagues\b.*")
_UNKNOWN = re.compile(r"^Authors? not listed here")


def export_references(references: Iterable[Reference], file: Path) -> None:
    """Writes a new file of CSL-JSON. Raises `PlainError` where it is there already or cannot be written."""
    items = [csl_item(reference) for reference in references]
    write_new(file, json.dumps(items, ensure_ascii=False, indent=2).encode() + b"\n")


def csl_item(reference: Reference) -> dict[str, Any]:
    """One reference in CSL-JSON; what is not known is left out, and `about` is its note."""
    found = {
        "id": reference.id,
        "type": "article-journal" if _is_paper(reference) else _TYPES[reference.kind],
        "title": reference.title,
        "author": _authors(reference),
        "issued": {"date-parts": [[reference.year]]} if reference.year else None,
        "container-title": reference.container,
        "page": reference.pages,
        "DOI": reference.doi,
        "note": reference.about,
        **_volume(reference.volume),
    }
    return {key: value for key, value in found.items() if value}


def _is_paper(reference: Reference) -> bool:
    """A guideline with a DOI stands in a journal, and people wrote it."""
    return _TYPES[reference.kind] == "article-journal" or (
        reference.kind == "guideline" and reference.doi is not None
    )


def _volume(volume: str | None) -> dict[str, str]:
    """'41(2)' is volume 41, issue 2."""
    parts = re.fullmatch(r"([^()]+)\(([^()]+)\)", volume or "")
    return {"volume": parts[1], "issue": parts[2]} if parts else {"volume": volume} if volume else {}


def _authors(reference: Reference) -> list[dict[str, str]]:
    """Family names of people; whole names of organisations and of groups of pages."""
    if _UNKNOWN.match(reference.authors):
        return []
    if not _is_paper(reference):
        return [{"literal": reference.authors}]
    named, others = _OTHERS.subn("", reference.authors)
    people = [{"family": name.strip()} for name in named.split(",")]
    return [*people, {"literal": "others"}] if others else people
