"""A copy of the real content, for tests that change it."""

from functools import cache

from course import ContentError
from course.folders import MEDIA
from course.loader import read_content
from course.yaml_marks import MarkedYaml

parsed_once = cache(MarkedYaml)
"""In place of `MarkedYaml`: files that no test changes are parsed once for all of them."""


class Copy:
    """A copy of the real content, in which one test makes its changes."""

    def __init__(self, folder):
        self.folder = folder

    def text(self, file):
        return (self.folder / file).read_text(encoding="utf-8")

    def write(self, file, text):
        (self.folder / file).write_text(text, encoding="utf-8")

    def line(self, file, wanted, after=""):
        """The line of the first `wanted` behind the text `after`."""
        text = self.text(file)
        return text[: text.index(wanted, text.index(after))].count("\n") + 1

    def replace(self, file, old, new, after=""):
        """Replaces the first `old` behind the text `after`; returns its line."""
        text, line = self.text(file), self.line(file, old, after)
        start = text.index(old, text.index(after))
        self.write(file, text[:start] + new + text[start + len(old) :])
        return line

    def append(self, file, added):
        """Adds text at the end; returns the line on which it begins."""
        text = self.text(file)
        self.write(file, text + added)
        return text.count("\n") + 1

    def mistakes(self):
        return ContentError(read_content(self.folder, MEDIA)[1]).mistakes

    def mistake(self):
        """The only one that is found."""
        found = self.mistakes()
        assert len(found) == 1, "\n".join(map(str, found[:5]))
        return found[0]
