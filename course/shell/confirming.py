"""Asks before something goes for good."""

from __future__ import annotations

from course.errors import PlainError


def confirm(question: str, word: str, otherwise: str) -> None:
    """Raises `PlainError` with `otherwise` unless the word is typed; where nobody can type, too."""
    try:
        typed = input(f"{question} Type {word}: ")
    except EOFError:
        print()
        typed = ""
    if typed.strip().casefold() != word:
        raise PlainError(otherwise)
