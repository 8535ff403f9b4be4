"""Reads YAML and remembers on which line each value stands, so that a content mistake can point at it."""

from __future__ import annotations

import yaml

try:
    from yaml import CSafeLoader as SafeLoader
except ImportError:  # PyYAML built without libyaml: slower, same result
    from yaml import SafeLoader

Path = tuple[str | int, ...]


class NotYaml(Exception):
    """The text cannot be read as YAML: `problem`, at `line`."""

    def __init__(self, line: int, problem: str):
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


class MarkedYaml:
    """The plain data of one file, the line of every value in it, and the keys that stand twice.

    Raises `NotYaml` for bytes that are not UTF-8, for slips of syntax, and for what YAML allows and content
    never needs: keys that are no words, and aliases, of which a few lines can unfold to gigabytes.
    """

    def __init__(self, content: bytes):
        self.lines: dict[Path, int] = {(): 1}
        self.repeated_keys: list[Path] = []
        self._seen: set[int] = set()
        text = _decoded(content)
        try:
            loader = SafeLoader(text)
            try:
                node = loader.get_single_node()
                self.data = None if node is None else self._build(loader, node, ())
            finally:
                loader.dispose()
        except RecursionError as error:
            raise NotYaml(1, "lists or mappings nested too deeply") from error
        except yaml.reader.ReaderError as error:
            raise NotYaml(text.count("\n", 0, error.position) + 1, error.reason) from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise NotYaml(mark.line + 1 if mark else 1, error.problem or str(error)) from error

    def _build(self, loader, node, path: Path):
        if id(node) in self._seen:
            raise NotYaml(node.start_mark.line + 1, "a value that is named and used again (& and *)")
        self._seen.add(id(node))
        self.lines.setdefault(path, node.start_mark.line + 1)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(loader, node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self._build(loader, item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(loader, node)

    def _mapping(self, loader, node, path: Path) -> dict:
        result = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise NotYaml(key_node.start_mark.line + 1, "a key that is no word")
            key = _scalar(loader, key_node)
            here = (*path, key)
            if key in result:
                self.repeated_keys.append(here)
            self.lines[here] = key_node.start_mark.line + 1
            result[key] = self._build(loader, value_node, here)
        return result

    def line(self, path: Path) -> int:
        """The line of the value at `path`, or of the nearest thing above it that stands in the file."""
        known: Path = ()
        for part in path:
            if (*known, part) in self.lines:
                known = (*known, part)
        return self.lines[known]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise NotYaml(line, f"byte {content[error.start]:#04x}, which is no UTF-8") from error


def _scalar(loader, node):
    try:
        return loader.construct_object(node)
    except ValueError as error:  # such as 30 February
        raise NotYaml(node.start_mark.line + 1, str(error)) from error
