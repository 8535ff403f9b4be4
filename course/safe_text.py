"""Texts that came from outside, as they may be shown: on one line, of bearable length, steering nothing.

Neither control characters nor marks that turn the direction of writing come through.
"""

from __future__ import annotations

MOST_TOLD_CHARACTERS = 400


def one_line(text: object, most: int) -> str:
    """A text among others, such as a name or a question: one line of at most `most` characters."""
    return _cut(" ".join(_with(" ", str(text)[: 4 * most]).split()), most)


def told(text: str, most: int = MOST_TOLD_CHARACTERS) -> str:
    """A text in a message on what is wrong: what cannot be shown stands there as `?`, since it may be why."""
    return _with("?", _cut(text, most))


def _with(mark: str, text: str) -> str:
    return "".join(letter if letter.isprintable() else mark for letter in text)


def _cut(text: str, most: int) -> str:
    """Between two words where there is a place not too far before the end."""
    if len(text) <= most:
        return text
    kept = text[: most - 1]
    words = kept.rpartition(" ")[0]
    return f"{words if 3 * len(words) > 2 * most else kept}…"
