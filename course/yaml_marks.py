"""Reads YAML and remembers on which line each value stands, so that a content mistake can point at it."""

from __future__ import annotations

from pathlib import Path as FilePath

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML built without libyaml: slower, same result
    from yaml import SafeLoader

Path = tuple[str | int, ...]


class MarkedYaml:
    """The plain data of one file, the line of every value in it, and the keys that stand twice."""

    def __init__(self, file: FilePath):
        self.lines: dict[Path, int] = {(): 1}
        self.repeated_keys: list[Path] = []
        loader = SafeLoader(file.read_text(encoding="utf-8"))
        try:
            node = loader.get_single_node()
            self.data = None if node is None else self._build(loader, node, ())
        finally:
            loader.dispose()

    def _build(self, loader, node, path: Path):
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            result = {}
            for key_node, value_node in node.value:
                key = loader.construct_object(key_node)
                here = (*path, key)
                if key in result:
                    self.repeated_keys.append(here)
                self.lines[here] = key_node.start_mark.line + 1
                result[key] = self._build(loader, value_node, here)
            return result
        if isinstance(node, yaml.SequenceNode):
            return [self._build(loader, item, (*path, index)) for index, item in enumerate(node.value)]
        return loader.construct_object(node)

    def line(self, path: Path) -> int:
        """The line of the value at `path`, or of the nearest thing above it that stands in the file."""
        known: Path = ()
        for part in path:
            if (*known, part) in self.lines:
                known = (*known, part)
        return self.lines[known]
