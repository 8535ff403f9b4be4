"""Markdown of a small subset, as HTML that is safe to show whoever wrote it.

Emphasis, code, lists, line breaks. HTML in the text is shown as text; links and pictures are no part of it: a
link inside a widget would reload JupyterLab, and a picture needs its alt text.
"""

from __future__ import annotations

import html
import re
from functools import cache, lru_cache

_MARKS = re.compile(r"[\\*_`&<>\n\r\0]|^\s*(?:\d{1,9}[.)]|[-+])(?:\s|$)")
"""Without any of these a text is one plain paragraph, and the parser need not be loaded."""

_RULES = ("emphasis", "backticks", "list", "newline", "escape", "entity")
_INSIDE_WORDS = re.compile(r"</?(?:em|strong|code)>")
_TAGS = frozenset({"p", "em", "strong", "code", "ul", "ol", "li", "br"})


@lru_cache(4096)
def to_html(text: str) -> str:
    """The text as paragraphs and lists."""
    if not _MARKS.search(text):
        return f"<p>{html.escape(text)}</p>"
    return _clean(_markdown().render(text)).strip()


@lru_cache(4096)
def to_inline_html(text: str) -> str:
    """The text as one line, for options, labels and headings; a piece of one keeps the space at its ends."""
    if not _MARKS.search(text):
        return html.escape(text)
    return _clean(_markdown().renderInline(text))


@lru_cache(4096)
def to_plain(text: str) -> str:
    """The text without its marks, for names that a screen reader speaks and for other programs."""
    if not _MARKS.search(text):
        return text
    without_tags = re.sub(r"<[^>]*>", " ", _INSIDE_WORDS.sub("", to_html(text)))
    return re.sub(r"\s+", " ", html.unescape(without_tags)).strip()


@cache
def _markdown():
    from markdown_it import MarkdownIt

    return MarkdownIt("zero", {"html": False, "linkify": False, "breaks": True}).enable(list(_RULES))


def _clean(rendered: str) -> str:
    """What the parser made is clean by its settings; nh3 makes sure of it."""
    import nh3

    return nh3.clean(rendered, tags=set(_TAGS), attributes={})
