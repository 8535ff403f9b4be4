"""`load_course()`: all content, read once, checked, frozen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from course import content_cache, crosscheck, schema
from course.errors import PlainError
from course.folders import DATA, MEDIA, bank_folder, media_folders
from course.yaml_marks import MarkedYaml, NotYaml


@dataclass(frozen=True, order=True)
class Mistake:
    """One thing to mend in the content, with the place where an editor finds it."""

    file: str
    line: int
    entry: str
    field: str
    found: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        what = " ".join(part for part in (self.entry, self.field) if part)
        return f"{where}  {what}: found {self.found}; expected {self.expected}"


class ContentError(PlainError):
    """Every mistake in the content, in `mistakes`."""

    def __init__(self, mistakes: list[Mistake]):
        self.mistakes = tuple(sorted(set(mistakes)))
        super().__init__("\n".join(map(str, self.mistakes)))


@dataclass
class Source:
    """One entry of one file: its raw data, its place, and its model (None while it has mistakes)."""

    kind: str
    file: str
    marks: MarkedYaml
    path: tuple[str | int, ...]
    raw: Any
    model: BaseModel | None = None

    @property
    def id(self) -> str:
        return str(self.raw.get("id", "")) if isinstance(self.raw, dict) else ""

    def mistake(self, path, found: str, expected: str) -> Mistake:
        names = [str(part) for part in path]
        line = self.marks.line((*self.path, *path))
        return Mistake(self.file, line, self.id, ".".join(names), found, expected)


@dataclass
class _Reading:
    """Collects entries and mistakes, file by file. `unread`: kinds of which a file could not be read."""

    folder: Path
    sources: list[Source] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    files: dict[str, MarkedYaml | None] = field(default_factory=dict)

    def add_list(self, name: str, kind: str, model: Any, key: str | None = None) -> None:
        """A file (or one key of it) that holds a list of entries."""
        marks = self._read(name, kind)
        if marks is None:
            return
        entries = marks.data.get(key) if key and isinstance(marks.data, dict) else marks.data
        path = (key,) if key else ()
        if not isinstance(entries, list):
            where = f"under '{key}'" if key else "in the file"
            self.mistakes.append(
                Mistake(name, marks.line(path), "", key or "", _short(entries), f"a list of entries {where}")
            )
            return
        for index, raw in enumerate(entries):
            self._add(Source(kind, name, marks, (*path, index), raw), model)

    def add_one(self, name: str, kind: str, model: Any, key: str | None = None) -> Source | None:
        """A file (or one key of it) that holds one mapping."""
        marks = self._read(name, kind)
        if marks is None:
            return None
        raw = marks.data.get(key) if key and isinstance(marks.data, dict) else marks.data
        return self._add(Source(kind, name, marks, (key,) if key else (), raw), model)

    def refuse_unknown_keys(self, name: str, known: set[str]) -> None:
        marks = self.files[name]
        for key in set(marks.data if marks and isinstance(marks.data, dict) else ()) - known:
            self.mistakes.append(
                Mistake(name, marks.line((key,)), "", str(key), f"unknown key '{key}'", _one_of(known))
            )

    def add_folder(self, name: str, kind: str, model: Any) -> None:
        """A folder with one entry a file, named by its id."""
        files = sorted((self.folder / name).glob("*.yaml"))
        if not files:
            self.mistakes.append(Mistake(name, 1, "", "", "no YAML file", "a folder with one file an entry"))
        for file in files:
            source = self.add_one(f"{name}/{file.name}", kind, model)
            if source is not None and source.id and source.id != file.stem:
                self.mistakes.append(
                    source.mistake(("id",), repr(source.id), f"'{file.stem}', the file's name")
                )

    def _read(self, name: str, kind: str) -> MarkedYaml | None:
        if name not in self.files:
            self.files[name] = self._read_file(name)
        if self.files[name] is None:
            self.unread.add(kind)
        return self.files[name]

    def _read_file(self, name: str) -> MarkedYaml | None:
        try:
            marks = MarkedYaml((self.folder / name).read_bytes())
        except FileNotFoundError:
            self.mistakes.append(Mistake(name, 1, "", "", "no such file", "this file in the data folder"))
            return None
        except OSError as error:
            self.mistakes.append(Mistake(name, 1, "", "", str(error.strerror), "a file that can be read"))
            return None
        except NotYaml as error:
            self.mistakes.append(Mistake(name, error.line, "", "", error.problem, "valid YAML in UTF-8"))
            return None
        self.mistakes += _repeated(name, marks)
        return marks

    def _add(self, source: Source, model: Any) -> Source:
        self.sources.append(source)
        try:
            source.model = model.validate_python(source.raw)
        except ValidationError as error:
            for detail in error.errors(include_url=False):
                self.mistakes.append(_from_pydantic(source, detail))
        return source


def read_content(folder: Path, media: Path, bank: Path | None = None) -> tuple[list[Source], list[Mistake]]:
    """Every entry and every mistake in `folder` and in the quizzes of `bank`; nothing raised, so that all
    mistakes are told at once."""
    reading = _Reading(folder)
    adapter = {name: TypeAdapter(getattr(schema, name)) for name in _MODELS}
    reading.add_list("references.yaml", "references", adapter["Reference"])
    reading.add_list("claims.yaml", "claims", adapter["Claim"])
    reading.add_list("objectives.yaml", "objectives", adapter["Objective"])
    reading.add_list("lessons.yaml", "lessons", adapter["Lesson"])
    reading.add_list("muscles.yaml", "muscles", adapter["Muscle"])
    reading.add_list("measures.yaml", "measures", adapter["Measure"])
    reading.add_one("routines.yaml", "timing", adapter["Timing"], key="timing")
    reading.add_list("routines.yaml", "extras", adapter["Extra"], key="extras")
    reading.add_list("routines.yaml", "routines", adapter["Routine"], key="routines")
    reading.add_one("routines.yaml", "over_days", adapter["OverDays"], key="over_days")
    reading.refuse_unknown_keys("routines.yaml", {"timing", "extras", "routines", "over_days"})
    reading.add_one("practical_sheet.yaml", "practical_sheet", adapter["PracticalSheet"])
    reading.add_one("safety.yaml", "safety", adapter["Safety"])
    reading.add_folder("stretches", "stretches", adapter["Stretch"])
    reading.add_folder("quizzes", "quizzes", adapter["Quiz"])
    if bank is not None:
        of_bank = _Reading(bank, reading.sources, reading.mistakes, reading.unread)
        of_bank.add_folder("quizzes", "quizzes", adapter["Quiz"])
    pictures = media_folders(media, bank)
    return reading.sources, reading.mistakes + crosscheck.mistakes(reading.sources, pictures, reading.unread)


QUESTION = "question"
"""What a question that is only being written is called in its mistakes, where others name their file."""


def read_question(text: str, folder: Path = DATA) -> tuple[schema.AnyItem | None, list[Mistake]]:
    """One quiz item from YAML as somebody writes it, checked against all of the course's content.

    Returns the item, or None and its mistakes with their lines in `text`. Takes the item alone, or as the one
    entry of a list, as it stands in a quiz.
    """
    try:
        marks = MarkedYaml(text.encode(errors="replace"))
    except NotYaml as error:
        return None, [Mistake(QUESTION, error.line, "", "", error.problem, "valid YAML")]
    path = (0,) if isinstance(marks.data, list) and len(marks.data) == 1 else ()
    raw = marks.data[0] if path else marks.data
    source = Source("quiz item", QUESTION, marks, path, raw)
    reading = _Reading(folder, mistakes=list(_repeated(QUESTION, marks)))
    reading._add(source, TypeAdapter(schema.AnyItem))
    if source.model is not None:
        known = [*_sources(folder, bank_folder()), source]
        found = crosscheck.mistakes(known, media_folders(bank=bank_folder()), set())
        reading.mistakes += [mistake for mistake in found if mistake.file == QUESTION]
    return (None if reading.mistakes else source.model), sorted(reading.mistakes)


@cache
def _sources(folder: Path, bank: Path | None) -> tuple[Source, ...]:
    return tuple(read_content(folder, MEDIA, bank)[0])


_MODELS = (
    "Reference", "Claim", "Objective", "Lesson", "Muscle", "Measure",
    "Timing", "Extra", "Routine", "OverDays", "PracticalSheet", "Safety", "Stretch", "Quiz",
)  # fmt: skip


_SINGLE = ("timing", "over_days", "practical_sheet", "safety")


def load_course(folder: Path | str | None = None, bank: Path | str | None = None) -> schema.Course:
    """All content of the course, frozen, fields by id.

    `folder` holds the YAML files (the course's own by default). `bank` is a teacher's folder outside the
    repository with further `quizzes/` and their `media/` (`BEDSTRETCH_BANK` by default). Read once per
    process.
    Raises `ContentError` with every mistake as `file:line  entry field: found …; expected …`.
    """
    return _load(Path(folder) if folder is not None else DATA, Path(bank) if bank else bank_folder())


@cache
def _load(folder: Path, bank: Path | None) -> schema.Course:
    if bank is not None:  # a teacher's keys are kept nowhere in the course's folder
        return _course(_checked(folder, bank))
    key = content_cache.fingerprint((folder,), media_folders())
    name = str(folder.resolve())
    entries = content_cache.load(name, key)
    if entries is None:
        entries = _checked(folder, None)
        content_cache.keep(name, key, entries)
    return _course(entries)


def _course(entries: dict[str, dict[str, BaseModel]]) -> schema.Course:
    single = {kind: next(iter(entries.pop(kind).values())) for kind in _SINGLE}
    return schema.Course.model_construct(
        **{kind: MappingProxyType(of_kind) for kind, of_kind in entries.items()}, **single
    )


def _checked(folder: Path, bank: Path | None) -> dict[str, dict[str, BaseModel]]:
    """All entries by kind and id. Raises `ContentError`."""
    sources, mistakes = read_content(folder, MEDIA, bank)
    if mistakes:
        raise ContentError(mistakes)
    by_kind: dict[str, dict[str, BaseModel]] = {}
    for source in sources:
        by_kind.setdefault(source.kind, {})[source.id] = source.model
    by_kind["stretches"] = dict(sorted(by_kind["stretches"].items(), key=lambda entry: entry[1].position))
    return by_kind


def _repeated(name: str, marks: MarkedYaml) -> Iterator[Mistake]:
    for path in marks.repeated_keys:
        names = ".".join(map(str, path))
        yield Mistake(name, marks.line(path), "", names, f"key '{path[-1]}' a second time", "each key once")


def _from_pydantic(source: Source, detail: Mapping[str, Any]) -> Mistake:
    path = tuple(_path_in_file(source, detail["loc"]))
    found = _short(detail["input"])
    expected = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if detail["type"] == "missing":
        return source.mistake((*path, detail["loc"][-1]), "nothing", "this field to be filled in")
    if detail["type"] == "extra_forbidden":
        return source.mistake(path, f"unknown key '{detail['loc'][-1]}'", "a key that the schema knows")
    if detail["type"] == "value_error":
        found = "values that do not fit together"
    if isinstance(detail["input"], bool):
        expected += " (quote yes, no, on and off: YAML reads them as true and false)"
    return source.mistake(path, found, expected)


def _path_in_file(source: Source, loc) -> Iterator[str | int]:
    """pydantic's location without the union tags that stand in no file."""
    here = source.path
    for part in loc:
        if (*here, part) in source.marks.lines:
            here = (*here, part)
            yield part


def _short(value: Any) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 60 else text[:57] + "…"


def _one_of(names) -> str:
    return "one of " + ", ".join(sorted(names))
