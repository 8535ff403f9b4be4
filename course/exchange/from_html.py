"""HTML of other programs as our small Markdown: emphasis, code, lists, line breaks. Else is plain text."""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from course.rich_text import to_plain

MAX_HTML = 20_000
"""Ten times what a text of ours may hold. More is refused before it costs time."""

_EMBEDDED = re.compile(r"data:[^\"'\s>]*")
_MARKS = re.compile(r"([\\*`])|(?<![^\W_])(_)|(_)(?![^\W_])|(&)(?=#|\w)")
_LIST_START = re.compile(r"(?m)^(\s*)(?:([-+])|(\d{1,9})([.)]))(?=\s|$)")
_EMPHASIS = {"em": "*", "i": "*", "strong": "**", "b": "**"}
_HIDDEN = {"script", "style", "title", "template", "noscript", "iframe", "object"}
_BLOCKS = frozenset(
    {
        "p",
        "div",
        "tr",
        "table",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "blockquote",
        "pre",
        "section",
        "dt",
        "dd",
        "hr",
    }
)
_RAISED = str.maketrans("0123456789+-−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻ⁿ")
_LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")


def to_markdown(text: str, format: str = "html") -> str:
    """A text as Moodle's four formats have it. Raises ValueError, with the reason, where it is too long.

    Where Markdown cannot say the emphasis (a mark in the middle of a word), the words stay without it.
    """
    text = _EMBEDDED.sub("", text)
    if len(text) > MAX_HTML:
        raise ValueError(f"a text has more than {MAX_HTML:,} characters")
    if format == "markdown":
        return text.strip()
    if format == "plain_text":
        return escaped(text).strip()
    if format == "moodle_auto_format":
        text = text.strip().replace("\n", "<br>")
    text = _tidied(text)
    plain = _read(text, marks=False)
    marked = _read(text, marks=True)
    return marked if _words(to_plain(marked)) == _words(to_plain(plain)) else plain


def _tidied(text: str) -> str:
    """Well-formed HTML of the tags that we read; Python's own parser takes minutes for a broken one."""
    import nh3

    known = _BLOCKS | _EMPHASIS.keys() | {"br", "code", "img", "li", "ol", "ul", "sub", "sup", "td", "th"}
    tidy = nh3.clean(text, tags=known, clean_content_tags=_HIDDEN, attributes={"img": {"alt"}})
    if len(tidy) > 6 * MAX_HTML:
        raise ValueError("a text has tags that are nested in too many ways")
    return tidy


def escaped(text: str) -> str:
    """Plain text with nothing in it that Markdown would take for a mark."""
    text = _MARKS.sub(lambda found: "\\" + found[0], text)
    return _LIST_START.sub(
        lambda found: f"{found[1]}\\{found[2]}" if found[2] else f"{found[1]}{found[3]}\\{found[4]}", text
    )


def _words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _read(text: str, marks: bool) -> str:
    reader = _Reader(marks)
    reader.feed(text)
    reader.close()
    lines = [re.sub(r"(?<=\S)[ \t]+", " ", line).rstrip() for line in reader.text().split("\n")]
    lines = [line if re.match(r" +(?:-|\d+\.) ", line) else line.lstrip() for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


class _Reader(HTMLParser):
    """Collects pieces. An open emphasis remembers where it began; its marks are set once it closes."""

    def __init__(self, marks: bool):
        super().__init__(convert_charrefs=True)
        self.marks = marks
        self.pieces: list[str] = []
        self.open: list[tuple[str, int]] = []
        self.lists: list[int | None] = []

    def text(self) -> str:
        return "".join(self.pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.pieces.append(
                escaped(f"[picture: {alt}]" if (alt := dict(attrs).get("alt")) else "[picture]")
            )
        elif tag == "br":
            self._break("\n")
        elif tag in _BLOCKS:
            self._break("\n\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")
        elif tag in ("ul", "ol"):
            self._begin_list(tag)
        elif tag == "li":
            self._begin_point()
        elif tag in _EMPHASIS or tag in ("code", "sup", "sub"):
            self.open.append((tag, len(self.pieces)))

    def handle_endtag(self, tag: str) -> None:
        if tag in ("ul", "ol"):
            self.lists = self.lists[:-1]
            self._break("" if self.lists else "\n\n")
        elif tag in _BLOCKS:
            self._break("\n\n")
        elif any(name == tag for name, _ in self.open):
            self._close(tag)

    def handle_data(self, data: str) -> None:
        self.pieces.append(escaped(re.sub(r"\s+", " ", data)))

    def _break(self, lines: str) -> None:
        """Emphasis does not reach over lines: what is open ends here."""
        self.open.clear()
        self.pieces.append(lines)

    def _begin_list(self, tag: str) -> None:
        self._break("" if self.lists else "\n\n")
        self.lists.append(0 if tag == "ol" else None)

    def _begin_point(self) -> None:
        number = self.lists[-1] if self.lists else None
        if number is not None:
            self.lists[-1] = number = number + 1
        indent = "   " * min(len(self.lists) - 1, 3)
        self._break("\n" + indent)
        self.pieces.append("- " if number is None else f"{number}. ")

    def _close(self, tag: str) -> None:
        while True:
            name, start = self.open.pop()
            if name == tag:
                break
        inner = "".join(self.pieces[start:])
        words = inner.strip()
        if not words or not self.marks and tag not in ("sup", "sub"):
            return
        nested = any(_EMPHASIS.get(name) == _EMPHASIS.get(tag) for name, _ in self.open)
        before, _, after = inner.partition(words)
        self.pieces[start:] = [before, words if nested else _marked(tag, words), after]


def _marked(tag: str, words: str) -> str:
    if tag in ("sup", "sub"):
        signs, start = (_RAISED, "^") if tag == "sup" else (_LOWERED, "")
        changed = words.translate(signs)
        return changed if all(ord(sign) > 127 for sign in changed) else start + words
    if tag == "code":
        plain = html.unescape(re.sub(r"\\(.)", r"\1", words))
        return words if "`" in plain else f"`{plain}`"
    return _EMPHASIS[tag] + words + _EMPHASIS[tag]
