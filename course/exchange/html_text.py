"""HTML with formulas, as quiz programs show it, in our small Markdown: nothing of it runs."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

from lxml import etree, html

MAX_CHARACTERS = 20_000
"""Ten times what a question may have: there is room for tags, and nothing is parsed for long."""

_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000\ue001\ufffe\uffff]")
_FORMULA = re.compile(r"(?<!\\)(\$\$?)(.+?)(?<!\\)\1", re.DOTALL)
_HELD = re.compile("\ue000(\\d+)\ue001")
_LINK = re.compile(r"\[([^\[\]]*)\]\(([^()\s]*)\)")
_BARE_LINK = re.compile(r"<(https?:[^<>\s]*)>")
_LIKE_HTML = re.compile(r"<[a-zA-Z/!?]|&#?\w")
_MARK = re.compile(r"([\\`*_])|&(?=#?\w+;)")
_LIST = re.compile(r"^(\s*)(?:([-+])|(\d{1,9})([.)]))(?=\s|$)", re.MULTILINE)
_EMPHASIS = {"b": "**", "strong": "**", "i": "*", "em": "*"}
_LINES = re.compile("p|div|ul|ol|tr|table|pre|blockquote|h[1-6]")
_UNSEEN = re.compile("script|style|template|iframe|object|embed|svg|math|video|audio|form")


class TextReader:
    """Turns texts into Markdown; `lost` names, each once, what could not come along."""

    def __init__(self) -> None:
        self.lost: dict[str, None] = {}

    def markdown(self, text: str) -> str:
        """The text with its emphasis, code and lists. Raises ValueError where it is too long to be one."""
        if len(text) > MAX_CHARACTERS:
            raise ValueError(f"a text has more than {MAX_CHARACTERS:,} characters")
        held: list[str] = []
        text = self._without(_NOT_TEXT, text, "control characters")
        text = _FORMULA.sub(lambda found: self._hold(held, found[2]), text)
        text = _BARE_LINK.sub(lambda found: self._link(found[1], found[1]), text)
        text = _LINK.sub(lambda found: self._link(found[1], found[2]), text)
        made = self._from_html(text) if _LIKE_HTML.search(text) else escaped(_in_one_line(text))
        made = _HELD.sub(lambda found: in_code(held[int(found[1])]), made.replace("\\\\$", "$"))
        return re.sub(r" *\n *(?:\n *)+", "\n\n", made).strip()

    def code(self, text: str) -> str:
        """Lines of code, each marked as code; what indents them stays. Tags are text, `&lt;` is `<`."""
        return self._lines_of_code(unescape(text))

    def _lines_of_code(self, text: str) -> str:
        if len(text) > MAX_CHARACTERS:
            raise ValueError(f"code has more than {MAX_CHARACTERS:,} characters")
        self.lost["code is shown line by line, without colours"] = None
        text = self._without(_NOT_TEXT, text, "control characters").expandtabs(4)
        lines = [line.rstrip() for line in text.splitlines() if line.strip()]
        return "\n".join(in_code(_indented(line)) for line in lines)

    def _without(self, pattern: re.Pattern[str], text: str, what: str) -> str:
        cleaned = pattern.sub("", text)
        if cleaned != text:
            self.lost[f"{what} are left away"] = None
        return cleaned

    def _hold(self, held: list[str], formula: str) -> str:
        self.lost["formulas are shown as they were typed"] = None
        held.append(_in_one_line(formula))
        return f"\ue000{len(held) - 1}\ue001"

    def _link(self, words: str, address: str) -> str:
        self.lost[f"a link to {address[:200]} is words only"] = None
        return words

    def _from_html(self, text: str) -> str:
        try:
            root = html.fragment_fromstring(text, create_parent="div")
            return "".join(self._inner(root))
        except (etree.LxmlError, ValueError, AssertionError, RecursionError):
            self.lost["tags that cannot be read are shown as text"] = None
            return escaped(_in_one_line(text))

    def _inner(self, node: Any) -> str:
        parts = [escaped(_spaced(node.text or ""))]
        for child in node:
            parts += [self._outer(child), escaped(_spaced(child.tail or ""))]
        return "".join(parts)

    def _outer(self, node: Any) -> str:
        tag = node.tag if isinstance(node.tag, str) else "script"
        if _UNSEEN.fullmatch(tag):
            self.lost[f"<{tag}> is left away"] = None
            return ""
        if tag == "img":
            self.lost["a picture is left away; its words stay"] = None
            return escaped(_spaced(node.get("alt") or ""))
        if tag in ("code", "tt", "kbd", "samp"):
            return self._lines_of_code(node.text_content()) if node.text_content().strip() else ""
        inner = self._inner(node)
        if tag == "a":
            return self._link(inner, node.get("href") or "nowhere")
        if tag in _EMPHASIS:
            return self._emphasised(node, inner, _EMPHASIS[tag])
        return self._block(tag, inner)

    def _emphasised(self, node: Any, inner: str, mark: str) -> str:
        words = inner.strip()
        if not words:
            return inner
        if "\n" in words or words.startswith("*") or words.endswith("*") or _is_glued(node, words):
            self.lost["emphasis that Markdown cannot mark is left away"] = None
            return inner
        before, after = inner[: len(inner) - len(inner.lstrip())], inner[len(inner.rstrip()) :]
        return f"{before}{mark}{words}{mark}{after}"

    def _block(self, tag: str, inner: str) -> str:
        if tag == "li":
            return f"\n- {inner.strip()}"
        if tag == "br":
            return "\n"
        if _LINES.fullmatch(tag):
            return f"\n\n{inner.strip()}\n\n"
        if tag not in ("span", "div", "u", "small", "td", "th", "tbody"):
            self.lost[f"<{tag}> is shown as plain words"] = None
        return inner


def escaped(text: str) -> str:
    """Text whose characters all mean themselves in Markdown."""
    text = _MARK.sub(lambda found: f"\\{found[0]}", text)
    return _LIST.sub(lambda found: f"{found[1]}{found[3] or ''}\\{found[2] or found[4]}", text)


def in_code(text: str) -> str:
    """The text as code, whatever backticks it holds."""
    if not text.strip():
        return ""
    fence = "`" * (max(map(len, re.findall("`+", text)), default=0) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def _is_glued(node: Any, words: str) -> bool:
    """A sign at the edge of the words with a letter right beside it: Markdown sees no emphasis there."""
    previous = node.getprevious()
    before = (node.getparent().text if previous is None else previous.tail) or ""
    starts = not words[0].isalnum() and before[-1:].isalnum()
    return starts or (not words[-1].isalnum() and (node.tail or "")[:1].isalnum())


def _spaced(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def _in_one_line(text: str) -> str:
    return _spaced(text).strip()


def _indented(line: str) -> str:
    """Spaces at the beginning that a browser keeps."""
    words = line.lstrip(" ")
    return "\N{NO-BREAK SPACE}" * (len(line) - len(words)) + words
