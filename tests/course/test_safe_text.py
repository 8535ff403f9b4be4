"""Texts from outside steer neither a terminal nor the words around them."""

import pytest

from course.safe_text import MOST_TOLD_CHARACTERS, one_line, told

STEERING = ["\n", "\x00", "\x1b[2J", "\u202e", "\u2028", "\ud800", "\u200b", "\x7f"]


@pytest.mark.parametrize("mark", STEERING, ids=ascii)
def test_nothing_that_steers_comes_through(mark):
    """In a line it is a space; in a message on what is wrong it can be seen that something stood there."""
    assert one_line(f"a{mark}b", 20).isprintable() and one_line(f"a {mark} b", 20).startswith("a ")
    assert told(f"a{mark}b").startswith("a?") and told(f"a{mark}b").isprintable()


def test_neither_is_endless():
    """The sign that something follows is counted."""
    line = one_line("a\n\x00b\u202e" + "x" * 10_000, 60)
    assert line.startswith("a b x") and line.endswith("x…") and len(line) == 60
    assert len(told("x" * 10_000)) == MOST_TOLD_CHARACTERS and told("x" * 9, 5) == "xxxx…"
    assert one_line("exactly", 7) == "exactly" == told("exactly", 7)


def test_a_text_is_cut_between_words():
    """Unless the last one begins too early."""
    assert one_line("A medium-firm mattress did better", 30) == "A medium-firm mattress did…"
    assert one_line("A " + "x" * 40, 30) == "A " + "x" * 27 + "…"
